"""Columns about scores of positive indicators against their completion ratio (rules K03–K07, K23)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.scores.rows import (
    POSITIVE,
    RANGE,
    missed,
    no_figure,
    own_standard,
    positive_rows,
    printed_equal,
    ratio_rows,
    zero_scored,
)
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.score_rows import EPS, points_known, rounded_to, row_column, row_score, row_weight


@derived("indicators", "full_but_short")
def _full_but_short(f: Frames) -> Judged:
    """Completion ratio of a positive indicator that has full points (printed = is judged by another rule)."""
    return judged(
        pd.Series(np.round(row_column(f, "ratio"), 9)), *positive_rows(f), ("na.other_rule", printed_equal(f) | zero_scored(f)),
        ("na.not_full", row_column(f, "is_full") != 1), ("na.preset", own_standard(f)), ("ne.actual", no_figure(f)),
    )  # fmt: skip


@derived("indicators", "above_ratio", "below_ratio")
def _against_ratio(f: Frames) -> dict[str, Judged]:
    """Score minus recomputed score of an indicator that missed its target and does not have full points, and the reverse."""
    score, exact = row_score(f), row_column(f, "recomputed_low")
    rounded = rounded_to(score, exact, f.preset["tolerance.score"])
    rows = [
        *positive_rows(f), ("na.met", ~missed(f)), ("na.full", row_column(f, "is_full") == 1), ("na.other_rule", zero_scored(f)),
        ("na.rounded", rounded), ("na.preset", own_standard(f)), ("ne.actual", no_figure(f)),
    ]  # fmt: skip
    gap = np.round(score - exact, 6)
    return {"above_ratio": judged(pd.Series(gap), *rows), "below_ratio": judged(pd.Series(-gap), *rows)}


@derived("indicators", "score_at_zero")
def _score_at_zero(f: Frames) -> Judged:
    """The score of a positive indicator of which nothing was done (actual 0, target above 0)."""
    nothing = zero_scored(f)
    return judged(
        pd.Series(row_score(f)),
        *points_known(f)[:1],
        ("ne.score", np.isnan(row_score(f))),
        *ratio_rows(f, (*POSITIVE, "=", RANGE)),
        ("na.scope", ~nothing),
    )


@derived("indicators", "done_unscored")
def _done_unscored(f: Frames) -> Judged:
    """What was done of a positive target in a form that has no scores which could show that it was nothing; missing where less than 0 is printed."""
    scored = f.per_form("indicators", "has_scores").to_numpy(dtype=bool)
    rows = ratio_rows(f, (*POSITIVE, "=", RANGE))[:4]
    actual = row_column(f, "actual_low")
    wanted = (row_column(f, "target_low") > 0) & np.isin(row_column(f, "direction"), [*POSITIVE, "=", RANGE])
    done = np.where(wanted & (actual >= 0), actual, np.nan)
    return judged(done, ("na.other_rule", scored), *rows)


@derived(
    "indicators",
    "points_lost_though_met",
    "points_lost_grave",
    "points_lost_slight",
)
def _lost_though_met(f: Frames) -> dict[str, Judged]:
    """Points that an indicator lost although its target was met and nothing is explained; the same where that is at least a fifth of its
    points, and where it is less."""
    lost = np.round(row_weight(f) - row_score(f), 6)
    met, mode = row_column(f, "met"), row_column(f, "judged_by")
    sure = np.isin(mode, ["ratio", "date"]) | ((mode == "grade") & (row_column(f, "actual_grade") == 1))
    in_band = (mode == "grade") & (
        row_score(f) >= row_column(f, "recomputed_low") - EPS
    )  # the top band leaves 20 % to judgement
    why = [
        *points_known(f), ("ne.actual", np.isnan(met) & (mode == "")), ("na.qualitative", ~sure | in_band), ("na.not_met", met != 1),
        ("na.explained", row_column(f, "reason_given").astype(bool) & (lost > 0)),
    ]  # fmt: skip
    grave = lost >= 0.2 * row_weight(f) - EPS
    return {
        "points_lost_though_met": judged(pd.Series(lost), *why),
        "points_lost_grave": judged(pd.Series(lost), *why, ("na.other_rule", ~grave)),
        "points_lost_slight": judged(pd.Series(lost), *why, ("na.other_rule", grave)),
    }
