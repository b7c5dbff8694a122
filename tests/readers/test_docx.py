"""Word documents whose visible table is known."""

from __future__ import annotations

import docx as python_docx
import pytest

from selfeval_nb.readers import Paragraph
from tests.readers.make import (
    NS,
    STRICT,
    W,
    cells,
    document_xml,
    load,
    p,
    read_docx,
    rows,
    shape,
    slugs,
    tbl,
    tc,
    tr,
    zip_of,
)

SPAN2 = '<w:gridSpan w:val="2"/>'
RESTART, CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def run(text: str, props: str = "") -> str:
    return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def one(inner: str) -> str:
    """The text of a cell that holds ``inner``."""
    document = read_docx(tbl(tr(tc(inner=inner))))
    return document.tables[0].cells[0].text


def test_merged_cells_appear_once_with_their_spans():
    document = read_docx(
        tbl(
            tr(tc("项目名称"), tc("道路养护", SPAN2)),
            tr(tc("资金", RESTART), tc("预算"), tc("执行")),
            tr(tc("", CONTINUE), tc("10"), tc("9")),
            tr(tc("", '<w:vMerge w:val="continue"/>'), tc("5"), tc("5")),
        )
    )
    table = document.tables[0]
    assert cells(table) == [
        (1, 1, "项目名称", 1, 1), (1, 2, "道路养护", 1, 2), (2, 1, "资金", 3, 1), (2, 2, "预算", 1, 1), (2, 3, "执行", 1, 1),
        (3, 2, "10", 1, 1), (3, 3, "9", 1, 1), (4, 2, "5", 1, 1), (4, 3, "5", 1, 1),
    ]  # fmt: skip
    assert (table.rows, table.cols) == (4, 3)


def test_python_docx_document_reads_the_same(tmp_path):
    source = python_docx.Document()
    source.add_paragraph("项目支出绩效自评表")
    table = source.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(1, 1)).text = "合并"
    table.cell(0, 2).text = "甲"
    table.cell(2, 2).text = "乙\n丙"
    path = tmp_path / "a.docx"
    source.save(str(path))
    document = load(path.read_bytes())
    assert document.blocks[0] == Paragraph("项目支出绩效自评表", 1)
    assert (1, 1, 2, 2) in [(c.row, c.col, c.rowspan, c.colspan) for c in document.tables[0].cells]
    assert (
        rows(document.tables[0]) == [["合并", "甲"], [""], ["", "", "乙\n丙"]]
        or document.tables[0].cells[0].text.strip() == "合并"
    )
    assert document.tables[0].cells[-1].text == "乙\n丙"


def test_a_continuation_without_anchor_is_a_cell_of_its_own():
    table = read_docx(
        tbl(tr(tc("甲", CONTINUE), tc("乙")), tr(tc("丙", SPAN2)), tr(tc("丁", CONTINUE), tc("戊")))
    ).tables[0]
    assert cells(table) == [
        (1, 1, "甲", 1, 1),
        (1, 2, "乙", 1, 1),
        (2, 1, "丙", 1, 2),
        (3, 1, "丁", 1, 1),
        (3, 2, "戊", 1, 1),
    ]


def test_text_in_a_continuation_cell_is_kept():
    table = read_docx(tbl(tr(tc("甲", RESTART)), tr(tc("", CONTINUE)), tr(tc("乙", CONTINUE)))).tables[0]
    assert cells(table) == [(1, 1, "甲\n乙", 3, 1)]


def test_horizontal_merge_and_grid_before():
    table = read_docx(
        tbl(
            tr(tc("甲", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), tc("乙")),
            tr(tc("丙"), props='<w:trPr><w:gridBefore w:val="2"/></w:trPr>'),
        )
    ).tables[0]
    assert cells(table) == [(1, 1, "甲", 1, 2), (1, 3, "乙", 1, 1), (2, 3, "丙", 1, 1)]


