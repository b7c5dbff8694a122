"""How much less or more than planned a text says that something was, and the values of the row that it speaks of."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from selfeval_nb.checks.book.template import number
from selfeval_nb.checks.claims.collect import claims_of
from selfeval_nb.checks.claims.link import SURE, Claim
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.rows import Rows, family, rows_of
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import clean, norm

WORDS = Words("formula_words", "differences")

_ROOM = 1e-6
NEAR = 2  # clauses between a difference and the number that says what it is of


def differences(f: Frames) -> Iterator[Pair]:
    """``gap``: a difference told in running text (完成382张，缺口38张) and target less actual value of the row that the number before it is about."""
    rows = rows_of(f)
    for claims in claims_of(f):
        for c in claims:
            if (
                c.own
                or c.said.kind != "count"
                or c.said.mode not in ("missing", "excess")
                or c.role not in ("result", "conclusion", "note", "other")
            ):
                continue
            if not WORDS.differs.search(norm(c.said.before)) or WORDS.planned.search(norm(c.said.after)):
                continue
            mates = [o for o in claims if _before(o, c)]
            if _told(mates, c) or any(_fits(rows, i, c) for i in rows.members[c.form]):
                continue
            about = list(
                dict.fromkeys(
                    o.row for o in reversed(mates) if o.row >= 0 and o.sure >= SURE and o.said.mode in ("", "done")
                )
            )
            if len(about) == 1 and (gap := _gap(rows, about[0])) is not None:
                yield _pair(rows, c, about[0], gap)


def _before(o: Claim, c: Claim) -> bool:
    """Whether a number stands before a difference, near by, and counts the same."""
    s = c.said
    return (
        o.place == c.place and o.said.sentence == s.sentence and o.said.start < s.start and s.clause - o.said.clause <= NEAR
        and family(o.said.base) == family(s.base)
    )  # fmt: skip


def _told(mates: list[Claim], c: Claim) -> bool:
    """Whether two numbers before it differ by just that."""
    room = c.said.slack + _ROOM * max(1.0, c.said.exact)
    return any(
        abs(abs(a.said.exact - b.said.exact) - c.said.exact) <= room + a.said.slack + b.said.slack
        for a, b in itertools.combinations(mates[-6:], 2)
    )


def _gap(rows: Rows, i: int) -> float | None:
    t, a = rows.targets[i], rows.actuals[i]
    if t.low is None or a.low is None or t.date_high or a.date_high or t.base_unit != a.base_unit:
        return None
    if (a.high is not None and a.high != a.low) or (t.high is not None and t.high != t.low):
        return None
    return t.low - a.low


def _fits(rows: Rows, i: int, c: Claim) -> bool:
    gap = _gap(rows, i)
    return gap is not None and abs(abs(gap) - c.said.exact) <= c.said.slack + _ROOM * max(1.0, c.said.exact)


def _pair(rows: Rows, c: Claim, i: int, gap: float) -> Pair:
    t, a, no = rows.targets[i], rows.actuals[i], f"{rows.numbers[i]:g}"
    factor = t.low / t.number if t.low and t.number else 1.0
    said = c.said.exact if c.said.mode == "missing" else -c.said.exact
    return Pair(
        c.form, "gap", c.place,
        f"{name_of(c.place)}写“{c.said.before.strip()[-8:]}{c.said.text}”，第{no}项指标“{rows.shown[i]}”的指标值“{clean(t.text)}”、完成值“{clean(a.text)}”，相差{number(abs(gap) / factor, 4)}",
        f"{name_of(c.place, 'en')} says “{c.said.text}” {c.said.mode}, row {no} “{rows.shown[i]}” has target “{clean(t.text)}” and actual value “{clean(a.text)}”",
        said - c.said.slack, said + c.said.slack, gap, gap, 0.75, i, f"{number((t.low or 0) / factor, 4)}-{number((a.low or 0) / factor, 4)}={number(gap / factor, 4)}",
    )  # fmt: skip
