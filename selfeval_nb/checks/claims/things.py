"""Relations: one number given to two things, in two units, or to two objects of one event; and two causes of one shortfall."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from selfeval_nb.checks.claims.clauses import Statement
from selfeval_nb.checks.claims.collect import claims_of, passages
from selfeval_nb.checks.claims.link import Claim
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.rows import Rows, family, generic, rows_of
from selfeval_nb.checks.claims.subjects import likeness, pieces, telling
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import texts
from selfeval_nb.common.where import indicator
from selfeval_nb.common.words import Words, word_list
from selfeval_nb.forms.words.text import clean, norm

WORDS = Words("claims", "things")

_RESULT = ("result", "conclusion", "cause", "note")


def units(f: Frames) -> Iterator[Pair]:
    """``unit``: a text tells the number of the row that it is about in a unit that cannot count the same (3264户 and 3264人)."""
    rows = rows_of(f)
    for claims in claims_of(f):
        for c in claims:
            s = c.said
            if (
                c.own
                or c.role not in (*_RESULT, "plan")
                or s.kind != "count"
                or s.spelled
                or s.exact < 10
                or s.mode not in ("", "done", "plan", "each")
            ):
                continue
            side = rows.targets if c.role == "plan" else rows.actuals
            near = []
            for i in rows.members[c.form]:
                v = side[i]
                if (
                    v.low is None
                    or v.number is None
                    or v.date_high
                    or likeness(s.subject, rows.pieces[i]) < 0.75
                    or len(s.subject & rows.pieces[i]) < 2
                ):
                    continue
                near.append(i)
            if len(near) != 1:
                continue
            i, v = near[0], side[near[0]]
            printed = float(re.sub(r"[^\d.]", "", s.text) or 0)
            clash = (
                v.number == printed
                and family(v.base_unit) != family(s.base)
                and not generic(s.base)
                and not generic(v.base_unit or "")
                and v.base_unit != "%"
            )
            clash = clash and not {family(v.base_unit), family(s.base)} <= _PEOPLE
            yield Pair(
                c.form, "unit", c.place, f"{name_of(c.place)}写“{s.before.strip()[-10:]}{s.text}”，第{rows.numbers[i]:g}项指标“{rows.shown[i]}”为“{clean(v.text)}”，数相同而单位不同", f"{name_of(c.place, 'en')} says “{s.text}”, row {rows.numbers[i]:g} has “{clean(v.text)}”: one number, two units",
                1, 1, *((0, 0) if clash else (1, 1)), 0.75, i,
            )  # fmt: skip


_PEOPLE = {"人", "人次", "名", "户次", "例", "件", "项", "次"}


@lru_cache(maxsize=4)
def _groups() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(g) for g in word_list("claims")["exclusive"]["groups"])


@lru_cache(maxsize=65536)
def _marks(words: str) -> dict[int, str]:
    """Which word of each group of exclusive words a text holds, where it holds just one."""
    found = {}
    for k, group in enumerate(_groups()):
        held = [w for w in group if w in words]
        if len(held) == 1:
            found[k] = held[0]
    return found


def modifiers(f: Frames) -> Iterator[Pair]:
    """``modifier``: a text gives the number of a row to another of a group of exclusive words (县级 for 省级, 护理 for 生活)."""
    rows = rows_of(f)
    for claims in claims_of(f):
        for c in claims:
            s = c.said
            if (
                c.own
                or c.role not in (*_RESULT, "plan")
                or s.kind not in ("count", "rate")
                or s.whole >= 0
                or s.spelled
                or s.exact < 2
            ):
                continue
            side = rows.targets if c.role == "plan" else rows.actuals
            same = [
                i
                for i in rows.members[c.form]
                if side[i].low == s.exact and family(side[i].base_unit) == family(s.base)
            ]
            if len(same) != 1:
                continue
            i = same[0]
            said, own = _marks(_phrase(s)), _marks(rows.names[i])
            differ = [k for k in said if k in own and said[k] != own[k]]
            rest = len(pieces(_phrase(s)) & rows.pieces[i]) >= 2
            if not differ and not rest:
                continue
            clash = (
                bool(differ)
                and rest
                and not any(said[k] in rows.names[j] for k in differ for j in rows.members[c.form])
            )
            yield Pair(
                c.form, "modifier", c.place, f"{name_of(c.place)}写“{_phrase(s)[-14:]}”为{s.text}，第{rows.numbers[i]:g}项指标“{rows.shown[i]}”为“{clean(side[i].text)}”，所说的对象不同", f"{name_of(c.place, 'en')} gives {s.text} to “{_phrase(s)[-14:]}”, row {rows.numbers[i]:g} to “{rows.shown[i]}”",
                1, 1, *((0, 0) if clash else (1, 1)), 0.7, i,
            )  # fmt: skip


def _phrase(s: Statement) -> str:
    """The words that a number is about, as they stand."""
    return norm(re.split("[,，。;；]", s.before)[-1] + re.split("[,，。;；]", s.after)[0])


def objects(f: Frames) -> Iterator[Pair]:
    """``object``: two texts tell one thing with one number (6个项目未能排课) of two places or things of one kind (两个实训室)."""
    for claims in claims_of(f):
        bad = [
            c
            for c in claims
            if c.said.kind == "count"
            and c.role in (*_RESULT, "measure")
            and c.said.mode in ("missing", "")
            and c.said.exact > 0
        ]
        for k, a in enumerate(bad):
            for b in bad[k + 1 :]:
                if a.place == b.place or a.said.exact != b.said.exact or family(a.said.base) != family(b.said.base):
                    continue
                x, y = _event(a), _event(b)
                if len(x & y) < 2 or likeness(x, y) < 0.6:
                    continue
                one, two = _named(a), _named(b)
                clash = one != two and bool(one[0] and two[0]) and one[1] == two[1] and _apart(one[0], two[0])
                yield Pair(
                    a.form, "object", b.place if b.place.startswith("indicators") else a.place, f"{name_of(a.place)}说的是“{''.join(one)}”（{_told(a)}），{name_of(b.place)}说的是“{''.join(two)}”（{_told(b)}）", f"{name_of(a.place, 'en')} and {name_of(b.place, 'en')} tell “{a.said.text}” of two things",
                    1, 1, *((0, 0) if clash else (1, 1)), 0.7, a.row if a.own else b.row if b.own else -1,
                )  # fmt: skip


def _apart(a: str, b: str) -> bool:
    """Whether two names have nothing in common but their ends (工业机器人实训 and 智能仓储实训)."""
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    x, y = pieces(a), pieces(b)
    return len(x) > 0 and len(y) > 0 and not x & y and not (a in b or b in a)


def _event(c: Claim) -> frozenset[str]:
    return pieces(re.split("[,，。;；]", c.said.after)[0])


def _told(c: Claim) -> str:
    return c.said.text + re.split("[,，。;；]", c.said.after)[0][:10]


def _named(c: Claim) -> tuple[str, str]:
    """(name, kind) of the last place or thing named before a number, in its clause or the one before."""
    found = WORDS.object.findall(norm(c.said.head + "的" + c.said.before))
    return (found[-1][0].split("的")[-1], found[-1][1]) if found else ("", "")


def causes(f: Frames) -> Iterator[Pair]:
    """``cause``: the reason of a row and another text that both tell what is missing of it, with causes that have nothing in common."""
    rows = rows_of(f)
    reasons = texts(f.frame("indicators")["reason"])
    for form, place, role, text in passages(f):
        if role not in ("cause", "conclusion") or place == "whole_reason":
            continue
        for sentence in re.split("[。；;\n]", norm(text)):
            why = WORDS.why.search(sentence)
            if why is None:
                continue
            said = pieces(sentence)
            for i in _rows(rows, form, said):
                if not reasons[i] or not (rows.actuals[i].low is not None and rows.targets[i].low is not None):
                    continue
                gap = abs((rows.targets[i].low or 0) - (rows.actuals[i].low or 0))
                number = f"{gap:g}"
                reason = re.split("[；;。]", norm(reasons[i]))[0]
                if (
                    gap == 0
                    or not re.search(rf"(?<!\d){re.escape(number)}(?!\d)", sentence)
                    or not re.search(rf"(?<!\d){re.escape(number)}(?!\d)", reason)
                ):
                    continue
                common = {p for p in telling(why[1]) & telling(reason) if len(p) > 1} - rows.pieces[i]
                bare = {"人手", "资金", "经费", "天气", "疫情"}
                yield Pair(
                    form, "cause", indicator(f"{rows.numbers[i]:g}", "reason"), f"第{rows.numbers[i]:g}项指标“{rows.shown[i]}”的偏差原因写“{reason[:24]}”，{name_of(place)}写“{sentence[:24]}”，原因不同", f"the reason of row {rows.numbers[i]:g} says “{reason[:24]}”, {name_of(place, 'en')} “{sentence[:24]}”",
                    1, 1, *((1, 1) if common - bare else (0, 0)), 0.65, i,
                )  # fmt: skip


def _rows(rows: Rows, form: int, said: frozenset[str]) -> list[int]:
    """The rows that the words of a sentence are about."""
    return [i for i in rows.members[form] if len(said & rows.pieces[i]) >= 2 and likeness(said, rows.pieces[i]) >= 0.5]


_TITLE = re.compile(
    r"《([^《》]{4,40})》[(（]?(?P<who>[\u4e00-\u9fff]{2,8})[〔\[(](?P<year>20\d\d)[〕\])](?P<n>\d{1,4})号"
)


def documents(f: Frames) -> Iterator[Pair]:
    """``document``: one document (the same title) quoted with two numbers or years."""
    seen: dict[tuple[int, str], tuple[str, str]] = {}
    ind, at = f.frame("indicators"), f.form_index("indicators")
    numbers = ind["indicator_no"].tolist()
    said = [(form, place, text) for form, place, _, text in passages(f) if "号" in text]
    for column in ("reason", "target_text", "actual_text"):
        said += [(int(at[i]), indicator(numbers[i], column), t) for i, t in enumerate(texts(ind[column])) if "号" in t]
    for form, place, text in said:
        for m in _TITLE.finditer(norm(text)):
            key, value = (form, m[1]), (f"{m['who']}〔{m['year']}〕{m['n']}号", place)
            first = seen.setdefault(key, value)
            if first is value:
                continue
            same = first[0].endswith(f"〔{m['year']}〕{m['n']}号")
            yield Pair(
                form, "document", place, f"《{m[1][:20]}》在{name_of(first[1])}写{first[0]}，在{name_of(place)}写{value[0]}", f"“{m[1][:20]}” is quoted as {first[0]} and {value[0]}", 1, 1, *((1, 1) if same else (0, 0)), 0.75,
            )  # fmt: skip
