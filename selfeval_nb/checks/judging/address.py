"""From a place by meaning (``where``) to the cell of the source document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from selfeval_nb.checks.book.template import quoted
from selfeval_nb.checks.table.grains import cells_of
from selfeval_nb.common.where import parse

if TYPE_CHECKING:
    from selfeval_nb.checks.table.frames import Frames

_INDICATOR = ("level3", "target_text", "actual_text", "weight", "score", "reason", "level2")
_FUND = ("label", "initial", "budget", "executed", "rate", "score", "weight")


def place_findings(frames: Frames, found: pd.DataFrame) -> pd.DataFrame:
    """Fill ``table row col quote``. ``cell`` of a finding names another place to look at than ``where`` (for ``form``).

    Where the layout has no such cell, the row of its neighbours is given without a column; nothing is guessed beyond that.
    """
    found = found.copy()
    if not len(found):
        for name in ("table", "row", "col"):
            found[name] = pd.array([], dtype="Int64")
        return found
    look = [c or w for c, w in zip(found["cell"], found["where"], strict=True)]
    form = pd.Index(frames.frame("forms")["form_id"]).get_indexer(found["form_id"])
    index = cells_of(frames)
    hit = index.find(form, look)
    good = hit >= 0
    cells = frames.tables.cells
    place = {name: cells[name].to_numpy(dtype=float, na_value=np.nan) for name in ("table", "row", "col")}
    for name, values in place.items():
        filled = np.full(len(found), np.nan)
        filled[good] = values[hit[good]]
        place[name] = filled
    text = index.text
    quotes = found["quote"].tolist()
    for i in np.flatnonzero(good):
        if not quotes[i]:
            quotes[i] = quoted(text[hit[i]], 200)
    found["quote"] = quotes
    _neighbours(frames, form, look, np.flatnonzero(~good), place)
    for name, filled in place.items():
        found[name] = pd.array(filled, dtype="Int64")
    return found


def _neighbours(
    frames: Frames, form: np.ndarray, look: list[str], lost: np.ndarray, place: dict[str, np.ndarray]
) -> None:
    """For a missing cell of a printed row: table and row of the row's other cells; the lowest, for merged cells begin above."""
    index, cells = cells_of(frames), frames.tables.cells
    for i in lost:
        lost_at = parse(look[i])
        if not lost_at.row or not lost_at.column:
            continue
        near = [str(lost_at.at(c)) for c in (_INDICATOR if lost_at.block == "indicators" else _FUND)]
        at = index.find(np.full(len(near), form[i]), near)
        rows = [(cells["table"].iloc[k], cells["row"].iloc[k]) for k in at[at >= 0]]
        known = [(int(t), int(r)) for t, r in rows if not pd.isna(t) and not pd.isna(r)]
        if known:
            place["table"][i], place["row"][i] = max(known)
