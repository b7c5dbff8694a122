"""Columns that compare a form with last year's form and with the approved targets (rules Y01–Y11)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.compare import earlier, similarity
from selfeval_nb.checks.scoring.totals import self_score
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import floats, map_texts, no_value, texts, total_value
from selfeval_nb.checks.table.rows import digits, names, plain, rows_of
from selfeval_nb.common.where import indicator, row_of
from selfeval_nb.forms.words.text import clean, norm

Reasons = list[tuple[str, np.ndarray]]


def _take(values: np.ndarray, at: np.ndarray, missing: Any) -> np.ndarray:
    """``values[at]`` with ``missing`` where there is no such row."""
    if not len(values):
        return np.full(len(at), missing, dtype=values.dtype)
    return np.where(at >= 0, values[np.maximum(at, 0)], missing)


def _no_form(f: Frames, which: str, n: int, at: np.ndarray | None = None) -> Reasons:
    """Why a form (or a row of it, by ``at``) has nothing to be compared with."""
    found = earlier.history(f) if which == "history" else earlier.approved(f)
    codes = ("na.no_history", "na.no_earlier") if which == "history" else ("na.no_approved", "na.not_approved")
    if found is None:
        return [(codes[0], np.ones(n, dtype=bool))]
    missing = found.form < 0
    return [(codes[1], missing if at is None else missing[at])]


def _nothing(n: int, *names_: str, why: Reasons) -> dict[str, Any]:
    """Columns without a value for forms without a counterpart."""
    first, *rest = names_
    return {first: judged(pd.Series([None] * n, dtype=object), *why)} | {
        r: pd.Series([None] * n, dtype=object) for r in rest
    }


# ---- targets and actuals of last year -----------------------------------------------------------------------------


@derived(
    "indicators", "last_target", "last_actual", "last_year", needs=["indicators.level3", "forms.project", "forms.year"]
)
def _last(f: Frames) -> dict[str, pd.Series]:
    """Target and actual that last year's form prints for the indicator, and its year; None without one."""
    n, found = len(f.frame("indicators")), earlier.history(f)
    if found is None:
        return {name: pd.Series([None] * n, dtype=object) for name in ("last_target", "last_actual", "last_year")}
    there = found.frames.frame("indicators")
    year = floats(found.frames.per_form("indicators", "year")) if len(there) else np.empty(0)
    return {
        "last_target": pd.Series(_take(texts(there["target_text"]), found.row, None), dtype=object),
        "last_actual": pd.Series(_take(texts(there["actual_text"]), found.row, None), dtype=object),
        "last_year": pd.Series(
            [None if np.isnan(y) else str(int(y)) for y in _take(year, found.row, np.nan)], dtype=object
        ),
    }


def _last_numbers(f: Frames) -> dict[str, np.ndarray] | None:
    found = earlier.history(f)
    if found is None:
        return None
    other = found.frames
    out: dict[str, np.ndarray] = {}
    for name in ("target_low", "actual_low", "ratio"):
        out[name] = _take(floats(other.col("indicators", name)), found.row, np.nan)
    for name in ("target_base", "actual_base"):
        out[name] = _take(other.col("indicators", name).to_numpy(dtype=object), found.row, None)
    return out


def _row_reasons(f: Frames) -> Reasons:
    at = f.form_index("indicators")
    found = earlier.history(f)
    row = np.ones(len(at), dtype=bool) if found is None else found.row < 0
    return [*_no_form(f, "history", len(at), at), ("na.no_earlier_row", row)]


@derived("indicators", "target_unchanged", "target_below_last", needs=["indicators.target_low", "forms.year"])
def _target_against_last(f: Frames) -> dict[str, Any]:
    """Last year's actual ÷ this year's target, minus 1, of a positive indicator: where the target is last year's target, and
    where it is another one."""
    n, last = len(f.frame("indicators")), _last_numbers(f)
    if last is None:
        return _nothing(n, "target_unchanged", why=_row_reasons(f)) | _nothing(
            n, "target_below_last", why=_row_reasons(f)
        )
    low, base = floats(f.col("indicators", "target_low")), f.col("indicators", "target_base").to_numpy(dtype=object)
    positive = np.isin(f.col("indicators", "direction").to_numpy(dtype=object), [">=", ">"])
    with np.errstate(divide="ignore", invalid="ignore"):
        above = np.round(last["actual_low"] / low - 1, 9)
    same = (last["target_low"] == low) & (last["target_base"] == base)
    reasons: Reasons = [
        *_row_reasons(f), ("na.direction", ~positive), ("ne.target", np.isnan(low) | (low <= 0)), ("ne.actual", np.isnan(last["actual_low"])),
        ("ne.unit", last["actual_base"] != base),
    ]  # fmt: skip
    return {
        "target_unchanged": judged(pd.Series(above), *reasons, ("na.other_rule", ~same)),
        "target_below_last": judged(pd.Series(above), *reasons, ("na.other_rule", same)),
    }


