"""A sheet's cells as a Table: the common end of every spreadsheet reader."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from selfeval_nb.readers.build import Build
from selfeval_nb.readers.model import Cell
from selfeval_nb.readers.problems import Refused
from selfeval_nb.readers.sheet.numfmt import general, show

# Up to this many places the rectangle in use is given whole; beyond, only the rows that say something.
_WHOLE = 20_000
# A merged area larger than this is a formatting accident (a whole column); it does not widen the table.
_ACCIDENT = 5_000


def displayed(
    build: Build, sheet: str, at: tuple[int, int], value: float, fmt: str | None, date1904: bool = False
) -> str:
    """A number as its cell displays it. Where value and format do not go together, that one cell shows what is stored, and it is told."""
    if fmt is None or fmt == "General":
        return general(value)
    try:
        return show(value, fmt, date1904)
    except (ArithmeticError, ValueError, LookupError) as e:
        where = f"{sheet}!R{at[0]}C{at[1]}"
        build.problem("odd-value", where, cell=where, reason=type(e).__name__)
        return general(value)


Merge = tuple[int, int, int, int]  # first row, first column, last row, last column


def add_sheet(build: Build, name: str, texts: dict[tuple[int, int], str], merges: list[Merge]) -> None:
    """Adds a sheet as one table, rows and columns under the sheet's own numbers. A sheet without text is left out.

    ``texts`` holds the displayed cells by (row, column). Blank places inside the rectangle in use are cells without text, as
    the sheet shows them; places under a merged cell are not.
    """
    said = {at: text for at, text in texts.items() if text.strip()}
    if not said:
        return
    if any(len(text) > build.limits.text for text in said.values()):
        raise Refused("too-large", name, reason=f"工作表 {name} 有单元格的文字超过 {build.limits.text} 字")
    top, left = min(r for r, _ in said), min(c for _, c in said)
    bottom, right = max(r for r, _ in said), max(c for _, c in said)
    real = [
        m for m in merges if (m[2] - m[0] + 1) * (m[3] - m[1] + 1) <= _ACCIDENT and m[3] - m[1] < build.limits.columns
    ]
    for r1, c1, _, _ in real:
        if r1 <= bottom and c1 <= right:  # beside or below all text a merged area says nothing
            top, left = min(top, r1), min(left, c1)
    for r1, c1, r2, c2 in real:
        if any_inside(r1, c1, said) or (top <= r1 <= bottom and left <= c1 <= right):
            bottom, right = max(bottom, r2), max(right, c2)
    table = build.open_table(sheet=name)
    covered: set[tuple[int, int]] = set()
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    sparse = _Places(said) if (bottom - top + 1) * (right - left + 1) > build.limits.cells else None
    work = ticked = (
        0  # places looked at: areas that overlap, which no office program writes, make this grow without end
    )
    for r1, c1, r2, c2 in merges:
        r2, c2 = min(r2, bottom), min(c2, right)
        if r1 > bottom or c1 > right or (r1, c1) in covered or (r1 == r2 and c1 == c2):
            continue
        spans[r1, c1] = (r2 - r1 + 1, c2 - c1 + 1)
        inside = (
            [(r, c) for r in range(r1, r2 + 1) for c in range(c1, c2 + 1)] if sparse is None
            else sparse.inside(r1, c1, r2, c2)
        )  # fmt: skip
        covered.update(inside)
        covered.discard((r1, c1))
        work += 10 + len(inside)
        if work + (0 if sparse is None else sparse.looked) > ticked + 100_000:
            ticked = work + (0 if sparse is None else sparse.looked)
            build.tick()
    for at in _places(said, spans, (top, left, bottom, right), build.limits.cells):
        if at in covered:
            continue
        rowspan, colspan = spans.get(at, (1, 1))
        text = texts.get(at, "")
        build.add(table, Cell(at[0], at[1], text, rowspan, colspan))
    table.rows, table.cols = bottom, right
    build.close_table()


class _Places:
    """Places with text, found by area without going through all of them."""

    def __init__(self, places: Iterable[tuple[int, int]]) -> None:
        self.places = sorted(places)
        self.looked = 0  # places passed in all searches

    def inside(self, r1: int, c1: int, r2: int, c2: int) -> list[tuple[int, int]]:
        first, last = bisect_left(self.places, (r1, c1)), bisect_right(self.places, (r2, c2))
        self.looked += last - first
        return [at for at in self.places[first:last] if c1 <= at[1] <= c2]


def any_inside(row: int, col: int, said: dict[tuple[int, int], str]) -> bool:
    """Whether the top left corner of a merged area has text."""
    return (row, col) in said


def _places(
    said: dict[tuple[int, int], str], spans: dict[tuple[int, int], tuple[int, int]], box: Merge, most: int
) -> list[tuple[int, int]]:
    top, left, bottom, right = box
    width = right - left + 1
    if (bottom - top + 1) * width <= _WHOLE:
        return [(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]
    rows = sorted({r for r, _ in said} | {r for r, _ in spans})
    if len(rows) * width <= most:
        return [(r, c) for r in rows for c in range(left, right + 1)]
    return sorted(said)
