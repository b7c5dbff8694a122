"""An article whose number was not read in the document bears a mark, and each output says once what it means."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from selfeval_nb.checks.author.show import rules_text, to_text
from selfeval_nb.checks.book.basis import MARK, basis_text, footnote
from selfeval_nb.checks.book.rules import by_id, load_rules
from selfeval_nb.checks.run import check
from selfeval_nb.common.assets import asset_dir
from selfeval_nb.report.page.report_html import render_page
from selfeval_nb.report.word.annotate import annotate
from selfeval_nb.report.workbook.workbook import write_findings
from selfeval_nb.review.open import reviews_and_problems
from tests.checks.helpers import tables

SAMPLE = "07_基层干部培训.docx"
NOTE = "条款号未与文件原文核对"
CHANGE = {"set": {"indicators[2].reason": "", "total_score": "80"}}


@pytest.mark.parametrize(
    ("basis", "year", "text"),
    [
        ({"document": "《办法》", "article": "第四条"}, None, "《办法》第四条"),
        ({"document": "《办法》", "article_unverified": "第十六条"}, None, f"《办法》第十六条{MARK}"),
        ({"document": "《办法》", "article_unverified": "第十六条", "note": "表式"}, None, f"《办法》第十六条{MARK}（表式）"),
        ({"document": "《办法》", "article_unverified": "第十六条", "from": 2020, "earlier": "复核实践"}, 2019, "复核实践"),
        ("复核实践", None, "复核实践"),
    ],
)  # fmt: skip
def test_the_mark_stands_behind_an_article_that_was_not_compared(basis, year, text) -> None:
    assert basis_text(basis, year) == text
    assert bool(footnote([text], "zh")) is (MARK in text)


def test_what_is_no_document_has_no_article() -> None:
    for rule in load_rules():
        basis = rule.meta.get("basis")
        if isinstance(basis, dict) and basis.get("article_unverified"):
            assert basis["document"].startswith("《")
            assert not basis.get("article")


def test_the_command_line_says_it_once() -> None:
    t = tables(CHANGE)
    assert to_text(t, check(t)).count(NOTE) == 1
    assert rules_text(by_id(load_rules()), ["E01", "K03"]).count(NOTE) == 1


def test_page_workbook_and_word_say_it_once(tmp_path: Path) -> None:
    source = asset_dir("notebooks") / "forms" / SAMPLE
    reviews, _ = reviews_and_problems([source])
    assert any(MARK in f["basis"] for r in reviews for f in r.findings)
    assert all(render_page(r).count(NOTE) == 1 for r in reviews if any(MARK in f["basis"] for f in r.findings))
    annotate(source, reviews, tmp_path / "said.docx")
    assert _text(tmp_path / "said.docx", "comments.xml").count(NOTE) == 1
    write_findings(reviews, tmp_path / "said.xlsx")
    assert _text(tmp_path / "said.xlsx", ".xml").count(NOTE) == 1


def _text(path: Path, part: str) -> str:
    with zipfile.ZipFile(path) as z:
        return "".join(z.read(n).decode() for n in z.namelist() if n.endswith(part))
