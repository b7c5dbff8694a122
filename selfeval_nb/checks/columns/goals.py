"""Columns about goals and results as texts (rules T01–T03, T06, T07)."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.frames import Frames, Judged, derived, grain, judged
from selfeval_nb.checks.table.grains import floats, map_texts, texts
from selfeval_nb.checks.table.rows import digits, plain
from selfeval_nb.common.words import Words, pattern
from selfeval_nb.forms.words.text import nfkc, norm

WORDS = Words("goals", "goals")

_CODE = re.compile(r"^[0-9A-Za-z]{6,}[-—_ ]*")


def goal_texts(f: Frames, name: str) -> np.ndarray:
    return texts(f.frame("forms")[name])


def no_goal(f: Frames, *names: str) -> list[tuple[str, np.ndarray]]:
    return [("na.no_goal", np.logical_or.reduce([map_texts(goal_texts(f, n), plain) == "" for n in names]))]


@derived("forms", "goal_similarity")
def _goal_similarity(f: Frames) -> Judged:
    """Similarity (0–1) of 实际完成情况 and 预期目标; a text that only puts other numbers into the goal is not a copy."""
    from rapidfuzz import fuzz

    expected, actual = goal_texts(f, "goal_expected"), goal_texts(f, "goal_actual")
    value, changed = np.full(len(expected), np.nan), np.zeros(len(expected), dtype=bool)
    for i, (a, b) in enumerate(zip(expected, actual, strict=True)):
        x, y = plain(a), plain(b)
        if len(x) < 4 or len(y) < 4:
            continue
        value[i] = 1.0 if x == y else fuzz.ratio(x, y) / 100
        changed[i] = digits(a) != digits(b)
    return judged(
        pd.Series(np.round(value, 4)), *no_goal(f, "goal_expected", "goal_actual"), ("na.short", np.isnan(value)), ("na.numbers_changed", changed)
    )  # fmt: skip


@derived("forms", "goal_is_name")
def _goal_is_name(f: Frames) -> Judged:
    """What the goal consists of where it says nothing more than the project's name or an amount; None where it says more."""
    from rapidfuzz import fuzz

    filler = pattern("quality", "goal", "filler")
    out = np.full(len(f.frame("forms")), None, dtype=object)
    for i, (goal, project) in enumerate(zip(goal_texts(f, "goal_expected"), goal_texts(f, "project"), strict=True)):
        x = plain(goal)
        if not x:
            continue
        if WORDS.amount.fullmatch(x):
            out[i] = "amount"
            continue
        name = plain(_CODE.sub("", norm(project)))
        if not name:
            continue
        core, bare = filler.sub("", x), filler.sub("", name)
        near = len(x) <= len(name) + 6 and fuzz.ratio(x, name) >= 90
        if x == name or near or (core == bare and len(core) >= 2 and len(x) <= len(name) + 10):
            out[i] = "name"
    return judged(pd.Series(out, dtype=object), *no_goal(f, "goal_expected"))


@derived("forms", "goal_digits")
def _goal_digits(f: Frames) -> Judged:
    """How many numbers (in digits or counted in words) the goal has that quantify something: those of a list, of ages and of the year do not."""
    found = map_texts(
        goal_texts(f, "goal_expected"),
        lambda t: len(digits(WORDS.no_quantity.sub(" ", t))) + len(WORDS.count_word.findall(t)),
        float,
    )
    return judged(pd.Series(found.astype(float)), *no_goal(f, "goal_expected"))


@lru_cache(maxsize=65536)
def items(text: str) -> int:
    """How many numbered points a text has (1. 2. 3., 一是 二是, 目标1：); 0 for running text. The numbers must begin at one."""
    marks = [next(g for g in m.groups() if g) for m in WORDS.item.finditer(text.strip())]
    firsts = {"1", "①", "一"}
    return len(set(marks)) if marks and marks[0] in firsts and len(set(marks)) >= 2 else 0


@derived("forms", "goal_items", "result_items", "items_gap")
def _items(f: Frames) -> dict[str, Judged | pd.Series]:
    """Numbered points of the goal and of the result, and their difference where both are numbered."""
    a = map_texts(goal_texts(f, "goal_expected"), items, float).astype(float)
    b = map_texts(goal_texts(f, "goal_actual"), items, float).astype(float)
    gap = judged(
        pd.Series(np.abs(a - b)), *no_goal(f, "goal_expected", "goal_actual"), ("na.not_numbered", (a == 0) | (b == 0))
    )
    return {"goal_items": pd.Series(a), "result_items": pd.Series(b), "items_gap": gap}


@grain("goals")
def _goals(f: Frames) -> pd.DataFrame:
    """One row a goal text of a form: ``form_id place label text``; place is goal_expected or goal_actual."""
    forms = f.frame("forms")
    parts = [
        pd.DataFrame({"form_id": forms["form_id"], "place": place, "label": label, "label_en": english, "text": texts(forms[place])})
        for place, label, english in (("goal_expected", "预期目标", "the expected goal"), ("goal_actual", "实际完成情况", "the actual result"))
    ]  # fmt: skip
    both = pd.concat(parts, ignore_index=True)
    order = np.argsort(np.tile(np.arange(len(forms)), 2), kind="stable")
    return both.iloc[order]


_CHINESE_YEAR = re.compile("二[〇○零Oo0][一二三四五六七八九〇○零]{2}(?=年)")
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九Oo", "000123456789" + "00")
_YEAR = re.compile(r"(?<![\d〔\[(（.])(20[0-4]\d)年(度)?")


@lru_cache(maxsize=65536)
def other_year(text: str, year: int, project: str) -> int | None:
    """A year other than ``year`` that the text gives as its own. Comparisons, periods, plans and document names are not."""
    shown = _CHINESE_YEAR.sub(lambda m: m[0].translate(_CHINESE_DIGITS), nfkc(text))
    found = list(_YEAR.finditer(shown))
    if not found:
        return None
    own_named = any(int(m[1]) == year for m in found) or str(year) in shown
    for m in found:
        other = int(m[1])
        if other == year or str(other) in project or abs(other - year) > 15:
            continue
        before, after = shown[: m.start()].rstrip(), shown[m.end() :].lstrip()
        if WORDS.other_before.search(before) or WORDS.other_after.match(after):
            continue
        clause = re.split(r"[。；;\n]", before)[-1]
        if other > year and clause.strip() and not m[2]:
            continue  # 2025年移交管护 at the end of a sentence is what comes later
        if other > year and (WORDS.next.search(clause) or WORDS.next.search(after[:12]) or WORDS.then.match(after)):
            continue
        if own_named and not (m.start() == 0 or (m[2] and not clause)):
            continue
        return other
    return None


@derived("goals", "foreign_year", "own_year")
def _foreign_year(f: Frames) -> dict[str, Judged | pd.Series]:
    """A year in the text that is not the form's; missing where there is none."""
    goals = f.frame("goals")
    years = floats(f.per_form("goals", "year"))
    projects = texts(f.per_form("goals", "project"))
    shown = texts(goals["text"])
    out = np.full(len(goals), np.nan)
    for i in np.flatnonzero(~np.isnan(years)):
        if shown[i]:
            found = other_year(shown[i], int(years[i]), projects[i])
            out[i] = np.nan if found is None else found
    wrong = pd.Series([None if np.isnan(x) else str(int(x)) for x in out], dtype=object)
    return {
        "foreign_year": judged(wrong, ("na.no_goal", shown == ""), ("ne.year", np.isnan(years))),
        "own_year": pd.Series([None if np.isnan(y) else str(int(y)) for y in years], dtype=object),
    }
