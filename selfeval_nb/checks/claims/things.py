"""Relations: one number given to two things, in two units, or to two objects of one event; and two causes of one shortfall."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selfeval_nb.checks.claims.collect import passages
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.rows import Rows, rows_of
from selfeval_nb.checks.claims.subjects import likeness, pieces, telling
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import texts
from selfeval_nb.common.where import indicator
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("claims", "things")


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
