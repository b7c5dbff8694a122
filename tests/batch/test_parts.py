"""A large batch is checked in parts; what comes out is what checking it at once gives."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from selfeval_nb.batch.run import run_batch
from selfeval_nb.batch.stage import parts, stages
from selfeval_nb.batch.stage.tasks import FormRef, LoadedChunk
from tests.batch.forms import form, tree, write_forms

OTHER_ORDER = {"data/outcomes.parquet", "manifest.json"}


def test_checked_in_parts_the_files_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forms = write_forms(tmp_path / "forms", 12)
    # the same document twice, in different parts, and a project of the same name
    (forms / "zz.html").write_text((forms / "000.html").read_text(encoding="utf-8"), encoding="utf-8")
    (forms / "zy.html").write_text(form("高龄老人补贴001", 500), encoding="utf-8")
    run_batch([forms], tmp_path / "together", jobs=2, progress=False)
    monkeypatch.setattr(parts, "PARTS_FROM", 10)
    monkeypatch.setattr(parts, "pieces_of", lambda chunks, cut=parts.pieces_of: cut(chunks, 5))
    summary = run_batch([forms], tmp_path / "parts", jobs=2, progress=False)
    assert (summary.total, summary.made, summary.exit_code) == (14, 14, 0)
    one, other = tree(tmp_path / "together"), tree(tmp_path / "parts")
    assert {n for n in one.keys() | other.keys() if one.get(n) != other.get(n)} <= OTHER_ORDER
    findings = pd.read_parquet(tmp_path / "parts" / "data" / "findings.parquet")
    assert "portfolio" in set(findings["suite"])
    columns = ["form_id", "rule_id", "outcome", "reason", "count"]
    both = [
        pd.read_parquet(tmp_path / n / "data" / "outcomes.parquet")[columns].astype(str) for n in ("together", "parts")
    ]
    assert both[0].sort_values(columns).to_numpy().tolist() == both[1].sort_values(columns).to_numpy().tolist()


def test_a_part_that_a_worker_cannot_judge_is_judged_by_the_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = write_forms(tmp_path / "forms", 4)
    monkeypatch.setattr(parts, "PARTS_FROM", 3)
    monkeypatch.setattr(stages.Batch, "_seconds", lambda self, task: 0.01 if isinstance(task, parts.PartTask) else 300)
    summary = run_batch([forms], tmp_path / "out", jobs=1, progress=False)
    assert (summary.made, summary.exit_code) == (4, 0)


def _chunk(number: int, forms: int) -> LoadedChunk:
    refs = [FormRef(f"{number}-{i}", "f", i, "0", "p", "f") for i in range(forms)]
    return LoadedChunk(number, refs, None, [])


def test_parts_are_cut_by_the_number_of_forms_whatever_the_chunks() -> None:
    def ids(sizes: list[int]) -> list[tuple[int, int]]:
        chunks = [_chunk(n, size) for n, size in enumerate(sizes)]
        return [(begin, sum(p.stop - p.first for p in pieces)) for begin, pieces in parts.pieces_of(chunks, 10)]

    expected = [(0, 10), (10, 10), (20, 3)]
    assert ids([23]) == ids([1] * 23) == ids([0, 7, 0, 16, 0]) == ids([10, 10, 3]) == expected
    assert ids([]) == ids([0]) == []
