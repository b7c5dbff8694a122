"""Documents made to do harm, one function a kind. Each gives the bytes of a file (or files) and what the reader must say.

``CASES`` is what tests/trust/test_hostile.py measures; ``write_all`` puts them into a folder for the batch.
"""

from __future__ import annotations

import io
import os
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.batch.forms import form
from tests.readers.make import RELS, TYPES, docx, p, tbl, tc, tr, zip_of

MB = 1024 * 1024
FORM = form("好项目")


@dataclass(frozen=True)
class Case:
    """``expected``: problems of which at least one must be told. ``forms``: how many forms are read all the same.

    ``slow``: takes more than half a second of work, or is stopped by its limit: measured by the command only, not in the suite.
    """

    name: str
    make: Callable[[], bytes | dict[str, bytes]]
    expected: frozenset[str]
    forms: int = 0
    slow: bool = False


CASES: list[Case] = []


def case(
    name: str, *expected: str, forms: int = 0, slow: bool = False
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    def add(make: Callable[[], bytes]) -> Callable[[], bytes]:
        CASES.append(Case(name, make, frozenset(expected), forms, slow))
        return make

    return add


def word_form(more: dict[str, bytes | str] | None = None, project: str = "好项目", extra: str = "") -> bytes:
    """A small form that reads well, with further parts in its package."""

    def row(*texts: str) -> str:
        return tr(*[tc(t) for t in texts])

    table = tbl(
        row("项目名称", project, "", "", "", ""),
        row("项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "执行率"),
        row("", "年度资金总额", "10", "10", "10", "100%"),
        row("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "得分"),
        row("产出指标", "数量指标", "补贴人数", "≥10人", "10人", "10"),
    )  # fmt: skip
    return docx(p("项目支出绩效自评表") + table + extra, more)


def parts(**members: str) -> dict[str, bytes | str]:
    return dict(members.items())


# archives


@case("嵌套压缩包炸弹.zip", "archive-bomb")
def nested_zips() -> bytes:
    inner = zip_of({f"{i}.txt": b"0" * (4 * MB) for i in range(4)})
    for _ in range(6):
        inner = zip_of({f"{i}.zip": inner for i in range(8)})
    return inner


@case("宽嵌套压缩包.zip", "archive-bomb", slow=True)
def wide_nested_zips() -> bytes:
    """Three levels, each within the limits; together a million documents."""
    inner = zip_of({f"{i}.txt": b"" for i in range(300)})
    for _ in range(2):
        inner = zip_of({f"{i}.zip": inner for i in range(60)})
    return inner


@case("很多大成员.zip", "archive-bomb", slow=True)
def many_large_members() -> bytes:
    """A thousand members of 7 MB each, in a file of 7 MB."""
    data = zlib.compress(b" " * (7 * MB), 9)[2:-4]
    crc = zlib.crc32(b" " * (7 * MB))
    return raw_zip([(f"{i}.txt".encode(), data, 8, 7 * MB, crc) for i in range(1000)])


@case("重叠成员.zip", "archive-bomb")
def overlapping() -> bytes:
    """Every directory entry holds the headers and data of those behind it: one kernel, counted a hundred times."""
    kernel = zlib.compress(b"0" * MB, 9)[2:-4]
    out, central = b"", []
    body = kernel
    crc = zlib.crc32(b"0" * MB)
    for i in range(100, 0, -1):
        name = b"%d.txt" % i
        header = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0x21, crc, len(body), MB, len(name), 0) + name
        body = header + body
        central.append((name, len(body)))
    out = body
    directory = b""
    for name, tail in central:
        at = len(out) - tail
        directory += struct.pack(
            "<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 0x21, crc, tail - 30 - len(name), MB, len(name), 0, 0, 0, 0, 0, at
        ) + name  # fmt: skip
    return out + directory + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 100, 100, len(directory), len(out), 0)


def raw_zip(members: list[tuple[bytes, bytes, int, int, int]], flags: int = 0) -> bytes:
    """A zip from (name, packed data, method, declared size, declared CRC): whatever zipfile would refuse to write."""
    out, directory = io.BytesIO(), io.BytesIO()
    for name, data, method, size, crc in members:
        at = out.tell()
        out.write(
            struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, flags, method, 0, 0x21, crc, len(data), size, len(name), 0)
            + name
            + data
        )
        directory.write(struct.pack(
            "<IHHHHHHIIIHHHHHII", 0x02014B50, 0x0314, 20, flags, method, 0, 0x21, crc, len(data), size, len(name), 0, 0, 0, 0, 0, at
        ) + name)  # fmt: skip
    body, listing = out.getvalue(), directory.getvalue()
    return (
        body
        + listing
        + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(members), len(members), len(listing), len(body), 0)
    )


