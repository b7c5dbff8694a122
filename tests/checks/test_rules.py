"""Every rule of the shipped suites: its examples, its texts, its place in the book."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from selfeval_nb.checks.author.validate import validate_suite
from selfeval_nb.checks.book import rules as catalogue
from selfeval_nb.checks.book import template as wording
from selfeval_nb.checks.book.preset import load_preset
from selfeval_nb.checks.columns.modules import register_all
from selfeval_nb.checks.table.frames import Frames
from tests.checks.helpers import tables

RULES = catalogue.load_rules()


def test_each_rule_has_both_examples() -> None:
    assert [r.key for r in RULES if not r.meta["examples"]["fires"] or not r.meta["examples"]["passes"]] == []


def test_every_check_of_the_first_four_groups_is_built_or_listed() -> None:
    wanted = {f"F{i:02}" for i in range(1, 21)} | {f"M{i:02}" for i in range(1, 23)}
    wanted |= {f"W{i:02}" for i in range(1, 16)} | {f"K{i:02}" for i in range(1, 23)}
    page = (Path(__file__).parents[2] / "docs" / "rules-not-built.md").read_text(encoding="utf-8")
    missing = wanted - {r.id for r in RULES}
    assert [m for m in sorted(missing) if f"| {m} " not in page] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.key)
def test_texts(rule: catalogue.Rule) -> None:
    for key in ("title", "message", "why", "advice", "remark"):
        assert set(rule.meta[key]) == {"zh", "en"}, key
        assert all(rule.meta[key].values()), key
    assert not re.search(r"造假|虚报|弄虚作假|欺骗", str(rule.meta)), "a report never accuses"
    if rule.severity != "info":
        assert re.search(r"请(核实|补填)", rule.meta["message"]["zh"])
    for template in (rule.meta["where"], *rule.meta["message"].values()):
        assert wording.faults(template) == []


@pytest.mark.parametrize("path", catalogue.suite_files(), ids=lambda p: p.stem)
def test_the_shipped_suites_are_valid_and_stable(path: Path) -> None:
    import json

    assert validate_suite(path, examples=False) == []
    text = path.read_text(encoding="utf-8")
    assert json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n" == text


def test_supersession_has_no_cycle() -> None:
    over: dict[str, set[str]] = {}
    for rule in catalogue.load_rules():
        over.setdefault(rule.id, set()).update(rule.meta.get("supersedes", []))

    def reach(start: str, seen: frozenset[str]) -> None:
        for weaker in over.get(start, ()):
            assert weaker not in seen, f"{weaker} supersedes itself through {sorted(seen)}"
            reach(weaker, seen | {weaker})

    for start in over:
        reach(start, frozenset({start}))


def test_columns_have_what_they_say_they_need() -> None:
    register_all()
    frames = Frames(tables({}), load_preset())
    for rule in RULES:
        for column in rule.judged_columns():
            assert frames.has(rule.grain, column), (rule.id, column)


def test_a_rule_compares_a_flag_only_where_words_decide() -> None:
    flags = [r for r in RULES if r.type.endswith("_to_be_in_set") and r.kwargs["value_set"] == [0]]
    assert [r.key for r in flags if set(r.meta.get("flag") or {}) != {"zh", "en"}] == []
    assert [r.key for r in RULES if "flag" in r.meta and r not in flags] == []
