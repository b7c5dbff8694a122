"""Web pages: spans, encodings, nested and hidden tables, text between them."""

from __future__ import annotations

import pytest

from selfeval_nb.readers import Paragraph
from tests.readers.make import cells, load, rows, shape, slugs


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}<title>不读</title><style>td{{}}</style></head><body>{body}</body></html>".encode()


def read_html(body: str):
    return load(page(body), "a.html")


def table(*rows_: str) -> str:
    return "<table>" + "".join(f"<tr>{r}</tr>" for r in rows_) + "</table>"


def test_spans():
    document = read_html(
        table("<td rowspan=2>资金</td><th colspan='2'>预算</th>", "<td>1</td><td>2</td>", "<td colspan=3>总</td>")
    )
    assert cells(document.tables[0]) == [
        (1, 1, "资金", 2, 1), (1, 2, "预算", 1, 2), (2, 2, "1", 1, 1), (2, 3, "2", 1, 1), (3, 1, "总", 1, 3),
    ]  # fmt: skip


def test_rowspan_zero_reaches_to_the_end_of_its_group_and_no_span_leaves_it():
    document = read_html(
        "<table><tbody><tr><td rowspan=0>a</td><td>1</td></tr><tr><td>2</td></tr></tbody>"
        "<tbody><tr><td rowspan=9>b</td><td>3</td></tr></tbody><tfoot><tr><td>c</td></tr></tfoot></table>"
    )
    assert cells(document.tables[0]) == [
        (1, 1, "a", 2, 1), (1, 2, "1", 1, 1), (2, 2, "2", 1, 1), (3, 1, "b", 1, 1), (3, 2, "3", 1, 1), (4, 1, "c", 1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("value", ["1000000000", "99999999999999999999"])
def test_absurd_spans_are_cut_and_reported(value):
    document = read_html(table(f"<td colspan={value} rowspan={value}>a</td>", "<td>b</td>"))
    assert slugs(document) == ["span-clamped"]
    assert document.tables[0].cells[0].colspan <= 1000
    assert document.tables[0].rows == 2


@pytest.mark.parametrize("value", ["-3", "x", "", "0.5", "1.9"])
def test_spans_that_are_no_numbers_count_as_one(value):
    assert read_html(table(f'<td colspan="{value}">a</td><td>b</td>')).tables[0].cols == 2


def test_text_of_a_cell():
    document = read_html(
        table("<td> <p>一级\n 指标</p><p>二 </p>三<br>四&nbsp;五　六<b>七</b></td><td><ul><li>甲<li>乙</ul></td>")
    )
    assert rows(document.tables[0]) == [["一级 指标\n二\n三\n四\xa0五　六七", "甲\n乙"]]


def test_text_between_tables_comes_as_paragraphs_in_order():
    document = read_html(
        f"<h1>标题</h1><div>前<span>言</span></div>{table('<td>a</td>')}中<br>间{table('<td>b</td>')}<p>尾</p>"
    )
    assert [b.text if isinstance(b, Paragraph) else b.number for b in document.blocks] == [
        "标题",
        "前言",
        1,
        "中",
        "间",
        2,
        "尾",
    ]


def test_nested_tables_in_layout_cells():
    document = read_html(table(f"<td><p>标题</p>{table('<td>甲</td><td>乙</td>')}<p>注</p></td><td>旁</td>"))
    assert shape(document) == [
        (1, None, 1, 2, [(1, 1, "标题\n注", 1, 1), (1, 2, "旁", 1, 1)]), "标题",
        (2, (1, 1, 1), 1, 2, [(1, 1, "甲", 1, 1), (1, 2, "乙", 1, 1)]), "注",
    ]  # fmt: skip


def test_hidden_elements_are_left_out_and_reported():
    document = read_html(table("<td>见<span style='display: none'>藏</span></td>") + "<p hidden>也藏</p>")
    assert rows(document.tables[0]) == [["见"]]
    assert slugs(document) == ["hidden-text"]


def test_form_controls_show_their_values():
    document = read_html(
        table(
            "<td><input type=checkbox checked>是<input type=checkbox>否</td><td><input value=12></td>"
            "<td><select><option>甲<option selected>乙</select></td><td><textarea>丙</textarea></td>"
        )
    )
    assert rows(document.tables[0]) == [["☑是☐否", "12", "乙", "丙"]]


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8", "<meta charset=utf-8>"), ("utf-8", ""), ("utf-8-sig", ""), ("gb18030", ""), ("gbk", "<meta charset='gb2312'>"),
        ("gb18030", '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'), ("utf-16", ""),
        ("utf-8", "<meta charset=gb2312>"), ("gb18030", "<meta charset=utf-8>"), ("utf-8", "<meta charset=no-such>"),
        ("utf-8", "<meta charset=utf-16>"), ("big5", "<meta charset=big5>"),
    ],
)  # fmt: skip
def test_encodings_declared_undeclared_and_wrongly_declared(encoding, head):
    text = f"<html><head>{head}</head><body><table><tr><td>項目名稱</td><td>道路工程</td></tr></table></body></html>"
    assert rows(load(text.encode(encoding), "a.html").tables[0]) == [["項目名稱", "道路工程"]]


def test_a_rare_character_of_gb18030():
    data = "<table><tr><td>㐂𠮷镕</td></tr></table>".encode("gb18030")
    assert rows(load(data, "a.html").tables[0]) == [["㐂𠮷镕"]]


def test_unclosed_cells_and_rows():
    assert rows(read_html("<table><tr><td>a<td>b<tr><td>c<td>d</table>").tables[0]) == [["a", "b"], ["c", "d"]]


def test_mhtml():
    body = page(table("<td>甲</td><td>乙</td>"))
    import base64

    text = (
        'From: <Saved by Browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + base64.encodebytes(body).decode()
        + "\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"
    )
    document = load(text.encode(), "a.mht")
    assert document.format == "mhtml"
    assert rows(document.tables[0]) == [["甲", "乙"]]


def test_html_under_the_name_of_excel_is_read_and_said():
    document = load(page(table("<td>甲</td>")), "导出.xls")
    assert document.format == "html"
    assert slugs(document) == ["wrong-extension"]
