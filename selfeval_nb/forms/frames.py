"""Forms -> the DataFrames of the contract (docs/design.md), a row a form, a fund, an indicator, a cell, a problem."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import pandas as pd

from selfeval_nb.common.words import Words
from selfeval_nb.forms.model import Form, FundRow, Indicator
from selfeval_nb.forms.values.numbers import parse_score
from selfeval_nb.forms.words.text import clean, norm
from selfeval_nb.readers.model import Problem

FORM_COLUMNS = (
    "form_id", "file", "form_no", "template", "title", "year", "project", "department", "unit", "money_unit",
    "goal_expected", "goal_actual", "total_weight", "total_score", "grade", "sha256",
    # further columns
    "kind", "prints", "layout", "placeholders", "unfilled", "subtitle_year", "execution_weight", "fill_date", "conclusion", "problems_text", "measures_text", "other_notes",
    "whole_reason", "goal_adjusted", "central_department", "attributes", "notes", "other_texts", "level1_weights",
    "has_weight_column", "has_score_column", "has_reason_column", "has_total_row", "cells_read", "cells_mapped", "cells_unclaimed", "unread_points", "has_adjustment_column",
)  # fmt: skip
FUND_COLUMNS = ("form_id", *(f.name for f in fields(FundRow)))
INDICATOR_COLUMNS = ("form_id", *(f.name for f in fields(Indicator)))
CELL_COLUMNS = ("form_id", "where", "file", "table", "row", "col", "text", "label")
PROBLEM_COLUMNS = ("file", "form_id", "where", "problem", "detail")

NUMBERS = {
    "forms": ("total_weight", "total_score", "execution_weight", "unread_points"),
    "funds": ("initial", "budget", "executed", "weight", "rate", "score"),
    "indicators": ("target_value", "actual_value", "weight", "score", "coefficient", "review_score", "level1_weight", "level2_weight"),
}  # fmt: skip
WHOLE = (
    "form_no",
    "year",
    "fund_no",
    "indicator_no",
    "shared_with",
    "placeholders",
    "subtitle_year",
    "cells_read",
    "cells_mapped",
    "cells_unclaimed",
    "table",
    "row",
    "col",
)


_SHOWN = ("forms", "funds", "indicators", "problems")
_HEAD = 5  # rows of each table in a notebook


@dataclass(slots=True, repr=False)
class Tables:
    """The frames of a set of forms; ``items`` are the forms themselves, in the order of ``forms``."""

    forms: pd.DataFrame
    funds: pd.DataFrame
    indicators: pd.DataFrame
    problems: pd.DataFrame
    cells: pd.DataFrame
    items: list[Form] = field(default_factory=list)

    def only(self, positions: Iterable[int]) -> Tables:
        """The tables of the forms at these positions, in ascending order, without problems."""
        at = [int(i) for i in positions]
        forms = self.forms.iloc[at].reset_index(drop=True)
        wanted = set(forms["form_id"])

        def of(frame: pd.DataFrame) -> pd.DataFrame:
            return frame[frame["form_id"].isin(wanted).to_numpy()].reset_index(drop=True)

        items = [self.items[i] for i in at] if self.items else []
        return Tables(forms, of(self.funds), of(self.indicators), self.problems.iloc[:0], of(self.cells), items)

    def __repr__(self) -> str:
        return f"Tables({', '.join(f'{name} {len(getattr(self, name))}' for name in _SHOWN)})"

    def _repr_html_(self) -> str:
        """Each table with the number of its rows and its first ones, for a notebook."""
        parts = []
        for name in _SHOWN:
            frame = getattr(self, name)
            parts.append(
                f"<p><b>.{name}</b> {len(frame)} × {len(frame.columns)}</p>{frame.head(_HEAD).to_html(max_cols=12)}"
            )
        return "".join(parts)


def tables_of(forms: Sequence[Form], problems: Iterable[Problem] = ()) -> Tables:
    """The frames of ``forms``; amounts, weights and scores are float64, years and numbers Int64, texts object."""
    rows: Rows = {name: [] for name in (*ROWS, "cells")}
    for form in forms:
        for name, some in rows_of(form).items():
            rows[name] += some
        rows["cells"] += [list(r) for r in _cell_rows(form)]
    return tables_from(rows, problems, forms)


Rows = dict[str, list[list[Any]]]
ROWS = ("forms", "funds", "indicators")


def rows_of(form: Form) -> Rows:
    """A form's rows of ROWS as plain values in the order of the columns; what a form does not have is NaN, as in the frames."""
    row = _form_row(form)
    return {
        "forms": [[row.get(c, _ABSENT) for c in FORM_COLUMNS]],
        "funds": [[form.form_id, *(getattr(r, c) for c in FUND_COLUMNS[1:])] for r in form.funds],
        "indicators": [[form.form_id, *(getattr(r, c) for c in INDICATOR_COLUMNS[1:])] for r in form.indicators],
    }


