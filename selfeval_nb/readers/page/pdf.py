"""PDF files with a text layer, through pdfplumber: tables from their ruling lines, the other text line by line.

A table that a page break cuts is one table (see ``pdf_pages``). Pages that are only a picture are reported.
"""

from __future__ import annotations

import io
import logging
import zlib
from collections.abc import Sequence
from typing import Any

import pdfplumber
from pdfminer import pdftypes
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent

from selfeval_nb.readers.builder import Build
from selfeval_nb.readers.guard import child
from selfeval_nb.readers.guard.limits import MB
from selfeval_nb.readers.model import Cell
from selfeval_nb.readers.page.pdf_marks import Strokes, on_page, open_edges, typed_over, without_watermark
from selfeval_nb.readers.page.pdf_pages import Line, PageCell, PageTable, join_pages
from selfeval_nb.readers.problems import Refused
from selfeval_nb.readers.text.marks import Struck, raised

Char = dict[str, Any]

_MOST_STREAM = 96 * MB
_MOST_CHARS = 60_000  # of one page; a page of a form has 2,000
_MOST_EDGES = 20_000
_PAGES_AHEAD = 4  # a page may take so many times its share
_SMALL, _HIGH = 0.88, 0.12  # a raised letter is smaller than the one before, and stands higher by so much of its height
_NEAR = 3.0  # points: edges closer than this are one


class _BoundedZlib:
    """Stands in for zlib inside pdfminer, which unpacks a stream whatever it grows to."""

    error = zlib.error
    decompressobj = staticmethod(zlib.decompressobj)

    @staticmethod
    def decompress(data: bytes) -> bytes:
        unpacker = zlib.decompressobj()
        out = unpacker.decompress(data, _MOST_STREAM)
        if unpacker.unconsumed_tail:
            raise Refused("archive-bomb", reason=f"PDF 数据流解压后超过 {_MOST_STREAM / MB:.0f} MB")
        if not unpacker.eof:
            raise zlib.error("incomplete or truncated stream")
        return out + unpacker.flush()


pdftypes.zlib = _BoundedZlib  # type: ignore[assignment]
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def read_pdf(data: bytes, build: Build) -> None:
    """Reads every page into ``build``."""
    try:
        _read(data, build)
    except (Refused, MemoryError):
        raise
    except RecursionError:
        raise Refused("damaged", reason="PDF：对象互相引用") from None
    except Exception as e:
        raise _refusal(e) from None


def _refusal(e: BaseException) -> Refused:
    """The reason behind pdfplumber's wrapper. pdfminer raises many kinds of exception on damaged files."""
    inner: BaseException = e.args[0] if e.args and isinstance(e.args[0], BaseException) else e
    if isinstance(inner, Refused):
        return inner
    if isinstance(inner, MemoryError):
        return Refused("too-large", reason="PDF 所需内存")
    if isinstance(inner, (PDFPasswordIncorrect, PDFEncryptionError)):
        return Refused("encrypted")
    return Refused("damaged", reason=f"PDF：{type(inner).__name__} {inner}")


def _read(data: bytes, build: Build) -> None:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        pages, most = pdf.pages, build.limits.longest(build.limits.seconds, len(data))
        if len(pages) > build.limits.pages:
            raise Refused("too-large", reason=f"PDF 有 {len(pages)} 页，上限 {build.limits.pages} 页")
        scans: list[int] = []
        items: list[str | PageTable] = []
        for page in pages:
            build.tick()
            # a long report has many pages and may take its time as long as they come; one page that takes all of it may not
            build.deadline.extend(_PAGES_AHEAD * build.limits.page_seconds, most)
            child.grant(build.deadline.seconds)
            _lay_out(page, build)
            drawn = on_page(page, [c for c in page.dedupe_chars().chars if c["text"]])
            chars = without_watermark(drawn) + typed_over(page, build)
            if any(not c["text"].isspace() for c in chars):
                items += _page(page, chars, build)
            elif page.images or page.curves:
                scans.append(page.page_number)
            page.close()
        if scans:
            build.problem("scanned-pdf", pages=_ranges(scans))
        build.meta["pages"] = str(len(pages))
        for item in join_pages(items):
            if isinstance(item, str):
                build.paragraph(item)
            else:
                _add(item, build)


