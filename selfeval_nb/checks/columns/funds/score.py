"""Columns about the execution score (rules M06–M08, M17, M22)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.book.template import number
from selfeval_nb.checks.columns.funds.rate import is_initial, is_total, repeats_total, slipped_row
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import floats, printed
from selfeval_nb.checks.table.score_rows import rounded_to
from selfeval_nb.common.said import said


@derived(
    "funds", "execution_weight_used", "execution_exact", "execution_calculation", "execution_advice", "execution_advice_en", "execution_due_zh",
    "execution_due_en",
)  # fmt: skip
def _execution(f: Frames) -> dict[str, pd.Series]:
    """On the total row: the weight of budget execution, its recomputed score and the calculation; and how the preset's formula says it
    is to be computed; and what it gives, as a sentence, '' where it gives nothing."""
    total = is_total(f)
    formula = f.preset.sections.execution.scoring()
    weight = f.per_form("funds", "execution_points").to_numpy()
    exact = f.per_form("funds", "recomputed_execution").to_numpy()
    line = f.per_form("funds", "recomputed_execution_arithmetic").to_numpy(dtype=object)
    due = said(__name__, "due")
    return {
        **{
            f"execution_due_{lang}": pd.Series(
                [text.format(number(x)) if t and x == x else "" for t, x in zip(total, exact, strict=True)],
                dtype=object,
            )
            for lang, text in due.items()
        },
        "execution_weight_used": pd.Series(np.where(total, weight, np.nan)),
        "execution_exact": pd.Series(np.where(total, exact, np.nan)),
        "execution_calculation": pd.Series(np.where(total, line, ""), dtype=object),
        "execution_advice": pd.Series([formula.advice("zh")] * len(total), dtype=object),
        "execution_advice_en": pd.Series([formula.advice("en")] * len(total), dtype=object),
    }


#: Points that rounding up gives from which on it is more than a habit of writing.
_MUCH = 0.25


def _brought(hit: np.ndarray, rate: np.ndarray, exact: np.ndarray, words: str) -> pd.Series:
    """The wrong rate that a wrong score follows from, in words; '' elsewhere."""
    shown = [
        words.format(f"{number(round(r * 100, 2))}%", f"{number(round(e * 100, 2))}%") if h else ""
        for h, r, e in zip(hit, rate, exact, strict=True)
    ]
    return pd.Series(shown, dtype=object)


@derived(
    "funds",
    "execution_score_gap",
    "execution_rounding",
    "execution_rounding_up",
    "brought_by_rate",
    "brought_zh",
    "brought_en",
)
def _execution_gap(f: Frames) -> dict[str, Judged | pd.Series]:
    """Printed execution score minus recomputed score (absolute), the same difference where the score is the recomputed one
    rounded to a whole number (0 elsewhere; apart where that gives a quarter of a point and more), and the wrong rate that it follows from: one slip, told here."""
    funds = f.frame("funds")
    total, score = is_total(f), floats(funds["score"])
    exact, weight = f.col("funds", "execution_exact").to_numpy(), f.col("funds", "execution_weight_used").to_numpy()
    tolerance = f.preset["tolerance.score"]
    # 8.62 written as 9 is rounding; 9.52 written as a full 10 hides that the money was not all spent
    is_rounded = rounded_to(score, exact, tolerance) & ~(score >= weight)
    rate = floats(funds["rate"])
    follows = np.abs(score - f.preset.sections.execution.scoring().of_rate(rate, weight)) <= tolerance + 1e-9
    wrong_rate = (f.col("funds", "rate_gap").to_numpy() > f.preset["tolerance.rate"]) | is_initial(f)
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
    much = is_rounded & (score - exact >= _MUCH)
    brought = follows & total & ~told & (f.col("funds", "rate_gap").to_numpy() > f.preset["tolerance.rate"])
    brought &= np.abs(score - exact) > tolerance + 1e-9
    return {
        "brought_by_rate": pd.Series(brought),
        **{
            f"brought_{lang}": _brought(brought, rate, f.col("funds", "rate_exact").to_numpy(), text)
            for lang, text in said(__name__, "brought").items()
        },
        "execution_score_gap": judged(
            pd.Series(np.round(np.abs(score - exact), 6)),
            *common,
            ("na.rounded", is_rounded),
            ("na.other_rule", (follows & wrong_rate & told) | slipped_row(f)),
        ),
        "execution_rounding": judged(
            np.where(is_rounded, np.abs(score - exact), 0.0), *common, ("na.other_rule", much)
        ),
        "execution_rounding_up": judged(pd.Series(np.where(much, np.round(score - exact, 6), 0.0)), *common),
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


@derived("funds", "execution_score_filled")
def _score_filled(f: Frames) -> Judged:
    """The score of budget execution where it has a weight (0 where that is 0), missing where its cell is blank (also where only 分 is left)."""
    score, weight = floats(f.frame("funds")["score"]), f.col("funds", "execution_weight_used").to_numpy()
    return judged(
        np.where(weight > 0, score, 0.0),
        ("na.part_row", ~is_total(f)),
        ("na.no_scores", ~f.per_form("funds", "has_scores").to_numpy(dtype=bool)),
        ("na.no_execution", np.isnan(weight)),
        # points in a label and no column of scores: what the form has no cell for cannot be left blank
        ("na.not_printed", ~printed(f, "funds[total].score")[f.form_index("funds")] & np.isnan(score)),
    )


def alone(f: Frames) -> np.ndarray:
    """Rows that are the only one of their form's funds: then they are its total, whatever they are called."""
    count = f.sum_by_form("funds", np.ones(len(f.frame("funds"))))
    return (count == 1)[f.form_index("funds")]


