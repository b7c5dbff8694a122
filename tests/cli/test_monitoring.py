"""``selfeval check --monitoring``: the year's monitoring table against the result (Y12)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner

from selfeval_nb.cli.main import main
from selfeval_nb.common.assets import asset_dir

LIBRARY = asset_dir("notebooks") / "forms" / "02_图书馆免费开放.docx"
BOOKS = ["产出指标", "数量指标", "新购纸质图书册数", "≥8000册"]  # 8250 in the year, full points
EVENTS = ["产出指标", "数量指标", "举办阅读推广活动场次", "≥60场"]  # 57 in the year, explained
READERS = ["效益指标", "社会效益指标", "接待读者人次", "≥12万人次"]  # 12.6 in the year
HOLDERS = ["效益指标", "可持续影响指标", "有效持证读者年增长比例", "≥5%"]  # 5.4 % in the year


def _monitoring(path: Path, chances: list[str], *rows: list[str], year: int = 2022) -> Path:
    document = docx.Document()
    document.add_paragraph("项目支出绩效运行监控表")
    document.add_paragraph(f"（{year}年度）")
    labels = ["一级指标", "二级指标", "三级指标", "年度指标值", "1-7月执行情况", "全年预计完成情况", "偏差原因分析"]
    head = ["项目名称", "公共图书馆免费开放补助经费", "实施单位", "青禾县公共图书馆"]
    first, width = len(labels), len(labels) + len(chances)
    above = [] if len(chances) == 1 else [[*labels, "完成目标可能性"]]  # three columns to tick stand below one label
    table = document.add_table(rows=0, cols=width)
    for row in (head, *above, [*labels, *chances], *([*r[:6], "", *r[6:]] for r in rows)):
        for cell, text in zip(table.add_row().cells, [*row, *[""] * (width - len(row))], strict=True):
            cell.text = text
    if above:
        for c, label in enumerate(labels):
            table.cell(1, c).merge(table.cell(2, c)).text = label
        table.cell(1, first).merge(table.cell(1, width - 1)).text = "完成目标可能性"
    document.save(str(path))
    return path


def _told(path: Path) -> list[dict[str, Any]]:
    done = CliRunner().invoke(main, ["check", str(LIBRARY), "--monitoring", str(path), "--format", "json"])
    found = json.loads(done.stdout)
    return [f for f in (found["findings"] if isinstance(found, dict) else found) if f["rule_id"] == "Y12"]


CHANCE = ["完成目标可能性"]


@pytest.mark.parametrize(
    ("chances", "row", "said"),
    [
        (CHANCE, [*BOOKS, "2000册", "8000册", "完全不可能"], "预计为“完全不可能”"),
        (CHANCE, [*BOOKS, "2000册", "6000册", "有可能"], "预计为“6000册（指标值≥8000册）”"),
        (["确定能", "有可能", "完全不可能"], [*BOOKS, "2000册", "", "", "", "√"], "预计为“完全不可能”"),
        (CHANCE, [*READERS, "13万人次", "20万人次", "确定能"], "年中已完成的13万人次"),
    ],
)
def test_what_does_not_follow_from_the_monitoring(
    chances: list[str], row: list[str], said: str, tmp_path: Path
) -> None:
    (found,) = _told(_monitoring(tmp_path / "监控.docx", chances, row))
    assert said in found["message"]
    assert "监控.docx第1项" in found["message"]


@pytest.mark.parametrize(
    ("chances", "row"),
    [
        (CHANCE, [*BOOKS, "2000册", "8000册", "有可能"]),
        (["确定能", "有可能", "完全不可能"], [*BOOKS, "2000册", "", "", "√"]),
        (CHANCE, [*EVENTS, "18场", "50场", "完全不可能"]),  # the form says why it was not reached
        (CHANCE, [*HOLDERS, "6%", "6%", "确定能"]),  # a rate may fall again
        (CHANCE, ["产出指标", "数量指标", "布置展览次数", "≥4次", "1次", "2次", "完全不可能"]),  # no such indicator
    ],
)
def test_what_follows_is_not_told(chances: list[str], row: list[str], tmp_path: Path) -> None:
    assert not _told(_monitoring(tmp_path / "监控.docx", chances, row))


def test_another_year_is_another_table(tmp_path: Path) -> None:
    assert not _told(_monitoring(tmp_path / "监控.docx", CHANCE, [*BOOKS, "9000册", "", "完全不可能"], year=2021))


def test_a_file_without_a_monitoring_table_is_told() -> None:
    done = CliRunner().invoke(main, ["check", str(LIBRARY), "--monitoring", str(LIBRARY)])
    assert "没有找到绩效运行监控表" in done.stderr
