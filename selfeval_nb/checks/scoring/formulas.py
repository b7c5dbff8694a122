"""The recomputed score (测算得分): one indicator, target against actual, by the formulas of a preset (book/formulas.py).

Decimal arithmetic on the printed digits, rounded half up to two decimals, with the calculation written out. Where the rule leaves
judgement the result is a range; where nothing can be said, a reason. Formulas: DOMAIN of 财预〔2020〕10号 Art. 16 and the presets.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from selfeval_nb.checks.book.formulas import Reverse, points
from selfeval_nb.checks.book.template import decimal, number, percent
from selfeval_nb.checks.table.value_rows import DATES, WORDS
from selfeval_nb.common.said import said
from selfeval_nb.common.words import pattern

if TYPE_CHECKING:
    from selfeval_nb.checks.book.preset import Preset
    from selfeval_nb.forms.values.values import Value

RECURRING = "周期性期限"  # how the parser calls 每月10日前, which names no day of the year

_SAID = said(__name__)


@dataclass(frozen=True, slots=True)
class Scored:
    """A recomputed score. ``low == high`` when nothing is left to judge; None with ``code`` when it cannot be computed.

    ``ratio`` is actual ÷ target (1.0 = target), ``met`` whether the target was reached (None: not known), ``mode`` how it was
    judged: ``ratio`` ``date`` ``grade`` ``words`` or '' ; ``late`` ``yes`` ``maybe`` or ''.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    arithmetic: str = ""
    code: str = ""
    a: str = ""
    b: str = ""
    ratio: float | None = None
    met: bool | None = None
    direction: str = ""
    mode: str = ""
    late: str = ""

    def reason(self, lang: str) -> str:
        return _SAID[lang][self.code].format(a=self.a, b=self.b) if self.code else ""


def execution(executed: float | None, budget: float | None, weight: float | None, preset: Preset) -> Scored:
    """The score of budget execution by the preset's formula; ``budget`` is the denominator (``execution_base``)."""
    if weight is None:
        return Scored(code="no_execution")
    if executed is None or budget is None:
        return Scored(code="no_budget")
    if budget == 0:
        return Scored(code="zero_budget")
    w, x, b = decimal(weight), decimal(executed), decimal(budget)
    result, line = preset.sections.execution.scoring().score(x, b, w)
    return Scored(result, result, line, ratio=float(x / b), met=x >= b, direction=">=", mode="ratio")


def doubted(scored: Scored, weight: float) -> Scored:
    """The same row while a value or its reading is in doubt: anything from 0 to full points."""
    return replace(scored, low=Decimal(0), high=decimal(weight), arithmetic="", code="doubted")


def indicator(target: Value, actual: Value, weight: float | None, preset: Preset, *, cost: bool = False) -> Scored:
    """The score of one indicator. Without a weight the ratio and whether it was met are still told."""
    scored = _judge(target, actual, Decimal(0) if weight is None else decimal(weight), preset, cost)
    if weight is None:
        return Scored(
            code="no_weight", ratio=scored.ratio, met=scored.met, direction=scored.direction, mode=scored.mode, late=scored.late
        )  # fmt: skip
    return scored


def _judge(target: Value, actual: Value, w: Decimal, preset: Preset, cost: bool) -> Scored:
    if target.kind in ("none", "placeholder"):
        return Scored(code="no_target")
    if actual.kind in ("none", "placeholder"):
        return Scored(code="no_actual")
    if actual.grade is not None:
        return _grade(actual.grade, w, preset)
    if target.date_high is not None and target.kind in DATES:
        return _deadline(target, actual, w, preset)
    if target.low is not None and target.high is not None:
        if actual.low is not None and actual.high is not None:
            return _numbers(target, actual, w, preset, cost)
        return Scored(Decimal(0), w, code="words", mode="words")
    if len(target.numbers) > 1:
        return Scored(code="several")
    if actual.low is not None:
        return Scored(Decimal(0), w, code="number_for_words", mode="words")
    return _words(target, actual, w, preset)


def bands(preset: Preset) -> list[tuple[float, float]]:
    """The three qualitative bands as (low, high) fractions of the points, best first."""
    first, second = preset["scoring.bands"]
    return [(first, 1.0), (second, first), (0.0, second)]


