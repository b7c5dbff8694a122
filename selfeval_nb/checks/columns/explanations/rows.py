"""Columns about deviations of indicator rows that are not explained, and about the reasons given (rules E01, E02, E04–E09, E17)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.claims.states import says_undone
from selfeval_nb.checks.columns.explanations.deviations import (
    explained_elsewhere,
    lost_points,
    reason_kinds,
    row_column,
    scored_rows,
    short_rows,
    silent_rows,
)
from selfeval_nb.checks.columns.explanations.reading import (
    Why,
    follows_cause,
    has_measure,
    measure_alone,
    says_over,
    says_target_missed,
    says_unfinished,
    says_weakness,
    too_early,
)
from selfeval_nb.checks.table.frames import Frames, Judged, derived, filled, flag, judged
from selfeval_nb.checks.table.grains import cells_of, floats, map_texts, texts
from selfeval_nb.common.where import indicator
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("explanations", "rows")


#: The share of its points from which on an unexplained loss of a row is an error and no doubtful point.
GRAVE = 0.1


def _by_rate(f: Frames) -> np.ndarray:
    """Rows about the execution rate whose points follow from a rate that the preset asks no reason for."""
    about = map_texts(texts(f.frame("indicators")["level3"]), lambda t: "执行率" in t, bool)
    score, due = floats(f.frame("indicators")["score"]), f.col("indicators", "recomputed_high").to_numpy()
    near = np.abs(score - due) <= f.preset["tolerance.score"]
    return about & near & (f.col("indicators", "ratio").to_numpy() >= f.preset["execution.notice_below"])


def _asks_measure(f: Frames) -> np.ndarray:
    """For each row whether the label of its reason asks for measures too; a label that is not known may."""
    numbers = f.frame("indicators")["indicator_no"].tolist()
    at = cells_of(f).find(f.form_index("indicators"), [indicator(int(n), "reason") for n in numbers])
    labels = texts(f.tables.cells["label"])
    said = np.where(at >= 0, labels[at], "") if len(labels) else np.full(len(at), "", dtype=object)
    return map_texts(said.astype(object), lambda t: not norm(t) or WORDS.asks_measure.search(norm(t)) is not None, bool)


@derived(
    "indicators",
    "loss_unexplained",
    "loss_unexplained_grave",
    "shortfall_reason",
    "reason_said",
)
def _unexplained(f: Frames) -> dict[str, Judged | pd.Series]:
    """Points that a row lost without a word of reason in the row or for the whole form, apart where that is a tenth of its points and more; the reason of a row without score that missed its
    target, missing where it says nothing; and what the cell says."""
    lost, silent, asks, whole = lost_points(f), silent_rows(f), row_column(f, "asks_reasons"), explained_elsewhere(f)
    ind = f.frame("indicators")
    points = f.col("indicators", "points_lost").to_numpy()
    # where scores are printed beside weights, the score rules and E01 tell
    unscored = ~(row_column(f, "has_scores") & row_column(f, "has_weights"))
    known = ~np.isnan(f.col("indicators", "fell_short").to_numpy())
    column: Why = ("na.not_printed", ~asks)
    told: Why = ("na.explained", whole & silent)
    grave = points >= GRAVE * floats(ind["weight"]) - 1e-9
    loss = pd.Series(np.where(lost & silent, points, 0.0))
    why = [*scored_rows(f), column, ("na.full", ~lost), told, ("na.preset", _by_rate(f))]
    return {
        "loss_unexplained": judged(loss, *why, ("na.other_rule", grave)),
        "loss_unexplained_grave": judged(loss, *why, ("na.other_rule", ~grave)),
        "shortfall_reason": filled(
            texts(ind["reason"]), silent, column, ("ne.actual", ~known), ("na.met", ~short_rows(f)), ("na.other_rule", ~unscored), told,
        ),
        "reason_said": pd.Series([f"填“{norm(t)}”" if norm(t) else "空白" for t in texts(ind["reason"])], dtype=object),
    }  # fmt: skip


def _deviating(f: Frames) -> list[Why]:
    return [("na.not_printed", ~row_column(f, "asks_reasons")), ("na.met", ~(lost_points(f) | short_rows(f)))]


@derived(
    "indicators",
    "no_measure",
    "no_measure_yet",
    "no_measure_unasked",
    "reason_kind_due",
    "measure_alone",
)
def _weak_reasons(f: Frames) -> dict[str, Judged]:
    """1 where a row that lost points or missed its target gives a reason and no measure; apart where the reason is that it is too early to tell, and where
    the label of the column asks for reasons alone; what kind of reason it gives (``vague``: a stock phrase); 1 where it promises something
    and names no cause."""
    kind = reason_kinds(f)
    measure = map_texts(texts(f.frame("indicators")["reason"]), has_measure, bool)
    blank: Why = ("na.blank", silent_rows(f))
    reason = texts(f.frame("indicators")["reason"])
    measure |= map_texts(reason, lambda t: follows_cause(t), bool)
    only = map_texts(reason, measure_alone, bool)
    early = map_texts(reason, too_early, bool)
    told = [*_deviating(f), blank, ("na.explained", row_column(f, "form_measures") & ~measure)]
    asks = _asks_measure(f)
    silent = [*told, ("na.not_printed", ~asks)]
    without = (kind == "text") & ~measure
    return {
        "measure_alone": flag((kind == "text") & only, *_deviating(f), blank),
        "no_measure": flag(without & ~early, *silent),
        "no_measure_yet": flag(without & early, *silent),
        "no_measure_unasked": flag(without & ~early, *told, ("na.other_rule", asks)),
        "reason_kind_due": judged(
            kind, *_deviating(f), blank, ("na.explained", explained_elsewhere(f) & (kind == "vague"))
        ),
    }


@derived(
    "indicators",
    "full_but_reason",
    "reason_contradicts_met",
    "reason_contradicts_short",
    "reason_kind_idle",
)
def _contradictions(f: Frames) -> dict[str, Judged]:
    """1 where a row with full points explains that it was not finished; where a row that met its target says it did not; where
    one that missed it says that it did more; and what the cell of a row without loss holds (``placeholder``: 0, 达成预期指标)."""
    reason = texts(f.frame("indicators")["reason"])
    unfinished, over = map_texts(reason, says_unfinished, bool), map_texts(reason, says_over, bool)
    admitted = map_texts(reason, lambda t: bool(says_undone(t)), bool)
    full = f.col("indicators", "is_full").to_numpy() == 1
    above = f.col("indicators", "ratio").to_numpy() >= f.preset["over.notice"]
    weak = (
        map_texts(reason, says_weakness, bool) & ~above
    )  # the reason for doing more may tell of what was short before
    missed = np.where(lost_points(f), map_texts(reason, says_target_missed, bool), unfinished)
    met, mode = f.col("indicators", "met").to_numpy(), f.col("indicators", "judged_by").to_numpy()
    positive = np.isin(f.col("indicators", "direction").to_numpy(), [">=", ">", "="])
    measured = np.isin(mode, ["ratio", "date"])
    blank: Why = ("na.blank", silent_rows(f))
    # a cost of nothing because nothing was done is no target met
    nothing = (f.col("indicators", "actual_low").to_numpy() == 0) & np.isin(
        f.col("indicators", "direction").to_numpy(), ["<=", "<"]
    )
    return {
        "full_but_reason": flag(full & (unfinished | weak | (admitted & ~above & ~(f.col("indicators", "target_base") == "元").to_numpy(dtype=bool))), *scored_rows(f), blank, ("na.not_full", ~full), ("na.other_rule", short_rows(f))),
        "reason_contradicts_met": flag(missed & (met == 1) & ~full, blank, ("na.qualitative", ~measured), ("na.other_rule", full | nothing), ("na.not_met", met != 1)),
        "reason_contradicts_short": flag(over & short_rows(f) & (mode == "ratio") & positive, blank, ("na.qualitative", ~measured), ("na.met", ~short_rows(f))),
        "reason_kind_idle": judged(reason_kinds(f), ("na.not_printed", ~row_column(f, "asks_reasons")), ("na.other_rule", lost_points(f))),
    }  # fmt: skip


@derived("forms", "same_reason", "same_reason_count", "same_reason_rows", "same_reason_first")
def _same_reason(f: Frames) -> dict[str, pd.Series]:
    """The deviation text that three or more rows of a form share, how many do, which, and the first of them."""
    reason, at = texts(f.frame("indicators")["reason"]), f.form_index("indicators")
    numbers = f.frame("indicators")["indicator_no"].tolist()
    n = len(f.frame("forms"))
    groups: list[dict[str, list[int]]] = [{} for _ in range(n)]
    for i in np.flatnonzero(np.isin(reason_kinds(f), ["text", "vague"])):
        groups[at[i]].setdefault(norm(reason[i]), []).append(i)
    best = [max(g.values(), key=len, default=[]) for g in groups]
    best = [b if len(b) >= 3 else [] for b in best]
    return {
        "same_reason": pd.Series([reason[b[0]] if b else None for b in best], dtype=object),
        "same_reason_count": pd.Series([float(len(b)) for b in best]),
        "same_reason_rows": pd.Series(["、".join(str(numbers[i]) for i in b) for b in best], dtype=object),
        "same_reason_first": pd.Series([float(numbers[b[0]]) if b else 1.0 for b in best]),
    }
