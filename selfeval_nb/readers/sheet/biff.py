"""The number formats of an .xls workbook (BIFF8, [MS-XLS]): percent and date formats, so that cells read as displayed.

Calamine gives the values; here only the format of each numeric cell is looked up. A file that is no BIFF8 or does not hold
together gives no formats, and its numbers are shown plainly.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from selfeval_nb.readers.problems import Refused
from selfeval_nb.readers.sheet.numfmt import BUILTIN
from selfeval_nb.readers.sheet.ole import Compound

_BOF, _EOF, _BOUNDSHEET, _FORMAT, _XF, _FONT = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0, 0x0031
_ROW, _COLINFO = 0x0208, 0x007D
_NUMBER, _RK, _MULRK, _FORMULA = 0x0203, 0x027E, 0x00BD, 0x0006

# records that hold a cell, so that the sheet's true extent is known before a dense grid is made of it
_CELLS = {_NUMBER, _RK, _MULRK, _FORMULA, 0x00FD, 0x0204, 0x0205, 0x00D6, 0x0207, 0x0203}


@dataclass(slots=True)
class SheetFormats:
    """``formats``: (row, column) -> number format of the numeric cells whose format is not General; ``rows``/``cols``: the
    highest row and column with a value."""

    formats: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: set[tuple[int, int]] = field(default_factory=set)  # cells whose font is struck through
    hidden_rows: set[int] = field(default_factory=set)
    hidden_cols: set[int] = field(default_factory=set)
    rows: int = 0
    cols: int = 0


def sheet_formats(data: bytes) -> dict[str, SheetFormats]:
    """Sheet name -> its formats and extent; empty for a file that is no BIFF5 or BIFF8 workbook."""
    try:
        file = Compound(data)
        book = file.stream("workbook") or file.stream("book")
        return _read(book) if book else {}
    except (Refused, struct.error, IndexError, ValueError, UnicodeDecodeError):
        return {}


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4 : at + 4 + size]
        at += 4 + size


def _read(book: bytes) -> dict[str, SheetFormats]:
    sheets: list[tuple[str, int]] = []
    own: dict[int, str] = {}
    by_style: list[int] = []
    fonts: list[bool] = []  # whether each is struck through
    of_style: list[int] = []
    for kind, body in _records(book, 0):
        if kind == _EOF:
            break
        if kind == _BOF and struct.unpack_from("<H", body)[0] != 0x0600:
            return {}
        if kind == _BOUNDSHEET:
            sheets.append((_string(body, 6, 1), struct.unpack_from("<I", body)[0]))
        elif kind == _FORMAT:
            own[struct.unpack_from("<H", body)[0]] = _string(body, 2, 2)
        elif kind == _XF:
            by_style.append(struct.unpack_from("<H", body, 2)[0])
            of_style.append(struct.unpack_from("<H", body)[0])
        elif kind == _FONT:
            fonts.append(bool(struct.unpack_from("<H", body, 2)[0] & 0x0008))
            if len(fonts) == 4:
                fonts.append(False)  # there is no font 4 ([MS-XLS] 2.5.129)
    formats = [own.get(n) or BUILTIN.get(n, "General") for n in by_style]
    crossed = {n for n, font in enumerate(of_style) if font < len(fonts) and fonts[font]}
    return {name: _sheet(book, at, formats, crossed) for name, at in sheets}


def _sheet(book: bytes, at: int, formats: list[str], crossed: set[int]) -> SheetFormats:
    out = SheetFormats()
    depth = 0
    for kind, body in _records(book, at):
        if kind == _BOF:
            depth += 1  # an embedded chart is a stream within the sheet's
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
        if depth == 1 and kind == _ROW and len(body) >= 16 and struct.unpack_from("<H", body, 12)[0] & 0x0020:
            out.hidden_rows.add(struct.unpack_from("<H", body)[0] + 1)
        elif depth == 1 and kind == _COLINFO and len(body) >= 10 and struct.unpack_from("<H", body, 8)[0] & 0x0001:
            first, last = struct.unpack_from("<HH", body)
            out.hidden_cols.update(range(first + 1, min(last, 255) + 2))
        if kind not in _CELLS or depth != 1 or len(body) < 6:
            continue
        row, col, style = struct.unpack_from("<HHH", body)
        if kind == _MULRK:
            cells = [
                (col + i, struct.unpack_from("<H", body, off)[0]) for i, off in enumerate(range(4, len(body) - 7, 6))
            ]
        else:
            cells = [(col, style)]
        for c, s in cells:
            if s in crossed:
                out.struck.add((row + 1, c + 1))
            out.rows, out.cols = max(out.rows, row + 1), max(out.cols, c + 1)
            if kind in (_NUMBER, _RK, _MULRK, _FORMULA) and s < len(formats) and formats[s] != "General":
                out.formats[row + 1, c + 1] = formats[s]
    return out


def _string(body: bytes, at: int, width: int) -> str:
    length = body[at] if width == 1 else struct.unpack_from("<H", body, at)[0]
    wide = body[at + width] & 1
    start = at + width + 1
    if wide:
        return body[start : start + 2 * length].decode("utf-16-le")
    return body[start : start + length].decode("latin-1")
