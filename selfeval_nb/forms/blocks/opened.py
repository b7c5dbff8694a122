"""Blocks of funds and of goals while they are read: how one opens, and which lines it takes."""

from __future__ import annotations

import re

from selfeval_nb.forms.blocks import head
from selfeval_nb.forms.blocks.alone import AloneLines
from selfeval_nb.forms.blocks.closing import closing_label
from selfeval_nb.forms.blocks.funds import rows as funds
from selfeval_nb.forms.blocks.funds.stack import Stack
from selfeval_nb.forms.blocks.goals import rows as goals
from selfeval_nb.forms.blocks.goals.header import goal_header_again
from selfeval_nb.forms.blocks.indicators.rows import split_points
from selfeval_nb.forms.blocks.lists import WORDS as LISTS
from selfeval_nb.forms.grid.columns import Columns
from selfeval_nb.forms.grid.lines import Line, solo
from selfeval_nb.forms.words.text import norm

#: The beginning of one of several goals: 目标1：…, 1.…, (一)…
_COUNTED = re.compile(r"^(目标[0-9一二三四五六七八九十]+|[0-9]{1,2}[、.．)）]|[(（]?[一二三四五六七八九十]+[)）、.])")


class OpenedBlocks(AloneLines):
    """The walk through a document, as far as blocks of funds and goals are concerned."""

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
            or closing_label(first, self.vocabulary)
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
            norm(c.text) and c.rowspan > 1 and self.vocabulary.exact("level1", split_points(c.text)[0])
            for c in line.cover
        )
