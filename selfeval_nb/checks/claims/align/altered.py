"""Relation: two clauses that are alike but for a name, a group or a class: the thing that one of them tells of is not the other's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz import fuzz

from selfeval_nb.checks.claims.align.lines import Line, common_run, content, lines_of
from selfeval_nb.checks.claims.align.listed import replaced
from selfeval_nb.checks.claims.align.opposed import compiled
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.rows import Rows, rows_of
from selfeval_nb.checks.claims.subjects import pieces
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.common.needles import Haystack
from selfeval_nb.common.words import Words, word_list

WORDS = Words("align", "altered")

ALIKE = 72.0  # of a hundred: what two clauses must have in common beside the words that differ
SHORT = 70  # characters of a sentence whose numbers are of one thing
_WORD = re.compile(r"[\u4e00-\u9fff]{1,2}$")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@lru_cache(maxsize=4)
def _kinds() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    return tuple((name, tuple(values.items())) for name, values in word_list("opposed")["same_kind"].items())


@lru_cache(maxsize=4)
def _words() -> Haystack[tuple[int, int]]:
    return Haystack(((k, i), p) for k, (_, values) in enumerate(_kinds()) for i, (_, p) in enumerate(values))


@lru_cache(maxsize=32768)
def members(text: str) -> tuple[tuple[int, int, str], ...]:
    """(kind, value, word) of the words of a kind that a clause holds, each value once."""
    found = []
    for k, i in sorted(_words().candidates(text)):
        m = compiled(_kinds()[k][1][i][1]).search(text)
        if m is not None:
            found.append((k, i, m[0]))
    return tuple(found)


@lru_cache(maxsize=32768)
def named(text: str) -> tuple[tuple[str, str], ...]:
    """(last one or two characters of the name, what it ends with) of the places and things that a clause names: (石门, 段)."""
    found = []
    for m in WORDS.ending.finditer(text):
        before = _WORD.search(text[max(0, m.start() - 2) : m.start()])
        own = before[0] if before else ""
        if own and not WORDS.unnamed.search(own) and not WORDS.common.search(text[max(0, m.start() - 4) : m.end()]):
            found.append((own, m[0]))
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=32768)
def classes(text: str) -> tuple[tuple[str, str], ...]:
    """(unit, what it says) of the classes that a clause tells: ages, school years, sizes: (岁, 0-6)."""
    found = []
    for m in WORDS.classed.finditer(text):
        found.append((m["unit"].removeprefix("周"), f"{m['low']}-{m['high'] or ''}{m['side'] or ''}"))
    return tuple(found)


def altered(f: Frames) -> Iterator[Pair]:
    """``altered``: two clauses that say the same of two groups, places or classes of one kind."""
    projects = f.frame("forms")["project"].tolist()
    rows = rows_of(f)
    for form, lines in enumerate(lines_of(f)):
        marked = [x for x in lines if members(x.text) or named(x.text) or classes(x.text)]
        names = "|".join([str(projects[form] or ""), *(rows.names[i] for i in rows.members[form])])
        for k, a in enumerate(marked):
            for b in marked[k + 1 :]:
                if a.place == b.place or _sides(a, b) == "":
                    continue
                told = _kind(a, b, lines) or _class(a, b, lines) or _name(a, b, lines, names)
                if told:
                    yield _pair(form, a, b, told)
        yield from _elsewhere_short(form, lines, rows)
    yield from replaced(f)


def _elsewhere_short(form: int, lines: list[Line], rows: Rows) -> Iterator[Pair]:
    """The reason of a row that tells of a place or thing which the form names nowhere else, while another text tells of another one of that kind
    that was short of it (石门桥正在铺装桥面, and the reason: 清水桥桩基遇溶洞)."""
    for a in lines:
        if a.role != "cause" or a.row < 0 or a.no > 0:
            continue
        mine = [(own, _kind_of(end)) for own, end in named(a.text)]
        mine = [(own, end) for own, end in mine if not any(own in x.text for x in lines if x.place != a.place)]
        if not mine or any(own in n for own, _ in mine for n in (rows.names[i] for i in rows.members[form])):
            continue
        for b in lines:
            if (
                b.place == a.place
                or b.role not in ("result", "note", "conclusion")
                or not WORDS.short_of.search(b.text)
            ):
                continue
            theirs = [(own, _kind_of(end)) for own, end in named(b.text) if own not in a.sentence]
            pair = next(((x, y) for x in mine for y in theirs if x[1] == y[1]), None)
            about = len(pieces(b.text + b.head) & rows.pieces[a.row]) >= 1
            if pair is not None and about and len(theirs) == len(named(b.text)):
                yield _pair(form, b, a, f"{pair[1][0]}、{pair[0][0]}")
                return


def _kind_of(ending: str) -> str:
    return "place" if WORDS.places.fullmatch(ending) else ending


def _sides(a: Line, b: Line) -> str:
    """How two clauses stand to each other: ``plan`` (a goal and its result), ``cause`` (a cause and its measure), ``told`` (twice a result); '' where
    nothing follows from their difference."""
    roles = {a.role, b.role}
    if roles == {"plan", "result"}:
        return "plan"
    if "measure" in roles:
        return "cause" if "cause" in roles else ""
    return "" if roles & {"plan", "other", "adjust", "money", "name"} else "told"


def _kind(a: Line, b: Line, lines: list[Line]) -> str:
    """Two words of one kind in clauses that are alike but for them."""
    x, y = members(a.text), members(b.text)
    for k in {k for k, *_ in x} & {k for k, *_ in y}:
        mine = {(i, w) for kk, i, w in x if kk == k}
        other = {(i, w) for kk, i, w in y if kk == k}
        if len(mine) != 1 or len(other) != 1 or {i for i, _ in mine} == {i for i, _ in other}:
            continue
        (_, one), (_, two) = next(iter(mine)), next(iter(other))
        if _elsewhere(a, b, one, two, lines):
            continue
        if _alike(a.text.replace(one, ""), b.text.replace(two, "")):
            return f"{one}、{two}"
    return ""


def _alike(a: str, b: str) -> bool:
    """Whether what is left of two clauses says the same, numbers aside."""
    x, y = _NUMBER.sub("#", a), _NUMBER.sub("#", b)
    return min(len(content(x).replace("|", "")), len(content(y).replace("|", ""))) >= 4 and fuzz.ratio(x, y) >= ALIKE


def _elsewhere(a: Line, b: Line, one: str, two: str, lines: list[Line]) -> bool:
    """Whether the cell of one clause has the other's word too, or the words stand in one cell: then both are told of."""
    return any(
        (two in x.text and x.place == a.place)
        or (one in x.text and x.place == b.place)
        or (one in x.text and two in x.text)
        for x in lines
    )


