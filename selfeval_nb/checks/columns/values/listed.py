"""Columns about targets that repeat the weights (rule V19)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.scoring.totals import values_of
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import floats, texts
from selfeval_nb.checks.table.rows import rows_of


@derived("forms", "targets_like_weights", "targets_sum")
def _targets_like_weights(f: Frames) -> dict[str, Judged | pd.Series]:
    """How many rows print a bare number as target where every row does (at least 3 rows) and these are the weights: each equal
    to the row's own, or, where no weights are printed, adding up to the preset's total; and their sum."""
    weight = floats(f.frame("indicators")["weight"])
    number, plain = _bare_numbers(f)
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


def _bare_numbers(f: Frames) -> tuple[np.ndarray, np.ndarray]:
    """The number of each target, and whether it stands there without a unit and an operator of its own."""
    targets, _ = values_of(f)
    number = np.array([np.nan if v.number is None else v.number for v in targets], dtype=float)
    plain = np.fromiter((v.unit in (None, "分") and v.operator in (None, "=") for v in targets), bool, len(targets))
    return number, plain & ~np.isnan(number)


def typed_weights(f: Frames) -> np.ndarray:
    """For each row whether it belongs to three and more rows of one first level that all have their weight as target."""
    if "typed_weights" not in f.cache:
        number, plain = _bare_numbers(f)
        typed = plain & (number == floats(f.frame("indicators")["weight"]))
        levels = texts(f.frame("indicators")["level1"])
        out = np.zeros(len(typed), dtype=bool)
        for rows in rows_of(f):
            blocks: dict[str, list[int]] = {}
            for i in rows:
                blocks.setdefault(levels[i], []).append(i)
            for block in blocks.values():
                if len(block) >= 3 and typed[block].all():
                    out[block] = True
        f.cache["typed_weights"] = out
    return f.cache["typed_weights"]


@derived("levels", "level_targets_like_weights")
def _level_targets_like_weights(f: Frames) -> Judged:
    """How many rows of a first level have their weight as target, where all of its three and more rows do and those of other levels do not."""
    levels, ind = f.frame("levels"), f.frame("indicators")
    count: dict[tuple[str, str], float] = {}
    typed = typed_weights(f)
    for form_id, level1, hit in zip(ind["form_id"], texts(ind["level1"]), typed.tolist(), strict=True):
        count[form_id, level1] = count.get((form_id, level1), 0.0) + hit
    told = [count.get((form_id, name), 0.0) for form_id, name in zip(levels["form_id"], levels["level1"], strict=True)]
    whole = np.nan_to_num(f.col("forms", "targets_like_weights").to_numpy()) > 0
    return judged(pd.Series(told, dtype=float), ("na.other_rule", whole[f.form_index("levels")]))
