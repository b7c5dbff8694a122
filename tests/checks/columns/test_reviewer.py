"""What a reviewer of real forms called wrong, too grave or missing, on drawn documents through the loader."""

from __future__ import annotations

import re

import pytest

from tests.checks.columns.test_absent import FUNDS, GOALS, HEAD, ROWS
from tests.checks.documents.drawn import checked_text, findings, said

TITLE = "2023年度项目支出绩效自评表"
FORM = HEAD + FUNDS + GOALS + ROWS


def changed(*changes: tuple[str, str]) -> str:
    form = FORM
    for old, new in changes:
        assert old in form, old
        form = form.replace(old, new)
    return form


ALL = (("31公里 |", "已完成100% |"), ("| 97% |", "| 已完成100% |"), ("20小时", "已完成100%"), ("1.6万元", "已完成100%"), ("| 95% | 30", "| 已完成100% | 30"), ("94%", "已完成100%"))  # fmt: skip


def test_one_phrase_for_every_result(tmp_path):
    frame = findings(tmp_path, TITLE, changed(*ALL))
    (told,) = said(frame, "V30")
    assert told[0] == "critical"
    assert "6项" in told[2]
    assert not said(frame, "V02")
    some = said(findings(tmp_path, TITLE, changed(*ALL[:3])), "V30")
    assert [s[0] for s in some] == ["warning"]
    assert not said(findings(tmp_path, TITLE, changed(*ALL[:2])), "V30")


@pytest.mark.parametrize(
    ("boxes", "asked"),
    [("常年性项目□ 一次性项目□", False), ("常年性项目☑ 一次性项目□", False), ("常年性项目□ 一次性项目☑", True), ("□常年性项目 ☑一次性项目", True), ("一次性项目", True)],
)  # fmt: skip
def test_a_box_that_is_not_ticked_says_nothing(tmp_path, boxes, asked):
    form = changed(("水面洁净率", "每年河道水面洁净率")) + ""
    form = form.replace("项目资金（万元）", f"项目类型 | {boxes} | < | < | < | < | <\n    项目资金（万元）")
    assert bool(said(findings(tmp_path, TITLE, form), "Q15")) is asked


def test_indicators_that_make_up_the_total_alone_have_the_execution_among_the_outputs(tmp_path):
    bare = changed(("| 10 | 9.8", "| | "), ("31公里 | 30 | 30", "31公里 | 40 | 40"), ("| 99.8", "| 100"))
    assert not said(findings(tmp_path, TITLE, bare), "W03")
    odd = bare.replace("97% | 10 | 10", "97% | 20 | 20").replace("95% | 30 | 30", "95% | 20 | 20")
    assert [s[0] for s in said(findings(tmp_path, TITLE, odd), "W03")] == ["info"]  # ten points moved are an adjustment
    far = bare.replace("97% | 10 | 10", "97% | 30 | 30").replace("95% | 30 | 30", "95% | 10 | 10")
    assert [s[0] for s in said(findings(tmp_path, TITLE, far), "W03")] == ["warning"]


def test_weights_that_add_up_to_110_are_also_held_against_the_split(tmp_path):
    form = changed(("31公里 | 30 | 30", "31公里 | 50 | 50"), ("95% | 30 | 30", "95% | 20 | 20"), ("| 99.8", "| 109.8"))
    frame = findings(tmp_path, TITLE, form)
    assert said(frame, "W01")
    assert "产出70" in said(frame, "W03")[0][2]


def test_few_indicators_must_carry_much(tmp_path):
    four = """
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 保洁河道长度 | ≥30公里 | 31公里 | 40 | 40
        ^ | 质量指标 | 水面洁净率 | ≥95% | 97% | 10 | 10
        效益指标 | 生态效益指标 | 河道水质达标率 | ≥90% | 95% | 30 | 30
        满意度指标 | 服务对象满意度指标 | 沿岸居民满意度 | ≥90% | 94% | 10 | 10
        总分 | < | < | < | < | 100 | 99.8
    """
    assert [s[0] for s in said(findings(tmp_path, TITLE, HEAD + FUNDS + GOALS + four), "W07")] == ["info"]
    six = changed(("31公里 | 30 | 30", "31公里 | 40 | 40"), ("97% | 10 | 10", "97% | 0 | 0"))
    assert [s[0] for s in said(findings(tmp_path, TITLE, six), "W07")] == [
        "warning",
        "info",
    ]  # a benefit with the most there is


