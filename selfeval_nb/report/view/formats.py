"""Numbers as the field writes them: amounts without superfluous zeros, points with two decimals, rates in percent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DASH = "—"


def number(value: float | None) -> str:
    """An amount or a measured value, up to six decimals, thousands parted: 1,234.5."""
    if value is None:
        return DASH
    text = f"{value:,.6f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def points(value: float | None) -> str:
    """A score: two decimals."""
    return DASH if value is None else f"{value + 0.0:.2f}"


def percent(value: float | None) -> str:
    """A fraction as percent, two decimals at most and none where they are zero: 1.0 -> 100%."""
    if value is None:
        return DASH
    return f"{value * 100:,.2f}".rstrip("0").rstrip(".") + "%"


def signed(value: float | None) -> str:
    """A difference of points with its sign, U+2212 for minus; zero has none."""
    if value is None:
        return DASH
    rounded = round(value, 2)
    return "0.00" if rounded == 0 else f"{'+' if rounded > 0 else '−'}{abs(rounded):.2f}"


def span(low: float | None, high: float | None) -> str:
    """Points, or a range of points where the formula leaves a judgement."""
    if low is None or high is None:
        return DASH
    return points(low) if abs(high - low) < 0.005 else f"{points(low)}–{points(high)}"


def inside(row: Mapping[str, Any]) -> bool:
    """Whether the recomputed score is a range and the self-score lies in it: there is no difference that could be told."""
    return difference(row) == 0 and row["high"] - row["low"] >= 0.005


def difference(row: Mapping[str, Any]) -> float | None:
    """Recomputed minus self-score: 0 when the self-score lies within the range, else the distance to its nearer end."""
    own, low, high = row["self_score"], row["low"], row["high"]
    if None in (own, low, high):
        return None
    if own > high + 0.005:
        return round(high - own, 2)
    return round(low - own, 2) if own < low - 0.005 else 0.0
