"""What the commands of a review do that a person would trip over: words of the panel in a workbook, heads of a sample, kernels."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from selfeval_nb import open_desk
from selfeval_nb.batch.output.folder import BatchError
from selfeval_nb.batch.stage.which_notebook import accepted_parameters, read_notebook
from selfeval_nb.cli.main import main
from selfeval_nb.common.assets import asset_dir
from selfeval_nb.report.desk import frontend

NOTEBOOKS = asset_dir("notebooks")
FORMS = NOTEBOOKS / "forms"


def run(*words: Any) -> Any:
    return CliRunner().invoke(main, [str(w) for w in words])


@pytest.mark.parametrize(
    ("word", "code", "said"), [("豁免", 0, "未导入0行"), ("再说", 1, "应为“确认”或“不作问题（豁免）”")]
)
def test_the_panels_words_in_a_workbook_and_the_exit_code(word: str, code: int, said: str, tmp_path: Path) -> None:
    path = tmp_path / "底稿.xlsx"
    assert run("workpaper", "export", FORMS / "04_路灯节能改造.txt", "-o", path).exit_code == 0
    book = openpyxl.load_workbook(path)
    sheet = book["问题清单"]
    heads = [c.value for c in sheet[3]]
    sheet.cell(4, heads.index("复核意见") + 1).value = word
    sheet.cell(4, heads.index("意见理由") + 1).value = "已核对"
    book.save(path)
    done = run("workpaper", "import", path, "--rulings", tmp_path / "r.jsonl", "--reviewer", "甲")
    assert done.exit_code == code
    assert said in done.stdout


def test_a_sample_has_chinese_heads_and_whole_years(tmp_path: Path) -> None:
    done = run("sample", FORMS, "-n", 3)
    rows = list(csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff"))))
    assert list(rows[0])[:7] == ["序号", "表标识", "文件", "第几张表", "项目名称", "实施单位", "年度"]
    assert all(r["年度"].isdigit() for r in rows if r["年度"])
    assert next(csv.reader(io.StringIO(run("sample", FORMS, "-n", 3, "--lang", "en").stdout.removeprefix("\ufeff"))))[
        :2
    ] == [
        "order",
        "form_id",
    ]


@pytest.mark.parametrize("spec", [None, {}, "python3", {"name": "gone", "display_name": "x"}])
def test_a_notebook_runs_whatever_python_it_names(spec: Any, tmp_path: Path) -> None:
    nb = json.loads((NOTEBOOKS / "review.ipynb").read_text("utf-8"))
    nb["metadata"]["kernelspec"] = spec
    if spec is None:
        del nb["metadata"]["kernelspec"]
    path = tmp_path / "mine.ipynb"
    path.write_text(json.dumps(nb), "utf-8")
    assert "form" in accepted_parameters(path)
    if spec != "python3":  # which no notebook format allows; JSON alone is looked at
        assert read_notebook(path).metadata["kernelspec"]["name"] == "python3"


def test_a_notebook_of_another_language_is_a_sentence(tmp_path: Path) -> None:
    nb = json.loads((NOTEBOOKS / "review.ipynb").read_text("utf-8"))
    nb["metadata"]["kernelspec"] = {"name": "julia-1.9", "language": "julia", "display_name": "Julia"}
    path = tmp_path / "mine.ipynb"
    path.write_text(json.dumps(nb), "utf-8")
    with pytest.raises(BatchError, match=r"内核是 julia-1\.9（julia），须为 Python"):
        accepted_parameters(path)


def test_an_archive_opens_on_the_desk_of_a_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "报送.zip"
    with zipfile.ZipFile(archive, "w") as z:
        for path in sorted(FORMS.iterdir()):
            z.write(path, f"乡镇/{path.name}")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(frontend, "attended", lambda: True)
    monkeypatch.setattr(frontend, "progress", lambda lang: lambda i, n: None)
    desk = open_desk(archive)
    assert desk.pile is not None
    assert len(desk.pile.items) == 10
    assert desk.review.counts["critical"] == max(i.review.counts["critical"] for i in desk.pile.items)
    desk.rerun()


def test_commands_of_a_package(tmp_path: Path) -> None:
    assert run("notice", FORMS, "-o", tmp_path / "退回", "--package", "--contact", "李四").exit_code == 0
    assert len(list((tmp_path / "退回").glob("*.zip"))) == 6
    done = run("compare", tmp_path / "退回", FORMS, "-o", tmp_path / "c.html")
    assert done.exit_code == 0
    assert re.match(r"共提出(\d+)项要求：已改正0项，已改动或说明0项，未改\1项，未重新报送0项。", done.stdout)
    assert "要求的落实情况" in (tmp_path / "c.html").read_text("utf-8")
    done = run("batch", FORMS, "-o", tmp_path / "r", "--sent", tmp_path / "退回", "-j", 1)
    assert done.exit_code == 0, done.stderr
    assert 'href="退回要求落实情况.html"' in (tmp_path / "r" / "index.html").read_text("utf-8")
    assert (tmp_path / "r" / "退回要求落实情况.html").is_file()
    assert run("annotate", FORMS, "-o", tmp_path / "批注").exit_code == 0
    assert len(list((tmp_path / "批注").iterdir())) == 6
