"""What comes first: findings by the kind of fault and by what hangs on them.

Fitted on what reviewers put first when they list a form's faults without knowing the rules: sums that do not add up, points for what was
not reached and parts left blank; then what nobody explained; then what the form as a whole lacks; then single cells, the fit of single
indicators, and last the wording. A severity always goes before another; the kind orders what has one severity, the stake what has one kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from selfeval_nb.checks.book.weighing import FAULTS, PLAIN, Weighing, Weighings
from selfeval_nb.checks.model import severity_rank
from selfeval_nb.common.where import TOTAL, parse


def before(severity: object, rule: Weighing, where: str, rows: Mapping[float, Row]) -> tuple[int, int, float]:
    """What orders findings before their places do: severity, kind of fault, what hangs on it (the more the earlier)."""
    kind = FAULTS.index(rule.fault) if rule.fault in FAULTS else len(FAULTS)
    return severity_rank(severity), kind, -stake(rule.stake, where, rows)


#: Points that hang on a place that is no indicator row: the total decides the grade, the funds the execution score and the money.
_PLACES = (
    ("total_", 100.0),
    ("grade", 100.0),
    (TOTAL, 50.0),
    ("funds[", 20.0),
    ("form", 30.0),
    ("goal_", 15.0),
)
_MOST = 40.0


class Row(NamedTuple):
    """What hangs on an indicator: its points, its score, the recomputed range and the completion ratio; None where unknown."""

    weight: float | None = None
    score: float | None = None
    low: float | None = None
    high: float | None = None
    ratio: float | None = None


def rows_by_number(scores: Iterable[Mapping[str, Any]]) -> dict[float, Row]:
    """The rows of one form by their number, from its recomputed scores (``checks.model.RowScore``)."""
    return {float(s["indicator_no"]): Row(*(_known(s[name]) for name in Row._fields)) for s in scores}


def _known(x: Any) -> float | None:
    return None if x is None or x != x else float(x)


def orders(found: pd.DataFrame, scores: pd.DataFrame, rules: Weighings) -> np.ndarray:
    """A row a finding, what ``before`` says of it; ``scores`` are the recomputed scores of the same forms."""
    rows: dict[str, list[Mapping[str, Any]]] = {}
    names = ("indicator_no", *Row._fields)
    for form_id, *values in zip(scores["form_id"], *(scores[n] for n in names), strict=True):
        rows.setdefault(form_id, []).append(dict(zip(names, values, strict=True)))
    known = {form_id: rows_by_number(some) for form_id, some in rows.items()}
    return np.array(
        [
            before(s, rules.get(r, PLAIN), w, known.get(i, {}))
            for s, r, w, i in zip(found["severity"], found["rule_id"], found["where"], found["form_id"], strict=True)
        ],
        dtype=float,
    ).reshape(-1, 3)


def stake(said: float | str, where: str, rows: Mapping[float, Row]) -> float:
    """The points that hang on a finding at one place, by what its rule says of them (``Weighing.stake``): of a row those in question or, where none
    are, its weight; of a result above its target more the further it is above; of other places a fixed number; all of these times the
    factor of a rule that questions a wording alone."""
    factor = 1.0 if isinstance(said, str) else float(said)
    number = parse(where).number
    if number is None:
        return factor * next((points for head, points in _PLACES if where.startswith(head)), 10.0)
    row = rows.get(float(number), Row())
    if said == "ratio" and row.ratio is not None:
        return min(10.0 * abs(row.ratio - 1.0), _MOST)
    if said in ("gap", "lost") and row.score is not None:
        due = row.weight if said == "lost" else row.low if row.score > (row.low or 0.0) else row.high
        if due is not None:
            return min(2.0 * abs(row.score - due) + 1.0, _MOST)
    return factor * (10.0 if row.weight is None else row.weight)
