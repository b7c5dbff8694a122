"""Dates, deadlines and periods as written in target and actual cells -> ISO dates, with what stays uncertain said."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from functools import lru_cache

from selfeval_nb.common.words import Words
from selfeval_nb.forms.values.numbers import NUMERAL_SIGN, parse_numeral

WORDS = Words("cells", "dates")

_D = rf"(?:[0-9]{{1,2}}|{NUMERAL_SIGN}{{1,3}})"
_Y = r"(?:(?:19|20)[0-9]{2}年度?|今年|当年|本年度?|次年|翌年|第二年|上年|去年)"
#: One point or stretch of time. ``part`` says which piece of the stretch, the rest of the text decides the rest.
_POINT = re.compile(
    rf"(?P<year>{_Y})?(?:的)?"
    rf"(?:(?P<month>{_D})月份?(?:(?P<day>{_D})[日号](?:[0-9]{{1,2}}[时点])?|(?P<part>[上中下]旬|月?底|月?末|月?初|中))?"
    rf"|第?(?P<quarter>[1-4一二三四])季度(?P<qpart>底|末|初)?"
    rf"|(?P<half>上半年|下半年)(?P<hpart>底|末)?"
    rf"|(?P<yearpart>年?底|年?末|年终|年初|年内|内|全年|年度内|年中)"
    rf"|(?P<iso>(?:19|20)[0-9]{{2}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}))?"
)
_ISO = re.compile(r"(?P<y>(?:19|20)[0-9]{2})[-/.](?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})日?")
#: A date as eight digits that are one (20231031): a month and a day that exist, no digit around them.
COMPACT = r"(?<![0-9.])(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9.])"
_COMPACT = re.compile(COMPACT)
_CLOCK = re.compile(r"[;T]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?$")  # as spreadsheets print a date
_ISO_MONTH = re.compile(r"(?P<y>(?:19|20)[0-9]{2})[-/](?P<m>1[0-2]|0?[1-9])(?![0-9])")
_RANGE = re.compile(
    rf"(?P<y1>{_Y})?(?P<m1>{_D})月?份?(?:(?P<d1>{_D})[日号])?(?:起|开始)?(?:-|~|至|到|—)"
    rf"(?P<y2>{_Y})?(?P<m2>{_D})月份?(?:(?P<d2>{_D})[日号]|(?P<end>底|末))?(?:止)?"
)
_WHOLE_YEAR = re.compile(rf"(?P<year>{_Y})?(?:全年|全年度|整年|1-12月份?|1月-12月|年度内)(?:度)?")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time: inclusive ISO dates (None when no year is known), what kind of statement it is and its doubts.

    kind: ``date`` (a day or month named), ``deadline`` (with 前, 底前, 以内 …), ``period`` (a stretch such as 1-12月, 全年).
    """

    kind: str
    low: str | None
    high: str | None
    year_implied: bool
    ambiguity: str = ""


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else parse_numeral(text)


def _year(text: str | None, form_year: int | None) -> tuple[int | None, bool]:
    """(year, whether it was implied rather than printed)."""
    if text is None:
        return form_year, True
    if text[:4].isdigit():
        return int(text[:4]), False
    shift = {"次年": 1, "翌年": 1, "第二年": 1, "上年": -1, "去年": -1}.get(text, 0)
    return (None if form_year is None else form_year + shift), True


def _iso(year: int | None, month: int, day: int) -> str | None:
    if year is None:
        return None
    return f"{year:04d}-{month:02d}-{min(day, calendar.monthrange(year, month)[1]):02d}"


def _valid(month: int | None, day: int | None = None) -> bool:
    return month is not None and 1 <= month <= 12 and (day is None or 1 <= day <= 31)


_NO_YEAR = "未写年份，表中也没有年度，无法定到某一年"


def _ranges(m: re.Match[str], form_year: int | None) -> Span | None:
    m1, m2 = _number(m["m1"]), _number(m["m2"])
    d1 = _number(m["d1"]) if m["d1"] else None
    d2 = _number(m["d2"]) if m["d2"] else None
    if not (_valid(m1, d1) and _valid(m2, d2)) or m1 is None or m2 is None:
        return None
    y1, implied = _year(m["y1"], form_year)
    y2 = _year(m["y2"], form_year)[0] if m["y2"] else y1
    doubt = "" if y1 else _NO_YEAR
    if y1 and y2 and (y2, m2) < (y1, m1):
        if m["y2"]:
            return None
        y2, doubt = y1 + 1, "起月晚于止月，按跨年理解"
    return Span("period", _iso(y1, m1, d1 or 1), _iso(y2, m2, d2 or 31), implied, doubt)


_PARTS = {"上": (1, 10), "中": (11, 20), "下": (21, 31)}


