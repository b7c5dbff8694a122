"""Relations between what a text says of a state and what the rows show, and between two texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from selfeval_nb.checks.claims.collect import passages
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.rows import Rows, rows_of
from selfeval_nb.checks.claims.stands import AGAINST, Stand, meant, shown, told
from selfeval_nb.checks.claims.subjects import pieces
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import texts
from selfeval_nb.common.words import Words
from selfeval_nb.forms.values.numbers import parse_numeral
from selfeval_nb.forms.words.text import clean, norm

WORDS = Words("claims", "standing")


def stand(f: Frames) -> Iterator[Pair]:
    """``stand``: what a text says of the state of a thing (超额, 按期, 未发生事故, 全部合格) and what the row that it is about shows."""
    rows, facts = rows_of(f), shown(f)
    for form, place, _, s in told(f):
        for i in _rows(rows, form, s, facts):
            fact = facts[i].get(s.dimension)
            if fact is None:
                continue
            clash = (s.value, fact) in AGAINST[s.dimension]
            no, name = f"{rows.numbers[i]:g}", rows.shown[i]
            value = f"指标值“{clean(rows.targets[i].text)}”、完成值“{clean(rows.actuals[i].text)}”"
            yield Pair(
                form, "stand", place, f"{name_of(place)}写“{s.clause[:30]}”，第{no}项指标“{name}”的{value}", f"{name_of(place, 'en')} says “{s.clause[:30]}”, row {no} “{name}” has target “{clean(rows.targets[i].text)}” and actual value “{clean(rows.actuals[i].text)}”",
                1, 1, *((0, 0) if clash else (1, 1)), 0.75, i,
            )  # fmt: skip


def _rows(rows: Rows, form: int, s: Stand, facts: list[dict[str, str]]) -> list[int]:
    if s.dimension == "event":
        return [
            i
            for i in rows.members[form]
            if "event" in facts[i] and s.what in rows.names[i] and _same_event(rows.names[i], s)
        ]
    found = meant(rows, form, s)
    if s.dimension == "all":  # 全部合格 is said of the row of 合格率, not of any other of that thing
        return [i for i in found if (v := WORDS.result.search(s.clause)) and v[0] in rows.names[i]]
    return found


_KINDS = ("安全", "质量", "交通", "食品", "网络", "环境", "医疗", "消防", "生产", "群体")


def _same_event(name: str, s: Stand) -> bool:
    """Whether an event of a text and one of a row may be one: both of a kind, or one of them of none."""
    a, b = ({k for k in _KINDS if k in t} for t in (name, s.clause))
    return not a or not b or bool(a & b)


def accidents(f: Frames) -> Iterator[Pair]:
    """``accident``: a text tells of an accident (西耳房起火), and a row or a text says that none happened."""
    rows, facts = rows_of(f), shown(f)
    none = [
        (form, place, s)
        for form, place, _, s in told(f)
        if s.dimension == "event" and s.value == "none" and "事故" in s.clause
    ]
    projects = texts(f.frame("forms")["project"])
    for form, place, role, text in passages(f):
        if role not in ("result", "conclusion", "cause", "note"):
            continue
        for clause in re.split("[,，。;；\n]", norm(text)):
            m = WORDS.accident.search(clause)
            if m is None or WORDS.no_accident.search(clause) or m[0][-1] in projects[form]:
                continue
            mine = [
                i
                for i in rows.members[form]
                if facts[i].get("event") == "none" and re.search("事故|安全", rows.names[i])
            ]
            for i in mine[:1]:
                yield Pair(
                    form, "accident", place, f"{name_of(place)}写“{clause[:30]}”，第{rows.numbers[i]:g}项指标“{rows.shown[i]}”的完成值为“{clean(rows.actuals[i].text)}”", f"{name_of(place, 'en')} tells “{clause[:30]}”, row {rows.numbers[i]:g} “{rows.shown[i]}” has “{clean(rows.actuals[i].text)}”", 1, 1, 0, 0, 0.65, i,
                )  # fmt: skip
            for _, at, s in [x for x in none if x[0] == form and not mine][:1]:
                yield Pair(
                    form, "accident", place, f"{name_of(place)}写“{clause[:30]}”，{name_of(at)}写“{s.clause[:30]}”", f"{name_of(place, 'en')} tells “{clause[:30]}”, {name_of(at, 'en')} “{s.clause[:30]}”", 1, 1, 0, 0, 0.65,
                )  # fmt: skip


def row_counts(f: Frames) -> Iterator[Pair]:
    """``row_count``: how many indicators a text says there are, or were met or missed, and how many rows the form shows so."""
    n = f.col("forms", "n_indicators").to_numpy()
    fell = f.col("indicators", "fell_short").to_numpy() == 1
    lost = f.col("indicators", "points_lost").to_numpy() > 1e-9
    short, off = f.sum_by_form("indicators", fell), f.sum_by_form("indicators", fell | lost)
    for form, place, role, text in passages(f):
        if role not in ("result", "conclusion", "cause", "note") or n[form] < 3:
            continue
        for m in WORDS.counted.finditer(norm(text)):
            said = float(m["n"]) if m["n"].isdigit() else parse_numeral(m["n"])
            rest = m["rest"] or m["bare"] or ""
            if m["bare"] and "指标" not in norm(text)[max(0, m.start() - 16) : m.start()]:
                continue
            if said is None or WORDS.of_level.search(m[0]):
                continue
            low: float
            if WORDS.short.search(rest) and "无" not in rest:
                low, high, words = (
                    short[form],
                    off[form],
                    f"未完成或扣分的指标有{short[form]:g}至{off[form]:g}项"
                    if off[form] > short[form]
                    else f"未完成的指标有{short[form]:g}项",
                )
            elif WORDS.reached.search(rest) and not re.search("未|没", rest):
                low, high, words = (
                    n[form] - off[form],
                    n[form] - short[form] + 1,
                    f"{n[form]:g}项指标中{short[form]:g}项未完成",
                )
            elif m["all"]:
                low, high, words = n[form], n[form] + 1, f"指标共{n[form]:g}项"
            else:
                continue
            yield Pair(
                form, "row_count", place, f"{name_of(place)}写“{m[0][:24]}”，表中{words}", f"{name_of(place, 'en')} says “{m[0][:24]}”, the form has {n[form]:g} rows, {short[form]:g} short", said, said, float(low), float(high), 0.75,
            )  # fmt: skip


def exceptions(f: Frames) -> Iterator[Pair]:
    """``except``: all done but what a text names (除甲外，其余均完成), and the rows that fell short."""
    rows = rows_of(f)
    mode = f.col("indicators", "judged_by").to_numpy()
    fell = (f.col("indicators", "fell_short").to_numpy() == 1) & np.isin(mode, ["ratio", "date"])
    for form, place, role, text in passages(f):
        if role not in ("result", "conclusion", "cause", "note") or "除" not in text:
            continue
        for m in WORDS.set_apart.finditer(norm(text)):
            said = pieces(m[1])
            short = [i for i in rows.members[form] if fell[i]]
            more = [
                i
                for i in short
                if not said & rows.pieces[i] and not any(x in rows.names[i] for x in re.split("[、和与及]", m[1]))
            ]
            if not said or re.search(r"\d|几|个别", m[1]):
                continue
            which = "、".join(f"第{rows.numbers[i]:g}项“{rows.shown[i][:16]}”" for i in more[:3])
            yield Pair(
                form, "except", place, f"{name_of(place)}写“{m[0][:36]}”，而{which}也没有达到指标值", f"{name_of(place, 'en')} says “{m[0][:36]}”, and {len(more)} further rows fell short", len(more), len(more), 0, 0, 0.75,
            )  # fmt: skip


_NOUN = re.compile(r"([\u4e00-\u9fff]{4,10})$")
