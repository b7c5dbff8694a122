"""What only sentences beside a form or in its cells state is read like what cells print, and what a cell prints is never replaced."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

from selfeval_nb.cli import main
from selfeval_nb.forms.explain import as_text
from selfeval_nb.forms.load import load_forms
from selfeval_nb.forms.model import Form
from selfeval_nb.readers import read
from tests.forms.test_taught import Row, write

HEAD: list[Row] = [["项目名称", ("人才驿站补助资金", 3)], ["实施单位", ("某市人才服务中心", 3)]]
INDICATORS: list[Row] = [
    ["一级指标", "二级指标", "目标值", "完成值"],
    ["产出目标", "人才驿站活动数量", "≥28次", "40次"],
    ["效益目标", "服务乡村振兴项目数量", "≥5个", "6个"],
]


def read_form(path: Path, *behind: str, rows: list[Row] | None = None) -> Form:
    write(path, "2023年度项目支出绩效自评表", [*HEAD, *(rows or []), *INDICATORS])
    document = docx.Document(str(path))
    for text in behind:
        document.add_paragraph(text)
    document.save(str(path))
    (form,) = load_forms([path]).forms
    return form


def funds(form: Form) -> list[tuple]:
    return [(f.source, f.initial, f.budget, f.executed, f.rate) for f in form.funds]


def test_amounts_and_total_of_the_paragraphs_behind(tmp_path):
    path = tmp_path / "a.docx"
    form = read_form(
        path, "本项目累计安排资金10万元，实际到位10万元，资金使用率0%。", "其中：项目立项6分，绩效目标5分，总得分90分。"
    )
    assert funds(form) == [("total", None, 10, None, 0)]
    assert form.value("total_score") == 90
    assert form.prints == "funds targets actuals totals"
    assert form.fields["funds[total].budget"].text == "10万元"
    assert form.fields["funds[total].budget"].table is None  # a paragraph has no cell
    assert "由文字写明的：" in as_text(read(path))


def test_sentences_in_cells_keep_their_address_and_parts_that_add_up(tmp_path):
    form = read_form(
        tmp_path / "a.docx",
        rows=[
            ["资金总额及构成", ("总额100.6万元，其中：中央72.7万元；省级财政23.9万元；市级财政4万元；其他    万元。", 3)],
            ["资金使用情况", ("实际到位100.6万元，实际支出90万元，结余10.6万元。", 3)],
        ],
    )  # fmt: skip
    assert funds(form) == [
        ("total", None, 100.6, 90, None),
        ("中央", None, 72.7, None, None),
        ("省级财政", None, 23.9, None, None),
        ("市级财政", None, 4, None, None),
    ]
    where = form.fields["funds[total].executed"]
    assert (where.table, where.row, where.col, where.label) == (1, 4, 2, "实际支出")


@pytest.mark.parametrize(
    "text",
    [
        "本项目安排资金10万元。",  # nothing about what was spent of it
        "人员经费支出50万元，设备采购预算60万元。",  # amounts of something else
        "安排资金10万元，支出8.",  # no unit: nobody knows what it counts
    ],
)
def test_what_does_not_speak_of_the_funds_as_a_whole_is_left_alone(tmp_path, text):
    form = read_form(tmp_path / "a.docx", text)
    assert (form.funds, form.value("total_score")) == ([], None)
    assert form.prints == "targets actuals"


def test_what_cells_print_is_not_replaced(tmp_path):
    form = read_form(
        tmp_path / "a.docx",
        "本项目安排资金12万元，实际支出11万元，自评得分80分。",
        rows=[["", "全年预算数", "全年执行数", "执行率"], ["年度资金总额", "10", "9", "90%"], ["自评得分", ("95", 3)]],
    )
    assert funds(form) == [("total", None, 10, 9, 0.9)]
    assert form.value("total_score") == 95


def test_no_rule_breaks_over_amounts_without_a_cell(tmp_path):
    path = tmp_path / "a.docx"
    read_form(path, "本项目累计安排资金10万元，实际到位10万元，资金使用率0%。", "总得分90分。")
    result = CliRunner().invoke(main, ["check", str(path)])
    assert result.exit_code in (0, 1), result.output
    assert "不能使用" not in result.output