def stored(name: str | bytes, data: bytes, size: int | None = None) -> tuple[bytes, bytes, int, int, int]:
    raw = name if isinstance(name, bytes) else name.encode()
    return raw, data, 0, len(data) if size is None else size, zlib.crc32(data)


@case("成员自称很小.zip", "damaged", "archive-bomb", "too-large")
def small_by_its_own_word() -> bytes:
    data = zlib.compress(b"0" * (80 * MB), 9)[2:-4]
    return raw_zip([(b"a.txt", data, 8, 100, zlib.crc32(b"0" * (80 * MB)))])


@case("成员自称很大.zip", "too-large", "archive-bomb", "damaged")
def large_by_its_own_word() -> bytes:
    return raw_zip([stored("a.txt", b"abc", 0xFFFFFFF0)])


@case("目录自称很长.zip", "damaged", "too-large")
def long_directory() -> bytes:
    end = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, 2**60, 2**60, 2**40, 0)
    return b"PK\x03\x04" + b"\0" * 60 + end + struct.pack("<IIQI", 0x07064B50, 0, 64, 1) + struct.pack(
        "<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0
    )  # fmt: skip


@case("许多成员.zip", "too-large", slow=True)
def many_members() -> bytes:
    """A directory of 300,000 entries."""
    return raw_zip_many(300_000)


def raw_zip_many(count: int) -> bytes:
    out, directory = io.BytesIO(), io.BytesIO()
    for i in range(count):
        name = b"%d" % i
        at = out.tell()
        out.write(struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 0, 0, 0x21, 0, 0, 0, len(name), 0) + name)
        directory.write(
            struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 0, 0, 0x21, 0, 0, 0, len(name), 0, 0, 0, 0, 0, at)
            + name
        )
    body, listing = out.getvalue(), directory.getvalue()
    z64 = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, len(listing), len(body))
    locator = struct.pack("<IIQI", 0x07064B50, 0, len(body) + len(listing), 1)
    return (
        body
        + listing
        + z64
        + locator
        + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    )


@case("其他压缩方法.zip", "not-supported", "damaged")
def other_methods() -> bytes:
    """LZMA with a dictionary of 4 GB, bzip2: zipfile would unpack them with no bound on memory."""
    lzma = b"\x09\x04\x05\x00" + b"\x5d\xff\xff\xff\xff" + b"\0" * 40
    return raw_zip(
        [(b"a.txt", lzma, 14, 100, 0), (b"b.txt", b"BZh9" + b"\0" * 40, 12, 100, 0), (b"c.txt", b"x" * 9, 99, 9, 0)]
    )


@case("不安全路径.zip", "unsafe-path", forms=1)
def unsafe_paths() -> bytes:
    page = FORM.encode()
    names = [
        "../../出逃.html",
        "/etc/出逃.html",
        "C:\\出逃.html",
        "..\\..\\出逃.html",
        "a/../../出逃.html",
        "\\\\server\\share\\x.html",
    ]
    return raw_zip([stored("好.html", page)] + [stored(n, page) for n in names], flags=0x800)


@case("符号链接.zip", "link", forms=1)
def links_in_archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("好.html", FORM)
        for name, target in (("密码.html", "/etc/passwd"), ("上级.html", "../../x")):
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, 0o120777 << 16
            z.writestr(info, target)
    return out.getvalue()


@case("怪名字.zip", forms=5)
def odd_names() -> bytes:
    page = FORM.encode()
    names = ["反转\u202egnp.html", "换行\n\x1b[2J.html", "长" * 3000 + ".html", "CON.html", "空\0字符.html"]
    return raw_zip(
        [stored(n, page.replace("好项目".encode(), f"怪{i}".encode())) for i, n in enumerate(names)], flags=0x800
    )


@case("截断的压缩包.zip", "damaged")
def cut_archive() -> bytes:
    return zip_of({f"{i}.html": FORM for i in range(50)})[:-300]


