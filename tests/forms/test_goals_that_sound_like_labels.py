"""Goals and results are texts of people, who write the words of the labels into them."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from selfeval_nb import load

PAIRS = [
    ("完成道路养护10公里。", "年度目标已全部完成"),
    ("完成道路养护10公里", "已完成年度目标"),
    ("完成年度目标", "年度目标完成"),
    ("完成全年养护任务", "预期目标已完成"),
    ("按计划完成", "全年实际完成情况良好"),
    ("养护道路10公里", "基本完成年初目标"),
    ("全面完成预期目标", "预期目标全面实现"),
    ("总体目标按期实现", "总体目标实际完成较好"),
]


def _form(path: Path, goals: list[list[tuple[int, str]]]) -> Path:
    """A form of six columns; a goal row is (how many columns, text) from left to right, a blank first cell merged with that above."""
    document = docx.Document()
    document.add_paragraph("项目支出绩效自评表")
    table = document.add_table(rows=0, cols=6)
    rows = [
        [(1, "项目名称"), (5, "道路养护")],
        *goals,
        [(1, t) for t in ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "得分")],
        [(1, t) for t in ("产出指标", "数量指标", "养护里程", "≥10公里", "10公里", "10")],
    ]
    for row in rows:
        cells, at = table.add_row().cells, 0
        for width, text in row:
            merged = cells[at].merge(cells[at + width - 1])
            merged.text = text
            at += width
    if not goals[-1][0][1]:
        table.rows[1].cells[0].merge(table.rows[2].cells[0])
    document.save(str(path))
    return path


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[1])
@pytest.mark.parametrize("layout", ["below, with a label beside", "below", "beside"])
def test_both_goals_are_kept(pair: tuple[str, str], layout: str, tmp_path: Path) -> None:
    expected, actual = pair
    goals = {
        "below, with a label beside": [
            [(1, "年度总体目标"), (3, "预期目标"), (2, "实际完成情况")],
            [(1, ""), (3, expected), (2, actual)],
        ],
        "below": [[(3, "预期目标"), (3, "实际完成情况")], [(3, expected), (3, actual)]],
        "beside": [[(1, "预期目标"), (5, expected)], [(1, "实际完成情况"), (5, actual)]],
    }[layout]
    tables = load(_form(tmp_path / "表.docx", goals))
    assert len(tables.forms) == 1
    assert tuple(tables.forms.loc[0, ["goal_expected", "goal_actual"]]) == pair
    assert list(tables.indicators["level3"]) == ["养护里程"]
