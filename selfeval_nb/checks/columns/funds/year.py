"""Columns about the year's money as a whole: what was left, added, carried over, and done with it (rules M09–M12, M16, M19, M20, M29)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.funds.rate import basic_data, is_total, slipped
from selfeval_nb.checks.columns.funds.told import mentioned_share, mentions
from selfeval_nb.checks.scoring.totals import execution_base, row_base
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import cell_text, floats, map_texts, printed, texts, total_rows, total_value
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("funds", "year")


@derived(
    "forms",
    "execution_rate",
    "spent_by_parts",
    "total_budget",
    "total_initial",
    "total_executed",
)
def _execution_rate(f: Frames) -> dict[str, pd.Series]:
    """Execution rate of the whole form by the preset's denominator, that of its parts where only they say what was spent, and the amounts of
    its total row."""
    base, executed = execution_base(f), total_value(f, "executed")
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(base > 0, executed / base, np.nan)
        parts = _spent_by_parts(f) / base
    return {
        "spent_by_parts": pd.Series(parts),
        "execution_rate": pd.Series(rate), "total_budget": pd.Series(base), "total_initial": pd.Series(total_value(f, "initial")),
        "total_executed": pd.Series(executed),
    }  # fmt: skip


def _spent_by_parts(f: Frames) -> np.ndarray:
    """What the parts have spent where the total says nothing of it and their budgets are those of the total; NaN elsewhere."""
    funds = f.frame("funds")
    part = ~is_total(f)
    budget, executed = (np.where(part, np.nan_to_num(floats(funds[c])), 0.0) for c in ("budget", "executed"))
    at, n = f.form_index("funds"), len(f.frame("forms"))
    budgets, spent = (np.round(np.bincount(at, weights=w, minlength=n), 6) for w in (budget, executed))
    alone = np.isnan(total_value(f, "executed")) & (spent > 0)
    return np.where(alone & (np.abs(budgets - execution_base(f)) <= f.preset["tolerance.money"] + 1e-9), spent, np.nan)


@derived(
    "forms", "unexplained_rate", "unexplained_rate_slight", "unexplained_parts", "explained_share", "rate_gap_of_form"
)
def _unexplained_rate(f: Frames) -> dict[str, Judged | pd.Series]:
    """The execution rate where no text of the form says anything about money, payment or execution; the same where it is not
    yet so low that an explanation is due; the same of the parts where only they say what was spent; and the share of the budget that a
    text explains where that is less than half of what was not spent (3% for a last payment, of 13.8), with the whole gap."""
    rate = f.col("forms", "execution_rate").to_numpy()
    told = mentions(f, WORDS.rate_told)
    gap = np.round(1 - rate, 6)
    little = mentioned_share(f, WORDS.rate_told)
    some = told & (little < gap / 2) & (rate < f.preset["execution.notice_below"])
    due = f.preset["execution.explain_below"]
    why = [
        ("ne.amount", np.isnan(rate)),
        ("na.explained", told & (rate < max(due, f.preset["execution.notice_below"]))),
        ("na.other_rule", slipped(f)),
    ]
    return {
        "unexplained_rate": judged(pd.Series(rate), *why),
        "unexplained_rate_slight": judged(pd.Series(rate), *why, ("na.other_rule", rate < due)),
        "unexplained_parts": judged(
            pd.Series(np.where(told, np.nan, f.col("forms", "spent_by_parts").to_numpy())),
            ("na.scope", np.isnan(f.col("forms", "spent_by_parts").to_numpy())),
            ("na.explained", told),
        ),
        "explained_share": judged(
            pd.Series(np.where(some, little, 1.0)), ("ne.amount", np.isnan(rate)), ("na.other_rule", slipped(f))
        ),
        "rate_gap_of_form": pd.Series(gap),
    }


@derived("forms", "nothing_spent")
def _nothing_spent(f: Frames) -> Judged:
    """The budget of a form of which nothing was spent at all, explained or not."""
    base, executed = execution_base(f), total_value(f, "executed")
    return judged(
        pd.Series(np.where((executed == 0) & (base > 0), base, 0.0)),
        ("ne.amount", np.isnan(base) | np.isnan(executed)),
        ("na.other_rule", f.sum_by_form("funds", np.nan_to_num(floats(f.frame("funds")["executed"]))) > 0),
    )


@derived("funds", "part_unpaid")
def _part_unpaid(f: Frames) -> Judged:
    """The budget of a source of which nothing was spent, where nothing explains it; carried-over money has a rule of its own."""
    funds = f.frame("funds")
    budget, executed = floats(funds["budget"]), floats(funds["executed"])
    told = mentions(f, WORDS.unpaid_told)[f.form_index("funds")]
    carry = (funds["source"] == "carryover").to_numpy(dtype=bool)
    total = f.per_form("funds", "total_executed").to_numpy()
    return judged(
        pd.Series(np.where((executed == 0) & (budget > 0), budget, 0.0)),
        ("na.total_row", is_total(f)), ("na.scope", carry), ("na.blank", np.isnan(budget) | np.isnan(executed)), ("na.other_rule", total == 0), ("na.explained", told),
    )  # fmt: skip


@derived("funds", "part_slow_rate")
def _part_slow(f: Frames) -> Judged:
    """The share of a source's budget that was spent, where the project as a whole has spent enough and no text says anything about money: the
    whole hides that one source hardly moved."""
    funds = f.frame("funds")
    budget, executed = row_base(f), floats(funds["executed"])
    told = mentions(f, WORDS.rate_told)[f.form_index("funds")]
    carry = (funds["source"] == "carryover").to_numpy(dtype=bool)
    whole = f.per_form("funds", "execution_rate").to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.round(executed / budget, 6)
    return judged(
        pd.Series(rate),
        ("na.total_row", is_total(f)), ("na.scope", carry | basic_data(f)), ("ne.amount", np.isnan(rate) | ~(budget > 0)), ("ne.amount", np.isnan(whole)),
        ("na.other_rule", (executed <= 0) | (whole < f.preset["execution.explain_below"])), ("na.explained", told),
    )  # fmt: skip


@derived("forms", "zero_budget")
def _zero_budget(f: Frames) -> Judged:
    """1 where the total row's budget is 0, so that no execution rate exists."""
    base = execution_base(f)
    return judged(
        pd.Series((base == 0).astype(float)), ("na.no_funds", total_rows(f) < 0), ("ne.budget", np.isnan(base))
    )