def test_weights_typed_over_the_targets_of_one_level(tmp_path):
    form = changed(("≥30公里 | 31公里", "30 | 30"), ("≥95% | 97%", "10 | 10"), ("≤24小时 | 20小时", "5 | 5"), ("≤1.7万元 | 1.6万元", "5 | 5"))  # fmt: skip
    frame = findings(tmp_path, TITLE, form)
    (told,) = said(frame, "V19")
    assert "全部4项" in told[2]
    assert not said(frame, "V04")


PARTS = """
    项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 得分
    ^ | 年度资金总额 | 50 | 50 | | 10 | 8.6
    ^ | 其中：当年财政拨款 | 50 | 50 | 43 | |
"""


def test_what_only_the_parts_say_was_spent(tmp_path):
    frame = findings(tmp_path, TITLE, HEAD + PARTS + GOALS + ROWS)
    (told,) = said(frame, "F04")
    assert told[0] == "warning"
    assert "填了43" in told[2]
    assert "86%" in said(frame, "M09")[0][2]


def test_a_last_payment_does_not_explain_a_gap_much_larger_than_itself(tmp_path):
    low = changed(("50 | 49 | 10 | 9.8", "50 | 42 | 10 | 8.4"), ("| 99.8", "| 98.4"))
    told = said(findings(tmp_path, TITLE, low + "存在问题 | 剩余3%尾款未付，质保期满后支付。\n"), "M09")
    assert told[0][0] == "info"
    assert "只涉及3%" in told[0][2]
    assert not said(findings(tmp_path, TITLE, low + "存在问题 | 剩余15%尾款未付，质保期满后支付。\n"), "M09")


def test_a_row_of_the_template_with_dashes_is_a_blank_row(tmp_path):
    form = FORM.replace(
        "    满意度指标 |",
        "    ^ | 社会效益指标 | 指标1： | / | / | | \n    ^ | 社会效益指标 | 指标2： | / | / | | \n    ^ | 经济效益指标 | 指标1： | / | / | | \n    满意度指标 |",
    )
    frame = findings(tmp_path, TITLE, form)
    assert not said(frame, "F14")
    assert said(frame, "F16")[0][0] == "info"


def test_points_of_several_rows_are_not_held_against_one(tmp_path):
    form = changed(("97% | 10 | 10", "97% | ^ | ^"), ("31公里 | 30 | 30", "31公里 | 40 | 39"), ("| 99.8", "| 98.8"))
    frame = findings(tmp_path, TITLE, form)
    assert not {"K07", "W01", "W07", "W11"} & set(frame[frame["severity"] != "info"]["rule_id"])
    full = changed(("97% | 10 | 10", "97% | ^ | ^"), ("31公里 | 30 | 30", "31公里 | 40 | 40"), ("49 | 10 | 9.8", "50 | 10 | 10"), ("| 99.8", "| 100"))  # fmt: skip
    assert said(findings(tmp_path, TITLE, full), "K15")


def test_a_list_of_projects_has_no_total_row_to_ask_for_each(tmp_path):
    rows = """
        项目名称 | 实施单位 | 预算数（万元） | 执行数（万元） | 一级指标 | 二级指标 | 三级指标 | 指标值 | 完成值 | 分值 | 得分
        河道保洁 | 示范县河道管理所 | 50 | 50 | 产出指标 | 数量指标 | 保洁河道长度 | ≥30公里 | 31公里 | 60 | 60
        ^ | ^ | ^ | ^ | 效益指标 | 生态效益指标 | 河道水质达标率 | ≥90% | 95% | 30 | 30
        ^ | ^ | ^ | ^ | 满意度指标 | 服务对象满意度指标 | 沿岸居民满意度 | ≥90% | 94% | 10 | 10
        水闸维护 | 示范县河道管理所 | 20 | 20 | 产出指标 | 数量指标 | 维护水闸数 | ≥6座 | 6座 | 60 | 60
        ^ | ^ | ^ | ^ | 效益指标 | 社会效益指标 | 设备完好率 | ≥90% | 95% | 30 | 30
        ^ | ^ | ^ | ^ | 满意度指标 | 服务对象满意度指标 | 沿岸居民满意度 | ≥90% | 93% | 10 | 10
    """
    frame = findings(tmp_path, "2023年度项目支出绩效自评情况表", rows)
    assert frame["form_no"].nunique() == 2
    assert not {"F17", "W03"} & set(frame["rule_id"])
    assert all("总分" in s[2] for s in said(frame, "F23"))


