"""Columns about levels without indicators, and the weights that a printed note names (rules F07, F08, F18, F19)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.book.sections.weights import LEVELS, SECOND
from selfeval_nb.checks.table.doubtful import doubted_block
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import evaluates, head_texts
from selfeval_nb.checks.table.rows import level_sum
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("completeness", "levels")


def _rows(f: Frames, column: str, kind: str) -> np.ndarray:
    """How many rows of each form are of a kind."""
    return f.sum_by_form("indicators", (f.col("indicators", column) == kind).to_numpy(dtype=float))


def _has(f: Frames, column: str, kind: str) -> np.ndarray:
    return _rows(f, column, kind) > 0


def _any_level(f: Frames) -> np.ndarray:
    return f.sum_by_form("indicators", (f.col("indicators", "level1_kind") != "").to_numpy(dtype=float)) > 0


def _other_level(f: Frames) -> np.ndarray:
    """For each form whether a first level has other words than the official form (项目完成, 实施管理): what seems to be missing may be there."""
    return f.sum_by_form("indicators", (f.col("indicators", "level1_kind") == "").to_numpy(dtype=float)) > 0


@derived("forms", "output_rows", "benefit_rows")
def _level1_rows(f: Frames) -> dict[str, Judged]:
    """How many filled output indicators the form has, and how many benefit indicators."""
    why = [
        ("na.kind", ~evaluates(f)), ("na.no_indicators", f.col("forms", "n_indicators").to_numpy() == 0), ("na.no_levels", ~_any_level(f) | _other_level(f)),
        ("ne.reading", doubted_block(f, "indicators")),
    ]  # fmt: skip
    return {
        "output_rows": judged(_rows(f, "level1_kind", "output"), *why),
        "benefit_rows": judged(_rows(f, "level1_kind", "benefit"), *why),
    }


@derived("forms", "missing_level2", "missing_level2_zh", "missing_level2_en")
def _missing_level2(f: Frames) -> dict[str, Judged | pd.Series]:
    """How many second-level indicators that the preset requires have no filled row, and which."""
    required = f.preset["weights.required_level2"]
    gone = {k: ~(_has(f, "level2_kind", k) | ((k == "cost") & _has(f, "level1_kind", "cost"))) for k in required}
    n = len(f.frame("forms"))
    count = np.sum([g.astype(float) for g in gone.values()], axis=0) if gone else np.zeros(n)
    words = [
        np.array(
            ["、".join((LEVELS[lang] | SECOND[lang])[k] for k in required if gone[k][i]) for i in range(n)],
            dtype=object,
        )
        for lang in ("zh", "en")
    ]
    known = np.any([_has(f, "level2_kind", k) for k in ("quantity", "quality", "timeliness", "cost")], axis=0)
    return {
        "missing_level2": judged(
            pd.Series(count), ("na.no_indicators", f.col("forms", "n_indicators").to_numpy() == 0),
            ("na.no_levels", ~known | _other_level(f)), ("na.other_rule", f.col("forms", "output_rows").to_numpy() == 0),
            ("ne.reading", doubted_block(f, "indicators")),
        ),
        "missing_level2_zh": pd.Series(words[0], dtype=object),
        "missing_level2_en": pd.Series(words[1], dtype=object),
    }  # fmt: skip


@derived("forms", "indicator_count")
def _indicator_count(f: Frames) -> pd.Series:
    """How many filled indicators the form has, none included."""
    return f.col("forms", "n_indicators")


_NOTED = ("output", "benefit", "satisfaction")


@derived("forms", "note_gap", "note_weights", "form_weights")
def _note_gap(f: Frames) -> dict[str, Judged | pd.Series]:
    """Largest difference between the first-level weights that a printed note names and those of the form; both as text."""
    notes = head_texts(f, "notes") + "\n" + head_texts(f, "other_notes")
    sums = {k: level_sum(f, k) for k in _NOTED}
    n = len(notes)
    gap = np.full(n, np.nan)
    note_text, form_text = np.full(n, "", dtype=object), np.full(n, "", dtype=object)
    zh = LEVELS["zh"]
    for i in np.flatnonzero(notes != "\n"):
        text = norm(str(notes[i]))
        named = {k: float(m[1]) for k in _NOTED if (m := getattr(WORDS, k).search(text))}
        if len(named) >= 2:
            gap[i] = max(abs(v - sums[k][i]) for k, v in named.items())
            note_text[i] = "、".join(f"{zh[k]}{v:g}" for k, v in named.items())
            form_text[i] = "、".join(f"{zh[k]}{sums[k][i]:g}" for k in named)
    weights = f.col("forms", "has_weights").to_numpy(dtype=bool)
    return {
        "note_gap": judged(pd.Series(gap), ("na.no_weights", ~weights), ("na.not_printed", np.isnan(gap)), ("ne.weights_missing", f.col("forms", "weights_missing").to_numpy() > 0)),
        "note_weights": pd.Series(note_text, dtype=object),
        "form_weights": pd.Series(form_text, dtype=object),
    }  # fmt: skip
