"""Relations of lapses of time: how early or late, how long it took, and what was done after the form was filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from selfeval_nb.checks.claims.collect import claims_of, passages
from selfeval_nb.checks.claims.days import iso, span
from selfeval_nb.checks.claims.link import SURE, Claim
from selfeval_nb.checks.claims.numbers import INF, numbers_of
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.rows import Rows, rows_of
from selfeval_nb.checks.claims.subjects import likeness, pieces
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import floats, head_texts, texts
from selfeval_nb.common.where import indicator
from selfeval_nb.common.words import Words
from selfeval_nb.forms.values.numbers import parse_numeral
from selfeval_nb.forms.words.text import clean, norm

WORDS = Words("claims", "lapses")

_DAYS = {
    "月": 30.4,
    "个月": 30.4,
    "个半月": 30.4,
    "个多月": 30.4,
    "周": 7.0,
    "星期": 7.0,
    "天": 1.0,
    "日": 1.0,
    "年": 365.0,
}


def _days(m: re.Match[str]) -> tuple[float, float] | None:
    """(days, how exact they are) of a told lapse."""
    n = 0.5 if m["n"] == "半" else float(m["n"]) if m["n"][0].isdigit() else parse_numeral(m["n"])
    if n is None:
        return None
    n += 0.5 if m["unit"] == "个半月" or m["half"] else 0.0
    factor = _DAYS[m["unit"]]
    return n * factor, {1.0: 1.0, 7.0: 4.0}.get(factor, 16.0 if factor < 100 else 100.0)


def lapses(f: Frames) -> Iterator[Pair]:
    """``lapse``: how early or late a text says that something was, and the days between the deadline and the date of its row; how long something
    took, and the two dates told with it."""
    rows = rows_of(f)
    ind, at = f.frame("indicators"), f.form_index("indicators")
    numbers = ind["indicator_no"].tolist()
    for i, text in enumerate(texts(ind["reason"])):
        if text and rows.targets[i].date_high and rows.actuals[i].date_high:
            yield from _row(rows, int(at[i]), indicator(numbers[i], "reason"), norm(text), i)
    for form, place, role, text in passages(f):
        if role in ("plan", "measure") or not WORDS.moved.search(text):
            continue
        for sentence in re.split("[;；。\n]", norm(text)):
            if WORDS.lapse.search(sentence):
                i = _dated_row(rows, form, sentence)
                if i >= 0:
                    yield from _row(rows, form, place, sentence, i)
    yield from _inside(f)
    yield from _took(f)


def _dated_row(rows: Rows, form: int, sentence: str) -> int:
    """The row of a date that a sentence is about: the one whose date it tells, or whose name it has."""
    dated = [i for i in rows.members[form] if rows.targets[i].date_high and rows.actuals[i].date_high]
    _, days = numbers_of(sentence)
    said = pieces(sentence)
    near = [
        (likeness(said, rows.pieces[i]) + 0.5 * any(d.high == (rows.actuals[i].date_high or "")[5:] for d in days), i)
        for i in dated
        if said & rows.pieces[i]
    ]
    near.sort(reverse=True)
    return near[0][1] if near and near[0][0] >= 0.5 and (len(near) == 1 or near[0][0] - near[1][0] >= 0.1) else -1


def _row(rows: Rows, form: int, place: str, text: str, i: int) -> Iterator[Pair]:
    t, a = rows.targets[i], rows.actuals[i]
    if t.ambiguity or a.ambiguity or not t.date_high or not a.date_high:
        return
    for m in WORDS.lapse.finditer(text):
        told = _days(m)
        if told is None or WORDS.other_way.search(text[max(0, m.start() - 6) : m.start()]):
            continue
        gap = iso(a.date_high) - iso(t.date_high)
        early = m["way"].startswith(("提", "早"))
        due = -gap if early else gap
        no, room = f"{rows.numbers[i]:g}", told[1]
        yield Pair(
            form, "lapse", place, f"{name_of(place)}写“{m[0]}”，第{no}项指标“{rows.shown[i]}”的指标值“{clean(t.text)}”、完成值“{clean(a.text)}”，{'晚' if gap > 0 else '早'}{abs(gap):g}天",
            f"{name_of(place, 'en')} says “{m[0]}”, the dates of row {no} are {gap:g} days apart", told[0], told[0], due - room, due + room, 0.75, i, f"{t.date_high}→{a.date_high}：{abs(gap):g}天",
        )  # fmt: skip


def _inside(f: Frames) -> Iterator[Pair]:
    """A delay in days told with both of its days: 延至24日发放，比规定的20日迟了14日."""
    ind, at = f.frame("indicators"), f.form_index("indicators")
    numbers = ind["indicator_no"].tolist()
    said = [(int(at[i]), indicator(numbers[i], "reason"), t, i) for i, t in enumerate(texts(ind["reason"])) if t]
    said += [(form, place, text, -1) for form, place, role, text in passages(f) if role not in ("plan", "measure")]
    for form, place, text, i in said:
        shown = norm(text)
        due, done = WORDS.delayed.search(shown), WORDS.actual.search(shown)
        if due is None or done is None or (due["m"] and done["m"] and due["m"] != done["m"]):
            continue
        gap = abs(float(done["d"]) - float(due["d"]))
        yield Pair(
            form, "lapse", place, f"{name_of(place)}写“{due[0]}”，按{due['d']}日和{done['d']}日应相差{gap:g}日", f"{name_of(place, 'en')} says “{due[0]}”, the days are {gap:g} apart",
            float(due["n"]), float(due["n"]), gap, gap, 0.75, i,
        )  # fmt: skip


def _took(f: Frames) -> Iterator[Pair]:
    """How long something took, told with the two days it lies between."""
    years = floats(f.frame("forms")["year"])
    for form, place, role, text in passages(f):
        if role == "measure" or not WORDS.took_some.search(text):
            continue
        for sentence in re.split("[;；。\n]", norm(text)):
            m = WORDS.took.search(sentence)
            if m is None:
                continue
            _, days = numbers_of(sentence)
            full = [d for d in days if d.low == d.high and d.month is not None]
            told = _days(m)
            if told is None or len(full) != 2 or np.isnan(years[form]):
                continue
            first, last = (iso(f"{d.year or int(years[form])}-{d.low}") for d in full)
            gap = last - first
            if gap <= 0:
                continue
            room = told[1]
            low, high = told[0] - room, told[0] + room
            if m["bound"] in ("不足", "不到", "不超过", "近"):
                low, high = (0.0 if m["bound"] != "近" else low), told[0] + 1
            elif m["bound"]:
                low, high = told[0] - 1, INF
            yield Pair(
                form, "lapse", place, f"{name_of(place)}写“{full[0].text}”至“{full[1].text}”“{m[0]}”，实为{gap:g}天", f"{name_of(place, 'en')} says “{m[0]}”, its dates are {gap:g} days apart", low, high, gap, gap, 0.75, -1, f"{gap:g}天",
            )  # fmt: skip


def filed(f: Frames) -> Iterator[Pair]:
    """``filed``: something told as done on a day after the form was filled in."""
    rows = rows_of(f)
    years = floats(f.frame("forms")["year"])
    dates = head_texts(f, "fill_date")
    for form, claims in enumerate(claims_of(f)):
        _, days = numbers_of(norm(dates[form])) if dates[form] else ((), ())
        if len(days) != 1 or days[0].year is None or days[0].month is None:
            continue
        filled = iso(f"{days[0].year}-{days[0].high}")
        for c in claims:
            when = _told_done(c, years[form])
            if when is None:
                continue
            yield Pair(
                form, "filed", c.place, f"{name_of(c.place)}写“{c.said.text}{c.said.after.strip()[:12]}”，填报日期为{clean(dates[form])}", f"{name_of(c.place, 'en')} says “{c.said.text}” was done, the form was filled in on {clean(dates[form])}", when, when, -INF, filled, 0.75, c.row if c.own else -1,
            )  # fmt: skip
        for i in rows.members[form]:
            a = rows.actuals[i]
            if a.date_low and not a.ambiguity:
                yield Pair(
                    form, "filed", indicator(f"{rows.numbers[i]:g}", "actual_text"), f"第{rows.numbers[i]:g}项指标“{rows.shown[i]}”的完成值为“{clean(a.text)}”，填报日期为{clean(dates[form])}", f"row {rows.numbers[i]:g} has “{clean(a.text)}”, the form was filled in on {clean(dates[form])}", iso(a.date_low), iso(a.date_low), -INF, filled, 0.8, i,
                )  # fmt: skip


def _told_done(c: Claim, year: float) -> float | None:
    """The first day of a date on which a statement says that something was done; None where it says no such thing."""
    s = c.said
    if s.kind != "day" or s.day is None or s.day.year is None or c.role in ("plan", "measure", "name"):
        return None
    if (
        s.mode in ("todo", "plan", "deadline", "missing")
        or s.day.deadline
        or not (c.own or c.sure <= SURE or c.row < 0)
    ):
        return None
    words = norm(s.before[-6:]) + norm(re.split("[,，。;；]", s.after)[0])
    if not WORDS.done.search(words) or WORDS.to_be.search(words):
        return None
    if c.role == "cause" and s.sentence > 0:
        return None
    when = span(s, year)
    return when[0] if when else None
