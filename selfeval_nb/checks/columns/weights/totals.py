"""Columns about totals and the grade (rules W11, W13–W15)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from selfeval_nb.checks.book.template import number
from selfeval_nb.checks.columns.weights.rows import form_flags, may_be_unread
from selfeval_nb.checks.scoring.totals import grade_of
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import floats, map_texts, prints, texts
from selfeval_nb.common.said import said
from selfeval_nb.forms.words.text import norm


@derived("forms", "total_gap", "total_score_printed")
def _total_gap(f: Frames) -> dict[str, Judged | pd.Series]:
    """Printed total score against the sum of all scores; a difference that one wrong score above makes is that rule's."""
    total, summed = floats(f.frame("forms")["total_score"]), f.col("forms", "score_sum").to_numpy()
    open_points = f.col("forms", "open_points").to_numpy()  # an unreadable score is anything from 0 to its weight
    gap = np.round(np.maximum(np.maximum(summed - total, total - summed - open_points), 0.0), 6)
    blank = f.col("forms", "scores_missing").to_numpy() - f.col("forms", "scores_unreadable").to_numpy()
    return {
        "total_gap": judged(
            pd.Series(np.where(np.isnan(total), np.nan, gap)),
            ("na.no_scores", ~form_flags(f, "has_scores")),
            ("ne.total", np.isnan(total)),
            ("ne.scores_missing", (blank > 0) | np.isnan(open_points)),
            ("ne.unread_points", may_be_unread(f, total - summed)),
            ("na.execution_in_total", _execution_unscored(f, total - summed)),
            ("na.other_rule", _explained_by_one_score(f, total - summed) | _without_execution(f, total)),
        ),
        "total_score_printed": pd.Series(total),
    }


def _execution_unscored(f: Frames, short: np.ndarray) -> np.ndarray:
    """Whether the total holds the points of the execution rate, which the form prints in no cell (满分100分，其中预算执行10分)."""
    points, rate = f.col("forms", "execution_points").to_numpy(), f.col("forms", "execution_rate").to_numpy()
    points = np.where(points > 0, points, f.preset["execution.weight"])
    unscored = np.isnan(f.col("forms", "execution_score").to_numpy())
    return unscored & (short > 0.005) & (np.abs(short - points * np.minimum(rate, 1.0)) <= 0.05)


def _without_execution(f: Frames, total: np.ndarray) -> np.ndarray:
    """Whether indicators that have all points by themselves (W01) give the printed total without the execution score: one slip, told there."""
    alone = np.abs(f.col("forms", "weight_sum").to_numpy() - f.preset["weights.total"]) < 0.01
    wrong = f.col("forms", "all_weights_gap").to_numpy() > 0.01
    return (
        alone
        & wrong
        & (np.abs(total - f.col("forms", "indicator_score_sum").to_numpy()) <= f.preset["tolerance.score"])
    )


@derived("forms", "left_out_zh", "left_out_en")
def _left_out(f: Frames) -> dict[str, pd.Series]:
    """That the printed total leaves out the execution score as the weights do, in words; '' elsewhere."""
    total, score = floats(f.frame("forms")["total_score"]), f.col("forms", "execution_score").to_numpy()
    hit = _without_execution(f, total) & (score > 0)
    return {
        f"left_out_{lang}": pd.Series(
            [text.format(number(t), number(x)) if h else "" for h, t, x in zip(hit, total, score, strict=True)],
            dtype=object,
        )
        for lang, text in said(__name__, "left_out").items()
    }


def _explained_by_one_score(f: Frames, gap: np.ndarray) -> np.ndarray:
    """Whether a total is right once a score that is wrong by itself (above its points, negative, wrong execution score) is put right."""
    tolerance = f.preset["tolerance.score"]
    ind = f.frame("indicators")
    weight, score = floats(ind["weight"]), floats(ind["score"])
    low, high = f.col("indicators", "recomputed_low").to_numpy(), f.col("indicators", "recomputed_high").to_numpy()
    exact = np.where(low == high, low, weight)
    # rows that a critical rule reports by themselves (K01, K02, K03, K06, K08, K11): the unequal total only repeats them
    slip = (score > weight + 1e-9) | (score < 0)
    slip |= f.col("indicators", "full_but_short").to_numpy() < 1 - f.preset["tolerance.ratio"]
    slip |= f.col("indicators", "score_at_zero").to_numpy() > 0
    slip |= f.col("indicators", "exceeded_at_full").to_numpy() > 0
    slip |= f.col("indicators", "out_of_band").to_numpy() > tolerance
    at = f.form_index("indicators")
    out = np.zeros(len(gap), dtype=bool)
    big = np.abs(gap) > tolerance + 1e-9
    for right in (exact, weight):
        hit = slip & (np.abs((right - score) - gap[at]) <= tolerance + 1e-9)
        np.logical_or.at(out, at, hit)
    execution, due = f.col("forms", "execution_score").to_numpy(), f.col("forms", "recomputed_execution").to_numpy()
    out |= np.abs((due - execution) - gap) <= tolerance + 1e-9
    return out & big


@derived("forms", "total_weight_gap")
def _total_weight_gap(f: Frames) -> Judged:
    """Printed total of the weights against the preset's total, where the form has weights at all: a total row of another list has none."""
    total = floats(f.frame("forms")["total_weight"])
    none = ~f.col("forms", "has_weights").to_numpy(dtype=bool) & ~prints(f, "weights")
    return judged(
        pd.Series(np.round(np.abs(total - f.preset["weights.total"]), 6)), ("na.not_printed", np.isnan(total) | none)
    )


GRADE_WORDS = {
    "优": "优",
    "优秀": "优",
    "良": "良",
    "良好": "良",
    "中": "中",
    "中等": "中",
    "合格": "中",
    "及格": "中",
    "差": "差",
    "较差": "差",
    "不合格": "差",
}


@derived("forms", "grade_read", "grade_due")
def _grade_read(f: Frames) -> dict[str, Judged | pd.Series]:
    """The printed grade in the words of the preset, and the one that the total score gives by it."""
    forms = f.frame("forms")
    names = set(f.preset["grades.names"])
    said = map_texts(texts(forms["grade"]), lambda t: GRADE_WORDS.get(re.sub(r"[级档]$", "", norm(t)), norm(t)))
    total = floats(forms["total_score"])
    due = np.array([grade_of(t, f.preset) for t in total], dtype=object)
    return {
        "grade_read": judged(
            said,
            ("na.not_printed", said == ""),
            ("ne.grade", np.array([s not in names for s in said], dtype=bool)),
            ("ne.total", np.isnan(total)),
        ),
        "grade_due": pd.Series(due, dtype=object),
    }


@derived("forms", "total_over")
def _total_over(f: Frames) -> Judged:
    """The printed total score."""
    total = floats(f.frame("forms")["total_score"])
    return judged(pd.Series(total), ("na.no_scores", ~form_flags(f, "has_scores")), ("na.blank", np.isnan(total)))
