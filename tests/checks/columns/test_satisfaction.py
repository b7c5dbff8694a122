"""The rules on satisfaction (P01–P05), and what is a satisfaction row."""

from __future__ import annotations

import pytest

from selfeval_nb.checks.book.preset import load_preset
from selfeval_nb.checks.columns.modules import register_all
from selfeval_nb.checks.table.frames import Frames
from tests.checks.helpers import tables
from tests.checks.suite import hold_examples, name_of, rules_of

RULES = rules_of("satisfaction")


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_examples(rule):
    hold_examples(rule)


@pytest.mark.parametrize(
    ("levels", "mine"),
    [
        ({"level1": "满意度指标", "level2": "", "level3": "用水居民评价"}, True),
        ({"level1": "效益指标", "level2": "服务对象满意度指标", "level3": "用水居民评价"}, True),
        ({"level1": "效益指标", "level2": "社会效益指标", "level3": "居民满意度"}, True),
        ({"level1": "效益指标", "level2": "社会效益指标", "level3": "漏损率下降幅度"}, False),
    ],
)
def test_a_row_is_about_satisfaction_by_its_levels_or_its_name(levels, mine):
    register_all()
    change = {"set": {f"indicators[5].{k}": v for k, v in levels.items()}}
    frames = Frames(tables(change), load_preset())
    assert frames.col("indicators", "is_satisfaction").tolist() == [False] * 4 + [mine, False, True]
