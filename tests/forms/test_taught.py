"""Teaching: what is pointed at in one form holds for every form of its layout, with other figures, rows and formats."""

from __future__ import annotations

import random
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

from selfeval_nb import load
from selfeval_nb.cli import main
from selfeval_nb.forms.find import find_forms
from selfeval_nb.forms.layouts.file import load_layouts, read_layout
from selfeval_nb.forms.layouts.group import groups_of
from selfeval_nb.forms.layouts.places import pointing
from selfeval_nb.forms.layouts.roles import FIELDS, ROLES, LayoutError, block_of
from selfeval_nb.forms.layouts.teach import teach
from selfeval_nb.forms.words.vocabulary import load_vocabulary
from selfeval_nb.readers import read
from tests.forms.transforms import changed, dissolve, dump

Row = list[str | tuple]
WORDS = load_vocabulary(None)


def write(path: Path, title: str, *tables: list[Row]) -> Path:
    """A Word document; a cell is text, (text, columns) or (text, columns, rows)."""
    document = docx.Document()
    document.add_paragraph(title)
    for rows in tables:
        grid = document.add_table(0, max(sum(c[1] if isinstance(c, tuple) else 1 for c in rows[0]), 1))
        taken: set[tuple[int, int]] = set()
        for _ in rows:
            grid.add_row()
        for r, row in enumerate(rows):
            col = 0
            for cell in row:
                text, wide, deep = (*cell, 1)[:3] if isinstance(cell, tuple) else (cell, 1, 1)
                while (r, col) in taken:
                    col += 1
                at = grid.cell(r, col)
                if wide > 1 or deep > 1:
                    at = at.merge(grid.cell(r + deep - 1, col + wide - 1))
                at.text = text
                taken |= {(r + i, col + k) for i in range(deep) for k in range(wide)}
        document.add_paragraph("")
    document.save(path)
    return path


#: Labels that nobody listed, so that the contents alone tell what is found; ``rows`` are (level, name, target, actual, weight, score).
def odd(path: Path, place: str = "青溪村", rows: int = 3, year: int = 2023, score: float = 96.5) -> Path:
    levels = ["做得怎样", *["同上"] * (rows - 2), "百姓说法"]
    body: list[Row] = [
        [
            levels[k],
            f"{place}事项{k + 1}",
            f"≥{10 * (k + 1)}件",
            f"{10 * (k + 1)}件",
            f"{90 / rows:g}",
            f"{85 / rows:.2f}",
        ]
        for k in range(rows)
    ]
    table: list[Row] = [
        [("办的事", 2), (f"{place}水渠整治", 4)],
        [("谁来办", 2), ("某镇水利站", 2), "哪个口子", "某县水利局"],
        [("钱（万元）", 1, 2), "拨来的", "花掉的", "几成", ("得几分", 2)],
        ["120", "108", "90%", ("9", 2)],
        ["大类", "小项", "说好的", "办到的", "满分几何", "自打几分"],
        *body,
        [("加起来", 4), "100", f"{score:g}"],
    ]
    return write(path, f"{year}年办事情况自评表", table)


ODD = (
    "T1R1C1=project T1R2C1=unit T1R2C5=department T1R3C2=funds.budget T1R3C3=funds.executed T1R3C4=funds.rate "
    "T1R3C5=funds.score T1R5C1=indicators.level1 T1R5C2=indicators.level3 T1R5C3=indicators.target_text "
    "T1R5C4=indicators.actual_text T1R5C5=indicators.weight T1R5C6=indicators.score T1R9C1=row:total"
)


def taught(path: Path, said: str, folder: Path):
    teach(read(path), [pointing(p) for p in said.split()], folder, WORDS)
    return load_layouts(folder)


def test_a_form_of_unknown_words_is_read_right_after_teaching(tmp_path):
    first = odd(tmp_path / "a.docx")
    assert all(f.value("project") is None and f.value("total_score") is None for f in find_forms(read(first))[0])
    layouts = taught(first, ODD, tmp_path / "layouts")
    other = read(odd(tmp_path / "b.docx", place="白石村", rows=5, year=2024, score=93.25))
    for document in (read(first), other, changed(other, dump), changed(other, lambda t: dissolve(t, fill=True))):
        forms, _ = find_forms(document, WORDS, layouts)
        assert len(forms) == 1
        form = forms[0]
        rows = 3 if document.file == str(first) else 5
        assert form.value("project") == ("青溪村水渠整治" if rows == 3 else "白石村水渠整治")
        assert (form.value("unit"), form.value("department")) == ("某镇水利站", "某县水利局")
        total = form.funds[0]
        assert (total.budget, total.executed, total.rate, total.score) == (120, 108, 0.9, 9)
        assert form.money_unit == "万元"
        assert str(form.indicators[0].level3).endswith("事项1")
        assert [i.target_value for i in form.indicators] == [10.0 * (k + 1) for k in range(rows)]
        assert [i.weight for i in form.indicators] == [90 / rows] * rows
        assert (form.value("total_weight"), form.value("total_score")) == (100, 96.5 if rows == 3 else 93.25)
        assert form.layout == "办事情况自评表"
        assert "unclaimed" not in form.roles.values()


