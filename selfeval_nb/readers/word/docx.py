"""Word documents (.docx, .docm, .dotx; Word's flat strict and transitional XML alike), walked directly.

One pass over the tree in document order: lxml looks for the few elements that matter, Python sees only those. What Word
shows with changes accepted is what comes out; see docx_clean.py for what is put right first.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from lxml import etree

from selfeval_nb.readers.builder import Build, OpenCell, OpenTable
from selfeval_nb.readers.guard.limits import Limits
from selfeval_nb.readers.guard.xmlsafe import office, parse, plain
from selfeval_nb.readers.guard.zipsafe import SafeZip
from selfeval_nb.readers.model import Cell
from selfeval_nb.readers.problems import Refused
from selfeval_nb.readers.word.docx_aside import read_headers, report_notes
from selfeval_nb.readers.word.docx_clean import W, clean

_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_TBL, _TR, _TC, _P, _T = W + "tbl", W + "tr", W + "tc", W + "p", W + "t"
_GRID_SPAN, _V_MERGE, _H_MERGE, _GRID_BEFORE = W + "gridSpan", W + "vMerge", W + "hMerge", W + "gridBefore"
_TAB, _BR, _CR, _NO_BREAK_HYPHEN, _P_TAB, _M_T = (
    W + "tab",
    W + "br",
    W + "cr",
    W + "noBreakHyphen",
    W + "ptab",
    _MATH + "t",
)
_R, _VAL = W + "r", W + "val"
_WANTED = (
    _TBL, _TR, _TC, _P, _T, _GRID_SPAN, _V_MERGE, _H_MERGE, _GRID_BEFORE, _TAB, _BR, _CR, _NO_BREAK_HYPHEN, _P_TAB, _M_T,
)  # fmt: skip
# Parts that hold programs or other documents: macros of Word and Excel, Excel 4 macro sheets, ActiveX controls, embedded objects.
_ACTIVE_ENDS = ("vbaProject.bin", "vbaData.xml")
_ACTIVE_PARTS = ("/activeX/", "/embeddings/", "/macrosheets/")
_MARKS = {_TAB: "\t", _P_TAB: "\t", _BR: "\n", _CR: "\n", _NO_BREAK_HYPHEN: "-"}


def read_docx(archive: SafeZip, build: Build) -> None:
    """Reads the main part of the package into ``build``."""
    part = main_part(archive, build.limits, "word/document.xml")
    given = plain(archive.read(part), part)
    data = office(given, part)
    if data is not given:
        build.meta["ooxml"] = "strict"
    root = parse(data, part, build.limits)
    report_package(archive, part, build)
    read_headers(archive, build)
    report_notes(archive, build)
    _read_body(root.find(W + "body"), part, data, build)
    read_headers(archive, build, footers=True)


def read_flat(data: bytes, build: Build) -> None:
    """Reads a Word document saved as one XML file (Flat OPC)."""
    data = office(data, "XML").lstrip()
    root = parse(data, "XML", build.limits)
    _read_body(next(root.iter(W + "body"), None), "XML", data, build)


def _read_body(body: etree._Element | None, part: str, data: bytes, build: Build) -> None:
    if body is None:
        raise Refused("damaged", part, reason=f"{part} 没有正文")
    clean(body, data, build)
    _Walk(body, build).run()


def main_part(archive: SafeZip, limits: Limits, usual: str) -> str:
    """The main part that the package names, else the usual one."""
    if "_rels/.rels" in archive:
        for rel in parse(archive.read("_rels/.rels"), "_rels/.rels", limits).iter(_RELS + "Relationship"):
            if rel.get("Type", "").endswith("/officeDocument"):
                name = posixpath.normpath(rel.get("Target", "").replace("\\", "/").lstrip("/"))
                if name in archive:
                    return name
    if usual in archive:
        return usual
    raise Refused("damaged", reason=f"缺少 {usual}")


def report_package(archive: SafeZip, part: str, build: Build) -> None:
    """Notes macros, embedded objects and links to the outside. None of them is opened."""
    names = archive.names()
    everything = "\n".join(names)
    if any(part in everything for part in (*_ACTIVE_ENDS, *_ACTIVE_PARTS)):
        active = [n for n in names if n.endswith(_ACTIVE_ENDS) or any(part in n for part in _ACTIVE_PARTS)]
        if active:
            build.problem("active-content", active[0], reason=active[0])
    for rels in names:
        # every part's: a remote template, the way to macros from elsewhere, is named in the relationships of the settings
        if not rels.endswith(".rels"):
            continue
        build.tick()
        if b"External" not in (data := plain(archive.read(rels), rels)):
            continue
        for rel in parse(data, rels, build.limits).iter(_RELS + "Relationship"):
            # a hyperlink is only text until somebody clicks it; everything else would be loaded on opening
            if rel.get("TargetMode") == "External" and not rel.get("Type", "").endswith("/hyperlink"):
                build.problem("external-link", rels, reason=rel.get("Target", ""))


def number(e: etree._Element, default: int) -> int:
    """The w:val of an element as a whole number."""
    try:
        return int(e.get(_VAL, default))
    except ValueError:
        return default


class _Table:
    """A table of the walk: its elements, and the cells of the row above that a vertical merge may continue."""

    __slots__ = (
        "above", "cell", "cells", "holder", "merge", "open", "plain", "row", "sideways", "starts", "tbl", "tc", "tr",
    )  # fmt: skip

    def __init__(self, tbl: etree._Element, table: OpenTable) -> None:
        self.tbl = tbl
        self.open = table
        self.tr: etree._Element | None = None
        self.tc: etree._Element | None = None
        self.row = 0
        self.above: dict[int, _Cell] = {}  # first column -> cell that the row above leaves open
        self.starts: dict[int, _Cell] = {}  # the same for the present row
        self.cells: list[_Cell] = []
        self.cell: _Cell | None = None  # the open one, and what is rare about it:
        self.plain = True  # none of the following
        self.merge: str | None = None
        self.sideways = False
        self.holder: OpenCell | None = None  # set when the cell holds a nested table


class _Cell:
    """A cell whose text, width and height are not known yet; ``text`` holds its paragraphs.

    It has the slots of a Cell and is turned into one when its table ends: two objects for every cell of every form take longer.
    """

    __slots__ = ("col", "colspan", "row", "rowspan", "text")
    text: list[str]

    def __init__(self, row: int, col: int) -> None:
        self.row = row
        self.col = col
        self.text = []
        self.rowspan = self.colspan = 1


class _Walk:
    """The pass over the body. Kept flat on purpose: this loop runs for every element of every form."""

    def __init__(self, body: etree._Element, build: Build) -> None:
        self.body = body
        self.build = build
        self.limits = build.limits
        self.tables: list[_Table] = []
        self.next_col = 1

    def run(self) -> None:
        build, body, most_columns = self.build, self.body, self.limits.columns
        container: etree._Element | None = body
        say: Callable[[str], None] = build.paragraph  # where a finished paragraph goes
        # the open paragraph; Python appends to a local string in place, so that many pieces cost no more than their length
        text: str | None = None
        table: _Table | None = None  # the innermost, while its row is open
        for e in body.iter(*_WANTED):
            tag = e.tag
            if tag == _T:
                if text is not None and (piece := e.text):
                    text += piece
            elif tag == _P:
                if text is not None:
                    say(text)
                if e.getparent() is not container:
                    container, table = self._container(e), None
                    cell = self.tables[-1].cell if self.tables else None
                    say = build.paragraph if cell is None else cell.text.append
                text = "" if container is not None else None
            elif tag == _TC:
                if text is not None:
                    say(text)
                    text = None
                if table is None or e.getparent() is not table.tr:
                    table = self._table_of(e)
                    if table is None:
                        container = None
                        continue
                cell = table.cell
                if cell is not None:
                    if table.plain:
                        self.next_col = cell.col + cell.colspan
                        table.cells.append(cell)
                    else:
                        self._close_cell(table)
                table.tc = container = e
                cell = table.cell = _Cell(table.row, self.next_col)
                say = cell.text.append
            elif tag == _GRID_SPAN:
                if self.tables and (cell := self.tables[-1].cell) is not None:
                    width = number(e, 1)
                    if not 0 < width <= most_columns:
                        width = build.span(width, most_columns, f"表 {self.tables[-1].open.number}")
                    cell.colspan = width
            elif tag == _V_MERGE:
                if self.tables and (inner := self.tables[-1]).cell is not None:
                    inner.merge = e.get(_VAL, "continue")
                    inner.plain = False
            elif tag == _TR:
                if text is not None:
                    say(text)
                    text = None
                self._open_row(e)
                container = table = None
            elif tag in _MARKS:
                # a tab stop of the paragraph's properties is an element of the same name, but not of a run
                if text is not None and (tag != _TAB or _in_run(e)):
                    text += _MARKS[tag]
            elif tag == _TBL:
                if text is not None:
                    say(text)
                    text = None
                self._open_table(e)
                container = table = None
            elif tag == _M_T:
                if text is not None and e.text:
                    text += e.text
            elif tag == _GRID_BEFORE:
                self.next_col = build.span(number(e, 0) + 1, self.limits.columns, "表格行首")
            elif self.tables and (inner := self.tables[-1]).cell is not None:  # hMerge
                inner.sideways = e.get(_VAL, "continue") != "restart"
                inner.plain = False
        if text is not None:
            say(text)
        while self.tables:
            self._close_table()

    def _container(self, e: etree._Element) -> etree._Element | None:
        """Leaves the tables that ``e`` is outside of; returns the cell or body that holds it."""
        inside = e.getparent()
        while inside is not None and inside is not self.body and inside.tag not in (_TC, _TR, _TBL):
            inside = inside.getparent()
        if inside is self.body:
            while self.tables:
                self._close_table()
            return inside
        if inside is None or inside.tag != _TC:
            return None  # a paragraph straight in a row or table: Word shows nothing there
        while self.tables and self.tables[-1].tc is not inside:
            self._close_table()
        return inside if self.tables else None

    def _open_table(self, e: etree._Element) -> None:
        self._container(e)
        if self.tables and (cell := (outer := self.tables[-1]).cell) is not None:
            if outer.holder is None:
                outer.holder = OpenCell(cell.row, cell.col, paragraphs=cell.text)
                outer.plain = False
            outer.open.cell = outer.holder
        self.tables.append(_Table(e, self.build.open_table()))

    def _open_row(self, e: etree._Element) -> None:
        parent = e.getparent()
        while self.tables and self.tables[-1].tbl is not parent:
            self._close_table()
        if not self.tables:
            return
        table = self.tables[-1]
        self._close_row(table)
        table.tr, table.tc = e, None
        table.row += 1
        table.above, table.starts = table.starts, {}
        self.next_col = 1
        if table.row % 500 == 0:
            self.build.tick()

    def _table_of(self, e: etree._Element) -> _Table | None:
        """The table whose open row holds the cell ``e``; those that it stands outside of are left."""
        parent = e.getparent()
        while self.tables and self.tables[-1].tr is not parent:
            self._close_table()
        return self.tables[-1] if self.tables else None

    def _close_row(self, table: _Table) -> None:
        self._close_cell(table)
        if table.row and self.next_col - 1 > table.open.cols:
            table.open.cols = self.next_col - 1

    def _close_cell(self, table: _Table) -> None:
        cell = table.cell
        if cell is None:
            return
        merge, sideways, holder = table.merge, table.sideways, table.holder
        table.cell, table.plain, table.merge, table.sideways, table.holder = None, True, None, False, None
        if holder is not None:
            table.open.cell = holder
            self.build.close_cell()
            holder.text()  # takes the empty paragraph after a nested table off
        self.next_col = cell.col + cell.colspan
        if merge is None and not sideways:
            table.cells.append(cell)
            return
        if sideways and table.cells and table.cells[-1].row == cell.row:
            left = table.cells[-1]
            left.colspan += cell.colspan
            _append(left, cell)
            return
        if merge is not None:
            above = table.above.get(cell.col)
            if merge != "restart" and above is not None and above.colspan == cell.colspan:
                above.rowspan = cell.row - above.row + 1
                _append(above, cell)
                table.starts[cell.col] = above
                return
            table.starts[cell.col] = cell
        table.cells.append(cell)

    def _close_table(self) -> None:
        table = self.tables.pop()
        self._close_row(table)
        limits, done = self.limits, table.open
        if len(table.cells) > limits.cells:
            raise Refused("too-large", reason=f"表 {done.number} 的单元格超过 {limits.cells} 个")
        texts = ["\n".join(c.text) for c in table.cells]
        lengths = [*map(len, texts)]
        if max(lengths, default=0) > limits.text:
            raise Refused("too-large", reason=f"表 {done.number} 有单元格的文字超过 {limits.text} 字")
        for made, text in zip(table.cells, texts, strict=True):
            made.text = text  # type: ignore[assignment]
            made.__class__ = Cell  # type: ignore[assignment]
        done.cells = table.cells  # type: ignore[assignment]
        done.rows = table.row
        self.build.close_table(sum(lengths))
        if self.tables and (cell := self.tables[-1].cell) is not None:
            self.next_col = cell.col


def _append(anchor: _Cell, cell: _Cell) -> None:
    """Text that stands in the continuation of a merged cell is kept: on lines of its own, below the merged cell's."""
    if "".join(cell.text).strip():
        anchor.text.extend(cell.text)


def _in_run(e: etree._Element) -> bool:
    parent = e.getparent()
    return parent is not None and parent.tag == _R
