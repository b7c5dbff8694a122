"""Columns about scores of what came late, and scores where no weights are printed (rules K13, K14)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from selfeval_nb.checks.scoring.totals import values_of
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.score_rows import points_known, row_column, row_score
from selfeval_nb.forms.values.values import Value


def _days(target: Value, actual: Value) -> float:
    """Days between the end of a deadline and the first day of the actual date."""
    assert target.date_high is not None
    assert actual.date_low is not None
    return float((date.fromisoformat(actual.date_low) - date.fromisoformat(target.date_high)).days)


@derived(
    "indicators",
    "days_late_at_full",
    "perhaps_late_and_full",
    "due_date",
    "done_date",
    "days_late",
)
def _late(f: Frames) -> dict[str, Judged | pd.Series]:
    """By how many days a deadline was missed at full score (0 elsewhere); 1 where that is so in one reading of a date without a year;
    both dates."""
    late = row_column(f, "late")
    full = row_column(f, "is_full") == 1
    targets, actuals = values_of(f)
    rows = [*points_known(f), ("na.no_deadline", row_column(f, "judged_by") != "date")]
    days = np.array([_days(t, a) if x == "yes" else np.nan for t, a, x in zip(targets, actuals, late, strict=True)])
    return {
        "days_late_at_full": judged(pd.Series(np.where((late == "yes") & full, days, 0.0)), *rows),
        "perhaps_late_and_full": judged(pd.Series(((late == "maybe") & full).astype(float)), *rows),
        "due_date": pd.Series([t.date_high or "" for t in targets], dtype=object),
        "done_date": pd.Series([a.date_low or "" for a in actuals], dtype=object),
        "days_late": pd.Series(days, dtype=float),
    }


@derived(
    "indicators",
    "undone_scored",
    "late_scored",
    "late_unscored",
)
def _scored_without_weights(f: Frames) -> dict[str, Judged]:
    """By how many days a row of a form without scores was late and nothing says why; the score of an indicator that words call not done, and of one that was late, in a layout that prints no weights: whether it is
    full cannot be said, only that it is not 0."""
    score = row_score(f)
    weights = f.per_form("indicators", "has_weights").to_numpy(dtype=bool)
    why = [
        ("na.no_scores", ~f.per_form("indicators", "has_scores").to_numpy(dtype=bool)),
        ("na.other_rule", weights),
        ("ne.score", np.isnan(score)),
    ]
    late = row_column(f, "late") == "yes"
    undone = row_column(f, "undone_words") != ""
    scores = f.per_form("indicators", "has_scores").to_numpy(dtype=bool)
    days = f.col("indicators", "days_late").to_numpy()
    explained = row_column(f, "reason_given").astype(bool)
    return {
        "late_unscored": judged(
            pd.Series(np.where(late, days, 0.0)),
            ("na.other_rule", scores),
            ("na.no_deadline", row_column(f, "judged_by") != "date"),
            ("na.explained", explained),
        ),
        "undone_scored": judged(pd.Series(score), *why, ("na.scope", ~undone)),
        "late_scored": judged(
            pd.Series(score), *why, ("na.no_deadline", row_column(f, "judged_by") != "date"), ("na.met", ~late)
        ),
    }
