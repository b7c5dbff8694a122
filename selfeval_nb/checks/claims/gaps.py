"""Relations between a row and the reason given for it: size, sign, points, date and thing of the deviation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from selfeval_nb.checks.book.template import number
from selfeval_nb.checks.claims.clauses import Statement, overlap
from selfeval_nb.checks.claims.collect import claims_of, passages
from selfeval_nb.checks.claims.formula.differences import differences
from selfeval_nb.checks.claims.link import SURE, Claim, slip
from selfeval_nb.checks.claims.numbers import numbers_of
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.rows import Rows, rows_of, unit_fits
from selfeval_nb.checks.claims.stands import stands
from selfeval_nb.checks.claims.subjects import likeness, pieces, telling
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import floats, texts
from selfeval_nb.common.where import indicator
from selfeval_nb.common.words import Words
from selfeval_nb.forms.values.value_model import Value
from selfeval_nb.forms.words.text import clean, norm

WORDS = Words("claims", "gaps")

_EPS = 1e-6


def gaps(f: Frames) -> Iterator[Pair]:
    """``gap``: the numbers of a reason against its own row: how much is missing or more, how much was done or planned, at which share, how many
    points were taken off."""
    rows = rows_of(f)
    short = f.col("indicators", "fell_short").to_numpy()
    for claims in claims_of(f):
        groups: dict[tuple[str, int], list[Claim]] = {}
        for c in claims:
            if c.role == "measure" and not c.own and c.said.mode == "todo" and WORDS.rest.search(c.said.before):
                c = replace(c, said=replace(c.said, mode="missing"))  # 下一步将剩余的2场补上
            if c.role in ("cause", "measure") and not c.own and c.sure < SURE and c.said.mode == "missing":
                c = _only_short(rows, c, short)
            if (
                c.role in ("cause", "measure")
                and c.row >= 0
                and (c.own or (c.sure >= SURE and c.said.mode in ("missing", "excess")))
            ):
                groups.setdefault((c.place, c.row), []).append(c)
        for (_, row), group in groups.items():
            yield from _row(rows, row, group)
        yield from _again(rows, claims, short)
    yield from differences(f)
    yield from _signs(f, rows, short)


def _signs(f: Frames, rows: Rows, short: np.ndarray) -> Iterator[Pair]:
    """The reason of a row that fell short, which tells why more was done than planned."""
    at = f.form_index("indicators")
    for i, reason in enumerate(texts(f.frame("indicators")["reason"])):
        if not reason or short[i] != 1:
            continue
        told = [s for s in stands(re.split("[;；]", reason)[0]) if s.dimension == "compliance"]
        over = next((s for s in told if s.value == "over"), None)
        if over is None or any(s.value == "short" for s in told) or WORDS.fewer.search(norm(reason)):
            continue
        no, t, a = f"{rows.numbers[i]:g}", clean(rows.targets[i].text), clean(rows.actuals[i].text)
        yield Pair(
            int(at[i]), "gap", indicator(no, "reason"), f"第{no}项指标“{rows.shown[i]}”的偏差原因写“{over.clause[:24]}”，指标值“{t}”、完成值“{a}”，没有完成",
            f"the reason of row {no} “{rows.shown[i]}” says “{over.clause[:24]}”; with target “{t}” and actual value “{a}” it fell short", 1, 1, 0, 0, 0.75, i,
        )  # fmt: skip


def _again(rows: Rows, claims: list[Claim], short: np.ndarray) -> Iterator[Pair]:
    """What a further text says is missing of a row (3户未能建成), and what the row's own reason says in the same unit (13户)."""
    for c in claims:
        if c.own or c.role != "cause" or c.said.mode != "missing" or c.said.kind != "count":
            continue
        about = pieces(c.said.before + c.said.after)
        mine = [
            o.said for o in claims
            if o.own and o.role == "cause" and short[o.row] == 1 and o.said.base == c.said.base and o.said.sentence == 0 and len(about & rows.pieces[o.row]) >= 2
        ]  # fmt: skip
        if len({o.exact for o in mine}) != 1 or (rows.targets[c.row].base_unit == c.said.base and c.row >= 0):
            continue
        o = mine[0]
        yield Pair(
            c.form, "gap", c.place, f"{name_of(c.place)}写“{c.said.text}{c.said.after.strip()[:10]}”，偏差原因写“{o.text}{o.after.strip()[:10]}”", f"{name_of(c.place, 'en')} says “{c.said.text}” is missing, the reason of the row “{o.text}”", c.said.low, c.said.high, o.low, o.high, 0.7,
        )  # fmt: skip


