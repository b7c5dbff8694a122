"""A sheet's cells as a Table: the common end of every spreadsheet reader."""

from __future__ import annotations

from selfeval_nb.readers.build import Build
from selfeval_nb.readers.model import Cell

# Up to this many places the rectangle in use is given whole; beyond, only the rows that say something.
_WHOLE = 20_000
# A merged area larger than this is a formatting accident (a whole column); it does not widen the table.
_ACCIDENT = 5_000

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column


def add_sheet(build: Build, name: str, texts: dict[tuple[int, int], str], merges: list[Merge]) -> None:
    """Adds a sheet as one table, rows and columns under the sheet's own numbers. A sheet without text is left out.

    ``texts`` holds the displayed cells by (row, column). Blank places inside the rectangle in use are cells without text, as
    the sheet shows them; places under a merged cell are not.
    """
    said = {at: text for at, text in texts.items() if text.strip()}
    if not said:
        return
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
    kept = list(said) if (bottom - top + 1) * (right - left + 1) > build.limits.cells else None
    for n, (r1, c1, r2, c2) in enumerate(merges):
        if n % 1000 == 0:
            build.tick()
        r2, c2 = min(r2, bottom), min(c2, right)
        if r1 > bottom or c1 > right or (r1, c1) in covered or (r1 == r2 and c1 == c2):
            continue
        spans[r1, c1] = (r2 - r1 + 1, c2 - c1 + 1)
        if kept is not None or len(covered) > 4 * build.limits.cells:
            covered.update(at for at in (kept or said) if r1 <= at[0] <= r2 and c1 <= at[1] <= c2)
        else:
            covered.update((r, c) for r in range(r1, r2 + 1) for c in range(c1, c2 + 1))
        covered.discard((r1, c1))
    for at in _places(said, spans, (top, left, bottom, right), build.limits.cells):
        if at in covered:
            continue
        rowspan, colspan = spans.get(at, (1, 1))
        text = texts.get(at, "")
        build.add(table, Cell(at[0], at[1], text, rowspan, colspan))
    table.rows, table.cols = bottom, right
    build.close_table()


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
