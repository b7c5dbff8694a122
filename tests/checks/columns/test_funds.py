"""The rules on funds and the execution rate (M01–M28)."""

from __future__ import annotations

import numpy as np
import pytest

from selfeval_nb.checks.columns.funds.breakdowns import _adds_up
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
    assert (
        ("M06", "funds[total].score") in found(given, preset=path)
    ) is fires  # the wrong rate is told with the score


@pytest.mark.parametrize(
    ("values", "own", "whole", "fits"),
    [
        (
            [[300, 340], [300, 340], [12, 12]],
            [True, True, False],
            [312, 352],
            True,
        ),  # ① below the part that it is all of
        ([[412.6], [236], [176.6], [9.4]], [True, True, True, False], [422], True),
        ([[700], [20], [250], [470]], [True, False, True, True], [720], True),  # the total broken down twice
        ([[50], [60]], [False, False], [100], False),
        ([[100], [100]], [False, False], [100], False),  # 当年财政拨款 and 其他资金 are never parts of each other
        ([[300, 340], [300, 341], [12, 12]], [True, True, False], [312, 352], False),  # in every column or not at all
    ],
)
def test_parts_of_parts_and_second_breakdowns(values, own, whole, fits):
    assert _adds_up(np.array(values, float), own, np.array(whole, float), 0.01) is fits
