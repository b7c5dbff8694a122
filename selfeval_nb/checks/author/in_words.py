"""A rule in a sentence, made from its expectation: what is compared with what, on which rows."""

from __future__ import annotations

import json
from typing import Any

from selfeval_nb.checks.book.rules import Rule
from selfeval_nb.checks.book.template import number
from selfeval_nb.checks.judging.evaluate import PARAMETER

GRAINS_ZH = {
    "forms": "每张表", "funds": "资金部分的每一行", "indicators": "每项指标", "amounts": "资金部分的每个金额", "levels": "每个一级指标",
}  # fmt: skip


def in_words(rule: Rule, parameters: dict[str, Any]) -> str:
    """``资金部分的每一行：`rate_gap` 不大于 0.005（口径 tolerance_rate），否则指出。``"""
    subject = GRAINS_ZH.get(rule.grain, f"`{rule.grain}` 的每一行")
    only = f"（只看 `{rule.only_column()}` 为真的）" if rule.only_column() else ""
    return f"{subject}{only}：{_comparison(rule, parameters)}，否则指出。"


def _comparison(rule: Rule, parameters: dict[str, Any]) -> str:
    k, kind = rule.kwargs, rule.type.removeprefix("expect_column_").removeprefix("values_to_")
    column = f"`{k.get('column', '')}`"

    def shown(key: str) -> str:
        return _value(k[key], parameters)

    if kind in ("be_between", "value_lengths_to_be_between"):
        low = (
            f"{'大于' if k.get('strict_min') else '不小于'} {shown('min_value')}"
            if k.get("min_value") is not None
            else ""
        )
        high = (
            f"{'小于' if k.get('strict_max') else '不大于'} {shown('max_value')}"
            if k.get("max_value") is not None
            else ""
        )
        return f"{column}{'的字数' if kind.startswith('value') else ''} " + "、".join(x for x in (low, high) if x)
    if kind == "be_in_set":
        return f"{column} 为 0（1 为有此情形）" if k["value_set"] == [0] else f"{column} 为 {shown('value_set')} 之一"
    words = {
        "not_be_in_set": lambda: f"{column} 不为 {shown('value_set')}",
        "be_null": lambda: f"{column} 为空（有内容即有此情形）",
        "not_be_null": lambda: f"{column} 不为空",
        "match_regex": lambda: f"{column} 符合 `{k['regex']}`",
        "not_match_regex": lambda: f"{column} 中没有 `{k['regex']}`",
        "be_unique": lambda: f"{column} 不重复",
        "pair_values_a_to_be_greater_than_b": lambda: (
            f"`{k['column_A']}` {'不小于' if k.get('or_equal') else '大于'} `{k['column_B']}`"
        ),
        "pair_values_to_be_equal": lambda: f"`{k['column_A']}` 等于 `{k['column_B']}`",
    }
    return words[kind]() if kind in words else f"`{rule.type}({json.dumps(k, ensure_ascii=False)})`"


def _value(value: Any, parameters: dict[str, Any]) -> str:
    if isinstance(value, dict) and PARAMETER in value:
        name = value[PARAMETER]
        return f"{_value(parameters.get(name), {})}（口径 {name}）"
    if isinstance(value, list):
        return "、".join(_value(v, {}) for v in value)
    return number(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)
