"""Columns about what the form as a whole explains and concludes (rules E01, E02, E10–E12)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.explanations.deviations import lost_points, short_rows
from selfeval_nb.checks.columns.explanations.reading import Why, conclusion_scores, reason_kind, says_none
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import floats, head_texts, map_texts, printed
from selfeval_nb.forms.blocks.ticks import GRADES, ticked_grade
from selfeval_nb.forms.words.text import norm

#: Points of a form from which on it is an error that nothing says why they were lost.
_MUCH = 10.0


@derived(
    "forms",
    "rows_lost_unexplained",
    "rows_lost_grave",
    "rows_lost",
    "rows_short_unexplained",
    "rows_short",
)
def _form_unexplained(f: Frames) -> dict[str, Judged | pd.Series]:
    """How many rows lost points, apart where that is ten points and more in all (or missed their targets, where none lost any) in a layout with one cell of reasons for the whole form that
    is left blank; and how many rows did at all."""
    rows_lost = f.sum_by_form("indicators", lost_points(f))
    rows_short = f.sum_by_form("indicators", short_rows(f))
    points = np.where(lost_points(f), f.col("indicators", "points_lost").to_numpy(), 0.0)
    much = f.sum_by_form("indicators", np.nan_to_num(points)) >= _MUCH - 1e-9
    asks, cell = f.col("forms", "asks_reasons").to_numpy(dtype=bool), printed(f, "whole_reason")
    told = f.col("forms", "form_explains").to_numpy(dtype=bool) | f.col("forms", "form_measures").to_numpy(dtype=bool)
    why: list[Why] = [("na.not_printed", ~cell), ("na.scope", asks), ("na.explained", told)]
    return {
        "rows_lost_unexplained": judged(rows_lost, *why, ("na.other_rule", much)),
        "rows_lost_grave": judged(rows_lost, *why, ("na.other_rule", ~much)),
        "rows_short_unexplained": judged(np.where(rows_lost == 0, rows_short, 0.0), *why),
        "rows_lost": pd.Series(rows_lost),
        "rows_short": pd.Series(rows_short),
    }


@derived(
    "forms",
    "rows_behind_no_problems",
    "faults_behind_no_measures",
    "deviating_rows",
)
def _denied(f: Frames) -> dict[str, Judged | pd.Series]:
    """How many rows lost points or missed targets where 存在问题 says none; how many such rows, and problems named (1), where 改进措施 says
    none; and the number of these rows."""
    problems, measures = head_texts(f, "problems_text"), head_texts(f, "measures_text")
    rows = f.sum_by_form("indicators", lost_points(f) | short_rows(f))
    no_problems, no_measures = map_texts(problems, says_none, bool), map_texts(measures, says_none, bool)
    named = map_texts(problems, lambda t: reason_kind(t) in ("text", "vague") and not says_none(t), bool)
    return {
        "rows_behind_no_problems": judged(rows, ("na.not_printed", ~printed(f, "problems_text") & (problems == "")), ("na.scope", ~no_problems)),
        "faults_behind_no_measures": judged(
            rows + named, ("na.not_printed", ~printed(f, "measures_text") & (measures == "")), ("na.scope", ~no_measures),
            ("na.other_rule", no_problems & (rows > 0)),
        ),
        "deviating_rows": pd.Series(rows),
    }  # fmt: skip


@derived("forms", "conclusion_gap", "conclusion_score", "conclusion_scores")
def _conclusion(f: Frames) -> dict[str, Judged | pd.Series]:
    """Distance between the score in the conclusion and the printed total, that score, and how many scores it names."""
    text, total = head_texts(f, "conclusion"), floats(f.frame("forms")["total_score"])
    n = len(text)
    gap, score, count = np.full(n, np.nan), np.full(n, np.nan), np.ones(n)
    for i in np.flatnonzero(text != ""):
        named = conclusion_scores(str(text[i]))
        count[i] = len(named)
        if named and not np.isnan(total[i]):
            score[i] = named[int(np.argmin(np.abs(np.array(named) - total[i])))]
            gap[i] = round(abs(score[i] - total[i]), 6)
    only_grade = map_texts(text, lambda t: ticked_grade(t) is not None or norm(t) in GRADES, bool)
    none: Why = ("na.not_printed", (text == "") | only_grade)
    return {
        "conclusion_gap": judged(pd.Series(gap), none, ("ne.total", np.isnan(total)), ("na.other_rule", count == 0)),
        "conclusion_score": pd.Series(score),
        "conclusion_scores": judged(count, none, ("na.no_scores", ~f.col("forms", "has_scores").to_numpy(dtype=bool))),
    }
