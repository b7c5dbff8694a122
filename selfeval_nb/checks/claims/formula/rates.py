"""Rates of a text and the counts they are told with: which count is the part, which the whole, and whether they give the rate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from selfeval_nb.checks.claims.clauses import Statement
from selfeval_nb.checks.claims.rows import family
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("formula_words", "rates")

#: Clauses that a part stands before its rate, and a whole before its part.
NEAR_PART, NEAR_WHOLE = 1, 3
FAR = 2.0  # counts that give a rate so many times another are not its counts


def told_with(cell: list[Statement], rate: Statement) -> tuple[Statement, Statement] | None:
    """(part, whole) of a rate where the counts before it do not give it; None where some do, or where it is not sure which they are.

    ``cell`` are all statements of the cell that the rate stands in."""
    if not _is_rate(rate):
        return None
    counts = [s for s in cell if s.end <= rate.start and _is_count(s) and rate.sentence - s.sentence <= 1][-8:]
    if any(abs(due - rate.exact) <= room_of(rate) for due in _all(counts, rate)):
        return None
    part = next((s for s in reversed(counts) if s.sentence == rate.sentence and s.bracket == rate.bracket), None)
    if part is None or rate.clause - part.clause > NEAR_PART or _between(cell, part, rate):
        return None
    if not _named_alike(rate, part):
        return None
    whole = next(
        (
            s
            for s in reversed(counts)
            if s.start < part.start
            and s.bracket == part.bracket
            and family(s.base) == family(part.base)
            and s.exact >= part.exact
        ),
        None,
    )
    if whole is None or part.clause - whole.clause > NEAR_WHOLE or whole.sentence != part.sentence:
        return None
    far = due_of(rate, part, whole) / rate.exact
    return (part, whole) if 1 / FAR <= far <= FAR else None


def due_of(rate: Statement, part: Statement, whole: Statement) -> float:
    """What part and whole give, in percent: of what failed, where the rate is of what did not."""
    ratio = part.exact / whole.exact * 100
    failed = WORDS.failed.search(norm(part.before[-8:] + part.after[:6])) is not None
    return 100 - ratio if failed and not WORDS.failed.search(norm(rate.before[-10:])) else ratio


def room_of(rate: Statement) -> float:
    return max(rate.slack, 0.5 if rate.exact == round(rate.exact) else 0.05) + 0.01


def _is_rate(s: Statement) -> bool:
    lead = norm(re.split("[,，、:：]", s.before)[-1])
    return (
        s.kind == "rate" and s.mode in ("", "done", "share") and not s.bound and not s.spelled and 0 < s.exact <= 100
        and WORDS.name.search(lead) is not None and WORDS.other.search(lead) is None and s.text.endswith(("%", "％"))
    )  # fmt: skip


def _is_count(s: Statement) -> bool:
    return s.kind == "count" and s.mode in ("", "done", "missing") and not s.bound and s.exact > 0 and not s.spelled


def _all(counts: list[Statement], rate: Statement) -> Iterator[float]:
    """Every rate that the counts before may give: one of the last three of any before it alike, and the sum of several of one before them."""
    for b in counts[-3:]:
        for a in counts:
            if a.start < b.start and family(a.base) == family(b.base):
                small, big = sorted((a.exact, b.exact))
                yield small / big * 100
                if WORDS.failed.search(norm(b.before[-8:] + b.after[:6])):
                    yield 100 - small / big * 100
    here = [s for s in counts if s.sentence == rate.sentence]
    for k, a in enumerate(here):
        same = [s.exact for s in here[k + 1 :] if family(s.base) == family(a.base)]
        for n in range(2, len(same) + 1):
            yield from (sum(same[-n:]) / a.exact * 100, sum(same[:n]) / a.exact * 100)


def _between(cell: list[Statement], part: Statement, rate: Statement) -> bool:
    return any(part.end <= s.start < rate.start and s.kind == "rate" for s in cell)


@lru_cache(maxsize=16384)
def _stem(before: str) -> frozenset[str]:
    """The characters that a rate is called by (规范管理率: 规范管理)."""
    m = WORDS.stem.search(norm(re.split("[,，、:：;；]", before)[-1]))
    return frozenset(WORDS.general.sub("", m[1])[-4:]) if m else frozenset()


def _named_alike(rate: Statement, part: Statement) -> bool:
    """Whether a rate is called by what is said of the part (合格率 and 3369人次合格)."""
    said = norm(part.before[-14:] + re.split("[,，;；。]", part.after)[0][:10])
    return len(_stem(rate.before) & frozenset(said)) >= 2 or (
        WORDS.asked.search(said) is not None and WORDS.asked.search(norm(rate.before)) is not None
    )
