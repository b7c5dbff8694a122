"""The words of targets and actuals (words_cells.toml, words_directions.toml): operators, status, trend and level words, directions
(docs/values.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from selfeval_nb.common.words import Words, pattern, word_list
from selfeval_nb.forms.values import units

_NOISE = Words("cells", "noise")
_WORDS = Words("cells", "words")
_COST = Words("directions", "cost")
_UNWANTED = Words("directions", "unwanted")
_ASSUMED = Words("directions", "assumed")
_TIME = Words("directions", "time")


def _alternatives(table: Iterable[str]) -> str:
    """A regex that matches the longest word of the table first."""
    return "|".join(re.escape(w) for w in sorted(table, key=len, reverse=True))


@lru_cache(maxsize=2)
def operators(place: str) -> dict[str, str]:
    """The words of operators ``before`` or ``behind`` a number, with their sign."""
    return {word: sign for sign, said in word_list("cells")[place].items() for word in said}


@lru_cache(maxsize=2)
def operator(place: str) -> re.Pattern[str]:
    """One operator ``before`` or ``behind`` a number, the longest first."""
    return re.compile(_alternatives(operators(place)))


@lru_cache(maxsize=1)
def ending() -> re.Pattern[str]:
    """An operator that a text ends with."""
    return re.compile(rf"(?:{_alternatives(operators('behind'))})$")


@lru_cache(maxsize=1)
def leading_noise() -> re.Pattern[str]:
    """Words before a number that say nothing about its size."""
    return re.compile(rf"^(?:{_alternatives(_NOISE['leading'])})+")


@lru_cache(maxsize=1)
def trailing_noise() -> re.Pattern[str]:
    """Words behind a unit that say that it was done."""
    return re.compile(rf"(?:{_alternatives(_NOISE['trailing'])})++$")


def is_unit_alone(text: str) -> bool:
    """A cell that holds only a unit (``分``, ``%``, ``≥%``): the value was never filled in."""
    return _NOISE.unit_alone.match(text) is not None


def is_placeholder(text: str) -> bool:
    """A cell that holds what the template prints to be replaced (``×××``, ``指标1：``)."""
    return _NOISE.placeholder.search(text) is not None


def is_harmless(note: str) -> bool:
    """A note in brackets that changes nothing (含, 约, 万元)."""
    return _NOISE.note.match(note) is not None


def is_rating(text: str) -> bool:
    """A class or star rating: a level, not a number with a unit."""
    return _WORDS.rating.match(text) is not None


def has_verb(text: str) -> bool:
    """Whether the text behind a number acts (培训了…) rather than names a unit."""
    return _WORDS.verb.search(text) is not None


@lru_cache(maxsize=16384)
def classify(text: str) -> tuple[str, int | None]:
    """Words -> (kind, official grade 1–3 or None). Long sentences are narrative whatever words they hold."""
    m = _WORDS.grades.match(text)
    if m:
        return "status", 3 if m["third"] or m["third2"] else 2 if m["second"] else 1
    for kind in word_list("cells")["kinds"]:
        if len(text) > 24 and kind not in ("boolean", "status"):
            break
        if pattern("cells", "kinds", kind).search(text):
            return kind, None
    return "narrative", None


# ---- direction without an operator (§5.4 rule 3) --------------------------------------------------------------------


@lru_cache(maxsize=16384)
def lower_is_better(name: str) -> bool:
    """Whether an indicator's name names something that nobody wants, and no act against it (停电次数, not 停电抢修次数)."""
    bare = name.strip()
    return _UNWANTED.counted.search(bare) is not None and _UNWANTED.acts.search(bare) is None


@lru_cache(maxsize=16384)
def is_cost(name: str, level2: str) -> bool:
    """Whether a row is about money, so that a bare 万 means 万元."""
    if _COST.level.search(level2):
        return True
    unit = units.unit_of_name(name)
    base = units.base(unit) if unit else None
    return bool(base and base.money) or _COST.name.search(name) is not None


@lru_cache(maxsize=16384)
def direction_of(name: str, level2: str, kind: str, unit: str, number: float | None) -> tuple[str, str]:
    """(assumed operator, why) for a number without one: cost, complaints, accidents, error rates and times ≤, else ≥.

    A target of zero can only mean at most zero.
    """
    if number == 0:
        return "<=", "zero"
    acts = "数量" in level2 and _ASSUMED.acts.search(name) is not None and _ASSUMED.no_acts.search(name) is None
    if lower_is_better(name) or (_ASSUMED.less.search(name) and not acts and not _ASSUMED.less_is_meant.search(name)):
        return "<=", "name"
    if _COST.level.search(level2) and kind in ("money", "number", "duration"):
        return "<=", "cost"
    if kind == "duration" and _TIME.more.search(name) and not _TIME.limit.search(name):
        return ">=", "name"
    if kind == "duration" and (_TIME.short.search(unit) or "时效" in level2 or _TIME.name.search(name)):
        return "<=", "time"
    levels = word_list("directions")["level2"]
    by_level = next((why for why in levels if pattern("directions", "level2", why).search(level2)), None)
    if by_level is None and kind == "money" and "/" in unit:
        return "<=", "unit-cost"  # 400元/人、天 is a standard of spending
    return ">=", by_level or "default"
