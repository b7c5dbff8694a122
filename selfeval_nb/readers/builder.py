"""Collects what a reader finds, in reading order: paragraphs, tables, tables in cells, problems; and holds the limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from selfeval_nb.readers.guard.limits import Deadline, Limits
from selfeval_nb.readers.model import Block, Cell, Paragraph, Problem, Table
from selfeval_nb.readers.problems import Refused, printable, sentence

T = TypeVar("T")


@dataclass(slots=True)
class OpenCell:
    """A cell being read. ``holds`` says that it contains a nested table; ``told`` paragraphs are already blocks."""

    row: int
    col: int
    rowspan: int = 1
    colspan: int = 1
    paragraphs: list[str] = field(default_factory=list)
    holds: bool = False
    told: int = 0
    size: int = 0

    def text(self) -> str:
        # Word demands a paragraph after a nested table; an empty one there is not content.
        if self.holds:
            while self.paragraphs and not self.paragraphs[-1].strip():
                self.paragraphs.pop()
        return "\n".join(self.paragraphs)


@dataclass(slots=True)
class OpenTable:
    """A table being read. Its place among the blocks is kept from the start, so a holder comes before what it holds."""

    number: int
    slot: int
    cells: list[Cell] = field(default_factory=list)
    rows: int = 0
    cols: int = 0
    cell: OpenCell | None = None
    within: tuple[int, int, int] | None = None
    aligned: bool = True
    sheet: str | None = None
    page: int | None = None

    def address(self) -> tuple[int, int, int] | None:
        return None if self.cell is None else (self.number, self.cell.row, self.cell.col)


class Build:
    """The document under construction. Text goes to the innermost open cell, else to the document itself."""

    def __init__(self, file: str, limits: Limits, deadline: Deadline | None = None) -> None:
        self.file = file
        self.limits = limits
        self.deadline = deadline or Deadline(limits.seconds)
        self.problems: list[Problem] = []
        self.meta: dict[str, str] = {}
        self.open: list[OpenTable] = []
        self._blocks: list[Block | None] = []
        self._tables = 0
        self._paragraphs = 0
        self._noted: set[tuple[str, str]] = set()
        self._said = 0

    # problems and limits

    def problem(self, slug: str, where: str = "", **facts: object) -> None:
        """Notes a problem once for each place."""
        if (slug, where) not in self._noted:
            self._noted.add((slug, where))
            self.problems.append(Problem(self.file, slug, sentence(slug, **facts), printable(where)))

    def tick(self) -> None:
        """Stops the reading when its time is over."""
        if self.deadline.passed():
            raise Refused("too-slow", reason=f"{self.deadline.seconds:.0f}")

    def each(self, items: Iterable[T], every: int = 1000) -> Iterator[T]:
        """The items, with a look at the time now and then: for every loop over what a document holds."""
        for n, item in enumerate(items):
            if n % every == 0:
                self.tick()
            yield item

    def say(self, characters: int) -> None:
        """Counts text. What a document says can be many times what its file holds: one string, shown in every cell of a sheet."""
        self._said += characters
        if self._said > self.limits.total_text:
            raise Refused("too-large", reason=f"文字超过 {self.limits.total_text} 字")

    # blocks

    def paragraph(self, text: str) -> None:
        """A paragraph at the present place. Blank ones outside cells count, but are no blocks."""
        if len(text) > self.limits.text:
            raise Refused("too-large", reason=f"一段文字超过 {self.limits.text} 字")
        cell = self.open[-1].cell if self.open else None
        if cell is not None:
            cell.size += len(text) + 1
            if cell.size > self.limits.text:
                raise Refused("too-large", reason=f"一个单元格的文字超过 {self.limits.text} 字")
            cell.paragraphs.append(text)
        elif not self.open:  # text straight in a table or row belongs nowhere; readers do not send it
            self._tell(text, None)

    def _tell(self, text: str, within: tuple[int, int, int] | None) -> None:
        self._paragraphs += 1
        self.say(len(text))
        if text.strip():
            self._blocks.append(Paragraph(text, self._paragraphs, within))

    def aside(self, text: str) -> None:
        """A paragraph from beside the running text (a page header, a text box): a block, but not counted among the paragraphs."""
        if len(text) > self.limits.text:
            raise Refused("too-large", reason=f"一段文字超过 {self.limits.text} 字")
        self.say(len(text))
        if text.strip():
            self._blocks.append(Paragraph(text, 0))

    def open_table(self, *, sheet: str | None = None, page: int | None = None, aligned: bool = True) -> OpenTable:
        """Begins a table; inside an open cell it is a nested one, and the cell's text so far becomes blocks before it."""
        if len(self.open) >= self.limits.nesting:
            raise Refused("too-deep", reason=f"表格嵌套超过 {self.limits.nesting} 层")
        if self._tables >= self.limits.tables:
            raise Refused("too-large", reason=f"表格超过 {self.limits.tables} 个")
        self.tick()
        within = None
        if self.open:
            holder = self.open[-1]
            within = holder.address()
            if holder.cell is not None:
                holder.cell.holds = True
                self._tell_cell(holder)
        self._tables += 1
        table = OpenTable(self._tables, len(self._blocks), within=within, aligned=aligned, sheet=sheet, page=page)
        self._blocks.append(None)
        self.open.append(table)
        return table

    def _tell_cell(self, table: OpenTable) -> None:
        cell = table.cell
        assert cell is not None
        for text in cell.paragraphs[cell.told :]:
            self._tell(text, table.address())
        cell.told = len(cell.paragraphs)

    def open_cell(self, row: int, col: int, rowspan: int = 1, colspan: int = 1) -> OpenCell:
        """Begins a cell of the innermost table."""
        table = self.open[-1]
        table.cell = OpenCell(row, col, rowspan, colspan)
        return table.cell

    def close_cell(self) -> OpenCell | None:
        """Ends the open cell and returns it; the reader decides where it goes (see ``add``)."""
        table = self.open[-1]
        cell = table.cell
        if cell is not None:
            if cell.holds:
                self._tell_cell(table)
            table.cell = None
        return cell

    def add(self, table: OpenTable, cell: Cell) -> None:
        """Puts a finished cell into its table."""
        if len(table.cells) >= self.limits.cells:
            raise Refused("too-large", reason=f"表 {table.number} 的单元格超过 {self.limits.cells} 个")
        table.cells.append(cell)

    def close_table(self, characters: int | None = None) -> None:
        """Ends the innermost table. ``characters``: of its text, from a reader that has counted them, the rows and the columns."""
        table = self.open.pop()
        cells = tuple(table.cells)
        self.say(sum(len(c.text) for c in cells) if characters is None else characters)
        rows, cols = table.rows, table.cols
        for c in cells if characters is None else ():
            rows = max(rows, c.row + c.rowspan - 1)
            cols = max(cols, c.col + c.colspan - 1)
        if table.sheet is None and cols > 4 * self.limits.columns:
            raise Refused("too-large", reason=f"表 {table.number} 有 {cols} 列")
        self._blocks[table.slot] = Table(
            table.number, cells, rows, cols, table.aligned, table.sheet, table.page, table.within
        )

    def blocks(self) -> tuple[Block, ...]:
        """What was found. A table without any cell is left out."""
        while self.open:
            self.close_table()
        return tuple(b for b in self._blocks if b is not None and not (isinstance(b, Table) and not b.cells))

    def span(self, value: int, most: int, where: str) -> int:
        """A declared span within the limits; an abnormal one is cut and noted."""
        if value > most:
            self.problem("span-clamped", where, reason=f"{where}：{value}")
            return most
        return max(value, 1)
