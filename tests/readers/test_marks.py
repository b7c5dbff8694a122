"""Marks on paper: struck-through and raised text, fractions, radicals, page headers, text boxes, comments, hidden rows, rounded numbers."""

from __future__ import annotations

import io

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment

from selfeval_nb.forms.values.values import parse_actual
from selfeval_nb.forms.words.text import nfkc, norm
from selfeval_nb.readers import Limits
from selfeval_nb.readers.office import convert, find_office
from selfeval_nb.readers.text.marks import raised, tidied
from tests.readers.make import W, docx, load, p, read_docx, rows, slugs, tbl, tc, tr

STRUCK, DOUBLE, NOT_STRUCK = "<w:strike/>", "<w:dstrike/>", '<w:strike w:val="0"/>'
RAISED = '<w:vertAlign w:val="superscript"/>'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def runs(*pieces: tuple[str, str]) -> str:
    """A paragraph of (properties, text)."""
    return "<w:p>" + "".join(f"<w:r><w:rPr>{props}</w:rPr><w:t>{text}</w:t></w:r>" for props, text in pieces) + "</w:p>"


def said(body: str) -> str:
    return "\n".join(b.text for b in read_docx(body).blocks)  # type: ignore[union-attr]


@pytest.mark.parametrize("props", [STRUCK, DOUBLE])
def test_struck_text_is_left_out_and_told(props):
    document = read_docx(runs((props, "185天"), ("", "190天")))
    assert [b.text for b in document.blocks] == ["190天"]
    assert [(x.problem, "185天" in x.detail) for x in document.problems] == [("struck-text", True)]
    assert said(runs((NOT_STRUCK, "185天"))) == "185天"


def test_a_struck_row_says_nothing():
    struck = tr(*[f"<w:tc><w:tcPr/>{runs((STRUCK, t))}</w:tc>" for t in ("数量", "≥1个")])
    assert rows(read_docx(tbl(tr(tc("甲"), tc("乙")), struck)).tables[0]) == [["甲", "乙"], ["", ""]]


@pytest.mark.parametrize(
    ("before", "mark", "after", "printed", "number"),
    [
        ("126", "1", "场", "126¹场", 126.0), ("93%", "[1]", "", "93%⁽¹⁾", 93.0), ("126", "①", "场", "126①场", 126.0),
        ("96.00", "2", "", "96.00²", 96.0), ("126", "注1", "场", "126⁽注¹⁾场", 126.0), ("126", "*", "场", "126*场", 126.0),
    ],
)  # fmt: skip
def test_a_raised_mark_is_never_part_of_a_number(before, mark, after, printed, number):
    text = said(runs(("", before), (RAISED, mark), ("", after)))
    assert text == printed
    assert parse_actual(text).number == number


def test_units_keep_their_powers_and_a_number_set_high_as_a_whole_stays_one():
    assert said(runs(("", "500m"), (RAISED, "2"))) == "500m²"
    assert parse_actual("500m²").unit == "m²"
    assert said(runs((RAISED, "126"))) == "126"
    assert raised("高大的文字", "前") == "高大的文字"
    assert (norm("群众满意度¹"), nfkc("3×10⁸")[-2:] != "08") == ("群众满意度", True)


def fraction(top: str, bottom: str) -> str:
    piece = "<m:r><m:t>{}</m:t></m:r>".format
    return f"<m:f><m:num>{piece(top)}</m:num><m:den>{piece(bottom)}</m:den></m:f>"


def test_equations_read_as_they_are_said():
    assert (
        said(f"<w:p><m:oMath {M}>{fraction('186', '200')}<m:r><m:t>=93%</m:t></m:r></m:oMath></w:p>") == "186/200=93%"
    )
    assert said(f"<w:p><m:oMath {M}>{fraction('100+86', '200')}</m:oMath></w:p>") == "(100+86)/200"
    power = "<m:sSup><m:e><m:r><m:t>m</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
    assert said(f"<w:p><m:oMath {M}>{power}</m:oMath></w:p>") == "m²"


