"""Layouts that no sample has, written as small tables; boundaries between forms; what is reported when nothing fits."""

from __future__ import annotations

import html

import pytest

from selfeval_nb.forms.blocks.head import year_in
from selfeval_nb.forms.blocks.ticks import ticked_grade
from selfeval_nb.forms.find import find_forms
from selfeval_nb.forms.model import Form
from selfeval_nb.forms.words.vocabulary import VocabularyError, label_key, load_vocabulary
from selfeval_nb.readers import read
from tests.readers.pdfs import Page, pdf

Row = list[str | tuple]


def page(tmp_path, *parts: str | list[Row]):
    """Paragraphs and tables -> a document; a cell is text, (text, colspan) or (text, colspan, rowspan)."""
    out = ["<html><head><meta charset='utf-8'></head><body>"]
    for part in parts:
        if isinstance(part, str):
            out.append(f"<p>{html.escape(part)}</p>")
            continue
        out.append("<table>")
        for row in part:
            out.append("<tr>")
            for cell in row:
                text, cols, rows = ((*cell, 1) if len(cell) == 2 else cell) if isinstance(cell, tuple) else (cell, 1, 1)
                out.append(f"<td colspan={cols} rowspan={rows}>{html.escape(text).replace(chr(10), '<br>')}</td>")
            out.append("</tr>")
        out.append("</table>")
    path = tmp_path / "form.html"
    path.write_text("".join(out) + "</body></html>", "utf-8")
    return read(path)


def one(tmp_path, *parts) -> Form:
    forms, _ = find_forms(page(tmp_path, *parts))
    assert len(forms) == 1
    return forms[0]


def fund(form: Form, source: str):
    return next(f for f in form.funds if f.source == source)


HEAD: list[Row] = [["项目名称", ("河道清淤", 4)], ["主管部门", "某县水务局", "实施单位", ("某县河道所", 2)]]
INDICATORS: list[Row] = [
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"],
    ["产出指标", "数量指标", "清淤长度", "≥5公里", "5公里"],
    ["效益指标", "社会效益指标", "受益人口", "≥1万人", "1.2万人"],
]


def test_weight_before_target_and_a_method_column(tmp_path):
    form = one(
        tmp_path,
        "项目支出绩效自评表（2016年度）",
        [
            [("项目资金\n（万元）", 1, 3), ("", 2), "年初预算数（A）", "全年执行数（B）", "分值\n（10分）", "执行率\n（B/A）", "得分", "得分计算方法"],
            [("年度资金总额", 2), "310.2", "154.74", "10", "50%", "5", "执行率×该指标分值"],
            [("其中：本年一般公共预算拨款", 2), "310.2", "154.74", "—", "—", "—", ""],
            [("绩效指标", 1, 3), "一级指标", "二级指标", "三级指标", "分值", "年度指标值（A）", "全年实际值（B）", "得分计算方法", "得分", "未完成原因分析"],
            [("产出指标（50分）", 1, 2), "数量指标", "清扫面积", "12.5", "≥100万平方米", "102万平方米", "完成记满分", "12.5", ""],
            ["质量指标", "清扫合格率", "37.5", "≥95%", "94%", "", "37.1", "雨天影响，下一步加强巡查"],
            [("总分", 4), "100", "", "", "", "54.6"],
        ],
    )  # fmt: skip
    assert form.year == 2016
    assert form.money_unit == "万元"
    total = fund(form, "total")
    assert (total.initial, total.budget, total.executed, total.weight, total.rate, total.score) == (
        310.2,
        None,
        154.74,
        10,
        0.5,
        5,
    )
    assert fund(form, "fiscal_current").executed == 154.74
    area, quality = form.indicators
    assert (area.weight, area.target_value, area.target_unit, area.actual_value, area.score) == (
        12.5,
        100,
        "万平方米",
        102,
        12.5,
    )
    assert (area.level1, area.level1_weight, area.method) == ("产出指标", 50, "完成记满分")
    assert quality.reason == "雨天影响，下一步加强巡查"
    assert (form.value("total_weight"), form.value("total_score")) == (100, 54.6)