def _asks_change(f: Frames) -> np.ndarray:
    """For each form whether its own prompt asks for the reason of any adjustment of the budget."""
    asks = map_texts(texts(f.frame("funds")["reason"]), lambda t: WORDS.asks_change.search(norm(t)) is not None, bool)
    return f.sum_by_form("funds", asks.astype(float)) > 0


@derived(
    "forms",
    "budget_change",
    "budget_change_slight",
    "budget_change_asked",
)
def _budget_change(f: Frames) -> dict[str, Judged]:
    """Change of the full-year budget against the start of the year, as a fraction, where nothing explains it; and the same where
    it is not so large that an explanation is due. The third is a smaller change for which the form's own prompt still asks a reason."""
    initial, budget = total_value(f, "initial"), total_value(f, "budget")
    funds = f.frame("funds")
    is_carry = (funds["source"] == "carryover").to_numpy(dtype=bool)
    carry = np.bincount(
        f.form_index("funds"),
        weights=np.where(is_carry, np.nan_to_num(floats(funds["budget"])) - np.nan_to_num(floats(funds["initial"])), 0),
        minlength=len(initial),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.where(
            initial > 0, np.abs(budget - initial - carry) / initial, np.nan
        )  # carried-over money comes in during the year
        change = np.minimum(change, np.abs(budget - initial) / initial)
    told = mentions(f, WORDS.change_told)
    due = f.preset["execution.explain_adjustment"]
    why = [
        ("na.not_printed", ~printed(f, "funds[total].initial") & np.isnan(initial)),
        ("ne.amount", np.isnan(initial) | np.isnan(budget)), ("na.other_rule", (initial == 0) | (budget == 0) | slipped(f)),
        ("na.explained", told & (change > min(due, f.preset["execution.notice_adjustment"]))),
    ]  # fmt: skip
    shown = pd.Series(np.round(change, 6))
    asked = _asks_change(f)
    shows = f.frame("forms")["has_adjustment_column"].to_numpy(
        dtype=bool
    )  # the form tells the change itself, in a column
    return {
        "budget_change_asked": judged(
            shown, *why[:3], ("na.explained", told), ("na.not_printed", ~asked), ("na.other_rule", change > due)
        ),
        "budget_change": judged(shown, *why),
        "budget_change_slight": judged(shown, *why, ("na.other_rule", asked | (change > due)), ("na.explained", shows)),
    }


@derived("forms", "added_in_year", "added_unexplained")
def _added_in_year(f: Frames) -> dict[str, Judged]:
    """The full-year budget of a project that had none at the start of the year; 0 otherwise. Apart where the form's own prompt asks for the
    reason of such an addition and none is given."""
    initial, budget = total_value(f, "initial"), total_value(f, "budget")
    due = _asks_change(f) & ~mentions(f, WORDS.change_told)
    added = pd.Series(np.where((initial == 0) & (budget > 0), budget, 0.0))
    unknown = [
        ("na.not_printed", ~printed(f, "funds[total].initial") & np.isnan(initial)),
        ("ne.amount", np.isnan(initial) | np.isnan(budget)),
    ]
    return {
        "added_in_year": judged(added, *unknown, ("na.other_rule", due)),
        "added_unexplained": judged(added, *unknown, ("na.not_printed", ~_asks_change(f)), ("na.explained", ~due)),
    }


@derived("forms", "initial_blank")
def _initial_blank(f: Frames) -> Judged:
    """The full-year budget beside a blank total of the start of the year, where the form prints that column and no part has an amount."""
    initial, budget = total_value(f, "initial"), total_value(f, "budget")
    part = np.bincount(
        f.form_index("funds"), weights=np.nan_to_num(floats(f.frame("funds")["initial"])), minlength=len(initial)
    )
    said = cell_text(f, "funds[total].initial")
    left = np.array([t is not None and not t.strip() for t in said], dtype=bool)
    return judged(
        pd.Series(np.where(left & (part == 0), budget, 0.0)), ("na.not_printed", np.array([t is None for t in said])),
        ("ne.amount", np.isnan(budget)),
    )  # fmt: skip


@derived("forms", "carryover_idle")
def _carryover_idle(f: Frames) -> Judged:
    """Money carried over from last year of which nothing was spent this year either; 0 otherwise."""
    funds = f.frame("funds")
    rows = np.flatnonzero((funds["source"] == "carryover").to_numpy(dtype=bool))
    at = f.form_index("funds")[rows]
    n = len(f.frame("forms"))
    had, spent, has_row = np.zeros(n), np.full(n, np.nan), np.zeros(n, dtype=bool)
    had[at] = np.fmax(np.nan_to_num(floats(funds["initial"])[rows]), np.nan_to_num(floats(funds["budget"])[rows]))
    spent[at] = floats(funds["executed"])[rows]
    has_row[at] = True
    return judged(
        pd.Series(np.where((spent == 0) & (had > 0), had, 0.0)),
        ("na.not_printed", ~has_row),
        ("na.blank", np.isnan(spent)),
    )


def _quantities(f: Frames) -> np.ndarray:
    """Quantity indicators; in a flat list without levels those that are counted in things."""
    level1, level2 = f.col("indicators", "level1_kind").to_numpy(), f.col("indicators", "level2_kind").to_numpy()
    counted = (f.col("indicators", "target_kind").to_numpy() == "number") & (
        f.col("indicators", "target_base").to_numpy() != ""
    )
    return (level2 == "quantity") | ((level1 == "") & (level2 == "") & counted)


@derived(
    "forms",
    "spent_but_unfinished",
    "least_ratio_no",
)
def _spent_but_unfinished(f: Frames) -> dict[str, Judged | pd.Series]:
    """Lowest completion ratio of a quantity whose shortfall is explained without a word on money, in a form that spent all."""
    ind = f.frame("indicators")
    rate = f.col("forms", "execution_rate").to_numpy()
    ratio = f.col("indicators", "ratio").to_numpy()
    money = map_texts(
        texts(ind["reason"]),
        lambda t: bool(WORDS.price.search(norm(t))),
        bool,
    )
    told = texts(ind["reason"]) != ""
    mine = _quantities(f) & np.isin(f.col("indicators", "direction").to_numpy(), [">=", ">", "="]) & told & ~money
    n = len(rate)
    low, no = np.full(n, 1.0), np.full(n, np.nan)
    at, numbers = f.form_index("indicators"), floats(ind["indicator_no"])
    for i in np.flatnonzero(mine & (ratio < 1)):
        if ratio[i] < low[at[i]]:
            low[at[i]], no[at[i]] = ratio[i], numbers[i]
    return {
        "spent_but_unfinished": judged(
            pd.Series(low), ("ne.amount", np.isnan(rate)), ("na.scope", rate < 0.99), ("na.other_rule", slipped(f))
        ),
        "least_ratio_no": pd.Series(no),
    }


@derived("forms", "done_without_money")
def _done_without_money(f: Frames) -> Judged:
    """The execution rate of a form all of whose measured outputs (at least two) were met; missing otherwise."""
    rate = f.col("forms", "execution_rate").to_numpy()
    kind, met = f.col("indicators", "level1_kind").to_numpy(), f.col("indicators", "met").to_numpy()
    cost = f.col("indicators", "level2_kind").to_numpy() == "cost"
    numeric = (f.col("indicators", "judged_by").to_numpy() == "ratio") & (kind == "output") & ~cost
    measured = f.sum_by_form("indicators", numeric)
    missed = f.sum_by_form("indicators", numeric & ~(met == 1))
    return judged(
        pd.Series(rate),
        ("ne.amount", np.isnan(rate)),
        ("na.few", measured < 2),
        ("na.not_met", missed > 0),
        ("na.other_rule", slipped(f)),
    )
