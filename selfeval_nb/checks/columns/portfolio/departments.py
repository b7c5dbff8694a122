"""Columns that hold a department's own form against the projects of the batch (rule X06)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.compare.batch_forms import batch_of
from selfeval_nb.checks.table.frames import Frames, derived, judged
from selfeval_nb.checks.table.grains import floats, texts, total_value
from selfeval_nb.forms.words.text import norm


@derived(
    "funds",
    "projects_executed",
    "projects_count",
    "projects_excess",
)
def _projects_executed(f: Frames) -> dict[str, Any]:
    """On the 项目支出 row of a department's form: what the projects of the batch have executed, how many they are, and by how
    much that is more than the row says."""
    batch, forms, funds = batch_of(f), f.frame("forms"), f.frame("funds")
    kinds, money = texts(forms["kind"]), texts(forms["money_unit"])
    factor = np.array([{"元": 1e-4, "亿元": 1e4}.get(m, 1.0) for m in money])
    executed = total_value(f, "executed") * factor
    sums: dict[tuple[str, int | None], tuple[float, int]] = {}
    for i in range(batch.n):
        if kinds[i] == "project" and not np.isnan(executed[i]):
            for key in {batch.departments[i], batch.units[i]} - {""}:
                so_far, count = sums.get((key, batch.years[i]), (0.0, 0))
                sums[key, batch.years[i]] = so_far + float(executed[i]), count + 1
    at = f.form_index("funds")
    row = np.array(["项目支出" in norm(t) for t in texts(funds["label"])], dtype=bool) & (kinds[at] == "department")
    total, number = np.full(len(funds), np.nan), np.zeros(len(funds))
    for r in np.flatnonzero(row).tolist():
        i = int(at[r])
        value, number[r] = sums.get((batch.units[i] or batch.departments[i], batch.years[i]), (np.nan, 0))
        total[r] = value / factor[i]
    excess = np.round(total - floats(funds["executed"]), 6)
    return {
        "projects_excess": judged(pd.Series(excess), ("na.no_project_row", ~row), ("na.no_projects", number == 0), ("ne.amount", np.isnan(excess))),
        "projects_executed": pd.Series(np.round(total, 6)),
        "projects_count": pd.Series(number),
    }  # fmt: skip
