"""Columns about all forms of a unit or department together (rules X03, X05, X09–X11, X13)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.portfolio.copies import alone, nothing
from selfeval_nb.checks.columns.portfolio.projects import FEWEST_ROWS
from selfeval_nb.checks.compare.batch_forms import batch_of
from selfeval_nb.checks.scoring.totals import self_score
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import floats, texts
from selfeval_nb.checks.table.rows import names, rows_of
from selfeval_nb.forms.words.text import clean


def _unit_wide(
    f: Frames, values: list[Any], *, departments: bool = False, least: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """For each form how many different values the forms of its unit and year have (None is a value of its own), and how many forms they are
    (0 where these are too few or one has no value)."""
    batch = batch_of(f)
    fewest = f.preset["portfolio.minimum_forms"] if least is None else least
    different, count = np.full(batch.n, np.nan), np.zeros(batch.n)
    for members in batch.by_unit(departments=departments).values():
        different[members] = len({values[i] for i in members})
        told = [i for i in members if values[i] is not None]
        if batch.different(told) >= fewest and len(told) == len(members):
            count[told] = len(told)
        elif different[members[0]] == 1:
            different[members] = np.nan  # too few, or none has a value
    return different, count


def _small(f: Frames, *, departments: bool = False) -> list[tuple[str, np.ndarray]]:
    batch = batch_of(f)
    big = np.zeros(batch.n, dtype=bool)
    for members in batch.by_unit(departments=departments).values():
        big[members] = batch.different(members) >= f.preset["portfolio.minimum_forms"]
    return [alone(f), ("na.few_forms", ~big)]


@derived("forms", "unit_same_score", "unit_scores", "unit_forms")
def _unit_same_score(f: Frames) -> dict[str, Any]:
    """The total that all forms of the unit have; missing where they differ. How many different totals they have, and how many forms the unit
    has."""
    total = self_score(f)
    different, count = _unit_wide(f, [None if np.isnan(t) else round(float(t), 4) for t in total])
    return {
        "unit_same_score": judged(pd.Series(np.where(different == 1, total, np.nan), dtype=float), *_small(f)),
        "unit_scores": judged(different, *_small(f), ("ne.total", np.isnan(total))),
        "unit_forms": pd.Series(count),
    }


@derived("forms", "unit_weightings")
def _unit_weightings(f: Frames) -> Judged:
    """In how many ways the forms of the unit distribute the points, row by row."""
    weight = floats(f.frame("indicators")["weight"])
    vectors: list[Any] = [
        tuple(weight[rows]) if len(rows) >= FEWEST_ROWS and not np.isnan(weight[rows]).any() else None
        for rows in rows_of(f)
    ]
    different, _ = _unit_wide(f, vectors)
    short = np.array([v is None for v in vectors], dtype=bool)
    return judged(different, *_small(f), ("na.no_weights", short))


@derived(
    "indicators",
    "unit_satisfaction_values",
    "unit_form_count",
)
def _unit_satisfaction_values(f: Frames) -> dict[str, Any]:
    """On the first satisfaction row of a form: how many different actual values the satisfaction rows of the unit have."""
    satisfaction = f.col("indicators", "is_satisfaction").to_numpy(dtype=bool)
    actual = floats(f.col("indicators", "actual_low"))
    values: list[Any] = []
    firsts = np.zeros(len(actual), dtype=bool)
    for rows in rows_of(f):
        mine = [i for i in rows if satisfaction[i] and not np.isnan(actual[i])]
        values.append(
            round(float(actual[mine[0]]), 6)
            if mine and len({actual[i] for i in mine}) == 1
            else (f"#{len(values)}" if mine else None)
        )
        firsts[mine[:1]] = True
    different, count = _unit_wide(f, values)
    at = f.form_index("indicators")
    return {
        "unit_satisfaction_values": judged(
            different[at], ("na.level1", ~firsts), *((code, mask[at]) for code, mask in _small(f))
        ),
        "unit_form_count": pd.Series(count[at]),
    }  # fmt: skip


@derived("forms", "high_scores", "high_share", "scored_forms")
def _high_scores(f: Frames) -> dict[str, Any]:
    """How many forms of the department score high, their share, and of how many; judged where no grade below the best occurs."""
    batch, total = batch_of(f), self_score(f)
    high, count, lowest = np.zeros(batch.n), np.zeros(batch.n), np.full(batch.n, np.nan)
    for members in batch.by_unit(departments=True).values():
        told = [i for i in members if not np.isnan(total[i])]
        if told:
            high[members] = np.sum(total[told] >= f.preset["portfolio.high_score"])
            count[members], lowest[members] = batch.different(told), np.min(total[told])
            high[members] = min(float(high[members[0]]), float(count[members[0]]))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.round(high / count, 6)
    best = f.preset["grades.cutoffs"][0]
    return {
        "high_share": judged(
            pd.Series(share), alone(f), ("na.few_forms", count < f.preset["portfolio.distribution_forms"]), ("na.spread", lowest < best)
        ),
        "high_scores": pd.Series(high),
        "scored_forms": pd.Series(count),
    }  # fmt: skip


@derived("forms", "layout", "usual_layout", "usual_layout_forms")
def _layouts(f: Frames) -> dict[str, Any]:
    """The form's layout, the one that most forms of its unit and year use (its own where there is none), and how many use that."""
    batch, template = batch_of(f), texts(f.frame("forms")["template"])
    kinds = texts(f.frame("forms")["kind"])
    common, usual = template.copy(), np.zeros(batch.n)
    for members in batch.by_unit().values():
        mine = [i for i in members if kinds[i] == "project"]
        counts: dict[str, int] = {}
        for i in mine:
            counts[template[i]] = counts.get(template[i], 0) + 1
        if len(counts) > 1:
            most = max(counts.items(), key=lambda kv: kv[1])  # the first of equals
            if most[1] * 3 >= 2 * len(mine):
                for i in mine:
                    common[i], usual[i] = most[0], most[1]
    return {
        "layout": judged(template, *_small(f)),
        "usual_layout": pd.Series(common, dtype=object),
        "usual_layout_forms": pd.Series(usual),
    }


