"""Kinds of amount down instead of across: one a row with its number (年初预算数 | 100 over 全年执行数 | 98), read by the same assignment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfeval_nb.forms.blocks.funds.amounts import PARSE, fund_row, money_unit, set_value, unit_of
from selfeval_nb.forms.blocks.funds.assign import Reading, assign
from selfeval_nb.forms.blocks.indicators.pillars import Pillar
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.grid.labels import AMOUNTS, is_number
from selfeval_nb.forms.grid.lines import Line, is_blank
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, label_key
from selfeval_nb.readers.model import Cell

_ROWS = 10
_LONGEST = 16
#: What the arithmetic must say where the labels alone name fewer than two amounts.
_PROOF = 5.0


@dataclass(slots=True)
class Stack:
    """Rows of one kind and its number each: ``rows`` lines, the label and the cell of each, and what the assignment made of it."""

    rows: list[Line]
    pairs: list[tuple[Cell, Cell]]
    kinds: tuple[str, ...]

    def read(self, draft: Draft) -> None:
        """Set the total of the form's funds."""
        total = fund_row(draft, "total", "", new=False)
        for line, (label, cell), kind in zip(self.rows, self.pairs, self.kinds, strict=True):
            for c in line.filled:
                draft.role(line, c, "label:funds" if c is label else "label:funds_side")
                draft.money_unit = draft.money_unit or money_unit(c.text)
            if kind in PARSE:
                draft.money_unit = draft.money_unit or (unit_of(cell.text) if kind in AMOUNTS else None)
                draft.roles.pop((line.number, cell.row, cell.col), None)
                set_value(draft, line, total, kind, cell.text, cell)


def funds_stack(lines: Sequence[Line], i: int, vocabulary: Vocabulary) -> Stack | None:
    """The kinds of amount that stand below each other from line ``i`` on; None where the rows are no such thing."""
    if _pair(lines[i], vocabulary) is None:
        return None
    rows: list[Line] = []
    pairs: list[tuple[Cell, Cell]] = []
    for line in lines[i : i + _ROWS]:
        pair = _pair(line, vocabulary) if line.number == lines[i].number else None
        if pair is None or (pairs and line.aligned and pair[1].col != pairs[0][1].col):
            break
        rows.append(line)
        pairs.append(pair)
    while pairs and not vocabulary.find("funds_column", pairs[-1][0].text):
        rows.pop()
        pairs.pop()  # what nobody knows behind the last known kind is none of the funds
    if len(pairs) < 2:
        return None
    reading = assign(pillars(pairs), vocabulary)
    return Stack(rows, pairs, reading.roles) if holds(reading) else None


def kinds_down(rows: Sequence[Line], vocabulary: Vocabulary) -> dict[tuple[int, int], str]:
    """The kind of amount of each row of a block whose sources stand across, by (table, row): the rows read as columns."""
    found: list[tuple[Line, Pillar]] = []
    for k, line in enumerate(rows, 1):
        numbers = [c for c in line.filled if is_number(c.text)]
        labels = [c for c in line.filled if numbers and c.col < numbers[0].col]
        if labels and not is_number(labels[-1].text):
            found.append((line, Pillar(k, k, [labels[-1]], [norm(c.text) for c in numbers], [True] * len(numbers))))
    width = max((len(p.texts) for _, p in found), default=0)
    whole = [(line, p) for line, p in found if len(p.texts) == width]
    if len(whole) < 2:
        return {}
    reading = assign([p for _, p in whole], vocabulary)
    if not holds(reading):
        return {}
    return {(ln.number, ln.row): role for (ln, _), role in zip(whole, reading.roles, strict=True) if role in PARSE}


def pillars(pairs: Sequence[tuple[Cell, Cell]]) -> list[Pillar]:
    """Labels and their numbers as columns of one row."""
    return [Pillar(k, k, [label], [norm(cell.text)], [True]) for k, (label, cell) in enumerate(pairs, 1)]


def holds(reading: Reading) -> bool:
    """Whether labels name a budget and what was spent, or one of both and the rate bears out the other."""
    kinds = set(reading.roles)
    if "executed" not in kinds or not kinds & {"budget", "initial"}:
        return False
    told = {r for r in kinds & AMOUNTS if reading.told(r)}
    return ("executed" in told and len(told) > 1) or (reading.proof >= _PROOF and bool(told or reading.told("rate")))


def _pair(line: Line, vocabulary: Vocabulary) -> tuple[Cell, Cell] | None:
    """The label and the number of a row that prints these alone, beside the label of the block at most."""
    filled = line.filled
    if line.table is None or is_blank(line) or not 2 <= len(filled) <= 3 or not is_number(filled[-1].text):
        return None
    label, cell = filled[-2:]
    if any(is_number(c.text) for c in filled[:-1]) or not 2 <= len(label_key(label.text)) <= _LONGEST:
        return None
    if (
        len(filled) == 3
        and line.aligned
        and filled[0].rowspan == 1
        and not vocabulary.find("funds_side", filled[0].text)
    ):
        return None
    return None if vocabulary.exact("head", label.text) else (label, cell)