def test_the_form_keeps_its_own_labels_and_addresses(tmp_path):
    first = odd(tmp_path / "a.docx")
    form = find_forms(read(first), WORDS, taught(first, ODD, tmp_path / "layouts"))[0][0]
    assert form.head["project"].label == "办的事"
    printed = {(t.number, c.row, c.col): c.text for t in form.grid for c in t.cells}
    assert printed[1, 5, 3] == "说好的"
    assert form.roles[1, 5, 3] == "label:column"
    weight = form.fields["indicators[1].weight"]
    assert (weight.label, weight.table, weight.row, weight.col) == ("满分几何", 1, 6, 5)
    assert printed[1, 6, 5] == weight.text


def levels(path: Path, *, rows: int = 2, extra: float = 7) -> Path:
    """Weights at every level under a header of two rows, and a column that looks like the target."""
    body: list[Row] = [
        ["产出指标", "50", f"要办的事{k}", "25", f"{extra + k:g}", f"≥{k + 3}个", f"{k + 3}个", "25"]
        for k in range(rows)
    ]
    table: list[Row] = [
        ["项目名称", ("某工程", 7)],
        ["主管部门", ("某局", 3), "实施单位", ("某站", 3)],
        [("一层", 2), ("三层", 2), ("数", 3), ("得分", 1, 2)],
        ["名称", "权重", "名称", "权重", "去年", "今年", "完成"],
        *body,
        [("总分", 7), "50"],
    ]
    return write(path, "项目支出绩效自评表（2023年度）", table)


LEVELS = (
    "T1R4C1=indicators.level1 T1R4C2=ignore T1R4C3=indicators.level3 T1R4C4=indicators.weight T1R4C5=ignore "
    "T1R4C6=indicators.target_text T1R4C7=indicators.actual_text T1R3C8=indicators.score"
)


def test_columns_with_the_same_label_are_told_apart_by_their_place(tmp_path):
    layouts = taught(levels(tmp_path / "a.docx"), LEVELS, tmp_path / "layouts")
    for document in (read(levels(tmp_path / "b.docx", rows=4, extra=100)),):
        for shown in (document, changed(document, dump)):
            form = find_forms(shown, WORDS, layouts)[0][0]
            assert [(i.level1, i.level3, i.weight, i.target_text, i.score) for i in form.indicators] == [
                ("产出指标", f"要办的事{k}", 25, f"≥{k + 3}个", 25) for k in range(4)
            ]
            ignored = [key for key, role in form.roles.items() if role == "ignored"]
            assert len(ignored) == 8


def test_a_table_inside_a_form_is_ignored_with_all_its_rows(tmp_path):
    def form(path: Path, parts: int) -> Path:
        inside: list[Row] = [[("分段", 1, parts + 1), ("项目名称", 2), "预算数", "执行数"]]
        inside += [[(f"第{k}段", 2), "10", "9"] for k in range(parts)]
        table: list[Row] = [
            ["项目名称", ("某渠整治", 4)],
            ["主管部门", ("某局", 2), "实施单位", "某站"],
            *inside,
            ["一级指标", "三级指标", "年度指标值", "实际完成值", "得分"],
            ["产出指标", "渠长", "≥5公里", "5公里", "50"],
            ["效益指标", "受益田亩", "≥100亩", "120亩", "40"],
        ]
        return write(path, "项目支出绩效自评表", table)

    layouts = taught(form(tmp_path / "a.docx", 2), "T1R3C1=ignore", tmp_path / "layouts")
    document = read(form(tmp_path / "b.docx", 4))
    for shown in (document, changed(document, dump)):
        forms, _ = find_forms(shown, WORDS, layouts)
        assert [(f.value("project"), len(f.indicators), f.funds) for f in forms] == [("某渠整治", 2, [])]


