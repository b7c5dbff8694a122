"""Columns that hold indicators about the budget itself (执行率, 调整率, 结转结余率) against the funds block (rule M31)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.funds.told import mentions
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.rows import names
from selfeval_nb.common.words import Words

WORDS = Words("funds", "indicators")

_SHOWN = {"execution": "执行数÷预算数", "change": "|预算数−年初预算数|÷年初预算数", "left": "（预算数−执行数）÷预算数"}


@derived(
    "indicators", "fund_rate_gap", "fund_rate_due", "fund_rate_formula"
)  # fmt: skip
def _fund_rates(f: Frames) -> dict[str, Judged | pd.Series]:
    """How far the actual value of an indicator about the budget is from the rate of the funds block, that rate (both fractions) and how it
    is computed. Either budget may be the base; money that a text says was handed back is no balance."""
    name = names(f)
    kind = np.full(len(name), "", dtype=object)
    for key in _SHOWN:
        kind[np.array([getattr(WORDS, key).search(n) is not None for n in name], dtype=bool)] = key
    initial, budget, spent = (
        f.per_form("indicators", f"total_{c}").to_numpy(dtype=float) for c in ("initial", "budget", "executed")
    )
    actual = f.col("indicators", "actual_low").to_numpy(dtype=float)
    percent = np.isin(f.col("indicators", "actual_base").to_numpy(dtype=object), ["%", ""])
    # 0.76 without a sign may be the fraction or the percentage
    said = np.where(percent & ((actual == 0) | (actual > 1)), actual / 100, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        due = np.select(
            [kind == "execution", kind == "change", kind == "left"],
            [spent / budget, np.abs(budget - initial) / initial, (budget - spent) / budget],
            np.nan,
        )
        other = np.select(
            [kind == "execution", kind == "change"], [spent / initial, np.abs(budget - initial) / budget], due
        )
    due, other = (np.where(np.isfinite(x), x, np.nan) for x in (due, other))
    gap = np.round(np.fmin(np.abs(said - due), np.abs(said - other)), 6)
    back = mentions(f, WORDS.handed_back)[f.form_index("indicators")]
    shown = [_SHOWN.get(k) for k in kind]
    return {
        "fund_rate_gap": judged(
            pd.Series(gap), ("na.scope", kind == ""), ("ne.amount", np.isnan(due)), ("ne.actual", np.isnan(said)),
            ("na.explained", (kind == "left") & back), ("na.other_rule", f.per_form("indicators", "scale_slip").notna().to_numpy()),
        ),
        "fund_rate_due": pd.Series(np.round(due, 6)),
        "fund_rate_formula": pd.Series(shown, dtype=object),
    }  # fmt: skip
