"""The rules on what a form leaves blank (F01–F20)."""

from __future__ import annotations

import pytest

from tests.checks.helpers import checked, found
from tests.checks.suite import hold_examples, name_of, rules_of

RULES = rules_of("completeness")


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_examples(rule):
    hold_examples(rule)


@pytest.mark.parametrize(("text", "fires"), [("", True), ("分", True), ("—", True), ("12", False)])
def test_a_lone_unit_and_a_dash_are_no_score(text, fires):
    found_ = found({"set": {"indicators[1].score": text}})
    assert (("F12", "indicators[1].score") in found_) is fires


def test_prompts_of_several_cells_are_told_with_their_places():
    changed = {
        "set": {
            "goal_actual": "对照年度目标，逐条说明完成情况（100字以内）",
            "problems_text": "分析存在的问题及原因。（200字以内）",
            "measures_text": "提出改进意见。（200字以内）",
        }
    }
    frame = checked(changed).findings
    said = frame[frame["rule_id"] == "F15"]["message"].tolist()
    assert len(said) == 1
    assert "（另有存在问题、改进措施）" in said[0]
