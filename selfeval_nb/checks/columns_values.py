"""Columns about the syntax of targets and actual values (rules V01–V22), and about dates (D02–D06)."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pandas as pd

from selfeval_nb.checks.base import blank, floats, map_texts, no_value, texts
from selfeval_nb.checks.registry import Frames, Judged, derived, judged
from selfeval_nb.checks.totals import values_of
from selfeval_nb.checks.word_lists import pattern, says, word_list
from selfeval_nb.forms import units
from selfeval_nb.forms.dates import parse_date
from selfeval_nb.forms.readings import canonical
from selfeval_nb.forms.text import norm
from selfeval_nb.forms.value_model import QUALITATIVE

NUMERIC = ("number", "percent", "money", "range", "duration")
WORDS = ("status", "boolean", "trend", "level", "compliance", "narrative")
_DATES = ("date", "deadline", "period")
_SENTENCE = 0.6  # confidence of a number that was taken out of a sentence
_NAN = np.nan
Why = tuple[str, np.ndarray]


def _kinds(f: Frames, side: str, kinds: tuple[str, ...]) -> np.ndarray:
    """Which targets or actuals (``side``) are of one of these kinds."""
    key = f"kinds:{side}"
    if key not in f.cache:
        f.cache[key] = pd.factorize(f.col("indicators", f"{side}_kind").to_numpy())
    codes, unique = f.cache[key]
    return np.array([k in kinds for k in unique], dtype=bool)[codes] if len(unique) else np.zeros(len(codes), bool)


def _zero(f: Frames) -> np.ndarray:
    """Which targets are 0."""
    return f.col("indicators", "target_low").to_numpy() == 0


def _names(f: Frames) -> np.ndarray:
    return texts(f.frame("indicators")["level3"])


def _said(names: np.ndarray, section: str, key: str) -> np.ndarray:
    return map_texts(names, lambda t: says(t, "values", section, key), bool)


def _text(values: list[str | None]) -> pd.Series:
    return pd.Series(values, dtype=object)


def _flag(mask: np.ndarray, *why: Why) -> Judged:
    return judged(pd.Series(np.asarray(mask, dtype=float)), *why)


def _filled(f: Frames) -> list[Why]:
    """Why a row has nothing to compare: no target, no actual value, or the placeholder of the template."""
    return [
        ("ne.target", _kinds(f, "target", ("none", "placeholder"))),
        ("ne.actual", _kinds(f, "actual", ("none", "placeholder"))),
    ]


@derived(
    "indicators",
    "target_said",
    "actual_said",
    "name_said",
    needs=["indicators.target_text", "indicators.actual_text", "indicators.level3"],
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
        "target_said": _text(list(whole)),
        "actual_said": _text([v.text for v in actuals]),
        "name_said": _text([n or "—" for n in _names(f)]),
    }


# ---- kinds: words against numbers -----------------------------------------------------------------------------------


@derived(
    "indicators", "number_for_words", "words_for_number", needs=["indicators.target_kind", "indicators.actual_kind"]
)
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
                and a.confidence > _SENTENCE
                and not done
                and not says(a.text, "values", "trend", "moving")
            )
        elif t.kind in NUMERIC and t.low is not None:
            none = t.low == 0 and says(a.text, "values", "kinds", "none")  # 0起 → 未发生
            words[i] = a.kind in WORDS and a.low is None and not a.numbers and not none
    filled = _filled(f)
    undone = f.col("indicators", "undone_words").to_numpy() != ""
    return {
        "number_for_words": _flag(bare, *filled, ("na.quantitative", ~words_of_target)),
        "words_for_number": _flag(
            words, *filled, ("na.qualitative", words_of_target), ("na.other_rule", words & undone)
        ),
    }


# ---- units ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _families() -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for i, family in enumerate(word_list("values")["units"]["same"]):
        for unit in family:
            found.setdefault(unit, set()).add(i)
    return found


_SHARES, _TIMES = {"%", "百分点"}, {"天", "工作日", "月"}


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
    "unit_differs",
    "unit_worded",
    "kind_of_value_differs",
    "target_unit_said",
    "actual_unit_said",
    needs=["indicators.target_base", "indicators.actual_base"],
)
def _units(f: Frames) -> dict[str, Judged | pd.Series]:
    """1 where the units of target and actual are of different things (% and 件), where they only use another counting word, and
    where one is a date and the other a number; and both units as printed or inherited."""
    targets, actuals = values_of(f)
    n = len(targets)
    relation, mixed = np.full(n, "", dtype=object), np.zeros(n, bool)
    for i, (t, a) in enumerate(zip(targets, actuals, strict=True)):
        if t.kind in NUMERIC and a.kind in NUMERIC and t.confidence > _SENTENCE and a.confidence > _SENTENCE:
            if a.unit and t.unit_used:
                relation[i] = unit_relation(t.base_unit or "", a.base_unit or "")
            else:
                relation[i] = "same"
        elif t.kind in NUMERIC and a.kind in ("date", "deadline"):
            mixed[i] = t.base_unit not in ("天", "工作日", "月", "%", None)
        elif t.kind in ("date", "deadline") and a.kind in NUMERIC and a.confidence > _SENTENCE:
            # 100% and days, months are ways of answering a deadline; a bare 20 may be the day
            mixed[i] = a.base_unit not in ("%", "天", "工作日", "月", None)
    filled = _filled(f)
    numbers: Why = ("na.qualitative", relation == "")
    return {
        "unit_differs": _flag(relation == "differ", *filled, numbers),
        "unit_worded": _flag(relation == "wording", *filled, numbers),
        "kind_of_value_differs": _flag(mixed, *filled, ("na.scope", ~mixed & (relation == ""))),
        "target_unit_said": _text([v.unit_used or v.unit or ("日期" if v.kind in _DATES else "") for v in targets]),
        "actual_unit_said": _text([v.unit_used or v.unit or ("日期" if v.kind in _DATES else "") for v in actuals]),
    }


@derived("indicators", "unit_missing", "operator_missing", needs=["indicators.target_kind"])
def _bare(f: Frames) -> dict[str, Judged]:
    """1 where a target is a number without any unit (in the cell, the unit column, the name or the actual value), and where it
    prints no operator."""
    targets, actuals = values_of(f)
    number = _kinds(f, "target", ("number", "percent", "money")) & np.fromiter(
        (v.confidence > _SENTENCE for v in targets), bool, len(targets)
    )
    unit = np.fromiter((bool(t.unit_used or a.unit) for t, a in zip(targets, actuals, strict=True)), bool, len(targets))
    zero = _zero(f)
    sign = np.fromiter((v.operator is not None for v in targets), bool, len(targets))
    filled = _filled(f)[:1]
    column = texts(f.frame("indicators")["operator_cell"]) != ""  # the layout has an operator column and others fill it
    asked = (f.sum_by_form("indicators", column) > 0)[f.form_index("indicators")] | bool(
        f.preset["values.operator_required"]
    )
    return {
        "unit_missing": _flag(number & ~unit, *filled, ("na.qualitative", ~number), ("na.scope", zero)),
        "operator_missing": _flag(number & ~sign, *filled, ("na.preset", ~asked), ("na.qualitative", ~number)),
    }


@derived(
    "indicators",
    "name_unit",
    "unit_against_name",
    "unit_against_name_where",
    "unit_part_of_name",
    "value_unit",
    needs=["indicators.level3", "indicators.target_base"],
)
def _name_unit(f: Frames) -> dict[str, Judged | pd.Series]:
    """The unit in the brackets of the name; 1 where the value prints one of another thing, with the value's cell; 1 where the
    name offers several units (块/本) and the value uses one of them."""
    targets, actuals = values_of(f)
    n = len(targets)
    named: list[str | None] = [units.unit_of_name(t) if t else None for t in _names(f)]
    other, part = np.zeros(n, bool), np.zeros(n, bool)
    where: list[str] = ["target_text"] * n
    used: list[str] = [""] * n
    for i, (u, t, a) in enumerate(zip(named, targets, actuals, strict=True)):
        if not u:
            continue
        value = t if t.unit and t.kind in NUMERIC else a if a.unit and a.kind in NUMERIC and t.kind in NUMERIC else None
        if value is None or value.confidence <= _SENTENCE:
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
        "name_unit": _text([u or "" for u in named]),
        "unit_against_name": _flag(other, no_name, nothing),
        "unit_part_of_name": _flag(part, no_name, nothing),
        "unit_against_name_where": _text(list(where)),
        "value_unit": _text(list(used)),
    }


@derived(
    "indicators",
    "fraction_for_percent",
    "magnitude",
    "magnitude_zh",
    "magnitude_en",
    "value_ratio",
    needs=["indicators.target_low", "indicators.actual_low"],
)
def _magnitudes(f: Frames) -> dict[str, Judged | pd.Series]:
    """1 where one side writes a percentage as a decimal (95% and 0.98); 1 where the sides differ by about ten thousand or a
    hundred million times, as 元 and 万元 do; and the ratio actual ÷ target in base units."""
    targets, actuals = values_of(f)
    n = len(targets)
    ratio = np.full(n, _NAN)
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
    far = np.logical_or.reduce(near)
    zh = np.select(near, ["1万", "1万", "1亿", "1亿"], "").astype(object)
    en = np.select(near, ["ten thousand", "ten thousand", "a hundred million", "a hundred million"], "").astype(object)
    none: Why = ("na.scope", np.isnan(ratio))
    return {
        "fraction_for_percent": _flag(fraction, *_filled(f), none),
        "magnitude": _flag(far, *_filled(f), none),
        "magnitude_zh": pd.Series(zh, dtype=object), "magnitude_en": pd.Series(en, dtype=object),
        "value_ratio": pd.Series(ratio),
    }  # fmt: skip


@derived("indicators", "unit_incomplete", needs=["indicators.target_text", "indicators.actual_text"])
def _unit_incomplete(f: Frames) -> pd.Series:
    """The unit of the target that lacks its numerator (28.40/株)."""
    targets, _ = values_of(f)
    return _text([v.unit if v.unit and v.unit.startswith("/") and len(v.unit) > 1 else None for v in targets])


# ---- operators --------------------------------------------------------------------------------------------------------


@derived(
    "indicators",
    "cost_at_least",
    "cost_perhaps_at_least",
    "many_at_most",
    needs=["indicators.printed_operator", "indicators.level3"],
)
def _directions(f: Frames) -> dict[str, Judged]:
    """1 where a cost, or a count of complaints or accidents, is printed as at least; 1 where that may be meant (a standard of
    subsidy); 1 where a quantity, rate or satisfaction that should be high is printed as at most."""
    targets, _ = values_of(f)
    names, n = _names(f), len(targets)
    level2 = f.col("indicators", "level2_kind").to_numpy()
    level1 = f.col("indicators", "level1_kind").to_numpy()
    sign = f.col("indicators", "printed_operator").to_numpy()
    up, down = np.isin(sign, [">=", ">"]), np.isin(sign, ["<=", "<"])
    numeric = _kinds(f, "target", NUMERIC)
    money = np.fromiter(((v.base_unit or "").startswith("元") for v in targets), bool, n)
    cost_name = _said(names, "direction", "cost_name")
    benefit = (level1 == "benefit") | (level2 == "benefit")
    cost = ((level2 == "cost") | (level1 == "cost") & (level2 == "")) & (money | cost_name) | money & cost_name & (
        level2 == ""
    ) & ~benefit
    cost &= ~_said(names, "direction", "cost_not")
    few = _said(names, "direction", "few") & ~_said(names, "direction", "few_not")
    doubt = cost & _said(names, "direction", "cost_doubt")
    rate = _said(names, "direction", "many") & ~_said(names, "direction", "many_not")
    flat = (level1 == "") & (level2 == "")  # a list without levels: the name alone tells
    count = (
        ((level2 == "quantity") | flat)
        & _said(names, "direction", "many_count")
        & ~_said(names, "direction", "many_count_not")
    )
    many = rate | (count & ~money) | ((level2 == "satisfaction") & ~_said(names, "direction", "many_not"))
    zero = _zero(f)
    why: list[Why] = [*_filled(f)[:1], ("na.qualitative", ~numeric)]
    return {
        "cost_at_least": _flag(up & ((cost & ~doubt) | few) & ~zero, *why, ("na.scope", ~(cost | few))),
        "cost_perhaps_at_least": _flag(up & doubt & ~zero, *why, ("na.scope", ~doubt)),
        "many_at_most": _flag(down & many & ~zero, *why, ("na.scope", ~many)),
    }


_SIGN = re.compile(r"^[≥≤><]")


@derived("indicators", "actual_operator", "vague_words", needs=["indicators.actual_text"])
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
    why = _filled(f)[1:]
    return {"actual_operator": judged(_text(signs), *why), "vague_words": judged(_text(words), *why)}


# ---- the text of a value ------------------------------------------------------------------------------------------------


@derived("indicators", "copied_words", needs=["indicators.target_text", "indicators.actual_text"])
def _copied(f: Frames) -> Judged:
    """1 where the actual value of a qualitative target repeats its words."""
    targets, actuals = values_of(f)
    words = _kinds(f, "target", ("status", "trend", "level", "compliance", "narrative"))
    same = np.fromiter(
        (norm(t.text) == norm(a.text) != "" for t, a in zip(targets, actuals, strict=True)), bool, len(targets)
    )
    return _flag(same, *_filled(f), ("na.quantitative", ~words))


_LIST = re.compile(r"^(?:各|分别|每(?:个|所|村|乡|镇|县))")


@derived("indicators", "several_numbers", "narrative_target", needs=["indicators.target_text"])
def _several(f: Frames) -> dict[str, Judged | pd.Series]:
    """The target text where it lists several numbers that are no range; and where it is a sentence that no rule can compare."""
    targets, _ = values_of(f)
    several: list[str | None] = []
    narrative: list[str | None] = []
    for v in targets:
        listed = v.kind not in (*_DATES, "range", "placeholder", "none") and (
            (v.kind == "narrative" and len(v.numbers) > 1 and len(norm(v.text)) < 20)
            or v.ambiguity.startswith("括号内")
            or (v.number is not None and _LIST.match(norm(v.text)) is not None)
        )
        several.append(v.text if listed else None)
        told = v.kind == "narrative" and not listed and (len(norm(v.text)) > 24 or any(c.isdigit() for c in v.text))
        narrative.append(v.text if told else None)
    why = _filled(f)[:1]
    return {"several_numbers": judged(_text(several), *why), "narrative_target": judged(_text(narrative), *why)}


_TARGET_IN_NAME = re.compile(
    r"(?:[≥≤><＞＜]=?|不低于|不少于|不超过|不高于|达到|至少|控制在)\s*\d+(?:\.\d+)?[^\d]{0,6}$|\d+(?:\.\d+)?(?:%|％|‰)(?:以上|以下|以内)?$|\d+(?:\.\d+)?(?:万|亿)?[个次人户家项台套本件份场亩公里米吨元天]{1,3}(?:以上|以下|以内)?$"
)


@derived("indicators", "target_in_name", needs=["indicators.level3", "indicators.target_text"])
def _in_name(f: Frames) -> Judged:
    """The name of an indicator that ends with a target (支付完成率100%) while the target cell is blank."""
    ind = f.frame("indicators")
    names = _names(f)
    hit = map_texts(names, lambda t: _TARGET_IN_NAME.search(norm(t).rstrip("。;；")) is not None, bool)
    adjusted = texts(ind["target_adjusted"]) if "target_adjusted" in ind else np.full(len(ind), "", dtype=object)
    empty = no_value(texts(ind["target_text"])) & no_value(adjusted)
    return judged(_text([n if h else None for n, h in zip(names, hit & empty, strict=True)]), ("na.scope", ~empty))


@derived("indicators", "rate_target", needs=["indicators.level3", "indicators.target_low"])
def _rate_target(f: Frames) -> Judged:
    """1 where a share of a whole (合格率, 覆盖率) has a target above 100 %, or at least 100 %."""
    targets, _ = values_of(f)
    names = _names(f)
    share = (_said(names, "rates", "whole") | _said(names, "rates", "rate")) & ~_said(names, "rates", "whole_not")
    percent = np.fromiter(
        (v.base_unit == "%" and v.low is not None and v.kind == "percent" for v in targets), bool, len(targets)
    )
    over = np.fromiter(
        (v.low is not None and (v.low > 100 + 1e-9 or (v.low == 100 and v.operator in (">=", ">"))) for v in targets), bool, len(targets),
    )  # fmt: skip
    return _flag(over & percent & share, *_filled(f)[:1], ("na.scope", ~(share & percent)))


@derived("indicators", "recognition_slip", needs=["indicators.target_text"])
def _slip(f: Frames) -> Judged:
    """How a target probably reads where a sign was recognised wrongly (二100 for =100, 290% for ≥90%)."""
    targets, _ = values_of(f)
    return judged(_text([v.suggestion or None for v in targets]), *_filled(f)[:1])


_ODD = re.compile("[﹦═≧≦⩾⩽﹥﹤﹪％＝＞＜０-９．＋－Ａ-Ｚａ-ｚ]")


@derived(
    "forms",
    "odd_signs",
    "odd_signs_count",
    "odd_signs_where",
    needs=["indicators.target_text", "indicators.actual_text", "indicators.operator_cell"],
)
def _odd_signs(f: Frames) -> dict[str, pd.Series]:
    """The unusual or full-width signs in targets and actual values (﹦ ═ ≧ １２), in how many cells, and the first of these cells."""
    ind = f.frame("indicators")
    at, numbers = f.form_index("indicators"), ind["indicator_no"].tolist()
    n = len(f.frame("forms"))
    signs: list[dict[str, None]] = [{} for _ in range(n)]
    where: list[str] = [""] * n
    count = np.zeros(n)
    columns = {name: texts(ind[name]) for name in ("target_text", "actual_text", "operator_cell")}
    hits = {
        name: map_texts(values, lambda t: "".join(dict.fromkeys(_ODD.findall(t)))) for name, values in columns.items()
    }
    some = np.logical_or.reduce([h != "" for h in hits.values()])
    for i in np.flatnonzero(some):
        form = at[i]
        for name, values in hits.items():
            if values[i]:
                signs[form].update(dict.fromkeys(values[i]))
                count[form] += 1
                where[form] = (
                    where[form] or f"indicators[{numbers[i]}].{'target_text' if name == 'operator_cell' else name}"
                )
    return {
        "odd_signs": _text(["".join(s) or None for s in signs]),
        "odd_signs_count": pd.Series(count),
        "odd_signs_where": _text([w or "form" for w in where]),
    }


@derived("forms", "targets_like_weights", "targets_sum", needs=["indicators.target_text", "indicators.weight"])
def _targets_like_weights(f: Frames) -> dict[str, Judged | pd.Series]:
    """How many rows print a bare number as target where every row does (at least 3 rows) and these are the weights: each equal
    to the row's own, or, where no weights are printed, adding up to the preset's total; and their sum."""
    targets, _ = values_of(f)
    weight = floats(f.frame("indicators")["weight"])
    number = np.array([_NAN if v.number is None else v.number for v in targets], dtype=float)
    plain = np.fromiter((v.unit in (None, "分") and v.operator in (None, "=") for v in targets), bool, len(targets))
    plain &= ~np.isnan(number)
    rows = f.col("forms", "n_indicators").to_numpy()
    same = f.sum_by_form("indicators", plain & (number == weight)) >= rows
    total = np.round(f.sum_by_form("indicators", number), 6)
    whole = np.isin(total, [f.preset["weights.total"], f.preset["weights.total"] - f.preset["execution.weight"]])
    sums = whole & (f.sum_by_form("indicators", plain) >= rows) & ~f.col("forms", "has_weights").to_numpy(dtype=bool)
    return {
        "targets_like_weights": judged(
            pd.Series(np.where(same | sums, rows, 0.0)), ("na.no_indicators", rows == 0), ("na.few", rows < 3)
        ),
        "targets_sum": pd.Series(total),
    }


@derived("indicators", "actual_none", needs=["indicators.actual_text", "indicators.weight"])
def _actual_none(f: Frames) -> Judged:
    """1 where the actual value of an indicator with a target is 无, a dash or a slash; of complaints and the like 无 is an answer."""
    ind = f.frame("indicators")
    actual, weight = texts(ind["actual_text"]), floats(ind["weight"])
    dash = no_value(actual) & ~blank(actual)
    none = map_texts(actual, lambda t: norm(t).rstrip("。") in ("无", "没有", "暂无", "未填", "不适用"), bool)
    targets, _ = values_of(f)
    zero = np.fromiter(
        (
            v.low == 0 or norm(v.text) in ("无", "没有", "不发生", "零") or v.kind in ("none", "placeholder")
            for v in targets
        ),
        bool,
        len(targets),
    )
    money = np.fromiter(
        ((v.base_unit or "").startswith("元") or v.kind == "duration" for v in targets), bool, len(targets)
    )
    low = np.isin(f.col("indicators", "direction").to_numpy(), ["<=", "<"]) & ~money
    few = _said(_names(f), "direction", "few") | (low & (f.col("indicators", "level2_kind").to_numpy() != "cost"))
    return _flag((dash | none) & ~(zero | (none & few)), ("na.scope", weight == 0), ("na.blank", blank(actual)))


@derived("indicators", "timeliness_without_time", needs=["indicators.level2_kind", "indicators.target_kind"])
def _timeliness(f: Frames) -> Judged:
    """1 where a 时效指标 has neither a date nor a duration, a rate or a word of time, in target or name."""
    targets, actuals = values_of(f)
    names = _names(f)
    row = f.col("indicators", "level2_kind").to_numpy() == "timeliness"
    timed = np.zeros(len(targets), bool)
    for i in np.flatnonzero(row):
        t, a = targets[i], actuals[i]
        timed[i] = (
            t.kind in (*_DATES, "duration", "percent", "none", "placeholder")
            or a.kind in (*_DATES, "duration")
            or t.base_unit in ("天", "工作日", "月", "%")
            or says(t.text, "values", "timeliness", "value")
        )
    return _flag(row & ~timed & ~_said(names, "timeliness", "name"), ("na.scope", ~row))


# ---- dates ----------------------------------------------------------------------------------------------------------


@derived("indicators", "due_after_year", "form_year", "due_said", needs=["indicators.target_text", "forms.year"])
def _due_after_year(f: Frames) -> dict[str, Judged | pd.Series]:
    """1 where the deadline of a target lies after 31 December of the form's year; the year, and the date."""
    targets, _ = values_of(f)
    year = floats(f.per_form("indicators", "year"))
    dated = np.fromiter(
        (v.kind in ("date", "deadline") and v.date_low is not None for v in targets), bool, len(targets)
    )
    late = np.zeros(len(targets), bool)
    for i in np.flatnonzero(dated & ~np.isnan(year)):
        late[i] = (targets[i].date_low or "") > f"{int(year[i])}-12-31"
    return {
        "due_after_year": _flag(late, ("na.no_deadline", ~dated), ("ne.year", np.isnan(year))),
        "form_year": pd.Series(year),
        "due_said": _text([v.date_high or "" for v in targets]),
    }


