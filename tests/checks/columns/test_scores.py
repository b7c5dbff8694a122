"""The rules on scores against values (K01–K22)."""

from __future__ import annotations

import pytest

from tests.checks.helpers import found
from tests.checks.suite import hold_examples, name_of, rules_of

RULES = rules_of("scores")


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_examples(rule):
    hold_examples(rule)


@pytest.mark.parametrize(
    ("actual", "score", "rule"), [("9公里", "15", "K03"), ("9公里", "11.25", None), ("0公里", "5", "K06")]
)
def test_a_positive_indicator_is_scored_by_its_ratio(actual, score, rule):
    rules = [
        r
        for r, where in found({"set": {"indicators[1].actual_text": actual, "indicators[1].score": score}})
        if where == "indicators[1].score"
    ]
    assert (rule in rules) if rule else not [r for r in rules if r.startswith("K0")]
