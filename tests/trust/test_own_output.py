"""What this program made is no form, wherever it lies; nor are programs and notes. Both are counted and told."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from selfeval_nb.checks.author.show import to_csv
from selfeval_nb.checks.run import check
from selfeval_nb.common.assets import asset_dir
from selfeval_nb.forms.load import load
from selfeval_nb.readers.sources import Source, expand
from selfeval_nb.report.page.report_html import render_error, render_page
from selfeval_nb.report.word.annotate import annotate
from selfeval_nb.report.word.notice import notices
from selfeval_nb.report.workbook.workbook import write_workpaper
from selfeval_nb.review.open import open_review

FORMS = asset_dir("notebooks") / "forms"
TEXT = next(p for p in FORMS.iterdir() if p.name.startswith("04_"))
WORD = next(p for p in FORMS.iterdir() if p.name.startswith("01_"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One form, and one output of each kind beside it, under names that say nothing."""
    folder = tmp_path / "forms"
    folder.mkdir()
    shutil.copy(TEXT, folder)
    review = open_review(TEXT)
    (folder / "网页.html").write_text(render_page(review), "utf-8")
    (folder / "出错.html").write_text(render_error({"file": "表.doc", "detail": "无法读取"}), "utf-8")
    write_workpaper([review], folder / "底稿.xlsx")
    notices([review], folder, returned_only=False)
    tables = load(TEXT)
    (folder / "问题.csv").write_text(to_csv(tables, check(tables), "zh"), "utf-8-sig")
    tables.forms.to_csv(folder / "表.csv", index=False)
    return folder


def _split(*inputs: Path) -> tuple[list[str], dict[str, str]]:
    found: list[Source] = list(expand(inputs))
    told = {s.refusal[0]: str(dict(s.refusal[1])["count"]) for s in found if s.passed and s.refusal}
    return [s.name.rsplit("/", 1)[-1] for s in found if not s.passed], told


def test_outputs_are_passed_over_and_counted(folder: Path) -> None:
    more = len(list(folder.iterdir())) - 1
    assert more >= 6
    assert _split(folder) == ([TEXT.name], {"own-output": str(more)})
    problems = load(folder).problems
    assert [p for p in problems["problem"] if p == "own-output"] == ["own-output"]
    assert f"{more} 个" in problems.loc[problems["problem"] == "own-output", "detail"].iloc[0]


def test_in_an_archive_too(folder: Path, tmp_path: Path) -> None:
    packed = tmp_path / "包.zip"
    with zipfile.ZipFile(packed, "w") as z:
        for path in folder.iterdir():
            z.write(path, path.name)
    names, told = _split(packed)
    assert names == [TEXT.name]
    assert int(told["own-output"]) >= 6


def test_a_form_with_our_comments_counts_again_when_somebody_has_worked_on_it(tmp_path: Path) -> None:
    folder = tmp_path / "returned"
    folder.mkdir()
    made = folder / "表.docx"
    annotate(WORD, [open_review(WORD)], made)
    assert _split(folder) == ([], {"own-output": "1"})
    with zipfile.ZipFile(made) as z:
        parts = {i.filename: z.read(i) for i in z.infolist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace("万元".encode(), "元".encode(), 1)
    with zipfile.ZipFile(made, "w") as z:
        for name, part in parts.items():
            z.writestr(name, part)
    assert _split(folder) == (["表.docx"], {})


def test_programs_and_notes_are_no_forms_whatever_they_say(tmp_path: Path) -> None:
    text = TEXT.read_text("utf-8")
    for name in ("a.py", "b.md", "c.ipynb", "d.json", "e.toml", "f.log", "g.parquet"):
        (tmp_path / name).write_text(text, "utf-8")
    for name in ("表.txt", "表", "表.doc"):
        (tmp_path / name).write_text(text, "utf-8")
    names, told = _split(tmp_path)
    assert (sorted(names), told) == (["表", "表.doc", "表.txt"], {"no-document": "7"})
    assert load(tmp_path / "b.md").forms.empty


@pytest.mark.slow
def test_a_batch_into_a_folder_among_its_inputs_is_the_same_the_second_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from selfeval_nb.batch.run import run_batch

    shutil.copy(TEXT, tmp_path)
    monkeypatch.chdir(tmp_path)
    first = run_batch(["."], "reports", jobs=1, progress=None)
    second = run_batch(["."], "reports", jobs=1, progress=None)
    assert (first.made, first.unread, first.passed) == (1, [], [])
    assert (second.made, second.kept, second.unread) == (0, 1, [])
    assert "本程序生成" in second.passed[0]
    third = run_batch(["."], "other", jobs=1, progress=None)
    assert (third.total, third.unread) == (1, [])
