"""What lies over a sheet: text boxes are read, comments are told."""

from __future__ import annotations

import posixpath
import re

from lxml import etree

from selfeval_nb.readers.builder import Build
from selfeval_nb.readers.guard.xmlsafe import office, parse
from selfeval_nb.readers.guard.zipsafe import SafeZip

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_COMMENTS = re.compile(r"xl/(?:.*/)?(?:comments?|threadedComment)\d*\.xml\Z")
_PARTS = re.compile(r"&[LCR]")
_CODES = re.compile(r"&(?:\"[^\"]{0,60}\"|K[0-9A-Fa-f]{6}|[0-9]{1,3}|[A-Za-z&])")
_PAGE_NUMBER = re.compile(r"[\s\d第页共/\-—–－·.]*\Z")
_TOP = 5  # a box that begins in the first rows is a title, one further down a note
_MOST = 200  # lines of text boxes of one sheet


def sheet_texts(archive: SafeZip, sheet: str, build: Build) -> tuple[list[str], list[str]]:
    """The lines of the text boxes of a sheet (its member's name): those at its head, and the others."""
    above: list[str] = []
    below: list[str] = []
    folder, name = posixpath.split(sheet)
    rels = f"{folder}/_rels/{name}.rels"
    if rels not in archive or b"/drawing" not in (data := archive.read(rels)):
        return above, below
    for rel in parse(data, rels, build.limits).iter(_RELS + "Relationship"):
        target = rel.get("Target", "").replace("\\", "/")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        if not rel.get("Type", "").endswith("/drawing") or part not in archive:
            continue
        build.tick()
        root = parse(office(archive.read(part), part), part, build.limits)
        for anchor in build.each(root):
            row = anchor.findtext(f"{_XDR}from/{_XDR}row", "0")
            head = not row.isdecimal() or len(row) > 6 or int(row) < _TOP
            for p in build.each(anchor.iter(_A + "p")):
                text = "".join(t.text or "" for t in p.iter(_A + "t")).strip()
                if text and len(above) + len(below) < _MOST:
                    (above if head else below).append(text)
    return above, below


def page_header(root: etree._Element) -> list[str]:
    """The lines of a sheet's page header (``&C&"宋体"&16项目支出绩效自评表``), without its codes for fonts, pages and dates."""
    header = root.find(f"{_S}headerFooter/{_S}oddHeader")
    text = "" if header is None else (header.text or "")[:1000]
    lines = _CODES.sub("", _PARTS.sub("\n", text)).split("\n")
    return [line.strip() for line in lines if not _PAGE_NUMBER.match(line)]


def report_comments(archive: SafeZip, build: Build) -> None:
    """Comments of cells: remarks about the form, so not read, but told."""
    for name in archive.names():
        if not name.startswith("xl/") or not _COMMENTS.match(name):
            continue
        root = parse(office(archive.read(name), name), name, build.limits)
        texts = []
        for e in build.each(root.iter(_S + "comment")):
            texts.append("".join(t.text or "" for t in e.iter(_S + "t")).strip())
        said = [t for t in texts if t]
        if said:
            build.problem("side-text", name, count=len(said), kind="批注", reason=said[0][:40])
