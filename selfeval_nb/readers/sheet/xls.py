"""Old workbooks (.xls, .et) through calamine, which gives values and merged areas; their number formats come from biff.py.

Calamine is native code: a damaged file can make it loop, claim all memory or abort. So this runs in a process of its own
(guard/child.py), where the operating system ends it.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine as calamine

from selfeval_nb.readers.builder import Build
from selfeval_nb.readers.problems import Refused
from selfeval_nb.readers.sheet.biff import SheetFormats, sheet_formats
from selfeval_nb.readers.sheet.numfmt import show
from selfeval_nb.readers.sheet.sheets import add_sheet, displayed, report_hidden
from selfeval_nb.readers.text.marks import Struck


def read_xls(data: bytes, build: Build) -> None:
    """Reads every visible sheet into ``build``, a table a sheet. Refused: ``encrypted``, ``damaged``, ``too-large``."""
    formats = sheet_formats(data)
    for name, f in formats.items():  # calamine makes a dense grid of a sheet
        if f.rows * f.cols > 20 * build.limits.cells:
            raise Refused("too-large", name, reason=f"工作表 {name} 有 {f.rows} 行 {f.cols} 列")
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for meta in book.sheets_metadata:
            build.tick()
            if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            if meta.visible != calamine.SheetVisibleEnum.Visible:
                build.problem("hidden-sheet", meta.name, reason=meta.name)
                continue
            _sheet(book.get_sheet_by_name(meta.name), meta.name, formats.get(meta.name), build)
    except calamine.PasswordError:
        raise Refused("encrypted") from None
    except (calamine.CalamineError, OSError) as e:
        raise Refused("encrypted" if "password" in str(e).lower() else "damaged", reason=str(e)) from None


def _sheet(sheet: calamine.CalamineSheet, name: str, known: SheetFormats | None, build: Build) -> None:
    known = known or SheetFormats()
    shown, struck = known.formats, Struck()
    texts: dict[tuple[int, int], str] = {}
    for at, value in _values(sheet, build):
        if at in known.struck:
            struck.add(str(value))
            continue
        kind, content = _tagged(value)
        if kind == "number" and math.isfinite(content):
            texts[at] = displayed(build, name, at, content, shown.get(at))
        else:
            texts[at] = _shown(kind, content, shown.get(at))
        if len(texts) > build.limits.cells:
            raise Refused("too-large", name, reason=f"工作表 {name} 的单元格超过 {build.limits.cells} 个")
    merges = [(a[0] + 1, a[1] + 1, b[0] + 1, b[1] + 1) for a, b in sheet.merged_cell_ranges or ()]
    struck.tell(build, name)
    report_hidden(build, name, texts, known.hidden_rows, known.hidden_cols)
    add_sheet(build, name, texts, merges, known.hidden_rows, known.hidden_cols)


def _values(sheet: calamine.CalamineSheet, build: Build) -> Iterator[tuple[tuple[int, int], object]]:
    top, left = sheet.start or (0, 0)
    for r, row in enumerate(sheet.to_python(skip_empty_area=True), top + 1):
        if r % 500 == 0:
            build.tick()
        for c, value in enumerate(row, left + 1):
            if value is not None and value != "":
                yield (r, c), value


def _tagged(value: object) -> tuple[str, Any]:
    """A cell value as (type, value): text, bool, number, or date, time and span as a serial number of days."""
    if isinstance(value, bool):
        return "bool", value
    if isinstance(value, (int, float)):
        return "number", float(value)
    if isinstance(value, datetime):
        return "date", (value - datetime(1899, 12, 30)) / timedelta(days=1)
    if isinstance(value, date):
        return "date", float((value - date(1899, 12, 30)).days)
    if isinstance(value, time):
        return "time", (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    if isinstance(value, timedelta):
        return "span", value / timedelta(days=1)
    return "text", str(value)


def _shown(kind: str, value: Any, fmt: str | None) -> str:
    if kind == "text":
        return str(value).replace("\r\n", "\n").replace("\r", "\n")
    if kind == "bool":
        return "TRUE" if value else "FALSE"
    if not math.isfinite(value):  # what a damaged record gives
        return ""
    if kind == "date":
        return show(value, fmt or ("yyyy/m/d" if value == int(value) else "yyyy/m/d h:mm"))
    return show(value, fmt or ("h:mm:ss" if kind == "time" else "[h]:mm:ss"))
