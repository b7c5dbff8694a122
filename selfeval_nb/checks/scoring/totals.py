"""Scores and totals of all forms as frames, and the columns that the score rules read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.book.preset import Preset
from selfeval_nb.checks.book.template import decimal, number
from selfeval_nb.checks.model import SCORE_COLUMNS, TOTAL_COLUMNS
from selfeval_nb.checks.scoring import formulas as scoring
from selfeval_nb.checks.scoring.formulas import Scored
from selfeval_nb.checks.scoring.steps import by_step
from selfeval_nb.checks.table.doubtful import doubted_rows
from selfeval_nb.checks.table.frames import Frames, derived
from selfeval_nb.checks.table.grains import (
    floats,
    level2_kind,
    part_rows,
    points_above,
    shared_groups,
    texts,
    total_value,
)
from selfeval_nb.common.said import said
from selfeval_nb.forms.values.values import Value, parse_pair

_SAID = said(__name__)


def values_of(f: Frames) -> tuple[list[Value], list[Value]]:
    """The parsed target and actual of every indicator row, in the order of the ``indicators`` grain."""
    if "values" not in f.cache:
        ind = f.frame("indicators")
        years = [None if y is None or pd.isna(y) else int(y) for y in f.per_form("indicators", "year").tolist()]
        adjusted = texts(ind["target_adjusted"]) if "target_adjusted" in ind else np.full(len(ind), "", dtype=object)
        columns = (
            texts(ind[c]) for c in ("target_text", "actual_text", "operator_cell", "unit_cell", "level3", "level2")
        )
        targets, actuals = [], []
        for target, actual, operator, unit, name, level2, other, year in zip(*columns, adjusted, years, strict=True):
            t, a = parse_pair(
                _words_alone(target, operator),
                actual,
                adjusted=other,
                name=name,
                operator_cell=operator,
                unit_cell=unit,
                level2=level2,
                year=year,
            )
            targets.append(t)
            actuals.append(a)
        f.cache["values"] = (targets, actuals)
    return f.cache["values"]


def _words_alone(target: str, operator: str) -> str:
    """A target without the 定性 of the column of signs that stands before it in the printed row: 好 and not 定性好."""
    return (
        target[len(operator) :]
        if operator in _QUALITATIVE and len(target) > len(operator) and target.startswith(operator)
        else target
    )


_QUALITATIVE = ("定性", "定性指标")


def scored_rows(f: Frames) -> list[Scored]:
    """The recomputed score of every indicator row."""
    if "scored" not in f.cache:
        ind = f.frame("indicators")
        weights = [None if np.isnan(w) else w for w in floats(ind["weight"])]
        costs = [level2_kind(t) == "cost" for t in texts(ind["level2"])]
        f.cache["scored"] = [
            by_step(scoring.indicator(t, a, w, f.preset, cost=c), standard, t, a, decimal(w or 0.0))
            for t, a, w, c, standard in zip(*values_of(f), weights, costs, texts(ind["method"]), strict=True)
        ]
        for group in shared_groups(f):
            _share(f.cache["scored"], group)
    return f.cache["scored"]


def _share(rows: list[Scored], group: list[int]) -> None:
    """Points of several rows in one cell: full where all were met, else from the least that one of them leaves to full."""
    first = rows[group[0]]
    if first.high is None or all(rows[i].met for i in group):
        return
    ratios = [rows[i].ratio for i in group]
    least = min((min(1.0, max(0.0, r)) if r is not None else 0.0) for r in ratios)
    whole = max(first.high, Decimal(0))
    rows[group[0]] = replace(first, low=whole * Decimal(str(round(least, 6))), high=whole)


def scored_execution(f: Frames) -> list[Scored]:
    """The recomputed execution score of every form."""
    if "scored_execution" not in f.cache:
        budget, executed = execution_base(f), total_value(f, "executed")
        weight = f.col("forms", "execution_points").to_numpy()
        f.cache["scored_execution"] = [
            scoring.execution(_none(x), _none(b), _none(w), f.preset)
            for x, b, w in zip(executed, budget, weight, strict=True)
        ]
    return f.cache["scored_execution"]


def _none(x: float) -> float | None:
    return None if np.isnan(x) else float(x)


def execution_base(f: Frames) -> np.ndarray:
    """The denominator of the execution rate: the preset's, or the other budget column where the layout has only that."""
    return _denominator(f, lambda name: total_value(f, name))


def row_base(f: Frames) -> np.ndarray:
    """The same for each row of the funds block."""
    return _denominator(f, lambda name: floats(f.frame("funds")[name]))


def _denominator(f: Frames, value: Callable[[str], np.ndarray]) -> np.ndarray:
    first, second = map(value, f.preset.sections.execution.columns())
    return np.where(np.isnan(first), second, first)


def _float(x: Decimal | None) -> float:
    return np.nan if x is None else float(x)


