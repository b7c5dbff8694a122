"""What a PDF shows besides letters in ruled cells: watermarks, notes, crossed-out words, text typed over it, open rows, wide words."""

from __future__ import annotations

import pytest

from tests.readers.make import load, rows, slugs
from tests.readers.pdfs import SIZE, Page, pdf

WIDTHS, HEIGHTS = [120.0, 120.0], [40.0, 40.0]
TEXTS = [
    (1, 1, 1, 1, "更新文化活动室数量"),
    (1, 2, 1, 1, "≥40个活动室"),
    (2, 1, 1, 1, "设备验收合格率"),
    (2, 2, 1, 1, "=100%"),
]
PLAIN = [["更新文化活动室数量", "≥40个活动室"], ["设备验收合格率", "=100%"]]


def form() -> Page:
    page = Page()
    page.text(80, 40, "项目支出绩效自评表", size=16)
    page.table(60, 80, WIDTHS, HEIGHTS, TEXTS)
    return page


def read_rows(page: Page) -> list[list[str]]:
    return rows(load(pdf(page), "a.pdf").tables[0])


@pytest.mark.parametrize(
    "mark",
    [
        {"x": 70, "y": 150, "text": "内部资料", "size": 40, "grey": 0.8, "turn": 45},
        {"x": 70, "y": 150, "text": "内部", "size": 40, "turn": 30},
        {"x": 62, "y": 84, "text": "内部", "size": 36, "grey": 0.8},
        {"x": 62, "y": 84, "text": "内部", "size": 36},
    ],
)  # fmt: skip
def test_a_watermark_is_no_text(mark):
    page = form()
    page.text(**mark)
    assert read_rows(page) == PLAIN


def test_a_tiled_watermark_is_no_text():
    page = form()
    for x in (70, 150, 230):
        for y in (70, 105, 145):
            page.text(x, y, "甲局", grey=0.85)
    document = load(pdf(page), "a.pdf")
    assert rows(document.tables[0]) == PLAIN
    assert "甲局" not in "".join(getattr(b, "text", "") for b in document.blocks)


def test_titles_and_pale_labels_stay():
    page = form()
    page.text(70, 200, "填报日期", grey=0.6)
    document = load(pdf(page), "a.pdf")
    assert [b.text for b in document.blocks if hasattr(b, "text")] == ["项目支出绩效自评表", "填报日期"]


def test_a_raised_mark_is_a_mark():
    page = form()
    page.text(182, 142, "126")
    page.text(182 + 3 * SIZE / 2, 140, "1", size=6)
    page.text(182 + 3 * SIZE / 2 + 3, 142, "场")
    assert read_rows(page)[1][1] == "=100%\n126¹场"


def test_what_a_line_runs_through_is_left_out_and_told():
    page = form()
    page.text(182, 140, "185天")
    page.line(181, 145, 182 + 3 * SIZE / 2 + SIZE + 1, 145)
    page.text(182, 100, "190天")
    page.line(181, 110.5, 215, 110.5)  # an underline
    document = load(pdf(page), "a.pdf")
    assert rows(document.tables[0]) == [["更新文化活动室数量", "≥40个活动室\n190天"], ["设备验收合格率", "=100%"]]
    assert slugs(document) == ["struck-text"]


def test_text_typed_over_the_page_is_read_and_remarks_are_told():
    page = form()
    page.annotation((190, 140, 290, 155), "/Subtype/FreeText/Contents(126)")
    page.annotation((70, 140, 170, 155), "/Subtype/Widget/FT/Tx/V<FEFF523A7532>")
    page.annotation((62, 100, 72, 110), "/Subtype/Widget/FT/Btn/AS/Yes")
    page.annotation((62, 100, 72, 110), "/Subtype/FreeText/F 2/Contents(hidden)")
    page.annotation((300, 100, 310, 110), "/Subtype/Text/Contents(remark)")
    document = load(pdf(page), "a.pdf")
    assert rows(document.tables[0]) == [
        ["更新文化活动室数量\n☑", "≥40个活动室"],
        ["设备验收合格率\n刺甲", "=100%\n126"],
    ]
    assert slugs(document) == ["side-text"]


def test_a_word_wider_than_its_cell_stays_one_word():
    page = Page()
    page.table(60, 80, [40.0, 120.0], [40.0], [(1, 1, 1, 1, "验收合格率"), (1, 2, 1, 1, "")])
    page.text(60 + 40 + 20, 100, "100%")
    assert read_rows(page) == [["验收合格率", "100%"]]


def test_rows_left_open_at_the_edge_of_a_page_go_on():
    first, second = Page(), Page()
    for page, top, bottom in ((first, 760, 842), (second, 0, 60)):
        for x in (60, 180, 300):
            page.line(x, top, x, bottom)
    first.line(60, 760, 300, 760)
    first.line(60, 800, 300, 800)
    second.line(60, 60, 300, 60)
    for page, y, texts in ((first, 765, ("甲", "1")), (first, 805, ("乙", "2")), (second, 40, ("丙", "3"))):
        for x, text in zip((65, 185), texts, strict=True):
            page.text(x, y, text)
    table = load(pdf(first, second), "a.pdf").tables
    assert [rows(t) for t in table] == [[["甲", "1"], ["乙", "2"], ["丙", "3"]]]
