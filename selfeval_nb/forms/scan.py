"""Walks a document line by line and reads each form in it.

A line is read by what it prints and by the block that is open: under a funds header it is a source, under an indicator
header an indicator, below a goal header a goal text, else a label with its value. A new form begins where a title, a
project name or a funds block appears that the form being read already has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from selfeval_nb.forms.blocks import head
from selfeval_nb.forms.blocks import total_rows as totals
from selfeval_nb.forms.blocks.funds import rows as funds
from selfeval_nb.forms.blocks.funds.amounts import money_unit
from selfeval_nb.forms.blocks.funds.header import funds_header
from selfeval_nb.forms.blocks.funds.pairs import read_pairs, states_amounts
from selfeval_nb.forms.blocks.funds.stack import Stack, funds_stack
from selfeval_nb.forms.blocks.goals import rows as goals
from selfeval_nb.forms.blocks.goals.header import goal_header, goal_header_again, goals_below, goals_beside
from selfeval_nb.forms.blocks.indicators import rows as indicator_rows
from selfeval_nb.forms.blocks.indicators.header import SUPPORTED, SURELY, indicator_header, read_header
from selfeval_nb.forms.blocks.lists import WORDS as LISTS
from selfeval_nb.forms.blocks.lists import ListRows
from selfeval_nb.forms.blocks.taught import taught_header
from selfeval_nb.forms.grid.columns import Columns
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.grid.lines import Line, is_blank, solo
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary
from selfeval_nb.readers.model import Document

#: The beginning of one of several goals: 目标2：…, 2.…, (二)…
_COUNTED = re.compile(r"^(目标[0-9一二三四五六七八九十]+|[0-9]{1,2}[、.．)）]|[(（]?[一二三四五六七八九十]+[)）、.])")


#: A year in a line of its own: （2021年度）.
_YEAR_ALONE = re.compile(r"[(（]?(19|20)[0-9]{2}年度?[)）]?")

#: So many rows of a table say whether another begins alike.
_LEADING = 5
#: The longest text that heads a part of a form (二、项目资金情况（万元）).
_HEADING = 24


class Scanner(ListRows):
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
        line = self.lines[i]
        vocabulary = self.vocabulary
        if is_blank(line):
            return self._blank(line)
        if self._repeats_a_form(line):
            self.boundary, self.section = True, ""
        if line.table is not None and line.number == self.list_table:
            if self._in_list(line):
                return 1
            self.list_table = 0
        if self.section and line.table is None and self.section != "goals":
            self.section = "" if self.section == "funds" else self.section
        if line.table is None or (len(line.filled) == 1 and not self._inside(line)):
            taken = self._standing_alone(line)
            if taken:
                return 1
        taught = self.taught.get((line.number, line.row), "")
        columns = indicator_header(self.lines, i, vocabulary, firm=bool(taught), unlisted=self._unlisted(line))
        if columns is None and taught == "indicators":
            columns = read_header(self.lines, i, vocabulary)
        if columns is not None:
            return self._open_indicators(i, columns)
        if self.section == "indicators" and (self._total_in_words(line) or self._indicator_line(line)):
            return 1
        if self.section != "goals" or self.block_lines:
            columns = funds_header(self.lines, i, vocabulary)
            if columns is None and taught == "funds":
                columns = taught_header(line, taught, vocabulary)
            rows = 1 if columns is None else columns.rows
            if not taught and (self._heads_list(line) if columns is None else self._is_list(line, rows)):
                self.list_table = line.number
                self._keep_list(self.lines[i : i + rows])
                return rows
            if columns is not None:
                return self._open_funds(i, columns)
            stack = funds_stack(self.lines, i, vocabulary) if self.section != "funds" else None
            if stack is not None:
                return self._read_stack(stack)
        if self.section == "funds":
            assert self.columns is not None
            if funds.read_row(self.draft, line, self.columns, vocabulary):
                self._keep(line)
                return 1
            self.section = ""
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
        if columns is not None and not (self.draft.columns and not self.boundary and self.draft.indicators):
            return self._open_goals(line, columns)
        return self._other(line)

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

    def _blank(self, line: Line) -> int:
        if self.section == "goals" and self.block_lines == 0 and line.table is not None and len(line.cells) > 1:
            self.block_lines += 1
            goals.read_row(self.draft, line, self.columns)
            self._keep(line)
            return 1
        if (
            self.draft.started
            and line.table is not None
            and self.draft.lines
            and self.draft.lines[-1].number == line.number
        ):
            if self.section == "indicators" and len(line.cells) > 1 and self._levels_above(line):
                self.draft.placeholders += 1
            self._keep(line)
        return 1

    def _levels_above(self, line: Line) -> bool:
        """Whether a blank row stands beside a level label merged from above: a placeholder row of that level."""
        return any(
            norm(c.text) and c.rowspan > 1 and self.vocabulary.exact("level1", indicator_rows.split_points(c.text)[0])
            for c in line.cover
        )

    def _inside(self, line: Line) -> bool:
        """Whether a row with one filled cell stands in an open block, beside or under its columns."""
        if self.vocabulary.is_title(line.filled[0].text):
            return False
        if self.section == "goals" and self.block_lines == 0:
            return True
        return not line.band and (len(line.cover) if self.section in ("indicators", "goals") else len(line.cells)) > 1

    def _standing_alone(self, line: Line) -> bool:
        """A paragraph or a row of one cell: a title, a note, a value behind its label, a heading. True when settled."""
        vocabulary = self.vocabulary
        text = solo(line) or ""
        flat = text.replace("\n", "")
        title = any(vocabulary.is_title(part) for part in (flat, *text.split("\n")))
        stage = vocabulary.related_stage(flat) if not title else None
        if title or (stage and len(norm(flat)) <= 40):
            if any(p.search(flat) for p in vocabulary.continued) and self.draft.started:
                self._keep(line)
                self.draft.role(line, line.filled[0], "title")
                return True
            if self.draft.columns is not None and (
                self.draft.indicators or self.draft.totals_seen or self.draft.placeholders
            ):
                self.boundary = True
                self.section = ""
                self.above = [ln for ln in self.above if self._heads_a_form(ln)]
            self.above.append(line)
            return True
        if self.boundary or not self.draft.started:
            if line.table is not None and (head.head_names(line, vocabulary) or self._total(line)):
                return False
            self._remember(line)
            return True
        if totals.read_inline(self.draft, line, vocabulary):
            self._keep(line)
            return True
        if self.draft.indicators and self._heads_a_form(line):
            self.above.append(line)  # of the next form: its table begins below
            return True
        if head.read_closing(self.draft, line, vocabulary) or (line.table is None and self._head_line(line)):
            self._keep(line)
            self.section = self.section if self.section == "indicators" else ""
            return True
        if line.table is None:
            self._remember(line)
            self._note(line)
            if len(norm(text)) <= _HEADING and not self.draft.indicators:
                self.draft.money_hint = self.draft.money_hint or money_unit(text)
            return True
        if self.section == "indicators" and self._level_heading(line):
            return True
        if self._year_line(line):
            return True
        unit = money_unit(text)
        if unit and len(norm(text)) <= 16:
            self.draft.money_unit = self.draft.money_unit or unit
            self.draft.role(line, line.filled[0], "label:money_unit")
            self._keep(line)
            return True
        if (
            any(vocabulary.exact(place, text) for place in ("indicator_side", "funds_side"))
            or vocabulary.exact("goal", text) == "side"
        ):
            for cell in line.cells:  # a heading of the block below
                self.draft.role(line, cell, "label:section")
            self._keep(line)
            self.section = ""
            return True
        if self.draft.indicators and not self.vocabulary.exact("total", text):
            self.above.append(line)
            self._note(line)
            self._keep(line)
            self.doubt = True
            return True
        return False

    def _year_line(self, line: Line) -> bool:
        """A year alone in its row, under a title that was read as part of the form."""
        text = solo(line) or ""
        if self.draft.year is not None or self.draft.indicators or not _YEAR_ALONE.fullmatch(norm(text)):
            return False
        self.draft.year = head.year_in(text)
        self.draft.role(line, line.filled[0], "title")
        self._keep(line)
        return True

    def _remember(self, line: Line) -> None:
        """Keep a line that may stand above a form: the last twelve, and before them those of a cover page with their labels."""
        self.above.append(line)
        if len(self.above) <= 12:
            return
        far = [ln for ln in self.above[:-12] if ln.table is None and self._on_a_cover(ln)]
        self.above[:-12] = far[-12:]

    def _on_a_cover(self, line: Line) -> bool:
        """Whether a paragraph is a fact of a cover page: a known label with its value, a year alone, a title."""
        text = norm(line.text)
        if len(text) > 60:
            return False
        named = head.head_names(line, self.vocabulary) - {"leader", "fill_date", "attribute"}
        return (
            bool(named)
            or self.vocabulary.is_title(text)
            or (head.year_in(text) is not None and (len(text) <= 12 or "自评" in text))
        )

    def _note(self, line: Line) -> None:
        """Text under or between the blocks of a form: kept as a note when the form has its indicators."""
        if self.draft.columns is not None and not self.boundary:
            self.draft.notes.append(line.filled[0].text.strip())
            if line.table is not None:
                self.draft.role(line, line.filled[0], "note")

    def _heads_a_form(self, line: Line) -> bool:
        """Whether a line outside the tables belongs above a form: its year, its money unit, its project or unit.

        On a sheet a row stands outside when the rows around it are blank or such lines themselves.
        """
        if len(norm(line.text)) > 60 or (line.table is not None and not self._set_apart(line)):
            return False
        if money_unit(line.text) or _YEAR_ALONE.fullmatch(norm(line.text)):
            return True
        return bool(
            head.head_names(line, self.vocabulary) - {"leader", "fill_date", "attribute", "total_score", "grade"}
        )

    def _set_apart(self, line: Line) -> bool:
        before = self.lines[line.index - 1] if line.index else None
        return solo(line) is not None and (before is None or is_blank(before) or before in self.above)

    def _head_line(self, line: Line) -> bool:
        return head.read_pairs(self.draft, line, self.vocabulary, like=False)

    def _total_in_words(self, line: Line) -> bool:
        if solo(line) is None or not totals.read_inline(self.draft, line, self.vocabulary):
            return False
        self._keep(line)
        return True

    def _total(self, line: Line) -> bool:
        return totals.total_label(line, self.vocabulary) is not None

    def _new_sheet(self, line: Line) -> bool:
        """Whether a row names a unit on another sheet than the indicators already read: the head of the next form."""
        last = self.draft.lines[-1] if self.draft.lines else None
        if last is None or last.table is None or line.table is None or not self.draft.indicators:
            return False
        names = head.head_names(line, self.vocabulary)
        return last.table.sheet != line.table.sheet and bool(names & {"unit", "unit_name", "department"})

    def _open_funds(self, i: int, columns: Columns) -> int:
        group = self.lines[i : i + columns.rows]
        if self.boundary or not self.draft.started or (self.draft.funds_seen and self.draft.columns is not None):
            self._begin(group[0])
        self._settle_above()
        self.draft.funds_seen = True
        self.draft.headers.append(("funds", columns))
        funds.read_labels(self.draft, columns, group)
        for line in group:
            self._keep(line)
        self.section, self.columns = "funds", columns
        return columns.rows

    def _read_stack(self, stack: Stack) -> int:
        if self.boundary or not self.draft.started or (self.draft.funds_seen and self.draft.columns is not None):
            self._begin(stack.rows[0])
        self._settle_above()
        self.draft.funds_seen = True
        stack.read(self.draft)
        for line in stack.rows:
            self._keep(line)
        self.section = ""
        return len(stack.rows)

    def _open_goals(self, line: Line, columns: Columns) -> int:
        if self.boundary or not self.draft.started:
            self._begin(line)
        self._settle_above()
        self.draft.headers.append(("goals", columns))
        goals.read_labels(self.draft, line, columns)
        self._keep(line)
        self.section, self.columns, self.block_lines = "goals", columns, 0
        return 1

    def _goal_line(self, line: Line) -> bool:
        columns = self.columns
        if line.table is None or columns is None:
            return False
        beside = columns.side is not None and columns.side.last_row >= line.row and line.number == columns.table
        lead = line.cells[0]
        side = norm(columns.side.text) if columns.side is not None else ""
        mark = norm(line.filled[0].text)
        counted = (_COUNTED.match(mark) is not None or mark.isdigit()) and len(line.filled) <= columns.cells
        continues = (
            self.block_lines == 0 or beside or counted or (norm(lead.text) in ("", side) and len(line.cells) > 1)
        )
        first = next((c for c in line.filled if norm(c.text) != side), line.filled[0])
        alone = solo(line)
        if alone is not None and (
            self.vocabulary.exact("indicator_side", alone)
            or self.vocabulary.exact("funds_side", alone)
            or LISTS.next_part.match(norm(alone))
        ):
            continues = False  # a heading of the block below
        if self.block_lines and (
            head.head_label(first, self.vocabulary)
            or head.closing_label(first, self.vocabulary)
            or self.vocabulary.exact("funds_side", first.text)
        ):
            continues = False
        if not continues or goal_header_again(line, self.vocabulary):
            self.section = ""
            return False
        goals.read_row(self.draft, line, columns)
        self.block_lines += 1
        self._keep(line)
        return True

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
            if head.read_closing(draft, line, vocabulary):
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
        if head.read_closing(draft, line, vocabulary) or head.read_unlisted(draft, line):
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
        return not (head.closing_label(first, self.vocabulary) or signed or goal)

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
