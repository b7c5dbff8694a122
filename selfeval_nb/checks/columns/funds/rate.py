"""Columns about the printed execution rate and about spending above the budget (rules M03–M05, M14, M30)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.scoring.totals import row_base
from selfeval_nb.checks.table.frames import Frames, Judged, derived, filled, judged
from selfeval_nb.checks.table.grains import cell_text, cells_of, floats, map_texts, printed, texts
from selfeval_nb.common.where import fund
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("funds", "rate")


@derived("funds", "rate_base", "rate_exact")
def _rate(f: Frames) -> dict[str, pd.Series]:
    """The denominator by the preset, and the execution rate as a fraction; missing where the denominator is 0 or blank."""
    base, executed = row_base(f), floats(f.frame("funds")["executed"])
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(base > 0, executed / base, np.nan)
    return {"rate_base": pd.Series(base), "rate_exact": pd.Series(rate)}


@derived("funds", "rate_gap_initial")
def _rate_gap_initial(f: Frames) -> Judged:
    """Difference between a printed rate that does not fit the full-year budget, which the preset asks for, and the rate on the start-of-year
    budget; missing where it fits."""
    funds = f.frame("funds")
    rate, exact = floats(funds["rate"]), f.col("funds", "rate_exact").to_numpy()
    executed, initial = floats(funds["executed"]), floats(funds["initial"])
    tolerance = f.preset["tolerance.rate"]
    with np.errstate(divide="ignore", invalid="ignore"):
        other = np.where(initial > 0, executed / initial, np.nan)
    return judged(
        np.where(np.abs(rate - exact) > tolerance + 1e-9, np.round(np.abs(rate - other), 9), np.nan),
        ("na.preset", np.full(len(funds), f.preset["execution.denominator"] != "budget")),
        ("na.not_printed", np.isnan(rate)),
        ("na.not_printed", np.isnan(initial) & ~printed(f, "funds[total].initial")[f.form_index("funds")]),
        ("ne.amount", np.isnan(exact) | np.isnan(other)),
    )


def is_initial(f: Frames) -> np.ndarray:
    """For each funds row whether its rate is the one on the start-of-year budget (M04)."""
    return f.col("funds", "rate_gap_initial").to_numpy() <= f.preset["tolerance.rate"]


@derived("funds", "rate_gap")
def _rate_gap(f: Frames) -> Judged:
    """Difference between the printed execution rate and executed ÷ budget, as a fraction (0.01 is one percentage point)."""
    funds = f.frame("funds")
    rate, exact = floats(funds["rate"]), f.col("funds", "rate_exact").to_numpy()
    base = f.col("funds", "rate_base").to_numpy()
    return judged(
        pd.Series(np.round(np.abs(rate - exact), 9)),
        ("na.not_printed", np.isnan(rate)),
        ("ne.budget_zero", base == 0),
        ("ne.amount", np.isnan(exact)),
        ("na.other_rule", is_initial(f) | slipped_row(f) | amount_as_rate(f)),
    )


def repeats_total(f: Frames) -> np.ndarray:
    """For each part whether it has the amounts and the rate of the total row: what is wrong there is told there once."""
    funds, at = f.frame("funds"), f.form_index("funds")
    total, same = is_total(f), np.ones(len(f.frame("funds")), dtype=bool)
    for name in ("budget", "executed", "rate"):
        of_total = np.full(len(f.frame("forms")), np.nan)
        of_total[at[total]] = floats(funds[name])[total]
        same &= np.abs(floats(funds[name]) - of_total[at]) < 1e-9
    return same & ~total


def amount_as_rate(f: Frames) -> np.ndarray:
    """For each funds row whether what stands in its rate cell is one of its amounts (1437 beside 1437): no rate, so nothing to recompute."""
    funds = f.frame("funds")
    shown = floats(funds["rate"]) * 100
    amounts = [floats(funds[name]) for name in ("initial", "budget", "executed")]
    with np.errstate(invalid="ignore"):
        same = np.logical_or.reduce([np.abs(shown - x) <= 1e-6 for x in amounts])
        return same & (shown > _MOST_RATE)


#: Per cent above which a number in a rate cell that equals an amount is that amount.
_MOST_RATE = 150.0


@derived("funds", "rate_is_amount")
def _rate_is_amount(f: Frames) -> Judged:
    """The number in a rate cell that only repeats an amount of the row; missing where it is a rate."""
    rate = floats(f.frame("funds")["rate"])
    return judged(np.where(amount_as_rate(f), np.round(rate * 100, 6), np.nan), ("na.not_printed", np.isnan(rate)))


@derived("funds", "rate_slip")
def _rate_slip(f: Frames) -> Judged:
    """The same difference of a rate that is printed with decimals and more exact than its difference (98.51% for 98.15%): no rounding explains it."""
    funds = f.frame("funds")
    gap = f.col("funds", "rate_gap").to_numpy()
    rate = floats(funds["rate"]) * 100
    # 95.00% is as exact as 95.36%
    decimals = (np.abs(rate - np.round(rate)) > 1e-9) | map_texts(_rate_texts(f), lambda t: ".00" in t, bool)
    executed, base = floats(funds["executed"]), f.col("funds", "rate_base").to_numpy()
    with np.errstate(all="ignore"):
        unit = 0.5 * 10.0 ** -np.maximum(_places(executed), _places(base))
        room = unit / base + unit * executed / base**2
    exact = (gap > 0.001) & (gap > 2 * np.nan_to_num(room, posinf=1.0)) & decimals
    why = f.why("funds", "rate_gap")
    told = [(code, (why == code).to_numpy()) for code in sorted(set(why) - {""})] if why is not None else []
    return judged(
        pd.Series(np.where(exact, gap, 0.0)),
        *told,
        ("na.rounded", ~exact),
        ("na.other_rule", repeats_total(f)),
        ("na.other_rule", gap > f.preset["tolerance.rate"]),
    )


def _rate_texts(f: Frames) -> np.ndarray:
    """The rate of each funds row as printed; '' where the layout has no such cell."""
    cells = cells_of(f)
    at = cells.find(f.form_index("funds"), [fund(str(s), "rate") for s in f.frame("funds")["source"]])
    return (
        np.where(at >= 0, cells.text[at], "").astype(object) if len(cells.text) else np.full(len(at), "", dtype=object)
    )


def _places(x: np.ndarray) -> np.ndarray:
    """Decimals of printed amounts, at most 4."""
    out = np.zeros(len(x))
    for n in (1, 2, 3, 4):
        out = np.where(np.abs(x * 10 ** (n - 1) - np.round(x * 10 ** (n - 1))) > 1e-7, n, out)
    return out


def is_total(f: Frames) -> np.ndarray:
    return (f.frame("funds")["source"] == "total").to_numpy(dtype=bool)


def slipped(f: Frames) -> np.ndarray:
    """For each form whether an amount of its total row is ten thousand times off: that finding (M13) explains all that follows from it."""
    return f.col("forms", "scale_slip").notna().to_numpy()


def slipped_row(f: Frames) -> np.ndarray:
    return slipped(f)[f.form_index("funds")]


def _overspent(f: Frames) -> np.ndarray:
    executed, base = floats(f.frame("funds")["executed"]), f.col("funds", "rate_base").to_numpy()
    return executed - base > f.preset["tolerance.money"] + 1e-9


def _total_is_odd(f: Frames) -> np.ndarray:
    """For each funds row whether its form's total is itself overspent or has no budget: then the parts only repeat it."""
    odd = (
        f.sum_by_form(
            "funds", (is_total(f) & (_overspent(f) | (f.col("funds", "rate_base").to_numpy() == 0))).astype(float)
        )
        > 0
    )
    return odd[f.form_index("funds")]