def test_two_goals_with_their_own_indicators_and_no_weights(tmp_path):
    header = ["一级指标", "二级指标", "三级指标", "年初目标值（A）", "实际完成值（B）", "得分"]
    form = one(
        tmp_path,
        "2021年度水利工程维护项目自评表",
        "单位名称：某水利科   填报日期：2022年3月1日   自评总分：93",
        [
            [("项目名称", 2), ("水利工程维护", 5)],
            [("主管部门", 2), ("某市水务局", 2), "项目实施单位", ("水利站", 2)],
            [("项目类别", 2), ("1、部门预算项目 ☑ 2、市直专项 □", 5)],
            [
                ("预算执行情况\n（万元）\n（20分）", 1, 2),
                ("", 2),
                "预算数（A）",
                "执行数（B）",
                "执行率（B/A）",
                "得分\n（20分*执行率）",
            ],
            [("年度财政资金总额", 2), "50", "45", "90%", "18"],
            [("年度绩效目标1\n（40分）", 1, 3), *header],
            ["产出指标", "数量指标", "维护泵站座数", "5座", "5座", "20"],
            ["效益指标", "社会效益指标", "受益人口", "≥1万人", "1.2万人", "20"],
            [("年度绩效目标2\n（40分）", 1, 3), *header],
            ["产出指标", "数量指标", "培训人次", "≥100人次", "80人次", "15"],
            ["满意度指标", "服务对象满意度", "群众满意度", "≥90%", "95%", "20"],
            ["总分", ("93", 6)],
            ["偏差大或目标未完成原因分析", ("报名人数不足", 6)],
            ["改进措施及结果应用方案", ("下年补训", 6)],
        ],
    )
    assert [i.level3 for i in form.indicators] == ["维护泵站座数", "受益人口", "培训人次", "群众满意度"]
    assert all(i.weight is None for i in form.indicators)
    assert form.execution_weight == 20
    assert (fund(form, "total").budget, fund(form, "total").executed, fund(form, "total").score) == (50, 45, 18)
    assert form.value("unit") == "水利站"  # 实施单位 says it closer than 单位名称
    assert (form.value("total_score"), form.value("total_weight")) == (93, None)
    assert form.value("whole_reason") == "报名人数不足"
    assert form.value("measures_text") == "下年补训"
    assert form.value("fill_date") == "2022年3月1日"


def test_flat_list_with_operator_and_unit_columns_and_totals_in_the_head(tmp_path):
    form = one(
        tmp_path,
        "2022年度项目支出绩效自评表",
        [["专项名称", "社区矫正专项", "自评总分（分）", "98.4"], ["主管部门", "某区司法局", "财政处室", "行政政法科"]],
        [
            [
                ("部门预算执行情况\n（万元）", 1, 2),
                "年初预算数",
                "全年（调整）预算数",
                "全年执行数",
                "执行率（%）",
                "执行率权重",
                "执行率得分",
            ],
            ["120", "110.5", "108.2", "97.92", "10", "9.8"],
        ],
        [
            [("当年绩效目标", 1, 2), ("年初绩效目标", 2), ("全年（调整）绩效目标", 2), ("全年目标实际完成情况", 2)],
            [("做好矫正工作", 2), ("无", 2), ("做好了矫正工作", 2)],
            ["指标名称", "计量单位", "指标性质", "指标值", "指标权重", "全年完成值", "指标得分", "说明"],
            ["接收对象人数", "人", "≥", "200", "30", "210", "30", ""],
            ["再犯罪率", "%", "≤", "0.5", "20", "0.2", "20", ""],
            ["帮扶效果", "", "定性", "好", "10", "好", "8.4", "部分对象未达标，加强回访"],
        ],
    )
    assert (form.value("total_score"), form.value("goal_expected"), form.value("goal_actual")) == (
        98.4,
        "做好矫正工作",
        "做好了矫正工作",
    )
    assert form.value("goal_adjusted") == "无"
    total = fund(form, "total")
    assert (total.initial, total.budget, total.executed, total.rate, total.weight, total.score) == (
        120,
        110.5,
        108.2,
        0.9792,
        10,
        9.8,
    )
    first, second, third = form.indicators
    assert (first.target_text, first.operator, first.target_value, first.target_unit) == ("≥200人", ">=", 200, "人")
    assert (second.operator, second.target_unit, second.actual_value) == ("<=", "%", 0.2)
    assert (third.operator, third.target_value) == ("qualitative", None)


