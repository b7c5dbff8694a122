"""Relations of time: what must come before what, how many days lie between two dates, and which year a form is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from selfeval_nb.checks.claims.collect import claims_of
from selfeval_nb.checks.claims.days import iso, span
from selfeval_nb.checks.claims.link import Claim
from selfeval_nb.checks.claims.numbers import INF
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.rows import rows_of
from selfeval_nb.checks.claims.subjects import telling
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import floats
from selfeval_nb.common.where import indicator
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import clean, norm

WORDS = Words("claims", "order")

#: What a project goes through, in order; what stands in one entry may come in any order.
_STEPS = ("tender", "contract", "begin", "build", "accept")


@dataclass(frozen=True, slots=True)
class _Event:
    step: int
    low: float
    high: float
    things: frozenset[str]
    words: str
    place: str
    row: int


def _step(words: str) -> int:
    """The last step that words name; -1 for none, or where they name several."""
    hits = [k for k, step in enumerate(_STEPS) if getattr(WORDS, step).search(words)]
    return hits[0] if len(hits) == 1 else -1


def _events(f: Frames, form: int, claims: list[Claim], year: float) -> list[_Event]:
    """The dated steps of a form: the actual dates of its rows and those that its texts say happened."""
    rows = rows_of(f)
    found = []
    for i in rows.members[form]:
        a, step = rows.actuals[i], _step(rows.names[i])
        if step >= 0 and a.date_high and not a.ambiguity:
            low = iso(a.date_low or a.date_high)
            found.append(
                _Event(step, min(low, iso(a.date_high)), iso(a.date_high), telling(WORDS.bare.sub(" ", rows.names[i])), f"第{rows.numbers[i]:g}项指标“{rows.shown[i]}”为“{clean(a.text)}”", indicator(f"{rows.numbers[i]:g}", "actual_text"), i)
            )  # fmt: skip
    for c in claims:
        s = c.said
        when = span(s, year) if s.kind == "day" else None
        if (
            when is None
            or c.role in ("plan", "measure", "name")
            or s.mode in ("todo", "plan", "deadline", "compare", "missing")
            or (c.own and c.role not in ("cause", "result"))
        ):
            continue
        words = norm(s.before[-14:] if c.said.start else "") + norm(re.split("[,，。;；]", s.after)[0])
        step = _step(norm(re.split("[,，。;；]", s.after)[0])) if _step(words) < 0 else _step(words)
        if step >= 0:
            things = telling(WORDS.bare.sub(" ", words)) | telling(WORDS.bare.sub(" ", norm(s.head)))
            things |= telling(WORDS.bare.sub(" ", rows.names[c.row])) if c.own else frozenset()
            found.append(_Event(step, *when, things, f"{name_of(c.place)}写“{s.before.strip()[-14:]}{s.text}{s.after.strip()[:12]}”", c.place, c.row if c.own else -1))  # fmt: skip
    return found


def order(f: Frames) -> Iterator[Pair]:
    """``order``: steps of one thing whose dates are in the wrong order (合同 signed after 安装)."""
    years = floats(f.frame("forms")["year"])
    for form, claims in enumerate(claims_of(f)):
        events = _events(f, form, claims, years[form])
        for k, a in enumerate(events):
            for b in events[k + 1 :]:
                first, then = (a, b) if a.step < b.step else (b, a)
                if first.step == then.step or not (a.things & b.things):
                    continue
                late = first.low - then.high  # days
                where = first if first.place.startswith(("indicators", "goal")) else then if then.row >= 0 else first
                yield Pair(
                    form, "order", where.place, f"{first.words}，{then.words}，先后颠倒", f"{first.words}; {then.words}: out of order",
                    late, late, -INF, 0, 0.75, where.row,
                )  # fmt: skip


def causes(f: Frames) -> Iterator[Pair]:
    """``cause_when``: what is given as the cause of a shortfall of the year, and is dated after that year."""
    rows = rows_of(f)
    years = floats(f.frame("forms")["year"])
    short = f.col("indicators", "fell_short").to_numpy()
    for form, claims in enumerate(claims_of(f)):
        for c in claims:
            s = c.said
            if (
                s.day is None
                or s.day.year is None
                or not c.own
                or c.role != "cause"
                or short[c.row] != 1
                or np.isnan(years[form])
            ):
                continue
            if s.mode in ("todo", "plan", "deadline") or s.day.deadline or rows.targets[c.row].date_high:
                continue
            if (
                not WORDS.caused.search(norm(s.before[-6:]) + norm(re.split("[,，。;；]", s.after)[0]))
                or s.sentence > 0
            ):
                continue
            no = f"{rows.numbers[c.row]:g}"
            yield Pair(
                form, "cause_when", c.place, f"第{no}项指标“{rows.shown[c.row]}”的偏差原因写“{s.text}{s.after.strip()[:14]}”，晚于{years[form]:g}年度", f"the reason of row {no} gives a cause of “{s.text}”, after {years[form]:g}",
                float(s.day.year), float(s.day.year), -INF, years[form], 0.75, c.row,
            )  # fmt: skip


_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")


def periods(f: Frames) -> Iterator[Pair]:
    """``period``: the time that a form prints for its project, and the year that it is for."""
    forms = f.frame("forms")
    years = floats(forms["year"])
    for form, more in enumerate(forms["attributes"].tolist() if "attributes" in forms else ()):
        if not isinstance(more, dict) or np.isnan(years[form]):
            continue
        for label, text in more.items():
            if not isinstance(text, str) or not WORDS.period.search(label):
                continue
            found = [float(y) for y in _YEAR.findall(norm(text))]
            if not found or (len(found) == 1 and WORDS.since.search(text)):
                continue
            yield Pair(
                form, "period", f"attribute:{label}", f"“{label}”为“{clean(text)}”，自评年度为{years[form]:g}年", f"“{label}” says “{clean(text)}”, the form is for {years[form]:g}",
                years[form], years[form], min(found), max(found), 0.8,
            )  # fmt: skip
