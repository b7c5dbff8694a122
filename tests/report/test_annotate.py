"""Comments in the unit's own document: at the right cells, and nothing else changed."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import etree

from selfeval_nb.common.assets import asset_dir
from selfeval_nb.forms.load import load_forms
from selfeval_nb.forms.model import Form
from selfeval_nb.readers import read
from selfeval_nb.readers.word.docx_clean import W
from selfeval_nb.report.word.annotate import AnnotateError, annotate
from selfeval_nb.report.word.docx_cells import cells_by_place, paragraphs_of
from selfeval_nb.review.model import Review
from tests.report.office import convert

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "forms"
SAMPLES = sorted(asset_dir("notebooks").glob("forms/*.docx")) + sorted(SHARED.glob("*.docx"))


def finding(form: Form, where: str, **more: Any) -> dict[str, Any]:
    field = form.fields.get(where)
    place = {k: getattr(field, k) if field else None for k in ("table", "row", "col")}
    return {
        "rule_id": "K01", "suite": "scores", "severity": "critical", "where": where, "quote": "", "title": "得分大于分值",
        "message": f"{where} 请核实。", "arithmetic": "11>10", "basis": "财预〔2020〕10号", "advice": "更正", **place, **more,
    }  # fmt: skip


def reviews_of(path: Path, wheres: Any = None) -> list[Review]:
    """A review of each form of a document with a finding at every field that has a cell, and one on the whole."""
    out = []
    for form in load_forms([path]).forms:
        chosen = [w for w, f in form.fields.items() if f.table is not None] if wheres is None else wheres
        out.append(Review(form, [finding(form, w) for w in [*chosen, "form"]]))
    return out


def texts(data: bytes) -> list[str]:
    """Every text of the main part, cell by cell."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    return ["|".join(t.text or "" for t in tc.iter(W + "t")) for tc in root.iter(W + "tc")]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_every_cell_of_the_reader_is_found_with_its_text(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        data = archive.read("word/document.xml")
    body = etree.fromstring(data).find(W + "body")
    assert body is not None
    cells = cells_by_place(body, data)
    for table in read(path).tables:
        for cell in table.cells:
            tc = cells[table.number, cell.row, cell.col]
            first = "".join(t.text or "" for p in paragraphs_of(tc) for t in p.iter(W + "t"))
            assert "".join(first.split()) in "".join(cell.text.split())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_comments_are_added_and_nothing_else_changes(path: Path) -> None:
    reviews = reviews_of(path)
    if not reviews:
        pytest.skip("no form in this document")
    before = path.read_bytes()
    after = annotate(path, reviews, date="2026-03-01T09:00:00Z")
    assert texts(after) == texts(before)
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        changed = {n for n in old.namelist() if old.read(n) != new.read(n)}
        assert changed <= {
            "word/document.xml",
            "word/comments.xml",
            "[Content_Types].xml",
            "word/_rels/document.xml.rels",
        }
        assert set(new.namelist()) - set(old.namelist()) <= {"word/comments.xml"}
        assert [n for n in new.namelist() if n in old.namelist()] == old.namelist()
    assert read_back(before, after) == sum(len(r.findings) for r in reviews)
    assert annotate(path, reviews, date="2026-03-01T09:00:00Z") == after


def read_back(before: bytes, after: bytes) -> int:
    """The comments that were added, as python-docx finds them, each with its whole range in the text."""
    old = {c.comment_id for c in docx.Document(io.BytesIO(before)).comments}
    document = docx.Document(io.BytesIO(after))
    added = [c for c in document.comments if c.comment_id not in old]
    for comment in added:
        assert (comment.author, comment.initials) == ("绩效自评复核", "复核")
        assert comment.timestamp is not None
        no = str(comment.comment_id)
        marks = [
            e.tag
            for e in document.element.body.iter()
            if isinstance(e.tag, str) and e.get(W + "id") == no and "comment" in e.tag
        ]
        assert marks == [W + "commentRangeStart", W + "commentRangeEnd", W + "commentReference"]
    return len(added)


