"""Small documents that ask for time or memory far beyond their size, added to the cases of hostile.py: decoders and tables of a PDF,
headers and parts of web archives, and properties, runs and fields of Word, again and again."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable

from tests.readers.make import docx, p
from tests.trust.hostile import CELL, PAGE, case, pdf, stream, word_form, workbook

ANY = ("too-slow", "too-large", "archive-bomb", "damaged", "no-text", "no-form", "scanned-pdf", "encrypted")


def small(name: str, forms: int = 0, slow: bool = False) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """A case that may end in any of the sentences above, or in nothing but the form."""
    return case(name, *(() if forms else ANY), forms=forms, slow=slow)


# Word: the same element thousands of times, over thousands of runs


def run(inner: str) -> str:
    return f"<w:p><w:r>{inner}</w:r></w:p>"


WORDS = "<w:t>是</w:t>"


@small("勾选框成堆.docx", forms=1)
def check_boxes() -> bytes:
    box = '<w14:checkbox xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"/>'
    return word_form(
        extra=f"<w:sdt><w:sdtPr>{box * 25_000}</w:sdtPr><w:sdtContent><w:p>{f'<w:r>{WORDS}</w:r>' * 60_000}</w:p></w:sdtContent></w:sdt>"
    )


@small("嵌套控件.docx", forms=1, slow=True)
def nested_controls() -> bytes:
    box = '<w14:checkbox xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"/>'
    head = f"<w:sdt><w:sdtPr>{box * 50}</w:sdtPr><w:sdtContent>"
    return word_form(extra=head * 80 + f"<w:p>{f'<w:r>{WORDS}</w:r>' * 60_000}</w:p>" + "</w:sdtContent></w:sdt>" * 80)


@small("隐藏属性成堆.docx", forms=1)
def hidden_properties() -> bytes:
    return word_form(extra=run(f"<w:rPr>{'<w:vanish/>' * 20_000}</w:rPr>{WORDS * 30_000}"))


@small("隐藏行属性成堆.docx", forms=1, slow=True)
def hidden_row_properties() -> bytes:
    row = f"<w:tr><w:trPr>{'<w:hidden/>' * 20_000}</w:trPr><w:tc><w:p>{f'<w:r>{WORDS}</w:r>' * 30_000}</w:p></w:tc></w:tr>"
    return word_form(extra=f"<w:tbl>{row}</w:tbl>")


@small("符号字体成堆.docx", forms=1)
def symbol_fonts() -> bytes:
    return word_form(extra=run("<w:rPr>" + '<w:rFonts w:ascii="Wingdings"/>' * 20_000 + f"</w:rPr>{WORDS * 30_000}"))


@small("删除线属性成堆.docx", forms=1, slow=True)
def struck_properties() -> bytes:
    return word_form(extra=run(f"<w:rPr>{'<w:strike/>' * 20_000}</w:rPr>{WORDS * 30_000}"))


@small("上标属性成堆.docx", forms=1, slow=True)
def raised_properties() -> bytes:
    raised = '<w:vertAlign w:val="superscript"/>'
    return word_form(extra=run(f"<w:rPr>{raised * 20_000}</w:rPr>{WORDS * 30_000}"))


@small("下拉选项成堆.docx", forms=1, slow=True)
def drop_downs() -> bytes:
    data = "<w:ffData><w:ddList>" + '<w:listEntry w:val="甲"/>' * 60_000 + "</w:ddList></w:ffData>"
    begin = f'<w:fldChar w:fldCharType="begin">{data}</w:fldChar>'
    return word_form(extra=run(begin + '<w:fldChar w:fldCharType="end"/>' * 60_000))


@small("嵌套域.docx", forms=1, slow=True)
def nested_fields() -> bytes:
    return word_form(extra=run('<w:fldChar w:fldCharType="begin"/>' * 100_000 + WORDS * 100_000))


@small("分式成堆.docx", forms=1)
def fractions() -> bytes:
    ns = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    deep = (
        f"<m:oMath {ns}>"
        + "<m:f><m:num>" * 100
        + "<m:r><m:t>1</m:t></m:r>" * 20_000
        + "</m:num><m:den/></m:f>" * 100
        + "</m:oMath>"
    )
    flat = (
        f"<m:oMath {ns}>"
        + "<m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>" * 20_000
    )
    return word_form(extra=f"<w:p>{deep}{flat}</m:oMath></w:p>")


@small("页眉成堆.docx", forms=1, slow=True)
def headers() -> bytes:
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    part = f'<w:hdr xmlns:w="{w}">{p("页眉") * 20_000}</w:hdr>'
    return word_form({f"word/header{i}.xml": part for i in range(30)})


# a workbook


@small("同一工作表.xlsx", slow=True)
def one_sheet_often() -> bytes:
    """Three thousand names of one large part."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheets = "".join(f'<sheet name="表{i}" sheetId="{i}" r:id="r0"/>' for i in range(3000))
    rows = "".join(f"<row>{CELL.format(f'A{i}', '1')}</row>" for i in range(1, 20_000))
    book = f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{sheets}</sheets></workbook>'
    return workbook(rows, {"xl/workbook.xml": book})


