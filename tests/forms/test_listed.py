"""Lists of projects are read from the tables that final accounts and lists really are."""

from __future__ import annotations

from pathlib import Path

import docx
import openpyxl
import pytest

from selfeval_nb.forms.listed import load_listed


def _book(path: Path, *rows: list[object], merge: str = "") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "项目支出决算"
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    book.save(path)
    return path


def test_a_workbook_with_a_title_a_unit_and_sums(tmp_path: Path) -> None:
    path = _book(
        tmp_path / "决算.xlsx",
        ["2023年度项目支出决算表"],
        ["单位：元"],
        ["序号", "单位名称", "项目名称", "年初预算数", "调整预算数", "决算数"],
        [1, "示范县供水服务中心", "老旧供水管网改造经费", 2600000, 2600000, 2476200],
        [2, "示范县供水服务中心", "城区消火栓维护", 120000, None, 118000.5],
        ["", "", "合计", 2720000, 2600000, 2594200.5],
    )
    first, second = load_listed([path], amounts=True).rows
    assert (first.project, first.unit, first.row) == ("老旧供水管网改造经费", "示范县供水服务中心", 4)
    assert {k: a.wan for k, a in first.amounts.items()} == {"initial": 260.0, "budget": 260.0, "executed": 247.62}
    assert {k: a.wan for k, a in second.amounts.items()} == {"initial": 12.0, "executed": 11.80005}
    assert first.place() == "决算.xlsx “项目支出决算”表第4行"


def test_units_that_span_rows_and_labels_in_two_rows(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=0, cols=4)
    for row in (
        ["预算单位", "项目名称", "金额（万元）", "金额（万元）"],
        ["预算单位", "项目名称", "预算数", "支出数"],
        ["示范县水利局", "河道保洁", "30.5", "28.00"],
        ["", "水库巡查", "12", "12"],
    ):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for a, b, text in (((0, 0), (1, 0), "预算单位"), ((0, 1), (1, 1), "项目名称"), ((0, 2), (0, 3), "金额（万元）"), ((2, 0), (3, 0), "示范县水利局")):  # fmt: skip
        table.cell(*a).merge(table.cell(*b)).text = text
    path = tmp_path / "预算公开.docx"
    document.save(str(path))
    rows = load_listed([path], amounts=True).rows
    assert [(r.project, r.unit, r.amounts["either"].wan, r.amounts["executed"].wan) for r in rows] == [
        ("河道保洁", "示范县水利局", 30.5, 28.0),
        ("水库巡查", "示范县水利局", 12.0, 12.0),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("清单.csv", "项目名称,主管部门\n河道保洁,示范县水利局\n水库巡查,示范县水利局\n"),
        ("清单.html", "<table><tr><th>项目名称<th>主管部门<tr><td>河道保洁<td>示范县水利局<tr><td>水库巡查<td>示范县水利局</table>"),
    ],
)  # fmt: skip
def test_a_list_of_names_in_other_formats(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    read = load_listed([path], amounts=False)
    assert [(r.project, r.unit) for r in read.rows] == [("河道保洁", "示范县水利局"), ("水库巡查", "示范县水利局")]
    assert not read.problems


def test_what_cannot_be_used_is_told(tmp_path: Path) -> None:
    names = tmp_path / "清单.csv"
    names.write_text("项目名称\n河道保洁\n", encoding="utf-8")
    bare = tmp_path / "无单位.csv"
    bare.write_text("项目名称,决算数\n河道保洁,28\n", encoding="utf-8")
    read = load_listed([names, bare], amounts=True)
    assert [p.problem for p in read.problems] == ["no-project-list", "no-money-unit"]
    assert [r.amounts["executed"].wan for r in read.rows] == [None]


def test_a_column_of_names(tmp_path: Path) -> None:
    path = tmp_path / "名单.txt"
    path.write_text("2023年度应自评项目\n项目名称\n河道保洁\n水库巡查\n", encoding="utf-8")
    assert [(r.project, r.row) for r in load_listed([path], amounts=False).rows] == [("河道保洁", 3), ("水库巡查", 4)]
