"""A reviewer's workspace: what is copied, which notebook opens with which values, what JupyterLab is told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from selfeval_nb.cli import workspace
from selfeval_nb.cli.labstart import lab_environment, show_in_advance
from selfeval_nb.cli.workspace import WorkspaceError, init, review_notebook

NOTEBOOKS = ("review.ipynb", "portfolio.ipynb", "tour.ipynb")


def parameters(notebook: Path) -> dict[str, Any]:
    """The values of the parameters cell, as Python has them after running it."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    source = next(c["source"] for c in cells if "parameters" in c["metadata"].get("tags", ()))
    values: dict[str, Any] = {}
    exec("".join(source), values)
    return {k: v for k, v in values.items() if not k.startswith("__")}


def test_a_workspace_has_the_notebooks_and_keeps_what_was_changed(tmp_path: Path) -> None:
    done = init(tmp_path)
    assert all((tmp_path / "notebooks" / name).is_file() for name in NOTEBOOKS)
    assert (tmp_path / "expectations" / "scores.json").is_file()
    mine = tmp_path / "notebooks" / "review.ipynb"
    mine.write_text("mine", "utf-8")
    again = init(tmp_path)
    assert (again.written, again.kept) == ([], [mine])
    assert len(again.same) == len(done.written) - 1
    assert mine in init(tmp_path, force=True).written


def test_a_form_opens_with_its_values_and_its_notebook_is_kept(tmp_path: Path) -> None:
    form = tmp_path / '自评 "表"\\1.docx'
    form.write_bytes(b"")
    notebook = review_notebook(tmp_path, form, {"form_no": 2, "preset": "hubei", "lang": "en"})
    assert notebook.parent == tmp_path / "notebooks"
    found = parameters(notebook)
    assert (found["form"], found["form_no"], found["preset"], found["lang"]) == (str(form), 2, "hubei", "en")
    notebook.write_text("my work", "utf-8")
    assert review_notebook(tmp_path, form, {"form_no": 2}) == notebook
    assert notebook.read_text("utf-8") == "my work"


def test_forms_open_on_the_desk_and_a_batch_as_a_portfolio(tmp_path: Path) -> None:
    folder = tmp_path / "reports.v2"
    folder.mkdir()
    forms = review_notebook(tmp_path, folder, {"form_no": 1, "preset": "hubei", "lang": "zh"})
    assert (forms.name, parameters(forms)["form"]) == ("review-reports-v2.ipynb", str(folder))
    (folder / "manifest.json").write_text("{}")
    notebook = review_notebook(tmp_path, folder, {"form_no": 1, "preset": "hubei", "lang": "zh"})
    assert notebook.name == "portfolio-reports-v2.ipynb"
    found = parameters(notebook)
    assert (found["source"], found["preset"]) == (str(folder), "hubei")
    assert "form_no" not in found


def test_without_a_form_the_review_notebook_opens(tmp_path: Path) -> None:
    assert review_notebook(tmp_path, None, {}) == tmp_path / "notebooks" / "review.ipynb"
    with pytest.raises(WorkspaceError, match=r"找不到文件“.*没有\.docx”。"):
        review_notebook(tmp_path, tmp_path / "没有.docx", {})


@pytest.mark.parametrize(("lang", "locale"), [("zh", "zh_CN"), ("en", "default")])
def test_jupyterlab_speaks_the_reviewers_language_and_asks_no_network(
    lang: str, locale: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = pytest.importorskip("jupyterlab_server.settings_utils")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "user"))
    for name, value in lab_environment(tmp_path / "ours", lang).items():
        monkeypatch.setenv(name, value)
    found, error = settings._get_overrides(str(tmp_path / "none"))
    assert error == ""
    assert found["@jupyterlab/translation-extension:plugin"] == {"locale": locale}
    assert found["@jupyterlab/apputils-extension:notification"] == {"fetchNews": "false", "checkForUpdates": False}


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM to send")
def test_opening_starts_jupyterlab_on_the_notebook_and_ends_it_when_asked_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[tuple[list[str], dict[str, str]]] = []
    start, ready, ended = subprocess.Popen, tmp_path / "ready", threading.Event()

    def instead(command: list[str], cwd: str, env: dict[str, str]) -> subprocess.Popen[bytes]:
        called.append((command, env))
        # a JupyterLab that ends only when it is told to, and says so
        code = "import pathlib, signal, sys, time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))"
        return start([sys.executable, "-c", f"{code}; pathlib.Path({str(ready)!r}).touch(); time.sleep(60)"])

    def ask_us_to_end() -> None:
        while not ended.wait(0.2):
            if ready.exists():
                os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr("subprocess.Popen", instead)
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    asking = threading.Thread(target=ask_us_to_end)
    asking.start()
    try:
        assert workspace.open_lab(review_notebook(tmp_path, None, {}), tmp_path, ("--no-browser",)) == 3
    finally:
        ended.set()
        asking.join()
        signal.signal(signal.SIGTERM, before)
    ((command, env),) = called
    assert command[-2:] == ["--LabApp.default_url=/lab/tree/notebooks/review.ipynb", "--no-browser"]
    assert "selfeval-lab-" in env["JUPYTER_CONFIG_PATH"]


def test_a_notebook_opens_with_its_report_in_it_and_work_is_left_alone(tmp_path: Path) -> None:
    init(tmp_path)
    form = tmp_path / "notebooks" / "forms" / "04_路灯节能改造.txt"
    notebook = review_notebook(tmp_path, form, {"form_no": 1, "preset": "default", "lang": "zh"})
    assert show_in_advance(notebook)
    shown = notebook.read_text("utf-8")
    assert "城区路灯节能改造" in shown
    assert not any(c["outputs"] for c in json.loads(shown)["cells"] if "desk.rule" in "".join(c["source"]))
    assert not show_in_advance(notebook)  # it has outputs: they may be a person's
    assert notebook.read_text("utf-8") == shown


def test_texts_are_in_the_language_of_the_notebook(tmp_path: Path) -> None:
    form = tmp_path / "a.docx"
    form.write_bytes(b"")
    cells = json.loads(review_notebook(tmp_path, form, {"form_no": 1, "lang": "en"}).read_text("utf-8"))["cells"]
    texts = "".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    assert "Conclusion" in texts
    assert not any("\u4e00" <= c <= "\u9fff" for c in texts)
    # and the shipped one is Chinese alone, with its code folded away
    cells = json.loads((tmp_path / "notebooks" / "review.ipynb").read_text("utf-8"))["cells"]
    assert all(c["metadata"]["jupyter"]["source_hidden"] for c in cells if c["cell_type"] == "code")
    first = "".join(cells[0]["source"])
    assert "*Click" not in first


def test_the_workspace_keeps_its_layouts_and_the_notebook_names_them(tmp_path: Path) -> None:
    from selfeval_nb.cli.workspace import init, layouts_of, review_notebook

    assert layouts_of(tmp_path) is None
    init(tmp_path)
    folder = layouts_of(tmp_path)
    assert folder == tmp_path / "layouts"
    form = next((tmp_path / "notebooks" / "forms").glob("*.docx"))
    notebook = review_notebook(tmp_path, form, {"form_no": 1, "layouts": str(folder)})
    assert f"layouts: str = {json.dumps(str(folder), ensure_ascii=False)}" in "".join(
        "".join(c["source"]) for c in json.loads(notebook.read_text("utf-8"))["cells"]
    )
