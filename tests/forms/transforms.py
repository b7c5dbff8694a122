"""Changes to a document that a reader of the printed page would not notice, or would forgive: the forms must stay the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from selfeval_nb.forms.words.text import norm
from selfeval_nb.readers.model import Cell, Document, Table

Change = Callable[[Table], "Table | tuple[Table, Table]"]


def changed(document: Document, change: Change) -> Document:
    """The document with ``change`` applied to each of its tables."""
    blocks: list = []
    for block in document.blocks:
        new = change(block) if isinstance(block, Table) else block
        blocks.extend(new if isinstance(new, tuple) else (new,))
    return replace(document, blocks=tuple(blocks))


def _ordered(table: Table, cells: list[Cell], **more: object) -> Table:
    return replace(table, cells=tuple(sorted(cells, key=lambda c: (c.row, c.col))), **more)


def dissolve(table: Table, *, fill: bool, across: bool = True) -> Table:
    """No merged cells left: each covered place is a cell of its own, blank or repeating the text."""
    cells = []
    for c in table.cells:
        for row in range(c.row, c.last_row + 1):
            for col in range(c.col, c.last_col + 1) if across else (c.col,):
                text = c.text if fill or (row, col) == (c.row, c.col) else ""
                cells.append(Cell(row, col, text, 1, 1 if across else c.colspan))
    return _ordered(table, cells)


def dump(table: Table) -> Table:
    """As a text dump keeps it: spans lost, a blank cell under each vertical merge."""
    rows: dict[int, list[tuple[int, str]]] = {}
    for c in table.cells:
        for row in range(c.row, c.last_row + 1):
            rows.setdefault(row, []).append((c.col, c.text if row == c.row else ""))
    cells = [Cell(row, k, text) for row, found in rows.items() for k, (_, text) in enumerate(sorted(found), 1)]
    return _ordered(table, cells, cols=max(c.col for c in cells), aligned=False)


def split(table: Table, share: float) -> Table | tuple[Table, Table]:
    """Two tables, as at a page break, somewhere among the indicator rows; vertical merges go on as blank cells."""
    header = [c.row for c in table.cells if norm(c.text) in ("三级指标", "指标名称")]
    if not header:
        return table
    first = max(header)
    at = first + 2 + int((table.rows - first - 3) * share)
    if not first + 1 < at < table.rows:
        return table
    above, below = [], []
    for c in table.cells:
        if c.row < at:
            above.append(replace(c, rowspan=min(c.last_row, at - 1) - c.row + 1))
            if c.last_row >= at:
                below.append(Cell(1, c.col, "", c.last_row - at + 1, c.colspan))
        else:
            below.append(replace(c, row=c.row - at + 1))
    return _ordered(table, above, rows=at - 1), _ordered(
        table, below, rows=table.rows - at + 1, number=table.number + 1000
    )


CHANGES: dict[str, Change] = {
    "as it is": lambda t: t,
    "merges dissolved": lambda t: dissolve(t, fill=False),
    "merges dissolved and filled": lambda t: dissolve(t, fill=True),
    "vertical merges dissolved": lambda t: dissolve(t, fill=False, across=False),
    "vertical merges dissolved and filled": lambda t: dissolve(t, fill=True, across=False),
    "spans lost": dump,
    "page break early": lambda t: split(t, 0.0),
    "page break in the middle": lambda t: split(t, 0.5),
    "page break late": lambda t: split(t, 0.9),
}
