"""Relations between the dates of texts and those of rows, and between unit costs, numbers and the money spent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import numpy as np

from selfeval_nb.checks.book.template import number
from selfeval_nb.checks.claims.clauses import Statement, same_unit
from selfeval_nb.checks.claims.collect import claims_of
from selfeval_nb.checks.claims.link import SURE
from selfeval_nb.checks.claims.money import funds_of
from selfeval_nb.checks.claims.numbers import INF
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.rows import Rows, family, rows_of
from selfeval_nb.checks.claims.subjects import likeness, telling
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import floats, texts
from selfeval_nb.common.where import indicator
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import clean, norm

WORDS = Words("claims", "days")


def _ordinal(year: int, monthday: str) -> float:
    month, day = (int(x) for x in monthday.split("-"))
    try:
        return float(date(year, month, min(day, 28) if month == 2 and day > 28 else day).toordinal())
    except ValueError:
        return float("nan")


def iso(text: str) -> float:
    return float(date.fromisoformat(text).toordinal())


def span(s: Statement, year: float) -> tuple[float, float] | None:
    day = s.day
    if day is None or (day.year is None and np.isnan(year)):
        return None
    at = day.year or int(year)
    low, high = _ordinal(at, day.low), _ordinal(at, day.high)
    return None if np.isnan(low) or np.isnan(high) else (low, high)


def days(f: Frames) -> Iterator[Pair]:
    """``day``: a date of a text (or of a reason) against the deadline or the date of the row that it is surely about."""
    rows = rows_of(f)
    years = floats(f.frame("forms")["year"])
    ind = f.frame("indicators")
    targets, actuals = texts(ind["target_text"]), texts(ind["actual_text"])
    for claims in claims_of(f):
        for c in claims:
            s = c.said
            if (
                s.kind != "day"
                or s.mode in ("todo", "compare", "missing")
                or c.row < 0
                or c.sure < SURE + 0.1 * (not c.own)
            ):
                continue
            if (
                c.role in ("measure", "name", "note")
                or (c.own and c.role != "cause")
                or not WORDS.end.search(norm(s.before + s.after))
            ):
                continue
            if re.search("起|开始|至|[-—~～]", s.after[:2]) or re.search("[至—~-]$|[月日年]到$", s.before):
                continue
            when = span(s, years[c.form])
            plan = c.role == "plan" or s.mode in ("plan", "deadline")
            value = (rows.targets if plan else rows.actuals)[c.row]
            if when is None or value.date_high is None or value.ambiguity:
                continue
            if c.own and s.day is not None and (s.day.year or 0) > years[c.form]:
                continue
            low = (
                -INF
                if value.date_low is None or (plan and value.kind == "deadline" and not s.day)
                else iso(value.date_low)
            )
            high = iso(value.date_high)
            due = (min(low, high), high)
            if plan:  # 7月底前 and 7月31日前 are one deadline
                due, when = (high - 1, high + 1), (when[1], when[1])
            no = f"{rows.numbers[c.row]:g}"
            cell = clean((targets if plan else actuals)[c.row])
            yield Pair(
                c.form, "day", c.place, f"{name_of(c.place)}写“{s.before.strip()[-10:]}{s.text}{s.after.strip()[:8]}”，第{no}项指标“{rows.shown[c.row]}”的{'指标值' if plan else '完成值'}为“{cell}”",
                f"{name_of(c.place, 'en')} says “{s.text}”, row {no} “{rows.shown[c.row]}” has “{cell}”", *when, *due, c.sure, c.row,
            )  # fmt: skip


def _priced(rows: Rows, i: int, k: int) -> bool:
    """Whether row ``k`` counts what row ``i`` gives the price of: names alike, or the thing named behind 单个 or 每."""
    thing = WORDS.of.match(norm(rows.names[i]))
    return likeness(rows.pieces[i], rows.pieces[k]) >= 0.5 or bool(thing and thing[1] in rows.names[k])


OTHER_POT = 3.0  # what comes to so many times the money spent is paid from elsewhere as well


def _told_of(f: Frames, form: int, total: float, room: float) -> bool:
    """Whether a text tells an amount just as large: it knows what all cost, and whose money it was."""
    return any(c.said.kind == "money" and abs(c.said.exact - total) <= room + c.said.slack for c in claims_of(f)[form])


def products(f: Frames) -> Iterator[Pair]:
    """``product``: what a unit costs times how many there are, against the money spent: more than that cannot have been paid."""
    rows, funds = rows_of(f), funds_of(f)
    for form, members in enumerate(rows.members):
        paid: list[tuple[int, float, str]] = []
        totals = [
            i for i in members
            if WORDS.whole_cost.search(rows.names[i]) and rows.actuals[i].base_unit == "元" and rows.actuals[i].low is not None
        ]  # fmt: skip
        if np.isnan(funds.executed[form]) or funds.executed[form] <= 0 or funds.odd[form]:
            continue
        for i in members:
            value = rows.actuals[i]
            base = value.base_unit or rows.targets[i].base_unit or ""
            if (
                value.low is None
                or WORDS.bound_price.search(rows.names[i])
                or not base.startswith("元")
                or not (WORDS.unit_cost.search(norm(rows.names[i])) or base.startswith("元/"))
            ):
                continue
            per, *further = base.partition("/")[2].split("·")
            months = 12.0 if "月" in further or (per == "" and "每月" in rows.names[i]) else 1.0
            mates = [
                k for k in members
                if k != i and rows.actuals[k].low is not None and (rows.actuals[k].base_unit or "") not in ("", "%", "元", "天", "月")
                and _priced(rows, i, k) and (not per or family(rows.actuals[k].base_unit) == family(per))
            ]  # fmt: skip
            if len(mates) != 1:
                continue
            count = rows.actuals[mates[0]]
            total = value.low * (count.low or 0.0) * months
            room = (value.low * 0.02 + 0.5) * (count.low or 0.0) * months
            unit = f.frame("forms")["money_unit"].iloc[form]
            shown, spent = number(total / funds.factor[form], 4), number(funds.executed[form] / funds.factor[form], 4)
            yield from _invested(f, form, i, mates[0], total, room)
            if per and WORDS.standard.search(rows.names[i]):
                paid.append((int(i), total, shown))
            line = f"{clean(value.text)}×{clean(count.text)}{'×12' if months > 1 else ''}={shown}{unit}"
            mate = [k for k in totals if likeness(rows.pieces[i], rows.pieces[k]) >= 0.3]
            if len(mate) == 1 and total < funds.executed[form] * 1.02:
                whole = rows.actuals[mate[0]].low or 0.0
                yield Pair(
                    form, "product", indicator(f"{rows.numbers[i]:g}", "actual_text"),
                    f"第{rows.numbers[i]:g}项“{rows.shown[i]}”{clean(value.text)}与第{rows.numbers[mates[0]]:g}项“{rows.shown[mates[0]]}”{clean(count.text)}相乘为{shown}{unit}，第{rows.numbers[mate[0]]:g}项“{rows.shown[mate[0]]}”为“{clean(rows.actuals[mate[0]].text)}”",
                    f"row {rows.numbers[i]:g} times row {rows.numbers[mates[0]]:g} is {shown}, row {rows.numbers[mate[0]]:g} says “{clean(rows.actuals[mate[0]].text)}”",
                    total - room, total + room, whole * 0.97, whole * 1.03, 0.7, int(i), line,
                )  # fmt: skip
                continue
            if total > OTHER_POT * funds.executed[form] or _told_of(f, form, total, room):
                continue  # paid from elsewhere as well
            yield Pair(
                form, "product", indicator(f"{rows.numbers[i]:g}", "actual_text"),
                f"第{rows.numbers[i]:g}项“{rows.shown[i]}”为“{clean(value.text)}”，第{rows.numbers[mates[0]]:g}项“{rows.shown[mates[0]]}”为“{clean(count.text)}”，相乘为{shown}{unit}，多于全年执行数{spent}{unit}",
                f"row {rows.numbers[i]:g} times row {rows.numbers[mates[0]]:g} is {shown}, more than was spent ({spent})",
                total - room, total + room, -INF, funds.executed[form] * 1.02, 0.7, int(i), line,
            )  # fmt: skip
        if len(paid) > 1:
            unit = f.frame("forms")["money_unit"].iloc[form]
            total = sum(x for _, x, _ in paid)
            shown, spent = number(total / funds.factor[form], 4), number(funds.executed[form] / funds.factor[form], 4)
            line = "+".join(x for *_, x in paid) + f"={shown}{unit}"
            yield Pair(
                form, "product", "form", f"按各项标准和人数计算共{line}，多于全年执行数{spent}{unit}", f"all standards times their numbers come to {shown}, more than was spent ({spent})",
                total * 0.99, total * 1.01, -INF, funds.executed[form] * 1.02, 0.7, -1, line,
            )  # fmt: skip


def _invested(f: Frames, form: int, i: int, k: int, total: float, room: float) -> Iterator[Pair]:
    """An amount that a text says was spent on what rows ``i`` (its price) and ``k`` (its number) count."""
    rows, funds = rows_of(f), funds_of(f)
    things = telling(rows.names[i]) & telling(rows.names[k])
    for c in claims_of(f)[form]:
        s = c.said
        if (
            c.own
            or c.role != "result"
            or s.kind != "money"
            or s.mode not in ("", "done")
            or s.whole >= 0
            or not things & s.subject
        ):
            continue
        if not WORDS.spent.search(s.before) or (abs(s.exact - funds.executed[form]) < 1 + s.slack):
            continue
        shown = number(total / funds.factor[form], 4)
        yield Pair(
            form, "product", c.place, f"{name_of(c.place)}写“{s.before.strip()[-10:]}{s.text}”，第{rows.numbers[i]:g}项“{rows.shown[i]}”{clean(rows.actuals[i].text)}乘以第{rows.numbers[k]:g}项{clean(rows.actuals[k].text)}为{shown}{f.frame('forms')['money_unit'].iloc[form]}",
            f"{name_of(c.place, 'en')} says “{s.text}”, row {rows.numbers[i]:g} times row {rows.numbers[k]:g} is {shown}", s.low, s.high, total - room - 0.03 * total, total + room + 0.03 * total, 0.65, int(i),
        )  # fmt: skip


def bases(f: Frames) -> Iterator[Pair]:
    """``base``: the whole that a rate in one row is taken of, and the row that counts it: 448台中435台 beside 更新设备412台."""
    rows = rows_of(f)
    for form, claims in enumerate(claims_of(f)):
        for c in claims:
            s = c.said
            if (
                not c.own
                or c.role != "result"
                or s.kind != "count"
                or s.bracket < 0
                or rows.actuals[c.row].base_unit != "%"
                or not s.after.startswith("中")
            ):
                continue
            mates = [
                k for k in rows.members[form]
                if k != c.row and rows.actuals[k].low is not None and same_unit(rows.actuals[k].base_unit or "", s.base) and telling(rows.names[k]) & telling(rows.names[c.row])
            ]  # fmt: skip
            if len(mates) != 1:
                continue
            k, value = mates[0], rows.actuals[mates[0]].low or 0.0
            yield Pair(
                form, "base", c.place, f"第{rows.numbers[c.row]:g}项“{rows.shown[c.row]}”以{s.text}为基数，第{rows.numbers[k]:g}项“{rows.shown[k]}”只有“{clean(rows.actuals[k].text)}”",
                f"row {rows.numbers[c.row]:g} takes its rate of {s.text}, row {rows.numbers[k]:g} “{rows.shown[k]}” has only “{clean(rows.actuals[k].text)}”", s.exact, s.exact, -INF, value, 0.7, c.row,
            )  # fmt: skip


def names(f: Frames) -> Iterator[Pair]:
    """``name``: a number in an indicator's name against its target (更新设备学校数（20所） and ≥18所)."""
    rows = rows_of(f)
    targets = texts(f.frame("indicators")["target_text"])
    for claims in claims_of(f):
        for c in claims:
            s = c.said
            if c.role != "name" or s.kind != "count" or s.spelled or s.mode not in ("", "done", "plan") or s.slack:
                continue
            value = rows.targets[c.row]
            if (
                value.low is None
                or family(value.base_unit) != family(s.base)
                or (value.high is not None and value.high != value.low)
            ):
                continue
            if WORDS.bounded.search(s.before[-3:] + s.after[:3]) or not s.base or WORDS.inner.match(s.after):
                continue
            no = f"{rows.numbers[c.row]:g}"
            yield Pair(
                c.form, "name", indicator(no, "target_text"), f"第{no}项指标名称“{rows.shown[c.row]}”写{s.text}，指标值为“{clean(targets[c.row])}”",
                f"the name of row {no} “{rows.shown[c.row]}” says {s.text}, its target is “{clean(targets[c.row])}”", s.low, s.high, value.low, value.low, 0.8, c.row,
            )  # fmt: skip


