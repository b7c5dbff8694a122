"""Whatever stands in a form stays text: no element, no attribute, no template, no control character comes out of it."""

from __future__ import annotations

from collections import Counter

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfeval_nb.report.page.env import shown
from selfeval_nb.report.page.report_html import render_page
from tests.report import fixtures

PAYLOADS = [
    "</style><script>alert(1)</script>",
    "</td></tr></table><h1>x</h1><form action=//x><input>",
    "\"' onmouseover=alert(1) style='x:expression(1)' x=\"",
    "{{ 7001 * 7 }}{% raw %}{# x #}${7001*7}#{7001*7}",
    "$(id) `id` ;rm -rf ~ %s %(x)s {0} {x}",
    "javascript:alert(1) data:text/html,<script>",
    "\x1b[31mred\x1b[0m\x07\x00\x08",
    "\u202egnp.exe\u202c\u2066x\u2069\u200b\ufeff",
    "<!--", "-->", "<![CDATA[", "]]>", "&lt;&#60;&", "\u2028\u2029", "\r\n\r",
]  # fmt: skip


def shape(page: str) -> Counter[tuple[str, tuple[str, ...]]]:
    """Every element with the names of its attributes."""
    tree = lxml.html.document_fromstring(page.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8"))
    return Counter((str(e.tag), tuple(sorted(e.attrib))) for e in tree.iter() if isinstance(e.tag, str))


@pytest.fixture(scope="module")
def harmless() -> Counter[tuple[str, tuple[str, ...]]]:
    return shape(render_page(fixtures.hostile("无害")))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_new_element_or_attribute(payload: str, harmless: Counter[tuple[str, tuple[str, ...]]]) -> None:
    page = render_page(fixtures.hostile(payload))
    page.encode("utf-8")
    assert shape(page) == harmless
    assert "49007" not in page


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=12).filter(str.strip))
def test_no_text_changes_the_shape(text: str) -> None:
    assert shape(render_page(fixtures.hostile("无" + text + "害"))) == shape(render_page(fixtures.hostile("无害")))


def test_invisible_controls_are_spelled_out() -> None:
    assert shown("a\u202eb\x1bc\x00") == "a⟦U+202E⟧b⟦U+001B⟧c⟦U+0000⟧"
    assert shown("\ud800") == "⟦U+D800⟧"
    assert shown("a\r\nb\tc\u3000d") == "a\nb\tc\u3000d"
    page = render_page(fixtures.hostile("\u202e\x1b[31m"))
    assert "\u202e" not in page
    assert "\x1b" not in page
