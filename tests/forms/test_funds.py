"""The columns of a funds block are decided together: by their labels, by what stands below them, by the arithmetic of the rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfeval_nb.forms.load import load_forms
from selfeval_nb.forms.model import Form
from tests.forms.test_taught import Row, write

HEAD: list[Row] = [["项目名称", ("乡村水渠整治", 8)], ["实施单位", ("某镇水利站", 8)]]
INDICATORS: list[Row] = [
    ["一级指标", "二级指标", ("三级指标", 2), "年度指标值", "实际完成值", "分值", "得分", "偏差原因"],
    [("产出指标", 1, 2), "数量指标", ("整治水渠长度", 2), "≥12公里", "12公里", "50", "50", ""],
    ["质量指标", ("验收合格率", 2), "100%", "100%", "40", "40", ""],
]


def read_form(path: Path, *funds: Row) -> Form:
    (form,) = load_forms([write(path, "2023年度项目支出绩效自评表", [*HEAD, *funds, *INDICATORS])]).forms
    return form


def amounts(form: Form) -> list[tuple]:
    return [(f.source, f.initial, f.budget, f.executed, f.weight, f.rate, f.score) for f in form.funds]


def test_sources_named_anew_under_each_kind(tmp_path):
    form = read_form(
        tmp_path / "a.docx",
        [("预算数", 4), ("实际支出数", 5)],
        [("合计", 3), "1920", ("合计", 3), ("2085", 2)],
        [("省级财政", 3), "1920", ("省级财政", 3), ("1920", 2)],
        [("部门自筹及其他", 3), "0", ("部门自筹及其他", 3), ("165", 2)],
    )
    assert [f[:4] for f in amounts(form)] == [
        ("total", None, 1920, 2085),
        ("省级财政", None, 1920, 1920),
        ("部门自筹及其他", None, 0, 165),
    ]


def test_each_amount_is_of_the_source_at_its_left(tmp_path):
    form = read_form(
        tmp_path / "a.docx",
        [("预算数", 4), ("实际支出数", 5)],
        [("合计", 3), "300", ("合计", 3), ("280", 2)],
        [("省级财政", 3), "200", ("其他资金", 3), ("80", 2)],
        [("其他资金", 3), "100", ("省级财政", 3), ("200", 2)],
    )
    found = {f[0]: f[2:4] for f in amounts(form)}
    assert found == {"total": (300, 280), "省级财政": (200, 200), "other": (100, 80)}


def test_the_rate_names_by_letters_what_it_divides(tmp_path):
    form = read_form(
        tmp_path / "a.docx",
        [("", 1), "行次", "全年预算数（A）", "扣除整合后预算金额（B）", "全年到位资金（C）", "预算到位（C/B）", "全年执行资金（D）", "预算执行（D/B×100%）", ""],
        ["列次", "0", "1", "2", "3", "4", "5", "6", "所需材料"],
        ["年度资金总额", "1", "60", "52.8", "52.8", "100%", "30.8", "58.33%", ""],
        ["其中：中央财政资金", "2", "60", "52.8", "52.8", "100%", "30.8", "58.33%", ""],
        ["地方财政资金", "3", "", "", "", "", "", "", ""],
    )  # fmt: skip
    assert amounts(form)[0] == ("total", None, 52.8, 30.8, None, 0.5833, None)
    assert all(f[1] is None and f[4] is None for f in amounts(form))  # 行次 is no amount, no weight


def test_an_amount_nobody_listed_beside_what_was_spent_is_the_budget(tmp_path):
    form = read_form(
        tmp_path / "a.docx",
        [("债券资金管理", 1, 2), ("总体支出进度", 2, 2), "实际支出金额", "下拨额", "实际完成值", "分值", "得分", "偏差原因"],
        ["1,437", "1,500", "95.8%", "10", "9.58", ""],
    )  # fmt: skip
    assert amounts(form) == [("total", None, 1500, 1437, 10, 0.958, 9.58)]


@pytest.mark.parametrize(("score", "points"), [("9", 9.0), ("33", None)])
def test_points_that_nobody_named_follow_from_the_rate(tmp_path, score, points):
    form = read_form(
        tmp_path / "a.docx",
        [("钱", 1, 2), ("拨来的", 2), ("花掉的", 2), ("几成", 2), ("给几个", 2)],
        [("120", 2), ("108", 2), ("90%", 2), (score, 2)],
    )
    assert amounts(form) == [("total", None, 120, 108, None, 0.9, points)]


def test_what_arrived_is_no_budget_beside_one_and_is_one_alone(tmp_path):
    rows: list[Row] = [[("年度资金总额", 2), "100", "95", "95", ("100%", 4)]]
    both = read_form(tmp_path / "a.docx", [("", 2), "预算数", "到位数", "执行数", ("执行率", 4)], *rows)
    assert amounts(both)[0][1:4] == (None, 100, 95)
    alone = read_form(tmp_path / "b.docx", [("", 2), "说明", "到位数", "执行数", ("执行率", 4)], [("年度资金总额", 2), "", "95", "95", ("100%", 4)])  # fmt: skip
    assert amounts(alone)[0][1:4] == (None, 95, 95)


def test_the_second_reading_and_its_distance_are_told(tmp_path):
    form = read_form(
        tmp_path / "a.docx",
        [("项目资金", 1, 3), ("", 2), "批复下来的", "到手的", "实际支出数", ("执行率", 3)],
        [("年度资金总额", 2), "100", "80", "60", ("75%", 3)],
        [("其他资金", 2), "20", "10", "5", ("50%", 3)],
    )
    assert amounts(form)[0][2:4] == (80, 60)
    assert any("第二种读法" in said for said in form.headers if "资金" in said)


def test_a_list_of_what_was_spent_on_is_not_the_funds(tmp_path):
    form = read_form(
        tmp_path / "a.docx",
        ["计划安排资金", "700", "实际到位资金", "700", ("实际支出", 2), "698", "结余", "2"],
        [("支出内容", 3), ("实际支出数", 2), ("会计凭证号", 2), ("备注", 2)],
        [("劳务费", 3), ("50,000.00", 2), ("记账9", 2), ("", 2)],
        [("支出合计", 3), ("6,980,000.00", 2), ("", 2), ("", 2)],
    )
    assert [f[2:4] for f in amounts(form)] == [(700, 698)]


DOWN = [("年初预算数", 100), ("全年预算数", 120), ("全年执行数", 98), ("执行率", "81.67%"), ("执行率得分", 8.17)]


@pytest.mark.parametrize("beside", [True, False])
def test_kinds_below_each_other_with_a_number_each(tmp_path, beside):
    rows: list[Row] = [
        [*([("资金情况（万元）", 1, 5)] if beside and k == 0 else []), (name, 4 if beside else 5), (str(number), 4)]
        for k, (name, number) in enumerate(DOWN)
    ]
    form = read_form(tmp_path / "a.docx", *rows)
    assert amounts(form) == [("total", 100, 120, 98, None, 0.8167, 8.17)]
    assert "unclaimed" not in form.roles.values()


def test_sources_across_and_kinds_down_whatever_they_are_called(tmp_path):
    for spoken in (("预算数", "执行数"), ("批下来的", "花掉的")):
        form = read_form(
            tmp_path / "a.docx",
            [("资金（万元）", 1, 4), "", "合计", "财政拨款", "其他资金", ("", 4)],
            [spoken[0], "120", "100", "20", ("", 4)],
            [spoken[1], "98", "90", "8", ("", 4)],
            ["执行率", "81.67%", "90%", "40%", ("", 4)],
        )
        assert [f[:4] for f in amounts(form)] == [
            ("total", None, 120, 98),
            ("fiscal_current", None, 100, 90),
            ("other", None, 20, 8),
        ]


def test_pairs_side_by_side_whose_rate_bears_them_out(tmp_path):
    form = read_form(tmp_path / "a.docx", ["批下来的", "120", "花掉的", ("98", 2), "执行率", ("81.67%", 3)])
    assert amounts(form) == [("total", None, 120, 98, None, 0.8167, None)]
    other = read_form(tmp_path / "b.docx", ["参加人数", "120", "走访次数", ("98", 2), "到会率", ("80%", 3)])
    assert other.funds == []


def test_the_rows_of_other_facts_are_no_amounts(tmp_path):
    form = read_form(tmp_path / "a.docx", [("建设年限", 5), ("3", 4)], [("受益村数", 5), ("12", 4)])
    assert form.funds == []


def test_a_total_under_a_label_of_the_head_is_read_by_its_columns(tmp_path):
    path = write(
        tmp_path / "a.docx",
        "2023年度项目支出绩效自评表",
        [*HEAD, *INDICATORS, [("项目绩效自评得分数", 6), "90", "88", ""]],
    )
    (form,) = load_forms([path]).forms
    assert (form.value("total_weight"), form.value("total_score")) == (90, 88)


def test_sources_across_under_names_that_nobody_listed(tmp_path):
    path = write(
        tmp_path / "a.docx",
        "2023年度项目支出绩效自评表",
        [
            ["资金来源", "中央财政", "市级财政", "主管部门", "学校自筹", "其他", "合计"],
            ["计划投资（万元）", "0", "200", "80", "60", "0", "340"],
            ["实际到位（万元）", "0", "200", "60", "60", "0", "320"],
            ["实际支出（万元）", "0", "198.6", "60", "72.4", "0", "331"],
        ],
        [*HEAD, *INDICATORS],
    )
    (form,) = load_forms([path]).forms
    assert {f.source: f.executed for f in form.funds} == {
        "中央财政": 0, "市级财政": 198.6, "主管部门": 60, "学校自筹": 72.4, "other": 0, "total": 331,
    }  # fmt: skip


def test_a_later_total_with_the_points_of_the_funds_is_the_forms(tmp_path):
    path = write(
        tmp_path / "a.docx",
        "2023年度项目支出绩效自评表",
        [
            *HEAD,
            [("", 2), "全年预算数", "全年执行数", ("执行率", 2), "分值", ("得分", 2)],
            [("年度资金总额", 2), "100", "95", ("95%", 2), "10", ("9.5", 2)],
            *INDICATORS,
            [("合计", 6), "90", "88", ""],
            [("自评总分", 6), ("97.5", 3)],
        ],
    )
    (form,) = load_forms([path]).forms
    assert form.value("total_score") == 97.5