@derived("indicators", "change_from_last", needs=["indicators.actual_low", "indicators.reason_given"])
def _change_from_last(f: Frames) -> Judged:
    """Change of the actual value against last year's, as a fraction of it, where the form gives no reason."""
    last = _last_numbers(f)
    n = len(f.frame("indicators"))
    if last is None:
        return _nothing(n, "x", why=_row_reasons(f))["x"]
    actual, base = floats(f.col("indicators", "actual_low")), f.col("indicators", "actual_base").to_numpy(dtype=object)
    with np.errstate(divide="ignore", invalid="ignore"):
        change = np.round(np.abs(actual - last["actual_low"]) / np.abs(last["actual_low"]), 9)
    told = f.col("indicators", "reason_given").to_numpy(dtype=bool)
    return judged(
        pd.Series(change), *_row_reasons(f), ("na.explained", told), ("ne.actual", np.isnan(change) | np.isinf(change)), ("ne.unit", last["actual_base"] != base)
    )  # fmt: skip


# ---- texts of last year -------------------------------------------------------------------------------------------


def _copied(new: np.ndarray, old: np.ndarray, shortest: int) -> np.ndarray:
    """Similarity of each text to last year's; NaN where one is short or the numbers differ."""
    out = np.full(len(new), np.nan)
    for i, (a, b) in enumerate(zip(new, old, strict=True)):
        if not a or not b:
            continue
        x, y = plain(a), plain(b)
        if min(len(x), len(y)) >= shortest and digits(a) == digits(b):
            out[i] = similarity.ratio(x, y)
    return np.round(out, 4)


@derived(
    "forms",
    "result_of_last_year",
    "goal_of_last_year",
    "earlier_year",
    needs=["forms.goal_expected", "forms.goal_actual"],
)
def _texts_of_last_year(f: Frames) -> dict[str, Any]:
    """Similarity of the result and of the goal to last year's, and which year that is."""
    forms, found = f.frame("forms"), earlier.history(f)
    why = _no_form(f, "history", len(forms))
    if found is None:
        return _nothing(len(forms), "result_of_last_year", "earlier_year", why=why) | _nothing(
            len(forms), "goal_of_last_year", why=why
        )
    there = found.frames.frame("forms")
    shortest = f.preset["similarity.minimum_text"]
    out: dict[str, Any] = {}
    for name, place in (("result_of_last_year", "goal_actual"), ("goal_of_last_year", "goal_expected")):
        new, old = texts(forms[place]), _take(texts(there[place]), found.form, "")
        value = _copied(new, old, shortest)
        out[name] = judged(
            pd.Series(value), *why, ("na.no_goal", (new == "") | (old == "")), ("na.short", np.isnan(value))
        )
    years = _take(floats(there["year"]), found.form, np.nan)
    out["earlier_year"] = pd.Series([None if np.isnan(y) else str(int(y)) for y in years], dtype=object)
    return out


@derived("indicators", "reason_of_last_year", needs=["indicators.reason"])
def _reason_of_last_year(f: Frames) -> Judged:
    """Similarity of the reason to the one of last year's row."""
    n, found = len(f.frame("indicators")), earlier.history(f)
    if found is None:
        return _nothing(n, "x", why=_row_reasons(f))["x"]
    old = _take(texts(found.frames.frame("indicators")["reason"]), found.row, "")
    value = _copied(texts(f.frame("indicators")["reason"]), old, f.preset["similarity.minimum_text"])
    return judged(pd.Series(value), *_row_reasons(f), ("na.short", np.isnan(value)))


# ---- money and findings of last year ------------------------------------------------------------------------------


def _in_ten_thousand(frames: Frames) -> np.ndarray:
    return np.array([{"元": 1e-4, "亿元": 1e4}.get(m, 1.0) for m in texts(frames.frame("forms")["money_unit"])])


