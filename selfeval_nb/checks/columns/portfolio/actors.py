"""Columns about another unit of the batch that a text names as the one who acts (rule X12)."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.portfolio.names import WORDS as NAMES
from selfeval_nb.checks.compare.batch_forms import Batch, batch_of
from selfeval_nb.checks.table.frames import Frames, derived, judged
from selfeval_nb.checks.table.grains import texts
from selfeval_nb.checks.table.rows import rows_of
from selfeval_nb.common.where import indicator
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import clean, norm

WORDS = Words("portfolio", "actors")

_CLAUSE = re.compile(r"[^。；;\n]+")
_NUMBERING = re.compile(
    r"^\s*(?:\d{1,2}[、.．)）]|[(（][一二三四五六七八九十\d]{1,2}[)）]|[一二三四五六七八九十][、是])?\s*(?:20\d\d年度?[,，]?)?"
)


def _related(batch: Batch, i: int, other: str, owners: dict[str, set[str]]) -> bool:
    """Whether another unit belongs to the family of a form's unit: its department, a unit below it, or a name inside the other."""
    mine = {batch.units[i], batch.departments[i]} - {""}
    if any(other in m or m in other for m in mine):
        return True
    return bool(owners.get(other, set()) & mine) and (
        batch.units[i] == batch.departments[i] or batch.units[i] in owners.get(other, set())
    )


@derived(
    "forms",
    "other_actor",
    "other_actor_place",
    "other_actor_text",
)
def _other_actor(f: Frames) -> dict[str, Any]:
    """Another unit of the batch that a sentence of the form names as the one who acts, where, and the sentence."""
    batch = batch_of(f)
    forms = f.frame("forms")
    owners: dict[str, set[str]] = {}
    for unit, department in zip(batch.units, batch.departments, strict=True):
        owners.setdefault(unit, set()).add(department)
        owners.setdefault(department, set())
    known = sorted(u for u in owners if len(u) >= 6 and NAMES.body.search(u))
    by_head: dict[str, list[str]] = {}
    for u in sorted(known, key=len, reverse=True):  # the longest name that fits is the one meant
        by_head.setdefault(u[:3], []).append(u)
    out, place, said = (np.full(batch.n, None, dtype=object) for _ in range(3))
    place[:] = "form"
    reason, numbers = texts(f.frame("indicators")["reason"]), f.frame("indicators")["indicator_no"].tolist()
    goals = [
        (p, texts(forms[p])) for p in ("goal_expected", "goal_actual", "conclusion", "problems_text") if p in forms
    ]
    if batch.n > 1 and known:
        for i, rows in enumerate(rows_of(f)):
            if not batch.units[i]:
                continue
            own = (batch.units[i], batch.departments[i])
            spots = [(p, values[i]) for p, values in goals] + [
                (indicator(numbers[r], "reason"), reason[r]) for r in rows
            ]
            for where, text in spots:
                found = _actor(text, by_head, own) if text else None
                if found and not _related(batch, i, found[0], owners):
                    out[i], place[i], said[i] = (
                        found[0],
                        where if where.startswith(("goal", "ind")) else "form",
                        found[1],
                    )
                    break
    no_unit = np.array([not u for u in batch.units], dtype=bool)
    alone = np.full(batch.n, batch.n < 2)
    return {
        "other_actor": judged(pd.Series(out, dtype=object), ("na.single_form", alone), ("na.no_unit", no_unit)),
        "other_actor_place": pd.Series(place, dtype=object),
        "other_actor_text": pd.Series(said, dtype=object),
    }


def _actor(text: str, by_head: dict[str, list[str]], own: tuple[str, str]) -> tuple[str, str] | None:
    """The unit that begins a sentence, or whose own running (保障…正常运转) it speaks of, where the form's own unit is not named; and the
    sentence."""
    for m in _CLAUSE.finditer(text):
        sentence = m[0]
        rest = _NUMBERING.sub("", norm(sentence))
        for unit in by_head.get(rest[:3], ()):
            if (
                rest.startswith(unit)
                and not WORDS.not_actor.match(rest[len(unit) :])
                and not any(o and o in rest for o in own)
            ):
                return unit, clean(sentence)
        for at in range(len(rest)):
            for unit in by_head.get(rest[at : at + 3], ()):
                if (
                    rest.startswith(unit, at)
                    and WORDS.own_running.match(rest[at + len(unit) :])
                    and not any(o and o in rest for o in own)
                ):
                    return unit, clean(sentence)
    return None
