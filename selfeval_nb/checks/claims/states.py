"""Relations between what texts say of the state of the work and what the rows show: undone, all done, still planned, another project."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import numpy as np

from selfeval_nb.checks.claims.collect import claims_of, passages
from selfeval_nb.checks.claims.numbers import INF, numbers_of
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.rows import Rows, family, rows_of
from selfeval_nb.checks.claims.subjects import pieces, telling
from selfeval_nb.checks.scoring.totals import grade_of
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import floats, head_texts, texts
from selfeval_nb.common.words import Words, pattern
from selfeval_nb.forms.values.value_model import Value
from selfeval_nb.forms.words.text import norm

WORDS = Words("claims", "states")

_SENTENCE = re.compile(r"[。；;！!\n]")
_CLAUSE = re.compile(r"[,，。；;！!\n]")
_EPS = 1e-9


def says_undone(text: str) -> str:
    """The clause of a text that says that something is not finished; '' where none does."""
    for sentence in _SENTENCE.split(norm(text)):
        clauses = _CLAUSE.split(sentence)
        for k, clause in enumerate(clauses):
            m = pattern("claims", "status", "undone").search(clause)
            beside = ",".join(clauses[k : k + 2])  # 未按期到货，已于8月补齐
            if m is not None and not pattern("claims", "status", "undone_not").search(beside):
                return clause
    return ""


def says_all_done(text: str) -> str:
    """The clause that says that all was done; '' where none does."""
    for sentence in _SENTENCE.split(WORDS.no_undone.sub("", norm(text))):
        if pattern("claims", "status", "all_done_not").search(sentence) or not pattern(
            "claims", "status", "all_done_what"
        ).search(sentence):
            continue
        m = pattern("claims", "status", "all_done").search(sentence)
        if m is not None and not telling(WORDS.whole_of.sub("", _CLAUSE.split(sentence[: m.start()])[-1])):
            return next((c for c in _CLAUSE.split(sentence) if m[0] in c), sentence)
    return ""


def _future(text: str) -> str:
    """The first clause of a result that speaks of the future, where no clause speaks of the past."""
    said = norm(text)
    if pattern("claims", "status", "future_not").search(said):
        return ""
    return next((c for c in _CLAUSE.split(said) if pattern("claims", "status", "future").search(c)), "")


def states(f: Frames) -> Iterator[Pair]:
    """``undone``: a result or conclusion admits that something is not finished, and every row has full points (or met its target, where none are
    printed); ``all_done``: it says that all was done, and rows missed their targets; ``future``: a result that is still a plan."""
    n = f.col("forms", "n_indicators").to_numpy()
    full, met = f.col("indicators", "is_full").to_numpy(), f.col("indicators", "met").to_numpy()
    fell = f.col("indicators", "fell_short").to_numpy() == 1
    flawed = f.sum_by_form("indicators", fell | (f.col("indicators", "points_lost").to_numpy() > _EPS))
    missed = f.sum_by_form("indicators", fell)
    judged = f.sum_by_form("indicators", ~np.isnan(full) | ~np.isnan(met))
    rows = rows_of(f)
    short = f.col("indicators", "points_lost").to_numpy() > _EPS
    for form, place, role, text in passages(f):
        if role not in ("result", "conclusion", "cause", "note") or not n[form] or not judged[form]:
            continue
        done = says_all_done(text)
        if done:
            which = [f"第{rows.numbers[i]:g}项“{rows.shown[i][:16]}”" for i in rows.members[form] if fell[i]]
            yield Pair(
                form, "all_done", place, f"{name_of(place)}写“{done[:30]}”，而{'、'.join(which[:3])}没有达到指标值", f"{name_of(place, 'en')} says “{done[:30]}”, and {missed[form]:g} rows missed their targets",
                missed[form], missed[form], 0, 0, 0.85,
            )  # fmt: skip
        if role not in ("result", "conclusion"):
            continue
        undone = says_undone(text)
        if undone:
            row = _about(rows, form, undone)
            if row < 0 and not WORDS.rest.search(
                undone
            ):  # what it goes on with: 处理设施主体已完工，等待通电后投入运行
                before = _CLAUSE.split(norm(text).partition(undone)[0].rstrip(",，"))[-1]
                row = _about(rows, form, before + undone) if before else row
            if row < 0 and flawed[form]:
                row = _nearest(rows, form, undone, fell | short)
            if row >= 0 and _later_step(undone, rows.names[row]):
                continue
            if row >= 0 and not _ties(f, form, place, undone, rows.actuals[row]):
                if flawed[form] or _accounted(f, form, place, undone):
                    continue  # 14件 of 1146件 are not what is missing of a row of 2742件
                row = -1
            fine = not flawed[form] if row < 0 else not (fell[row] or short[row])
            zh = (
                f"而{n[form]:g}项指标都没有未完成或扣分"
                if row < 0
                else f"而第{rows.numbers[row]:g}项指标“{rows.shown[row]}”没有未完成或扣分"
            )
            yield Pair(
                form, "undone" if _sure_of(rows, f, form, place, undone, row) else "undone_maybe", place, f"{name_of(place)}写“{undone[:30]}”，{zh}", f"{name_of(place, 'en')} says “{undone[:30]}”, and {'no row' if row < 0 else f'row {rows.numbers[row]:g}'} is short or lost points",
                1, 1, *((0, 0) if fine else (1, 1)), 0.85, row,
            )  # fmt: skip
        if place == "goal_actual":
            future = _future(text)
            yield Pair(
                form, "future", place, f"实际完成情况写“{future[:30]}”，仍是计划，没有写已完成的情况", f"the result says “{future[:30]}”: still a plan",
                1, 1, *((0, 0) if future else (1, 1)), 0.85,
            )  # fmt: skip


def _accounted(f: Frames, form: int, place: str, clause: str) -> bool:
    """Whether the number of a clause is the difference of two others of its sentence: the text itself tells what it is of."""
    said = [c.said for c in claims_of(f)[form] if c.place == place]
    mine = next((s for s in said if s.text in clause and s.kind == "count"), None)
    if mine is None:
        return False
    here = [
        s.exact for s in said if s.sentence == mine.sentence and s is not mine and family(s.base) == family(mine.base)
    ]
    return any(abs(abs(a - b) - mine.exact) < _EPS for a, b in itertools.combinations(here[:10], 2))


def _sure_of(rows: Rows, f: Frames, form: int, place: str, clause: str, row: int) -> bool:
    """Whether a clause is surely about a row: it has most of the row's name, or a number that makes the row's value with those beside it."""
    if row < 0:
        return True  # no row of the form is short or lost points
    name = rows.pieces[row]
    counted = any(c.place == place and c.said.text in clause and c.said.kind == "count" for c in claims_of(f)[form])
    return len(pieces(clause) & name) >= 0.6 * len(name) or (counted and family(rows.actuals[row].base_unit) != "%")


def _later_step(clause: str, name: str) -> bool:
    """Whether what is not done is a step behind what a row counts: 竣工验收安排在次年, and the row counts what was built."""
    m = WORDS.later_step.search(clause)
    return m is not None and m[0] not in name


def _ties(f: Frames, form: int, place: str, clause: str, actual: Value) -> bool:
    """Whether the number of a clause belongs to a row's value: it counts something else, or the sentence has the value, or makes it of its numbers."""
    said = [c.said for c in claims_of(f)[form] if c.place == place]
    mine = [s for s in said if s.text in clause and family(s.base) == family(actual.base_unit) and s.kind == "count"]
    if not mine or actual.low is None:
        return True
    n = mine[0]
    here = [s.exact for s in said if s.sentence == n.sentence and family(s.base) == family(n.base)]
    sums = {*here, *(a + b for a, b in itertools.combinations(here[:10], 2)), n.exact}
    return any(abs(v - actual.low) < _EPS or abs(v + n.exact - actual.low) < _EPS for v in sums)


