"""The tables as JSON, CSV or Excel-ready rows: what ``selfeval export`` prints."""

from __future__ import annotations

import csv
import io
import json
import math
from typing import TYPE_CHECKING, Any

from selfeval_nb.forms.frames import Tables, contract_columns
from selfeval_nb.forms.words.text import spelled, spelled_json

if TYPE_CHECKING:
    import pandas as pd

TABLES = ("forms", "funds", "indicators", "problems")


def rows_of(frame: pd.DataFrame, columns: tuple[str, ...] | None = None) -> list[dict[str, Any]]:
    """A frame as plain rows: null for a missing value, whole numbers as int, no NaN."""
    names = list(frame.columns) if columns is None else list(columns)
    values = [frame[c].tolist() for c in names]
    return [{n: _plain(v) for n, v in zip(names, row, strict=True)} for row in zip(*values, strict=True)]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if type(value).__name__ == "NAType" or value != value:
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value if math.isfinite(value) else None
    if hasattr(value, "item"):
        return _plain(value.item())
    return value


def to_json(tables: Tables, *, full: bool = False) -> str:
    """``{"forms": [...], "funds": [...], "indicators": [...], "problems": [...]}``, the contract's columns or all."""
    data = {name: rows_of(getattr(tables, name), None if full else contract_columns(name)) for name in TABLES}
    return spelled_json(json.dumps(data, ensure_ascii=False, indent=1))


def to_csv(tables: Tables, name: str) -> str:
    """One table as CSV. A text that a spreadsheet would take for a formula gets a leading apostrophe."""
    columns = contract_columns(name)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows_of(getattr(tables, name), columns):
        writer.writerow([safe_cell(row[c]) for c in columns])
    return out.getvalue()


# The signs that begin a formula, in full width as well (Excel takes those for it in East Asian settings), and the blanks that may
# stand before one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "＠")


def safe_cell(value: Any) -> Any:
    """A CSV cell: text that a spreadsheet would run as a formula gets an apostrophe, controls are spelled out, numbers stay numbers,
    None is empty."""
    if isinstance(value, str):
        return "'" + spelled(value) if value.startswith(_FORMULA) else spelled(value)
    return "" if value is None else value
