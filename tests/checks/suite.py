"""What every suite's tests ask: each rule's examples fire and pass, and say something in both languages."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from selfeval_nb.checks.author import specimen as sample
from selfeval_nb.checks.book import rules as catalogue
from selfeval_nb.checks.book.rules import Rule
from selfeval_nb.checks.judging.comparing import of_findings
from selfeval_nb.checks.run import check

WHERE = re.compile(
    r"^(project|department|unit|year|title|goal_expected|goal_actual|total_weight|total_score|grade|form|fill_date"
    r"|conclusion|problems_text|measures_text|other_notes|whole_reason"
    r"|funds\[[^\]]+\]\.(label|initial|budget|executed|weight|rate|score|reason)"
    r"|indicators\[\d+\]\.(level1|level2|level3|target_text|actual_text|weight|score|reason|operator_cell|unit_cell|coefficient))$"
)


def rules_of(suite: str) -> list[Rule]:
    return [r for r in catalogue.load_rules() if r.suite == suite]


def name_of(rule: Rule) -> str:
    return f"{rule.id}-{rule.meta.get('part', 1)}"


def findings_of(rule: Rule, change: dict[str, Any], lang: str = "zh") -> pd.DataFrame:
    """The findings of one rule (all its parts) alone on one changed specimen; fails when the rule breaks."""
    batch, history, approved = sample.example_tables(change)
    rules = None if of_findings(rule) else [r for r in catalogue.load_rules() if r.id == rule.id]
    result = check(
        batch,
        rules=rules,
        lang=lang,
        engine="direct",
        history=history,
        approved=approved,
        **sample.example_lists(change),
    )
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
            assert all(WHERE.match(w) for w in found["where"]), found["where"].tolist()
            for column in ("message", "arithmetic", "advice", "remark"):
                assert not any(x in text for text in found[column] for x in ("{", "nan")), (rule.id, column)
            assert not any("—" in message.replace("“—”", "") for message in found["message"]), found["message"].tolist()
    for change in examples["passes"]:
        assert not len(findings_of(rule, change)), (rule.id, change)
