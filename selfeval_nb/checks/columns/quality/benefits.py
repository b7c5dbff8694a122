"""Columns about benefit indicators and costs that say nothing (rules Q05, Q07, Q16)."""

from __future__ import annotations

import numpy as np

from selfeval_nb.checks.columns.quality.levels import has, target_column, unnamed
from selfeval_nb.checks.table.frames import Frames, Judged, derived, flag
from selfeval_nb.checks.table.grains import floats, map_texts, texts
from selfeval_nb.checks.table.rows import kind2, level1, names
from selfeval_nb.common.words import pattern
from selfeval_nb.forms.words.text import norm


@derived("indicators", "hollow")
def _hollow(f: Frames) -> Judged:
    """1 where a benefit row puts a percentage on words that nothing measures (社会效益明显 ≥95%)."""
    name = names(f)
    percent = (target_column(f, "target_kind") == "percent") | (target_column(f, "target_base") == "%")
    low = floats(f.col("indicators", "target_low"))
    strong = has(name, "hollow.strong") & ~has(name, "hollow.not_strong")
    # a small percentage may be an increment (服务能力提升 10%), a large one is a degree of nothing
    verb = has(name, "hollow.verb") & ~has(name, "hollow.not_verb") & (low >= 60)
    return flag(strong | verb, unnamed(f), ("na.level1", ~np.isin(level1(f), ["benefit", ""])), ("na.not_percent", ~percent | np.isnan(low))
    )  # fmt: skip


@derived("indicators", "activity_as_benefit")
def _activity_as_benefit(f: Frames) -> Judged:
    """1 where a benefit row counts the unit's own activities (次, 场, 份)."""
    name = names(f)
    counted = np.isin(target_column(f, "target_base"), pattern("quality", "benefit", "count_units").pattern.split("|"))
    hit = has(name, "benefit.activity") & ~has(name, "benefit.not_activity")
    return flag(hit, unnamed(f), ("na.level1", level1(f) != "benefit"), ("na.not_count", ~counted))


@derived("indicators", "empty_cost")
def _empty_cost(f: Frames) -> Judged:
    """1 where a 成本指标 only says 控制在预算以内 and the form has no cost row with a number."""
    target = map_texts(texts(f.frame("indicators")["target_text"]), norm)
    cost = kind2(f) == "cost"
    number = cost & ~np.isnan(floats(f.col("indicators", "target_low")))
    stated = f.sum_by_form("indicators", number)[f.form_index("indicators")] > 0
    return flag(has(target, "cost.empty"), ("na.level2", ~cost), ("na.cost_stated", stated))
