"""Numbers with units and dates in running text: where they stand, what they are in base units, how exact they are."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from functools import lru_cache

from selfeval_nb.common.words import Words, word_list
from selfeval_nb.forms.values.numbers import parse_numeral
from selfeval_nb.forms.values.units import base, known, leading_unit

WORDS = Words("claims", "numbers")

_ISO = re.compile(r"(?<!\d)(?P<y>20\d{2})[./-](?P<m>1[0-2]|0?[1-9])[./-](?P<d>3[01]|[12]\d|0?[1-9])(?!\d)")
_MULTIPLY = {"亿": 1e8, "千万": 1e7, "百万": 1e6, "万": 1e4, "千": 1e3, "百": 1e2}
INF = float("inf")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text: ``text[start:end]``; ``low``/``high`` what it admits in base units, ``exact`` its own value,
    ``slack`` half the unit of its last digit; ``base`` the base unit ('' for none); ``bound`` ``>=`` ``<=`` or ''."""

    start: int
    end: int
    text: str
    exact: float
    slack: float
    low: float
    high: float
    base: str
    bound: str
    spelled: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A date of a text: ISO bounds without year where none is printed (``year`` None); ``deadline`` where 前 or 内 follows."""

    start: int
    end: int
    text: str
    year: int | None
    month: int | None
    low: str  # MM-DD
    high: str
    deadline: bool


@lru_cache(maxsize=4)
def _not_counted() -> frozenset[str]:
    return frozenset(word_list("claims")["units"]["not_counted"])


@lru_cache(maxsize=32768)
def _unit(rest: str) -> str | None:
    """The unit that the text behind a number begins with."""
    if rest.startswith(("%", "％", "‰")):
        return rest[0]
    if rest.startswith("个百分点"):
        return "个百分点"
    unit = leading_unit(rest)
    if unit is None:
        return None
    unit = re.split(r"[、·]", unit)[0]
    if unit in _not_counted() or not known(unit):
        return next(
            (unit[:n] for n in range(len(unit) - 1, 0, -1) if known(unit[:n]) and unit[:n] not in _not_counted()), None
        )
    return unit


def _number(text: str, m: re.Match[str]) -> Number | None:
    spelled = not m["n"][0].isdigit()
    printed = parse_numeral(m["n"]) if spelled else float(m["n"].replace(",", ""))
    if printed is None:
        return None
    groups = m.groupdict()
    multiply = _MULTIPLY.get(groups.get("x") or "", 1.0)
    rest = text[m.end() : m.end() + 12]
    unit = _unit(rest)
    if unit is None and not spelled and multiply > 1 and rest[:1] == "元":
        unit = "元"
    if unit is None:
        return None
    end = m.end() + len(unit)
    after, before = text[end : end + 6], text[max(0, m.start() - 8) : m.start()]
    if unit not in ("%", "‰") and WORDS.no_unit.match(after):
        return None
    resolved = base(unit)
    name, factor = (resolved.base, resolved.factor) if resolved else (unit, 1.0)
    name = "%" if name == "百分点" else name
    scale = multiply * factor
    digits = m["n"].replace(",", "")
    places = len(digits.split(".")[1]) if "." in digits and not spelled else 0
    grown = unit.startswith(("万", "亿")) or multiply > 1
    slack = 0.5 * 10**-places * scale if grown or places else 0.0
    exact = float(f"{printed * scale:.12g}")
    low, high = exact - slack, exact + slack
    if groups.get("more") or groups.get("more2") or after.startswith(("余", "多")):
        high = exact * 1.2
    if WORDS.about_before.search(before) or WORDS.about_after.match(after):
        low, high = min(low, exact * 0.95), max(high, exact * 1.05)
    bound = ""
    if WORDS.least_before.search(before) or WORDS.least_after.match(after):
        bound = ">="
    elif WORDS.most_before.search(before) or WORDS.most_after.match(after):
        bound = "<="
    return Number(m.start(), end, text[m.start() : end], exact, slack, low, high, name, bound, spelled)


def _tenths(text: str, m: re.Match[str]) -> Number:
    """七成 is 70 %, 七成五 75 %; said so it is no more exact than half a tenth."""
    digits = "一二三四五六七八九"
    exact = (digits.index(m["a"]) + 1) * 10.0 + (
        5.0 if m["b"] == "半" else digits.index(m["b"]) + 1.0 if m["b"] else 0.0
    )
    slack = 1.0 if m["b"] else 5.0
    over = WORDS.least_after.match(text[m.end() :]) or text[m.end() :].startswith(("多", "余"))
    return Number(
        m.start(),
        m.end(),
        m[0],
        exact,
        slack,
        exact - slack,
        exact + (10.0 if over else slack),
        "%",
        ">=" if over else "",
        True,
    )


def _portion(text: str, m: re.Match[str]) -> Number | None:
    """三分之二, 百分之八十五, 一半 as percentages; 近, 约 and 过 before them widen them."""
    exact = 50.0 if m["half"] else None
    if m["p"]:
        exact = parse_numeral(m["p"])
    elif m["b"]:
        a, b = parse_numeral(m["a"]), parse_numeral(m["b"])
        exact = a / b * 100 if a and b else None
    if exact is None or exact > 100:
        return None
    slack = 0.5 if m["p"] else 2.0
    near = WORDS.nearly.search(text[max(0, m.start() - 2) : m.start()])
    over = re.search("超过?|过|逾", text[max(0, m.start() - 2) : m.start()]) or WORDS.least_after.match(text[m.end() :])
    low = exact - (8.0 if near else slack)
    return Number(
        m.start(), m.end(), m[0], exact, slack, low, 100.0 if over else exact + slack, "%", ">=" if over else "", True
    )


def _day(text: str, m: re.Match[str]) -> Day | None:
    groups = m.groupdict()
    if groups.get("yy"):
        if not groups.get("ypart"):
            return None
        low, high = (
            ("07-01", "12-31")
            if "下" in groups["ypart"]
            else ("01-01", "06-30")
            if "上" in groups["ypart"]
            else ("12-31", "12-31")
        )
        return Day(
            m.start(),
            m.end(),
            m[0],
            int(groups["yy"]),
            None,
            low,
            high,
            WORDS.deadline.match(text[m.end() :]) is not None,
        )
    month = int(m["m"])
    last = calendar.monthrange(int(m["y"]) if m["y"] else 2024, month)[1]
    first = 1
    if m["d"]:
        first = last = int(m["d"])
    elif groups.get("part"):
        part = groups["part"]
        first, last = (1, 10) if "上" in part or "初" in part else (11, 20) if "中" in part else (21, last)
    end = m.end()
    return Day(
        m.start(),
        end,
        m[0],
        int(m["y"]) if m["y"] else None,
        month,
        f"{month:02d}-{first:02d}",
        f"{month:02d}-{last:02d}",
        WORDS.deadline.match(text[end:]) is not None,
    )


@lru_cache(maxsize=65536)
def numbers_of(text: str) -> tuple[tuple[Number, ...], tuple[Day, ...]]:
    """The numbers with units and the dates of a text in half width (``nfkc``), in the order in which they stand."""
    days: list[Day] = []
    taken = bytearray(len(text))
    if any(c in text for c in "月年-./"):
        for pattern in (_ISO, WORDS.day):
            for m in pattern.finditer(text):
                if any(taken[m.start() : m.end()]) or (m.start() and text[m.start() - 1] in "0123456789.第个"):
                    continue
                day = _day(text, m)
                for i in range(m.start(), m.end()):
                    taken[i] = 1
                if day is not None:
                    days.append(day)
    found: list[Number] = []
    for pattern in (WORDS.number, WORDS.lettered, WORDS.spelled):
        for m in pattern.finditer(text):
            if any(taken[m.start() : m.end()]):
                continue
            number = _number(text, m)
            if number is not None:
                found.append(number)
                for i in range(number.start, number.end):
                    taken[i] = 1
    if "分之" in text or "半" in text:
        found += [n for m in WORDS.portion.finditer(text) if (n := _portion(text, m)) is not None]
    if "成" in text:
        found += [_tenths(text, m) for m in WORDS.tenths.finditer(text)]
    return tuple(sorted(found, key=lambda n: n.start)), tuple(sorted(days, key=lambda d: d.start))
