"""Columns about the execution score (rules M06–M08, M17, M22)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.funds.rate import is_total, slipped_row
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import floats
from selfeval_nb.checks.table.score_rows import rounded_to


@derived(
    "funds", "execution_weight_used", "execution_exact", "execution_calculation", "execution_advice", "execution_advice_en",
)  # fmt: skip
def _execution(f: Frames) -> dict[str, pd.Series]:
    """On the total row: the weight of budget execution, its recomputed score and the calculation; and how the preset's formula says it
    is to be computed."""
    total = is_total(f)
    formula = f.preset.sections.execution.scoring()
    weight = f.per_form("funds", "execution_points").to_numpy()
    exact = f.per_form("funds", "recomputed_execution").to_numpy()
    line = f.per_form("funds", "recomputed_execution_arithmetic").to_numpy(dtype=object)
    return {
        "execution_weight_used": pd.Series(np.where(total, weight, np.nan)),
        "execution_exact": pd.Series(np.where(total, exact, np.nan)),
        "execution_calculation": pd.Series(np.where(total, line, ""), dtype=object),
        "execution_advice": pd.Series([formula.advice("zh")] * len(total), dtype=object),
        "execution_advice_en": pd.Series([formula.advice("en")] * len(total), dtype=object),
    }


@derived("funds", "execution_score_gap", "execution_score_rounded")
def _execution_gap(f: Frames) -> dict[str, Judged]:
    """Printed execution score minus recomputed score (absolute), and 1 where it is merely rounded to a whole number."""
    funds = f.frame("funds")
    total, score = is_total(f), floats(funds["score"])
    exact, weight = f.col("funds", "execution_exact").to_numpy(), f.col("funds", "execution_weight_used").to_numpy()
    tolerance = f.preset["tolerance.score"]
    # 8.62 written as 9 is rounding; 9.52 written as a full 10 hides that the money was not all spent
    is_rounded = rounded_to(score, exact, tolerance) & ~(score >= weight)
    rate = floats(funds["rate"])
    follows = np.abs(score - f.preset.sections.execution.scoring().of_rate(rate, weight)) <= tolerance + 1e-9
    wrong_rate = (f.col("funds", "rate_gap").to_numpy() > f.preset["tolerance.rate"]) | (
        f.col("funds", "rate_is_initial").to_numpy() == 1
    )
    told = (
        f.per_form("funds", "full_total_below_rate").to_numpy() < 1
    )  # K16 tells of the points that the wrong rate brought
    common = [
        ("na.part_row", ~total),
        ("na.no_execution", np.isnan(weight)),
        ("na.blank", np.isnan(score)),
        ("ne.budget_zero", f.col("funds", "rate_base").to_numpy() == 0),
        ("ne.amount", np.isnan(exact)),
    ]
    return {
        "execution_score_gap": judged(
            pd.Series(np.round(np.abs(score - exact), 6)),
            *common,
            ("na.rounded", is_rounded),
            ("na.other_rule", (follows & wrong_rate & told) | slipped_row(f)),
        ),
        "execution_score_rounded": judged(pd.Series(is_rounded.astype(float)), *common),
    }


@derived("funds", "execution_over_weight")
def _over_weight(f: Frames) -> Judged:
    """Execution score minus its weight; positive is more than there is to get."""
    funds = f.frame("funds")
    weight, score = f.col("funds", "execution_weight_used").to_numpy(), floats(funds["score"])
    return judged(
        pd.Series(np.round(score - weight, 6)),
        ("na.part_row", ~is_total(f)),
        ("na.no_execution", np.isnan(weight)),
        ("na.blank", np.isnan(score)),
    )


@derived("funds", "execution_score_missing")
def _score_missing(f: Frames) -> Judged:
    """1 where budget execution has a weight and its score cell is blank (also where only the unit 分 is left)."""
    score, weight = floats(f.frame("funds")["score"]), f.col("funds", "execution_weight_used").to_numpy()
    return judged(
        pd.Series(np.where(np.isnan(score) & (weight > 0), 1.0, 0.0)),
        ("na.part_row", ~is_total(f)),
        ("na.no_scores", ~f.per_form("funds", "has_scores").to_numpy(dtype=bool)),
        ("na.no_execution", np.isnan(weight)),
    )


@derived("funds", "points_on_part")
def _points_on_part(f: Frames) -> Judged:
    """The points typed into a fund sub-row, where only a dash belongs; 0 where there are none."""
    funds = f.frame("funds")
    points = np.fmax(np.nan_to_num(floats(funds["score"])), np.nan_to_num(floats(funds["weight"])))
    return judged(
        pd.Series(points),
        ("na.total_row", is_total(f)),
        ("na.no_scores", ~f.per_form("funds", "has_scores").to_numpy(dtype=bool)),
    )
