"""One odd value in a good form: a place for it in every format, so that each pass of a reader meets every kind of oddity.

``SLOTS`` names the places; each makes a document (name, bytes) with the value there. The form around it has the project ``PROJECT``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from html import escape
from random import Random

from tests.fuzz import mutate
from tests.readers.make import NS, RELS, TYPES, W, document_xml, docx, p, tbl, tc, tr, zip_of
from tests.readers.pdfs import Page, pdf

PROJECT = "乡村道路维修"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

#: Values that a program mistakes for a number, or for a character.
ODD = (
    "①", "²", "Ⅷ", "٣", "൫", "１２", "5" * 5000, "-" + "9" * 5000, "0x1F", "1_000", "1e999", "-1e999", "1e-999", "NaN", "-nan", "Infinity", "-inf",
    "FFFE", "FFFF", "D800", "DFFF", "110000", "0", "-5", "7FFFFFFF", "F0", "1E", "ffffffffffffffff", "60", "2958466", "-0.5", "1e15", "9" * 308,
    "2023-13-45", "0000-00-00", "2023-02-30T25:61", "9999-12-31T23:59:59.999999999", "true", "TRUE", "off", "", " ", "\t\n", "½", "1/0", "％", "０．５",
    "_x0000_", "_xD800_", "_xFFFE_", "_xFFFF_", "_x000D_", "&#xD800;", "&#0;", "&#xFFFF;", "&#1114112;", "\ufffd", "\U000e0001", "𠮷", "e\u0301" * 50,
)  # fmt: skip


def value(rnd: Random) -> str:
    """A value for a slot: an oddity, a nasty text, or one of them changed."""
    kind = rnd.randint(0, 3)
    if kind == 0:
        return rnd.choice(ODD)
    if kind == 1:
        return rnd.choice((*mutate.NASTY, *mutate.ODD_NUMBERS))
    return mutate.text(rnd.choice((*ODD, *mutate.NASTY)), rnd)


def clean(text: str) -> str:
    """The text as an XML file may hold it, an attribute included."""
    good = "".join(
        c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )
    return escape(good)


ROWS = (
    ("项目名称", PROJECT, "", "", "", ""), ("主管部门", "某局", "", "实施单位", "某中心", ""),
    ("项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "执行率"), ("", "年度资金总额", "10", "10", "10", "100%"),
    ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "得分"), ("产出指标", "数量指标", "补贴人数", "≥10人", "10人", "10"),
)  # fmt: skip
TITLE = "项目支出绩效自评表"
TABLE = tbl(*[tr(*[tc(t) for t in row]) for row in ROWS])


def word(extra: str, props: str = "") -> tuple[str, bytes]:
    return "x.docx", docx(p(TITLE) + TABLE + f"<w:p><w:r>{props}{extra}</w:r></w:p>")


def drop_down(tag: str) -> Callable[[str], tuple[str, bytes]]:
    def make(text: str) -> tuple[str, bytes]:
        lists = f'<w:ddList><w:{tag} w:val="{clean(text)}"/><w:listEntry w:val="甲"/></w:ddList>'
        return word(f'<w:fldChar w:fldCharType="begin"><w:ffData>{lists}</w:ffData></w:fldChar>')

    return make


def attribute(template: str) -> Callable[[str], tuple[str, bytes]]:
    """A Word form whose last paragraph has the template, ``%s`` being the value."""
    return lambda text: word(template % clean(text) + "<w:t>甲1</w:t>")


def cell(template: str) -> Callable[[str], tuple[str, bytes]]:
    """A Word form with a further row of one cell of this shape."""
    return lambda text: ("x.docx", docx(p(TITLE) + TABLE.replace("</w:tbl>", template % clean(text) + "</w:tbl>")))


def encoded(encoding: str, mark: bytes, strict: bool) -> Callable[[str], tuple[str, bytes]]:
    def make(text: str) -> tuple[str, bytes]:
        ns = NS.replace(W, STRICT) if strict else NS
        whole = document_xml(p(TITLE) + TABLE + p(clean(text)), ns)
        return "x.docx", zip_of(
            {"[Content_Types].xml": TYPES, "_rels/.rels": RELS, "word/document.xml": mark + whole.encode(encoding)}
        )

    return make


def sheet(template: str, styles: str = "", strings: str = "") -> Callable[[str], tuple[str, bytes]]:
    """A workbook with a further row ``template``; styles and strings may hold the value as well."""

    def make(text: str) -> tuple[str, bytes]:
        from tests.trust.hostile import workbook

        value = clean(text)
        rows = "".join(
            "<row>" + "".join(f'<c t="inlineStr"><is><t>{t}</t></is></c>' for t in row) + "</row>"
            for row in (("", TITLE), *ROWS)
        )
        more: dict[str, bytes | str] = {}
        if styles:
            more["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{styles % value}</styleSheet>'
        body = rows + (template % value if "%s" in template else template)
        return "x.xlsx", workbook(body, more, strings=strings % value if strings else "")

    return make


FORMAT = '<numFmts><numFmt numFmtId="200" formatCode="%s"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs>'


def xml_2003(template: str, styles: str = "") -> Callable[[str], tuple[str, bytes]]:
    def make(text: str) -> tuple[str, bytes]:
        ns = "urn:schemas-microsoft-com:office:spreadsheet"
        value = clean(text)
        rows = "".join(
            "<Row>" + "".join(f'<Cell><Data ss:Type="String">{t}</Data></Cell>' for t in row) + "</Row>"
            for row in ((TITLE,), *ROWS)
        )
        return "x.xls", (
            f'<?xml version="1.0"?><Workbook xmlns="{ns}" xmlns:ss="{ns}">{styles and styles % value}<Worksheet ss:Name="s"><Table>'
            f"{rows}{template % value}</Table></Worksheet></Workbook>"
        ).encode()

    return make


def page(template: str) -> Callable[[str], tuple[str, bytes]]:
    def make(text: str) -> tuple[str, bytes]:
        rows = "".join("<tr>" + "".join(f"<td>{t}" for t in row) + "</tr>" for row in ROWS)
        body = f"<html><meta charset=utf-8><p>{TITLE}</p><table>{rows}</table>{template % escape(text)}</html>"
        return "x.html", body.encode("utf-8", "replace")

    return make


def mail(head: str) -> Callable[[str], tuple[str, bytes]]:
    def make(text: str) -> tuple[str, bytes]:
        _, inner = page("%s")("")
        value = text.replace("\r", "").replace("\n", "")
        top = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"\r\n'
        return "x.mht", (top + "\r\n--B\r\n" + head % value).encode(
            "utf-8", "replace"
        ) + b"\r\n\r\n" + inner + b"\r\n--B--"

    return make


def commas(text: str) -> tuple[str, bytes]:
    out = io.StringIO()
    csv.writer(out).writerows(((TITLE, "", "", "", "", ""), *ROWS, ("备注", text, "", "", "", "")))
    return "x.csv", out.getvalue().encode("utf-8", "replace")


def printed(mark: Callable[[Page, str], None]) -> Callable[[str], tuple[str, bytes]]:
    """A PDF form with a mark on it."""

    def make(text: str) -> tuple[str, bytes]:
        page = Page()
        page.text(200, 40, TITLE)
        cells = [(r, c, 1, 1, t) for r, row in enumerate(ROWS, 1) for c, t in enumerate(row, 1)]
        page.table(40, 60, [85.0] * 6, [24.0] * len(ROWS), cells)
        mark(page, text)
        return "x.pdf", pdf(page)

    return make


def pdf_string(text: str) -> str:
    return f"<FEFF{text[:300].encode('utf-16-be', 'replace').hex()}>"


def noted(page: Page, text: str) -> None:
    page.annotation((130, 300, 200, 320), f"/Subtype/FreeText/Contents{pdf_string(text)}")


def filled(page: Page, text: str) -> None:
    page.annotation((130, 300, 200, 320), f"/Subtype/Widget/FT/Tx/V{pdf_string(text)}")


def flagged(page: Page, text: str) -> None:
    word = "".join(c for c in text[:20] if c in "0123456789")
    page.annotation(
        (130, 300, 200, 320), f"/Subtype/Widget/FT/Btn/F {word or 0}/AS/{word or 'Off'}/MK<</CA {word or 0}>>"
    )


def turned(page: Page, text: str) -> None:
    page.text(
        60, 90, text[:40].encode("utf-16-be", "replace").decode("utf-16-be"), size=30, grey=0.8, turn=len(text) % 90
    )


SLOTS: dict[str, Callable[[str], tuple[str, bytes]]] = {
    "word: result of a drop-down": drop_down("result"),
    "word: default of a drop-down": drop_down("default"),
    "word: code of a symbol": attribute('<w:sym w:font="Arial" w:char="%s"/>'),
    "word: code in Wingdings": attribute('<w:sym w:font="Wingdings" w:char="%s"/>'),
    "word: font of a symbol": attribute('<w:sym w:font="%s" w:char="F0FC"/>'),
    "word: strike": attribute('<w:rPr><w:strike w:val="%s"/></w:rPr>'),
    "word: hidden": attribute('<w:rPr><w:color w:val="%s"/></w:rPr>'),
    "word: raised": attribute('<w:rPr><w:vertAlign w:val="%s"/></w:rPr>'),
    "word: size": attribute('<w:rPr><w:sz w:val="%s"/></w:rPr>'),
    "word: kind of a field": attribute('<w:fldChar w:fldCharType="%s"/>'),
    "word: width of a cell": cell('<w:tr><w:tc><w:tcPr><w:gridSpan w:val="%s"/></w:tcPr><w:p/></w:tc></w:tr>'),
    "word: merge of a cell": cell('<w:tr><w:tc><w:tcPr><w:vMerge w:val="%s"/></w:tcPr><w:p/></w:tc></w:tr>'),
    "word: beginning of a row": cell('<w:tr><w:trPr><w:gridBefore w:val="%s"/></w:trPr><w:tc><w:p/></w:tc></w:tr>'),
    "word: UTF-16": encoded("utf-16-le", b"\xff\xfe", False),
    "word: strict, UTF-16 little endian": encoded("utf-16-le", b"\xff\xfe", True),
    "word: strict, UTF-16 big endian": encoded("utf-16-be", b"\xfe\xff", True),
    "word: strict, UTF-16 without a mark": encoded("utf-16-le", b"", True),
    "sheet: number": sheet('<row><c r="A40"><v>%s</v></c></row>'),
    "sheet: date": sheet('<row><c r="A40" t="d"><v>%s</v></c></row>'),
    "sheet: boolean": sheet('<row><c r="A40" t="b"><v>%s</v></c></row>'),
    "sheet: text": sheet('<row><c r="A40" t="str"><v>%s</v></c></row>'),
    "sheet: style": sheet('<row><c r="A40" s="%s"><v>1</v></c></row>'),
    "sheet: address": sheet('<row><c r="%s"><v>1</v></c></row>'),
    "sheet: row": sheet('<row r="%s">' + "<c/>" * 39 + "<c><v>1</v></c></row>"),
    "sheet: shared string": sheet('<row><c r="A40" t="s"><v>%s</v></c></row>', strings="<si><t>甲%s</t></si>"),
    "sheet: number format": sheet('<row><c r="A40" s="0"><v>45000.5</v></c></row>', FORMAT),
    "sheet: number under an odd format": sheet('<row><c r="A40" s="0"><v>%s</v></c></row>', FORMAT.replace("%s", "0.00E+0;[h]yyyy%s")),
    "xml 2003: number": xml_2003('<Row><Cell><Data ss:Type="Number">%s</Data></Cell></Row>'),
    "xml 2003: date": xml_2003('<Row><Cell><Data ss:Type="DateTime">%s</Data></Cell></Row>'),
    "xml 2003: kind": xml_2003('<Row><Cell><Data ss:Type="%s">1</Data></Cell></Row>'),
    "xml 2003: row": xml_2003('<Row ss:Index="%s"><Cell ss:Index="40"><Data ss:Type="Number">1</Data></Cell></Row>'),
    "xml 2003: merge": xml_2003('<Row><Cell ss:MergeAcross="%s"><Data ss:Type="Number">1</Data></Cell></Row>'),
    "page: width of a cell": page("<table><tr><td colspan='%s'>a</table>"),
    "page: text": page("<p>%s</p>"),
    "page: style": page("<p style='%s'>a</p>"),
    "page: value of an input": page("<input type='number' value='%s'>"),
    "page: fraction": page("<math><mfrac><mn>%s</mn><mn>2</mn></mfrac></math>"),
    "page: raised": page("<p>126<sup>%s</sup></p>"),
    "page: struck": page("<p><s>%s</s>1</p>"),
    "text: commas": commas,
    "pdf: note": printed(noted),
    "pdf: field": printed(filled),
    "pdf: flags": printed(flagged),
    "pdf: watermark": printed(turned),
    "sheet: page header": sheet("<row/></sheetData><headerFooter><oddHeader>%s</oddHeader></headerFooter><sheetData>"),
    "sheet: hidden row": sheet('<row hidden="%s"><c r="A40"><v>1</v></c></row>'),
    "sheet: raised": sheet('<row><c r="A40" t="inlineStr"><is><r><t>1</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>%s</t></r></is></c></row>'),
    "xml 2003: hidden rows": xml_2003('<Row ss:Hidden="1" ss:Span="%s"><Cell><Data ss:Type="Number">1</Data></Cell></Row>'),
    "word: exponent": attribute(
        '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:f><m:num><m:r><m:t>%s</m:t></m:r></m:num>'
        "<m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
    ),
    "mail: character set": mail('Content-Type: text/html; charset="%s"'),
    "mail: type": mail("Content-Type: text/html; %s"),
    "mail: encoding": mail("Content-Type: text/html; charset=utf-8\r\nX-Odd: %s"),
}  # fmt: skip
