"""The amounts of a form's funds: how a cell of each kind is read, and the row of a source that it is kept in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from selfeval_nb.common.where import fund
from selfeval_nb.common.words import Words
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.grid.labels import AMOUNTS, source_of
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.model import FundRow
from selfeval_nb.forms.values.numbers import parse_amount, parse_rate, parse_score, parse_weight
from selfeval_nb.forms.words.text import clean, norm
from selfeval_nb.forms.words.vocabulary import Vocabulary
from selfeval_nb.readers.model import Cell

WORDS = Words("reading", "fund_rows")

#: How the cell of a kind is read.
PARSE: dict[str, Callable[[str], float | None]] = {
    "initial": parse_amount,
    "budget": parse_amount,
    "executed": parse_amount,
    "weight": parse_weight,
    "rate": parse_rate,
    "score": parse_score,
}


def money_unit(text: str) -> str | None:
    """The money unit that a label or a line 单位：万元 prints."""
    key = norm(text)
    m = WORDS.unit_line.search(key) or WORDS.money_unit.search(key)
    return m[1] if m else None


def unit_of(amount: str) -> str | None:
    """The money unit printed behind an amount."""
    m = WORDS.money.search(norm(amount))
    return m[1] if m else None


def fund_row(draft: Draft, source: str, label: str, *, new: bool) -> FundRow:
    """The row of a source, made where there is none; with ``new`` a further one (``SOURCE#2``) beside one that is there."""
    for row in draft.funds:
        if row.source == source:
            if not new:
                return row
            break
    else:
        row = FundRow(len(draft.funds) + 1, source, label)
        draft.funds.append(row)
        return row
    k = 2
    while any(r.source == f"{source}#{k}" for r in draft.funds):
        k += 1
    row = FundRow(len(draft.funds) + 1, f"{source}#{k}", label)
    draft.funds.append(row)
    return row


def set_value(draft: Draft, line: Line, row: FundRow, kind: str, text: str, cell: Cell | None) -> None:
    """Set one kind of a row to what a cell prints."""
    if kind == "reason":
        row.reason = clean(text)
        draft.set_field(fund(row.source, "reason"), line, cell, text, row.reason)
        return
    value = PARSE[kind](text)
    setattr(row, kind, value)
    if kind in AMOUNTS:
        draft.money_hint = draft.money_hint or unit_of(text)
    draft.set_field(fund(row.source, kind), line, cell, text, value)


def put(draft: Draft, line: Line, source: str, label: str, kind: str, text: str, cell: Cell | None) -> None:
    """Set one kind of a source's row; a blank takes nothing away."""
    if kind not in PARSE and kind != "reason":
        return
    row = fund_row(draft, source, label, new=False)
    if getattr(row, kind) in (None, "") or norm(text):  # a merge over several rows, dissolved, leaves blanks below
        set_value(draft, line, row, kind, text, cell)


def set_amount(draft: Draft, line: Line, kind: str, label: str, text: str, cell: Cell | None) -> None:
    """An amount of the form as a whole, from the cell of a list."""
    put(draft, line, "total", clean(label), kind, text, cell)


def name_total(draft: Draft, vocabulary: Vocabulary) -> None:
    """The first row under a label nobody listed (年度金额) is the total when the next says what it is made of (其中：…)."""
    row = draft.funds[0]
    if row.source == "total" or source_of(row.label, vocabulary) is not None:
        return
    old, row.source = fund(row.source) + ".", "total"
    for where in [w for w in draft.fields if w.startswith(old)]:
        new = "funds[total]." + where.removeprefix(old)
        draft.fields[new] = replace(draft.fields.pop(where), where=new)
    for key, what in draft.roles.items():
        if what.startswith(f"value:{old}"):
            draft.roles[key] = "value:funds[total]." + what.removeprefix(f"value:{old}")