def test_kinds_of_indicator_are_not_taken_for_operators(tmp_path):
    form = one(
        tmp_path,
        "部门整体绩效自评表",
        [
            [
                "指标名称",
                "计量单位",
                "指标性质",
                "年初指标值",
                "调整指标值",
                "全年完成值",
                "指标权重（分）",
                "指标得分（分）",
            ],
            ["培训次数", "次", "定量指标", "≥6次", "≥8次", "12次", "5", "5"],
            ["制度健全性", "", "定性指标", "高", "", "高", "3", "3"],
        ],
    )
    assert form.kind == "department"
    assert [i.target_text for i in form.indicators] == ["≥6次", "高"]
    assert [i.kind_cell for i in form.indicators] == ["定量指标", "定性指标"]
    assert form.indicators[0].target_adjusted == "≥8次"


def test_funds_laid_out_sideways(tmp_path):
    form = one(
        tmp_path,
        "项目支出绩效自评表",
        "（2023年度）",
        [
            *[[*r, ""] for r in HEAD],
            ["资金（万元）", "年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金", ""],
            ["年初预算数", "100", "80", "10", "10", ""],
            ["全年预算数", "110", "90", "10", "10", ""],
            ["全年执行数", "99", "80", "10", "9", ""],
            ["执行率", "90%", "", "", "", ""],
            ["分值", "10", "", "", "", ""],
            ["得分", "9", "", "", "", ""],
        ],
        INDICATORS,
    )
    total = fund(form, "total")
    assert (total.initial, total.budget, total.executed, total.rate, total.weight, total.score) == (
        100,
        110,
        99,
        0.9,
        10,
        9,
    )
    assert (fund(form, "carryover").initial, fund(form, "other").executed) == (10, 9)


def test_sources_as_columns_over_one_row_and_a_reviewers_column(tmp_path):
    form = one(
        tmp_path,
        "财政预算支出项目绩效目标自评表",
        [
            ["项目名称", ("公路养护", 3), "主管部门", ("交通局", 2)],
            ["项目单位", ("公路段", 3), "年度", ("2019", 2)],
            [("预算资金（万元）", 1, 2), "中央", "省地", "本级", "其他", "合计", "执行数"],
            ["10", "20", "30", "0", "60", "58"],
            ["一级指标", "二级指标", "三级指标", "分值", "自评分", "复核分", "评价标准及依据"],
            ["项目决策（2分）", "目标设定", "目标明确性", "2", "2", "2", "明确得2分"],
            ["项目管理（98分）", "组织管理", "制度健全性", "98", "97", "96", ""],
            ["合计", "", "", "100", "99", "98", ""],
        ],
    )
    assert form.year == 2019
    assert (fund(form, "total").budget, fund(form, "total").executed, fund(form, "本级").budget) == (60, 58, 30)
    assert [(i.score, i.review_score) for i in form.indicators] == [(2, 2), (97, 96)]
    assert (form.value("total_weight"), form.value("total_score")) == (100, 99)


def test_group_header_over_levels_and_target_parts(tmp_path):
    form = one(
        tmp_path,
        "2022年度项目支出绩效自评表",
        [
            [("绩效指标", 3), ("年度指标值", 3), ("实际完成值", 1, 2), ("分值", 1, 2), ("得分", 1, 2)],
            ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位"],
            ["产出指标", "数量指标", "资助人数", "≧", "735", "人次", "735", "10", "10"],
            ["效益指标", "社会效益指标", "知晓率", "═", "100", "%", "98%", "10", "9"],
            [("总分", 7), "20", "19"],
        ],
    )
    assert [i.target_text for i in form.indicators] == ["≧735人次", "═100%"]
    assert [i.operator for i in form.indicators] == [">=", "="]
    assert (form.value("total_weight"), form.value("total_score")) == (20, 19)


def test_levels_without_a_header(tmp_path):
    form = one(
        tmp_path,
        "项目绩效自评表",
        [
            ["", "", "指标名称", "目标值", "完成值", "权重", "自评得分"],
            [("产出指标", 1, 2), "数量指标", "清淤长度", "5公里", "5公里", "30", "30"],
            ["质量指标", "合格率", "100%", "100%", "30", "30"],
        ],
    )
    assert [(i.level1, i.level2) for i in form.indicators] == [("产出指标", "数量指标"), ("产出指标", "质量指标")]


@pytest.mark.parametrize("target", ["", "100%"])
def test_execution_rate_among_the_indicators_is_no_indicator(tmp_path, target):
    form = one(
        tmp_path,
        "项目支出绩效自评表",
        [
            ["一级指标", "二级指标", "三级指标", "指标值", "完成值", "分值", "得分"],
            [("预算执行率", 3), target, "96%", "10", "9.6"],
            ["产出指标", "数量指标", "清淤长度", "≥5公里", "5公里", "90", "90"],
        ],
    )
    assert [i.level3 for i in form.indicators] == ["清淤长度"]
    assert (fund(form, "total").weight, fund(form, "total").score, fund(form, "total").rate) == (10, 9.6, 0.96)


