"""The layouts of a batch: which forms print the same labels, how sure their reading is, and one of each to look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from selfeval_nb.forms.find import find_forms
from selfeval_nb.forms.grid.labels import is_number
from selfeval_nb.forms.layouts.labels import key_of, label_rows
from selfeval_nb.forms.layouts.match import tables_of
from selfeval_nb.forms.layouts.model import Layout
from selfeval_nb.forms.model import Form
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary
from selfeval_nb.readers import read
from selfeval_nb.readers.model import Document, Problem
from selfeval_nb.readers.sources import Source, expand

#: Two forms have the same layout when they share this part of the labels that either prints; where one was not read, and labels
#: and short values cannot be told apart, this part of what the one with fewer prints.
_LIKE, _UNREAD = 0.75, 0.6
#: The longest text that may be a label in a form that was not read.
_SHORT = 16


@dataclass(frozen=True, slots=True)
class Member:
    """A form of a batch, or a document in which none was found (``form_no`` 0). ``waits``: why a person should look at it, '' for a
    reading that is sure."""

    source: Source
    form_no: int
    labels: frozenset[str]
    title: str = ""
    layout: str = ""
    waits: str = ""


@dataclass(slots=True)
class Group:
    """The forms of one layout, in input order."""

    members: list[Member] = field(default_factory=list)

    @property
    def waiting(self) -> list[Member]:
        return [m for m in self.members if m.waits]

    @property
    def sure(self) -> float:
        """The share of its forms whose reading is sure, 0 to 1."""
        return 1 - len(self.waiting) / len(self.members)

    @property
    def representative(self) -> Member:
        """The form to look at: the first that waits for it, else the first."""
        return (self.waiting or self.members)[0]

    @property
    def layouts(self) -> list[str]:
        """The names of the taught layouts that its forms were read by."""
        return sorted({m.layout for m in self.members if m.layout})


def groups_of(inputs: Iterable[str | Path], vocabulary: Vocabulary, layouts: Sequence[Layout] = ()) -> list[Group]:
    """The layouts of all forms in ``inputs`` (files, folders, archives), the most frequent first."""
    groups: list[Group] = []
    for source in expand(inputs):
        document = read(source)
        for member in _members(source, document, vocabulary, layouts):
            group = max(groups, key=lambda g: _alike(g.members[0], member), default=None)
            if group is None or _alike(group.members[0], member) < 1:
                group = Group()
                groups.append(group)
            group.members.append(member)
    return sorted(groups, key=lambda g: -len(g.members))


def _alike(a: Member, b: Member) -> float:
    """How alike two layouts are; 1 or more for the same."""
    both = len(a.labels & b.labels)
    if a.form_no and b.form_no:
        return both / _LIKE / max(1, len(a.labels | b.labels))
    return both / _UNREAD / max(1, min(len(a.labels), len(b.labels)))


def _members(source: Source, document: Document, vocabulary: Vocabulary, layouts: Sequence[Layout]) -> list[Member]:
    forms, problems = find_forms(document, vocabulary, layouts)
    if not forms:
        if any(p.problem == "related-form" for p in problems) or not document.tables:
            return []
        why = next((p.detail for p in problems), "没有找到自评表")
        return [Member(source, 0, _labels(document, None, vocabulary), waits=why)]
    return [
        Member(source, f.form_no, _labels(document, f, vocabulary), f.title, f.layout, waits_for(f, problems))
        for f in forms
    ]


def waits_for(form: Form, problems: Iterable[Problem]) -> str:
    """Why a person should look at the reading of a form: the first doubt that was told of it, '' where there is none."""
    return next((p.detail for p in problems if p.problem == "doubtful-reading" and p.form_id == form.form_id), "")


def _labels(document: Document, form: Form | None, vocabulary: Vocabulary) -> frozenset[str]:
    tables = tables_of(document)
    if form is None:
        texts = (c.text for lines in tables.values() for ln in lines for c in ln.filled)
        return frozenset(key_of(t) for t in texts if len(norm(t)) <= _SHORT and not is_number(t))
    rows: list[list[str]] = []
    for grid in form.grid:
        within = {c.row for c in grid.cells}
        lines = [ln for ln in tables.get(grid.number, ()) if ln.row in within]
        rows += label_rows(lines, form.roles, vocabulary, ())
    return frozenset(key_of(t) for row in rows for t in row)
