"""The grains that rules look at, and the columns that many rules share."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.book.template import number
from selfeval_nb.checks.table.frames import Frames, derived, grain
from selfeval_nb.common.words import Words, pattern, word_list
from selfeval_nb.forms.words.text import norm

WORDS = Words("rows", "grains")

# ---- grains -------------------------------------------------------------------------------------------------------


@grain("forms")
def _forms(f: Frames) -> pd.DataFrame:
    """One row a form."""
    return f.tables.forms


@grain("funds")
def _funds(f: Frames) -> pd.DataFrame:
    """One row a printed row of the funds block (``source`` names it)."""
    return f.tables.funds


@grain("indicators")
def _indicators(f: Frames) -> pd.DataFrame:
    """One row a filled indicator."""
    return f.tables.indicators


AMOUNT_COLUMNS = ("initial", "budget", "executed")


@grain("amounts")
def _amounts(f: Frames) -> pd.DataFrame:
    """One row an amount cell of the funds block: ``form_id source column value``; column is initial, budget or executed."""
    funds = f.frame("funds")
    names = ("form_id", "fund_no", "source", "label")
    data: dict[str, Any] = {name: np.repeat(funds[name].to_numpy(dtype=object), 3) for name in names}
    data["column_no"] = np.tile(np.arange(3), len(funds))
    data["column"] = np.array(AMOUNT_COLUMNS, dtype=object)[data["column_no"]]
    data["value"] = funds[list(AMOUNT_COLUMNS)].to_numpy(dtype=float, na_value=np.nan).ravel()
    return pd.DataFrame(data, copy=False)


@grain("levels")
def _levels(f: Frames) -> pd.DataFrame:
    """One row a first-level indicator (一级指标) of a form: ``form_id level1 first_no printed weight_sum weights_missing``."""
    ind = f.frame("indicators")
    codes, names = pd.factorize(ind["level1"].to_numpy(dtype=object))  # -1 for a missing name
    rows = np.flatnonzero(codes >= 0)
    key = f.form_index("indicators")[rows].astype(np.int64) * max(len(names), 1) + codes[rows]
    unique, first, group = np.unique(key, return_index=True, return_inverse=True)
    weight, printed_points = floats(ind["weight"])[rows], floats(ind["level1_weight"])[rows]
    said = np.full(len(unique), -np.inf)
    np.maximum.at(said, group, np.where(np.isnan(printed_points), -np.inf, printed_points))
    frame = {
        "form_id": ind["form_id"].to_numpy(dtype=object)[rows[first]],
        "level1": np.asarray(names, dtype=object)[codes[rows[first]]],
        "first_no": ind["indicator_no"].to_numpy(dtype=float)[rows[first]],
        "printed": np.where(np.isinf(said), np.nan, said),
        "weight_sum": np.round(np.bincount(group, weights=np.nan_to_num(weight), minlength=len(unique)), 9),
        "weights_missing": np.bincount(group, weights=np.isnan(weight) & ~points_above(f)[rows], minlength=len(unique)),
    }
    return pd.DataFrame(frame, copy=False).iloc[np.argsort(rows[first], kind="stable")]


# ---- helpers ------------------------------------------------------------------------------------------------------


def texts(series: pd.Series) -> np.ndarray:
    """A text column as an object array with '' for a missing value."""
    values = np.array(series, dtype=object)
    values[pd.isna(values)] = ""
    return values


def floats(series: pd.Series) -> np.ndarray:
    """A number column as a float array with NaN for a missing value."""
    return series.to_numpy(dtype=float, na_value=np.nan)


def only(mask: np.ndarray, values: np.ndarray) -> pd.Series:
    """The texts where a mask holds, None elsewhere."""
    out = np.full(len(values), None, dtype=object)
    out[mask] = values[mask]
    return pd.Series(out, dtype=object)


_norm = lru_cache(maxsize=262144)(norm)


def map_texts(values: np.ndarray, fn: Callable[[str], Any], dtype: Any = object) -> np.ndarray:
    """``fn`` of each text, computed once a different text."""
    codes, unique = pd.factorize(values)
    out = np.empty(len(unique), dtype=dtype)
    for i, text in enumerate(unique):
        out[i] = fn(text)
    return out[codes] if len(unique) else np.empty(len(values), dtype=dtype)


def blank(values: np.ndarray) -> np.ndarray:
    """Whether a cell says nothing: white space of any kind, or a unit that stands alone."""
    return map_texts(values, lambda t: _norm(t) in ("", "分", "%", "万元", "元", "个"), bool)


DASHES = {"", "-", "--", "---", "—", "——", "–", "/", "//", "\\", "分", "%", "无", "万元", "元"}


def no_value(values: np.ndarray) -> np.ndarray:
    """Whether a cell is blank, a dash, a slash or 无."""
    return map_texts(values, lambda t: _norm(t) in DASHES or set(_norm(t)) <= set("-—–/"), bool)


@dataclass(slots=True)
class Cells:
    """The printed cells as numbers: form row, place, and an order in which a (form, place) is found by bisection."""

    form: np.ndarray
    place: np.ndarray
    places: dict[str, int]
    text: np.ndarray
    order: np.ndarray
    keys: np.ndarray

    def find(self, form: np.ndarray, where: Sequence[str]) -> np.ndarray:
        """Positions of the cells at (form row, place); -1 where the layout has none. The first of several counts."""
        place = np.array([self.places.get(w, -1) for w in where], dtype=np.int64)
        key = np.asarray(form, dtype=np.int64) * len(self.places) + place
        at = np.searchsorted(self.keys, key)
        found = np.minimum(at, max(len(self.keys) - 1, 0))
        good = (place >= 0) & (at < len(self.keys)) & (self.keys[found] == key if len(self.keys) else False)
        return np.where(good, self.order[found] if len(self.order) else -1, -1)


def cells_of(f: Frames) -> Cells:
    """The index of the printed cells (made once)."""
    if "cells" not in f.cache:
        cells = f.tables.cells
        form = pd.Index(f.frame("forms")["form_id"]).get_indexer(cells["form_id"])
        place, unique = pd.factorize(cells["where"].to_numpy(dtype=object))
        key = form.astype(np.int64) * max(len(unique), 1) + place
        order = np.argsort(key, kind="stable")
        names = {str(w): i for i, w in enumerate(unique)}
        f.cache["cells"] = Cells(form, place, names, cells["text"].to_numpy(dtype=object), order, key[order])
    return f.cache["cells"]


def printed(f: Frames, where: str) -> np.ndarray:
    """For each form, whether the layout has the head or funds place ``where`` (blank or not)."""
    return cells_of(f).find(np.arange(len(f.frame("forms"))), [where] * len(f.frame("forms"))) >= 0


def cell_text(f: Frames, where: str) -> np.ndarray:
    """For each form the printed text at a head or funds place; None where the layout has no such place."""
    cells = cells_of(f)
    at = cells.find(np.arange(len(f.frame("forms"))), [where] * len(f.frame("forms")))
    out = np.full(len(at), None, dtype=object)
    out[at >= 0] = cells.text[at[at >= 0]]
    return out


def prints(f: Frames, what: str) -> np.ndarray:
    """For each form whether it prints a part at all: ``funds goals targets operators actuals weights scores reasons totals``."""
    forms = f.frame("forms")
    if "prints" not in forms:
        return np.ones(len(forms), dtype=bool)
    return map_texts(texts(forms["prints"]), lambda t: not t or what in t.split(), bool)


def evaluates(f: Frames) -> np.ndarray:
    """For each form whether it is a self-evaluation: a table of criteria and other tables have nothing that a unit left blank."""
    return ~np.isin(f.frame("forms")["kind"].to_numpy(dtype=object), ["criteria", "other"])


def unreadable(f: Frames, column: str) -> np.ndarray:
    """For each indicator row whether its cell of points (``score`` or ``weight``) holds something that is no number (满分, 见附件)."""
    ind = f.frame("indicators")
    said = texts(ind[f"{column}_text"]) if f"{column}_text" in ind else np.full(len(ind), "", dtype=object)
    return (
        ind[column].isna().to_numpy()
        & ~no_value(said)
        & map_texts(said, lambda t: re.search(r"[\u4e00-\u9fffA-Za-z0-9√]", t) is not None, bool)
    )


def points_above(f: Frames) -> np.ndarray:
    """For each indicator row whether its points stand in a cell that is merged down from a row above."""
    ind = f.frame("indicators")
    return ind["shared_with"].notna().to_numpy() if "shared_with" in ind else np.zeros(len(ind), dtype=bool)


def shared_groups(f: Frames) -> list[list[int]]:
    """The groups of indicator rows, as row numbers, whose points are one cell; the row that has them first."""
    if "shared_groups" not in f.cache:
        ind, at = f.frame("indicators"), f.form_index("indicators").tolist()
        above = np.flatnonzero(points_above(f)).tolist()
        groups: dict[tuple[int, int], list[int]] = {}
        if above:
            numbers = {(form, int(no)): i for i, (form, no) in enumerate(zip(at, ind["indicator_no"], strict=True))}
            for i in above:
                key = at[i], int(ind["shared_with"].iloc[i])
                if key in numbers:
                    groups.setdefault(key, [numbers[key]]).append(i)
        f.cache["shared_groups"] = list(groups.values())
    return f.cache["shared_groups"]


def total_rows(f: Frames) -> np.ndarray:
    """For each form the row number of its total row in ``funds``; -1 where there is none."""
    if "total_rows" not in f.cache:
        at = np.full(len(f.frame("forms")), -1)
        rows = np.flatnonzero((f.frame("funds")["source"] == "total").to_numpy(dtype=bool))[::-1]
        at[f.form_index("funds")[rows]] = rows
        f.cache["total_rows"] = at
    return f.cache["total_rows"]


def total_value(f: Frames, column: str) -> np.ndarray:
    """For each form a number of its total row; NaN where there is none."""
    at = total_rows(f)
    values = floats(f.frame("funds")[column]) if len(f.frame("funds")) else np.empty(0)
    out = np.full(len(at), np.nan)
    out[at >= 0] = values[at[at >= 0]]
    return out


# ---- levels in the field's words ----------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def level1_kind(text: str) -> str:
    """``output`` ``benefit`` ``satisfaction`` ``cost`` from the words of a 一级指标, '' for other words."""
    return _kind("level1", text)


@lru_cache(maxsize=4096)
def level2_kind(text: str) -> str:
    """``quantity`` ``quality`` ``timeliness`` ``cost`` ``benefit`` ``satisfaction`` from a 二级指标, '' for other words."""
    return _kind("level2", text)


def _kind(level: str, text: str) -> str:
    text = _norm(text)
    return next((kind for kind in word_list("rows")[level] if pattern("rows", level, kind).search(text)), "")


@derived("indicators", "level1_kind")
def _level1_kind(f: Frames) -> pd.Series:
    """The first level in one word: output, benefit, satisfaction, cost, or '' for none of these."""
    ind = f.frame("indicators")
    return pd.Series(map_texts(texts(ind["level1"]), level1_kind), index=ind.index, dtype=object)


@derived("indicators", "level2_kind")
def _level2_kind(f: Frames) -> pd.Series:
    """The second level in one word: quantity, quality, timeliness, cost, benefit, satisfaction, or ''."""
    ind = f.frame("indicators")
    return pd.Series(map_texts(texts(ind["level2"]), level2_kind), index=ind.index, dtype=object)


@derived(
    "indicators",
    "row_text",
)
def _row_text(f: Frames) -> pd.Series:
    """What the row says in words, a line a cell: its name, actual value, reason and scoring method; for rules that look for words."""
    ind = f.frame("indicators")
    cells = [texts(ind[c]) for c in ("level3", "actual_text", "reason", "method")]
    return pd.Series(
        ["\n".join(t for t in row if t) for row in zip(*cells, strict=True)], index=ind.index, dtype=object
    )


@derived("levels", "level1_kind")
def _levels_kind(f: Frames) -> pd.Series:
    """The first level in one word."""
    levels = f.frame("levels")
    return pd.Series(map_texts(texts(levels["level1"]), level1_kind), index=levels.index, dtype=object)


# ---- what the form has --------------------------------------------------------------------------------------------


@derived("forms", "n_indicators")
def _n_indicators(f: Frames) -> pd.Series:
    """How many filled indicator rows the form has."""
    return pd.Series(f.sum_by_form("indicators", np.ones(len(f.frame("indicators")))))


@derived("forms", "has_weights")
def _has_weights(f: Frames) -> pd.Series:
    """Whether any indicator has a weight: layouts without a weight column exist (Hubei, transfer payments)."""
    return pd.Series(f.sum_by_form("indicators", f.frame("indicators")["weight"].notna()) > 0)


@derived("forms", "has_scores")
def _has_scores(f: Frames) -> pd.Series:
    """Whether the form scores its indicators: some score is filled, or weights stand beside a printed score column."""
    some = f.sum_by_form("indicators", f.frame("indicators")["score"].notna()) > 0
    forms = f.frame("forms")
    column = forms["has_score_column"].to_numpy(dtype=bool)
    return pd.Series(some | (column & f.col("forms", "has_weights").to_numpy()))


@derived("forms", "execution_points")
def _execution_points(f: Frames) -> pd.Series:
    """The weight of budget execution as the form prints it, in the total row or in a label; where it prints only a score for it, the preset's
    weight when the weights of the indicators leave just that; else NaN."""
    own = total_value(f, "weight")
    label = floats(f.frame("forms")["execution_weight"])
    points = np.where(np.isnan(own), label, own)
    # half of all points and more for execution is no weight but a total or a rate that stands in its place
    points = np.where(points >= 50, np.nan, points)
    left, usual = f.preset["weights.total"] - f.col("forms", "weight_sum").to_numpy(), f.preset["execution.weight"]
    follows = (
        np.isnan(points)
        & (_score_of_execution(f) > 0)
        & (_score_of_execution(f) <= usual)
        & (np.abs(left - usual) < 0.01)
    )
    return pd.Series(np.where(follows, usual, points))


def _score_of_execution(f: Frames) -> np.ndarray:
    """The printed score of budget execution; NaN where the row of the funds holds the total of the form instead (100 and 98)."""
    return np.where(holds_the_total(f), np.nan, total_value(f, "score"))


def holds_the_total(f: Frames) -> np.ndarray:
    """For each form whether the total row of its funds prints the points and the score of the whole form, not of budget execution."""
    return (total_value(f, "weight") >= 50) & (total_value(f, "score") >= 50)


_HEADING, _ITEM = re.compile(r"^[一二三四五六七八九十]+[、.．]"), re.compile(r"^[(（]?\d{1,2}[)）、.．]")


def part_rows(f: Frames) -> np.ndarray:
    """Rows that break down the numbered row above them (一、示范区建立 15; 1、 5; 2、 5; 3、 5): their points are in its points already."""
    if "part_rows" not in f.cache:
        ind = f.frame("indicators")
        names, at = map_texts(texts(ind["level3"]), _norm), f.form_index("indicators").tolist()
        heading = map_texts(names, lambda t: _HEADING.match(t) is not None, bool)
        item = map_texts(names, lambda t: _ITEM.match(t) is not None, bool)
        weight, score = floats(ind["weight"]), floats(ind["score"])
        out = np.zeros(len(names), dtype=bool)
        for i in np.flatnonzero(heading).tolist():
            end = i + 1
            while end < len(names) and item[end] and at[end] == at[i]:
                end += 1
            parts = slice(i + 1, end)
            known = [column for column in (weight, score) if not np.isnan(column[i])]
            if end > i + 2 and known and all(abs(column[parts].sum() - column[i]) < 1e-6 for column in known):
                out[parts] = True
        f.cache["part_rows"] = out
    return f.cache["part_rows"]


@derived("forms", "weight_sum", "weights_missing")
def _weight_sum(f: Frames) -> dict[str, pd.Series]:
    """Sum of the indicator weights, and how many indicators have none (those that share the points of a row above have them there)."""
    weight = np.where(part_rows(f), 0.0, floats(f.frame("indicators")["weight"]))
    return {
        "weight_sum": pd.Series(np.round(f.sum_by_form("indicators", weight), 9)),
        "weights_missing": pd.Series(f.sum_by_form("indicators", np.isnan(weight) & ~points_above(f))),
    }


@derived(
    "forms",
    "score_sum",
    "scores_missing",
    "scores_unreadable",
    "open_points",
)
def _score_sum(f: Frames) -> dict[str, pd.Series]:
    """Sum of the indicator scores and the execution score, how many of them are blank or unreadable, and the points of the unreadable ones."""
    score = np.where(part_rows(f), 0.0, floats(f.frame("indicators")["score"]))
    execution = _score_of_execution(f)
    expected = f.col("forms", "execution_points").to_numpy() > 0
    total = f.sum_by_form("indicators", score) + np.nan_to_num(execution)
    weight = floats(f.frame("indicators")["weight"])
    due = np.isnan(score) & ~(weight == 0)
    missing = f.sum_by_form("indicators", due) + (expected & np.isnan(execution))
    open_points = f.sum_by_form("indicators", np.where(unreadable(f, "score"), weight, 0.0))
    unread = f.sum_by_form("indicators", unreadable(f, "score"))
    return {
        "scores_unreadable": pd.Series(unread),
        "open_points": pd.Series(np.round(open_points, 9)),
        "score_sum": pd.Series(np.round(total, 9)),
        "scores_missing": pd.Series(missing),
    }


@derived("forms", "indicator_score_sum", "execution_score", "score_line")
def _parts_of_score(f: Frames) -> dict[str, pd.Series]:
    """Sum of the indicator scores alone, the printed execution score, and how both add up ('' where there is nothing to add)."""
    score = np.where(part_rows(f), 0.0, floats(f.frame("indicators")["score"]))
    rows, execution = np.round(f.sum_by_form("indicators", score), 9), _score_of_execution(f)
    lines = [
        "" if np.isnan(e) else f"{number(s)}+{number(e)}={number(round(s + e, 9))}"
        for s, e in zip(rows, execution, strict=True)
    ]
    return {
        "indicator_score_sum": pd.Series(rows),
        "execution_score": pd.Series(execution),
        "score_line": pd.Series(lines, dtype=object),
    }


def own_note(text: str) -> str:
    """A closing note without its lines that only repeat how the form is scored or filled in: those explain no deviation."""
    return "\n".join(line for line in re.split(r"[\n。；;]", text) if not WORDS.printed_rule.search(line))


@derived("forms", "explanations")
def _explanations(f: Frames) -> pd.Series:
    """All text in which the form may explain something: reasons, conclusions, problems, measures, other notes."""
    forms = f.frame("forms")
    out = np.full(len(forms), "", dtype=object)
    for name in ("whole_reason", "conclusion", "problems_text", "measures_text", "other_notes", "goal_actual"):
        if name in forms:
            said = texts(forms[name])
            out = out + (map_texts(said, own_note) if name == "other_notes" else said) + "\n"
    for part in ("indicators", "funds"):
        reason, at = texts(f.frame(part)["reason"]), f.form_index(part)
        for i in np.flatnonzero(reason != ""):
            out[at[i]] += reason[i] + "\n"
    return pd.Series(out, dtype=object)


def head_texts(f: Frames, name: str) -> np.ndarray:
    """A text column of the head of every form, with '' for a missing one (also where no form has the column)."""
    forms = f.frame("forms")
    return texts(forms[name]) if name in forms else np.full(len(forms), "", dtype=object)