def test_several_forms_in_one_table_and_numbering_rows(tmp_path):
    header = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值"]

    def form(name: str) -> list[Row]:
        return [
            [("项目支出绩效自评表", 5)],
            [("（2021年度）", 5)],
            ["项目名称", (name, 4)],
            header,
            ["1", "2", "3", "4", "5"],
            ["产出指标", "数量指标", f"{name}数量", "3", "3"],
            [("注：按实填写。", 5)],
        ]

    forms, _ = find_forms(page(tmp_path, [*form("甲"), *form("乙"), *form("丙")]))
    assert [f.value("project") for f in forms] == ["甲", "乙", "丙"]
    assert [f.form_no for f in forms] == [1, 2, 3]
    assert [[i.level3 for i in f.indicators] for f in forms] == [["甲数量"], ["乙数量"], ["丙数量"]]
    assert all(f.notes == ["注：按实填写。"] or f.value("other_notes") for f in forms)


def test_form_inside_a_report_with_other_tables(tmp_path):
    forms, problems = find_forms(
        page(
            tmp_path,
            "某局2021年度部门决算公开",
            [["项目", "行次", "金额"], ["一、收入", "1", "100.00"], ["二、支出", "2", "98.00"]],
            "项目支出绩效自评情况汇总",
            [
                ["序号", "项目名称", "预算数", "执行数", "自评得分"],
                ["1", "甲项目", "10", "9", "95"],
                ["2", "乙项目", "20", "20", "99"],
            ],
            "项目支出绩效自评表",
            [*HEAD, *INDICATORS],
            "四、名词解释",
        )
    )
    assert [f.value("project") for f in forms] == ["河道清淤"]
    assert not [p for p in problems if p.problem == "not-understood"]


@pytest.mark.parametrize(
    ("title", "columns", "stage"),
    [
        ("项目支出绩效目标申报表", ["一级指标", "二级指标", "三级指标", "指标值"], "申报"),
        ("项目支出绩效运行监控表", ["一级指标", "二级指标", "三级指标", "年度指标值", "1-7月执行情况", "全年预计完成情况"], "监控"),
    ],
)  # fmt: skip
def test_forms_of_other_stages_are_reported_and_not_loaded(tmp_path, title, columns, stage):
    values = ["产出指标", "数量指标", "清淤长度", "≥5公里", "3公里", "5公里"][: len(columns)]
    forms, problems = find_forms(page(tmp_path, title, [["项目名称", ("河道清淤", len(columns) - 1)], columns, values]))
    assert forms == []
    assert [p.problem for p in problems] == ["related-form"]
    assert stage in problems[0].detail


def test_no_form_is_said(tmp_path):
    forms, problems = find_forms(page(tmp_path, "会议纪要", [["时间", "地点"], ["上午", "三楼"]]))
    assert forms == []
    assert [p.problem for p in problems] == ["no-form"]


def test_a_cell_that_nothing_claims_is_reported_with_its_place(tmp_path):
    forms, problems = find_forms(
        page(tmp_path, "项目支出绩效自评表", [*HEAD, ["蓝色", "甲", "绿色", ("乙", 2)], *INDICATORS])
    )
    lost = [p for p in problems if p.problem == "not-understood"]
    assert {p.form_id for p in lost} == {forms[0].form_id}
    assert [p.where for p in lost] == [f"第1个表格第3行第{k}列" for k in (1, 2, 3, 4)]
    assert "蓝色" in lost[0].detail


def test_a_reviewers_own_words(tmp_path):
    rows: list[Row] = [["一类", "小类", "要点", "盼头", "办成"], ["产出指标", "数量指标", "清淤长度", "5公里", "5公里"]]
    document = page(tmp_path, "项目支出绩效自评表", [*HEAD, *rows])
    assert not any(f.indicators for f in find_forms(document)[0])
    own = tmp_path / "own.toml"
    own.write_text(
        '[column.level3]\nexact = ["要点"]\n[column.target]\nexact = ["盼头"]\n[column.actual]\nexact = ["办成"]\n',
        "utf-8",
    )
    forms, _ = find_forms(document, own)
    assert [(i.level3, i.target_value, i.actual_value) for i in forms[0].indicators] == [("清淤长度", 5, 5)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[column.target]\nexact = 3\n", "只能写"),
        ("[nowhere.x]\nexact = []\n", "没有这个部分"),
        ("[column.colour]\nexact = []\n", "没有这个字段"),
        ("not toml", "TOML"),
    ],
)
def test_a_faulty_vocabulary_says_what_is_wrong(tmp_path, text, says):
    path = tmp_path / "own.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(VocabularyError, match=says):
        load_vocabulary(path)


