"""What every suite's tests ask: each rule's examples fire and pass, and say something in both languages."""

from __future__ import annotations

from typing import Any

import pandas as pd

from selfeval_nb.checks.author import specimen as sample
from selfeval_nb.checks.book import rules as catalogue
from selfeval_nb.checks.book.rules import Rule
from selfeval_nb.checks.run import check, of_findings


def rules_of(suite: str) -> list[Rule]:
    return [r for r in catalogue.load_rules() if r.suite == suite]


def name_of(rule: Rule) -> str:
    return f"{rule.id}-{rule.meta.get('part', 1)}"


def findings_of(rule: Rule, change: dict[str, Any], lang: str = "zh") -> pd.DataFrame:
    """The findings of one rule alone on one changed specimen; fails when the rule breaks."""
    batch, history, approved = sample.example_tables(change)
    rules = None if of_findings(rule) else [rule]
    result = check(batch, rules=rules, lang=lang, engine="direct", history=history, approved=approved)
    assert not (result.outcomes["outcome"] == "broken").any(), result.outcomes["reason"].tolist()
    return result.findings[result.findings["rule_id"] == rule.id]


def hold_examples(rule: Rule) -> None:
    """Every example that should fire gives findings with whole sentences, every other none."""
    examples = rule.meta["examples"]
    assert examples["fires"]
    assert examples["passes"]
    for change in examples["fires"]:
        for lang in catalogue.LANGUAGES:
            found = findings_of(rule, change, lang)
            assert len(found), (rule.id, change)
            for message in found["message"]:
                assert not any(x in message for x in ("{", "—", "nan")), message
    for change in examples["passes"]:
        assert not len(findings_of(rule, change)), (rule.id, change)
