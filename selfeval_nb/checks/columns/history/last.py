"""Columns that hold an indicator against the one of last year (rules Y01, Y02, Y05)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.compare import earlier
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import floats, texts

Reasons = list[tuple[str, np.ndarray]]


def take(values: np.ndarray, at: np.ndarray, missing: Any) -> np.ndarray:
    """``values[at]`` with ``missing`` where there is no such row."""
    if not len(values):
        return np.full(len(at), missing, dtype=values.dtype)
    return np.where(at >= 0, values[np.maximum(at, 0)], missing)


def no_form(f: Frames, which: str, n: int, at: np.ndarray | None = None) -> Reasons:
    """Why a form (or a row of it, by ``at``) has nothing to be compared with."""
    found = earlier.history(f) if which == "history" else earlier.approved(f)
    codes = ("na.no_history", "na.no_earlier") if which == "history" else ("na.no_approved", "na.not_approved")
    if found is None:
        return [(codes[0], np.ones(n, dtype=bool))]
    missing = found.form < 0
    return [(codes[1], missing if at is None else missing[at])]


def nothing(n: int, *names_: str, why: Reasons) -> dict[str, Any]:
    """Columns without a value for forms without a counterpart."""
    first, *rest = names_
    return {first: judged(pd.Series([None] * n, dtype=object), *why)} | {
        r: pd.Series([None] * n, dtype=object) for r in rest
    }


@derived("indicators", "last_target", "last_actual", "last_year", beside="history")
def _last(f: Frames) -> dict[str, pd.Series]:
    """Target and actual that last year's form prints for the indicator, and its year; None without one."""
    n, found = len(f.frame("indicators")), earlier.history(f)
    if found is None:
        return {name: pd.Series([None] * n, dtype=object) for name in ("last_target", "last_actual", "last_year")}
    there = found.frames.frame("indicators")
    year = floats(found.frames.per_form("indicators", "year")) if len(there) else np.empty(0)
    return {
        "last_target": pd.Series(take(texts(there["target_text"]), found.row, None), dtype=object),
        "last_actual": pd.Series(take(texts(there["actual_text"]), found.row, None), dtype=object),
        "last_year": pd.Series(
            [None if np.isnan(y) else str(int(y)) for y in take(year, found.row, np.nan)], dtype=object
        ),
    }


def _last_numbers(f: Frames) -> dict[str, np.ndarray] | None:
    found = earlier.history(f)
    if found is None:
        return None
    other = found.frames
    out: dict[str, np.ndarray] = {}
    for name in ("target_low", "actual_low", "ratio"):
        out[name] = take(floats(other.col("indicators", name)), found.row, np.nan)
    for name in ("target_base", "actual_base"):
        out[name] = take(other.col("indicators", name).to_numpy(dtype=object), found.row, None)
    return out


def row_reasons(f: Frames) -> Reasons:
    at = f.form_index("indicators")
    found = earlier.history(f)
    row = np.ones(len(at), dtype=bool) if found is None else found.row < 0
    return [*no_form(f, "history", len(at), at), ("na.no_earlier_row", row)]


@derived("indicators", "target_unchanged", "target_below_last", beside="history")
def _target_against_last(f: Frames) -> dict[str, Any]:
    """Last year's actual ÷ this year's target, minus 1, of a positive indicator: where the target is last year's target, and
    where it is another one."""
    n, last = len(f.frame("indicators")), _last_numbers(f)
    if last is None:
        return nothing(n, "target_unchanged", why=row_reasons(f)) | nothing(n, "target_below_last", why=row_reasons(f))
    low, base = floats(f.col("indicators", "target_low")), f.col("indicators", "target_base").to_numpy(dtype=object)
    positive = np.isin(f.col("indicators", "direction").to_numpy(dtype=object), [">=", ">"])
    with np.errstate(divide="ignore", invalid="ignore"):
        above = np.round(last["actual_low"] / low - 1, 9)
    same = (last["target_low"] == low) & (last["target_base"] == base)
    reasons: Reasons = [
        *row_reasons(f), ("na.direction", ~positive), ("ne.target", np.isnan(low) | (low <= 0)), ("ne.actual", np.isnan(last["actual_low"])),
        ("ne.unit", last["actual_base"] != base),
    ]  # fmt: skip
    return {
        "target_unchanged": judged(pd.Series(above), *reasons, ("na.other_rule", ~same)),
        "target_below_last": judged(pd.Series(above), *reasons, ("na.other_rule", same)),
    }


@derived("indicators", "change_from_last", beside="history")
def _change_from_last(f: Frames) -> Judged:
    """Change of the actual value against last year's, as a fraction of it, where the form gives no reason."""
    last = _last_numbers(f)
    n = len(f.frame("indicators"))
    if last is None:
        return nothing(n, "x", why=row_reasons(f))["x"]
    actual, base = floats(f.col("indicators", "actual_low")), f.col("indicators", "actual_base").to_numpy(dtype=object)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.round(np.abs(actual - last["actual_low"]) / np.abs(last["actual_low"]), 9)
    told = f.col("indicators", "reason_given").to_numpy(dtype=bool)
    return judged(
        pd.Series(change), *row_reasons(f), ("na.explained", told), ("ne.actual", np.isnan(change) | np.isinf(change)), ("ne.unit", last["actual_base"] != base)
    )  # fmt: skip
