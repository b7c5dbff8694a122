"""Columns about tasks of the goal that no indicator measures (rule Q19)."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.goals import goal_texts, no_goal
from selfeval_nb.checks.table.doubtful import doubted_block
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import texts
from selfeval_nb.checks.table.mentions import words_of
from selfeval_nb.checks.table.rows import rows_of
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("quality", "coverage")

_SENTENCE = re.compile(r"[。；;\n]")
_LEAST, _LONGEST = 4, 22  # characters of a task
_SURE = 6  # a shorter one may be meant by another word
_SHOWN = 3


def tasks(goal: str) -> list[str]:
    """The tasks that a goal names, each a part of a sentence that says what is to be done and to what (开展重大慢性病早期筛查干预)."""
    found = []
    for sentence in _SENTENCE.split(goal):
        for part in _parts(norm(WORDS.number.sub("", sentence))):
            if _LEAST <= len(part) <= _LONGEST and WORDS.task.search(part) and not WORDS.no_task.search(part):
                found.append(part)
    return list(dict.fromkeys(found))


def _parts(sentence: str) -> list[str]:
    """The clauses of a sentence; the members of a list apart where each says what is to be done (防洪除险、水毁修复), for the verb of another list is
    its first word alone (完成大成殿、东西庑修缮)."""
    out: list[str] = []
    for clause in re.split(r"[,，]", sentence):
        members = clause.split("、")
        out += members if all(WORDS.task.search(m) for m in members) else [clause]
    return out


def _same_deed(part: str, said: str) -> bool:
    """Whether the indicators name the same deed (培训 of 培训农牧民300人), where the word is no general one."""
    return any(m in said for m in WORDS.task.findall(part) if not WORDS.verb.fullmatch(m))


def _things(parts: list[str]) -> list[frozenset[str]]:
    """For each task the pieces that name its object: not what it is to do, nor what several tasks of the goal have in common."""
    pieces = [words_of(WORDS.verb.sub(" ", part)) for part in parts]
    common = Counter(w for some in pieces for w in some)
    return [frozenset(w for w in some if common[w] == 1) or some for some in pieces]


@derived("forms", "tasks_without_indicator", "tasks_lost")
def _tasks_without_indicator(f: Frames) -> dict[str, Judged | pd.Series]:
    """The tasks of the goal of which neither the object nor the deed is mentioned in any cell of the indicators, where other tasks are, so that it
    is known how the form words them; and how many there are."""
    ind = f.frame("indicators")
    columns = [texts(ind[name]) for name in ("level2", "level3", "target_text", "actual_text", "reason")]
    told: list[str | None] = []
    counts = np.zeros(len(f.frame("forms")))
    for form, (members, goal) in enumerate(zip(rows_of(f), goal_texts(f, "goal_expected"), strict=True)):
        said = "\n".join(norm(column[i]) for i in members for column in columns)
        parts = tasks(goal)
        things = _things(parts)
        lost = [
            p
            for p, some in zip(parts, things, strict=True)
            if len(p) >= _SURE and len(some) >= 2 and not any(w in said for w in some) and not _same_deed(p, said)
        ]
        carried = sum(any(w in said for w in some) for some in things)
        counts[form] = len(lost)
        shown = "、".join(f"“{p}”" for p in lost[:_SHOWN]) + ("等" if len(lost) > _SHOWN else "")
        told.append(shown if lost and carried >= 1 else None)
    return {
        "tasks_without_indicator": judged(
            pd.Series(told, dtype=object), *no_goal(f, "goal_expected"), ("na.no_indicators", f.col("forms", "n_indicators").to_numpy() == 0),
            ("ne.reading", doubted_block(f, "indicators") | doubted_block(f, "goals")),
        ),
        "tasks_lost": pd.Series(counts),
    }  # fmt: skip
