"""Columns of the indicators as the form prints them, by their label: ``printed:佐证材料``.

A layout may have columns that this program does not know by a name of its own, or knows under one name with many others. A rule may
name them by the printed label; where the layout has no such column, it does not apply.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.frames import PRINTED, Frames, Judged, judged
from selfeval_nb.common.where import parse
from selfeval_nb.forms.words.text import clean
from selfeval_nb.forms.words.vocabulary import label_key


def printed_column(f: Frames, label: str) -> Judged:
    """The text of every indicator under a printed label, None where the cell is blank; forms without such a column are not judged."""
    label = label_key(label)
    rows = f.frame("indicators")
    text = np.full(len(rows), None, dtype=object)
    has = np.zeros(len(f.frame("forms")), dtype=bool)
    for form, number, shown in _cells(f, label):
        has[form] = True
        at = _row_numbers(f).get((form, number))
        if at is not None:
            text[at] = clean(shown) or None
    return judged(pd.Series(text, dtype=object), ("na.not_printed", ~has[f.form_index("indicators")]))


def _cells(f: Frames, label: str) -> list[tuple[int, int, str]]:
    """(form row, indicator number, text) of the cells under a label."""
    if "cells_by_label" not in f.cache:
        found: dict[str, list[tuple[int, int, str]]] = {}
        cells = f.tables.cells
        mine = cells[cells["label"].astype(bool)]
        forms = pd.Index(f.frame("forms")["form_id"]).get_indexer(mine["form_id"])
        for form, where, shown, printed in zip(forms.tolist(), mine["where"], mine["text"], mine["label"], strict=True):
            number = parse(where).number
            if number is not None:
                found.setdefault(label_key(printed), []).append((form, number, shown))
        f.cache["cells_by_label"] = found
    return f.cache["cells_by_label"].get(label, [])


def _row_numbers(f: Frames) -> dict[tuple[int, int], int]:
    """(form row, indicator number) -> row of the indicators."""
    if "row_numbers" not in f.cache:
        numbers = f.frame("indicators")["indicator_no"].tolist()
        forms = f.form_index("indicators").tolist()
        f.cache["row_numbers"] = {(form, int(no)): i for i, (form, no) in enumerate(zip(forms, numbers, strict=True))}
    return f.cache["row_numbers"]


PRINTED["indicators"] = printed_column
