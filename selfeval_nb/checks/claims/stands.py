"""What a clause says of the state of a thing (超额完成, 如期, 未发生事故, 上升) and what a row of the form shows of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from selfeval_nb.checks.claims.collect import passages
from selfeval_nb.checks.claims.rows import Rows, rows_of
from selfeval_nb.checks.claims.subjects import pieces
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import texts
from selfeval_nb.common.words import Words, pattern
from selfeval_nb.forms.words.text import norm

WORDS = Words("claims", "stand")

_CLAUSE = re.compile(r"[,，。;；:：！!\n]")
#: A word of a state in the name of a rate says nothing of it: 按期处置率94.1%.
_RATE = re.compile(r"[\u4e00-\u9fff]{0,6}率")
_LIST = re.compile(r"[、和与及]|以及")
_SHARE = re.compile(r"[值数量]?的?(?:为|约|近)?\d")
_COUNTED = re.compile(r"\d")
#: dimension -> its values, the first that a clause holds counts: who is short is not met.
DIMENSIONS = {
    "compliance": ("short", "over", "met"), "timing": ("late", "early", "ontime"), "event": ("none", "some"), "all": ("part", "all"),
}  # fmt: skip
#: (what a text says, what the row or another text shows) that cannot both be true.
AGAINST = {
    "compliance": {("over", "short"), ("met", "short"), ("short", "met"), ("short", "over")},
    "timing": {("early", "late"), ("ontime", "late"), ("late", "early"), ("late", "ontime")},
    "event": {("none", "some"), ("some", "none")},
    "all": {("all", "part"), ("part", "all")},
}


@dataclass(frozen=True, slots=True)
class Stand:
    """What one clause says: ``dimension`` and ``value`` (``DIMENSIONS``), of an event also ``what`` happened; ``things`` are the words of each thing
    it is said of (清淤 and 护岸), ``universal`` whether it is said of all of them."""

    dimension: str
    value: str
    clause: str
    things: tuple[str, ...]
    what: str = ""
    universal: bool = False


def _what(clause: str, at: int) -> re.Match[str] | None:
    """The event that is named within a few characters."""
    return pattern("claims", "stand", "event_what").search(clause, at, at + 10)


@lru_cache(maxsize=65536)
def _read(clause: str, head: str) -> tuple[Stand, ...]:
    if pattern("claims", "stand", "not_said").search(clause):
        return ()
    found = []
    for dimension, values in DIMENSIONS.items():
        for value in values:
            m = pattern("claims", "stand", f"{dimension}_{value}").search(clause)
            what = _what(clause, m.end()) if m and dimension == "event" else None
            if m is None or _RATE.match(clause, m.end()) or (dimension == "event" and what is None):
                continue
            if dimension == "compliance" and _SHARE.match(clause, m.end()):
                continue  # 完成计划的95.11%
            if (
                value == "ontime"
                and _COUNTED.search(clause, m.end())
                and not pattern("claims", "stand", "universal").search(clause)
            ):
                continue  # 按期整改30处 says nothing of the others
            own = clause[: m.start()].strip()
            rest = clause[m.end() :].strip()
            about = own if len(pieces(own)) else (rest if len(pieces(rest)) else head)
            things = (clause,) if dimension == "timing" else tuple(t for t in _LIST.split(about) if t)
            found.append(
                Stand(
                    dimension, value, clause, things, what[0] if what else "",
                    pattern("claims", "stand", "universal").search(clause) is not None,
                )
            )  # fmt: skip
            break
    return tuple(found)


def stands(text: str) -> Iterator[Stand]:
    """What each clause of a text says of a state; a clause without words of its own goes on with the one before."""
    head = ""
    for clause in _CLAUSE.split(norm(text)):
        if clause:
            yield from _read(clause, head)
            head = clause


def told(f: Frames) -> list[tuple[int, str, str, Stand]]:
    """(form, place, role, stand) of every text that is not of one row (made once)."""
    if "claims:stands" not in f.cache:
        f.cache["claims:stands"] = [
            (form, place, role, s)
            for form, place, role, text in passages(f)
            if role in ("result", "conclusion", "cause", "note")
            for s in stands(text)
        ]
    return f.cache["claims:stands"]


def shown(f: Frames) -> list[dict[str, str]]:
    """For each indicator row what it shows: dimension -> value, where its own values tell (made once)."""
    if "claims:shown" not in f.cache:
        f.cache["claims:shown"] = _shown(f)
    return f.cache["claims:shown"]


def _shown(f: Frames) -> list[dict[str, str]]:
    rows = rows_of(f)
    met, fell = f.col("indicators", "met").to_numpy(), f.col("indicators", "fell_short").to_numpy()
    reached = np.array([_over(rows, i) for i in range(len(rows.names))], dtype=bool)
    adjusted = texts(f.frame("indicators")["target_adjusted"]) if "target_adjusted" in f.frame("indicators") else None
    out: list[dict[str, str]] = []
    for i in range(len(rows.names)):
        facts: dict[str, str] = {}
        if fell[i] == 1 and not (adjusted is not None and adjusted[i]):
            facts["compliance"] = "short"
        elif met[i] == 1:
            facts["compliance"] = "over" if reached[i] else "met"
        facts |= _timing(rows, i)
        what = pattern("claims", "stand", "event_what").search(rows.names[i])
        t, a = rows.targets[i], rows.actuals[i]
        if (
            what
            and a.low is not None
            and a.base_unit != "%"
            and (t.low == 0 or t.text.strip() in ("无", "零", "不发生", "未发生"))
        ):
            facts["event"] = "some" if a.low > 0 else "none"
        if a.base_unit == "%" and a.low is not None and a.operator is None and WORDS.all_rate.search(rows.names[i]):
            facts["all"] = "all" if a.low >= 99.995 else "part"
        out.append(facts)
    return out


def _over(rows: Rows, i: int) -> bool:
    t, a = rows.targets[i], rows.actuals[i]
    if t.low is None or a.low is None or t.base_unit != a.base_unit:
        return False
    return a.low > t.low if t.direction in (">=", ">", "=") else a.low < t.low


def _timing(rows: Rows, i: int) -> dict[str, str]:
    t, a = rows.targets[i], rows.actuals[i]
    if t.date_high and a.date_high and not t.ambiguity and not a.ambiguity:
        value = (
            "late" if (a.date_low or a.date_high) > t.date_high else "early" if a.date_high < t.date_high else "ontime"
        )
        return {"timing": value}
    if a.base_unit == "%" and a.low is not None and WORDS.late_rate.search(rows.names[i]):
        return {"timing": "ontime" if a.low >= 99.995 else "late"}
    return {}


def meant(rows: Rows, form: int, stand: Stand) -> list[int]:
    """The rows that a stand is surely about: each thing that it names against the names of the rows."""
    found: list[int] = []
    for thing in stand.things:
        said = pieces(thing)
        if not said:
            continue
        near = []
        for i in rows.members[form]:
            common = said & rows.pieces[i]
            if not common:
                continue
            share = len(common) / min(len(said), len(rows.pieces[i]))
            if (len(common) >= 2 and share >= 0.6) or (
                len(said) <= 2 and share == 1.0 and len(thing) <= 5 and len(stand.things) > 1
            ):
                near.append((len(common) / len(rows.pieces[i]), i))
        near.sort(reverse=True)
        if stand.universal or len(stand.things) > 1:
            found += [i for _, i in near if i not in found]
        elif near and (len(near) == 1 or near[0][0] - near[1][0] >= 0.1):
            found.append(near[0][1])
    return found
