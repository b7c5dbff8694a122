"""Columns about the units and magnitudes of targets and actual values (rules V03–V05, V13–V15, V18)."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.values.listed import typed_weights
from selfeval_nb.checks.scoring.formulas import ordinal
from selfeval_nb.checks.scoring.totals import values_of
from selfeval_nb.checks.table.frames import Frames, Judged, derived, flag, judged
from selfeval_nb.checks.table.grains import map_texts, texts
from selfeval_nb.checks.table.value_rows import (
    DATES,
    NUMERIC,
    SENTENCE,
    Why,
    filled_in,
    is_zero,
    kinds_in,
    name_says,
    row_names,
    text_column,
)
from selfeval_nb.common.words import Words, word_list
from selfeval_nb.forms.values import units
from selfeval_nb.forms.values.readings import canonical
from selfeval_nb.forms.values.value_model import Value
from selfeval_nb.forms.words.text import norm

WORDS = Words("values", "units")

# ---- units ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _families() -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for i, family in enumerate(word_list("values")["units"]["same"]):
        for unit in family:
            found.setdefault(unit, set()).add(i)
    return found


_SHARES, _TIMES = {"%", "百分点"}, {"天", "工作日", "月"}
_CLOCK = _TIMES | {"小时", "分钟", "年", "学时", "课时"}


@lru_cache(maxsize=16384)
def unit_relation(a: str, b: str) -> str:
    """How two base units stand to each other: ``same`` (or one missing), ``wording`` (another counting word), ``differ``.

    A missing denominator (400元/人·天 against 180元) and 百分点 beside % are no difference; a bare multiplier (万) is any count.
    """
    if not a or not b or a == b:
        return "same"
    head_a, _, below_a = a.partition("/")
    head_b, _, below_b = b.partition("/")
    families = _families()
    if (below_a or below_b) and not (a in families and b in families):
        if not head_a or not head_b:  # 28.40/株: half a unit says nothing
            return "same"
        if below_a and below_b:
            same = head_a == head_b and sorted(below_a.replace("·", "")) == sorted(below_b.replace("·", ""))
            if not same and (below_a in _CLOCK) != (below_b in _CLOCK):
                return "differ"  # 元/人次 and 元/小时
            return "same" if same else "wording" if head_a == head_b else "differ"
        return unit_relation(head_a, head_b)
    if {a, b} <= _SHARES:
        return "same"
    if {a, b} <= _TIMES:
        return "wording"
    if families.get(a, set()) & families.get(b, set()):
        return "same"
    lists = word_list("values")["units"]
    measured, distinct, generic = (set(lists[k]) for k in ("measured", "distinct", "generic"))
    if {a, b} & measured or {a, b} <= distinct:
        return "differ"
    if {a, b} & generic or a in b or b in a or not units.known(a) or not units.known(b):
        return "wording"  # 个 counts anything; a word that no table knows is weak evidence
    return "differ" if {a, b} & distinct else "wording"


def _base(unit: str | None, like: str | None) -> str:
    """The base unit of a printed unit; a bare 万 beside money is money."""
    found = units.base(unit, money=bool(like and like.startswith("元")))
    return found.base if found else ""


@derived(
    "indicators",
    "unit_relation",
    "target_sort",
    "actual_sort",
    "target_unit_said",
    "actual_unit_said",
    "ordinal_actual",
)
def _units(f: Frames) -> dict[str, Judged | pd.Series]:
    """How the units of target and actual stand to each other: ``same``, ``wording`` (another counting word), ``differ`` (of other things: %
    and 件); whether target and actual are a date or a number, where a duration or a percentage answers either; both units as printed
    or inherited; and an actual value that only names a place in a row (第1年) beside a target that is a number."""
    targets, actuals = values_of(f)
    n = len(targets)
    relation, mixed = np.full(n, "", dtype=object), np.zeros(n, bool)
    places: list[str | None] = [
        a.text if t.kind in NUMERIC and ordinal(a) and not ordinal(t) else None
        for t, a in zip(targets, actuals, strict=True)
    ]
    for i, (t, a) in enumerate(zip(targets, actuals, strict=True)):
        if t.kind in NUMERIC and a.kind in NUMERIC and t.confidence > SENTENCE and a.confidence > SENTENCE:
            if a.unit and t.unit_used:
                relation[i] = unit_relation(t.base_unit or "", a.base_unit or "")
            else:
                relation[i] = "same"
        elif t.kind in NUMERIC and a.kind in ("date", "deadline"):
            mixed[i] = t.base_unit not in ("天", "工作日", "月", "%", None)
        elif t.kind in ("date", "deadline") and a.kind in NUMERIC and a.confidence > SENTENCE:
            # 100% and days, months are ways of answering a deadline; a bare 20 may be the day
            mixed[i] = a.base_unit not in ("%", "天", "工作日", "月", None)
    filled = filled_in(f)
    numbers: Why = ("na.qualitative", relation == "")
    sort = np.array(["date" if t.kind in DATES else "number" for t in targets], dtype=object)
    return {
        "unit_relation": judged(relation, *filled, numbers),
        "target_sort": judged(sort, *filled, ("na.scope", ~mixed & (relation == ""))),
        "actual_sort": pd.Series(np.where(mixed, np.where(sort == "date", "number", "date"), sort), dtype=object),
        "target_unit_said": text_column(
            [v.unit_used or v.unit or ("日期" if v.kind in DATES else "") for v in targets]
        ),
        "actual_unit_said": text_column(
            [v.unit_used or v.unit or ("日期" if v.kind in DATES else "") for v in actuals]
        ),
        "ordinal_actual": judged(text_column(places), *filled, ("na.qualitative", ~kinds_in(f, "target", NUMERIC))),
    }


@derived("indicators", "unit_shown", "operator_shown")
def _bare(f: Frames) -> dict[str, Judged]:
    """The unit of a target that is a number, wherever it stands (in the cell, the unit column, the actual value, the name), and its operator;
    missing where it has none."""
    targets, actuals = values_of(f)
    number = kinds_in(f, "target", ("number", "percent", "money")) & np.fromiter(
        (v.confidence > SENTENCE for v in targets), bool, len(targets)
    )
    unit = np.array([t.unit_used or a.unit or "" for t, a in zip(targets, actuals, strict=True)], dtype=object)
    zero = is_zero(f)
    # a rate such as 1/10万 needs none, and neither does a name whose brackets hold a unit (万美元)
    ratio = np.fromiter((WORDS.per_many.search(canonical(v.text)) is not None for v in targets), bool, len(targets))
    in_name = map_texts(row_names(f), lambda t: (m := WORDS.unit_in_name.search(norm(t))) and m[0])
    shown = np.where(unit != "", unit, np.where(ratio, "/", in_name))
    filled = filled_in(f)[:1]
    column = texts(f.frame("indicators")["operator_cell"]) != ""  # the layout has an operator column and others fill it
    asked = (f.sum_by_form("indicators", column) > 0)[f.form_index("indicators")] | bool(
        f.preset["values.operator_required"]
    )
    return {
        "unit_shown": judged(
            shown, *filled, ("na.qualitative", ~number), ("na.scope", zero), ("na.other_rule", typed_weights(f))
        ),
        "operator_shown": judged(
            np.array([v.operator for v in targets], dtype=object),
            *filled,
            ("na.preset", ~asked),
            ("na.qualitative", ~number),
        ),
    }


@lru_cache(maxsize=16384)
def _bases_of_name(name: str) -> tuple[str, ...]:
    """The base units that can answer a name by its last word (处置时间: 天 …); () where it asks for none."""
    said = norm(name)
    return next((tuple(bases) for p, bases in word_list("values")["units"]["by_name"] if re.search(p, said)), ())


def _asked(name: str) -> str:
    return WORDS.measured_name.sub(
        r"\1",
        norm(name),
    )


def _asks_other(name: str, t: Value, a: Value) -> tuple[bool, str, str]:
    """(whether the target's printed unit cannot answer the name, its cell, the unit)."""
    bases = _bases_of_name(name)
    if not bases or t.kind not in NUMERIC or not t.unit or t.confidence <= SENTENCE or t.base_unit is None:
        return False, "target_text", ""
    top = t.base_unit.partition("/")[0]
    return top not in bases and t.base_unit not in bases and units.known(t.unit), "target_text", t.unit


@derived(
    "indicators",
    "name_unit",
    "name_unit_relation",
    "name_unit_where",
    "value_unit",
)
def _name_unit(f: Frames) -> dict[str, Judged | pd.Series]:
    """The unit in the brackets of the name; how the unit that the value prints stands to it: ``differ`` (of another thing), ``choice`` (one of
    several that the name offers, 块/本), ``same``; and the value's cell."""
    targets, actuals = values_of(f)
    n = len(targets)
    named: list[str | None] = [units.unit_of_name(t) if t else None for t in row_names(f)]
    other, part = np.zeros(n, bool), np.zeros(n, bool)
    where: list[str] = ["target_text"] * n
    used: list[str] = [""] * n
    for i, (u, t, a) in enumerate(zip(named, targets, actuals, strict=True)):
        if not u:
            other[i], where[i], used[i] = _asks_other(row_names(f)[i], t, a)
            named[i] = _asked(row_names(f)[i]) if other[i] else u
            continue
        value = t if t.unit and t.kind in NUMERIC else a if a.unit and a.kind in NUMERIC and t.kind in NUMERIC else None
        if value is None or value.confidence <= SENTENCE:
            continue
        used[i] = value.unit or ""
        where[i] = "target_text" if value is t else "actual_text"
        options = [_base(p, value.base_unit) for p in u.split("/")] if "/" in u else []
        if set(options) & (_TIMES | {"人", "元"}):  # 家/年, 元/人 is a rate, 块/本 a choice
            options = []
        if options and value.base_unit in options and value.unit != u:
            part[i] = True
            continue
        compared = value.base_unit or ""
        other[i] = unit_relation(_base(u, value.base_unit), compared) == "differ" and {_base(u, None), compared} != {
            "人",
            "人次",
        }
    no_name: Why = ("na.not_printed", np.fromiter((not u for u in named), bool, n))
    nothing: Why = ("na.scope", np.fromiter((not u for u in used), bool, n))
    return {
        "name_unit": text_column([u or "" for u in named]),
        "name_unit_relation": judged(
            np.select([other, part], ["differ", "choice"], "same").astype(object), no_name, nothing
        ),
        "name_unit_where": text_column(list(where)),
        "value_unit": text_column(list(used)),
    }


@derived(
    "indicators",
    "fraction_for_percent",
    "perhaps_of_five",
    "magnitude_off",
    "magnitude_zh",
    "magnitude_en",
    "value_ratio",
)
def _magnitudes(f: Frames) -> dict[str, Judged | pd.Series]:
    """1 where one side writes a percentage as a decimal (95% and 0.98); a bare actual number above 1 for a satisfaction of 50 % and more; how
    many powers of ten the ratio of the sides is from ten thousand or a hundred million times, as 元 and 万元 are apart; and that ratio
    actual ÷ target in base units."""
    targets, actuals = values_of(f)
    n = len(targets)
    ratio = np.full(n, np.nan)
    fraction = np.zeros(n, bool)
    for i, (t, a) in enumerate(zip(targets, actuals, strict=True)):
        if t.low is None or a.low is None or t.kind == "range" or a.kind == "range" or t.low <= 0 or a.low <= 0:
            continue
        if t.base_unit and a.base_unit and t.base_unit != a.base_unit:
            continue
        known = bool(t.base_unit and a.base_unit)
        r = a.low / t.low
        # where one side prints no unit (736 → 951万元) only the printed numbers can be compared
        ratio[i] = r if known or not (t.number and a.number) else a.number / t.number
        share = t.base_unit == "%" or a.base_unit == "%"
        # 95% → 0.98: the decimal prints no %, lies in (0, 1], and a hundred times it would fit
        down = share and a.unit is None and a.low <= 1 < t.low and t.low != a.low
        up = share and t.unit is None and t.low <= 1 < a.low and a.unit == "%"
        fraction[i] = (down and 0.3 <= r * 100 <= 3) or (up and 0.3 <= r / 100 <= 3)
    with np.errstate(divide="ignore", invalid="ignore"):
        power = np.log10(ratio)
    near = [np.abs(power - p) <= 0.5 for p in (4, -4, 8, -8)]
    off = np.fmin.reduce([np.abs(power - p) for p in (4, -4, 8, -8)])
    zh = np.select(near, ["1万", "1万", "1亿", "1亿"], "").astype(object)
    en = np.select(near, ["ten thousand", "ten thousand", "a hundred million", "a hundred million"], "").astype(object)
    none: Why = ("na.scope", np.isnan(ratio))
    liked = name_says(row_names(f), "units", "liked")
    bare = [
        a.low if t.base_unit == "%" and t.low is not None and t.low >= 50 and a.unit is None and a.low is not None and a.low > 1 else np.nan
        for t, a in zip(targets, actuals, strict=True)
    ]  # fmt: skip
    return {
        "perhaps_of_five": judged(np.array(bare, dtype=float), *filled_in(f), ("na.scope", ~liked)),
        "fraction_for_percent": flag(fraction, *filled_in(f), none),
        "magnitude_off": judged(off, *filled_in(f), none),
        "magnitude_zh": pd.Series(zh, dtype=object), "magnitude_en": pd.Series(en, dtype=object),
        "value_ratio": pd.Series(ratio),
    }  # fmt: skip


@derived("indicators", "unit_incomplete")
def _unit_incomplete(f: Frames) -> pd.Series:
    """The unit of the target that lacks its numerator (28.40/株)."""
    targets, _ = values_of(f)
    return text_column([v.unit if v.unit and v.unit.startswith("/") and len(v.unit) > 1 else None for v in targets])