@case("校验错误.zip", "damaged", forms=1)
def wrong_crc() -> bytes:
    page = FORM.encode()
    return raw_zip([stored("好.html", page), (b"x.html", page, 0, len(page), 1)])


# XML


def package(document: bytes | str, more: dict[str, bytes | str] | None = None) -> bytes:
    return zip_of({"[Content_Types].xml": TYPES, "_rels/.rels": RELS, "word/document.xml": document, **(more or {})})


LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))


@case("实体炸弹.docx", "unsafe-xml")
def laughs() -> bytes:
    return package(f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "哈">{LAUGHS}]><x>&l9;</x>')


@case("外部实体.docx", "unsafe-xml")
def external_entity() -> bytes:
    return package('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>')


@case("参数实体.docx", "unsafe-xml")
def parameter_entity() -> bytes:
    return package('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY % e SYSTEM "http://127.0.0.1:9/x.dtd"> %e;]><x/>')


@case("UTF7实体.docx", "unsafe-xml", "damaged")
def entity_in_utf7() -> bytes:
    evil = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'.encode("utf-7")
    return package(b'<?xml version="1.0" encoding="UTF-7"?>' + evil)


@case("EBCDIC实体.docx", "unsafe-xml", "damaged")
def entity_in_ebcdic() -> bytes:
    evil = '<?xml version="1.0" encoding="cp037"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    return package(evil.encode("cp037"))


@case("类型表里的实体.docx", "unsafe-xml", "damaged")
def entity_in_types() -> bytes:
    evil = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return zip_of(
        {
            "[Content_Types].xml": evil + TYPES,
            "_rels/.rels": f"<?xml version='1.0'?>{evil}<x>&e;</x>",
            "word/document.xml": "<x/>",
        }
    )


@case("单表里的实体.xls", "unsafe-xml", "damaged")
def entity_in_xml_spreadsheet() -> bytes:
    return (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><a>&e;</a></Workbook>'
    )  # fmt: skip


@case("二〇〇三版里的实体.xml", "unsafe-xml", "damaged", "no-office")
def entity_in_word_2003() -> bytes:
    return (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        b'<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body><w:p>&e;</w:p></w:body></w:wordDocument>'
    )  # fmt: skip


# what Office would load or run


def rels(*targets: tuple[str, str]) -> str:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    items = "".join(
        f'<Relationship Id="r{i}" Type="{kind}{name}" Target="{target}" TargetMode="External"/>'
        for i, (name, target) in enumerate(targets)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{items}</Relationships>'


URL = "http://127.0.0.1:9/"


@case("外部图片.docx", "external-link", forms=1)
def external_image() -> bytes:
    return word_form({"word/_rels/document.xml.rels": rels(("image", URL + "x.png"), ("oleObject", URL + "x.doc"))})


@case("远程模板.docx", "external-link", forms=1)
def remote_template() -> bytes:
    """The way documents load macros from elsewhere: the template is named in the settings' relationships."""
    return word_form({"word/_rels/settings.xml.rels": rels(("attachedTemplate", URL + "x.dotm"))})


@case("页眉外链.docx", "external-link", forms=1)
def external_in_header() -> bytes:
    return word_form({"word/_rels/header1.xml.rels": rels(("frame", "\\\\127.0.0.1\\share\\x"))})


@case("带宏.docm", "active-content", forms=1)
def macros() -> bytes:
    return word_form({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"\0" * 600})


@case("嵌入对象.docx", "active-content", forms=1)
def embedded_object() -> bytes:
    return word_form({"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0" + b"\0" * 600})


@case("嵌入可执行文件.docx", "active-content", forms=1)
def embedded_package() -> bytes:
    return word_form({"word/embeddings/Microsoft_Excel_Sheet.xlsm": b"PK\x03\x04", "word/embeddings/x.exe": b"MZ"})


@case("DDE域.docx", "active-content", forms=1)
def dde_field() -> bytes:
    code = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DDE{} c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" </w:instrText></w:r>'
    return word_form(extra=f'<w:p>{code.format("AUTO")}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>')


def workbook(
    sheet: str, more: dict[str, bytes | str] | None = None, strings: str = "", head: str = "", sheet_name: str = "表"
) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
    )
    members: dict[str, bytes | str] = {
        "[Content_Types].xml": types,
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="{sheet_name}" sheetId="1" r:id="r0"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": rels(("worksheet", "worksheets/sheet1.xml")).replace(' TargetMode="External"', ""),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}">{head}<sheetData>{sheet}</sheetData></worksheet>' if "<mergeCells" not in sheet
        else f'<worksheet xmlns="{main}">{head}{sheet}</worksheet>',
    }  # fmt: skip
    if strings:
        members["xl/sharedStrings.xml"] = f'<sst xmlns="{main}">{strings}</sst>'
    return zip_of({**members, **(more or {})})


