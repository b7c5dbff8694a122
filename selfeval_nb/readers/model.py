"""What a reader returns: a document as paragraphs and tables, every cell with its place.

Nothing here knows about self-evaluation forms. All numbers count from 1, as a person counts them in Word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, init=False)
class Cell:
    """One cell as printed; a merged cell appears once, at its top left corner.

    ``text`` keeps line breaks (``\\n`` between paragraphs) and every character as typed, U+3000 included.
    """

    row: int
    col: int
    text: str
    rowspan: int = 1
    colspan: int = 1

    def __init__(self, row: int, col: int, text: str, rowspan: int = 1, colspan: int = 1) -> None:
        # the __init__ that a frozen dataclass gets takes twice the time, and this is made for every cell of every form
        _set_row(self, row)
        _set_col(self, col)
        _set_text(self, text)
        _set_rowspan(self, rowspan)
        _set_colspan(self, colspan)

    @property
    def last_row(self) -> int:
        return self.row + self.rowspan - 1

    @property
    def last_col(self) -> int:
        return self.col + self.colspan - 1


_set_row, _set_col, _set_text, _set_rowspan, _set_colspan = (
    getattr(Cell, name).__set__ for name in ("row", "col", "text", "rowspan", "colspan")
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table in reading order. ``number`` counts the tables of the document (sheets and pages included) from 1.

    ``aligned`` is False where the source has lost the spans (the text dump): ``col`` is then the ordinal of the cell in
    its row, and two cells with the same ``col`` need not stand below each other.
    ``within`` is the (table, row, col) of the cell that holds a nested table, ``sheet`` and ``page`` name the place in a
    workbook or PDF.
    """

    number: int
    cells: tuple[Cell, ...]
    rows: int
    cols: int
    aligned: bool = True
    sheet: str | None = None
    page: int | None = None
    within: tuple[int, int, int] | None = None

    def by_row(self) -> Iterator[tuple[int, list[Cell]]]:
        """Rows from top to bottom as (row number, the cells that begin in it); rows without a cell are left out."""
        current: list[Cell] = []
        for cell in sorted(self.cells, key=lambda c: (c.row, c.col)):
            if current and cell.row != current[0].row:
                yield current[0].row, current
                current = []
            current.append(cell)
        if current:
            yield current[0].row, current


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text outside tables. ``within`` as for a table: the cell that holds it, when it was read from a layout cell."""

    text: str
    number: int = 0
    within: tuple[int, int, int] | None = None


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read, and why. ``detail`` is a sentence for the reviewer; ``where`` a place in the file or ''."""

    file: str
    problem: str
    detail: str
    where: str = ""
    form_id: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One file, read. ``file`` is the name shown to people: a path, or ``archive.zip/inner/name.docx``."""

    file: str
    sha256: str
    format: str
    blocks: tuple[Block, ...] = ()
    problems: tuple[Problem, ...] = ()
    meta: dict[str, str] = field(default_factory=dict)

    @property
    def tables(self) -> list[Table]:
        return [b for b in self.blocks if isinstance(b, Table)]
