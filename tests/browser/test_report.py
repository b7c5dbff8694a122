"""The report in a browser: nothing logged, nothing fetched, links both ways, no overflow, A4 pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from selfeval_nb.report.page.report_html import render_page
from tests.browser.screenshots import sample_reviews
from tests.report import fixtures

pytestmark = pytest.mark.browser

PAYLOAD = "</style></td><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}$(id)\x1b[31m\u202e\" onfocus=alert(3) x='"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_logged_or_fetched(show: Callable[..., Any], lang: str) -> None:
    page = show(render_page(fixtures.build(lang=lang)))
    assert page.complaints == []
    assert page.locator("h1").count() == 1


def test_a_hostile_form_runs_nothing(show: Callable[..., Any]) -> None:
    page = show(render_page(fixtures.hostile(PAYLOAD)))
    page.wait_for_timeout(200)
    assert page.complaints == []
    assert page.locator("script, img, iframe, object").count() == 0


def test_findings_and_cells_link_both_ways(show: Callable[..., Any]) -> None:
    page = show(render_page(fixtures.build()))
    page.locator("#c-1-12-6 a.mark").click()
    assert page.url.endswith("#f-3")
    assert page.locator("#f-3").is_visible()
    page.locator("#f-3 header .quiet a").click()
    assert page.url.endswith("#c-1-12-6")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_does_not_scroll_sideways(show: Callable[..., Any], width: int) -> None:
    for review in (fixtures.build(), fixtures.build(lang="en"), fixtures.hostile("W" * 200)):
        page = show(render_page(review), width=width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_first_screen_answers(show: Callable[..., Any]) -> None:
    page = show(render_page(fixtures.build()))
    for place in (".verdict", ".figures", ".tally"):
        box = page.locator(place).bounding_box()
        assert box["y"] + box["height"] < 800


def printed(page: Any, path: Path) -> list[Any]:
    page.pdf(path=str(path), prefer_css_page_size=True, print_background=True)
    pdfplumber = pytest.importorskip("pdfplumber")
    with pdfplumber.open(path) as pdf:
        return [(round(p.width), round(p.height), normalize("NFKC", p.extract_text())) for p in pdf.pages]


def test_it_prints_short_on_a4_and_whole_when_asked(show: Callable[..., Any], tmp_path: Path) -> None:
    page = show(render_page(fixtures.build()))
    short = printed(page, tmp_path / "short.pdf")
    assert {p[:2] for p in short} == {(595, 842)}
    assert f"{len(short)} / {len(short)}" in short[-1][2]
    page.get_by_role("link", name="改为打印全部内容").click()
    whole = printed(page, tmp_path / "whole.pdf")
    assert len(whole) > len(short)
    assert {p[:2] for p in whole} == {(595, 842), (842, 595)}
    text = "".join(p[2] for p in whole)
    assert "规则说明" in text
    assert "没有上年的表" in text  # inside the fold


def test_a_form_of_a_dozen_indicators_takes_at_most_five_pages(show: Callable[..., Any], tmp_path: Path) -> None:
    """The samples: 15 indicators with 15 findings is the largest."""
    for review in sample_reviews()[0]:
        pages = printed(show(render_page(review)), tmp_path / "report.pdf")
        assert len(pages) <= 5