CELL = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'


@case("宏表.xlsm", "active-content")
def macro_sheet() -> bytes:
    return workbook(f"<row>{CELL.format('A1', '甲')}</row>", {"xl/macrosheets/sheet1.xml": "<x/>"})


@case("数据连接.xlsx", "external-link")
def connections() -> bytes:
    return workbook(f"<row>{CELL.format('A1', '甲')}</row>", {"xl/connections.xml": "<x/>"})


# absurd dimensions


@case("百万空行.docx", "too-large", slow=True)
def million_rows() -> bytes:
    return docx(tbl(tr(tc()) * 1_000_000))


@case("百万空行.xlsx", "no-form", slow=True)
def million_rows_in_a_sheet() -> bytes:
    return workbook(
        "".join(f'<row r="{i}"><c r="A{i}" s="1"/></row>' for i in range(1, 1_000_001))
        + f"<row>{CELL.format('A1', '甲')}</row>"
    )


@case("跨列十亿.docx", "span-clamped")
def huge_span() -> bytes:
    return docx(tbl(tr(tc("甲", '<w:gridSpan w:val="1000000000"/>'), tc("乙"))))


@case("跨行十亿.html", "span-clamped")
def huge_span_in_a_page() -> bytes:
    return "<table><tr><td rowspan=1000000000 colspan=1000000000>甲<td>乙</table>".encode()


@case("天边一格.xlsx", "no-form", slow=True)
def far_cell() -> bytes:
    return workbook(f"<row>{CELL.format('A1', '甲')}</row><row>{CELL.format('XFD1048576', '乙')}</row>")


@case("万层嵌套表.docx", "too-deep", "damaged")
def nested_tables() -> bytes:
    return docx("<w:tbl><w:tr><w:tc>" * 10_000 + "<w:p/></w:tc></w:tr></w:tbl>" * 10_000)


@case("五十兆单元格.docx", "too-large", "archive-bomb")
def large_cell() -> bytes:
    return docx(tbl(tr(tc("甲" * 17_000_000))))


@case("五十兆单元格.txt", "too-large")
def large_cell_of_text() -> bytes:
    return b"\t" + b"a" * (50 * MB)


# work that grows with the square of the size


@case("二选一内容.docx", "too-slow", "too-large", "no-form", slow=True)
def alternatives() -> bytes:
    one = "<mc:AlternateContent><mc:Choice><w:r><w:t>a</w:t></w:r></mc:Choice></mc:AlternateContent>"
    return docx(f"<w:p>{one * 180_000}</w:p>")


@case("深层二选一.docx", "too-slow", "no-text", "too-large", "no-form", "too-deep", slow=True)
def deep_alternatives() -> bytes:
    one = "<mc:AlternateContent><mc:Choice>"
    return docx("<w:p>" + one * 110 + "<w:r/>" * 900_000 + "</mc:Choice></mc:AlternateContent>" * 110 + "</w:p>")


@case("删除的段落标记.docx", "too-slow", "too-large", "no-form", slow=True)
def deleted_marks() -> bytes:
    return docx("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>" * 180_000)


@case("文本框.docx", "too-slow", "too-large", "no-form", slow=True)
def text_boxes() -> bytes:
    return docx("<w:p><w:r><w:txbxContent><w:p><w:r><w:t>a</w:t></w:r></w:p></w:txbxContent></w:r></w:p>" * 120_000)


@case("不闭合的域.docx", "too-slow", "too-large", "no-form", slow=True)
def open_fields() -> bytes:
    field = '<w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/>'
    return docx(f"<w:p><w:r>{field * 200_000}{'<w:t>a</w:t>' * 250_000}</w:r></w:p>")


@case("很多表体.html", "too-slow", "too-large", "no-form", slow=True)
def table_bodies() -> bytes:
    return ("<table>" + "<tbody><tr><td>a" * 190_000 + "</table>").encode()


