"""Columns about the cost of the whole project against the money spent (rules M13, M18)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import map_texts, texts
from selfeval_nb.common.words import Words
from selfeval_nb.forms.values.units import YUAN
from selfeval_nb.forms.words.text import norm

WORDS = Words("funds", "cost")


@derived("indicators", "cost_of_project")
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
        texts(ind["level3"]),
        lambda t: bool(WORDS.total_cost.search(norm(t))) and not WORDS.unit_cost.search(norm(t)),
        bool,
    )
    # alone of its kind, its target the year's budget: the whole project whatever it is called
    factor = f.per_form("indicators", "money_unit").astype(object).map(YUAN).to_numpy(dtype=float, na_value=np.nan)
    allowed = f.col("indicators", "target_high").to_numpy() / factor
    each = map_texts(texts(ind["level3"]), lambda t: bool(WORDS.unit_cost.search(norm(t))), bool)
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
    "cost_off_scale",
    "cost_form_amount",
    "cost_row_amount",
)
def _cost_gap(f: Frames) -> dict[str, pd.Series | Judged]:
    """Whole-project cost against the money spent, as a fraction; how far their ratio is from 10 000 times (0.02 is 2 %); and how far the cost
    allowed is above all the money that the year had, at its start or after adjustment, as a fraction."""
    ind = f.frame("indicators")
    unit = f.per_form("indicators", "money_unit").astype(object)
    factor = unit.map(YUAN).to_numpy(dtype=float, na_value=np.nan)
    spent = f.per_form("indicators", "total_executed").to_numpy()
    actual = np.where(
        f.col("indicators", "actual_base").to_numpy() == "元", f.col("indicators", "actual_low").to_numpy(), np.nan
    )
    row = actual / factor
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where((spent > 0) & (row > 0), row / spent, np.nan)
        gap = np.where(spent > 0, np.abs(row - spent) / spent, np.nan)
    off = np.fmin(np.abs(ratio / 1e4 - 1), np.abs(ratio * 1e4 - 1))
    scale = off < 0.02
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
            f.col("indicators", "target_base").to_numpy() == "元", f.col("indicators", "target_high").to_numpy(), np.nan
        )
        / factor
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        excess = np.where(money > 0, allowed / money - 1, np.nan)
    # an investment may take several years
    years = map_texts(texts(ind["level3"]), lambda t: "投资" in t or "投入" in t, bool)
    return {
        "cost_target_excess": judged(
            pd.Series(np.round(excess, 6)), ("na.scope", ~mine | years), ("ne.amount", np.isnan(excess)), *why[2:], ("na.other_rule", scale)
        ),
        "cost_money": pd.Series(money), "cost_row_target": pd.Series(np.round(allowed, 9), index=ind.index),
        "cost_gap": judged(pd.Series(np.round(gap, 6)), *why, ("na.other_rule", scale)),
        "cost_off_scale": judged(off, *why),
        "cost_form_amount": pd.Series(spent), "cost_row_amount": pd.Series(np.round(row, 9), index=ind.index),
    }  # fmt: skip
