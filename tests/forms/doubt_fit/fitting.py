"""Weights of a logistic sum of evidence, block by block, and the point above which a block is doubted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from selfeval_nb.forms.doubt.judge import BLOCKS
from tests.forms.doubt_fit.sampling import Reading
from tests.forms.doubt_fit.wrong import block_of

#: What speaks against a reading whatever the keyed forms show: nearly all of them are read right by now, and an impossible
#: reading stays one. The fit starts here and is held to it.
PRIOR: dict[str, dict[str, float]] = {
    "head": {
        "value-is-a-label": 8.5, "value-is-a-number": 5.2, "no-project-but-text": 5.2, "no-project": 2.6, "label-outside": 5.2, "unknown-label": 5.9,
        "two-units": 7.8, "value-with-a-stamp": 7.2, "unit-labelled-department": 2.6, "swapped": 8.5, "project-is-the-unit": 8.5, "project-is-an-office": 8.5, "unit-is-a-sentence": 7.8,
        "value-elsewhere": 8.4, "year-differs": 8.5, "year-elsewhere": 4.5, "labels-without-values": 7.8, "office-left-over": 5.2,
    },
    "funds": {
        "impossible-weight": 8.0, "impossible-score": 8.0, "impossible-rate": 5.0, "negative": 5.0, "columns-left-over": 3.5,
        "none-read": 2.5, "money-unit-differs": 7.0, "unit-elsewhere": 4.0, "rate-of-the-initial": 2.5, "one-amount": 4.0, "points-elsewhere": 7.0, "amount-elsewhere": 7.0, "amount-is-text": 7.0, "funds-left-over": 7.0, "table-not-used": 6.0, "no-rows": 5.0, "no-amounts": 4.0,
    },
    "goals": {
        "value-is-a-label": 8.5, "value-is-a-number": 5.2, "label-inside": 5.2, "blank-inside": 3.9, "value-is-the-project": 5.2,
        "value-is-an-office": 3.9, "no-goal-column": 5.9, "label-left-over-while-missing": 4.5, "text-left-over-while-missing": 3.2,
    },
    "indicators": {
        "impossible-points": 10.4, "weight-not-a-number": 10.4, "score-not-a-number": 10.4, "rows-not-read": 5.9, "rows-elsewhere": 5.9,
        "no-rows": 7.8, "row-of-sums": 11.7, "points-exchanged": 10.4, "names-repeat": 4.5, "names-are-numbers": 3.9, "names-are-levels": 3.9, "reasons-strange": 3.9,
        "level1-is-a-label": 5.2, "level1-is-a-number": 5.2, "level2-is-a-number": 3.9, "target-is-a-label": 5.9, "actual-is-a-label": 5.9,
        "target-is-the-points": 5.2, "actual-is-the-points": 5.2, "target-direction": 6.5, "values-exchanged": 10.4, "second-reading-near": 5.2, "names-are-explanations": 5.2, "level2-of-each-row": 3.9,
        "actual-like-criteria": 4.5, "reasons-of-full-points": 5.2, "weights-are-scores": 10.4, "scores-are-weights": 10.4,
        "no-points-but-a-total": 3.9, "only-weights-but-both-totals": 5.2, "only-scores-but-both-totals": 5.2,
        "numbers-left-over-while-missing": 5.2, "numbers-column-left-over-while-missing": 5.2, "numbers-column-left-over": 4.5,
        "values-column-left-over": 4.5, "sums-off-and-cells-left": 3.9,
        "level3-unlike": 10.4, "rival-targets": 9.1, "level-column-left-over": 9.1, "headers-differ": 8.0, "many-names-missing": 9.1, "target_text-unlike": 9.1, "actual_text-unlike": 9.1, "weight_text-unlike": 9.1, "score_text-unlike": 9.1,
        "reason-unlike": 9.1, "level1-unlike": 5.2, "level2-unlike": 5.2,
    },
    "totals": {"impossible": 6.0, "sum-among-indicators": 5.0, "sum-left-over": 4.5, "no-total-row": 3.0, "hundred-left-over": 3.0},
}  # fmt: skip
#: What the keys cannot say: a total read as an indicator without a name is counted nowhere, points read nowhere are hardly drawn, funds that
#: stand beside each other or in a sentence are ambiguous in the keys, offices in each other's places are in none of them.
PINNED = frozenset(("row-of-sums", "points-elsewhere", "funds-left-over", "swapped"))
_FOR_IT = ("-fits", "-fit", "both-read", "within-weights", "is-100", "no-rate")
Weights = dict[str, float]


def speaks_for(name: str) -> bool:
    """Whether a piece of evidence speaks for the reading: its weight is at most 0, that of any other at least 0."""
    return name.endswith(_FOR_IT)


def _bounds(block: str, name: str, prior: float) -> tuple[float | None, float | None]:
    """Within what a weight may lie. Points that add up say nothing of names, targets and reasons: in the indicators they count nothing."""
    if speaks_for(name):
        return (0.0, 0.0) if block == "indicators" else (None, 0.0)
    return (prior, prior) if name in PINNED else (0.0, None)


@dataclass(slots=True)
class Rows:
    """One block of many readings: evidence as a matrix, wrong fields, and what each row counts."""

    block: str
    names: list[str]
    x: np.ndarray
    wrong: np.ndarray
    count: np.ndarray


def amounts(reading: Reading, block: str) -> dict[str, float]:
    """The largest amount of each evidence of a block."""
    out: dict[str, float] = {}
    for at, name, amount, _ in reading.evidence:
        if at == block:
            out[name] = max(out.get(name, 0.0), amount)
    return out


def wrong_in(reading: Reading, block: str) -> int:
    """How many fields of a block are wrong; an invented indicator counts as one."""
    return sum(n for place, n in reading.wrong.items() if block_of(place) == block)


def rows_of(found: Sequence[Reading], block: str, each: np.ndarray) -> Rows:
    """The matrix of a block; ``each`` is what each reading counts."""
    per = [amounts(r, block) for r in found]
    names = sorted({n for p in per for n in p})
    at = {n: k for k, n in enumerate(names)}
    x = np.zeros((len(found), len(names)))
    for i, p in enumerate(per):
        for n, a in p.items():
            x[i, at[n]] = a
    return Rows(block, names, x, np.array([wrong_in(r, block) for r in found], float), each)


def counts(found: Sequence[Reading]) -> np.ndarray:
    """What each reading counts: a layout that was read often counts little more than one that was read once."""
    size = Counter((r.layout, r.drawn) for r in found)
    each = np.array([size[r.layout, r.drawn] ** -0.6 * (3.0 if r.words == "full" else 1.0) for r in found])
    return each * len(found) / each.sum()


def fit(rows: Rows, ridge: float = 1.0) -> Weights:
    """Weights of a logistic sum, what is said against a reading at least 0, what is for it at most 0."""
    x, y, cost = _merged(rows)
    prior = np.array([PRIOR[rows.block].get(n, 0.0) for n in rows.names])
    whole = cost.sum()

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w[:-1] + w[-1]
        error = cost * (1 / (1 + np.exp(-np.clip(z, -30, 30))) - y)
        away = w[:-1] - prior
        value = (cost * (np.logaddexp(0, z) - y * z)).sum() + ridge / 2 * (away**2).sum()
        return value / whole, np.append(x.T @ error + ridge * away, error.sum()) / whole

    bounds = [_bounds(rows.block, n, p) for n, p in zip(rows.names, prior, strict=True)]
    start = np.append(prior, -3.0)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)], options={"maxiter": 400})
    values = [round(float(a), 2) for a in found.x]
    return dict(zip(rows.names, values[:-1], strict=True)) | {"base": values[-1]}


def _merged(rows: Rows) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Evidence, wrong or not, and weight of each kind of row: readings that show the same count together."""
    y = (rows.wrong > 0).astype(float)
    cost = rows.count * np.where(y > 0, 1.0 + np.log1p(rows.wrong), 1.0)
    kinds, at = np.unique(np.column_stack([rows.x.round(2), y]), axis=0, return_inverse=True)
    return kinds[:, :-1], kinds[:, -1], np.bincount(at.ravel(), weights=cost)


