"""Whole batches: what they write, what they do again, and what one bad form costs."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import nbformat
import pandas as pd
import papermill
import pytest

from selfeval_nb.batch.output.folder import INNER, BatchError
from selfeval_nb.batch.run import BatchSummary, run_batch
from tests.batch.forms import form, tree, write_forms

ROOT = Path(__file__).resolve().parents[2]


def reports(out: Path) -> dict[str, bytes]:
    return {k: v for k, v in tree(out).items() if k.endswith((".html", ".ipynb"))}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, BatchSummary]:
    """(forms, output, summary) of a batch of five forms, three of them in an archive, and two documents that give none."""
    base = tmp_path_factory.mktemp("batch")
    forms = write_forms(base / "forms", 2)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in (2, 3, 4):
            archive.writestr(f"县/{number}.html", form(f"打包项目{number}", number))
    (forms / "packed.zip").write_bytes(packed.getvalue())
    (forms / "broken.docx").write_bytes(b"PK\x03\x04 not a document")
    (forms / "notes.txt").write_text("没有表。", encoding="utf-8")
    summary = run_batch([forms], base / "out", jobs=2, formats=("html", "ipynb"), progress=False)
    return forms, base / "out", summary


def test_a_batch_writes_what_the_design_says(first: tuple[Path, Path, BatchSummary]) -> None:
    _, out, summary = first
    assert (summary.total, summary.made, summary.failures) == (5, 5, [])
    assert [Path(name).name for name, _ in summary.unread] == ["broken.docx", "notes.txt"]
    assert summary.exit_code == 1
    names = set(tree(out))
    assert {"index.html", "manifest.json"} <= names
    data = {
        f"data/{n}.parquet"
        for n in ["forms", "funds", "indicators", "problems", "findings", "outcomes", "scores", "totals"]
    }
    assert data <= names
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    made = [name for entry in manifest["forms"] for name in entry["outputs"]]
    assert len(made) == len(set(made)) == 10
    assert set(made) <= names
    index = (out / "index.html").read_text(encoding="utf-8")
    errors = [n for n in names if "-error-" in n]
    assert len(errors) == 2
    for name in [n for n in made if n.endswith(".html")] + errors:
        assert name in index
    assert {p.name for p in (out / INNER).iterdir()} <= {"kept", "seal"}  # what the next run can take from this one
    frame = pd.read_parquet(out / "data" / "forms.parquet")
    assert list(frame["project"])[-3:] == ["打包项目2", "打包项目3", "打包项目4"]


def test_kept_notebooks_hold_no_clock_and_no_place(first: tuple[Path, Path, BatchSummary]) -> None:
    forms, out, _ = first
    for path in out.glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert str(forms.parent) not in text
        nb = nbformat.reads(text, as_version=4)
        nbformat.validate(nb)
        injected = next(c for c in nb.cells if "injected-parameters" in c.metadata.get("tags", []))
        assert injected.id == "injected-parameters"
        assert "start_time" not in text


def test_a_second_run_does_nothing(first: tuple[Path, Path, BatchSummary], tmp_path: Path) -> None:
    forms = write_forms(tmp_path / "forms", 3)
    out = tmp_path / "out"
    assert run_batch([forms], out, progress=False).made == 3
    before = tree(out)
    stamps = {p: p.stat().st_mtime_ns for p in out.rglob("*")}
    again = run_batch([forms], out, progress=False)
    assert (again.made, again.kept, again.total, again.exit_code) == (0, 3, 3, 0)
    assert {p: p.stat().st_mtime_ns for p in out.rglob("*") if p.name != INNER}.items() <= stamps.items()
    # one form changes, one report is damaged, one form is new: these three at least are made (the fourth when a rule that
    # compares forms now says something else of it)
    (forms / "001.html").write_text(form("高龄老人补贴001", 1, 8), encoding="utf-8")
    (forms / "003.html").write_text(form("新项目", 3), encoding="utf-8")
    damaged = next(out.glob("高龄老人补贴002*.html"))
    damaged.write_bytes(b"")
    third = run_batch([forms], out, progress=False)
    assert third.made + third.kept == 4
    assert third.made >= 3
    assert len(list(out.glob("高龄老人补贴001*.html"))) == 1
    # the same as if it had been made at once, elsewhere, by another number of workers, in another time zone and locale
    undisturbed = tmp_path / "elsewhere" / "out"
    moved = shutil.copytree(forms, tmp_path / "elsewhere" / "deep" / "forms")
    elsewhere = {**os.environ, "TZ": "Asia/Shanghai", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    code = SCRIPT.replace("jobs=2", "jobs=1")
    subprocess.run([sys.executable, "-c", code, str(moved), str(undisturbed)], check=True, env=elsewhere)
    assert tree(out) == tree(undisturbed)
    forced = run_batch([forms], out, force=True, progress=False)
    assert (forced.made, forced.kept) == (4, 0)
    assert tree(out) == tree(undisturbed)
    assert before != tree(out)


def test_the_same_document_twice_has_two_reports(tmp_path: Path) -> None:
    forms = tmp_path / "forms"
    forms.mkdir()
    for name in ("a.html", "b.html"):
        (forms / name).write_text(form("同一份"), encoding="utf-8")
    assert run_batch([forms], tmp_path / "out", progress=False).made == 2
    assert len(list((tmp_path / "out").glob("同一份*.html"))) == 2


def test_equal_to_the_stock_engine(tmp_path: Path) -> None:
    """Of one form: rules that compare forms have more to say in a batch of many."""
    from selfeval_nb.report.page.executed import export_notebook

    forms = write_forms(tmp_path / "forms", 1)
    run_batch([forms], tmp_path / "out", progress=False)
    executed = papermill.execute_notebook(
        str(ROOT / "notebooks" / "review.ipynb"),
        str(tmp_path / "stock.ipynb"),
        {"form": str(forms / "000.html")},
        progress_bar=False,
    )
    mine = next((tmp_path / "out").glob("高龄老人补贴000*.html"))
    assert mine.read_text(encoding="utf-8") == export_notebook(executed)


TROUBLE = """
import os, time
text = open(form, encoding="utf-8").read()
print("开始")
if "高龄老人补贴000" in text: raise ValueError("单元格出错")
if "高龄老人补贴001" in text: os._exit(9)
if "高龄老人补贴002" in text:
    while True:
        try: time.sleep(60)
        except BaseException: pass
