"""Excel workbooks (.xlsx, .xlsm, .xltx): every cell as displayed, merged areas, hidden sheets reported and passed over.

The sheet's XML is read directly: openpyxl takes many times longer and has no function for what a number format displays.
"""

from __future__ import annotations

import posixpath
import re
from datetime import datetime
from itertools import accumulate

from lxml import etree

from selfeval_nb.readers.builder import Build
from selfeval_nb.readers.guard.xmlsafe import office, parse
from selfeval_nb.readers.guard.zipsafe import SafeZip
from selfeval_nb.readers.problems import Refused
from selfeval_nb.readers.sheet.numfmt import BUILTIN, is_date, show, show_text
from selfeval_nb.readers.sheet.sheets import Merge, add_sheet, displayed, report_hidden
from selfeval_nb.readers.sheet.xlsx_aside import page_header, report_comments, sheet_texts
from selfeval_nb.readers.text.marks import Struck, raised
from selfeval_nb.readers.word.docx import main_part, report_package

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_ROW, _C, _V, _T, _F, _IS, _MERGE, _COL = (
    S + "row",
    S + "c",
    S + "v",
    S + "t",
    S + "f",
    S + "is",
    S + "mergeCell",
    S + "col",
)
_RPH, _RPR, _STRIKE, _VERT_ALIGN = S + "rPh", S + "rPr", S + "strike", S + "vertAlign"
_REF = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})\Z")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EMPTY_CELL = re.compile(rb"<(?:\w+:)?c\b[^<>]*(?:/>|></(?:\w+:)?c>)")
_EMPTY_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]*(?:/>|>\s*</(?:\w+:)?row>)")
_ROW_BEGINS = re.compile(rb"<(?:\w+:)?row\b")
_PIECE = 1024 * 1024
_CONSTANT = re.compile(r"[\d.,\s]+%?\Z")
_MANY = 200_000  # tags; below this a sheet is read as it stands
_MAX_ROW, _MAX_COL = 1_048_576, 16_384


def read_xlsx(archive: SafeZip, build: Build) -> None:
    """Reads every visible sheet into ``build``, a table a sheet."""
    part = main_part(archive, build.limits, "xl/workbook.xml")
    workbook = _part(archive, part, build)
    report_package(archive, part, build)
    _report_links(archive, build)
    folder, name = posixpath.split(part)
    targets = _targets(archive, folder, f"{folder}/_rels/{name}.rels", build)
    props = workbook.find(S + "workbookPr")
    date1904 = props is not None and props.get("date1904") in ("1", "true")
    formats = _Formats(archive, targets, build)
    strings = _Strings(archive, targets, build)
    for sheet in workbook.iter(S + "sheet"):
        build.tick()
        title = sheet.get("name", "")
        target, kind = targets.get(sheet.get(R + "id", ""), ("", ""))
        if kind and not kind.endswith(("/worksheet", "/dialogsheet")):
            continue  # a chart
        if sheet.get("state", "visible") != "visible":
            build.problem("hidden-sheet", title, reason=title)
            continue
        if target not in archive:
            raise Refused("damaged", title, reason=f"缺少工作表 {title}")
        above, below = sheet_texts(archive, target, build)
        for text in above:
            build.aside(text)
        root = _part(archive, target, build, trim=True)
        for text in page_header(root):
            build.aside(text)
        _Sheet(root, title, formats, strings, date1904, build).run()
        for text in below:
            build.aside(text)
    strings.struck.tell(build, "xl/sharedStrings.xml")
    report_comments(archive, build)


def _part(archive: SafeZip, name: str, build: Build, trim: bool = False) -> etree._Element:
    data = office(archive.read(name), name)
    if trim and data.count(b"<") > _MANY:
        data = _trimmed(data, build)
    return parse(data, name, build.limits)


def _trimmed(data: bytes, build: Build) -> bytes:
    """A sheet without formatted but empty cells and rows, which come by the million, before a tree is built of it. Piece by piece:
    a million gaps cut at once take ten times the memory of the sheet."""
    out = bytearray()
    at = 0
    while at < len(data):
        build.tick()
        following = _ROW_BEGINS.search(data, at + _PIECE)
        end = len(data) if following is None else following.start()
        out += _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", data[at:end]))
        at = end
    return bytes(out)


def _targets(archive: SafeZip, folder: str, rels: str, build: Build) -> dict[str, tuple[str, str]]:
    """Relationship id -> (member, type)."""
    if rels not in archive:
        return {}
    out = {}
    for rel in _part(archive, rels, build).iter(_RELS + "Relationship"):
        target = rel.get("Target", "").replace("\\", "/")
        name = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        out[rel.get("Id", "")] = (name, rel.get("Type", ""))
    return out


