"""axe-core finds no violation and the W3C checker no error in what we generate, in both languages and schemes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from selfeval_nb.report.page.report_html import render_error, render_page
from selfeval_nb.report.page.unit import render_unit_page
from tests.browser.screenshots import pages, sample_reviews
from tests.report import fixtures
from tests.report.index_rows import sample_index

pytestmark = pytest.mark.browser

PROBLEM = {"file": "坏文件.docx", "where": "第2表", "detail": "文件已损坏，不是有效的Word文档。"}
PAGES: dict[str, Callable[[], str]] = {
    "report": lambda: render_page(fixtures.build(ruled=True)),
    "report-en": lambda: render_page(fixtures.build(lang="en")),
    "report-empty": lambda: render_page(fixtures.empty()),
    "report-hostile": lambda: render_page(fixtures.hostile("</style><script>alert(1)</script>\x1b[31m\u202e\" x='y'")),
    "unit": lambda: render_unit_page(
        fixtures.build(ruled=True), contact="李四", phone="0000", deadline="2026年3月31日"
    ),
    "unit-en": lambda: render_unit_page(fixtures.build(lang="en")),
    "error": lambda: render_error(PROBLEM),
    "index": lambda: sample_index(150, reviewed=True),
    "index-en": lambda: sample_index(3, lang="en"),
    "index-empty": lambda: sample_index(0),
}


@pytest.mark.parametrize(
    ("name", "scheme"),
    [
        (name, "light")
        for name in (
            "report",
            "report-en",
            "report-empty",
            "unit",
            "unit-en",
            "error",
            "index",
            "index-en",
            "index-empty",
        )
    ]
    + [("report", "dark"), ("index", "dark")],
)
def test_no_accessibility_violation(name: str, scheme: str, show: Callable[..., Any], axe: str) -> None:
    page = show(PAGES[name](), scheme=scheme)
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [(v["id"], [n["html"][:200] for n in v["nodes"]][:3]) for v in found] == []


def test_no_accessibility_violation_on_a_phone(show: Callable[..., Any], axe: str) -> None:
    for name in ("report", "unit", "index"):
        page = show(PAGES[name](), width=390)
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert [(v["id"], [n["html"][:200] for n in v["nodes"]][:3]) for v in found] == []


def test_no_accessibility_violation_in_the_report_of_a_sample(show: Callable[..., Any], axe: str) -> None:
    for html in pages().values():
        page = show(html)
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert [(v["id"], [n["html"][:200] for n in v["nodes"]][:3]) for v in found] == []
        assert page.complaints == []


def test_the_w3c_checker_has_no_error(vnu: Path, tmp_path: Path) -> None:
    reviews, _ = sample_reviews()
    made = {name: make() for name, make in PAGES.items()}
    made |= {f"sample-{i}": render_page(review) for i, review in enumerate(reviews)} | pages()
    for name, html in made.items():
        (tmp_path / f"{name}.html").write_text(html, encoding="utf-8", newline="\n")
    command = ["java", "-jar", str(vnu), "--format", "json", "--exit-zero-always", "--no-langdetect", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    messages = json.loads(run.stderr)["messages"]
    assert [(m["url"][-24:], m["message"]) for m in messages if m["type"] == "error"] == []
