"""Which columns of a funds block are the initial budget, the budget and what was spent, where the labels alone do not fit the amounts.

Every reading is a choice of columns; its score is what the labels say and how the amounts fit together: the printed rate,
additions that lead from the initial budget to the budget, no negative budget. Another reading than that of the labels wins
only where it is clearly better.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from selfeval_nb.forms.grid.columns import Column, Columns
from selfeval_nb.forms.grid.labels import AMOUNTS, is_number, source_of
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.values.numbers import parse_amount, parse_rate
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary

#: By how much another reading must beat that of the labels.
_MARGIN = 3.0
_ROUNDED = 0.011
_MOST_COLUMNS = 9
_ORDER = ("initial", "budget", "executed")


@dataclass(slots=True)
class _Amounts:
    column: Column
    by_label: str
    values: list[float | None]
    eligible: bool = True


def choose_amounts(columns: Columns, dropped: Sequence[Column], rows: Sequence[Line], vocabulary: Vocabulary) -> None:
    """Settle the amount columns of ``columns`` in place from the ``rows`` below; nothing changes without a clear reason.

    ``dropped`` are columns of the header that were taken for none: repeated kinds, sources beside rows of sources.
    """
    if any(c.name.startswith("source:") for c in columns.items):
        return
    rows = [ln for ln in rows if sum(is_number(c.text) for c in ln.filled) >= 2]
    pool = _pool([*columns.items, *dropped, *columns.open], rows, columns, vocabulary)
    if not rows or not 2 <= len(pool) <= _MOST_COLUMNS:
        return
    rate = columns.get("rate")
    rates = [parse_rate(_at(ln, columns, rate)) if rate is not None else None for ln in rows]
    current: tuple[_Amounts | None, ...] = tuple(
        next((a for a in pool if a.column.name == kind), None) for kind in _ORDER
    )
    best, best_score = current, _score(current, pool, rates) + _MARGIN
    for chosen in itertools.permutations([*(a for a in pool if a.eligible), None], 3):
        if chosen[2] is None or chosen[:2] == (None, None):
            continue
        if (score := _score(chosen, pool, rates)) > best_score:
            best, best_score = chosen, score
    if best is current:
        return
    columns.second.append(_told(current, best, best_score - _score(current, pool, rates)))
    for amounts in pool:
        if amounts.column in columns.items:
            columns.items.remove(amounts.column)
    for kind, taken in zip(_ORDER, best, strict=True):
        if taken is not None:
            c = taken.column
            columns.open = [o for o in columns.open if o is not c]
            columns.items.append(
                Column(kind, c.first, c.last, c.text, "label" if taken.by_label == kind else "contents")
            )
    columns.items.sort(key=lambda c: c.first)


def _told(current: Sequence[_Amounts | None], best: Sequence[_Amounts | None], margin: float) -> str:
    """The reading by labels alone, which came second, and by how much."""
    words = {"initial": "年初预算数", "budget": "预算数", "executed": "执行数"}
    was = [
        f"{words[kind]}为“{a.column.text[:12]}”" if a is not None else f"没有{words[kind]}"
        for kind, a, b in zip(_ORDER, current, best, strict=True)
        if a is not b
    ]
    return f"第二种读法（只看名称）{'、'.join(was)}，与各行金额和执行率不合（低 {margin:.1f} 分）"


def _pool(found: Sequence[Column], rows: Sequence[Line], columns: Columns, vocabulary: Vocabulary) -> list[_Amounts]:
    """Columns of amounts, taken or not; rates and points are none. A part, a change or a rest may explain a budget but be none."""
    out = []
    several = sum(vocabulary.find("funds_column", c.text) == "budget" for c in found) > 1
    for column in found:
        kind = column.name.split("|")[-1]
        texts = [_at(ln, columns, column) for ln in rows]
        if (kind in ("rate", "weight", "score", "reason", "method")) or any("%" in norm(t) for t in texts):
            continue
        values = [parse_amount(t) for t in texts]
        if sum(v is not None for v in values) * 2 < len(values) or not column.text:
            continue
        label = vocabulary.find("funds_column", column.text) or ""
        source = source_of(column.text, vocabulary, like=not label)
        part = source not in (None, "total") or (several and "到位" in column.text)
        out.append(_Amounts(column, label, values, not part and label not in ("carry_out", "review")))
    return sorted(out, key=lambda a: a.column.first)


def _at(line: Line, columns: Columns, column: Column) -> str:
    if columns.aligned and line.aligned:
        return next((c.text for c in line.cover if c.col <= column.first <= c.last_col), "")
    at = column.first - (columns.cells - len(line.cells))  # leading cells may be missing below: count from the right
    return line.cells[at - 1].text if 1 <= at <= len(line.cells) else ""


def _score(chosen: Sequence[_Amounts | None], pool: Sequence[_Amounts], rates: Sequence[float | None]) -> float:
    initial, budget, executed = chosen
    score = 0.0
    for kind, amounts in zip(_ORDER, chosen, strict=True):
        if amounts is not None:
            score += 2 if amounts.by_label == kind else 0 if amounts.by_label not in AMOUNTS else -2
    places = [a.column.first for a in chosen if a is not None]
    score += 0 if places == sorted(places) else -3
    for a in pool:
        score -= 1 if a.by_label in ("budget", "executed") and a not in chosen else 0
    if budget is None or executed is None:
        score -= 2
    if initial is not None and not initial.by_label:
        score -= 3
    base = budget or initial
    if base is not None and any(v is not None and v < 0 for v in base.values):
        score -= 10
    if base is not None and executed is not None:
        checks = [
            abs(e / b - r) <= _ROUNDED
            for b, e, r in zip(base.values, executed.values, rates, strict=True)
            if b and e is not None and r is not None
        ]
        if checks:
            score += 6 * sum(checks) / len(checks) - 3
        score -= sum((e or 0) > 1.2 * (b or 0) + 1 for b, e in zip(base.values, executed.values, strict=True)) / len(
            rates
        )
    if initial is not None and budget is not None and _leads_to(initial, budget, pool):
        score += 3
    return score


def _leads_to(initial: _Amounts, budget: _Amounts, pool: Sequence[_Amounts]) -> bool:
    """Whether the columns between add up from the initial budget to the budget, row by row, and are not all naught."""
    between = [a for a in pool if initial.column.first < a.column.first < budget.column.first]
    rows = list(zip(initial.values, budget.values, *(a.values for a in between), strict=True))
    fits = [
        abs(sum(v or 0 for v in (first, *more)) - total) <= 0.02
        for first, total, *more in rows
        if first is not None and total is not None
    ]
    return bool(between) and len(fits) > 0 and all(fits) and any(v for a in between for v in a.values)