def _class(a: Line, b: Line, lines: list[Line]) -> str:
    """Two classes of one unit, of the same thing."""
    x, y = dict(classes(a.text)), dict(classes(b.text))
    for unit in x.keys() & y.keys():
        if x[unit] == y[unit] or len(classes(a.text)) > 1 or len(classes(b.text)) > 1:
            continue
        rest = WORDS.classed.sub("|", a.text), WORDS.classed.sub("|", b.text)
        if common_run(content(rest[0]), content(rest[1])) >= 3:
            return f"{x[unit]}{unit}、{y[unit]}{unit}"
    return ""


def _name(a: Line, b: Line, lines: list[Line], names: str) -> str:
    """Two names with one ending, of one number or in clauses that are alike but for them, of which the second stands nowhere else."""
    x, y = named(a.text), named(b.text)
    for own, ending in x:
        for other, end in y:
            if end != ending or own[-1] == other[-1] or own in b.text or other in a.text:
                continue
            if other + end in names or own + ending in names:
                continue
            once = sum(other + end in z.text for z in lines) == 1 or sum(own + ending in z.text for z in lines) == 1
            if not once or _elsewhere(a, b, own + ending, other + end, lines):
                continue
            one_number = (
                _sides(a, b) != "plan" and _short(a, b) and bool(_quantities(a.sentence) & _quantities(b.sentence))
            )
            run = common_run(content(a.sentence.replace(own, "")), content(b.sentence.replace(other, "")))
            if (one_number and run >= (2 if _sides(a, b) == "cause" else 4)) or _alike(
                a.text.replace(own, ""), b.text.replace(other, "")
            ):
                return f"{own}{ending}、{other}{end}"
    return ""


def _short(a: Line, b: Line) -> bool:
    """Whether two sentences tell of little else."""
    return len(a.sentence) <= SHORT and len(b.sentence) <= SHORT


@lru_cache(maxsize=16384)
def _quantities(text: str) -> frozenset[str]:
    """The numbers of a sentence with the first character of their units."""
    return frozenset(re.findall(r"\d+(?:\.\d+)?[万亿]?[\u4e00-\u9fff%](?<!年)(?<!月)(?<!日)", text))


def _pair(form: int, a: Line, b: Line, told: str) -> Pair:
    at, other = (b, a) if a.role == "plan" or (a.row < 0 and b.row >= 0) else (a, b)
    return Pair(
        form, "altered", at.place,
        f"{name_of(other.place)}写“{other.text[:32]}”，{name_of(at.place)}写“{at.text[:32]}”，所说的不同（{told}）",
        f"{name_of(other.place, 'en')} says “{other.text[:32]}”, {name_of(at.place, 'en')} “{at.text[:32]}”: not the same ({told})",
        1, 1, 0, 0, 0.7, at.row,
    )  # fmt: skip