def test_a_table_that_is_no_form_is_said_to_be_left_out(tmp_path):
    def two(path: Path, n: int) -> Path:
        plan: list[Row] = [
            ["一级指标", "三级指标", "年度指标值", "实际完成值"],
            *[["产出指标", f"例{k}", "1个", "1个"] for k in range(n)],
        ]
        return write(path, "填报示例", plan, [["项目名称", "甲"], ["主管部门", "乙"]])

    first = two(tmp_path / "a.docx", 2)
    assert find_forms(read(first))[0]
    layouts = taught(first, "T1R1C1=no-form", tmp_path / "layouts")
    forms, problems = find_forms(read(two(tmp_path / "b.docx", 5)), WORDS, layouts)
    assert not any(f.indicators for f in forms)
    assert [p.where for p in problems if p.problem == "layout-no-form"] == ["第1个表格"]


def test_forms_below_each_other_in_one_table_are_each_read_by_the_layout(tmp_path):
    rows: list[Row] = []
    for name, done in (("甲", "9"), ("乙", "8"), ("丙", "7")):
        rows += [
            [("项目支出绩效自评表", 5)],
            ["项目名称", (f"{name}工程", 4)],
            ["承接人", (f"{name}站", 4)],
            ["一级指标", "三级指标", "年度指标值", "实际完成值", "得分"],
            ["产出指标", "件数", "10件", f"{done}件", done],
        ]
    path = write(tmp_path / "a.docx", "", rows)
    assert [f.value("unit") for f in find_forms(read(path))[0]] == [None, None, None]
    layouts = taught(path, "T1R3C1=unit", tmp_path / "layouts")
    assert [f.value("unit") for f in find_forms(read(path), WORDS, layouts)[0]] == ["甲站", "乙站", "丙站"]


def test_other_layouts_are_left_alone(tmp_path):
    layouts = taught(odd(tmp_path / "a.docx"), ODD, tmp_path / "layouts")
    rows: list[Row] = [
        ["项目名称", ("某渠整治", 3)],
        ["一级指标", "三级指标", "年度指标值", "实际完成值"],
        ["产出指标", "渠长", "≥5公里", "5公里"],
    ]
    other = read(write(tmp_path / "b.docx", "项目支出绩效自评表", rows))
    told, plain = find_forms(other, WORDS, layouts), find_forms(other, WORDS)
    assert told == plain
    assert told[0][0].layout == ""


def test_more_pointing_adds_to_the_file_of_the_layout(tmp_path):
    path, folder = odd(tmp_path / "a.docx"), tmp_path / "layouts"
    said = ODD.split()
    assert taught(path, " ".join(said[:5]), folder)[0].said == 5
    layouts = taught(odd(tmp_path / "b.docx", rows=4), " ".join(said[5:]).replace("T1R9", "T1R10"), folder)
    assert [p.name for p in folder.iterdir()] == ["办事情况自评表.toml"]
    assert layouts[0].said == len(said)
    form = find_forms(read(path), WORDS, layouts)[0][0]
    assert (form.value("unit"), form.funds[0].budget, len(form.indicators)) == ("某镇水利站", 120, 3)


def test_a_standard_word_is_known_to_the_vocabulary_in_its_place():
    place = {"indicators": "column", "funds": "funds_column", "goals": "goal"}
    for name, role in FIELDS.items():
        if role.words and name not in ("money_unit", "total_weight"):
            found = WORDS.exact(place.get(block_of(name), "head"), role.words)
            assert found is not None, name
            assert found.removeprefix("target_") in name or found in ("expected", "actual", "operator", "unit"), name


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("T1R2", "应写成 位置=含义"),
        ("T1R2C1=colour", "可用的有：project、department"),
        ("T3R1C1=unit", "文件中有 1 个表格，没有第3个"),
        ("T1R40C1=unit", "第1个表格有 9 行，没有第40行"),
        ("T1R2C40=unit", "第1个表格第2行有 6 列，没有第40列"),
        ("T1R4C2=funds.budget", "“120”是数，不是标签"),
    ],
)
def test_a_wrong_place_or_role_ends_in_one_sentence(tmp_path, said, why):
    path = odd(tmp_path / "a.docx")
    result = CliRunner().invoke(main, ["layouts", "teach", str(path), said, "-o", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert why in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("version = 2", "version 应为 1"),
        ("version = 1\ncolour = 3", "没有“colour”这一项"),
        ("version = [", "不是有效的 TOML"),
        ("version = 1\n[[table]]", "缺少 labels"),
        ("version = 1\n[[table]]\nlabels = [['甲']]\n[[table.label]]\ntext = '甲'\nrole = 'red'", "没有“red”这种含义"),
        (
            "version = 1\n[[table]]\nlabels = [['甲']]\n[[table.header]]\nrows = [['甲']]\ncolumns = ['甲']",
            "columns 应为",
        ),
    ],
)
def test_a_faulty_file_is_named_with_its_fault(tmp_path, text, why):
    path = tmp_path / "x.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(LayoutError, match=why) as error:
        read_layout(path)
    assert path.name in str(error.value)
    result = CliRunner().invoke(main, ["check", str(odd(tmp_path / "a.docx")), "--layouts", str(tmp_path)])
    assert (result.exit_code, why in result.output) == (2, True)