def _band(code: str, band: tuple[float, float], w: Decimal, *, met: bool | None, mode: str) -> Scored:
    low, high = (points(w * decimal(x)) for x in band)
    line = f"{number(w)}×{percent(band[0])}={number(low)}，{number(w)}×{percent(band[1])}={number(high)}"
    return Scored(low, high, line, code, percent(band[0]), percent(band[1]), met=met, mode=mode)


def _grade(grade: int, w: Decimal, preset: Preset) -> Scored:
    return _band("band", bands(preset)[grade - 1], w, met=grade == 1, mode="grade")


def _words(target: Value, actual: Value, w: Decimal, preset: Preset) -> Scored:
    if actual.text and actual.text == target.text:
        return _band("same_words", bands(preset)[0], w, met=True, mode="words")
    if actual.kind == "status" and _says_done(actual.text):
        return _band("done", bands(preset)[0], w, met=True, mode="words")
    return Scored(Decimal(0), w, code="judge", mode="words")


_NOT_DONE = ("未", "没", "无法", "部分", "基本", "不", "取消")


def _says_done(text: str) -> bool:
    return any(word in text for word in ("完成", "达成", "达标", "达到", "实现", "按期", "按时", "及时")) and not any(
        word in text for word in _NOT_DONE
    )


def _deadline(target: Value, actual: Value, w: Decimal, preset: Preset) -> Scored:
    due = target.date_high
    assert due is not None
    if target.ambiguity.startswith(RECURRING):
        return Scored(Decimal(0), w, code="recurring", direction="<=", mode="words")
    late_low, late_high = (points(w * decimal(x)) for x in preset["scoring.late"])
    if actual.date_low is not None and actual.date_high is not None:
        if actual.date_low > due:
            days = (date.fromisoformat(actual.date_low) - date.fromisoformat(due)).days
            return Scored(
                late_low,
                late_high,
                f"{actual.date_low}＞{due}",
                "late",
                str(days),
                met=False,
                direction="<=",
                mode="date",
                late="yes",
            )
        if actual.ambiguity or actual.date_high > due:
            maybe = "maybe" if actual.ambiguity else ""
            return Scored(late_low, w, f"{due}", "date_unclear", direction="<=", mode="date", late=maybe)
        return Scored(w, w, f"{actual.date_high}≤{due}", met=True, direction="<=", mode="date")
    if actual.base_unit == "%" and actual.low is not None and actual.low >= 100:
        return Scored(w, w, f"{number(actual.low)}%", met=True, direction="<=", mode="date")
    if actual.kind in WORDS and _says_done(actual.text):
        return _band("done", bands(preset)[0], w, met=True, mode="date")
    return Scored(Decimal(0), w, code="date_words", mode="date")


def ordinal(value: Value) -> bool:
    """Whether a value is a place in a row (第1年, 第二期): no amount, so nothing to compare a length or a number with."""
    return pattern("values", "ordinal", "place").match("".join(value.text.split())) is not None


def comparable(target: Value, actual: Value) -> bool:
    """Whether two numbers have the same base unit; a missing unit on one side is taken to be the other's."""
    return target.base_unit == actual.base_unit or not target.base_unit or not actual.base_unit


def _pair(target: Value, actual: Value) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """(target low, high, actual low, high): the printed numbers where both use one unit, else base units."""
    assert target.low is not None
    assert target.high is not None
    assert actual.low is not None
    assert actual.high is not None
    same = target.unit_used == actual.unit_used or not target.unit_used or not actual.unit_used
    if (
        same
        and target.number is not None
        and actual.number is not None
        and target.low == target.high
        and actual.low == actual.high
    ):
        t, a = decimal(target.number), decimal(actual.number)
        return t, t, a, a
    return decimal(target.low), decimal(target.high), decimal(actual.low), decimal(actual.high)


def _numbers(target: Value, actual: Value, w: Decimal, preset: Preset, cost: bool) -> Scored:
    if ordinal(actual) and not ordinal(target):
        return Scored(code="ordinal")
    if not comparable(target, actual):
        return Scored(
            code="unit", a=target.unit_used or target.base_unit or "", b=actual.unit_used or actual.base_unit or ""
        )
    t_low, t_high, a_low, a_high = _pair(target, actual)
    direction = target.direction or ""
    if direction not in (">=", ">", "<=", "<", "=", "in"):
        return Scored(code="direction")
    if a_low != a_high:  # an actual that is a range: judged at both ends
        ends = [_one(t_low, t_high, a, direction, w, preset, cost) for a in (a_low, a_high)]
        if any(e.low is None for e in ends):
            return ends[0]
        low, high = min(e.low for e in ends if e.low is not None), max(e.high for e in ends if e.high is not None)
        met = ends[0].met if ends[0].met == ends[1].met else None
        return Scored(
            low,
            high,
            "；".join(e.arithmetic for e in ends),
            ratio=ends[0].ratio,
            met=met,
            direction=direction,
            mode="ratio",
        )
    return _one(t_low, t_high, a_low, direction, w, preset, cost)