def _only_short(rows: Rows, c: Claim, short: np.ndarray) -> Claim:
    """A statement of what is missing, linked to the only row of its form that fell short, counts alike and has a word in common with it."""
    found = [
        i for i in rows.members[c.form]
        if short[i] == 1 and unit_fits(c.said.base, rows.targets[i].base_unit or "") == 1.0 and c.said.subject & rows.pieces[i]
    ]  # fmt: skip
    return replace(c, row=found[0], sure=0.75) if len(found) == 1 else c


def _row(rows: Rows, row: int, group: list[Claim]) -> Iterator[Pair]:
    t, a = rows.targets[row], rows.actuals[row]
    form, place = group[0].form, group[0].place
    no, name = f"{rows.numbers[row]:g}", rows.shown[row]
    said: dict[str, list[Statement]] = {}
    for c in group:
        s = c.said
        if s.kind == "points" and s.mode == "deducted":
            said.setdefault("deducted", []).append(s)
        elif s.kind == "rate" and s.mode == "share" and t.base_unit != "%":
            said.setdefault("share", []).append(s)
        elif (
            s.mode == ""
            and s.kind == "count"
            and _sole(group, c)
            and ((_same(rows, c, t, a) and WORDS.lacks.search(norm(s.before + s.after))) or _swapped(s, t, a))
        ):
            said.setdefault("missing", []).append(s)
        elif t.base_unit == "元" and s.mode in ("missing", "plan"):
            continue  # what is not yet paid is no saving
        elif s.mode in ("missing", "excess", "plan", "done") and s.whole < 0 and not s.bound and _same(rows, c, t, a):
            said.setdefault(s.mode, []).append(s)
    for kind, statements in said.items():
        due = _due(kind, rows, row, t, a)
        if due is None:
            continue
        value, zh, en, line = due
        total = sum(s.exact for s in statements)
        fits = any(overlap(s.low, s.high, value, value) for s in statements) or abs(total - value) <= sum(
            s.slack for s in statements
        ) + _EPS * max(1.0, abs(value))
        if kind == "missing" and not fits:  # 12名离职，2名尚未招录
            every = [c.said.exact for c in group if c.said.sentence == 0 and _same(rows, c, t, a)]
            fits = any(abs(sum(every[:n]) - value) <= _EPS * max(1.0, value) for n in range(2, len(every) + 1))
        if (
            kind in ("missing", "excess")
            and not fits
            and t.low is not None
            and re.search("于[^,]{0,6}$", statements[0].before)
        ):
            fits = overlap(statements[0].low, statements[0].high, t.low, t.low)  # 低于目标90%: the target itself
        if kind == "share":
            fits = any(abs(s.exact - value) <= max(0.5, s.slack) + 0.01 for s in statements)
        if kind == "done" and not fits and (len(statements) > 1 or _later(group, statements[0])):
            continue
        s = statements[0]
        low, high = (value, value) if fits else (s.exact, s.exact)
        if not fits and kind in ("missing", "excess") and not group[0].own and _of_another(rows, form, row, s):
            continue
        if not fits and kind == "plan" and WORDS.later_goal.search(s.before):
            continue
        if kind in ("missing", "done", "plan") and not fits and _partial(kind, statements, value, a):
            continue
        if (
            kind == "missing"
            and s.mode == ""
            and (a.low is None or t.low is None or s.exact in (t.low, a.low) or value <= 0)
        ):
            continue  # a number that only may be what is missing
        yield Pair(
            form, "gap", place, f"第{no}项指标“{name}”的偏差原因写“{s.before.strip()[-8:]}{s.text}{'' if kind != 'missing' else s.after.strip()[:10]}”，{zh}",
            f"the reason of row {no} “{name}” says “{s.text}”, {en}", low, high, value, value, 0.85, row, line,
        )  # fmt: skip


def _swapped(s: Statement, t: Value, a: Value) -> bool:
    """Whether a number has the digits of what is missing in another order, in whatever unit (31户 for 13张)."""
    return (
        t.low is not None
        and a.low is not None
        and t.base_unit == a.base_unit
        and t.low > a.low
        and slip(s.exact, t.low - a.low)
    )


def _of_another(rows: Rows, form: int, row: int, s: Statement) -> bool:
    """Whether a number is just what another row of the form is short of, or is itself of another row."""
    for i in rows.members[form]:
        t, a = rows.targets[i], rows.actuals[i]
        if (
            i != row
            and t.low is not None
            and a.low is not None
            and overlap(s.low, s.high, abs(t.low - a.low), abs(t.low - a.low))
        ):
            return True
    return False