@derived(
    "indicators",
    "year_unclear",
    "day_unclear",
    "period_target",
    needs=["indicators.target_text", "indicators.actual_text"],
)
def _unclear_dates(f: Frames) -> dict[str, Judged | pd.Series]:
    """What is unclear about the year of an actual date; about a 20日 or 12月 that may be a day or a number of days; and the
    target that is a whole period (1-12月, 全年)."""
    targets, actuals = values_of(f)
    dated = _kinds(f, "target", _DATES)
    timed = dated | np.fromiter((v.unit in ("日", "月") for v in targets), bool, len(targets))
    return {
        "year_unclear": judged(_text([a.ambiguity if a.ambiguity.startswith("未写年份，可能") else None for a in actuals]), ("na.no_deadline", ~dated)),
        "day_unclear": judged(_text([t.ambiguity if t.ambiguity.startswith(("“日”", "“月”")) else None for t in targets]), ("na.no_deadline", ~timed)),
        "period_target": judged(_text([t.text if t.kind == "period" else None for t in targets]), ("na.no_deadline", ~dated)),
    }  # fmt: skip


@derived("forms", "filled_early", "fill_date_said", needs=["forms.fill_date", "forms.year"])
def _filled_early(f: Frames) -> dict[str, Judged | pd.Series]:
    """1 where the date of filling in lies before the end of the form's year; and that date."""
    forms = f.frame("forms")
    said = texts(forms["fill_date"]) if "fill_date" in forms else np.full(len(forms), "", dtype=object)
    year = floats(forms["year"])
    spans = [parse_date(canonical(str(t)), None) if t else None for t in said]
    high = [s.high if s is not None and s.kind == "date" and not s.year_implied else None for s in spans]
    early = np.zeros(len(forms), bool)
    for i, day in enumerate(high):
        early[i] = day is not None and not np.isnan(year[i]) and day <= f"{int(year[i])}-12-31"
    return {
        "filled_early": _flag(
            early, ("na.not_printed", said == ""), ("ne.date", np.fromiter((h is None for h in high), bool, len(high))), ("ne.year", np.isnan(year)),
        ),
        "fill_date_said": _text([str(t) for t in said]),
    }  # fmt: skip
