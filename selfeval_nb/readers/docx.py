"""Word documents (.docx, .docm, .dotx; Word's flat strict and transitional XML alike), walked directly.

One pass over the tree in document order: lxml looks for the few elements that matter, Python sees only those. What Word
shows with changes accepted is what comes out; see docx_clean.py for what is put right first.
"""

from __future__ import annotations

import posixpath

from lxml import etree

from selfeval_nb.readers.build import Build, OpenCell, OpenTable
from selfeval_nb.readers.docx_clean import W, clean
from selfeval_nb.readers.limits import Limits
from selfeval_nb.readers.model import Cell
from selfeval_nb.readers.problems import Refused
from selfeval_nb.readers.xmlsafe import parse
from selfeval_nb.readers.zipsafe import SafeZip

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
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
_MARKS = {_TAB: "\t", _P_TAB: "\t", _BR: "\n", _CR: "\n", _NO_BREAK_HYPHEN: "-"}


def read_docx(archive: SafeZip, build: Build) -> None:
    """Reads the main part of the package into ``build``."""
    part = main_part(archive, build.limits, "word/document.xml")
    data = archive.read(part)
    if _STRICT in data:
        data = data.replace(_STRICT, _TRANSITIONAL)
        build.meta["ooxml"] = "strict"
    root = parse(data, part, build.limits)
    report_package(archive, part, build)
    _read_body(root.find(W + "body"), part, data, build)


def read_flat(data: bytes, build: Build) -> None:
    """Reads a Word document saved as one XML file (Flat OPC)."""
    root = parse(data.lstrip().replace(_STRICT, _TRANSITIONAL), "XML", build.limits)
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
    active = [
        n
        for n in names
        if n.endswith("vbaProject.bin") or "/activeX/" in n or (n.endswith(".bin") and "/embeddings/" in n)
    ]
    if active:
        build.problem("active-content", active[0], reason=active[0])
    folder, name = posixpath.split(part)
    rels = f"{folder}/_rels/{name}.rels"
    if rels not in archive:
        return
    data = archive.read(rels)
    if b"External" not in data:
        return
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


class _Anchors:
    """Per open table: the cells of the row above that a vertical merge may continue, by their first column."""

    __slots__ = ("above", "cells", "next_col", "row")

    def __init__(self) -> None:
        self.above: dict[int, _Pending] = {}
        self.row: dict[int, _Pending] = {}
        self.cells: list[_Pending] = []
        self.next_col = 1


class _Pending:
    """A cell whose height is not known yet."""

    __slots__ = ("cell", "texts")

    def __init__(self, cell: OpenCell, text: str) -> None:
        self.cell = cell
        self.texts = [text]


