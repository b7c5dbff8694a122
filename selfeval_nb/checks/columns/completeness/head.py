"""Columns about what the head of a form lacks: project, units, year, goals (rules F01–F03, F05, F06)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.frames import Frames, Judged, derived, filled, flag, judged
from selfeval_nb.checks.table.grains import blank, floats, head_texts, map_texts, printed, prints, texts
from selfeval_nb.checks.table.word_lists import says
from selfeval_nb.forms.words.text import norm


def _kind(f: Frames) -> np.ndarray:
    return texts(f.frame("forms")["kind"])


@derived("forms", "project_filled")
def _project_filled(f: Frames) -> Judged:
    """The name of the project as printed, missing where it is blank; forms of a whole department have none by nature."""
    missing = blank(head_texts(f, "project"))
    return filled(
        head_texts(f, "project"),
        missing,
        ("na.kind", _kind(f) == "department"),
        ("na.not_printed", missing & ~printed(f, "project")),
    )


@derived("forms", "unit_missing_where", "unit_missing_zh", "unit_missing_en")
def _unit_missing(f: Frames) -> dict[str, pd.Series]:
    """Which of department and implementing unit has a printed label and a blank cell."""
    out = np.full(len(f.frame("forms")), None, dtype=object)
    empty = {name: blank(head_texts(f, name)) for name in ("department", "unit")}
    for name in ("unit", "department"):
        out[printed(f, name) & empty[name]] = name
    both = empty["department"] & empty["unit"] & printed(f, "department") & printed(f, "unit")
    what = pd.Series(out, dtype=object)
    zh = what.map({"department": "主管部门", "unit": "实施单位"}).astype(object).mask(both, "主管部门和实施单位")
    en = (
        what.map({"department": "department", "unit": "implementing unit"})
        .astype(object)
        .mask(both, "department and implementing unit")
    )
    return {"unit_missing_where": what, "unit_missing_zh": zh, "unit_missing_en": en}


@derived("forms", "year_printed")
def _year_printed(f: Frames) -> Judged:
    """The year that title or head prints; a public notice without points need not."""
    bare = (f.frame("forms")["kind"] == "other").to_numpy(dtype=bool) | ~prints(f, "scores") & ~prints(f, "weights")
    return judged(floats(f.frame("forms")["year"]), ("na.kind", bare))


@derived(
    "forms",
    "goal_filled",
    "actual_goal_length",
    "result_says_only_done",
)
def _goals(f: Frames) -> dict[str, Judged]:
    """The expected goal, missing where it is blank; how many characters the description of what was achieved has; and 1 where it says in more
    of them only that all was done (较好地完成了年初设定的目标任务)."""
    expected, actual = head_texts(f, "goal_expected"), head_texts(f, "goal_actual")
    # a layout without the block has neither cell; a blank cell is printed
    no_expected = ~printed(f, "goal_expected") & blank(expected)
    no_actual = ~printed(f, "goal_actual") & blank(actual)
    length = map_texts(actual, lambda t: float(len(norm(t).rstrip("。.;；"))), float)
    # 37.24 beside the goal of 43.2: an amount is no description
    brief = (length > 0) & (length < 5) | map_texts(actual, lambda t: _AMOUNT.match(norm(t)) is not None, bool)
    length = np.where(brief, 5.0, length)  # something is written: the other part of the rule shows it
    return {
        "goal_filled": filled(expected, blank(expected), ("na.not_printed", no_expected)),
        "actual_goal_length": judged(pd.Series(length), ("na.not_printed", no_actual)),
        "result_says_only_done": flag(
            brief | map_texts(actual, lambda t: says(t, "explanations", "done", "only"), bool),
            ("na.not_printed", no_actual),
            ("na.other_rule", length < 5),
        ),
    }


_AMOUNT = re.compile(r"^[￥¥]?\d[\d,.]*(?:万?元|%)?$")


@derived("forms", "year_of_subtitle")
def _year_of_subtitle(f: Frames) -> pd.Series:
    """The year that a line below the title prints by itself where the title names another one; missing where they agree."""
    forms = f.frame("forms")
    return pd.Series(floats(forms["subtitle_year"]) if "subtitle_year" in forms else np.full(len(forms), np.nan))
