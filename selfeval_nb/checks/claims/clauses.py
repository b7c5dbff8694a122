"""A text -> its statements. The grammar of a clause: words, a number with its unit or a date, words; brackets and 其中 make parts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from selfeval_nb.checks.claims.numbers import INF, Day, Number, numbers_of
from selfeval_nb.checks.claims.rows import family
from selfeval_nb.checks.claims.subjects import pieces
from selfeval_nb.common.words import Words, pattern
from selfeval_nb.forms.words.text import nfkc

WORDS = Words("claims", "clauses")

_SENTENCE = re.compile(r"[。；;！!\n\r]")
_CLAUSE = re.compile(r"[，：:]|(?<!\d),|,(?!\d{3}(?!\d))|(?<=\D)、|、(?=\D)")
_BRACKET = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a text says.

    ``kind``: ``count`` ``rate`` ``money`` ``duration`` ``points`` ``day``. ``mode``: how it is said (``done`` ``plan`` ``todo`` ``missing`` ``excess``
    ``each`` ``change`` ``compare`` ``limit`` ``given`` ``deducted`` ``share``). ``low``/``high`` are in base units, ``exact`` the printed value; of a day
    ``low``/``high`` are ``None`` and ``day`` holds it. ``subject`` are the pieces of the words it is about, ``words`` these words.
    ``whole`` is the index of the statement that it is a part of, -1 for none; ``exhaustive`` whether its brackets claim to tell all parts.
    """

    kind: str
    mode: str
    text: str
    exact: float
    slack: float
    low: float
    high: float
    base: str
    bound: str
    before: str
    after: str
    subject: frozenset[str]
    sentence: int
    clause: int
    start: int
    end: int
    whole: int = -1
    exhaustive: bool = False
    spelled: bool = False
    day: Day | None = None
    head: str = ""  # the words of the clause before, which it may go on with
    bracket: int = -1  # where the bracket begins that it stands in


_MODES_BEFORE = ("each", "todo", "deducted", "change", "compare", "missing", "excess", "share", "plan", "limit", "done")


@lru_cache(maxsize=65536)
def _mode(before: str, after: str, kind: str) -> str:
    """How a number is said: the first mode whose words stand before it, or behind it."""
    if pattern("claims", "mode", "given_after").search(after):
        return "given"
    if pattern("claims", "mode", "from_before").search(before) and pattern("claims", "mode", "from_after").search(
        after
    ):
        return "compare"
    for name in _MODES_BEFORE:
        if name == "share" and kind != "rate":
            continue
        if pattern("claims", "mode", f"{name}_before").search(before):
            return name
        if name in ("each", "change", "missing", "plan") and pattern("claims", "mode", f"{name}_after").search(after):
            return name
    return ""


def _kind(number: Number) -> str:
    if number.base == "元":
        return "money"
    if number.base == "%":
        return "rate"
    if number.base in ("天", "月", "工作日"):
        return "duration"
    return "points" if number.base == "分" else "count"


def _clauses(text: str) -> list[tuple[int, int, int]]:
    """(sentence, start, end) of each clause; what stands in brackets does not divide."""
    masked = _BRACKET.sub(lambda m: "\x00" * len(m[0]), text)
    found, sentence, at = [], 0, 0
    for stop in [*(m.start() for m in _SENTENCE.finditer(masked)), len(masked)]:
        begin = at
        for m in _CLAUSE.finditer(masked, at, stop):
            found.append((sentence, begin, m.start()))
            begin = m.end()
        found.append((sentence, begin, stop))
        sentence, at = sentence + 1, stop + 1
    return [(s, a, b) for s, a, b in found if b > a]


_MEASURED = ("米", "平方米", "立方米", "千克", "%", "元", "天", "月", "")


def _subject(before: str, after: str, base: str, last: bool, head: str) -> frozenset[str]:
    """The pieces of the words that a number is about: those before it, and those that a counting word stands before (12条县乡道)."""
    own = pieces(before)
    if base == "day":  # 6月因系统切换: what happened stands behind
        return own | pieces(re.split(r"[。;；(\x00]", after, maxsplit=1)[0]) or pieces(head)
    if last or not own or base not in _MEASURED:
        own = own | pieces(WORDS.behind.split(after, maxsplit=1)[0])
    return own or pieces(head)