def test_one_wrong_rate_is_told_at_the_score_that_it_brought(tmp_path):
    rate = """
        项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
        ^ | 年度资金总额 | 50 | 50 | 40 | 10 | 90% | 9
    """
    frame = findings(tmp_path, TITLE, HEAD + rate + GOALS + ROWS.replace("| 99.8", "| 99"))
    (told,) = said(frame, "M06")
    assert told[:2] == ("critical", "funds[total].score")
    assert "执行率填90%，按金额为80%" in told[2]
    assert not said(frame, "M03")
    other = rate.replace("90% | 9", "90% | 8")
    assert said(findings(tmp_path, TITLE, HEAD + other + GOALS + ROWS.replace("| 99.8", "| 98")), "M03")


def test_weights_of_110_and_a_total_without_the_execution_are_one_slip(tmp_path):
    form = changed(("31公里 | 30 | 30", "31公里 | 40 | 40"), ("| 99.8", "| 100"))
    frame = findings(tmp_path, TITLE, form)
    assert "总分100分也没有计入预算执行得分9.8分" in said(frame, "W01")[0][2]
    assert not said(frame, "W11")


def test_the_parts_say_what_an_empty_total_should_have_scored(tmp_path):
    empty = """
        项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
        ^ | 年度资金总额 | 0 | 0 | 0 | 10 | 0% | 0
        ^ | 其中：当年财政拨款 | 90 | 89.9 | 89.9 | — | — | —
    """
    frame = findings(tmp_path, TITLE, HEAD + empty + GOALS + ROWS.replace("| 99.8", "| 90"))
    assert "测算为10分" in said(frame, "M06")[0][2]
    assert "分项合计分别为90、89.9、89.9" in said(frame, "M02")[0][2]


def test_late_in_a_form_without_scores(tmp_path):
    bare = "\n".join(line.strip().rsplit(" | ", 2)[0] for line in ROWS.strip().splitlines()[:-1])
    bare = bare.replace("漂浮物打捞时限 | ≤24小时 | 20小时", "完工时间 | 2023年10月底 | 2023年11月底")
    (told,) = said(findings(tmp_path, TITLE, HEAD + FUNDS + GOALS + bare), "K13")
    assert told[0] == "warning"
    assert "没有说明" in told[2]


def test_results_far_above_their_targets_are_told_the_farthest_first(tmp_path):
    form = changed(("≥30公里 | 31公里", "≥3公里 | 4公里"), ("| 97% | 10 | 10", "| 97% | 10 | 10\n    ^ | 数量指标 | 打捞次数 | ≥12次 | 96次 | 0 | 0\n    ^ | 数量指标 | 巡查次数 | ≥120次 | 253次 | 0 | 0"))  # fmt: skip
    frame = findings(tmp_path, TITLE, form)
    over = frame[frame["rule_id"].isin(["K17", "K18"])]["where"].tolist()
    assert over == ["indicators[3].actual_text", "indicators[4].actual_text", "indicators[1].actual_text"]


def test_a_blank_date_of_filling_in(tmp_path):
    assert said(findings(tmp_path, TITLE, "填报日期 | | < | < | < | < | <\n" + FORM), "D06")[0][0] == "info"
    assert not said(findings(tmp_path, TITLE, "填报日期 | 2024年1月20日 | < | < | < | < | <\n" + FORM), "D06")


def test_the_title_and_the_line_below_it_name_one_year(tmp_path):
    def told(below: str) -> list[tuple[str, str, str]]:
        return said(checked_text(tmp_path, f"# 2022年度项目支出绩效自评表\n{below}", FORM), "F24")

    assert "下方写2023年度" in told("（2023年度）")[0][2]
    assert not told("（2022年度）")


def test_one_thing_counted_under_two_names(tmp_path):
    twin = "| 97% | 10 | 10\n    ^ | 数量指标 | 服务老人数量 | ≥6500人次 | 6720人次 | 0 | 0\n    ^ | 数量指标 | 服务老人人次 | ≥6500人次 | 6720人次 | 0 | 0"
    frame = findings(tmp_path, TITLE, changed(("| 97% | 10 | 10", twin)))
    assert said(frame, "Q04")[0][1] == "indicators[4].level3"


def test_the_same_number_of_incidents_is_no_survey(tmp_path):
    form = changed(("沿岸居民满意度 | ≥90% | 94%", "汛期事件发生数 | 0起 | 0起"))
    assert not said(findings(tmp_path, TITLE, form), "P02")
    assert said(findings(tmp_path, TITLE, changed(("≥90% | 94%", "≥90% | 90%"))), "P02")


