"""Rules about the quality of indicators (Q01–Q19)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval_nb.checks.table.rows import name_key, similar_names
from tests.checks.helpers import found
from tests.checks.suite import hold_examples, name_of, rules_of

RULES = rules_of("quality")


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_examples(rule):
    hold_examples(rule)


def test_all_ids():
    assert {r.id for r in RULES} == {f"Q{n:02}" for n in range(1, 20)}


def _quality(change):
    return [pair for pair in found(change) if pair[0].startswith("Q")]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("补助资金发放人数", "≥800人"), ("获得担保贷款金额", "≥800万元"), ("资金监管账户数量", "≥8个"), ("专项资金检查次数", "≥8次"),
        ("引进项目资金额", "≥800万元"), ("发放补贴覆盖户数", "≥800户"),
    ],
)  # fmt: skip
def test_quantities_that_are_not_our_money(name, target):
    changed = {
        "set": {
            "indicators[2].level3": name,
            "indicators[2].target_text": target,
            "indicators[2].actual_text": target[1:],
        }
    }
    assert not [p for p in _quality(changed) if p[0] == "Q01"]


@pytest.mark.parametrize(
    "name", ["资金拨付及时率", "资金使用合规性", "政府采购执行率", "设备使用率", "资金到位率", "成本控制率"]
)
def test_rates_that_are_not_execution(name):
    assert not [p for p in _quality({"set": {"indicators[4].level3": name}}) if p[0] == "Q02"]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("群众知晓率", "≥85%"),
        ("漏损率下降幅度", "≥2%"),
        ("居民收入提高", "≥8%"),
        ("公众安全感", "≥90%"),
        ("社会影响力明显提升", "明显"),
    ],
)
def test_benefits_that_can_be_measured(name, target):
    assert not [
        p
        for p in _quality({"set": {"indicators[5].level3": name, "indicators[5].target_text": target}})
        if p[0] == "Q05"
    ]


def test_rows_of_two_groups_are_no_duplicates():
    row = {
        "level1": "满意度指标",
        "level2": "服务对象满意度指标",
        "target_text": "≥90%",
        "actual_text": "91%",
        "weight": "0",
        "score": "0",
    }
    changed = {"add": [row | {"level3": "学生满意度"}, row | {"level3": "家长满意度"}]}
    assert not [p for p in _quality(changed) if p[0] in ("Q03", "Q04")]


def test_one_finding_where_output_and_benefit_have_one_name():
    changed = {"set": {"indicators[5].level3": "更换智能水表数量", "indicators[5].target_text": "≥800只"}}
    assert _quality(changed) == [("Q03", "indicators[5].level3")]


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("农村低保对象资金发放准确率", "城市低保对象资金发放准确率", False),
        ("举办第1期技能培训班", "举办第2期技能培训班", False),
        ("困难群众生活保障覆盖率", "困难群众的生活保障覆盖率", True),
        ("满意度", "满意率", False),
    ],
)
def test_similar_names(a, b, same):
    assert similar_names(name_key(a), name_key(b), 0.85) is same


@given(st.text(max_size=40))
def test_name_key_is_stable(text):
    assert name_key(name_key(text)) == name_key(name_key(name_key(text)))


def test_satisfaction_under_benefit_in_a_layout_without_levels_is_left_alone():
    changed = {"set": {"indicators[7].level1": "效益指标", "indicators[7].level2": "服务对象满意度指标"}}
    assert not [p for p in _quality(changed) if p[0] == "Q17"]
