"""What the program says stands in said.toml, in both languages, and nowhere in Python."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from selfeval_nb.common.said import Spoken, said

PACKAGE = Path(__file__).parents[2] / "selfeval_nb"
FILES = sorted(PACKAGE.rglob("said.toml"))
_CHINESE = re.compile("[\u4e00-\u9fff]")


def _entries(table: dict[str, Any], name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for key, value in table.items():
        assert isinstance(value, dict), f"{name}.{key} is neither a table nor an entry"
        if value.keys() & {"zh", "en"}:
            yield f"{name}.{key}", value
        else:
            yield from _entries(value, f"{name}.{key}")


def _fields(text: str | list[str]) -> set[str]:
    texts = [text] if isinstance(text, str) else text
    return {name for t in texts for _, name, _, _ in string.Formatter().parse(t) if name is not None}


def _plural(name: str) -> str:
    return name.partition("!")[0].partition(":")[0]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.parent.relative_to(PACKAGE)))
def test_every_entry_says_the_same_facts_in_both_languages(path: Path) -> None:
    for name, entry in _entries(tomllib.loads(path.read_text("utf-8"))):
        assert entry.keys() == {"zh", "en"}, name
        assert type(entry["zh"]) is type(entry["en"]), name
        assert {_plural(f) for f in _fields(entry["zh"])} == {_plural(f) for f in _fields(entry["en"])}, name


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.parent.relative_to(PACKAGE)))
def test_every_section_belongs_to_a_module_that_asks_for_it(path: Path) -> None:
    for section in tomllib.loads(path.read_text("utf-8")):
        module = path.with_name(f"{section}.py")
        assert module.is_file(), section
        assert re.search(r"said\(__name__|\(Spoken\)", module.read_text("utf-8")), section


def test_texts_are_found_by_language_and_key() -> None:
    assert said("selfeval_nb.review.open")["en"]["folder"].startswith("“{form}” is a folder")
    assert said("selfeval_nb.checks.book.sections.weights", "levels")["zh"]["cost"] == "成本"
    with pytest.raises(KeyError):
        said("selfeval_nb.review.model")


def test_words_as_attributes_are_those_of_the_class_own_module() -> None:
    from selfeval_nb.report.words.unit_words import UnitWords

    assert issubclass(UnitWords, Spoken)
    assert (UnitWords("en").reply, UnitWords("xx").lang) == ("What was changed (for you to fill in)", "zh")
    assert UnitWords("zh").word("must") == "须更正"


def _pairs(tree: ast.AST) -> Iterator[int]:
    """Lines of dicts with the keys zh and en, and of tuples of a Chinese and an English text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            if {"zh", "en"} <= {k.value for k in node.keys if isinstance(k, ast.Constant)}:
                yield node.lineno
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
            one, other = (n.value if isinstance(n, ast.Constant) else None for n in node.elts)
            if (
                isinstance(one, str)
                and isinstance(other, str)
                and _CHINESE.search(one)
                and re.fullmatch(r"[ -~“”–…]*[A-Za-z]{3}[ -~“”–…]*", other)
            ):
                yield node.lineno


#: Chinese text beside a name of ours, which no reader sees.
NAMES = {
    "forms/explain.py": "a class of cells and its colour",
    "checks/book/sections/execution.py": "options of a preset",
}


def test_no_module_holds_a_text_in_both_languages() -> None:
    found = [
        f"{name}:{line}"
        for path in PACKAGE.rglob("*.py")
        if (name := path.relative_to(PACKAGE).as_posix()) not in NAMES
        for line in _pairs(ast.parse(path.read_text("utf-8")))
    ]
    assert found == []
