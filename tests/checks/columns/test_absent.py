"""What a form does not have is said once, by one rule; what it has and leaves blank is another matter."""

from __future__ import annotations

import pytest

from tests.checks.documents.drawn import findings, said

HEAD = """
    项目名称 | 河道保洁经费 | < | < | < | < | <
    主管部门 | 示范县水利局 | < | 实施单位 | 示范县河道管理所 | < | <
"""
FUNDS = """
    项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 得分
    ^ | 年度资金总额 | 50 | 50 | 49 | 10 | 9.8
"""
GOALS = """
    年度总体目标 | 预期目标 | < | < | 实际完成情况 | < | <
    ^ | 保洁河道30公里，清理漂浮物。 | < | < | 全年保洁河道31公里，漂浮物每日清理。 | < | <
"""
ROWS = """
    一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
    产出指标 | 数量指标 | 保洁河道长度 | ≥30公里 | 31公里 | 30 | 30
    ^ | 质量指标 | 水面洁净率 | ≥95% | 97% | 10 | 10
    ^ | 时效指标 | 漂浮物打捞时限 | ≤24小时 | 20小时 | 5 | 5
    ^ | 成本指标 | 每公里成本 | ≤1.7万元 | 1.6万元 | 5 | 5
    效益指标 | 生态效益指标 | 河道水质达标率 | ≥90% | 95% | 30 | 30
    满意度指标 | 服务对象满意度指标 | 沿岸居民满意度 | ≥90% | 94% | 10 | 10
    总分 | < | < | < | < | 100 | 99.8
"""


def test_a_whole_form_lacks_nothing(tmp_path):
    assert not said(findings(tmp_path, "2023年度项目支出绩效自评表", HEAD + FUNDS + GOALS + ROWS), "F23")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (HEAD + FUNDS + ROWS, "没有年度总体目标"),
        (FUNDS + GOALS + ROWS, "没有项目名称"),
        (FUNDS + GOALS + ROWS, "填报单位"),
        (HEAD + FUNDS + GOALS + ROWS.replace("每公里成本", "打捞费用").replace("成本指标", "质量指标"), "没有成本指标"),
        (HEAD + FUNDS + GOALS + ROWS.replace("10 | 10\n    ^ | 时效", "^ | ^\n    ^ | 时效"), "第1–2项各组合用"),
        (HEAD + "项目属性 | 1、持续性项目□  2、新增性项目□ | < | < | < | < | <\n" + FUNDS + GOALS + ROWS, "项目属性没有勾选"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_in_one_note(tmp_path, rows, told):
    frame = findings(tmp_path, "2023年度项目支出绩效自评表", rows)
    (note,) = said(frame, "F23")
    assert note[:2] == ("info", "form")
    assert told in note[2]
    assert not {"F01", "F02", "F04", "F05"} & set(frame["rule_id"])


def test_a_ticked_box_is_no_blank(tmp_path):
    boxes = "项目属性 | 1、持续性项目☑  2、新增性项目□ | < | < | < | < | <\n"
    assert not said(findings(tmp_path, "2023年度项目支出绩效自评表", HEAD + boxes + FUNDS + GOALS + ROWS), "F23")


def test_neither_points_nor_scores(tmp_path):
    bare = "\n".join(line.strip().rsplit(" | ", 2)[0] for line in ROWS.strip().splitlines()[:-1])
    frame = findings(tmp_path, "2023年度项目支出绩效自评表", HEAD + FUNDS + GOALS + bare)
    assert "没有分值和得分" in said(frame, "F23")[0][2]


CRITERIA = """
    项目名称 | 河道保洁经费 | < | <
    评价单位 | 示范县河道管理所 | < | <
    一级指标 | 二级指标 | 评分标准 | 分值 | 得分
    项目决策 | 立项规范性 | 按规定程序立项得满分，否则不得分 | 10 | 10
    ^ | 目标合理性 | 目标明确、可衡量得满分，一项不符扣2分 | 20 | 16
    项目管理 | 制度健全性 | 制度健全得满分 | 30 | 30
    项目绩效 | 河道洁净程度 | 洁净率达95%以上得满分，每低1%扣1分 | 40 | 37
    合计 | < | < | 100 | 93
"""


def test_points_lost_in_a_table_of_criteria_need_a_word(tmp_path):
    frame = findings(tmp_path, "2023年度河道保洁项目绩效评分表", CRITERIA)
    (note,) = said(frame, "E01")
    assert note[:2] == ("warning", "form")
    assert "第2、4项" in note[2]
    assert "共扣7分" in note[2]
    told = CRITERIA + "存在问题 | 绩效目标未细化；桥下死角有漂浮物，已增加保洁频次。 | < | < | <\n"
    assert not said(findings(tmp_path, "2023年度河道保洁项目绩效评分表", told), "E01")


def test_a_row_with_a_result_and_without_points_is_asked_about(tmp_path):
    rows = ROWS.replace("97% | 10 | 10", "97% | | ").replace("31公里 | 30 | 30", "31公里 | 40 | 40")
    (told,) = said(findings(tmp_path, "2023年度项目支出绩效自评表", HEAD + FUNDS + GOALS + rows), "F13")
    assert told[:2] == ("warning", "indicators[2].weight")
    part = rows.replace("水面洁净率", "其中：主河道洁净率")
    assert not said(findings(tmp_path, "2023年度项目支出绩效自评表", HEAD + FUNDS + GOALS + part), "F13")


def test_a_named_row_that_holds_nothing_is_more_than_a_blank_row(tmp_path):
    rows = ROWS.replace("    满意度指标 |", "    ^ | 社会效益指标 | 受益人口数 | | | | \n    满意度指标 |")
    frame = findings(tmp_path, "2023年度项目支出绩效自评表", HEAD + FUNDS + GOALS + rows)
    (told,) = said(frame, "F16")
    assert told[0] == "warning"
    assert "受益人口数" in told[2]
