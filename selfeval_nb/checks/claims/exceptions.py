"""Relations between what is said of all and what is said of some: 全部领用 and 6台待领用, 没有组织 and a row that counts 168人次, a flag 是 and a row that missed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from selfeval_nb.checks.claims.collect import passages
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.rows import rows_of
from selfeval_nb.checks.claims.subjects import pieces, telling
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import floats, texts
from selfeval_nb.common.where import indicator, parse
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import clean, norm

WORDS = Words("claims", "exceptions")


@dataclass(frozen=True, slots=True)
class _Said:
    place: str
    clause: str
    number: float | None
    unit: str
    things: frozenset[str]
    verbs: frozenset[str]
    row: int = -1


def _verbs(words: str) -> frozenset[str]:
    return frozenset(v for v in WORDS["done"] if v in words)


def _cells(f: Frames) -> list[tuple[int, str, str, int]]:
    """(form, place, text, row) of all that tells of results: texts, reasons and wordy actual values."""
    ind, at = f.frame("indicators"), f.form_index("indicators")
    numbers = ind["indicator_no"].tolist()
    out = [
        (form, place, text, -1)
        for form, place, role, text in passages(f)
        if role in ("result", "conclusion", "cause", "note")
    ]
    for column in ("reason", "actual_text"):
        out += [
            (int(at[i]), indicator(numbers[i], column), re.split("[;；]", t)[0], i)
            for i, t in enumerate(texts(ind[column]))
            if len(t) > 6
        ]
    return out


def _universal(place: str, clause: str, row: int) -> _Said | None:
    m = WORDS.whole.search(clause)
    if (
        m is None
        or WORDS.except_for.search(clause[: m.start("what")].replace("无一", ""))
        or WORDS.to_be.search(clause)
    ):
        return None
    verbs = _verbs(m["what"])
    none = "无一" in clause and verbs & {"缺漏", "遗漏", "落下"}
    if not verbs or (re.search("未|不", m["what"]) and not none):
        return None
    return _Said(
        place,
        clause,
        float(m["n"]) if m["n"] else None,
        m["u"] or "",
        telling(WORDS.now.sub("", m["thing"] or clause[: m.start("what")])),
        verbs,
        row,
    )


def _partial(place: str, clause: str, row: int) -> _Said | None:
    m = WORDS.some.search(clause)
    if m is None or not WORDS.denied.search(clause) or WORDS.made_good.search(clause):
        return None
    n = float(m["n"]) if m["n"][0].isdigit() else 1.0
    if n <= 0:
        return None
    return _Said(place, clause, n, m["u"], telling(m["thing"]), _verbs(clause[m.start() :]), row)


def all_and_some(f: Frames) -> Iterator[Pair]:
    """``all_some``: one cell says that all of a thing are done, another that some of them are not."""
    alls: dict[int, list[_Said]] = {}
    somes: dict[int, list[_Said]] = {}
    cells = _cells(f)
    for form, place, text, row in cells:
        if not WORDS.every.search(text):
            continue
        for clause in re.split("[,，。；;\n]", norm(text)):
            if WORDS.every.search(clause) and (one := _universal(place, clause, row)) is not None:
                alls.setdefault(form, []).append(one)
    for form, place, text, row in cells:
        if form not in alls or not WORDS.denied.search(text):
            continue
        for sentence in re.split("[。；;\n]", norm(text)):
            if (some := _partial(place, sentence, row)) is not None:
                somes.setdefault(form, []).append(some)
    for form, found in alls.items():
        for a in found:
            for b in somes.get(form, ()):
                if a.place == b.place and a.clause in b.clause:
                    continue
                same = bool(a.verbs & b.verbs)
                unit = a.number is not None and a.unit == b.unit and a.unit != "" and (b.number or 0) < a.number
                loss = bool(a.verbs & {"缺漏", "遗漏", "落下"}) and unit
                unit = unit and (not a.things or not b.things or bool(a.things & b.things))
                clash = (
                    same
                    and (unit or (a.number is None and (not a.things or bool(a.things & b.things)) and bool(b.things)))
                ) or loss
                yield Pair(
                    form, "all_some", a.place if not b.place.startswith("indicators") or a.place in ("goal_actual",) else b.place, f"{name_of(a.place)}写“{a.clause[:28]}”，{name_of(b.place)}写“{b.clause[:28]}”", f"{name_of(a.place, 'en')} says “{a.clause[:28]}”, {name_of(b.place, 'en')} “{b.clause[:28]}”",
                    1, 1, *((0, 0) if clash else (1, 1)), 0.7, a.row if a.row >= 0 else b.row,
                )  # fmt: skip


def never(f: Frames) -> Iterator[Pair]:
    """``never``: a cell says that something was not begun at all, and the row that counts it has a number."""
    rows = rows_of(f)
    for form, place, text, own in _cells(f):
        if not re.search("未|没", text):
            continue
        for clause in re.split("[,，。；;\n]", norm(text)):
            m = WORDS.never.search(clause)
            if m is None or WORDS.some_only.search(clause):
                continue
            said = pieces(m["what"])
            near = sorted(
                (
                    (len(said & rows.pieces[i]) / max(len(rows.pieces[i]), 1), i)
                    for i in rows.members[form]
                    if i != own and len(said & rows.pieces[i]) >= 2
                ),
                reverse=True,
            )
            if not near or near[0][0] < 0.6 or (len(near) > 1 and near[1][0] > near[0][0] - 0.1):
                continue
            i = near[0][1]
            a = rows.actuals[i]
            clash = a.low is not None and a.low > 0 and a.base_unit != "%" and not a.date_high
            yield Pair(
                form, "never", place, f"{name_of(place)}写“{clause[:28]}”，第{rows.numbers[i]:g}项指标“{rows.shown[i]}”的完成值为“{clean(a.text)}”", f"{name_of(place, 'en')} says “{clause[:28]}”, row {rows.numbers[i]:g} “{rows.shown[i]}” has “{clean(a.text)}”", 1, 1, *((0, 0) if clash else (1, 1)), 0.75, i,
            )  # fmt: skip


def _flagged(f: Frames) -> Iterator[tuple[int, str]]:
    """(row, text) of the cells under a head that asks whether the target was met."""
    cells = f.tables.cells
    heads = [x for x in cells["label"].unique() if isinstance(x, str) and x and WORDS.asked.search(norm(x))]
    mine = cells[cells["label"].isin(heads)]
    if not len(mine):
        return
    ids = {
        (form, no): i
        for i, (form, no) in enumerate(
            zip(f.frame("indicators")["form_id"], f.frame("indicators")["indicator_no"], strict=True)
        )
    }
    for form, where, text in zip(mine["form_id"], mine["where"], mine["text"], strict=True):
        i = ids.get((form, parse(where).number))
        if i is not None and isinstance(text, str):
            yield i, text


_YES = {"是", "已完成", "完成", "√", "☑", "达成", "达标"}
_NO = {"否", "未完成", "×", "未达成", "未达标"}


def flags(f: Frames) -> Iterator[Pair]:
    """``flag``: the cell of a row that says whether it was done (是否完成: 是), and its values."""
    rows = rows_of(f)
    at = f.form_index("indicators")
    met, fell = f.col("indicators", "met").to_numpy(), f.col("indicators", "fell_short").to_numpy()
    mode = f.col("indicators", "judged_by").to_numpy()
    for i, text in _flagged(f):
        word = norm(text)
        if word not in _YES | _NO or mode[i] not in ("ratio", "date") or np.isnan(met[i]):
            continue
        clash = (word in _YES and fell[i] == 1) or (word in _NO and met[i] == 1)
        yield Pair(
            int(at[i]), "flag", indicator(f"{rows.numbers[i]:g}", "actual_text"), f"第{rows.numbers[i]:g}项指标“{rows.shown[i]}”的完成与否一栏填“{word}”，指标值“{clean(rows.targets[i].text)}”、完成值“{clean(rows.actuals[i].text)}”", f"row {rows.numbers[i]:g} says “{word}” of whether it was done, with target “{clean(rows.targets[i].text)}” and actual value “{clean(rows.actuals[i].text)}”", 1, 1, *((0, 0) if clash else (1, 1)), 0.85, i,
        )  # fmt: skip


_LABEL = re.compile(r"[(（](\d+(?:\.\d+)?)分[)）]")


def level_labels(f: Frames) -> Iterator[Pair]:
    """``level_label``: the points in the label of a second level (数量指标（22分）), and the weights of its rows."""
    rows = rows_of(f)
    ind = f.frame("indicators")
    labels = texts(ind["level2"])
    printed = floats(ind["level2_weight"]) if "level2_weight" in ind else np.full(len(ind), np.nan)
    first = texts(ind["level1"])
    weight = floats(ind["weight"])
    for form, members in enumerate(rows.members):
        groups: dict[tuple[str, str], list[int]] = {}
        for i in members:
            if labels[i]:
                groups.setdefault((first[i], labels[i]), []).append(i)
        for (_, label), mine in groups.items():
            m = _LABEL.search(label)
            due = float(m[1]) if m else float(printed[mine[0]])
            total = float(sum(weight[i] for i in mine))
            if np.isnan(due) or np.isnan(total):
                continue
            shown = "+".join(f"{weight[i]:g}" for i in mine)
            yield Pair(
                form, "level_label", indicator(f"{rows.numbers[mine[0]]:g}", "level2"), f"“{clean(label)}”标注{due:g}分，其下{len(mine)}项分值合计{round(total, 4):g}分", f"“{clean(label)}” says {due:g} points, its {len(mine)} rows have {round(total, 4):g}", total, total, due - 0.006, due + 0.006, 0.85, mine[0], f"{shown}={round(total, 4):g}",
            )  # fmt: skip


def cut_off(f: Frames) -> Iterator[Pair]:
    """``cut_off``: a text whose last sentence has no end (满意度达到)."""
    for form, place, _, text in passages(f):
        if (
            place
            not in ("goal_expected", "goal_actual", "conclusion", "problems_text", "measures_text", "whole_reason")
            or len(text) < 12
        ):
            continue
        shown = norm(text)
        m = WORDS.cut.search(shown)
        yield Pair(
            form, "cut_off", place, f"{name_of(place)}的末句“…{shown[-14:]}”没有写完", f"{name_of(place, 'en')} ends in “…{shown[-14:]}”", 1, 1, *((0, 0) if m else (1, 1)), 0.8,
        )  # fmt: skip
