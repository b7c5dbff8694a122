"""A folder that was received cannot make the program run what lies in it: not as a module, not as a program, not beside a notebook."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from selfeval_nb.cli.labstart import lab_environment
from selfeval_nb.common import children
from selfeval_nb.common.assets import asset_dir

FORM = next(p for p in (asset_dir("notebooks") / "forms").iterdir() if p.name.startswith("04_"))
NAMES = ("multiprocessing", "queue", "pandas", "pebble", "tempfile", "lxml", "jupyterlab", "ipykernel")


def plant(folder: Path, mark: Path, names: tuple[str, ...] = NAMES) -> None:
    """Modules that leave a mark when they are imported, and then fail."""
    for name in names:
        (folder / f"{name}.py").write_text(f"open({str(mark)!r}, 'a').write('{name} ')\nraise SystemExit(9)\n", "utf-8")


@pytest.fixture
def received(tmp_path: Path) -> Path:
    """A folder with a form and modules beside it."""
    folder = tmp_path / "received"
    folder.mkdir()
    shutil.copy(FORM, folder)
    plant(folder, tmp_path / "ran")
    return folder


@pytest.mark.parametrize("path", [None, "", f"{os.pathsep}.", "."], ids=["unset", "empty", "dot and empty", "dot"])
def test_the_command_runs_no_module_of_the_folder_it_is_called_in(received: Path, path: str | None) -> None:
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", children.SAFE)}
    env |= {} if path is None else {"PYTHONPATH": path}
    program = Path(sys.executable).parent / "selfeval"
    command = [str(program)] if program.exists() else [sys.executable, "-P", "-m", "selfeval_nb.cli"]
    run = [*command, "export", ".", "--format", "json", "-j", "2"]
    done = subprocess.run(run, cwd=received, env=env, capture_output=True, text=True, encoding="utf-8", check=False)
    assert not (received.parent / "ran").exists(), (received.parent / "ran").read_text()
    assert len(json.loads(done.stdout)["forms"]) == 1, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_workers_of_a_batch_run_none_either(received: Path, method: str) -> None:
    """Also where the program that starts the batch has the folder on its own path, as a notebook has: it has loaded these itself."""
    for name in set(NAMES) - {"multiprocessing", "pebble"}:
        (received / f"{name}.py").unlink()
    code = (
        "import sys; from selfeval_nb.batch.run import run_batch; sys.path.insert(0, '')\n"
        f"print(run_batch([{FORM.name!r}], '../out', jobs=1, progress=None, method={method!r}).made)"
    )
    env = {k: v for k, v in os.environ.items() if k != children.SAFE}
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=received,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert not (received.parent / "ran").exists(), (received.parent / "ran").read_text()
    assert done.stdout.strip() == "1", done.stderr


def test_a_kernel_of_ours_imports_nothing_from_beside_the_notebook_but_what_was_named(
    received: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jupyter_client.manager import start_new_kernel

    own = tmp_path / "own"
    own.mkdir()
    (own / "mine.py").write_text("VALUE = 7\n", "utf-8")
    plant(own, tmp_path / "ran", ("pandas",))  # an own module takes no installed one's place
    for name, value in lab_environment(tmp_path / "lab", "zh", (own,)).items():
        monkeypatch.setenv(name, value)
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(received))
    try:
        said: list[str] = []
        client.execute_interactive(
            "import os, pandas, mine; print(mine.VALUE, os.getcwd())",
            timeout=60,
            output_hook=lambda m: said.append(str(m["content"].get("text") or m["content"].get("evalue") or "")),
        )
        assert "".join(said).split() == ["7", str(received)]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert not (tmp_path / "ran").exists()


@pytest.mark.slow
def test_a_notebook_of_ones_own_gets_the_modules_that_are_named(tmp_path: Path) -> None:
    from selfeval_nb.batch.run import run_batch

    cells = [
        {"cell_type": "code", "id": "p", "metadata": {"tags": ["parameters"]}, "source": 'form = ""', "outputs": [], "execution_count": None},
        {"cell_type": "code", "id": "m", "metadata": {}, "source": "import helper_of_mine as h; h.WORD", "outputs": [], "execution_count": None},
    ]  # fmt: skip
    meta = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    book = tmp_path / "own.ipynb"
    book.write_text(json.dumps({"cells": cells, "metadata": meta, "nbformat": 4, "nbformat_minor": 5}), "utf-8")
    (tmp_path / "helper_of_mine.py").write_text("WORD = '来自自己的模块'\n", "utf-8")
    plain = run_batch([FORM], tmp_path / "a", jobs=1, notebook=book, progress=None)
    assert "No module named 'helper_of_mine'" in plain.failures[0][1]
    named = run_batch([FORM], tmp_path / "b", jobs=1, notebook=book, modules=[tmp_path], progress=None)
    assert named.made == 1
    assert "来自自己的模块" in next(p for p in (tmp_path / "b").glob("*.html") if "index" not in p.name).read_text(
        "utf-8"
    )


def test_programs_are_never_taken_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = tmp_path / "soffice"
    planted.write_text("#!/bin/sh\n", "utf-8")
    planted.chmod(0o755)
    elsewhere = tmp_path / "bin"
    elsewhere.mkdir()
    shutil.copy(planted, elsewhere / "soffice")
    monkeypatch.chdir(tmp_path)
    for path in ("", ".", f".{os.pathsep}", str(tmp_path), f"bin{os.pathsep}."):
        monkeypatch.setenv("PATH", path)
        assert children.program("soffice") is None, path
    assert children.program("./soffice") is None
    monkeypatch.setenv("PATH", os.pathsep.join([".", str(elsewhere)]))
    assert children.program("soffice") == str(elsewhere / "soffice")
    assert children.environment()["PATH"] == str(elsewhere)
