"""The rules on reasons and measures (E01–E18)."""

from __future__ import annotations

import pytest

from tests.checks.helpers import found
from tests.checks.suite import hold_examples, name_of, rules_of

RULES = rules_of("explanations")


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_examples(rule):
    hold_examples(rule)


def test_a_text_for_the_whole_form_explains_the_rows_it_names():
    silent = {"indicators[2].reason": ""}
    told = silent | {"problems_text": "部分小区协调入户较慢，水表更换进度滞后。"}
    assert ("E01", "indicators[2].reason") in found({"set": silent})
    assert ("E01", "indicators[2].reason") not in found({"set": told})