def test_the_command_lists_the_layouts_and_says_what_teaching_changed(tmp_path):
    forms = tmp_path / "forms"
    forms.mkdir()
    for k in range(3):
        odd(forms / f"odd{k}.docx", place=f"第{k}村", rows=3 + k)
    for k in range(2):
        levels(forms / f"levels{k}.docx", rows=2 + k)
    runner = CliRunner()
    page = tmp_path / "page.html"
    listed = runner.invoke(main, ["layouts", str(forms), "--html", str(page)])
    assert listed.exit_code == 0, listed.output
    assert listed.output.startswith("2 种版式，5 张自评表\n版式1：3 张，读得准 0%，3 张待看")
    assert 'title="T1R5C3"' in page.read_text("utf-8")
    folder = tmp_path / "layouts"
    done = runner.invoke(main, ["layouts", "teach", str(forms / "odd0.docx"), *ODD.split(), "-o", str(folder)])
    assert done.exit_code == 0, done.output
    assert "指标 3 个" in done.output
    assert "总分（得分）：（空） → 96.5" in done.output
    again = runner.invoke(main, ["layouts", str(forms), "--layouts", str(folder)])
    assert again.output.startswith("2 种版式，5 张自评表\n版式1：3 张，读得准 100%")
    assert "按版式文件读：办事情况自评表" in again.output
    tables = load(forms, layouts=folder)
    assert sorted(tables.forms["layout"].dropna()) == ["办事情况自评表"] * 3
    assert len(groups_of([forms], WORDS, load_layouts(folder))) == 2


def test_every_role_has_a_name():
    assert all(role.zh for role in ROLES.values())


def test_a_layout_file_says_what_it_holds(tmp_path):
    folder = tmp_path / "layouts"
    taught(levels(tmp_path / "a.docx"), LEVELS, folder)
    text = next(folder.iterdir()).read_text("utf-8")
    assert '["一层 > 权重", "ignore"],  # 不读' in text
    assert '["数 > 今年", "indicators.target_text"],  # 年度指标值' in text
    assert "25" not in text


def test_a_header_of_names_and_points_only_is_one_when_it_was_pointed_at(tmp_path):
    def form(path: Path, rows: int) -> Path:
        body: list[Row] = [[f"做到第{k}条", "10", f"{9 - k}"] for k in range(rows)]
        return write(path, "办事情况自评表", [["办的事", ("某渠整治", 2)], ["做什么", "多重", "打几分"], *body])

    first = form(tmp_path / "a.docx", 3)
    assert not find_forms(read(first))[0]
    said = "T1R1C1=project T1R2C1=row:header T1R2C1=indicators.level3 T1R2C2=indicators.weight T1R2C3=indicators.score"
    layouts = taught(first, said, tmp_path / "layouts")
    document = read(form(tmp_path / "b.docx", 5))
    for shown in (document, changed(document, dump)):
        forms, _ = find_forms(shown, WORDS, layouts)
        assert [[(i.level3, i.weight, i.score) for i in f.indicators] for f in forms] == [
            [(f"做到第{k}条", 10, 9 - k) for k in range(5)]
        ]