@derived(
    "indicators", "recomputed_low", "recomputed_high", "recomputed_arithmetic", "ratio", "met", "direction", "judged_by", "late",
)  # fmt: skip
def _recomputed(f: Frames) -> dict[str, pd.Series]:
    """Recomputed score (low, high, calculation), completion ratio, whether met (1, 0, missing), direction used, how judged, late."""
    rows = scored_rows(f)
    return {
        "recomputed_low": pd.Series([_float(s.low) for s in rows], dtype=float),
        "recomputed_high": pd.Series([_float(s.high) for s in rows], dtype=float),
        "recomputed_arithmetic": pd.Series([s.arithmetic for s in rows], dtype=object),
        "ratio": pd.Series([np.nan if s.ratio is None else s.ratio for s in rows], dtype=float),
        "met": pd.Series([np.nan if s.met is None else float(s.met) for s in rows], dtype=float),
        "direction": pd.Series([s.direction for s in rows], dtype=object),
        "judged_by": pd.Series([s.mode for s in rows], dtype=object),
        "late": pd.Series([s.late for s in rows], dtype=object),
    }


@derived(
    "indicators",
    "target_low",
    "target_high",
    "target_base",
    "actual_low",
    "actual_base",
    "target_kind",
    "actual_kind",
    "printed_operator",
    "actual_grade",
)
def _parsed(f: Frames) -> dict[str, pd.Series]:
    """Targets and actuals as parsed: number and unit in base units, kind, printed operator, official grade (1 to 3)."""
    targets, actuals = values_of(f)
    nan = np.nan
    return {
        "target_low": pd.Series([nan if v.low is None else v.low for v in targets], dtype=float),
        "target_high": pd.Series([nan if v.high is None else v.high for v in targets], dtype=float),
        "target_base": pd.Series([v.base_unit or "" for v in targets], dtype=object),
        "actual_low": pd.Series([nan if v.low is None else v.low for v in actuals], dtype=float),
        "actual_base": pd.Series([v.base_unit or "" for v in actuals], dtype=object),
        "target_kind": pd.Series([v.kind for v in targets], dtype=object),
        "actual_kind": pd.Series([v.kind for v in actuals], dtype=object),
        "printed_operator": pd.Series([v.operator or "" for v in targets], dtype=object),
        "actual_grade": pd.Series([nan if v.grade is None else float(v.grade) for v in actuals], dtype=float),
    }


@derived("forms", "recomputed_execution", "recomputed_execution_arithmetic")
def _execution(f: Frames) -> dict[str, pd.Series]:
    """Recomputed execution score and its calculation."""
    rows = scored_execution(f)
    return {
        "recomputed_execution": pd.Series([_float(s.low) for s in rows], dtype=float),
        "recomputed_execution_arithmetic": pd.Series([s.arithmetic for s in rows], dtype=object),
    }


def grade_of(score: float | None, preset: Preset) -> str | None:
    """The grade of a total score by the preset's cut-offs; None without a score."""
    if score is None or np.isnan(score):
        return None
    names, cutoffs = preset["grades.names"], preset["grades.cutoffs"]
    return str(names[next((i for i, c in enumerate(cutoffs) if score >= c - 1e-9), len(cutoffs))])


def difference_class(difference: float, grade_changed: bool, preset: Preset, lang: str) -> str:
    """The class of |self-score − recomputed score|; a changed grade is always the last class."""
    names = preset["difference.names" if lang == "zh" else "difference.names_en"]
    if grade_changed:
        return str(names[-1])
    limits = preset["difference.limits"]
    return str(names[next((i for i, x in enumerate(limits) if abs(difference) <= x + 1e-9), len(limits))])


