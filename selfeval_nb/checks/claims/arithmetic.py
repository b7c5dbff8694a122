"""Relations of arithmetic inside one sentence: two figures and their change, a plan and its adjustment, so many each and their sum, a share told in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from selfeval_nb.checks.book.template import number
from selfeval_nb.checks.claims.clauses import Statement
from selfeval_nb.checks.claims.collect import claims_of, passages
from selfeval_nb.checks.claims.link import Claim
from selfeval_nb.checks.claims.numbers import INF
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.rows import Rows, family, rows_of
from selfeval_nb.checks.claims.subjects import pieces
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import floats
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import clean, norm

WORDS = Words("claims", "arithmetic")

_LEAD = re.compile("[,，、：:;；]")


def _by_sentence(claims: list[Claim]) -> Iterator[list[Claim]]:
    """The claims of each sentence of each place."""
    found: dict[tuple[str, int], list[Claim]] = {}
    for c in claims:
        found.setdefault((c.place, c.said.sentence), []).append(c)
    yield from found.values()


def _direction(words: str) -> int:
    """1 for up, -1 for down by the last such word, 0 for none."""
    up, down = (max((m.end() for m in p.finditer(words)), default=0) for p in (WORDS.up, WORDS.down))
    return 0 if up == down else 1 if up > down else -1


def _near(s: Statement) -> str:
    """The words before a number in its own part of the clause."""
    return norm(_LEAD.split(s.before)[-1])


def _earlier(s: Statement, year: float) -> bool:
    words = _near(s)
    if WORDS.now.search(words) and not WORDS.surely_before.search(words[-8:]):
        return False
    m = WORDS.before.search(words)
    if WORDS.verb.search(words):
        return False  # 比上年缩短14小时 is how much it changed
    return m is not None and not (
        not np.isnan(year) and f"{year:g}年" in words and not re.search("上年|去年|前", words)
    )


def changes(f: Frames) -> Iterator[Pair]:
    """``change``: two figures of one thing (上年28小时、18小时) and how much the text says that it rose or fell; ``trend``: the two figures and the row
    that is named after the change."""
    years = floats(f.frame("forms")["year"])
    rows = rows_of(f)
    for form, claims in enumerate(claims_of(f)):
        for group in _by_sentence(claims):
            for old in group:
                if not _figure(old.said) or not _earlier(old.said, years[form]):
                    continue
                new = _new(group, old.said, years[form])
                if new is None:
                    continue
                yield from _change(group, old, new)
                yield from _trend(rows, form, old, new)


def _figure(s: Statement) -> bool:
    return (
        s.kind != "day"
        and s.mode not in ("plan", "limit", "deducted")
        and not s.bound
        and s.exact > 0
        and not s.spelled
    )


def _new(group: list[Claim], old: Statement, year: float) -> Statement | None:
    """The figure of now beside an earlier one: the nearest of the same unit that is neither earlier nor a change nor a target."""
    mates = [
        c.said for c in group
        if c.said is not old and _figure(c.said) and family(c.said.base) == family(old.base) and abs(c.said.clause - old.clause) <= 1
        and not WORDS.target.search(_near(c.said)) and not _earlier(c.said, year)
        and not (WORDS.changed.search(_near(c.said)))
    ]  # fmt: skip
    mates.sort(
        key=lambda s: (
            abs(s.clause - old.clause),
            s.start > old.start and s.clause != old.clause,
            abs(s.start - old.start),
        )
    )
    return (
        mates[0]
        if mates
        and (
            len(mates) == 1
            or mates[0].clause == old.clause
            or abs(mates[0].clause - old.clause) < abs(mates[1].clause - old.clause)
            or mates[0].start < old.start
        )
        else None
    )


def _change(group: list[Claim], old: Claim, new: Statement) -> Iterator[Pair]:
    o = old.said
    first = min(o.start, new.start)
    told = [
        c.said for c in group
        if c.said.start > first and c.said is not o and c.said is not new and c.said.clause - max(o.clause, new.clause) <= 1 and WORDS.verb.search(_near(c.said) or norm(c.said.before))
        and (c.said.kind == "rate" or family(c.said.base) == family(o.base))
    ]  # fmt: skip
    others = [
        c.said
        for c in group
        if c.said.start > first and c.said not in (o, new) and family(c.said.base) == family(o.base) and o.base != "%"
    ]
    if len(others) > 1 and not any(x.kind == "rate" for x in told):
        return  # what was added and what was taken off: 年初3150人，新增210人，退出240人
    if told and any(
        _makes(c.said, o, told) for c in group if c.said is not o and family(c.said.base) == family(o.base)
    ):
        return  # another figure of the sentence is the one that it rose to
    for s in told[:1]:
        way = _direction(_near(s) or norm(s.before))
        if s.kind == "rate" and o.base == "%" and "百分点" not in s.text:
            continue  # points or percent: nobody knows
        if s.kind == "rate" and o.base != "%":
            due = (new.exact - o.exact) / o.exact * 100
            room = max(s.slack, 0.05) + 0.02 + 50 * (new.slack + o.slack) / o.exact
            line = f"({number(_printed(new), 4)}-{number(_printed(o), 4)})÷{number(_printed(o), 4)}={number(due, 2)}%"
        else:
            due = new.exact - o.exact
            room = s.slack + new.slack + o.slack + 1e-6 * o.exact
            line = f"{number(_printed(new), 4)}-{number(_printed(o), 4)}={number(_printed(new) - _printed(o), 4)}"
        said = s.exact * (way or (1 if due >= 0 else -1))
        yield _pair(
            old,
            f"“{_words(o)}”、“{_words(new)}”和“{_words(s)}”",
            f"“{o.text}”, “{new.text}” and “{s.text}”",
            said,
            due,
            room,
            line,
        )
    if not told:
        way = _between(group, o, new)
        if way:
            fits = (new.exact - o.exact) * way > 0 or (new.exact == o.exact and way == 0)
            line = f"{number(_printed(o), 4)}→{number(_printed(new), 4)}"
            yield _pair(
                old,
                f"“{_words(o)}”、“{_words(new)}”，而文字说{'上升' if way > 0 else '下降'}",
                f"“{o.text}” and “{new.text}”, told as {'up' if way > 0 else 'down'}",
                float(way),
                float(way if fits else -way),
                0.0,
                line,
            )


def _makes(x: Statement, old: Statement, told: list[Statement]) -> bool:
    """Whether a figure is the earlier one and what was told of the change."""
    gap = x.exact - old.exact
    room = x.slack + old.slack
    return any(_is_change(gap, old.exact, room, s) for s in told)


def _is_change(gap: float, old: float, room: float, s: Statement) -> bool:
    way = _direction(_near(s) or norm(s.before))
    if way and gap * way < 0:
        return False
    if s.kind != "rate":
        return abs(abs(gap) - s.exact) <= s.slack + room + 1e-6 * old
    return abs(abs(gap) / old * 100 - s.exact) <= max(s.slack, 0.05) + 0.02 + 50 * room / old


def _between(group: list[Claim], o: Statement, new: Statement) -> int:
    """The way that the words between two figures say: 较改造前的26勒克斯明显提高，达到24.6勒克斯."""
    later = new if new.start > o.start else o
    words = norm(later.before)
    if abs(new.clause - o.clause) == 1:
        words = norm((o if o.start < new.start else new).after) + words
    return 0 if WORDS.unmoved.search(words) else _direction(words)


def _pair(c: Claim, zh: str, en: str, said: float, due: float, room: float, line: str) -> Pair:
    return Pair(
        c.form, "change", c.place, f"{name_of(c.place)}写{zh}，按{line}", f"{name_of(c.place, 'en')} says {en}, which gives {line}",
        said, said, due - room, due + room, 0.8, c.row if c.own else -1, line,
    )  # fmt: skip


def _printed(s: Statement) -> float:
    m = re.match(r"[\d,]+(?:\.\d+)?", s.text)
    return float(m[0].replace(",", "")) if m else s.exact


def _words(s: Statement) -> str:
    return _near(s)[-8:] + s.text


def _trend(rows: Rows, form: int, old: Claim, new: Statement) -> Iterator[Pair]:
    """The row of a percentage of change that two figures are about (渔业资源量提高比例: 86公斤, 92.2公斤)."""
    o = old.said
    said = pieces(o.before) | pieces(new.before) | pieces(new.head) | pieces(o.head)
    for i in rows.members[form]:
        a, name = rows.actuals[i], rows.names[i]
        way = _direction(name)
        if a.base_unit != "%" or a.low is None or not way or a.operator is not None:
            continue
        core = pieces(re.sub(f"比例|幅度|{WORDS.up.pattern}|{WORDS.down.pattern}", " ", name))
        if len(core & said) < max(2, 0.6 * len(core)) or o.base == "%":
            continue
        due = (new.exact - o.exact) / o.exact * 100 * way
        room = 0.06 + (0.5 if a.low == round(a.low) else 0) + 50 * (new.slack + o.slack) / o.exact
        line = f"({number(_printed(new), 4)}-{number(_printed(o), 4)})÷{number(_printed(o), 4)}={number(due * way, 2)}%"
        yield Pair(
            form, "trend", old.place, f"{name_of(old.place)}写“{_words(o)}”、“{_words(new)}”，按{line}，第{rows.numbers[i]:g}项指标“{rows.shown[i]}”的完成值为“{clean(a.text)}”", f"{name_of(old.place, 'en')} says “{o.text}” and “{new.text}”, {line}; row {rows.numbers[i]:g} “{rows.shown[i]}” has “{clean(a.text)}”",
            a.low, a.low, due - room, due + room, 0.8, i, line,
        )  # fmt: skip


def each(f: Frames) -> Iterator[Pair]:
    """``each``: so many units, so many people or things each (4个站，每站20名), and the sum that the form tells of these."""
    for form, claims in enumerate(claims_of(f)):
        for c in claims:
            s = c.said
            m = WORDS.each.search(
                _near(s),
            )
            if (
                m is None
                or s.kind != "count"
                or s.bound
                or m[1] in ("月", "年", "季", "季度", "天", "日", "周", "人", "次", "半年")
            ):
                continue
            wholes = [
                x
                for x in claims
                if x.said.kind == "count"
                and x.said.exact > 1
                and x.said.mode not in ("each", "change", "compare")
                and (x.said.after.strip()[: len(m[1]) + 8].find(m[1]) >= 0 or m[1] in x.said.text)
            ]
            counts = {x.said.exact for x in wholes if abs(x.said.start - s.start) < 60 and x.place == c.place} or {
                x.said.exact for x in wholes
            }
            things = pieces(re.split("[,，。;；]", s.after)[0]) - pieces(m[1])
            sums = [
                x
                for x in claims
                if x.said is not s
                and family(x.said.base) == family(s.base)
                and x.said.mode != "each"
                and x.said.exact > s.exact
                and things & (x.said.subject | pieces(x.said.after[:8]))
            ]
            if len(counts) != 1 or len({x.said.exact for x in sums}) != 1:
                continue
            n, total = counts.pop(), sums[0].said
            due = n * s.exact
            yield Pair(
                form, "each", c.place, f"{name_of(c.place)}写“{_words(s)}”，{number(n)}×{number(s.exact)}={number(due)}，{name_of(sums[0].place)}写“{_words(total)}”", f"{name_of(c.place, 'en')} says “{s.text}” each of {number(n)}: {number(due)}; {name_of(sums[0].place, 'en')} says “{total.text}”",
                total.low, total.high, due, due, 0.7, -1, f"{number(n)}×{number(s.exact)}={number(due)}",
            )  # fmt: skip


def proportions(f: Frames) -> Iterator[Pair]:
    """``proportion``: a share told of a part (火灾占六成以上), and the part and its whole as the same text counts them."""
    for claims in claims_of(f):
        for group in _by_sentence(claims):
            for c in group:
                s = c.said
                if s.kind != "rate" or not WORDS.share.search(_near(s)):
                    continue
                subject = pieces(re.split("占", _near(s))[0])
                parts = [x for x in group if x.said.whole >= 0 and x.said.kind == "count" and x.said.subject & subject]
                if len(parts) != 1 or parts[0].said is s:
                    continue
                at = [x for x in claims if x.place == c.place]
                whole = at[parts[0].said.whole].said if parts[0].said.whole < len(at) else None
                if whole is None or not whole.exact:
                    continue
                due = parts[0].said.exact / whole.exact * 100
                room = max(s.slack, 0.5)
                low, high = s.low - room, s.high + room
                line = f"{parts[0].said.text}÷{whole.text}={number(due, 2)}%"
                yield Pair(
                    c.form, "proportion", c.place, f"{name_of(c.place)}写“{_words(s)}”，按{line}", f"{name_of(c.place, 'en')} says “{_words(s)}”, {line}", low, high if not s.bound else INF, due, due, 0.75, -1, line,
                )  # fmt: skip


def _moved(text: str, unit: str) -> list[tuple[int, str, str]]:
    """(1 or -1, number, words) of what a text says was added or taken away in a unit."""
    found = []
    for x in re.finditer(rf"(\d+(?:\.\d+)?){re.escape(unit)}", text):
        before = re.split(r"[,，。;；\d]", text[max(0, x.start() - 10) : x.start()])[-1]
        after = re.split(r"[,，。;；\d]", text[x.end() : x.end() + 20])[0]
        for words in (before, after):
            m = WORDS.less.search(words) or WORDS.more.search(words)
            if m is not None:
                found.append((-1 if WORDS.less.search(m[0]) else 1, x[1], before + x[0] + after))
                break
    return found


def adjustments(f: Frames) -> Iterator[Pair]:
    """``adjust``: a plan, what was taken from it or added, and what it was adjusted to (19条，调出2条，调整为16条)."""
    for form, place, _, text in passages(f):
        shown = norm(text)
        for m in WORDS.adjusted.finditer(shown) if "调" in shown or "为" in shown else ():
            sentence = shown[max(shown.rfind(x, 0, m.start()) for x in "。;\n") + 1 :]
            sentence = re.split("[。;\n]", sentence)[0]
            told = [x for x in _moved(sentence, m["u"]) if x[1] not in (m["a"], m["b"])]
            if len(told) != 1:
                continue
            sign, text_d, words = told[0]
            d = float(text_d)
            due = float(m["a"]) + sign * d
            line = f"{m['a']}{'+' if sign > 0 else '-'}{number(d, 4)}={number(due, 4)}"
            yield Pair(
                form, "adjust", place, f"{name_of(place)}写“{m['a']}{m['u']}调整为{m['b']}{m['u']}”和“{words[:24]}”，按{line}", f"{name_of(place, 'en')} says {m['a']} adjusted to {m['b']} and “{words[:24]}”: {line}", float(m["b"]), float(m["b"]), due - 1e-6, due + 1e-6, 0.8, -1, line,
            )  # fmt: skip
