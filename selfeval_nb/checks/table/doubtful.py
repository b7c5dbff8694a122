"""The blocks of a form that the reader itself is not sure of: nothing that is missing there is called blank."""

from __future__ import annotations

import numpy as np

from selfeval_nb.checks.table.frames import Frames


def doubtful_blocks(frames: Frames) -> dict[str, set[str]]:
    """form_id -> the blocks (or ``form``, or places) whose reading the reader itself is not sure of."""
    problems = frames.tables.problems
    by_form: dict[str, set[str]] = {}
    if not len(problems):
        return by_form
    doubts = problems[(problems["problem"] == "doubtful-reading").to_numpy(dtype=bool)]
    for form_id, where in zip(doubts["form_id"], doubts["where"], strict=True):
        by_form.setdefault(form_id, set()).add(str(where))
    return by_form


def doubted_block(f: Frames, block: str) -> np.ndarray:
    """For each form whether the reading of ``block``, or of the whole form, is in doubt."""
    by_form = doubtful_blocks(f)
    return np.array([bool({"form", block} & by_form.get(i, set())) for i in f.frame("forms")["form_id"]], dtype=bool)
