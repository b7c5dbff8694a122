"""How the parts of a total are meant: broken down twice, or parts of parts below it."""

from __future__ import annotations

import re

import numpy as np

from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import AMOUNT_COLUMNS, map_texts, texts, total_rows
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("funds", "breakdowns")

STANDARD_PARTS = ("fiscal_current", "carryover", "other")


#: The first row of another breakdown of the same total: by kind of income, by kind of expenditure.
_BY = re.compile(r"^按.{1,8}?分")


def _breakdowns(labels: list[str]) -> list[int]:
    """The number of the breakdown that each part of a total belongs to, in the order of printing; all 0 where there is one."""
    out: list[int] = []
    for at, label in enumerate(labels):
        begins = bool(_BY.match(label)) or (
            bool(WORDS.spending.match(label))
            and at > 0
            and not WORDS.spending.match(labels[at - 1])
            and not _BY.match(labels[at - 1])
        )
        out.append((out[-1] if out else 0) + (1 if begins and at else 0))
    return out


def take_worst_breakdown(f: Frames, sums: np.ndarray) -> None:
    """Where a block breaks its total down twice (按收入性质分, 按支出性质分), put the sum that is furthest from the total in place."""
    funds = f.frame("funds")
    labels = map_texts(texts(funds["label"]), norm, object)
    marked = map_texts(labels, lambda t: bool(_BY.match(t) or WORDS.spending.match(t)), bool)
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


def take_nested(f: Frames, sums: np.ndarray) -> None:
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
