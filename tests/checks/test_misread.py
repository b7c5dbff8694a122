"""What the reader got wrong and told is never held against the unit: forms read without some of the words of their labels."""

from __future__ import annotations

import pandas as pd
import pytest

from selfeval_nb.checks.run import check
from tests.checks.helpers import tables
from tests.forms.doubt_fit.documents import keyed_documents
from tests.forms.doubt_fit.harm import errors_by_misreading


@pytest.fixture(scope="module")
def misread() -> tuple[pd.DataFrame, int]:
    return errors_by_misreading(keyed_documents([], 0)[::6], rounds=8)


def test_told_misreadings_give_no_errors(misread: tuple[pd.DataFrame, int]) -> None:
    errors, forms = misread
    assert forms > 40
    told = errors["told"].astype(bool)  # of no errors at all it has no kind
    assert errors[told].drop(columns=["form"]).to_dict("records") == []


def test_misreadings_seldom_give_errors_at_all(misread: tuple[pd.DataFrame, int]) -> None:
    errors, forms = misread
    assert (
        len(errors) <= forms / 4
    )  # of words taken away at random much fits that is wrong: docs/first-sight.md has the shares


@pytest.mark.parametrize(
    ("place", "rule"),
    [("indicators[1].weight", "K01"), ("indicators[1]", "K01"), ("funds[total].rate", "M03"), ("funds", "M03")],
)
def test_a_doubted_place_takes_what_rests_on_it_along(place: str, rule: str) -> None:
    t = tables({"set": {"indicators[1].score": "20", "funds[total].rate": "50%"}})
    before = check(t).findings
    assert "critical" in set(before[before["rule_id"] == rule]["severity"])
    t.problems = pd.DataFrame(
        [{"file": "f0.docx", "form_id": t.items[0].form_id, "where": place, "problem": "doubtful-reading", "detail": ""}], dtype=object
    )  # fmt: skip
    after = check(t).findings
    assert "critical" not in set(after[after["rule_id"] == rule]["severity"])


def test_a_doubted_place_leaves_the_rest_of_its_block_alone() -> None:
    t = tables({"set": {"indicators[1].score": "20"}})
    t.problems = pd.DataFrame(
        [{"file": "f0.docx", "form_id": t.items[0].form_id, "where": "indicators[2]", "problem": "doubtful-reading", "detail": ""}], dtype=object
    )  # fmt: skip
    found = check(t)
    assert "K01" in set(found.findings[found.findings["severity"] == "critical"]["rule_id"])
    row = found.scores[found.scores["indicator_no"] == 2].iloc[0]
    assert (row["low"], row["high"]) == (0, row["weight"])


def test_a_doubted_total_is_not_compared() -> None:
    t = tables({})
    t.problems = pd.DataFrame(
        [{"file": "f0.docx", "form_id": t.items[0].form_id, "where": "total_score", "problem": "doubtful-reading", "detail": ""}], dtype=object
    )  # fmt: skip
    total = check(t).totals.iloc[0]
    assert pd.isna(total["difference"])
    assert "自评总分的读取存疑" in total["reason"]
