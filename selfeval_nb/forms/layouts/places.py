"""Places as a reviewer writes them: ``T1R5C3=indicators.weight`` is the third column of the fifth row of the first table, and what it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.layouts.roles import LayoutError, role_named
from selfeval_nb.readers.model import Cell

_PLACE = re.compile(r"T([0-9]{1,4})R([0-9]{1,6})C([0-9]{1,4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pointing:
    """A cell by table, row and column, counted from 1 as in findings and in ``--explain``, and its role."""

    table: int
    row: int
    col: int
    role: str

    @property
    def place(self) -> str:
        return place_of(self.table, self.row, self.col)


def place_of(table: int, row: int, col: int) -> str:
    return f"T{table}R{row}C{col}"


def pointing(text: str) -> Pointing:
    """``PLACE=ROLE`` read. Raises LayoutError with what is possible."""
    place, equals, role = text.partition("=")
    m = _PLACE.fullmatch(place.strip())
    if m is None or not equals:
        raise LayoutError(f"“{text}”应写成 位置=含义，如 T1R5C3=unit（第1个表格第5行第3列是实施单位的标签）。")
    return Pointing(int(m[1]), int(m[2]), int(m[3]), role_named(role))


def cell_at(tables: Mapping[int, Sequence[Line]], at: Pointing) -> tuple[Line, Cell]:
    """The cell of a place, also where the place lies inside a merged cell, and the row that it begins in. Raises LayoutError."""
    if at.table not in tables:
        raise LayoutError(f"{at.place}：文件中有 {len(tables)} 个表格，没有第{at.table}个。")
    lines = tables[at.table]
    for line in lines:
        for cell in line.cells:
            if cell.row <= at.row <= cell.last_row and cell.col <= at.col <= cell.last_col:
                return line, cell
    last = max(c.last_row for line in lines for c in line.cells)
    if at.row > last:
        raise LayoutError(f"{at.place}：第{at.table}个表格有 {last} 行，没有第{at.row}行。")
    row = [c for line in lines for c in line.cells if c.row <= at.row <= c.last_row]
    raise LayoutError(
        f"{at.place}：第{at.table}个表格第{at.row}行有 {max((c.last_col for c in row), default=0)} 列，没有第{at.col}列。"
    )
