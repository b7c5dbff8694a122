"""Where what a form prints agrees under another reading of its columns or sums, the reading was wrong and not the form."""

from __future__ import annotations

import pytest

from tests.checks.columns.test_absent import FUNDS, GOALS, HEAD, ROWS
from tests.checks.documents.drawn import checked, findings, said

TITLE = "2023年度项目支出绩效自评表"
SPAN = """
    一级指标 | 二级指标 | 三级指标 | {first} | {second} | {result} | 完成度 | 分值 | 得分
    产出指标 | 数量指标 | 新建监测站 | 60个 | 35个 | 41个 | 117.14% | 30 | 30
    ^ | ^ | 制定标准 | 12个 | 6个 | 5个 | 83.33% | 20 | 16.67
    ^ | 质量指标 | 数据有效率 | 98% | 90% | 92% | 102.22% | 10 | 10
    效益指标 | 社会效益指标 | 服务企业数量 | 800家 | 500家 | 520家 | 104% | 30 | 30
    满意度指标 | 服务对象满意度指标 | 企业满意度 | ≥95% | ≥90% | 93% | 103.33% | 10 | 10
    总分 | < | < | < | < | < | < | 100 | 96.67
"""
RATES = """
    一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | {label} | 分值 | 得分
    产出指标 | 数量指标 | 在训学员人数 | ≥180人 | 173人 | {a} | 30 | 28.83
    ^ | ^ | 新招学员人数 | 60人 | 60人 | {b} | 20 | 20
    ^ | 质量指标 | 考核通过率 | ≥85% | 92.4% | {c} | 10 | 10
    效益指标 | 社会效益指标 | 合格学员人数 | ≥50人 | 55人 | {d} | 30 | 30
    满意度指标 | 服务对象满意度指标 | 学员满意度 | ≥80% | 84% | {e} | 10 | 10
    总分 | < | < | < | < | < | 100 | 98.83
"""


@pytest.mark.parametrize(
    ("first", "second", "result"),
    [
        ("终期目标值", "中期目标值", "中期实现值"),
        ("全生命周期目标值", "年度目标值", "年度完成值"),
        ("项目总目标值", "本年目标值", "实际完成值"),
    ],
)
def test_a_result_is_held_against_the_target_of_its_own_time(tmp_path, first, second, result):
    frame = findings(tmp_path, TITLE, HEAD + SPAN.format(first=first, second=second, result=result))
    assert not {"K03", "K04", "K25"} & set(frame["rule_id"])
    assert {"E01", "E02"} & set(frame["rule_id"])  # 5 of 6 is not explained


@pytest.mark.parametrize("label", ["偏差率", "完成程度"])
def test_rates_of_deviation_are_no_rates_of_completion(tmp_path, label):
    rows = RATES.format(label=label, a="-3.89%", b="0.00%", c="8.71%", d="10.00%", e="5.00%")
    assert not said(findings(tmp_path, TITLE, HEAD + rows), "K25")
    (told,) = said(findings(tmp_path, TITLE, HEAD + rows.replace("8.71%", "18.71%")), "K25")
    assert told[1] == "indicators[3].coefficient"
    assert "偏差率填18.71%" in told[2]
    assert "为8.71%" in told[2]


def test_a_wrong_rate_of_completion_is_still_told(tmp_path):
    rows = RATES.format(label="完成率", a="96.11%", b="100%", c="118.71%", d="110%", e="105%")
    (told,) = said(findings(tmp_path, TITLE, HEAD + rows), "K25")
    assert "完成率填118.71%" in told[2]


def test_a_total_of_the_indicators_above_the_total_of_the_form(tmp_path):
    rows = ROWS.replace(
        "总分 | < | < | < | < | 100 | 99.8", "合计 | < | < | < | < | 90 | 90\n    自评总分 | < | 99.8 | < | < | < | <"
    )
    frame = findings(tmp_path, TITLE, HEAD + FUNDS + GOALS + rows)
    assert not {"W11", "W13"} & set(frame["rule_id"])
    wrong = findings(tmp_path, TITLE, HEAD + FUNDS + GOALS + rows.replace("99.8", "97.8"))
    assert {"W11", "W13"} & set(wrong["rule_id"])


BLOCK = """
    其他考核事项（5分） | | 情况说明 | < | < | 份额 | 所获
    ^ | 安排合理性 | 符合实际需要 | < | < | 3 | 3
    ^ | 拨付及时性 | 第三季度拨付滞后 | < | < | 2 | 1
"""


