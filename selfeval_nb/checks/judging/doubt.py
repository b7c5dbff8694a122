"""Findings that rest on a reading that is not sure: they ask about the reading and are never held against the unit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from selfeval_nb.checks.book.weighing import PLAIN, Weighings
from selfeval_nb.checks.table.doubtful import block_of, doubtful_blocks, rests_on
from selfeval_nb.common.said import said
from selfeval_nb.common.where import parse

if TYPE_CHECKING:
    from selfeval_nb.checks.table.frames import Frames

_NOTE = said(__name__, "note")
_MOST = said(__name__, "most")
#: So many rows of a form with one certain error of arithmetic, and so large a part of its rows: a column that was misread sooner than a unit
#: that is wrong throughout.
_ROWS, _SHARE = 4, 0.5


def doubted_values(found: pd.DataFrame, rules: Weighings) -> set[tuple[str, int]]:
    """(form_id, indicator_no) of the rows whose target or actual value a finding doubts; ``found`` before repeats are merged."""
    # a note (two counters for one thing, 只 and 个) questions the wording, not the value
    doubting = [rule for rule, w in rules.items() if w.doubts == "value"]
    hit = found[(found["rule_id"].isin(doubting) & (found["severity"] != "info")).to_numpy(dtype=bool)]
    rows = ((form_id, parse(str(where)).number) for form_id, where in zip(hit["form_id"], hit["where"], strict=True))
    return {(form_id, no) for form_id, no in rows if no is not None}


def blocks_of(rests: Iterable[str], where: str) -> set[str]:
    """The blocks of a form that a finding rests on: that of its place and those of its rule."""
    return set(rests) | ({block_of(where)} - {""})


def asked(frames: Frames, found: pd.DataFrame, lang: str, rules: Weighings) -> pd.DataFrame:
    """The findings, where those that rest on a doubtful reading are notes that ask to check the reading first."""
    if not len(found):
        return found
    found = _systematic(frames, found, lang, rules)
    by_form = doubtful_blocks(frames)
    if not by_form:
        return found
    hit = np.zeros(len(found), dtype=bool)
    for i, (form_id, rule_id, where) in enumerate(zip(found["form_id"], found["rule_id"], found["where"], strict=True)):
        places = by_form.get(form_id, set())
        hit[i] = bool(places) and rests_on(places, blocks_of(rules.get(rule_id, PLAIN).rests, where), str(where))
    if not hit.any():
        return found
    found = found.copy()
    found.loc[hit, "severity"] = "info"
    found.loc[hit, "message"] = [f"{m}{_NOTE[lang]}" for m in found.loc[hit, "message"]]
    return found


def _systematic(frames: Frames, found: pd.DataFrame, lang: str, rules: Weighings) -> pd.DataFrame:
    """The findings, where an error of arithmetic in most rows of a form is a doubtful point that asks whether the column was read right."""
    sums = [rule for rule, w in rules.items() if w.fault == "sum"]
    of_rows = np.array([str(w).startswith("indicators[") for w in found["where"]], dtype=bool)
    hit = of_rows & (found["rule_id"].isin(sums) & (found["severity"] == "critical")).to_numpy(dtype=bool)
    if hit.sum() < _ROWS:
        return found
    rows = frames.frame("indicators")["form_id"].value_counts()
    counts = found[hit].groupby(["form_id", "rule_id"])["where"].transform("nunique")
    most = counts[(counts >= _ROWS) & (counts >= _SHARE * found.loc[counts.index, "form_id"].map(rows))].index
    if not len(most):
        return found
    found = found.copy()
    found.loc[most, "severity"] = "warning"
    found.loc[most, "message"] = [f"{m}{_MOST[lang]}" for m in found.loc[most, "message"]]
    return found
