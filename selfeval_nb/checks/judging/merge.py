"""What is said first and what is said once: findings by what is at stake, and notes that repeat each other in one form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.grains import floats
from selfeval_nb.common.said import said
from selfeval_nb.common.where import TOTAL, parse
from selfeval_nb.forms.words.text import clean

if TYPE_CHECKING:
    from selfeval_nb.checks.table.frames import Frames

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


def stakes(found: pd.DataFrame, scores: pd.DataFrame) -> np.ndarray:
    """What hangs on each finding, in points; ``scores`` are the recomputed scores of the same forms."""
    rows: dict[str, list[Mapping[str, Any]]] = {}
    names = ("indicator_no", *Row._fields)
    for form_id, *values in zip(scores["form_id"], *(scores[n] for n in names), strict=True):
        rows.setdefault(form_id, []).append(dict(zip(names, values, strict=True)))
    known = {form_id: rows_by_number(some) for form_id, some in rows.items()}
    return np.array(
        [stake(r, w, known.get(i, {})) for r, w, i in zip(found["rule_id"], found["where"], found["form_id"], strict=True)],
        dtype=float,
    )  # fmt: skip


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


#: A template that nobody cleared, a habit of giving reasons without measures, a project of which nothing was done: one slip however many
#: rows show it.
_ONE_CAUSE = frozenset({"F14", "E04", "K23"})
_ALSO = said(__name__, "also")


def told_once(frames: Frames, found: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Notes of one rule on several indicator rows of a form as one, at the first row, which names the others; what is graver stays apart,
    for each of these has to be answered for itself."""
    if not len(found):
        return found
    ind = frames.frame("indicators")
    names = dict(
        zip(
            zip(ind["form_id"], floats(ind["indicator_no"]).tolist(), strict=True),
            [clean(str(n)) if isinstance(n, str) else "" for n in ind["level3"]],
            strict=True,
        )
    )
    groups: dict[tuple[str, str, str], list[int]] = {}
    for i, (form_id, rule_id, severity, where) in enumerate(
        zip(found["form_id"], found["rule_id"], found["severity"], found["where"], strict=True)
    ):
        if (severity == "info" or rule_id in _ONE_CAUSE) and parse(where).number is not None:
            groups.setdefault((form_id, rule_id, severity), []).append(i)
    keep = np.ones(len(found), dtype=bool)
    messages = found["message"].tolist()
    for (form_id, *_), members in groups.items():
        if len(members) < 2:
            continue
        numbers = [float(parse(found["where"].iloc[i]).key) for i in members]
        order = np.argsort(numbers, kind="stable")
        first, others = members[order[0]], [members[k] for k in order[1:]]
        told = []
        for k in order[1:]:
            name = names.get((form_id, numbers[k]), "")[:16]
            told.append(f"第{numbers[k]:g}项“{name}”" if lang == "zh" else f"row {numbers[k]:g} “{name}”")
        messages[first] += _ALSO[lang].format(("、" if lang == "zh" else ", ").join(dict.fromkeys(told)))
        keep[others] = False
    if keep.all():
        return found
    found = found.copy()
    found["message"] = messages
    return found[keep].reset_index(drop=True)
