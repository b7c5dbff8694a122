"""The sections of a preset about scoring, over-completion and tolerances."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from selfeval_nb.checks.book.formulas import REVERSE, Reverse
from selfeval_nb.checks.book.sections.keys import Fault, Section, choice, list_fault, num, rows, yes
from selfeval_nb.checks.book.template import number, percent

if TYPE_CHECKING:
    from selfeval_nb.checks.book.sections.preset import Sections


@dataclass(frozen=True, kw_only=True)
class ScoringSection(Section):
    negative: str = choice(
        *REVERSE, about="反向指标超过目标时：" + "；".join(f"{k} {f.sentence('zh')}" for k, f in REVERSE.items())
    )
    negative_accepted: list[Any] = rows("任一式相符即不提示：ratio、linear")
    equal: str = choice("positive", "exact", about="等于类指标：positive 同正向指标；exact 不等即不得分")
    bands: list[Any] = rows("定性三档的两个界限，从大到小")
    late: list[Any] = rows("逾期完成可得分值的比例范围（须人工判断）")

    def reverse(self) -> Reverse:
        """The formula of a reverse indicator above its target."""
        return REVERSE[self.negative]

    def reverse_accepted(self) -> list[Reverse]:
        """All formulas by which such a score may have been made, the preset's own first."""
        return [REVERSE[name] for name in dict.fromkeys([self.negative, *self.negative_accepted])]

    def faults(self) -> Iterator[Fault]:
        for key, falling in (("bands", True), ("late", False)):
            values = getattr(self, key)
            if fault := list_fault(values, 2, falling=falling):
                yield key, fault, values
            elif any(not 0 <= x <= 1 for x in values):
                yield key, "0～1之间的小数", values
        for name in self.negative_accepted:
            if name not in REVERSE:
                yield "negative_accepted", f"由 {'、'.join(REVERSE)} 组成的列表", name

    def sentences(self, lang: str, book: Sections) -> list[str]:
        first, second = (percent(x) for x in self.bands)
        formula, positive = self.reverse().sentence(lang), self.equal == "positive"
        if lang == "zh":
            return [
                "正向指标：达到目标得满分，未达到按实际÷目标×分值。",
                f"反向指标：不超过目标得满分，超过按{formula}。",
                "等于类指标：" + ("同正向指标计分，不等而得满分的提示。" if positive else "不等即不得分。"),
                f"定性指标三档：100%–{first}、{first}–{second}、{second}–0。",
            ]
        return [
            "Positive indicators: target met, full points; else actual ÷ target × points.",
            f"Reverse indicators: not above target, full points; above, {formula}.",
            "Equality indicators: "
            + (
                "scored as positive; full points at a different value are pointed out."
                if positive
                else "no points unless equal."
            ),
            f"Qualitative bands: 100–{first}, {first}–{second}, {second}–0.",
        ]


@dataclass(frozen=True, kw_only=True)
class OverSection(Section):
    notice: float = num(1, 100, "完成值达到目标的此倍数提示")
    explain: float = num(1, 100, "达到此倍数须说明")
    inclusive: bool = yes("恰好等于 explain 时也须说明")
    high: float = num(1, 1000, "完成率异常高")
    extreme: float = num(1, 10000, "有说明仍提示")

    def sentences(self, lang: str, book: Sections) -> list[str]:
        explain, notice, high = percent(self.explain), percent(self.notice), percent(self.high)
        if lang == "zh":
            return [
                f"完成值{'达到' if self.inclusive else '超过'}目标{explain}须说明，达到{notice}提示，达到{high}视为异常高。"
            ]
        return [
            f"{'From' if self.inclusive else 'Above'} {explain} of the target an explanation is due; notice from {notice}, unusual from {high}."
        ]


@dataclass(frozen=True, kw_only=True)
class ToleranceSection(Section):
    money: float = num(0, 100, "金额，表中金额单位")
    score: float = num(0, 10, "分")
    rate: float = num(0, 1, "执行率，0.005 为 0.5 个百分点")
    ratio: float = num(0, 1, "完成率")
    cost: float = num(0, 1, "成本指标与资金相差比例")

    def sentences(self, lang: str, book: Sections) -> list[str]:
        money, score, rate = number(self.money), number(self.score), number(self.rate * 100)
        if lang == "zh":
            return [f"容许误差：金额{money}，得分{score}分，执行率{rate}个百分点。"]
        return [f"Tolerances: money {money}, score {score}, rate {rate} percentage points."]
