"""The rules on funds and the execution rate (M01–M28)."""

from __future__ import annotations

import pytest

from tests.checks.helpers import found
from tests.checks.suite import hold_examples, name_of, rules_of

RULES = rules_of("funds")


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_examples(rule):
    hold_examples(rule)


@pytest.mark.parametrize(("denominator", "fires"), [("budget", False), ("initial", True)])
def test_the_denominator_is_the_presets(tmp_path, denominator, fires):
    path = tmp_path / "own.toml"
    path.write_text(f'extends = "mof2020"\n[execution]\ndenominator = "{denominator}"\n', "utf-8")
    given = {
        "set": {
            "funds[total].initial": "300.00",
            "funds[fiscal_current].initial": "290.00",
            "goal_actual": "预算调减。",
        }
    }
    assert (("M03", "funds[total].rate") in found(given, preset=path)) is fires
