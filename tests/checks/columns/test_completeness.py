"""The rules on what a form leaves blank (F01–F20)."""

from __future__ import annotations

import pytest

from tests.checks.helpers import found
from tests.checks.suite import hold_examples, name_of, rules_of

RULES = rules_of("completeness")


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_examples(rule):
    hold_examples(rule)


@pytest.mark.parametrize(("text", "fires"), [("", True), ("分", True), ("—", True), ("12", False)])
def test_a_lone_unit_and_a_dash_are_no_score(text, fires):
    found_ = found({"set": {"indicators[1].score": text}})
    assert (("F12", "indicators[1].score") in found_) is fires
