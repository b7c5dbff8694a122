"""The page: what it holds, its bounds, that it is the same every time, and that it is well formed for everyone."""

from __future__ import annotations

import base64
import csv
import dataclasses
import io
import re
from itertools import pairwise

import lxml.html
import pytest

from selfeval_nb.report.page.findings_csv import findings_csv
from selfeval_nb.report.page.report_html import render_error, render_page
from selfeval_nb.report.page.sections import SECTIONS
from selfeval_nb.report.view.view import View
from selfeval_nb.review.model import Review, no_total
from tests.report import fixtures


@pytest.fixture(scope="module")
def review() -> Review:
    return fixtures.build(ruled=True)


@pytest.fixture(scope="module")
def page(review: Review) -> str:
    return render_page(review)


@pytest.fixture(scope="module")
def tree(page: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page)


def test_one_file_that_asks_for_nothing(page: str, tree: lxml.html.HtmlElement) -> None:
    assert len(page.encode()) < 400_000
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]
    assert not tree.xpath("//script | //link | //iframe | //img | //object | //@src")
    assert not re.search(r"url\(|@import|https?://", page)
    assert all(href.startswith("#") for href in tree.xpath("//a[not(@download)]/@href"))
    assert [a.get("href")[:28] for a in tree.xpath("//a[@download]")] == ["data:text/csv;charset=utf-8;"]


def test_structure(tree: lxml.html.HtmlElement) -> None:
    assert tree.get("lang") == "zh-CN"
    assert len(tree.xpath("//h1")) == len(tree.xpath("//main")) == 1
    assert [s.get("id") for s in tree.xpath("//main/section")] == list(SECTIONS)
    assert tree.xpath("//a[@class='skip']/@href") == ["#main"]
    assert not tree.xpath("//table//th[not(@scope)]")
    levels = [int(h.tag[1]) for h in tree.xpath("//h1|//h2|//h3|//h4")]
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_every_anchor_has_its_target_and_ids_are_unique(tree: lxml.html.HtmlElement) -> None:
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {h[1:] for h in tree.xpath("//a[not(@download)]/@href")} <= set(ids)


def test_every_finding_stands_in_its_cell_and_in_the_list(review: Review, tree: lxml.html.HtmlElement) -> None:
    assert len(tree.xpath("//article[contains(@class,'finding')]")) == len(review.findings)
    for article in tree.xpath("//article[contains(@class,'finding')]"):
        assert tree.xpath(f"//section[@id='form']//a[@href='#{article.get('id')}']")
    marked = tree.xpath("//td[@id='c-1-12-6']//a[contains(@class,'mark')]/@href")
    assert marked == ["#f-3"]


def test_the_form_is_redrawn_with_its_merges(review: Review, tree: lxml.html.HtmlElement) -> None:
    table = review.form.grid[0]
    drawn = tree.xpath("//section[@id='form']//td[@id]")
    assert len(drawn) == len(table.cells)
    for cell in table.cells:
        td = tree.get_element_by_id(f"c-1-{cell.row}-{cell.col}")
        assert (td.get("rowspan", "1"), td.get("colspan", "1")) == (str(cell.rowspan), str(cell.colspan))
        assert (
            " ".join(td.text_content().split()).startswith(" ".join(cell.text.split()))
            or td.get("class") == "unclaimed"
        )


def test_the_work_paper_has_its_thirteen_columns_in_order(tree: lxml.html.HtmlElement) -> None:
    heads = tree.xpath("//table[@class='workpaper']//thead//th/text()")
    columns = [
        "一级指标",
        "二级指标",
        "三级指标",
        "指标性质",
        "指标值",
        "计量单位",
        "权重",
        "自评完成值",
        "自评得分",
        "复核完成值",
        "复核得分",
        "复核偏差",
        "备注（扣分原因）",
    ]
    assert [h for h in heads if h in columns] == columns
    rows = tree.xpath("//table[@class='workpaper']//tbody/tr")
    assert len(rows) == 1 + len(fixtures.ROWS) + 1
    filled = tree.xpath("//table[@class='workpaper']//tbody//td[contains(@class,'fill')][normalize-space()]")
    assert [td.text_content() for td in filled][:3] == ["4.00", "−1.00", "逾期一个月，按口径扣1分"]
    assert all("ruled" in td.get("class") for td in filled)
    blank = lxml.html.document_fromstring(render_page(fixtures.build()))
    assert not blank.xpath("//table[@class='workpaper']//tbody//td[contains(@class,'fill')][normalize-space()]")


def test_figures_of_the_first_screen(tree: lxml.html.HtmlElement) -> None:
    words = tree.get_element_by_id("summary").text_content()
    for figure in ("建议退回修改", "查出2处错误", "未填", "84.00–95.00", "良 ~ 优", "13 ÷ 13"):
        assert figure in words


def test_what_was_not_understood_is_listed(tree: lxml.html.HtmlElement) -> None:
    words = tree.get_element_by_id("checked").text_content()
    assert "填表须知：以上内容均经本单位核对" in words
    assert "第1表第21行第2列" in words
    assert "有一处合并单元格无法还原" in words
    assert "只有一张表，无从比较" in words


