"""Rates of rows and the counts that a text tells of them without telling the rate (可疑病例620例，其中569例纳入随访管理)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from selfeval_nb.checks.book.template import number
from selfeval_nb.checks.claims.clauses import Statement
from selfeval_nb.checks.claims.collect import claims_of
from selfeval_nb.checks.claims.link import Claim
from selfeval_nb.checks.claims.numbers import INF
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.rows import Rows, family, rows_of
from selfeval_nb.checks.claims.subjects import pieces
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import clean, norm

WORDS = Words("formula_words", "counted")

NEAR = 3  # clauses between a whole and its part
FAR = 2.0  # counts that give a rate so many times the row's are of something else


@dataclass(frozen=True, slots=True)
class _Rate:
    """A row of a rate: the words it is called by (随访管理), what of it (可疑病例), its value and the room that its print leaves."""

    row: int
    verb: str
    thing: frozenset[str]
    value: float
    room: float


def row_shares(f: Frames) -> Iterator[Pair]:
    """``row_share``: two counts of a text and the row of the rate that is named after them."""
    rows = rows_of(f)
    for form, claims in enumerate(claims_of(f)):
        rates = [r for i in rows.members[form] if (r := _rate_of(rows, i)) is not None]
        if not rates:
            continue
        cells: dict[tuple[str, int], list[Claim]] = {}
        for c in claims:
            if not c.own and c.role in ("result", "conclusion", "cause", "note", "other"):
                cells.setdefault((c.place, c.said.sentence), []).append(c)
        for sentence in cells.values():
            yield from _of_sentence(rows, rates, sentence)


def _rate_of(rows: Rows, i: int) -> _Rate | None:
    a = rows.actuals[i]
    if a.base_unit != "%" or a.low is None or a.operator is not None or (a.high is not None and a.high != a.low):
        return None
    m = WORDS.name.search(norm(rows.names[i]))
    if m is None or WORDS.barred.search(rows.names[i]):
        return None
    verb = m["verb"][-4:]
    room = 0.5 if a.low == round(a.low) else 0.06
    return _Rate(i, verb, pieces(m["thing"] + m["verb"][:-2]), a.low, room)


def _of_sentence(rows: Rows, rates: list[_Rate], sentence: list[Claim]) -> Iterator[Pair]:
    counts = [c for c in sentence if _counts(c.said)]
    for k, part in enumerate(counts):
        if part.said.mode == "plan":
            continue
        mine = [r for r in rates if _says(r, part.said)]
        wholes = [w for w in counts[:k] if _whole(w.said, part.said)]
        if len(mine) != 1 or not wholes:
            continue
        rate, near = mine[0], wholes[::-1]
        if any(c.said.kind == "rate" and c.said.clause - part.said.clause in (0, 1) for c in sentence):
            continue  # the text tells the rate itself
        dues = [part.said.exact / w.said.exact * 100 for w in near]
        if any(abs(d - rate.value) <= rate.room for d in dues):
            continue
        whole = next((w for w in near if _about(rate, w.said, part.said)), None)
        if (
            whole is None
            or not 1 / FAR <= (due := part.said.exact / whole.said.exact * 100) / max(rate.value, 1e-9) <= FAR
        ):
            continue
        yield _pair(rows, rate, whole, part, due)


def _counts(s: Statement) -> bool:
    return (
        s.kind in ("count", "money")
        and s.mode in ("", "done", "plan")
        and not s.bound
        and s.exact > 0
        and not s.spelled
    )


def _whole(w: Statement, p: Statement) -> bool:
    return family(w.base) == family(p.base) and w.exact >= p.exact and p.clause - w.clause <= NEAR


@lru_cache(maxsize=16384)
def _around(before: str, after: str) -> str:
    return norm(re.split("[,，、:：;；]", before)[-1][-10:] + "|" + re.split("[,，、:：;；。(（]", after)[0][:14])


def _says(rate: _Rate, s: Statement) -> bool:
    """Whether what is said of a count is what the rate is called by: its last two characters, or another word for them."""
    said = _around(s.before, s.after)
    if WORDS.denied.search(said):
        return False
    if rate.verb[-2:] in said:
        return True
    other = WORDS["other_words"].get(rate.verb[-2:], "")
    return bool(other) and re.search(other, said) is not None


def _about(rate: _Rate, w: Statement, p: Statement) -> bool:
    """Whether a whole is what the rate is of: a word in common with its name, or a word of a whole (应收, 走访)."""
    said = pieces(w.before) | pieces(re.split("[,，;；。]", w.after)[0])
    return bool(said & rate.thing) or (
        WORDS.whole.search(norm(w.before[-8:])) is not None
        and bool((pieces(p.before) | said) & (rate.thing | {rate.verb[-2:]}))
    )


def _pair(rows: Rows, rate: _Rate, whole: Claim, part: Claim, due: float) -> Pair:
    i, w, p = rate.row, whole.said, part.said
    return Pair(
        part.form, "row_share", part.place,
        f"{name_of(part.place)}写“{_words(w)}、{_words(p)}”，为{number(due, 2)}%，第{rows.numbers[i]:g}项指标“{rows.shown[i]}”的完成值为“{clean(rows.actuals[i].text)}”",
        f"{name_of(part.place, 'en')} says {w.text} and {p.text}, {number(due, 2)}%; row {rows.numbers[i]:g} has “{clean(rows.actuals[i].text)}”",
        rate.value, rate.value, max(due - rate.room, -INF), due + rate.room, 0.8, i, f"{p.text}÷{w.text}={number(due, 2)}%",
    )  # fmt: skip


def _words(s: Statement) -> str:
    return norm(re.split("[,，、:：;；]", s.before)[-1])[-10:] + s.text
