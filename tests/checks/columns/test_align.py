"""Clauses laid beside each other: one thing under two values, and clauses that are alike but for one name."""

from __future__ import annotations

import pytest

from tests.checks.helpers import found

GOAL = "改造老旧供水管网12公里，更换智能水表800只，漏损率下降2个百分点。"
RESULT = "全年改造管网12.5公里，更换水表760只，漏损率下降2.3个百分点，供水稳定性得到提高。"

OPPOSED = [
    ({"goal_expected": GOAL + "购置管道检漏仪6台。", "goal_actual": RESULT + "向设备公司租用管道检漏仪6台。"}, True),
    ({"goal_expected": GOAL + "购置管道检漏仪6台。", "goal_actual": RESULT + "购置管道检漏仪6台，租用检测场地1处。"}, False),
    ({"goal_actual": RESULT + "结果公示7天无异议。", "other_notes": "公示期内5户提出水表登记有误。"}, True),
    ({"goal_actual": RESULT + "结果公示7天无异议。", "other_notes": "公示期内未收到举报。"}, False),
    ({"goal_actual": RESULT + "施工期间无人员伤亡。", "other_notes": "6月施工中2名工人受轻伤，已送医。"}, True),
    ({"goal_actual": RESULT + "抢修热线24小时不间断服务。", "measures_text": "下一步确保抢修热线服务不暂停。"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("change", "fires"), OPPOSED)
def test_one_thing_under_two_values(change, fires):
    assert ("T45" in {rule for rule, _ in found({"set": change})}) is fires


ALTERED = [
    ({"goal_expected": GOAL + "为180名60岁以上老人入户检修。", "goal_actual": RESULT + "为182名80岁以上老人入户检修。"}, True),
    ({"goal_expected": GOAL + "为180名60岁以上老人入户检修。", "goal_actual": RESULT + "为182名60岁以上老人入户检修。"}, False),
    ({"whole_reason": "管网少改造3公里：石门段占道手续未批。", "measures_text": "龙岭段3公里管网次年5月底前改造完成。"}, True),
    ({"whole_reason": "管网少改造3公里：石门段占道手续未批。", "measures_text": "石门段3公里管网次年5月底前改造完成。"}, False),
    ({"goal_expected": GOAL + "为300户残疾人家庭免费更换龙头。", "goal_actual": RESULT + "为300户老年人家庭免费更换龙头。"}, True),
    ({"goal_expected": GOAL + "为老年人、残疾人家庭免费更换龙头。", "goal_actual": RESULT + "为老年人家庭免费更换龙头。"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("change", "fires"), ALTERED)
def test_clauses_alike_but_for_one_name(change, fires):
    assert ("T44" in {rule for rule, _ in found({"set": change})}) is fires