def test_points_that_were_not_understood_may_belong_to_the_sum(tmp_path):
    """A block of points that nobody knows: neither its weights nor its scores are missing from the total."""
    rows = ROWS.replace("31公里 | 30 | 30", "31公里 | 25 | 25").replace("100 | 99.8", "100 | 98.8")
    frame = findings(tmp_path, TITLE, HEAD + FUNDS + BLOCK + GOALS + rows)
    assert not {"W01", "W11"} & set(frame["rule_id"])
    without = findings(tmp_path, TITLE, HEAD + FUNDS + GOALS + rows)
    assert {"W01", "W11"} <= set(without["rule_id"])


def test_a_total_may_hold_the_points_of_the_execution_rate(tmp_path):
    funds = "项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | < | <\n    ^ | 年度资金总额 | 50 | 50 | 49 | < | <\n"
    bare = ROWS.replace("100 | 99.8", "| 99.8")
    assert not said(findings(tmp_path, TITLE, HEAD + funds + GOALS + bare), "W11")
    assert said(findings(tmp_path, TITLE, HEAD + funds + GOALS + bare.replace("99.8", "98.8")), "W11")


def test_an_error_in_most_rows_asks_for_the_columns(tmp_path):
    """Points above their maximum in every row: two columns were taken for each other sooner than six slips made."""
    odd = ROWS
    for right, wrong in (
        ("30 | 30\n    ^ | 质", "30 | 31\n    ^ | 质"),
        ("97% | 10 | 10", "97% | 10 | 12"),
        ("20小时 | 5 | 5", "20小时 | 5 | 6"),
        ("1.6万元 | 5 | 5", "1.6万元 | 5 | 7"),
    ):
        assert right in odd
        odd = odd.replace(right, wrong)
    told = said(findings(tmp_path, TITLE, HEAD + FUNDS + GOALS + odd), "K01")
    assert {t[0] for t in told} == {"warning"}
    assert "请先核对各栏是否读对" in told[0][2]
    one = ROWS.replace("97% | 10 | 10", "97% | 10 | 12")
    assert [t[0] for t in said(findings(tmp_path, TITLE, HEAD + FUNDS + GOALS + one), "K01")] == ["critical"]


def test_the_points_of_the_execution_rate_follow_from_those_of_the_indicators(tmp_path):
    """A score for the execution rate without its points: 100 less the 90 of the indicators."""
    funds = FUNDS.replace("分值 | 得分", "执行率 | 得分").replace("49 | 10 | 9.8", "49 | 98% | 9.8")
    assert funds != FUNDS
    result = checked(tmp_path, TITLE, HEAD + funds + GOALS + ROWS)
    total = result.totals.iloc[0]
    assert (total["low"], total["high"]) == (99.8, 99.8)
    assert not {"W01", "W11"} & set(result.findings["rule_id"])


def test_a_slow_source_is_not_hidden_by_the_whole(tmp_path):
    parts = "    ^ | 其中：中央补助 | 40 | 40 | 40 | | \n    ^ | 县级资金 | 10 | 10 | 4.4 | | \n"
    funds = FUNDS.replace("| 49 | 10 | 9.8", "| 44.4 | 10 | 8.88") + parts
    frame = findings(tmp_path, TITLE, HEAD + funds + GOALS + ROWS.replace("99.8", "98.88"))
    (told,) = [t for t in said(frame, "M09") if "县级资金" in t[2]]
    assert told[0] == "warning"
    assert "44%" in told[2]
    goals = GOALS.replace("漂浮物每日清理。", "漂浮物每日清理。县级资金因财政困难未全部拨付。")
    assert not said(findings(tmp_path, TITLE, HEAD + funds + goals + ROWS.replace("99.8", "98.88")), "M09")


def test_a_change_of_the_budget_that_has_its_column_is_told(tmp_path):
    head = "    项目资金（万元） | | 年初预算数 | 年中调整金额 | 全年预算数 | 全年执行数 | 得分\n"
    row = "    ^ | 年度资金总额 | 50 | 4 | 54 | 54 | 10\n"
    rows = ROWS.replace("99.8", "100")
    assert not said(findings(tmp_path, TITLE, HEAD + head + row + GOALS + rows), "M11")
    plain = head.replace("年中调整金额", "上年结余情况"), row.replace("| 4 |", "| 0 |")
    assert [t[0] for t in said(findings(tmp_path, TITLE, HEAD + "".join(plain) + GOALS + rows), "M11")] == ["info"]