def doubt(rows: Rows, known: Weights) -> np.ndarray:
    """The probability that each row is wrong."""
    w = np.array([known.get(n, PRIOR[rows.block].get(n, 0.0)) for n in rows.names])
    each = rows.x * w
    total = np.maximum(each.sum(axis=1), each.max(axis=1, initial=0.0))  # as judge._doubt
    return 1 / (1 + np.exp(-np.clip(total + known["base"], -30, 30)))


def left_out(found: Sequence[Reading], folds: int = 20, ridge: float = 1.0) -> dict[str, np.ndarray]:
    """A block -> how doubtful each reading is by weights that were fitted without its layout (drawn ones are never left out)."""
    layouts = sorted({r.layout for r in found if not r.drawn})
    fold = {name: k % folds for k, name in enumerate(layouts)}
    at = np.array([-1 if r.drawn else fold[r.layout] for r in found])
    each = counts(found)
    out = {}
    for block in BLOCKS:
        rows = rows_of(found, block, each)
        seen = np.zeros(len(found))
        for k in range(-1, folds):
            own = at == k
            if own.any():
                others = ~own if k >= 0 else at >= -1
                known = fit(Rows(block, rows.names, rows.x[others], rows.wrong[others], each[others]), ridge)
                seen[own] = doubt(Rows(block, rows.names, rows.x[own], rows.wrong[own], each[own]), known)
        out[block] = seen
    return out