def _of(
    things: list[Number | Day], masked: str, sentence: int, clause: int, a: int, b: int, head: str, bracket: int = -1
) -> list[Statement]:
    """The statements of one clause."""
    things = [x for x in things if a <= x.start < b]
    found: list[Statement] = []
    begin = a
    for i, x in enumerate(things):
        end = things[i + 1].start if i + 1 < len(things) else b
        before = masked[begin : x.start].replace("\x00", "")
        after = masked[x.end : b if isinstance(x, Day) else end].replace("\x00", "")
        last = i + 1 == len(things)
        rest = (
            re.sub(r"\d+", "，", masked[x.end : b].replace("\x00", "").lstrip("），)")) if isinstance(x, Day) else after
        )
        subject = _subject(before, rest, "day" if isinstance(x, Day) else x.base, last, head)
        if found and pattern("claims", "mode", "goes_on").search(before):
            subject = found[-1].subject
        told: dict[str, Any] = {
            "text": x.text, "before": before, "after": after, "subject": subject, "sentence": sentence, "clause": clause,
            "start": x.start, "end": x.end, "head": head, "bracket": bracket,
        }  # fmt: skip
        if isinstance(x, Day):
            mode = _mode(before, after, "day")
            if x.deadline and mode in ("", "done"):
                mode = "deadline"
            found.append(Statement("day", mode, exact=0, slack=0, low=0, high=0, base="", bound="", day=x, **told))
        else:
            low, high = -INF if x.bound == "<=" else x.low, INF if x.bound == ">=" else x.high
            kind = _kind(x)
            mode = _mode(before, after, kind)
            if mode in ("", "done") and "每" in masked[a : x.start]:
                mode = "each"
            found.append(
                Statement(
                    kind,
                    mode,
                    exact=x.exact,
                    slack=x.slack,
                    low=low,
                    high=high,
                    base=x.base,
                    bound=x.bound,
                    spelled=x.spelled,
                    **told,
                )
            )
        begin = x.end
    return found


_STATES = ("each", "change", "compare", "given")


def same_unit(a: str, b: str) -> bool:
    """Whether two base units count alike, also where one says more of it (台 and 台(套))."""
    return a == b or (
        bool(a and b)
        and (a.split("(")[0].startswith(b.split("(")[0]) or b.split("(")[0].startswith(a.split("(")[0]))
        and "人次" not in (a, b)
    )


def _wholes(found: list[Statement], s: Statement, stop: int, brackets: list[tuple[int, int]]) -> list[int]:
    """The statements before ``stop`` that ``s`` may be a part of: same unit, same sentence, not in brackets themselves."""
    return [
        k
        for k, o in enumerate(found)
        if o.end <= stop
        and (same_unit(o.base, s.base) or family(o.base) == family(s.base))
        and o.sentence == s.sentence
        and o.mode not in _STATES
        and not any(x < o.start < y for x, y in brackets)
    ]