def test_a_column_that_was_pointed_at_takes_the_place_of_one_with_the_usual_label(tmp_path):
    def form(path: Path, rows: int) -> Path:
        body: list[Row] = [
            ["产出指标", f"类{k}", f"事项{k}", f"≥{k + 1}个", f"{k + 1}个", "10", "9"] for k in range(rows)
        ]
        table: list[Row] = [
            ["项目名称", ("某工程", 6)],
            [("资金（万元）", 1, 2), "资金名称", "预算数", "到位数", "执行数", ("得分", 2)],
            ["合计", "100", "95", "90", ("9", 2)],
            ["一级指标", "三级指标", "四级指标", "指标值", "完成值", "分值", "得分"],
            *body,
        ]
        return write(path, "项目支出绩效自评表", table)

    said = "T1R2C2=funds.label T1R2C3=funds.budget T1R4C3=indicators.level3"
    layouts = taught(form(tmp_path / "a.docx", 2), said, tmp_path / "layouts")
    document = read(form(tmp_path / "b.docx", 4))
    for shown in (document, changed(document, dump)):
        read_form = find_forms(shown, WORDS, layouts)[0][0]
        assert [(f.source, f.initial, f.budget, f.executed) for f in read_form.funds] == [("total", None, 100, 90)]
        assert [i.level3 for i in read_form.indicators] == [f"事项{k}" for k in range(4)]


def test_goals_and_funds_under_any_words_are_read_by_what_was_said_of_their_columns(tmp_path):
    def form(path: Path, wish: str, done: str) -> Path:
        table: list[Row] = [
            ["项目名称", ("某工程", 4)],
            [("盘算", 1, 2), "往年想", "今年想", ("今年做", 2)],
            ["修到村口", wish, (done, 2)],
            [("钱", 1, 3), "哪来的", "拨来", ("花掉", 2)],
            ["总额", "100万元", ("90万元", 2)],
            ["其他资金", "20万元", ("18万元", 2)],
            ["一级指标", "三级指标", "年度指标值", "实际完成值", "得分"],
            ["产出指标", "路长", "≥5公里", "5公里", "50"],
        ]
        return write(path, "项目支出绩效自评表", table)

    said = "T1R2C3=goal_expected T1R2C4=goal_actual T1R4C3=funds.budget T1R4C4=funds.executed"
    layouts = taught(form(tmp_path / "a.docx", "修5公里", "修了5公里"), said, tmp_path / "layouts")
    document = read(form(tmp_path / "b.docx", "修9公里，通到河边。", "修了8公里，河边一段明年修。"))
    for shown in (document, changed(document, dump), changed(document, lambda t: dissolve(t, fill=False))):
        got = find_forms(shown, WORDS, layouts)[0][0]
        assert (got.value("goal_expected"), got.value("goal_actual")) == (
            "修9公里，通到河边。",
            "修了8公里，河边一段明年修。",
        )
        assert [(f.source, f.budget, f.executed) for f in got.funds] == [("total", 100, 90), ("other", 20, 18)]


def test_a_layout_that_is_only_near_is_left_alone_and_taught_into_a_file_of_its_own(tmp_path):
    def form(path: Path, four: bool) -> Path:
        head = ["一级指标", "二级指标", "三级指标", *(["四级指标"] if four else []), "年度指标值", "实际完成值", "得分"]
        row = ["产出指标", "数量指标", "渠道", *(["清淤长度"] if four else []), "≥5公里", "5公里", "9"]
        wide = len(head)
        table: list[Row] = [
            ["项目名称", ("某工程", wide - 1)],
            ["主管部门", "甲局", "实施单位", ("乙站", wide - 3)],
            ["预期目标", ("清淤。", wide - 1)],
            ["完成情况", ("已清淤。", wide - 1)],
            head,
            row,
            [("总分", wide - 1), "9"],
        ]
        return write(path, "项目支出绩效自评表", table)

    folder = tmp_path / "layouts"
    layouts = taught(form(tmp_path / "a.docx", True), "T1R5C3=ignore T1R5C4=indicators.level3", folder)
    near = form(tmp_path / "b.docx", False)
    assert find_forms(read(near), WORDS, layouts)[0][0].indicators[0].level3 == "渠道"
    layouts = taught(near, "T1R2C3=department", folder)
    assert len(layouts) == 2
    assert find_forms(read(form(tmp_path / "c.docx", True)), WORDS, layouts)[0][0].indicators[0].level3 == "清淤长度"
    assert find_forms(read(near), WORDS, layouts)[0][0].value("department") == "乙站"


