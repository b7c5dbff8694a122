"""What goes back to a unit, and what comes of it: packages, the report for the unit, the demands followed up."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import lxml.html
import pytest

from selfeval_nb.common.assets import asset_dir
from selfeval_nb.report.overview.compared import follow_up
from selfeval_nb.report.page.unit import render_unit_page
from selfeval_nb.report.view.demands import demands
from selfeval_nb.report.view.view import View
from selfeval_nb.report.word.annotate import annotate_all
from selfeval_nb.report.word.package import packages
from selfeval_nb.review.model import Review
from selfeval_nb.review.open import reviews_and_problems
from selfeval_nb.review.rounds import is_sent, read_asked
from selfeval_nb.review.rulings import book as R
from tests.report import fixtures

FORMS = asset_dir("notebooks") / "forms"
WORDS = {"sender": "某财政局", "contact": "李四", "phone": "0000-1234567", "deadline": "2026年3月31日"}


@pytest.fixture(scope="module")
def reviews() -> list[Review]:
    return reviews_and_problems([FORMS])[0]


def test_a_package_has_all_that_a_unit_needs(reviews: list[Review], tmp_path: Path) -> None:
    ruled = [R.apply(r, [R.waive(r, 1, "内部理由", reviewer="复核人甲")]) if r.findings else r for r in reviews]
    made = packages(ruled, [FORMS], tmp_path, **WORDS)
    returned = [r for r in ruled if r.suggestion == "return"]
    assert len(made) == len({r.form.value("unit") for r in returned})
    for path in made:
        with zipfile.ZipFile(path) as z:
            names = z.namelist()
            contents = {n: z.read(n) for n in names}
        assert names[:2] == ["退回修改通知.docx", "整改回执.docx"]
        (page,) = [n for n in names if n.startswith("单位版报告/")]
        assert "李四" in contents[page].decode()
        for name in names[:2]:
            docx.Document(io.BytesIO(contents[name]))
        # nothing of the inside of the bureau goes out
        assert not any("内部理由".encode() in c or "复核人甲".encode() in c for c in contents.values())
    commented = [z.read(n) for p in made for z in [zipfile.ZipFile(p)] for n in z.namelist() if "批注过的自评表/" in n]
    assert commented
    for data in commented:  # in plain words there too
        comments = zipfile.ZipFile(io.BytesIO(data)).read("word/comments.xml").decode()
        assert "【错误】" in comments or "【疑似问题】" in comments
        assert not any(f"】{rule} " in comments for r in ruled for rule in r.rules)
        assert "【提示】" not in comments
    assert [p.read_bytes() for p in packages(ruled, [FORMS], tmp_path / "again", **WORDS)] == [
        p.read_bytes() for p in made
    ]


def test_the_report_for_the_unit_is_plain() -> None:
    review = fixtures.build(ruled=True)
    html = render_unit_page(review, contact="李四", deadline="2026年3月31日")
    tree = lxml.html.fromstring(html)
    text = tree.text_content()
    for rule in review.rules:
        assert rule not in text.split()
        assert f">{rule}<" not in html
    rows = tree.xpath("//table[@class='asked']/tbody/tr")
    assert len(rows) == len(demands(View(review))) == 5  # a waived one and the notes are left out
    assert "第12行“购买居民读书角图书（本）”的“实际完成值”" not in text  # waived
    assert "第14行“安装室外充电桩（个）”的“偏差原因”" in text
    assert "请于2026年3月31日前报送" in text
    assert "复核人甲" not in text
    assert {row.xpath("string(td[last()])") for row in rows} == {""}
    anchors = {a.get("href")[1:] for a in tree.xpath("//a[starts-with(@href,'#')]")}
    assert anchors <= {e.get("id") for e in tree.xpath("//*[@id]")}
    assert "<script" not in html


def test_every_demand_is_followed_up(reviews: list[Review], tmp_path: Path) -> None:
    packages(reviews, [FORMS], tmp_path, **WORDS)
    assert is_sent(tmp_path)
    assert not is_sent(FORMS)
    sent = read_asked(tmp_path)
    form = next(r for r in sent if r.form.value("project") == "驻村服务工作经费")
    back = [r for r in reviews if r.form.form_id != sent[-1].form.form_id]
    result = follow_up(sent, back)
    asked = sum(f["severity"] != "info" for r in sent for f in r.findings)
    assert len(result.demands) == asked
    states = {o.state for o in result.demands if o.project == form.form.value("project")}
    assert states == {"open"}
    missing = [o for o in result.demands if o.state == "missing"]
    assert {o.project for o in missing} == {str(sent[-1].form.value("project"))}
    assert f"共提出{asked}项要求" in str(result)
    assert "要求的落实情况" in result.to_html()


def test_what_was_mended_counts_as_resolved(tmp_path: Path) -> None:
    text = (FORMS / "04_路灯节能改造.txt").read_text(encoding="utf-8")
    before, after = tmp_path / "旧.txt", tmp_path / "新.txt"
    before.write_text(text, encoding="utf-8")
    sent = reviews_and_problems([before])[0]
    error = next(f for f in sent[0].findings if f["severity"] == "critical" and f["quote"].strip())
    after.write_text(text, encoding="utf-8")
    back = reviews_and_problems([after])[0]
    back[0].findings = [f for f in back[0].findings if (f["rule_id"], f["where"]) != (error["rule_id"], error["where"])]
    states = [o.state for o in follow_up(sent, back).demands]
    assert states.count("resolved") == 1
    assert states.count("open") == len(states) - 1


def test_comments_into_every_word_document_of_a_folder(reviews: list[Review], tmp_path: Path) -> None:
    made, skipped = annotate_all([FORMS], reviews, tmp_path)
    assert [p.name for p in made] == sorted(p.name for p in FORMS.glob("*.docx"))
    assert len(skipped) == len(list(FORMS.iterdir())) - len(made)
    assert all("不是Word文档" in s for s in skipped)
