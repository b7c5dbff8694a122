"""Old workbooks (.xls, .et) through calamine, which gives values and merged areas; their number formats come from biff.py."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta

from selfeval_nb.readers.biff import sheet_formats
from selfeval_nb.readers.build import Build
from selfeval_nb.readers.numfmt import general, show
from selfeval_nb.readers.problems import Refused
from selfeval_nb.readers.sheets import add_sheet


def read_xls(data: bytes, build: Build) -> None:
    """Reads every visible sheet into ``build``, a table a sheet."""
    import python_calamine as calamine

    formats = sheet_formats(data)
    for name, f in formats.items():  # calamine makes a dense grid of a sheet
        if f.rows * f.cols > 20 * build.limits.cells:
            raise Refused("too-large", name, reason=f"工作表 {name} 有 {f.rows} 行 {f.cols} 列")
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError:
        raise Refused("encrypted") from None
    except (calamine.CalamineError, OSError, ValueError) as e:
        raise Refused("encrypted" if "password" in str(e).lower() else "damaged", reason=str(e)) from None
    for meta in book.sheets_metadata:
        build.tick()
        if meta.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        if meta.visible != calamine.SheetVisibleEnum.Visible:
            build.problem("hidden-sheet", meta.name, reason=meta.name)
            continue
        try:
            sheet = book.get_sheet_by_name(meta.name)
        except (calamine.CalamineError, OSError, ValueError) as e:
            raise Refused("damaged", meta.name, reason=str(e)) from None
        known = formats.get(meta.name)
        shown = known.formats if known is not None else {}
        texts: dict[tuple[int, int], str] = {}
        start = sheet.start or (0, 0)
        for r, row in enumerate(sheet.to_python(skip_empty_area=True), start[0] + 1):
            for c, value in enumerate(row, start[1] + 1):
                if value != "" and value is not None:
                    texts[r, c] = _shown(value, shown.get((r, c)))
            if len(texts) > build.limits.cells:
                raise Refused("too-large", meta.name, reason=f"工作表 {meta.name} 的单元格超过 {build.limits.cells} 个")
        merges = [(a[0] + 1, a[1] + 1, b[0] + 1, b[1] + 1) for a, b in sheet.merged_cell_ranges or ()]
        add_sheet(build, meta.name, texts, merges)


def _shown(value: object, fmt: str | None) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return show(float(value), fmt) if fmt and fmt != "General" else general(float(value))
    if isinstance(value, datetime):
        serial = (value - datetime(1899, 12, 30)) / timedelta(days=1)
        return show(serial, fmt) if fmt else f"{value.year}/{value.month}/{value.day}" + _clock(value)
    if isinstance(value, date):
        serial = (datetime(value.year, value.month, value.day) - datetime(1899, 12, 30)) / timedelta(days=1)
        return show(serial, fmt) if fmt else f"{value.year}/{value.month}/{value.day}"
    if isinstance(value, time):
        serial = (value.hour * 3600 + value.minute * 60 + value.second) / 86400
        return show(serial, fmt or "h:mm:ss")
    if isinstance(value, timedelta):
        return show(value / timedelta(days=1), fmt or "[h]:mm:ss")
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


def _clock(value: datetime) -> str:
    return f" {value.hour}:{value.minute:02d}" if value.hour or value.minute or value.second else ""
