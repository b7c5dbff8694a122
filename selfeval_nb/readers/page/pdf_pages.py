"""What the pages of a PDF hold, and what a page break cuts: tables, rows, merged cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NEAR = 3.0
_PADDING = 6.0  # between text and border; Word's default is 5.4 points
_AIR = 1.3  # a line ends a little before its cell does, where the next word may not be broken
_FOOT = 0.75  # a table that goes on reaches into the last quarter of its page
_PAGE_NUMBER = re.compile(r"[\s\d第页共/\-—–－·.]*\Z")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text with its place in points from the top left corner of the page."""

    top: float
    left: float
    right: float
    size: float
    text: str


@dataclass(slots=True)
class PageCell:
    """A ruled rectangle: its place in the table and on the page, and its lines."""

    row: int
    col: int
    rowspan: int
    colspan: int
    x0: float
    top: float
    x1: float
    bottom: float
    lines: list[Line]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def full(self) -> bool:
        """Whether one more character would not have fitted in the last line, so that the text may go on elsewhere."""
        return bool(self.lines) and self.x1 - _PADDING - self.lines[-1].right < _AIR * self.lines[-1].size


@dataclass(slots=True)
class PageTable:
    """A ruled table: the page it stands on (the first, when it was joined), the height of that page, its cells."""

    page: int
    height: float
    cells: list[PageCell]


def join_pages(items: list[str | PageTable]) -> list[str | PageTable]:
    """Puts tables together that a page break cuts: at the foot of a page, as wide as the one at the head of the next.

    A row that is cut becomes one row, the second half going to the cells of the first; a merged cell that is cut becomes
    one merged cell. The rows of the joined table count on, its columns are those of all its pages.
    """
    out: list[str | PageTable] = []
    open_table: PageTable | None = None  # the joined table so far, and its part on the page before
    part: PageTable | None = None
    between = False
    for item in items:
        if isinstance(item, str):
            between = between or not _PAGE_NUMBER.match(item)
            out.append(item)
            continue
        if open_table is not None and part is not None and not between and _goes_on(part, item):
            _join(open_table, part, item)
        else:
            out.append(item)
            open_table = item
        part, between = PageTable(item.page, item.height, list(item.cells)), False
    return out


def _goes_on(upper: PageTable, lower: PageTable) -> bool:
    if lower.page != upper.page + 1 or not upper.cells or not lower.cells:
        return False
    sides = [(min(c.x0 for c in t.cells), max(c.x1 for c in t.cells)) for t in (upper, lower)]
    wide = all(abs(a - b) < _NEAR for a, b in zip(*sides, strict=True))
    return wide and max(c.bottom for c in upper.cells) >= _FOOT * upper.height


def _join(table: PageTable, upper: PageTable, lower: PageTable) -> None:
    """Adds ``lower`` to ``table``, whose last part is ``upper``."""
    bottom, top = max(c.bottom for c in upper.cells), min(c.top for c in lower.cells)
    last = [c for c in upper.cells if abs(c.bottom - bottom) < _NEAR]
    first = [c for c in lower.cells if abs(c.top - top) < _NEAR]
    pairs = [(a, b) for b in first for a in last if abs(a.x0 - b.x0) < _NEAR and abs(a.x1 - b.x1) < _NEAR]
    cut = len(pairs) == len(first) == len(last) and _broken(pairs)
    if cut:
        for a, b in pairs:
            a.lines += b.lines
            b.lines = []
    rows = max(c.row + c.rowspan for c in table.cells) - 1 - cut
    for c in lower.cells:
        c.row += rows
    gone = [
        (a, b) for a, b in pairs if (cut or a.rowspan > 1 or b.rowspan > 1) and (not a.lines or not b.lines)
    ]  # the halves of one cell
    for a, b in gone:
        a.lines += b.lines
        a.rowspan = b.row + b.rowspan - a.row
    lower.cells = [c for c in lower.cells if all(c is not b for _, b in gone)]
    table.cells += lower.cells
    _columns(table)


def _columns(table: PageTable) -> None:
    """Counts the columns of a joined table anew from the edges on all its pages."""
    xs: list[float] = []
    for x in sorted(x for c in table.cells for x in (c.x0, c.x1)):
        if not xs or x - xs[-1] > _NEAR:
            xs.append(x)

    def at(value: float) -> int:
        return min(range(len(xs)), key=lambda i: abs(xs[i] - value))

    for c in table.cells:
        c.col, c.colspan = at(c.x0) + 1, max(1, at(c.x1) - at(c.x0))
    table.cells.sort(key=lambda c: (c.row, c.col))


def _broken(pairs: list[tuple[PageCell, PageCell]]) -> bool:
    """Whether the second of each pair goes on where the first ends.

    Text goes on only below text whose last line is full; some cell has nothing left to say; and there is a sign that it is
    one text: it has wrapped already, or what follows is a short rest of it.
    """
    rest = [(a, b) for a, b in pairs if b.lines]
    if not rest or not any(a.lines and not b.lines and b.rowspan == 1 for a, b in pairs):
        return False
    if not all(a.full for a, _ in rest):
        return False
    silent = sum(bool(a.lines) and not b.lines for a, b in pairs)
    if silent >= max(3, 2 * len(rest)):
        return True  # far more cells have nothing left to say than go on
    wrapped = any(len(a.lines) > 1 for a, _ in rest)
    remains = all(len(b.text) <= len(a.text) for a, b in rest) and any(2 * len(b.text) < len(a.text) for a, b in rest)
    return wrapped or remains
