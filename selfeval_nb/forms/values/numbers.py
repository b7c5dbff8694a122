"""Numbers as printed in amount, weight, score and rate cells. None of these functions raises on any text.

A blank, a dash, a slash and a unit that stands alone (``分``, ``万元``, ``%``) are no value: None. Zero is a value.
"""

from __future__ import annotations

import re
from functools import lru_cache

from selfeval_nb.forms.words.text import nfkc

#: A number with or without thousands separators; a sign only where no digit stands before it.
#: Longer runs of digits (account numbers, junk) are no number, so that every float is finite and exact enough.
NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,5}(?![0-9])(?:\.[0-9]{1,20})?|[0-9]{1,15}(?:\.[0-9]{1,20})?|\.[0-9]{1,20})"
#: Points as printed behind a label; a run of digits that is longer is none.
POINTS = r"[0-9]{1,6}(?:\.[0-9]{1,20})?"
_SIGNED = rf"[-+]?{NUMBER}"
_SPACE = re.compile("[\\s\u200b-\u200f\u2060\ufeff]+")
_MINUS = str.maketrans({"−": "-", "–": "-", "—": "-", "―": "-", "‐": "-", "‑": "-", "﹣": "-", "－": "-", "，": ","})
#: What follows a number as its unit; 2.政府性基金 is no amount but the second source.
_UNIT = r"[。.;,、:]*|(?![。.;,、:])[^0-9(]{1,6}?"
_AMOUNT = re.compile(rf"^[¥￥$]?(?P<n>{_SIGNED})(?P<unit>{_UNIT})(?:\(.*)?$", re.S)
_BRACKET_NEGATIVE = re.compile(rf"^\((?P<n>{NUMBER})\)$")
_SCORE = re.compile(rf"^(?P<n>{_SIGNED})(?:分|points?)?$", re.I)
#: Points with a remark behind them, 28.8分（暴雨停办6场）; a number alone in brackets is another value.
_REMARKED = re.compile(rf"^(?P<n>{_SIGNED})(?:分)?\((?=[^()]*[\u4e00-\u9fff])[^()]*\)$")
_RATE = re.compile(rf"^(?P<n>{_SIGNED})(?P<sign>%|‰|百分比|百分之)?$")
#: Above this a rate without a sign is read as percent (86.19 under 执行率(%)); up to it as a fraction (1 is 100 %).
RATE_IS_PERCENT_ABOVE = 1.5

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}
#: Chinese numerals without 万 and 亿, which are read as part of the unit (五万元 is 5 with 万元).
NUMERAL_SIGN = "[零〇一二两三四五六七八九十百千]"
NUMERAL = rf"{NUMERAL_SIGN}+"


def _plain(text: str | None) -> str:
    """Half width, dashes as minus, no white space: narrow columns break a number over lines (14,682,9⏎00.00)."""
    if not text:
        return ""
    text = nfkc(str(text)).translate(_MINUS)
    return _SPACE.sub("", text)


def to_float(number: str) -> float:
    """A match of ``NUMBER`` (with sign) as a float."""
    return float(number.replace(",", ""))


@lru_cache(maxsize=16384)
def parse_amount_unit(text: str | None) -> tuple[float | None, str | None]:
    """An amount cell -> (number as printed, unit printed with it or None).

    ``215,457.6`` -> (215457.6, None); ``5.8万`` -> (5.8, 万); ``854万(…400万元…)`` -> (854, 万); ``(3.2)`` is negative,
    as accountants write it; anything else -> (None, None).
    """
    s = _plain(text)
    if m := _BRACKET_NEGATIVE.match(s):
        return -to_float(m["n"]), None
    m = _AMOUNT.match(s)
    if m is None:
        return None, None
    unit = m["unit"].strip("。.;,、:")
    return to_float(m["n"]), unit or None


def parse_amount(text: str | None) -> float | None:
    """An amount cell -> the number as printed, no multiplier applied; None when there is none."""
    return parse_amount_unit(text)[0]


@lru_cache(maxsize=16384)
def parse_score(text: str | None) -> float | None:
    """A weight or score cell (``10``, ``10.00分``) -> points; None for a blank, a dash, a lone 分 and for words."""
    plain = _plain(text)
    m = _SCORE.match(plain.strip("()。")) or _REMARKED.match(plain)
    return None if m is None else to_float(m["n"])


def parse_weight(text: str | None) -> float | None:
    """A weight cell -> points; a weight printed as a share (``10%``) is as many points of 100."""
    points = parse_score(text)
    return points if points is not None else parse_score(_plain(text).removesuffix("%"))


_BOTH = re.compile(rf"^(?P<a>{POINTS})分?(?:[/|]|(?=\())\(?(?P<b>{POINTS})分?\)?$")


def both_points(label: str, text: str) -> tuple[str, str] | None:
    """(weight, score) as printed in one cell, 20/19.4 or 20(19.4), where ``label`` names both (分值/得分, 得分（分值）)."""
    m = _BOTH.match(_plain(text))
    places = None if m is None else points_named(label)
    if m is None or places is None:
        return None
    return (m["a"], m["b"]) if places[0] < places[1] else (m["b"], m["a"])


def points_named(label: str) -> tuple[int, int] | None:
    """Where a label names the weight and the score, None unless it names both (分值/得分)."""
    key = _plain(label)
    score = max(key.rfind("得分"), key.rfind("自评分"))
    weight = max(key.rfind(word) for word in ("分值", "权重", "标准分", "满分"))
    return (weight, score) if min(weight, score) >= 0 else None


@lru_cache(maxsize=16384)
def parse_rate(text: str | None) -> float | None:
    """A rate cell -> a fraction: ``86.19%`` is 0.8619, ``1`` and ``1.0`` are 1.0, ``0`` is 0.0, ``86.19`` is 0.8619.

    A number without a sign is percent above ``RATE_IS_PERCENT_ABOVE`` and a fraction up to it; the execution rate of a
    project does not reach 150 %, and none that was spent at all stays below 1.5 %.
    """
    m = _RATE.match(_plain(text).strip("()。"))
    if m is None:
        return None
    n = to_float(m["n"])
    if m["sign"] is None:
        n = n / 100 if abs(n) > RATE_IS_PERCENT_ABOVE else n
    else:
        n /= 1000 if m["sign"] == "‰" else 100
    return round(n, 10)


def parse_numeral(text: str) -> int | None:
    """A Chinese numeral up to thousands (``一百``, ``十五``, ``二〇二一``) -> int; None when it is not one."""
    if not text or re.fullmatch(NUMERAL, text) is None:
        return None
    if not any(c in _PLACES for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, 0
    for c in text:
        if c in _PLACES:
            total += (digit or 1) * _PLACES[c]
            digit = 0
        else:
            digit = _DIGITS[c]
    return total + digit
