"""HTML pages and the many files that are HTML under another name, MHTML included. Tables keep their spans; hidden elements are
left out; the text between tables comes as paragraphs."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import Message

from lxml import etree

from selfeval_nb.readers.builder import Build, OpenTable
from selfeval_nb.readers.guard.xmlsafe import check_size
from selfeval_nb.readers.model import Cell
from selfeval_nb.readers.problems import Refused
from selfeval_nb.readers.text.decode import decode
from selfeval_nb.readers.text.marks import Struck, raised

_DECLARED = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)""", re.I
)
_SKIP = {
    "script",
    "style",
    "head",
    "template",
    "noscript",
    "iframe",
    "object",
    "embed",
    "svg",
    "annotation",
    "annotation-xml",
    "audio",
    "video",
    "canvas",
}
_BLOCK = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre",
    "section", "ul", "caption", "legend", "details", "summary",
}  # fmt: skip
_GROUPS = {"thead", "tbody", "tfoot"}
_SPACE = re.compile(r"[ \t\n\r\f]+")  # not U+00A0 or U+3000: those show
_HAS_SPACE = _SPACE.search
_AROUND_BREAK = re.compile(r" *\n *")
_SPACES = re.compile(r" {2,}")
_END_OF_PAGE = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration[^:;]{0,20}:[^;]{0,80}line-through", re.IGNORECASE)
_RAISED = re.compile(r"(?:\A|;)\s*vertical-align\s*:\s*super", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:\A|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)


def read_html(data: bytes, build: Build, declared: str | None = None) -> None:
    """Reads an HTML page into ``build``. ``declared`` is an encoding named outside of the page (MHTML)."""
    check_size(data, "HTML", build.limits, closing=False)
    found = _DECLARED.search(data[:8192])
    inside = (found.group(1) or found.group(2)).decode("ascii", "replace") if found else None
    text, encoding, whole = decode(data, declared or inside)
    build.meta["encoding"] = encoding
    if not whole:
        build.problem("encoding", reason=encoding)
    # the parser ends at the first </html>: pages saved one behind the other would lose all but the first
    text = _END_OF_PAGE.sub("", text.replace("\0", ""))
    if not text.strip():
        return
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as e:
        raise Refused("damaged", reason=f"HTML: {e}") from None
    if root is None:
        return
    fatal = [e.message for e in parser.error_log if "depth" in e.message.lower() or "huge" in e.message.lower()]
    if fatal:
        raise Refused("too-deep" if "depth" in fatal[0].lower() else "too-large", reason=f"HTML: {fatal[0]}")
    _Walk(build).run(root)