class _Walk:
    def __init__(self, body: etree._Element, build: Build) -> None:
        self.body = body
        self.build = build
        self.limits = build.limits
        # for each open table: (the element, its row element, its cell element, merge state)
        self.tbl: list[etree._Element] = []
        self.tr: list[etree._Element | None] = []
        self.tc: list[etree._Element | None] = []
        self.anchors: list[_Anchors] = []
        self.text: list[str] | None = None
        self.v_merge: str | None = None
        self.h_merge = False

    def run(self) -> None:
        container: etree._Element | None = self.body
        text: list[str] | None = None
        since = 0
        for e in self.body.iter(*_WANTED):
            tag = e.tag
            if tag in (_T, _M_T):
                if text is not None and e.text:
                    text.append(e.text)
            elif tag == _P:
                if text is not None:
                    self.build.paragraph("".join(text))
                    text = None
                if e.getparent() is not container:
                    container = self._container(e)
                if container is not None:
                    text = []
            elif tag == _TC:
                if text is not None:
                    self.build.paragraph("".join(text))
                    text = None
                self._open_cell(e)
                container = e
            elif tag == _GRID_SPAN:
                cell = self.build.open[-1].cell if self.build.open else None
                if cell is not None:
                    cell.colspan = self.build.span(
                        number(e, 1), self.limits.columns, f"表 {self.build.open[-1].number}"
                    )
            elif tag == _V_MERGE:
                self.v_merge = e.get(_VAL, "continue")
            elif tag == _TR:
                if text is not None:
                    self.build.paragraph("".join(text))
                    text = None
                self._open_row(e)
                container = None
                since += 1
                if since > 500:
                    self.build.tick()
                    since = 0
            elif tag in _MARKS:
                # a tab stop of the paragraph's properties is an element of the same name, but not of a run
                if text is not None and (tag != _TAB or e.getparent().tag == _R):
                    text.append(_MARKS[tag])
            elif tag == _TBL:
                if text is not None:
                    self.build.paragraph("".join(text))
                    text = None
                self._open_table(e)
                container = None
            elif tag == _GRID_BEFORE:
                if self.anchors:
                    before = self.build.span(number(e, 0) + 1, self.limits.columns, f"表 {self.build.open[-1].number}")
                    self.anchors[-1].next_col = before
            elif tag == _H_MERGE:
                self.h_merge = e.get(_VAL, "continue") != "restart"
        if text is not None:
            self.build.paragraph("".join(text))
        while self.tbl:
            self._close_table()

    def _container(self, e: etree._Element) -> etree._Element | None:
        """Leaves the tables that ``e`` is outside of; returns the cell or body that holds it."""
        inside = e.getparent()
        while inside is not None and inside is not self.body and inside.tag not in (_TC, _TR, _TBL):
            inside = inside.getparent()
        if inside is self.body:
            while self.tbl:
                self._close_table()
            return inside
        if inside is None or inside.tag != _TC:
            return None  # a paragraph straight in a row or table: Word shows nothing there
        while self.tc and self.tc[-1] is not inside:
            self._close_table()
        return inside if self.tc else None

    def _open_table(self, e: etree._Element) -> None:
        self._container(e)
        self.build.open_table()
        self.tbl.append(e)
        self.tr.append(None)
        self.tc.append(None)
        self.anchors.append(_Anchors())

    def _open_row(self, e: etree._Element) -> None:
        parent = e.getparent()
        while self.tbl and self.tbl[-1] is not parent:
            self._close_table()
        if not self.tbl:
            return
        self._close_cell()
        table, state = self.build.open[-1], self.anchors[-1]
        table.rows += 1
        if table.rows > 1:
            state.above, state.row = state.row, {}
        state.next_col = 1
        self.tr[-1] = e

    def _open_cell(self, e: etree._Element) -> None:
        parent = e.getparent()
        while self.tr and self.tr[-1] is not parent:
            self._close_table()
        if not self.tr:
            return
        self._close_cell()
        table, state = self.build.open[-1], self.anchors[-1]
        self.build.open_cell(table.rows, state.next_col)
        self.tc[-1] = e
        self.v_merge, self.h_merge = None, False

    def _close_cell(self) -> None:
        cell = self.build.close_cell()
        self.tc[-1] = None
        if cell is None:
            return
        state, text = self.anchors[-1], cell.text()
        state.next_col = min(cell.col + cell.colspan, self.limits.columns + 1)
        if self.h_merge and state.cells and state.cells[-1].cell.row == cell.row:
            left = state.cells[-1]
            left.cell.colspan += cell.colspan
            if text.strip():
                left.texts.append(text)
            return
        above = state.above.get(cell.col)
        if (
            self.v_merge is not None
            and self.v_merge != "restart"
            and above is not None
            and above.cell.colspan == cell.colspan
        ):
            above.cell.rowspan = cell.row - above.cell.row + 1
            if text.strip():
                above.texts.append(text)
            state.row[cell.col] = above
            return
        pending = _Pending(cell, text)
        state.cells.append(pending)
        if self.v_merge is not None:
            state.row[cell.col] = pending
        if len(state.cells) > self.limits.cells:
            raise Refused("too-large", reason=f"表 {self.build.open[-1].number} 的单元格超过 {self.limits.cells} 个")

    def _close_table(self) -> None:
        self._close_cell()
        table: OpenTable = self.build.open[-1]
        for p in self.anchors[-1].cells:
            c = p.cell
            text = p.texts[0] if len(p.texts) == 1 else "\n".join(p.texts)
            table.cells.append(Cell(c.row, c.col, text, c.rowspan, c.colspan))
        self.build.close_table()
        for stack in (self.tbl, self.tr, self.tc, self.anchors):
            stack.pop()
