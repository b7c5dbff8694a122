"""Columns about one phrase that stands for the result in row after row (已完成100% for 2次, 10万元 and 1-12月; rule V30)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from selfeval_nb.checks.scoring.totals import values_of
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import evaluates, map_texts, only, texts
from selfeval_nb.checks.table.rows import rows_of
from selfeval_nb.checks.table.value_rows import DATES, NUMERIC, row_names
from selfeval_nb.common.words import Words
from selfeval_nb.forms.values.value_model import Value
from selfeval_nb.forms.words.text import norm

WORDS = Words("values", "stock")

_LEAST = 3  # rows with one phrase
_NEARLY_ALL = 0.8  # of the rows with a number, an amount or a date


@derived(
    "forms",
    "stock_all",
    "stock_some",
    "stock_count",
    "stock_measured",
    "stock_first",
    "stock_name",
    "stock_target",
)
def _stock(f: Frames) -> dict[str, Judged | pd.Series]:
    """The phrase that stands as the actual value in three or more rows whose targets are numbers, amounts or dates and differ: where nearly all
    such rows have it, and where some do; how many of how many rows, the first, its name and its target."""
    targets, actuals = values_of(f)
    same = stock_rows(f)
    measured = _measured(targets)
    numbers, names = f.frame("indicators")["indicator_no"].tolist(), row_names(f)
    count, total = f.sum_by_form("indicators", same.astype(float)), f.sum_by_form("indicators", measured.astype(float))
    first = [next((i for i in rows if same[i]), -1) for rows in rows_of(f)]
    phrase = np.array([actuals[i].text if i >= 0 else None for i in first], dtype=object)
    nearly = count >= _NEARLY_ALL * total
    why = [("na.kind", ~evaluates(f)), ("na.no_indicators", f.col("forms", "n_indicators").to_numpy() == 0)]
    return {
        "stock_all": judged(only(nearly, phrase), *why),
        "stock_some": judged(only(~nearly, phrase), *why),
        "stock_count": pd.Series(count),
        "stock_measured": pd.Series(total),
        "stock_first": pd.Series([float(numbers[i]) if i >= 0 else 1.0 for i in first]),
        "stock_name": pd.Series([names[i] if i >= 0 else "" for i in first], dtype=object),
        "stock_target": pd.Series([targets[i].text if i >= 0 else "" for i in first], dtype=object),
    }


def _measured(targets: Sequence[Value]) -> np.ndarray:
    """Rows whose target is a number, an amount or a date."""
    return np.array([(t.kind in NUMERIC and t.low is not None) or t.kind in DATES for t in targets], dtype=bool)


def stock_rows(f: Frames) -> np.ndarray:
    """For each row whether its actual value is the phrase that its form has for every such row."""
    if "stock_rows" not in f.cache:
        targets, _ = values_of(f)
        said = map_texts(texts(f.frame("indicators")["actual_text"]), norm)
        stock = map_texts(said, lambda t: WORDS.whole.match(t) is not None, bool) & _measured(targets)
        out = np.zeros(len(said), dtype=bool)
        for rows in rows_of(f):
            groups: dict[str, list[int]] = {}
            for i in rows:
                if stock[i]:
                    groups.setdefault(str(said[i]), []).append(i)
            most = max(groups.values(), key=len, default=[])
            if len(most) >= _LEAST and len({norm(targets[i].text) for i in most}) > 1:
                out[most] = True
        f.cache["stock_rows"] = out
    return f.cache["stock_rows"]
