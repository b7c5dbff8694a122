"""Columns about what the funds block lacks (rule F04)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.doubtful import unread_money
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import (
    cell_text,
    evaluates,
    floats,
    no_value,
    printed,
    prints,
    total_rows,
    total_value,
)
from selfeval_nb.common.where import fund


@derived("forms", "blank_total_amount", "blank_but_in_parts")
def _blank_total_amount(f: Frames) -> dict[str, Judged]:
    """Which part of the funds block is missing: ``block``, or the column of the total row that is printed and blank; and what the parts
    have spent where only their total is blank."""
    n = len(f.frame("forms"))
    has_total = total_rows(f) >= 0
    values = {c: total_value(f, c) for c in ("initial", "budget", "executed")}
    out = np.full(n, None, dtype=object)
    written = np.zeros(n, dtype=bool)
    for column in ("executed", "budget"):
        empty = printed(f, fund("total", column)) & np.isnan(values[column])
        shown = np.array(
            [
                t is not None and not no_value(np.array([t], dtype=object))[0]
                for t in cell_text(f, fund("total", column))
            ],
            dtype=bool,
        )
        out[empty & ~shown] = column
        written |= shown  # a text that is no number is M15's
    out[has_total & ~written & np.all([np.isnan(v) for v in values.values()], axis=0)] = "all"
    # a form whose money is one row has its total there, whatever the row is called
    one = np.bincount(f.form_index("funds"), minlength=n) == 1
    out[~has_total & ~one] = "block"
    in_parts = (out == "executed") & (_executed_of_parts(f) > 0)
    why = [
        ("na.not_printed", ~has_total & ~prints(f, "funds")),
        ("na.kind", ~evaluates(f)),
        ("ne.reading", ~has_total & unread_money(f)),
    ]
    return {
        "blank_total_amount": judged(pd.Series(out, dtype=object), *why, ("na.other_rule", in_parts)),
        "blank_but_in_parts": judged(pd.Series(np.where(in_parts, _executed_of_parts(f), 0.0)), *why),
    }


def _executed_of_parts(f: Frames) -> np.ndarray:
    """For each form what its fund rows other than the total have spent."""
    funds = f.frame("funds")
    part = (funds["source"] != "total").to_numpy(dtype=bool)
    executed = np.nan_to_num(floats(funds["executed"]))
    return np.round(
        np.bincount(f.form_index("funds"), weights=np.where(part, executed, 0.0), minlength=len(f.frame("forms"))), 6
    )


@derived("forms", "blank_total_where", "blank_total_zh", "blank_total_en")
def _blank_total_words(f: Frames) -> dict[str, pd.Series]:
    """Place and words for what is missing in the funds block."""
    what = f.col("forms", "blank_total_amount").astype(object)
    where = {
        "block": "form",
        "all": "funds[total].budget",
        "budget": "funds[total].budget",
        "executed": "funds[total].executed",
    }
    zh = {
        "block": "没有年度资金总额行",
        "all": "年度资金总额行的金额全部空白",
        "budget": "年度资金总额的全年预算数空白",
        "executed": "年度资金总额的全年执行数空白",
    }
    en = {
        "block": "there is no row with the total of funds",
        "all": "the total of funds has no amounts",
        "budget": "the total full-year budget is blank",
        "executed": "the total executed amount is blank",
    }
    return {
        "blank_total_where": what.map(where).astype(object),
        "blank_total_zh": what.map(zh).astype(object),
        "blank_total_en": what.map(en).astype(object),
    }