def _sole(group: list[Claim], c: Claim) -> bool:
    """Whether a number without a word of missing is the only one of its unit before the measure: then it is what the reason explains."""
    first = [x for x in group if x.said.sentence == c.said.sentence and x.said.base == c.said.base]
    return c.own and len(first) == 1 and c.said.sentence == 0 and c.said.whole < 0 and not c.said.bound


def _later(group: list[Claim], s: Statement) -> bool:
    """Whether a number done is one that was made up later."""
    return WORDS.later.search(s.before) is not None


def _partial(kind: str, statements: list[Statement], value: float, a: Value) -> bool:
    """Whether a smaller number may be one of several causes, or a step on the way."""
    if kind == "missing":
        return all(s.spelled for s in statements) or any(WORDS.partial.search(s.before + s.after) for s in statements)
    return kind == "plan" and a.low is not None and any(overlap(s.low, s.high, a.low, a.low) for s in statements)


def _same(rows: Rows, c: Claim, t: Value, a: Value) -> bool:
    """Whether a number of a reason counts what its row counts: the same unit, or a rate of a rate; and speaks of nothing else."""
    base = t.base_unit or a.base_unit or ""
    fits = unit_fits(c.said.base, base)
    if fits < 1.0 or c.said.kind == "day":
        return False
    subject = pieces(re.split(r"[,，。;；]", c.said.before)[-1])
    other = max((likeness(subject, rows.pieces[i]) for i in rows.members[c.form] if i != c.row), default=0.0)
    return not (other > 0.8 and other > likeness(subject, rows.pieces[c.row]))


def _due(kind: str, rows: Rows, row: int, t: Value, a: Value) -> tuple[float, str, str, str] | None:
    """(number, words, English words, calculation) that the row admits of a kind of statement; None where it has none."""
    if kind == "deducted":
        lost = rows.weight[row] - rows.score[row]
        if np.isnan(lost):
            return None
        line = f"{number(rows.weight[row])}-{number(rows.score[row])}={number(lost, 4)}"
        return float(lost), f"本行分值减得分为{number(lost, 4)}分", f"weight less score is {number(lost, 4)}", line
    if t.low is None or a.low is None or t.date_high or a.date_high or t.base_unit != a.base_unit or not t.low:
        return None
    if (a.high is not None and a.high != a.low) or (t.high is not None and t.high != t.low):
        return None
    shown = f"指标值“{clean(t.text)}”，完成值“{clean(a.text)}”"
    english = f"the target is “{clean(t.text)}”, the actual value “{clean(a.text)}”"
    factor = t.low / t.number if t.number else 1.0
    gap = t.low - a.low
    if kind == "share":
        return (
            a.low / t.low * 100,
            f"{shown}，完成率为{number(a.low / t.low * 100, 2)}%",
            f"{english}: {number(a.low / t.low * 100, 2)}%",
            f"{number(a.low)}÷{number(t.low)}",
        )
    if kind == "plan":
        return t.low, shown, english, ""
    if kind == "done":
        return a.low, shown, english, ""
    if (kind == "missing" and gap <= 0) or (kind == "excess" and gap >= 0):
        return (
            (0.0, f"{shown}，{'没有缺少' if kind == 'missing' else '没有超出'}", english, "")
            if t.direction in (">=", ">", "=")
            else None
        )
    line = f"{number(t.low / factor, 4)}-{number(a.low / factor, 4)}={number(gap / factor, 4)}"
    return (
        abs(gap),
        f"{shown}，相差{number(abs(gap) / factor, 4)}",
        f"{english}: {number(abs(gap) / factor, 4)} apart",
        line,
    )