@derived("funds", "points_on_part", "points_repeated")
def _points_on_part(f: Frames) -> dict[str, Judged]:
    """The points typed into a fund sub-row, where only a dash belongs; 0 where there are none. Apart where they are those of the total row again."""
    funds = f.frame("funds")
    points = np.fmax(np.nan_to_num(floats(funds["score"])), np.nan_to_num(floats(funds["weight"])))
    of_total = np.full(len(f.frame("forms")), np.nan)
    of_total[f.form_index("funds")[is_total(f)]] = points[is_total(f)]
    again = points == of_total[f.form_index("funds")]
    why = [
        ("na.total_row", is_total(f) | alone(f)), ("na.no_scores", ~f.per_form("funds", "has_scores").to_numpy(dtype=bool)),
    ]  # fmt: skip
    return {
        "points_on_part": judged(pd.Series(points), *why, ("na.other_rule", again)),
        "points_repeated": judged(pd.Series(points), *why, ("na.other_rule", ~again)),
    }


@derived("funds", "score_by_parts_gap", "score_by_parts", "parts_executed", "parts_budget")
def _score_by_parts(f: Frames) -> dict[str, Judged | pd.Series]:
    """How far the execution score is from what the parts give where the total row prints 0 or nothing, that score, and the amounts it is made of."""
    funds, formula = f.frame("funds"), f.preset.sections.execution.scoring()
    total, at, n = is_total(f), f.form_index("funds"), len(f.frame("forms"))
    sums = {}
    for name in ("budget", "executed"):
        value = np.where(total, 0.0, np.nan_to_num(floats(funds[name])))
        sums[name] = np.round(np.bincount(at, weights=value, minlength=n), 6)[at]
    weight, score = f.col("funds", "execution_weight_used").to_numpy(), floats(funds["score"])
    with np.errstate(divide="ignore", invalid="ignore"):
        due = np.round(
            formula.of_rate(np.where(sums["budget"] > 0, sums["executed"] / sums["budget"], np.nan), weight), 6
        )
    nothing = np.nan_to_num(f.col("funds", "rate_base").to_numpy()) == 0
    return {
        "score_by_parts_gap": judged(
            pd.Series(np.round(np.abs(score - due), 6)), ("na.part_row", ~total), ("na.scope", ~nothing), ("na.no_execution", np.isnan(weight)),
            ("na.blank", np.isnan(score)), ("na.no_parts", np.isnan(due)),
        ),
        "score_by_parts": pd.Series(due),
        "parts_executed": pd.Series(sums["executed"]),
        "parts_budget": pd.Series(sums["budget"]),
    }  # fmt: skip


@derived("funds", "rate_gap_alone")
def _rate_gap_alone(f: Frames) -> Judged:
    """The difference of a printed execution rate (``rate_gap``) where the wrong score that follows from it does not tell it already."""
    why = f.why("funds", "rate_gap")
    told = [(code, (why == code).to_numpy()) for code in sorted(set(why) - {""})] if why is not None else []
    brought = f.col("funds", "brought_by_rate").to_numpy(dtype=bool)
    return judged(
        pd.Series(f.col("funds", "rate_gap").to_numpy()), *told, ("na.other_rule", brought | repeats_total(f))
    )
