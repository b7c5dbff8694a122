"""Columns about targets: words for numbers, low ones (rules Q06, Q12, Q13)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.quality.levels import has, target_column
from selfeval_nb.checks.table.frames import Frames, Judged, derived, filled, judged
from selfeval_nb.checks.table.grains import floats, map_texts, no_value, texts
from selfeval_nb.checks.table.rows import kind2, names
from selfeval_nb.checks.table.value_rows import WORDS


@derived("indicators", "quantity_target_kind")
def _quantity_target_kind(f: Frames) -> Judged:
    """The kind of value that the target of a 数量指标 is (docs/values.md); missing for a lone sign."""
    written = map_texts(
        texts(f.frame("indicators")["target_text"]), lambda t: re.search(r"[\u4e00-\u9fff]", t) is not None, bool
    )
    # a lone operator is an unfinished cell, not a word
    return filled(target_column(f, "target_kind"), ~written, ("na.level2", kind2(f) != "quantity"), ("na.blank", no_value(texts(f.frame("indicators")["target_text"])))
    )  # fmt: skip


@derived("forms", "rates_for_quantities", "quantity_rows_printed")
def _rates_for_quantities(f: Frames) -> dict[str, Judged | pd.Series]:
    """How many 数量指标 of the form are percentages where that is each of them, or most of at least three, so that hardly an amount of work is
    stated; 0 otherwise; and how many it has. Rates of money paid out are another rule's."""
    quantity = kind2(f) == "quantity"
    rows = f.sum_by_form("indicators", quantity.astype(float))
    rates = f.sum_by_form("indicators", (quantity & (target_column(f, "target_base") == "%")).astype(float))
    money = f.sum_by_form("indicators", f.col("indicators", "funds_as_quantity").to_numpy() == 1)
    most = (rates == rows) | ((rows >= 3) & (rates > rows / 2))
    return {
        "rates_for_quantities": judged(
            pd.Series(np.where(most, rates, 0.0)), ("na.no_levels", rows == 0), ("na.other_rule", (rows > 0) & (money == rows))
        ),
        "quantity_rows_printed": pd.Series(rows),
    }  # fmt: skip


@derived("forms", "qualitative_share", "qualitative_rows", "target_rows")
def _qualitative_share(f: Frames) -> dict[str, Judged | pd.Series]:
    """Share of the targets that are words, over rows with a target."""
    kinds = target_column(f, "target_kind")
    written = map_texts(
        texts(f.frame("indicators")["target_text"]), lambda t: re.search(r"[\u4e00-\u9fff]", t) is not None, bool
    )
    words = f.sum_by_form("indicators", np.isin(kinds, WORDS) & written)
    rows = f.sum_by_form("indicators", ~np.isin(kinds, ["none", "placeholder"]))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.round(words / rows, 6)
    return {
        "qualitative_share": judged(pd.Series(share), ("na.kind", _kinds(f) == "department"), ("na.few", rows < 5)),
        "qualitative_rows": pd.Series(words),
        "target_rows": pd.Series(rows),
    }


def _kinds(f: Frames) -> np.ndarray:
    return f.frame("forms")["kind"].to_numpy(dtype=object)


@derived("forms", "low_target_share", "low_target_rows", "numeric_rows")
def _low_targets(f: Frames) -> dict[str, Judged | pd.Series]:
    """Share of the positive numeric rows whose actual is far above the target (over.explain of the preset)."""
    ratio = floats(f.col("indicators", "ratio"))
    positive = np.isin(target_column(f, "direction"), [">=", ">"]) & ~np.isnan(ratio)
    over = positive & (ratio >= f.preset["over.explain"] - 1e-9)
    rows, high = f.sum_by_form("indicators", positive), f.sum_by_form("indicators", over)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.round(high / rows, 6)
    return {
        "low_target_share": judged(pd.Series(share), ("na.few", rows < 4)),
        "low_target_rows": pd.Series(high),
        "numeric_rows": pd.Series(rows),
    }


@derived("indicators", "satisfaction_target")
def _satisfaction_target(f: Frames) -> Judged:
    """The target of a satisfaction row as a fraction."""
    name = names(f)
    rows = f.col("indicators", "is_satisfaction").to_numpy(dtype=bool)
    percent = target_column(f, "target_base") == "%"
    low = floats(f.col("indicators", "target_low")) / 100
    low = np.where(low < 0.3, np.nan, low)  # points or a growth rate, not a level of satisfaction
    lower = np.isin(target_column(f, "direction"), ["<=", "<"]) | has(name, "filed.not_satisfaction")
    complaints = map_texts(name, lambda t: "投诉" in t or "不满意" in t, bool)
    return judged(
        pd.Series(low),
        ("na.level1", ~rows | complaints | lower),
        ("na.not_percent", ~percent),
        ("ne.target", np.isnan(low)),
    )
