"""The readings of a value cell in their order: text -> Value without context (see ``values`` for what a check uses).

The order is the rule: nothing → template residue → done with its number → date → range → number with unit → fraction →
words → sentence with one number. Each reading is one small function; the words stand in ``value_words``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from selfeval_nb.common.words import Words
from selfeval_nb.forms.values import units
from selfeval_nb.forms.values import value_words as words
from selfeval_nb.forms.values.dates import COMPACT, Span, parse_date
from selfeval_nb.forms.values.numbers import NUMBER, NUMERAL, parse_numeral, to_float
from selfeval_nb.forms.values.value_model import QUALITATIVE, Value
from selfeval_nb.forms.words.text import nfkc

WORDS = Words("cells", "readings")

# ---- one spelling -------------------------------------------------------------------------------------------------

_SIGNS = str.maketrans(
    {
        "≧": "≥", "⩾": "≥", "≦": "≤", "⩽": "≤", "﹥": ">", "﹤": "<", "﹦": "=", "═": "=", "＝": "=", "⼆": "二",
        "﹪": "%", "％": "%", "～": "~", "〜": "~", "∼": "~", "˜": "~", "–": "-", "—": "-", "―": "-", "−": "-", "‐": "-",
        "‑": "-", "─": "-", "﹣": "-", "➖": "-", "。": ".", "，": ",", "；": ";", "：": ":", "【": "(", "】": ")", "〔": "(",
        "〕": ")", "[": "(", "]": ")", "｛": "(", "｝": ")", "“": "", "”": "", '"': "", "「": "", "」": "",
    }
)  # fmt: skip
_ASCII_OPERATOR = re.compile(r"[><≥≤](?:\s*=)+|=[\s=]*[><≥≤](?:\s*=)*|=(?:\s*=)+")
_SPACE_IN_NUMBER = re.compile(r"(?<=[0-9])\s+(?=[0-9]{3}(?![0-9]))|(?<=[0-9])\s*,\s*(?=[0-9]{3}(?![0-9]))")
_BREAK_IN_NUMBER = re.compile(r"(?<=[0-9０-９.,])[ 　]*[\r\n]+[ 　]*(?=[0-9０-９.,])")
_SPACE_BETWEEN = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
# A cell that holds digits, single blanks between them, and at most a sign before and a unit behind: one number, set wide (1 26 场).
_ONE_NUMBER = re.compile(r"\s*[≥≤=><]?\s*[0-9]{1,2}(?: [0-9]{1,2}){1,3}(?:\.[0-9]{1,4})?\s*[^\s0-9;,.~/-]{0,6}\s*")
_SPACE = re.compile("[\\s\u200b-\u200f\u2060\ufeff\u00ad]+")


@lru_cache(maxsize=16384)
def canonical(text: str) -> str:
    """Half width, one sign per operator (≥ ≤ = > <), no white space; two numbers apart by space stay apart."""
    text = nfkc(_BREAK_IN_NUMBER.sub("", text).translate(_SIGNS)).translate(_SIGNS)
    text = _ASCII_OPERATOR.sub(
        lambda m: "≥" if ">" in m[0] or "≥" in m[0] else "≤" if "<" in m[0] or "≤" in m[0] else "=", text
    )
    text = _SPACE_IN_NUMBER.sub(lambda m: "," if "," in m[0] else "", text)
    if _ONE_NUMBER.fullmatch(text):
        text = _SPACE_BETWEEN.sub("", text)
    return nfkc(_SPACE.sub("", _SPACE_BETWEEN.sub(";", text)))  # again: marks that a space kept apart now join


# ---- operators ----------------------------------------------------------------------------------------------------

_PUNCTUATION = ".;,、:!?"


def prefix(text: str) -> tuple[str | None, str]:
    """The operator (printed sign or word) that ``text`` begins with, and the rest. Doubled ones (不低于≥) are one."""
    operator = None
    while m := words.operator("before").match(text):
        operator = operator or words.operators("before")[m[0]]
        text = text[m.end() :].lstrip(":")
    return operator, text


def suffix(text: str) -> tuple[str | None, str]:
    m = words.ending().search(text)
    return (None, text) if m is None else (words.operators("behind")[m[0]], text[: m.start()])


# ---- one number ---------------------------------------------------------------------------------------------------

_SIGNED = rf"[-+]?{NUMBER}"
_NUMBERS = re.compile(rf"(?<![A-Za-z0-9.]){NUMBER}")
_ABOUT = re.compile(r"左右|上下")
_HEAD = re.compile(rf"^(?P<n>{_SIGNED})(?P<rest>.*)$", re.S)
_CHINESE = re.compile(rf"^(?P<n>{NUMERAL})(?P<rest>.*)$", re.S)
_FRACTION = re.compile(r"^([0-9]{1,4})/([0-9]{1,4})$")
_TENTHS = re.compile(r"^(?P<n>[一二三四五六七八九])成(?P<half>[一二三四五六七八九半])?$")
_PERCENT_WORDS = re.compile(rf"^百分之(?P<n>{NUMBER}|{NUMERAL})$")
_NOTE = re.compile(r"^(?P<body>.*?)\((?P<note>[^()]*(?:\([^()]*\)[^()]*)*)\)$", re.S)
_UNIT_TEXT = re.compile(r"^[^0-9≥≤<>=();]{1,10}$")
_CLAUSE = re.compile(r"[,;。:!?]")


@dataclass(frozen=True, slots=True)
class _Number:
    number: float
    unit: str | None
    operator: str | None = None
    approximate: bool = False
    confidence: float = 1.0


def _unit(rest: str) -> tuple[str | None, bool, float] | None:
    """What stands behind a number -> (unit, approximate, confidence); None when it is not a unit."""
    approximate = False
    if m := WORDS.many.search(rest):
        approximate = True
        rest = rest[: m.end() - 1] + rest[m.end() :]
    if _ABOUT.search(rest):
        approximate = True
        rest = _ABOUT.sub("", rest)
    rest = rest.strip(_PUNCTUATION)
    if not rest:
        return None, approximate, 1.0
    if units.known(rest):
        return rest, approximate, 1.0
    cut = words.trailing_noise().sub("", rest)
    if cut != rest and (not cut or units.known(cut)):
        return cut or None, approximate, 0.9
    lead = units.leading_unit(rest)
    if lead is not None and _UNIT_TEXT.match(rest):
        return lead, approximate, 0.8
    if _UNIT_TEXT.match(rest) and len(rest) <= 6 and not words.has_verb(rest):
        return rest, approximate, 0.7
    return None


def _number(text: str, *, plain: bool = False) -> _Number | None:
    """A whole text that is one number with operator and unit; ``plain`` after the leading words were taken off."""
    operator, body = prefix(text)
    after, body = suffix(body)
    operator = after or operator  # 90%以上 decides over a leading =
    approximate = False
    if m := WORDS.approximate.match(body):
        approximate, body = True, body[m.end() :]
    if m := _PERCENT_WORDS.match(body):
        n = parse_numeral(m["n"]) if not m["n"][0].isdigit() else to_float(m["n"])
        return None if n is None else _Number(float(n), "%", operator, approximate)
    if m := _TENTHS.match(body):  # 九成五 is 95 %
        n, half = parse_numeral(m["n"]) or 0, 0.5 if m["half"] == "半" else (parse_numeral(m["half"] or "零") or 0) / 10
        return _Number(n + half, "成", operator, approximate)
    if m := _HEAD.match(body):
        value, rest = to_float(m["n"]), m["rest"]
    elif (m := _CHINESE.match(body)) and (n := parse_numeral(m["n"])) is not None:
        value, rest = float(n), m["rest"]
        # 一般, 一致, 十分满意 are words: a numeral counts only alone or before a unit that the table knows
        if (
            rest
            and suffix(rest)[1]
            and not units.known(rest)
            and not units.known(rest[1:] if rest[0] in "余多" else rest)
        ):
            return None
    else:
        if plain or not (m := words.leading_noise().match(body)):
            return None
        inner = _number(body[m.end() :], plain=True)
        if inner is None:
            return None
        return replace(
            inner,
            operator=inner.operator or operator,
            approximate=inner.approximate or approximate,
            confidence=min(0.9, inner.confidence),
        )
    if after is None and rest:
        after, rest = suffix(rest)
        operator = after or operator
    found = _unit(rest)
    if found is None:
        return None
    unit, about, confidence = found
    return _Number(value, unit, operator, approximate or about, confidence)


def _with_note(text: str) -> tuple[str, str]:
    """A trailing bracket taken off: (body, note). ``≥10(个)`` gets its unit back by the caller."""
    m = _NOTE.match(text)
    return (text, "") if m is None else (m["body"], m["note"])


# ---- readings -----------------------------------------------------------------------------------------------------

_RANGE = re.compile(rf"^(?P<a>{_SIGNED})(?P<u1>[^0-9\-~至到]{{0,4}}?)(?:-|~|至|到)(?P<b>{NUMBER})(?P<rest>[^0-9]*)$")
_BETWEEN = re.compile(rf"^(?P<a>{_SIGNED})(?P<u1>%)?[≤<][^0-9≤<]{{0,8}}[≤<](?P<b>{NUMBER})(?P<rest>[^0-9]*)$")
_PLUS_MINUS = re.compile(rf"^(?:±|\+-|\+/-|正负)(?P<n>{NUMBER})(?P<rest>[^0-9]*)$")
_OCR_EQUALS = re.compile(rf"^二(?P<rest>{NUMBER}.*)$")
_OCR_AT_LEAST = re.compile(r"^2(?P<rest>(?:[5-9][0-9]|100)(?:%|百分比))$")
_OCR_SIGN = re.compile(rf"^%=(?P<rest>{NUMBER}.*)$")


def _range(text: str) -> Value | None:
    operator, body = prefix(text)
    after, body = suffix(body)
    if m := _PLUS_MINUS.match(body):
        found = _unit(m["rest"])
        n = to_float(m["n"])
        if found is None:
            return None
        return Value("", text, "range", operator or after, n, found[0], low=-n, high=n, numbers=(-n, n))
    m = _RANGE.match(body) or _BETWEEN.match(body)
    if m is None:
        return None
    a, b, found = to_float(m["a"]), to_float(m["b"]), _unit(m["rest"])
    if found is None or a > b or (m["u1"] and m["u1"] != found[0] and not units.known(m["u1"])):
        return None
    return Value("", text, "range", operator or after, None, found[0] or m["u1"] or None, low=a, high=b, numbers=(a, b))


_SIGNED_MONTH = re.compile(r"^[≥≤=<>](?P<n>[0-9]{1,2})月$")


def _dated(text: str, year: int | None) -> Value | None:
    sign: str | None = None
    span: Span | None = None
    if not _MAY_BE_DATE.search(text):
        return None
    text = text.replace("(含)", "").replace("(含当日)", "")
    if text[0] in "≥≤<>=":
        sign, body = prefix(text)
        span = parse_date(body, year)
    else:  # a word operator of time (不晚于12月20日) is part of the date
        span = parse_date(text, year)
    if span is None:
        return None
    assumed = ("year:form",) if span.year_implied and span.low else ()
    if sign and (month := _SIGNED_MONTH.match(text)):  # ≤12月, as ≤20日: a number with a unit that may also be a date
        n = float(month["n"])
        return Value(
            "", text, "deadline", sign, n, "月", assumed=assumed, low=n, high=n, base_unit="月", date_low=span.low,
            date_high=span.high, ambiguity="“月”可指某月，也可指月数", numbers=(n,),
        )  # fmt: skip
    return Value(
        "", text, span.kind, sign, assumed=assumed,
        date_low=span.low, date_high=span.high, ambiguity=span.ambiguity,
    )  # fmt: skip


def _sentence(text: str) -> _Number | None:
    """The single number of a short sentence, with the operator word anywhere before it (§5.3: 至少全年完成2次宣传)."""
    if len(text) > 40:
        return None
    rest = WORDS.sentence_skip.sub(lambda m: "年" * len(m[0]), text)
    found = list(_NUMBERS.finditer(rest))
    if len(found) != 1:
        return None
    m = found[0]
    before, after = rest[: m.start()], rest[m.end() :]
    unit = units.leading_unit(after)
    if unit is None and after and suffix(after)[1]:
        return None
    hit = words.operator("behind").match(after[len(unit or "") :])
    operator = words.operators("behind")[hit[0]] if hit else None
    if operator is None:
        for found_word in words.operator("before").finditer(
            before
        ):  # 达 and 超 are parts of other words (下达) unless the number follows
            if len(found_word[0]) > 1 or not found_word[0].isalpha() or found_word.end() == len(before):
                operator = words.operators("before")[found_word[0]]
    return _Number(
        to_float(m[0]), unit, operator, bool(WORDS.approximate.search(before[-2:])), 0.6 if operator else 0.5
    )


def _words(text: str) -> Value:
    kind, grade = words.classify(text)
    return Value("", text, kind, QUALITATIVE, grade=grade)


def _suggest(text: str) -> str:
    if m := _OCR_EQUALS.match(text):
        return "=" + m["rest"]
    if m := _OCR_AT_LEAST.match(text):
        return "≥" + m["rest"]
    if m := _OCR_SIGN.match(text):
        return "≥" + m["rest"]
    return ""


def _fraction(text: str) -> Value | None:
    operator, body = prefix(text)
    m = _FRACTION.match(body)
    if m is None or not int(m[2]):
        return None
    a, b = float(m[1]), float(m[2])
    doubt = "按分数理解，也可能是“已完成/应完成”两个数"
    return Value(
        "", text, "number", operator, a / b, low=a / b, high=a / b, numbers=(a, b), confidence=0.6, ambiguity=doubt
    )  # fmt: skip


#: Nine cells of ten are a sign, a number and a known unit; reading these first only saves time.
_SIMPLE = re.compile(r"^(?P<op>[≥≤=><])?(?P<n>[0-9]{1,15}(?:\.[0-9]{1,20})?)(?P<unit>[^0-9年月日号季]{0,6})$")
_EIGHT_DIGITS = re.compile(COMPACT)
_MAY_BE_DATE = re.compile(rf"[年月日号季]|(?:19|20)[0-9]{{2}}[-/.]|{COMPACT}")


@lru_cache(maxsize=16384)
def read_value(text: str, year: int | None) -> Value:
    """What canonical ``text`` says by itself; the readings in their order."""
    m = _SIMPLE.match(text)
    if (
        m is not None
        and (not m["unit"] or units.known(m["unit"]))
        and not _OCR_AT_LEAST.match(text)
        and not _EIGHT_DIGITS.search(text)
    ):
        n = float(m["n"])
        sign = words.operators("before")[m["op"]] if m["op"] else None
        return Value("", text, "number", sign, n, m["unit"] or None, numbers=(n,))
    return _read(text, year)


_LONGEST = 2000  # characters; a value is short, and the patterns below take time with the square of the length


def _read(text: str, year: int | None) -> Value:
    if len(text) > _LONGEST:
        return Value("", text, "narrative", QUALITATIVE, confidence=0.5, ambiguity="文字过长，没有读取数值")
    text = text.rstrip(_PUNCTUATION) if len(text) > 1 else text
    if WORDS.none.match(text):
        return Value("", text, "none")
    if words.is_unit_alone(text):
        return Value("", text, "none", ambiguity="只有单位，没有数值")
    if words.is_placeholder(text):
        return Value("", text, "placeholder", prefix(text.lstrip("("))[0])
    if words.is_rating(text):
        return Value("", text, "level", QUALITATIVE)
    if (done := _done(text)) is not None:
        return done
    if (v := _dated(text, year)) is not None:
        return v
    body, note = _with_note(text)
    if note and body and (v := _dated(body, year)) is not None:
        return v
    for candidate in dict.fromkeys((text, body)):
        if candidate and (v := _range(candidate)) is not None:
            return v
    suggestion = _suggest(text)
    for candidate in dict.fromkeys((text, body)):
        if candidate and (n2 := _number(candidate)) is not None:
            return _numeric(text, n2, note if candidate is body else "", suggestion)
    if (fraction := _fraction(text)) is not None:
        return fraction
    if suggestion and (n3 := _number(suggestion)) is not None:
        printed = "=" if "=" in text else None
        return replace(
            _numeric(text, replace(n3, operator=printed), "", suggestion),
            confidence=0.5,
            ambiguity=f"疑为“{suggestion}”的识别错误",
        )
    inner = text[1:-1] if text[0] == "(" and text[-1] == ")" else ""
    if inner and (n4 := _number(inner)) is not None:
        return _numeric(text, n4, "", "")
    kind, _ = words.classify(text)
    if kind not in ("narrative", "status") and not any(c.isdigit() for c in text):
        return _words(text)
    if (n5 := _sentence(text)) is not None:
        return replace(_numeric(text, n5, "", ""), ambiguity="数值取自句中，请核实")
    several = tuple(to_float(m[0]) for m in _NUMBERS.finditer(text))[:20]
    if len(several) > 1:
        operator = prefix(text)[0] or QUALITATIVE
        return Value(
            "",
            text,
            "narrative",
            operator,
            numbers=several,
            ambiguity=f"含{len(several)}个数，不是单一数值",
            confidence=0.5,
        )
    return _words(text)


_PERCENT = re.compile(rf"(?P<n>{NUMBER}%)$")


def _done(text: str) -> Value | None:
    """已完成100%: a status word that carries its number."""
    done = WORDS.done.match(text)
    m = _PERCENT.match(text, done.end()) if done else None
    if m is None:
        return None
    n = to_float(m["n"][:-1])
    return Value(
        "", text, "status", None, n, "%", low=n, high=n, base_unit="%", unit_used="%", numbers=(n,), confidence=0.9
    )


def _numeric(text: str, n: _Number, note: str, suggestion: str) -> Value:
    unit = n.unit
    if unit is None and note and units.known(note):
        unit = note
    elif unit and note and units.known(f"{unit}({note})"):
        unit = f"{unit}({note})"
    doubt = (
        f"括号内另有说明：{note}"
        if note and unit != note and not words.is_harmless(note) and _NUMBERS.search(note)
        else ""
    )
    return Value(
        "", text, "number", n.operator, n.number, unit, approximate=n.approximate, confidence=n.confidence,
        numbers=(n.number,), suggestion=suggestion, ambiguity=doubt or (f"也可能是“{suggestion}”的识别错误" if suggestion else ""),
    )  # fmt: skip
