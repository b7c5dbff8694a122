"""A form while it is being read: fields, rows and the role of each cell, then the finished Form."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import Any

from selfeval_nb.forms.grid.columns import Columns
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.model import Field, Form, FundRow, Indicator
from selfeval_nb.forms.words.text import clean, norm
from selfeval_nb.readers.model import Cell, Document, Table


def field_at(where: str, text: str, value: Any, line: Line, cell: Cell | None, label: str) -> Field:
    """A field with the address of its cell; text outside tables has none."""
    if cell is None or line.table is None:
        return Field(where, text, value, label=label)
    return Field(where, text, value, line.number, cell.row, cell.col, label)


#: The closer a label says what is meant, the lower: 实施单位 beats 单位名称 for the unit.
_SAME = 0.006  # points
_RANK = {"unit_name": 1}
#: A label that names an office inside a unit (具体实施科室) says less of the unit than any other.
_OFFICES = ("科室", "处室", "股室")


@dataclass(slots=True)
class Levels:
    """The level labels that hold for the next indicator row, with the points printed behind them."""

    level1: str | None = None
    level1_points: float | None = None
    level2: str | None = None
    level2_points: float | None = None


@dataclass(slots=True)
class Draft:
    """What has been read of one form so far."""

    document: Document
    lines: list[Line] = field(default_factory=list)
    title: str = ""
    heads: dict[str, Field] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)
    rivals: dict[str, tuple[str, str]] = field(
        default_factory=dict
    )  # (label, value) of another value printed for a field
    offered: list[Field] = field(default_factory=list)  # every unit that a label of the form names, in printed order
    funds: list[FundRow] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    fields: dict[str, Field] = field(default_factory=dict)
    roles: dict[tuple[int, int, int], str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    placeholders: int = 0
    unfilled: list[str] = field(default_factory=list)  # the names of the placeholder rows that have one of their own
    money_unit: str | None = None
    money_hint: str | None = None  # from a line above the form; a label inside it knows better
    year: int | None = None
    subtitle_year: int | None = None
    execution_weight: float | None = None
    columns: Columns | None = None  # of the indicator block last seen
    indicator_labels: list[str] = field(default_factory=list)
    funds_seen: bool = False
    pair_kinds: dict[int, str] = field(
        default_factory=dict
    )  # place of a label -> kind of its amount, in funds by pairs
    totals_seen: bool = False
    stated: list[str] = field(default_factory=list)  # what was read from sentences, as printed
    related: str | None = None
    levels: Levels = field(default_factory=lambda: Levels())
    operator_signs: bool = False
    headers: list[tuple[str, Columns]] = field(default_factory=list)  # (block, its columns) in order of appearance

    @property
    def started(self) -> bool:
        return bool(self.heads or self.funds_seen or self.columns)

    @property
    def is_form(self) -> bool:
        """Whether enough was found to call this a form: an indicator block, or a titled head with its funds."""
        if self.columns is not None:
            return bool(self.indicators or self.placeholders or "project" in self.heads or self.title)
        return bool(self.title and "project" in self.heads and (self.funds or "goal_expected" in self.heads))

    def role(self, line: Line, cell: Cell | None, what: str) -> None:
        """Say how a cell was understood; the first answer stays."""
        if cell is not None and (line.table is not None or what != "blank"):
            self.roles.setdefault((line.number, cell.row, cell.col), what)

    def claimed(self, line: Line, cell: Cell) -> bool:
        """Whether a cell of a table was already understood."""
        return line.table is not None and (line.number, cell.row, cell.col) in self.roles

    def head(self, name: str, label: str, line: Line, cell: Cell | None, value: Any, text: str | None = None) -> None:
        """Set a single value. A closer label wins over a vaguer one, and a printed value over a blank."""
        where = "unit" if name == "unit_name" else name
        rank = _RANK.get(name, 0) + 2 * clean(label).endswith(_OFFICES)
        old = self.heads.get(where)
        if where == "unit" and value is not None:
            self.offered.append(field_at(where, "" if cell is None else cell.text, value, line, cell, clean(label)))
        if old is not None:
            better = rank < self.ranks[where] and value is not None
            other = (old.label, str(old.value or "")) if better else (clean(label), str(value or ""))
            if other[1] and norm(str(value or "")) != norm(str(old.value or "")):
                self.rivals.setdefault(where, other)
            if not better and not (old.value is None and value is not None):
                self.role(line, cell, f"value:{name}")
                return
        printed = text if text is not None else ("" if cell is None else cell.text)
        self.heads[where] = field_at(where, printed, value, line, cell, clean(label))
        self.ranks[where] = rank
        self.role(line, cell, f"value:{where}")

    def is_subtotal(self, total: float) -> bool:
        """Whether ``total`` is the total score read so far and the points of the execution rate together: that one was of the indicators alone."""
        old = self.heads.get("total_score")
        execution = next((f.score for f in self.funds if f.score is not None), None)
        if old is None or not isinstance(old.value, (int, float)) or not execution:
            return False
        return abs(old.value + execution - total) < _SAME

    def set_field(self, where: str, line: Line, cell: Cell | None, text: str, value: Any, label: str = "") -> None:
        self.fields[where] = field_at(where, text, value, line, cell, label)
        self.role(line, cell, f"value:{where}")

    def finish(self, form_no: int, kind: str, prints: str) -> Form:
        """The form with its id, the part of each source table that it occupies and a role for every printed cell."""
        used: dict[int, list[int]] = {}
        for line in self.lines:
            if line.table is not None:
                used.setdefault(line.number, []).append(line.row)
                self._settle_roles(line)
        tables = {t.number: t for t in self.document.tables}
        grid = [_part(tables[n], min(rows), max(rows)) for n, rows in used.items()]
        roles = {k: v for k, v in self.roles.items() if k[0] in used}
        for where, f in self.heads.items():
            self.fields.setdefault(where, f)
        return Form(
            form_id=f"{self.document.sha256[:12]}-{form_no}",
            file=self.document.file,
            form_no=form_no,
            sha256=self.document.sha256,
            template=self._template(kind),
            kind=kind,
            prints=prints,
            title=clean(self.title),
            year=self.year,
            subtitle_year=self.subtitle_year,
            money_unit=self.money_unit or self.money_hint,
            head=self.heads,
            funds=self.funds,
            indicators=self.indicators,
            fields=self.fields,
            placeholders=self.placeholders,
            unfilled=list(self.unfilled),
            roles=roles,
            grid=grid,
            notes=self.notes,
            columns=tuple(dict.fromkeys(self.indicator_labels)),
            execution_weight=self.execution_weight,
            total_row=self.totals_seen,
        )

    def _settle_roles(self, line: Line) -> None:
        """A role for every cell of a line; a cell that repeats a claimed neighbour (a merge dissolved and filled) shares its role."""
        for c in line.cells:
            key = (line.number, c.row, c.col)
            if key in self.roles:
                continue
            if not norm(c.text):
                self.roles[key] = "blank"
                continue
            beside = [b for b in line.cover if b is not c and (b.last_col == c.col - 1 or b.col == c.last_col + 1)]
            above = [a for a in self._row_above(line) if a.col <= c.col <= a.last_col]
            same = [x for x in (*beside, *above) if norm(x.text) == norm(c.text)]
            shared = (self.roles.get((line.number, x.row, x.col)) for x in same)
            self.roles[key] = next((r for r in shared if r and r not in ("blank", "unclaimed")), "unclaimed")

    def _row_above(self, line: Line) -> list[Cell]:
        k = next((i for i, ln in enumerate(self.lines) if ln is line), 0)
        before = self.lines[k - 1] if k else None
        return before.cover if before is not None and before.number == line.number else []

    def _template(self, kind: str) -> str:
        """A fingerprint of the layout: the same labels in the same order give the same name."""
        funds = sorted({k for f in self.funds for k in ("initial", "budget", "executed") if getattr(f, k) is not None})
        print_ = "|".join([kind, *self.indicator_labels, "/", *sorted(self.heads), "/", *funds])
        return f"{kind}-{hashlib.sha256(print_.encode()).hexdigest()[:8]}"


def _part(table: Table, first: int, last: int) -> Table:
    cells = tuple(
        c if c.last_row <= last else replace(c, rowspan=last - c.row + 1) for c in table.cells if first <= c.row <= last
    )
    return replace(table, cells=cells)
