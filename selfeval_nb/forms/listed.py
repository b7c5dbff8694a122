"""Lists of projects (final accounts, a published budget, the projects that must be evaluated) -> one row a project, with its place.

These are plain tables with a row of labels: a project's name, and as the list has them its unit and amounts. Every format that
forms come in is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from selfeval_nb.common.words import Words
from selfeval_nb.forms.values.numbers import parse_amount_unit
from selfeval_nb.forms.words.text import clean, norm
from selfeval_nb.readers import Cell, Document, Paragraph, Problem, Table, expand, read

WORDS = Words("reading", "listed")

_AMOUNTS = ("initial", "budget", "either", "executed")
_IN_WAN = {"元": 1e-4, "千元": 0.1, "万元": 1.0, "万": 1.0, "百万元": 100.0, "亿元": 1e4, "亿": 1e4}
_LABEL_ROWS = 12  # the labels stand within so many rows of a table's top


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of a list: in 万元 (None: the list does not say in what unit), as printed, under which label."""

    wan: float | None
    text: str
    label: str
    step: float = 0.0  # 万元 of the last printed digit


@dataclass(frozen=True, slots=True)
class Listed:
    """A project of a list: its name and unit as printed, its amounts (``initial budget either executed``), where it stands."""

    project: str
    unit: str
    amounts: dict[str, Amount]
    file: str
    sheet: str
    table: int
    row: int

    def place(self, lang: str = "zh") -> str:
        """The row as a person finds it: file, sheet or table, row."""
        name = self.file.replace("\\", "/").rsplit("/", 1)[-1]
        if lang == "zh":
            return f"{name} {f'“{self.sheet}”表' if self.sheet else f'第{self.table}个表格'}第{self.row}行"
        return f"{name}, {f'sheet “{self.sheet}”' if self.sheet else f'table {self.table}'}, row {self.row}"


@dataclass(frozen=True, slots=True)
class ProjectList:
    """The rows of all lists that were given, what could not be used of them, and the SHA-256 of each document that was used."""

    rows: tuple[Listed, ...]
    problems: tuple[Problem, ...] = ()
    digests: tuple[str, ...] = ()


def load_listed(inputs: Iterable[str | Path], *, amounts: bool) -> ProjectList:
    """The projects that the tables in files, folders and archives list; with ``amounts`` only tables that print budgets or expenditure.

    A file without such a table is a problem, as is one whose amounts have no unit. Never raises for a bad document.
    """
    rows: list[Listed] = []
    problems: list[Problem] = []
    digests: list[str] = []
    for source in expand(inputs):
        document = read(source)
        problems.extend(document.problems)
        found = _of_document(document, amounts)
        rows += found
        digests += [document.sha256] if found else []
        if not found and not document.problems:
            wanted = "项目名称和预算数或决算数" if amounts else "项目名称"
            problems.append(
                Problem(document.file, "no-project-list", f"文件中没有找到带“{wanted}”栏目的表，未使用。请核对文件。")
            )
        elif any(a.wan is None and a.text for r in found for a in r.amounts.values()):
            problems.append(
                Problem(document.file, "no-money-unit", "表中的金额没有写明单位（元、万元），未与自评表比较。请在表头注明“单位：万元”。")
            )  # fmt: skip
    return ProjectList(tuple(rows), tuple(problems), tuple(digests))


def _of_document(document: Document, amounts: bool) -> list[Listed]:
    out: list[Listed] = []
    if not document.tables and (lines := _lines(document)) is not None:
        return _of_table(lines, document.file, None, amounts)
    above: list[str] = []  # the paragraphs before a table: its caption and money unit
    for block in document.blocks:
        if isinstance(block, Paragraph):
            above.append(block.text)
            continue
        out += _of_table(block, document.file, _money(above), amounts)
        above = []
    return out


def _lines(document: Document) -> Table | None:
    """A list of one or two columns, which commas do not make a table of for the reader, as a table; None without a line of labels."""
    rows = [re.split(r"[,，]", b.text) for b in document.blocks if isinstance(b, Paragraph)]
    head = next(
        (i for i, row in enumerate(rows[:_LABEL_ROWS]) if any(WORDS.project.fullmatch(_plain(t)) for t in row)), None
    )
    if head is None:
        return None
    width = len(rows[head])
    cells = [
        Cell(r, c, text) for r, row in enumerate(rows, 1) if r > head and len(row) == width for c, text in enumerate(row, 1)
    ]  # fmt: skip
    return Table(1, tuple(cells), len(rows), width)


def _money(texts: Sequence[str]) -> str | None:
    """The money unit that the last of some texts names."""
    for text in reversed(texts):
        if m := WORDS.money.search(norm(text)):
            return m[1] or m[2]
    return None


def _plain(label: str) -> str:
    """A label without its bracketed money unit and number (预算数（万元）(1))."""
    return WORDS.remark.sub("", norm(label)).strip(":*")


def _of_table(table: Table, file: str, money: str | None, amounts: bool) -> list[Listed]:
    grid: dict[tuple[int, int], Cell] = {}
    for cell in table.cells:
        for r in range(cell.row, cell.last_row + 1):
            for c in range(cell.col, cell.last_col + 1):
                grid[r, c] = cell
    head = next(
        (c for c in sorted(table.cells, key=lambda c: (c.row, c.col)) if c.row <= _LABEL_ROWS and WORDS.project.fullmatch(_plain(c.text))),
        None,
    )  # fmt: skip
    if head is None:
        return []
    money = _money([c.text for c in table.cells if c.row < head.row]) or money
    labels = {
        col: list(dict.fromkeys(grid[r, col].text for r in range(head.row, head.last_row + 1) if (r, col) in grid))
        for col in range(1, table.cols + 1)
    }
    unit_col = _column(labels, WORDS.unit, {head.col})
    places = {name: col for name in _AMOUNTS if (col := _column(labels, getattr(WORDS, name), {head.col}))}
    if amounts and not places:
        return []
    out = []
    for row in range(head.last_row + 1, table.rows + 1):
        named = grid.get((row, head.col))
        name = clean(named.text) if named else ""
        if named is None or not name or named.colspan > head.colspan or WORDS.sum.fullmatch(norm(name)):
            continue
        if WORDS.project.fullmatch(_plain(name)) or re.fullmatch(r"[\d.]+", norm(name)):
            continue  # the labels again at the top of a page, the row of column numbers
        found = {
            n: _amount(grid[row, c].text, labels[c], money)
            for n, c in places.items()
            if (row, c) in grid and parse_amount_unit(grid[row, c].text)[0] is not None
        }
        if amounts and not found:
            continue
        unit = clean(grid[row, unit_col].text) if unit_col and (row, unit_col) in grid else ""
        out.append(Listed(name, unit, found, file, table.sheet or "", table.number, row))
    return out


def _column(labels: dict[int, list[str]], pattern: re.Pattern[str], taken: set[int]) -> int | None:
    """The first column that one of its labels names; the sum stands before its parts."""
    return next(
        (col for col, texts in labels.items() if col not in taken and any(pattern.fullmatch(_plain(t)) for t in texts)),
        None,
    )


def _amount(text: str, labels: Sequence[str], money: str | None) -> Amount:
    number, printed = parse_amount_unit(text)
    assert number is not None  # only cells with a number are asked
    factor = _IN_WAN.get(printed or _money(labels) or money or "")
    decimals = re.search(r"\.(\d+)", norm(text))
    label = "".join(clean(t) for t in labels)
    if factor is None:
        return Amount(None, clean(text), label)
    return Amount(round(number * factor, 8), clean(text), label, factor * 10 ** -(len(decimals[1]) if decimals else 0))
