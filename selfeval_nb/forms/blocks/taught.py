"""The header of a block that a reviewer pointed at, where its labels alone do not make it one."""

from __future__ import annotations

from selfeval_nb.forms.grid.columns import Column, Columns
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary
from selfeval_nb.readers.model import Cell

_PLACE = {"funds": "funds_column", "goals": "goal"}


def taught_header(line: Line, block: str, vocabulary: Vocabulary) -> Columns | None:
    """The columns of a row that heads ``block`` (``funds`` ``goals``), each cell by its own label; None for a row with
    no known label."""
    place = _PLACE[block]
    items: list[Column] = []
    labels: list[Cell] = []
    for k, cell in enumerate(line.cells, 1):
        name = vocabulary.exact(place, cell.text) if norm(cell.text) else None
        if name not in (None, "side") and not any(c.name == name for c in items):
            items.append(Column(name, *((cell.col, cell.last_col) if line.aligned else (k, k)), norm(cell.text)))
            labels.append(cell)
    if not items or line.table is None:
        return None
    columns = Columns(
        items, 1, len(line.cover) if line.aligned else len(line.cells), line.cover[-1].last_col, line.table.number,
        line.aligned, labels=labels,
    )  # fmt: skip
    beside = [c for c in line.cover if c is not labels[0] and c.last_col < labels[0].col and norm(c.text)]
    columns.side = beside[0] if beside else None
    return columns
