"""Columns about parts and columns that a form does not print, and points that it prints once for several rows (rules F23, E01).

A part that is not there cannot be left blank, so no rule of blanks speaks of it; but what it would have allowed to check stays unchecked,
and the report says so once. Nothing is said of a block whose reading is in doubt: the part may be there.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.doubtful import doubted_block
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import blank, floats, head_texts, map_texts, only, printed, prints, texts
from selfeval_nb.checks.table.rows import criteria_like, in_a_list, rows_of
from selfeval_nb.common.said import said
from selfeval_nb.common.words import Words
from selfeval_nb.forms.blocks.ticks import untouched_boxes
from selfeval_nb.forms.words.text import norm

WORDS = Words("completeness", "absent")

_WORDS = said(__name__)
_COST_FROM = 2020  # the year from which the form of 10号 has 成本指标 among the outputs


def _named_by_title(f: Frames) -> np.ndarray:
    """Whether the title itself says what the form is about (服务贸易项目绩效自评表)."""
    return np.array([len(WORDS.generic.sub("", norm(t))) >= 2 for t in head_texts(f, "title")], dtype=bool)


#: Sums of money, scores, an office or a region told in a paragraph, in an attribute, in a title or in a cell that no field took: then
#: nothing is missing.
_BESIDE = ("funds", "scores", "unit", "region")


def _beside(f: Frames) -> np.ndarray:
    """For each form what it says beside its fields."""
    forms = f.frame("forms")
    out = np.full(len(forms), "", dtype=object)
    for name in ("notes", "other_notes", "other_texts", "conclusion", "title"):
        if name in forms:
            out = out + map_texts(texts(forms[name]), norm) + "\n"
    for i, entries in enumerate(forms["attributes"].tolist()):
        if isinstance(entries, dict):
            out[i] += "\n".join(f"{norm(str(k))}:{norm(str(v or ''))}" for k, v in entries.items())
    return out


def _found(values: np.ndarray, rx: re.Pattern[str]) -> np.ndarray:
    return map_texts(values, lambda t: rx.search(t) is not None, bool)


def _missing(f: Frames) -> dict[str, np.ndarray]:
    """For each part that a form may lack the forms that do."""
    forms = f.frame("forms")
    kind = forms["kind"].to_numpy(dtype=object)
    known = texts(forms["prints"]) != ""  # a form that no document was read for prints everything
    rows = f.col("forms", "n_indicators").to_numpy() > 0
    sure = {b: ~doubted_block(f, b) for b in ("head", "funds", "goals", "indicators")}
    table = known & rows & sure["indicators"] & (kind != "other")
    criteria, transfer = criteria_like(f), kind == "transfer"  # 区域绩效 has neither points nor scores by its form
    label_points = f.sum_by_form("indicators", _level_points(f)) > 0
    scores, weights = prints(f, "scores"), prints(f, "weights") | label_points
    beside = _beside(f)
    by_centre = _of_centre(f)
    told = {part: _found(beside, getattr(WORDS, f"beside_{part}")) for part in _BESIDE}
    head = known & rows & sure["head"] & (kind != "other")
    no_project = ~printed(f, "project") & blank(head_texts(f, "project")) & (kind != "department") & ~_named_by_title(f)
    no_unit = np.logical_and.reduce([~printed(f, n) & blank(head_texts(f, n)) for n in ("department", "unit")])
    year = forms["year"].to_numpy(dtype=float, na_value=np.nan)
    has_cost = f.sum_by_form("indicators", _about_cost(f)) > 0
    levels = f.sum_by_form("indicators", (f.col("indicators", "level2_kind") == "quantity").to_numpy(dtype=float)) > 0
    asks_cost = (
        (kind == "project") & levels & (year >= _COST_FROM) & ("cost" not in f.preset["weights.required_level2"])
    )
    return {
        "project": head & no_project,
        "unit": head & no_unit & ~told["unit"] & ~told["region"],
        "funds": known
        & rows
        & sure["funds"]
        & ~prints(f, "funds")
        & ~told["funds"]
        & ~_funds_in_rows(f)
        & (kind != "other"),
        "goals": known & rows & sure["goals"] & ~prints(f, "goals") & ~criteria & (kind != "other"),
        "targets": table & ~prints(f, "targets") & ~criteria,
        "actuals": table & ~prints(f, "actuals"),
        "points": table & ~scores & ~weights & ~transfer & ~by_centre & ~told["scores"],
        "weights": table & scores & ~weights,
        "scores": table & weights & ~scores,
        "total": table & in_a_list(f) & scores & ~prints(f, "totals"),
        "cost": table & asks_cost & ~has_cost,
    }


def _of_centre(f: Frames) -> np.ndarray:
    """For each form whether it names an office or money of the centre: such forms have neither points nor scores by their form."""
    forms = f.frame("forms")
    named = [
        any(WORDS.centre.match(norm(str(k))) for k in (entries if isinstance(entries, dict) else ()))
        for entries in forms["attributes"].tolist()
    ]
    labels = map_texts(texts(f.frame("funds")["label"]), lambda t: WORDS.centre.search(norm(t)) is not None, bool)
    return np.array(named, dtype=bool) | (f.sum_by_form("funds", labels.astype(float)) > 0)


def _funds_in_rows(f: Frames) -> np.ndarray:
    """For each form whether one of its rows asks for the amount of its money (年度预算资金总额, 实际支出÷预算): then that row is its funds part."""
    ind = f.frame("indicators")
    hit = np.zeros(len(ind), dtype=bool)
    for name in ("level3", "method", "target_text", "remark"):
        if name in ind:
            hit |= map_texts(texts(ind[name]), lambda t: WORDS.funds_row.search(norm(t)) is not None, bool)
    return f.sum_by_form("indicators", hit.astype(float)) > 0


def _level_points(f: Frames) -> np.ndarray:
    """1 for each row whose level label prints points (产出指标（50分）)."""
    ind = f.frame("indicators")
    return (~np.isnan(floats(ind["level1_weight"])) | ~np.isnan(floats(ind["level2_weight"]))).astype(float)


def _about_cost(f: Frames) -> np.ndarray:
    """1 for each row under cost, or whose name says so."""
    kinds = (f.col("indicators", "level1_kind") == "cost") | (f.col("indicators", "level2_kind") == "cost")
    names = [("成本" in n or "节约" in n) for n in texts(f.frame("indicators")["level3"])]
    return (kinds.to_numpy(dtype=bool) | np.array(names, dtype=bool)).astype(float)


def _shared(f: Frames) -> list[str]:
    """For each form the rows that share points with one another (2–3), '' for none."""
    ind = f.frame("indicators")
    if "shared_with" not in ind:
        return [""] * len(f.frame("forms"))
    first, number = ind["shared_with"].to_numpy(dtype=float, na_value=np.nan), floats(ind["indicator_no"])
    out = []
    for members in rows_of(f):
        groups: dict[float, list[float]] = {}
        for i in members:
            if not np.isnan(first[i]):
                groups.setdefault(first[i], [first[i]]).append(number[i])
        out.append("、".join(_span(g) for g in groups.values()))
    return out


def _some(numbers: list[float]) -> str:
    """The first few of some row numbers."""
    return "、".join(f"{n:g}" for n in numbers[:6]) + ("等" if len(numbers) > 6 else "")


def _span(numbers: list[float]) -> str:
    """Rows that stand together: 4-5, or 4 and 6 by themselves."""
    together = numbers[-1] - numbers[0] == len(numbers) - 1
    return f"{numbers[0]:g}–{numbers[-1]:g}" if together else "、".join(f"{n:g}" for n in numbers)


@derived("forms", "lacks_zh", "lacks_en")
def _lacks(f: Frames) -> dict[str, Judged | pd.Series]:
    """The parts and columns that a form does not print with what cannot be checked without them, the questions whose boxes nobody ticked, and
    the rows that share one cell of points."""
    missing = _missing(f)
    shared = _shared(f)
    zh, en = [], []
    for i, attributes in enumerate(f.frame("forms")["attributes"].tolist()):
        parts = [name for name, hit in missing.items() if hit[i]]
        lacks = ["没有" + "、".join(_WORDS["zh"][p] for p in parts)] if parts else []
        told = ["no " + ", ".join(_WORDS["en"][p] for p in parts)] if parts else []
        boxes = (
            [k for k, v in attributes.items() if v and untouched_boxes(str(v))] if isinstance(attributes, dict) else []
        )
        if boxes:
            lacks.append(f"{'、'.join(boxes)}没有勾选")
            told.append(f"no box ticked at {', '.join(boxes)}")
        if shared[i]:
            lacks.append(f"第{shared[i]}项各组合用一个分值或得分（无法逐项复核）")
            told.append(f"rows {shared[i]} share one cell of points (cannot be checked row by row)")
        zh.append("；".join(lacks))
        en.append("; ".join(told))
    text = np.array(zh, dtype=object)
    return {
        "lacks_zh": judged(only(text != "", text), ("na.kind", (f.frame("forms")["kind"] == "other").to_numpy(dtype=bool)), ("na.no_indicators", f.col("forms", "n_indicators").to_numpy() == 0)),
        "lacks_en": pd.Series(en, dtype=object),
    }  # fmt: skip


@derived("forms", "silent_loss", "silent_rows", "silent_said", "silent_short", "silent_short_said")
def _silent_loss(f: Frames) -> dict[str, Judged | pd.Series]:
    """The points that rows of a form lost which has no place for reasons, where neither their results nor any closing text says why; and how
    many rows did and which; and, where the form does not print both points and scores, how many targets
    were missed so. A criterion that is not met is told by its score alone: what it was not met in has
    to be said somewhere."""
    ind = f.frame("indicators")
    told = np.array([WORDS.why.search(norm(t)) is not None for t in texts(ind["actual_text"])], dtype=bool)
    told |= texts(ind["reason"]) != ""
    lost = np.where(told, 0.0, np.nan_to_num(f.col("indicators", "points_lost").to_numpy()))
    lost = np.where(lost > 1e-9, lost, 0.0)
    numbers = floats(ind["indicator_no"])
    asks = f.col("forms", "asks_reasons").to_numpy(dtype=bool) | printed(f, "whole_reason")
    explained = f.col("forms", "form_explains").to_numpy(dtype=bool) | f.col("forms", "form_measures").to_numpy(
        dtype=bool
    )
    # a row of which nothing was done has a finding of its own (K23)
    nothing = f.col("indicators", "done_unscored").to_numpy() == 0
    short = (f.col("indicators", "fell_short").to_numpy() == 1) & ~told & ~nothing
    n_short = f.sum_by_form("indicators", short.astype(float))
    scored = f.col("forms", "has_scores").to_numpy(dtype=bool) & f.col("forms", "has_weights").to_numpy(dtype=bool)
    return {
        "silent_short": judged(
            pd.Series(n_short),
            ("na.other_rule", asks | scored),
            ("na.explained", explained),
            ("ne.reading", doubted_block(f, "indicators")),
        ),
        "silent_short_said": pd.Series([_some([numbers[i] for i in m if short[i]]) for m in rows_of(f)], dtype=object),
        "silent_loss": judged(
            pd.Series(np.round(f.sum_by_form("indicators", lost), 6)),
            ("na.other_rule", asks),
            ("na.explained", explained),
            ("na.no_scores", ~f.col("forms", "has_scores").to_numpy(dtype=bool)),
            ("na.no_weights", ~f.col("forms", "has_weights").to_numpy(dtype=bool)),
            ("ne.reading", doubted_block(f, "indicators")),
        ),
        "silent_rows": pd.Series(f.sum_by_form("indicators", (lost > 0).astype(float))),
        "silent_said": pd.Series([_some([numbers[i] for i in m if lost[i] > 0]) for m in rows_of(f)], dtype=object),
    }
