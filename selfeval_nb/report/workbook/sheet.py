"""The parts that all sheets of the workbook share: the file, its formats, cells that are never formulas, sheet names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from types import FunctionType
from typing import Any
from zipfile import ZipFile

from selfeval_nb.common import own_output
from selfeval_nb.report.page.env import shown
from selfeval_nb.report.words.workbook_words import WorkbookWords

_TEXT = 32_000  # Excel's cells hold 32,767 characters
_FONT = "宋体"
_LINE = 13.0  # points


class Book:
    """The workbook under construction. ``slim``: rows go to the disk as they are written, and only ever at the end of a sheet."""

    def __init__(self, path: Path, words: WorkbookWords, *, slim: bool, created: datetime) -> None:
        import xlsxwriter

        self.w = words
        self.book = (_quick if slim else xlsxwriter.Workbook)(
            str(path),
            {
                "constant_memory": slim, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
                "default_date_format": "yyyy-mm-dd",
            },
        )  # fmt: skip
        self.book.set_properties({"created": created, "title": words.summary_title, "keywords": own_output.NAME})
        self.f = {name: self.book.add_format(kind) for name, kind in _formats().items()}
        for form in self.f.values():
            form._get_xf_index()  # numbered in this order, not in that of their first use: pressed rows name them by number
        self._names: set[str] = set()

    def close(self) -> None:
        self.book.close()

    def put(self, sheet: Any, row: int, col: int, value: Any, kind: str = "text") -> None:
        """A number as a number, anything else as a string; a blank keeps its format."""
        form = self.f[kind]
        if value is None or value == "":
            sheet.write_blank(row, col, None, form)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            sheet.write_number(row, col, value, form)
        else:
            text = str(shown(str(value)))
            if len(text) > _TEXT:
                text = text[:_TEXT] + self.w.cut.format(len(text) - _TEXT)
            if text.startswith("<r>") and text.endswith("</r>"):
                text += " "  # XlsxWriter would take it for its own markup and write it as it stands
            sheet.write_string(row, col, text, form)

    def fit(self, sheet: Any, row: int, texts: Iterable[tuple[Any, float]]) -> None:
        """Set the height of a row for its (text, column width) pairs; spreadsheet programs do not all do it on opening."""
        lines = max((_lines(str(text), width) for text, width in texts if text not in (None, "")), default=1)
        if lines > 1:
            sheet.set_row(row, min(lines * _LINE + 2, 400))

    def heads(self, sheet: Any, row: int, names: Iterable[str]) -> None:
        for col, name in enumerate(names):
            self.put(sheet, row, col, self.w.word(name), "head")

    def sheet(self, name: str, *, landscape: bool = True) -> Any:
        sheet = self.book.add_worksheet(self._sheet_name(name))
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        return sheet

    def _sheet_name(self, name: str) -> str:
        plain = "".join("_" if c in "[]:*?/\\'" or ord(c) < 32 else c for c in str(shown(name))).strip() or "_"
        plain = plain[:31].strip() or "_"
        unique, n = plain, 2
        while unique.casefold() in self._names:
            tail = f"~{n}"
            unique, n = plain[: 31 - len(tail)] + tail, n + 1
        self._names.add(unique.casefold())
        return unique


_LEVEL = 3  # half the time of the usual 6, at a sixth more bytes


def _quick(path: str, options: dict[str, Any]) -> Any:
    """A workbook that is packed quickly: XlsxWriter does not let one say how hard its parts are pressed."""
    import xlsxwriter

    store = xlsxwriter.Workbook._store_workbook
    packed = FunctionType(store.__code__, {**store.__globals__, "ZipFile": partial(ZipFile, compresslevel=_LEVEL)})
    return type("Workbook", (xlsxwriter.Workbook,), {"_store_workbook": packed})(path, options)


def _lines(text: str, width: float) -> int:
    """Lines that a text takes in a column; a Chinese character is two wide."""
    room = max(width - 1, 1)
    return sum(max(1, -(-sum(1 if ord(c) < 0x2E80 else 2 for c in line) // int(room))) for line in text.split("\n"))


def _formats() -> dict[str, dict[str, Any]]:
    base = {
        "font_name": _FONT,
        "font_size": 10,
        "valign": "top",
        "text_wrap": True,
        "border": 1,
        "border_color": "#BFBFBF",
    }
    plain = {"font_name": _FONT, "font_size": 10, "valign": "top"}
    return {
        "text": base,
        "points": base | {"num_format": "0.00", "align": "center"},
        "middle": base | {"align": "center"},
        "head": base | {"bold": True, "align": "center", "valign": "vcenter", "bg_color": "#E8EDF3"},
        "fill": base | {"bg_color": "#FFF9DB", "locked": False},
        # as text, so that 95% and 12月20日 stay as typed
        "fill_text": base | {"bg_color": "#FFF9DB", "locked": False, "num_format": "@"},
        "fill_points": base | {"bg_color": "#FFF9DB", "locked": False, "num_format": "0.00", "align": "center"},
        "fill_date": base | {"bg_color": "#FFF9DB", "locked": False, "num_format": "yyyy-mm-dd"},
        "sum": base | {"bold": True, "bg_color": "#F3F3F3"},
        "sum_points": base | {"bold": True, "bg_color": "#F3F3F3", "num_format": "0.00", "align": "center"},
        "signed": base | {"num_format": "+0.00;-0.00;0.00", "align": "center"},
        "sum_signed": base | {"bold": True, "bg_color": "#F3F3F3", "num_format": "+0.00;-0.00;0.00", "align": "center"},
        "title": plain | {"bold": True, "font_size": 15, "valign": "vcenter"},
        "note": plain | {"font_color": "#595959"},
        "wrapped": plain | {"text_wrap": True},
        "key": {"font_size": 8, "font_color": "#7F7F7F"},
    }  # fmt: skip


def letter(col: int) -> str:
    """The column's letters: 0 is A, 26 is AA."""
    name = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        name = chr(65 + rest) + name
    return name
