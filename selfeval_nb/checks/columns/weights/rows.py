"""Columns about the weights of indicators and levels (rules W01–W10)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.book.sections.weights import LEVELS as LEVEL_NAMES
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import evaluates, floats, holds_the_total, printed, texts, total_value
from selfeval_nb.checks.table.rows import criteria_like, level_sum
from selfeval_nb.checks.table.score_rows import shares_points

LEVELS = ("cost", "output", "benefit", "satisfaction")


def form_flags(f: Frames, name: str) -> np.ndarray:
    return f.col("forms", name).to_numpy(dtype=bool)


def _no_weights(f: Frames) -> list[tuple[str, np.ndarray]]:
    return [
        ("na.no_weights", ~form_flags(f, "has_weights")),
        ("ne.weights_missing", f.col("forms", "weights_missing").to_numpy() > 0),
    ]


def may_be_unread(f: Frames, short: np.ndarray) -> np.ndarray:
    """Whether points that are short of a sum may be those of cells that nobody understood."""
    unread = floats(f.frame("forms")["unread_points"])
    return (short > 0.005) & (short <= unread + 0.005)


@derived(
    "forms",
    "all_weights",
    "all_weights_gap",
    "indicator_weights_gap",
    "indicator_weights_due",
)
def _all_weights(f: Frames) -> dict[str, Judged | pd.Series]:
    """Sum of all weights with execution and its distance from the preset's total; without a printed execution weight, the
    distance of the indicator weights from the total with or without the preset's execution weight."""
    weights, execution = f.col("forms", "weight_sum").to_numpy(), f.col("forms", "execution_points").to_numpy()
    total = f.preset["weights.total"]
    due = total - f.preset["execution.weight"]
    alone = np.minimum(np.abs(weights - due), np.abs(weights - total))
    # half as much again is no slip of the unit: several tables, or points that a layout prints once for several rows
    odd: list[tuple[str, np.ndarray]] = [("na.kind", ~evaluates(f)), ("ne.weights_missing", weights >= 1.5 * total)]
    return {
        "all_weights": pd.Series(np.round(weights + np.nan_to_num(execution), 6)),
        "all_weights_gap": judged(pd.Series(np.round(np.abs(weights + execution - total), 6)), *_no_weights(f), *odd, ("ne.unread_points", may_be_unread(f, total - weights - execution)), ("na.no_execution", np.isnan(execution))),
        "indicator_weights_gap": judged(pd.Series(np.round(alone, 6)), *_no_weights(f), *odd, ("na.other_rule", ~np.isnan(execution))),
        "indicator_weights_due": pd.Series(np.full(len(weights), float(due))),
    }  # fmt: skip


@derived("forms", "total_weight_place")
def _total_weight_place(f: Frames) -> pd.Series:
    """``total_weight`` where the layout prints it, else ``form``."""
    return pd.Series(np.where(printed(f, "total_weight"), "total_weight", "form"), dtype=object)


#: Points that may be moved between outputs and benefits without a word: the split is a principle, which a project may adjust. What people
#: think of a project is not to weigh more or less than it prescribes.
_MOVED = 10.0


