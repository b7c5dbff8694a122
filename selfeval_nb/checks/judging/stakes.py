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

from selfeval_nb.checks.model import severity_rank
from selfeval_nb.common.where import TOTAL, parse

#: The kinds of fault, the first first; a rule that is not named goes by the letter of its suite.
_KINDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("part left blank", frozenset({"F01", "F04", "F05", "F17", "F22", "M08", "W12"})),
    (
        "does not add up",
        frozenset({
            "K01", "K02", "K03", "K06", "K08", "K10", "K11", "K13", "K14", "K16", "K20", "K22", "K23", "M01", "M02", "M03", "M05", "M06", "M07", "M13",
            "M14", "M15", "M23", "M24", "M26", "M29", "M31", "M32", "M33", "T04", "T05", "T11", "V14", "V15", "V30", "W01", "W02", "W05", "W11", "W13", "W14",
            "W15", "W16",
        }),
    ),
    (
        "not explained",
        frozenset({"E01", "E02", "E04", "E05", "E06", "E07", "K04", "K05", "K07", "K09", "K12", "K15", "K17", "K18", "M09", "M11", "M12", "M18", "M19", "M20", "M25"}),
    ),
    ("whole form lacks", frozenset({"F02", "F06", "F07", "F08", "F14", "F18", "P01", "F26", "Q10", "Q18", "Q19", "T01", "T02", "T03", "W07"})),
    ("fit of an indicator", frozenset({"K19", "K21"})),
    ("wording", frozenset({"E08", "E09", "E12", "E13", "F03", "F15", "F16", "F20", "M22", "V04", "V08", "V09", "V11", "V16", "V17", "V18", "M34", "W08", "W09"})),
)  # fmt: skip
_OF_LETTER = {"T": "does not add up", "M": "does not add up", "K": "not explained", "E": "not explained", "Q": "fit of an indicator", "P": "fit of an indicator"}  # fmt: skip
_ORDER = (
    "part left blank",
    "does not add up",
    "not explained",
    "whole form lacks",
    "one cell",
    "fit of an indicator",
    "wording",
)
_KIND_OF = {rule: name for name, rules in _KINDS for rule in rules}


def kind(rule_id: str) -> int:
    """The place of a rule's kind of fault in the order in which kinds are told, 0 the first."""
    return _ORDER.index(_KIND_OF.get(rule_id) or _OF_LETTER.get(rule_id[:1], "one cell"))


def before(severity: object, rule_id: str, where: str, rows: Mapping[float, Row]) -> tuple[int, int, float]:
    """What orders findings before their places do: severity, kind of fault, what hangs on it (the more the earlier)."""
    return severity_rank(severity), kind(rule_id), -stake(rule_id, where, rows)


#: Points that hang on a place that is no indicator row: the total decides the grade, the funds the execution score and the money.
_PLACES = (
    ("total_", 100.0),
    ("grade", 100.0),
    (TOTAL, 50.0),
    ("funds[", 20.0),
    ("form", 30.0),
    ("goal_", 15.0),
)
#: Rules that question a wording or the care with which a form was filled in: no points hang on them as they do on the place.
_LESS = {
    "E04": 0.3, "E05": 0.3, "E08": 0.1, "E09": 0.2, "E12": 0.3, "E13": 0.1, "E17": 0.3, "F03": 0.5, "F14": 0.3, "F16": 0.1, "F20": 0.5, "F23": 0.6,
    "K15": 0.5, "K19": 0.3, "K21": 0.3, "P02": 0.3, "P03": 0.3, "Q06": 0.4, "Q10": 0.5, "Q11": 0.3, "T03": 0.3, "T07": 0.5, "V04": 0.3, "V08": 0.3,
    "V09": 0.5, "V10": 0.3, "V11": 0.2, "V16": 0.3, "V17": 0.1, "V20": 0.3, "W08": 0.3, "W09": 0.1,
}  # fmt: skip
_OF_RATIO = frozenset({"K17", "K18"})  # how far above its target a row is
_OF_GAP = frozenset(
    {"K03", "K04", "K05", "K06", "K07", "K08", "K09", "K10", "K11", "E01"}
)  # how many points are in question
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


def orders(found: pd.DataFrame, scores: pd.DataFrame) -> np.ndarray:
    """A row a finding, what ``before`` says of it; ``scores`` are the recomputed scores of the same forms."""
    rows: dict[str, list[Mapping[str, Any]]] = {}
    names = ("indicator_no", *Row._fields)
    for form_id, *values in zip(scores["form_id"], *(scores[n] for n in names), strict=True):
        rows.setdefault(form_id, []).append(dict(zip(names, values, strict=True)))
    known = {form_id: rows_by_number(some) for form_id, some in rows.items()}
    return np.array(
        [
            before(s, r, w, known.get(i, {}))
            for s, r, w, i in zip(found["severity"], found["rule_id"], found["where"], found["form_id"], strict=True)
        ],
        dtype=float,
    ).reshape(-1, 3)


def stake(rule_id: str, where: str, rows: Mapping[float, Row]) -> float:
    """The points that hang on what one rule says of one place: of a row those in question or, where none are, its weight; of a result above its
    target more the further it is above; of other places a fixed number, and less for what questions a wording alone."""
    number = parse(where).number
    if number is None:
        points = next((points for head, points in _PLACES if where.startswith(head)), 10.0)
        return points * _LESS.get(rule_id, 1.0)
    row = rows.get(float(number), Row())
    if rule_id in _OF_RATIO and row.ratio is not None:
        return min(10.0 * abs(row.ratio - 1.0), _MOST)
    if rule_id in _OF_GAP and row.score is not None:
        due = row.weight if rule_id in ("E01", "K07") else row.low if row.score > (row.low or 0.0) else row.high
        if due is not None:
            return min(2.0 * abs(row.score - due) + 1.0, _MOST)
    return (10.0 if row.weight is None else row.weight) * _LESS.get(rule_id, 1.0)
