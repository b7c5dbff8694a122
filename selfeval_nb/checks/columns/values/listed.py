"""Columns about targets that repeat the weights (rule V19)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.scoring.totals import values_of
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import floats


@derived("forms", "targets_like_weights", "targets_sum")
def _targets_like_weights(f: Frames) -> dict[str, Judged | pd.Series]:
    """How many rows print a bare number as target where every row does (at least 3 rows) and these are the weights: each equal
    to the row's own, or, where no weights are printed, adding up to the preset's total; and their sum."""
    targets, _ = values_of(f)
    weight = floats(f.frame("indicators")["weight"])
    number = np.array([np.nan if v.number is None else v.number for v in targets], dtype=float)
    plain = np.fromiter((v.unit in (None, "分") and v.operator in (None, "=") for v in targets), bool, len(targets))
    plain &= ~np.isnan(number)
    rows = f.col("forms", "n_indicators").to_numpy()
    same = f.sum_by_form("indicators", plain & (number == weight)) >= rows
    total = np.round(f.sum_by_form("indicators", number), 6)
    whole = np.isin(total, [f.preset["weights.total"], f.preset["weights.total"] - f.preset["execution.weight"]])
    sums = whole & (f.sum_by_form("indicators", plain) >= rows) & ~f.col("forms", "has_weights").to_numpy(dtype=bool)
    return {
        "targets_like_weights": judged(
            pd.Series(np.where(same | sums, rows, 0.0)), ("na.no_indicators", rows == 0), ("na.few", rows < 3)
        ),
        "targets_sum": pd.Series(total),
    }
