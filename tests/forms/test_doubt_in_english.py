"""Every sentence of the doubt has an English one, and an English report shows it."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import selfeval_nb.forms.doubt as room
from selfeval_nb.forms.doubt.english import clause, in_english
from selfeval_nb.forms.load import load_forms
from selfeval_nb.review.model import Review
from tests.forms.test_kinds import FULL

_HAN = re.compile("[\u4e00-\u9fff]")
_MODULES = sorted(Path(str(room.__file__)).parent.glob("*_*.py"))


def _spoken(path: Path) -> Iterator[str]:
    """The sentences of a module with ``X`` or a number for what they leave open: f-strings, and long texts alone."""
    tree = ast.parse(path.read_text("utf8"))
    inside = {id(c) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for c in ast.walk(n) if c is not n}
    prose = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in inside or id(node) in prose:
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(v.value) if isinstance(v, ast.Constant) else "7" for v in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) > 6:
            yield node.value


@pytest.mark.parametrize("path", _MODULES, ids=lambda p: p.stem)
def test_every_sentence_has_an_english_one(path: Path) -> None:
    own = re.compile(r"[?*\\\[]|（$")  # patterns of the module, no sentences
    missing = [
        s for s in _spoken(path) if _HAN.search(s) and not own.search(s) and _HAN.search(clause(s).replace("元", ""))
    ]
    assert [s for s in missing if "元 or 万元" not in clause(s)] == []


def test_doubts_of_a_form_are_told_in_english(tmp_path: Path) -> None:
    path = tmp_path / "form.txt"
    path.write_text(FULL.replace("| 50 | 50 |", "| 50 | 1400 |"), encoding="utf8")
    said = [p.detail for p in load_forms([path]).problems if p.problem == "doubtful-reading"]
    assert said
    english = [in_english(s) for s in said]
    assert all(e.startswith("The reading of the indicators is not certain") for e in english)
    assert any("score was read as 1400" in e for e in english)
    assert not any(_HAN.search(e) for e in english)


def test_what_a_form_prints_stays_as_it_is_printed() -> None:
    said = "表头中的一项读取不确定：主管部门读作“第二小学”、实施单位读作“甲县教育局”，可能互换。请先核对读取结果。"
    assert "department “第二小学” and unit “甲县教育局” may be exchanged" in in_english(said)
    assert in_english("别的话。") == "别的话。"


def test_review_tells_doubts_in_its_own_language(tmp_path: Path) -> None:
    path = tmp_path / "form.txt"
    path.write_text(FULL.replace("| 50 | 50 |", "| 50 | 1400 |"), encoding="utf8")
    loaded = load_forms([path])
    problems = [dataclasses.asdict(p) for p in loaded.problems]
    zh, en = (Review(form=loaded.forms[0], problems=problems, lang=lang) for lang in ("zh", "en"))
    assert all(_HAN.search(s) for s in zh.doubts)
    assert zh.doubts
    assert [in_english(s) for s in zh.doubts] == en.doubts
    assert {p["detail"] for p in en.problems_told} == set(en.doubts)
