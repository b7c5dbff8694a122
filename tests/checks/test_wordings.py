"""Many wordings of one defect each, and of right things that look odd: what is found at its place, and what is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from selfeval_nb.checks.book import rules as catalogue
from tests.checks.helpers import checked

QUALITY = {"level3": "管护制度健全程度", "target_text": "持续完善", "weight": "15", "score": "14", "reason": ""}
REACTION = {"level2": "时效指标", "level3": "故障响应时间", "actual_text": "30分钟", "score": "15"}


def row(n: int, **cells: str) -> dict[str, Any]:
    return {"set": {f"indicators[{n}].{column}": text for column, text in cells.items()}}


def head(**cells: str) -> dict[str, Any]:
    return {"set": cells}


def cost(target: str, actual: str = "247.62万元") -> dict[str, Any]:
    cells = {"level1": "产出指标", "level2": "成本指标", "level3": "项目总成本", "weight": "0", "score": "0"}
    return {"add": [cells | {"target_text": target, "actual_text": actual}]}


DEFECTS: list[tuple[str, str, dict[str, Any]]] = [
    *(("F06", "goal_actual", head(goal_actual=t)) for t in ("按计划完成各项工作任务。", "较好地完成了年初设定的目标任务。", "已按要求完成")),
    ("F15", "goal_actual", head(goal_actual="根据年度总体目标逐项填写实际完成情况。")),
    ("F15", "form", head(other_notes="请在此处简要说明审计和财政监督中发现的问题，如没有请填无。")),
    *(
        ("K12", "indicators[6]", row(6, **QUALITY, actual_text=t))
        for t in ("没有明显改善", "无明显变化", "下降", "有所恶化", "未见成效", "不完善", "仍需改善")
    ),
    ("K12", "indicators[6]", row(6, **QUALITY | {"target_text": "优", "score": "14"}, actual_text="中")),
    ("K12", "indicators[6]", row(6, **QUALITY | {"target_text": "优", "score": "15"}, actual_text="良")),
    *(("K14", "indicators[6]", row(6, **QUALITY, actual_text=t)) for t in ("因疫情未举办", "暂停", "没有进行", "尚未发放")),
    ("K03", "indicators[2]", row(2, level3="举办培训期数", target_text="3-5期", actual_text="2期", score="10", reason="")),
    ("K10", "indicators[1]", row(1, level3="生活补助标准", target_text="=610元/人", actual_text="488元/人")),
    ("K22", "indicators[3]", row(3, level3="监测数据有效率", actual_text="113%")),
    ("M18", "indicators[8].target_text", cost("≤360万元")),
    ("V06", "indicators[1]", row(1, **REACTION, target_text="≥30分钟")),
    ("V06", "indicators[5]", row(5, level3="城镇登记失业率", target_text="≥4.5%", actual_text="4.5%")),
    ("V07", "indicators[3]", row(3, level3="困难群众救助率", target_text="≤100%", actual_text="98%")),
    ("V07", "indicators[1]", row(1, level3="组建扑火队伍", target_text="≤3支", actual_text="3支")),
    ("E05", "indicators[2]", row(2, reason="受疫情影响，下一步加强工作。")),
    ("E05", "indicators[2]", row(2, reason="存在差距，继续努力。")),
    ("E01", "indicators[2]", head(**{"indicators[2].reason": "", "other_notes": "执行率95%，原因是招标节约，结余已收回财政。"})),
    ("E10", "form", head(problems_text="项目实施情况良好，不存在问题。")),
    ("E13", "indicators[2]", row(2, reason="协调入户较慢，下一步利用周未、夜间错时入户。")),
    ("Q03", "indicators[5]", head(**{"indicators[1].level3": "举办招聘会", "indicators[5].level3": "举办招聘会场次"})),
    ("Q08", "indicators[3]", row(3, level3="质量达标率")),
    ("Q10", "goal_expected", head(goal_expected="改造老旧供水管网12公里，更换智能水表800只，举办供水开放日活动15场。")),
    ("T04", "goal_expected", head(goal_expected="改造老旧供水管网12公里，更换智能水表800只，工程验收合格率达到98%以上。")),
    ("T06", "goal_actual", head(goal_actual="二〇二二年改造管网12.5公里，更换水表760只，漏损率下降2.3个百分点。")),
]  # fmt: skip

RIGHT: list[dict[str, Any]] = [
    row(5, level3="已建工程重大质量问题", target_text="无", actual_text="无"),
    row(5, level3="内涝险情", target_text="无严重内涝", actual_text="无"),
    row(5, level3="积水投诉件数", target_text="同比下降10%以上", actual_text="同比下降12.3%"),
    row(5, level3="河道富营养化", target_text="无明显富营养化", actual_text="无明显富营养化"),
    row(5, level3="水质状况", target_text="保持稳定", actual_text="无明显变化"),
    row(5, level3="水质状况", target_text="稳步改善", actual_text="明显改善，没有明显反弹"),
    row(5, level3="经费支出同比增长", target_text="≤5%", actual_text="3.2%"),
    row(1, level3="帮扶失业人数", target_text="≥12人", actual_text="13人"),
    row(1, level3="申请材料份数", target_text="≤3份", actual_text="3份"),
    row(5, level3="审批时限压缩", target_text="≥50%", actual_text="52%"),
    head(goal_actual="对照年度目标，完成情况如下：全年改造管网12.5公里，更换水表760只，漏损率下降2.3个百分点。"),
    row(5, level3="植被状况", target_text="不恶化", actual_text="未恶化"),
    row(5, level3="可持续影响", target_text="良好", actual_text="优"),
    row(1, level3="管网漏点数（处）", target_text="≤20处", actual_text="18处"),
    row(1, level3="举办培训期数", target_text="3-5期", actual_text="5期"),
    row(3, level3="冷链温度控制", target_text="2℃～8℃", actual_text="4℃"),
    row(2, reason="两个小区入户协调难，已约谈物业并明确时限。"),
    row(2, reason="两个小区入户协调难，拟增加夜间入户。"),
    row(2, reason="两个小区入户协调难，已会同社区逐户上门推进。"),
    head(goal_expected="改造老旧供水管网12公里，更换智能水表800只，2024年全部移交管护。"),
    row(2, reason="两个小区入户协调难，由街道督办，2月底前落实。"),
    row(6, reason="管护人员未落实到位，下一步由镇政府配齐。"),
    row(6, actual_text="基本健全", score="14", reason="管护人员未落实，下一步由镇政府配齐。"),
    # points lost for something beside the target
    row(3, score="14", reason="验收资料尚未归档，扣1分，2024年补齐。"),
    head(goal_actual="全年改造管网12.5公里，12个片区全部开工，更换水表760只，漏损率下降2.3个百分点，另有800只水表已启动采购。"),
    cost("≤260万元"),
]  # fmt: skip


@pytest.fixture(scope="module")
def told() -> dict[int, list[tuple[str, str, str]]]:
    """(rule, severity, place) of the findings of all changed specimens, checked together."""
    changes = [*(c for _, _, c in DEFECTS), *RIGHT]
    out: dict[int, list[tuple[str, str, str]]] = {n: [] for n in range(len(changes))}
    rules = [r for r in catalogue.load_rules() if r.suite not in ("portfolio", "history")]
    findings = checked(*changes, rules=rules, engine="direct").findings
    for f in findings.to_dict("records"):
        out[int(f["file"][1:-5])].append((f["rule_id"], f["severity"], f["where"]))
    return out


@pytest.mark.parametrize("n", range(len(DEFECTS)), ids=lambda n: f"{DEFECTS[n][0]}-{n}")
def test_found(n: int, told: dict[int, list[tuple[str, str, str]]]) -> None:
    rule, where, _ = DEFECTS[n]
    assert [w for r, _, w in told[n] if r == rule and w.startswith(where)], told[n]


@pytest.mark.parametrize("n", range(len(RIGHT)))
def test_left_alone(n: int, told: dict[int, list[tuple[str, str, str]]]) -> None:
    beside = {"W06", "W11"}  # the added row has no points, and the printed total is not adapted to a changed score
    assert [t for t in told[len(DEFECTS) + n] if t[1] != "info" and t[0] not in beside] == []


def test_a_part_of_a_rule_covers_only_what_it_names() -> None:
    """A prompt left in a note, or an odd sign in a target, says nothing of the reasons and scores of the rows."""
    prompt = head(**{"indicators[2].reason": "同上", "other_notes": "对照年度目标，说明完成情况（100字以内）"})
    sign = row(1, target_text="≧１２公里", actual_text="10公里")
    found = checked(prompt, sign, engine="direct").findings
    told = {(f["file"], f["rule_id"]) for f in found.to_dict("records")}
    assert {("f0.docx", "F15"), ("f0.docx", "E05"), ("f1.docx", "V17"), ("f1.docx", "K03")} <= told
