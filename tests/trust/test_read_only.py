"""Places that may be read and not written, and files that may not even be read: a sentence each, nothing half-written, the rest done.

Root may write everywhere, so the commands run here without the powers that let it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = sorted((ROOT / "notebooks" / "forms").glob("0[1-2]*.docx"))
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
PLAIN = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if AS_ROOT else []

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX"),
    pytest.mark.skipif(AS_ROOT and shutil.which("setpriv") is None, reason="root may write everywhere, and no setpriv"),
]


def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [*PLAIN, sys.executable, "-m", "selfeval_nb.cli", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment, timeout=300)


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """A folder that holds a file and takes no other."""
    folder = tmp_path / "只读"
    folder.mkdir()
    (folder / "there.txt").write_text("there", encoding="utf-8")
    folder.chmod(0o500)
    yield folder
    folder.chmod(0o700)


WRITING = {
    "annotate": ["annotate", "FORM", "-o", "LOCKED/a.docx"],
    "compare": ["compare", "FORM", "FORM", "-o", "LOCKED/c.html"],
    "notice": ["notice", "FORM", "--all", "-o", "LOCKED"],
    "notices in a folder below": ["notice", "FORM", "--all", "-o", "LOCKED/below"],
    "sample": ["sample", "FORM", "-n", "1", "-o", "LOCKED/s.csv"],
    "sampling report": ["sample", "FORM", "-n", "1", "--report", "LOCKED/s.docx"],
    "workpaper": ["workpaper", "export", "FORM", "-o", "LOCKED/w.xlsx"],
    "workspace": ["init", "LOCKED"],
    "documentation": ["rules", "--docs", "LOCKED/docs"],
    "batch": ["batch", "FORM", "-o", "LOCKED"],
    "batch in a folder below": ["batch", "FORM", "-o", "LOCKED/below"],
}


@pytest.mark.parametrize("name", WRITING)
def test_a_command_that_cannot_write_says_so_and_leaves_nothing(name: str, locked: Path) -> None:
    places = {"FORM": str(SAMPLES[0]), "LOCKED": str(locked)}
    done = run(*(places.get(a, a) for a in (w.replace("LOCKED", str(locked)) for w in WRITING[name])))
    assert done.returncode == 2
    said = done.stderr.strip().splitlines()[-1]
    assert "没有权限" in said, done.stderr
    assert said.endswith("。")
    assert str(locked) in said
    assert "Traceback" not in done.stderr
    assert ".part" not in done.stderr
    assert [p.name for p in locked.iterdir()] == ["there.txt"]


def test_forms_and_working_folder_may_be_read_only(locked: Path, tmp_path: Path) -> None:
    locked.chmod(0o700)
    for sample in SAMPLES:
        shutil.copy(sample, locked)
    locked.chmod(0o500)
    before = sorted(p.name for p in locked.iterdir())
    done = run("batch", locked, "-o", tmp_path / "out", "-j", "1", cwd=locked)
    assert done.returncode == 1, done.stderr  # there.txt is no form
    assert "没有权限" not in done.stderr
    assert len(list((tmp_path / "out").glob("*.html"))) > len(SAMPLES)  # an index, and two forms in one document
    assert sorted(p.name for p in locked.iterdir()) == before


def test_a_file_that_may_not_be_read_costs_no_other_its_report(tmp_path: Path) -> None:
    forms = tmp_path / "forms"
    forms.mkdir()
    for sample in SAMPLES:
        shutil.copy(sample, forms)
    secret = forms / SAMPLES[0].name
    secret.chmod(0)
    shut = forms / "另一批"
    shut.mkdir()
    shut.chmod(0)
    done = run("batch", forms, "-o", tmp_path / "out", "-j", "1")
    shut.chmod(0o700)
    assert "Traceback" not in done.stderr
    said = [line for line in done.stderr.splitlines() if "没有权限" in line]
    assert any(secret.name in line for line in said), done.stderr
    assert any("另一批" in line for line in said), done.stderr
    assert list((tmp_path / "out").glob("*图书馆*.html"))


def test_an_output_folder_that_has_become_read_only_keeps_what_it_holds(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run("batch", SAMPLES[1], "-o", out, "-j", "1").returncode == 0
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    out.chmod(0o500)
    done = run("batch", *SAMPLES, "-o", out, "-j", "1", "--force")
    out.chmod(0o700)
    assert done.returncode == 2
    assert "没有权限" in done.stderr
    assert "Traceback" not in done.stderr
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before


def test_rulings_that_cannot_be_written_leave_the_file_as_it_was(locked: Path, tmp_path: Path) -> None:
    book = tmp_path / "w.xlsx"
    assert run("workpaper", "export", SAMPLES[0], "-o", book).returncode == 0
    import openpyxl

    filled = openpyxl.load_workbook(book)
    sheet = next(s for s in filled.worksheets if any(c.value == "复核意见" for row in s.iter_rows() for c in row))
    head = next(c for row in sheet.iter_rows() for c in row if c.value == "复核意见")
    sheet.cell(head.row + 1, head.column).value = "确认"
    filled.save(book)
    done = run("workpaper", "import", book, "--rulings", locked / "r.jsonl", "--reviewer", "复核甲")
    assert done.returncode == 2, done.stdout
    assert "没有权限" in done.stderr
    assert "Traceback" not in done.stderr
    assert [p.name for p in locked.iterdir()] == ["there.txt"]


UNREADABLE = {
    "annotate": ["annotate", "SECRET", "-o", "OUT/a.docx"],
    "compare": ["compare", "FORM", "SECRET"],
    "workpaper export": ["workpaper", "export", "SECRET", "-o", "OUT/w.xlsx"],
    "workpaper import": ["workpaper", "import", "SECRET", "--rulings", "OUT/r.jsonl"],
    "verify": ["verify", "SECRET"],
    "vocabulary": ["check", "FORM", "--vocabulary", "SECRET"],
    "expectations": ["check", "FORM", "--expectations", "SECRET"],
    "earlier year": ["check", "FORM", "--history", "SECRET"],
    "approved targets": ["check", "FORM", "--approved", "SECRET"],
    "monitoring": ["check", "FORM", "--monitoring", "SECRET"],
    "accounts": ["check", "FORM", "--accounts", "SECRET"],
    "projects": ["check", "FORM", "--projects", "SECRET"],
    "one of two": ["sample", "FORM", "SECRET", "-n", "1"],
    "rulings": ["annotate", "FORM", "-o", "OUT/a.docx", "--rulings", "SECRET"],
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_whatever_may_not_be_read_is_told(name: str, tmp_path: Path) -> None:
    secret = tmp_path / "保密.docx"
    shutil.copy(SAMPLES[1], secret)
    secret.chmod(0)
    places = {"FORM": str(SAMPLES[1]), "SECRET": str(secret)}
    done = run(*(places.get(a, a) for a in (w.replace("OUT", str(tmp_path)) for w in UNREADABLE[name])))
    assert secret.name in done.stderr
    assert "没有权限" in done.stderr
    assert "Traceback" not in done.stderr
