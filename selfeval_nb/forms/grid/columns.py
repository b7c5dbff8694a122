"""Columns of a block and the cells that stand under them.

In an aligned table a cell belongs to the column that it overlaps most. Where the source lost the spans (a text dump) or
a row is laid out on another grid than its header, cells are matched by order: from the left, or from the right when
leading cells were merged away, whichever leaves numbers in the number columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.words.text import norm
from selfeval_nb.readers.model import Cell

#: Says how well a cell text suits a column: positive fits, negative does not, 0 unknown.
Fit = Callable[[str, str], int]
#: The cells of a line under each column, and those under none.
Picked = tuple[dict[str, list[Cell]], list[Cell]]


@dataclass(slots=True)
class Column:
    """A column of a block: grid columns ``first``..``last`` (ordinals where the table is not aligned)."""

    name: str
    first: int
    last: int
    text: str = ""
    told_by: str = "label"  # "label", or "contents" where what stands below said it


@dataclass(slots=True)
class Columns:
    """The header of a block. ``rows`` lines long, ``cells`` the number of cells of its lowest line, ``width`` its last column."""

    items: list[Column]
    rows: int
    cells: int
    width: int
    table: int
    aligned: bool
    side: Cell | None = None
    labels: list[Cell] = field(default_factory=list)
    margin: float = float("inf")  # points between this reading and the next best
    second: list[str] = field(default_factory=list)  # how the next best reading differs and why it lost, in sentences
    beside: list[Cell] = field(default_factory=list)  # labels of the header that are merged down beside its rows
    named: list[tuple[int, int]] = field(default_factory=list)  # columns that hold the labels of the rows
    kinds: dict[tuple[int, int], str] = field(
        default_factory=dict
    )  # (table, row) -> kind of amount, where these stand down
    open: list[Column] = field(default_factory=list)  # columns whose label says nothing known, or that have none

    def get(self, name: str) -> Column | None:
        return next((c for c in self.items if c.name == name), None)

    def has(self, *names: str) -> bool:
        return any(c.name in names for c in self.items)


def pick(line: Line, columns: Columns, fit: Fit) -> Picked:
    """The cells of ``line`` under each column (several where a merge was dissolved), and those under none."""
    if columns.aligned and line.aligned:
        same_grid = line.number == columns.table or (
            line.table is not None and line.cover and line.cover[-1].last_col == columns.width
        )
        if same_grid:
            chosen, left = _by_overlap(line.cover, columns)
            if not _misfit(chosen, left, fit):
                return chosen, left
            other = _by_order(line.cover, columns, fit)
            if _score(other[0], fit) > _score(chosen, fit) and len(other[1]) <= len(left):
                return other
            return chosen, left
    return _by_order(line.cover, columns, fit)


def _by_overlap(cells: Sequence[Cell], columns: Columns) -> Picked:
    chosen: dict[str, list[Cell]] = {}
    left: list[Cell] = []
    spans = [(c.name, c.first, c.last) for c in columns.items]
    for cell in cells:
        best, size = None, 0
        first, last = cell.col, cell.last_col
        for name, low, high in spans:
            shared = (last if last < high else high) - (first if first > low else low) + 1
            if shared > size:
                best, size = name, shared
        if best is None:
            left.append(cell)
        else:
            chosen.setdefault(best, []).append(cell)
    return chosen, left


def _by_order(cells: Sequence[Cell], columns: Columns, fit: Fit) -> Picked:
    if (
        columns.aligned
    ):  # ordinals of an aligned header: its labelled columns in order, behind the label beside the block
        names = [c.name for c in columns.items]
        total = max(columns.cells, len(names))
        order = [""] * (total - len(names)) + names
    else:
        order = [""] * columns.cells
        for c in columns.items:
            for k in range(c.first, min(c.last, columns.cells) + 1):
                order[k - 1] = c.name
    shift = len(cells) - len(order)
    options = {0, shift}
    if shift > 0:
        options.update(range(shift + 1))
    best: Picked = ({}, list(cells))
    best_score = None
    for offset in sorted(options, key=lambda o: (o != shift, o)):
        chosen: dict[str, list[Cell]] = {}
        left = []
        for k, cell in enumerate(cells):
            place = k - offset
            name = order[place] if 0 <= place < len(order) else ""
            if name:
                chosen.setdefault(name, []).append(cell)
            elif norm(cell.text):
                left.append(cell)
        score = _score(chosen, fit) - len(left)
        if best_score is None or score > best_score:
            best, best_score = (chosen, left), score
    return best


def _score(chosen: dict[str, list[Cell]], fit: Fit) -> int:
    return sum(fit(name, cell.text) for name, cells in chosen.items() for cell in cells)


def _misfit(chosen: dict[str, list[Cell]], left: list[Cell], fit: Fit) -> bool:
    return any(fit(name, cell.text) < 0 for name, cells in chosen.items() for cell in cells)


def joined(cells: Sequence[Cell] | None) -> tuple[str, Cell | None]:
    """The text of the cells under one column, a repeated text once, and the cell to point at (the first that prints)."""
    if not cells:
        return "", None
    seen: list[str] = []
    point = cells[0]
    for c in cells:
        if norm(c.text) and norm(c.text) not in map(norm, seen):
            if not seen:
                point = c
            seen.append(c.text)
    return "\n".join(seen), point
