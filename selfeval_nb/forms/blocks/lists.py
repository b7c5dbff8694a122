"""Lists in and beside a form: projects, parts or tasks with their amounts, one a row; neither forms nor the funds of a form."""

from __future__ import annotations

from selfeval_nb.common.words import Words
from selfeval_nb.forms.blocks import head
from selfeval_nb.forms.blocks.goals.header import goal_header
from selfeval_nb.forms.blocks.indicators.block import IndicatorBlock
from selfeval_nb.forms.blocks.indicators.header import indicator_header
from selfeval_nb.forms.grid.labels import AMOUNTS, NAMES, is_number, source_of
from selfeval_nb.forms.grid.lines import Line, solo
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import label_key

WORDS = Words("reading", "lists")


class ListRows(IndicatorBlock):
    """The walk through a document, as far as lists are concerned."""

    def _heads_list(self, line: Line) -> bool:
        """Whether a line that heads no funds heads a list: what it lists, an amount, and a row with a number below."""
        below = self.lines[line.index + 1] if line.index + 1 < len(self.lines) else line
        if len(line.filled) < 3 or below.number != line.number or not any(is_number(c.text) for c in below.filled):
            return False
        if not any(ln.number == line.number for ln in self.draft.lines):
            return False  # outside a form nothing is known of the rest of the table
        amount = any(self.vocabulary.exact("funds_column", c.text) in AMOUNTS for c in line.filled)
        return amount and WORDS.listed.search(label_key(line.filled[0].text)) is not None

    def _is_list(self, line: Line, rows: int) -> bool:
        """A table that lists projects, parts or tasks with their amounts, one a row, and not the funds of a form by source: ``rows`` are
        the lines of its header.

        Its header has the name of the thing as a column like any other, and no row below is a total or a source.
        """
        names = {head.head_label(c, self.vocabulary) for c in line.filled}
        listed = "project" in names or any(WORDS.listed.search(label_key(c.text)) for c in line.filled)
        if not listed or len(line.filled) < 3 or any(is_number(c.text) for c in line.filled):
            return False
        for ln in self.lines[line.index + rows : line.index + rows + 30]:
            if ln.number != line.number or goal_header(ln, self.vocabulary) is not None:
                break
            counted = any(is_number(c.text) for c in ln.filled)
            if counted and self._names_a_source(ln):
                return False
        return True

    def _names_a_source(self, line: Line) -> bool:
        """Whether a row is the total or a source of funds by its label; 本级 in a column behind the name of a task is neither."""
        named = [source_of(c.text, self.vocabulary, like=False) for c in line.filled[:2]]
        return bool(named[0]) or bool({"total", "fiscal_current", "carryover"} & set(named))

    def _in_list(self, line: Line) -> bool:
        """Whether a line goes on with a list; inside the table of a form the list ends where another part of the form begins."""
        if not any(ln.number == line.number for ln in self.draft.lines):
            return not self._named(line) and not self._heads_indicators(line)
        first = line.filled[0] if line.filled else None
        if first is None or self._named(line) or self._begins_a_part(line):
            return first is None
        self._keep_list([line])
        return True

    def _heads_indicators(self, line: Line) -> bool:
        """Whether a row of a table that was taken for a list heads indicators by name: then it is the form's after all."""
        named = sum(self.vocabulary.exact("column", c.text) in NAMES for c in line.filled)
        return named > 1 and indicator_header(self.lines, line.index, self.vocabulary) is not None

    def _begins_a_part(self, line: Line) -> bool:
        """Whether a line inside a form heads one of its parts or is a labelled value."""
        if indicator_header(self.lines, line.index, self.vocabulary) is not None:
            return True
        if goal_header(line, self.vocabulary) is not None or WORDS.next_part.match(norm(line.text)):
            return True
        places = ("goal", "indicator_side", "head", "closing")
        return any(self.vocabulary.exact(place, line.filled[0].text) for place in places)

    def _keep_list(self, lines: list[Line]) -> None:
        """The rows of a list inside the table of a form: part of it, and the value of nothing."""
        for line in lines:
            if self.draft.lines and any(ln.number == line.number for ln in self.draft.lines):
                self._hint(line)
                for cell in line.cells:
                    self.draft.role(line, cell, "list" if norm(cell.text) else "blank")
                self._keep(line)

    def _named(self, line: Line) -> bool:
        """Whether a row prints nothing but the title of a form, of this kind or of another stage."""
        text = (solo(line) or "").replace("\n", "")
        return self.vocabulary.is_title(text) or self.vocabulary.related_stage(text) is not None
