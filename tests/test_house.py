"""The house rules: lint, types, the order of the rooms, light imports, nothing of this machine in the text."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, timeout=280)


@pytest.mark.parametrize("command", [["check", "."], ["format", "--check", "."]], ids=["check", "format"])
def test_ruff(command):
    pytest.importorskip("ruff")
    result = run("-m", "ruff", *command)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.slow
def test_mypy():
    pytest.importorskip("mypy")
    result = run("-m", "mypy")
    assert result.returncode == 0, result.stdout + result.stderr


def test_each_room_imports_only_rooms_above_it():
    pytest.importorskip("importlinter")
    result = run("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_package_and_its_help_load_nothing_heavy():
    heavy = "('pandas', 'numpy', 'great_expectations', 'IPython', 'papermill', 'nbconvert', 'lxml')"
    code = (
        "import sys, selfeval_nb, selfeval_nb.cli\n"
        "from click.testing import CliRunner\n"
        "assert CliRunner().invoke(selfeval_nb.cli.main, ['--help']).exit_code == 0\n"
        f"print([m for m in {heavy} if m in sys.modules])"
    )
    assert run("-c", code).stdout.strip() == "[]"


def test_every_option_has_help():
    from selfeval_nb.cli import main

    for name, command in main.commands.items():
        assert command.help, name
        for option in command.params:
            if option.param_type_name == "option" and option.name not in ("help",):
                assert getattr(option, "help", None) or option.name in ("form", "formats"), (name, option.name)


def test_every_command_is_in_both_readmes():
    from selfeval_nb.cli import main

    for readme in ("README.md", "README.zh-CN.md"):
        text = (ROOT / readme).read_text("utf-8")
        assert not [name for name in main.commands if f"selfeval {name}" not in text], readme


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.splitlines()]


def test_no_text_names_a_registry_or_a_path_of_this_machine():
    words = re.compile(
        r"pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian\.org|/root/\.|/tmp/(?!\.X)[a-z]+[0-9]?/|/work/main|/opt/venv"
    )
    found = []
    for path in _tracked():
        if (
            path.suffix in (".py", ".md", ".toml", ".txt", ".json", ".ipynb", ".yml", "")
            and path.is_file()
            and path != Path(__file__)
        ):
            try:
                text = path.read_text("utf-8")
            except UnicodeDecodeError:
                continue
            found += [f"{path.relative_to(ROOT)}: {m[0]}" for m in words.finditer(text)]
    assert not found


def test_constraints_pin_every_dependency():
    names = {
        re.split(r"[<>=!~ \[;]", d)[0].lower().replace("_", "-")
        for d in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    }
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
        if "==" in line
    }
    assert names <= pinned