def test_the_review_score_follows_from_the_rulings(tree: lxml.html.HtmlElement) -> None:
    assert "复核得分" in tree.get_element_by_id("summary").text_content()
    assert "复核得分94.00分" in tree.get_element_by_id("rulings").text_content()
    assert "waived" in tree.get_element_by_id("f-3").get("class")


def test_rulings_stand_with_name_and_date(tree: lxml.html.HtmlElement) -> None:
    for place in ("rulings", "f-3"):
        words = tree.get_element_by_id(place).text_content()
        assert "复核人甲" in words
        assert "2022-03-01" in words


def test_the_same_review_gives_the_same_bytes(page: str) -> None:
    assert render_page(fixtures.build(ruled=True)) == page


def test_english_has_no_chinese_of_ours() -> None:
    review = fixtures.build(lambda s: "x", lang="en")
    review.preset = {}
    page = render_page(dataclasses.replace(review, total=no_total(), findings=[]))
    body = page.partition("</style>")[2]
    assert set(re.findall(r"[\u4e00-\u9fff]+", body)) <= {"财预", "号", "第", "表"}  # of the fixture


def test_a_form_of_which_nothing_was_read_still_makes_a_page() -> None:
    tree = lxml.html.document_fromstring(render_page(fixtures.empty()))
    assert "需人工核实" in tree.get_element_by_id("summary").text_content()


def test_a_large_form_stays_within_the_bound() -> None:
    review = fixtures.build()
    review.form.grid = [dataclasses.replace(review.form.grid[0], cells=tuple(
        dataclasses.replace(c, text=c.text + "长" * 9000) if c.col == 9 else c for c in review.form.grid[0].cells
    ))]  # fmt: skip
    page = render_page(review)
    assert len(page.encode()) < 400_000
    assert "……（下略" in page


def test_the_error_page_says_what_where_and_why() -> None:
    page = render_error({"file": "甲/坏文件.docx", "where": "第2表", "detail": "<b>文件已损坏。"})
    tree = lxml.html.document_fromstring(page)
    words = tree.text_content()
    assert "坏文件.docx" in words
    assert "甲/" not in words
    assert "<b>文件已损坏。" in words
    assert len(tree.xpath("//h1")) == 1


def test_the_problems_that_decide_stand_under_the_verdict(tree: lxml.html.HtmlElement) -> None:
    said = [" ".join(li.text_content().split()) for li in tree.xpath("//div[@class='deciding']//li")]
    assert 5 <= len(said) <= 8
    assert said[0].endswith("错误 得分缺失：更正后重新报送 第4行")
    assert tree.xpath("//div[@class='deciding']//li[1]//a/@href") == ["#f-1"]
    assert not tree.xpath("//div[@class='deciding']//*[@class='info']")


def test_a_rule_leads_to_its_page_and_a_basis_stands_once_a_group(tree: lxml.html.HtmlElement) -> None:
    rules = {a.get("href") for a in tree.xpath("//article//a[contains(@class,'tag')]")}
    assert rules == {f"#{a.get('id')}" for a in tree.xpath("//article[@class='rule-page']")} != set()
    assert len(tree.xpath("//p[@class='bases']")) == 3
    assert not tree.xpath("//article[contains(@class,'finding')]//dt[.='依据']")


def test_how_a_score_was_reckoned_stands_in_its_row(tree: lxml.html.HtmlElement) -> None:
    (row,) = tree.xpath("//table[@class='workpaper']//tr[contains(.,'购买居民读书角图书')]")
    assert "450 ÷ 200 = 225.00%" in row.xpath("string(.//span[@class='working'])")


def test_the_findings_can_be_saved_for_a_spreadsheet(tree: lxml.html.HtmlElement, review: Review) -> None:
    (link,) = tree.xpath("//a[@download]")
    rows = list(csv.reader(io.StringIO(base64.b64decode(link.get("href").partition("base64,")[2]).decode("utf-8-sig"))))
    assert rows[0][:6] == ["项目名称", "实施单位", "编号", "等级", "规则", "位置"]
    assert [r[4] for r in rows[1:]] == [m.finding["rule_id"] for m in View(review).marks]
    hostile = list(csv.reader(io.StringIO(findings_csv(View(fixtures.build(lambda s: "=1+1" + s))))))
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in hostile for cell in row)


def test_what_may_be_misread_stands_at_the_head_in_one_sentence_each(review: Review) -> None:
    said = "指标中的一项读取不确定：第3列“完成”按内容读作实际完成值。请先核对读取结果。"
    rows = [
        {"problem": "doubtful-reading", "where": f"indicators[{n}].actual_text", "detail": said, "file": "a.docx"}
        for n in (1, 2, 3)
    ]
    doubted = dataclasses.replace(review, problems=rows)
    assert doubted.doubts == [said]
    assert [p["where"] for p in doubted.problems_told] == ["indicators[1].actual_text … (3)"]
    summary = lxml.html.document_fromstring(render_page(doubted)).get_element_by_id("summary").text_content()
    assert summary.count(said) == 1
    assert summary.index("请先核对读取结果") < summary.index("测算得分")
