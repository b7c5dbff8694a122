"""The files to double-click: their encoding and quoting, and, as far as a Linux machine goes, what they run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from selfeval_nb.cli import starters
from selfeval_nb.cli.workspace import init
from selfeval_nb.common.assets import asset_dir

DOCS = Path(__file__).resolve().parents[2] / "docs" / "install"
BATS = {"复核": starters.REVIEW_BAT, "工作台": starters.DESK_BAT, "安装": starters.INSTALL_BAT}


@pytest.mark.parametrize("name", BATS)
def test_a_bat_is_gbk_with_crlf_and_quotes_every_path(name: str) -> None:
    data = starters.bat(BATS[name], r"C:\用户 甲\.venv\Scripts\selfeval.exe")
    text = data.decode("gbk")
    assert data.count(b"\n") == data.count(b"\r\n")
    lines = text.split("\r\n")
    assert lines[0] == "@echo off"
    assert "EnableDelayedExpansion" not in text  # ! in a name would be lost
    for line in lines:
        if line.startswith(("rem", "echo", "title", ":")):
            continue
        bare = re.sub(r'"[^"]*"', "", line)  # outside quotes no variable that may hold a blank
        assert not re.search(r"%~(?:dp0|1|n1)|%(?:SELFEVAL|OUT|ROOT|PIP|DESK)%", bare), line
    # every label that is gone to is there
    assert set(re.findall(r"goto (\w+)", text)) <= {line[1:] for line in lines if line.startswith(":")}


@pytest.mark.skipif(not DOCS.is_dir(), reason="no docs in this installation")
def test_the_files_in_the_docs_are_these() -> None:
    for name, text in BATS.items():
        assert (DOCS / f"{name}.bat").read_bytes() == starters.bat(text)
    assert (DOCS / "安装.sh").read_text("utf-8") == starters.INSTALL_SH.format()


def test_a_program_path_outside_gbk_is_left_out() -> None:
    assert 'set "SELFEVAL="' in starters.bat(starters.REVIEW_BAT, "C:\\😀\\selfeval.exe").decode("gbk")
    assert "100%%" in starters.bat(starters.REVIEW_BAT, "C:\\100%\\selfeval.exe").decode("gbk")


@pytest.mark.skipif(sys.platform == "win32", reason="runs the shell's twin")
@pytest.mark.slow
def test_the_twin_reviews_what_is_dropped_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "我的 复核"
    init(folder)
    form = tmp_path / "报送 一'批'.txt"
    shutil.copyfile(asset_dir("notebooks") / "forms" / "04_路灯节能改造.txt", form)
    monkeypatch.setenv("BROWSER", "true")
    done = subprocess.run(
        [str(folder / "复核.sh"), str(form)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    index = folder / "reports" / "报送 一'批'" / "index.html"
    assert index.is_file()
    assert done.stderr.rstrip().endswith(f"打开 {index}；退回 1，核实 0，通过 0")
    none = subprocess.run([str(folder / "复核.sh")], capture_output=True, text=True, timeout=60, check=False)
    assert (none.returncode, none.stderr.strip()) == (2, "请写明自评表文件、文件夹或压缩包。")


def test_the_command_of_the_bat_is_one_that_there_is(tmp_path: Path) -> None:
    """The line that runs, with its variables put in as the console would, parses as a command of ours."""
    from selfeval_nb.cli.main import main

    text = starters.bat(starters.REVIEW_BAT).decode("gbk")
    line = next(x for x in text.split("\r\n") if x.startswith('"%SELFEVAL%" batch'))
    words = re.findall(r'"([^"]*)"|(\S+)', line)
    values = {"%INPUTS%": str(tmp_path), "%OUT%": str(tmp_path / "o")}
    arguments = [values.get(a or b, a or b) for a, b in words][2:]
    main.commands["batch"].make_context("batch", arguments)