def test_page_headers_are_read_first_and_remarks_are_told():
    def part(name: str, *texts: str) -> str:
        return f'<w:{name} xmlns:w="{W}">{"".join(p(t) for t in texts)}</w:{name}>'

    document = load(
        docx(
            p("正文"),
            {
                "word/header1.xml": part("hdr", "项目支出绩效自评表", "（2023年度）", "第 1 页"),
                "word/header2.xml": part("hdr", "项目支出绩效自评表"),
                "word/comments.xml": f'<w:comments xmlns:w="{W}"><w:comment>{p("请补充")}</w:comment></w:comments>',
                "word/footnotes.xml": f'<w:footnotes xmlns:w="{W}"><w:footnote>{p("")}</w:footnote></w:footnotes>',
            },
        )
    )
    assert [(b.text, b.number) for b in document.blocks] == [
        ("项目支出绩效自评表", 0),
        ("（2023年度）", 0),
        ("正文", 1),
    ]
    assert [(x.problem, x.where) for x in document.problems] == [("side-text", "word/comments.xml")]


def test_marks_of_a_page():
    page = (
        "<table><tr><td>126<sup>[1]</sup><td>126<span style='vertical-align:super'>①</span>场<td><s>185天</s>190天<td><del>旧</del>"
        "<tr style='text-decoration: line-through'><td>甲<td>乙<tr><td>m<sup>2</sup></table>"
    )
    document = load(page.encode(), "a.html")
    assert rows(document.tables[0]) == [["126⁽¹⁾", "126①场", "190天", ""], ["", ""], ["m²"]]
    assert slugs(document) == ["struck-text"]


def workbook(fill) -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    fill(book.active)
    book.save(out)
    return out.getvalue()


def test_marks_of_a_sheet():
    def fill(sheet):
        sheet["A1"] = CellRichText(TextBlock(InlineFont(strike=True), "185天"), "190天")
        sheet["A2"] = CellRichText("126", TextBlock(InlineFont(vertAlign="superscript"), "1"), "场")
        sheet["A3"], sheet["B3"] = "旧行", "留"
        sheet["A3"].font = openpyxl.styles.Font(strike=True)
        sheet["B3"].comment = Comment("请核对", "审核人")

    document = load(workbook(fill), "a.xlsx")
    assert rows(document.tables[0]) == [["190天", ""], ["126¹场", ""], ["", "留"]]
    assert {x.problem for x in document.problems} == {"side-text", "struck-text"}


@pytest.mark.parametrize(
    ("value", "shown_as", "text"),
    [
        (33.4, "0", "33.4"), (33.333333, "0", "33.33"), (0.98765, "0%", "98.77%"), (0.98765, "0.00%", "98.77%"), (1234567.89, "#,##0", "1,234,567.89"),
        (10.0, "0", "10"), (12.346, "0.00", "12.35"), (45000.25, "yyyy", "2023"), (12345.0, '0!.0,"万"', "1.2万"), (510923240000103000.0, "0", "510923240000103000"),
        (-33.4, "0", "-33.4"), (0.004, "0", "0"),
    ],
)  # fmt: skip
def test_a_number_keeps_the_decimals_that_its_cell_does_not_show(value, shown_as, text):
    def fill(sheet):
        sheet["A1"] = value
        sheet["A1"].number_format = shown_as

    document = load(workbook(fill), "a.xlsx")
    assert rows(document.tables[0]) == [[text]]
    rounded = text in ("33.4", "-33.4", "33.33", "1,234,567.89") or (text == "98.77%" and shown_as == "0%")
    assert slugs(document) == (["rounded-display"] if rounded else [])


def test_text_boxes_of_a_sheet_stand_before_or_behind_it():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("表")
        sheet.write("A3", "甲")
        sheet.insert_textbox("B1", "项目支出绩效自评表\n（2023年度）")
        sheet.insert_textbox("B30", "说明")
    blocks = load(out.getvalue(), "a.xlsx").blocks
    assert [getattr(b, "text", "表") for b in blocks] == ["项目支出绩效自评表", "（2023年度）", "表", "说明"]


def test_radicals_that_a_pdf_prints_for_characters_are_those_characters():
    assert tidied("主管部⻔、⺠政、村级⽂化、⻓期、⻋辆、⼀⼆三") == "主管部门、民政、村级文化、长期、车辆、一二三"
    assert load("主管部⻔：⺠政局".encode(), "a.txt").blocks[0].text == "主管部门：民政局"  # type: ignore[union-attr]


