"""Walks a document line by line and reads each form in it.

A line is read by what it prints and by the block that is open: under a funds header it is a source, under an indicator
header an indicator, below a goal header a goal text, else a label with its value. A new form begins where a title, a
project name or a funds block appears that the form being read already has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from selfeval_nb.forms.blocks import head
from selfeval_nb.forms.blocks import total_rows as totals
from selfeval_nb.forms.blocks.cards import CardTables
from selfeval_nb.forms.blocks.closing import closing_label, read_closing
from selfeval_nb.forms.blocks.funds import rows as funds
from selfeval_nb.forms.blocks.funds.header import funds_header
from selfeval_nb.forms.blocks.funds.pairs import read_pairs, states_amounts
from selfeval_nb.forms.blocks.funds.stack import funds_stack
from selfeval_nb.forms.blocks.goals import rows as goals
from selfeval_nb.forms.blocks.goals.header import goal_header, goals_below, goals_beside
from selfeval_nb.forms.blocks.indicators.header import SUPPORTED, SURELY, indicator_header, read_header
from selfeval_nb.forms.blocks.taught import taught_header
from selfeval_nb.forms.blocks.titles import read_unlisted
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.grid.lines import Line, is_blank, solo
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary
from selfeval_nb.readers.model import Document

#: So many rows of a table say whether another begins alike.
_LEADING = 5


class Scanner(CardTables):
    """Reads one document line by line.

    ``taught`` are the rows, as (table, row), in which a reviewer pointed at a label: of a form, whatever stands around them; with
    the block that they head, ``indicators`` ``funds`` ``goals``, or ''.
    """

    def __init__(
        self, document: Document, vocabulary: Vocabulary, taught: Mapping[tuple[int, int], str] | None = None
    ) -> None:
        super().__init__(document, vocabulary)
        self.taught = taught or {}

    def run(self) -> Iterator[Draft]:
        i = told = 0
        while i < len(self.lines):
            i += self._line(i)
            if told < len(self.drafts):
                yield from self.drafts[told:]
                told = len(self.drafts)
        self._close()
        yield from self.drafts[told:]

    def _line(self, i: int) -> int:
        """Read line ``i`` by the first step that takes it; how many lines were used."""
        line = self.lines[i]
        if is_blank(line):
            return self._blank(line)
        if self._repeats_a_form(line):
            self.boundary, self.section = True, ""
        if line.table is not None and line.number == self.list_table:
            if self._in_list(line):
                return 1
            self.list_table = 0
        if self.section == "funds" and line.table is None:
            self.section = ""
        if (line.table is None or (len(line.filled) == 1 and not self._inside(line))) and self._standing_alone(line):
            return 1
        taught = self.taught.get((line.number, line.row), "")
        return (
            self._card(i)
            or self._indicators(i, taught)
            or self._funds(i, taught)
            or self._goals(i, taught)
            or self._other(line)
        )

    def _indicators(self, i: int, taught: str) -> int:
        """A header of indicators, or a line under one; 0 for any other."""
        line = self.lines[i]
        columns = indicator_header(self.lines, i, self.vocabulary, firm=bool(taught), unlisted=self._unlisted(line))
        if columns is None and taught == "indicators":
            columns = read_header(self.lines, i, self.vocabulary)
        if columns is not None:
            return self._open_indicators(i, columns)
        return int(self.section == "indicators" and (self._total_in_words(line) or self._indicator_line(line)))

    def _funds(self, i: int, taught: str) -> int:
        """A header of funds or of a list, amounts below each other, or a line under a header of funds; 0 for any other."""
        line = self.lines[i]
        used = self._opens_funds(i, taught) if self.section != "goals" or self.block_lines else 0
        if used or self.section != "funds":
            return used
        assert self.columns is not None
        if funds.read_row(self.draft, line, self.columns, self.vocabulary):
            self._keep(line)
            return 1
        self.section = ""
        return 0

    def _opens_funds(self, i: int, taught: str) -> int:
        line = self.lines[i]
        columns = funds_header(self.lines, i, self.vocabulary)
        if columns is None and taught == "funds":
            columns = taught_header(line, taught, self.vocabulary)
        rows = 1 if columns is None else columns.rows
        if not taught and (self._heads_list(line) if columns is None else self._is_list(line, rows)):
            self.list_table = line.number
            self._keep_list(self.lines[i : i + rows])
            return rows
        if columns is not None:
            return self._open_funds(i, columns)
        stack = funds_stack(self.lines, i, self.vocabulary) if self.section != "funds" else None
        return self._read_stack(stack) if stack is not None else 0

    def _goals(self, i: int, taught: str) -> int:
        """A header of goals, or a line under one; 0 for any other."""
        line, vocabulary = self.lines[i], self.vocabulary
        if self.section == "goals" and self._goal_line(line):
            return 1
        columns = goal_header(line, vocabulary)
        below = self.lines[i + 1] if i + 1 < len(self.lines) else None
        if columns is not None and goals_beside(line, below, vocabulary):
            columns = None
        elif columns is None and not self.draft.heads.keys() & {"goal_expected", "goal_actual"}:
            columns = goals_below(line, below, vocabulary)
        if columns is None and taught == "goals":
            columns = taught_header(line, taught, vocabulary)
        judged = self.draft.columns and not self.boundary and self.draft.indicators
        return self._open_goals(line, columns) if columns is not None and not judged else 0

    def _unlisted(self, line: Line) -> float:
        """How surely the rows below must make a line of unknown words a header of indicators: in a form that has its title, its head or
        its funds but no indicators yet less than elsewhere; 0 where there is none."""
        if line.table is None or (
            self.section == "indicators" and self.columns is not None and line.number == self.columns.table
        ):
            return 0.0
        if not self.boundary and self.draft.started:
            return SUPPORTED if self.draft.columns is None else 0.0
        if any(self.vocabulary.related_stage(ln.text) for ln in self.above):
            return 0.0
        return SUPPORTED if self._titled() else SURELY

    def _titled(self) -> bool:
        """Whether the title of a form stands above."""
        return any(self.vocabulary.is_title(part) for ln in self.above for part in ln.text.split("\n"))

    def _repeats_a_form(self, line: Line) -> bool:
        """Whether a table begins with the labels that the table of the form being read begins with: the next form."""
        last = self.draft.lines[-1] if self.draft.lines else None
        if (
            line.table is None
            or not self.draft.indicators
            or last is None
            or last.number == line.number
            or self.boundary
        ):
            return False
        before = self.lines[line.index - 1]
        if before.number == line.number:
            return False
        first = next((ln for ln in self.draft.lines if ln.table is not None), line)
        mine, its = (self._leading_labels(ln) for ln in (line, first))
        return len(mine) == _LEADING and sum(a == b for a, b in zip(mine, its, strict=False)) >= _LEADING - 1

    def _leading_labels(self, line: Line) -> list[str]:
        """What the first rows of a table print first."""
        rows = [
            ln for ln in self.lines[line.index : line.index + 2 * _LEADING] if ln.number == line.number and ln.filled
        ]
        return [norm(ln.filled[0].text) for ln in rows[:_LEADING]]

    def _inside(self, line: Line) -> bool:
        """Whether a row with one filled cell stands in an open block, beside or under its columns."""
        if self.vocabulary.is_title(line.filled[0].text):
            return False
        if self.section == "goals" and self.block_lines == 0:
            return True
        return not line.band and (len(line.cover) if self.section in ("indicators", "goals") else len(line.cells)) > 1

    def _total_in_words(self, line: Line) -> bool:
        if solo(line) is None or not totals.read_inline(self.draft, line, self.vocabulary):
            return False
        self._keep(line)
        return True

    def _new_sheet(self, line: Line) -> bool:
        """Whether a row names a unit on another sheet than the indicators already read: the head of the next form."""
        last = self.draft.lines[-1] if self.draft.lines else None
        if last is None or last.table is None or line.table is None or not self.draft.indicators:
            return False
        names = head.head_names(line, self.vocabulary)
        return last.table.sheet != line.table.sheet and bool(names & {"unit", "unit_name", "department"})

    def _other(self, line: Line) -> int:
        """A line outside the blocks: labels with values, a goal beside its label, a total, a closing row, or nothing known.

        Returns how many lines were used.
        """
        vocabulary = self.vocabulary
        if line.table is not None and self._names_a_project(line):
            new = (
                self.boundary
                or not self.draft.started
                or ("project" in self.draft.heads and self.draft.columns is not None)
            )
            if new:
                self._begin(line)
        elif self.boundary or not self.draft.started or self._new_sheet(line):
            if not self._starts(line):
                self._remember(line)
                return 1
            self._begin(line)
        draft = self.draft
        if draft.columns is not None and draft.indicators:
            if not any(ln.number == line.number for ln in draft.lines if ln.table is not None) and self._foreign(line):
                self._remember(line)  # it may stand above the next form
                return 1
            if "total" in (totals.total_label(line, vocabulary), totals.total_label(line, vocabulary, draft.columns)):
                totals.read_row(draft, line, draft.columns, vocabulary)
                self._settle_line(line)
                return 1
            if read_closing(draft, line, vocabulary):
                self._settle_line(line)
                return 1
        below = self.lines[line.index + 1 : line.index + 3]
        if head.read_below(draft, line, below, vocabulary):
            self._settle_line(line)
            self._keep(below[0])
            return 2
        if goals.read_beside(draft, line, vocabulary) or read_pairs(draft, line, vocabulary):
            head.read_pairs(draft, line, vocabulary, like=False)  # 项目名称 in the same row as its amounts
            draft.funds_seen = draft.funds_seen or bool(draft.funds)
            self._settle_line(line)
            return 1
        if head.read_pairs(draft, line, vocabulary):
            head.read_hanging(draft, line, below, vocabulary)
            self._settle_line(line)
            return 1
        if read_closing(draft, line, vocabulary) or read_unlisted(draft, line):
            self._settle_line(line)
            return 1
        if line.table is not None and self._year_line(line):
            return 1
        if line.table is not None and draft.lines and any(ln.number == line.number for ln in draft.lines):
            self._hint(line)
            self._keep(line)
        return 1

    def _names_a_project(self, line: Line) -> bool:
        """Whether a row says which project this is: the label with its value, not a column of a list."""
        if "project" not in head.head_names(line, self.vocabulary):
            return False
        return len(line.filled) <= 6 or head.alternates(line, self.vocabulary)

    def _foreign(self, line: Line) -> bool:
        """Whether a line of a table behind the form is none of its closing rows: another table of the document."""
        if line.table is None or not line.filled:
            return False
        if totals.total_label(line, self.vocabulary) == "total" and not self.draft.totals_seen:
            return False
        first = line.filled[0]
        names = {head.head_label(c, self.vocabulary) for c in line.filled} - {None}
        signed = bool(names) and names <= {"leader", "fill_date"} and len(line.filled) <= 6
        same_grid = self.draft.columns is not None and line.cover[-1].last_col == self.draft.columns.width
        goal = same_grid and "goal_actual" not in self.draft.heads and self.vocabulary.exact("goal", first.text)
        return not (closing_label(first, self.vocabulary) or signed or goal)

    def _starts(self, line: Line) -> bool:
        """Whether a line outside any form may be its first: a label of a single value with room for the value."""
        if line.table is None:
            return False
        if (line.number, line.row) in self.taught:
            return True
        names = head.head_names(line, self.vocabulary)
        room = len(line.filled) <= 8 or head.alternates(line, self.vocabulary)
        return (bool(names) and room and not names <= {"leader", "attribute"}) or (
            self._titled() and states_amounts(line, self.vocabulary)
        )


def scan(
    document: Document, vocabulary: Vocabulary, taught: Mapping[tuple[int, int], str] | None = None
) -> Iterator[Draft]:
    """All drafts of a document in order of appearance, forms and fragments alike, each as soon as it is complete."""
    return Scanner(document, vocabulary, taught).run()
