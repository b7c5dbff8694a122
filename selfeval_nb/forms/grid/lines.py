"""A document as one sequence of lines: each table row and each paragraph, with the cells that a reader sees in it."""

from __future__ import annotations

from dataclasses import dataclass

from selfeval_nb.forms.words.text import norm
from selfeval_nb.readers.model import Cell, Document, Table


@dataclass(slots=True)
class Line:
    """A table row or a paragraph (``table`` None).

    ``cells`` begin in this row; ``cover`` are all cells that a reader sees in it, merged ones from above included. Both
    from left to right.
    """

    index: int
    table: Table | None
    row: int
    cells: list[Cell]
    cover: list[Cell]

    @property
    def filled(self) -> list[Cell]:
        """The cells that begin here and print something, a text repeated by a dissolved merge only once in a row."""
        out: list[Cell] = []
        for c in self.cells:
            key = norm(c.text)
            if key and not (
                out and norm(out[-1].text) == key and _touch(out[-1], c) and len(key) > 1 and not key.isdigit()
            ):
                out.append(c)
        return out

    @property
    def band(self) -> bool:
        """Whether one text fills the whole row: a merge over all columns, or one dissolved and filled."""
        texts = {norm(c.text) for c in self.cover}
        return len(texts) == 1 and "" not in texts and (len(self.cover) == 1 or len(self.cover) > 2)

    @property
    def text(self) -> str:
        return "  ".join(c.text for c in self.filled)

    @property
    def aligned(self) -> bool:
        return self.table is None or self.table.aligned

    @property
    def number(self) -> int:
        return 0 if self.table is None else self.table.number


def _touch(left: Cell, right: Cell) -> bool:
    return right.col == left.last_col + 1 or right.col > left.last_col


def lines_of(document: Document) -> list[Line]:
    """All paragraphs and table rows of the document in reading order; rows without any cell are left out."""
    out: list[Line] = []
    for block in document.blocks:
        if isinstance(block, Table):
            _rows(block, out)
        elif norm(block.text):
            for part in block.text.split("\n"):
                if norm(part):
                    cell = Cell(block.number, 1, part)
                    out.append(Line(len(out), None, block.number, [cell], [cell]))
    return out


def _rows(table: Table, out: list[Line]) -> None:
    open_cells: list[Cell] = []
    for row, cells in table.by_row():
        open_cells = [c for c in open_cells if c.last_row >= row]
        cover = sorted([*open_cells, *cells], key=lambda c: c.col) if open_cells else list(cells)
        out.append(Line(len(out), table, row, cells, cover))
        open_cells.extend(c for c in cells if c.rowspan > 1)


def solo(line: Line) -> str | None:
    """The text of a line that prints one thing only (a paragraph, a row of one filled cell), else None."""
    texts = {norm(c.text) for c in line.cells if norm(c.text)}
    return next((c.text for c in line.cells if norm(c.text)), None) if len(texts) == 1 else None


def is_blank(line: Line) -> bool:
    return not any(norm(c.text) for c in line.cells)
