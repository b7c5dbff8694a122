"""Claims and pairs: the grammar of a clause, the links, and the rules that rest on them (suite claims)."""

from __future__ import annotations

import pytest

from selfeval_nb.checks.claims.clauses import statements
from tests.checks.suite import hold_examples, name_of, rules_of

RULES = rules_of("claims")


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_examples(rule):
    hold_examples(rule)


def _said(text):
    return [(s.text, s.kind, s.mode, s.base, s.whole) for s in statements(text)]


def test_parts_stand_in_brackets_behind_their_whole():
    text = "服务老人6720人次（其中日托4000人次、助浴2500人次），组织讲座90场"
    assert _said(text) == [
        ("6720人次", "count", "", "人次", -1), ("4000人次", "count", "", "人次", 0), ("2500人次", "count", "", "人次", 0), ("90场", "count", "", "场", -1)
    ]  # fmt: skip


def test_a_list_of_thousands_is_held_as_a_report_would_be():
    from selfeval_nb.checks.book.preset import load_preset
    from selfeval_nb.checks.claims.collect import MOST, frame_of
    from selfeval_nb.checks.columns.modules import register_all
    from selfeval_nb.checks.table.frames import Frames
    from tests.checks.helpers import tables

    register_all()
    found = frame_of(Frames(tables({"set": {"goal_actual": "甲、1个" * 3000}}), load_preset()))
    assert (found["place"] == "goal_actual").sum() == MOST