def test_the_comment_stands_in_the_cell_of_its_finding() -> None:
    path = next(p for p in SAMPLES if p.name.startswith("01_"))
    form = load_forms([path]).forms[0]
    where = "indicators[3].actual_text"
    after = annotate(path, [Review(form, [finding(form, where, message="甲\x07乙\u202e丙")])])
    document = docx.Document(io.BytesIO(after))
    start = next(document.element.body.iter(W + "commentRangeStart"))
    cell = next(start.iterancestors(W + "tc"))
    assert "".join(t.text for t in cell.iter(W + "t")) == form.fields[where].text
    comment = next(iter(document.comments))
    assert comment.text.splitlines()[:2] == ["【错误】K01 得分大于分值", "甲⟦U+0007⟧乙⟦U+202E⟧丙"]
    assert comment.timestamp is None


def test_comments_that_are_there_are_kept(tmp_path: Path) -> None:
    path = next(p for p in SAMPLES if p.name.startswith("02_"))
    document = docx.Document(str(path))
    document.add_comment(document.tables[0].cell(0, 0).paragraphs[0].add_run("x"), "旧批注", author="单位")
    with_comment = tmp_path / "c.docx"
    document.save(str(with_comment))
    after = annotate(with_comment, reviews_of(with_comment, []))
    assert next(c.text for c in docx.Document(io.BytesIO(after)).comments) == "旧批注"
    assert len(list(docx.Document(io.BytesIO(after)).comments)) == 2
    again = tmp_path / "again.docx"
    again.write_bytes(after)
    third = docx.Document(io.BytesIO(annotate(again, reviews_of(again, []))))
    ids = [c.comment_id for c in third.comments]
    assert len(ids) == len(set(ids)) == 3


def test_waived_findings_get_no_comment_and_none_at_all_leaves_the_file_alone() -> None:
    path = SAMPLES[0]
    form = load_forms([path]).forms[0]
    assert annotate(path, [Review(form, [finding(form, "form", ruling="waive")])]) == path.read_bytes()


def test_a_strict_document_can_be_annotated(tmp_path: Path) -> None:
    source = SAMPLES[0]
    path = tmp_path / "strict.docx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(
                    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
                )
            new.writestr(name, data)
    after = annotate(path, reviews_of(path))
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        comments = etree.fromstring(archive.read("word/comments.xml"))
        assert comments.tag == "{http://purl.oclc.org/ooxml/wordprocessingml/main}comments"
        document = archive.read("word/document.xml")
    assert document.count(b"commentRangeStart") == len(comments.findall("{*}comment"))


@pytest.mark.parametrize("name", ["04_路灯节能改造.txt", "05_高龄老人补贴.html", "03_营养餐设备购置.xlsx"])
def test_another_kind_of_document_is_a_sentence(name: str) -> None:
    path = asset_dir("notebooks") / "forms" / name
    with pytest.raises(AnnotateError, match=r"不能加批注.*。$"):
        annotate(path, reviews_of(path, []))


def test_a_missing_file_and_a_changed_one_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(AnnotateError, match="找不到文件"):
        annotate(tmp_path / "none.docx", [])
    form = load_forms([SAMPLES[0]]).forms[0]
    wrong = Review(form, [finding(form, "project", table=9, row=9, col=9)])
    with pytest.raises(AnnotateError, match="请重新复核"):
        annotate(SAMPLES[0], [wrong], tmp_path / "out.docx")
    assert not (tmp_path / "out.docx").exists()


def test_a_document_type_declaration_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    with zipfile.ZipFile(SAMPLES[0]) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(
                    b"<w:document", b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document', 1
                )
            new.writestr(name, data)
    form = load_forms([SAMPLES[0]]).forms[0]
    with pytest.raises(AnnotateError):
        annotate(path, [Review(form, [finding(form, "form")])])


@pytest.mark.office
def test_libreoffice_shows_the_comments(tmp_path: Path) -> None:
    path = next(p for p in SAMPLES if p.name.startswith("01_"))
    reviews = reviews_of(path, ["indicators[1].score", "project"])
    made = tmp_path / "commented.docx"
    assert annotate(path, [replace(r, findings=list(r.findings)) for r in reviews], made) == made.read_bytes()
    again = docx.Document(io.BytesIO(convert(made, "docx")))
    assert sorted(c.author for c in again.comments) == ["绩效自评复核"] * (3 * len(reviews))
    assert any("indicators[1].score" in c.text for c in again.comments)