def basic_data(f: Frames) -> np.ndarray:
    """For each funds row whether its form's funds are a table of basic data and no list of sources."""
    told = map_texts(texts(f.frame("funds")["label"]), lambda t: WORDS.basic_data.search(norm(t)) is not None, bool)
    return (f.sum_by_form("funds", told.astype(float)) > 0)[f.form_index("funds")]


@derived("funds", "overspent_total", "overspent_part")
def _over(f: Frames) -> dict[str, Judged]:
    """By how much the executed amount exceeds the budget, on the total row and on the sub-rows; 0 where it does not."""
    executed, base = floats(f.frame("funds")["executed"]), f.col("funds", "rate_base").to_numpy()
    total = is_total(f)
    over = pd.Series(np.where(_overspent(f), np.round(executed - base, 6), 0.0))
    unknown = np.isnan(executed) | np.isnan(base)
    return {
        "overspent_total": judged(
            over,
            ("na.part_row", ~total),
            ("ne.amount", unknown),
            ("ne.budget_zero", base == 0),
            ("na.other_rule", slipped_row(f)),
        ),
        "overspent_part": judged(
            over,
            ("na.total_row", total),
            ("na.blank", unknown),
            ("na.not_exhaustive", basic_data(f)),
            ("na.other_rule", _total_is_odd(f) | slipped_row(f)),
        ),
    }


@derived("funds", "rate_filled")
def _rate_filled(f: Frames) -> Judged:
    """The execution rate of the total row as printed, missing where its cell is blank beside a score; '' where the layout has no such cell."""
    funds = f.frame("funds")
    blank_rate = printed(f, "funds[total].rate")[f.form_index("funds")] & np.isnan(floats(funds["rate"]))
    said = cell_text(f, "funds[total].rate")[f.form_index("funds")]
    empty = np.array([t is None or not str(t).strip() for t in said], dtype=bool)
    return filled(
        [t or "" for t in said],
        blank_rate & empty & ~np.isnan(floats(funds["score"])),
        ("na.part_row", ~is_total(f)),
    )