def _parts(found: list[Statement], text: str, brackets: list[tuple[int, int]]) -> list[Statement]:
    """Fill ``whole``: what stands in a bracket behind a number of the same unit, or behind 其中 in the same sentence."""
    out = list(found)
    for i, s in enumerate(found):
        if (
            s.kind not in ("count", "money")
            or s.mode not in ("", "done")
            or WORDS.balance.search(s.before)
            or WORDS.equals.search(s.before)
        ):
            continue
        bracket = next(((a, b) for a, b in brackets if a < s.start < b), None)
        if bracket is not None:
            wholes = _wholes(found, s, bracket[0], brackets)
            inner = WORDS.among.search(text, bracket[0], s.start)
            if inner is not None:  # (问卷500份，其中学生320份、教师150份): the whole stands in the bracket too
                mates = [
                    k
                    for k, o in enumerate(found)
                    if bracket[0] < o.start and o.end <= inner.start() and same_unit(o.base, s.base)
                ]
                stop = re.search("[,，;]", text[inner.end() : s.start])
                if mates:
                    if not stop:
                        out[i] = replace(s, whole=mates[-1], exhaustive=False)
                    continue
            if wholes and not re.search("[,;。]", text[found[wholes[-1]].end : bracket[0]]):
                said = WORDS.exhaustive.search(text[bracket[0] : s.start]) is not None
                out[i] = replace(s, whole=wholes[-1], exhaustive=said)
            continue
        among = [m for m in WORDS.among.finditer(text, 0, s.start) if not _SENTENCE.search(text, m.end(), s.start)]
        among = [m for m in among if not any(x < m.start() < y for x, y in brackets)]
        wholes = _wholes(found, s, among[-1].start(), brackets) if among else []
        if len(wholes) > 1 and among[-1][0].startswith("分别"):
            continue  # 经营户412份、消费者800份，满意分别为381份和736份: one of each, no parts
        if wholes:
            out[i] = replace(s, whole=wholes[-1], exhaustive=among[-1][0] != "其中")
    return out


#: The number of an item before a number of its own: 2．12处 are 12处.
_ITEM = re.compile(r"(^|[\n;；。])\s*(\d{1,2})[．](?=\d)")
#: A full stop before 其中: the sentence goes on.
_GOES_ON = re.compile(r"[。;](?=其中)")
_LISTED = re.compile(r"(^|[\n;。])(\d{1,2})\.(?=[\d\u4e00-\u9fff])")
_MAY_SPELL = "两二三四五六七八九十半"


def _numbered(text: str) -> str:
    """A text whose list numbers stand apart from the numbers behind them: 1.23个公园 are 23 where 2. follows."""
    items = {m[2] for m in _LISTED.finditer(text)}
    return _LISTED.sub(lambda m: m[1] + m[2] + "、", text) if {"1", "2"} <= items else text


@lru_cache(maxsize=32768)
def statements(text: str) -> tuple[Statement, ...]:
    """The statements with a number or a date that a text makes, in the order in which they stand."""
    if not text or not any(c.isdigit() or c in _MAY_SPELL for c in text):
        return ()
    shown = nfkc(_ITEM.sub(lambda m: m[1] + m[2] + "、", text))
    shown = _numbered(_GOES_ON.sub("，", shown))
    numbers, days = numbers_of(shown)
    things: list[Number | Day] = sorted([*numbers, *days], key=lambda x: x.start)
    if not things:
        return ()
    dated = {d.start: d.end for d in days}  # 国庆节前(9月30日)完成: a date alone in brackets belongs to its clause
    brackets = [(m.start(), m.end()) for m in _BRACKET.finditer(shown) if dated.get(m.start(1)) != m.end(1)]
    masked = shown
    for a, b in brackets:
        masked = masked[:a] + "\x00" * (b - a) + masked[b:]
    outer = [x for x in things if not any(a < x.start < b for a, b in brackets)]
    inner = [x for x in things if any(a < x.start < b for a, b in brackets)]
    found: list[Statement] = []
    head, last_sentence = "", -1
    for no, (sentence, a, b) in enumerate(_clauses(shown)):
        if sentence != last_sentence:
            head, last_sentence = "", sentence
        found += _of(outer, masked, sentence, no, a, b, head)
        for x, y in brackets:
            if a <= x < b:
                for m in re.finditer(r"[^、,;:]+", shown[x + 1 : y - 1]):
                    found += _of(inner, shown, sentence, no, x + 1 + m.start(), x + 1 + m.end(), "", x)
        head = re.sub(r"\d[\d.]*", "，", masked[a:b].replace("\x00", "")).strip("，") or head
    found.sort(key=lambda s: s.start)
    return tuple(_parts(found, shown, brackets))


def overlap(low: float, high: float, low2: float, high2: float) -> bool:
    """Whether two ranges have a number in common, as exactly as forms print them."""
    room = 1e-6 * max(1.0, abs(low) if abs(low) < INF else 0.0, abs(low2) if abs(low2) < INF else 0.0)
    return low <= high2 + room and low2 <= high + room
