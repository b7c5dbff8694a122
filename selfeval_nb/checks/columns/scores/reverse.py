"""Columns about scores of reverse and equality indicators (rules K08–K10)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.scores.over import is_cost
from selfeval_nb.checks.columns.scores.rows import RANGE, own_standard, printed_equal, ratio_rows, zero_scored
from selfeval_nb.checks.scoring import formulas as scoring
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import map_texts, texts
from selfeval_nb.checks.table.score_rows import EPS, points_known, rounded_to, row_column, row_score, row_weight, whole
from selfeval_nb.checks.table.word_lists import says


def _reverse_rows(f: Frames) -> list[tuple[str, np.ndarray]]:
    rows = [
        *points_known(f),
        *ratio_rows(f, ("<=", "<", RANGE)),
        ("na.direction", (row_column(f, "direction") == RANGE) & ~is_cost(f)),
    ]
    return [r for r in rows if r[0] != "ne.target_zero"]


def _limit(f: Frames) -> np.ndarray:
    """The number that a reverse indicator may not exceed."""
    return np.where(_cost_range(f), row_column(f, "target_high"), row_column(f, "target_low"))


def _cost_range(f: Frames) -> np.ndarray:
    return is_cost(f) & (row_column(f, "direction") == RANGE)


def _exceeded(f: Frames) -> np.ndarray:
    """Whether a reverse indicator is above its target (also above 0), or the actual value of a range above its high end."""
    target, actual = _limit(f), row_column(f, "actual_low")
    return (row_column(f, "met") == 0) & (actual > target * (1 + f.preset["tolerance.ratio"]) + EPS)


@derived(
    "indicators",
    "exceeded_at_full",
    "perhaps_exceeded_at_full",
    "reverse_gap",
)
def _reverse(f: Frames) -> dict[str, Judged]:
    """Of a reverse indicator above its target: by how much, where it has full points (with a printed operator, and without; 0 elsewhere);
    else how far the score is from the accepted formulas."""
    exceeded, full = _exceeded(f), row_column(f, "is_full") == 1
    weight, score, target, actual = (
        row_weight(f),
        row_score(f),
        _limit(f),
        row_column(f, "actual_low"),
    )
    gap = np.full(len(score), np.nan)
    known = (
        exceeded
        & ~full
        & ~np.isnan(weight)
        & ~np.isnan(score)
        & np.isin(row_column(f, "direction"), ["<=", "<", RANGE])
    )
    for i in np.flatnonzero(known):
        gap[i] = min(abs(score[i] - x) for x in scoring.penalties(target[i], actual[i], weight[i], f.preset))
    rounded = np.zeros(len(score), dtype=bool)
    tolerance = f.preset["tolerance.score"]
    for i in np.flatnonzero(known & whole(score)):
        rounded[i] = any(
            rounded_to(score[i : i + 1], np.array([x]), tolerance)[0]
            for x in scoring.penalties(target[i], actual[i], weight[i], f.preset)
        )
    rows = _reverse_rows(f)
    excess = np.round(actual - target, 9)
    said = (row_column(f, "printed_operator") != "") | _cost_range(
        f
    )  # without an operator the direction is taken from the words of the row
    return {
        "exceeded_at_full": judged(pd.Series(np.where(exceeded & full & said, excess, 0.0)), *rows),
        "perhaps_exceeded_at_full": judged(pd.Series(np.where(exceeded & full & ~said, excess, 0.0)), *rows),
        "reverse_gap": judged(
            pd.Series(np.round(gap, 6)),
            *rows,
            ("na.met", ~exceeded),
            ("na.full", full),
            ("na.rounded", rounded),
            ("na.preset", own_standard(f)),
        ),
    }


@derived("indicators", "unequal_at_full")
def _unequal_at_full(f: Frames) -> Judged:
    """Distance of the actual value from a printed = target where the score is full, 0 elsewhere; a cost below its fixed amount is kept."""
    ratio, target, actual = row_column(f, "ratio"), row_column(f, "target_low"), row_column(f, "actual_low")
    # money elsewhere than under 成本 is a cost too, but not what people are to get
    paid = map_texts(
        texts(f.frame("indicators")["level3"]), lambda t: says(t, "values", "direction", "cost_doubt"), bool
    )
    cost = (row_column(f, "level2_kind") == "cost") | ((row_column(f, "target_kind") == "money") & ~paid)
    ranged = row_column(f, "target_high") > target  # =18—27℃ is a range
    differs = ~ranged & np.where(target == 0, actual != 0, np.abs(ratio - 1) > f.preset["tolerance.ratio"])
    rows = [r for r in ratio_rows(f, ("=",)) if r[0] != "ne.target_zero"]
    return judged(
        pd.Series(np.where(differs & (row_column(f, "is_full") == 1), np.abs(actual - target), 0.0)), *points_known(f), *rows, ("na.direction", ~printed_equal(f)),
        ("na.met", cost & (actual <= target)), ("na.other_rule", zero_scored(f)),
    )  # fmt: skip
