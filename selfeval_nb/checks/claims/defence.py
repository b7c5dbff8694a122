"""Defence before charge: whether a form offers an innocent reading of the number that a contradiction rests on.

Most numbers of running text belong to no row. A relation that lays one against a row, a sum or the money names the statement it charges
(``Pair.charged``); every charge passes this one function before it is a contradiction.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from selfeval_nb.checks.claims.clauses import Statement
from selfeval_nb.checks.claims.collect import claims_of
from selfeval_nb.checks.claims.link import Claim, slip
from selfeval_nb.checks.claims.pair import Pair
from selfeval_nb.checks.claims.rows import family, rows_of
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import floats
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("claims", "defence")

_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)年")
_ROOM = 1e-9
FAR = 3.0  # so many times another number is another thing
MOST_OF = 0.6  # words that have so much of a row's name are surely of it
COVER = 0.34  # the share of a row's name that the words of a number must have
LEAST = 3  # smaller numbers are sums and differences of others by chance


def innocent(f: Frames, pair: Pair) -> str:
    """Why the number of a pair may be something else than what it is charged with: ``time`` ``words`` ``sum`` ``row`` ``no row``; '' for no reason."""
    for c in pair.charged:
        if _other_time(f, c):
            return "time"
        if _qualified(c, _name(f, pair)):
            return "words"
        others = [o for o in claims_of(f)[pair.form] if o.said is not c.said and _beside(o, c)]
        if _composed(c.said, [o.said for o in others], pair):
            return "sum"
        if pair.row >= 0 and not c.own and _of_another_row(f, c, pair.row):
            return "row"
        little = pair.row >= 0 and not c.own and _cover(f, c, pair.row) < MOST_OF
        if little and (_other_size(c.said, pair) or _named_by_little(f, c, pair.row)):
            return "no row"
    return ""


def _name(f: Frames, pair: Pair) -> str:
    return norm(rows_of(f).names[pair.row]) if pair.row >= 0 else ""


def _phrase(c: Claim) -> str:
    """The clause that a number stands in up to it, and what follows it up to the next mark."""
    s = c.said
    lead = re.split("[，：:；;。(（]|,(?!\\d{3})", s.before)[-1]
    return norm(lead) + "#" + norm(re.split("[,，、:：;；。)）]", s.after)[0])[:14]


def _other_time(f: Frames, c: Claim) -> bool:
    """Whether a number is told of another year than the form's."""
    year = floats(f.frame("forms")["year"])[c.form]
    said = [float(y) for y in _YEAR.findall(norm(c.said.before))]
    return any(y != year for y in said) or (not said and WORDS.earlier.search(_phrase(c)) is not None)


def _qualified(c: Claim, name: str) -> bool:
    """Whether the words of a number set it apart from the whole that a row counts, and the row's name does not say them."""
    each = c.said.mode == "each"
    return any(m[0] not in name for m in WORDS.apart.finditer(_phrase(c)) if not (each and WORDS.per.search(m[0])))


def _beside(o: Claim, c: Claim) -> bool:
    return (
        o.place == c.place
        and abs(o.said.sentence - c.said.sentence) <= 1
        and family(o.said.base) == family(c.said.base)
    )


def _composed(s: Statement, others: list[Statement], pair: Pair) -> bool:
    """Whether a number makes the value it is held against with another one of its text, or is a sum or a difference of two of them."""
    values = [o.exact for o in others if o.exact >= LEAST]
    due = [v for v in {pair.due_low, pair.due_high} if abs(v) < 1e15]
    if any(_same(s.exact + v, d) or _same(abs(s.exact - v), d) for v in values for d in due if d > LEAST):
        return True
    here = [o.exact for o in others if o.sentence == s.sentence and o.exact >= LEAST]
    return s.exact >= LEAST and any(_same(a + b, s.exact) or _same(abs(a - b), s.exact) for a, b in _pairs(here))


def _pairs(values: list[float]) -> Iterator[tuple[float, float]]:
    return itertools.combinations(values[:12], 2)


def _same(a: float, b: float) -> bool:
    return abs(a - b) <= _ROOM * max(1.0, abs(a), abs(b))


def _of_another_row(f: Frames, c: Claim, row: int) -> bool:
    """Whether another row of the form has just that number in that unit."""
    rows = rows_of(f)
    s = c.said
    if s.exact < 10 and s.kind != "rate":
        return False
    for i in rows.members[c.form]:
        for v in (rows.targets[i], rows.actuals[i]):
            single = v.low is not None and not v.date_high and (v.high is None or v.high == v.low)
            if i != row and single and family(v.base_unit) == family(s.base) and _same(s.exact, v.low or 0.0):
                return True
    return False


def _other_size(s: Statement, pair: Pair) -> bool:
    """Whether a number is of quite another size than what it is held against, and no slip of the pen makes it so (2860 teachers and 54)."""
    due = pair.due_low if abs(pair.due_low) < 1e15 else pair.due_high
    if due <= 0 or s.exact <= 0 or s.kind == "day":
        return False
    return not 1 / FAR <= s.exact / due <= FAR and not slip(s.exact, due)


def _named_by_little(f: Frames, c: Claim, row: int) -> bool:
    """Whether a number that words linked to a row has few of the row's words: numbers that belong to no row are the most frequent kind."""
    return c.why.startswith("words of the row") and _cover(f, c, row) < COVER


def _cover(f: Frames, c: Claim, row: int) -> float:
    """The share of a row's name that the words of a number have; 1 for a name without telling words."""
    name = rows_of(f).pieces[row]
    return len(c.said.subject & name) / len(name) if name else 1.0
