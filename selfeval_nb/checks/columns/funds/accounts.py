"""Columns that hold the year's total against final accounts or a published budget (rule M21)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.compare.listed import NONE, SEVERAL, rows_of_forms
from selfeval_nb.checks.table.frames import Frames, derived, judged
from selfeval_nb.checks.table.grains import floats, texts
from selfeval_nb.forms.listed import Amount, Listed
from selfeval_nb.forms.values.numbers import parse_amount

_WAN = {
    "元": 1e-4,
    "千元": 0.1,
    "亿元": 1e4,
}  # a form that prints no unit is in 万元, as the form of 财预〔2020〕10号 is
_FIELDS = {"initial": ("initial", "either"), "budget": ("budget", "either"), "executed": ("executed",)}


def _half_step(value: float, factor: float) -> float:
    """Half a unit of the last digit that a form's amount needs, in 万元: what rounding may have taken."""
    text = f"{value:.6f}".rstrip("0")
    return factor * 0.5 * 10.0 ** -len(text.partition(".")[2])


def _gap(value: float, factor: float, amount: Amount) -> float:
    """The difference in the form's unit; 0 where one amount is the other one rounded."""
    assert amount.wan is not None
    apart = abs(value * factor - amount.wan)
    allowed = max(_half_step(value, factor) if amount.step < factor else 0.0, amount.step / 2)
    return 0.0 if apart <= allowed + 1e-9 else round(apart / factor, 6)


def _in_form_unit(amount: Amount, factor: float, unit: str) -> str:
    """The amount in the form's unit, in brackets, where it is printed in another one."""
    assert amount.wan is not None
    here = amount.wan / factor
    printed = parse_amount(amount.text)
    same = printed is not None and abs(here - printed) < 1e-9 * max(1.0, abs(here))
    return "" if same else f"（合{here:.10g}{unit}）"


def _candidates(row: Listed, column: str, blanks: set[str]) -> list[Amount]:
    """The amounts of a list that an amount of the form should equal: its own column, else the one that may be either budget."""
    own, *shared = _FIELDS[column]
    if own in row.amounts:
        return [row.amounts[own]]
    # 预算数 without more is one of the form's two budgets; it is compared once, at the one that is printed
    if shared and "either" in row.amounts and (column == "budget" or "budget" in blanks):
        return [row.amounts["either"]]
    return []


@derived(
    "funds", "accounts_initial_gap", "accounts_budget_gap", "accounts_executed_gap", "accounts_initial", "accounts_budget",
    "accounts_executed", "accounts_place", "accounts_place_en", beside="accounts",
)  # fmt: skip
def _accounts(f: Frames) -> dict[str, Any]:
    """Amounts of the year's total against the final accounts or published budget that were given: the difference in the form's money
    unit (0 where one is the other rounded, or where 预算数 agrees with either budget), and what stands there."""
    funds, n = f.frame("funds"), len(f.frame("funds"))
    gaps = {c: np.full(n, np.nan) for c in _FIELDS}
    shown: dict[str, list[Any]] = {c: [None] * n for c in (*_FIELDS, "place", "place_en")}
    unknown = {c: np.zeros(n, dtype=bool) for c in _FIELDS}
    total = (funds["source"] == "total").to_numpy(dtype=bool)
    given = f.accounts is not None and len(f.accounts.rows) > 0
    at = rows_of_forms(f, f.accounts.rows)[f.form_index("funds")] if f.accounts else np.full(n, NONE)
    values = {c: floats(funds[c]) for c in _FIELDS} if n else {}
    money: Any = texts(f.per_form("funds", "money_unit")) if n else []
    for i in np.flatnonzero(total & (at >= 0)):
        assert f.accounts is not None
        row, factor = f.accounts.rows[at[i]], _WAN.get(money[i] or "", 1.0)
        blanks = {c for c in _FIELDS if np.isnan(values[c][i])}
        shown["place"][i], shown["place_en"][i] = row.place(), row.place("en")
        for column in _FIELDS.keys() - blanks:
            for amount in _candidates(row, column, blanks):
                if amount.wan is None:
                    unknown[column][i] = True
                    continue
                shared = column == "budget" and "budget" not in row.amounts and "initial" not in blanks
                mine = [values[column][i], *([values["initial"][i]] if shared else [])]
                gaps[column][i] = min(_gap(v, factor, amount) for v in mine)
                shown[column][i] = f"{amount.label} {amount.text}{_in_form_unit(amount, factor, money[i] or '万元')}"
    out: dict[str, Any] = {}
    for column in _FIELDS:
        out[f"accounts_{column}_gap"] = judged(
            pd.Series(gaps[column]),
            ("na.total_only", ~total), ("na.no_accounts", np.full(n, not given)), ("na.not_in_accounts", at == NONE),
            ("ne.several_listed", at == SEVERAL), ("ne.accounts_unit", unknown[column]),
            ("na.blank", np.isnan(values[column]) if n else np.zeros(0, dtype=bool)), ("na.no_such_amount", np.isnan(gaps[column])),
        )  # fmt: skip
    return out | {f"accounts_{c}": pd.Series(v, dtype=object) for c, v in shown.items()}
