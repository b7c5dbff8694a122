"""Columns about frequent slips of writing (rule E13)."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.frames import Frames, derived
from selfeval_nb.checks.table.grains import head_texts, map_texts, texts
from selfeval_nb.common.words import word_list

#: Two characters written twice (基层基层); words that are made so (研究研究, 一个一个, 方方面面) and lists do not match.
_TWICE = re.compile(
    r"(?<![一-龥])?((?![一二三四五六七八九十每个家户年月日步点条项件次])[一-龥](?![一二三四五六七八九十个家户年月日步点])[一-龥])\1(?=[一-龥])"
)


@lru_cache(maxsize=1)
def _typos() -> tuple[re.Pattern[str], list[tuple[re.Pattern[str], str]]]:
    table = word_list("values")["typos"]
    return re.compile("|".join(f"(?:{wrong})" for wrong in table)), [(re.compile(w), r) for w, r in table.items()]


@lru_cache(maxsize=65536)
def typos(text: str) -> str | None:
    """The frequent slips in a text, ``按排→安排、完城→完成``; None when it has none of the list."""
    anything, table = _typos()
    if not text:
        return None
    twice = {m[0]: m[1] for m in _TWICE.finditer(text)}
    if not twice and not anything.search(text):
        return None
    found = twice | {m[0]: right for wrong, right in table for m in wrong.finditer(text)}
    return "、".join(f"{wrong}→{right}" for wrong, right in found.items())


@derived("indicators", "row_typos", "row_typos_where")
def _row_typos(f: Frames) -> dict[str, pd.Series]:
    """Frequent slips in the texts of an indicator row, and the field of the first."""
    ind = f.frame("indicators")
    found = np.full(len(ind), None, dtype=object)
    where = np.full(len(ind), "level3", dtype=object)
    for name in ("reason", "actual_text", "target_text", "level3"):
        slips = map_texts(texts(ind[name]), typos)
        hit = np.array([s is not None for s in slips], dtype=bool)
        found[hit], where[hit] = slips[hit], name
    return {"row_typos": pd.Series(found, dtype=object), "row_typos_where": pd.Series(where, dtype=object)}


@derived(
    "forms",
    "form_typos",
    "form_typos_where",
    "form_typos_cell",
)
def _form_typos(f: Frames) -> dict[str, pd.Series]:
    """Frequent slips in the texts of the form, with the place and the cell of the first."""
    n = len(f.frame("forms"))
    found = np.full(n, None, dtype=object)
    where, cell = np.full(n, "form", dtype=object), np.full(n, "", dtype=object)
    for name in (
        "whole_reason",
        "measures_text",
        "problems_text",
        "conclusion",
        "goal_actual",
        "goal_expected",
        "project",
    ):
        slips = map_texts(head_texts(f, name), typos)
        hit = np.array([s is not None for s in slips], dtype=bool)
        found[hit], cell[hit] = slips[hit], name
        where[hit] = name if name in ("goal_actual", "goal_expected", "project") else "form"
    return {
        "form_typos": pd.Series(found, dtype=object),
        "form_typos_where": pd.Series(where, dtype=object),
        "form_typos_cell": pd.Series(cell, dtype=object),
    }