def test_a_list_of_projects_under_any_words_is_a_form_each(tmp_path):
    def form(path: Path, sizes: list[int]) -> Path:
        rows: list[Row] = [["办的事", "谁办", "拨来", "花掉", "盼头", "大类", "小项", "说好", "办到", "满分", "自打"]]
        for n, size in enumerate(sizes):
            head = [(t, 1, size) for t in (f"第{n}渠整治", f"第{n}站", f"{n + 1}00", f"{n + 1}0", f"渠{n}通水。")]
            for k in range(size):
                row = ["产出指标", f"渠{n}第{k}段", "≥5公里", "5公里", "20", "19"]
                rows.append([*head, *row] if k == 0 else [*row])
        return write(path, "项目支出绩效自评表（2023年度） 单位：元", rows)

    said = (
        "T1R1C1=project T1R1C2=unit T1R1C3=funds.budget T1R1C4=funds.executed T1R1C5=goal_expected T1R1C6=indicators.level1 "
        "T1R1C7=indicators.level3 T1R1C8=indicators.target_text T1R1C9=indicators.actual_text T1R1C10=indicators.weight "
        "T1R1C11=indicators.score"
    )
    layouts = taught(form(tmp_path / "a.docx", [2, 3]), said, tmp_path / "layouts")
    forms, _ = find_forms(read(form(tmp_path / "b.docx", [3, 2, 4])), WORDS, layouts)
    assert [(f.value("project"), f.value("unit"), f.value("goal_expected"), len(f.indicators)) for f in forms] == [
        ("第0渠整治", "第0站", "渠0通水。", 3),
        ("第1渠整治", "第1站", "渠1通水。", 2),
        ("第2渠整治", "第2站", "渠2通水。", 4),
    ]
    assert [(f.funds[0].budget, f.funds[0].executed) for f in forms] == [(100, 10), (200, 20), (300, 30)]


def test_a_value_behind_a_label_that_was_pointed_at_is_found_beside_below_and_behind_a_colon(tmp_path):
    def form(path: Path, name: str, points: str) -> Path:
        table: list[Row] = [
            ["项目名称", (f"{name}渠整治", 3), "打了几分"],
            [f"谁来办：{name}站", ("归口：某局", 3), points],
            ["一级指标", "三级指标", "年度指标值", "实际完成值", "得分"],
            ["产出指标", "渠长", "≥5公里", "5公里", "50"],
            ["效益指标", "受益田亩", "≥100亩", "120亩", "40"],
        ]
        return write(path, "项目支出绩效自评表", table)

    layouts = taught(form(tmp_path / "a.docx", "甲", "90"), "T1R1C5=total_score T1R2C1=unit", tmp_path / "layouts")
    got = find_forms(read(form(tmp_path / "b.docx", "乙", "88.5")), WORDS, layouts)[0][0]
    assert (got.value("unit"), got.value("total_score")) == ("乙站", 88.5)
    score = got.head["total_score"]
    assert (score.label, score.text, score.row, score.col) == ("打了几分", "88.5", 2, 5)


def test_points_in_the_header_of_a_column_do_not_keep_it_from_being_pointed_at(tmp_path):
    def form(path: Path, whole: str) -> Path:
        table: list[Row] = [
            ["项目名称", ("某工程", 4)],
            ["大类", "小项", "说好", "办到", whole],
            ["产出指标", "渠长", "≥5公里", "5公里", "25"],
            ["效益指标", "受益田亩", "≥100亩", "120亩", "24"],
        ]
        return write(path, "项目支出绩效自评表", table)

    said = (
        "T1R2C1=indicators.level1 T1R2C2=indicators.level3 T1R2C3=indicators.target_text T1R2C4=indicators.actual_text "
        "T1R2C5=indicators.score"
    )
    layouts = taught(form(tmp_path / "a.docx", "50"), said, tmp_path / "layouts")
    document = read(form(tmp_path / "b.docx", "60"))
    for shown in (document, changed(document, dump)):
        got = find_forms(shown, WORDS, layouts)[0][0]
        assert [(i.level3, i.target_text, i.score) for i in got.indicators] == [
            ("渠长", "≥5公里", 25),
            ("受益田亩", "≥100亩", 24),
        ]


def test_pointing_at_nonsense_gives_a_form_or_a_sentence(tmp_path):
    path = odd(tmp_path / "a.docx", rows=5)
    document, chance = read(path), random.Random(7)
    cells = [(c.row, c.col) for c in document.tables[0].cells]
    sentences = []
    for n in range(60):
        said = [
            pointing("T1R{}C{}={}".format(*chance.choice(cells), chance.choice(list(ROLES))))
            for _ in range(chance.choice((1, 3, 8)))
        ]
        try:
            teach(document, said, tmp_path / f"layouts{n}", WORDS)
        except LayoutError as error:
            sentences.append(str(error))
    assert 0 < len(sentences) < 60
    assert all(s.endswith("。") for s in sentences)
