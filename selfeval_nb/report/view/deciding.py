"""The five to eight problems that decide about a form, each with what is to be done: what stands right under the verdict."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selfeval_nb.report.view.parts import Mark

MOST = 8
_LINKS = 4  # places of one problem that are named
_TODO = 60  # characters of what is to be done: its first clause, cut at a comma where that is longer
_CLAUSE = re.compile(r"[。；;]|(?<=[a-z])\. ")


@dataclass(frozen=True, slots=True)
class Deciding:
    """A problem: severity, title, what to do, its first places; ``more`` is how many there are where not all are named, else 0."""

    severity: str
    title: str
    todo: str
    marks: list[Mark]
    more: int


def deciding(marks: Sequence[Mark]) -> list[Deciding]:
    """The first problems in the order of the list, notes and waived findings left out; findings of one rule are one problem."""
    groups: dict[tuple[str, str], list[Mark]] = {}
    for m in marks:
        if m.severity != "info" and not m.waived:
            # a finding of the reviewer's own has no rule: its text is what it is about
            own = str(m.finding["message"]) if m.finding.get("suite") == "review" else str(m.finding["rule_id"])
            groups.setdefault((m.severity, own), []).append(m)
    out = []
    for (severity, _), own_marks in list(groups.items())[:MOST]:
        f = own_marks[0].finding
        added = f.get("suite") == "review"
        title = str(f["message"] if added else f.get("title") or f["rule_id"]).rstrip("。")
        todo = _CLAUSE.split(str(f.get("advice") or "").strip())[0]
        if len(todo) > _TODO:
            todo = re.split(r"[，,、](?=[^，,、]*$)", todo[:_TODO])[0] + "…"
        more = len(own_marks) if len(own_marks) > _LINKS else 0
        out.append(Deciding(severity, title[:80], todo, own_marks[:_LINKS], more))
    return out
