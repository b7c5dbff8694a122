"""A sheet's cells as a Table: the common end of every spreadsheet reader."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable
from decimal import ROUND_HALF_UP, Decimal

from selfeval_nb.readers.builder import Build
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
        return _as_stored(build, sheet, show(value, fmt, date1904), value)
    except (ArithmeticError, ValueError, LookupError) as e:
        where = f"{sheet}!R{at[0]}C{at[1]}"
        build.problem("odd-value", where, cell=where, reason=type(e).__name__)
        return general(value)


_PLAIN = re.compile(r"-?[0-9,]+(?:\.([0-9]?))?(%?)\Z")
_DECIMALS = 2  # that a number keeps however few its cell shows: points and amounts have no more


def _as_stored(build: Build, sheet: str, shown: str, value: float) -> str:
    """A number whose cell shows it rounded to less than two decimals, with two of those that the workbook calculates with: sums
    and rates fit the stored numbers, not the shown ones (33.4, 33.4 and 33.2 shown as 33 add up to 100). Told once a sheet."""
    m = _PLAIN.match(shown)
    if m is None:
        return shown
    exact = Decimal(f"{value:.15g}") * (100 if m[2] else 1)
    printed = Decimal(shown.rstrip("%").replace(",", ""))
    kept = exact.quantize(Decimal(1).scaleb(-_DECIMALS), ROUND_HALF_UP) if abs(exact) < 10**12 else printed
    if kept == printed or exact.quantize(Decimal(1).scaleb(-len(m[1] or "")), ROUND_HALF_UP) != printed:
        return shown  # nothing is hidden, or it is a date, a code or a scaled number
    build.problem("rounded-display", sheet, sheet=sheet, shown=shown, stored=f"{kept.normalize():f}{m[2]}")
    return f"{kept.normalize():{',' if ',' in shown else ''}f}{m[2]}"


Merge = tuple[int, int, int, int]  # first row, first column, last row, last column


def visible(
    texts: dict[tuple[int, int], str], merges: list[Merge], rows: Container[int], cols: Container[int]
) -> tuple[dict[tuple[int, int], str], list[Merge]]:
    """A sheet without its hidden rows and columns. A merged area that begins in a hidden one shows its text in the rest of it."""
    shown = dict(texts)
    kept: list[Merge] = []
    for r1, c1, r2, c2 in merges:
        r = next((r for r in range(r1, min(r2, r1 + _ACCIDENT) + 1) if r not in rows), None)
        c = next((c for c in range(c1, min(c2, c1 + _ACCIDENT) + 1) if c not in cols), None)
        if r is None or c is None:
            continue
        if (r, c) != (r1, c1) and (r1, c1) in shown:
            shown[r, c] = shown.pop((r1, c1))
        kept.append((r, c, r2, c2))
    return {at: text for at, text in shown.items() if at[0] not in rows and at[1] not in cols}, kept


def report_hidden(
    build: Build, name: str, texts: dict[tuple[int, int], str], rows: Container[int], cols: Container[int]
) -> None:
    """Tells which hidden rows and columns of a sheet hold something."""
    if not rows and not cols:
        return
    said = [
        f"第 {'、'.join(map(str, x[:5]))}{' 等' if len(x) > 5 else ''} {word}"
        for x, word in (
            (sorted({r for r, _ in texts if r in rows}), "行"),
            (sorted({c for _, c in texts if c in cols}), "列"),
        )
        if x
    ]
    if said:
        build.problem("hidden-cells", name, sheet=name, reason="、".join(said))


def add_sheet(
    build: Build,
    name: str,
    texts: dict[tuple[int, int], str],
    merges: list[Merge],
    rows: Container[int] = (),
    cols: Container[int] = (),
) -> None:
    """Adds a sheet as one table, rows and columns under the sheet's own numbers. A sheet without text is left out.
    ``rows`` and ``cols`` are hidden ones, which have no cells.

    ``texts`` holds the displayed cells by (row, column). Blank places inside the rectangle in use are cells without text, as
    the sheet shows them; places under a merged cell are not.
    """
    if rows or cols:
        texts, merges = visible(texts, merges, rows, cols)
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
        if at in covered or at[0] in rows or at[1] in cols:
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
