"""Columns about the sums of the funds block: total against parts, zero totals, what is no amount (rules M01, M02, M15, M35)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from selfeval_nb.checks.book.template import number
from selfeval_nb.checks.columns.funds.breakdowns import STANDARD_PARTS, take_nested, take_worst_breakdown
from selfeval_nb.checks.columns.funds.rate import basic_data
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import cells_of, floats, map_texts, no_value, only, texts
from selfeval_nb.common.said import said
from selfeval_nb.common.where import fund


def _parts(f: Frames) -> np.ndarray:
    return (f.frame("amounts")["source"] != "total").to_numpy(dtype=bool)


@derived("amounts", "parts_sum", "parts_filled", "standard_sum")
def _sums(f: Frames) -> dict[str, pd.Series]:
    """On the total row: the sum of its parts in the same column, how many are filled, and the sum of the three standard parts."""
    amounts = f.frame("amounts")
    part = _parts(f)
    keys = f.form_index("amounts") * 3 + f.frame("amounts")["column_no"].to_numpy()
    value = floats(amounts["value"])
    size = 3 * len(f.frame("forms"))
    weight = np.where(part, np.nan_to_num(value), 0.0)
    standard = np.where(amounts["source"].isin(STANDARD_PARTS).to_numpy(), weight, 0.0)
    filled = np.bincount(keys, weights=part & ~np.isnan(value), minlength=size)
    sums = np.bincount(keys, weights=weight, minlength=size)
    take_worst_breakdown(f, sums)
    take_nested(f, sums)
    return {
        "parts_sum": pd.Series(np.round(sums[keys], 6)),
        "parts_filled": pd.Series(filled[keys]),
        "standard_sum": pd.Series(np.round(np.bincount(keys, weights=standard, minlength=size)[keys], 6)),
    }


_ZH = ("年初预算数", "全年预算数", "全年执行数")
_EN = ("start-of-year budget", "full-year budget", "executed amount")


@derived("amounts", "column_zh", "column_en")
def _column_words(f: Frames) -> dict[str, pd.Series]:
    """The amount column in words."""
    at = f.frame("amounts")["column_no"].to_numpy()
    return {
        "column_zh": pd.Series(np.array(_ZH, dtype=object)[at], dtype=object),
        "column_en": pd.Series(np.array(_EN, dtype=object)[at], dtype=object),
    }


@derived("amounts", "same_fault", "also_zh", "also_en", "parts_said_zh", "parts_said_en")
def _same_fault(f: Frames) -> dict[str, pd.Series]:
    """On the total row, where the same sum is missing from several columns (or they are all 0): 1 on the cells after the first, whose
    finding names them, these words, and the sum or sums of the parts."""
    value, parts = floats(f.frame("amounts")["value"]), f.col("amounts", "parts_sum").to_numpy()
    gap = np.where(value == 0, np.where(parts > 0, np.inf, np.nan), np.round(value - parts, 6))
    gap[_parts(f) | (np.abs(gap) <= f.preset["tolerance.money"])] = np.nan
    cells = gap.reshape(-1, 3)
    after = np.zeros(cells.shape, dtype=bool)
    also = {name: np.full(cells.shape, "", dtype=object) for name in ("also_zh", "also_en")}
    for first, later in ((0, 1), (0, 2), (1, 2)):
        same = ~after[:, first] & ~after[:, later] & (cells[:, first] == cells[:, later])
        after[same, later] = True
        also["also_zh"][same, first] += f"、{_ZH[later]}"
        also["also_en"][same, first] += f", {_EN[later]}"
    sums = parts.reshape(-1, 3)
    for lang, words_of in said(__name__).items():
        told = np.full(cells.shape, "", dtype=object)
        for form, first in zip(*np.nonzero(~np.isnan(cells)), strict=True):
            mine = [number(sums[form, k]) for k in range(first, 3) if cells[form, k] == cells[form, first]]
            one = len(set(mine)) == 1
            told[form, first] = (
                words_of["alone"] + mine[0] if one else words_of["several"] + words_of["comma"].join(mine)
            )
        also[f"parts_said_{lang}"] = told
    words = {name: pd.Series(text.ravel(), dtype=object) for name, text in also.items()}
    return {"same_fault": pd.Series(after.ravel().astype(float)), **words}


def _part_count(f: Frames) -> np.ndarray:
    """For each amount row the number of printed fund sub-rows of its form."""
    count = f.sum_by_form("funds", (f.frame("funds")["source"] != "total").to_numpy(dtype=float))
    return count[f.form_index("amounts")]


def _several_totals(f: Frames) -> np.ndarray:
    """For each amount row whether its form prints further totals: which parts belong to which is not said."""
    more = map_texts(texts(f.frame("funds")["source"]), lambda s: s.startswith("total#"), bool)
    return f.sum_by_form("funds", more.astype(float))[f.form_index("amounts")] > 0


def _column_has_bad_amount(f: Frames) -> np.ndarray:
    """For each amount row whether the same column of its form has a negative amount or a text for an amount."""
    keys = f.form_index("amounts") * 3 + f.frame("amounts")["column_no"].to_numpy()
    bad = f.col("amounts", "bad_amount").notna().to_numpy(dtype=float)
    return np.bincount(keys, weights=bad, minlength=3 * len(f.frame("forms")))[keys] > 0


def _columns_apart(f: Frames) -> np.ndarray:
    """For each amount row whether the parts of its form spent exactly the budget of the total and agree with it in no column: then total and
    parts stand one column apart, on paper or as they were read."""
    value, parts = (
        x.reshape(-1, 3) for x in (floats(f.frame("amounts")["value"]), f.col("amounts", "parts_sum").to_numpy())
    )
    with np.errstate(invalid="ignore"):
        apart = (parts[:, 2] > 0) & (np.abs(parts[:, 2] - value[:, 1]) < 1e-6)
        apart &= ~(np.abs(parts[:, 1] - value[:, 1]) < 1e-6) & ~(np.abs(parts[:, 2] - value[:, 2]) < 1e-6)
    return np.repeat(apart, 3)


@derived("amounts", "total_gap")
def _total_gap(f: Frames) -> Judged:
    """How far the total row is from the sum of its parts, in the form's money unit; parts that list only some items may be less."""
    amounts = f.frame("amounts")
    value = floats(amounts["value"])
    parts, standard = f.col("amounts", "parts_sum").to_numpy(), f.col("amounts", "standard_sum").to_numpy()
    filled = f.col("amounts", "parts_filled").to_numpy()
    gap = np.abs(value - parts)
    nearest = np.where(standard > 0, np.minimum(gap, np.abs(value - standard)), gap)
    partial = (_part_count(f) < 2) & (parts <= value)
    return judged(
        pd.Series(np.round(nearest, 6)),
        ("na.part_row", _parts(f)),
        ("na.no_parts", filled == 0),
        ("ne.amount", np.isnan(value)),
        (
            "na.not_exhaustive",
            partial | (f.sum_by_form("funds", basic_data(f).astype(float)) > 0)[f.form_index("amounts")],
        ),
        ("ne.reading", _columns_apart(f)),
        ("na.several_totals", _several_totals(f)),
        ("na.other_rule", (value == 0) & (parts > 0)),
        ("na.other_rule", _column_has_bad_amount(f)),
        ("na.other_rule", f.col("amounts", "same_fault").to_numpy() == 1),
        (
            "na.other_rule",
            f.per_form("amounts", "scale_slip").to_numpy(dtype=object) == amounts["column"].to_numpy(dtype=object),
        ),
    )


