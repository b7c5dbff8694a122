"""The report in a browser: nothing logged, nothing fetched, links both ways, no overflow, A4 pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from selfeval_nb.report.page.html import render_page
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
    page.locator("#f-3 header a").click()
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


def test_it_prints_on_a4(show: Callable[..., Any], tmp_path: Path) -> None:
    page = show(render_page(fixtures.build()))
    path = tmp_path / "report.pdf"
    page.pdf(path=str(path), prefer_css_page_size=True, print_background=True)
    pdfplumber = pytest.importorskip("pdfplumber")
    with pdfplumber.open(path) as pdf:
        sizes = {(round(p.width), round(p.height)) for p in pdf.pages}
        assert sizes == {(595, 842), (842, 595)}
        last = pdf.pages[-1].extract_text()
        assert re.search(rf"{len(pdf.pages)} / {len(pdf.pages)}", last)
