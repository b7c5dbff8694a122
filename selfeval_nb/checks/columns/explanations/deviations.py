"""Which rows deviate and what explains them: the columns that the rules about explanations share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.explanations.reading import Why, beside_funds, has_measure, reason_kind, says_none
from selfeval_nb.checks.table.frames import Frames, derived
from selfeval_nb.checks.table.grains import floats, head_texts, map_texts, printed, texts
from selfeval_nb.checks.table.mentions import words_of
from selfeval_nb.checks.table.rows import explains_row
from selfeval_nb.checks.table.score_rows import EPS
from selfeval_nb.checks.table.word_lists import says


def said_of_form(f: Frames, name: str) -> np.ndarray:
    """A text for the whole form, as far as it may be about indicators."""
    values = head_texts(f, name)
    return map_texts(values, beside_funds) if name in ("other_notes", "conclusion") else values


@derived(
    "forms",
    "form_explains",
    "form_measures",
)
def _form_explains(f: Frames) -> dict[str, pd.Series]:
    """Whether the form explains deviations in a cell for the whole form, and whether it names measures there."""
    n = len(f.frame("forms"))
    explains, measures = np.zeros(n, bool), np.zeros(n, bool)
    for name in ("whole_reason", "problems_text", "other_notes", "conclusion"):
        values = said_of_form(f, name)
        real = map_texts(values, lambda t: reason_kind(t) == "text" and not says_none(t), bool)
        if name not in ("whole_reason", "problems_text"):  # a conclusion or a note need not be about deviations
            real &= map_texts(values, lambda t: says(t, "explanations", "explains", "words"), bool)
        explains |= real
        measures |= map_texts(values, lambda t: reason_kind(t) == "text" and has_measure(t), bool)
    measures |= map_texts(head_texts(f, "measures_text"), lambda t: reason_kind(t) == "text" and not says_none(t), bool)
    return {"form_explains": pd.Series(explains), "form_measures": pd.Series(measures)}


@derived("indicators", "explained_elsewhere")
def _explained_elsewhere(f: Frames) -> pd.Series:
    """Whether a text for the whole form explains this row: the cell made for it (偏差大或目标未完成原因分析) explains the rows that it names,
    or all when it names none; 存在问题, notes and conclusions those rows that they name, and the only one that deviates when they give a cause."""
    forms, ind = f.frame("forms"), f.frame("indicators")
    whole = map_texts(head_texts(f, "whole_reason"), lambda t: reason_kind(t) == "text" and not says_none(t), bool)
    spoken = np.full(len(forms), "", dtype=object)
    for name in ("problems_text", "other_notes", "conclusion"):
        spoken = spoken + said_of_form(f, name) + "\n"
    explains = f.col("forms", "form_explains").to_numpy(dtype=bool) & ~whole
    cause = map_texts(spoken, lambda t: says(t, "explanations", "explains", "cause"), bool)
    deviating = lost_points(f) | short_rows(f)
    alone = (f.sum_by_form("indicators", deviating) == 1) & cause
    at, names = f.form_index("indicators"), texts(ind["level3"])
    out = explains_row(f, np.where(whole, head_texts(f, "whole_reason"), ""))
    for i in np.flatnonzero(explains[at] & deviating & weak_rows(f)):
        wanted = words_of(names[i])
        named = len(wanted & words_of(spoken[at[i]])) >= max(1, len(wanted) / 3)
        out[i] = named or alone[at[i]]
    return pd.Series(out)


@derived("forms", "asks_reasons")
def _asks_reasons(f: Frames) -> pd.Series:
    """Whether the layout has a column for reasons."""
    forms = f.frame("forms")
    column = (
        forms["has_reason_column"].fillna(False).to_numpy(dtype=bool)
        if "has_reason_column" in forms
        else np.zeros(len(forms), bool)
    )
    return pd.Series(column | printed(f, "indicators.reason"))


@derived(
    "indicators",
    "reason_kind",
    "points_lost",
    "fell_short",
)
def _deviation(f: Frames) -> dict[str, pd.Series]:
    """What the deviation cell is (see reason_kind), the points that the row lost, and 1 where its target was missed,
    by number or date or in words (未开展)."""
    ind = f.frame("indicators")
    weight, score = floats(ind["weight"]), floats(ind["score"])
    met = f.col("indicators", "met").to_numpy()
    undone = (f.col("indicators", "undone_words").to_numpy() != "") & np.isnan(met)
    return {
        "reason_kind": pd.Series(map_texts(texts(ind["reason"]), reason_kind), dtype=object),
        "points_lost": pd.Series(np.round(weight - score, 6)),
        "fell_short": pd.Series(np.where(undone, 1.0, np.where(np.isnan(met), np.nan, (met == 0).astype(float)))),
    }


def reason_kinds(f: Frames) -> np.ndarray:
    return f.col("indicators", "reason_kind").to_numpy()


def lost_points(f: Frames) -> np.ndarray:
    return f.col("indicators", "points_lost").to_numpy() > EPS


def short_rows(f: Frames) -> np.ndarray:
    return f.col("indicators", "fell_short").to_numpy() == 1


def silent_rows(f: Frames) -> np.ndarray:
    return np.isin(reason_kinds(f), ["", "none", "placeholder"])


def weak_rows(f: Frames) -> np.ndarray:
    """Rows whose own cell explains nothing, or nearly nothing."""
    return reason_kinds(f) != "text"


def explained_elsewhere(f: Frames) -> np.ndarray:
    return f.col("indicators", "explained_elsewhere").to_numpy(dtype=bool)


def row_column(f: Frames, name: str) -> np.ndarray:
    return f.per_form("indicators", name).to_numpy(dtype=bool)


def scored_rows(f: Frames) -> list[Why]:
    ind = f.frame("indicators")
    return [
        ("na.no_scores", ~row_column(f, "has_scores")), ("na.no_weights", ~row_column(f, "has_weights")),
        ("ne.weight", ind["weight"].isna().to_numpy()), ("ne.score", ind["score"].isna().to_numpy()),
    ]  # fmt: skip