@derived(
    "funds", "carryover_gap", "left_last_year", "left_arithmetic", needs=["funds.budget", "funds.initial", "forms.year"]
)
def _carryover_gap(f: Frames) -> dict[str, Any]:
    """Carried-over funds minus what the form of the year before left over, in the form's money unit."""
    funds, found = f.frame("funds"), earlier.history(f)
    at = f.form_index("funds")
    why = _no_form(f, "history", len(funds), at)
    if found is None:
        return _nothing(len(funds), "carryover_gap", "left_last_year", "left_arithmetic", why=why)
    there = found.frames
    budget, executed = total_value(there, "budget"), total_value(there, "executed")
    scale = _take(_in_ten_thousand(there), found.form, np.nan) / _in_ten_thousand(f)
    left = np.round(_take(budget - executed, found.form, np.nan) * scale, 6)[at]
    consecutive = (
        floats(f.frame("forms")["year"]) - _take(floats(there.frame("forms")["year"]), found.form, np.nan) == 1
    )[at]
    carried = floats(funds["budget"])
    carried = np.where(np.isnan(carried), floats(funds["initial"]), carried)
    parts = [_take(v, found.form, np.nan)[at] for v in (budget, executed)]
    told = [None if np.isnan(x) else f"{b:g}−{e:g}={b - e:.6g}" for x, b, e in zip(left, *parts, strict=True)]
    row = (funds["source"] == "carryover").to_numpy(dtype=bool)
    return {
        "carryover_gap": judged(
            pd.Series(np.round(np.abs(carried - left), 6)), ("na.not_carryover", ~row), *why, ("na.not_consecutive", ~consecutive),
            ("na.blank", np.isnan(carried) | (carried == 0)), ("ne.amount", np.isnan(left)),
        ),
        "left_last_year": pd.Series(left),
        "left_arithmetic": pd.Series(told, dtype=object),
    }  # fmt: skip