_DISCRETE = frozenset(
    [
        "人",
        "名",
        "户",
        "个",
        "台",
        "套",
        "台(套)",
        "座",
        "所",
        "家",
        "辆",
        "份",
        "件",
        "项",
        "次",
        "场",
        "期",
        "处",
        "条",
        "册",
        "本",
        "盏",
        "棵",
        "株",
        "头",
        "只",
        "篇",
        "村",
        "人次",
        "批",
        "批次",
        "栋",
        "幢",
        "部",
        "支",
        "艘",
        "口",
        "眼",
        "块",
        "张",
        "床",
    ]
)


def pieces_of_things(f: Frames) -> Iterator[Pair]:
    """``whole_number``: half a thing: 84.5处, 12.5人. Averages and multiples of ten thousand may have decimals."""
    rows = rows_of(f)
    for claims in claims_of(f):
        for c in claims:
            s = c.said
            if (
                s.kind != "count"
                or s.base not in _DISCRETE
                or s.mode in ("each", "change", "compare")
                or re.search("[万亿千百]", s.text)
                or "均" in s.before
                or c.role == "name"
            ):
                continue
            named = (
                c.row >= 0
                and family(rows.targets[c.row].base_unit) == family(s.base)
                and WORDS.each.search(rows.names[c.row])
            )
            part = s.exact % 1.0
            yield Pair(
                c.form, "whole_number", c.place, f"{name_of(c.place)}写“{s.before.strip()[-8:]}{s.text}”，件数不是整数", f"{name_of(c.place, 'en')} says “{s.text}”: no whole number", part, part, *((part, part) if named else (0.0, 0.0)), 0.75, c.row if c.own else -1,
            )  # fmt: skip
    ind, at = f.frame("indicators"), f.form_index("indicators")
    for i, value in enumerate(rows.actuals):
        if (
            value.kind != "number"
            or value.number is None
            or value.unit is None
            or value.base_unit not in _DISCRETE
            or value.unit != value.base_unit
            or len(value.text) > 12
        ):
            continue
        if WORDS.each.search(rows.names[i]) or (rows.targets[i].number or 0) % 1:
            continue
        yield Pair(
            int(at[i]), "whole_number", indicator(ind['indicator_no'].iloc[i], "actual_text"), f"第{rows.numbers[i]:g}项指标“{rows.shown[i]}”的完成值“{clean(value.text)}”不是整数", f"row {rows.numbers[i]:g}: “{clean(value.text)}” is no whole number",
            value.number % 1.0, value.number % 1.0, 0.0, 0.0, 0.75, i,
        )  # fmt: skip
