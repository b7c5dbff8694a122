"""Columns about goals that no indicator carries, or that are no goals (rules Q10, Q11, Q14)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from selfeval_nb.checks.claims.collect import carries, claims_of
from selfeval_nb.checks.claims.rows import rows_of as link_rows
from selfeval_nb.checks.columns.goals import goal_texts, no_goal
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import map_texts, texts
from selfeval_nb.checks.table.mentions import words_of
from selfeval_nb.checks.table.rows import digits, kind2, plain, rows_of
from selfeval_nb.common.words import Words, pattern
from selfeval_nb.forms.words.text import norm

WORDS = Words("quality", "goals")
_LARGE = re.compile(r"亿|\d+万")
_NUMBER = re.compile(r"\d+(?:\.\d+)?%?")


@derived("forms", "goal_duty")
def _goal_duty(f: Frames) -> Judged:
    """1 where the goal is a duty or a definition, without a number or a thing to be done."""
    duty, thing = pattern("quality", "goal", "duty"), pattern("quality", "goal", "object")

    def is_duty(text: str) -> bool:
        x = plain(text)
        return duty.search(x) is not None and thing.search(x) is None and not digits(x)

    return judged(
        pd.Series(map_texts(goal_texts(f, "goal_expected"), is_duty, bool).astype(float)), *no_goal(f, "goal_expected")
    )


@derived("forms", "goal_without_indicator")
def _goal_without_indicator(f: Frames) -> Judged:
    """The numbers of the goal that no indicator carries, with the words before them; None where each is carried."""
    rows = link_rows(f)
    numbers = _numbers_of_rows(f)
    told: list[str | None] = []
    counted = np.zeros(len(f.frame("forms")), dtype=bool)
    for form, claims in enumerate(claims_of(f)):
        lost: list[str] = []
        told_beside = {
            c.said.clause
            for c in claims
            if c.place == "goal_expected" and any(carries(rows, i, c) for i in rows.members[form])
        }
        for c in claims:
            s = c.said
            if (
                c.place != "goal_expected"
                or s.kind not in ("count", "rate", "money")
                or s.whole >= 0
                or s.spelled
                or s.mode in ("each", "compare", "change", "missing", "excess")
            ):
                continue
            if s.kind == "money" and (WORDS.funds.search(s.before) or not _LARGE.search(s.text)):
                continue  # what the project may cost is told by the funds
            counted[form] = True
            if (
                s.clause in told_beside
                or WORDS.place.search(s.before)
                or WORDS.later.search(s.before)
                or _printed_number(s.text) in numbers[form]
                or any(carries(rows, i, c) for i in rows.members[form])
            ):
                continue
            lost.append(f"“{s.before.strip()[-12:]}{s.text}”")
        told.append("、".join(lost) or None)
    return judged(
        pd.Series(told, dtype=object), *no_goal(f, "goal_expected"), ("na.no_numbers", ~counted),
        ("na.no_indicators", f.col("forms", "n_indicators").to_numpy() == 0),
    )  # fmt: skip


def _printed_number(text: str) -> str:
    """The number of a quantity with its sign of a rate, as printed: 20%, 1102."""
    m = _NUMBER.search(norm(text))
    return m[0] if m else "?"


def _numbers_of_rows(f: Frames) -> list[set[str]]:
    """For each form the numbers that stand anywhere in the names, targets and results of its indicators, however they are worded there."""
    ind = f.frame("indicators")
    columns = [texts(ind[name]) for name in ("level3", "target_text", "actual_text")]
    return [
        {number for column in columns for i in members for number in _NUMBER.findall(norm(column[i]))}
        for members in rows_of(f)
    ]


def _characters(text: str) -> frozenset[str]:
    """The characters of the words that mean something."""
    return frozenset("".join(words_of(text)))


@derived("forms", "outputs_in_goal", "quantity_rows")
def _outputs_in_goal(f: Frames) -> dict[str, Judged | pd.Series]:
    """How many quantity indicators share a word with the goal or the project's name, and how many there are."""
    quantity = kind2(f) == "quantity"
    names = texts(f.frame("indicators")["level3"])
    goals, projects = goal_texts(f, "goal_expected"), goal_texts(f, "project")
    hit, rows = np.zeros(len(goals)), np.zeros(len(goals))
    for form, members in enumerate(rows_of(f)):
        # 特色种养 is about 种植面积 and 养殖数量: one character that means something is enough, and a short name proves nothing
        said = _characters(goals[form]) | _characters(projects[form])
        for i in members:
            if quantity[i] and names[i]:
                rows[form] += 1
                hit[form] += bool(_characters(names[i]) & said) or len(words_of(names[i])) < 3 or "执行率" in names[i]
    short = map_texts(goals, lambda t: len(plain(t)) < 15, bool)
    return {
        "outputs_in_goal": judged(
            hit, *no_goal(f, "goal_expected"), ("na.short", short), ("na.few", rows < 2)
        ),
        "quantity_rows": pd.Series(rows),
    }  # fmt: skip
