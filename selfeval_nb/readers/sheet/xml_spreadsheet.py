"""Workbooks saved as XML-Tabelle 2003 / XML 电子表格 2003 (SpreadsheetML of Office 2003), often under the name .xls."""

from __future__ import annotations

from datetime import datetime

from lxml import etree

from selfeval_nb.readers.builder import Build
from selfeval_nb.readers.guard.xmlsafe import parse, plain
from selfeval_nb.readers.problems import Refused
from selfeval_nb.readers.sheet.numfmt import show, show_text
from selfeval_nb.readers.sheet.sheets import Merge, add_sheet, displayed, report_hidden
from selfeval_nb.readers.text.marks import Struck, raised

SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
X = "{urn:schemas-microsoft-com:office:excel}"
_NAMED = {
    "General Number": "General", "Percent": "0.00%", "Fixed": "0.00", "Standard": "#,##0.00", "Short Date": "yyyy/m/d",
    "Medium Date": "d-mmm-yy", "Long Date": 'yyyy"年"m"月"d"日"', "General Date": "yyyy/m/d h:mm", "Short Time": "h:mm",
    "Medium Time": "h:mm AM/PM", "Long Time": "h:mm:ss", "Scientific": "0.00E+00", "Currency": '"¥"#,##0.00',
}  # fmt: skip


def read_xml_spreadsheet(data: bytes, build: Build) -> None:
    """Reads every visible sheet into ``build``."""
    root = parse(plain(data).lstrip(), "XML", build.limits)
    formats: dict[str, str] = {}
    crossed: set[str] = set()  # styles whose font is struck through
    for style in build.each(root.iter(SS + "Style")):
        fmt = style.find(SS + "NumberFormat")
        if fmt is not None:
            code = fmt.get(SS + "Format", "General")
            formats[style.get(SS + "ID", "")] = _NAMED.get(code, code)
        font = style.find(SS + "Font")
        if font is not None and font.get(SS + "StrikeThrough") == "1":
            crossed.add(style.get(SS + "ID", ""))
    for sheet in root.iter(SS + "Worksheet"):
        build.tick()
        name = sheet.get(SS + "Name", "")
        visible = sheet.find(f"{X}WorksheetOptions/{X}Visible")
        if visible is not None and (visible.text or "").startswith("SheetHidden"):
            build.problem("hidden-sheet", name, reason=name)
            continue
        table = sheet.find(SS + "Table")
        if table is not None:
            _sheet(table, name, formats, crossed, build)


def _sheet(table: etree._Element, name: str, formats: dict[str, str], crossed: set[str], build: Build) -> None:
    texts: dict[tuple[int, int], str] = {}
    merges: list[Merge] = []
    struck = Struck()
    hidden_rows: set[int] = set()
    hidden_cols = _hidden_columns(table, build)
    row = 0
    for tr in build.each(table.iterchildren(SS + "Row")):
        row = _int(tr.get(SS + "Index"), row + 1)
        if tr.get(SS + "Hidden") == "1":
            hidden_rows.update(range(row, row + 1 + min(_int(tr.get(SS + "Span"), 0), build.limits.rows)))
        col = 0
        for td in build.each(tr.iterchildren(SS + "Cell")):
            col = _int(td.get(SS + "Index"), col + 1)
            across, down = _int(td.get(SS + "MergeAcross"), 0), _int(td.get(SS + "MergeDown"), 0)
            if across or down:
                merges.append((row, col, row + down, col + across))
            datum = td.find(SS + "Data")
            if datum is not None:
                style = td.get(SS + "StyleID") or tr.get(SS + "StyleID") or table.get(SS + "StyleID") or "Default"
                if style in crossed:
                    struck.add("".join(str(t) for t in datum.itertext()))
                else:
                    texts[row, col] = _shown(datum, formats.get(style, "General"), build, name, (row, col))
                if len(texts) > build.limits.cells:
                    raise Refused("too-large", name, reason=f"工作表 {name} 的单元格超过 {build.limits.cells} 个")
            col += max(0, across)
        row += _int(tr.get(SS + "Span"), 0)
    struck.tell(build, name)
    report_hidden(build, name, texts, hidden_rows, hidden_cols)
    add_sheet(build, name, texts, merges, hidden_rows, hidden_cols)


def _hidden_columns(table: etree._Element, build: Build) -> set[int]:
    out: set[int] = set()
    col = 0
    for e in build.each(table.iterchildren(SS + "Column")):
        col = _int(e.get(SS + "Index"), col + 1)
        span = min(_int(e.get(SS + "Span"), 0), build.limits.columns)
        if e.get(SS + "Hidden") == "1":
            out.update(range(col, col + span + 1))
        col += span
    return out


def _int(value: str | None, default: int) -> int:
    return int(value) if value is not None and value.isascii() and value.isdigit() and len(value) < 8 else default


def _shown(datum: etree._Element, fmt: str, build: Build, sheet: str, at: tuple[int, int]) -> str:
    text = _rich(datum, build, sheet) if len(datum) else "".join(str(t) for t in datum.itertext())
    kind = datum.get(SS + "Type", "String")
    if kind == "Number":
        try:
            value = float(text)
        except ValueError:
            return text
        return displayed(build, sheet, at, value, fmt)
    if kind == "DateTime":
        try:
            when = datetime.fromisoformat(text)
        except ValueError:
            return text
        serial = (when.replace(tzinfo=None) - datetime(1899, 12, 30)).total_seconds() / 86400
        return show(serial, fmt if fmt != "General" else "yyyy/m/d")
    if kind == "Boolean":
        return "TRUE" if text.strip() == "1" else "FALSE"
    return show_text(text, fmt).replace("\r\n", "\n")


def _rich(datum: etree._Element, build: Build, sheet: str) -> str:
    """Text with marks in HTML: struck through (S) left out, set high (Sup) said as such."""
    struck = Struck()
    parts = [datum.text or ""]
    for e in datum.iterchildren():
        text = "".join(str(t) for t in e.itertext())
        tag = str(e.tag).rpartition("}")[2].lower()
        if tag in ("s", "strike", "del"):
            struck.add(text)
        else:
            parts.append(raised(text, parts[-1]) if tag == "sup" else text)
        parts.append(e.tail or "")
    struck.tell(build, sheet)
    return "".join(parts)
