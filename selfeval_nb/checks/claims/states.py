"""Relations between what texts say of the state of the work and what the rows show: undone, all done, still planned, another project."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from selfeval_nb.checks.claims.collect import Rows, passages, rows_of
from selfeval_nb.checks.claims.pair import Pair, name_of
from selfeval_nb.checks.claims.subjects import pieces, telling
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import head_texts, texts
from selfeval_nb.checks.table.word_lists import pattern
from selfeval_nb.forms.words.text import norm

_SENTENCE = re.compile(r"[。；;！!\n]")
_CLAUSE = re.compile(r"[,，。；;！!\n]")
_EPS = 1e-9


def says_undone(text: str) -> str:
    """The clause of a text that says that something is not finished; '' where none does."""
    for clause in _SENTENCE.split(norm(text)):
        m = pattern("claims", "status", "undone").search(clause)
        if m is not None and not pattern("claims", "status", "undone_not").search(clause):
            return next((c for c in _CLAUSE.split(clause) if m[0] in c), clause)
    return ""


def says_all_done(text: str) -> str:
    """The clause that says that all was done; '' where none does."""
    for sentence in _SENTENCE.split(norm(text)):
        if pattern("claims", "status", "all_done_not").search(sentence) or not pattern(
            "claims", "status", "all_done_what"
        ).search(sentence):
            continue
        m = pattern("claims", "status", "all_done").search(sentence)
        if m is not None:
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
                1, 1, *((0, 0) if missed[form] else (1, 1)), 0.85,
            )  # fmt: skip
        if role not in ("result", "conclusion"):
            continue
        undone = says_undone(text)
        if undone:
            row = _about(rows, form, undone)
            fine = not flawed[form] if row < 0 else not (fell[row] or short[row])
            zh = (
                f"而{n[form]:g}项指标都没有未完成或扣分"
                if row < 0
                else f"而第{rows.numbers[row]:g}项指标“{rows.shown[row]}”没有未完成或扣分"
            )
            yield Pair(
                form, "undone", place, f"{name_of(place)}写“{undone[:30]}”，{zh}", f"{name_of(place, 'en')} says “{undone[:30]}”, and {'no row' if row < 0 else f'row {rows.numbers[row]:g}'} is short or lost points",
                1, 1, *((0, 0) if fine else (1, 1)), 0.85, row,
            )  # fmt: skip
        if place == "goal_actual":
            future = _future(text)
            yield Pair(
                form, "future", place, f"实际完成情况写“{future[:30]}”，仍是计划，没有写已完成的情况", f"the result says “{future[:30]}”: still a plan",
                1, 1, *((0, 0) if future else (1, 1)), 0.85,
            )  # fmt: skip


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
    if not near or near[0][0] < 0.6 or (len(near) > 1 and near[1][0] > near[0][0] - 0.1):
        return -1
    return near[0][1]


def projects(f: Frames) -> Iterator[Pair]:
    """``project``: a result that has no telling word in common with goal, name and indicators of its own form."""
    rows = rows_of(f)
    forms = f.frame("forms")
    expected, names = head_texts(f, "goal_expected"), texts(forms["project"])
    for form, text in enumerate(head_texts(f, "goal_actual")):
        said = telling(norm(text)) if text else frozenset()
        if len(said) < 8:
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
