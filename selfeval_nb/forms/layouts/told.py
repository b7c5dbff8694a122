"""A document as its layout says it is to be read: the labels that were pointed at in the standard form's words, ignored cells blank.

The loader reads that document like any other, by the words that it knows best; the forms are then given back their own labels,
grid and addresses. So teaching is evidence from outside and not a second way of reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from selfeval_nb.forms.blocks.head import set_head
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.grid.labels import NAMES, is_number, is_numbering
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.layouts.bands import Band, Place
from selfeval_nb.forms.layouts.labels import in_common, inline, key_of, keys_of_row
from selfeval_nb.forms.layouts.match import Match, matches
from selfeval_nb.forms.layouts.model import Layout
from selfeval_nb.forms.layouts.roles import FIELDS, IGNORE, ROLES, TOTAL, block_of, column_of
from selfeval_nb.forms.model import Field, Form
from selfeval_nb.forms.words.text import clean, norm
from selfeval_nb.forms.words.vocabulary import Vocabulary
from selfeval_nb.readers.model import Cell, Document, Problem, Table

#: What a label prints in brackets that is part of the form's contents: its money unit, its points.
_MATTERS = re.compile(r"[(（][^()（）]*(?:元|[0-9]分)[^()（）]*[)）]")
#: The role of a column that nobody spoke of and that another has taken the role of.
_DISPLACED = "displaced"
#: The words for goals in a list of projects, a column among those of the indicators: they are none of a target or of a result.
_IN_LISTS = {"goal_expected": "政策目标", "goal_actual": "目标落实情况"}
Key = tuple[int, int, int]


@dataclass(slots=True)
class Told:
    """``document`` is what the loader reads; the rest says how to give its forms back what is printed."""

    printed: Document
    document: Document
    roles: dict[Key, str] = field(default_factory=dict)  # of the cells that were pointed at
    labels: dict[tuple[int, str, str], str] = field(
        default_factory=dict
    )  # (table, block, standard words) -> printed label
    layouts: dict[int, Layout] = field(default_factory=dict)  # by table
    rows: dict[tuple[int, int], str] = field(
        default_factory=dict
    )  # with a label that was pointed at -> the block it heads
    values: list[_Value] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def settle(self, draft: Draft) -> None:
        """Give a form the single values whose labels were pointed at, where the loader has taken none or another cell."""
        rows = {(ln.number, ln.row) for ln in draft.lines}
        for v in self.values:
            old = draft.heads.get(v.role)
            there = old is not None and old.value is not None and (old.row, old.col) == (v.cell.row, v.cell.col)
            if (v.line.number, v.line.row) not in rows or there or not norm(v.text):
                continue
            if v.role == "money_unit":
                draft.money_unit = draft.money_unit or norm(v.text)
                continue
            draft.heads.pop(v.role, None)
            set_head(draft, v.line, v.role, v.label, v.cell, v.text)

    def restore(self, forms: Iterable[Form]) -> None:
        """Give forms that were read from ``document`` their printed labels and grid, and each pointed cell its role."""
        if not self.layouts:
            return
        tables = {t.number: t for t in self.printed.tables}
        for form in forms:
            form.grid = [_rows(tables[part.number], part) for part in form.grid]
            layout = next((self.layouts[t.number] for t in form.grid if t.number in self.layouts), None)
            if layout is not None:
                form.layout, form.layout_sha256 = layout.name, layout.digest
            for table in form.grid:
                for cell in table.cells:
                    key = (table.number, cell.row, cell.col)
                    if (
                        norm(cell.text)
                        and (key in self.roles)
                        and form.roles.get(key, "blank") in ("blank", "unclaimed", "title")
                    ):
                        form.roles[key] = self.roles[key]
            form.head = {w: self._field(f) for w, f in form.head.items()}
            form.fields = {w: self._field(f) for w, f in form.fields.items()}

    def _field(self, f: Field) -> Field:
        block = f.where.partition("[")[0] if "[" in f.where else ""
        label = self.labels.get((f.table or 0, block, norm(f.label)))
        return f if label is None else replace(f, label=label)


@dataclass(frozen=True, slots=True)
class _Value:
    """The value of a label that was pointed at: its text, and the cell and row that print it."""

    role: str
    label: str
    line: Line
    cell: Cell
    text: str


def _rows(table: Table, part: Table) -> Table:
    """The rows of the printed table that ``part`` takes of the read one."""
    first, last = min(c.row for c in part.cells), max(c.last_row for c in part.cells)
    cells = tuple(
        c if c.last_row <= last else replace(c, rowspan=last - c.row + 1) for c in table.cells if first <= c.row <= last
    )
    return replace(table, cells=cells)


def tell(document: Document, layouts: Sequence[Layout], vocabulary: Vocabulary) -> Told:
    """The document as the taught layouts say; the same document where none fits."""
    told = Told(document, document)
    found = matches(document, layouts, vocabulary) if layouts else []
    if not found:
        return told
    changed: dict[int, _Rewrite] = {}
    dropped: set[int] = set()
    for match in found:
        told.layouts[match.number] = match.layout
        if match.part.no_form:
            dropped.add(match.number)
            said = f"第{match.number}个表格按版式“{match.layout.name}”不是自评表，未读。"
            told.problems.append(Problem(document.file, "layout-no-form", said, f"第{match.number}个表格"))
            continue
        rewrite = changed.setdefault(match.number, _Rewrite(match.number))
        for band in match.bands:
            _displace(band, match, vocabulary)
            rewrite.header(told, band, vocabulary)
            for place in band.places:
                if place.role in (IGNORE, _DISPLACED):
                    what = "ignored" if place.role == IGNORE else "column:displaced"
                    rewrite.blank(told, _column(band, place, match, vocabulary), what)
        for line, cell, mark in match.marks:
            if mark.role == IGNORE:
                rewrite.blank(told, _ignored(match, line, cell, mark.whole, mark.down))
            else:
                if mark.role in FIELDS and not block_of(mark.role):
                    told.values += _value(match, line, cell, mark.role)
                for repeated in line.cells:  # a dissolved merge prints its label in each of its cells
                    if repeated is cell or (norm(repeated.text) == norm(cell.text) and not line.filled.count(repeated)):
                        rewrite.label(told, repeated, mark.role)
    told.document = replace(
        document,
        blocks=tuple(
            changed[b.number].applied(b) if isinstance(b, Table) and b.number in changed else b
            for b in document.blocks
            if not (isinstance(b, Table) and b.number in dropped)
        ),
    )
    return told


@dataclass(slots=True)
class _Rewrite:
    """The changes to one table."""

    number: int
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    gone: set[tuple[int, int]] = field(default_factory=set)
    more: list[Cell] = field(default_factory=list)

    def applied(self, table: Table) -> Table:
        cells = [
            replace(c, text=self.texts[c.row, c.col]) if (c.row, c.col) in self.texts else c
            for c in table.cells
            if (c.row, c.col) not in self.gone
        ]
        return replace(table, cells=tuple(sorted([*cells, *self.more], key=lambda c: (c.row, c.col))))

    def label(self, told: Told, cell: Cell, role: str) -> None:
        """The label in a cell of its own or before its colon becomes the standard form's."""
        label, rest = inline(cell.text)
        words = _words(role, label)
        self.texts[cell.row, cell.col] = f"{words}：{rest.strip()}" if rest and role in FIELDS else words
        told.roles[self.number, cell.row, cell.col] = f"label:{role.rpartition('.')[2]}"
        told.rows.setdefault((self.number, cell.row), "")
        told.labels[self.number, _block(role), norm(words)] = clean(label)

    def blank(self, told: Told, cells: Iterable[Cell], what: str = "ignored") -> None:
        for cell in cells:
            if norm(cell.text):
                self.texts[cell.row, cell.col] = ""
                told.roles[self.number, cell.row, cell.col] = what

    def header(self, told: Told, band: Band, vocabulary: Vocabulary) -> None:
        """The header in one row, each column under the standard form's label for its role, or its own."""
        block = _headed(band, vocabulary)
        words = [self._column_label(told, place, block) for place in band.places]
        read = band.lines[0] if band.last.aligned else band.last  # the row that the header is read from
        told.rows[self.number, read.row] = block
        if not any(
            p.role for p in band.places
        ):  # a header that was pointed at as such, its columns left to their labels
            told.rows[self.number, read.row] = "indicators"
        for line in band.lines:
            for cell in line.cells:
                if norm(cell.text) and cell.last_row <= band.last.row:
                    told.roles.setdefault(
                        (self.number, cell.row, cell.col), f"label:{'funds' if block == 'funds' else 'column'}"
                    )
        if not band.last.aligned:
            for line in band.lines[:-1]:
                self.gone |= {(c.row, c.col) for c in line.cells}
            for place, text in zip(band.places, words, strict=True):
                for cell in band.last.cells[place.first - 1 : place.last]:
                    self.texts[cell.row, cell.col] = text
            return
        top, depth = band.lines[0].row, band.last.row - band.lines[0].row + 1
        low, high = band.places[0].first, band.places[-1].last
        for line in band.lines:
            self.gone |= {(c.row, c.col) for c in line.cells if low <= c.col <= high and c.last_row <= band.last.row}
        before = ""
        for place, text in zip(band.places, words, strict=True):
            if place.role == before == "indicators.reason" and self.more and self.more[-1].last_col == place.first - 1:
                last = self.more.pop()  # cause | measure: one column of two cells
                self.more.append(replace_span(last, place.last - last.col + 1))
            else:
                self.more.append(Cell(top, place.first, text, depth, place.last - place.first + 1))
            before = place.role

    @staticmethod
    def _own(place: Place) -> str:
        return place.leaf if len(place.cells) < 2 else "".join(c.text for c in reversed(place.cells[:2]))

    def _column_label(self, told: Told, place: Place, block: str) -> str:
        if place.role not in FIELDS:
            return "" if place.role in (IGNORE, _DISPLACED) else place.leaf
        words = _IN_LISTS.get(place.role, "") if block == "indicators" else ""
        words = words or _words(place.role, place.path)
        told.labels[self.number, _block(place.role), norm(words)] = clean(place.leaf)
        return words


