"""The second round: forms and rows are matched, findings sorted, every changed value listed."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from selfeval_nb.forms.model import Form
from selfeval_nb.report.overview.compared import compare
from selfeval_nb.review.compare import match_forms, match_indicators
from selfeval_nb.review.model import Review
from tests.review.by_hand import build_review_by_hand, hostile
from tests.review.test_rulings import move_down, reprint


@pytest.fixture
def review() -> Review:
    return build_review_by_hand()


def renamed(form: Form, project: str, **more: Any) -> Form:
    head = dict(form.head)
    head["project"] = replace(head["project"], text=project, value=project)
    return replace(form, head=head, form_id=f"{project}{more}", **more)


def test_the_same_form_has_no_difference(review: Review) -> None:
    c = compare(review, build_review_by_hand())
    n = c.counts()
    assert (n["unchanged"], n["values"], n["resolved"], n["new"], n["remaining"]) == (1, 0, 0, 0, len(review.findings))


def test_findings_are_resolved_remaining_and_new(review: Review) -> None:
    first, *others = review.findings
    another = {**first, "rule_id": "Z99"}
    c = compare(review, replace(review, findings=[*others, another])).forms[0]
    assert [f["rule_id"] for f in c.resolved] == [first["rule_id"]]
    assert [f["rule_id"] for f in c.new_findings] == ["Z99"]
    assert len(c.remaining) == len(others)


def test_a_row_put_in_moves_no_finding_and_is_the_only_change(review: Review) -> None:
    c = compare(review, move_down(review)).forms[0]
    assert (c.resolved, c.new_findings) == ([], [])
    assert {x.where for x in c.changes} == {"indicators[1].score"}


def test_every_changed_value_is_listed_with_both_texts(review: Review) -> None:
    new = reprint(reprint(review, "indicators[4].actual_text", "4"), "funds[total].executed", "12.5")
    c = compare(review, new).forms[0]
    assert {(x.where, x.old, x.new) for x in c.changes} == {
        ("indicators[4].actual_text", "0", "4"), ("funds[total].executed", "13", "12.5"),
    }  # fmt: skip
    assert compare(review, reprint(review, "indicators[4].actual_text", " ０ ")).forms[0].changes == []


def test_a_polished_name_is_a_renamed_row(review: Review) -> None:
    indicators = [replace(i) for i in review.form.indicators]
    indicators[1].level3 = "购买居民读书角图书数量（本）"
    new = replace(review, form=replace(review.form, indicators=indicators))
    c = compare(review, new).forms[0]
    assert c.renamed == [("购买居民读书角图书（本）", "购买居民读书角图书数量（本）")]
    assert (c.resolved, c.new_findings) == ([], [])


def test_rows_of_one_name_are_matched_by_level_and_order(review: Review) -> None:
    a = [
        replace(review.form.indicators[0], indicator_no=n, level3="合格率", level2=l2)
        for n, l2 in ((1, "数量指标"), (2, "质量指标"), (3, "质量指标"))
    ]
    b = [replace(i) for i in (a[1], a[2], a[0])]
    assert [(x and x.indicator_no, y and y.indicator_no) for x, y in match_indicators(a, b)] == [(2, 2), (3, 3), (1, 1)]
    assert [(x and x.indicator_no, y and y.indicator_no) for x, y in match_indicators(a, b[:1])] == [
        (2, 2),
        (1, None),
        (3, None),
    ]


def test_forms_are_matched_by_project_unit_and_year_then_by_likeness(review: Review) -> None:
    form = review.form
    old = [renamed(form, "村级道路硬化工程"), renamed(form, "图书馆开放"), renamed(form, "河道清淤")]
    new = [
        renamed(form, "图书馆开放"),
        renamed(form, "村级道路硬化工程项目"),
        renamed(form, "全新的项目"),
        renamed(form, "河道清淤", year=2022),
    ]
    assert match_forms(old, new) == [(1, 0), (0, 1), (None, 2), (None, 3), (2, None)]


def test_missing_and_added_forms_are_counted(review: Review) -> None:
    other = replace(review, form=renamed(review.form, "全新的项目"))
    n = compare([review], [other]).counts()
    assert (n["missing"], n["added"], n["resolved"]) == (1, 1, 0)
    assert compare([], []).counts()["forms"] == 0


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)


def test_the_page_holds_text_only_as_text() -> None:
    payload = "<script>alert(1)</script><img src=x onerror=alert(1)>\u202e"
    a = hostile(payload)
    b = reprint(hostile(payload), "indicators[4].actual_text", "4" + payload)
    c = compare(a, b)
    page, tags = c.to_html(), _Tags()
    tags.feed(page)
    assert not {"script", "img", "iframe", "svg"} & set(tags.tags)
    assert "\u202e" not in page
    assert page == compare(a, b).to_html()
    assert "Content-Security-Policy" in page


def test_notebook_and_console_show_it(review: Review) -> None:
    c = compare(review, reprint(review, "indicators[4].actual_text", "4"))
    assert "<style>" in c._repr_html_()
    assert "<html" not in c._repr_html_()
    assert "改动 指标4「安装室外充电桩（个）」 实际完成值：0 → 4" in str(c)
    assert str(c).startswith("共1张表：改动1张")
    english = build_review_by_hand(lang="en")
    assert "Before and after" in compare(english, english).to_html()
    assert str(compare(english, english)).startswith("1 forms")