def read_mhtml(data: bytes, build: Build) -> None:
    """Reads the first HTML part of a web archive (网页存档 .mht)."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in _parts(message, 0):
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            body = part.get_payload(decode=True)
            if isinstance(body, bytes):
                read_html(body, build, part.get_content_charset())
                return
    raise Refused("damaged", reason="MHTML 中没有网页")


def _parts(message: Message, depth: int) -> list[Message]:
    if not message.is_multipart():
        return [message]
    if depth > 5:
        return []
    payload = message.get_payload()
    assert isinstance(payload, list)
    return [leaf for part in payload[:1000] if isinstance(part, Message) for leaf in _parts(part, depth + 1)]


class _Grid:
    """Where the next cell of a table goes, by the rules of HTML: to the first free column of the row."""

    __slots__ = ("above", "col", "group", "table")

    def __init__(self, table: OpenTable) -> None:
        self.table = table
        self.above: dict[int, int] = {}  # column -> last row that a cell from above covers
        self.col = 1
        self.group = 0  # how many cells stand before the open row group

    def next_row(self) -> None:
        self.table.rows += 1
        self.col = 1

    def place(self, rowspan: int, colspan: int) -> int:
        row = self.table.rows
        while self.above.get(self.col, 0) >= row:
            self.col += 1
        at = self.col
        if rowspan > 1:
            for c in range(at, at + colspan):
                self.above[c] = row + rowspan - 1
        self.col = at + colspan
        return at

    def end_group(self) -> None:
        """No cell reaches beyond its row group."""
        self.above.clear()


class _Walk:
    def __init__(self, build: Build) -> None:
        self.build = build
        self.grids: list[_Grid] = []
        self.line: list[str] = []
        self.pre = 0
        self.cells = 0
        self.struck = Struck()

    def run(self, root: etree._Element) -> None:
        """Goes through the tree without recursion: (element, whether its end is meant)."""
        todo: list[tuple[etree._Element, bool]] = [(root, False)]
        steps = 0
        while todo:
            e, ending = todo.pop()
            steps += 1
            if steps % 20_000 == 0:
                self.build.tick()
            if ending:
                self._end(e)
                self._say(e.tail)
                continue
            if not isinstance(e.tag, str) or e.tag in _SKIP or self._hidden(e) or self._marked(e):
                self._say(e.tail)
                continue
            if not self._begin(e):
                self._say(e.tail)
                continue
            todo.append((e, True))
            todo.extend((child, False) for child in reversed(e))
        self._flush()
        self.struck.tell(self.build, "HTML")

    def _marked(self, e: etree._Element) -> bool:
        """Text struck through, left out; text set high, said as such."""
        style = e.get("style")
        if e.tag in ("s", "del", "strike") or (style is not None and _STRUCK.search(style)):
            self.struck.add("".join(str(t) for t in e.itertext()))
            if e.tag not in ("td", "th", "tr"):
                return True
            for inner in e.iter():  # the places stay, without what they say
                inner.text = inner.tail = None if inner is not e else inner.tail
            return False
        if e.tag == "mfrac" and len(e) == 2:
            self._say("/".join("".join(str(t) for t in part.itertext()).strip() for part in e))
            return True
        if e.tag == "msup" and len(e) == 2:
            base, power = ("".join(str(t) for t in part.itertext()).strip() for part in e)
            self._say(base + raised(power, base))
            return True
        if e.tag == "sup" or (style is not None and _RAISED.search(style)):
            before = "".join(self.line)[-20:] if len(self.line) < 50 else self.line[-1]
            self._say(raised("".join(str(t) for t in e.itertext()), before))
            return True
        return False

    def _hidden(self, e: etree._Element) -> bool:
        style = e.get("style")
        hidden = e.get("hidden") is not None or (style is not None and _HIDDEN.search(style) is not None)
        if hidden:
            text = "".join(str(t) for t in e.itertext()).strip()
            if text:
                self.build.problem("hidden-text", "HTML", count=1, reason=text[:40])
        return hidden

    def _say(self, text: str | None) -> None:
        if not text:
            return
        if self.build.open and self.build.open[-1].cell is None and not text.strip():
            return
        self.line.append(text if self.pre or not _HAS_SPACE(text) else _SPACE.sub(" ", text))

    def _flush(self) -> None:
        if not self.line:
            return
        text = "".join(self.line)
        self.line = []
        if not self.pre and (" " in text or "\n" in text):
            text = _AROUND_BREAK.sub("\n", _SPACES.sub(" ", text)).strip(" ")
        if self.build.open and self.build.open[-1].cell is None:
            if not text.strip():
                return
            # text straight in a table: browsers show it before the table
            self._foster(text)
            return
        if text:
            for line in text.split("\n") if not self.build.open else [text]:
                self.build.paragraph(line)

    def _foster(self, text: str) -> None:
        table = self.build.open[-1]
        depth = len(self.build.open)
        kept = self.build.open[depth - 1 :]
        del self.build.open[depth - 1 :]
        self.build.paragraph(text)
        self.build.open.extend(kept)
        assert self.build.open[-1] is table

    def _begin(self, e: etree._Element) -> bool:
        """Handles the start of an element; False when its children are not to be looked at."""
        tag = e.tag
        if tag == "br":
            self.line.append("\n")
        elif tag == "table":
            self._flush()
            self._close_loose_row()
            self.grids.append(_Grid(self.build.open_table()))
        elif tag in _GROUPS and self.grids:
            self._flush()
            self.grids[-1].end_group()
        elif tag == "tr" and self.grids:
            self._flush()
            self._end_cell()
            self.grids[-1].next_row()
        elif tag in ("td", "th") and self.grids:
            self._flush()
            self._open_cell(e)
        elif tag == "input":
            self._input(e)
        elif tag == "select":
            options = list(e.iter("option"))
            chosen = [o for o in options if o.get("selected") is not None] or options[:1]
            self.line.append("、".join("".join(str(t) for t in o.itertext()).strip() for o in chosen))
            return False
        elif tag in ("ruby",) and e.find("rt") is not None:
            for rt in list(e.iter("rt", "rp")):
                rt.text = None
                for child in list(rt):
                    rt.remove(child)
        elif tag in _BLOCK:
            self._flush()
        if tag in ("pre", "textarea"):
            self.pre += 1
        self._say(e.text)
        return True

    def _end(self, e: etree._Element) -> None:
        tag = e.tag
        if tag in _BLOCK or tag == "pre":
            # an empty paragraph in a cell is a line of it, as in Word
            self._flush()
        if tag in ("pre", "textarea"):
            self.pre -= 1
        if tag in ("td", "th") and self.grids:
            self._end_cell()
        elif tag in _GROUPS and self.grids:
            self._flush()
            self._end_cell()
            self._end_group()
        elif tag == "table" and self.grids:
            self._flush()
            self._end_cell()
            self._end_group()
            self.build.close_table()
            self.grids.pop()

    def _input(self, e: etree._Element) -> None:
        kind = (e.get("type") or "text").lower()
        if kind in ("checkbox", "radio"):
            self.line.append("☑" if e.get("checked") is not None else "☐")
        elif kind in ("text", "number", "date", "tel", "email", "search", "url"):
            self.line.append(e.get("value") or "")

    def _close_loose_row(self) -> None:
        """A table straight in a table or row: taken as standing in a cell of its own."""
        if self.build.open and self.build.open[-1].cell is None:
            grid = self.grids[-1]
            if not grid.table.rows:
                grid.next_row()
            self.build.open_cell(grid.table.rows, grid.place(1, 1))

    def _open_cell(self, e: etree._Element) -> None:
        self._end_cell()
        grid, limits = self.grids[-1], self.build.limits
        if not grid.table.rows:
            grid.next_row()
        wide, high = e.get("colspan"), e.get("rowspan")
        colspan = rowspan = 1
        if wide is not None or high is not None:
            where = f"表 {grid.table.number}"
            colspan = self.build.span(_span(wide), limits.columns, where)
            declared = _span(high)
            rowspan = self.build.span(declared, limits.rows, where) if declared else limits.rows
        col = grid.place(rowspan, colspan)
        if col + colspan > 4 * limits.columns:
            raise Refused("too-large", reason=f"表 {grid.table.number} 超过 {4 * limits.columns} 列")
        self.build.open_cell(grid.table.rows, col, rowspan, colspan)

    def _end_cell(self) -> None:
        if not self.build.open or self.build.open[-1].cell is None:
            return
        self._flush()
        cell = self.build.close_cell()
        assert cell is not None
        table = self.grids[-1].table
        self.build.add(table, Cell(cell.row, cell.col, _trim(cell.text()), cell.rowspan, cell.colspan))

    def _end_group(self) -> None:
        """Cuts the cells that reach beyond the rows there are."""
        grid = self.grids[-1]
        last = grid.table.rows
        cells = grid.table.cells
        for i in range(grid.group, len(cells)):
            c = cells[i]
            if c.last_row > last:
                cells[i] = Cell(c.row, c.col, c.text, max(1, last - c.row + 1), c.colspan)
        grid.group = len(cells)
        grid.end_group()


def _trim(text: str) -> str:
    # line breaks at the ends of a cell come from the markup (<td><p>…</p></td>), not from the author
    return text.strip("\n")


def _span(value: str | None) -> int:
    """A span attribute by HTML's rules: leading digits count, anything else is 1; 0 means to the end of the group."""
    found = re.match(r"\s*\+?(\d{1,9})", value or "1")
    return int(found.group(1)) if found else 1
