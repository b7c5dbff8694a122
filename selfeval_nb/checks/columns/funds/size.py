"""Columns about the money unit: an amount that is ten thousand times off (rules M13, M34)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import AMOUNT_COLUMNS, cells_of, map_texts, texts, total_rows, total_value
from selfeval_nb.common.where import fund
from selfeval_nb.forms.words.text import norm

_WITH_UNIT = re.compile(r"[\d,.]+万元?")


@derived("forms", "largest_in_wan", "largest_in_yuan", "largest_amount", "money_unit_other", "money_unit_wan")
def _money_unit_doubt(f: Frames) -> dict[str, Judged | pd.Series]:
    """The largest total amount of a form in 万元, which may be so large that 元 is meant, and of one in 元, which may be so small that 万元 is.
    Beside them the amount, the other unit, and the amount in 万元 as printed."""
    unit = texts(f.frame("forms")["money_unit"])
    amount = np.fmax.reduce([np.nan_to_num(total_value(f, c)) for c in AMOUNT_COLUMNS])
    wan, yuan = unit == "万元", unit == "元"
    slip = f.col("forms", "scale_slip").notna().to_numpy()
    why = [
        ("na.no_funds", total_rows(f) < 0),
        ("na.blank", amount == 0),
        ("na.scope", ~(wan | yuan)),
        ("na.other_rule", slip),
    ]
    return {
        "largest_in_wan": judged(amount, *why, ("na.scope", ~wan)),
        "largest_in_yuan": judged(amount, *why, ("na.scope", ~yuan)),
        "largest_amount": pd.Series(amount),
        "money_unit_other": pd.Series(np.where(yuan, "万元", "元"), dtype=object),
        "money_unit_wan": pd.Series(np.where(yuan, amount / 1e4, amount)),
    }  # fmt: skip


def _in_a_cell_of_its_own(f: Frames, hit: np.ndarray) -> np.ndarray:
    """For each amount of a form with such amounts whether the funds stand one amount a cell: those of sentences (总额10万元，支出9万元) share
    cells, and need their units."""
    out = np.zeros(len(hit), dtype=bool)
    mine = np.flatnonzero(np.isin(f.form_index("amounts"), f.form_index("amounts")[hit]))
    if not len(mine):
        return out
    amounts, cells = f.frame("amounts").iloc[mine], f.tables.cells
    where = [fund(str(s), str(c)) for s, c in zip(amounts["source"], amounts["column"], strict=True)]
    form = f.form_index("amounts")[mine]
    at = cells_of(f).find(form, where)
    found = mine[at >= 0]
    # a paragraph has no table: its cells are no place
    columns = {c: cells[c].to_numpy(dtype=float, na_value=np.nan)[at[at >= 0]] for c in ("table", "row", "col")}
    place = pd.DataFrame(columns)
    place["form"], place["text"] = form[at >= 0], cells_of(f).text[at[at >= 0]]
    several = place.groupby(["form", "table", "row", "col"], dropna=False)["text"].transform("nunique") > 1
    prose = (several | place["table"].isna()).groupby(place["form"]).transform("any")
    out[found] = ~prose.to_numpy(dtype=bool)
    return out


@derived("forms", "unit_again", "unit_again_where")
def _unit_again(f: Frames) -> dict[str, pd.Series]:
    """The first amount that is written with a unit (10万) although its table gives the unit for all, and its place."""
    amounts = f.frame("amounts")
    said = texts(f.col("amounts", "amount_text"))
    wan = texts(f.per_form("amounts", "money_unit")) == "万元"
    hit = wan & map_texts(said, lambda t: _WITH_UNIT.fullmatch(norm(t)) is not None, bool)
    hit &= _in_a_cell_of_its_own(f, hit)
    text, where = (np.full(len(f.frame("forms")), None, dtype=object) for _ in range(2))
    at = f.form_index("amounts")
    for i in reversed(np.flatnonzero(hit).tolist()):
        text[at[i]], where[at[i]] = said[i], fund(str(amounts["source"].iloc[i]), str(amounts["column"].iloc[i]))
    return {"unit_again": pd.Series(text, dtype=object), "unit_again_where": pd.Series(where, dtype=object)}


@derived(
    "forms",
    "scale_slip",
    "scale_slip_amount",
    "scale_slip_zh",
    "scale_slip_en",
    "scale_slip_beside",
)
def _scale_slip(f: Frames) -> dict[str, pd.Series]:
    """The one amount column of the total row that is ten thousand times off its own form, as an amount in 元 among amounts in 万元 is:
    off the sum of its parts, or off the other columns of the row; with the amount and the one that it should be like."""
    n = len(f.frame("forms"))
    total = np.column_stack([total_value(f, c) for c in AMOUNT_COLUMNS])
    total[~(total > 0)] = np.nan
    parts = np.full((n, 3), np.nan)
    amounts = f.frame("amounts")
    mine = (amounts["source"] == "total").to_numpy(dtype=bool)
    parts[f.form_index("amounts")[mine], amounts["column_no"].to_numpy()[mine]] = f.col(
        "amounts", "parts_sum"
    ).to_numpy()[mine]
    parts[~(parts > 0)] = np.nan
    rate = np.where(np.isnan(r := total_value(f, "rate")), 0.0, r)
    slip, beside = np.full(n, -1), np.full(n, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        computed = total[:, 2] / total[:, 1]
        for c in (0, 1, 2):
            by_parts = np.abs(np.abs(np.log10(total[:, c] / parts[:, c])) - 4) < 0.01
            other = np.delete(total, c, axis=1)
            low, high = np.fmin(other[:, 0], other[:, 1]), np.fmax(other[:, 0], other[:, 1])
            times = np.log10(total[:, c] / high)
            # the others agree; upwards no rate is so high, downwards the printed rate must say that more was spent
            by_row = (high / low < 5) & (
                ((times > 3.3) & (times < 4.3)) | ((times < -3.7) & (times > -4.7) & (rate > 10 * computed))
            )
            hit = (slip < 0) & (by_parts | by_row)
            slip[hit], beside[hit] = c, np.where(by_parts, parts[:, c], high)[hit]
    zh, en = ("年初预算数", "全年预算数", "全年执行数"), ("start-of-year budget", "full-year budget", "executed amount")

    def told(words: tuple[str, ...]) -> pd.Series:
        return pd.Series([words[c] if c >= 0 else None for c in slip], dtype=object)

    return {
        "scale_slip": told(AMOUNT_COLUMNS), "scale_slip_zh": told(zh), "scale_slip_en": told(en),
        "scale_slip_amount": pd.Series(np.where(slip >= 0, total[np.arange(n), np.maximum(slip, 0)], np.nan)),
        "scale_slip_beside": pd.Series(beside),
    }  # fmt: skip
