"""The form redrawn: each source table as rows of cells that keep their merges, with what is known of every cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import sqrt

from selfeval_nb.readers.model import Cell, Table

Place = tuple[int, int, int]
LONGEST = 4000  # characters of one cell; beyond that the reader is told how many are left out
_SHORTER = (LONGEST, 1000, 250, 60)


@dataclass(slots=True)
class DrawnCell:
    """A cell to draw: its place in the source, its spans, its text and the role that the loader gave it."""

    place: Place | None
    text: str
    rowspan: int = 1
    colspan: int = 1
    kind: str = "filler"  # label value title placeholder note blank unclaimed, or filler where the source has no cell
    left_out: int = 0


@dataclass(slots=True)
class DrawnTable:
    """A table to draw. ``rows``: (row number in the source, cells); ``columns``: column numbers in the source."""

    number: int
    columns: list[int]
    rows: list[tuple[int, list[DrawnCell]]]
    aligned: bool
    sheet: str | None = None
    page: int | None = None
    covered: dict[tuple[int, int], Place] = field(default_factory=dict)
    widths: list[float] = field(default_factory=list)  # of the columns, in em


def draw(table: Table, roles: dict[Place, str], longest: int = LONGEST) -> DrawnTable:
    """Lay a table out so that every slot is covered exactly once, whatever the source says of its spans.

    A cell that would lie on another or stick out of the grid is cut back; slots without a cell get a filler. Wholly empty
    rows and columns at the edges are left out, since the form may be a part of a larger sheet.
    """
    cells = [c for c in table.cells if c.row >= 1 and c.col >= 1]
    if not cells:
        return DrawnTable(table.number, [], [], table.aligned, table.sheet, table.page)
    top, bottom = min(c.row for c in cells), max(c.row for c in cells)
    left, right = min(c.col for c in cells), max(_last_col(c, table) for c in cells)
    if not table.aligned:
        cells = _stretched(cells, right)
    taken: dict[tuple[int, int], Cell] = {}
    sizes: dict[tuple[int, int], tuple[int, int]] = {}
    for cell in sorted(cells, key=lambda c: (c.row, c.col)):
        if (cell.row, cell.col) in taken:
            continue
        width = _free_width(cell, right, taken)
        height = _free_height(cell, bottom, width, taken)
        for row in range(cell.row, cell.row + height):
            for col in range(cell.col, cell.col + width):
                taken[row, col] = cell
        sizes[cell.row, cell.col] = (height, width)
    rows = []
    for row in range(top, bottom + 1):
        drawn: list[DrawnCell] = []
        col = left
        while col <= right:
            cell_here = taken.get((row, col))
            if cell_here is None:
                drawn.append(DrawnCell(None, ""))
            elif (cell_here.row, cell_here.col) == (row, col):
                drawn.append(_drawn(cell_here, table.number, sizes[row, col], roles, longest))
            col += 1
        rows.append((row, drawn))
    covered = {slot: (table.number, cell.row, cell.col) for slot, cell in taken.items()}
    columns = list(range(left, right + 1))
    widths = _widths(columns, rows)
    return DrawnTable(table.number, columns, rows, table.aligned, table.sheet, table.page, covered, widths)


def longest_text(tables: Iterable[Table], budget: int) -> int:
    """How many characters a cell may have for all cells to stay within ``budget`` bytes, markup included."""
    texts = [cell.text for table in tables for cell in table.cells]
    left = budget - 100 * len(texts)
    for longest in _SHORTER:
        if sum(len(text[:longest].encode("utf-8", "replace")) for text in texts) <= left:
            return longest
    return _SHORTER[-1]


def places(tables: Iterable[DrawnTable]) -> dict[Place, Place]:
    """Every slot of the tables -> the place of the cell that covers it."""
    return {(t.number, row, col): place for t in tables for (row, col), place in t.covered.items()}


def _widths(columns: list[int], rows: list[tuple[int, list[DrawnCell]]]) -> list[float]:
    """Column widths in em from what the cells hold, since few sources say them: short texts on one line, long ones in
    a block that grows with the square root of its length."""
    widths = dict.fromkeys(columns, 3.6)
    for _, cells in rows:
        for cell in cells:
            if cell.place is not None and cell.colspan == 1:
                longest = max((_em(line) for line in cell.text.splitlines()), default=0.0)
                wanted = longest if longest <= 7 else 7 + 1.7 * sqrt(longest - 7)
                widths[cell.place[2]] = max(widths[cell.place[2]], wanted + 1.8)
    return [round(min(w, 28.0), 1) for w in widths.values()]


def _em(text: str) -> float:
    """The width of a line: Latin letters and digits take about half of a Chinese character."""
    return sum(0.62 if c.isascii() else 1.0 for c in text.strip())


def _drawn(cell: Cell, table: int, size: tuple[int, int], roles: dict[Place, str], longest: int) -> DrawnCell:
    place = (table, cell.row, cell.col)
    kind = roles.get(place, "").partition(":")[0] or ("blank" if not cell.text.strip() else "unclaimed")
    left_out = max(0, len(cell.text) - longest)
    return DrawnCell(place, cell.text[:longest], *size, kind, left_out)


def _last_col(cell: Cell, table: Table) -> int:
    return min(cell.last_col, max(table.cols, cell.col))


def _stretched(cells: list[Cell], right: int) -> list[Cell]:
    """The last cell of each row of a table without spans reaches to the right edge."""
    last = {row: max(c.col for c in cells if c.row == row) for row in {c.row for c in cells}}
    return [Cell(c.row, c.col, c.text, 1, right - c.col + 1) if c.col == last[c.row] else c for c in cells]


def _free_width(cell: Cell, right: int, taken: dict[tuple[int, int], Cell]) -> int:
    width = 1
    while width < cell.colspan and cell.col + width <= right and (cell.row, cell.col + width) not in taken:
        width += 1
    return width


def _free_height(cell: Cell, bottom: int, width: int, taken: dict[tuple[int, int], Cell]) -> int:
    height = 1
    while height < cell.rowspan and cell.row + height <= bottom:
        if any((cell.row + height, cell.col + k) in taken for k in range(width)):
            break
        height += 1
    return height
