"""Columns about indicators that do not fit their project (rules Q09, Q15)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.quality.levels import has, unnamed
from selfeval_nb.checks.table.frames import Frames, Judged, derived, flag, judged
from selfeval_nb.checks.table.grains import map_texts, printed, texts
from selfeval_nb.checks.table.rows import level1, names, rows_of
from selfeval_nb.checks.table.word_lists import groups
from selfeval_nb.common.words import Words, pattern
from selfeval_nb.forms.blocks.ticks import ticked_word

WORDS = Words("quality", "project")


def form_text(f: Frames, names_of: tuple[str, ...]) -> np.ndarray:
    """The named text columns of each form, joined."""
    forms = f.frame("forms")
    out = np.full(len(forms), "", dtype=object)
    for name in names_of:
        if name in forms:
            out = out + texts(forms[name]) + "\n"
    return out


@derived("indicators", "foreign_group")
def _foreign_group(f: Frames) -> Judged:
    """The people that a row names (受益学生) where nothing else in the form has to do with them; None where it fits."""
    name, at, side = names(f), f.form_index("indicators"), level1(f)
    out = np.full(len(name), None, dtype=object)
    head = form_text(f, ("project", "department", "unit", "goal_expected", "goal_actual", "goal_adjusted"))
    for group in groups():
        named = map_texts(name, lambda t: group.names.search(t) is not None, bool)  # noqa: B023  (used at once)
        for i in np.flatnonzero(named & (side != "satisfaction")).tolist():
            others = "\n".join(name[j] for j in rows_of(f)[int(at[i])] if j != i)
            around = head[at[i]] + others + group.names.sub("", name[i])
            if group.themes.search(around) is None:
                out[i] = group.word
    satisfied = f.col("indicators", "is_satisfaction").to_numpy(dtype=bool)
    # a blank cell for the department might have told
    half = printed(f, "department") & (texts(f.frame("forms")["department"]) == "")
    known_project = texts(f.frame("forms")["project"])[at] != ""
    goal = (texts(f.frame("forms")["goal_expected"]) + texts(f.frame("forms")["goal_actual"]))[at] != ""
    return judged(
        pd.Series(out, dtype=object), unnamed(f), ("na.satisfaction_rule", (side == "satisfaction") | satisfied), ("ne.project", ~(known_project & goal) | half[at])
    )  # fmt: skip


@derived("indicators", "yearly_in_once")
def _yearly_in_once(f: Frames) -> Judged:
    """1 where a project that the form calls 一次性 has an indicator of yearly operation."""
    forms = f.frame("forms")
    once = texts(forms["project"]).copy()
    if "attributes" in forms:
        for i, entries in enumerate(forms["attributes"].tolist()):
            if isinstance(entries, dict) and entries:
                once[i] += "\n" + "\n".join(
                    str(v)
                    for k, v in entries.items()
                    if v and WORDS.attribute.search(k) and ticked_word(str(v), "一次性")
                )
    told = np.array([pattern("quality", "project", "once").search(t) is not None for t in once], dtype=bool)
    return flag(has(names(f), "project.yearly"), unnamed(f), ("na.not_once", ~told[f.form_index("indicators")])
    )  # fmt: skip


@derived("indicators", "execution_points_of_form")
def _execution_points_of_form(f: Frames) -> pd.Series:
    """The points that the form gives to budget execution, on every row."""
    return f.per_form("indicators", "execution_points")
