"""Counts, the suggestion with its reason, provenance, and that nothing depends on where a file lay or when it was read."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from selfeval_nb.review.build import build_review, build_reviews, rules_by_outcome, suggest
from selfeval_nb.review.model import Review
from tests.report import fixtures


def review_with(
    severities: list[str], *, low: float | None = 90.0, high: float | None = 90.0, lang: str = "zh"
) -> Review:
    form = fixtures.build_form()
    form.roles = {place: role for place, role in form.roles.items() if role != "unclaimed"}
    result = fixtures.build_result(form)
    rows = [r for s in severities for r in result.findings.to_dict("records") if r["severity"] == s]
    findings = pd.DataFrame(rows, columns=result.findings.columns)
    totals = result.totals.assign(low=low, high=high, self_score=90.0)
    outcomes = result.outcomes[result.outcomes.outcome != "not_evaluated"]
    return build_review(
        form, dataclasses.replace(result, findings=findings, totals=totals, outcomes=outcomes), lang=lang
    )


def test_errors_return_the_form() -> None:
    review = review_with(["critical", "warning"])
    assert review.suggestion == "return"
    assert review.suggestion_reason == "查出2处错误，请填报单位更正后重报。"


@pytest.mark.parametrize(
    ("severities", "low", "high", "words"),
    [
        (["warning"], 90.0, 90.0, "有4处疑似问题"),
        ([], 85.0, 90.0, "测算得分是一个区间（85.00–90.00分）"),
        ([], None, None, "测算得分无法算出"),
    ],
)
def test_what_is_open_needs_a_person(severities: list[str], low: float | None, high: float | None, words: str) -> None:
    review = review_with(severities, low=low, high=high)
    assert review.suggestion == "person"
    assert words in review.suggestion_reason


def test_a_form_that_gives_no_points_has_none_to_recompute() -> None:
    review = review_with([], low=None, high=None)
    review.form.prints = "goals targets actuals"
    assert not review.scored
    assert suggest(review) == ("pass", "未查出错误和疑似问题；本表不计分。")


def test_a_form_without_open_points_may_pass() -> None:
    assert review_with(["info"]).suggestion == "pass"


def test_english_counts_are_english() -> None:
    assert review_with(["critical"], lang="en").suggestion_reason.startswith("2 errors found")


def test_cells_are_counted_by_what_became_of_them() -> None:
    counts = fixtures.build().counts
    assert counts["cells_unclaimed"] == 1
    assert counts["cells_read"] == counts["cells_mapped"] + 1


def test_a_rule_is_counted_once_for_each_thing_it_says() -> None:
    said = {
        "A1": ["passed", "not_applicable"],
        "A2": ["passed", "failed"],
        "A3": ["not_applicable"],
        "A4": ["passed", "not_evaluated"],
    }
    outcomes = [{"rule_id": rule, "outcome": o} for rule, answers in said.items() for o in answers]
    assert rules_by_outcome(outcomes) == {
        "passed": ["A1", "A4"],
        "failed": ["A2"],
        "not_applicable": ["A3"],
        "not_evaluated": ["A4"],
        "broken": [],
    }


def test_missing_numbers_are_none_and_every_value_is_plain() -> None:
    review = fixtures.build()
    assert review.total["self_score"] is None
    for record in [*review.findings, *review.scores, *review.outcomes, review.total]:
        assert {type(v) for v in record.values()} <= {str, int, float, bool, type(None)}


def test_the_folder_of_the_input_leaves_no_trace() -> None:
    form = fixtures.build_form()
    here = build_review(dataclasses.replace(form, file="/home/甲/forms/表.docx"), fixtures.build_result(form))
    there = build_review(dataclasses.replace(form, file="D:\\forms\\表.docx"), fixtures.build_result(form))
    assert here == there
    assert here.provenance["file"] == here.form.file == here.findings[0]["file"] == "表.docx"


def test_time_comes_from_the_environment_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert "time" not in fixtures.build().provenance
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert fixtures.build().provenance["time"] == "1970-01-01 00:00 UTC"


def test_many_forms_are_told_apart() -> None:
    first, second = fixtures.build_form(), dataclasses.replace(fixtures.build_form(), form_id="f" * 16, form_no=3)
    a, b = fixtures.build_result(first), fixtures.build_result(second)
    both = dataclasses.replace(
        a,
        findings=pd.concat([a.findings, b.findings]),
        outcomes=pd.concat([a.outcomes, b.outcomes]),
        scores=pd.concat([a.scores, b.scores]),
        totals=pd.concat([a.totals, b.totals]),
    )
    assert list(build_reviews([first, second], both)) == [build_review(first, a), build_review(second, b)]


def test_a_range_of_grades_only_may_pass() -> None:
    review = review_with([], low=88.0, high=90.0)
    base = {"weight": 10.0, "score": 9.0, "low": 8.0, "high": 10.0}
    inside = dataclasses.replace(review, scores=[base], total=review.total | {"difference": 0.0})
    assert suggest(inside)[0] == "pass"
    assert "88.00–90.00分" in suggest(inside)[1]
    for row in (base | {"score": 7.0}, base | {"low": 0.0}, base | {"low": None, "high": None}, base | {"score": None}):
        assert suggest(dataclasses.replace(inside, scores=[base, row]))[0] == "person"
    assert suggest(dataclasses.replace(inside, total=inside.total | {"difference": -2.0}))[0] == "person"