class _Device(PDFPageAggregatorWithMarkedContent):
    """Counts what a page draws, and looks at the time."""

    build: Build
    drawn = 0
    chars = 0

    def render_char(self, *args: Any, **kwargs: Any) -> float:
        self.chars += 1
        if self.chars > _MOST_CHARS:
            raise Refused("too-large", reason=f"PDF 一页超过 {_MOST_CHARS} 字")
        return super().render_char(*args, **kwargs)

    def paint_path(self, *args: Any, **kwargs: Any) -> None:
        self.drawn += 1
        if self.drawn > 5 * _MOST_EDGES:
            raise Refused("too-large", reason=f"PDF 一页超过 {5 * _MOST_EDGES} 条线")
        super().paint_path(*args, **kwargs)


def _lay_out(page: Page, build: Build) -> None:
    """Interprets the page as pdfplumber would, but on a device with limits; ``page.layout`` then finds it done."""
    device = _Device(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    PDFPageInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    page._layout = device.get_result()


def _page(page: Page, chars: list[Char], build: Build) -> list[str | PageTable]:
    """Lines of text and tables of a page, from top to bottom."""
    found = []
    if len(page.edges) <= _MOST_EDGES:
        found = page.find_tables({"explicit_horizontal_lines": open_edges(page)})
    if len(page.edges) > _MOST_EDGES:
        build.problem(
            "too-large", f"第 {page.page_number} 页", reason=f"第 {page.page_number} 页有 {len(page.edges)} 条线"
        )
    tables = [_Grid(t.cells) for t in found]
    inside: list[list[list[Char]]] = [[[] for _ in t.boxes] for t in tables]
    loose: list[Char] = []
    strokes, struck = Strokes(page), Struck()
    before: tuple[Char, list[Char]] | None = None  # the letter drawn before, and where it was put
    for c in build.each(chars):
        target, borders = _holder(c, tables, inside)
        if before is not None and before[1] is not target and _goes_on(before[0], c):
            target = before[1]  # a word that is wider than its cell stays one word
        before = c, loose if target is None else target
        if target is not None and borders and strokes.through(c, borders):
            struck.add(c["text"])
        else:
            before[1].append(c)
    struck.tell(build, f"第 {page.page_number} 页")
    parts: list[tuple[float, float, int, str]] = [
        (line.top, line.left, -1, line.text) for line in _lines(loose, wide=True)
    ]
    parts += [(t.top, t.left, n, "") for n, t in enumerate(tables)]
    return [text if n < 0 else _table(tables[n], inside[n], page) for _, _, n, text in sorted(parts)]


def _holder(
    c: Char, tables: list[_Grid], inside: list[list[list[Char]]]
) -> tuple[list[Char] | None, tuple[float, float] | None]:
    """The letters of the cell that holds ``c``, and the heights of that cell's borders."""
    x, y = (c["x0"] + c["x1"]) / 2, (c["top"] + c["bottom"]) / 2
    for n, t in enumerate(tables):
        at = t.find(x, y)
        if at is not None:
            return inside[n][at], (t.boxes[at][1], t.boxes[at][3])
    return None, None


def _goes_on(before: Char, c: Char) -> bool:
    """Whether a letter follows another one without any gap, as the text of two cells side by side does not."""
    gap = c["x0"] - before["x1"]
    level = (
        abs(c["top"] - before["top"]) < 0.2 * c["height"] and abs(c["height"] - before["height"]) < 0.1 * c["height"]
    )
    return level and abs(gap) < 0.12 * c["height"] and not c["text"].isspace() and not before["text"].isspace()


def _table(grid: _Grid, inside: list[list[Char]], page: Page) -> PageTable:
    cells = [
        PageCell(*place, *box, _lines(chars, wide=False))
        for place, box, chars in zip(grid.places, grid.boxes, inside, strict=True)
    ]
    return PageTable(page.page_number, float(page.height), sorted(cells, key=lambda c: (c.row, c.col)))


def _add(page_table: PageTable, build: Build) -> None:
    table = build.open_table(page=page_table.page)
    for c in page_table.cells:
        build.add(table, Cell(c.row, c.col, c.text, c.rowspan, c.colspan))
    build.close_table()


class _Grid:
    """The rectangles of one table as rows, columns and spans."""

    def __init__(self, boxes: Sequence[tuple[float, float, float, float]]) -> None:
        # a rectangle thinner than a letter is the gap of a double line
        self.boxes = [b for b in boxes if b[2] - b[0] > _NEAR and b[3] - b[1] > _NEAR]
        xs = _edges([x for b in self.boxes for x in (b[0], b[2])])
        ys = _edges([y for b in self.boxes for y in (b[1], b[3])])
        self.places: list[tuple[int, int, int, int]] = []
        for x0, top, x1, bottom in self.boxes:
            c, r = _at(xs, x0), _at(ys, top)
            self.places.append((r + 1, c + 1, max(1, _at(ys, bottom) - r), max(1, _at(xs, x1) - c)))
        self.top = min((b[1] for b in self.boxes), default=0.0)
        self.left = min((b[0] for b in self.boxes), default=0.0)
        self.bottom = max((b[3] for b in self.boxes), default=0.0)

    def find(self, x: float, y: float) -> int | None:
        """The rectangle that holds a point."""
        if not self.top <= y <= self.bottom:
            return None
        for i, (x0, top, x1, bottom) in enumerate(self.boxes):
            if x0 <= x <= x1 and top <= y <= bottom:
                return i
        return None


def _edges(values: list[float]) -> list[float]:
    """Positions of the lines, those nearer than a hair taken together."""
    out: list[float] = []
    for v in sorted(values):
        if not out or v - out[-1] > _NEAR:
            out.append(v)
    return out


def _at(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def _lines(chars: list[Char], wide: bool) -> list[Line]:
    """Characters as lines of text, from top to bottom.

    Gaps become spaces: one, or with ``wide`` as many as they are broad, so that fields side by side stay apart.
    """
    rows: list[list[Char]] = []
    middle = height = 0.0
    for c in sorted(chars, key=lambda c: ((c["top"] + c["bottom"]) / 2, c["x0"])):
        y = (c["top"] + c["bottom"]) / 2
        if rows and abs(y - middle) < 0.5 * max(height, c["height"]):
            rows[-1].append(c)
        else:
            rows.append([c])
            middle, height = y, c["height"]
    out = []
    for row in rows:
        row.sort(key=lambda c: c["x0"])
        text: list[str] = []
        end, low = row[0]["x0"], row[0]  # where the line ends so far, and its last letter that is not set high
        for c in row:
            gap, size = c["x0"] - end, max(c["size"], 1.0)
            piece = c["text"]
            if text and c["height"] < _SMALL * low["height"] and c["bottom"] < low["bottom"] - _HIGH * low["height"]:
                piece = raised(piece, text[-1])
            else:
                low = c
            if gap > 0.4 * size and text and not text[-1].isspace() and not c["text"].isspace():
                text.append(" " * (min(12, max(1, round(2 * gap / size))) if wide else 1))
            text.append(piece)
            end = max(end, c["x1"])
        line = "".join(text).strip(" ")
        if line:
            out.append(Line(min(c["top"] for c in row), row[0]["x0"], end, max(c["size"] for c in row), line))
    return out


def _ranges(pages: list[int]) -> str:
    """1, 2, 3, 7 -> ``1–3、7``."""
    runs: list[list[int]] = []
    for p in pages:
        if runs and p == runs[-1][1] + 1:
            runs[-1][1] = p
        else:
            runs.append([p, p])
    return "、".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)
