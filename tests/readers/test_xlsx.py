"""Workbooks as displayed, written by xlsxwriter and openpyxl and by hand."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest
import xlsxwriter

from selfeval_nb.readers import Limits
from tests.readers.make import cells, load, rows, slugs, zip_of


def workbook(fill) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(book)
    book.close()
    return out.getvalue()


def test_cells_as_displayed():
    def fill(book):
        sheet = book.add_worksheet("自评表")
        form = lambda f: book.add_format({"num_format": f})  # noqa: E731
        sheet.write_row(0, 0, ["项目", 10, 0.1 + 0.2])
        sheet.write(1, 0, 0.9, form("0.00%"))
        sheet.write(1, 1, datetime.date(2021, 12, 20), form('yyyy"年"m"月"d"日"'))
        sheet.write(1, 2, 1234.5, form("#,##0.00"))
        sheet.write(2, 0, 44561, form("yyyy/m/d"))
        sheet.write_formula(2, 1, "=1+1", form("0.0"), 2)
        sheet.write_boolean(2, 2, True)
        sheet.write_rich_string(3, 0, "优", book.add_format({"bold": True}), "良", "中")
        sheet.write(3, 1, 15, form('0"万元"'))
        sheet.write(3, 2, "多行\n文字")

    document = load(workbook(fill), "a.xlsx")
    assert rows(document.tables[0]) == [
        ["项目", "10", "0.3"], ["90.00%", "2021年12月20日", "1,234.50"], ["2021/12/31", "2.0", "TRUE"], ["优良中", "15万元", "多行\n文字"],
    ]  # fmt: skip
    assert document.tables[0].sheet == "自评表"
    assert not document.problems


def test_merged_areas_and_the_sheets_own_addresses():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.merge_range(2, 1, 3, 2, "合并")
        sheet.write(3, 3, "右")
        sheet.write(4, 1, "下")

    table = load(workbook(fill), "a.xlsx").tables[0]
    assert cells(table) == [
        (3, 2, "合并", 2, 2),
        (3, 4, "", 1, 1),
        (4, 4, "右", 1, 1),
        (5, 2, "下", 1, 1),
        (5, 3, "", 1, 1),
        (5, 4, "", 1, 1),
    ]
    assert (table.rows, table.cols) == (5, 4)


def test_a_merge_over_whole_columns_is_cut_to_what_is_used():
    book = openpyxl.Workbook()
    book.active.merge_cells("A1:XFD1")
    book.active["A1"] = "标题"
    book.active["A2"], book.active["C2"] = "甲", "乙"
    out = io.BytesIO()
    book.save(out)
    assert cells(load(out.getvalue(), "a.xlsx").tables[0]) == [
        (1, 1, "标题", 1, 3),
        (2, 1, "甲", 1, 1),
        (2, 2, "", 1, 1),
        (2, 3, "乙", 1, 1),
    ]


def test_hidden_sheets_are_passed_over_and_reported():
    def fill(book):
        book.add_worksheet("表").write(0, 0, "甲")
        hidden = book.add_worksheet("藏")
        hidden.write(0, 0, "乙")
        hidden.hide()
        very = book.add_worksheet("深藏")
        very.write(0, 0, "丙")
        very.very_hidden()

    document = load(workbook(fill), "a.xlsx")
    assert [t.sheet for t in document.tables] == ["表"]
    assert [(x.problem, x.where) for x in document.problems] == [("hidden-sheet", "藏"), ("hidden-sheet", "深藏")]


def test_hidden_rows_and_columns_are_left_out_and_reported():
    def fill(book):
        sheet = book.add_worksheet("表")
        sheet.write_row(0, 0, ["甲", "乙", "子"])
        sheet.write_row(1, 0, ["丙", "丁", "丑"])
        sheet.merge_range(2, 2, 4, 2, "并")
        sheet.write_column(2, 0, ["一", "二", "三"])
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})

    document = load(workbook(fill), "a.xlsx")
    # a merged area that begins in a hidden row still shows
    assert cells(document.tables[0]) == [
        (1, 1, "甲", 1, 1),
        (1, 3, "子", 1, 1),
        (4, 1, "二", 1, 1),
        (4, 3, "并", 2, 1),
        (5, 1, "三", 1, 1),
    ]
    assert slugs(document) == ["hidden-cells"]
    assert "第 2、3 行" in document.problems[0].detail
    assert "第 2 列" in document.problems[0].detail


def test_formulas_that_nobody_calculated_show_as_typed():
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = "=10", "=SUM(B1:B2)"
    out = io.BytesIO()
    book.save(out)
    document = load(out.getvalue(), "a.xlsx")
    assert rows(document.tables[0]) == [["=10"], ["=SUM(B1:B2)"]]
    assert slugs(document) == ["uncalculated"]


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
BOOK_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)


def raw(sheet: str) -> bytes:
    return zip_of(
        {
            "xl/workbook.xml": BOOK,
            "xl/_rels/workbook.xml.rels": BOOK_RELS,
            "xl/worksheets/sheet1.xml": SHEET.format(sheet),
        }
    )


def test_rows_and_cells_without_addresses():
    data = raw(
        "<sheetData><row><c t='inlineStr'><is><t>甲</t></is></c><c><v>1</v></c></row><row><c><v>2</v></c></row></sheetData>"
    )
    assert cells(load(data, "a.xlsx").tables[0]) == [
        (1, 1, "甲", 1, 1),
        (1, 2, "1", 1, 1),
        (2, 1, "2", 1, 1),
        (2, 2, "", 1, 1),
    ]


def test_escapes_and_pronunciation():
    data = raw(
        "<sheetData><row r='1'><c r='A1' t='inlineStr'><is><r><t>一_x000D_\n二</t></r><rPh><t>yi</t></rPh></is></c></row></sheetData>"
    )
    assert rows(load(data, "a.xlsx").tables[0]) == [["一\n二"]]


def test_a_million_empty_formatted_rows_are_trimmed():
    empty = "".join(
        f'<row r="{i}" s="1" customFormat="1"><c r="A{i}" s="1"/><c r="B{i}" s="2"/></row>' for i in range(2, 400_000)
    )
    data = raw(f"<sheetData><row r='1'><c r='A1'><v>5</v></c></row>{empty}<row r='1048576'/></sheetData>")
    document = load(data, "a.xlsx")
    assert rows(document.tables[0]) == [["5"]]
    assert not document.problems


@pytest.mark.parametrize("ref", ["XFD1048576", "ZZZ9999999", "A0", "1A", ""])
def test_far_and_impossible_addresses(ref):
    data = raw(f"<sheetData><row r='1'><c r='A1'><v>1</v></c><c r='{ref}'><v>2</v></c></row></sheetData>")
    document = load(data, "a.xlsx")
    assert sum(1 for c in document.tables[0].cells if c.text) == 2
    assert len(document.tables[0].cells) <= Limits().cells


def test_too_many_cells_end_in_a_problem():
    data = raw(
        "<sheetData>"
        + "".join(f"<row r='{r}'>" + "<c><v>1</v></c>" * 40 + "</row>" for r in range(1, 40))
        + "</sheetData>"
    )
    document = load(data, "a.xlsx", Limits(cells=1000))
    assert slugs(document) == ["too-large"]
    assert document.blocks == ()


def test_xml_spreadsheet_2003():
    text = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
    <Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
      xmlns:x="urn:schemas-microsoft-com:office:excel">
    <Styles><Style ss:ID="p"><NumberFormat ss:Format="0%"/></Style></Styles>
    <Worksheet ss:Name="表"><Table><Row><Cell ss:MergeAcross="1"><Data ss:Type="String">标题</Data></Cell></Row>
    <Row ss:Index="3"><Cell ss:StyleID="p"><Data ss:Type="Number">0.9</Data></Cell>
    <Cell><Data ss:Type="DateTime">2021-12-31T00:00:00.000</Data></Cell></Row></Table></Worksheet>
    <Worksheet ss:Name="藏"><Table><Row><Cell><Data ss:Type="String">x</Data></Cell></Row></Table>
    <x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></Worksheet></Workbook>"""
    document = load(text.encode(), "a.xls")
    assert document.format == "xml-spreadsheet"
    assert cells(document.tables[0]) == [
        (1, 1, "标题", 1, 2),
        (2, 1, "", 1, 1),
        (2, 2, "", 1, 1),
        (3, 1, "90%", 1, 1),
        (3, 2, "2021/12/31", 1, 1),
    ]
    assert slugs(document) == ["hidden-sheet", "wrong-extension"]
