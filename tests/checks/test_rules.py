"""Every rule of the shipped suites: its examples, its texts, its place in the book."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from selfeval_nb.checks.author.validate import validate_suite
from selfeval_nb.checks.book import rules as catalogue
from selfeval_nb.checks.book import template as wording
from selfeval_nb.checks.book.preset import load_preset
from selfeval_nb.checks.columns.modules import register_all
from selfeval_nb.checks.run import check
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.common.assets import asset_dir
from tests.checks.helpers import tables

MINE = ("completeness", "funds", "weights", "scores")
RULES = [r for r in catalogue.load_rules() if r.suite in MINE]
WHERE = re.compile(
    r"^(project|department|unit|year|title|goal_expected|goal_actual|total_weight|total_score|grade|form"
    r"|funds\[[^\]]+\]\.(label|initial|budget|executed|weight|rate|score)"
    r"|indicators\[\d+\]\.(level1|level2|level3|target_text|actual_text|weight|score|reason))$"
)


def examples(kind: str) -> list[tuple[catalogue.Rule, dict[str, Any]]]:
    return [(rule, example) for rule in RULES for example in rule.meta["examples"][kind]]


@pytest.fixture(scope="module")
def results() -> dict[str, dict[str, list[list[dict[str, Any]]]]]:
    """Findings of every example, checked together in both languages: kind -> language -> a list an example."""
    out: dict[str, dict[str, list[list[dict[str, Any]]]]] = {}
    for kind in ("fires", "passes"):
        forms = tables(*(e for _, e in examples(kind)))
        for lang in ("zh", "en"):
            found = check(forms, rules=RULES, lang=lang, engine="direct").findings
            by_form: dict[str, list[dict[str, Any]]] = {i.form_id: [] for i in forms.items}
            for row in found.to_dict("records"):
                by_form[row["form_id"]].append({str(k): v for k, v in row.items()})
            out.setdefault(kind, {})[lang] = list(by_form.values())
    return out


@pytest.mark.parametrize("n", range(len(examples("fires"))), ids=lambda n: f"{examples('fires')[n][0].key}-{n}")
def test_fires(n: int, results: Any) -> None:
    rule = examples("fires")[n][0]
    hits = [f for f in results["fires"]["zh"][n] if f["rule_id"] == rule.id]
    assert hits, [(f["rule_id"], f["where"]) for f in results["fires"]["zh"][n]]
    for hit in hits:
        assert WHERE.match(hit["where"]), hit["where"]
        assert "{" not in hit["message"] + hit["advice"] + hit["remark"] + hit["arithmetic"]
    english = next(f for f in results["fires"]["en"][n] if f["rule_id"] == rule.id)
    assert english["message"] != hits[0]["message"]


@pytest.mark.parametrize("n", range(len(examples("passes"))), ids=lambda n: f"{examples('passes')[n][0].key}-{n}")
def test_passes(n: int, results: Any) -> None:
    assert examples("passes")[n][0].id not in [f["rule_id"] for f in results["passes"]["zh"][n]]


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


@pytest.mark.parametrize("path", [asset_dir("expectations") / f"{name}.json" for name in MINE], ids=lambda p: p.stem)
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
