"""The value grammar of targets and actuals (docs/values.md): text -> Value. Nothing is converted silently.

``readings`` says what a text means by itself; this module adds what the row says: the operator and unit columns, the
target's unit, the unit in the indicator's name, the direction of a number that prints none, base units.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from selfeval_nb.forms.values import units
from selfeval_nb.forms.values import value_words as words
from selfeval_nb.forms.values.readings import WORDS as READ
from selfeval_nb.forms.values.readings import canonical, prefix, read_value, suffix
from selfeval_nb.forms.values.value_model import QUALITATIVE, Value
from selfeval_nb.forms.words.text import clean

__all__ = ["QUALITATIVE", "Value", "parse_actual", "parse_target"]


_MULTIPLIERS = frozenset(("千", "万", "十万", "百万", "千万", "亿"))


def _effective_unit(value: Value, unit_cell: str, name: str, target: Value | None) -> tuple[str | None, str | None]:
    """(unit, where it was taken from): the cell, the unit column, the target, the name's bracket, a rate's name."""
    if value.unit:
        named = units.unit_of_name(name)
        if value.unit in _MULTIPLIERS:  # 100万 beside a name with （万元） is 100 万元, beside a target in 人 100 万人
            if named and (named.endswith("元") or named.startswith(value.unit)):
                return value.unit + named.lstrip("亿千百十万"), "unit:name"
            if target is not None and target.base_unit and "/" not in target.base_unit and target.base_unit != "%":
                return value.unit + target.base_unit, "unit:target"
        return value.unit, None
    if unit_cell:
        return unit_cell, "unit:column"
    if target is not None and target.unit_used:
        return target.unit_used, "unit:target"
    if named := units.unit_of_name(name):
        return named, "unit:name"
    if units.is_rate_name(name):
        return "%", "unit:rate-name"
    return None, None


def _kind(unit: str | None, money: bool) -> str:
    base = units.base(unit, money=money)
    if base is None:
        return "number"
    if base.base in ("%", "百分点"):
        return "percent"
    if base.money:
        return "money"
    return "duration" if base.base in ("天", "工作日", "月") else "number"


def _scaled(number: float | None, factor: float) -> float | None:
    """A number in base units, without the tail that binary factors leave (0.9‰ is 0.09 %)."""
    return None if number is None else float(f"{number * factor:.12g}")


def _settle(
    value: Value, raw: str, *, unit_cell: str, name: str, level2: str, target: Value | None, assume: bool
) -> Value:
    """The value as its row shows it: kind, base units, and for a target (``assume``) the direction."""
    money = words.is_cost(name, level2)
    assumed = list(value.assumed)
    unit, source = _effective_unit(value, unit_cell, name, target)
    if unit == "%" and source and value.kind == "number" and len(value.numbers) == 2:  # 93/100 beside ≥90% is 93 %
        value = replace(value, number=_scaled(value.number, 100))
    kind, doubt = value.kind, value.ambiguity
    low, high, base_unit = value.low, value.high, value.base_unit
    if kind in ("number", "range"):
        if source:
            assumed.append(f"{source} {unit}")
        base = units.base(unit, money=money)
        if kind == "number":
            kind = _kind(unit, money)
            low = high = value.number
        if base is not None:
            if base.base == "元" and unit in _MULTIPLIERS and not source:
                assumed.append(f"unit:money {unit}元")
            base_unit = base.base
            low, high = _scaled(low, base.factor), _scaled(high, base.factor)
        if unit == "日" and value.number is not None and 1 <= value.number <= 31:
            doubt = doubt or "“日”可指某月某日，也可指天数"
        if unit and unit.startswith("/"):
            doubt = doubt or f"单位“{unit}”不完整"
    return Value(
        raw,
        clean(raw),
        kind,
        value.operator,
        value.number,
        value.unit,
        _direction(value, kind, unit, name, level2, assumed) if assume else "=" if kind not in _NOTHING else None,
        tuple(assumed),
        low,
        high,
        base_unit,
        value.date_low,
        value.date_high,
        value.approximate,
        doubt,
        value.confidence,
        value.numbers,
        unit if value.number is not None or value.numbers else None,
        value.grade,
        value.suggestion,
    )


_NOTHING = ("none", "placeholder")


def _direction(value: Value, kind: str, unit: str | None, name: str, level2: str, assumed: list[str]) -> str | None:
    """The operator that a check may use; an assumed one is named in ``assumed``."""
    if value.operator and value.operator != QUALITATIVE:
        return value.operator
    if kind in ("deadline", "date", "period"):
        assumed.append("direction:deadline")
        return "<="
    if kind == "range":
        return "in"
    if kind not in ("number", "percent", "money", "duration"):
        return None
    if value.direction:  # 反向指标 in the 指标性质 column
        assumed.append("direction:column")
        return value.direction
    direction, why = words.direction_of(name, level2, kind, unit or "", value.number)
    assumed.append(f"direction:{why}")
    return direction


def _cell(text: str | None) -> str:
    """A unit or operator cell; a dash or 无 there is nothing."""
    s = canonical(text or "")
    return "" if READ.none.match(s) else s


@lru_cache(maxsize=8192)
def _target(text: str, name: str, operator_cell: str, unit_cell: str, level2: str, year: int | None) -> Value:
    sign, unit = operator_cell and _cell(operator_cell), unit_cell and _cell(unit_cell)
    value = read_value(canonical(text), year)
    if sign and value.kind not in ("none", "placeholder") and value.operator in (None, QUALITATIVE):
        operator, rest = prefix(sign)
        operator = operator or suffix(sign)[0]
        if operator and not rest and value.operator is None:
            value = replace(value, operator=operator)
        elif sign.startswith(("反向", "逆向", "负向")) and value.operator is None:
            value = replace(value, direction="<=")
    if value.kind in ("number", "range") and value.unit is None and unit and len(unit) <= 12:
        value = replace(value, unit=unit)
    return _settle(value, text, unit_cell=unit, name=name, level2=level2, target=None, assume=True)


def parse_target(
    text: str,
    *,
    name: str = "",
    operator_cell: str = "",
    unit_cell: str = "",
    level2: str = "",
    year: int | None = None,
) -> Value:
    """A target cell -> Value. ``operator_cell``/``unit_cell`` are the 指标性质 and 度量单位 columns where a form has them.

    Never raises. ``year`` is the form's, for dates that print none. ``direction`` is filled for every number: printed, or
    assumed from ``level2`` and ``name`` (cost, complaints, response time, error rates ≤; else ≥; deadlines ≤).
    """
    return _target(text or "", name or "", operator_cell or "", unit_cell or "", level2 or "", year)


@lru_cache(maxsize=8192)
def _actual(text: str, name: str, unit_cell: str, target: Value | None, level2: str, year: int | None) -> Value:
    unit = unit_cell and _cell(unit_cell)
    value = read_value(canonical(text), year)
    if target is not None and target.date_high is not None:
        value = _serial(value)
    if value.kind == "date" and "year:form" in value.assumed and target is not None:
        value = _late_year(value, target)
    return _settle(value, text, unit_cell=unit, name=name, level2=level2, target=target, assume=False)


_EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet
_SERIALS = range(40_179, 55_153)  # 2010 to 2050


def _serial(value: Value) -> Value:
    """A bare number beside a deadline that a spreadsheet would show as a date: the date, and that it is one by guess."""
    n = value.number
    if value.kind != "number" or value.unit or value.operator or n is None or n != int(n) or int(n) not in _SERIALS:
        return value
    day = (_EPOCH + timedelta(days=int(n))).isoformat()
    doubt = f"疑为日期序列号，按 {day} 理解，请核实"
    return replace(value, kind="date", date_low=day, date_high=day, ambiguity=doubt, confidence=0.5)


def _late_year(value: Value, target: Value) -> Value:
    """An actual date without a year that lies half a year before its deadline may be of the next year (D03)."""
    if value.date_low is None or target.date_high is None:
        return value
    months = int(target.date_high[5:7]) - int(value.date_low[5:7])
    if months < 6:
        return value
    y = int(value.date_low[:4])
    return replace(value, ambiguity=f"未写年份，可能是{y}年（早于期限），也可能是{y + 1}年（逾期）", confidence=0.5)


def parse_actual(
    text: str,
    *,
    name: str = "",
    unit_cell: str = "",
    target: Value | None = None,
    level2: str = "",
    year: int | None = None,
) -> Value:
    """An actual cell -> Value. Units are inherited from the column, the target or the name, and said in ``assumed``.

    A printed operator (≥266米) stays visible in ``operator`` and changes nothing else; ``direction`` is always ``=``.
    """
    return _actual(text or "", name or "", unit_cell or "", target, level2 or "", year)


def parse_pair(
    target_text: str,
    actual_text: str,
    *,
    adjusted: str = "",
    name: str = "",
    operator_cell: str = "",
    unit_cell: str = "",
    level2: str = "",
    year: int | None = None,
) -> tuple[Value, Value]:
    """Target and actual of one row. Where the form has an adjusted target (调整指标值), that is the one to be met."""
    target = parse_target(
        adjusted or target_text, name=name, operator_cell=operator_cell, unit_cell=unit_cell, level2=level2, year=year
    )
    return target, parse_actual(actual_text, name=name, unit_cell=unit_cell, target=target, level2=level2, year=year)