SS = "urn:schemas-microsoft-com:office:spreadsheet"


def test_marks_of_a_workbook_of_2003():
    def row(*cells: str, more: str = "") -> str:
        return f"<Row{more}>" + "".join(cells) + "</Row>"

    def cell(text: str, more: str = "") -> str:
        return f'<Cell{more}><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">{text}</ss:Data></Cell>'

    style = '<Styles><Style ss:ID="s1"><Font ss:StrikeThrough="1"/></Style></Styles>'
    body = (
        row(cell("<S>185天</S>190天"), cell("126<Sup>1</Sup>场"), cell("藏")),
        row(cell("旧", ' ss:StyleID="s1"'), cell("新"), cell("藏")),
        row(cell("藏"), more=' ss:Hidden="1"'),
        row(cell("末"), cell("尾")),
    )
    book = (
        f'<?xml version="1.0"?><Workbook xmlns="{SS}" xmlns:ss="{SS}">{style}<Worksheet ss:Name="表"><Table>'
        f'<Column ss:Index="3" ss:Hidden="1"/>{"".join(body)}</Table></Worksheet></Workbook>'
    )
    document = load(book.encode(), "a.xml")
    assert rows(document.tables[0]) == [["190天", "126¹场"], ["", "新"], ["末", "尾"]]
    assert set(slugs(document)) == {"struck-text", "hidden-cells"}


def sheet_with_marks(sheet) -> None:
    for r in range(1, 5):
        for c in range(1, 4):
            sheet.cell(r, c, f"{r}{'甲乙丙'[c - 1]}")
    sheet["A2"].font = openpyxl.styles.Font(strike=True)
    sheet["B2"], sheet["B2"].number_format = 33.4, "0"
    sheet.row_dimensions[3].hidden = True
    sheet.oddHeader.center.text = '&"宋体"&16项目支出绩效自评表'


MARKED = [["1甲", "1乙", "1丙"], ["", "33.4", "2丙"], ["4甲", "4乙", "4丙"]]


def test_the_page_header_of_a_sheet_is_read():
    document = load(workbook(sheet_with_marks), "a.xlsx")
    assert document.blocks[0].text == "项目支出绩效自评表"  # type: ignore[union-attr]
    assert rows(document.tables[0]) == MARKED


@pytest.mark.office
def test_marks_of_an_old_workbook(tmp_path):
    office = find_office()
    if office is None:
        pytest.skip("LibreOffice is not installed")
    made = convert(office, workbook(sheet_with_marks), "xlsx", "xls", Limits.default())
    document = load(made, "a.xls")
    assert document.format == "xls"
    assert rows(document.tables[0]) == MARKED
    assert set(slugs(document)) == {"struck-text", "hidden-cells", "rounded-display"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_comma_separated_text_is_a_table(encoding):
    text = '项目名称,村级文化活动室,,\n主管部门,"某局,某处",实施单位,某馆\n备注,"两\n行",,\n'
    document = load(text.encode(encoding), "a.csv")
    assert rows(document.tables[0]) == [
        ["项目名称", "村级文化活动室", "", ""],
        ["主管部门", "某局,某处", "实施单位", "某馆"],
        ["备注", "两\n行", "", ""],
    ]


def test_commas_in_sentences_are_no_columns():
    text = "It rained, it poured, and so on.\nA, b, c and d, e.\nOne, two, three, four, five, six.\n"
    assert load(text.encode(), "a.txt").tables == []


def test_fractions_and_powers_of_a_page():
    page = "<p><math><mfrac><mn>186</mn><mn>200</mn></mfrac><mo>=</mo><mn>93</mn><mo>%</mo></math></p><p><math><msup><mi>m</mi><mn>2</mn></msup></math></p>"
    assert [b.text for b in load(f"<html><body>{page}".encode(), "a.html").blocks] == ["186/200=93%", "m²"]  # type: ignore[union-attr]


def test_page_footers_are_read_last():
    footer = f'<w:ftr xmlns:w="{W}">{p("填报人：张某")}{p("第 1 页")}</w:ftr>'
    document = load(docx(p("正文"), {"word/footer1.xml": footer}))
    assert [b.text for b in document.blocks] == ["正文", "填报人：张某"]  # type: ignore[union-attr]
