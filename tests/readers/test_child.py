"""Reading in a process of its own: the same document, within the system's limits, and no module from where the documents lie."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from selfeval_nb.readers import Limits
from selfeval_nb.readers.guard.child import ask
from selfeval_nb.readers.problems import Refused
from tests.readers.make import docx, load, p, tbl, tc, tr
from tests.readers.pdfs import Page, pdf

ROOT = Path(__file__).parents[2]
needs_limits = pytest.mark.skipif(os.name != "posix", reason="the system has no such limits")


def echo(facts: dict[str, Any], data: bytes) -> dict[str, Any]:
    return {"facts": facts, "size": len(data), "path": sys.path}


def greedy(_facts: dict[str, Any], _data: bytes) -> dict[str, Any]:
    return {"size": len(bytearray(2_000_000_000))}


def endless(_facts: dict[str, Any], _data: bytes) -> dict[str, Any]:
    while True:
        pass


def broken(_facts: dict[str, Any], _data: bytes) -> dict[str, Any]:
    os.abort()


@pytest.fixture(autouse=True)
def tests_are_found_by_the_child(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)  # a folder that is named and is the working folder is not taken
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def test_a_task_gets_its_facts_and_its_document() -> None:
    answer = ask(f"{__name__}:echo", {"甲": "\ud800乙"}, b"x" * 3_000_000, Limits())
    assert (answer["facts"], answer["size"]) == ({"甲": "\ud800乙"}, 3_000_000)


@needs_limits
@pytest.mark.parametrize(("task", "slug"), [("greedy", "too-large"), ("endless", "too-slow"), ("broken", "damaged")])
def test_what_goes_beyond_is_refused(task: str, slug: str) -> None:
    with pytest.raises(Refused) as e:
        ask(f"{__name__}:{task}", {}, b"", replace(Limits(), seconds=1.0))
    assert e.value.slug == slug


def test_a_document_is_the_same_read_here_and_apart() -> None:
    nested = f"<w:tc><w:tcPr/>{tbl(tr(tc('内')))}<w:p/></w:tc>"
    data = docx(p("题") + tbl(tr(tc("甲", '<w:gridSpan w:val="2"/>')), tr(tc("乙"), nested)) + p("尾"))
    assert load(data, limits=replace(Limits(), apart_bytes=1)) == load(data)


def test_nothing_from_the_working_folder_or_the_documents_is_imported(tmp_path: Path) -> None:
    page = Page()
    page.table(60, 80, [100, 100], [20], [(1, 1, 1, 1, "甲"), (1, 2, 1, 1, "1")])
    (tmp_path / "a.pdf").write_bytes(pdf(page))
    for name in ("pdfplumber", "pdfminer", "lxml", "json", "site", "sitecustomize", "usercustomize", "selfeval_nb"):
        (tmp_path / f"{name}.py").write_text(
            f"open({str(tmp_path / 'ran')!r}, 'a').write({name!r})\n", encoding="utf-8"
        )
    code = "from selfeval_nb.readers import read; d = read('a.pdf'); print([c.text for c in d.tables[0].cells])"
    before = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path), ""])}
    # the parent is kept from the folder as every command of ours is; the child has to do that by itself
    start = f"import sys; sys.path[:] = [p for p in sys.path if p not in ('', {str(tmp_path)!r})]; "
    done = subprocess.run(
        [sys.executable, "-P", "-S", "-c", f"import sys; sys.path += {sys.path!r}; {start}{code}"],
        cwd=tmp_path, env=before, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout == "['甲', '1']\n", done.stderr
    ran = (tmp_path / "ran").read_text() if (tmp_path / "ran").exists() else ""
    assert ran == "", ran
