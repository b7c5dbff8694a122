"""Files made to do harm. Each ends in a problem row, soon and in bounded memory."""

from __future__ import annotations

import io
import re
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfeval_nb.readers import Limits, expand, read
from selfeval_nb.readers.guard.zipsafe import SafeZip
from selfeval_nb.readers.problems import SENTENCES, Refused
from tests.readers.make import RELS, TYPES, document_xml, docx, load, p, save, slugs, tbl, tc, tr, zip_of

SECONDS = 10.0


def hostile(data: bytes, *expected: str, name: str = "x.docx", limits: Limits | None = None) -> None:
    began = time.monotonic()
    document = load(data, name, limits)
    assert time.monotonic() - began < SECONDS
    assert document.blocks == ()
    assert slugs(document)[0] in expected, document.problems
    assert all(x.detail.endswith("。") for x in document.problems)


def package(document: bytes | str) -> bytes:
    return zip_of({"[Content_Types].xml": TYPES, "_rels/.rels": RELS, "word/document.xml": document})


@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (b"", "empty"), (b"\x89PNG\r\n\x1a\n0000", "picture"), (b"\xff\xd8\xff\xe0JFIF", "picture"), (b"Rar!\x1a\x07\x01\x00", "not-supported"),
        (b"7z\xbc\xaf\x27\x1c00", "not-supported"), (b"MZ\x90\x00" + b"\0" * 60, "not-supported"), (bytes(range(256)) * 20, "not-supported"),
        (b"   \n\n  ", "no-text"), (b"PK\x03\x04", "damaged"), (b"PK\x03\x04" + b"\0" * 500, "damaged"), (b"%PDF-1.4\nnothing", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture"),
    ],
)  # fmt: skip
def test_what_is_no_document(data, slug):
    hostile(data, slug)


@pytest.mark.parametrize("cut", [10, 100, 400, 700, -30, -1])
def test_cut_off_documents(cut):
    hostile(docx(tbl(tr(tc("甲" * 500))))[:cut], "damaged")


def test_a_document_with_flipped_bytes_is_damaged():
    data = bytearray(docx(tbl(*[tr(tc(f"甲{i}"), tc("乙")) for i in range(200)])))
    for i in range(200, 900, 7):
        data[i] ^= 0x55
    hostile(bytes(data), "damaged", "not-supported", "archive-bomb", "encrypted")


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>',
        '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;&c;</x>',
        '<!DOCTYPE x SYSTEM "http://198.51.100.7/x.dtd"><x/>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_and_doctypes_are_refused(xml, encoding):
    hostile(package(f'<?xml version="1.0" encoding="{encoding}"?>{xml}'.encode(encoding)), "unsafe-xml")


def test_entities_in_a_workbook_and_in_xml_spreadsheets():
    evil = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><workbook>&e;</workbook>'
    hostile(zip_of({"xl/workbook.xml": evil}), "unsafe-xml", name="x.xlsx")
    hostile(
        f'<?xml version="1.0"?>{evil}<!-- urn:schemas-microsoft-com:office:spreadsheet -->'.encode(),
        "unsafe-xml",
        "damaged",
        name="x.xls",
    )


def test_a_bomb_in_a_document():
    hostile(package(b"<x>" + b" " * (90 * 1024 * 1024) + b"</x>"), "archive-bomb", "too-large")
    hostile(package(b"<x>" + b" " * (200 * 1024 * 1024) + b"</x>"), "too-large")


def lie(data: bytes, name: str, size: int) -> bytes:
    """The declared size of a member, changed in both places where it stands."""
    out = bytearray(data)
    for mark, at_size, at_name in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        for m in re.finditer(re.escape(mark), data):
            if data[m.start() + at_name :].startswith(name.encode()):
                struct.pack_into("<I", out, m.start() + at_size, size)
    return bytes(out)


def test_declared_sizes_that_lie():
    data = package(document_xml("<w:p/>" * 5_000_000))
    hostile(lie(data, "word/document.xml", 500), "damaged", "archive-bomb", "too-large")


def test_overlapping_members():
    """Two directory entries that point into the same data, as quines and overlap bombs do."""
    data = bytearray(zip_of({"word/document.xml": document_xml(p("甲")), "b.xml": b"x" * 900}, zipfile.ZIP_STORED))
    first, second = (m.start() for m in re.finditer(rb"PK\x01\x02", bytes(data)))
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    hostile(bytes(data), "archive-bomb")


@pytest.mark.parametrize("comment", [b"", b" " * 65_535])
def test_a_directory_of_zip64_that_is_too_large(comment):
    """Its size stands in a record of its own, which zipfile finds through a locator straight before the end of the file."""
    data = zip_of({"a.txt": "甲"})
    at = data.rfind(b"PK\x05\x06")
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 10**8, 10**8, 10**12, 0)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, at, 1)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, len(comment))
    hostile(data[:at] + record + locator + end + comment, "too-large", name="a.zip")


