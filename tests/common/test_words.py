"""The word lists: every entry can be used and is used, a reviewer's own words reach every one of them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from selfeval_nb.common import words
from selfeval_nb.common.words import Words, WordsError, lists, pattern, word_list

PACKAGE = Path(words.__file__).parents[1]
SOURCES = {path: ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}
ENTRIES = [(n, s, k) for n in lists() for s, entries in word_list(n).items() for k in entries]
NAMED = {("values", "typos"), ("satisfaction", "objects"), ("quality", "groups")}  # tables of names


def _patterns() -> Iterator[tuple[str, str, str]]:
    for name, section, key in ENTRIES:
        entry = word_list(name)[section][key]
        if isinstance(entry, str) or (isinstance(entry, list) and isinstance(entry[0], str)):
            yield name, section, key


def test_every_pattern_compiles() -> None:
    for name, section, key in _patterns():
        if (name, section) not in NAMED:
            assert pattern(name, section, key).pattern


def _sections(tree: ast.Module) -> dict[str, tuple[str, str]]:
    """Variable -> (list, section) of the ``Words`` that a module holds."""
    found = {}
    for node in tree.body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and ast.unparse(node.value.func) == "Words"
        ):
            name, section = (ast.literal_eval(a) for a in node.value.args)
            found[ast.unparse(node.targets[0])] = (name, section)
    return found


def test_every_entry_that_a_module_asks_for_is_there_and_lies_beside_it() -> None:
    for path, tree in SOURCES.items():
        held = _sections(tree)
        for name, section in held.values():
            assert section in word_list(name), (path, section)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in held:
                name, section = held[node.value.id]
                assert node.attr in word_list(name)[section], (path, node.lineno, node.attr)


def test_words_are_asked_for_when_they_are_needed() -> None:
    """What a module makes of a list when it is imported would not know a reviewer's own words."""
    for path, tree in SOURCES.items():
        held = _sections(tree)
        for node in tree.body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                continue
            for inner in ast.walk(node):
                asked = isinstance(inner, ast.Attribute | ast.Subscript) and ast.unparse(inner.value) in held
                called = isinstance(inner, ast.Call) and ast.unparse(inner.func) in ("pattern", "word_list")
                assert not asked, (path, node.lineno)
                assert not called, (path, node.lineno)


def _own(name: str, section: str, key: str) -> Any:
    entry = word_list(name)[section][key]
    if isinstance(entry, dict):
        return dict.fromkeys(entry, "某某")
    if isinstance(entry, list) and isinstance(entry[0], list):
        return (
            [["某某", "某某某"]]
            if isinstance(entry[0][0], str) and isinstance(entry[0][-1], str)
            else [["某某", ["个"]]]
        )
    return ["某某"] if isinstance(entry, list) or (name, section) not in NAMED else "某某"


def test_own_words_reach_every_entry(tmp_path: Path) -> None:
    own: dict[str, Any] = {}
    for name, section, key in ENTRIES:
        if (
            isinstance(word_list(name)[section][key], str)
            and (name, section) not in NAMED
            and pattern(name, section, key).groups
        ):
            continue  # a grammar, see below
        own.setdefault(name, {}).setdefault(section, {})[key] = _own(name, section, key)
    text = "".join(
        f"[{json.dumps(n, ensure_ascii=False)}.{json.dumps(s, ensure_ascii=False)}]\n"
        + "".join(f"{json.dumps(k, ensure_ascii=False)} = {_toml(v)}\n" for k, v in entries.items())
        for n, sections in own.items()
        for s, entries in sections.items()
    )
    path = tmp_path / "own.toml"
    path.write_text(text, "utf-8")
    held = Words("claims", "days")
    assert held.end.search("某某") is None
    with words.using(path):
        for name, section, key in _patterns():
            if key in own.get(name, {}).get(section, {}) and (name, section) not in NAMED:
                assert pattern(name, section, key).search("某某"), (name, section, key)
        assert held.end.search("某某")
    assert held.end.search("某某") is None


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(k, ensure_ascii=False)} = {_toml(v)}" for k, v in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def test_a_grammar_whose_parts_the_program_takes_is_not_added_to(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("[claims.numbers]\nnumber = ['若干']\n", "utf-8")
    with pytest.raises(WordsError, match="句式"), words.using(path):
        pass


def test_an_entry_stands_for_its_alternatives_in_another_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = tmp_path / "words_made.toml"
    listed.write_text('[s]\nbad = ["事故", "投诉"]\nfew = ["^(?:{bad}){1,2}数$"]\n', "utf-8")
    monkeypatch.setattr(words, "lists", lambda: {"made": listed})
    assert pattern("made", "s", "few").pattern == "^(?:(?:事故|投诉)){1,2}数$"
    assert pattern("made", "s", "few").search("投诉数")
    pattern.cache_clear()
    word_list.cache_clear()
    words._shipped.cache_clear()


#: Modules whose expressions are no vocabulary, and why.
GRAMMARS = {
    "forms/values/dates.py": "a grammar of dates, whose parts the code takes by name",
    "forms/blocks/funds/cell.py": "a grammar of amounts in one cell",
    "forms/blocks/indicators/rows.py": "a grammar of points beside a level's name",
    "forms/blocks/total_rows.py": "a grammar of a total in one line",
    "forms/blocks/prose.py": "a number with its unit of money",
    "readers/text/txt.py": "how lines outside tables are set, before any word is looked for",
    "checks/author/pages.py": "the head of a table in Markdown",
}
_CHINESE = re.compile("[\u4e00-\u9fff]")
MOST = 3  # Chinese alternatives in an expression in Python


def _texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Texts in a module with their lines, an f-string as one; neither docstrings nor what an f-string is made of."""
    inner = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
        if part is not node
    }
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in inner or id(node) in said:
            continue
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(str(v.value) for v in node.values if isinstance(v, ast.Constant))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def test_vocabulary_stands_in_no_expression_in_python() -> None:
    found = [
        f"{name}:{line} {text[:40]}"
        for path, tree in SOURCES.items()
        if (name := path.relative_to(PACKAGE).as_posix()) not in GRAMMARS
        for line, text in _texts(tree)
        if sum(_CHINESE.search(part) is not None for part in text.split("|")) > MOST
    ]
    assert found == []


def test_every_exception_is_one() -> None:
    for name in GRAMMARS:
        texts = _texts(SOURCES[PACKAGE / name])
        assert any(sum(_CHINESE.search(p) is not None for p in text.split("|")) > MOST for _, text in texts), name
