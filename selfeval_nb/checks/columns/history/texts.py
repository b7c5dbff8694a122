"""Columns about texts taken over from last year (rule Y03)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.history.last import no_form, nothing, row_reasons, take
from selfeval_nb.checks.compare import earlier, similarity
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import floats, texts
from selfeval_nb.checks.table.rows import digits, plain


def _copied(new: np.ndarray, old: np.ndarray, shortest: int) -> np.ndarray:
    """Similarity of each text to last year's; NaN where one is short or the numbers differ."""
    out = np.full(len(new), np.nan)
    for i, (a, b) in enumerate(zip(new, old, strict=True)):
        if not a or not b:
            continue
        x, y = plain(a), plain(b)
        if min(len(x), len(y)) >= shortest and digits(a) == digits(b):
            out[i] = similarity.ratio(x, y)
    return np.round(out, 4)


@derived("forms", "result_of_last_year", "goal_of_last_year", "earlier_year", beside="history")
def _texts_of_last_year(f: Frames) -> dict[str, Any]:
    """Similarity of the result and of the goal to last year's, and which year that is."""
    forms, found = f.frame("forms"), earlier.history(f)
    why = no_form(f, "history", len(forms))
    if found is None:
        return nothing(len(forms), "result_of_last_year", "earlier_year", why=why) | nothing(
            len(forms), "goal_of_last_year", why=why
        )
    there = found.frames.frame("forms")
    shortest = f.preset["similarity.minimum_text"]
    out: dict[str, Any] = {}
    for name, place in (("result_of_last_year", "goal_actual"), ("goal_of_last_year", "goal_expected")):
        new, old = texts(forms[place]), take(texts(there[place]), found.form, "")
        value = _copied(new, old, shortest)
        out[name] = judged(
            pd.Series(value), *why, ("na.no_goal", (new == "") | (old == "")), ("na.short", np.isnan(value))
        )
    years = take(floats(there["year"]), found.form, np.nan)
    out["earlier_year"] = pd.Series([None if np.isnan(y) else str(int(y)) for y in years], dtype=object)
    return out


@derived("indicators", "reason_of_last_year", beside="history")
def _reason_of_last_year(f: Frames) -> Judged:
    """Similarity of the reason to the one of last year's row."""
    n, found = len(f.frame("indicators")), earlier.history(f)
    if found is None:
        return nothing(n, "x", why=row_reasons(f))["x"]
    old = take(texts(found.frames.frame("indicators")["reason"]), found.row, "")
    value = _copied(texts(f.frame("indicators")["reason"]), old, f.preset["similarity.minimum_text"])
    return judged(pd.Series(value), *row_reasons(f), ("na.short", np.isnan(value)))