def replace_span(cell: Cell, width: int) -> Cell:
    return Cell(cell.row, cell.col, cell.text, cell.rowspan, width)


def _words(role: str, label: str) -> str:
    """The standard form's label for a role, with the money unit or the points that the printed one names."""
    words = ROLES[role].words
    return words + "".join(_MATTERS.findall(label)) if words and role != TOTAL else words


def _block(role: str) -> str:
    block = block_of(role)
    return "" if block == "goals" else block


def _headed(band: Band, vocabulary: Vocabulary) -> str:
    """The block that a header heads; a list of projects has columns of money and goals among those of the indicators."""
    blocks = [b for p in band.places if (b := block_of(p.role))]
    levels = sum(vocabulary.exact("column", p.leaf) in NAMES for p in band.places if not p.role)
    return "indicators" if "indicators" in blocks or levels >= 2 else next(iter(blocks), "")


def _displace(band: Band, match: Match, vocabulary: Vocabulary) -> None:
    """Take out each column that nobody spoke of and that would be taken for what another was said to be: that one is it."""
    said = {p.role for p in band.places} - {""}
    goals = {"goal_expected", "goal_actual"} <= said
    for place in band.places:
        if place.role or not norm(place.leaf):
            continue
        if place is band.places[0] and any(vocabulary.exact(p, place.leaf) for p in ("funds_side", "indicator_side")):
            continue  # the label beside the block, where spans are lost
        taken = [r for r in said if column_of(r)[0] and vocabulary.find(column_of(r)[0], place.leaf) == column_of(r)[1]]
        if taken and block_of(taken[0]) == "funds":  # 年度预算数 over the names of the funds is none
            cells = [c for c in _column(band, place, match, vocabulary) if norm(c.text)]
            if not any(is_number(c.text) for c in cells):
                continue
        if taken or goals:  # beside both goals any other is of other years
            place.role = _DISPLACED


