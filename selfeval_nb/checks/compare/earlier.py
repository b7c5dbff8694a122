"""Finds, for each form and indicator, the same project in other tables: forms of earlier years, approved targets, monitoring tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from selfeval_nb.checks.compare.batch_forms import Batch, batch_of
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.rows import names, rows_of, similar_names


@dataclass(slots=True)
class Matched:
    """``frames`` of the other tables; for each form and each indicator row its row there, -1 where there is none."""

    frames: Frames
    form: np.ndarray
    row: np.ndarray


def history(f: Frames) -> Matched | None:
    """The last earlier year of each project; None when no history was given."""
    return _matched(f, "history")


def approved(f: Frames) -> Matched | None:
    """The approved targets of each project and year; None when none were given."""
    return _matched(f, "approved")


def monitoring(f: Frames) -> Matched | None:
    """The monitoring table of each project and year; None when none were given."""
    return _matched(f, "monitoring")


def _matched(f: Frames, which: str) -> Matched | None:
    key = f"matched:{which}"
    if key not in f.cache:
        tables = {"history": f.history, "approved": f.approved, "monitoring": f.monitoring}[which]
        if tables is None or not len(tables.forms):
            f.cache[key] = None
        else:
            form = _forms(f, Frames(tables, f.preset), earlier=which == "history")
            # of hundreds of other forms only those of these projects are looked at further
            used, found = np.unique(form[form >= 0], return_inverse=True)
            other = Frames(tables.only(used.tolist()), f.preset)
            form[form >= 0] = found
            f.cache[key] = Matched(other, form, _rows(f, other, form))
    return f.cache[key]


def _forms(f: Frames, other: Frames, *, earlier: bool) -> np.ndarray:
    """Row numbers in the other forms: same unit and project, else same unit and a project's name alike, else the project alone."""
    mine, theirs = batch_of(f), batch_of(other)
    by_both: dict[tuple[str, str], list[int]] = {}
    by_unit: dict[str, list[int]] = {}
    by_project: dict[str, list[int]] = {}
    for j in range(theirs.n):
        by_both.setdefault((theirs.units[j], theirs.projects[j]), []).append(j)
        by_unit.setdefault(theirs.units[j], []).append(j)
        by_project.setdefault(theirs.projects[j], []).append(j)
    out = np.full(mine.n, -1)
    for i in range(mine.n):
        project, unit = mine.projects[i], mine.units[i]
        if not project:
            continue
        groups = [by_both.get((unit, project), [])]
        if unit:
            groups.append(_alike(f, mine, theirs, i, by_unit.get(unit, [])))
        only = by_project.get(project, [])
        # a project of the same name elsewhere is another one, unless one of the two does not say where
        groups.append([j for j in only if not unit or not theirs.units[j]])
        for group in groups:
            best = _nearest(mine.years[i], [(theirs.years[j], j) for j in group], earlier)
            if best >= 0:
                out[i] = best
                break
    return out


def _alike(f: Frames, mine: Batch, theirs: Batch, i: int, pool: list[int]) -> list[int]:
    least = f.preset["similarity.project"]
    return [j for j in pool if theirs.projects[j] and similar_names(mine.projects[i], theirs.projects[j], least)]


def _nearest(year: int | None, found: list[tuple[int | None, int]], earlier: bool) -> int:
    """The last year before ``year``; for approved targets the same year or, where one is not printed, any."""
    if earlier:
        before = [(y, -j) for y, j in found if y is not None and year is not None and y < year]
        return -max(before)[1] if before else -1
    return next((j for y, j in found if y == year or y is None or year is None), -1)


def _rows(f: Frames, other: Frames, form: np.ndarray) -> np.ndarray:
    """For each indicator its row in the matched form: the same name, else the one name alike that is still free."""
    mine, theirs = names(f).tolist(), names(other).tolist()
    least = f.preset["similarity.name"]
    out = np.full(len(mine), -1)
    there = rows_of(other)
    for i, rows in enumerate(rows_of(f)):
        if form[i] < 0:
            continue
        free: dict[str, list[int]] = {}
        for r in there[form[i]]:
            if theirs[r]:
                free.setdefault(theirs[r], []).append(r)
        for r in rows:
            if free.get(mine[r]):
                out[r] = free[mine[r]].pop(0)
        rest = [r for group in free.values() for r in group]
        for r in rows:
            if out[r] < 0 and mine[r]:
                hit = next((q for q in rest if similar_names(mine[r], theirs[q], least)), None)
                if hit is not None:
                    out[r] = hit
                    rest.remove(hit)
    return out
