"""PDF files with a text layer: ruled tables with spans, text around them, tables over pages; and those that cannot be read."""

from __future__ import annotations

import subprocess

import pytest

from selfeval_nb.readers import Paragraph
from selfeval_nb.readers.office import find_office
from tests.readers.make import cells, docx, load, p, rows, slugs, tbl, tc, tr
from tests.readers.pdfs import Page, pdf

WIDTHS, HEIGHTS = [80.0, 120.0, 120.0, 60.0], [20.0, 34.0, 20.0]
CELLS = [
    (1, 1, 3, 1, "项目资金\n（万元）"), (1, 2, 1, 2, "年初预算数"), (1, 4, 1, 1, "分值"), (2, 2, 1, 1, "综治维稳（平安建设）\n参与考核"),
    (2, 3, 1, 1, ">=90%"), (2, 4, 1, 1, ""), (3, 2, 1, 1, "全年"), (3, 3, 1, 1, "100.00"), (3, 4, 1, 1, "10"),
]  # fmt: skip


def blocks(document) -> list[object]:
    return [b.text if isinstance(b, Paragraph) else cells(b) for b in document.blocks]


def test_a_ruled_table_between_lines_of_text():
    page = Page()
    page.text(200, 40, "项目支出绩效自评表")
    page.text(60, 60, "单位名称：某局")
    page.text(300, 60, "填报日期：")
    page.table(60, 80, WIDTHS, HEIGHTS, CELLS)
    page.text(60, 170, "注：1.甲")
    document = load(pdf(page), "a.pdf")
    assert document.format == "pdf"
    assert [b if isinstance(b, list) else b.split() for b in blocks(document)] == [
        ["项目支出绩效自评表"], ["单位名称：某局", "填报日期："], [(r, c, text, h, w) for r, c, h, w, text in CELLS], ["注：1.甲"],
    ]  # fmt: skip
    assert document.tables[0].page == 1


def test_tables_over_pages_come_in_order():
    pages = []
    for n in range(3):
        page = Page()
        page.table(
            60,
            60,
            [100, 100],
            [20, 20],
            [(1, 1, 1, 1, f"甲{n}"), (1, 2, 1, 1, "1"), (2, 1, 1, 1, f"乙{n}"), (2, 2, 1, 1, "2")],
        )
        pages.append(page)
    document = load(pdf(*pages), "a.pdf")
    assert [(t.page, rows(t)) for t in document.tables] == [
        (n + 1, [[f"甲{n}", "1"], [f"乙{n}", "2"]]) for n in range(3)
    ]


def test_a_row_that_a_page_break_cuts_in_two_is_put_together():
    widths = [60.0, 60.0, 50.0]
    first, second = Page(), Page()
    first.table(
        60,
        760,
        widths,
        [20, 30],
        [
            (1, 1, 2, 1, "产出"),
            (1, 2, 1, 1, "指标甲"),
            (1, 3, 1, 1, "5"),
            (2, 2, 1, 1, "开展安全生产\n宣传教育培训"),
            (2, 3, 1, 1, "10"),
        ],
    )
    second.table(
        60,
        50,
        widths,
        [20, 20],
        [(1, 1, 2, 1, ""), (1, 2, 1, 1, "活动（次）"), (1, 3, 1, 1, ""), (2, 2, 1, 1, "指标丙"), (2, 3, 1, 1, "8")],
    )
    document = load(pdf(first, second), "a.pdf")
    assert [cells(t) for t in document.tables] == [
        [
            (1, 1, "产出", 3, 1),
            (1, 2, "指标甲", 1, 1),
            (1, 3, "5", 1, 1),
            (2, 2, "开展安全生产\n宣传教育培训\n活动（次）", 1, 1),
            (2, 3, "10", 1, 1),
            (3, 2, "指标丙", 1, 1),
            (3, 3, "8", 1, 1),
        ]
    ]


def test_a_new_row_on_the_next_page_stays_a_row():
    widths = [60.0, 100.0, 50.0]
    first, second = Page(), Page()
    first.table(60, 760, widths, [20], [(1, 1, 1, 1, "数量指标"), (1, 2, 1, 1, "开展宣传"), (1, 3, 1, 1, "10")])
    second.table(60, 50, widths, [20], [(1, 1, 1, 1, "质量指标"), (1, 2, 1, 1, "合格率"), (1, 3, 1, 1, "")])
    assert [rows(t) for t in load(pdf(first, second), "a.pdf").tables] == [
        [["数量指标", "开展宣传", "10"], ["质量指标", "合格率", ""]],
    ]


