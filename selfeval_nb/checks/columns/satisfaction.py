"""Columns about satisfaction indicators (rules P01–P05)."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pandas as pd

from selfeval_nb.checks.scoring.totals import values_of
from selfeval_nb.checks.table.doubtful import doubted_block
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import floats, map_texts, texts
from selfeval_nb.checks.table.rows import about_satisfaction
from selfeval_nb.checks.table.word_lists import says
from selfeval_nb.common.words import pattern, word_list
from selfeval_nb.forms.values.value_model import QUALITATIVE
from selfeval_nb.forms.words.text import norm

_NUMERIC = ("number", "percent", "range")
_WORDS = ("status", "boolean", "trend", "level", "compliance", "narrative")


@derived("indicators", "is_satisfaction")
def _is_satisfaction(f: Frames) -> pd.Series:
    """Whether a row is about satisfaction, by its levels or by its name."""
    ind = f.frame("indicators")
    rows = zip(*(texts(ind[c]) for c in ("level1", "level2", "level3")), strict=True)
    return pd.Series([about_satisfaction(*row) for row in rows], dtype=bool)


@derived(
    "forms",
    "satisfaction_rows",
    "satisfaction_rows_moved",
    "benefit_points",
)
def _none(f: Frames) -> dict[str, Judged | pd.Series]:
    """How many satisfaction indicators a form has: where 效益 does not carry their points, and where it does; and the points of 效益."""
    rows = f.col("forms", "n_indicators").to_numpy()
    count = f.sum_by_form("indicators", f.col("indicators", "is_satisfaction").to_numpy(dtype=bool))
    benefit = f.col("indicators", "level1_kind").to_numpy() == "benefit"
    points = np.round(f.sum_by_form("indicators", np.where(benefit, floats(f.frame("indicators")["weight"]), 0.0)), 6)
    moved = points >= f.preset["weights.benefit_without_satisfaction"] - 1e-9
    known = f.sum_by_form("indicators", f.col("indicators", "level1_kind").to_numpy() != "") > 0
    names = f.sum_by_form("indicators", texts(f.frame("indicators")["level3"]) != "") > 0
    why = [
        ("na.no_indicators", rows == 0), ("na.no_levels", ~(known | names)), ("ne.reading", doubted_block(f, "indicators")),
    ]  # fmt: skip
    return {
        "satisfaction_rows": judged(count, *why, ("na.other_rule", moved)),
        "satisfaction_rows_moved": judged(count, *why, ("na.other_rule", ~moved)),
        "benefit_points": pd.Series(points),
    }


@derived(
    "indicators",
    "satisfaction_distance",
    "satisfaction_unsurveyed",
    "satisfaction_measured",
)
def _values(f: Frames) -> dict[str, Judged]:
    """Of a satisfaction indicator: the distance of the actual value from the target number; the actual percentage where the form
    says nothing of a survey (missing above 100); how many of target and actual value are not words."""
    targets, actuals = values_of(f)
    row = f.col("indicators", "is_satisfaction").to_numpy(dtype=bool)
    n = len(targets)
    whole, numeric = (np.zeros(n, bool) for _ in range(2))
    measured, percent = np.full(n, 2.0), np.full(n, np.nan)
    distance = np.full(n, np.nan)
    surveyed = _surveyed(f)
    for i in np.flatnonzero(row):
        t, a = targets[i], actuals[i]
        numeric[i] = a.kind in _NUMERIC and a.low is not None
        if numeric[i] and t.kind in _NUMERIC and t.low is not None and a.base_unit == t.base_unit and a.low == a.high:
            distance[i] = abs((a.low or 0.0) - t.low)
        whole[i] = numeric[i] and a.low == 100 and a.base_unit == "%"
        if numeric[i] and a.base_unit == "%" and (a.low or 0.0) <= 100:
            percent[i] = a.low
        words = (t.operator == QUALITATIVE and t.kind in _WORDS, a.kind in _WORDS and a.low is None)
        measured[i] = words.count(False)
    scope = ("na.scope", ~row)
    no_number = ("ne.actual", ~numeric)
    # 事件发生数 under 满意度指标 is no survey
    share = np.fromiter((t.base_unit == "%" or t.number is None for t in targets), bool, n)
    named = [not norm(x) or says(x, "satisfaction", "row", "name") for x in texts(f.frame("indicators")["level3"])]
    survey = share & np.array(named, dtype=bool)
    return {
        "satisfaction_distance": judged(pd.Series(distance), scope, ("na.scope", ~survey), no_number),
        "satisfaction_unsurveyed": judged(
            np.where(surveyed, np.nan, percent), scope, no_number, ("na.explained", whole & surveyed)
        ),
        "satisfaction_measured": judged(measured, scope),
    }


def _surveyed(f: Frames) -> np.ndarray:
    """Whether the row or the texts of its form say how satisfaction was found out."""
    ind, forms = f.frame("indicators"), f.frame("forms")

    def tells(values: np.ndarray) -> np.ndarray:
        return map_texts(values, lambda t: says(t, "satisfaction", "sample", "words"), bool)

    def told(values: np.ndarray) -> np.ndarray:
        """A text about the whole form counts where the sentence speaks of a survey or of satisfaction: 回访 may be about anything."""
        return map_texts(
            values,
            lambda t: any(
                pattern("satisfaction", "sample", "about").search(s) and says(s, "satisfaction", "sample", "words")
                for s in re.split(r"[。；;\n]", t)
            ),
            bool,
        )

    form = told(texts(f.col("forms", "explanations")))
    if "notes" in forms:
        form |= told(texts(forms["notes"]))
    own = np.logical_or.reduce(
        [tells(texts(ind[c])) for c in ("level3", "actual_text", "reason", "method") if c in ind]
    )
    return own | form[f.form_index("indicators")]


@lru_cache(maxsize=1)
def _objects() -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    return [(re.compile(who), re.compile(fits)) for who, fits in word_list("satisfaction")["objects"].items()]


@derived("indicators", "satisfaction_of")
def _object(f: Frames) -> Judged:
    """The group whose satisfaction is asked though nothing else in the form has to do with it."""
    forms, ind = f.frame("forms"), f.frame("indicators")
    row = f.col("indicators", "is_satisfaction").to_numpy(dtype=bool)
    names, at = texts(ind["level3"]), f.form_index("indicators")
    context = np.full(len(forms), "", dtype=object)
    for name in ("project", "department", "unit", "goal_expected", "goal_actual"):
        context = context + texts(forms[name]) + "\n"
    for i in np.flatnonzero(~row):
        context[at[i]] += names[i] + "\n"
    found: list[str | None] = [None] * len(names)
    for i in np.flatnonzero(row):
        said = norm(names[i])
        for who, fits in _objects():
            m = who.search(said)
            if m and not fits.search(norm(context[at[i]])) and not who.search(norm(context[at[i]])):
                found[i] = m[0]
                break
    short = np.array([len(norm(c)) < 20 for c in context], dtype=bool)[at]
    return judged(pd.Series(found, dtype=object), ("na.scope", ~row), ("na.few", short))
