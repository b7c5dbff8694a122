"""Columns about the money of last year (rules Y04, Y07)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.history.last import no_form, nothing, take
from selfeval_nb.checks.compare import earlier
from selfeval_nb.checks.scoring.totals import self_score
from selfeval_nb.checks.table.frames import Frames, derived, judged
from selfeval_nb.checks.table.grains import floats, texts, total_value


def _in_ten_thousand(frames: Frames) -> np.ndarray:
    return np.array([{"元": 1e-4, "亿元": 1e4}.get(m, 1.0) for m in texts(frames.frame("forms")["money_unit"])])


@derived("funds", "carryover_gap", "left_last_year", "left_arithmetic", beside="history")
def _carryover_gap(f: Frames) -> dict[str, Any]:
    """Carried-over funds minus what the form of the year before left over, in the form's money unit."""
    funds, found = f.frame("funds"), earlier.history(f)
    at = f.form_index("funds")
    why = no_form(f, "history", len(funds), at)
    if found is None:
        return nothing(len(funds), "carryover_gap", "left_last_year", "left_arithmetic", why=why)
    there = found.frames
    budget, executed = total_value(there, "budget"), total_value(there, "executed")
    scale = take(_in_ten_thousand(there), found.form, np.nan) / _in_ten_thousand(f)
    left = np.round(take(budget - executed, found.form, np.nan) * scale, 6)[at]
    consecutive = (
        floats(f.frame("forms")["year"]) - take(floats(there.frame("forms")["year"]), found.form, np.nan) == 1
    )[at]
    carried = floats(funds["budget"])
    carried = np.where(np.isnan(carried), floats(funds["initial"]), carried)
    parts = [take(v, found.form, np.nan)[at] for v in (budget, executed)]
    told = [None if np.isnan(x) else f"{b:g}−{e:g}={b - e:.6g}" for x, b, e in zip(left, *parts, strict=True)]
    row = (funds["source"] == "carryover").to_numpy(dtype=bool)
    return {
        "carryover_gap": judged(
            pd.Series(np.round(np.abs(carried - left), 6)), ("na.not_carryover", ~row), *why, ("na.not_consecutive", ~consecutive),
            ("na.blank", np.isnan(carried) | (carried == 0)), ("ne.amount", np.isnan(left)),
        ),
        "left_last_year": pd.Series(left),
        "left_arithmetic": pd.Series(told, dtype=object),
    }  # fmt: skip


@derived("forms", "budget_growth", "last_score", "last_budget", "this_budget", beside="history")
def _budget_growth(f: Frames) -> dict[str, Any]:
    """Growth of the budget over last year's, as a fraction, of a project that scored low last year."""
    n, found = len(f.frame("forms")), earlier.history(f)
    why = no_form(f, "history", n)
    if found is None:
        return nothing(n, "budget_growth", "last_score", "last_budget", "this_budget", why=why)
    there = found.frames
    scale = take(_in_ten_thousand(there), found.form, np.nan) / _in_ten_thousand(f)
    before, now = take(total_value(there, "budget"), found.form, np.nan) * scale, total_value(f, "budget")
    score = take(self_score(there), found.form, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = np.round(now / before - 1, 9)
    return {
        "budget_growth": judged(
            pd.Series(growth), *why, ("ne.total", np.isnan(score)), ("na.score_high", score >= f.preset["history.low_score"]),
            ("ne.budget", np.isnan(growth) | np.isinf(growth)),
        ),
        "last_score": pd.Series(score),
        "last_budget": pd.Series(np.round(before, 6)),
        "this_budget": pd.Series(now),
    }  # fmt: skip