def test_ragged_rows_are_not_padded():
    table = read_docx(tbl(tr(tc("甲"), tc("乙"), tc("丙")), tr(tc("丁")))).tables[0]
    assert rows(table) == [["甲", "乙", "丙"], ["丁"]]
    assert table.cols == 3


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (p("一") + p("二"), "一\n二"),
        (f"<w:p>{run('执')}{run('行')}{run('率')}</w:p>", "执行率"),
        ("<w:p><w:r><w:t>产</w:t><w:br/><w:t>出</w:t></w:r></w:p>", "产\n出"),
        ("<w:p><w:pPr><w:tabs><w:tab w:val='left' w:pos='420'/></w:tabs></w:pPr><w:r><w:t>A</w:t><w:tab/><w:t>B</w:t></w:r></w:p>", "A\tB"),
        ("<w:p><w:r><w:t>0000</w:t><w:noBreakHyphen/><w:t>1111</w:t><w:cr/><w:t>x</w:t></w:r></w:p>", "0000-1111\nx"),
        (p("　１００　"), "　１００　"),
        ("<w:p><m:oMath><m:r><m:t>≥90</m:t></m:r></m:oMath></w:p>", "≥90"),
        ("<w:p><w:hyperlink r:id='x'><w:r><w:t>链接</w:t></w:r></w:hyperlink></w:p>", "链接"),
        ("<w:p><w:r><w:ruby><w:rt><w:r><w:t>ji</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>绩</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>", "绩"),
        # accepted as Word shows them with changes accepted
        (f"<w:p>{run('10')}<w:del w:id='1'><w:r><w:delText>9</w:delText></w:r></w:del><w:ins w:id='2'>{run('0')}</w:ins></w:p>", "100"),
        (f"<w:p><w:moveFrom w:id='1'>{run('旧')}</w:moveFrom><w:moveTo w:id='2'>{run('新')}</w:moveTo></w:p>", "新"),
        (f"<w:p><w:ins w:id='1'><w:del w:id='2'>{run('又删')}</w:del></w:ins>{run('留')}</w:p>", "留"),
        ("<w:p><w:pPr><w:rPr><w:del w:id='3'/></w:rPr></w:pPr><w:r><w:t>上</w:t></w:r></w:p>" + p("下"), "上下"),
        # content controls
        (f"<w:sdt><w:sdtPr><w:alias w:val='名称'/></w:sdtPr><w:sdtContent>{p('块')}</w:sdtContent></w:sdt>", "块"),
        (f"<w:p>{run('前')}<w:sdt><w:sdtPr/><w:sdtContent>{run('中')}</w:sdtContent></w:sdt>{run('后')}</w:p>", "前中后"),
        (f"<w:p><w:smartTag><w:customXml>{run('签')}</w:customXml></w:smartTag></w:p>", "签"),
        # fields show their result
        (
            "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>=SUM(ABOVE)</w:instrText></w:r>"
            "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>100</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>",
            "100",
        ),
        ("<w:p><w:fldSimple w:instr='DATE'><w:r><w:t>2024年</w:t></w:r></w:fldSimple></w:p>", "2024年"),
        (
            "<w:p><w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox><w:default w:val='1'/></w:checkBox></w:ffData>"
            "</w:fldChar></w:r><w:r><w:instrText>FORMCHECKBOX</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
            "<w:r><w:t>新增</w:t></w:r></w:p>",
            "☑新增",
        ),
        # symbols
        ("<w:p><w:r><w:sym w:font='Wingdings' w:char='F0FE'/><w:t>是</w:t><w:sym w:font='Wingdings' w:char='F0A8'/><w:t>否</w:t></w:r></w:p>", "☑是□否"),
        ("<w:p><w:r><w:rPr><w:rFonts w:ascii='Wingdings 2' w:hAnsi='Wingdings 2'/></w:rPr><w:t>R</w:t></w:r><w:r><w:t>Road</w:t></w:r></w:p>", "☑Road"),
        ("<w:p><w:r><w:sym w:font='Symbol' w:char='F0B3'/><w:t>90%</w:t></w:r></w:p>", "≥90%"),
        (
            "<w:p><w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val='1'/></w14:checkbox></w:sdtPr><w:sdtContent>"
            "<w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>一次性</w:t></w:r></w:p>",
            "☑一次性",
        ),
        (
            "<w:p><w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val='0'/></w14:checkbox></w:sdtPr><w:sdtContent>"
            "<w:r><w:sym w:font='Wingdings' w:char='F06F'/></w:r></w:sdtContent></w:sdt></w:p>",
            "☐",
        ),
    ],
)  # fmt: skip
def test_cell_text(inner, text):
    assert one(inner) == text


def test_content_controls_around_rows_and_cells():
    sdt = f"<w:sdt><w:sdtContent>{tc('乙')}</w:sdtContent></w:sdt>"
    body = tbl(
        f"<w:sdt><w:sdtPr/><w:sdtContent>{tr(tc('甲'), sdt)}</w:sdtContent></w:sdt>",
        tr(tc("丙"), tc("丁")),
    )
    document = read_docx(f"<w:sdt><w:sdtContent>{body}</w:sdtContent></w:sdt>")
    assert rows(document.tables[0]) == [["甲", "乙"], ["丙", "丁"]]


def test_deleted_rows_and_cells_are_gone():
    body = tbl(
        tr(tc("甲"), tc("删", "<w:cellDel w:id='1'/>")),
        tr(tc("行"), props="<w:trPr><w:del w:id='2'/></w:trPr>"),
        tr(tc("乙"), props="<w:trPr><w:ins w:id='3'/></w:trPr>"),
    )
    assert rows(read_docx(body).tables[0]) == [["甲"], ["乙"]]


def test_old_properties_of_tracked_changes_do_not_count():
    old = f"<w:tcPrChange w:id='1'><w:tcPr>{SPAN2}{RESTART}</w:tcPr></w:tcPrChange>"
    assert cells(read_docx(tbl(tr(tc("甲", old), tc("乙")))).tables[0]) == [(1, 1, "甲", 1, 1), (1, 2, "乙", 1, 1)]