def _column(band: Band, place: Place, match: Match, vocabulary: Vocabulary) -> Iterable[Cell]:
    """The cells under an ignored column, as far down as its block goes."""
    at = next(n for n, line in enumerate(match.lines) if line is band.last)
    heads = {id(b.lines[0]) for b in match.bands}
    below = [
        [key_of(t) for t in row]
        for row in match.part.labels
        if not all(vocabulary.exact("total", t) for t in row)
        and tuple(row) not in {r for h in match.part.heads for r in h.rows}
    ]
    for line in match.lines[at + 1 :]:
        keys = keys_of_row(line)
        first = next((k for k in keys if k), "")
        if id(line) in heads or any(first in row and in_common(row, keys) == len(row) for row in below):
            return
        if is_numbering(line):
            continue
        if line.aligned:
            cells = [c for c in line.cells if place.first <= c.col and c.last_col <= place.last]
        else:
            cells = line.cells[place.first - 1 : place.last] if len(line.cells) == len(band.last.cells) else []
        # the label of a total that was merged over this column and others, its merge dissolved, is no value of it
        yield from (
            c for c in cells if not (norm(c.text) and key_of(c.text) == first and vocabulary.exact("total", c.text))
        )


def _value(match: Match, line: Line, cell: Cell, role: str) -> list[_Value]:
    """What stands behind a label: behind its colon, in the next cell that prints another text, or, at the end of a row, below it."""
    label, rest = inline(cell.text)
    if rest:
        return [_Value(role, label, line, cell, rest)]
    pointed = {id(c) for _, c, _ in match.marks}
    after = [c for c in line.cells if c.col > cell.last_col and norm(c.text) != norm(cell.text)]
    if after:
        found = next((c for c in after if norm(c.text)), None)
        return [] if found is None or id(found) in pointed else [_Value(role, label, line, found, found.text)]
    below = next((ln for ln in match.lines if ln.index > line.index), None)
    under = [c for c in below.cells if (c.col, c.last_col) == (cell.col, cell.last_col)] if below is not None else []
    return [_Value(role, label, below, c, c.text) for c in under if below is not None and line.aligned]


def _ignored(match: Match, line: Line, cell: Cell, whole: bool, down: bool) -> Iterable[Cell]:
    """The cell, or its row, or the rows that it is merged over."""
    if not whole:
        yield cell
        return
    last = cell.last_row
    beside = False
    for other in match.lines:
        if other is line or (down and cell.row < other.row <= last):
            yield from other.cells
        elif down and not line.aligned and other.row > cell.row:
            beside = beside or bool(norm(other.cells[0].text)) or other.row > cell.row + 200
            if beside:
                return
            yield from other.cells
