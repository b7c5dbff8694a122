"""From a place by meaning (``where``) to the cell of the source document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from selfeval_nb.checks.wording import quoted

if TYPE_CHECKING:
    from selfeval_nb.checks.registry import Frames

_ROW = re.compile(r"^((?:funds|indicators)\[[^\]]+\])\.")


def place_findings(frames: Frames, found: pd.DataFrame) -> pd.DataFrame:
    """Fill ``table row col quote``. ``cell`` of a finding names another place to look at than ``where`` (for ``form``).

    Where the layout has no such cell, the row of its neighbours is given without a column; nothing is guessed beyond that.
    """
    found = found.copy()
    for name in ("table", "row", "col"):
        found[name] = pd.array([None] * len(found), dtype="Int64")
    if not len(found):
        return found
    look = np.where(
        found["cell"].to_numpy(dtype=object) != "",
        found["cell"].to_numpy(dtype=object),
        found["where"].to_numpy(dtype=object),
    )
    cells = frames.tables.cells
    mine = cells["form_id"].isin(set(found["form_id"])).to_numpy()
    cells = cells.loc[mine, ["form_id", "where", "table", "row", "col", "text"]]
    key = [cells["form_id"].astype(object), cells["where"].astype(object)]
    at = pd.MultiIndex.from_arrays(key)
    first = ~at.duplicated()
    cells, at = cells[first], at[first]
    hit = at.get_indexer(pd.MultiIndex.from_arrays([found["form_id"].astype(object), look]))
    good = hit >= 0
    for name in ("table", "row", "col"):
        values = cells[name].to_numpy(dtype=float, na_value=np.nan)
        filled = np.full(len(found), np.nan)
        filled[good] = values[hit[good]]
        found[name] = pd.array(pd.Series(filled), dtype="Int64")
    text = cells["text"].to_numpy(dtype=object)
    quotes = found["quote"].tolist()
    for i in np.flatnonzero(good):
        if not quotes[i]:
            quotes[i] = quoted(text[hit[i]], 200)
    found["quote"] = quotes
    lost = np.flatnonzero(~good)
    if len(lost):
        _neighbours(found, look, lost, cells)
    return found


def _neighbours(found: pd.DataFrame, look: np.ndarray, lost: np.ndarray, cells: pd.DataFrame) -> None:
    """For a missing cell of a printed row: the table and row of the row's other cells."""
    rows: dict[tuple[str, str], tuple[float, float]] = {}
    need = {found["form_id"].iloc[i] for i in lost if _ROW.match(look[i])}
    some = cells[cells["form_id"].isin(need).to_numpy() & cells["table"].notna().to_numpy()]
    for form_id, where, table, row in zip(some["form_id"], some["where"], some["table"], some["row"], strict=True):
        m = _ROW.match(where)
        if m:
            # a merged level cell begins further up: the row of an indicator is that of its lowest cell
            rows[form_id, m[1]] = max(rows.get((form_id, m[1]), (table, row)), (table, row))
    for i in lost:
        m = _ROW.match(look[i])
        at = rows.get((found["form_id"].iloc[i], m[1])) if m else None
        if at is not None:
            found.iloc[i, found.columns.get_loc("table")] = int(at[0])
            found.iloc[i, found.columns.get_loc("row")] = int(at[1])
