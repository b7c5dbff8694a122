"""The kinds of the rows of a table, decided together: a form whose header nobody could read is found by its rows, and told as doubtful."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from selfeval_nb.forms.find import find_forms
from selfeval_nb.forms.grid.lines import lines_of
from selfeval_nb.forms.segments.path import KINDS, best_path, lost_headers, segment, weights
from selfeval_nb.forms.words.vocabulary import Vocabulary, _built_in, load_vocabulary
from selfeval_nb.readers import read
from tests.forms.doubt_fit.words import less
from tests.forms.test_taught import WORDS, write

FORM = [
    ["项目名称", ("乡村水渠整治", 5)],
    ["实施单位", ("某镇水利站", 5)],
    ["", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["年度资金总额", "120", "108", "10", "90%", "9"],
    [("预期目标", 3), ("实际完成情况", 3)],
    [("整治水渠12公里，改善灌溉面积3000亩。", 3), ("整治水渠12公里，已全部完成。", 3)],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "得分"],
    [("产出指标", 1, 2), "数量指标", "整治水渠长度", "≥12公里", "12公里", "40"],
    ["质量指标", "验收合格率", "100%", "100%", "20"],
    ["效益指标", "社会效益指标", "受益人口", "≥3000人", "3100人", "30"],
    [("总分", 5), "99"],
    ["存在问题", ("资金到位较晚。", 5)],
]


def path_of(path: Path, vocabulary: Vocabulary) -> list[str]:
    lines = lines_of(read(path))
    return segment(lines, [i for i, ln in enumerate(lines) if ln.table is not None], vocabulary)


def test_the_rows_of_a_form_by_their_kinds(tmp_path):
    path = write(tmp_path / "a.docx", "2023年度项目支出绩效自评表", FORM)
    assert path_of(path, WORDS) == [
        "head", "head", "funds_header", "funds", "goals_header", "goals", "indicator_header", "indicators", "indicators", "indicators",
        "total", "closing",
    ]  # fmt: skip


def test_the_usual_order_weighs_and_does_not_force(tmp_path):
    moved = [*FORM[:2], *FORM[6:11], *FORM[2:6]]
    kinds = path_of(write(tmp_path / "a.docx", "2023年度项目支出绩效自评表", moved), WORDS)
    assert kinds[2:7] == ["indicator_header", "indicators", "indicators", "indicators", "total"]
    assert kinds[7:] == ["funds_header", "funds", "goals_header", "goals"]


def test_most_rows_are_told_without_half_of_the_words(tmp_path):
    path = write(tmp_path / "a.docx", "2023年度项目支出绩效自评表", FORM)
    right = [
        sum(a == b for a, b in zip(path_of(path, less(random.Random(seed), 0.5)), path_of(path, WORDS), strict=True))
        for seed in range(5)
    ]
    assert sum(right) >= 0.85 * 5 * len(FORM)


def without_column_names() -> Vocabulary:
    data = dict(_built_in())
    data["column"] = {name: {"exact": [], "like": []} for name in data["column"]}
    return Vocabulary(data)


@pytest.mark.parametrize(("title", "before"), [("2023年度项目绩效评价", []), ("2023年度项目支出绩效自评表", [0])])
def test_indicators_that_were_lost_are_found_by_their_rows_and_told_as_doubtful(tmp_path, monkeypatch, title, before):
    document = read(write(tmp_path / "a.docx", title, FORM))
    poor = without_column_names()
    forms, problems = find_forms(document, poor)
    assert [len(f.indicators) for f in forms] == [3]
    assert [i.level3 for i in forms[0].indicators] == ["整治水渠长度", "验收合格率", "受益人口"]
    told = [p for p in problems if p.problem == "doubtful-reading" and p.where == "form"]
    assert [p.form_id for p in told] == [forms[0].form_id]
    assert "第1个表格第7行" in told[0].detail
    monkeypatch.setattr("selfeval_nb.forms.find.lost_headers", lambda lines, vocabulary: {})
    assert [len(f.indicators) for f in find_forms(document, poor)[0]] == before


@pytest.mark.parametrize(
    ("title", "table"),
    [
        (
            "物资采购清单",
            [["序号", "名称", "数量", "单价"], *([str(n), f"办公桌{n}", "2", "300"] for n in range(1, 9))],
        ),
        (
            "绩效奖金发放表",
            [["姓名", "岗位", "金额", "签字"], *([f"职工{n}", "科员", "3000", ""] for n in range(1, 9))],
        ),
    ],
)
def test_other_tables_are_no_forms(tmp_path, title, table):
    forms, problems = find_forms(read(write(tmp_path / "a.docx", title, table)), WORDS)
    assert not forms
    assert [p.problem for p in problems] == ["no-form"]


def test_nothing_is_looked_for_where_nothing_speaks_of_performance(tmp_path):
    rows = [["大类", "小类", "事项", "满值", "得值"], *(["投入", "立项", f"第{n}项要求", "10", "9"] for n in range(6))]
    lines = lines_of(read(write(tmp_path / "a.docx", "2023年度打分表", rows)))
    assert lost_headers(lines, load_vocabulary(None)) == {}


def test_weights_name_only_known_kinds():
    fitted = weights()
    assert {kind for rows in fitted.values() for row in rows.values() for kind in row} <= set(KINDS)
    assert set(fitted["follows"]) <= set(KINDS)
    assert best_path([], fitted) == []


def test_a_table_of_funds_heads_no_indicators(tmp_path):
    tasks = [
        ["建设任务", "第一年", "第二年", "完成说明"],
        *([f"任务{n}", "引进博士4名", "引进博士5名", "引进博士8名，均已到岗"] for n in range(5)),
    ]
    funds = [
        ["支出类别", "预算数（万元）", "实际支出（万元）", "执行率"],
        *([f"费用{n}", "320.00", "318.60", "99.56%"] for n in range(5)),
    ]
    path = write(tmp_path / "a.docx", "中期绩效自评说明", tasks, funds)
    assert not {table for table, _ in lost_headers(lines_of(read(path)), WORDS)} & {2}
