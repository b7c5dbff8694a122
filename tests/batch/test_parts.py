"""Forms are judged in groups by the workers; whichever are judged together, the same comes out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from selfeval_nb.batch.run import run_batch
from selfeval_nb.batch.stage import judging
from selfeval_nb.batch.stage.stages import Batch
from selfeval_nb.checks.judging.comparing import compare_forms
from selfeval_nb.checks.judging.needed import needed_columns
from selfeval_nb.checks.judging.said import said_from, said_of_forms
from selfeval_nb.checks.run import check
from selfeval_nb.forms.frames import tables_of
from selfeval_nb.forms.load import load_forms
from tests.batch.forms import form, tree, write_forms

BROKEN = 4
ROOT = Path(__file__).resolve().parents[2]


def _forms(folder: Path) -> Path:
    """Twelve forms, one of them twice, a project of the same name, and the samples."""
    forms = write_forms(folder, 12)
    (forms / "zz.html").write_text((forms / "000.html").read_text(encoding="utf-8"), encoding="utf-8")
    (forms / "zy.html").write_text(form("高龄老人补贴001", 500), encoding="utf-8")
    shutil.copytree(ROOT / "notebooks" / "forms", forms / "县")
    return forms


def test_judged_together_or_apart_the_files_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forms = _forms(tmp_path / "forms")
    monkeypatch.setattr(judging, "PART", 1000)
    run_batch([forms], tmp_path / "together", jobs=1, progress=False)
    monkeypatch.setattr(judging, "PART", 3)
    summary = run_batch([forms], tmp_path / "apart", jobs=2, progress=False)
    assert (summary.total, summary.made, summary.exit_code) == (24, 24, 0)
    assert tree(tmp_path / "together") == tree(tmp_path / "apart")
    findings = pd.read_parquet(tmp_path / "apart" / "data" / "findings.parquet")
    assert "portfolio" in set(findings["suite"])


@pytest.mark.parametrize("engine", ["direct", "gx"])
def test_a_form_is_judged_alone_as_among_others(tmp_path: Path, engine: str) -> None:
    loaded = load_forms([_forms(tmp_path / "forms")])
    tables = tables_of(loaded.forms, loaded.problems)
    whole = judging.rows_of(check(tables, engine=engine))
    told = said_of_forms(compare_forms(tables, engine="direct"), len(tables.items))
    for position in (0, 3, 12, 13, 15, len(tables.items) - 1):
        item = tables.items[position]
        own = said_from(json.loads(json.dumps([told[position]])), [item.form_id])
        problems = [p for p in loaded.problems if p.file == item.file]
        alone = judging.rows_of(check(tables_of([item], problems), said=own, engine="direct"))
        assert alone == {item.form_id: whole[item.form_id]}


def test_rules_that_compare_read_no_more_than_the_columns_that_a_batch_gives_them(tmp_path: Path) -> None:
    loaded = load_forms([_forms(tmp_path / "forms")])
    tables = tables_of(loaded.forms, loaded.problems)
    whole = said_of_forms(compare_forms(tables, engine="direct"), len(tables.items))
    for name, columns in needed_columns().items():
        setattr(tables, name, getattr(tables, name)[list(columns or ())])
    few = said_of_forms(compare_forms(tables, engine="direct"), len(tables.items))
    assert few == whole
    assert not [code for of in few for _, runs, _ in of.values() for _, state, code in runs if state == BROKEN]
    assert any(found for of in few for _, _, found in of.values())


@pytest.mark.slow
def test_great_expectations_makes_the_same_files(tmp_path: Path) -> None:
    forms = _forms(tmp_path / "forms")
    run_batch([forms], tmp_path / "direct", jobs=1, progress=False)
    run_batch([forms], tmp_path / "gx", jobs=1, progress=False, engine="gx")
    assert tree(tmp_path / "direct") == tree(tmp_path / "gx")


def test_forms_that_a_worker_cannot_judge_are_judged_by_the_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = write_forms(tmp_path / "forms", 4)
    monkeypatch.setattr(Batch, "seconds", lambda self, task: 0.01 if isinstance(task, judging.JudgeTask) else 300)
    summary = run_batch([forms], tmp_path / "out", jobs=1, progress=False)
    assert (summary.made, summary.exit_code) == (4, 0)
