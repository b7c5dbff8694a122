"""What the texts below a label say of its column by what was learned from keyed forms (``forms/contents``): points for each role.

A role is worth the logarithm of how likely the column's cells are to be such texts, on average over the cells; a few cells say less.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from selfeval_nb.forms.contents.model import ROLES, chances

_VALUES = ("target", "actual", "rate", "amount", "weight", "score", "number", "date", "kind")
_POINTS = ("weight", "score", "number", "rate")
#: What a cell of a column may be taken for by the model where the column has this role; "" is a column that holds nothing of ours.
GROUPS: dict[str, tuple[str, ...]] = {
    "level1": ("level1", "level2"), "level2": ("level2", "level1"), "level3": ("level3",), "group": ("level3",),
    "target": _VALUES, "actual": _VALUES, "target_adjusted": _VALUES, "prior": _VALUES, "operator": ("operator", "kind"), "core": ("kind", "operator"),
    "unit": ("unit",), "weight": _POINTS, "score": _POINTS, "level1_points": _POINTS, "level2_points": _POINTS,
    "level1_score": _POINTS, "level2_score": _POINTS, "coefficient": ("rate", "number", "score", "weight"), "reason": ("reason",), "method": ("method",), "number": ("number", "weight", "score"),
    "": ("method", "evidence", "office", "note", "person", "fact", "label", "project", "date", "number", "amount", "rate"),
}  # fmt: skip
_SUMS = np.array([[r in group for group in GROUPS.values()] for r in ROLES], dtype=np.float32)
#: What a cell can say at most, as the logarithm of how unlikely it makes a role; what the whole is worth in points; cells that say as
#: much as knowing nothing.
_LEAST = -4.0
_WORTH = 1.5
_NOTHING_KNOWN = 1.5


def learned(texts: Sequence[str]) -> dict[str, float]:
    """For each role of an indicator block, and for "" (nothing of ours), the points that normed texts of a column give: 0 for the likeliest, less for others."""
    return _learned(tuple(texts)) if texts else {}


@lru_cache(maxsize=4096)
def _learned(texts: tuple[str, ...]) -> dict[str, float]:
    likely = np.log(np.maximum(chances(texts) @ _SUMS, np.exp(_LEAST))).mean(axis=0)
    worth = _WORTH * len(texts) / (len(texts) + _NOTHING_KNOWN)
    return dict(zip(GROUPS, ((likely - likely.max()) * worth).tolist(), strict=True))
