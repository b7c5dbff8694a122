"""Columns about the amounts of the funds block: sums, zero totals, what is no amount, what is missing (rules F04, M01, M02, M15)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import (
    AMOUNT_COLUMNS,
    cell_text,
    cells_of,
    evaluates,
    floats,
    map_texts,
    no_value,
    only,
    printed,
    prints,
    texts,
    total_rows,
    total_value,
)
from selfeval_nb.forms.words.text import norm

STANDARD_PARTS = ("fiscal_current", "carryover", "other")
_NAN = np.nan


def _parts(f: Frames) -> np.ndarray:
    return (f.frame("amounts")["source"] != "total").to_numpy(dtype=bool)


@derived("amounts", "parts_sum", "parts_filled", "standard_sum", needs=["amounts.value"])
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
    _worst_breakdown(f, sums)
    _nested(f, sums)
    return {
        "parts_sum": pd.Series(np.round(sums[keys], 6)),
        "parts_filled": pd.Series(filled[keys]),
        "standard_sum": pd.Series(np.round(np.bincount(keys, weights=standard, minlength=size)[keys], 6)),
    }


#: The first row of another breakdown of the same total: by kind of income, by kind of expenditure.
_BY = re.compile(r"^按.{1,8}?分")
_SPENDING = re.compile(r"^(?:其中[:：])?(?:基本支出|项目支出|人员(?:类|经费)|公用经费|经营性?支出|运转类|特定目标类)")


def _breakdowns(labels: list[str]) -> list[int]:
    """The number of the breakdown that each part of a total belongs to, in the order of printing; all 0 where there is one."""
    out: list[int] = []
    for at, label in enumerate(labels):
        begins = bool(_BY.match(label)) or (
            bool(_SPENDING.match(label))
            and at > 0
            and not _SPENDING.match(labels[at - 1])
            and not _BY.match(labels[at - 1])
        )
        out.append((out[-1] if out else 0) + (1 if begins and at else 0))
    return out


def _worst_breakdown(f: Frames, sums: np.ndarray) -> None:
    """Where a block breaks its total down twice (按收入性质分, 按支出性质分), put the sum that is furthest from the total in place."""
    funds = f.frame("funds")
    labels = map_texts(texts(funds["label"]), norm, object)
    marked = map_texts(labels, lambda t: bool(_BY.match(t) or _SPENDING.match(t)), bool)
    values = funds[list(AMOUNT_COLUMNS)].to_numpy(dtype=float, na_value=np.nan)
    source, form = texts(funds["source"]), f.form_index("funds")
    for one in np.unique(form[marked]):
        rows = np.flatnonzero((form == one) & (source != "total"))
        groups = np.array(_breakdowns([labels[i] for i in rows]))
        total = total_rows(f)[one]
        if total < 0 or groups[-1] == 0:
            continue
        for column in range(3):
            each = np.bincount(groups, weights=np.nan_to_num(values[rows, column]))
            whole = values[total, column]
            # a breakdown of one row may name only a part
            judged_ones = [s for g, s in enumerate(each) if (groups == g).sum() > 1 or s > whole]
            if judged_ones:
                sums[one * 3 + column] = max(judged_ones, key=lambda s: abs(s - whole))
            else:
                sums[one * 3 + column] = whole


def _nested(f: Frames, sums: np.ndarray) -> None:
    """Where the parts do not add up as they stand, but do in every column when rows below a part are its own parts (① 人员经费 below
    1.财政拨款小计) or begin the same total anew, put the total in place: the figures themselves say how the block is meant."""
    values = f.frame("funds")[list(AMOUNT_COLUMNS)].to_numpy(dtype=float, na_value=np.nan)
    source, form, totals = texts(f.frame("funds")["source"]), f.form_index("funds"), total_rows(f)
    tolerance = max(f.preset["tolerance.money"], 1e-9)
    for one in np.flatnonzero(totals >= 0):
        rows = np.flatnonzero((form == one) & (source != "total"))
        whole = values[totals[one]]
        columns = np.flatnonzero(~np.isnan(whole) & (whole != 0))
        found = sums[one * 3 + columns]
        if not 2 <= len(rows) <= _MOST or not columns.size or (np.abs(found - whole[columns]) <= tolerance).all():
            continue
        own = [source[i] not in STANDARD_PARTS for i in rows]
        if _adds_up(np.nan_to_num(values[rows][:, columns]), own, whole[columns], tolerance):
            sums[one * 3 + columns] = whole[columns]


_MOST = 24  # parts of a block that are tried as a tree


def _adds_up(values: np.ndarray, own: list[bool], whole: np.ndarray, tolerance: float) -> bool:
    """Whether rows of ``values`` (parts × columns) can be read, in their order, as parts of ``whole`` with the parts of some of them
    below, once or several times over. ``own``: whether a row may stand below another; 当年财政拨款, 上年结转 and 其他资金 do not."""
    count = len(values)
    seen: set[tuple[int, tuple[float, ...]]] = set()

    def same(a: np.ndarray, b: np.ndarray) -> bool:
        return bool((np.abs(a - b) <= tolerance).all())

    def read(at: int, left: np.ndarray) -> bool:
        if same(left, np.zeros_like(left)) and (at == count or (at > 0 and own[at] and read(at, whole))):
            return True
        key = (at, tuple(np.round(left, 4)))
        if at == count or key in seen:
            return False
        seen.add(key)
        ends = [at + 1]
        for end in range(at + 2, count + 1):
            if not own[end - 1]:
                break
            if same(values[at + 1 : end].sum(axis=0), values[at]):
                ends.append(end)
        return any(read(end, left - values[at]) for end in ends)

    return read(0, whole)


_ZH = ("年初预算数", "全年预算数", "全年执行数")
_EN = ("start-of-year budget", "full-year budget", "executed amount")


@derived("amounts", "column_zh", "column_en", needs=["amounts.column"])
def _column_words(f: Frames) -> dict[str, pd.Series]:
    """The amount column in words."""
    at = f.frame("amounts")["column_no"].to_numpy()
    return {
        "column_zh": pd.Series(np.array(_ZH, dtype=object)[at], dtype=object),
        "column_en": pd.Series(np.array(_EN, dtype=object)[at], dtype=object),
    }


@derived("amounts", "same_fault", "also_zh", "also_en", needs=["amounts.value", "amounts.parts_sum"])
def _same_fault(f: Frames) -> dict[str, pd.Series]:
    """On the total row, where the same sum is missing from several columns (or they are all 0): 1 on the cells after the first, whose
    finding names them, and these words."""
    value, parts = floats(f.frame("amounts")["value"]), f.col("amounts", "parts_sum").to_numpy()
    gap = np.where(value == 0, np.where(parts > 0, np.inf, _NAN), np.round(value - parts, 6))
    gap[_parts(f) | (np.abs(gap) <= f.preset["tolerance.money"])] = _NAN
    cells = gap.reshape(-1, 3)
    after = np.zeros(cells.shape, dtype=bool)
    also = {name: np.full(cells.shape, "", dtype=object) for name in ("also_zh", "also_en")}
    for first, later in ((0, 1), (0, 2), (1, 2)):
        same = ~after[:, first] & ~after[:, later] & (cells[:, first] == cells[:, later])
        after[same, later] = True
        also["also_zh"][same, first] += f"、{_ZH[later]}"
        also["also_en"][same, first] += f", {_EN[later]}"
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


@derived("amounts", "total_gap", needs=["amounts.value", "amounts.parts_sum", "amounts.bad_amount"])
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
        ("na.not_exhaustive", partial),
        ("na.several_totals", _several_totals(f)),
        ("na.other_rule", (value == 0) & (parts > 0)),
        ("na.other_rule", _column_has_bad_amount(f)),
        ("na.other_rule", f.col("amounts", "same_fault").to_numpy() == 1),
        (
            "na.other_rule",
            f.per_form("amounts", "scale_slip").to_numpy(dtype=object) == amounts["column"].to_numpy(dtype=object),
        ),
    )


@derived("amounts", "parts_under_zero_total", needs=["amounts.value", "amounts.parts_sum"])
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


@derived("amounts", "amount_text", needs=["cells.text"])
def _amount_text(f: Frames) -> pd.Series:
    """The printed text of each amount cell; missing where the layout has no such cell."""
    amounts, cells = f.frame("amounts"), cells_of(f)
    where = [f"funds[{s}].{c}" for s, c in zip(amounts["source"], amounts["column"], strict=True)]
    at = cells.find(f.form_index("amounts"), where)
    out = np.full(len(amounts), None, dtype=object)
    out[at >= 0] = cells.text[at[at >= 0]]
    return pd.Series(out, dtype=object)


@derived("amounts", "bad_amount", needs=["amounts.value", "amounts.amount_text"])
def _bad_amount(f: Frames) -> pd.Series:
    """The printed text of an amount that is negative or is no number; missing where the amount is fine or blank."""
    value = floats(f.frame("amounts")["value"])
    text = texts(f.col("amounts", "amount_text"))
    unread = np.isnan(value) & ~no_value(text)
    # a number followed by its breakdown is read, but it is no amount that a table can add up
    prose = map_texts(text, lambda t: bool(re.search(r"\d[^\d]*[（(].*\d", t)), bool)
    return only(unread | (value < 0) | prose, text)


@derived("forms", "blank_total_amount", needs=["funds.budget", "cells.text"])
def _blank_total_amount(f: Frames) -> Judged:
    """Which part of the funds block is missing: ``block``, or the column of the total row that is printed and blank."""
    n = len(f.frame("forms"))
    has_total = total_rows(f) >= 0
    values = {c: total_value(f, c) for c in ("initial", "budget", "executed")}
    out = np.full(n, None, dtype=object)
    written = np.zeros(n, dtype=bool)
    for column in ("executed", "budget"):
        empty = printed(f, f"funds[total].{column}") & np.isnan(values[column])
        shown = np.array(
            [
                t is not None and not no_value(np.array([t], dtype=object))[0]
                for t in cell_text(f, f"funds[total].{column}")
            ],
            dtype=bool,
        )
        out[empty & ~shown] = column
        written |= shown  # a text that is no number is M15's
    out[has_total & ~written & np.all([np.isnan(v) for v in values.values()], axis=0)] = "all"
    out[~has_total] = "block"
    return judged(
        pd.Series(out, dtype=object), ("na.not_printed", ~has_total & ~prints(f, "funds")), ("na.kind", ~evaluates(f))
    )


@derived("forms", "blank_total_where", "blank_total_zh", "blank_total_en", needs=["forms.blank_total_amount"])
def _blank_total_words(f: Frames) -> dict[str, pd.Series]:
    """Place and words for what is missing in the funds block."""
    what = f.col("forms", "blank_total_amount").astype(object)
    where = {
        "block": "form",
        "all": "funds[total].budget",
        "budget": "funds[total].budget",
        "executed": "funds[total].executed",
    }
    zh = {
        "block": "没有年度资金总额行",
        "all": "年度资金总额行的金额全部空白",
        "budget": "年度资金总额的全年预算数空白",
        "executed": "年度资金总额的全年执行数空白",
    }
    en = {
        "block": "there is no row with the total of funds",
        "all": "the total of funds has no amounts",
        "budget": "the total full-year budget is blank",
        "executed": "the total executed amount is blank",
    }
    return {
        "blank_total_where": what.map(where).astype(object),
        "blank_total_zh": what.map(zh).astype(object),
        "blank_total_en": what.map(en).astype(object),
    }
