"""What the pages of a PDF hold, and the rows that a page break cuts in two."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NEAR = 3.0
_PADDING = 6.0  # between text and border; Word's default is 5.4 points
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
        return bool(self.lines) and self.x1 - _PADDING - self.lines[-1].right < self.lines[-1].size


@dataclass(slots=True)
class PageTable:
    page: int
    cells: list[PageCell]


def join_broken_rows(items: list[str | PageTable]) -> None:
    """Puts rows together that begin at the foot of a page and end at the head of the next.

    The second half goes to the cells of the first half and is no row any more; the other rows keep their numbers.
    """
    before: PageTable | None = None
    between = False
    for item in items:
        if isinstance(item, str):
            between = between or not _PAGE_NUMBER.match(item)
            continue
        if before is not None and not between and item.page == before.page + 1:
            _join(before, item)
        before, between = item, False


def _join(upper: PageTable, lower: PageTable) -> None:
    bottom, top = max(c.bottom for c in upper.cells), min(c.top for c in lower.cells)
    last = [c for c in upper.cells if abs(c.bottom - bottom) < _NEAR]
    first = [c for c in lower.cells if abs(c.top - top) < _NEAR]
    pairs = [(a, b) for b in first for a in last if abs(a.x0 - b.x0) < _NEAR and abs(a.x1 - b.x1) < _NEAR]
    if len(pairs) != len(first) or len(first) != len(last) or not _broken(pairs):
        return
    for a, b in pairs:
        a.lines += b.lines
        b.lines = []
    lower.cells = [c for c in lower.cells if not (c.row == 1 and c.rowspan == 1)]


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
    wrapped = any(len(a.lines) > 1 for a, _ in rest)
    remains = all(len(b.text) <= len(a.text) for a, b in rest) and any(2 * len(b.text) < len(a.text) for a, b in rest)
    return wrapped or remains
