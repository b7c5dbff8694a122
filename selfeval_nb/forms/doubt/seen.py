"""A form that was read, with what the evidence looks at: its draft, its cells by place, what the document prints beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.grid.labels import is_number
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.model import Form
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary


@dataclass(slots=True)
class Seen:
    """What is known of one form when its reading is judged.

    ``unclaimed`` are the texts inside the form that no part of the loader took, as (table, row, col, text). ``unread`` are
    the lines of its document that belong to no form: rows of its own tables, tables and paragraphs near it.
    """

    form: Form
    draft: Draft
    vocabulary: Vocabulary
    unclaimed: list[tuple[int, int, int, str]] = field(default_factory=list)
    unread: list[Line] = field(default_factory=list)
    numbers: list[tuple[int, int, int, str]] = field(
        default_factory=list
    )  # printed numbers that are the value of nothing
    first_indicator: tuple[int, int] = (10**6, 0)  # (table, row) where the indicators begin

    @property
    def above(self) -> list[str]:
        """The unclaimed texts before the first indicator: of the head, the funds and the goals."""
        return [t for table, row, _, t in self.unclaimed if (table, row) < self.first_indicator]

    def under(self, table: int, first: int, last: int) -> list[str]:
        """The texts of the indicator rows that stand in the columns ``first`` to ``last`` of a table."""
        rows = {f.row for w, f in self.form.fields.items() if w.startswith("indicators") and f.table == table}
        grid = next((t for t in self.form.grid if t.number == table), None)
        cells = () if grid is None else grid.cells
        return [norm(c.text) for c in cells if c.row in rows and first <= c.col <= last and norm(c.text)]

    def texts(self, name: str) -> list[str]:
        """A column of the indicators as comparable texts."""
        return [norm(getattr(i, name) or "") for i in self.form.indicators]


def look(form: Form, draft: Draft, vocabulary: Vocabulary, unread: Sequence[Line]) -> Seen:
    """The form with its unclaimed cells; ``unread`` are the lines of the document that stand with it and in no form."""
    texts = {(t.number, c.row, c.col): norm(c.text) for t in form.grid for c in t.cells}
    unclaimed, numbers = [], []
    for key, role in form.roles.items():
        text = texts.get(key, "")
        if role == "unclaimed":
            unclaimed.append((*key, text))
        if (
            text
            and not role.startswith(("value", "label:numbering", "column", "subtotal", "title"))
            and is_number(text)
        ):
            numbers.append((*key, text))
    places = [(f.table, f.row) for w, f in form.fields.items() if w.startswith("indicators") and f.table and f.row]
    first = min(places, default=(10**6, 0))
    return Seen(form, draft, vocabulary, unclaimed, list(unread), numbers, first)


def unread_lines(drafts: Sequence[Draft], lines: Sequence[Line]) -> list[list[Line]]:
    """For each of ``drafts`` the printed lines of the document that no draft took: those up to the next draft.

    What stands above the first draft belongs to it as well (a cover page).
    """
    starts = [min((ln.index for ln in d.lines), default=len(lines)) for d in drafts]
    taken = {ln.index for d in drafts for ln in d.lines}
    out: list[list[Line]] = [[] for _ in starts]
    for line in lines:
        if line.index in taken or not line.filled:
            continue
        at = sum(start <= line.index for start in starts)
        if out:
            out[max(0, at - 1)].append(line)
    return out


def share(values: Iterable[bool]) -> float:
    """How many of ``values`` are true, 0 where there are none."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0
