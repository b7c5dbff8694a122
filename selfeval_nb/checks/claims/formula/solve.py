"""Relation: the formulae that a text holds, and whether its numbers keep them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from selfeval_nb.checks.book.template import number
from selfeval_nb.checks.claims.collect import claims_of
from selfeval_nb.checks.claims.formula.quantities import Quantity, alike, derived, elided, own_unit, quantity_of
from selfeval_nb.checks.claims.formula.shapes import Range, Role, Shape, shapes, value
from selfeval_nb.checks.claims.link import SURE
from selfeval_nb.checks.claims.numbers import INF
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.rows import Rows, family, rows_of
from selfeval_nb.checks.table.frames import Frames

#: Numbers that are tried for one role, combinations of two roles that are tried.
MOST_CHOICES, MOST_TRIED = 8, 40
_SKIP = ("todo", "limit", "deducted")
_ROLES = ("result", "conclusion", "cause", "note", "other")


def formulae(f: Frames) -> Iterator[Pair]:
    """``formula``: numbers of neighbouring clauses that their cue words make an equation of (人均 = 总数÷人数), and whether they keep it."""
    rows = rows_of(f)
    for claims in claims_of(f):
        cells: dict[str, list[Quantity]] = {}
        for c in claims:
            if (
                c.role in _ROLES
                and c.said.kind != "day"
                and c.said.exact >= 0
                and c.said.kind != "points"
                and (not c.said.spelled or c.said.kind == "rate")
            ):
                cells.setdefault(c.place, []).append(quantity_of(c))
        for cell in cells.values():
            for x in cell:
                for shape in shapes():
                    m = _cued(shape, x)
                    if m is not None:
                        yield from _judged(rows, shape, cell, x, m)


def _cued(shape: Shape, x: Quantity) -> re.Match[str] | None:
    if shape.kinds and x.said.kind not in shape.kinds:
        return None
    m = shape.cue.search(x.lead)
    if (
        m is None
        or not shape.behind.search(x.behind)
        or shape.barred.search(x.lead)
        or x.said.mode in ("todo", "deducted")
    ):
        return None
    return m


def _judged(rows: Rows, shape: Shape, cell: list[Quantity], x: Quantity, m: re.Match[str]) -> Iterator[Pair]:
    """The pair of one number and its formula: one choice of roles that keeps it is enough; else the nearest choice tells of it."""
    nearest: tuple[dict[str, Range], dict[str, str], float] | None = None
    for chosen in itertools.islice(_choices(rows, shape, cell, x, m), MOST_TRIED):
        names = {k: r for k, (r, _) in chosen.items()}
        try:
            gap = _gap(shape, x, names)
        except ZeroDivisionError:
            continue
        if gap <= 0:
            return
        if nearest is None:
            nearest = names, {k: t for k, (_, t) in chosen.items()}, gap
    if nearest is None:
        return
    names, texts, _ = nearest
    low, high = _side(shape, x, names)
    line = _line(shape, x, names)
    said = "、".join(f"“{t}”" for t in [*texts.values(), _words(x)])
    c = x.claim
    yield Pair(
        c.form, "formula" if shape.grave else "formula_note", c.place, f"{name_of(c.place)}写{said}，按{line}", f"{name_of(c.place, 'en')} says {said}: {line}",
        *_own(shape, x), low, high, 0.8, c.row if c.own else -1, line,
    )  # fmt: skip


def _own(shape: Shape, x: Quantity) -> Range:
    return derived(x) if shape.relation == "=" and shape.right != "a" else (x.low, x.high)


def _side(shape: Shape, x: Quantity, names: dict[str, Range]) -> Range:
    """What the roles admit of x."""
    if shape.relation == "=":
        low, high = value(shape.right, names)
        room = shape.room * max(abs(low), abs(high))
        return low - room, high + room
    left, right = value(shape.left, names | {"x": _own(shape, x)}), value(shape.right, names | {"x": _own(shape, x)})
    fits = left[0] <= right[1] if shape.relation == "<=" else left[1] >= right[0]
    own = _own(shape, x)
    return own if fits else (own[1] + 1.0, INF)


def _gap(shape: Shape, x: Quantity, names: dict[str, Range]) -> float:
    low, high = _side(shape, x, names)
    own = _own(shape, x)
    return max(own[0] - high, low - own[1], 0.0) if own[0] > high or own[1] < low else 0.0


def _choices(
    rows: Rows, shape: Shape, cell: list[Quantity], x: Quantity, m: re.Match[str]
) -> Iterator[dict[str, tuple[Range, str]]]:
    """What the roles may be, the nearest first."""
    first, *more = shape.roles
    for one, told, q in _role(rows, first, cell, x, m, {"x": x}):
        if not more:
            yield {first.name: (one, told)}
            continue
        for two, also, other in _role(rows, more[0], cell, x, m, {"x": x, first.name: q}):
            if other is not q or "target" in more[0].tokens:
                yield dict(sorted({first.name: (one, told), more[0].name: (two, also)}.items()))


_Found = tuple[Range, str, Quantity]


def _role(
    rows: Rows, role: Role, cell: list[Quantity], x: Quantity, m: re.Match[str], known: dict[str, Quantity]
) -> Iterator[_Found]:
    if "target" in role.tokens:
        a = known[role.tokens["target"]]
        row = a.claim.row
        if row >= 0 and a.claim.sure >= SURE:
            t = rows.targets[row]
            if (
                t.low
                and t.low == (t.high if t.high is not None else t.low)
                and family(t.base_unit) == family(a.said.base)
            ):
                yield (t.low, t.low), f"第{rows.numbers[row]:g}项指标值{t.text}", a
        return
    found = [q for q in cell if q is not x and _may_be(role, q, x, m, known)]
    found.sort(
        key=lambda q: (
            abs(q.said.clause - x.said.clause),
            q.said.start > x.said.start,
            abs(q.said.start - x.said.start),
        )
    )
    if "last" in role.tokens:
        found = found[:1]
    elif "last2" in role.tokens:
        found = found[1:2]
    for q in found[:MOST_CHOICES]:
        yield own_unit(q) if "per" in role.tokens else (q.low, q.high), _words(q), q


def _may_be(role: Role, q: Quantity, x: Quantity, m: re.Match[str], known: dict[str, Quantity]) -> bool:
    t, s = role.tokens, q.said
    if s.mode in _SKIP or not role.cue.search(q.lead) or role.barred.search(q.lead):
        return False
    far = abs(s.clause - x.said.clause)
    if (
        ("before" in t and s.start > x.said.start)
        or ("after" in t and s.start < x.said.start)
        or ("clause" in t and far > 0)
        or ("next" in t and (far > 1 or s.sentence != x.said.sentence))
        or ("sentence" in t and s.sentence != x.said.sentence)
        or ("count" in t and s.kind != "count")
        or ("plainrate" in t and s.kind == "rate")
        or ("per" in t and not _divides(q, m))
    ):
        return False
    if "like" in t and not alike(s, known[t["like"]].said):
        return False
    if "alike" in t and not elided(s, known[t["alike"]].said):
        return False
    if "other_unit" in t and _unit(s.text) == _unit(x.said.text):
        return False
    return not ("larger" in t and s.exact <= known[t["larger"]].said.exact)


def _unit(text: str) -> str:
    return text.lstrip("0123456789.,余多")


_FAMILIES = {"日": "天", "人": "人", "名": "人"}


def _divides(q: Quantity, m: re.Match[str]) -> bool:
    """Whether a number counts what a mean is taken over: its unit, or the words behind it."""
    groups = m.groupdict()
    unit = groups.get("per") or groups.get("unit") or ""
    thing, kind = groups.get("thing") or "", groups.get("kind") or ""
    s = q.said
    if thing and (q.behind.startswith(thing) or q.lead.endswith(thing)):
        return s.kind == "count"
    for u in (unit, "" if thing else kind):
        if u and (
            family(s.base) == family(_FAMILIES.get(u, u))
            or s.text.endswith(u)
            or (s.base == "个" and q.behind.startswith(u))
        ):
            return s.kind in ("count", "duration")
    return False


def _words(q: Quantity) -> str:
    return q.lead[-10:] + q.said.text


def _line(shape: Shape, x: Quantity, names: dict[str, Range]) -> str:
    """The calculation in numbers."""
    middle = {k: (low + high) / 2 for k, (low, high) in names.items()}
    if shape.relation != "=":
        middle["x"] = x.said.exact
    shown = re.sub(
        r"[abx]\b",
        lambda n: number(middle[n[0]], 4) if n[0] in middle else n[0],
        f"{shape.right}" if shape.relation == "=" else shape.shown,
    )
    shown = shown.replace(" * ", "×").replace(" / ", "÷").replace(" ", "")
    if shape.relation == "=" and shape.right != "a":
        low, high = value(shape.right, names)
        return f"{shown}={number((low + high) / 2, 2)}"
    return shown
