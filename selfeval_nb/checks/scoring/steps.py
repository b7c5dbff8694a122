"""A row's own scoring standard that takes points by steps (每低1个百分点扣1分, 每发现1个扣2分): it stands in the place of the ratio."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from selfeval_nb.checks.book.formulas import points
from selfeval_nb.checks.book.template import decimal, number
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

if TYPE_CHECKING:
    from selfeval_nb.checks.scoring.formulas import Scored
    from selfeval_nb.forms.values.values import Value

WORDS = Words("scores", "steps")


class Step(NamedTuple):
    """So much of a shortfall or excess (``size``, of percent where ``percent``) takes so many ``points``."""

    size: Decimal
    percent: bool
    points: Decimal


@lru_cache(maxsize=16384)
def step_of(standard: str) -> Step | None:
    """The step that a printed standard takes points by; None where it prints none, or several."""
    found = list(WORDS.step.finditer(norm(standard)))
    if len(found) != 1:
        return None
    size, taken = Decimal(found[0]["size"] or "1"), Decimal(found[0]["points"])
    return Step(size, bool(WORDS.percent.match(found[0]["unit"])), taken) if size > 0 else None


def by_step(scored: Scored, standard: str, target: Value, actual: Value, w: Decimal) -> Scored:
    """The score of a row that missed its target, by its own standard: from begun to whole steps, since the standard seldom says which. A
    row that reached its target, or prints no step, keeps its score; one whose gap has no number is for a person to judge."""
    step = step_of(standard)
    if step is None or scored.met is not False or scored.high is None:
        return scored
    t, a = target.number, actual.number
    if (
        t is None
        or a is None
        or target.date_high
        or actual.date_high
        or not (step.percent or (target.unit or "") == (actual.unit or ""))
    ):
        return replace(scored, low=Decimal(0), high=w, arithmetic="", code="own_standard")
    gap = abs(decimal(a) - decimal(t))
    if step.percent and target.unit != "%":
        if not t:
            return replace(scored, low=Decimal(0), high=w, arithmetic="", code="own_standard")
        gap = gap / abs(decimal(t)) * 100
    count = gap / step.size
    low, high = (
        max(Decimal(0), points(w - n * step.points))
        for n in (count.to_integral_value(ROUND_CEILING), count.to_integral_value(ROUND_FLOOR))
    )
    line = f"{number(w)}−{number(gap)}÷{number(step.size)}×{number(step.points)}={number(low)}" + (
        "" if low == high else f"～{number(high)}"
    )
    return replace(scored, low=low, high=high, arithmetic=line, code="own_standard" if low != high else "")