def test_no_label_has_two_meanings_in_one_place():
    from selfeval_nb.forms.words.vocabulary import _built_in, label_key

    for place, fields in _built_in().items():
        if place in ("related", "title") or not all(isinstance(v, dict) for v in fields.values()):
            continue
        seen: dict[str, str] = {}
        for name, entry in fields.items():
            for word in entry["exact"]:
                assert seen.setdefault(label_key(word), name) == name or place == "goal", (place, word, name)


def test_columns_under_unlisted_labels_are_told_by_their_contents(tmp_path):
    form = one(
        tmp_path,
        "项目支出绩效自评表",
        [
            ["一级指标", "二级指标", "甲栏", "年度指标值", "乙栏", "丙栏", "得分", "丁栏"],
            ["产出指标", "数量指标", "清淤长度", "≥5公里", "5公里", "30", "30", ""],
            ["", "质量指标", "验收合格率", "100%", "98%", "30", "29.4", "个别河段返工，今后加强监理"],
            ["效益指标", "社会效益指标", "受益人口", "≥1万人", "1.2万人", "30", "30", ""],
        ],
    )
    assert [i.level3 for i in form.indicators] == ["清淤长度", "验收合格率", "受益人口"]
    assert [i.actual_text for i in form.indicators] == ["5公里", "98%", "1.2万人"]
    assert [i.weight for i in form.indicators] == [30, 30, 30]
    assert form.indicators[1].reason == "个别河段返工，今后加强监理"


def test_a_later_table_is_no_continuation_unless_its_rows_look_like_it(tmp_path):
    forms, problems = find_forms(
        page(
            tmp_path,
            "项目支出绩效自评表",
            [*HEAD, *INDICATORS],
            [["序号", "姓名", "职务", "备注"], ["1", "甲", "组长", ""], ["2", "乙", "成员", ""]],
        )
    )
    assert [[i.level3 for i in f.indicators] for f in forms] == [["清淤长度", "受益人口"]]
    assert not problems


def test_a_level_total_is_no_form_total(tmp_path):
    form = one(
        tmp_path,
        "项目支出绩效自评表",
        [
            ["一级指标", "二级指标", "三级指标", "指标值", "完成值", "分值", "得分"],
            [("产出指标", 1, 2), "数量指标", "清淤长度", "≥5公里", "5公里", "50", "49"],
            ["合计", "", "", "", "50", "49"],
            ["效益指标", "社会效益指标", "受益人口", "≥1万人", "1.2万人", "40", "40"],
            [("总分", 5), "90", "89"],
        ],
    )
    assert len(form.indicators) == 2
    assert (form.value("total_weight"), form.value("total_score")) == (90, 89)


def test_the_year_and_unit_lines_between_two_forms_belong_to_the_next(tmp_path):
    forms, _ = find_forms(
        page(
            tmp_path,
            "单位：万元",
            [[("项目支出绩效自评表（2021年度）", 5)], *HEAD, *INDICATORS],
            "单位：元",
            "2022年度",
            [[("项目支出绩效自评表", 5)], *HEAD, *INDICATORS],
        )
    )
    assert [(f.year, f.money_unit) for f in forms] == [(2021, "万元"), (2022, "元")]


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("☑优（90分以上） □良（80-90） □中 □差", "优"),
        ("优√ 良□ 中□ 差□", "优"),
        ("□优秀 ☑良好 □一般", "良好"),
        ("优□ 良□ 中☑ 差□", "中"),
        ("☑优 ☑良 □中", None),
        ("优 良 中 差", None),
        ("□优 □良 □中 □差", None),
        ("优", None),
    ],
)
def test_a_ticked_grade_is_read(text: str, grade: str | None) -> None:
    assert ticked_grade(text) == grade


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("年初预算①", "年初预算"),
        ("合计④=①+②+③", "合计"),
        ("支出实现率⑦=⑤/④", "支出实现率"),
        ("① 项目名称", "项目名称"),
        ("全年预算数A", "全年预算数"),
        ("执行率B/A×100%", "执行率"),
        ("合计(4)=(1)+(2)", "合计"),
    ],
)
def test_a_label_is_looked_up_without_its_number_and_formula(text: str, key: str) -> None:
    assert label_key(text) == key