def test_a_merged_label_that_a_page_break_cuts_is_one_cell_over_both_pages():
    """Its text stands on one of the pages only; the columns of both pages are counted together."""
    first, second = Page(), Page()
    first.text(200, 30, "项目支出绩效自评表")
    first.table(
        60, 760, [60, 60, 50], [20, 20],
        [(1, 1, 2, 1, ""), (1, 2, 1, 1, "指标甲"), (1, 3, 1, 1, "5"), (2, 2, 1, 1, "指标乙"), (2, 3, 1, 1, "6")],
    )  # fmt: skip
    first.text(300, 820, "第 1 页")
    second.table(
        60, 50, [60, 30, 30, 50], [20, 20, 20],
        [
            (1, 1, 2, 1, "产出指标"), (1, 2, 1, 2, "指标丙"), (1, 4, 1, 1, "7"), (2, 2, 1, 2, "指标丁"), (2, 4, 1, 1, "8"),
            (3, 1, 1, 2, "总分"), (3, 3, 1, 1, ""), (3, 4, 1, 1, "26"),
        ],
    )  # fmt: skip
    (table,) = load(pdf(first, second), "a.pdf").tables
    assert [(c.row, c.col, c.text, c.rowspan, c.colspan) for c in table.cells if c.text] == [
        (1, 1, "产出指标", 4, 1), (1, 2, "指标甲", 1, 2), (1, 4, "5", 1, 1), (2, 2, "指标乙", 1, 2), (2, 4, "6", 1, 1),
        (3, 2, "指标丙", 1, 2), (3, 4, "7", 1, 1), (4, 2, "指标丁", 1, 2), (4, 4, "8", 1, 1), (5, 1, "总分", 1, 2), (5, 4, "26", 1, 1),
    ]  # fmt: skip
    assert table.page == 1


def test_scans_are_reported_and_text_pages_still_read():
    page = Page()
    page.text(60, 60, "正文")
    scan = b"\x80" * 100
    document = load(pdf(page, scan, scan), "a.pdf")
    assert blocks(document) == ["正文"]
    assert slugs(document) == ["scanned-pdf"]
    assert "2–3" in document.problems[0].detail
    assert slugs(load(pdf(scan), "a.pdf")) == ["scanned-pdf"]


def test_encrypted():
    assert slugs(load(pdf(Page(), encrypt=True), "a.pdf")) == ["encrypted"]


def test_an_empty_page_has_no_text():
    assert slugs(load(pdf(Page()), "a.pdf")) == ["no-text"]


@pytest.mark.parametrize("cut", [40, 300, 700])
def test_damaged(cut):
    page = Page()
    page.table(60, 80, WIDTHS, HEIGHTS, CELLS)
    document = load(pdf(page)[:cut], "a.pdf")
    assert document.blocks == ()
    assert slugs(document)[0] in ("damaged", "no-text")


@pytest.mark.office
@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
def test_a_pdf_that_libreoffice_made(tmp_path):
    body = p("项目支出绩效自评表") + tbl(
        tr(tc("项目名称"), tc("道路养护", '<w:gridSpan w:val="2"/>')), tr(tc("资金"), tc("预算数"), tc("100.00"))
    ).replace(
        "<w:tblPr/>",
        '<w:tblPr><w:tblW w:w="9000" w:type="dxa"/><w:tblBorders>'
        + "".join(f'<w:{s} w:val="single" w:sz="4"/>' for s in ("top", "left", "bottom", "right", "insideH", "insideV"))
        + "</w:tblBorders></w:tblPr>",
    ).replace(
        "<w:tblGrid/>", '<w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="3000"/><w:gridCol w:w="3000"/></w:tblGrid>'
    )
    (tmp_path / "a.docx").write_bytes(docx(body))
    subprocess.run(
        [find_office() or "", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to", "pdf", "--outdir",
         str(tmp_path), str(tmp_path / "a.docx")], check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    document = load((tmp_path / "a.pdf").read_bytes(), "a.pdf")
    assert blocks(document) == [
        "项目支出绩效自评表",
        [
            (1, 1, "项目名称", 1, 1),
            (1, 2, "道路养护", 1, 2),
            (2, 1, "资金", 1, 1),
            (2, 2, "预算数", 1, 1),
            (2, 3, "100.00", 1, 1),
        ],
    ]
