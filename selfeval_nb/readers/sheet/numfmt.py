"""Numbers as a spreadsheet displays them: Excel's number formats (ECMA-376 part 1, 18.8.30–31), Chinese date formats included."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

# Formats that a file names by number only. 14, 22 and 27–58 depend on the locale; these are the Chinese ones.
BUILTIN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "yyyy/m/d h:mm", 37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 5: '"¥"#,##0;"¥"-#,##0', 6: '"¥"#,##0;"¥"-#,##0',
    7: '"¥"#,##0.00;"¥"-#,##0.00', 8: '"¥"#,##0.00;"¥"-#,##0.00', 41: "#,##0;-#,##0;-", 42: '"¥"#,##0;"¥"-#,##0;"¥"-',
    43: "#,##0.00;-#,##0.00;-", 44: '"¥"#,##0.00;"¥"-#,##0.00;"¥"-',
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip

_TOKEN = re.compile(
    r'"([^"]*)"'  # 1 literal
    r"|[\\!](.)"  # 2 escaped character, by ! in Chinese Excel
    r"|_(.)"  # 3 a space as wide as a character
    r"|\*(.)"  # 4 fill
    r"|\[([^\]]*)\]"  # 5 colour, condition, currency, elapsed time
    r"|(General|G/通用格式)"  # 6
    r"|(AM/PM|A/P|上午/下午)"  # 7
    r"|(y+|m+|d+|h+|s+|e+(?![+-])|a{3,4}|b+)"  # 8 parts of a date
    r"|([0#?]|\.|,|%|E[+-]|/|@)"  # 9 parts of a number
    r"|(.)",  # 10 anything else is shown as it stands
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|=|<|>)\s*(-?\d+(?:\.\d*)?)\Z")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Digits enough for any format: decimal counts 28 and refuses to round to more.
_WIDE = Context(prec=1000)
_LONGEST = 255  # characters of a format code, the limit of Excel
_WEEKDAYS = "一二三四五六日"
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class _Section:
    tokens: tuple[tuple[str, str], ...]  # (kind, text): lit, date, half, num, general, elapsed
    condition: tuple[str, float] | None
    kind: str  # number, date, general, text, literal
    chinese: bool  # [DBNum1]


def is_date(fmt: str) -> bool:
    """Whether the format shows a date or time."""
    return any(s.kind == "date" for s in _sections(fmt))


def show(value: float, fmt: str, date1904: bool = False) -> str:
    """``value`` as a cell with the number format ``fmt`` displays it (colours and column width left out)."""
    if not math.isfinite(value):
        return general(value)
    sections = _sections(fmt)
    section, magnitude = _choose(sections, value)
    if section is None:
        return general(value)
    if section.kind == "date":
        return _date(value, section, date1904)
    if section.kind == "general":
        return "".join(general(magnitude) if kind == "general" else text for kind, text in section.tokens)
    if section.kind == "text":
        return "".join(general(value) if kind == "num" and text == "@" else text for kind, text in section.tokens)
    if section.kind == "literal":
        sign = "-" if magnitude < 0 and section.tokens else ""
        return sign + "".join(text for _, text in section.tokens)
    return _number(magnitude, section)


def show_text(value: str, fmt: str) -> str:
    """A text under a number format: only a text section changes it."""
    if "@" not in fmt or fmt == "@":
        return value
    sections = _sections(fmt)
    last = next((s for s in reversed(sections) if s.kind == "text"), None)
    if last is None or last.tokens.count(("num", "@")) > 8:  # nobody shows a text nine times in one cell
        return value
    return "".join(value if kind == "num" and text == "@" else text for kind, text in last.tokens)


def general(value: float) -> str:
    """A number without a format: fifteen significant digits at the most, ten decimals, no binary noise."""
    if not math.isfinite(value):  # what a program writes that has divided by zero
        return str(value)
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.15g}"
    exact = Decimal(text)
    if abs(exact) >= Decimal("1e-9") and abs(exact) < Decimal("1e15"):
        rounded = round(exact, 10) if -exact.as_tuple().exponent > 10 else exact  # type: ignore[operator]
        shown = f"{rounded:f}"
        return shown.rstrip("0").rstrip(".") if "." in shown else shown
    mantissa, _, exponent = f"{value:.5E}".partition("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E{int(exponent):+03d}"


def _choose(sections: tuple[_Section, ...], value: float) -> tuple[_Section | None, float]:
    """The section for a value, and the value it shows (its size only, where the section stands for the negative ones)."""
    numeric = [s for s in sections if s.kind != "text" or len(sections) == 1]
    if not numeric:
        return None, value
    if any(s.condition for s in numeric):
        for s in numeric:
            if s.condition is None or _holds(value, s.condition):
                negative = (
                    value < 0 and s.condition is not None and s.condition[0] in ("<", "<=") and s is not numeric[0]
                )
                return s, abs(value) if negative else value
        return None, value
    if value > 0 or len(numeric) == 1:
        return numeric[0], value
    if value < 0:
        return numeric[1], abs(value)
    return numeric[2] if len(numeric) > 2 else numeric[0], value


def _holds(value: float, condition: tuple[str, float]) -> bool:
    sign, limit = condition
    return {
        "<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit, "=": value == limit, "<>": value != limit,
    }[sign]  # fmt: skip


@lru_cache(maxsize=2000)
def _sections(fmt: str) -> tuple[_Section, ...]:
    parts: list[list[re.Match[str]]] = [[]]
    for m in _TOKEN.finditer(fmt[:_LONGEST]):
        if m.group(10) == ";":
            parts.append([])
        else:
            parts[-1].append(m)
    return tuple(_section(p) for p in parts[:4])


def _section(matches: list[re.Match[str]]) -> _Section:
    tokens: list[tuple[str, str]] = []
    condition = None
    chinese = False
    for m in matches:
        literal, escaped, space, _fill, bracket, gen, half, date, num, other = m.groups()
        if literal is not None:
            tokens.append(("lit", literal))
        elif escaped is not None:
            tokens.append(("lit", escaped))
        elif space is not None:
            tokens.append(("pad", " "))
        elif bracket is not None:
            c = _CONDITION.match(bracket)
            if c:
                condition = (c.group(1), float(c.group(2)))
            elif bracket.startswith("$"):
                tokens.append(("lit", bracket[1:].split("-")[0]))
            elif re.fullmatch(r"h+|m+|s+", bracket, re.IGNORECASE):
                tokens.append(("elapsed", bracket.lower()))
            elif bracket.upper() in ("DBNUM1", "DBNUM2"):
                chinese = True
        elif gen is not None:
            tokens.append(("general", gen))
        elif half is not None:
            tokens.append(("half", half))
        elif date is not None:
            tokens.append(("date", date.lower()))
        elif num is not None:
            tokens.append(("num", num.upper()))
        elif other is not None:
            tokens.append(("lit", other))
    kinds = {k for k, _ in tokens}
    if kinds & {"date", "half", "elapsed"}:
        kind = "date"
    elif "general" in kinds:
        kind = "general"
    elif ("num", "@") in tokens:
        kind = "text"
    elif any(k == "num" and t in "0#?" for k, t in tokens):
        kind = "number"
    else:
        kind = "literal"
    if kind == "number":  # padding that only aligns columns is not part of what is read
        tokens = [(k, "" if k == "pad" else t) for k, t in tokens]
    return _Section(tuple(("lit" if k == "pad" else k, t) for k, t in tokens), condition, kind, chinese)


def _number(value: float, section: _Section) -> str:
    tokens = section.tokens
    if ("num", "/") in tokens:  # a fraction: shown as a decimal number
        return general(value)
    percent = sum(1 for k, t in tokens if k == "num" and t == "%")
    exponent = next((i for i, (k, t) in enumerate(tokens) if k == "num" and t.startswith("E")), None)
    digits = [i for i, (k, t) in enumerate(tokens) if k == "num" and t in "0#?" and (exponent is None or i < exponent)]
    point = next(
        (i for i, (k, t) in enumerate(tokens) if k == "num" and t == "." and (exponent is None or i < exponent)), None
    )
    before = [i for i in digits if point is None or i < point]
    after = [i for i in digits if point is not None and i > point]
    last = before[-1] if before else -1
    commas = [i for i, (k, t) in enumerate(tokens) if k == "num" and t == ","]
    grouped = bool(before) and any(before[0] < i < last for i in commas)
    end = (after or before or [0])[-1]
    scale = sum(1 for i in commas if i > last and (i > end or point is None or i < point))
    exact = Decimal(f"{value:.15g}") * 100**percent / Decimal(1000) ** scale
    if exponent is not None:
        return _scientific(exact, tokens, before, after, exponent)
    if abs(exact) < Decimal("1e28"):
        exact = exact.quantize(Decimal(1).scaleb(-len(after)), ROUND_HALF_UP, _WIDE)
    sign = "-" if exact < 0 else ""
    whole, _, fraction = f"{abs(exact):f}".partition(".")
    whole = whole.lstrip("0")
    least = sum(1 for i in before if tokens[i][1] == "0")
    whole = whole.zfill(least)
    shown: list[str] = []
    # optional decimals that are zero are not shown
    keep = len(after)
    while keep and tokens[after[keep - 1]][1] == "#" and (keep > len(fraction) or fraction[keep - 1] == "0"):
        keep -= 1
    spread = _spread(whole, before, grouped)
    for i, (kind, text) in enumerate(tokens):
        if kind == "lit":
            shown.append(text)
        elif kind == "num":
            if i in spread:
                shown.append(spread[i])
            elif i == point:
                shown.append("." if keep or not after else "")
            elif i in after:
                at = after.index(i)
                shown.append(fraction[at] if at < keep and at < len(fraction) else "")
            elif text == "%":
                shown.append("%")
    return sign + "".join(shown)


def _spread(whole: str, places: list[int], grouped: bool) -> dict[int, str]:
    """The digits before the point, given to the places of the format from the right; the first place takes what is over."""
    out: dict[int, str] = {}
    rest = len(whole)
    for n, i in enumerate(reversed(places)):
        first = n == len(places) - 1
        start = 0 if first else max(0, rest - 1)
        piece = whole[start:rest]
        if grouped:
            piece = "".join(
                ch + ("," if (left := len(whole) - (start + j) - 1) and left % 3 == 0 else "")
                for j, ch in enumerate(piece)
            )
        out[i] = piece
        rest = start
    return out


def _scientific(
    exact: Decimal, tokens: tuple[tuple[str, str], ...], before: list[int], after: list[int], exponent: int
) -> str:
    width = max(1, len(before))
    power = exact.adjusted() if exact else 0
    power -= (power % width) if width > 1 else 0
    mantissa = exact.scaleb(-power).quantize(Decimal(1).scaleb(-len(after)), ROUND_HALF_UP, _WIDE)
    if abs(mantissa) >= 10**width:
        power += width
        mantissa = exact.scaleb(-power).quantize(Decimal(1).scaleb(-len(after)), ROUND_HALF_UP, _WIDE)
    digits = sum(1 for k, t in tokens[exponent + 1 :] if k == "num" and t in "0#?")
    sign = "-" if power < 0 else ("+" if tokens[exponent][1] == "E+" else "")
    return f"{mantissa:f}E{sign}{abs(power):0{digits}d}"


def _date(value: float, section: _Section, date1904: bool) -> str:
    tokens = section.tokens
    decimals = 0
    for i, (k, t) in enumerate(tokens):
        if (
            k == "num"
            and t == "."
            and i
            and tokens[i - 1] in (("date", "ss"), ("date", "s"), ("elapsed", "ss"), ("elapsed", "s"))
        ):
            decimals = sum(1 for kk, tt in tokens[i + 1 : i + 4] if kk == "num" and tt == "0")
    when = to_datetime(value, date1904, decimals)
    if when is None:
        return general(value)
    twelve = any(k == "half" for k, _ in tokens)
    minutes = _minutes(tokens)
    total = Decimal(f"{value:.15g}") * 86400
    total = total.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    out: list[str] = []
    in_fraction = False
    for i, (kind, text) in enumerate(tokens):
        if kind == "lit":
            out.append(text)
        elif kind == "half":
            afternoon = when.hour >= 12
            names = text.split("/")
            out.append(names[1] if afternoon else names[0])
        elif kind == "elapsed":
            amount = int(total // {"h": 3600, "m": 60, "s": 1}[text[0]])
            out.append(f"{amount:0{len(text)}d}")
        elif kind == "date":
            in_fraction = False
            out.append(_part(text, when, i in minutes, twelve, section.chinese))
        elif kind == "num":
            if text == "." and decimals and i and tokens[i - 1][1].startswith("s"):
                in_fraction = True
                out.append("." + f"{when.microsecond:06d}"[:decimals])
            elif in_fraction and text == "0":
                continue
            elif text not in ("@", "#", "?"):
                out.append(text)
    return "".join(out)


def _minutes(tokens: tuple[tuple[str, str], ...]) -> set[int]:
    """Places where m means minutes: behind hours or before seconds."""
    times = [(i, t) for i, (k, t) in enumerate(tokens) if k in ("date", "elapsed")]
    out = set()
    for n, (i, t) in enumerate(times):
        if t[0] == "m" and len(t) <= 2:
            behind = n > 0 and times[n - 1][1][0] == "h"
            ahead = n + 1 < len(times) and times[n + 1][1][0] == "s"
            if behind or ahead:
                out.add(i)
    return out


def _part(text: str, when: datetime, minute: bool, twelve: bool, chinese: bool) -> str:
    kind, n = text[0], len(text)
    if kind in "ye":
        year = f"{when.year:04d}" if n > 2 or kind == "e" else f"{when.year % 100:02d}"
        return "".join(_DIGITS[int(c)] for c in year) if chinese else year
    if kind == "b":
        return str(when.year + 543)
    if kind == "a":
        return ("星期" if n >= 4 else "") + _WEEKDAYS[when.weekday()]
    if kind == "m" and minute:
        number = when.minute
    elif kind == "m":
        if n == 3:
            return _MONTHS[when.month - 1]
        if n >= 4:
            return f"{_chinese(when.month)}月" if n == 4 else _MONTHS[when.month - 1][0]
        number = when.month
    elif kind == "d":
        if n >= 3:
            return "星期" + _WEEKDAYS[when.weekday()]
        number = when.day
    elif kind == "h":
        number = (when.hour % 12 or 12) if twelve else when.hour
    else:
        number = when.second
    if chinese:
        return _chinese(number)
    return f"{number:02d}" if n >= 2 else str(number)


def _chinese(number: int) -> str:
    if number < 10:
        return _DIGITS[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def to_datetime(value: float, date1904: bool = False, decimals: int = 0) -> datetime | None:
    """A spreadsheet's serial number as a date; None outside of the calendar. 29 February 1900 (serial 60) becomes 1 March."""
    if not -1 < value < 2_958_466:
        return None
    if value < 0:
        return None
    epoch = datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 30) if value >= 60 else datetime(1899, 12, 31)
    seconds = (Decimal(f"{value:.15g}") * 86400).quantize(Decimal(1).scaleb(-min(decimals, 3)), ROUND_HALF_UP)
    try:
        return epoch + timedelta(seconds=float(seconds))
    except OverflowError:
        return None
