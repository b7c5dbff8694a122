"""One cell that prints several values: amounts by source, weight and score, a level with its points."""

from __future__ import annotations

import pytest

from selfeval_nb.forms.blocks.funds.cell import amounts_by_source, two_kinds
from selfeval_nb.forms.blocks.indicators.rows import split_points
from selfeval_nb.forms.grid.columns import Column
from selfeval_nb.forms.grid.labels import before_form_year, is_number
from selfeval_nb.forms.values.numbers import both_points
from selfeval_nb.forms.words.vocabulary import load_vocabulary


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        (
            "年度资金总额：120 其中：财政拨款：100 其他资金：20",
            [("total", "120"), ("fiscal_current", "100"), ("other", "20")],
        ),
        ("其中：一般公共预算：1398.6", [("fiscal_current", "1398.6")]),
        ("1,500.00万元\n其中：财政拨款1,400.00万元，其他资金100.00万元",
         [("", "1,500.00万元"), ("fiscal_current", "1,400.00万元"), ("other", "100.00万元")]),
        ("120（其中：财政拨款100；其他资金20）", [("", "120"), ("fiscal_current", "100"), ("other", "20")]),
        ("120", []),
        ("95%", []),
        ("2022年12月", []),
        ("财政拨款：95%", []),
        ("购置设备120台", []),
        ("年度资金总额：120 见附件", []),
        ("", []),
    ],
)  # fmt: skip
def test_amounts_of_several_sources_in_one_cell(text: str, amounts: list[tuple[str, str]]) -> None:
    found = amounts_by_source(text, load_vocabulary())
    assert [(source, amount) for source, _, amount in found] == amounts


@pytest.mark.parametrize(
    ("label", "text", "points"),
    [
        ("分值/得分", "10/9.5", ("10", "9.5")),
        ("得分/分值", "99.8/100", ("100", "99.8")),
        ("分值（得分）", "10（9.5）", ("10", "9.5")),
        ("自评得分/标准分", "9.5分/10分", ("10", "9.5")),
        ("得分", "10/9.5", None),
        ("分值/得分", "10", None),
        ("分值/得分", "—", None),
    ],
)
def test_weight_and_score_in_one_cell(label: str, text: str, points: tuple[str, str] | None) -> None:
    assert both_points(label, text) == points


def test_a_rate_and_its_points_in_one_cell() -> None:
    column = Column("rate", 1, 1, "执行率/得分")
    assert two_kinds(column, "95%/9.5", load_vocabulary()) == [("rate", "95%"), ("score", "9.5")]
    assert two_kinds(column, "95%", load_vocabulary()) == [("rate", "95%")]


@pytest.mark.parametrize(
    ("text", "label", "points"),
    [
        ("产出指标\n分值：50\n得分：47", "产出指标", 50),
        ("产出指标（分值：50，得分：47.5）", "产出指标", 50),
        ("效益指标 权重：30%", "效益指标", 30),
        ("产出指标（50分）", "产出指标", 50),
        ("自评得分", "自评得分", None),
        ("产出指标", "产出指标", None),
    ],
)
def test_a_level_with_its_points_and_score(text: str, label: str, points: float | None) -> None:
    assert split_points(text) == (label, points)


def test_a_label_of_a_year_is_no_amount_and_an_earlier_year_no_result() -> None:
    assert not is_number("2023年目标值")
    assert is_number("2023万元")
    assert before_form_year("2022年完成值", {2022, 2023})
    assert before_form_year("2021年实际实现值", {2021, 2022})
    assert not before_form_year("2023年完成值", {2022, 2023})
    assert not before_form_year("完成值", {2023})
