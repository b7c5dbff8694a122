"""Every number a person sees is the same in the report, the index, the workbook, the notice, the package and the spot-check report."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import docx
import lxml.html
import openpyxl
import pytest

from selfeval_nb.common.assets import asset_dir
from selfeval_nb.report.overview.index import index_row
from selfeval_nb.report.page.report_html import render_page
from selfeval_nb.report.page.unit import render_unit_page
from selfeval_nb.report.view.formats import points
from selfeval_nb.report.view.view import View
from selfeval_nb.report.word.notice import notice
from selfeval_nb.report.word.sampling_report import sampling_report
from selfeval_nb.report.workbook.workbook import write_workpaper
from selfeval_nb.review.model import Review
from selfeval_nb.review.open import reviews_and_problems
from selfeval_nb.review.rulings import book as R
from tests.report.index_rows import render_index

FORMS = asset_dir("notebooks") / "forms"


def ruled(review: Review) -> Review:
    """A waiver, a confirmation and a score, where the form has something to rule on."""
    made = [R.waive(review, 1, "已核对", reviewer="甲")] if review.findings else []
    if len(review.findings) > 1:
        made.append(R.confirm(review, 2, reviewer="甲"))
    scored = next((i for i in review.form.indicators if i.weight), None)
    if scored is not None:
        made.append(R.score(review, f"indicators[{scored.indicator_no}].score", 1, "只核实到一项", reviewer="甲"))
    return R.apply(review, made)


@pytest.fixture(scope="module", params=[False, True], ids=["as handed in", "ruled"])
def reviews(request: pytest.FixtureRequest) -> list[Review]:
    made = reviews_and_problems([FORMS])[0]
    return [ruled(r) for r in made] if request.param else made


def cells(row: Any) -> list[str]:
    return [" ".join(c.text_content().split()) for c in row]


def test_the_figures_of_a_form(reviews: list[Review], tmp_path: Path) -> None:
    rows = [index_row(r, "") for r in reviews]
    index = lxml.html.fromstring(render_index(rows))
    listed = [cells(tr) for tr in index.xpath("//table[@id='listing']/tbody/tr")]
    heads = [" ".join(th.text_content().split()) for th in index.xpath("//table[@id='listing']/thead//th")]
    book = openpyxl.load_workbook(write_workpaper(reviews, tmp_path / "w.xlsx"), data_only=True)
    summary = [[c.value for c in row] for row in book["汇总表"].iter_rows(min_row=4)]
    words = "\n".join(p.text for p in docx.Document(io.BytesIO(sampling_report(reviews))).paragraphs)
    results = docx.Document(io.BytesIO(sampling_report(reviews))).tables
    table = next(t for t in results if t.rows[0].cells[2].text == "自评得分")
    drawn = [[c.text for c in row.cells] for row in table.rows[1:]]
    for n, review in enumerate(reviews):
        view = View(review)
        page = lxml.html.fromstring(render_page(review))
        figures = {
            dt.text_content(): dd.xpath("string(text())").strip()
            for dt, dd in zip(page.xpath("//dl[contains(@class,'figures')]//dt"), page.xpath("//dl[contains(@class,'figures')]//dd"), strict=True)
        }  # fmt: skip
        own = points(view.self_score) if view.self_score is not None else "未填" if review.scored else "本表不计分"
        shown = dict(zip(heads, listed[n], strict=True))
        # the same self-score, recomputed score and counts in report, index, workbook, spot-check report
        assert figures["自评得分"] == own == shown["自评得分"]
        assert str(summary[n][3]) in (
            own,
            f"{view.self_score:g}" if view.self_score is not None else own,
            str(view.self_score),
        )
        assert drawn[n][2] in (own, "—")
        recomputed = view.recomputed if view.total["low"] is not None else "—"
        assert shown["测算得分"] == recomputed == drawn[n][3].replace("无法测算", "—")
        assert figures["测算得分"].replace("无法测算", "—") == recomputed
        counts = {s: sum(m.severity == s and not m.waived for m in view.marks) for s in ("critical", "warning", "info")}
        assert (
            [int(shown[k]) for k in ("错误", "疑似问题", "提示")]
            == list(counts.values())
            == [review.counts[s] for s in counts]
        )
        tally = [int(b.text_content()) for b in page.xpath("//ul[@class='tally']/li[position()<4]/b")]
        assert tally == list(counts.values())
        if view.final is not None and view.final.score is not None:
            score = points(view.final.score)
            assert figures["复核得分"] == score == shown["复核得分"] == drawn[n][4] == points(summary[n][5])
    errors, doubts = (sum(r.counts[s] for r in reviews) for s in ("critical", "warning"))
    assert f"共查出填报错误{errors}处，疑似问题{doubts}处" in words
    figure = index.xpath("string(//dd[@class='mixed'])")
    assert [int(x) for x in re.findall(r"\d+", figure)][:2] == [errors, doubts]


def test_the_findings_of_a_form(reviews: list[Review], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_workpaper(reviews, tmp_path / "w.xlsx"), data_only=True)
    sheet = book["问题清单"]
    heads = [c.value for c in sheet[3]]
    ledger = [
        dict(zip(heads, [c.value for c in row], strict=True)) for row in sheet.iter_rows(min_row=4) if row[0].value
    ]
    for review in reviews:
        view = View(review)
        page = lxml.html.fromstring(render_page(review))
        articles = page.xpath("//article[contains(@class,'finding')]")
        said = ["".join(a.xpath(".//p[@class='message']")[0].text_content()) for a in articles]
        assert said == [str(m.finding["message"]) for m in view.marks]
        own = [row for row in ledger if row["项目名称"] == view.project]
        assert [row["复核发现"] for row in own] == said
        asked = [m for m in view.marks if m.severity != "info" and not m.waived]
        unit = lxml.html.fromstring(render_unit_page(review))
        assert len(unit.xpath("//table[@class='asked']/tbody/tr")) == len(asked)
        tables = docx.Document(io.BytesIO(notice([review]))).tables
        items = [row.cells[3].text for t in tables for row in t.rows[1:]]
        assert len(items) == len(asked)
        for mark in asked:
            assert any(str(mark.finding["message"]).rstrip("。")[:30] in item for item in items)