@small("读音成堆.xlsx")
def phonetics() -> bytes:
    item = "<si>" + "<rPh><t>a</t></rPh>" * 100_000 + "<t>甲</t></si>"
    return workbook('<row><c r="A1" t="s"><v>0</v></c></row>', strings=item)


@case("划线格成堆.xlsx", "struck-text", slow=True)
def struck_runs() -> bytes:
    item = "<si>" + f"<r><rPr>{'<strike/>' * 50}</rPr><t>甲</t></r>" * 5_000 + "</si>"
    return workbook("".join(f'<row><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 2_000)), strings=item)


# text and pages


@small("空格换行标记.txt")
def break_marks() -> bytes:
    return ("| a" + " " * 190_000 + "b |\n| c<br" + " " * 100_000 + " |\n").encode() * 3


@small("续行成堆.txt", slow=True)
def loose_lines() -> bytes:
    return ("\t甲\n\n" + "乙丙丁戊\n" * 480_000).encode()


@small("逗号成堆.txt", slow=True)
def commas() -> bytes:
    return ('甲,"乙,' * 5 + "\n").encode() * 300_000


@small("一个宽字.html", slow=True)
def one_wide_character() -> bytes:
    return b"<html><body><p>" + b"1 2 3 4 " * 11_000_000 + b"</p>" + "𠮷".encode()


@small("一个宽字.txt", slow=True)
def one_wide_character_of_text() -> bytes:
    return (b"1 2 3 4 " * 20_000 + b"\n") * 600 + "𠮷".encode()


# web archives


def archive(parts: bytes, head: bytes = b"") -> bytes:
    return b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="B"' + head + b"\r\n\r\n" + parts


PART = b"--B\r\nContent-Type: text/html; charset=utf-8\r\n"


@small("编码字成堆.mht")
def encoded_words() -> bytes:
    return archive(b'--B\r\nContent-Type: text/html; charset="' + b"=?gb18030?b?w/s=?= " * 60_000 + b'"\r\n\r\n<p>x')


@small("头行成堆.mht", slow=True)
def many_headers() -> bytes:
    return archive(PART + b"\r\n<p>x", b"\r\n" + b"X-A: b\r\n" * 300_000)


@small("参数成堆.mht", slow=True)
def many_parameters() -> bytes:
    return archive(PART.rstrip() + b"".join(b"; a*%d=b" % i for i in range(60_000)) + b"\r\n\r\n<p>x")


@small("分段成堆.mht", slow=True)
def many_parts() -> bytes:
    return archive(b"--B\r\nX: y\r\n\r\nz\r\n" * 800_000)


@small("套娃分段.mht", slow=True)
def nested_parts() -> bytes:
    return archive(b"--B\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n" * 5_000 + PART + b"\r\n<p>x")


@small("邮件套邮件.mht", slow=True)
def nested_messages() -> bytes:
    return archive(b"--B\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: message/rfc822\r\n\r\n" * 3_000)


@small("长编码体.mht", slow=True)
def long_base64() -> bytes:
    line = base64.b64encode("项目".encode("gb18030") * 14) + b"\r\n"
    return archive(PART + b"Content-Transfer-Encoding: base64\r\n\r\n" + line * 1_000_000)


@small("软换行成堆.mht", slow=True)
def soft_breaks() -> bytes:
    return archive(PART + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=E4=BD=A0=\r\n" * 2_000_000)


# PDF: sizes that are only stated, decoders without a bound


def decoded(data: bytes, filters: bytes) -> bytes:
    return pdf(PAGE, stream(data, filters))


def packed(data: bytes) -> bytes:
    return zlib.compress(data, 9)


@small("预测列.pdf")
def predictor_columns() -> bytes:
    return decoded(
        packed(b"\x02" + b"b" * 300), b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Colors 4/Columns 500000000>>"
    )


@small("预测色.pdf", slow=True)
def predictor_colors() -> bytes:
    return decoded(
        packed(b"\x02" + b"b" * 300),
        b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors 900000000/Columns 1/BitsPerComponent 16>>",
    )


@small("预测负列.pdf", slow=True)
def predictor_below_zero() -> bytes:
    return decoded(packed(b"\x02" * 90_000), b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Colors 1/Columns -1>>")


@small("TIFF预测.pdf", slow=True)
def tiff_predictor() -> bytes:
    return decoded(packed(b"\x02" * 3_000_000), b"/Filter/FlateDecode/DecodeParms<</Predictor 2/Colors 1/Columns 1>>")


@small("游程.pdf", slow=True)
def run_length() -> bytes:
    return decoded(packed(b"\x90\x20" * 12_000_000), b"/Filter[/FlateDecode/RunLengthDecode]")


@small("八五编码.pdf", slow=True)
def ascii_85() -> bytes:
    return decoded(packed(b"z" * 40_000_000 + b"~>"), b"/Filter[/FlateDecode/ASCII85Decode]")


@small("十六进制.pdf", slow=True)
def ascii_hex() -> bytes:
    return decoded(packed(b"20" * 30_000_000 + b">"), b"/Filter[/FlateDecode/ASCIIHexDecode]")


@small("传真.pdf", slow=True)
def fax() -> bytes:
    return decoded(
        packed(b"\x00" * 100_000),
        b"/Filter[/FlateDecode/CCITTFaxDecode]/DecodeParms[null<</K -1/Columns 900000000/Rows 900000000>>]",
    )


@small("传真行.pdf", slow=True)
def fax_rows() -> bytes:
    return decoded(
        packed(b"\xff" * 3_000_000), b"/Filter[/FlateDecode/CCITTFaxDecode]/DecodeParms[null<</K -1/Columns 60000>>]"
    )


@small("很多滤镜.pdf", slow=True)
def many_filters() -> bytes:
    return decoded(packed(b" " * 9_000_000), b"/Filter[/FlateDecode" + b"/ASCIIHexDecode/ASCII85Decode" * 2_000 + b"]")


@small("长度成环.pdf", slow=True)
def length_loop() -> bytes:
    return pdf(PAGE, b"4 0 obj<</Length 4 0 R/Filter 4 0 R>>stream\nBT ET\nendstream endobj\n")


def font(extra: bytes, more: bytes = b"", text: bytes = b"BT /F1 12 Tf 50 700 Td <00010002> Tj ET") -> bytes:
    """A page with a font of two bytes a letter, its descendant's entries ``extra``, and further objects from 6."""
    page = (
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>/XObject<</X0 6 0 R/X1 7 0 R>>>>>>endobj\n"
    )
    base = (
        b"5 0 obj<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[<</Type/Font/Subtype"
        b"/CIDFontType2/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>%s>>]>>endobj\n"
        % extra
    )
    return pdf(page, stream(text, b""), base, more)


def cmap(body: bytes) -> bytes:
    text = b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n" + body + b"\nendcmap end end"
    return b"6 0 obj<</Length %d>>stream\n%s\nendstream endobj\n" % (len(text), text)


@small("字宽表.pdf")
def widths() -> bytes:
    return font(b"/W[5[500 500] 10 1900000000 600]", cmap(b""))


@small("竖排字宽表.pdf", slow=True)
def vertical_widths() -> bytes:
    return font(b"/W2[10 1900000000 600 1 1]", cmap(b""))


@small("字符区间.pdf")
def character_range() -> bytes:
    return font(b"", cmap(b"1 beginbfrange\n<00010000> <6fffffff> <5e00>\nendbfrange"))


@small("字形区间.pdf", slow=True)
def glyph_range() -> bytes:
    return font(b"", cmap(b"1 begincidrange\n<00010000> <6fffffff> 1\nendcidrange"))


@small("字符表层层引用.pdf", slow=True)
def used_maps() -> bytes:
    return font(b"", cmap(b"/Identity-H usecmap\n" * 90_000))


@small("图样互相画.pdf", slow=True)
def drawings() -> bytes:
    form = b"%d 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X0 6 0 R/X1 7 0 R>>>>/Length %d>>stream\n%s\nendstream endobj\n"
    body = b"/X1 Do " * 40
    return font(b"", form % (6, len(body), body) + form % (7, len(body), body.replace(b"X1", b"X0")), text=b"/X0 Do")


@small("对象流.pdf", slow=True)
def object_stream() -> bytes:
    body = packed(b"1 0 " * 9_000_000)
    return pdf(
        b"2 0 obj<</Type/ObjStm/N 1900000000/First 1900000000/Filter/FlateDecode/Length %d>>stream\n%s\nendstream endobj\n"
        % (len(body), body)
    )


@small("交叉引用流.pdf", slow=True)
def reference_stream() -> bytes:
    body = packed(b"\x01\x00\x00" * 30_000_000)
    head = (
        b"1 0 obj<</Type/XRef/Size 1900000000/Index[0 1900000000]/W[1 1 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n"
        % len(body)
    )
    at = 9
    return b"%PDF-1.5\n" + head + body + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % at


@small("很大的页.pdf", slow=True)
def huge_page() -> bytes:
    return pdf(PAGE.replace(b"595 842", b"1e30 1e30"), stream(b"0 0 m 1e29 1e29 l S " * 200, b""))


@small("数组成堆.pdf", slow=True)
def many_strings() -> bytes:
    return decoded(packed(b"[" + b"(a)" * 3_000_000 + b"] TJ"), b"/Filter/FlateDecode")


@small("注释成堆.pdf", slow=True)
def annotations() -> bytes:
    note = b"<</Type/Annot/Subtype/FreeText/Rect[0 0 9 9]/Contents(a)>>"
    page = PAGE.replace(b"/Contents 4 0 R", b"/Contents 4 0 R/Annots[" + note * 20_000 + b"]")
    return pdf(page, stream(b"BT ET", b""))


@small("表单域成环.pdf")
def field_loop() -> bytes:
    page = PAGE.replace(b"/Contents 4 0 R", b"/Contents 4 0 R/Annots[5 0 R]")
    field = b"5 0 obj<</Type/Annot/Subtype/Widget/Rect[0 0 90 90]/FT/Tx/Parent 5 0 R/Kids[5 0 R 5 0 R]>>endobj\n"
    return pdf(page, stream(b"BT ET", b""), field)


@small("同一页很多次.pdf", slow=True)
def one_page_often() -> bytes:
    """Three hundred pages in a file of a few kilobytes: they may not take a long report's time."""
    kids = b" ".join(b"3 0 R" for _ in range(300))
    page = b"2 0 obj<</Type/Pages/Kids[" + kids + b"]/Count 300>>endobj\n" + PAGE.split(b"\n", 1)[1]
    text = b"".join(
        b"BT /F1 9 Tf %d %d Td (a) Tj ET %d 0 m %d 700 l S\n" % (i % 500, i % 700, i % 500, i % 500)
        for i in range(6_000)
    )
    return pdf(page, stream(packed(text)))


@small("段落成堆.docx", slow=True)
def many_paragraphs() -> bytes:
    return docx("<w:p/>" * 900_000)