@case("很多跨行格.html", "too-slow", "too-large", "no-form", slow=True)
def tall_cells() -> bytes:
    return ("<table><tr>" + "<td colspan=900 rowspan=0>a" * 4 + "<tr><td>b" * 150_000 + "</table>").encode()


@case("隐藏行.xlsx", "too-slow", "too-large", "no-form", "hidden-cells", slow=True)
def hidden_rows() -> bytes:
    rows = "".join(f'<row r="{i}" hidden="1"/>' for i in range(200_000, 700_000))
    return workbook("".join(f"<row>{CELL.format(f'A{i}', '1')}</row>" for i in range(1, 100_000)) + rows)


@case("隐藏列.xlsx", "too-slow", "too-large", "no-form", "hidden-cells", slow=True)
def hidden_columns() -> bytes:
    cols = "".join(f'<col min="{i}" max="{i}" hidden="1"/>' for i in range(2, 400_000))
    return workbook(
        "".join(f"<row>{CELL.format(f'A{i}', '1')}</row>" for i in range(1, 150_000)), head=f"<cols>{cols}</cols>"
    )


@case("合并区域成堆.xlsx", "too-slow", "too-large", "no-form", slow=True)
def many_merges() -> bytes:
    cells = "".join(f"<row>{CELL.format(f'A{i}', '1')}</row>" for i in range(1, 150_001))
    merges = "".join(f'<mergeCell ref="A{i}:B{i + 1}"/>' for i in range(150_000, 1, -1))
    return workbook(
        f"<sheetData>{cells}<row>{CELL.format('ZZ200000', '远')}</row></sheetData><mergeCells>{merges}</mergeCells>"
    )


@case("合并区域层叠.xlsx", "too-slow", "too-large", "no-form", slow=True)
def stacked_merges() -> bytes:
    cells = "".join(f"<row>{CELL.format(f'H{i}', '1')}</row>" for i in range(1, 20_001))
    merges = "".join(f'<mergeCell ref="A{i}:H20000"/>' for i in range(19_999, 1, -1))
    return workbook(f"<sheetData>{cells}</sheetData><mergeCells>{merges}</mergeCells>")