@derived("indicators", "other_unit", "other_unit_en")
def _other_unit(f: Frames) -> dict[str, Any]:
    """What an indicator of the same name is measured in elsewhere in the unit, where that is not comparable; None otherwise."""
    batch, name, n = batch_of(f), names(f), len(f.frame("indicators"))
    base, low = f.col("indicators", "target_base").to_numpy(dtype=object), floats(f.col("indicators", "target_low"))
    shown, at = texts(f.frame("indicators")["target_text"]), f.form_index("indicators")
    told, english = nothing(n), nothing(n)
    groups: dict[tuple[str, str, int | None], list[int]] = {}
    for i in np.flatnonzero((name != "") & ~np.isnan(low)).tolist():
        form = int(at[i])
        if batch.units[form]:
            groups.setdefault((name[i], batch.units[form], batch.years[form]), []).append(i)
    for rows in groups.values():
        if len(rows) < 2 or len({batch.projects[int(at[i])] for i in rows}) < 2:
            continue
        units = {i: base[i] for i in rows if base[i]}
        if len(set(units.values())) < 2 and not _far_apart([low[i] for i in rows if base[i] == "%"]):
            continue
        for i in rows:
            other = next((j for j in rows[:200] if at[j] != at[i] and base[i] and base[j] and (base[j] != base[i] or (base[i] == "%" and abs(low[j] - low[i]) >= 10))), None)  # fmt: skip
            if other is not None:
                where = int(at[other])
                told[i] = f"{batch.name(where, 'zh')}为“{clean(shown[other])}”"
                english[i] = f"{batch.name(where, 'en')} has “{clean(shown[other])}”"
    return {
        "other_unit": judged(pd.Series(told, dtype=object), alone(f, "indicators"), ("na.no_name", name == ""), ("ne.target", np.isnan(low))),
        "other_unit_en": pd.Series(english, dtype=object),
    }  # fmt: skip


def _far_apart(values: list[float]) -> bool:
    return len(values) > 1 and max(values) - min(values) >= 10
