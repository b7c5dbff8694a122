"""A Review as JSON and back, without loss: what the batch writes for its notebooks, and what ``--format json`` shows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from selfeval_nb.forms.model import Field, Form, FundRow, Indicator
from selfeval_nb.readers.model import Cell, Table
from selfeval_nb.review.model import Review, Ruling

SCHEMA = 1


def to_dict(review: Review) -> dict[str, Any]:
    """Plain values for ``json.dumps``. Addresses become lists, since JSON has neither tuples nor tuple keys."""
    data = asdict(review)
    data["form"]["roles"] = [[*place, role] for place, role in sorted(review.form.roles.items())]
    # two thirds of a review is its grid; rows of numbers keep the file small
    data["form"]["grid"] = [_table(table) for table in review.form.grid]
    return {"schema": SCHEMA, **data}


def from_dict(data: dict[str, Any]) -> Review:
    """The review that ``to_dict`` wrote. Raises ValueError when the data is of another schema."""
    if data.get("schema") != SCHEMA:
        raise ValueError(f"a stored review of schema {data.get('schema')!r} cannot be read, expected {SCHEMA}")
    plain = {k: v for k, v in data.items() if k not in ("schema", "form", "rulings")}
    return Review(form=_form(data["form"]), rulings=[Ruling(**r) for r in data["rulings"]], **plain)


def _table(table: Table) -> dict[str, Any]:
    kept = {k: getattr(table, k) for k in ("number", "rows", "cols", "aligned", "sheet", "page")}
    within = None if table.within is None else list(table.within)
    return {**kept, "within": within, "cells": [[c.row, c.col, c.text, c.rowspan, c.colspan] for c in table.cells]}


def _form(data: dict[str, Any]) -> Form:
    plain = {k: v for k, v in data.items() if k not in ("head", "fields", "funds", "indicators", "roles", "grid")}
    return Form(
        **plain,
        head={k: Field(**f) for k, f in data["head"].items()},
        fields={k: Field(**f) for k, f in data["fields"].items()},
        funds=[FundRow(**f) for f in data["funds"]],
        indicators=[Indicator(**i) for i in data["indicators"]],
        roles={(table, row, col): role for table, row, col, role in data["roles"]},
        grid=[_read_table(t) for t in data["grid"]],
    )


def _read_table(data: dict[str, Any]) -> Table:
    within = data["within"]
    return Table(
        **{k: data[k] for k in ("number", "rows", "cols", "aligned", "sheet", "page")},
        cells=tuple(Cell(row, col, text, rowspan, colspan) for row, col, text, rowspan, colspan in data["cells"]),
        within=None if within is None else (within[0], within[1], within[2]),
    )
