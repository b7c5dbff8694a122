"""Lines that stand alone: paragraphs, and rows of one text, between the blocks of a form, above its table and behind it."""

from __future__ import annotations

import re

from selfeval_nb.forms.blocks import head
from selfeval_nb.forms.blocks import total_rows as totals
from selfeval_nb.forms.blocks.closing import read_closing
from selfeval_nb.forms.blocks.funds.amounts import money_unit
from selfeval_nb.forms.blocks.lists import ListRows
from selfeval_nb.forms.grid.lines import Line, is_blank, solo
from selfeval_nb.forms.words.text import norm

#: A year in a line of its own: （2021年度）.
_YEAR_ALONE = re.compile(r"[(（]?(19|20)[0-9]{2}年度?[)）]?")
#: The longest text that heads a part of a form (二、项目资金情况（万元）).
_HEADING = 24


class AloneLines(ListRows):
    """The walk through a document, as far as lines that stand alone are concerned."""

    def _standing_alone(self, line: Line) -> bool:
        """A paragraph or a row of one cell: a title, a note, a value behind its label, a heading. True when settled."""
        if self._titles_a_form(line):
            return True
        if self.boundary or not self.draft.started:
            if line.table is not None and (head.head_names(line, self.vocabulary) or self._total(line)):
                return False
            self._remember(line)
            return True
        return self._beside_a_form(line) or (line.table is not None and self._row_of_one_text(line))

    def _titles_a_form(self, line: Line) -> bool:
        """The title of a form, of this kind or of another stage; one that is continued stays with its form."""
        vocabulary = self.vocabulary
        text = solo(line) or ""
        flat = text.replace("\n", "")
        title = any(vocabulary.is_title(part) for part in (flat, *text.split("\n")))
        stage = vocabulary.related_stage(flat) if not title else None
        if not title and not (stage and len(norm(flat)) <= 40):
            return False
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

    def _beside_a_form(self, line: Line) -> bool:
        """A total in words, the head of the next form, a closing text, a paragraph of a form that has begun."""
        if totals.read_inline(self.draft, line, self.vocabulary):
            self._keep(line)
            return True
        if self.draft.indicators and self._heads_a_form(line):
            self.above.append(line)  # of the next form: its table begins below
            return True
        if read_closing(self.draft, line, self.vocabulary) or (
            line.table is None and head.read_pairs(self.draft, line, self.vocabulary, like=False)
        ):
            self._keep(line)
            self.section = self.section if self.section == "indicators" else ""
            return True
        if line.table is None:
            self._remember(line)
            self._note(line)
            if len(norm(line.text)) <= _HEADING and not self.draft.indicators:
                self.draft.money_hint = self.draft.money_hint or money_unit(line.text)
            return True
        return False

    def _row_of_one_text(self, line: Line) -> bool:
        """A row of a form's table that prints one text: a level, a year, a money unit, the heading of a block, a note under the indicators."""
        vocabulary = self.vocabulary
        text = solo(line) or ""
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

    def _total(self, line: Line) -> bool:
        return totals.total_label(line, self.vocabulary) is not None
