"""What speaks for and against the unit of the amounts: the words of the form say some of them with their unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selfeval_nb.forms.blocks.funds.amounts import money_unit
from selfeval_nb.forms.doubt.seen import Seen
from selfeval_nb.forms.model import Evidence
from selfeval_nb.forms.values.units import YUAN
from selfeval_nb.forms.words.text import norm

# begins where a number begins and is no longer than an amount is: a cell of digits alone must not take the square of its length
_SAID = re.compile(r"(?<![0-9,.])([0-9][0-9,]{0,24}(?:\.[0-9]{1,8})?)(亿元|万元|元)(?![/／每])")
_OTHER = {"元": "万元", "万元": "元"}
#: A project of more than ten thousand million yuan, or one that spends less than a hundred, is rare.
_MOST, _LEAST = 1e10, 100.0
_NEAR = 0.0006
_LABEL = 40


def money_unit_evidence(seen: Seen) -> Iterator[Evidence]:
    """Evidence for and against the unit in which the amounts of the funds are read (place ``money_unit``)."""
    form = seen.form
    amounts = [v for f in form.funds for v in (f.initial, f.budget, f.executed) if v]
    if not amounts:
        return
    lines = [norm(ln.text) for ln in (*seen.draft.lines[:12], *seen.unread[:12])]
    if form.money_unit is None:
        if any("万元" in t or "单位:元" in t for t in lines):
            said = "没有读到金额单位，而文中有“元”或“万元”"
            yield Evidence("funds", "unit-elsewhere", 1.0, said, "money_unit")
        return
    unit = YUAN.get(form.money_unit)
    other = YUAN.get(_OTHER.get(form.money_unit, ""))
    if unit is None or other is None:
        return
    said_amounts = [_yuan(m) for t in _texts(seen) for m in _SAID.finditer(t)]
    if any(_same(a * unit, s) for a in amounts for s in said_amounts):
        yield Evidence("funds", "money-unit-fits")
        return
    if seen.draft.money_unit is not None and len(_units_printed(seen)) < 2:
        return  # the form says it once and inside: whoever filled it in is held to it
    hit = next((s for a in amounts for s in said_amounts if a >= 1 and _same(a * other, s)), None)
    if hit is not None:
        said = f"金额单位读作{form.money_unit}，而文中的 {hit:g} 元与按{_OTHER[form.money_unit]}计的金额相同"
        yield Evidence("funds", "money-unit-differs", 1.0, said, "money_unit")
    elif not said_amounts and not _LEAST <= max(amounts) * unit <= _MOST:
        said = f"金额单位读作{form.money_unit}，合计为 {max(amounts) * unit:g} 元"
        yield Evidence("funds", "money-unit-strange", 1.0, said, "money_unit")


def _units_printed(seen: Seen) -> set[str]:
    """The money units that labels of the form and the lines above it name."""
    lines = (*seen.draft.lines, *seen.unread[:12])
    texts = (norm(c.text) for ln in lines for c in ln.filled)
    return {u for t in texts if len(t) <= _LABEL and (u := money_unit(t))}


def _yuan(m: re.Match[str]) -> float:
    return float(m[1].replace(",", "")) * YUAN[m[2]]


def _same(a: float, b: float) -> bool:
    return abs(a - b) <= _NEAR * abs(b)


def _texts(seen: Seen) -> Iterator[str]:
    """What the form says in words: goals, targets, results."""
    for name in ("goal_expected", "goal_actual", "project"):
        yield norm(str(seen.form.value(name) or ""))
    for i in seen.form.indicators:
        yield norm(i.target_text)
        yield norm(i.actual_text)
