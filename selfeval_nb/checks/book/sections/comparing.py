"""The sections of a preset about comparisons: alike texts, forms of a unit, years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from selfeval_nb.checks.book.sections.keys import Section, num, whole
from selfeval_nb.checks.book.template import number, percent

if TYPE_CHECKING:
    from selfeval_nb.checks.book.sections.preset import Sections


@dataclass(frozen=True, kw_only=True)
class SimilaritySection(Section):
    text: float = num(0.5, 1, "文字相似度达到此数视为雷同")
    minimum_text: int = whole(1, 10000, "少于此字数的文字不作雷同比较")
    minimum_reason: int = whole(1, 10000, "偏差原因少于此字数不作雷同比较（套话不算）")
    name: float = num(0.5, 1, "指标名称相似度")
    indicators: float = num(0.5, 1, "两个项目相同指标（名称和指标值）的比例")
    project: float = num(0.5, 1, "跨年度、跨表认定为同一项目的名称相似度")

    def sentences(self, lang: str, book: Sections) -> list[str]:
        alike, same = percent(self.text), percent(self.indicators)
        if lang == "zh":
            return [
                f"文字雷同：相似度达到{alike}（少于{self.minimum_text}字的文字、少于{self.minimum_reason}字的原因不比较）；指标雷同：相同指标达到{same}。"
            ]
        return [
            f"Copies: texts alike by {alike} (from {self.minimum_text} characters, reasons from {self.minimum_reason}); projects with {same} equal indicators."
        ]


@dataclass(frozen=True, kw_only=True)
class PortfolioSection(Section):
    minimum_forms: int = whole(2, 1000, "单位表数达到此数才作全单位判断")
    high_score: float = num(0, 1000, "得分分布：高分线")
    high_share: float = num(0, 1, "得分分布：高分占比达到此数且无“优”以下等级时提示")
    distribution_forms: int = whole(2, 100000, "主管部门表数达到此数才看得分分布")

    def sentences(self, lang: str, book: Sections) -> list[str]:
        share, score = percent(self.high_share), number(self.high_score)
        if lang == "zh":
            return [
                f"同一单位的表达到{self.minimum_forms}份才作整体判断；主管部门的表达到{self.distribution_forms}份，{share}以上得{score}分以上而没有“{book.grades.names[0]}”以下等级的提示。"
            ]
        return [
            f"A unit is judged as a whole from {self.minimum_forms} forms; a department from {self.distribution_forms} forms, where {share} score {score} or more and none is below the best grade."
        ]


@dataclass(frozen=True, kw_only=True)
class HistorySection(Section):
    change: float = num(0, 100, "完成值比上年变化超过此比例提示")
    margin: float = num(0, 10, "指标值低于上年完成值超过此比例提示")
    low_score: float = num(0, 1000, "得分低于此数而预算增加时提示")

    def sentences(self, lang: str, book: Sections) -> list[str]:
        margin, change, low, alike = (
            percent(self.margin),
            percent(self.change),
            number(self.low_score),
            percent(book.similarity.project),
        )
        if lang == "zh":
            return [
                f"年度比较：指标值低于上年完成值超过{margin}、完成值比上年变化超过{change}、上年得分低于{low}分而预算增加的提示；名称相似度达到{alike}的视为同一项目。"
            ]
        return [
            f"Years: targets more than {margin} below last year's actual, actuals changed by more than {change}, a score below {low} with a growing budget; names alike by {alike} are one project."
        ]