def _nearest(rows: Rows, form: int, clause: str, off: np.ndarray) -> int:
    """The row that has most words in common with a clause, where no row that deviates has any of them; -1 for none."""
    said = pieces(clause)
    near = sorted(((len(said & rows.pieces[i]), -i) for i in rows.members[form]), reverse=True)
    if not near or near[0][0] < 2 or (len(near) > 1 and near[1][0] == near[0][0]):
        return -1
    return -1 if any(said & rows.pieces[i] for i in rows.members[form] if off[i]) else -near[0][1]


def _about(rows: Rows, form: int, clause: str) -> int:
    """The row whose name stands in a clause, nearly whole; -1 where none or several do."""
    said = pieces(clause)
    near = sorted(
        (
            (len(said & rows.pieces[i]) / len(rows.pieces[i]), i)
            for i in rows.members[form]
            if len(said & rows.pieces[i]) >= 2
        ),
        reverse=True,
    )
    if near and near[0][0] >= 0.6 and not (len(near) > 1 and near[1][0] > near[0][0] - 0.1):
        return near[0][1]
    units = {n.base for n in numbers_of(clause)[0]} - {"%", "元", ""}
    alone = [i for i in rows.members[form] if (rows.targets[i].base_unit or rows.actuals[i].base_unit) in units]
    return alone[0] if len(units) == 1 and len(alone) == 1 else -1


