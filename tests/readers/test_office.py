"""Formats that go through LibreOffice, with the real program; and what is said when it is missing or fails."""

from __future__ import annotations

import subprocess
import sys

import pytest

from selfeval_nb.readers import Limits, read
from selfeval_nb.readers.office import find_office
from tests.readers.make import cells, docx, load, p, rows, save, shape, slugs, tbl, tc, tr

RTF = rb"{\rtf1\ansi\ansicpg936 \trowd\cellx2000\cellx4000\intbl A\cell B\cell\row}"
GRID = "<w:tblGrid>" + '<w:gridCol w:w="2000"/>' * 3 + "</w:tblGrid>"
BODY = p("项目支出绩效自评表") + tbl(
    tr(tc("项目名称", '<w:tcW w:w="2000" w:type="dxa"/>'), tc("道路养护", '<w:tcW w:w="4000" w:type="dxa"/><w:gridSpan w:val="2"/>')),
    tr(*[tc(t, '<w:tcW w:w="2000" w:type="dxa"/>' + m) for t, m in (("资金", '<w:vMerge w:val="restart"/>'), ("预算数", ""), ("100.00", ""))]),
    tr(*[tc(t, '<w:tcW w:w="2000" w:type="dxa"/>' + m) for t, m in (("", "<w:vMerge/>"), ("执行数", ""), ("90.00", ""))]),
).replace("<w:tblGrid/>", GRID) + p("注：一")  # fmt: skip

needs_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")


def convert(folder, data: bytes, name: str, target: str) -> bytes:
    path = save(folder, name, data)
    subprocess.run(
        [find_office() or "", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", target,
         "--outdir", str(folder / "out"), str(path)], check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return next((folder / "out").iterdir()).read_bytes()


@pytest.mark.office
@needs_office
@pytest.mark.parametrize("target", ["doc", "rtf", "odt"])
def test_word_processor_formats(tmp_path, target):
    document = load(convert(tmp_path, docx(BODY), "a.docx", target), f"a.{target}")
    assert document.format == target
    assert document.meta["converted"].startswith("LibreOffice")
    assert shape(document) == shape(load(docx(BODY)))
    assert not document.problems


@pytest.mark.office
@needs_office
@pytest.mark.parametrize("target", ["xls", "ods"])
def test_spreadsheets(tmp_path, target):
    import io

    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("自评表")
    sheet.merge_range(0, 0, 0, 2, "标题")
    sheet.write(1, 0, 0.9, book.add_format({"num_format": "0.00%"}))
    sheet.write(1, 1, 44561, book.add_format({"num_format": 'yyyy"年"m"月"d"日"'}))
    sheet.write(1, 2, 1234.5, book.add_format({"num_format": "#,##0.00"}))
    sheet.write(2, 0, 15, book.add_format({"num_format": '0"万元"'}))
    hidden = book.add_worksheet("藏")
    hidden.write(0, 0, "x")
    hidden.hide()
    book.close()
    document = load(convert(tmp_path, out.getvalue(), "a.xlsx", target), f"a.{target}")
    assert document.format == target
    assert cells(document.tables[0])[0] == (1, 1, "标题", 1, 3)
    assert rows(document.tables[0])[1:] == [["90.00%", "2021年12月31日", "1,234.50"], ["15万元", "", ""]]
    assert slugs(document)[0] == "hidden-sheet"


def test_a_missing_program_is_said(monkeypatch):
    monkeypatch.setenv("SELFEVAL_SOFFICE", "")
    document = load(RTF, "a.rtf")
    assert slugs(document) == ["no-office"]
    assert "LibreOffice" in document.problems[0].detail


@pytest.fixture
def program(tmp_path, monkeypatch):
    """A stand-in for LibreOffice that does what its test says."""

    def install(code: str) -> None:
        path, script = tmp_path / "soffice", tmp_path / "soffice.py"
        script.write_text(f"import sys, time, pathlib, os\n{code}\n")
        # not the interpreter itself: a path with a space does not work there
        path.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')
        path.chmod(0o755)
        monkeypatch.setenv("SELFEVAL_SOFFICE", str(path))

    return install


def test_a_program_that_hangs_is_ended(program, tmp_path):
    """With all that it started."""
    note = tmp_path / "pid"
    program(
        f"import subprocess\nq = subprocess.Popen(['sleep', '60'])\npathlib.Path({str(note)!r}).write_text(str(q.pid))\ntime.sleep(60)"
    )
    document = load(RTF, "a.rtf", Limits(office_seconds=3.0))
    assert slugs(document) == ["too-slow"]
    import os
    import time

    for _ in range(50):
        try:
            os.kill(int(note.read_text()), 0)
        except ProcessLookupError:
            return
        with open(f"/proc/{note.read_text()}/stat") as f:
            if f.read().split()[2] == "Z":
                return
        time.sleep(0.1)
    pytest.fail("the child is still running")


def test_a_program_that_fails_or_makes_nonsense(program):
    program("sys.exit(1)")
    assert slugs(load(RTF, "a.rtf")) == ["office-failed"]
    program("o = sys.argv[sys.argv.index('--outdir') + 1]; pathlib.Path(o, 'in.docx').write_bytes(b'no zip')")
    assert slugs(load(RTF, "a.rtf")) == ["damaged"]


def test_the_profile_is_thrown_away_and_macros_are_off(program, tmp_path):
    note = tmp_path / "seen"
    program(
        "a = next(x for x in sys.argv if x.startswith('-env:UserInstallation=file://'))\n"
        "p = pathlib.Path(a.split('file://')[1]) / 'user' / 'registrymodifications.xcu'\n"
        f"pathlib.Path({str(note)!r}).write_text(str(p) + chr(10) + p.read_text())"
    )
    load(RTF, "a.rtf")
    path, _, text = note.read_text().partition("\n")
    assert "DisableMacrosExecution" in text
    import pathlib

    from lxml import etree

    etree.fromstring(text.encode())
    assert not pathlib.Path(path).exists()


@pytest.mark.office
@needs_office
def test_two_conversions_leave_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", None)
    assert rows(read(save(tmp_path, "a.rtf", RTF)).tables[0]) == [["A", "B"]]
    assert [x.name for x in tmp_path.iterdir()] == ["a.rtf"]