def test_a_space_parts_the_number_of_an_annex_from_the_year() -> None:
    assert year_in("附件3 2021年度项目绩效自评表") == 2021
    assert year_in("2 0 2 1 年度项目支出绩效自评表") == 2021


def test_a_pdf_whose_tables_have_no_lines_says_so(tmp_path):
    sheet = Page()
    sheet.text(200, 40, "项目支出绩效自评表")
    for n, text in enumerate(("一级指标", "三级指标", "年度指标值", "实际完成值")):
        sheet.text(60 + 120 * n, 80, text)
    path = tmp_path / "form.pdf"
    path.write_bytes(pdf(sheet))
    forms, problems = find_forms(read(path))
    assert forms == []
    assert [p.problem for p in problems] == ["no-form"]
    assert "没有表格框线" in problems[0].detail


@pytest.mark.parametrize(
    ("text", "goals"),
    [
        ("预期目标：修路5公里。\n完成情况：修路6公里。", ("修路5公里。", "修路6公里。")),
        ("预期目标：\n完成情况：修路6公里。", (None, "修路6公里。")),
        ("预期目标：修路5公里。\n完成情况：", ("修路5公里。", None)),
        (
            "目标1：修路。\n目标2：架桥。\n目标1完成情况：已修。\n目标2完成情况：已架。",
            ("修路。\n架桥。", "已修。\n已架。"),
        ),
        ("预期目标：一是修路：5公里；二是架桥：2座。", ("一是修路：5公里；二是架桥：2座。", None)),
    ],
)
def test_goals_behind_their_labels_in_one_cell(tmp_path, text, goals):
    form = one(tmp_path, "项目支出绩效自评表", [*HEAD, ["年度目标", (text, 4)], *INDICATORS])
    assert (form.value("goal_expected"), form.value("goal_actual")) == goals


def test_a_column_nobody_listed_between_goal_and_result(tmp_path):
    rows: list[Row] = [
        [("年度目标", 1, 2), ("年初绩效目标", 2), ("调整情况", 2), ("目标实际完成情况", 3)],
        [("新建投放亭120座，9月底前投入使用。", 2), ("因征拆由120座调减为100座。", 2), ("新建投放亭100座，均已投入使用。", 3)],
    ]  # fmt: skip
    form = one(tmp_path, "2023年度项目支出绩效自评表", [["项目名称", ("垃圾分类", 7)], *rows, *INDICATORS])
    assert form.value("goal_expected") == "新建投放亭120座，9月底前投入使用。"
    assert form.value("goal_actual") == "新建投放亭100座，均已投入使用。"
    assert "unclaimed" not in form.roles.values()


def test_an_indicator_a_table(tmp_path):
    def card(number, name, target, actual, weight, score, reason) -> list[Row]:
        return [
            ["指标编号", number, "指标名称", name],
            ["目标值", target, "实际完成值", actual],
            ["权重", weight, "得分", score],
            ["扣分原因", (reason, 3)],
        ]

    form = one(
        tmp_path,
        "2018年度小区整新项目绩效自评表",
        "项目名称：小区综合整新",
        "一、产出目标（44分）",
        card("B11", "小区整新完成率", "100%", "100%", "24", "24", "无"),
        card("B12", "门头改造数量", "9处", "8处", "20", "17.8", "1处因换届暂缓实施"),
        "二、效果目标（26分）",
        card("C11", "居民投诉下降率", "≥20%", "26%", "26", "26", "无"),
        "自评总分：67.8分",
    )
    assert [(i.level1, i.level3, i.target_text, i.actual_text, i.weight, i.score) for i in form.indicators] == [
        ("产出目标", "小区整新完成率", "100%", "100%", 24, 24),
        ("产出目标", "门头改造数量", "9处", "8处", 20, 17.8),
        ("效果目标", "居民投诉下降率", "≥20%", "26%", 26, 26),
    ]
    assert form.fields["indicators[2].score"].table == 2
    assert form.indicators[1].reason == "1处因换届暂缓实施"
    assert form.value("project") == "小区综合整新"
    assert form.value("total_score") == 67.8