REASONS = "\n".join(
    line + (" | 未完成原因及改进措施" if "三级指标" in line else " | ") for line in ROWS.strip().splitlines()
)


def reasons(*changes: tuple[str, str], label: str = "未完成原因及改进措施") -> str:
    rows = REASONS.replace("未完成原因及改进措施", label)
    for old, new in changes:
        assert old in rows, old
        rows = rows.replace(old, new)
    return HEAD + FUNDS + GOALS + rows


LOST = (("31公里 | 30 | 30 | ", "28公里 | 30 | 28 | 两处河段并入园区，保洁长度减少"), ("97% | 10 | 10 | ", "93% | 10 | 9.8 | 汛期上游来水带入漂浮物较多"), ("| 99.8", "| 97.6"))  # fmt: skip


def test_a_reason_without_a_measure_is_one_habit_and_a_note_where_the_form_does_not_ask(tmp_path):
    (told,) = said(findings(tmp_path, TITLE, reasons(*LOST)), "E04")
    assert told[1] == "indicators[1].reason"
    assert "第2项" in told[2]
    assert [s[0] for s in said(findings(tmp_path, TITLE, reasons(*LOST, label="未完成原因")), "E04")] == ["info"]


def test_nothing_done_is_one_finding_and_a_told_dash_is_none(tmp_path):
    bare = "\n".join(" | ".join(line.strip().split(" | ")[:-2]) for line in ROWS.strip().splitlines()[:-1])
    bare = bare.replace("三级指标 | 年度指标值 | 实际完成值", "三级指标 | 年度指标值 | 实际完成值 | 未完成原因")
    for old, new in (("31公里", "0 | 招标推迟"), ("97%", "0 | 尚未开工"), ("20小时", "0 | 尚未开工"), ("1.6万元", "0 | 尚未支付"), ("95%", "0 | 尚未开工"), ("94%", "— | 未开展调查，完工后补做")):  # fmt: skip
        bare = bare.replace(f"| {old}", f"| {new}", 1) if old != "95%" else bare.replace("≥90% | 95%", f"≥90% | {new}")
    frame = findings(tmp_path, TITLE, HEAD + FUNDS + GOALS + bare)
    (told,) = said(frame, "K23")
    assert "同类情况还有" in told[2]
    assert not {"V21", "E07"} & set(frame["rule_id"])


def test_an_execution_rate_that_needs_no_reason_needs_none_in_a_row(tmp_path):
    row = "^ | 数量指标 | 预算执行率 | 100% | 98% | 10 | 9.8 | \n    ^ | 质量指标"
    form = reasons(("^ | 质量指标", row), ("31公里 | 30 | 30", "31公里 | 20 | 20"), ("| 99.8", "| 99.6"))
    assert not said(findings(tmp_path, TITLE, form), "E01")
    assert said(findings(tmp_path, TITLE, form.replace("98% | 10 | 9.8", "80% | 10 | 8")), "E01")


def test_rows_that_break_down_a_numbered_row_are_not_added_to_it(tmp_path):
    rows = ROWS.replace(
        "    ^ | 质量指标",
        "    ^ | ^ | 1、干流保洁长度 | ≥10公里 | 11公里 | 10 | 10\n    ^ | ^ | 2、支流保洁长度 | ≥20公里 | 20公里 | 20 | 20\n    ^ | 质量指标",
        1,
    )
    rows = rows.replace("保洁河道长度", "一、保洁河道长度", 1)
    frame = findings(tmp_path, TITLE, HEAD + FUNDS + GOALS + rows)
    assert not {"W01", "W11"} & set(frame["rule_id"])


def test_the_total_in_the_row_of_the_funds_is_no_execution_score(tmp_path):
    whole = FUNDS.replace("49 | 10 | 9.8", "50 | 100 | 98")
    rows = ROWS.replace("| 99.8", "| 98").replace("31公里 | 30 | 30", "31公里 | 40 | 38")
    frame = findings(tmp_path, TITLE, HEAD + whole + GOALS + rows)
    assert not {"W11", "W04", "M06", "M07"} & set(frame["rule_id"])


def test_rounding_up_by_much_is_asked_about(tmp_path):
    def told(spent: str) -> list[str]:
        rows = FUNDS.replace("50 | 49 | 10 | 9.8", f"50 | {spent} | 10 | 9")
        return [
            s[0] for s in said(findings(tmp_path, TITLE, HEAD + rows + GOALS + ROWS.replace("| 99.8", "| 99")), "M22")
        ]

    assert told("43.1") == ["warning"]  # 8.62
    assert told("44") == ["info"]  # 8.8


