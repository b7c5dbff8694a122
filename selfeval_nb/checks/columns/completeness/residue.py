"""Columns about what is left of the template: placeholders and printed instructions (rules F14, F15)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.completeness.cells import cell_texts
from selfeval_nb.checks.table.frames import Frames, derived
from selfeval_nb.checks.table.grains import head_texts, map_texts, only, texts
from selfeval_nb.common.said import said
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("completeness", "residue")

RESIDUE = re.compile(
    r"[×＊*]{2,}|(?<![A-Za-z])[xX]{2,}(?![A-Za-z])|^指标[一二三四五六七八九十\d]*[:：]?$|^(?:…|\.{3}|。{3})+$|_{3,}"
)


# ××县, ××局 is how names are left out of a published form; ×× alone was never filled in
_HEAD_RESIDUE = re.compile(
    r"(?<![×＊*])[×＊*]{2,}(?![×＊*县市区镇乡村局路街省所院校人某号])|(?<![A-Za-z])[xX]{2,}(?![A-Za-z县市区镇乡村局路街省所院校人某号])|_{3,}|^(?:…|\.{3})+$"
)


@derived("forms", "head_residue_where", "head_residue")
def _head_residue(f: Frames) -> dict[str, pd.Series]:
    """The field of the head (project or goal) that still holds a placeholder of the template, and its text."""
    where = np.full(len(f.frame("forms")), None, dtype=object)
    text = np.full(len(where), None, dtype=object)
    for name in ("goal_actual", "goal_expected", "project"):
        values = head_texts(f, name)
        hit = map_texts(values, lambda t: _HEAD_RESIDUE.search(norm(t)) is not None, bool)
        where[hit], text[hit] = name, values[hit]
    return {"head_residue_where": pd.Series(where, dtype=object), "head_residue": pd.Series(text, dtype=object)}


#: A number left out in the brackets of a name (数量（≥**人）) comes with the system's list of indicators, as do rows of bare dashes.
_IN_BRACKETS = re.compile(r"[(（][^()（）]*[×＊*]{2,}[^()（）]*[)）]|[≥≤<>=]+[×＊*]{2,}[\u4e00-\u9fff%/]{0,4}$")
_DASH = re.compile(r"^[-—–/\\|｜\s]*$")


def unused_rows(f: Frames) -> np.ndarray:
    """Rows of the template that hold its numbering and dashes (指标1：| / | /): nobody used them."""
    target, actual = (
        map_texts(cell_texts(f, name), lambda t: _DASH.search(norm(t)) is not None, bool)
        for name in ("target_text", "actual_text")
    )
    name = map_texts(cell_texts(f, "level3"), lambda t: RESIDUE.search(norm(t).rstrip("-—–/\\|")) is not None, bool)
    return target & actual & name


@derived("indicators", "residue_where", "residue", "residue_note")
def _residue(f: Frames) -> dict[str, pd.Series]:
    """The field (name, target, actual or reason) that still holds a placeholder of the template, and its text; apart the names whose
    placeholder the system printed, or whose row holds only dashes."""
    where = np.full(len(f.frame("indicators")), None, dtype=object)
    text = np.full(len(where), None, dtype=object)
    for name in ("reason", "actual_text", "target_text", "level3"):
        values = cell_texts(f, name)
        hit = map_texts(values, lambda t: RESIDUE.search(norm(t)) is not None, bool)
        where[hit], text[hit] = name, values[hit]
    names = cell_texts(f, "level3")
    printed_so = map_texts(names, lambda t: RESIDUE.search(_IN_BRACKETS.sub("", norm(t))) is None, bool)
    unused = unused_rows(f)
    note = (where == "level3") & printed_so & ~unused
    text[unused] = None
    return {
        "residue_where": pd.Series(where, dtype=object),
        "residue": only(~note, text),
        "residue_note": only(note, text),
    }


def _instructed(values: np.ndarray) -> np.ndarray:
    return map_texts(values, lambda t: WORDS.instruction.search(norm(t)) is not None, bool)


_FORM_TEXTS = (
    "goal_expected",
    "goal_actual",
    "conclusion",
    "problems_text",
    "measures_text",
    "other_notes",
    "whole_reason",
)
_PLACES = ("goal_expected", "goal_actual")
_TEXT_WORDS = said(__name__)


@derived(
    "forms",
    "instruction_where",
    "instruction_cell",
    "instruction",
    "instruction_more_zh",
    "instruction_more_en",
)
def _form_instruction(f: Frames) -> dict[str, pd.Series]:
    """The first text of the form that still holds the printed instructions: its place, its cell and the text; and which others do."""
    n = len(f.frame("forms"))
    where, cell, text = (np.full(n, None, dtype=object) for _ in range(3))
    others: list[list[str]] = [[] for _ in range(n)]
    for name in reversed(_FORM_TEXTS):
        values = head_texts(f, name)
        hit = _instructed(values)
        for i in np.flatnonzero(hit).tolist():
            others[i].insert(0, name)
        where[hit], cell[hit], text[hit] = name if name in _PLACES else "form", name, values[hit]
    rest = [names[1:] for names in others]
    more_zh = [
        "（另有" + "、".join(_TEXT_WORDS["zh"][name] for name in names) + "）" if names else "" for names in rest
    ]
    more_en = [" (and " + ", ".join(_TEXT_WORDS["en"][name] for name in names) + ")" if names else "" for names in rest]
    columns = {"where": where, "cell": cell, "more_zh": more_zh, "more_en": more_en}
    return {"instruction": pd.Series(text, dtype=object)} | {
        f"instruction_{k}": pd.Series(v, dtype=object) for k, v in columns.items()
    }


@derived("indicators", "row_instruction_where", "row_instruction")
def _row_instruction(f: Frames) -> dict[str, pd.Series]:
    """The field of an indicator row that still holds the printed instructions, and its text."""
    where = np.full(len(f.frame("indicators")), None, dtype=object)
    text = np.full(len(where), None, dtype=object)
    for name in ("reason", "actual_text", "target_text"):
        values = cell_texts(f, name)
        hit = _instructed(values)
        where[hit], text[hit] = name, values[hit]
    return {"row_instruction_where": pd.Series(where, dtype=object), "row_instruction": pd.Series(text, dtype=object)}


@derived("funds", "fund_instruction")
def _fund_instruction(f: Frames) -> pd.Series:
    """The reason cell of a funds row that still holds the printed instructions."""
    values = texts(f.frame("funds")["reason"])
    rate, budget, initial = (
        f.per_form("funds", name).to_numpy() for name in ("execution_rate", "total_budget", "total_initial")
    )
    with np.errstate(invalid="ignore"):
        nothing = (rate >= 1 - 1e-9) & (np.isnan(initial) | (np.abs(budget - initial) < 1e-6))
    return only(_instructed(values) & ~nothing, values)
