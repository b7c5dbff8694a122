"""Columns about kinds and operators: words against numbers, more against less (rules V01, V02, V06–V09, V16, V21)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.explanations.reading import reason_kind
from selfeval_nb.checks.columns.values.stock import stock_rows
from selfeval_nb.checks.scoring.totals import values_of
from selfeval_nb.checks.table.frames import Frames, Judged, derived, filled, flag, judged
from selfeval_nb.checks.table.grains import blank, floats, map_texts, no_value, texts
from selfeval_nb.checks.table.value_rows import (
    NUMERIC,
    SENTENCE,
    WORDS,
    Why,
    filled_in,
    is_zero,
    kinds_in,
    name_says,
    row_names,
    text_column,
)
from selfeval_nb.checks.table.word_lists import says
from selfeval_nb.common.words import Words, pattern
from selfeval_nb.forms.values.readings import canonical
from selfeval_nb.forms.values.value_model import QUALITATIVE
from selfeval_nb.forms.values.value_words import lower_is_better
from selfeval_nb.forms.words.text import norm

LOOKED = Words("values", "kinds")


@derived(
    "indicators",
    "target_said",
    "actual_said",
    "name_said",
)
def _said_texts(f: Frames) -> dict[str, pd.Series]:
    """The target that counts (the adjusted one where there is one), the actual value and the name, as printed on one line."""
    targets, actuals = values_of(f)
    unit, sign = texts(f.frame("indicators")["unit_cell"]), texts(f.frame("indicators")["operator_cell"])
    whole = []
    for v, u, s in zip(targets, unit, sign, strict=True):
        said = v.text
        if s and said and s not in said and len(s) <= 2 and not s.isalnum():
            said = s + said
        whole.append(said + u if u and v.number is not None and v.unit and u not in said else said)
    return {
        "target_said": text_column(list(whole)),
        "actual_said": text_column([v.text for v in actuals]),
        "name_said": text_column([n or "—" for n in row_names(f)]),
    }


@derived("indicators", "number_for_words", "words_for_number")
def _kinds_differ(f: Frames) -> dict[str, Judged]:
    """1 where a qualitative target is answered by a bare number (逐步提高 → 92%), and where a number is answered by words."""
    targets, actuals = values_of(f)
    n = len(targets)
    bare, words, words_of_target = np.zeros(n, bool), np.zeros(n, bool), np.zeros(n, bool)
    for i, (t, a) in enumerate(zip(targets, actuals, strict=True)):
        if t.operator == QUALITATIVE and t.kind in WORDS and not t.numbers:
            words_of_target[i] = True
            # 完成 → 100% is a way of saying it; 较上年提高5% answers a trend
            done = t.kind in ("status", "boolean") and a.base_unit == "%" and a.low is not None and a.low >= 100
            bare[i] = (
                a.kind in NUMERIC
                and a.confidence > SENTENCE
                and not done
                and not says(a.text, "values", "trend", "moving")
            )
        elif t.kind in NUMERIC and t.low is not None:
            none = t.low == 0 and says(a.text, "values", "kinds", "none")  # 0起 → 未发生
            words[i] = a.kind in WORDS and a.low is None and not a.numbers and not none
            # 当年完成 answers 两年内
            words[i] &= not (t.kind == "duration" and says(a.text, "values", "kinds", "in_time"))
            # 已完成100% for 2次 or 10万元 is a phrase for every row, not what was counted
            words[i] |= t.base_unit not in ("%", "", None) and LOOKED.stock.search(norm(a.text)) is not None
    filled = filled_in(f)
    undone = f.col("indicators", "undone_words").to_numpy() != ""
    return {
        "number_for_words": flag(bare, *filled, ("na.quantitative", ~words_of_target)),
        "words_for_number": flag(
            words, *filled, ("na.qualitative", words_of_target), ("na.other_rule", (words & undone) | stock_rows(f))
        ),
    }


@derived(
    "indicators",
    "operator_of_cost",
    "operator_of_perhaps_cost",
    "operator_of_many",
)
def _directions(f: Frames) -> dict[str, Judged]:
    """The printed operator of a cost, or a count of complaints or accidents; of what may be meant as a cost (a standard of subsidy); and of a
    quantity, rate or satisfaction that should be high. '' beside a target of 0, and where what is told is a cut (下降10%以上)."""
    targets, _ = values_of(f)
    names, n = row_names(f), len(targets)
    level2 = f.col("indicators", "level2_kind").to_numpy()
    level1 = f.col("indicators", "level1_kind").to_numpy()
    sign = f.col("indicators", "printed_operator").to_numpy()
    cut = np.fromiter(
        (says(v.text, "values", "turn", "cut") for v in targets), bool, n
    )  # 同比下降10%以上 is wanted of complaints
    numeric = kinds_in(f, "target", NUMERIC)
    money = np.fromiter(((v.base_unit or "").startswith("元") for v in targets), bool, n)
    cost_name = name_says(names, "direction", "cost_name")
    benefit = (level1 == "benefit") | (level2 == "benefit")
    cost = ((level2 == "cost") | (level1 == "cost") & (level2 == "")) & (money | cost_name) | money & cost_name & (
        level2 == ""
    ) & ~benefit
    cost &= ~name_says(names, "direction", "cost_not")
    few = name_says(names, "direction", "few") & ~name_says(names, "direction", "few_not")
    few |= map_texts(names, lower_is_better, bool)
    few &= ~name_says(names, "direction", "served")  # 受益贫困人口 are people that a project serves
    few |= name_says(names, "direction", "wait") & kinds_in(f, "target", ("duration",))
    doubt = cost & name_says(names, "direction", "cost_doubt")
    rate = name_says(names, "direction", "many") & ~name_says(names, "direction", "many_not")
    flat = (level1 == "") & (level2 == "")  # a list without levels: the name alone tells
    units = np.array([v.base_unit or "" for v in targets], dtype=object)
    counted = (level2 == "quantity") & np.isin(units, pattern("values", "direction", "counting").pattern.split("|"))
    count = (((level2 == "quantity") | flat) & name_says(names, "direction", "many_count") | counted) & ~name_says(
        names, "direction", "many_count_not"
    )
    many = rate | (count & ~money) | ((level2 == "satisfaction") & ~name_says(names, "direction", "many_not"))
    many &= ~few
    zero = is_zero(f)
    shown = np.where(cut | zero, "", sign)
    why: list[Why] = [*filled_in(f)[:1], ("na.qualitative", ~numeric)]
    return {
        "operator_of_cost": judged(np.where((cost & ~doubt) | few, shown, ""), *why, ("na.scope", ~(cost | few))),
        "operator_of_perhaps_cost": judged(shown, *why, ("na.scope", ~doubt)),
        "operator_of_many": judged(np.where(zero, "", sign), *why, ("na.scope", ~many)),
    }


_SIGN = re.compile(r"^[≥≤><]")


@derived("indicators", "actual_operator", "vague_words")
def _actual_signs(f: Frames) -> dict[str, Judged | pd.Series]:
    """The operator sign that an actual value begins with (≥266米); the words that make an actual number vague (200余人)."""
    _, actuals = values_of(f)
    signs: list[str | None] = []
    words: list[str | None] = []
    for v in actuals:
        numeric = v.kind in NUMERIC and v.confidence > 0.5
        sign = _SIGN.match(canonical(v.text)) if numeric and v.operator else None
        signs.append(sign[0] if sign else None)
        hit = None
        if v.kind in NUMERIC and v.low is not None and not sign:
            said = norm(v.text)
            hit = pattern("values", "vague", "many").search(said)
            if hit is None and (v.approximate or v.operator):
                hit = pattern("values", "vague", "words").search(said)
        words.append(hit[0] if hit else None)
    why = filled_in(f)[1:]
    return {"actual_operator": judged(text_column(signs), *why), "vague_words": judged(text_column(words), *why)}


@derived("indicators", "rate_target", "rate_target_at_least")
def _rate_target(f: Frames) -> dict[str, Judged]:
    """The target of a share of a whole (合格率, 覆盖率) in per cent; apart where it is printed as at least."""
    targets, _ = values_of(f)
    names = row_names(f)
    share = (name_says(names, "rates", "whole") | name_says(names, "rates", "rate")) & ~name_says(
        names, "rates", "whole_not"
    )
    percent = np.fromiter(
        (v.base_unit == "%" and v.low is not None and v.kind == "percent" for v in targets), bool, len(targets)
    )
    low = np.round(f.col("indicators", "target_low").to_numpy(dtype=float), 9)
    at_least = np.fromiter((v.operator in (">=", ">") for v in targets), bool, len(targets))
    why = [*filled_in(f)[:1], ("na.scope", ~(share & percent))]
    return {
        "rate_target": judged(low, *why),
        "rate_target_at_least": judged(np.where(at_least, low, np.nan), *why),
    }


@derived("indicators", "actual_answer")
def _actual_answer(f: Frames) -> Judged:
    """What the actual value of an indicator with a target says, a dash or slash as —; missing where that is an answer, as 无 of complaints is."""
    ind = f.frame("indicators")
    actual, weight = texts(ind["actual_text"]), floats(ind["weight"])
    dash = no_value(actual) & ~blank(actual)
    said = map_texts(actual, lambda t: norm(t).rstrip("。"))
    targets, _ = values_of(f)
    zero = np.fromiter(
        (
            v.low == 0 or LOOKED.none_at_all.match(norm(v.text)) is not None or v.kind in ("none", "placeholder")
            for v in targets
        ),
        bool,
        len(targets),
    )
    money = np.fromiter(
        ((v.base_unit or "").startswith("元") or v.kind == "duration" for v in targets), bool, len(targets)
    )
    low = np.isin(f.col("indicators", "direction").to_numpy(), ["<=", "<"]) & ~money
    few = name_says(row_names(f), "direction", "few") | (
        low & (f.col("indicators", "level2_kind").to_numpy() != "cost")
    )
    told = map_texts(texts(ind["reason"]), lambda t: reason_kind(t) == "text", bool)
    sign = dash & (said != "无")  # a dash answers nothing but a target of none
    return filled(
        np.where(sign, "—", said),
        zero | (~sign & few),
        ("na.scope", weight == 0),
        ("na.blank", blank(actual)),
        ("na.explained", told),
    )