@derived("amounts", "parts_left_blank")
def _parts_left_blank(f: Frames) -> pd.Series:
    """The amount of the total row in a column that the parts leave blank although they make up the total in another column; missing elsewhere."""
    value, parts = floats(f.frame("amounts")["value"]), f.col("amounts", "parts_sum").to_numpy()
    filled = f.col("amounts", "parts_filled").to_numpy()
    own = ~_parts(f)
    agree = own & (filled > 0) & (value > 0) & (np.abs(value - parts) <= f.preset["tolerance.money"] + 1e-9)
    elsewhere = (f.sum_by_form("amounts", agree.astype(float)) > 0)[f.form_index("amounts")]
    shown = _part_cells(f)
    return pd.Series(np.where(own & (filled == 0) & (value > 0) & elsewhere & shown, value, np.nan))


def _part_cells(f: Frames) -> np.ndarray:
    """For each amount row whether the layout has a cell of a part in its column."""
    keys = f.form_index("amounts") * 3 + f.frame("amounts")["column_no"].to_numpy()
    has = _parts(f) & f.col("amounts", "amount_text").notna().to_numpy()
    return np.bincount(keys, weights=has.astype(float), minlength=3 * len(f.frame("forms")))[keys] > 0


@derived("amounts", "parts_under_zero_total")
def _zero_total(f: Frames) -> Judged:
    """The sum of the parts where the total row prints 0; else missing."""
    value, parts = floats(f.frame("amounts")["value"]), f.col("amounts", "parts_sum").to_numpy()
    return judged(
        pd.Series(np.where((value == 0), parts, 0.0)),
        ("na.part_row", _parts(f)),
        ("na.no_parts", f.col("amounts", "parts_filled").to_numpy() == 0),
        ("ne.amount", np.isnan(value)),
        ("na.other_rule", f.col("amounts", "same_fault").to_numpy() == 1),
    )


@derived("amounts", "amount_text")
def _amount_text(f: Frames) -> pd.Series:
    """The printed text of each amount cell; missing where the layout has no such cell."""
    amounts, cells = f.frame("amounts"), cells_of(f)
    where = [fund(s, c) for s, c in zip(amounts["source"], amounts["column"], strict=True)]
    at = cells.find(f.form_index("amounts"), where)
    out = np.full(len(amounts), None, dtype=object)
    out[at >= 0] = cells.text[at[at >= 0]]
    return pd.Series(out, dtype=object)


@derived("amounts", "bad_amount")
def _bad_amount(f: Frames) -> pd.Series:
    """The printed text of an amount that is negative or is no number; missing where the amount is fine or blank."""
    value = floats(f.frame("amounts")["value"])
    text = texts(f.col("amounts", "amount_text"))
    unread = np.isnan(value) & ~no_value(text)
    # a number followed by its breakdown is read, but it is no amount that a table can add up
    prose = map_texts(text, lambda t: bool(re.search(r"\d[^\d]*[（(].*\d", t)), bool)
    return only(unread | (value < 0) | prose, text)
