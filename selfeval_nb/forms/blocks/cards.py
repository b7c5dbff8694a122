"""An indicator a table: small tables of labels with their values (指标名称 | … | 目标值 | … | 权重 | … | 得分 | …), one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfeval_nb.forms.blocks.indicators import rows as indicator_rows
from selfeval_nb.forms.blocks.opened import OpenedBlocks
from selfeval_nb.forms.grid.columns import Column, Columns, Picked
from selfeval_nb.forms.grid.draft import Levels
from selfeval_nb.forms.grid.labels import VALUES
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, label_key
from selfeval_nb.readers.model import Cell

#: So many rows a card has at most, and so many columns of a block of indicators it must have as labels beside the name.
_ROWS = 8
_FEWEST = 2
#: Labels of a card that may say nothing known (指标编号).
_UNKNOWN = 1
#: Lines between a card and the heading of its level.
_ABOVE = 2
#: The longest name of a level whose heading prints its points (二、效果目标（26分）).
_HEADING = 10

Card = dict[str, tuple[Cell, Cell]]


class CardTables(OpenedBlocks):
    """The walk through a document, as far as indicators in tables of their own are concerned."""

    def _card(self, i: int) -> int:
        """Read the table that begins at line ``i`` as one indicator; how many lines it has, 0 where it is none."""
        line = self.lines[i]
        if line.table is None or (i and self.lines[i - 1].number == line.number):
            return 0
        group = [ln for ln in self.lines[i : i + _ROWS + 1] if ln.number == line.number]
        card = indicator_card(group, self.vocabulary)
        if card is None:
            return 0
        if self.boundary or not self.draft.started:
            self._begin(line)
        self._settle_above()
        items = [Column(name, k, k, norm(label.text)) for k, (name, (label, _)) in enumerate(card.items(), 1)]
        labels = [label for label, _ in card.values()]
        columns = Columns(items, 0, len(items), len(items), line.number, False, labels=labels)
        if self.draft.columns is None:
            self.draft.indicator_labels.extend(card)
            self.draft.headers.append(("indicators", columns))
        self.draft.columns = columns
        for heading in self.lines[max(0, i - _ABOVE) : i]:
            name, points = indicator_rows.split_points(heading.text)
            told = self.vocabulary.exact("level1", name) or (points is not None and len(label_key(name)) <= _HEADING)
            if heading.table is None and told:
                self.draft.levels = Levels(label_key(name), points)  # 一、产出目标（44分）
        picked: Picked = ({name: [value] for name, (_, value) in card.items()}, [])
        for ln in group:
            self._keep(ln)
            for cell in ln.filled:
                if cell in labels:
                    self.draft.role(ln, cell, "label:column")
        indicator_rows.read_row(self.draft, line, columns, picked, self.vocabulary)
        self.section = ""
        return len(group)


def indicator_card(group: Sequence[Line], vocabulary: Vocabulary) -> Card | None:
    """The columns that the labels of a small table name, each with its value; None for a table that prints anything else."""
    if not 2 <= len(group) <= _ROWS:
        return None
    card: Card = {}
    unknown = 0
    for line in group:
        pairs = list(_pairs(line))
        if not pairs:
            return None
        for label, value in pairs:
            name = vocabulary.exact("column", label.text)
            unknown += name is None
            if name in card or unknown > _UNKNOWN:
                return None
            if name is not None:
                card[name] = (label, value)
    return card if "level3" in card and len(card.keys() & VALUES) >= _FEWEST else None


def _pairs(line: Line) -> Iterator[tuple[Cell, Cell]]:
    """Label and value by turns; nothing where a label is missing."""
    cells = line.cells
    if len(cells) % 2 or not all(norm(c.text) for c in cells[::2]):
        return
    yield from zip(cells[::2], cells[1::2], strict=True)
