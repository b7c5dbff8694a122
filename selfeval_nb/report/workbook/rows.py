"""Rows of a sheet as XML that waits for the numbers of its rows: written once, put wherever they come to stand.

``RowSheet`` takes what those who write a form's rows say to a sheet of XlsxWriter (the same calls, the same XML, byte for byte, as its
sheets write in constant memory), and costs a third: nothing is looked up that is the same in every cell.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import _preserve_whitespace
from xlsxwriter.xmlwriter import XMLwriter

from selfeval_nb.report.workbook.sheet import letter

OWN = 800_100  # where rows begin while they have no place, from 0; those of the work paper, to which the summary links, elsewhere
PAPER = 900_000
_CELL = re.compile(r"(?<![A-Z0-9])(\$?[A-Z]{1,3}\$?)([89]\d{5})(?![0-9A-Za-z])")
_ODD = re.compile(r"_x[0-9a-fA-F]{4}_|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_LETTERS = [letter(col) for col in range(64)]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows in XML: ``text`` is cut by NULs, where numbers are to stand: ``own`` + the number of the first row of these rows, or,
    with PAPER more, the number of the first row of the form on the work paper. Rows are numbered from 1."""

    count: int
    text: str
    numbers: tuple[int, ...]

    def at(self, first: int, paper: int = 0) -> str:
        """The XML with the first row at ``first`` (from 0)."""
        parts: list[str] = [""] * (2 * len(self.numbers) + 1)
        parts[::2] = self.text.split("\0")
        parts[1::2] = [str(n + first + 1 if n < PAPER // 2 else n - PAPER + paper + 1) for n in self.numbers]
        return "".join(parts)


class RowSheet:
    """A sheet that is never written: what is put into its rows, from ``base`` on, is taken from it by ``rows``. What is said to a
    sheet as a whole it does not hear."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._cells: defaultdict[int, dict[int, tuple[str, tuple[int, ...]]]] = defaultdict(dict)
        self._heights: dict[int, str] = {}
        self._base = 0

    def get_name(self) -> str:
        """Its name, as formulas say it."""
        return self._name

    def begin(self, base: int) -> None:
        """Forget all rows: the next ones begin at ``base`` (OWN or PAPER)."""
        self._cells.clear()
        self._heights.clear()
        self._base = base

    def rows(self, count: int) -> Rows:
        """The rows that were written since."""
        text: list[str] = []
        numbers: list[int] = []
        for row, cells in sorted(self._cells.items()):
            text.append(f'<row r="\0"{self._heights.get(row, "")}>')
            numbers.append(self._number(row))
            for _, (xml, waiting) in sorted(cells.items()):
                text.append(xml)
                numbers += waiting
            text.append("</row>")
        return Rows(count, "".join(text), tuple(numbers))

    def set_row(self, row: int, height: float) -> None:
        """Its height in points, rounded to pixels as XlsxWriter does."""
        pixels = int(height * 4 / 3 + 0.5)
        if pixels != 20:  # the usual height of a row
            self._heights[row] = f' ht="{pixels * 0.75:.16g}" customHeight="1"'

    def write_blank(self, row: int, col: int, _: None, form: Any) -> None:
        """A cell that has only a format."""
        self._cells[row][col] = f'<c r="{_LETTERS[col]}\0" s="{form.xf_index}"/>', (self._number(row),)

    def write_number(self, row: int, col: int, number: float, form: Any) -> None:
        """A number; in the first column it is that of the row in its list. Raises TypeError for what is no finite number."""
        own = self._number(row)
        if not math.isfinite(number):
            raise TypeError(f"a cell cannot hold {number}")
        value, waiting = ("\0", (own, int(number) - self._base - 1)) if col == 0 else (f"{number:.16G}", (own,))
        self._cells[row][col] = f'<c r="{_LETTERS[col]}\0" s="{form.xf_index}"><v>{value}</v></c>', waiting

    def write_string(self, row: int, col: int, text: str, form: Any) -> None:
        """A text, in the cell itself."""
        if _ODD.search(text):
            text = XMLwriter._escape_control_characters(text)
        space = ' xml:space="preserve"' if _preserve_whitespace(text) else ""
        self._cells[row][col] = (
            f'<c r="{_LETTERS[col]}\0" s="{form.xf_index}" t="inlineStr"><is><t{space}>{text.translate(_MARKUP)}</t></is></c>',
            (self._number(row),),
        )

    def write_formula(self, row: int, col: int, formula: str, form: Any, value: Any) -> None:
        """A formula with the value that it has now."""
        numbers = [self._number(row)]

        def waits(m: re.Match[str]) -> str:
            numbers.append(self._number(int(m[2]) - 1))
            return f"{m[1]}\0"

        parts = formula.removeprefix("=").translate(_MARKUP).split('"')  # what stands between quotes is a word
        parts[::2] = [_CELL.sub(waits, part) for part in parts[::2]]
        kind = ' t="str"' if isinstance(value, str) and value else ""
        value = value.translate(_MARKUP) if kind else value
        self._cells[row][col] = (
            f'<c r="{_LETTERS[col]}\0" s="{form.xf_index}"{kind}><f>{chr(34).join(parts)}</f><v>{value}</v></c>',
            tuple(numbers),
        )

    def _number(self, row: int) -> int:
        return row - self._base if row < self._base + 50_000 else row  # what is far below is on the work paper

    def _whole(self, *_: Any, **__: Any) -> None:
        """Said to a sheet as a whole."""

    set_column = freeze_panes = repeat_rows = autofilter = print_area = data_validation = _whole