def _report_links(archive: SafeZip, build: Build) -> None:
    links = [n for n in archive.names() if n.startswith("xl/externalLinks/") and n.endswith(".xml")]
    if links:
        build.problem("external-link", links[0], reason=f"{len(links)} 个外部工作簿")
    if "xl/connections.xml" in archive:
        build.problem("external-link", "xl/connections.xml", reason="数据连接")


class _Formats:
    """Style number -> number format."""

    def __init__(self, archive: SafeZip, targets: dict[str, tuple[str, str]], build: Build) -> None:
        self.by_style: list[str] = []
        self.struck: set[int] = set()  # styles whose font is struck through
        name = next((n for n, kind in targets.values() if kind.endswith("/styles")), "xl/styles.xml")
        if name not in archive:
            return
        root = _part(archive, name, build)
        own: dict[int, str] = {}
        for e in build.each(root.iter(S + "numFmt")):
            key = _int(e.get("numFmtId"), -1)
            if e.getparent().tag == S + "numFmts":  # type: ignore[union-attr]
                own[key] = e.get("formatCode", "General")
        fonts, xfs = root.find(S + "fonts"), root.find(S + "cellXfs")
        crossed = {n for n, e in enumerate(build.each(fonts if fonts is not None else ())) if _is_on(e.find(_STRIKE))}
        for n, xf in enumerate(build.each(xfs if xfs is not None else ())):
            key = _int(xf.get("numFmtId"), 0)
            self.by_style.append(own.get(key) or BUILTIN.get(key, "General"))
            if crossed and _int(xf.get("fontId"), -1) in crossed:
                self.struck.add(n)

    def of(self, style: str | None) -> str:
        n = _int(style, 0)
        return self.by_style[n] if 0 <= n < len(self.by_style) else "General"


class _Strings:
    """The shared strings, read when the first is asked for."""

    def __init__(self, archive: SafeZip, targets: dict[str, tuple[str, str]], build: Build) -> None:
        self.name = next((n for n, kind in targets.values() if kind.endswith("/sharedStrings")), "xl/sharedStrings.xml")
        self.archive, self.build = archive, build
        self.items: list[str] | None = None
        self.struck = Struck()

    def of(self, index: str | None) -> str:
        if self.items is None:
            self.items = []
            if self.name in self.archive:
                root = _part(self.archive, self.name, self.build)
                self.items = [rich_text(si, self.struck) for si in self.build.each(root.iter(S + "si"))]
        n = _int(index, -1)
        return self.items[n] if 0 <= n < len(self.items) else ""


def rich_text(e: etree._Element, struck: Struck) -> str:
    """The text of a string item: its runs joined, pronunciation aids left out, struck-through ones as well."""
    parts: list[str] = []
    for t in e.iter(_T):
        run = t.getparent()
        if not t.text or run is None or run.tag == _RPH:
            continue
        props = run.find(_RPR)
        if props is None:
            parts.append(t.text)
        elif _is_on(props.find(_STRIKE)):
            struck.add(t.text)
        else:
            align = props.find(_VERT_ALIGN)
            high = align is not None and align.get("val") == "superscript"
            parts.append(raised(t.text, parts[-1] if parts else "") if high else t.text)
    return unescape("".join(parts))


def _is_on(e: etree._Element | None) -> bool:
    return e is not None and e.get("val", "1") not in ("0", "false")


def unescape(text: str) -> str:
    """_x000D_ and the like are characters that XML cannot hold."""
    if "_x" in text:
        text = _ESCAPE.sub(
            lambda m: chr(int(m.group(1), 16)) if not 0xD800 <= int(m.group(1), 16) < 0xE000 else "\ufffd", text
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _int(value: str | None, default: int) -> int:
    try:
        return int(value) if value is not None else default
    except ValueError:
        return default


def place(ref: str) -> tuple[int, int] | None:
    """``B7`` -> (7, 2); None for anything that is no address."""
    m = _REF.match(ref)
    if m is None:
        return None
    col = 0
    for letter in m.group(1).upper():
        col = col * 26 + ord(letter) - 64
    row = int(m.group(2))
    return (row, col) if 1 <= row <= _MAX_ROW and 1 <= col <= _MAX_COL else None


def area(ref: str) -> Merge | None:
    """``B7:C9`` -> (7, 2, 9, 3)."""
    first, _, last = ref.partition(":")
    a, b = place(first), place(last or first)
    if a is None or b is None:
        return None
    return min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])


