"""The sections of a preset about indicators, values and layouts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from selfeval_nb.checks.book.sections.keys import Section, num, yes
from selfeval_nb.checks.book.template import number, percent

if TYPE_CHECKING:
    from selfeval_nb.checks.book.sections.preset import Sections


@dataclass(frozen=True, kw_only=True)
class QualitySection(Section):
    qualitative_share: float = num(0, 1, "定性指标超过此比例提示")
    low_target_share: float = num(0, 1, "明显超额的定量指标达到此比例，疑指标值偏低")
    satisfaction_low: float = num(0, 1, "满意度目标低于此数提示")

    def sentences(self, lang: str, book: Sections) -> list[str]:
        words, low, satisfaction = (
            percent(self.qualitative_share),
            percent(self.low_target_share),
            percent(self.satisfaction_low),
        )
        if lang == "zh":
            return [f"指标质量：定性指标超过{words}、明显超额的定量指标达到{low}、满意度目标低于{satisfaction}的提示。"]
        return [
            f"Quality: more than {words} qualitative indicators, {low} of the measured ones far above target, or a satisfaction target below {satisfaction} are noted."
        ]


@dataclass(frozen=True, kw_only=True)
class ValuesSection(Section):
    operator_required: bool = yes("指标值须带≥、≤、=；表样设有“指标性质”栏的，不论此项都提示缺漏")

    def sentences(self, lang: str, book: Sections) -> list[str]:
        if lang == "zh":
            return [
                "指标值："
                + (
                    "定量指标须带≥、≤、=。"
                    if self.operator_required
                    else "不要求带运算符；表样设有“指标性质”栏的仍提示缺漏。"
                )
            ]
        return [
            "Targets: "
            + (
                "numbers need ≥, ≤ or =."
                if self.operator_required
                else "no operator is required, except where the layout has a column for it."
            )
        ]


@dataclass(frozen=True, kw_only=True)
class LayoutSection(Section):
    unclaimed_share: float = num(0, 1, "未能对应的单元格比例")
    large_amount: float = num(0, 1e15, "万元表中金额超过此数疑为元")
    small_amount: float = num(0, 1e15, "元表中金额低于此数疑为万元")

    def sentences(self, lang: str, book: Sections) -> list[str]:
        large, small, share = number(self.large_amount), number(self.small_amount), percent(self.unclaimed_share)
        if lang == "zh":
            return [
                f"版式和单位：万元表中金额超过{large}、元表中低于{small}的疑单位有误；未能对应的单元格超过{share}的提示。"
            ]
        return [
            f"Layout and unit: amounts above {large} in 10 000 yuan or below {small} in yuan; more than {share} of the cells not understood."
        ]
