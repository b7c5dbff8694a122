"""Finds, for each form, its project in a list of projects: final accounts, or the projects that must be evaluated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from selfeval_nb.checks.book.preset import Preset, load_preset
from selfeval_nb.checks.compare.batch_forms import batch_of, project_key, unit_key
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.forms.listed import Listed, ProjectList

if TYPE_CHECKING:
    from selfeval_nb.forms.frames import Tables

NONE, SEVERAL = -1, -2


def rows_of_forms(f: Frames, rows: Sequence[Listed]) -> np.ndarray:
    """For each form its row in the list: the same project of the same unit, or the project alone where one of the two does not say
    whose; ``NONE`` without one, ``SEVERAL`` where the list has more than one."""
    forms = batch_of(f)
    by_project: dict[str, list[int]] = {}
    units = [unit_key(r.unit) for r in rows]
    for j, row in enumerate(rows):
        by_project.setdefault(project_key(row.project), []).append(j)
    out = np.full(forms.n, NONE)
    for i in range(forms.n):
        named = by_project.get(forms.projects[i], []) if forms.projects[i] else []
        own = {forms.units[i], forms.departments[i]} - {""}
        found = [j for j in named if units[j] and units[j] in own] or [j for j in named if not own or not units[j]]
        if found:
            out[i] = found[0] if len(found) == 1 else SEVERAL
    return out


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many projects of a list have a form, which have none, and how many forms are of no listed project."""

    listed: int
    missing: tuple[Listed, ...]
    unlisted: int

    def value(self, lang: str = "zh") -> dict[str, Any]:
        """As the index and the manifest keep it: the ``sentence``, and ``project unit place`` of the ``missing``."""
        missing = [{"project": r.project, "unit": r.unit, "place": r.place(lang)} for r in self.missing]
        return {"sentence": self.sentence(lang), "missing": missing}

    def lines(self, lang: str = "zh") -> Iterator[str]:
        """The coverage and each missing project, a line each."""
        yield self.sentence(lang)
        for row in self.missing:
            if lang == "zh":
                yield f"{row.place(lang)}：“{row.project}”{f'（{row.unit}）' if row.unit else ''}没有收到自评表"
            else:
                yield f"{row.place(lang)}: no form received of “{row.project}”{f' ({row.unit})' if row.unit else ''}"

    def sentence(self, lang: str = "zh") -> str:
        """The coverage in a line, with its numbers."""
        covered = self.listed - len(self.missing)
        rate = f"{covered / self.listed:.1%}" if self.listed else "—"
        if lang == "zh":
            return f"应自评项目{self.listed}个，收到{covered}个，覆盖率{rate}；缺{len(self.missing)}个，不在清单中的自评表{self.unlisted}张。"
        return f"{covered} of {self.listed} listed projects have a form ({rate}); {len(self.missing)} missing, {self.unlisted} forms not listed."


def coverage_of(tables: Tables, projects: ProjectList, preset: str | Path | Preset) -> Coverage:
    """The list against the forms of these tables. Raises PresetError."""
    return coverage(Frames(tables, load_preset(preset)), projects)


def coverage(f: Frames, projects: ProjectList) -> Coverage:
    """The list against the forms. A project that the list names twice for one unit counts once; department forms are no projects."""
    forms = batch_of(f)
    project = (f.frame("forms")["kind"] != "department").to_numpy(dtype=bool)
    have: dict[str, list[set[str]]] = {}
    for i in np.flatnonzero(project):
        if forms.projects[i]:
            have.setdefault(forms.projects[i], []).append({forms.units[i], forms.departments[i]} - {""})
    wanted = {(project_key(r.project), unit_key(r.unit)): r for r in reversed(projects.rows)}
    missing = [
        row
        for (name, unit), row in reversed(wanted.items())
        if not any(not unit or not own or unit in own for own in have.get(name, []))
    ]
    unlisted = int((rows_of_forms(f, projects.rows)[project] == NONE).sum())
    return Coverage(len(wanted), tuple(missing), unlisted)
