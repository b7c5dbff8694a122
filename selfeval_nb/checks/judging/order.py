"""Findings with their addresses, in the order in which they are told."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.book.weighing import Weighings
from selfeval_nb.checks.judging.address import place_findings
from selfeval_nb.checks.judging.stakes import orders
from selfeval_nb.checks.model import FINDING_COLUMNS
from selfeval_nb.checks.table.frames import Frames


def in_order(frames: Frames, found: pd.DataFrame, scores: pd.DataFrame, rules: Weighings) -> pd.DataFrame:
    """Addresses, file and form number, and the order form, severity, kind of fault, what is at stake (by the recomputed ``scores``),
    place (``stakes.before``)."""
    forms = frames.frame("forms")
    at = pd.Index(forms["form_id"]).get_indexer(found["form_id"])
    found["file"] = forms["file"].to_numpy(dtype=object)[at] if len(found) else found["form_id"]
    found["form_no"] = forms["form_no"].to_numpy()[at] if len(found) else found["form_id"]
    found = place_findings(frames, found)
    if len(found):
        big = np.iinfo(np.int64).max
        place = [found[c].astype("float64").fillna(big).to_numpy() for c in ("table", "row", "col")]
        rank, kind, stake = orders(found, scores, rules).T
        order = np.lexsort(
            (
                found["rule_id"].to_numpy(dtype=str),
                found["where"].to_numpy(dtype=str),
                *reversed(place),
                stake,
                kind,
                rank,
                at,
            )
        )
        found = found.iloc[order]
    return found[list(FINDING_COLUMNS)].reset_index(drop=True)