def test_an_amount_is_no_description_of_a_result(tmp_path):
    form = changed(("全年保洁河道31公里，漂浮物每日清理。", "37.24"))
    assert said(findings(tmp_path, TITLE, form), "F06")


def test_total_and_parts_one_column_apart_are_asked_to_be_read_again(tmp_path):
    apart = """
        项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 得分
        ^ | 年度资金总额 | | 398.88 | 395.86 | 10 | 9.92
        ^ | 其中：当年财政拨款 | | 570 | 398.88 | |
        ^ | 其他资金 | | 0 | 0 | |
    """
    assert not said(findings(tmp_path, TITLE, HEAD + apart + GOALS + ROWS.replace("| 99.8", "| 99.92")), "M01")
    wrong = apart.replace("570 | 398.88", "370 | 350")
    assert said(findings(tmp_path, TITLE, HEAD + wrong + GOALS + ROWS.replace("| 99.8", "| 99.92")), "M01")


def test_targets_missed_in_a_form_that_has_no_place_for_reasons(tmp_path):
    bare = "\n".join(line.strip().rsplit(" | ", 2)[0] for line in ROWS.strip().splitlines()[:-1])
    bare = bare.replace("≥30公里 | 31公里", "≥30公里 | 28公里").replace("≥95% | 97%", "≥95% | 90%")
    (told,) = said(findings(tmp_path, TITLE, HEAD + FUNDS + GOALS + bare), "E02")
    assert told[:2] == ("warning", "form")
    assert "第1、2项" in told[2]


def test_what_is_left_for_next_year_is_a_measure(tmp_path):
    late = (("31公里 | 30 | 30 | ", "28公里 | 30 | 28 | 资金下达滞后，剩余任务2024年完成"), ("| 99.8", "| 97.8"))
    assert not said(findings(tmp_path, TITLE, reasons(*late)), "E04")


def test_a_rows_own_scoring_standard_comes_before_the_ratio(tmp_path):
    rows = "\n".join(line + (" | 评分标准" if "三级指标" in line else " | ") for line in ROWS.strip().splitlines())
    short = rows.replace("≥90% | 95% | 30 | 30 | ", "≥90% | 88% | 30 | 28 | 每低1个百分点扣1分").replace(
        "| 99.8", "| 97.8"
    )
    assert not {"K04", "K05", "K21"} & set(findings(tmp_path, TITLE, HEAD + FUNDS + GOALS + short)["rule_id"])
    bare = short.replace("每低1个百分点扣1分", "")
    assert said(findings(tmp_path, TITLE, HEAD + FUNDS + GOALS + bare), "K05")
    blank = rows.replace("≥90% | 95% | 30 | 30 | ", " | 95% | 30 | 30 | 达标率90%以上得满分")
    assert not said(findings(tmp_path, TITLE, HEAD + FUNDS + GOALS + blank), "F10")


def test_what_stands_in_a_paragraph_is_not_missing(tmp_path):
    told = "其他需要说明的问题 | 本年安排资金10万元，支出9.8万元，执行率98%。 | < | < | < | < | <\n"
    frame = findings(tmp_path, TITLE, HEAD + GOALS + ROWS + told)
    assert not any("资金部分" in s[2] for s in said(frame, "F23"))
    assert any("资金部分" in s[2] for s in said(findings(tmp_path, TITLE, HEAD + GOALS + ROWS), "F23"))


def test_a_blank_column_is_told_once(tmp_path):
    rows = "\n".join(re.sub(r"^((?:[^|]*\|){4})[^|]*\|", r"\1 |", line.strip()) if "≥" in line or "≤" in line else line for line in ROWS.strip().splitlines())  # fmt: skip
    frame = findings(tmp_path, TITLE, HEAD + FUNDS + GOALS + rows)
    assert said(frame, "F22")
    assert not said(frame, "F11")


@pytest.mark.parametrize(
    ("target", "actual", "rule"),
    [("≤2年", "当年完成", "V02"), ("≥5年", "不足1年", "K03")],
)
def test_what_answers_in_other_words_is_no_figure(tmp_path, target, actual, rule):
    form = changed(("≤24小时 | 20小时", f"{target} | {actual}"))
    assert not said(findings(tmp_path, TITLE, form), rule)
