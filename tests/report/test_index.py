"""The index page without a browser: data, safety, distributions, determinism."""

from __future__ import annotations

import base64
import hashlib
import json

import lxml.html
import pytest

from selfeval_nb.report.overview.index import index_row
from selfeval_nb.report.overview.index_charts import difference_chart, score_chart, too_wide
from selfeval_nb.report.view.formats import difference, inside
from tests.report import fixtures
from tests.report.index_rows import render_index, sample_index, sample_rows


def test_a_row_says_what_the_report_says() -> None:
    row = index_row(fixtures.build(), "a.html")
    assert (row["project"], row["suggestion"], row["critical"], row["low"], row["high"]) == (
        "社区惠民工作经费",
        "return",
        2,
        84.0,
        95.0,
    )
    assert row["rules"] == sorted({"F12", "W12", "K17", "D03", "E04", "V06", "P02", "F16"})


def test_the_policy_allows_this_script_and_no_other() -> None:
    tree = lxml.html.document_fromstring(sample_index(3))
    script = tree.xpath("//script[not(@type)]")[0].text
    policy = tree.xpath("//meta[@http-equiv]/@content")[0]
    assert f"script-src 'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in policy


def test_data_survive_their_embedding() -> None:
    text = "</script><!--<script>\u2028&amp;\u202e"
    rows = [{**r, "project": text} for r in sample_rows(2)]
    tree = lxml.html.document_fromstring(render_index(rows))
    assert json.loads(tree.get_element_by_id("texts").text)[0][0] == "</script><!--<script>\u2028&amp;⟦U+202E⟧"
    assert len(tree.xpath("//script")) == 4


def test_failed_documents_are_listed_with_their_sentence() -> None:
    words = lxml.html.document_fromstring(sample_index(3)).text_content()
    assert "坏文件.docx" in words
    assert "不是有效的Word文档，无法打开。" in words


@pytest.mark.parametrize(
    ("own", "low", "high", "expected"),
    [
        (98.0, 90.0, 95.0, -3.0),
        (92.0, 90.0, 95.0, 0.0),
        (80.0, 90.0, 95.0, 10.0),
        (None, 90.0, 95.0, None),
        (90.0, None, None, None),
    ],
)
def test_difference_is_to_the_nearer_end(
    own: float | None, low: float | None, high: float | None, expected: float | None
) -> None:
    assert difference({"self_score": own, "low": low, "high": high}) == expected


def test_distributions_count_every_form() -> None:
    rows = sample_rows(500)
    assert sum(b["counts"][0] for b in score_chart(rows)) == sum(r["self_score"] is not None for r in rows)
    assert sum(b["counts"][0] for b in difference_chart(rows)) == sum(difference(r) is not None for r in rows)


def test_wide_ranges_are_told_and_not_drawn() -> None:
    row = {"self_score": 90.0, "low": 60.0, "high": 100.0, "review_low": None, "review_high": None}
    rows = [row, row | {"low": 88.0, "high": 90.0}, row | {"low": None, "high": None}]
    assert sum(b["counts"][1] for b in score_chart(rows)) == 1
    assert too_wide(rows) == 1


def test_a_score_inside_its_range_shows_no_difference() -> None:
    assert inside({"self_score": 90.0, "low": 60.0, "high": 100.0})
    assert not inside({"self_score": 90.0, "low": 90.0, "high": 90.0})
    assert not inside({"self_score": 95.0, "low": 60.0, "high": 90.0})
    assert not inside({"self_score": None, "low": 60.0, "high": 90.0})


def test_the_same_rows_give_the_same_bytes() -> None:
    assert sample_index(120) == sample_index(120)
    assert len(render_index(sample_rows(10_000)).encode()) < 4_000_000


def test_the_layouts_of_a_batch_stand_with_the_forms_that_wait_for_a_look() -> None:
    rows = sample_rows(6)
    for i, row in enumerate(rows):
        row |= {
            "layout": f"project-{i % 2}",
            "layout_file": "乡镇表" if i % 2 else "",
            "title": "自评表甲" if i % 2 else "自评表乙",
            "waits": "",
        }
    rows[2]["waits"] = "资金部分的读取不确定：<到位数>没有识别。"
    page = render_index(rows)
    section = page[page.index('id="h-layouts"') : page.index("</section>", page.index('id="h-layouts"'))]
    assert "共2种版式；1张表的读取不确定" in section
    assert section.index("自评表乙") < section.index("自评表甲")
    assert "按版式文件乡镇表读" in section
    assert (
        f'<a href="form-2.html" title="资金部分的读取不确定：&lt;到位数&gt;没有识别。">{rows[2]["project"]}</a>'
        in section
    )
    assert 'id="h-layouts"' not in render_index(rows[:1])
