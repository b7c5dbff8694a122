"""A list of several projects in one table: the project, its unit, goal and money are columns beside those of the indicators."""

from __future__ import annotations

from selfeval_nb.forms.blocks import head
from selfeval_nb.forms.blocks.funds.amounts import set_amount
from selfeval_nb.forms.blocks.goals import rows as goals
from selfeval_nb.forms.grid.columns import Column, Columns
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.grid.labels import AMOUNTS, achieved
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary
from selfeval_nb.readers.model import Cell

#: What a column of the list says of its project: (``head`` ``goal`` ``fund``, the field, the column).
Roll = list[tuple[str, str, Column]]


#: What one cell may say of several projects.
_SHARED = frozenset(("unit", "unit_name", "department"))


def roll_columns(columns: Columns, vocabulary: Vocabulary) -> Roll:
    """The columns that name and describe a project, empty where the header has no column for its name."""
    names = [c for c in columns.items if c.name == "level3"]
    roll: Roll = []
    for column in columns.open:
        if not column.text or (names and column.first > names[0].first):
            continue
        if name := vocabulary.exact("head", column.text):
            roll.append(("head", name, column))
        elif goal := vocabulary.exact("goal", column.text):
            roll.append(("goal", "actual" if goal == "actual" or achieved(column.text) else "expected", column))
        elif (kind := vocabulary.exact("funds_column", column.text)) in (*AMOUNTS, "rate"):
            roll.append(("fund", str(kind), column))
    return roll if any(name == "project" for _, name, _ in roll) else []


def project_cell(line: Line, columns: Columns, roll: Roll) -> Cell | None:
    """The cell that names the project of a row, where it begins in this row."""
    column = next(c for _, name, c in roll if name == "project")
    return _cell(line, columns, column)


def _cell(line: Line, columns: Columns, column: Column) -> Cell | None:
    if columns.aligned and line.aligned:
        cell = next((c for c in line.cells if c.col <= column.first <= c.last_col), None)
    else:  # spans are lost: only the first row of a project has all cells
        cell = line.cells[column.first - 1] if len(line.cells) == columns.cells else None
    return cell if cell is not None and norm(cell.text) else None


def read_project(draft: Draft, line: Line, columns: Columns, roll: Roll, before: Draft) -> None:
    """What the first row of a project says of it; a unit printed once for several projects is that of ``before``."""
    for place, name, column in roll:
        cell = _cell(line, columns, column)
        text = "" if cell is None else cell.text
        above = before.heads.get("unit" if name == "unit_name" else name)
        if cell is None and name in _SHARED and above is not None:
            draft.heads.setdefault(above.where, above)
            continue
        if place == "head":
            head.set_head(draft, line, name, column.text, cell, text)
        elif place == "goal":
            goals.set_goal(draft, line, name, column.text, text, cell)
        else:
            set_amount(draft, line, name, column.text, text, cell)
    draft.funds_seen = draft.funds_seen or bool(draft.funds)