if "高龄老人补贴003" in text: hog = [bytearray(10_000_000) for _ in range(200)]
"""


def _notebook(path: Path, *sources: str) -> Path:
    kernelspec = {"name": "python3", "language": "python", "display_name": "Python 3"}
    nb = nbformat.v4.new_notebook(metadata={"kernelspec": kernelspec})
    nb.cells = [nbformat.v4.new_code_cell('form = ""', metadata={"tags": ["parameters"]}, id="p")]
    nb.cells += [nbformat.v4.new_code_cell(s, id=f"c{i}") for i, s in enumerate(sources)]
    nbformat.write(nb, path)
    return path


def test_a_form_that_fails_costs_its_own_report_only(tmp_path: Path) -> None:
    forms = write_forms(tmp_path / "forms", 6)
    notebook = _notebook(tmp_path / "trouble.ipynb", TROUBLE)
    out = tmp_path / "out"
    summary = run_batch([forms], out, notebook=notebook, timeout=8, memory=500, jobs=2, progress=False)
    assert (summary.total, summary.made, summary.exit_code) == (6, 2, 1)
    said = dict(sorted(summary.failures))
    sentences = list(said.values())
    assert "单元格出错" in sentences[0]
    assert "意外结束" in sentences[1]
    assert "上限 8 秒" in sentences[2]
    assert "MemoryError" in sentences[3] or "内存" in sentences[3]
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert [e["status"] for e in manifest["forms"]] == ["failed"] * 4 + ["done"] * 2
    for entry in manifest["forms"]:
        assert len(entry["outputs"]) == 1
        assert (out / next(iter(entry["outputs"]))).stat().st_size > 500
    # the next run tries the failed ones again, and only them
    _notebook(notebook, "print('好')")
    assert run_batch([forms], out, notebook=notebook, progress=False).made == 6
    assert run_batch([forms], out, notebook=notebook, progress=False).kept == 6


def test_a_reviewers_notebook_starts_fresh_for_each_form(tmp_path: Path) -> None:
    forms = write_forms(tmp_path / "forms", 3)
    (tmp_path / "helper_of_mine.py").write_text("count = 0\n")
    notebook = _notebook(
        tmp_path / "mine.ipynb",
        "import builtins, os, pandas as pd\nimport helper_of_mine\nhelper_of_mine.count += 1\n"
        "assert helper_of_mine.count == 1 and not hasattr(builtins, 'left') and 'LEFT' not in os.environ\n"
        "assert pd.get_option('display.max_rows') == 60\n"
        "builtins.left = 1; os.environ['LEFT'] = '1'; pd.set_option('display.max_rows', 7)",
    )
    summary = run_batch([forms], tmp_path / "out", notebook=notebook, modules=[tmp_path], jobs=1, progress=False)
    assert summary.failures == []


def test_a_percent_script_is_a_notebook_too(tmp_path: Path) -> None:
    pytest.importorskip("jupytext")
    script = tmp_path / "mine.py"
    script.write_text('# %% tags=["parameters"]\nform = ""\n# %%\nprint("脚本", bool(form))\n', encoding="utf-8")
    forms = write_forms(tmp_path / "forms", 1)
    assert run_batch([forms], tmp_path / "out", notebook=script, progress=False).failures == []
    assert "脚本 True" in next((tmp_path / "out").glob("高龄*.html")).read_text(encoding="utf-8")


def test_wrong_use_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BatchError, match="没有声明参数 form"):
        run_batch([], tmp_path / "out", notebook=_strip(_notebook(tmp_path / "n.ipynb", "1")), progress=False)
    with pytest.raises(BatchError, match="不支持的输出格式"):
        run_batch([], tmp_path / "out", formats=("docx",), progress=False)
    with pytest.raises(BatchError, match="zh"):
        run_batch([], tmp_path / "out", lang="fr", progress=False)


def _strip(path: Path) -> Path:
    nb = nbformat.read(path, as_version=4)
    nb.cells = nb.cells[1:]
    nbformat.write(nb, path)
    return path


def test_nothing_to_read(tmp_path: Path) -> None:
    text = io.StringIO()
    summary = run_batch([tmp_path / "absent"], tmp_path / "out", progress=text)
    assert summary.exit_code == 3
    assert "没有读到任何自评表" in text.getvalue()
    assert (tmp_path / "out" / "index.html").is_file()


def test_progress_elsewhere_is_plain_lines(tmp_path: Path) -> None:
    text = io.StringIO()
    run_batch([write_forms(tmp_path / "forms", 1)], tmp_path / "out", progress=text, lang="en")
    assert "\r" not in text.getvalue()
    assert "1 forms: 1 made" in text.getvalue()


SCRIPT = (
    "import sys\nfrom selfeval_nb.batch.run import run_batch\n"
    "s = run_batch([sys.argv[1]], sys.argv[2], jobs=2, progress=False)\nsys.exit(s.exit_code)\n"
)


@pytest.mark.skipif(os.name != "posix", reason="limits of POSIX systems")
def test_a_full_disk_is_one_sentence_and_the_next_run_goes_on(tmp_path: Path) -> None:
    forms = write_forms(tmp_path / "forms", 2)
    out = tmp_path / "out"
    # when the reports are made this process may write no file beyond this any more: what a full disk is to whoever writes
    full = (
        "import resource\nfrom selfeval_nb.batch import run\nfrom selfeval_nb.batch.output.folder import BatchError\n"
        "finish = run.finish\ndef full(batch):\n    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))\n"
        "    finish(batch)\nrun.finish = full\n"
    )
    code = full + SCRIPT.replace("s = run", "try: s = run").replace(
        "\nsys.exit(s.exit_code)", "\nexcept BatchError as e: sys.exit(str(e))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(forms), str(out)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert "写入时中断" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (out / "manifest.json").exists()
    again = run_batch([forms], out, progress=False)
    assert (again.kept, again.exit_code) == (2, 0)
    run_batch([forms], tmp_path / "whole", progress=False)
    assert tree(out) == tree(tmp_path / "whole")


def test_a_form_that_changes_while_it_is_processed_gets_a_sentence(tmp_path: Path) -> None:
    forms = write_forms(tmp_path / "forms", 2)
    # each form's notebook changes the other form; whoever comes second has not the bytes any more that were read
    code = "from pathlib import Path\nfor p in Path(form).parent.glob('*.html'):\n    if p.name != Path(form).name: p.write_text('x')"
    summary = run_batch(
        [forms], tmp_path / "out", notebook=_notebook(tmp_path / "n.ipynb", code), jobs=1, progress=False
    )
    assert (summary.made, summary.exit_code) == (1, 1)
    assert [sentence for _, sentence in summary.failures] == ["文件在处理期间被改动，本次没有生成报告。请重新运行。"]


def _started(forms: Path, out: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", SCRIPT, str(forms), str(out)], stderr=subprocess.DEVNULL)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX systems")
def test_stopped_at_any_moment_the_next_run_finishes(tmp_path: Path) -> None:
    forms = write_forms(tmp_path / "forms", 24)
    whole = tmp_path / "whole"
    assert run_batch([forms], whole, progress=False).exit_code == 0
    expected = tree(whole)
    out = tmp_path / "out"
    seen: set[int] = set()
    # reports there when the blow falls
    for wait_for, blow in ((1, signal.SIGKILL), (8, signal.SIGINT), (18, signal.SIGKILL)):
        process = _started(forms, out)
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:
            if sum(p.suffix == ".html" for p in out.glob("高龄*")) >= wait_for:
                break
            time.sleep(0.01)
        process.send_signal(blow)
        process.wait(timeout=30)
        there = tree(out)
        seen.add(len(there))
        assert there.items() <= expected.items()  # whole files only
    assert len(seen) > 1
    final = run_batch([forms], out, progress=False)
    assert final.kept >= 1
    assert tree(out) == expected
    _no_worker_left(out)


def _no_worker_left(out: Path) -> None:
    psutil = pytest.importorskip("psutil")
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        left = [p for p in psutil.process_iter(["cmdline"]) if str(out) in " ".join(p.info["cmdline"] or [])]
        if not left:
            return
        time.sleep(0.1)
    pytest.fail(f"still running: {left}")


@pytest.mark.slow
def test_started_without_fork(tmp_path: Path) -> None:
    forms = write_forms(tmp_path / "forms", 2)
    run_batch([forms], tmp_path / "forked", progress=False)
    summary = run_batch([forms], tmp_path / "spawned", method="spawn", jobs=1, progress=False)
    assert summary.exit_code == 0
    assert tree(tmp_path / "forked") == tree(tmp_path / "spawned")


@pytest.mark.browser
def test_pdf(tmp_path: Path) -> None:
    from selfeval_nb.batch.stage.printing import find_browser

    if find_browser() is None:
        pytest.skip("no Chromium on this machine")
    forms = write_forms(tmp_path / "forms", 1)
    out = tmp_path / "out"
    assert run_batch([forms], out, formats=("pdf",), progress=False).exit_code == 0
    pdf = next(out.glob("*.pdf")).read_bytes()
    assert pdf.startswith(b"%PDF")
    run_batch([forms], tmp_path / "again", formats=("pdf",), progress=False)
    assert next((tmp_path / "again").glob("*.pdf")).read_bytes() == pdf


def test_the_names_that_a_browser_counts_do_not_change_a_pdf() -> None:
    from selfeval_nb.batch.stage.printing import _settled

    one = b"/CreationDate (D:20260101120000+00'00')/ID (node00000147)/Headers [(node00000012)] /Names [(node00000012) 3 0 R]"
    other = b"/CreationDate (D:20270101120000+00'00')/ID (node00000151)/Headers [(node00000016)] /Names [(node00000016) 3 0 R]"
    assert _settled(one) == _settled(other)
    assert len(_settled(one)) == len(one)
    assert b"(node00000002)/Headers [(node00000001)]" in _settled(one)
