"""The numbers of one cell as quantities of equations, and what a role of a shape asks of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selfeval_nb.checks.claims.clauses import Statement
from selfeval_nb.checks.claims.link import Claim
from selfeval_nb.checks.claims.rows import family
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("formula_words", "quantities")

_DIGITS = re.compile(r"[\d,]+(?:\.(\d+))?")
_LEAD = re.compile("[,，、：:;；]")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text: its statement, the words before and behind it in its clause, and its value with the room that its print leaves."""

    claim: Claim
    lead: str
    behind: str
    low: float
    high: float

    @property
    def said(self) -> Statement:
        return self.claim.said


def quantity_of(claim: Claim) -> Quantity:
    s = claim.said
    half = 0.5 * last_digit(s)
    return Quantity(claim, norm(_LEAD.split(s.before)[-1]), norm(s.after), s.exact - half, s.exact + half)


def last_digit(s: Statement) -> float:
    """What one unit of the last printed digit is in base units; 0 of a plain whole number of things."""
    m = _DIGITS.match(s.text)
    if m is None or not s.exact:
        return 0.0
    printed = float(m[0].replace(",", ""))
    scale = s.exact / printed if printed else 1.0
    if m[1]:
        return scale * 10 ** -len(m[1])
    return scale if abs(scale - 1.0) > 1e-9 else 0.0


def derived(q: Quantity) -> tuple[float, float]:
    """The value of a number that was calculated: printed to whole numbers it was rounded; 约 widens it."""
    s = q.said
    if s.spelled:  # 九成
        return s.low, s.high
    half = 0.5 * (last_digit(s) or 1.0) * 1.02
    if WORDS.about.search(q.lead[-2:] + q.behind[:2] + s.text):
        half = max(half, 0.02 * abs(s.exact))
    return s.exact - half, s.exact + half


def alike(a: Statement, b: Statement) -> bool:
    """Whether two numbers count the same: one family of units."""
    return family(a.base) == family(b.base)


def elided(a: Statement, b: Statement) -> bool:
    """Whether one number leaves the unit to the other (最快16个、最慢19个工作日)."""
    return alike(a, b) or "个" in (a.base, b.base) or "" in (a.base, b.base)


def own_unit(q: Quantity) -> tuple[float, float]:
    """The range of a number in the unit that it is printed in: 468公里 is 468, 1.2万户 is 12,000."""
    m = _DIGITS.match(q.said.text)
    if m is None:
        return q.low, q.high
    printed = float(m[0].replace(",", "")) * {"万": 1e4, "亿": 1e8}.get(q.said.text[m.end() : m.end() + 1], 1.0)
    scale = q.said.exact / printed if printed else 1.0
    return q.low / scale, q.high / scale
