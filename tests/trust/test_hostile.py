"""Hostile documents through ``selfeval_nb.load`` and through ``selfeval batch``: a sentence, within ten seconds and 500 MB."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from selfeval_nb.readers.problems import printable
from tests.batch.forms import form
from tests.trust import hostile

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.timeout(
    1200
)  # the documents are measured by work, not by the clock, and a machine may be busy


@pytest.fixture(scope="module")
def measured() -> dict[str, dict[str, Any]]:
    """What each document cost, from one run of tests.trust.measure. The slow ones are measured by that command alone."""
    command = [sys.executable, "-m", "tests.trust.measure", *[c.name for c in hostile.CASES if not c.slow]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout, done.stderr
    return {row["name"]: row for row in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("case", [c for c in hostile.CASES if not c.slow], ids=lambda c: c.name)
def test_a_sentence_in_bounded_time_and_memory(case: hostile.Case, measured: dict[str, dict[str, Any]]) -> None:
    """Seconds of work, so that a machine that is busy with other things does not break the promise."""
    assert measured[case.name]["wrong"] == []


#: Enough of each kind for the batch; the rest of what is read there is read as above.
IN_A_BATCH = (
    "嵌套压缩包炸弹.zip", "重叠成员.zip", "不安全路径.zip", "符号链接.zip", "怪名字.zip", "校验错误.zip", "实体炸弹.docx", "UTF7实体.docx", "远程模板.docx",
    "带宏.docm", "DDE域.docx", "跨列十亿.docx", "万层嵌套表.docx", "五十兆单元格.docx", "长值_数字.docx", "长值_空白.docx",
    "流炸弹.pdf", "页树成环.pdf", "图片.docx", "截断.docx", "空文件.docx", "其实是程序.xlsx", "大量循环.xls", "实体.ods",
)  # fmt: skip


def test_a_whole_batch_of_them(tmp_path: Path) -> None:
    """Good forms between hostile ones get their reports; each hostile one a row; nothing is written outside of the output folder."""
    forms, out = tmp_path / "in" / "forms", tmp_path / "out"
    forms.mkdir(parents=True)
    for case in hostile.CASES:
        if case.name in IN_A_BATCH:
            hostile.write_case(case, forms)
    hostile.write_links(forms)
    good = form("夹在中间的好项目", 7)
    (forms / "好.html").write_text(good, encoding="utf-8")
    before = sorted(p.name for p in tmp_path.rglob("*"))
    done = subprocess.run(
        [sys.executable, "-m", "selfeval_nb.cli", "batch", str(forms), "-o", str(out), "-j", "2"],
        capture_output=True, text=True, errors="replace", cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert [p for p in out.glob("夹在中间的好项目*.html") if p.stat().st_size > 10_000]
    problems = pd.read_parquet(out / "data" / "problems.parquet")
    assert "failed" not in set(problems["problem"])
    named = " ".join(problems["file"])
    silent = {"怪名字.zip"}  # read well, for all their names
    assert [n for n in IN_A_BATCH if n not in named and n not in silent] == []
    assert {"链接.html", "上级", "管道.docx"} <= {n.rpartition("/")[2] for n in problems["file"]}
    inside = {p.name for p in out.rglob("*")}
    assert sorted(p.name for p in tmp_path.rglob("*") if p.name not in inside and p != out) == before
    assert all(len(n.encode()) < 256 and n == printable(n) for n in inside)


def test_limits_are_adjustable_and_a_wrong_one_is_a_sentence(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(form("甲"), encoding="utf-8")
    for limits, code, said in (
        ("text=5", 3, "超过 5 字"),
        ("seconds=60,sekonds=1", 2, "sekonds=1"),
    ):
        done = subprocess.run(
            [sys.executable, "-m", "selfeval_nb.cli", "export", str(page)],
            capture_output=True, text=True, cwd=ROOT, env={**os.environ, "SELFEVAL_LIMITS": limits},
        )  # fmt: skip
        assert (done.returncode, said in done.stderr) == (code, True), done.stderr
        assert "Traceback" not in done.stderr