@derived("forms", "split_gap", "split_gap_slight", "split_actual", "split_due")
def _split(f: Frames) -> dict[str, Judged | pd.Series]:
    """How far the first-level weights are from the nearest split that the preset accepts (largest single difference), apart where that is no more than an
    adjustment; as text too."""
    sums = {k: level_sum(f, k) for k in LEVELS}
    splits = [dict(s) for s in f.preset["weights.splits"]]
    n = len(f.frame("forms"))
    alone = np.abs(f.col("forms", "weight_sum").to_numpy() - f.preset["weights.total"]) < 0.01
    names = LEVEL_NAMES["zh"]
    # indicators that make up the total by themselves have the points of the execution among them
    due = float(f.preset["execution.weight"])

    def gap(split: dict[str, Any], with_due: str) -> np.ndarray:
        return np.max(
            [np.abs(sums[k] - float(split.get(k, 0)) - (due if k == with_due else 0.0)) for k in LEVELS], axis=0
        )

    gaps = [np.where(alone, np.min([gap(s, k) for k in LEVELS], axis=0), gap(s, "")) for s in splits]
    best = np.min(gaps, axis=0) if gaps else np.full(n, np.nan)
    pick = np.argmin(gaps, axis=0) if gaps else np.zeros(n, dtype=int)
    text = ["、".join(f"{names[k]}{float(s[k]):g}" for k in LEVELS if k in s) for s in splits] or [""]
    actual = ["、".join(f"{names[k]}{sums[k][i]:g}" for k in LEVELS if sums[k][i]) for i in range(n)]
    known = f.sum_by_form("indicators", (f.col("indicators", "level1_kind") == "").to_numpy(dtype=float)) == 0
    execution = f.col("forms", "execution_points").to_numpy()
    why = [
        *_no_weights(f), ("na.preset", np.full(n, not splits)), ("na.no_levels", ~known),
        ("na.few", f.col("forms", "n_indicators").to_numpy() < f.preset["weights.minimum_indicators"]),
        ("na.other_rule", ~alone & ~(np.abs(f.col("forms", "all_weights").to_numpy() - f.preset["weights.total"]) < 0.01)),
        ("na.local_layout", ~np.isnan(execution) & (np.abs(execution - f.preset["execution.weight"]) > 0.001)),
    ]  # fmt: skip
    due_satisfaction = np.array([float(splits[k].get("satisfaction", 0)) for k in pick]) if splits else np.zeros(n)
    slight = (best <= _MOVED + 1e-9) & (np.abs(sums["satisfaction"] - due_satisfaction) < 0.01)
    return {
        "split_gap": judged(pd.Series(best), *why, ("na.other_rule", slight & (best > f.preset["weights.split_tolerance"]))),
        "split_gap_slight": judged(pd.Series(best), *why, ("na.other_rule", ~slight)),
        "split_actual": pd.Series(actual, dtype=object),
        "split_due": pd.Series([text[i] for i in pick], dtype=object),
    }  # fmt: skip


@derived("forms", "execution_weight_gap", "execution_weight_said")
def _execution_weight_gap(f: Frames) -> dict[str, Judged | pd.Series]:
    """Printed execution weight against the preset's, and as printed; a weight that the layout prints in a label is a local rule and not judged."""
    points, raw = f.col("forms", "execution_points").to_numpy(), total_value(f, "weight")
    execution = np.where(np.isnan(points) & (raw >= 50) & evaluates(f), raw, points)
    own = np.zeros(len(execution), dtype=bool)
    at = (f.frame("funds")["source"] == "total").to_numpy(dtype=bool) & f.frame("funds")["weight"].notna().to_numpy()
    own[f.form_index("funds")[at]] = True
    return {
        "execution_weight_gap": judged(
            pd.Series(np.round(np.abs(execution - f.preset["execution.weight"]), 6)),
            ("na.no_execution", np.isnan(execution) | holds_the_total(f)),
            ("na.local_layout", ~own),
        ),
        "execution_weight_said": pd.Series(execution),
    }


@derived("forms", "execution_weight_preset")
def _execution_weight_preset(f: Frames) -> pd.Series:
    """Points that the preset gives to budget execution; the column execution_weight is what the form prints."""
    return pd.Series(float(f.preset["execution.weight"]), index=f.frame("forms").index)


@derived("levels", "level_gap")
def _level_gap(f: Frames) -> Judged:
    """Points printed in a first-level label （50分） against the sum of the weights below it."""
    levels = f.frame("levels")
    said, total = floats(levels["printed"]), floats(levels["weight_sum"])
    has = f.per_form("levels", "has_weights").to_numpy(dtype=bool)
    return judged(
        pd.Series(np.round(np.abs(said - total), 6)), ("na.not_printed", np.isnan(said)), ("na.no_weights", ~has),
        ("ne.weights_missing", levels["weights_missing"].to_numpy() > 0),
    )  # fmt: skip


@derived("indicators", "weight_not_positive")
def _weight_not_positive(f: Frames) -> Judged:
    """The weight of an indicator with a target."""
    ind = f.frame("indicators")
    weight = floats(ind["weight"])
    return judged(pd.Series(weight), ("na.blank", np.isnan(weight)), ("na.scope", texts(ind["target_text"]) == ""))


