"""Links and contradictions on documents through the loader: what is told and what is left alone."""

from __future__ import annotations

import pytest

from selfeval_nb.forms.values.value_words import lower_is_better
from tests.checks.helpers import found

_GOAL = "全年改造管网12.5公里，更换水表760只，漏损率下降2.3个百分点，供水稳定性得到提高。"


@pytest.mark.parametrize(
    ("change", "rule", "where"),
    [
        ({"goal_actual": _GOAL + "发放问卷300份，回收310份。"}, "T10", "goal_actual"),
        ({"problems_text": "70只水表因入户协调未更换。"}, "E14", "form"),
        ({"indicators[3].actual_text": "98%（抽检200处，合格190处）"}, "T09", "indicators[3].actual_text"),
        ({"whole_reason": "资金已全部支付完毕，无结余。"}, "M27", "form"),
        ({"conclusion": "年度指标一项不落，全部达标。"}, "T16", "form"),
    ],
)
def test_told(change, rule, where):
    assert (rule, where) in {(p[0], p[1]) for p in found({"set": change})}


@pytest.mark.parametrize(
    "change",
    [
        {"goal_actual": "全年改造管网12.5公里（原计划12公里），更换水表760只，漏损率下降2.3个百分点。"},
        {"conclusion": "除水表更换外，其余指标均达到预期。"},
        {"goal_actual": _GOAL + "每月巡检管网1次，走访用户120户。"},
        {"goal_actual": _GOAL + "用户回访满意度93.4%，受理报修1860件、办结1842件。"},
        {"goal_actual": _GOAL + "上年结转资金已支付9.52万元。"},
        # the number of an item and a number behind it; another division of a whole; a conversion; next year's target
        {"goal_actual": "1．改造管网12.5公里，更换水表760只，漏损率下降2.3个百分点；\n2．12处泵房完成检修。"},
        {"goal_actual": _GOAL + "受理报修950件，其中漏水412件、水压538件，夜间报修230件。"},
        {"goal_actual": _GOAL + "绿化恢复16公顷，合240亩。"},
        {"indicators[1].reason": "2024年目标已上调为15公里。"},
        # the rest of a task is no row of its own, what is said of all and what another year had
        {"goal_actual": "已完成管网改造设计和部分水表更换，剩余任务结转2024年实施。"},
        {"goal_actual": _GOAL + "停水时长平均18小时，比上年缩短14小时。"},
        {"other_notes": "未支出的12.38万元年末由财政收回。"},
    ],
)
def test_left_alone(change):
    assert not [p for p in found({"set": change}) if p[0][0] in "TME" and p[0] != "E12"]


@pytest.mark.parametrize(
    ("name", "few"),
    [
        ("停电次数", True), ("医院感染发生率", True), ("污水直排口数量", True), ("系统宕机时长", True), ("农药使用量", True), ("群众跑动次数", True),
        ("停电抢修次数", False), ("投诉处理及时率", False), ("感染科床位数", False), ("事故应急演练次数", False), ("病虫害防治面积", False), ("能耗监测点数", False),
    ],
)  # fmt: skip
def test_what_nobody_wants(name, few):
    assert lower_is_better(name) is few


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"goal_actual": _GOAL + "处理投诉126件，比上年的105件增长30%。"}, "T38"),
        ({"goal_actual": _GOAL + "处理投诉126件，比上年的105件增长20%。"}, ""),
        ({"goal_actual": _GOAL + "管网改造逾期完工。"}, "T26"),
        ({"goal_actual": _GOAL + "管网改造提前12天完工。"}, ""),
        ({"goal_actual": _GOAL + "管网改造提前两个月完工。"}, "E20"),
    ],
)
def test_figures_dates_and_states_inside_a_text(change, rule):
    said = {p[0] for p in found({"set": change})}
    assert (rule in said) if rule else not said & {"T26", "T38", "E20"}


def test_what_costs_many_times_the_money_spent_is_paid_from_elsewhere():
    price = {"level1": "产出指标", "level2": "成本指标", "level3": "单只智能水表成本", "target_text": "≤6000元/只", "actual_text": "{}元/只", "weight": "5", "score": "5"}  # fmt: skip
    for yuan, told in (("5000", True), ("5800000", False)):
        said = {p[0] for p in found({"add": [price | {"actual_text": f"{yuan}元/只"}]})}
        assert ("M26" in said) is told


def test_a_name_that_says_what_is_among_them_is_no_target():
    change = {"set": {"indicators[2].level3": "更换智能水表数量（只，含3只备用）"}}
    assert "V24" not in {p[0] for p in found(change)}
