"""What a form is returned for: errors that the form itself shows, nothing that words decide, nothing that rests on a doubted value."""

from __future__ import annotations

from typing import Any

import pytest

from selfeval_nb.checks.book.rules import by_id, load_rules
from selfeval_nb.review.build import build_review
from selfeval_nb.review.returning import certain_errors
from tests.checks.helpers import checked, tables

RULES = by_id(load_rules())


def finding(rule_id: str, where: str, severity: str = "critical") -> dict[str, Any]:
    return {"rule_id": rule_id, "where": where, "severity": severity}


@pytest.mark.parametrize(
    ("found", "certain"),
    [
        ([finding("W11", "total_score")], ["W11"]),
        ([finding("K14", "indicators[2].score")], []),
        ([finding("K03", "indicators[2].score")], ["K03"]),
        ([finding("K03", "indicators[2].score"), finding("V07", "indicators[2].target_text", "warning")], []),
        ([finding("K01", "indicators[2].score"), finding("V07", "indicators[2].target_text", "warning")], ["K01"]),
        ([finding("K03", "indicators[3].score"), finding("V03", "indicators[2].actual_text", "warning")], ["K03"]),
        ([finding("K03", "indicators[2].score"), finding("V03", "indicators[2].actual_text", "info")], ["K03"]),
        ([finding("E01", "form", "warning")], []),
        ([finding("Z01", "form")], ["Z01"]),
    ],
)
def test_certain_errors(found: list[dict[str, Any]], certain: list[str]) -> None:
    assert [f["rule_id"] for f in certain_errors(found, RULES)] == certain


def test_an_error_that_words_decide_is_for_a_person() -> None:
    change = {"set": {"indicators[6].actual_text": "未开展", "indicators[6].score": "15", "total_score": "99.02"}}
    form = tables(change).items[0]
    review = build_review(form, checked(change))
    assert review.counts["critical"] == 1
    assert review.suggestion == "person"
    assert "按文字判断的错误" in review.suggestion_reason


def test_what_was_waived_is_no_reason() -> None:
    waived = finding("W11", "total_score") | {"ruling": "waive"}
    assert certain_errors([waived, finding("K01", "indicators[1].score")], RULES) == [
        finding("K01", "indicators[1].score")
    ]
    doubt = finding("V07", "indicators[2].target_text", "warning") | {"ruling": "waive"}
    assert len(certain_errors([doubt, finding("K03", "indicators[2].score")], RULES)) == 1