@derived("indicators", "single_weight", "single_weight_few", "single_weight_at_most")
def _single_weight(f: Frames) -> dict[str, Judged]:
    """The weight of one indicator, to be compared with what one indicator should carry at most; in a layout without weights its score,
    which the weight cannot be below (not where the scores are no parts of the preset's total). Apart where few indicators
    share the points, so that most must carry much: up to twice the average (and half of all
    points) is then a matter of how many there are. And apart the weight of a benefit that is just the most."""
    weight = floats(f.frame("indicators")["weight"])
    parts = ~f.per_form("indicators", "has_weights").to_numpy(dtype=bool) & evaluates(f)[f.form_index("indicators")]
    parts &= f.per_form("indicators", "score_sum").to_numpy() <= f.preset["weights.total"] + 1e-9
    weight = np.where(parts, floats(f.frame("indicators")["score"]), weight)
    wrong = f.per_form("indicators", "all_weights").to_numpy() > f.preset["weights.total"] + 0.01
    at, n = f.form_index("indicators"), f.col("forms", "n_indicators").to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(n > 0, f.sum_by_form("indicators", weight) / n, np.nan)[at]
    half = f.preset["weights.total"] / 2
    few = weight <= np.maximum(np.minimum(2 * mean, half), f.preset["weights.single_max"])
    why: list[tuple[str, np.ndarray]] = [
        ("na.blank", np.isnan(weight)),
        ("na.scope", shares_points(f)),
        ("na.other_rule", wrong & (weight > f.preset["weights.single_max"])),
        ("na.kind", criteria_like(f)[at]),
    ]
    return {
        "single_weight": judged(
            pd.Series(np.where(few, np.minimum(weight, f.preset["weights.single_max"]), weight)), *why
        ),
        "single_weight_few": judged(pd.Series(weight), *why, ("na.other_rule", ~few)),
        "single_weight_at_most": judged(
            pd.Series(np.where(np.abs(weight - f.preset["weights.single_max"]) < 1e-9, weight, 0.0)),
            *why,
            ("na.level1", f.col("indicators", "level1_kind").to_numpy() != "benefit"),
        ),
    }


@derived("forms", "equal_weights", "small_weights")
def _evenness(f: Frames) -> dict[str, Judged]:
    """Number of indicators where all weights are equal (0 where they differ), and number of weights below 1 or with two decimals."""
    weight = floats(f.frame("indicators")["weight"])
    at, n = f.form_index("indicators"), len(f.frame("forms"))
    high, low = np.full(n, -np.inf), np.full(n, np.inf)
    np.maximum.at(high, at, np.where(np.isnan(weight), -np.inf, weight))
    np.minimum.at(low, at, np.where(np.isnan(weight), np.inf, weight))
    count = f.col("forms", "n_indicators").to_numpy()
    fine = ~np.isnan(weight) & ((np.abs(weight * 10 - np.round(weight * 10)) > 1e-6) | ((weight < 1) & (weight > 0)))
    return {
        "equal_weights": judged(pd.Series(np.where(high == low, count, 0.0)), *_no_weights(f)),
        "small_weights": judged(pd.Series(f.sum_by_form("indicators", fine)), *_no_weights(f)),
    }


@derived("forms", "satisfaction_not_moved")
def _satisfaction_not_moved(f: Frames) -> Judged:
    """Weight of the benefit indicators in a form without satisfaction indicators."""
    has = f.sum_by_form("indicators", f.col("indicators", "is_satisfaction").to_numpy(dtype=float)) > 0
    benefit = level_sum(f, "benefit")
    execution = f.col("forms", "execution_points").to_numpy()
    return judged(
        pd.Series(benefit), *_no_weights(f), ("na.no_levels", benefit == 0), ("na.scope", has),
        ("na.other_rule", ~(np.abs(f.col("forms", "all_weights").to_numpy() - f.preset["weights.total"]) < 0.01)), ("na.preset", np.full(len(has), not f.preset["weights.splits"])),
        ("na.local_layout", ~np.isnan(execution) & (np.abs(execution - f.preset["execution.weight"]) > 0.001)),
    )  # fmt: skip
