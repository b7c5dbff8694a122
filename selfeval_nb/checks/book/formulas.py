"""Scoring formulas as objects: each has its points, its calculation, its sentence and what a printed score would follow from.

A preset names them (``[execution] formula``, ``[scoring] negative``); the recomputed score, the rules about it, the preset's
description in reports and docs/presets.md all ask the same object, so that a formula is changed in one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

import numpy as np

from selfeval_nb.checks.book.template import decimal, number, percent

_CENT = Decimal("0.01")
RATE = "rate"  # a band's share: the execution rate itself


def points(value: Decimal) -> Decimal:
    """A score with two decimals, half up, as the forms print it."""
    return value.quantize(_CENT, rounding=ROUND_HALF_UP)


# ---- budget execution ---------------------------------------------------------------------------------------------


class Execution(Protocol):
    """How budget execution is scored. ``executed`` and ``base`` are amounts of one unit, ``base`` above 0."""

    def score(self, executed: Decimal, base: Decimal, weight: Decimal) -> tuple[Decimal, str]:
        """The points and their calculation."""

    def of_rate(self, rate: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """The points that a rate gives (a fraction), unrounded: what a printed score follows from when its rate is wrong."""

    def sentence(self, lang: str, base: str) -> str:
        """The formula in words, a clause without a full stop; ``base`` names the denominator."""

    def advice(self, lang: str) -> str:
        """What a unit is told whose score does not follow, a sentence."""


@dataclass(frozen=True, slots=True)
class Linear:
    """Executed ÷ budget × points; ``cap``: at most the points."""

    cap: bool

    def score(self, executed: Decimal, base: Decimal, weight: Decimal) -> tuple[Decimal, str]:
        exact = executed / base * weight
        capped = self.cap and exact > weight
        line = f"{number(executed)}÷{number(base)}×{number(weight)}={number(points(exact))}"
        result = points(min(max(exact, Decimal(0)), weight) if self.cap else max(exact, Decimal(0)))
        return result, line + (f"→{number(weight)}" if capped else "")

    def of_rate(self, rate: np.ndarray, weight: np.ndarray) -> np.ndarray:
        return (np.minimum(rate, 1) if self.cap else rate) * weight

    def sentence(self, lang: str, base: str) -> str:
        if lang == "zh":
            return f"执行数÷{base}×分值" + ("，最高不超过分值" if self.cap else "，不封顶")
        return f"executed ÷ {base} × points" + (", at most the points" if self.cap else ", not capped")

    def advice(self, lang: str) -> str:
        if lang == "zh":
            return "按“执行率×分值”重新计算" + ("，不超过分值。" if self.cap else "。")
        return "Recompute as rate × points" + (", at most the points." if self.cap else ".")


@dataclass(frozen=True, slots=True)
class Band:
    """``share`` of the points below the rate ``below`` (exclusive; None: everything above the band before). ``share`` is a fraction, or
    ``"rate"`` for the execution rate itself."""

    below: float | None
    share: float | str


@dataclass(frozen=True, slots=True)
class Bands:
    """Points by bands of the execution rate, read from the bottom."""

    bands: tuple[Band, ...]
    cap: bool

    def _band(self, rate: Decimal) -> tuple[Band, Decimal | None]:
        """The band of a rate, and where it begins."""
        start: Decimal | None = None
        for band in self.bands:
            if band.below is None or rate < decimal(band.below):
                return band, start
            start = decimal(band.below)
        raise AssertionError("the last band is open")

    def score(self, executed: Decimal, base: Decimal, weight: Decimal) -> tuple[Decimal, str]:
        rate = executed / base
        band, start = self._band(rate)
        shown = percent(rate)
        bounds = [decimal(x) for x in (start, band.below) if x is not None]
        if rate not in bounds and shown in map(percent, bounds):  # 94.999 % must not look like 95 %
            shown = number(rate * 100, 6) + "%"
        quotient = f"{number(executed)}÷{number(base)}={shown}"
        low, high = (None if x is None else percent(x) for x in (start, band.below))
        place = (
            f"{low}≤{shown}＜{high}"
            if low and high
            else f"{shown}＜{high}"
            if high
            else f"{shown}≥{low}"
            if low
            else ""
        )
        steps = [quotient, place] if place else [quotient]
        if band.share == RATE:
            result, line = Linear(self.cap).score(executed, base, weight)
        else:
            result = points(weight * decimal(band.share))
            line = f"{number(weight)}×{percent(band.share)}={number(result)}"
        return result, "，".join([*steps, line])

    def of_rate(self, rate: np.ndarray, weight: np.ndarray) -> np.ndarray:
        out = np.full(len(rate), np.nan)
        linear = Linear(self.cap).of_rate(rate, weight)
        for band in reversed(self.bands):
            mine = ~np.isnan(rate) if band.below is None else rate < band.below - 1e-12
            out = np.where(mine, linear if band.share == RATE else float(band.share) * weight, out)
        return out

    def _clauses(self, lang: str) -> Iterator[str]:
        start: float | None = None
        for band in self.bands:
            low, high = (None if x is None else percent(x) for x in (start, band.below))
            if lang == "zh":
                place = (
                    f"{low}及以上"
                    if high is None and low
                    else "不分执行率高低"
                    if high is None
                    else f"低于{high}"
                    if low is None
                    else f"{low}至不足{high}"
                )
                share = (
                    "按执行率×分值"
                    if band.share == RATE
                    else "得满分"
                    if band.share == 1
                    else "得0分"
                    if band.share == 0
                    else f"得分值的{percent(band.share)}"
                )
            else:
                place = (
                    f"from {low}"
                    if high is None and low
                    else "at any rate"
                    if high is None
                    else f"below {high}"
                    if low is None
                    else f"from {low} to below {high}"
                )
                share = (
                    "rate × points"
                    if band.share == RATE
                    else "full points"
                    if band.share == 1
                    else "0 points"
                    if band.share == 0
                    else f"{percent(band.share)} of the points"
                )
            yield f"{place}{share}" if lang == "zh" else f"{place} {share}"
            start = band.below

    def sentence(self, lang: str, base: str) -> str:
        if lang == "zh":
            return f"按执行率（执行数÷{base}）分档，" + "，".join(self._clauses(lang))
        return f"by bands of the rate (executed ÷ {base}): " + ", ".join(self._clauses(lang))

    def advice(self, lang: str) -> str:
        if lang == "zh":
            return "按口径的档次重新计算：" + "，".join(self._clauses(lang)) + "。"
        return "Recompute by the bands of the preset: " + ", ".join(self._clauses(lang)) + "."


def bands_of(given: Sequence[Any]) -> tuple[Band, ...]:
    """The bands of a preset. Raises ValueError with what is expected (a clause) when they are none."""
    if not given:
        raise ValueError(
            '一列档次，如 [{ below = 0.60, share = 0.0 }, { below = 0.95, share = "rate" }, { share = 1.0 }]'
        )
    found: list[Band] = []
    start = 0.0
    for i, item in enumerate(given, 1):
        if not isinstance(item, dict) or not set(item) <= {"below", "share"} or "share" not in item:
            raise ValueError(f"由 below、share 组成的表（第{i}档）")
        below, share = item.get("below"), item["share"]
        if share != RATE and (
            isinstance(share, (bool, str)) or not isinstance(share, (int, float)) or not 0 <= share <= 1
        ):
            raise ValueError(f'0～1之间的数或 "rate"（第{i}档的 share）')
        if (below is None) != (i == len(given)):
            raise ValueError(f"除最后一档外各档都有 below、最后一档没有（第{i}档）")
        if below is not None and (isinstance(below, bool) or not isinstance(below, (int, float)) or not 0 < below <= 2):
            raise ValueError(f"0～2之间的数，0.60 即 60%（第{i}档的 below）")
        if below is not None and below <= start:
            raise ValueError(f"从小到大（第{i}档的 below）")
        start = below or start
        found.append(Band(None if below is None else float(below), share if share == RATE else float(share)))
    return tuple(found)


# ---- reverse indicators -------------------------------------------------------------------------------------------


class Reverse(Protocol):
    """How a reverse indicator above its target is scored; ``target`` and ``actual`` are above 0."""

    def score(self, target: Decimal, actual: Decimal, weight: Decimal) -> tuple[Decimal, str]:
        """The points, never below 0, and their calculation."""

    def sentence(self, lang: str) -> str:
        """The formula in words."""


class ReverseRatio:
    """Points × target ÷ actual."""

    def score(self, target: Decimal, actual: Decimal, weight: Decimal) -> tuple[Decimal, str]:
        result = points(target / actual * weight)
        return result, f"{number(target)}÷{number(actual)}×{number(weight)}={number(result)}"

    def sentence(self, lang: str) -> str:
        return "分值×目标÷实际" if lang == "zh" else "points × target ÷ actual"


class ReverseLinear:
    """Points × (1 − (actual − target) ÷ target)."""

    def score(self, target: Decimal, actual: Decimal, weight: Decimal) -> tuple[Decimal, str]:
        result = points(max(weight * (1 - (actual - target) / target), Decimal(0)))
        return result, f"{number(weight)}×(1−({number(actual)}−{number(target)})÷{number(target)})={number(result)}"

    def sentence(self, lang: str) -> str:
        return "分值×（1−（实际−目标）÷目标）" if lang == "zh" else "points × (1 − (actual − target) ÷ target)"


REVERSE: dict[str, Reverse] = {"ratio": ReverseRatio(), "linear": ReverseLinear()}
EXECUTION = ("linear", "bands")
