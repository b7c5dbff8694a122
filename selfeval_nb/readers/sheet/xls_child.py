"""Calamine in a process of its own: ``python -m selfeval_nb.readers.sheet.xls_child MEGABYTES SECONDS < file.xls > cells.json``.

Calamine is native code: a damaged file can make it loop, claim all memory or abort, and nothing in the same process could stop
that. Here the operating system does. The answer is JSON: ``{"sheets": [{"name", "kind", "visible", "cells": [[row, column, type,
value]], "merges"}]}`` or ``{"error": slug, "reason"}``; rows and columns count from 1.
"""

from __future__ import annotations

import io
import json
import sys
from datetime import date, datetime, time, timedelta
from typing import Any


def tagged(value: object) -> tuple[str, Any]:
    """A cell value as (type, JSON value): text, bool, number, or date and span as a serial number of days."""
    if isinstance(value, str):
        return "text", value
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


def answer(data: bytes) -> dict[str, Any]:
    """Every sheet of a workbook; hidden ones by name only."""
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for meta in book.sheets_metadata:
            visible = meta.visible == calamine.SheetVisibleEnum.Visible
            entry: dict[str, Any] = {
                "name": meta.name, "kind": str(meta.typ).rpartition(".")[2], "visible": visible, "cells": [], "merges": [],
            }  # fmt: skip
            if visible and entry["kind"] == "WorkSheet":
                sheet = book.get_sheet_by_name(meta.name)
                top, left = sheet.start or (0, 0)
                entry["cells"] = [
                    [r, c, *tagged(value)]
                    for r, row in enumerate(sheet.to_python(skip_empty_area=True), top + 1)
                    for c, value in enumerate(row, left + 1)
                    if value is not None and value != ""
                ]
                entry["merges"] = [[a[0] + 1, a[1] + 1, b[0] + 1, b[1] + 1] for a, b in sheet.merged_cell_ranges or ()]
            sheets.append(entry)
        return {"sheets": sheets}
    except calamine.PasswordError:
        return {"error": "encrypted", "reason": ""}
    except (calamine.CalamineError, OSError, ValueError) as e:
        return {"error": "encrypted" if "password" in str(e).lower() else "damaged", "reason": str(e)}


def main() -> None:
    megabytes, seconds = int(sys.argv[1]), int(sys.argv[2])
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 1024 * 1024,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass  # a system without such limits: the time limit of the parent remains
    sys.stdout.write(json.dumps(answer(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
