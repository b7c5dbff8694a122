"""Columns about years and days that cannot be right: in targets, actual values, names and the head (rules D07–D11)."""

from __future__ import annotations

import calendar
import re

import numpy as np
import pandas as pd

from selfeval_nb.checks.scoring.totals import values_of
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import floats, map_texts, texts
from selfeval_nb.checks.table.value_rows import DATES, NUMERIC, kinds_in, text_column
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import nfkc

WORDS = Words("values", "years")

_DAY = re.compile(r"(?:(?<!\d)((?:19|20)\d{2})[年./-])?(?<!\d)(\d{1,2})(?:月|(?<=\d)[./-](?=\d{1,2}日))(\d{1,2})[日号]")
_YEAR = re.compile(r"(?<!\d)([12]\d{3})(?=年(?!以)|[-./](?:0?[1-9]|1[0-2])(?:[-./月]|$))")
_FAR = 15  # years from the form's beyond which a year is a slip
_CELLS = ("target_text", "actual_text")


def _no_such_day(text: str) -> str | None:
    """The first day of a text that no calendar has (9月31日, 13月5日); None where all exist."""
    for m in _DAY.finditer(nfkc(text)):
        year, month, day = int(m[1] or 2024), int(m[2]), int(m[3])
        if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
            return m[0]
    return None


def _first(f: Frames, found: dict[str, np.ndarray]) -> tuple[pd.Series, pd.Series]:
    """(place, text) of the first cell in which something was found."""
    n = len(f.frame("indicators"))
    where, said = np.full(n, None, dtype=object), np.full(n, None, dtype=object)
    for name in reversed(_CELLS):
        hit = np.array([v is not None for v in found[name]], dtype=bool)
        where[hit], said[hit] = name, found[name][hit]
    return pd.Series(where, dtype=object), pd.Series(said, dtype=object)


@derived("indicators", "no_such_day", "no_such_day_where")
def _impossible(f: Frames) -> dict[str, pd.Series]:
    """The day of a target or actual value that no calendar has, and its cell."""
    cells = {name: map_texts(texts(f.frame("indicators")[name]), _no_such_day) for name in _CELLS}
    where, said = _first(f, cells)
    return {"no_such_day": said, "no_such_day_where": where}


@derived("indicators", "odd_year", "odd_year_where")
def _odd_year(f: Frames) -> dict[str, Judged | pd.Series]:
    """A year of a target or actual value that lies more than 15 years from the form's, and its cell."""
    years = floats(f.per_form("indicators", "year"))
    cells: dict[str, np.ndarray] = {}
    for name in _CELLS:
        values = texts(f.frame("indicators")[name])
        found = np.full(len(values), None, dtype=object)
        # 1462.3 is an amount and no month, unless the other cell is a date
        plain = kinds_in(f, name.partition("_")[0], NUMERIC) & ~(
            kinds_in(f, "target", DATES) | kinds_in(f, "actual", DATES)
        )
        for i in np.flatnonzero(~np.isnan(years) & (values != "") & ~plain):
            far = [m[1] for m in _YEAR.finditer(nfkc(values[i])) if abs(int(m[1]) - years[i]) > _FAR]
            found[i] = f"{far[0]}年" if far else None
        cells[name] = found
    where, said = _first(f, cells)
    return {"odd_year": judged(said, ("ne.year", np.isnan(years))), "odd_year_where": where}


@derived("indicators", "old_deadline")
def _old_deadline(f: Frames) -> Judged:
    """The deadline of a target where it lies before the form's year, of a project that is not called after that year."""
    targets, _ = values_of(f)
    years = floats(f.per_form("indicators", "year"))
    projects, titles = texts(f.per_form("indicators", "project")), texts(f.per_form("indicators", "goal_expected"))
    out: list[str | None] = []
    for i, t in enumerate(targets):
        printed = t.kind in ("date", "deadline") and t.date_high is not None and "year:form" not in t.assumed
        old = printed and not np.isnan(years[i]) and years[i] - _FAR <= int((t.date_high or "0")[:4]) < years[i]
        year = (t.date_high or "")[:4]
        named = year in projects[i] or year in titles[i]
        out.append(t.date_high if old and not named else None)
    dated = np.array([t.date_high is not None for t in targets], dtype=bool)
    return judged(text_column(out), ("na.no_deadline", ~dated), ("ne.year", np.isnan(years)))


@derived("indicators", "name_year")
def _name_year(f: Frames) -> Judged:
    """A year in an indicator's name that is not the form's, as 年度 of its own; None where there is none."""
    years = floats(f.per_form("indicators", "year"))
    projects = texts(f.per_form("indicators", "project")) + texts(f.per_form("indicators", "goal_expected"))
    names = texts(f.frame("indicators")["level3"])
    out: list[str | None] = []
    for name, year, project in zip(names, years, projects, strict=True):
        found = (
            []
            if np.isnan(year)
            else [
                m[1]
                for m in WORDS.name_year.finditer(nfkc(name))
                if year - _FAR <= int(m[1]) < year and m[1] not in project
            ]
        )
        out.append(found[0] if found else None)
    return judged(text_column(out), ("ne.year", np.isnan(years)))


_HEAD_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)\s*年(?:度)?")


@derived("forms", "head_years")
def _head_years(f: Frames) -> pd.Series:
    """The years that the printed head names where they are several (title 2022年度, subtitle 2023年度); None where it is one."""
    titles = texts(f.frame("forms")["title"])
    cells = f.tables.cells
    told: list[str | None] = []
    subtitle = {}
    if len(cells):
        mine = cells[cells["where"] == "year"]
        subtitle = dict(zip(mine["form_id"], mine["text"], strict=True))
    for form_id, title in zip(f.frame("forms")["form_id"], titles, strict=True):
        first = set(_HEAD_YEAR.findall(nfkc(title)))
        second = set(_HEAD_YEAR.findall(nfkc(str(subtitle.get(form_id) or ""))))
        apart = first and second and not first & second
        told.append("、".join(sorted(first | second)) if apart else None)
    return pd.Series(told, dtype=object)
