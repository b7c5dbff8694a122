"""Relation: two clauses of one thing that put it under two values of one dimension (购置 and 租用, 无异议 and 提出有误, 不间断 and 暂停)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from selfeval_nb.checks.claims.align.lines import Line, common_run, content, lines_of, telling_share
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.common.needles import Haystack
from selfeval_nb.common.words import Words, word_list

WORDS = Words("align", "opposed")

_SECTIONS = ("form_kind", "form_state", "near_state", "thing_state", "thing_kind")
#: How sure it is that two clauses speak of one thing, by what the dimension asks of them.
_SURE = {"form": 0.75, "near": 0.7, "thing": 0.75}


@dataclass(frozen=True, slots=True)
class Dimension:
    """``name``, how far clauses must speak of one thing (``form`` ``near`` ``thing``), whether a goal says it too, and value -> words."""

    name: str
    about: str
    plans: bool
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A clause and the value that it puts its thing under; ``rest`` is what the clause says beside it, ``next`` the words right behind it."""

    line: Line
    value: str
    said: str
    rest: str
    next: str


@lru_cache(maxsize=4)
def dimensions() -> tuple[Dimension, ...]:
    found = []
    for section in _SECTIONS:
        about, _, mode = section.partition("_")
        for name, values in word_list("opposed")[section].items():
            found.append(Dimension(name, about, mode == "kind", tuple(values.items())))
    return tuple(found)


@lru_cache(maxsize=1024)
def compiled(words: str) -> re.Pattern[str]:
    """A pattern of a word list, made when it is first needed."""
    return re.compile(words)


@lru_cache(maxsize=4)
def _words() -> Haystack[int]:
    return Haystack((k, p) for k, d in enumerate(dimensions()) for _, p in d.values)


@lru_cache(maxsize=32768)
def values_of(text: str) -> tuple[tuple[int, str, int, int], ...]:
    """(dimension, value, start, end) of what a clause puts its thing under; nothing where it names two values of a dimension."""
    found = []
    for k in sorted(_words().candidates(text)):
        d = dimensions()[k]
        hits = [(v, m) for v, p in d.values if (m := compiled(p).search(text)) is not None]
        if len(hits) == 1:
            found.append((k, hits[0][0], hits[0][1].start(), hits[0][1].end()))
    return tuple(found)


def opposed(f: Frames) -> Iterator[Pair]:
    """``opposed``: two clauses put one thing under two values of one dimension, of which only one can be true."""
    for form, lines in enumerate(lines_of(f)):
        told: dict[int, list[Held]] = {}
        for line in lines:
            for k, value, a, b in values_of(line.text):
                d = dimensions()[k]
                if (
                    line.role == "measure"
                    or (line.role == "plan" and not d.plans)
                    or WORDS.unreal.search(line.text[:a])
                ):
                    continue
                told.setdefault(k, []).append(_held(line, value, a, b))
        for k, found in told.items():
            if len({h.value for h in found}) > 1:
                yield from _against(form, dimensions()[k], found)


def _held(line: Line, value: str, a: int, b: int) -> Held:
    rest = content(line.text[:a] + "|" + line.text[b:])
    following = re.split(r"[^\u4e00-\u9fffA-Za-z]", line.text[b:], maxsplit=1)[0]
    return Held(line, value, line.text[a:b], rest, following)


def _against(form: int, d: Dimension, found: list[Held]) -> Iterator[Pair]:
    """The pairs of clauses with two values; a clause that contradicts several is told of once."""
    told: set[str] = set()
    for i, a in enumerate(found):
        for b in found[i + 1 :]:
            if a.value == b.value or (a.line.place == b.line.place and (a.line.no == b.line.no or d.about == "thing")):
                continue
            if {a.line.role, b.line.role} == {"plan"} or WORDS.explained.search(a.line.sentence + b.line.sentence):
                continue
            if d.about == "thing" and (_both(d, a, b, found) or _both(d, b, a, found)):
                continue  # the cell tells of both: 新建45个、维修旧的66个
            clash = _one_thing(d, a, b) and not {a.line.text, b.line.text} & told
            told |= {a.line.text, b.line.text} if clash else set()
            at = b if a.line.place in ("goal_expected",) or (a.line.row < 0 and b.line.row >= 0) else a
            other = a if at is b else b
            yield Pair(
                form, "opposed", at.line.place,
                f"{name_of(other.line.place)}写“{other.line.text[:30]}”，{name_of(at.line.place)}写“{at.line.text[:30]}”",
                f"{name_of(other.line.place, 'en')} says “{other.line.text[:30]}”, {name_of(at.line.place, 'en')} “{at.line.text[:30]}”",
                1, 1, *((0, 0) if clash else (1, 1)), _SURE[d.about], at.line.row,
            )  # fmt: skip


def _both(d: Dimension, a: Held, b: Held, found: list[Held]) -> bool:
    """Whether the cell of one clause puts the same thing under the other's value as well."""
    return any(h.line.place == b.line.place and h.value == a.value and _one_thing(d, h, a) for h in found if h is not a)


def _one_thing(d: Dimension, a: Held, b: Held) -> bool:
    if d.about == "form":
        return True
    run = common_run(a.rest, b.rest)
    if d.about == "near":
        return run >= 3 or bool(telling_share(a.rest, b.rest)) or _head(a, b)
    small = min(len(a.next), len(b.next))
    if small >= 3 and (a.next[:small] == b.next[:small] or a.next[-3:] == b.next[-3:]):
        return True
    return run >= 4 and len(a.rest.replace("|", "")) <= 3 * run + 6


def _head(a: Held, b: Held) -> bool:
    """Whether a clause without words of its own goes on with one that speaks of the other's thing."""
    x = a.rest if len(a.rest.replace("|", "")) > 2 else content(a.line.head)
    y = b.rest if len(b.rest.replace("|", "")) > 2 else content(b.line.head)
    return common_run(x, y) >= 2