@derived(
    "forms", "budget_growth", "last_score", "last_budget", "this_budget", needs=["funds.budget", "forms.total_score"]
)
def _budget_growth(f: Frames) -> dict[str, Any]:
    """Growth of the budget over last year's, as a fraction, of a project that scored low last year."""
    n, found = len(f.frame("forms")), earlier.history(f)
    why = _no_form(f, "history", n)
    if found is None:
        return _nothing(n, "budget_growth", "last_score", "last_budget", "this_budget", why=why)
    there = found.frames
    scale = _take(_in_ten_thousand(there), found.form, np.nan) / _in_ten_thousand(f)
    before, now = _take(total_value(there, "budget"), found.form, np.nan) * scale, total_value(f, "budget")
    score = _take(self_score(there), found.form, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = np.round(now / before - 1, 9)
    return {
        "budget_growth": judged(
            pd.Series(growth), *why, ("ne.total", np.isnan(score)), ("na.score_high", score >= f.preset["history.low_score"]),
            ("ne.budget", np.isnan(growth) | np.isinf(growth)),
        ),
        "last_score": pd.Series(score),
        "last_budget": pd.Series(np.round(before, 6)),
        "this_budget": pd.Series(now),
    }  # fmt: skip


@derived(
    "forms",
    "found_again",
    "found_again_en",
    "found_again_count",
    needs=["forms.project", "forms.year"],
    of_findings=True,
)
def _found_again(f: Frames) -> dict[str, Any]:
    """The errors and doubts that the rules find in this form and found in last year's too, by rule and indicator."""
    n, found = len(f.frame("forms")), earlier.history(f)
    why = _no_form(f, "history", n)
    if found is None or f.found is None:
        return _nothing(n, "found_again", "found_again_en", "found_again_count", why=why)
    titles = f.found.titles
    now, before = _causes(f.found.now, f.tables), _causes(f.found.before, found.frames.tables)
    ids, there = f.frame("forms")["form_id"].tolist(), found.frames.frame("forms")["form_id"].tolist()
    told: list[list[str]] = []
    for i in range(n):
        old = before.get(there[found.form[i]], set()) if found.form[i] >= 0 else set()
        told.append(sorted({rule for rule, _ in now.get(ids[i], set()) & old}))
    return {
        "found_again": judged(
            pd.Series(["、".join(f"{r} {titles[r][0]}" for r in x) or None for x in told], dtype=object), *why
        ),
        "found_again_en": pd.Series([", ".join(f"{r} {titles[r][1]}" for r in x) or None for x in told], dtype=object),
        "found_again_count": pd.Series([float(len(x)) for x in told]),
    }


def _causes(findings: pd.DataFrame, tables: Any) -> dict[str, set[tuple[str, str]]]:
    """form_id -> (rule, name of the indicator or place) of its errors and doubts."""
    ind = tables.indicators
    name = {
        (f, indicator(n)): norm(t)
        for f, n, t in zip(ind["form_id"], ind["indicator_no"], texts(ind["level3"]), strict=True)
    }
    out: dict[str, set[tuple[str, str]]] = {}
    for form, rule, where, severity in zip(
        findings["form_id"], findings["rule_id"], findings["where"], findings["severity"], strict=True
    ):
        if severity != "info":
            out.setdefault(form, set()).add((rule, name.get((form, row_of(where)), where)))
    return out


# ---- approved targets ---------------------------------------------------------------------------------------------


def _approved_reasons(f: Frames) -> Reasons:
    at = f.form_index("indicators")
    return _no_form(f, "approved", len(at), at)


@derived(
    "indicators", "approved_target", "differs_from_approved", "not_approved", "approved_weight", "weight_gap",
    needs=["indicators.level3", "indicators.target_text", "indicators.weight", "forms.project"],
)  # fmt: skip
def _against_approved(f: Frames) -> dict[str, Any]:
    """The approved target of the row; 1 where the row's target is another one, and where no such indicator was approved;
    the approved weight and its distance from the row's."""
    ind, found = f.frame("indicators"), earlier.approved(f)
    n, why = len(ind), _approved_reasons(f)
    columns = ("differs_from_approved", "not_approved", "weight_gap")
    if found is None:
        out: dict[str, Any] = {}
        for name in columns:
            out |= _nothing(n, name, why=why)
        return out | {name: pd.Series([None] * n, dtype=object) for name in ("approved_target", "approved_weight")}
    other = found.frames
    there = other.frame("indicators")
    target = _take(texts(there["target_text"]), found.row, "")
    weight, due = floats(ind["weight"]), _take(floats(there["weight"]), found.row, np.nan)
    own = map_texts(texts(ind["target_text"]), norm)
    low, base = floats(f.col("indicators", "target_low")), f.col("indicators", "target_base").to_numpy(dtype=object)
    approved_low = _take(floats(other.col("indicators", "target_low")), found.row, np.nan)
    approved_base = _take(other.col("indicators", "target_base").to_numpy(dtype=object), found.row, None)
    direction = f.col("indicators", "direction").to_numpy(dtype=object)
    approved_direction = _take(other.col("indicators", "direction").to_numpy(dtype=object), found.row, None)
    same_text = own == map_texts(target, norm)
    numbers = ~np.isnan(low) & ~np.isnan(approved_low)
    # without a unit on one side the numbers decide; a missing operator is no other target
    same_unit = (base == approved_base) | (base == "") | (approved_base == "")
    opposite = np.array(
        [
            {a, b} in ({">=", "<="}, {">", "<"}, {">=", "<"}, {">", "<="})
            for a, b in zip(direction, approved_direction, strict=True)
        ],
        dtype=bool,
    )
    same_number = numbers & (np.abs(low - approved_low) <= 1e-9 * np.maximum(1, np.abs(low))) & same_unit & ~opposite
    missing_row = found.row < 0
    nothing = no_value(texts(ind["target_text"])) | no_value(target.astype(object))
    level1 = f.col("indicators", "level1_kind").to_numpy(dtype=object)
    return {
        "approved_target": pd.Series([None if m else t for m, t in zip(missing_row, target, strict=True)], dtype=object),
        "differs_from_approved": judged(
            pd.Series((~same_text & ~same_number).astype(float)), *why, ("na.not_approved_row", missing_row), ("na.blank", nothing)
        ),
        "not_approved": judged(pd.Series(missing_row.astype(float)), *why, ("na.no_name", names(f) == ""), ("na.scope", level1 == "")),
        "approved_weight": pd.Series(due),
        "weight_gap": judged(
            pd.Series(np.round(np.abs(weight - due), 6)), *why, ("na.not_approved_row", missing_row), ("ne.weight", np.isnan(weight) | np.isnan(due))
        ),
    }  # fmt: skip


@derived(
    "forms",
    "approved_missing",
    "approved_missing_en",
    "approved_missing_count",
    needs=["forms.project", "indicators.level3"],
)
def _approved_missing(f: Frames) -> dict[str, Any]:
    """The approved indicators (name and target) that the form does not have, in words, and how many; None where it has all."""
    n, found = len(f.frame("forms")), earlier.approved(f)
    why = _no_form(f, "approved", n)
    if found is None:
        return _nothing(n, "approved_missing", "approved_missing_en", "approved_missing_count", why=why)
    there = found.frames.frame("indicators")
    name, target = texts(there["level3"]), texts(there["target_text"])
    rows, used = rows_of(found.frames), [set(found.row[mine].tolist()) for mine in rows_of(f)]
    lost = [
        [r for r in rows[o] if name[r] and r not in used[i]] if o >= 0 else []
        for i, o in enumerate(found.form.tolist())
    ]
    return {
        "approved_missing": judged(
            pd.Series(["、".join(f"“{clean(name[r])}”（{clean(target[r])}）" for r in x) or None for x in lost], dtype=object), *why
        ),
        "approved_missing_en": pd.Series([", ".join(f"“{clean(name[r])}” ({clean(target[r])})" for r in x) or None for x in lost], dtype=object),
        "approved_missing_count": pd.Series([float(len(x)) for x in lost]),
    }  # fmt: skip