def scores_and_totals(
    f: Frames, lang: str, doubted: Collection[tuple[str, int]] = (), unsure: Mapping[str, Collection[str]] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The ``scores`` and ``totals`` frames of a CheckResult. Forms without any score or weight get reasons, not numbers.

    ``doubted``: (form_id, indicator_no) whose values a finding doubts; ``unsure``: form_id -> blocks or places that may be misread.
    Neither gives a score: a doubted row counts from 0 to full points, a table that may be misread gives no total.
    """
    ind, forms = f.frame("indicators"), f.frame("forms")
    rows, executions = list(scored_rows(f)), list(scored_execution(f))
    unsure = unsure or {}
    at = f.form_index("indicators")
    by_form: list[list[int]] = [[] for _ in range(len(forms))]
    for i, form in enumerate(at):
        by_form[form].append(i)
    ids = forms["form_id"].tolist()
    weight, score = floats(ind["weight"]), floats(ind["score"])
    execution_weight, execution_score = f.col("forms", "execution_points").to_numpy(), total_value(f, "score")
    numbers = ind["indicator_no"].tolist()
    scores: dict[str, list[Any]] = {c: [] for c in SCORE_COLUMNS}
    totals = []

    for form, form_id in enumerate(ids):
        places = unsure.get(form_id, ())
        if any(p.startswith("funds") for p in places) and not np.isnan(execution_weight[form]):
            executions[form] = scoring.doubted(executions[form], execution_weight[form])
        read_badly = doubted_rows(places)
        for i in by_form[form]:
            if not np.isnan(weight[i]) and ((form_id, numbers[i]) in doubted or numbers[i] in read_badly):
                rows[i] = scoring.doubted(rows[i], weight[i])

    def add(form_id: str, no: int, w: float, s: float, scored: Scored) -> None:
        for name, value in zip(
            SCORE_COLUMNS,
            (form_id, no, w, s, _float(scored.low), _float(scored.high), scored.arithmetic, scored.reason(lang), np.nan if scored.ratio is None else scored.ratio),
            strict=True,
        ):  # fmt: skip
            scores[name].append(value)

    elsewhere = set(
        np.flatnonzero(points_above(f) | part_rows(f)).tolist()
    )  # their points are counted in the row that has them
    self_scores, printed_total = self_score(f), floats(forms["total_weight"])
    for form, form_id in enumerate(ids):
        add(form_id, 0, execution_weight[form], execution_score[form], executions[form])
        for i in by_form[form]:
            add(form_id, numbers[i], weight[i], score[i], rows[i])
        parts = [(executions[form], execution_weight[form])] if not np.isnan(execution_weight[form]) else []
        parts += [(rows[i], weight[i]) for i in by_form[form] if i not in elsewhere]
        places = set(unsure.get(form_id, ()))
        misread = bool({"form", "indicators"} & places)
        most = printed_total[form] if printed_total[form] > 0 else float(f.preset["weights.total"])
        own_unsure = bool({"form", "totals", "total_score"} & places)
        totals.append(
            _total(form_id, self_scores[form], parts, f.preset, lang, most=most, misread=misread, own_unsure=own_unsure)
        )
    return pd.DataFrame(scores, columns=list(SCORE_COLUMNS)), pd.DataFrame(totals, columns=list(TOTAL_COLUMNS))


def self_score(f: Frames) -> np.ndarray:
    """The printed total; where it is blank and no score is missing, the sum of the scores; else NaN."""
    total = floats(f.frame("forms")["total_score"])
    whole = (f.col("forms", "scores_missing").to_numpy() == 0) & f.col("forms", "has_scores").to_numpy(dtype=bool)
    return np.where(np.isnan(total) & whole, f.col("forms", "score_sum").to_numpy(), total)


def _total(
    form_id: str,
    own: float,
    parts: list[tuple[Scored, float]],
    preset: Preset,
    lang: str,
    *,
    most: float,
    misread: bool,
    own_unsure: bool,
) -> dict[str, Any]:
    """One row of ``totals``; ``most`` is the form's total of points, which no recomputed total exceeds."""
    nothing: dict[str, Any] = dict.fromkeys(TOTAL_COLUMNS) | {
        "form_id": form_id, "self_score": own, "low": np.nan, "high": np.nan, "difference": np.nan, "arithmetic": "",
        "grade_self": grade_of(own, preset),
    }  # fmt: skip
    if len(parts) == 0 or all(np.isnan(w) for _, w in parts):
        return nothing | {"reason": _SAID[lang]["no_indicators" if not parts else "no_weights"]}
    if any(np.isnan(w) for _, w in parts):
        return nothing | {"reason": _SAID[lang]["no_weights"]}
    if misread:
        return nothing | {"reason": _SAID[lang]["unsure"]}
    low = high = Decimal(0)
    terms, undone = [], 0
    for scored, w in parts:
        if scored.low is None or scored.high is None:
            undone += 1
            a, b = Decimal(0), decimal(w)
        else:
            a, b = scored.low, scored.high
        low, high = low + a, high + b
        terms.append(number(a) if a == b else f"({number(a)}~{number(b)})")
    top = decimal(most)
    if low > top + decimal(preset["tolerance.score"]):
        return nothing | {"reason": _SAID[lang]["above"].format(a=number(low), b=number(top))}
    capped = high > top
    low, high = min(low, top), min(high, top)
    grades = grade_of(float(low), preset), grade_of(float(high), preset)
    line = "+".join(terms) + "=" + (number(low) if low == high else f"{number(low)}~{number(high)}")
    out = nothing | {
        "low": float(low),
        "high": float(high),
        "grade_low": grades[0],
        "grade_high": grades[1],
        "arithmetic": line,
    }
    reasons = [_SAID[lang]["open"].format(n=undone)] if undone else []
    if capped:
        reasons.append(_SAID[lang]["capped"].format(b=number(top)))
    if np.isnan(own) or own_unsure:
        reasons.append(_SAID[lang]["no_self" if np.isnan(own) else "own_unsure"])
    else:
        exact = decimal(own)
        # as everywhere: recomputed minus self-score, to the nearer end of a range
        gap = high - exact if exact > high else low - exact if exact < low else Decimal(0)
        if abs(gap) < decimal(preset["tolerance.score"]):
            gap = Decimal(0)  # rounding of parts
        names = preset["grades.names"]
        ranks = [names.index(g) for g in (*grades, grade_of(own, preset))]
        changed = not ranks[1] <= ranks[2] <= ranks[0]
        out |= {
            "difference": float(gap),
            "difference_class": difference_class(float(gap), changed and gap != 0, preset, lang),
        }
    return out | {"reason": "；".join(reasons) if lang == "zh" else "; ".join(reasons)}
