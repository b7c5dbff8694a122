"""The rules on points and totals (W01–W15)."""

from __future__ import annotations

import pytest

from tests.checks.helpers import checked
from tests.checks.suite import hold_examples, name_of, rules_of

RULES = rules_of("weights")


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_examples(rule):
    hold_examples(rule)


def test_points_that_do_not_add_up_are_told_with_the_sum():
    found_ = checked({"set": {"indicators[1].weight": "16"}}).findings
    assert "101" in " ".join(found_[found_["rule_id"] == "W01"]["message"])