def tables_from(rows: Mapping[str, list[list[Any]]], problems: Iterable[Problem], forms: Iterable[Form] = ()) -> Tables:
    """The frames of the rows of many forms; without ``cells`` where ``rows`` has none."""
    return Tables(
        forms=_frame("forms", rows["forms"], FORM_COLUMNS),
        funds=_frame("funds", rows["funds"], FUND_COLUMNS),
        indicators=_frame("indicators", rows["indicators"], INDICATOR_COLUMNS),
        problems=_frame("problems", [[getattr(p, c) for c in PROBLEM_COLUMNS] for p in problems], PROBLEM_COLUMNS),
        cells=_frame("cells", rows.get("cells", []), CELL_COLUMNS),
        items=list(forms),
    )


_ABSENT = float("nan")


def _frame(name: str, rows: list[list[Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    for c in columns:
        if c in WHOLE:
            frame[c] = pd.to_numeric(frame[c]).astype("Int64")
        elif c in NUMBERS.get(name, ()):
            frame[c] = pd.to_numeric(frame[c]).astype("float64")
    return frame


def _form_row(form: Form) -> dict[str, Any]:
    row: dict[str, Any] = {c: form.value(c) for c in FORM_COLUMNS if c in form.head}
    counts = {"cells_read": 0, "cells_mapped": 0, "cells_unclaimed": 0}
    for role in form.roles.values():
        if role != "blank":
            counts["cells_read"] += 1
            counts["cells_unclaimed" if role == "unclaimed" else "cells_mapped"] += 1
    total = form.total_fund
    weights = {i.level1: i.level1_weight for i in form.indicators if i.level1 and i.level1_weight is not None}
    return {
        **row,
        "form_id": form.form_id, "file": form.file, "form_no": form.form_no, "template": form.template,
        "title": form.title or None, "year": form.year, "money_unit": form.money_unit, "sha256": form.sha256,
        "kind": form.kind, "prints": form.prints, "layout": form.layout or None, "placeholders": form.placeholders,
        "subtitle_year": form.subtitle_year,
        "unfilled": "\n".join(form.unfilled) or None,
        "execution_weight": total.weight if total is not None and total.weight is not None else form.execution_weight,
        "attributes": {k.partition(":")[2]: v.value for k, v in form.head.items() if ":" in k},
        "notes": "\n".join(form.notes) or None,
        "other_texts": "\n".join(_other_texts(form)) or None,
        "level1_weights": weights,
        "has_weight_column": "weight" in form.columns, "has_score_column": "score" in form.columns,
        "has_reason_column": "reason" in form.columns, "has_total_row": form.total_row,
        "has_adjustment_column": _prints_adjustments(form),
        "unread_points": unread_points(form) if counts["cells_unclaimed"] else 0.0,
        **counts,
    }  # fmt: skip


WORDS = Words("reading", "frames")
_TAIL = re.compile(r"[\d①-⑩()（）%=+]+$")  # the numbers and formulae of columns


def _prints_adjustments(form: Form) -> bool:
    """Whether the funds block has a column for by how much the budget was changed (年中调整金额), beside what it came to."""
    if not form.funds:
        return False
    labels = {key for key, role in form.roles.items() if role.startswith("label:fund")}
    texts = (norm(c.text) for t in form.grid for c in t.cells if (t.number, c.row, c.col) in labels)
    return any(WORDS.adjustment.match(_TAIL.sub("", t)) is not None for t in texts)


def unread_points(form: Form) -> float:
    """The sum of the numbers up to a hundred in cells that nobody understood: points of rows or of a block that were not read may be among them."""
    found = (
        parse_score(c.text)
        for t in form.grid
        for c in t.cells
        if form.roles.get((t.number, c.row, c.col)) == "unclaimed"
    )
    return round(sum(n for n in found if n is not None and 0 < n <= 100), 6)


SENTENCE = 10  # characters: a cell that nobody knows and that is longer says something


def _other_texts(form: Form) -> list[str]:
    """What the cells say that are the value of no field: those that nobody understood, and the rows of lists (任务清单)."""
    left = {key for key, role in form.roles.items() if role in ("unclaimed", "list")}
    found = [clean(c.text) for t in form.grid for c in t.cells if (t.number, c.row, c.col) in left]
    return list(dict.fromkeys(t for t in found if len(t) >= SENTENCE)) if left else []


def _cell_rows(form: Form) -> Iterable[tuple[Any, ...]]:
    for where, f in form.fields.items():
        yield form.form_id, where, form.file, f.table, f.row, f.col, f.text, f.label


_CONTRACT = {
    "forms": ("form_id", "file", "form_no", "template", "title", "year", "project", "department", "unit", "money_unit", "goal_expected", "goal_actual", "total_weight", "total_score", "grade", "sha256", "kind", "prints"),
    "funds": ("form_id", "fund_no", "source", "label", "initial", "budget", "executed", "weight", "rate", "score"),
    "indicators": ("form_id", "indicator_no", "level1", "level2", "level3", "target_text", "operator", "target_value", "target_unit", "actual_text", "actual_value", "actual_unit", "weight", "score", "reason"),
    "problems": PROBLEM_COLUMNS,
}  # fmt: skip


def contract_columns(table: str) -> tuple[str, ...]:
    """The columns of ``table`` that the contract names, in its order."""
    return _CONTRACT[table]
