"""Files to frames: the contract's columns, ids, exports and explanations."""

from __future__ import annotations

import json
import shutil

import pytest

from selfeval_nb import load
from selfeval_nb.common.assets import asset_dir
from selfeval_nb.forms.explain import as_html, as_text
from selfeval_nb.forms.export import to_csv, to_json
from selfeval_nb.forms.frames import contract_columns
from selfeval_nb.forms.load import load_forms
from selfeval_nb.readers import read

FORMS = asset_dir("notebooks") / "forms"
PAIR = next(FORMS.glob("01_*.docx"))


@pytest.fixture(scope="module")
def tables():
    return load(FORMS)


def test_frames_have_the_columns_of_the_contract(tables):
    for name in ("forms", "funds", "indicators", "problems"):
        assert list(getattr(tables, name).columns)[: len(contract_columns(name))] == list(
            contract_columns(name)
        ) or set(contract_columns(name)) <= set(getattr(tables, name).columns)
    assert set(tables.funds["form_id"]) <= set(tables.forms["form_id"])
    assert set(tables.indicators["form_id"]) <= set(tables.forms["form_id"])
    assert tables.forms["form_id"].is_unique


def test_json_has_null_for_nothing_and_only_the_contract(tables):
    data = json.loads(to_json(tables))
    assert list(data) == ["forms", "funds", "indicators", "problems"]
    blank = next(f for f in data["forms"] if f["project"] == "驻村服务工作经费")
    assert blank["total_score"] is None
    assert tuple(data["indicators"][0]) == contract_columns("indicators")
    assert "NaN" not in to_json(tables)


def test_every_value_keeps_its_address(tables):
    cells = tables.cells.set_index(["form_id", "where"])
    form = next(f for f in tables.items if f.value("project") == "驻村服务工作经费")
    total = cells.loc[(form.form_id, "total_score")]
    grid = {(t.number, c.row, c.col): c.text for t in form.grid for c in t.cells}
    assert grid[(total["table"], total["row"], total["col"])] == total["text"]
    for where, field in form.fields.items():
        if field.table is not None and "goal" not in where:
            assert norm_in(field.text, grid[(field.table, field.row, field.col)]), where


def norm_in(text: str, cell: str) -> bool:
    from selfeval_nb.forms.words.text import norm

    return norm(text) in norm(cell) or norm(cell) in norm(text)


def test_ids_stay_the_same_and_copies_are_told_apart(tmp_path):
    shutil.copy(PAIR, tmp_path / "a.docx")
    shutil.copy(PAIR, tmp_path / "b.docx")
    first = [f.form_id for f in load_forms([tmp_path]).forms]
    assert first == [f.form_id for f in load_forms([tmp_path]).forms]
    assert len(set(first)) == 4
    assert first[2].startswith(first[0])


def test_several_processes_read_the_same(tables):
    assert [f.form_id for f in load_forms([FORMS], jobs=2).forms] == list(tables.forms["form_id"])


def test_a_bad_file_does_not_stop_the_others(tmp_path):
    shutil.copy(PAIR, tmp_path / "good.docx")
    (tmp_path / "bad.docx").write_bytes(b"PK\x03\x04 not a document")
    (tmp_path / "empty.docx").write_bytes(b"")
    loaded = load_forms([tmp_path])
    assert len(loaded.forms) == 2
    assert {p.file.rsplit("/", 1)[-1] for p in loaded.problems} == {"bad.docx", "empty.docx"}
    assert all(p.detail for p in loaded.problems)


def test_csv_keeps_text_from_becoming_a_formula(tables):
    lines = to_csv(tables, "indicators").splitlines()
    assert any(",'>=" not in line and ",'=" in line for line in lines) or not any(",=" in line for line in lines)
    assert not any(cell.startswith(("=", "@")) for line in lines for cell in line.split(","))


def test_explanations_name_every_printed_cell():
    document = read(PAIR)
    text = as_text(document)
    assert "2 张自评表" in text
    assert "没有识别 0 个" in text
    assert "第1个指标的年度指标值" in text
    page = as_html(document)
    assert "<script" not in page
    assert page.count("<td") == sum(len(t.cells) for t in document.tables)
