"""What the columns about scores share: weights, scores, and why a row has none to compare."""

from __future__ import annotations

import numpy as np

from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import floats, shared_groups

EPS = 1e-9  # points below which two scores are one


def _ind(f: Frames, name: str) -> np.ndarray:
    return floats(f.col("indicators", name))


def row_weight(f: Frames) -> np.ndarray:
    return _ind(f, "weight")


def row_score(f: Frames) -> np.ndarray:
    return _ind(f, "score")


def row_column(f: Frames, name: str) -> np.ndarray:
    return f.col("indicators", name).to_numpy()


def points_known(f: Frames) -> list[tuple[str, np.ndarray]]:
    """The reasons that every comparison of score and weight shares."""
    if "points" not in f.cache:
        f.cache["points"] = [
            ("na.no_scores", ~f.per_form("indicators", "has_scores").to_numpy(dtype=bool)),
            ("na.no_weights", ~f.per_form("indicators", "has_weights").to_numpy(dtype=bool)),
            ("ne.weight", np.isnan(row_weight(f))),
            ("ne.score", np.isnan(row_score(f))),
            ("ne.shared", shares_points(f)),
        ]
    return f.cache["points"]


def shares_points(f: Frames) -> np.ndarray:
    """Rows whose points are those of several rows: how much each of them gave or cost is not printed."""
    return np.isin(np.arange(len(f.frame("indicators"))), [group[0] for group in shared_groups(f)])


def whole(x: np.ndarray) -> np.ndarray:
    """Whether a number has no decimals."""
    return np.abs(x - np.round(x)) < EPS


def rounded_to(score: np.ndarray, exact: np.ndarray, tolerance: float) -> np.ndarray:
    """Whether a whole score is the exact one rounded half up, where that changes it by more than the tolerance."""
    return (
        whole(score) & (np.abs(score - np.floor(exact + 0.5 + EPS)) < EPS) & (np.abs(score - exact) > tolerance + EPS)
    )
