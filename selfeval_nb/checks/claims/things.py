"""Relations: one number given to two things, in two units, or to two objects of one event; and two causes of one shortfall."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selfeval_nb.checks.claims.collect import claims_of, passages
from selfeval_nb.checks.claims.link import Claim
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.rows import Rows, family, rows_of
from selfeval_nb.checks.claims.subjects import likeness, pieces, telling
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import texts
from selfeval_nb.common.where import indicator
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("claims", "things")

_RESULT = ("result", "conclusion", "cause", "note")


def objects(f: Frames) -> Iterator[Pair]:
    """``object``: two texts tell one thing with one number (6个项目未能排课) of two places or things of one kind (两个实训室)."""
    for claims in claims_of(f):
        bad = [
            c
            for c in claims
            if c.said.kind == "count"
            and c.role in (*_RESULT, "measure")
            and c.said.mode in ("missing", "")
            and c.said.exact > 0
        ]
        for k, a in enumerate(bad):
            for b in bad[k + 1 :]:
                if a.place == b.place or a.said.exact != b.said.exact or family(a.said.base) != family(b.said.base):
                    continue
                x, y = _event(a), _event(b)
                if len(x & y) < 2 or likeness(x, y) < 0.6:
                    continue
                one, two = _named(a), _named(b)
                clash = one != two and bool(one[0] and two[0]) and one[1] == two[1] and _apart(one[0], two[0])
                yield Pair(
                    a.form, "object", b.place if b.place.startswith("indicators") else a.place, f"{name_of(a.place)}说的是“{''.join(one)}”（{_told(a)}），{name_of(b.place)}说的是“{''.join(two)}”（{_told(b)}）", f"{name_of(a.place, 'en')} and {name_of(b.place, 'en')} tell “{a.said.text}” of two things",
                    1, 1, *((0, 0) if clash else (1, 1)), 0.7, a.row if a.own else b.row if b.own else -1,
                )  # fmt: skip


def _apart(a: str, b: str) -> bool:
    """Whether two names have nothing in common but their ends (工业机器人实训 and 智能仓储实训)."""
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    x, y = pieces(a), pieces(b)
    return len(x) > 0 and len(y) > 0 and not x & y and not (a in b or b in a)


def _event(c: Claim) -> frozenset[str]:
    return pieces(re.split("[,，。;；]", c.said.after)[0])


def _told(c: Claim) -> str:
    return c.said.text + re.split("[,，。;；]", c.said.after)[0][:10]


def _named(c: Claim) -> tuple[str, str]:
    """(name, kind) of the last place or thing named before a number, in its clause or the one before."""
    found = WORDS.object.findall(norm(c.said.head + "的" + c.said.before))
    return (found[-1][0].split("的")[-1], found[-1][1]) if found else ("", "")


def causes(f: Frames) -> Iterator[Pair]:
    """``cause``: the reason of a row and another text that both tell what is missing of it, with causes that have nothing in common."""
    rows = rows_of(f)
    reasons = texts(f.frame("indicators")["reason"])
    for form, place, role, text in passages(f):
        if role not in ("cause", "conclusion") or place == "whole_reason":
            continue
        for sentence in re.split("[。；;\n]", norm(text)):
            why = WORDS.why.search(sentence)
            if why is None:
                continue
            said = pieces(sentence)
            for i in _rows(rows, form, said):
                if not reasons[i] or not (rows.actuals[i].low is not None and rows.targets[i].low is not None):
                    continue
                gap = abs((rows.targets[i].low or 0) - (rows.actuals[i].low or 0))
                number = f"{gap:g}"
                reason = re.split("[；;。]", norm(reasons[i]))[0]
                if (
                    gap == 0
                    or not re.search(rf"(?<!\d){re.escape(number)}(?!\d)", sentence)
                    or not re.search(rf"(?<!\d){re.escape(number)}(?!\d)", reason)
                ):
                    continue
                common = {p for p in telling(why[1]) & telling(reason) if len(p) > 1} - rows.pieces[i]
                bare = {"人手", "资金", "经费", "天气", "疫情"}
                yield Pair(
                    form, "cause", indicator(f"{rows.numbers[i]:g}", "reason"), f"第{rows.numbers[i]:g}项指标“{rows.shown[i]}”的偏差原因写“{reason[:24]}”，{name_of(place)}写“{sentence[:24]}”，原因不同", f"the reason of row {rows.numbers[i]:g} says “{reason[:24]}”, {name_of(place, 'en')} “{sentence[:24]}”",
                    1, 1, *((1, 1) if common - bare else (0, 0)), 0.65, i,
                )  # fmt: skip


def _rows(rows: Rows, form: int, said: frozenset[str]) -> list[int]:
    """The rows that the words of a sentence are about."""
    return [i for i in rows.members[form] if len(said & rows.pieces[i]) >= 2 and likeness(said, rows.pieces[i]) >= 0.5]
