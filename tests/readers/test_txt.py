"""The text dump of a Word document, columns, drawn tables, and encodings that nobody declared."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfeval_nb.readers import Paragraph
from tests.readers.make import load, rows


def dump(*tables: list[list[list[str]]], end: str = "") -> str:
    """Tables as the dump writes them: rows of cells of paragraphs."""
    return (
        "\n".join("".join("".join("\t" + "\n\n".join(c) + "\n" for c in row) + "\n" for row in t) for t in tables) + end
    )


def read_text(text: str, encoding: str = "utf-8"):
    return load(text.encode(encoding), "a.txt")


def blocks(document) -> list[object]:
    return [b.text if isinstance(b, Paragraph) else rows(b) for b in document.blocks]


def test_cells_rows_and_further_paragraphs():
    text = "标题\n\n（2021年度）\n\n\t项目资金\n\n（万元）\n\t　\n\t预算\n\n\t\n\t总额\n\t100\n\n"
    assert blocks(read_text(text)) == [
        "标题",
        "（2021年度）",
        [["项目资金\n（万元）", "　", "预算"], ["", "总额", "100"]],
    ]
    assert not read_text(text).tables[0].aligned


def test_two_forms_are_two_tables():
    a, b = [[["题"]], [["甲"], ["1"]], [[""], ["乙"]]], [[["题"]], [["丙"], ["2"]]]
    assert len(read_text(dump(a, b)).tables) == 2
    assert len(read_text(dump(a, [], b)).tables) == 2


def test_an_empty_paragraph_at_the_end_of_a_cell_does_not_part_the_table():
    document = read_text(dump([[["指标"], ["甲", ""]], [[""], ["乙"]]]))
    assert [len(t.cells) for t in document.tables] == [4]


@pytest.mark.parametrize(
    "last",
    ["", "　", "10", "100.00分", "—", "29分", "无", "优", "90%"],
)
def test_a_note_below_a_blank_or_a_lone_value_is_outside(last):
    document = read_text(f"\t总分\n\t{last}\n\n本表一式两份。\n")
    assert blocks(document) == [[["总分", last]], "本表一式两份。"]


@pytest.mark.parametrize(
    "note", ["注：一", "备注：\n1.甲\n2.乙", "注:1.甲", "公示期：自即日起3天。", "填表人：某", "附件2"]
)
def test_notes_are_outside_whatever_stands_before(note):
    document = read_text(f"\t原因\n\t因天气原因未完成，正在整改\n\n{note}\n")
    assert blocks(document) == [[["原因", "因天气原因未完成，正在整改"]], *note.split("\n")]


def test_a_title_between_tables_is_outside():
    document = read_text("\t原因\n\t因故未完成\n\n项目支出绩效自评表\n\n（2022年度）\n\n\t项目名称\n\t甲\n")
    assert blocks(document) == [[["原因", "因故未完成"]], "项目支出绩效自评表", "（2022年度）", [["项目名称", "甲"]]]


def test_paragraphs_of_the_last_cell_stay_inside():
    goes_on = "\t\n\t得分\n\n（20分*执行率）\n\n\t\n\t总额\n"
    assert blocks(read_text(goes_on)) == [[["", "得分\n（20分*执行率）"], ["", "总额"]]]
    numbered = "\t原因\n\t1.因天气原因未完成。\n\n2.因资金未到位。\n\n\t总分\n\t90\n"
    assert blocks(read_text(numbered)) == [[["原因", "1.因天气原因未完成。\n2.因资金未到位。"], ["总分", "90"]]]
    prose = "\t完成情况\n\t全年组织培训，\n\n覆盖全部村社。\n\n\t总分\n\t90\n"
    assert blocks(read_text(prose)) == [[["完成情况", "全年组织培训，\n覆盖全部村社。"], ["总分", "90"]]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
def test_undeclared_encodings(encoding):
    text = "项目支出绩效自评表\n\n\t项目名称\n\t道路养护≥90%\n\n\t主管部门\n\t某局\n"
    document = read_text(text, encoding)
    assert blocks(document) == ["项目支出绩效自评表", [["项目名称", "道路养护≥90%"], ["主管部门", "某局"]]]
    assert not document.problems


def test_bytes_of_no_encoding_are_reported():
    document = load("\t项目名称\n\t甲\n".encode() + b"\xff\xfe\xfa\x80\n", "a.txt")
    assert [x.problem for x in document.problems] == ["encoding"]
    assert document.tables


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end):
    text = "题\n\n\t甲\n\t乙\n\n\t\n\t丙\n"
    assert blocks(read_text(text.replace("\n", end))) == ["题", [["甲", "乙"], ["", "丙"]]]


def test_columns_parted_by_tabs():
    document = read_text("题\n项目名称\t甲\t\n一级指标\t二级指标\t得分\n\t数量指标\t10\n\n注：乙\n")
    assert blocks(document) == [
        "题",
        [["项目名称", "甲", ""], ["一级指标", "二级指标", "得分"], ["", "数量指标", "10"]],
        "注：乙",
    ]
    assert document.tables[0].aligned


def test_tables_drawn_with_pipes():
    text = "# 题\n\n| 一级 | 二级 |\n|:---|---:|\n| 产出<br>指标 | 10\\|11 |\n\n尾\n"
    assert blocks(read_text(text)) == ["题", [["一级", "二级"], ["产出\n指标", "10|11"]], "尾"]


CELL = st.lists(st.text(st.sampled_from("甲乙丙丁≥9%0（）"), min_size=1, max_size=6), min_size=1, max_size=1)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(CELL, min_size=1, max_size=5), min_size=1, max_size=6))
def test_single_paragraph_cells_survive(table):
    document = read_text(dump(table))
    assert blocks(document) == [[[c[0] for c in row] for row in table]]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.lists(
            st.lists(st.text(st.sampled_from("甲乙丙丁9%"), min_size=1, max_size=6), min_size=1, max_size=3),
            min_size=2,
            max_size=5,
        ),
        min_size=1,
        max_size=6,
    )
)
def test_further_paragraphs_inside_a_row_survive(table):
    """Of several paragraphs, those of the last cell are a matter of judgement; all others are certain."""
    table = [[*row[:-1], row[-1][:1]] for row in table]
    assert blocks(read_text(dump(table))) == [[["\n".join(c) for c in row] for row in table]]
