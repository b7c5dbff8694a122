"""A batch with taught layouts: its reports say which file they were read by, and are made again when that file changes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from selfeval_nb.batch.run import run_batch
from selfeval_nb.cli import main
from selfeval_nb.common.errors import Sentence
from tests.forms.test_taught import Row, write


def form(path: Path, name: str) -> Path:
    rows: list[Row] = [
        ["项目名称", name, "承接人", ("某站", 2)],
        ["一级指标", "三级指标", "年度指标值", "实际完成值", "得分"],
        ["产出指标", f"{name}长度", "≥5公里", "5公里", "50"],
        ["效益指标", f"{name}受益人口", "≥500人", "512人", "40"],
    ]
    return write(path, "项目支出绩效自评表（2023年度）", rows)


def test_a_batch_reads_by_the_layouts_and_again_when_they_change(tmp_path):
    forms, out, layouts = tmp_path / "forms", tmp_path / "out", tmp_path / "layouts"
    forms.mkdir()
    first = form(forms / "a.docx", "甲渠")
    form(forms / "b.docx", "乙渠")
    runner = CliRunner()
    taught = runner.invoke(main, ["layouts", "teach", str(first), "T1R1C3=unit", "-o", str(layouts)])
    assert taught.exit_code == 0, taught.output
    assert "实施单位：（空） → 某站" in taught.output

    def run():
        return run_batch([forms], out, jobs=1, progress=None, layouts=str(layouts))

    assert run().made == 2
    assert list(pd.read_parquet(out / "data" / "forms.parquet")["unit"]) == ["某站", "某站"]
    file = next(layouts.iterdir())
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    reports = [p.read_text("utf-8") for p in out.glob("*-1.html")]
    assert len(reports) == 2
    assert all(digest in page and file.name in page for page in reports)
    assert (run().made, run().kept) == (0, 2)
    file.write_text(file.read_text("utf-8").replace('"unit"', '"department"'), "utf-8")
    assert run().made == 2
    tables = pd.read_parquet(out / "data" / "forms.parquet")
    assert list(tables["department"]) == ["某站", "某站"]
    assert set(tables["layout"]) == {file.stem}
    file.write_text("version = 9", "utf-8")
    with pytest.raises(Sentence, match="version 应为 1"):
        run()


def test_a_report_is_verified_with_the_layouts_that_it_was_made_with(tmp_path):
    path = form(tmp_path / "a.docx", "甲渠")
    layouts = tmp_path / "layouts"
    runner = CliRunner()
    runner.invoke(main, ["layouts", "teach", str(path), "T1R1C3=unit", "-o", str(layouts)])
    out = tmp_path / "out"
    run_batch([path], out, jobs=1, progress=None, layouts=str(layouts))
    report = str(next(out.glob("*-1.html")))
    good = runner.invoke(main, ["verify", report, str(path), "--layouts", str(layouts)])
    assert good.exit_code == 0, good.output
    bare = runner.invoke(main, ["verify", report, str(path)])
    assert (bare.exit_code, "请用 --layouts 给出" in bare.output) == (1, True)