def projects(f: Frames) -> Iterator[Pair]:
    """``project``: a result that has no telling word in common with goal, name and indicators of its own form."""
    rows = rows_of(f)
    forms = f.frame("forms")
    expected, names = head_texts(f, "goal_expected"), texts(forms["project"])
    for form, text in enumerate(head_texts(f, "goal_actual")):
        said = telling(norm(text)) if text else frozenset()
        if len(said) < 8 or _future(text):
            continue
        own = telling(norm(expected[form])) | telling(norm(names[form]))
        for i in rows.members[form]:
            own |= telling(rows.names[i]) | telling(norm(rows.targets[i].text)) | telling(norm(rows.actuals[i].text))
        if len(own) < 8:
            continue
        common = len(said & own)
        yield Pair(
            form, "project", "goal_actual", f"实际完成情况“{norm(text)[:30]}”与项目名称、预期目标和指标没有共同的内容", f"the result “{norm(text)[:30]}” shares nothing with the project's name, goal and indicators",
            1, 1, *((1, 1) if common > 1 else (0, 0)), 0.8,
        )  # fmt: skip


def heads(f: Frames) -> Iterator[Pair]:
    """``until``: a result told up to the end of an earlier year; ``grade_told``: the grade of a text and the total score."""
    years, totals = floats(f.frame("forms")["year"]), floats(f.frame("forms")["total_score"])
    for form, place, role, text in passages(f):
        if role not in ("result", "conclusion", "cause"):
            continue
        shown = norm(text)
        for m in WORDS.until.finditer(shown):
            year = float(m[1])
            if not np.isnan(years[form]):
                own = str(int(years[form])) in shown
                yield Pair(
                    form, "until", place, f"{name_of(place)}写“{m[0]}”，自评年度为{years[form]:g}年", f"{name_of(place, 'en')} says “{m[0]}”, the form is for {years[form]:g}", year, year, -INF if own else years[form], INF, 0.8,
                )  # fmt: skip
        said = WORDS.grade.search(shown)
        due = grade_of(None if np.isnan(totals[form]) else float(totals[form]), f.preset)
        if said is not None and due is not None:
            same = said[1][0] == due[0]
            yield Pair(
                form, "grade_told", place, f"{name_of(place)}写等级为“{said[1]}”，自评总分{totals[form]:g}分按口径为“{due}”", f"{name_of(place, 'en')} says “{said[1]}”, the total {totals[form]:g} is “{due}”", 1, 1, float(same), float(same), 0.85,
            )  # fmt: skip
