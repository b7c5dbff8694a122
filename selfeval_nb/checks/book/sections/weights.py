"""The section of a preset about weights and levels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from selfeval_nb.checks.book.sections.keys import Fault, Section, list_fault, num, rows, whole
from selfeval_nb.checks.book.template import number
from selfeval_nb.common.said import said

if TYPE_CHECKING:
    from selfeval_nb.checks.book.sections.preset import Sections

#: Names of the kinds of levels, by language.
LEVELS = said(__name__, "levels")
SECOND = said(__name__, "second")


@dataclass(frozen=True, kw_only=True)
class WeightsSection(Section):
    total: float = num(1, 1000, "分值合计")
    splits: list[Any] = rows("一级指标分值（不含预算执行率）：任一组相符即可")
    split_tolerance: float = num(0, 100, "一级指标分值的容许误差")
    single_max: float = num(0, 100, "单项指标分值上限")
    required_level2: list[Any] = rows("必备的二级指标：quantity、quality、timeliness、cost")
    minimum_indicators: int = whole(0, 100, "三级指标最少项数")
    benefit_without_satisfaction: float = num(0, 100, "没有满意度指标时效益指标的分值")

    def faults(self) -> Iterator[Fault]:
        for split in self.splits:
            if not isinstance(split, dict) or not set(split) <= set(LEVELS["zh"]):
                yield "splits", "由 cost、output、benefit、satisfaction 组成的表", split
            elif fault := list_fault(list(split.values())):
                yield "splits", fault, split
        for level in self.required_level2:
            if level not in SECOND["zh"]:
                yield "required_level2", "由 quantity、quality、timeliness、cost 组成的列表", level

    def sentences(self, lang: str, book: Sections) -> list[str]:
        levels, second = LEVELS[lang], [SECOND[lang][k] for k in self.required_level2]
        least, most, benefit = (
            self.minimum_indicators,
            number(self.single_max),
            number(self.benefit_without_satisfaction),
        )
        if lang == "zh":
            splits = "；".join(" ".join(f"{levels[k]}{number(v)}" for k, v in s.items()) for s in self.splits)
            return [
                "一级指标分值：" + (splits + "（任一组相符）。" if splits else "不核对。"),
                f"指标设置：三级指标不少于{least}项，单项不超过{most}分，必备二级指标：{'、'.join(second) or '不作要求'}；没有满意度指标的，效益指标应为{benefit}分。",
            ]
        splits = "; ".join(" ".join(f"{levels[k]} {number(v)}" for k, v in s.items()) for s in self.splits)
        return [
            "Level-1 weights: " + (splits + " (any one)." if splits else "not compared."),
            f"Indicators: at least {least}, none above {most} points, level 2 must have {', '.join(second) or 'nothing in particular'}; without satisfaction, benefit carries {benefit} points.",
        ]
