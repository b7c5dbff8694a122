"""What the command line says of a command that was mistyped."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from selfeval_nb.cli import main

FORM = str(sorted((Path(__file__).parents[2] / "notebooks" / "forms").glob("02*.docx"))[0])

MISTYPED = [
    (["chek", FORM], "没有命令“chek”，是不是check？"),
    (["frobnicate"], "没有命令“frobnicate”。"),
    (["check", "--fromat", "json", FORM], "没有选项“--fromat”，是不是--format？"),
    (["check"], "缺少参数 INPUT。"),
    (["annotate", FORM], "缺少选项 -o / --out。"),
    (["check", FORM, "--format", "yaml"], "--format 的值不对：应为text、json、csv之一，现为“yaml”。"),
    (["check", FORM, "--jobs", "-3"], "-j / --jobs 的值不对：应为不小于0的整数。"),
    (["sample", FORM, "--share", "半"], "--share 的值不对：应为数，现为“半”。"),
    (["verify", "没有.html"], "REPORT 的值不对：没有这个文件或文件夹，现为“没有.html”。"),
    (["batch", FORM, "-o"], "选项 -o 用法不对：后面缺少值，或它不带值。"),
    (["compare", FORM, FORM, "b 表", "c"], "多出了参数：b 表 c。路径中有空格时请用引号括起来。"),
    (["sample", FORM], "请用 -n 写张数，或用 --share 写比例。"),
    (["batch", FORM, "--format", "doc"], "--format 的值不对：不认识的格式：doc；可用 html、ipynb、pdf。"),
]


@pytest.mark.parametrize(("words", "said"), MISTYPED, ids=lambda v: " ".join(v[:2]) if isinstance(v, list) else "")
def test_a_mistyped_command_is_told_in_a_sentence(words: list[str], said: str) -> None:
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert done.stderr.splitlines()[-1] == said
    assert "Traceback" not in done.stderr


def _commands(group: click.Group, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = [before]
    for name, command in group.commands.items():
        found += _commands(command, (*before, name)) if isinstance(command, click.Group) else [(*before, name)]
    return found


@pytest.mark.parametrize("words", _commands(main), ids=" ".join)
def test_the_help_of_every_command_is_chinese(words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main, [*words, "--help"])
    assert done.exit_code == 0
    assert done.output.startswith("用法：")
    for line in re.findall(r"^  -.*?  +(\S.*)$", done.output, re.MULTILINE):
        assert re.search(r"[\u4e00-\u9fff]", line) or line.startswith("["), line
    assert not re.search(r"Usage|Options|Commands|Show this message", done.output)


def test_the_bare_command_shows_its_help() -> None:
    done = CliRunner().invoke(main, [])
    assert done.exit_code == 2
    assert "batch" in done.output