def things(f: Frames) -> Iterator[Pair]:
    """``thing``: a reason that speaks of what another row is about, and of nothing that its own row is about."""
    rows = rows_of(f)
    ind, at = f.frame("indicators"), f.form_index("indicators")
    numbers = ind["indicator_no"].tolist()
    reasons = texts(ind["reason"])
    lost = f.col("indicators", "points_lost").to_numpy()
    short = f.col("indicators", "fell_short").to_numpy()
    for i in np.flatnonzero(reasons != ""):
        if not (lost[i] > _EPS or short[i] == 1):
            continue
        form = int(at[i])
        if len(rows.members[form]) < 2:
            continue
        first = re.split(r"[;；。]", norm(reasons[i]))[0]
        said = pieces(first)
        own = telling(rows.names[i]) | pieces(clean(rows.targets[i].text))
        if len(said) < 2 or said & own:
            continue
        others = sorted(((len(said & telling(rows.names[k])), -k) for k in rows.members[form] if k != i), reverse=True)
        best = -others[0][1]
        common = said & telling(rows.names[best])
        counted = (rows.targets[i].base_unit or "%") != "%"
        alike = (
            [-k for n, k in others if n and common <= telling(rows.names[-k])] if counted else []
        )  # 终端台数, 终端单价
        rest = max((n for n, k in others if -k not in alike), default=0)
        sole = others[0][0] >= rest + (2 if rest else 1)
        deviates = any(lost[k] > _EPS or short[k] == 1 for k in [best, *alike])
        sure = (
            len(common) >= 2
            or _says_value(first, rows.targets[best], rows.actuals[best])
            or (len(common) == 1 and len(telling(rows.names[best])) <= 2 and first.startswith(tuple(common)))
        )
        yield Pair(
            form, "thing", indicator(numbers[i], "reason"), f"第{numbers[i]}项指标“{rows.shown[i]}”的偏差原因“{clean(reasons[i])[:24]}”说的像是第{rows.numbers[best]:g}项指标“{rows.shown[best]}”",
            f"the reason of row {numbers[i]} seems to speak of row {rows.numbers[best]:g} “{rows.shown[best]}”", 1, 1,
            *((0, 0) if sure and sole and not deviates else (1, 1)), 0.75, int(i),
        )  # fmt: skip


def _says_value(text: str, t: Value, a: Value) -> bool:
    """Whether a text names the date of a target or actual value (没能赶在10月20日前调试完)."""
    _, days = numbers_of(text)
    return any(d.high == v.date_high[5:] for d in days for v in (t, a) if v.date_high)


def named_rows(f: Frames) -> Iterator[Pair]:
    """``named``: the cell of reasons for the whole form names rows that did not deviate, and none of those that did."""
    rows = rows_of(f)
    lost, fell = f.col("indicators", "points_lost").to_numpy() > _EPS, f.col("indicators", "fell_short").to_numpy() == 1
    for form, place, role, text in passages(f):
        if place != "whole_reason" or role != "cause":
            continue
        said = pieces(norm(text))
        named = [
            i
            for i in rows.members[form]
            if len(said & telling(rows.names[i])) >= max(1, len(telling(rows.names[i])) / 3)
        ]
        off = [i for i in rows.members[form] if lost[i] or fell[i]]
        if not named or not off:
            continue
        missed = not set(named) & set(off) and not any(said & rows.pieces[i] for i in off)
        i = off[0]
        yield Pair(
            form, "named", indicator(f"{rows.numbers[i]:g}", "level3"),
            f"偏差原因“{clean(text)[:24]}”说的是第{rows.numbers[named[0]]:g}项指标“{rows.shown[named[0]]}”，而未完成或扣分的是{'、'.join(f'第{rows.numbers[k]:g}项“{rows.shown[k][:16]}”' for k in off[:3])}",
            f"the reasons speak of row {rows.numbers[named[0]]:g}, while row {rows.numbers[i]:g} deviates", 1, 1, *((0, 0) if missed else (1, 1)), 0.75, i,
        )  # fmt: skip


def makeups(f: Frames) -> Iterator[Pair]:
    """``makeup``: a reason of a row that was short at the end of the year promises to make it up on a date within that year or before."""
    rows = rows_of(f)
    years = floats(f.frame("forms")["year"])
    short = f.col("indicators", "fell_short").to_numpy()
    for form, claims in enumerate(claims_of(f)):
        off = [i for i in rows.members[form] if short[i] == 1 and not rows.targets[i].date_high]
        for c in claims:
            day = c.said.day
            if (
                day is None
                or day.year is None
                or np.isnan(years[form])
                or c.role not in ("cause", "measure")
                or not off
            ):
                continue
            if (c.own and c.row not in off) or not WORDS.made_up.search(c.said.before[-8:] + c.said.after[:8]):
                continue
            if c.said.mode not in ("", "todo", "missing", "deadline", "plan", "done") or not (
                WORDS.promised.search(c.said.head + c.said.before + c.said.after[:8]) or (day.deadline and c.own)
            ):
                continue
            if not c.own:
                c = replace(c, row=off[0])
            no = f"{rows.numbers[c.row]:g}"
            yield Pair(
                c.form, "makeup", c.place, f"第{no}项指标“{rows.shown[c.row]}”年末没有完成，偏差原因写“{c.said.before.strip()[-8:]}{c.said.text}{c.said.after.strip()[:6]}”，在{years[c.form]:g}年度结束之前",
                f"row {no} “{rows.shown[c.row]}” was short at the end of the year; its reason promises “{c.said.text}”, before that end",
                float(day.year), float(day.year), years[c.form] + 1, years[c.form] + 3, 0.75, c.row,
            )  # fmt: skip
