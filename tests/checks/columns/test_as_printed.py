"""What a second judge called wrong: rules that did not look at what the form itself prints, on drawn documents through the loader."""

from __future__ import annotations

import pytest

from selfeval_nb.checks.columns.explanations.reading import follows_cause
from tests.checks.columns.test_absent import FUNDS, GOALS, HEAD, ROWS
from tests.checks.columns.test_reviewer import TITLE, changed, reasons
from tests.checks.documents.drawn import findings, said
from tests.checks.helpers import checked, found


def test_a_place_in_a_row_is_no_amount(tmp_path):
    form = changed(("漂浮物打捞时限 | ≤24小时 | 20小时", "分红年限 | =5年 | 第1年"))
    frame = findings(tmp_path, TITLE, form)
    assert [s[0] for s in said(frame, "V03")] == ["warning"]
    assert "一为次序" in said(frame, "V03")[0][2]
    assert not {"E02", "K03", "K04", "K10"} & set(frame["rule_id"])


def test_a_number_of_the_goal_is_looked_for_in_every_cell_of_the_rows(tmp_path):
    goal = "保洁河道30公里，按总投资额20%返还，第二年按25%返还。新建垃圾中转站3座。"
    form = changed(("保洁河道30公里，清理漂浮物。", goal), ("≥95% | 97%", "按投资额返20% | 返还20%"))
    told = said(findings(tmp_path, TITLE, form), "Q10")
    assert len(told) == 1
    assert "3座" in told[0][2]
    assert "20%" not in told[0][2]
    assert "25%" not in told[0][2]


@pytest.mark.parametrize("reason", ["山区供水不稳定，2024年加装蓄水设施", "3台设备流标，已重新招标"])
def test_what_follows_the_cause_is_the_measure(tmp_path, reason):
    form = reasons(("97% | 10 | 10 | ", f"93% | 10 | 9.8 | {reason}"), ("| 99.8", "| 99.6"))
    assert not said(findings(tmp_path, TITLE, form), "E04")


@pytest.mark.parametrize(
    ("reason", "severity"),
    [("设备刚投入使用，年限待观察", "info"), ("汛期上游来水带入漂浮物较多", "warning")],
)
def test_what_cannot_be_judged_yet_needs_no_measure(tmp_path, reason, severity):
    form = reasons(("97% | 10 | 10 | ", f"93% | 10 | 9.8 | {reason}"), ("| 99.8", "| 99.6"))
    assert [s[0] for s in said(findings(tmp_path, TITLE, form), "E04")] == [severity]


def test_an_amount_in_the_cell_of_the_rate_is_called_that():
    frame = checked({"set": {"funds[total].rate": "260"}}).findings
    told = frame[frame["where"] == "funds[total].rate"]
    assert set(told["rule_id"]) == {"M33"}


PROMPT = "1.预算执行率未达到90%的需说明原因；2.年中发生预算调整的（追加或调减），应单独说明理由"


def test_what_the_printed_prompt_asks_for_is_missed_and_not_the_prompt_itself():
    change = {
        "funds[total].initial": "240.00",
        "funds[fiscal_current].initial": "230.00",
        "funds[total].reason": PROMPT,
    }
    frame = checked({"set": change}).findings
    assert list(frame[frame["rule_id"] == "M11"]["severity"]) == ["warning"]
    assert list(frame[frame["rule_id"] == "F15"]["severity"]) == ["info"]
    frame = checked({"set": change | {"funds[total].reason": "因上级追加，年中调增预算。"}}).findings
    assert "M11" not in set(frame["rule_id"])


def test_points_for_what_cannot_be_assessed():
    change = {"indicators[6].actual_text": "不足1年，暂无法评价", "indicators[6].score": "15"}
    assert ("K14", "indicators[6].score") in found({"set": change})


def test_a_change_the_other_way_gets_no_points():
    change = {
        "indicators[5].level3": "水电消耗下降率",
        "indicators[5].actual_text": "-3.1%",
        "indicators[5].score": "9",
    }
    rules = {r for r, where in found({"set": change}) if where.startswith("indicators[5]")}
    assert "K06" in rules
    assert "K20" not in rules


def test_forms_of_the_centre_have_no_points_by_their_form(tmp_path):
    rows = "\n".join(" | ".join(line.split(" | ")[:-2]) for line in ROWS.strip().splitlines()[:-1])
    centre = (
        HEAD
        + FUNDS.replace("年度资金总额", "其中：中央财政资金").replace(" | 分值 | 得分", "").replace(" | 10 | 9.8", "")
        + GOALS
    )
    told = [s[2] for s in said(findings(tmp_path, "2023年度项目绩效自评表", centre + rows), "F23")]
    assert not any("分值和得分" in t for t in told)


def test_an_amount_with_a_decimal_is_no_month():
    change = {"indicators[1].target_text": "≥1462公里", "indicators[1].actual_text": "1462.3公里"}
    frame = checked({"set": change}).findings
    assert "D08" not in set(frame["rule_id"])
    bare = {"indicators[1].target_text": "1462", "indicators[1].actual_text": "1462.3"}
    assert "D08" not in set(checked({"set": bare}).findings["rule_id"])


def test_points_outside_the_form_need_neither_target_nor_weight(tmp_path):
    extra = "    扣分项 | | 有效投诉 | | 1起 | | -1\n"
    rows = ROWS.replace("    总分 | <", extra + "    总分 | <")
    frame = findings(tmp_path, TITLE, HEAD + FUNDS + GOALS + rows)
    assert not {"K02", "F10", "F13"} & set(frame["rule_id"])


def test_people_whom_a_project_serves_are_wanted():
    change = {"indicators[1].level3": "受益建档立卡贫困人口数", "indicators[1].target_text": "≥23人", "indicators[1].actual_text": "23人"}  # fmt: skip
    assert "V06" not in {rule for rule, _ in found({"set": change})}
    unwanted = {"indicators[1].level3": "安全事故次数", "indicators[1].target_text": "≥23次", "indicators[1].actual_text": "0次"}  # fmt: skip
    assert "V06" in {rule for rule, _ in found({"set": unwanted})}


def test_a_blank_score_is_told_without_a_due_one_where_nothing_was_spent():
    change = {"funds[total].score": "", "funds[total].executed": ""}
    frame = checked({"set": change}).findings
    assert all("—" not in m for m in frame[frame["rule_id"] == "M08"]["message"])


def test_a_row_of_the_template_with_its_unit_alone_is_not_filled_in():
    change = {"indicators[2].target_text": "只", "indicators[2].actual_text": "", "indicators[2].score": "", "indicators[2].weight": ""}  # fmt: skip
    assert "F11" not in {rule for rule, _ in found({"set": change})}
    assert ("F11", "indicators[2].actual_text") in found({"set": {"indicators[2].actual_text": ""}})


def test_a_measure_in_a_column_of_its_own_is_one():
    assert follows_cause("小区规模小，物业企业不愿进驻\n推行片区化物业管理")
    assert not follows_cause("小区规模小，物业企业不愿进驻")


def test_months_that_were_kept_are_no_copied_words(tmp_path):
    form = changed(("漂浮物打捞时限 | ≤24小时 | 20小时", "补助发放时间 | 3月、9月 | 3月、9月"))
    assert not {"V10", "V11"} & set(findings(tmp_path, TITLE, form)["rule_id"])
    late = changed(("漂浮物打捞时限 | ≤24小时 | 20小时", "补助发放时间 | 3月、9月 | 4月、11月"))
    assert said(findings(tmp_path, TITLE, late), "V11")