class _Sheet:
    def __init__(
        self, root: etree._Element, title: str, formats: _Formats, strings: _Strings, date1904: bool, build: Build
    ) -> None:
        self.root, self.title, self.formats, self.strings = root, title, formats, strings
        self.date1904, self.build = date1904, build
        self.struck = Struck()
        self.texts: dict[tuple[int, int], str] = {}
        self.merges: list[Merge] = []
        self.hidden_rows: set[int] = set()
        self.uncalculated = 0
        self.length = 0  # characters of all cells

    def run(self) -> None:
        row = col = since = 0
        hidden_cols: list[tuple[int, int]] = []
        for e in self.root.iter(_ROW, _C, _MERGE, _COL):
            tag = e.tag
            if tag == _C:
                at = place(e.get("r", ""))
                row, col = at if at is not None else (row, col + 1)
                if len(e):
                    text = self._cell(e, (row, col))
                    if text and self.formats.struck and _int(e.get("s"), 0) in self.formats.struck:
                        self.struck.add(text)
                        text = ""
                    if text:
                        if len(text) > self.build.limits.text:
                            raise Refused(
                                "too-large", self.title, reason=f"一个单元格的文字超过 {self.build.limits.text} 字"
                            )
                        self.texts[row, col] = text
                        self.length += len(text)
                        if self.length > self.build.limits.total_text:
                            self.build.say(self.length)  # refuses it, before all cells of one string are there
                        if len(self.texts) > self.build.limits.cells:
                            most = self.build.limits.cells
                            raise Refused("too-large", self.title, reason=f"工作表 {self.title} 的单元格超过 {most} 个")
            elif tag == _ROW:
                row, col = _int(e.get("r"), row + 1), 0
                if e.get("hidden") in ("1", "true"):
                    self.hidden_rows.add(row)
                since += 1
                if since % 200 == 0:
                    self.build.tick()
            elif tag == _MERGE:
                found = area(e.get("ref", ""))
                if found is not None:
                    self.merges.append(found)
            elif e.get("hidden") in ("1", "true"):
                hidden_cols.append((_int(e.get("min"), 0), _int(e.get("max"), 0)))
        cols = _columns(hidden_cols)
        self._report(cols)
        add_sheet(self.build, self.title, self.texts, self.merges, self.hidden_rows, cols)

    def _report(self, hidden: set[int]) -> None:
        report_hidden(self.build, self.title, self.texts, self.hidden_rows, hidden)
        if self.uncalculated:
            self.build.problem("uncalculated", self.title, sheet=self.title, count=self.uncalculated)
        self.struck.tell(self.build, self.title)

    def _cell(self, e: etree._Element, at: tuple[int, int]) -> str:
        kind = e.get("t", "n")
        if kind == "inlineStr":
            inline = e.find(_IS)
            return show_text(rich_text(inline, self.struck), self.formats.of(e.get("s"))) if inline is not None else ""
        v = e.find(_V)
        if v is None or v.text is None:
            return self._formula(e)
        if kind == "s":
            return show_text(self.strings.of(v.text), self.formats.of(e.get("s")))
        if kind == "str":
            return show_text(unescape(v.text), self.formats.of(e.get("s")))
        if kind == "b":
            return "TRUE" if v.text.strip() == "1" else "FALSE"
        if kind == "e":
            return v.text
        fmt = self.formats.of(e.get("s"))
        if kind == "d":
            return _iso(v.text, fmt)
        try:
            value = float(v.text)
        except ValueError:
            return v.text
        if not abs(value) < 1e300:
            return v.text
        return displayed(self.build, self.title, at, value, fmt, self.date1904)

    def _formula(self, e: etree._Element) -> str:
        """A formula that no program has calculated shows as typed; ``=10`` is most often a target, not a calculation."""
        f = e.find(_F)
        if f is None or not f.text:
            return ""
        if not _CONSTANT.match(f.text):
            self.uncalculated += 1
        return "=" + f.text


def _columns(ranges: list[tuple[int, int]]) -> set[int]:
    """The columns of overlapping ranges, in one pass however many there are."""
    edges = [0] * (_MAX_COL + 2)
    for first, last in ranges:
        first, last = max(first, 1), min(last, _MAX_COL)
        if first <= last:
            edges[first] += 1
            edges[last + 1] -= 1
    return {c for c, depth in enumerate(accumulate(edges)) if depth}


def _iso(text: str, fmt: str) -> str:
    try:
        when = datetime.fromisoformat(text.rstrip("Z"))
    except ValueError:
        return text
    serial = (when.replace(tzinfo=None) - datetime(1899, 12, 30)).total_seconds() / 86400
    return show(serial, fmt if is_date(fmt) else "yyyy/m/d")
