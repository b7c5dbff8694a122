"""The review score (复核得分): what follows from the self-scores, the recomputed scores and a person's rulings.

Row by row: a score that was ruled; else the score recomputed with a value that was ruled; else the recomputed score where the
formula leaves nothing to judge; else, within the range that it leaves, the self-score. What stays open stays a range.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from selfeval_nb.common.said import said
from selfeval_nb.common.where import TOTAL, indicator
from selfeval_nb.review.model import Review, Ruling

if TYPE_CHECKING:
    from selfeval_nb.checks.book.preset import Preset
    from selfeval_nb.forms.model import Indicator

_REASONS = said(__name__)


@dataclass(frozen=True, slots=True)
class FinalRow:
    """The review score of a row. ``indicator_no`` 0 is budget execution; ``score`` None where only a range is known.

    ``source``: ``ruled`` (a score ruling) ``revalued`` (recomputed with a ruled value) ``recomputed`` ``self`` (the self-score,
    within the range or for want of another) ``open``.
    """

    indicator_no: int
    where: str
    weight: float
    self_score: float | None
    score: float | None
    low: float
    high: float
    source: str
    arithmetic: str = ""


@dataclass(frozen=True, slots=True)
class FinalScore:
    """The review score of a form: ``score`` as it stands now, ``low`` to ``high`` what it can still become.

    ``difference`` is review score minus self-score, ``difference_class`` its class by the preset. ``ruled`` tells whether a
    person's ruling went into it. Everything is None, with ``reason``, for a form that has no scores.
    """

    score: float | None = None
    low: float | None = None
    high: float | None = None
    grade: str | None = None
    grade_low: str | None = None
    grade_high: str | None = None
    self_score: float | None = None
    self_grade: str | None = None
    difference: float | None = None
    difference_class: str | None = None
    reason: str = ""
    ruled: bool = False
    rows: list[FinalRow] = field(default_factory=list)


def preset_of(review: Review) -> Preset:
    """The preset that the review was made with, out of the review itself."""
    from selfeval_nb.checks.book.preset import Preset

    p = review.preset
    return Preset(
        name=str(p.get("name", "")), title=str(p.get("title", "")), title_en="", basis=str(p.get("basis", "")),
        data=p.get("values", {}), sha256=str(p.get("sha256", "")),
    )  # fmt: skip


def final_score(review: Review) -> FinalScore:
    """The review score, grade and difference that follow from the review and the rulings on it that are not stale."""
    words = _REASONS.get(review.lang, _REASONS["zh"])
    own = review.total["self_score"]
    if not review.preset.get("values"):
        return FinalScore(self_score=own, reason=words["no_weights"])
    preset = preset_of(review)
    rulings = {(r.action, r.where): r for r in review.rulings if not r.stale}
    rows = _rows(review, rulings, preset)
    whole = rulings.get(("score", "total_score"))
    if whole is None and (not rows or (review.total["low"] is None and not any(r.source == "ruled" for r in rows))):
        return FinalScore(
            self_score=own, self_grade=_grade(own, preset), reason=words["no_weights" if rows else "no_rows"]
        )
    low, high = (float(sum((Decimal(str(v)) for v in values), Decimal(0))) for values in zip(*((r.low, r.high) for r in rows), strict=True)) if rows else (0.0, 0.0)  # fmt: skip
    parts = [r.score for r in rows]
    total = None if not rows or None in parts else float(sum((Decimal(str(p)) for p in parts), Decimal(0)))
    if whole is not None:
        total = low = high = float(whole.value)
    ranges = sum(r.source == "self" and r.low != r.high for r in rows)
    undone = sum(r.source == "open" for r in rows)
    reasons = [words[k].format(n=n) for k, n in (("range", ranges), ("open", undone)) if n and whole is None]
    grade = _grade(total, preset)
    gap = None if total is None or own is None else float(Decimal(str(total)) - Decimal(str(own)))
    if gap is not None and abs(gap) < preset["tolerance.score"]:
        gap = 0.0
    return FinalScore(
        score=total, low=low, high=high, grade=grade, grade_low=_grade(low, preset), grade_high=_grade(high, preset),
        self_score=own, self_grade=_grade(own, preset), difference=gap,
        difference_class=None if gap is None else _class(gap, grade != _grade(own, preset), preset, review.lang),
        reason=("；" if review.lang == "zh" else "; ").join(reasons),
        ruled=whole is not None or any(r.source in ("ruled", "revalued") for r in rows), rows=rows,
    )  # fmt: skip


def _grade(score: float | None, preset: Preset) -> str | None:
    from selfeval_nb.checks.scoring.totals import grade_of

    return grade_of(score, preset)


def _class(gap: float, changed: bool, preset: Preset, lang: str) -> str:
    from selfeval_nb.checks.scoring.totals import difference_class

    return difference_class(gap, changed and gap != 0, preset, lang)


def _rows(review: Review, rulings: dict[tuple[str, str], Ruling], preset: Preset) -> list[FinalRow]:
    """Budget execution where the form scores it, then the indicators that have a weight."""
    by_no = {int(s["indicator_no"]): s for s in review.scores if s.get("indicator_no") is not None}
    out = []
    if 0 in by_no and by_no[0].get("weight") is not None:
        out.append(_row(TOTAL, by_no[0], None, review, rulings, preset))
    for i in review.form.indicators:
        s = by_no.get(i.indicator_no, {"indicator_no": i.indicator_no, "weight": i.weight, "score": i.score})
        row = indicator(i.indicator_no)
        if (
            s.get("weight") is not None
            or ("override", f"{row}.weight") in rulings
            or ("score", f"{row}.score") in rulings
        ):
            out.append(_row(row, s, i, review, rulings, preset))
    return out


def _row(
    row: str,
    s: Mapping[str, Any],
    indicator: Indicator | None,
    review: Review,
    rulings: dict[tuple[str, str], Ruling],
    preset: Preset,
) -> FinalRow:
    values = {
        w.rpartition(".")[2]: r.value
        for (action, w), r in rulings.items()
        if action == "override" and w.startswith(f"{row}.")
    }
    weight = _number(values["weight"]) if "weight" in values else s.get("weight")
    own, low, high = s.get("score"), s.get("low"), s.get("high")
    if "score" in values and (number := _number(values["score"])) is not None:
        own = number
    no, where, w = int(s["indicator_no"]), f"{row}.score", float(weight or 0)
    ruled = rulings.get(("score", where))
    if ruled is not None:
        points = float(ruled.value)
        return FinalRow(no, where, w, own, points, points, points, "ruled")
    arithmetic, source = str(s.get("arithmetic") or ""), "recomputed"
    if set(values) - {"score", "reason"}:
        made = _recompute(indicator, values, w, review, preset)
        low, high = (None if x is None else float(x) for x in (made.low, made.high))
        arithmetic, source = made.arithmetic, "revalued"
        if low is None or high is None or (w and high - low >= w - 1e-9):
            # a value that nobody can reckon with earns no points by itself: the score is for a person to set
            return FinalRow(no, where, w, own, None, 0.0, w, "open", arithmetic)
    if low is not None and high is not None and high - low < 1e-9:
        return FinalRow(no, where, w, own, low, low, high, source, arithmetic)
    if own is None:
        return FinalRow(no, where, w, own, None, low or 0.0, w if high is None else high, "open", arithmetic)
    if low is not None and high is not None:
        if low - 1e-9 <= own <= high + 1e-9:
            return FinalRow(no, where, w, own, own, low, high, "self", arithmetic)
        return FinalRow(no, where, w, own, None, low, high, "open", arithmetic)
    return FinalRow(no, where, w, own, own, 0.0, w, "self", arithmetic)


def _number(value: Any) -> float | None:
    from selfeval_nb.forms.values.numbers import parse_amount

    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    return parse_amount(str(value))


def _recompute(
    indicator: Indicator | None, values: dict[str, Any], weight: float, review: Review, preset: Preset
) -> Any:
    """The score of a row with the values that were ruled, by the same formulas as the checks."""
    from selfeval_nb.checks.scoring import formulas as scoring
    from selfeval_nb.checks.table.grains import level2_kind
    from selfeval_nb.forms.values.numbers import parse_rate
    from selfeval_nb.forms.values.values import parse_pair

    if indicator is None:
        fund = review.form.total_fund
        amounts = {k: getattr(fund, k, None) for k in ("initial", "budget", "executed")}
        amounts |= {k: _number(v) for k, v in values.items() if k in amounts}
        base = preset.sections.execution.base(amounts["initial"], amounts["budget"])
        executed = amounts["executed"]
        if "rate" in values and not set(values) & set(amounts):
            rate = values["rate"] if isinstance(values["rate"], float) else parse_rate(str(values["rate"]))
            executed, base = rate, 1.0
        return scoring.execution(executed, base, weight, preset)
    texts = {
        k: str(values.get(k, getattr(indicator, k) or "")) for k in ("target_text", "target_adjusted", "actual_text", "level3", "level2")
    }  # fmt: skip
    target, actual = parse_pair(
        texts["target_text"], texts["actual_text"], adjusted="" if "target_text" in values else texts["target_adjusted"],
        name=texts["level3"], operator_cell=indicator.operator_cell, unit_cell=indicator.unit_cell, level2=texts["level2"], year=review.form.year,
    )  # fmt: skip
    return scoring.indicator(target, actual, weight, preset, cost=level2_kind(texts["level2"]) == "cost")
