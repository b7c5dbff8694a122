"""Columns about the size of amounts: the money unit, and the cost of the whole project against the money spent (rules M13, M18)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import AMOUNT_COLUMNS, map_texts, texts, total_rows, total_value
from selfeval_nb.forms.words.text import norm

_NAN = np.nan


@derived("forms", "money_unit_doubt", "money_unit_other", "money_unit_wan", needs=["forms.money_unit", "funds.budget"])
def _money_unit_doubt(f: Frames) -> dict[str, Judged | pd.Series]:
    """The largest total amount of a form in 万元 that is so large that 元 may be meant, or of one in 元 so small that 万元 may be; 0
    where the size is usual. Beside it the other unit, and the amount in 万元 as printed."""
    unit = texts(f.frame("forms")["money_unit"])
    amount = np.fmax.reduce([np.nan_to_num(total_value(f, c)) for c in AMOUNT_COLUMNS])
    wan, yuan = unit == "万元", unit == "元"
    doubt = (wan & (amount > f.preset["layout.large_amount"])) | (yuan & (amount < f.preset["layout.small_amount"]))
    slip = f.col("forms", "scale_slip").notna().to_numpy()
    return {
        "money_unit_doubt": judged(
            pd.Series(np.where(doubt, amount, 0.0)), ("na.no_funds", total_rows(f) < 0), ("na.blank", amount == 0), ("na.scope", ~(wan | yuan)),
            ("na.other_rule", slip),
        ),
        "money_unit_other": pd.Series(np.where(yuan, "万元", "元"), dtype=object),
        "money_unit_wan": pd.Series(np.where(yuan, amount / 1e4, amount)),
    }  # fmt: skip


@derived(
    "forms",
    "scale_slip",
    "scale_slip_amount",
    "scale_slip_zh",
    "scale_slip_en",
    "scale_slip_beside",
    needs=["funds.budget", "amounts.parts_sum", "funds.rate"],
)
def _scale_slip(f: Frames) -> dict[str, pd.Series]:
    """The one amount column of the total row that is ten thousand times off its own form, as an amount in 元 among amounts in 万元 is:
    off the sum of its parts, or off the other columns of the row; with the amount and the one that it should be like."""
    n = len(f.frame("forms"))
    total = np.column_stack([total_value(f, c) for c in AMOUNT_COLUMNS])
    total[~(total > 0)] = _NAN
    parts = np.full((n, 3), _NAN)
    amounts = f.frame("amounts")
    mine = (amounts["source"] == "total").to_numpy(dtype=bool)
    parts[f.form_index("amounts")[mine], amounts["column_no"].to_numpy()[mine]] = f.col(
        "amounts", "parts_sum"
    ).to_numpy()[mine]
    parts[~(parts > 0)] = _NAN
    rate = np.where(np.isnan(r := total_value(f, "rate")), 0.0, r)
    slip, beside = np.full(n, -1), np.full(n, _NAN)
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
        "scale_slip_amount": pd.Series(np.where(slip >= 0, total[np.arange(n), np.maximum(slip, 0)], _NAN)),
        "scale_slip_beside": pd.Series(beside),
    }  # fmt: skip


_MONEY = {"元": 1.0, "千元": 1e3, "万元": 1e4, "百万元": 1e6, "亿元": 1e8}
_TOTAL_COST = re.compile(
    r"总成本|成本总|总投资|总投入|总费用|总经费|项目(?:总)?(?:成本|经费|资金|投入|投资|支出|预算)|运行(?:总)?成本|经费(?:运行)?成本|成本控制(?:数|金额|总额|在)|预算控制|资金总额|经费总额|支出总额"
)
_UNIT_COST = re.compile(r"单位成本|人均|均价|单价|标准|每|平均|/|率")


@derived("indicators", "cost_of_project", needs=["indicators.level3", "indicators.level2"])
def _cost_of_project(f: Frames) -> pd.Series:
    """Whether the row states the cost of the whole project in money: a cost indicator whose name says so, alone of its kind."""
    ind = f.frame("indicators")
    level1, level2 = f.col("indicators", "level1_kind").to_numpy(), f.col("indicators", "level2_kind").to_numpy()
    kind = (level2 == "cost") | ((level1 == "") & (level2 == ""))  # a flat list has no levels: the name alone tells
    first = level1 == "cost"
    money = (f.col("indicators", "target_base").to_numpy() == "元") & (
        f.col("indicators", "target_kind").to_numpy() == "money"
    )
    named = map_texts(
        texts(ind["level3"]), lambda t: bool(_TOTAL_COST.search(norm(t))) and not _UNIT_COST.search(norm(t)), bool
    )
    # alone of its kind, its target the year's budget: the whole project whatever it is called
    factor = f.per_form("indicators", "money_unit").astype(object).map(_MONEY).to_numpy(dtype=float, na_value=_NAN)
    allowed = f.col("indicators", "target_high").to_numpy() / factor
    each = map_texts(texts(ind["level3"]), lambda t: bool(_UNIT_COST.search(norm(t))), bool)
    budget = np.zeros(len(ind), dtype=bool)
    for name in ("total_initial", "total_budget"):
        budget |= np.abs(allowed - f.per_form("indicators", name).to_numpy()) <= 1e-6
    hit = (kind | first) & money & (named | (budget & ~each & ((level2 == "cost") | first)))
    alone = f.sum_by_form("indicators", ((kind | first) & money).astype(float))[f.form_index("indicators")] == 1
    return pd.Series(hit & alone)


@derived(
    "indicators",
    "cost_gap",
    "cost_target_excess",
    "cost_money",
    "cost_row_target",
    "cost_scale",
    "cost_form_amount",
    "cost_row_amount",
    needs=["indicators.actual_text", "funds.executed"],
)
def _cost_gap(f: Frames) -> dict[str, pd.Series | Judged]:
    """Whole-project cost against the money spent, as a fraction; 1 in cost_scale where they differ by 10 000 times; and how far the cost
    allowed is above all the money that the year had, at its start or after adjustment, as a fraction."""
    ind = f.frame("indicators")
    unit = f.per_form("indicators", "money_unit").astype(object)
    factor = unit.map(_MONEY).to_numpy(dtype=float, na_value=_NAN)
    spent = f.per_form("indicators", "total_executed").to_numpy()
    actual = np.where(
        f.col("indicators", "actual_base").to_numpy() == "元", f.col("indicators", "actual_low").to_numpy(), _NAN
    )
    row = actual / factor
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where((spent > 0) & (row > 0), row / spent, _NAN)
        gap = np.where(spent > 0, np.abs(row - spent) / spent, _NAN)
    scale = (np.abs(ratio / 1e4 - 1) < 0.02) | (np.abs(ratio * 1e4 - 1) < 0.02)
    mine = f.col("indicators", "cost_of_project").to_numpy(dtype=bool)
    why = [
        ("na.scope", ~mine),
        ("ne.amount", np.isnan(row) | np.isnan(spent) | (spent == 0)),
        ("na.other_rule", f.per_form("indicators", "scale_slip").notna().to_numpy()),
    ]
    money = np.fmax(
        f.per_form("indicators", "total_initial").to_numpy(), f.per_form("indicators", "total_budget").to_numpy()
    )
    allowed = (
        np.where(
            f.col("indicators", "target_base").to_numpy() == "元", f.col("indicators", "target_high").to_numpy(), _NAN
        )
        / factor
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        excess = np.where(money > 0, allowed / money - 1, _NAN)
    # an investment may take several years
    years = map_texts(texts(ind["level3"]), lambda t: "投资" in t or "投入" in t, bool)
    return {
        "cost_target_excess": judged(
            pd.Series(np.round(excess, 6)), ("na.scope", ~mine | years), ("ne.amount", np.isnan(excess)), *why[2:], ("na.other_rule", scale)
        ),
        "cost_money": pd.Series(money), "cost_row_target": pd.Series(np.round(allowed, 9), index=ind.index),
        "cost_gap": judged(pd.Series(np.round(gap, 6)), *why, ("na.other_rule", scale)),
        "cost_scale": judged(pd.Series(scale.astype(float)), *why),
        "cost_form_amount": pd.Series(spent), "cost_row_amount": pd.Series(np.round(row, 9), index=ind.index),
    }  # fmt: skip
