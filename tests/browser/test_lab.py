"""The notebooks in JupyterLab as a reviewer uses them: run all cells, look, rule by clicking, export."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import nbformat
import pytest

from selfeval_nb import open_review
from selfeval_nb.report.page.executed import export_notebook
from selfeval_nb.report.page.report_html import render_page
from selfeval_nb.report.page.sections import SECTIONS
from selfeval_nb.report.view.view import View
from selfeval_nb.review.rulings.final import final_score
from tests.browser.jupyter import Lab, jupyterlab, open_notebook, run_all

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("jupyterlab")]

FORM = "forms/01_平安乡镇与驻村服务.docx"
REASON = "已核对原件，完成日期为2021年。"


@pytest.fixture(scope="module")
def lab(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    pytest.importorskip("jupyterlab")
    with jupyterlab(tmp_path_factory.mktemp("lab")) as started:
        yield started


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield context.new_page()
    context.close()


def test_a_reviewer_looks_and_rules(lab: Lab, page: Any, axe: str) -> None:
    start = time.monotonic()
    run_all(page, lab, "review.ipynb", ".jp-OutputArea #provenance")
    for name in SECTIONS:
        assert page.locator(f".jp-OutputArea #{name}").count() == 1
    # the report's style holds against JupyterLab's own rules for tables and lists in outputs
    style = "e => { const s = getComputedStyle(e); return [s.textAlign, s.borderTopStyle, s.fontSize] }"
    assert page.locator("#form td.value").first.evaluate(style) == ["left", "solid", "13px"]
    assert page.locator("#findings dt").first.evaluate("e => getComputedStyle(e).cssFloat") == "none"

    panel = page.locator(".selfeval-panel").first
    told = panel.locator(".told")
    form, rulings = lab.workspace / FORM, lab.workspace / "复核意见.jsonl"
    first = open_review(form).findings[0]
    panel.get_by_role("button", name="不作问题").first.click()
    told.get_by_text("请先填写复核人姓名").wait_for()
    assert not rulings.exists()
    # the refusal is in sight of the button
    button = panel.get_by_role("button", name="不作问题").first.bounding_box()
    refusal = told.get_by_text("请先填写复核人姓名").bounding_box()
    assert button is not None
    assert refusal is not None
    assert 0 < refusal["y"] - button["y"] < 160

    # the finding, with its cell beside it
    assert panel.locator(".nearby td.has").inner_text() == first["quote"]
    panel.get_by_placeholder("姓名").fill("张三")
    panel.get_by_placeholder("姓名").press("Enter")
    panel.get_by_role("button", name="不作问题").first.click()
    told.get_by_text("理由").wait_for()
    panel.get_by_label("理由").first.fill(REASON)
    panel.get_by_role("button", name="不作问题").first.click()
    told.get_by_text("已写入“复核意见.jsonl”").wait_for()
    written = [json.loads(line) for line in rulings.read_text("utf-8").splitlines()]
    assert [(r["action"], r["rule_id"], r["where"], r["reason"], r["reviewer"]) for r in written] == [
        ("waive", first["rule_id"], first["where"], REASON, "张三")
    ]
    # the sections on the page have followed
    page.locator(".jp-OutputArea #rulings").get_by_text(REASON).wait_for()

    # the space bar on the button takes the list down, one finding a key
    confirm = panel.get_by_role("button", name="确认并下一个")
    confirm.click()
    told.get_by_text("确认：第2号问题").wait_for()
    page.keyboard.press("Space")
    told.get_by_text("确认：第3号问题").wait_for()
    panel.get_by_role("button", name="撤回上一步").first.click()
    told.get_by_text("撤回").first.wait_for()
    panel.get_by_role("button", name="撤回上一步").first.click()
    page.wait_for_function(
        "n => document.querySelector('.selfeval-panel .standing').innerText.includes(n)", arg="已处理1处"
    )

    # an indicator's score, typed into the work paper, and the review score that follows from it
    panel.get_by_role("tab", name="核定与更正").click()
    row = panel.locator(".selfeval-paper input")
    row.nth(4).fill("3")
    row.nth(5).fill("只核实到3个")
    panel.get_by_role("button", name="保存底稿").click()
    told.get_by_text("复核底稿1项").wait_for()
    review = open_review(form, rulings=rulings)
    assert [r.action for r in review.rulings] == ["waive", "score"]
    stands = View(review).final_words
    assert "复核得分" in stands
    score = final_score(review)
    shown = f"{score.score:.2f}" if score.score is not None else f"{score.low:.2f}–{score.high:.2f}"
    assert shown in stands
    assert shown in panel.locator(".standing").inner_text()
    page.locator(".jp-OutputArea #rulings").get_by_text(stands).wait_for()

    panel.get_by_role("button", name="导出网页报告").click()
    told.get_by_text("已导出").wait_for()
    assert time.monotonic() - start < 60  # from the notebook to the exported report, rulings and all
    (report,) = lab.workspace.glob("*.html")
    assert report.read_text("utf-8") == render_page(review)

    # read again, everything stands
    panel.get_by_role("button", name="重新检查").click()
    told.get_by_text("已重新读取并检查").wait_for()
    page.locator(".jp-OutputArea #rulings").get_by_text(stands).wait_for()

    # the notebook as the reviewer saves it is the same report, without its buttons
    page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    assert export_notebook(nbformat.read(lab.workspace / "review.ipynb", as_version=4)) == render_page(review)

    # axe-core finds nothing in the panel, whatever page of it is open
    page.evaluate(axe)
    for tab in ("问题与意见", "核定与更正", "同类问题（全批）", "补充与撤回", "报告各部分", "数据表", "退回落实"):
        panel.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(400)
        found = page.evaluate("axe.run('.selfeval-panel', {resultTypes: ['violations']})")["violations"]
        assert [(tab, v["id"], [n["html"][:160] for n in v["nodes"]][:2]) for v in found] == []
    panel.get_by_role("tab", name="问题与意见").click()

    # the folder's forms, the worst first
    panel.get_by_role("button", name="打开整批").click()
    told.get_by_text("已读取并检查10张自评表").wait_for()
    before = page.locator(".jp-OutputArea #summary h1").text_content()
    panel.get_by_role("button", name="下一张未复核的表").click()
    told.get_by_text("已打开").wait_for()
    assert page.locator(".jp-OutputArea #summary h1").text_content() != before


def test_the_tour_shows_what_was_ruled_above_the_rulings(lab: Lab, page: Any) -> None:
    before = set(lab.workspace.iterdir())
    open_notebook(page, lab, "tour.ipynb")
    page.get_by_role("button", name="重启内核并运行所有单元格").click()  # ▶▶, and nothing asks whether one is sure
    page.wait_for_selector(".selfeval-panel .standing", timeout=120_000, state="attached")
    stands = "复核得分93.00分"
    page.locator(".jp-OutputArea #rulings").get_by_text(stands).wait_for()
    # the conclusion was shown before anything was ruled, and has followed
    assert (
        "93.00" in page.locator(".jp-OutputArea #summary .figures").text_content()
    )  # not on the screen: no inner text
    assert "93.00" in page.locator(".selfeval-panel .standing").text_content()
    assert page.locator(".jp-OutputArea [data-mime-type*=error]").count() == 0
    assert {p for p in lab.workspace.iterdir() if p.suffix == ".jsonl"} <= before