def test_hidden_text_is_left_out_and_reported():
    document = read_docx(
        f"""<w:p>{run("看得见")}{run("秘密", "<w:vanish/>")}{run("也见", "<w:vanish w:val='0'/>")}</w:p>"""
    )
    assert shape(document) == ["看得见也见"]
    assert slugs(document) == ["hidden-text"]
    assert "秘密" in document.problems[0].detail


def text_box(inner: str) -> str:
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx><w:txbxContent>"
        + inner
        + "</w:txbxContent></wps:txbx>"
        "</mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>" + inner + "</w:txbxContent></v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_text_box_comes_once_behind_its_anchor():
    document = read_docx(f"<w:p>{run('锚')}{text_box(p('框内标题'))}</w:p>" + tbl(tr(tc("甲"))) + p("尾"))
    assert shape(document) == ["锚", "框内标题", (1, None, 1, 1, [(1, 1, "甲", 1, 1)]), "尾"]


def test_a_table_in_a_text_box_is_a_table():
    document = read_docx(f"<w:p>{text_box(tbl(tr(tc('甲'), tc('乙'))) + p())}</w:p>")
    assert [rows(t) for t in document.tables] == [[["甲", "乙"]]]
    assert document.tables[0].within is None


def test_nested_table_keeps_its_place_and_its_title():
    inner = p("标题") + p("（2023年度）") + tbl(tr(tc("项目名称"), tc("甲"))) + p("注：一") + p()
    document = read_docx(tbl(tr(tc("附件1")), tr(tc(inner=inner), tc("旁"))) + p("后"))
    assert shape(document) == [
        (1, None, 2, 2, [(1, 1, "附件1", 1, 1), (2, 1, "标题\n（2023年度）\n注：一", 1, 1), (2, 2, "旁", 1, 1)]),
        "标题",
        "（2023年度）",
        (2, (1, 2, 1), 1, 2, [(1, 1, "项目名称", 1, 1), (1, 2, "甲", 1, 1)]),
        "注：一",
        "后",
    ]
    assert [b.within for b in document.blocks if isinstance(b, Paragraph)] == [(1, 2, 1)] * 3 + [None]


def test_two_nested_tables_in_one_cell_and_a_cell_behind():
    inner = p("一") + tbl(tr(tc("A"))) + p("二") + tbl(tr(tc("B"))) + p()
    document = read_docx(tbl(tr(tc(inner=inner), tc("旁"))))
    assert [b.text if isinstance(b, Paragraph) else (b.number, b.within) for b in document.blocks] == [
        (1, None), "一", (2, (1, 1, 1)), "二", (3, (1, 1, 1)),
    ]  # fmt: skip
    assert rows(document.tables[0]) == [["一\n二", "旁"]]


def test_tables_in_tables_in_tables():
    body = tbl(tr(tc("里")))
    for _ in range(10):
        body = tbl(tr(tc(inner=body + p())))
    document = read_docx(body)
    assert len(document.tables) == 11
    assert document.tables[-1].within == (10, 1, 1)


def test_header_rows_are_rows():
    document = read_docx(tbl(tr(tc("甲"), props="<w:trPr><w:tblHeader/></w:trPr>"), tr(tc("乙"))))
    assert rows(document.tables[0]) == [["甲"], ["乙"]]


def test_strict_namespaces_read_alike():
    body = tbl(tr(tc("甲", SPAN2)), tr(tc("乙"), tc("丙")))
    xml = document_xml(body).replace(W, STRICT)
    assert STRICT in xml
    strict = load(zip_of({"word/document.xml": xml}))
    assert shape(strict) == shape(read_docx(body))
    assert strict.meta["ooxml"] == "strict"


def test_flat_opc_reads_alike():
    body = p("题") + tbl(tr(tc("甲"), tc("乙")))
    flat = (
        '<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        f'<pkg:part pkg:name="/word/document.xml"><pkg:xmlData><w:document {NS}><w:body>{body}</w:body></w:document>'
        "</pkg:xmlData></pkg:part></pkg:package>"
    )
    document = load(flat.encode(), "a.xml")
    assert document.format == "flat-word"
    assert shape(document) == shape(read_docx(body))


def test_embedded_documents_and_objects_are_reported():
    document = read_docx(p("正文") + "<w:altChunk r:id='x'/>" + "<w:p><w:r><w:object/></w:r></w:p>")
    assert slugs(document) == ["embedded-document", "active-content"]
    assert shape(document) == ["正文"]


def test_macros_and_external_resources_are_reported():
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" TargetMode="External" Target="http://198.51.100.7/t.dotm" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
        '<Relationship Id="b" TargetMode="External" Target="http://example.org" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"/></Relationships>'
    )
    document = read_docx(p("正文"), {"word/vbaProject.bin": b"x", "word/_rels/document.xml.rels": rels})
    assert slugs(document) == ["active-content", "external-link"]
    assert "198.51.100.7" in document.problems[1].detail


def test_sha256_is_that_of_the_file():
    import hashlib

    from tests.readers.make import docx

    data = docx(p("甲"))
    assert load(data).sha256 == hashlib.sha256(data).hexdigest()
