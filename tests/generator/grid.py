"""A document as it looks: paragraphs and tables of cells with spans. Every writer prints the same thing from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class C:
    """A cell to place: its text (``\\n`` begins a new paragraph), how many columns and rows it covers, how it looks."""

    text: str = ""
    across: int = 1
    down: int = 1
    look: str = "text"  # label, text (left), number (centred), title, vertical


@dataclass(slots=True)
class Placed:
    row: int
    col: int
    cell: C


@dataclass(slots=True)
class Para:
    text: str
    look: str = "body"  # title, sub, body, note


@dataclass(slots=True)
class Grid:
    """A table of ``columns`` grid columns, filled row by row; a cell goes to the next free column of its row."""

    columns: int
    cells: list[Placed] = field(default_factory=list)
    rows: int = 0
    widths: list[int] | None = None
    nested_in: str | None = None  # the text of the layout cell that this table stands in
    _taken: set[tuple[int, int]] = field(default_factory=set)

    def row(self, *items: C | str) -> int:
        """Add a row; the rest of it, if the items do not fill it, stays one blank cell. Returns its index."""
        r, c = self.rows, 0
        for item in items:
            cell = item if isinstance(item, C) else C(item)
            while (r, c) in self._taken:
                c += 1
            cell = replace(cell, across=min(cell.across, self.columns - c))
            if cell.across <= 0:
                raise ValueError(f"row {r} is full: {cell.text}")
            self.cells.append(Placed(r, c, cell))
            self._taken |= {(r + i, c + j) for i in range(cell.down) for j in range(cell.across)}
            c += cell.across
        rest = [j for j in range(c, self.columns) if (r, j) not in self._taken]
        if rest:
            self.cells.append(Placed(r, rest[0], C("", len(rest))))
            self._taken |= {(r, j) for j in rest}
        self.rows += 1
        return r

    def close(self) -> Grid:
        """Cut spans that reach below the last row."""
        for p in self.cells:
            if p.row + p.cell.down > self.rows:
                p.cell = replace(p.cell, down=self.rows - p.row)
        return self

    def lines(self) -> Iterator[list[tuple[Placed, bool]]]:
        """Row by row, the cells that touch it in column order; the flag tells a cell that began in an earlier row."""
        for r in range(self.rows):
            touching = [p for p in self.cells if p.row <= r < p.row + p.cell.down]
            yield [(p, p.row < r) for p in sorted(touching, key=lambda p: p.col)]

    def dissolved(self, *, fill: bool, across_too: bool = True) -> Grid:
        """The same table without merged cells: the covered places blank, or filled with the text of the merged cell."""
        out = Grid(self.columns, widths=self.widths, nested_in=self.nested_in)
        out.rows = self.rows
        for p in self.cells:
            c = p.cell
            for i in range(c.down):
                step = 1 if across_too else c.across
                for j in range(0, c.across, step):
                    text = c.text if fill or (i, j) == (0, 0) else ""
                    out.cells.append(Placed(p.row + i, p.col + j, C(text, step, 1, c.look)))
        return out

    def split(self, at: int, header: Iterable[int] = (), *, repeat_text: bool = True) -> tuple[Grid, Grid]:
        """Two tables as a page break leaves them; ``header`` rows are repeated on the second one.

        A cell that crosses the break begins again on the second table, with its text or blank.
        """
        first, second = Grid(self.columns, widths=self.widths), Grid(self.columns, widths=self.widths)
        heads = sorted(header)
        first.rows, second.rows = at, len(heads) + self.rows - at
        for p in self.cells:
            c = p.cell
            end = p.row + c.down
            if p.row < at:
                first.cells.append(Placed(p.row, p.col, replace(c, down=min(end, at) - p.row)))
            if end > at:
                low = max(p.row, at)
                text = c.text if p.row >= at or repeat_text else ""
                second.cells.append(Placed(low - at + len(heads), p.col, replace(c, text=text, down=end - low)))
            covered = [k for k, h in enumerate(heads) if p.row <= h < end]
            if covered:
                second.cells.append(Placed(covered[0], p.col, replace(c, down=len(covered))))
        return first, second


Block = Para | Grid
