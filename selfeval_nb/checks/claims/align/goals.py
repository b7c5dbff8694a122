"""Relations: what a goal promises of a thing that no row carries, and what the result says of it: fewer, or later."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from selfeval_nb.checks.claims.align.lines import common_run, content
from selfeval_nb.checks.claims.clauses import Statement
from selfeval_nb.checks.claims.collect import claims_of, passages_by_form
from selfeval_nb.checks.claims.days import span
from selfeval_nb.checks.claims.link import SURE, Claim
from selfeval_nb.checks.claims.numbers import INF
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.rows import family
from selfeval_nb.checks.claims.subjects import pieces
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import floats
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("align", "goals")

PART, THING = 3, 3  # characters of what a part is called, of the thing behind a number
SLIGHT = 0.9  # of a part of a goal
RUN = 4  # characters that the words around two numbers must have in common


def promised(f: Frames) -> Iterator[Pair]:
    """``promised``: a number or a deadline of the goal that no row carries, and what the result says of the same thing: less, or later."""
    years = floats(f.frame("forms")["year"])
    for form, claims in enumerate(claims_of(f)):
        plans = [c for c in claims if c.role == "plan" and not c.own and c.place.startswith("goal") and not _linked(c)]
        if not plans:
            continue
        results = [c for c in claims if c.role == "result" and not c.own and not _linked(c)]
        if not results or _explained(f, form):
            continue
        for a in plans:
            mates = [b for b in results if _one(a, b)]
            if len(mates) == 1 and not _says_why(mates[0], claims):
                b = mates[0]
                yield _fewer(a, b) if a.said.kind == "count" else _later(a, b, years[form])


def _linked(c: Claim) -> bool:
    return c.row >= 0 and c.sure >= SURE


def _explained(f: Frames, form: int) -> bool:
    """Whether the form says that its goals were changed."""
    return any(WORDS.changed.search(norm(text)) for _, _, _, text in passages_by_form(f).get(form, ()))


def _says_why(b: Claim, claims: list[Claim]) -> bool:
    """Whether what stands behind a number in its sentence tells why it is no more: 另有2个经同意核减, 因汛期停工."""
    beside = [
        c
        for c in claims
        if c.place == b.place and c.said.sentence == b.said.sentence and 0 <= c.said.clause - b.said.clause <= 3
    ]
    return any(WORDS.why.search(norm(c.said.before + c.said.text + c.said.after)) for c in beside if c is not b) or (
        WORDS.why.search(norm(b.said.after)) is not None
    )


def _one(a: Claim, b: Claim) -> bool:
    """Whether a number of the goal and one of the result surely count one thing: the words right before and behind them agree."""
    x, y = a.said, b.said
    if x.kind != y.kind or x.spelled or y.spelled:
        return False
    if x.whole >= 0 or y.whole >= 0:  # 线上28场（含直播带岗12场）
        return (
            x.kind == "count"
            and min(x.whole, y.whole) >= 0
            and len(_part(x.before)) >= PART
            and _part(x.before) == _part(y.before)
            and family(x.base) == family(y.base)
        )
    if x.kind == "day":
        if not (x.day and y.day and x.day.deadline) or y.mode not in ("", "done") or y.day.deadline:
            return False
        return bool(_lead(x.before)) and _lead(x.before) == _lead(y.before)
    if (
        x.kind != "count"
        or family(x.base) != family(y.base)
        or x.mode not in ("", "done", "plan", "limit")
        or y.mode not in ("", "done")
    ):
        return False
    return _next(x.after) == _next(y.after) and (
        common_run(_around(x.before, x.after), _around(y.before, y.after)) >= RUN
    )


def _lead(before: str) -> str:
    """The words right before a date, without those that every date has."""
    return WORDS.bare.sub("", norm(re.split("[,，、:：;；]", before)[-1]))


def _next(after: str) -> str:
    return norm(after)[:2]


def _part(before: str) -> str:
    """What a part is called: the words right before it."""
    return WORDS.of_whole.sub("", norm(re.split("[,，、:：;；(（]", before)[-1]))


def _thing(x: Statement, y: Statement) -> bool:
    """Whether two numbers count one thing that is named in four characters behind both (15个工作站值班, 12个工作站接待), with a further word in common."""
    a, b = (norm(re.split("[,，、:：;；。(（]", s.after)[0]) for s in (x, y))
    said = pieces(x.before + x.after[:10]) & pieces(y.before + y.after[:10])
    return len(a) >= THING and a[:THING] == b[:THING] and len(said - pieces(a[:THING])) >= 1


def _around(before: str, after: str) -> str:
    return content(norm(re.split("[,，:：;；]", before)[-1]) + "|" + norm(re.split("[,，:：;；]", after)[0]))


def _fewer(a: Claim, b: Claim) -> Pair:
    x, y = a.said, b.said
    if x.whole >= 0 and y.exact >= SLIGHT * x.exact:
        x = y  # parts may shift a little while the whole is met
    less = x.bound != "<=" and not WORDS.unwanted.search(norm(x.before + x.after))
    return Pair(
        b.form, "promised", b.place, f"{name_of(a.place)}写“{_words(a)}”，{name_of(b.place)}写“{_words(b)}”，没有说明",
        f"{name_of(a.place, 'en')} says “{_words(a)}”, {name_of(b.place, 'en')} “{_words(b)}”, without a word why",
        y.exact - y.slack, y.exact + y.slack, x.exact - x.slack if less else -INF, INF, 0.75, charged=(b,),
    )  # fmt: skip


def _later(a: Claim, b: Claim, year: float) -> Pair:
    due, done = span(a.said, year), span(b.said, year)
    low, high = (done[0], due[1]) if due and done and not np.isnan(year) else (0.0, 0.0)
    return Pair(
        b.form, "promised", b.place, f"{name_of(a.place)}写“{_words(a)}前”，{name_of(b.place)}写“{_words(b)}”，已超过期限而没有说明",
        f"{name_of(a.place, 'en')} says “{_words(a)}”, {name_of(b.place, 'en')} “{_words(b)}”: late without a word why",
        low, low, -INF, high, 0.75,
    )  # fmt: skip


def _words(c: Claim) -> str:
    s = c.said
    return (
        norm(re.split("[,，、:：;；]", s.before)[-1])[-12:]
        + s.text
        + (norm(s.after)[:8] if not pieces(s.before) else "")
    )
