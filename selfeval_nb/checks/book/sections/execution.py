"""The section of a preset about budget execution."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from selfeval_nb.checks.book.formulas import EXECUTION, Bands, Execution, Linear, bands_of
from selfeval_nb.checks.book.sections.keys import Fault, Section, choice, num, rows, yes
from selfeval_nb.checks.book.template import number, percent

if TYPE_CHECKING:
    from selfeval_nb.checks.book.sections.preset import Sections


@dataclass(frozen=True, kw_only=True)
class ExecutionSection(Section):
    weight: float = num(0, 100, "预算执行率分值")
    formula: str = choice(*EXECUTION, about="linear 执行数÷预算数×分值；bands 按执行率分档（见 bands）")
    bands: list[Any] = rows(
        'formula 为 bands 时的各档，从低到高：below 执行率上限（不含），share 得分占分值的比例，"rate" 为按执行率'
    )
    cap: bool = yes("最高不超过分值")
    denominator: str = choice("budget", "initial", about="budget 全年预算数（调整后），initial 年初预算数")
    explain_below: float = num(0, 1, "执行率低于此数须说明")
    notice_below: float = num(0, 1, "执行率低于此数而无说明的提示")
    explain_adjustment: float = num(0, 10, "全年预算比年初预算增减超过此比例须说明")
    notice_adjustment: float = num(0, 10, "增减超过此比例而无说明的提示")
    low: float = num(0, 1, "执行率低于此数而产出全部完成，提示核实")

    def scoring(self) -> Execution:
        """The formula of the execution score."""
        return Bands(bands_of(self.bands), self.cap) if self.formula == "bands" else Linear(self.cap)

    def columns(self) -> tuple[str, str]:
        """The column of the denominator, and the one that is taken where a form does not print it."""
        return ("budget", "initial") if self.denominator == "budget" else ("initial", "budget")

    def base(self, initial: float | None, budget: float | None) -> float | None:
        """The denominator of one row by these columns."""
        first, second = ({"initial": initial, "budget": budget}[name] for name in self.columns())
        return second if first is None else first

    def faults(self) -> Iterator[Fault]:
        if self.formula == "bands":
            try:
                bands_of(self.bands)
            except ValueError as error:
                yield "bands", str(error), self.bands
        elif self.bands:
            yield "bands", '空列表 []（formula 为 linear 时不分档；要分档请写 formula = "bands"）', self.bands

    def sentences(self, lang: str, book: Sections) -> list[str]:
        zh = lang == "zh"
        below, above = percent(self.notice_below), percent(self.notice_adjustment)
        note = ""
        if self.notice_below > self.explain_below or self.notice_adjustment < self.explain_adjustment:
            note = (
                f"；低于{below}、超过{above}而无说明的提示"
                if zh
                else f"; below {below} and above {above} without explanation they are noted"
            )
        names = {
            "budget": ("全年预算数", "the full-year budget"),
            "initial": ("年初预算数", "the start-of-year budget"),
        }
        formula = self.scoring().sentence(lang, names[self.denominator][not zh])
        due, change = percent(self.explain_below), percent(self.explain_adjustment)
        if zh:
            return [
                f"预算执行率{number(self.weight)}分：{formula}。",
                f"执行率低于{due}、预算调整超过{change}须有说明{note}。",
            ]
        return [
            f"Execution {number(self.weight)} points: {formula}.",
            f"Execution below {due} and budget changes above {change} must be explained{note}.",
        ]
