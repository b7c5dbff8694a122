"""``selfeval check`` with final accounts and with the projects that must be evaluated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from selfeval_nb.cli.main import main
from selfeval_nb.common.assets import asset_dir

FORMS = asset_dir("notebooks") / "forms"
LIBRARY = FORMS / "02_图书馆免费开放.docx"  # 60.00, 64.00, 62.08 万元
MEALS = FORMS / "03_营养餐设备购置.xlsx"  # in 元: 426800.50, 426800.50


def _check(*words: Any) -> Any:
    return CliRunner().invoke(main, ["check", *map(str, words), "--format", "json"])


def _told(done: Any, rule: str) -> list[dict[str, Any]]:
    found = json.loads(done.stdout)
    return [f for f in (found["findings"] if isinstance(found, dict) else found) if f["rule_id"] == rule]


def _accounts(path: Path, unit: str, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    for row in (
        ["项目支出决算表"],
        [f"金额单位：{unit}"],
        ["单位", "项目名称", "年初预算数", "全年预算数", "决算数"],
        *rows,
    ):
        book.active.append(row)
    book.save(path)
    return path


def test_amounts_that_differ_from_the_accounts(tmp_path: Path) -> None:
    accounts = _accounts(
        tmp_path / "决算.xlsx", "元",
        ["青禾县公共图书馆", "公共图书馆免费开放补助经费", 600000, 640000, 610800],
        ["临溪市云桥小学", "乡村学校营养餐食堂设备购置", "", 426800.5, 426800.5],
    )  # fmt: skip
    (found,) = _told(_check(LIBRARY, MEALS, "--accounts", accounts), "M21")
    assert found["where"] == "funds[total].executed"
    assert "62.08" in found["message"]
    assert "决算.xlsx “Sheet”表第4行的决算数 610800（合61.08万元），相差1，" in found["message"]


@pytest.mark.parametrize(
    ("unit", "row", "count"),
    [
        ("万元", ["青禾县公共图书馆", "公共图书馆免费开放补助经费", 60, 64, 62], 0),  # printed without decimals
        (
            "万元",
            ["青禾县公共图书馆", "2022年公共图书馆免费开放补助经费", 60, 64, 62.08],
            0,
        ),  # the year is no part of a name
        ("元", ["青禾县公共图书馆", "公共图书馆免费开放补助经费", 600000, 640000, 620812.5], 0),  # the form is rounded
        ("万元", ["邻县公共图书馆", "公共图书馆免费开放补助经费", 50, 50, 50], 0),  # another unit's project
        ("万元", ["青禾县公共图书馆", "公共图书馆免费开放补助经费", 50, 50, 50], 3),
        ("未写", ["青禾县公共图书馆", "公共图书馆免费开放补助经费", 50, 50, 50], 0),  # in what unit is unknown
    ],
)
def test_only_a_difference_is_told(unit: str, row: list[object], count: int, tmp_path: Path) -> None:
    done = _check(LIBRARY, "--accounts", _accounts(tmp_path / "决算.xlsx", unit, row))
    assert len(_told(done, "M21")) == count
    assert ("没有写明单位" in done.stderr) == (unit == "未写")


def test_one_budget_column_is_either_budget(tmp_path: Path) -> None:
    for number, count in (("60.00", 0), ("64.00", 0), ("66.00", 1)):
        path = tmp_path / "预算.csv"
        path.write_text(f"序号,项目名称,预算数（万元）\n1,公共图书馆免费开放补助经费,{number}\n", encoding="utf-8")
        assert len(_told(_check(LIBRARY, "--accounts", path), "M21")) == count


def test_coverage_and_forms_beyond_the_list(tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    path.write_text(
        "项目名称,实施单位\n公共图书馆免费开放补助经费,青禾县公共图书馆\n非遗展演,青禾县文化馆\n", encoding="utf-8"
    )
    done = _check(LIBRARY, MEALS, "--projects", path)
    assert "应自评项目2个，收到1个，覆盖率50.0%；缺1个，不在清单中的自评表1张。" in done.stderr
    assert "第3行：“非遗展演”（青禾县文化馆）没有收到自评表" in done.stderr
    (found,) = _told(done, "X07")
    assert "乡村学校营养餐食堂设备购置" in found["message"]


def test_without_the_lists_it_is_said_why() -> None:
    from selfeval_nb.checks.run import check
    from selfeval_nb.forms.load import load

    outcomes = check(load(LIBRARY)).outcomes
    told = outcomes[outcomes["rule_id"].isin(["M21", "X07"])]
    assert set(told["outcome"]) == {"not_applicable"}
    assert {"没有提供决算或预算公开数", "没有提供应自评项目的清单"} <= set(told["reason"])