_MET = {">=": "≥", ">": "＞", "<=": "≤", "<": "＜", "=": "="}


def _one(t_low: Decimal, t_high: Decimal, a: Decimal, direction: str, w: Decimal, preset: Preset, cost: bool) -> Scored:
    if direction == "in":
        return _within(t_low, t_high, a, w, preset)
    t = t_low
    sign = direction
    if direction == "=" and cost and a != t:
        direction = "<="  # a cost that stays below its fixed amount is met
    ratio = float(a / t) if t else None
    if direction in ("<=", "<"):
        met = a <= t if direction == "<=" else a < t
        if met:
            return Scored(
                w, w, f"{number(a)}{_MET[direction]}{number(t)}", ratio=ratio, met=True, direction=sign, mode="ratio"
            )
        low, line = _penalty(t, a, w, preset.sections.scoring.reverse())
        return Scored(low, low, line, ratio=ratio, met=False, direction=sign, mode="ratio")
    if direction == "=" and preset["scoring.equal"] == "exact":
        low = w if a == t else Decimal(0)
        return Scored(
            low,
            low,
            f"{number(a)}{'=' if a == t else '≠'}{number(t)}",
            ratio=ratio,
            met=a == t,
            direction=sign,
            mode="ratio",
        )
    if direction == "=" and t == 0:
        low = w if a <= 0 else Decimal(0)
        return Scored(low, low, f"{number(a)}{'=' if a <= 0 else '≠'}0", met=a <= 0, direction=sign, mode="ratio")
    met = a > t if direction == ">" else a >= t
    if met:
        return Scored(
            w,
            w,
            f"{number(a)}{'＞' if direction == '>' and a > t else '≥' if a != t else '='}{number(t)}",
            ratio=ratio,
            met=True,
            direction=sign,
            mode="ratio",
        )
    if t <= 0:
        return Scored(Decimal(0), w, code="zero_target", met=False, direction=sign, mode="ratio")
    low = points(max(a, Decimal(0)) / t * w)
    return Scored(
        low,
        low,
        f"{number(a)}÷{number(t)}×{number(w)}={number(low)}",
        ratio=ratio,
        met=False,
        direction=sign,
        mode="ratio",
    )


def _penalty(t: Decimal, a: Decimal, w: Decimal, formula: Reverse) -> tuple[Decimal, str]:
    """A reverse indicator above its target; nothing where target or actual value leaves nothing to divide by."""
    if t <= 0 or a <= 0:
        return Decimal(0), f"{number(a)}＞{number(t)}，0"
    return formula.score(t, a, w)


def penalties(t: float, a: float, w: float, preset: Preset) -> list[float]:
    """The scores that a reverse indicator above its target may have by the preset."""
    formulas = preset.sections.scoring.reverse_accepted()
    return [float(_penalty(decimal(t), decimal(a), decimal(w), f)[0]) for f in formulas]


def _within(low: Decimal, high: Decimal, a: Decimal, w: Decimal, preset: Preset) -> Scored:
    if low <= a <= high:
        return Scored(
            w, w, f"{number(low)}≤{number(a)}≤{number(high)}", ratio=1.0, met=True, direction="in", mode="ratio"
        )
    if low < 0:
        return Scored(Decimal(0), w, f"{number(a)}", "outside", met=False, direction="in", mode="ratio")
    if a < low:
        got = points(max(a, Decimal(0)) / low * w) if low else Decimal(0)
        return Scored(
            got,
            got,
            f"{number(a)}÷{number(low)}×{number(w)}={number(got)}",
            ratio=float(a / low) if low else None,
            met=False,
            direction="in",
            mode="ratio",
        )
    got, line = _penalty(high, a, w, preset.sections.scoring.reverse())
    return Scored(got, got, line, ratio=float(a / high) if high else None, met=False, direction="in", mode="ratio")