@case("共享字符串.xlsx", "too-large", slow=True)
def one_string_often() -> bytes:
    """One text of a megabyte, shown in 150,000 cells."""
    sheet = "".join(f'<row><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 150_001))
    return workbook(sheet, strings=f"<si><t>{'字' * 400_000}</t></si>")


@case("数字格式炸弹.xlsx", "too-large", "too-slow", "no-form", slow=True)
def number_format() -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    code = "0." + "0" * 100_000
    styles = f'<styleSheet xmlns="{main}"><numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>'
    sheet = "".join(f'<row><c r="A{i}" s="0"><v>{i}.5</v></c></row>' for i in range(1, 100_001))
    return workbook(sheet, {"xl/styles.xml": styles})


@case("格式炸弹二.xlsx", "too-large", "too-slow", "no-form", slow=True)
def number_format_of_repeats() -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    code = "[&gt;1]" * 5000 + "@" * 20_000
    styles = f'<styleSheet xmlns="{main}"><numFmts><numFmt numFmtId="200" formatCode="{code}"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>'
    sheet = "".join(
        f'<row><c r="A{i}" s="0" t="inlineStr"><is><t>abcdefgh</t></is></c></row>' for i in range(1, 10_001)
    )
    return workbook(sheet, {"xl/styles.xml": styles})


@case("很多长单元格.docx", "too-large", "archive-bomb", "too-slow", "no-form")
def many_long_cells() -> bytes:
    return docx(tbl(*[tr(tc("指标" * 9_000), tc("≥" * 9_000), tc("1," * 9_000))] * 600))


@case("大量隐藏网页元素.html", "no-text", "no-form", "hidden-text", "too-deep", "too-large", slow=True)
def hidden_elements() -> bytes:
    return ("<p style='display:none'>a</p>" * 150_000 + "<p>b").encode()


@case("嵌套选择框.html", "no-text", "no-form", "too-deep", "too-large")
def nested_selects() -> bytes:
    return ("<ruby><rt>" * 120 + "<rt>x" * 200_000).encode()


@case("文本表格.txt", "no-form", "too-large", "too-slow", "no-text", slow=True)
def text_table() -> bytes:
    return ("\t" + "甲\n" + "\t \n" * 3 + "\n\n").encode() * 300_000


@case("空白海.txt", "no-text", "too-large")
def sea_of_blanks() -> bytes:
    return b" \t\n" * 10_000_000


# the value grammar and the loader, given a form whose cells are long


LONG = {
    "数字": "1" * 40_000, "逗号": "1," * 20_000, "点": "1." * 20_000, "括号": "（" * 40_000, "空白": "1" + " " * 40_000 + "x", "年": "2023年" * 8_000,
    "比较号": "≥" * 40_000, "波浪": "1~" * 20_000, "百分号": "%" * 40_000, "汉字数": "一百" * 20_000, "减号": "-" * 40_000, "顿号": "甲、1个" * 10_000,
    "句子": "完成培训100人，发放补贴20万元；" * 2_500, "比": "1:" * 20_000, "月": "1月" * 20_000, "单位": "万元/人" * 10_000, "冒号": "数量：" * 15_000,
    "制表符": "a" + "\t" * 40_000 + "b", "全角空格": "甲" + "\u3000" * 40_000 + "乙", "零宽": "1" + "\u200b" * 40_000 + "2", "组合符": "e" + "\u0301" * 40_000,
    "字母": "a" * 40_000, "汉字": "绩" * 40_000,
}  # fmt: skip


def long_form(text: str) -> bytes:
    """A form with the text in every field that is a text or a number."""

    def row(*texts: str) -> str:
        return tr(*[tc(t) for t in texts])

    head = (row("项目名称", "长" + text, "主管部门", text), row("实施单位", text, "", ""))
    funds = (
        row("项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
        row("", "年度资金总额", text, "10", text, "10", text, text),
    )
    goals = (row("年度总体目标", "预期目标", "实际完成情况"), row("", text, text))
    rows = (
        row("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"),
        row("产出指标", "数量指标", "人数" + text, text, "10人", "50", "50", text),
        row("产出指标", "质量指标", "合格率", "≥90%", text, text, text, ""),
        row("产出指标", "时效指标", "完成时间", "12月底前", text, "10", text, text),
    )  # fmt: skip
    return docx(p("项目支出绩效自评表") + p("（2023年度）") + tbl(*head, *funds, *goals, *rows))


for _name, _text in LONG.items():
    _slow = _name not in ("数字", "空白", "冒号", "汉字")  # of a kind with these
    CASES.append(Case(f"长值_{_name}.docx", lambda t=_text: long_form(t), frozenset({"long-text"}), 1, _slow))  # type: ignore[misc]


@case("千个指标.html", forms=1)
def thousand_indicators() -> bytes:
    row = "<tr><td>产出指标</td><td>数量指标</td><td>指标{0}</td><td>≥{0}人</td><td>{0}人</td><td>0.1</td><td>0.1</td><td></td></tr>"
    page = FORM.replace("<tr><td>效益指标", "".join(row.format(i) for i in range(1000)) + "<tr><td>效益指标")
    return page.replace('rowspan="4">绩效指标', 'rowspan="1004">绩效指标').encode()


@case("四百张表.html", forms=400, slow=True)
def many_forms() -> bytes:
    return "".join(form(f"项目{i}", i) for i in range(400)).encode()


# damaged, and not what they say


@case("图片.docx", "picture")
def picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"\0" * 100


@case("其实是网页.docx", "wrong-extension", forms=1)
def page_as_word() -> bytes:
    return FORM.encode()


@case("其实是程序.xlsx", "not-supported")
def program() -> bytes:
    return b"MZ\x90\x00" + b"\0" * 500


@case("截断.docx", "damaged")
def cut() -> bytes:
    return word_form()[:-200]


@case("空文件.docx", "empty")
def nothing() -> bytes:
    return b""


@case("坏.doc", "damaged", "not-supported", "no-office", "office-failed")
def bad_doc() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40


@case("大量循环.xls", "damaged", "no-text", "too-large", "not-supported")
def circular_xls() -> bytes:
    from tests.readers.test_hostile import compound

    data = bytearray(compound("Workbook"))
    struct.pack_into("<I", data, 512 + 4, 1)
    return bytes(data)


@case("巨大声明.xls", "damaged", "no-text", "too-large", "not-supported")
def huge_xls() -> bytes:
    from tests.readers.test_hostile import compound

    return compound("Workbook") + b"\x09\x08\x10\x00" + b"\xff" * 2000


# what LibreOffice is asked to read

OFFICE = (
    "office-failed",
    "no-office",
    "no-form",
    "no-text",
    "too-slow",
    "damaged",
    "too-large",
    "too-deep",
    "external-link",
)


@case("炸弹.odt", "archive-bomb", "too-large")
def odt_bomb() -> bytes:
    return zip_of(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x>" + " " * (90 * MB) + "</x>"}
    )


@case("实体.ods", "unsafe-xml")
def ods_entity() -> bytes:
    evil = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "哈">{LAUGHS}]><x>&l9;</x>'
    return zip_of({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": evil})


@case("深层.rtf", *OFFICE, slow=True)
def deep_rtf() -> bytes:
    return b"{\\rtf1 " + b"{\\trowd " * 200_000


@case("巨表.rtf", *OFFICE, slow=True)
def wide_rtf() -> bytes:
    return b"{\\rtf1 " + b"\\trowd\\cellx1000000000 a\\cell\\row" * 60_000 + b"}"


# PDF


def pdf(*objects: bytes) -> bytes:
    head = (b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",)
    return b"%PDF-1.4\n" + b"".join((*head, *objects)) + b"trailer<</Root 1 0 R>>\n"


PAGE = b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"


def stream(packed: bytes, filters: bytes = b"/Filter/FlateDecode") -> bytes:
    return b"4 0 obj<<%s/Length %d>>stream\n%s\nendstream endobj\n" % (filters, len(packed), packed)


@case("流炸弹.pdf", "archive-bomb")
def pdf_bomb() -> bytes:
    return pdf(PAGE, stream(zlib.compress(b" " * (200 * MB), 9)))


@case("双重流炸弹.pdf", "archive-bomb", "too-large", "damaged", "too-slow", "no-text")
def pdf_double_bomb() -> bytes:
    return pdf(
        PAGE, stream(zlib.compress(zlib.compress(b" " * (300 * MB), 9), 9), b"/Filter[/FlateDecode/FlateDecode]")
    )


@case("LZW炸弹.pdf", "archive-bomb", "too-large", "damaged", "too-slow", "no-text", slow=True)
def pdf_lzw() -> bytes:
    return pdf(PAGE, stream(b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01" * 300_000, b"/Filter/LZWDecode"))


@case("慢页.pdf", "too-slow", "too-large", slow=True)
def pdf_slow() -> bytes:
    return pdf(PAGE, stream(zlib.compress(b"q Q\n" * 8_000_000, 9)))


@case("满页线条.pdf", "too-large", "too-slow", slow=True)
def pdf_lines() -> bytes:
    return pdf(
        PAGE,
        stream(
            zlib.compress(
                b"".join(b"%d %d m %d %d l S\n" % (i % 500, i % 700, i % 490, i % 720) for i in range(90_000)), 9
            )
        ),
    )


@case("页树成环.pdf", "damaged", "no-text", "too-slow", "too-large")
def pdf_loop() -> bytes:
    return pdf(b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>endobj\n")


@case("深层数组.pdf", "damaged", "no-text", "too-slow", "too-large", slow=True)
def pdf_deep() -> bytes:
    return pdf(b"2 0 obj<</Type/Pages/Kids" + b"[" * 200_000 + b"]" * 200_000 + b">>endobj\n")


@case("很多页.pdf", "too-large", "no-text", "damaged", slow=True)
def pdf_pages() -> bytes:
    kids = b" ".join(b"3 0 R" for _ in range(100_000))
    return pdf(
        b"2 0 obj<</Type/Pages/Kids["
        + kids
        + b"]/Count 100000>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    )


def write_case(one: Case, folder: Path) -> Path:
    """The case as a file."""
    path = folder / one.name
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = one.make()
    assert isinstance(data, bytes)
    path.write_bytes(data)
    return path


def write_links(folder: Path) -> None:
    """What a folder can hold besides files: links out of it, a pipe, names that move a terminal's cursor."""
    os.symlink("/etc/passwd", folder / "链接.html")
    os.symlink(folder.parent, folder / "上级", target_is_directory=True)
    os.mkfifo(folder / "管道.docx")
    (folder / "怪\x1b[31m\u202e名\n字.html").write_text(form("怪名字项目"), encoding="utf-8")
    (folder.as_posix().encode() and Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.html"))).write_text(
        form("坏编码名"), encoding="utf-8"
    )


from tests.trust import hostile_small  # noqa: E402, F401  its cases are registered on import
