"""The rows below a header of funds: a row a source and a column a kind of amount, or sideways, or kinds under each source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from selfeval_nb.common.where import fund
from selfeval_nb.forms.blocks.funds.amounts import PARSE, fund_row, money_unit, name_total, put, set_value
from selfeval_nb.forms.blocks.funds.cell import amounts_by_source, prints_several, two_kinds
from selfeval_nb.forms.grid.columns import Columns, joined, pick
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.grid.labels import AMOUNTS, is_number, is_numbering, source_of
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.values.numbers import POINTS
from selfeval_nb.forms.words.text import clean, norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, label_key
from selfeval_nb.readers.model import Cell

_POINTS = re.compile(rf"[(（]({POINTS})分")
_OF_WHICH = re.compile(r"^(?:其中|包括)")
_NO_VALUE = re.compile(r"^[-—/\\分%]*$")
#: The longest label of a source that nobody listed.
_LONGEST = 16


def read_labels(draft: Draft, columns: Columns, lines: Sequence[Line]) -> None:
    """What the header itself says: the money unit and the points of the execution rate (预算执行情况（20分）)."""
    texts = [c.text for line in lines for c in line.cover]
    for text in texts:
        draft.money_unit = draft.money_unit or money_unit(text)
        m = _POINTS.search(norm(text))
        if m and draft.execution_weight is None:
            draft.execution_weight = float(m[1])
    for line in lines:
        for cell in line.cells:
            if any(norm(cell.text) == norm(label.text) for label in columns.labels):
                draft.role(line, cell, "label:funds")
            elif norm(cell.text):
                draft.role(line, cell, "label:funds_side")


def fund_fit(name: str, text: str) -> int:
    """How well a text suits a funds column (see ``columns.pick``)."""
    key = norm(text)
    if _NO_VALUE.match(key):
        return 0
    if name.split("|")[-1] in PARSE or name.startswith("source:"):
        return 2 if is_number(text) else 0 if prints_several(text) else -1
    return 0


@dataclass(slots=True)
class _Row:
    """A line under the columns of a block: the cells of each column, those under none, what names the row."""

    line: Line
    columns: Columns
    chosen: dict[str, list[Cell]]
    left: list[Cell]
    labels: list[Cell] = field(default_factory=list)
    label: str = ""
    cell: Cell | None = None
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def sideways(self) -> bool:
        return any(c.name.startswith("source:") for c in self.columns.items)

    @property
    def numbers(self) -> int:
        """How many of its columns print a number."""
        return sum(is_number(t) for n, t in self.texts.items() if n in PARSE or n.startswith("source:"))

    @property
    def printed(self) -> bool:
        return any(norm(t) for t in self.texts.values())

    def words_for_amounts(self) -> bool:
        """Whether a column of amounts prints words, and none a number."""
        words = (
            norm(t) and not is_number(t) and not _NO_VALUE.match(norm(t))
            for n, t in self.texts.items()
            if n.split("|")[-1] in AMOUNTS
        )
        return any(words) and not self.numbers


def read_row(draft: Draft, line: Line, columns: Columns, vocabulary: Vocabulary) -> bool:
    """One line below a funds header. False when the line does not belong to the block."""
    if is_numbering(line):
        for c in line.filled:
            draft.role(line, c, "label:numbering")
        return True
    row = _picked(line, columns, vocabulary)
    if row.sideways and _rate_of_all(draft, line, vocabulary):
        return True
    if _read_sources(draft, line, columns, row.chosen, row.label, vocabulary):
        return True
    if row.label and vocabulary.exact("goal", row.label) and not vocabulary.exact("funds_row", row.label):
        return False
    if row.words_for_amounts():
        return False
    if not row.printed and row.label and label_key(row.label) in ("其中", "包括"):
        for c in row.left:
            draft.role(line, c, "label:fund")
        return True  # a row of its own that says: of which
    kind = None
    if row.sideways and row.label:
        kind = columns.kinds.get((line.number, line.row)) or vocabulary.find("funds_column", row.label)
    source = source_of(row.label, vocabulary) if row.label else None
    if kind is None and source is None and (row.label or not row.numbers):
        # an unknown label with amounts in its columns is a source nobody listed; any other line ends the block
        named = row.label and row.numbers and len(label_key(row.label)) <= _LONGEST
        if not named or vocabulary.exact("head", row.label):  # 自评得分 | 95 is the form's
            return False
        source = label_key(row.label)
    for c in row.left:
        draft.role(line, c, "label:fund")
        draft.money_unit = draft.money_unit or money_unit(c.text)
    if row.sideways:
        _put_across(draft, row, kind, vocabulary)
    elif not _put_by_label(draft, row, vocabulary):
        _put_down(draft, row, source, vocabulary)
    return True


def _picked(line: Line, columns: Columns, vocabulary: Vocabulary) -> _Row:
    chosen, left = pick(line, columns, fund_fit)
    beside = {norm(c.text) for c in (*columns.beside, *([columns.side] if columns.side is not None else []))}
    # a number in a column of no known kind (财政收回数) names no source
    labels = [c for c in left if norm(c.text) and norm(c.text) not in beside and not is_number(c.text)]
    if columns.aligned and line.aligned:
        placed = [c for c in labels if any(a <= c.last_col and c.col <= b for a, b in columns.named)]
        labels = placed or labels
    row = _Row(line, columns, chosen, left, labels, texts={name: joined(cells)[0] for name, cells in chosen.items()})
    row.label, row.cell = _row_label(labels, vocabulary)
    return row


def _rate_of_all(draft: Draft, line: Line, vocabulary: Vocabulary) -> bool:
    """One rate, weight or score for the whole block, in a cell merged over the sources."""
    if len(line.filled) != 2:
        return False
    label, value = line.filled
    kind = vocabulary.exact("funds_column", label.text)
    if kind not in ("rate", "score", "weight") or not is_number(value.text):
        return False
    draft.role(line, label, "label:fund")
    put(draft, line, "total", "", str(kind), value.text, value)
    return True


def _put_across(draft: Draft, row: _Row, kind: str | None, vocabulary: Vocabulary) -> None:
    """A row of one kind (or of each kind under its source), a column a source."""
    for column in row.columns.items:
        text, cell = joined(row.chosen.get(column.name))
        source, _, own = column.name.removeprefix("source:").partition("|")
        if column.name.startswith("source:"):
            put(draft, row.line, source, column.text, own or kind or ("" if row.label else "budget"), text, cell)
        else:
            for name, part in two_kinds(column, text, vocabulary):
                put(draft, row.line, "total", column.text, name, part, cell)


def _put_down(draft: Draft, row: _Row, source: str | None, vocabulary: Vocabulary) -> None:
    """A row of one source, a column a kind."""
    if len(draft.funds) == 1 and _OF_WHICH.match(norm(row.label)):
        name_total(draft, vocabulary)
    kept = fund_row(draft, source or "total", clean(row.label), new=True)
    draft.set_field(fund(kept.source, "label"), row.line, row.cell, row.label, kept.label)
    for column in row.columns.items:
        text, cell = joined(row.chosen.get(column.name))
        for name, part in two_kinds(column, text, vocabulary):
            if name in PARSE or name == "reason":
                set_value(draft, row.line, kept, name, part, cell)
        for other in row.chosen.get(column.name, ()):
            draft.role(row.line, other, f"column:{column.name}")


def _put_by_label(draft: Draft, row: _Row, vocabulary: Vocabulary) -> bool:
    """A row whose amounts have a label each, of different sources: every amount is of the source at its left."""
    if len(row.labels) < 2 or not row.columns.aligned:
        return False
    sources = [source_of(c.text, vocabulary) or label_key(c.text) for c in row.labels]
    if len(set(sources)) < 2 or not all(0 < len(s) <= _LONGEST for s in sources):
        return False
    placed = []
    for column in row.columns.items:
        before = [k for k, c in enumerate(row.labels) if c.last_col < column.first]
        if not before or column.name not in AMOUNTS:
            return False
        placed.append((column, before[-1]))
    if len({k for _, k in placed}) < 2:
        return False
    for column, k in placed:
        text, cell = joined(row.chosen.get(column.name))
        put(draft, row.line, sources[k], clean(row.labels[k].text), column.name, text, cell)
    return True


def _read_sources(
    draft: Draft, line: Line, columns: Columns, chosen: dict[str, list[Cell]], row_label: str, vocabulary: Vocabulary
) -> bool:
    """A row whose amounts each print the total and what it is made of in one cell; rate and points are the row's."""
    texts = {name: joined(cells) for name, cells in chosen.items()}
    parts = {name: amounts_by_source(texts[name][0], vocabulary) for name in texts if name in AMOUNTS}
    if not any(parts.values()):
        return False
    own = (source_of(row_label, vocabulary) if row_label else None) or "total"
    for column in columns.items:
        text, cell = texts.get(column.name, ("", None))
        if parts.get(column.name):
            for source, label, amount in parts[column.name]:
                put(draft, line, source or own, label or clean(row_label), column.name, amount, cell)
            continue
        for name, part in two_kinds(column, text, vocabulary):
            put(draft, line, own, clean(row_label), name, part, cell)
    for c in line.cells:
        draft.role(line, c, "label:fund")
    return True


def _row_label(labels: Sequence[Cell], vocabulary: Vocabulary) -> tuple[str, Cell | None]:
    """The row's label: the cell that names a source, else all cells left of the amounts together."""
    for cell in reversed(labels):
        if source_of(cell.text, vocabulary) or vocabulary.exact("funds_column", cell.text):
            return cell.text, cell
    if not labels:
        return "", None
    return labels[-1].text, labels[-1]
