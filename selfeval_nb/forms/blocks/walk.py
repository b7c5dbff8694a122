"""The state of a walk through one document: the form being read, the lines above it, the open block; how a form begins and ends."""

from __future__ import annotations

import itertools

from selfeval_nb.forms.blocks import head
from selfeval_nb.forms.blocks.funds.amounts import money_unit
from selfeval_nb.forms.blocks.funds.pairs import read_pairs
from selfeval_nb.forms.blocks.goals import rows as goals
from selfeval_nb.forms.blocks.indicators.roll import Roll
from selfeval_nb.forms.blocks.titles import take_title
from selfeval_nb.forms.grid.columns import Columns
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.grid.lines import Line, lines_of
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary
from selfeval_nb.readers.model import Document


class Walk:
    """What is known while a document is walked line by line; ``drafts`` holds what was found, forms and fragments alike."""

    def __init__(self, document: Document, vocabulary: Vocabulary) -> None:
        self.document = document
        self.vocabulary = vocabulary
        self.lines = lines_of(document)
        self.drafts: list[Draft] = []
        self.draft = Draft(document)
        self.above: list[Line] = []  # lines since the last content that may turn out to be a title
        self.section = ""  # funds, goals or indicators while such a block is open
        self.columns: Columns | None = None
        self.boundary = False  # a title was passed since the last content
        self.doubt = False  # a line of text interrupted the indicator block: what follows must look like its rows
        self.continued = 0  # number of a table that goes on with the indicator block above it
        self.list_table = 0  # number of a table that lists projects, one a row
        self.block_lines = 0
        self.roll: Roll = []  # columns of a list of projects, a form each

    def _settle_line(self, line: Line) -> None:
        self._settle_above()
        self._hint(line)
        self._keep(line)

    def _hint(self, line: Line) -> None:
        """The money unit that a line of the head or a heading prints; the label of a block knows better."""
        for cell in line.filled:
            key = norm(cell.text)
            if len(key) > 60 or not (unit := money_unit(cell.text)):
                continue
            self.draft.money_hint = self.draft.money_hint or unit
            if len(key) <= 16:  # 金额单位：万元 in a cell of its own
                self.draft.role(line, cell, "label:money_unit")

    def _settle_above(self) -> None:
        """The lines above the first content are its title and what stands with it."""
        if not self.above:
            return
        if not self.draft.title and not self.draft.indicators:
            last = max(ln.number for ln in self.above)
            for line in self.above:
                if line.table is not None and line.number == last:  # a head printed above its table
                    goals.read_beside(self.draft, line, self.vocabulary)
            take_title(self.draft, self.above, self.vocabulary)
            for line in self.above:
                read_pairs(self.draft, line, self.vocabulary)
                for label, value in itertools.pairwise(line.filled):
                    head.money_pair(self.draft, line, label, value)
            for line in reversed(self.above):
                unit = money_unit(line.text) if len(norm(line.text)) <= 60 else None
                self.draft.money_hint = self.draft.money_hint or unit
                if line.table is not None:
                    self._keep(line)
        self.above = []

    def _keep(self, line: Line) -> None:
        if not self.draft.lines or self.draft.lines[-1].index < line.index:
            self.draft.lines.append(line)
        elif line not in self.draft.lines:
            self.draft.lines.append(line)
            self.draft.lines.sort(key=lambda x: x.index)

    def _begin(self, line: Line) -> None:
        self._close()
        self.draft = Draft(self.document)
        self.boundary = False
        self.section = ""

    def _close(self) -> None:
        if self.draft.started:
            self.drafts.append(self.draft)
        self.draft = Draft(self.document)