def _point(m: re.Match[str], form_year: int | None) -> tuple[str | None, str | None, bool, bool] | None:
    """(low, high, year implied, whether it is an end such as 月底) of one match of ``_POINT``, None when it is no date."""
    year, implied = _year(m["year"], form_year)
    if m["iso"]:
        return None  # handled by _ISO before
    if m["month"]:
        month = _number(m["month"])
        day = _number(m["day"]) if m["day"] else None
        if month is None or not _valid(month, day):
            return None
        if day:
            return _iso(year, month, day), _iso(year, month, day), implied, False
        part = (m["part"] or "").removeprefix("月")
        low, high = {"初": (1, 10), "底": (1, 31), "末": (1, 31), "中": (11, 20)}.get(
            part, _PARTS.get(part[:1], (1, 31))
        )
        return _iso(year, month, low), _iso(year, month, high), implied, part in ("底", "末")
    if m["quarter"]:
        q = "一二三四".find(m["quarter"]) + 1 or int(m["quarter"])
        return _iso(year, 3 * q - 2, 1), _iso(year, 3 * q, 31), implied, bool(m["qpart"])
    if m["half"]:
        first = m["half"] == "上半年"
        return _iso(year, 1 if first else 7, 1), _iso(year, 6 if first else 12, 31), implied, bool(m["hpart"])
    part = (m["yearpart"] or "").removeprefix("年")
    if part == "初":
        return _iso(year, 1, 1), _iso(year, 3, 31), implied, False
    if part == "中":
        return _iso(year, 6, 1), _iso(year, 7, 31), implied, False
    if (m["year"] and m["year"][0].isdigit()) or m["yearpart"]:  # a bare 上年 is a standard of comparison, not a date
        return _iso(year, 1, 1), _iso(year, 12, 31), implied, bool(part)
    return None


def _single(text: str, form_year: int | None) -> Span | None:
    latest = WORDS.latest.match(text) is not None
    body = WORDS.lead.sub("", text)
    if m := _COMPACT.match(body):
        body = f"{m[0][:4]}-{m[0][4:6]}-{m[0][6:]}{body[m.end() :]}"
    iso = _ISO.match(body) or _ISO_MONTH.match(body)
    if iso:
        y, month = int(iso["y"]), int(iso["m"])
        day = int(iso["d"]) if "d" in iso.re.groupindex else None
        if not _valid(month, day):
            return None
        low, high, implied, end = _iso(y, month, day or 1), _iso(y, month, day or 31), False, False
        rest, open_month = body[iso.end() :], day is None
    else:
        m = _POINT.match(body)
        if m is None or not m.end():
            return None
        point = _point(m, form_year)
        if point is None:
            return None
        (low, high, implied, end), rest = point, body[m.end() :]
        open_month = bool(m["month"] and not m["day"] and not m["part"])
    tail = WORDS.tail.match(rest)
    if tail is None:
        return None
    doubt = "" if low else _NO_YEAR
    if low and (day := _printed_day(body)) is not None and int(low[8:]) < day:
        doubt = f"{int(low[5:7])}月没有{day}日，按月底计，请核实"
    if open_month and tail["before"] in ("前", "之前", "以前"):
        doubt = doubt or f"“{text}”可指该月之前，也可指该月底之前，按月底计"
    deadline = latest or bool(tail["before"]) or end
    return Span("deadline" if deadline else "date", low, high, implied, doubt)


def _printed_day(body: str) -> int | None:
    """The day that a date prints, whether its month has it or not."""
    if iso := _ISO.match(body):
        return int(iso["d"])
    m = _POINT.match(body)
    return _number(m["day"]) if m is not None and m["day"] else None


@lru_cache(maxsize=16384)
def parse_date(text: str, form_year: int | None = None) -> Span | None:
    """A whole cell that says when (half width, no white space) -> Span; None when it says something else.

    The year is the printed one, else the form's (``year_implied``). 前 after a day or month end includes that day; after
    a bare month both readings are stated. ``10月`` is the whole month, so a check can compare its last day. A repeated
    deadline (每月10日前) is a period of the form's year with that said in ``ambiguity``.
    """
    if not text or len(text) > 40:
        return None
    if (
        WORDS.recurring.fullmatch(text)
        and re.search(r"[前内底末初日]", text)
        and not re.search(r"[0-9]+[次个场期份篇人%]", text)
    ):
        return Span("deadline", _iso(form_year, 1, 1), _iso(form_year, 12, 31), True, "周期性期限，没有单一的截止日")
    if m := _WHOLE_YEAR.fullmatch(text):
        year, implied = _year(m["year"], form_year)
        return Span("period", _iso(year, 1, 1), _iso(year, 12, 31), implied, "" if year else _NO_YEAR)
    body = WORDS.lead.sub("", _CLOCK.sub("", text))
    if (m := WORDS.iso_range.fullmatch(body)) and _valid(int(m["m1"])) and _valid(int(m["m2"])):
        low, high = _iso(int(m["y1"]), int(m["m1"]), 1), _iso(int(m["y2"]), int(m["m2"]), 31)
        return Span("period", low, high, False) if low and high and low <= high else None
    if m := _RANGE.match(body):
        tail = WORDS.tail.match(body[m.end() :])
        return _ranges(m, form_year) if tail else None
    return _single(_CLOCK.sub("", text), form_year)
