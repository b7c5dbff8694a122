"""Columns about the scores of a form as a whole (rules K15, K16, K19, K21)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.scores.rows import POSITIVE, missed, own_standard, positive_rows
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import floats, points_above, prints
from selfeval_nb.checks.table.rows import rows_of
from selfeval_nb.checks.table.score_rows import EPS, rounded_to, row_column, row_score, row_weight


def _count(f: Frames, mask: np.ndarray) -> np.ndarray:
    return f.sum_by_form("indicators", np.asarray(mask, dtype=float))


@derived("forms", "scores_printed", "scores_full", "row_scores_printed", "row_scores_full", "scored_count")
def _all_full(f: Frames) -> dict[str, Judged | pd.Series]:
    """How many scores a form prints, budget execution included, and how many of them are full; apart the forms that print no score of
    execution. Without a column of points a total that is the highest there is says that all are full. And how many
    indicators have points."""
    full = row_column(f, "is_full")
    # rows that share the points of a row above, or have neither points nor a score, have none to lose
    due = ~points_above(f) & ~(np.isnan(row_weight(f)) & np.isnan(row_score(f)))
    n = _count(f, due)
    execution, weight = f.col("forms", "execution_score").to_numpy(), f.col("forms", "execution_points").to_numpy()
    reached = np.isnan(weight) | (execution >= weight - EPS)
    weights = f.col("forms", "has_weights").to_numpy(dtype=bool)
    total, summed = floats(f.frame("forms")["total_score"]), f.col("forms", "score_sum").to_numpy()
    highest = ~weights & (np.abs(total - f.preset["weights.total"]) < EPS) & (np.abs(summed - total) < 0.01)

    def told(value: np.ndarray, here: np.ndarray) -> Judged:
        return judged(
            value, ("na.no_indicators", n == 0), ("na.no_execution", ~here),
            ("na.no_scores", ~f.col("forms", "has_scores").to_numpy(dtype=bool)),
            ("na.no_weights", ~weights & ~highest), ("ne.score", weights & (_count(f, np.isnan(full) & due) > 0)),
        )  # fmt: skip

    scored = ~np.isnan(execution)
    full_rows = np.where(weights, _count(f, (full == 1) & due), np.where(highest, n, 0.0))
    full_execution = np.where(weights, reached, highest).astype(float)
    return {
        "scores_printed": told(n + 1, scored), "scores_full": told(full_rows + full_execution, scored),
        "row_scores_printed": told(n, ~scored), "row_scores_full": told(full_rows, ~scored),
        "scored_count": pd.Series(n + _count(f, points_above(f))),
    }  # fmt: skip


@derived("forms", "full_total_below_rate")
def _full_total_below_rate(f: Frames) -> Judged:
    """The execution rate of a form whose total is 100; so far below 1 that the execution score cannot be full."""
    rate, weight = f.col("forms", "execution_rate").to_numpy(), f.col("forms", "execution_points").to_numpy()
    total = floats(f.frame("forms")["total_score"])
    # the printed score of execution says itself that it is not full, however little is missing
    told = f.col("forms", "execution_score").to_numpy() < weight - 0.005
    shows = (np.round(weight * (1 - rate), 6) > f.preset["tolerance.score"]) | (told & (rate < 1))
    return judged(
        pd.Series(np.where(shows, rate, 1.0)), ("na.no_scores", np.isnan(total) & ~prints(f, "scores") & ~prints(f, "totals")), ("ne.total", np.isnan(total)), ("na.not_full", total < f.preset["weights.total"] - EPS),
        ("na.other_rule", total > f.preset["weights.total"] + EPS),
        ("na.no_execution", np.isnan(weight)), ("ne.amount", np.isnan(rate)),
        ("na.other_rule", f.col("forms", "scale_slip").notna().to_numpy()),
    )  # fmt: skip


@derived("forms", "full_scores_at_rate")
def _full_scores_at_rate(f: Frames) -> Judged:
    """The execution rate of a form all of whose indicators have full points; missing otherwise."""
    full, due = row_column(f, "is_full"), ~np.isnan(row_weight(f))
    rate = f.col("forms", "execution_rate").to_numpy()
    n = _count(f, due)
    return judged(
        pd.Series(rate), ("ne.amount", np.isnan(rate)), ("na.no_scores", ~f.col("forms", "has_scores").to_numpy(dtype=bool)),
        ("na.few", n < 3), ("na.not_full", _count(f, (full == 1) & due) < n), ("na.other_rule", f.col("forms", "scale_slip").notna().to_numpy()),
    )  # fmt: skip


@derived("forms", "exactly_met_share", "exactly_met", "measured_rows")
def _exactly_met(f: Frames) -> dict[str, Judged | pd.Series]:
    """Share of the measured indicators whose actual value is exactly the target, of at least five."""
    ratio = row_column(f, "ratio")
    measured = _count(f, ~np.isnan(ratio))
    exact = _count(f, np.abs(ratio - 1) < EPS)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(measured > 0, exact / measured, np.nan)
    return {
        "exactly_met_share": judged(pd.Series(np.round(share, 6)), ("na.few", measured < 5)),
        "exactly_met": pd.Series(exact), "measured_rows": pd.Series(measured),
    }  # fmt: skip


def _same_score(rows: list[tuple[float, float]]) -> bool:
    """At least three shortfalls of clearly different size with one and the same share of the points."""
    ratios = [r for r, _ in rows]
    return len(rows) >= 3 and len({round(s, 6) for _, s in rows}) == 1 and max(ratios) - min(ratios) > 0.1


@derived("forms", "exactly_odd")
def _exactly_odd(f: Frames) -> Judged:
    """The rows whose result is exactly their target although that is a figure which hardly comes out so: a quantity of three digits that is no
    round one, or a cost that just reaches its upper limit; and all quantities of a form where they are at least three. None where there is none, or where most rows are exact (K19)."""
    ind = f.frame("indicators")
    target, exact = row_column(f, "target_low"), row_column(f, "actual_low") == row_column(f, "target_low")
    level2, base = row_column(f, "level2_kind"), row_column(f, "target_base")
    quantity = (level2 == "quantity") & ~np.isin(base, ["%", "元"]) & (target > 1)
    odd = quantity & (target > 100) & (target % 10 != 0)
    cost = (level2 == "cost") & (row_column(f, "printed_operator") == "<=") & (target > 0)
    every = (_count(f, quantity) >= 3) & (_count(f, quantity & exact) == _count(f, quantity))
    hit = exact & (odd | cost | (quantity & every[f.form_index("indicators")]))
    numbers = floats(ind["indicator_no"])
    said = ["、".join(f"{numbers[i]:g}" for i in members if hit[i]) or None for members in rows_of(f)]
    share = f.col("forms", "exactly_met_share").to_numpy()
    return judged(pd.Series(said, dtype=object), ("na.other_rule", share >= 0.8))


@derived("forms", "score_pattern")
def _score_pattern(f: Frames) -> Judged:
    """Number of indicators that missed their target by different amounts and got the same share of points; 0 where they differ."""
    ratio, share = row_column(f, "ratio"), row_column(f, "share_of_points")
    mine = np.flatnonzero(
        missed(f) & np.isin(row_column(f, "direction"), [*POSITIVE, "="]) & ~np.isnan(share) & (share > 0) & (share < 1)
    )
    at = f.form_index("indicators")
    by_form: dict[int, list[tuple[float, float]]] = {}
    for i in mine:
        by_form.setdefault(int(at[i]), []).append((float(ratio[i]), float(share[i])))
    out = np.zeros(len(f.frame("forms")))
    few = np.ones(len(out), dtype=bool)
    for form, rows in by_form.items():
        few[form] = len(rows) < 3
        out[form] = len(rows) if _same_score(rows) else 0
    return judged(pd.Series(out), ("na.few", few))


@derived("indicators", "score_rounding")
def _score_rounding(f: Frames) -> Judged:
    """By how much the score of an indicator that missed its target differs from the recomputed one where it is that rounded to a whole
    number; 0 elsewhere."""
    score, exact = row_score(f), row_column(f, "recomputed_low")
    rounded = rounded_to(score, exact, f.preset["tolerance.score"]) & (row_column(f, "is_full") != 1)
    return judged(
        np.where(rounded, np.abs(score - exact), 0.0),
        *positive_rows(f),
        ("na.met", ~missed(f)),
        ("na.preset", own_standard(f)),
    )