def test_members_of_one_name():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("word/document.xml", document_xml(p("甲")))
        with pytest.warns(UserWarning, match="Duplicate"):
            z.writestr("word/document.xml", document_xml(p("乙")))
    hostile(out.getvalue(), "archive-bomb")


def test_password_protected_members(tmp_path):
    data = zip_of({"甲.docx": docx(p("甲"))})
    out = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        i = data.find(mark)
        out[i + at] |= 1
    (source,) = expand([save(tmp_path, "a.zip", bytes(out))])
    assert slugs(read(source)) == ["encrypted"]


def compound(*names: str) -> bytes:
    """A compound file whose directory has entries of these names."""
    size = 512
    header = bytearray(size)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<II", header, 44, 1, 1)
    struct.pack_into("<III", header, 56, 4096, 0xFFFFFFFE, 0)
    struct.pack_into("<II", header, 68, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    directory = b""
    for i, name in enumerate(("Root Entry", *names)):
        raw = name.encode("utf-16-le") + b"\0\0"
        entry = bytearray(128)
        entry[: len(raw)] = raw
        struct.pack_into("<HBB", entry, 64, len(raw), 5 if i == 0 else 2, 1)
        struct.pack_into("<III", entry, 116, 0xFFFFFFFE, 0, 0)
        directory += bytes(entry)
    return bytes(header) + fat + directory.ljust(size, b"\0")


def test_encrypted_office_documents():
    hostile(compound("EncryptionInfo", "EncryptedPackage"), "encrypted")


def test_compound_files_of_other_programs():
    hostile(compound("SomethingElse"), "not-supported")
    hostile(compound("PowerPoint Document"), "not-supported")


def test_compound_file_with_a_circular_chain():
    data = bytearray(compound("Workbook"))
    struct.pack_into("<I", data, 512 + 4, 1)  # the directory's sector follows itself
    hostile(bytes(data), "damaged", "no-text")


def test_a_span_of_a_thousand_million():
    document = load(docx(tbl(tr(tc("甲", '<w:gridSpan w:val="1000000000"/>'), tc("乙")), tr(tc("丙"), tc("丁")))))
    assert slugs(document) == ["span-clamped"]
    assert document.tables[0].cols <= 2 * Limits().columns
    assert [c.text for c in document.tables[0].cells] == ["甲", "乙", "丙", "丁"]


@pytest.mark.parametrize("value", ["-5", "0", "x", "", "99999999999999999999999"])
def test_spans_that_are_no_spans(value):
    document = load(docx(tbl(tr(tc("甲", f'<w:gridSpan w:val="{value}"/>'), tc("乙")))))
    assert [c.text for c in document.tables[0].cells] == ["甲", "乙"]
    assert all(c.colspan >= 1 for c in document.tables[0].cells)


def test_many_wide_cells_in_a_row():
    hostile(docx(tbl(tr(*[tc("甲", '<w:gridSpan w:val="999"/>') for _ in range(200)]))), "too-large")


def test_a_million_empty_rows():
    hostile(docx(tbl(tr(tc()) * 1_000_000)), "too-large")


def test_ten_thousand_nested_tables():
    xml = "<w:tbl><w:tr><w:tc>" * 10_000 + "<w:p/></w:tc></w:tr></w:tbl>" * 10_000
    hostile(docx(xml), "too-deep", "damaged")
    body = p("里")
    for _ in range(30):
        body = tbl(tr(tc(inner=body + p())))
    hostile(docx(body), "too-deep")


def test_ten_thousand_nested_tables_in_a_page():
    hostile(("<table><tr><td>" * 10_000 + "甲").encode(), "too-deep", name="x.html")
    hostile(("<div>" * 200_000 + "甲").encode(), "too-deep", "no-text", name="x.html")


def test_a_cell_of_fifty_megabytes():
    hostile(docx(tbl(tr(tc("甲" * 17_000_000)))), "too-large", "archive-bomb")
    hostile(docx(tbl(tr(tc(inner=p("甲" * 1_000_000) * 5)))), "too-large", "archive-bomb")
    hostile(b"\t" + b"a" * 50_000_000, "too-large", name="x.txt")
    hostile(b"<table><tr><td>" + b"a" * 50_000_000, "too-large", name="x.html")


def test_a_page_of_a_million_cells():
    hostile(b"<table>" + b"<tr><td>1<td>2" * 400_000, "too-large", name="x.html")
    hostile(b"<table>" + b"<tr><td>1<td>2" * 20_000, "too-large", name="x.html", limits=Limits(cells=30_000))


def test_many_tables():
    hostile(docx(tbl(tr(tc("甲"))) * 6000), "too-large")


def test_time_is_bounded():
    hostile(docx(tbl(*[tr(tc("甲"))] * 3000)), "too-slow", limits=Limits(seconds=0.0))


def test_xml_of_an_unknown_encoding():
    hostile(package('<?xml version="1.0" encoding="x-none"?><a/>'), "damaged", "not-supported")


def test_a_package_without_its_main_part():
    hostile(zip_of({"[Content_Types].xml": TYPES, "_rels/.rels": RELS}), "damaged")


def test_a_main_part_outside_of_the_package():
    rels = RELS.replace("word/document.xml", "../../../etc/passwd")
    hostile(zip_of({"[Content_Types].xml": TYPES, "_rels/.rels": rels}), "damaged")


@pytest.mark.slow
def test_memory_stays_bounded():
    """The worst of them in a process of its own, under a limit of 500 MB above the start."""
    pytest.importorskip("resource")
    script = """
import resource, sys, zlib
from tests.readers import make
from selfeval_nb.readers import Limits
import selfeval_nb.readers.word.docx, selfeval_nb.readers.text.html, selfeval_nb.readers.sheet.xlsx
start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
evil = [
    make.docx(make.tbl(make.tr(make.tc()) * 190_000)), make.docx("<w:p/>" * 1_900_000),
    make.docx(make.tbl(make.tr(make.tc("x" * 5_000_000)))), b"<p>" * 900_000,
]
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for data in evil:
    document = make.load(data)
    print(make.slugs(document), file=sys.stderr)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used) // 1024)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 500, done.stdout + done.stderr


GOOD = [
    docx(
        tbl(
            tr(tc("项目名称"), tc("甲", '<w:gridSpan w:val="2"/>')),
            tr(tc("乙", '<w:vMerge w:val="restart"/>'), tc("1"), tc("2")),
        )
    ),
    "\t项目名称\n\t甲\n\n\t\n\t乙\n".encode(),
    "<table><tr><td rowspan=2>甲<td>乙<tr><td>丙</table>".encode("gb18030"),
    compound("Workbook"),
]


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(GOOD),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=12),
    st.integers(0, 10**6),
)
def test_damage_never_raises(data, changes, cut):
    broken = bytearray(data)
    for at, value in changes:
        broken[at % len(broken)] = value
    document = load(bytes(broken[: 1 + cut % len(broken)] if cut % 3 == 0 else broken))
    assert document.blocks or document.problems
    assert all(x.problem in SENTENCES["zh"] for x in document.problems)
    assert "failed" not in slugs(document), document.problems


@settings(max_examples=200, deadline=None)
@given(st.recursive(st.sampled_from(["<w:t>甲</w:t>", "<w:br/>", "<w:p/>", "<w:tab/>", "<w:sym w:char='F0FE' w:font='Wingdings'/>", "<w:vMerge/>",
                                     "<w:gridSpan w:val='3'/>", "<w:fldChar w:fldCharType='begin'/>", "<w:fldChar w:fldCharType='end'/>", "<w:vanish/>"]),
                    lambda inner: st.builds(lambda tag, parts: f"<w:{tag}>{''.join(parts)}</w:{tag}>",
                                            st.sampled_from(["p", "r", "tbl", "tr", "tc", "tcPr", "trPr", "rPr", "pPr", "sdt", "sdtContent", "ins", "del",
                                                             "txbxContent", "fldSimple", "smartTag", "moveFrom", "hidden"]),
                                            st.lists(inner, max_size=4)), max_leaves=25))  # fmt: skip
def test_any_arrangement_of_elements_is_read(body):
    document = load(docx(body))
    assert "failed" not in slugs(document), document.problems


def test_bomb_of_a_pdf():
    stream = zlib.compress(b" " * (200 * 1024 * 1024), 9)
    pdf = b"%PDF-1.4\n" + (
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n"
        % len(stream)
        + stream
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n"
    )
    hostile(pdf, "archive-bomb", name="x.pdf")


def test_a_pdf_that_takes_too_long():
    pdf = b"%PDF-1.4\n" + (
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Length 20000000>>stream\n" + b"q Q\n" * 5_000_000 + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n"
    )
    hostile(pdf, "too-slow", name="x.pdf", limits=Limits(seconds=1.0))


@given(
    st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), max_size=4),
    st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
    st.sampled_from(["a.xml", "甲.xml", "a?.xml"]),
)
@settings(max_examples=300, deadline=None)
def test_a_member_is_the_same_in_memory_and_from_disk(tmp_path_factory, changes, method, name):
    """A sound member of an archive in memory is unpacked without zipfile: never anything that zipfile would not have given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        z.writestr(name, "甲乙丙" * 20)
        z.writestr("empty", b"")
    data = bytearray(out.getvalue())
    for at, value in changes:
        data[at % len(data)] = value
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    path.write_bytes(data)
    assert _members(bytes(data)) == _members(path)


def _members(source: bytes | Path) -> object:
    found: list[tuple[str, object]] = []
    try:
        archive = SafeZip(source, Limits())
    except Refused as e:
        return e.slug, str(e.facts)
    for name in archive.names():
        try:
            found.append((name, archive.read(name)))
        except Refused as e:
            found.append((name, (e.slug, str(e.facts))))
    archive.close()
    return found
