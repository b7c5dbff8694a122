"""What a second judge of real forms listed and the rules did not say, on drawn documents through the loader."""

from __future__ import annotations

import pytest

from tests.checks.columns.test_absent import FUNDS, GOALS, HEAD, ROWS
from tests.checks.columns.test_reviewer import FORM, TITLE, changed
from tests.checks.documents.drawn import findings, said
from tests.checks.helpers import checked


@pytest.mark.parametrize(
    ("target", "actual", "severity"),
    [
        ("12月", "已完成", "warning"),
        ("2023年12月底前", "按时完成", "info"),
        ("2023年12月底前", "2023年12月底前", "warning"),
        ("2023年12月", "2023年12月", None),
        ("2023年12月底前", "2023年11月完成", None),
        ("好", "完成", "warning"),
        ("好", "好", None),
        ("完成", "已完成", None),
    ],
)
def test_an_answer_to_another_question(tmp_path, target, actual, severity):
    form = changed(("漂浮物打捞时限 | ≤24小时 | 20小时", f"打捞进度 | {target} | {actual}"))
    assert [s[0] for s in said(findings(tmp_path, TITLE, form), "V35")] == ([severity] if severity else [])


def test_what_stands_behind_the_comparison_is_copied_too(tmp_path):
    row = "河道水质达标率 | ≥90% | 95%"
    for target, told in (("较上年显著提高", True), ("水质显著提高", False)):
        frame = findings(tmp_path, TITLE, changed((row, f"河道水质 | {target} | 显著提高")))
        assert bool(said(frame, "V10")) is told


def test_a_rate_with_printed_decimals_is_as_exact_as_it_looks(tmp_path):
    funds = FUNDS.replace("全年执行数 | 分值", "全年执行数 | 执行率 | 分值").replace(
        "50 | 50 | 49 |", "50 | 50 | 47.68 | {} |"
    )
    for rate, told in (("95.00%", True), ("95%", False), ("95.36%", False)):
        frame = findings(tmp_path, TITLE, HEAD + funds.format(rate) + GOALS + ROWS)
        assert bool(said(frame, "M03")) is told, rate


def test_a_wrong_rate_of_a_part_that_repeats_the_total_is_told_once():
    change = {
        "funds[fiscal_current].budget": "260.00", "funds[fiscal_current].executed": "247.62", "funds[carryover].budget": "0", "funds[carryover].executed": "0",
        "funds[fiscal_current].rate": "80%", "funds[total].rate": "80%", "funds[total].score": "9.52",
    }  # fmt: skip
    frame = checked({"set": change}).findings
    assert list(frame[frame["rule_id"] == "M03"]["where"]) == ["funds[total].rate"]


@pytest.mark.parametrize(
    ("goal", "asked"),
    [
        ("目标1：为0-6岁儿童接种。\n目标2：清理河道漂浮物。", True),
        ("2023年做好河道保洁，清理漂浮物。", True),
        ("目标1：保洁河道30公里。", False),
        ("2023年12月底前清理漂浮物。", False),
    ],
)
def test_numbers_that_quantify_nothing(tmp_path, goal, asked):
    form = changed(("保洁河道30公里，清理漂浮物。", goal.replace("\n", "")))
    assert bool(said(findings(tmp_path, TITLE, form), "T03")) is asked


def test_all_points_although_the_money_was_not_spent(tmp_path):
    form = changed(("50 | 50 | 49 | 10 | 9.8", "50 | 50 | 38 | 10 | 7.6"), ("| 99.8", "| 97.6"))
    told = said(findings(tmp_path, TITLE, form), "M20")
    assert [s[0] for s in told] == ["warning"]
    assert "满分" in told[0][2]
    assert not said(findings(tmp_path, TITLE, FORM), "M20")


def test_a_task_of_the_goal_that_no_indicator_names(tmp_path):
    form = changed(("保洁河道30公里，清理漂浮物。", "保洁河道30公里，清理漂浮物，修缮绿道栏杆。"))
    told = said(findings(tmp_path, TITLE, form), "Q19")
    assert [s[0] for s in told] == ["info"]
    assert "修缮绿道栏杆" in told[0][2]
    assert "漂浮物" not in told[0][2]
    assert not said(findings(tmp_path, TITLE, FORM), "Q19")


def test_the_unit_of_the_table_is_not_written_again(tmp_path):
    told = said(findings(tmp_path, TITLE, changed(("50 | 50 | 49 |", "50万元 | 50 | 49 |"))), "M34")
    assert [s[:2] for s in told] == [("info", "funds[total].initial")]


def test_a_cost_that_just_reaches_its_limit(tmp_path):
    told = said(findings(tmp_path, TITLE, changed(("≤1.7万元 | 1.6万元", "≤1.7万元 | 1.7万元"))), "K19")
    assert len(told) == 1
    assert "第4项" in told[0][2]
    assert not said(findings(tmp_path, TITLE, FORM), "K19")


def test_a_printed_place_for_what_was_done_left_blank(tmp_path):
    for text, told in (("", True), ("清理河道漂浮物。", False)):
        form = HEAD + f"项目实施内容及过程概述 | {text} | < | < | < | < | <\n" + FUNDS + GOALS + ROWS
        assert bool(said(findings(tmp_path, TITLE, form), "F26")) is told


def test_amounts_of_a_sentence_need_their_units(tmp_path):
    told = HEAD + "资金使用情况 | 资金总额50万元，实际到位50万元，实际支出49万元。 | < | < | < | < | <\n" + GOALS + ROWS
    assert not said(findings(tmp_path, TITLE, told), "M34")


def test_nothing_is_asked_of_levels_in_other_words(tmp_path):
    rows = ROWS.replace("    ^ | 质量指标 | 水面洁净率 | ≥95% | 97% | 10 | 10\n", "")
    assert said(findings(tmp_path, TITLE, HEAD + FUNDS + GOALS + rows), "F08")
    own = rows.replace("满意度指标 | 服务对象满意度指标 |", "项目实施管理 | 组织实施 |")
    assert not said(findings(tmp_path, TITLE, HEAD + FUNDS + GOALS + own), "F08")
