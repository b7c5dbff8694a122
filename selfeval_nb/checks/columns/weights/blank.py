"""The column about a total that is blank (rule W12)."""

from __future__ import annotations

import numpy as np

from selfeval_nb.checks.table.doubtful import doubted_block
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import cell_text, cells_of, evaluates, floats, no_value
from selfeval_nb.checks.table.rows import in_a_list


def _in_a_cell(f: Frames) -> np.ndarray:
    """For each form whether the cell for the total score was found: a label without one may have its value somewhere else."""
    cells = cells_of(f)
    at = cells.find(np.arange(len(f.frame("forms"))), ["total_score"] * len(f.frame("forms")))
    table = f.tables.cells["table"].notna().to_numpy()
    return np.array([i < 0 or bool(table[i]) for i in at.tolist()], dtype=bool)


def _blank_scores(f: Frames) -> np.ndarray:
    """For each form whether its column of scores is blank throughout (F22): the form has scores all the same."""
    return np.array(["得分" in (z or "") for z in f.col("forms", "blank_column_zh")], dtype=bool)


@derived("forms", "total_score_filled")
def _total_score_filled(f: Frames) -> Judged:
    """The score of a printed total row, missing where it is blank (also where only the unit 分 is left)."""
    missing = f.frame("forms")["total_score"].isna().to_numpy()
    text = cell_text(f, "total_score")
    unreadable = np.array([t is not None and not no_value(np.array([t], dtype=object))[0] for t in text], dtype=bool)
    return judged(
        floats(f.frame("forms")["total_score"]),
        ("na.kind", ~evaluates(f)),
        ("na.not_printed", in_a_list(f)),
        ("na.no_scores", ~f.col("forms", "has_scores").to_numpy(dtype=bool) & ~_blank_scores(f)),
        ("na.other_rule", f.col("forms", "total_rows").to_numpy() == 0),
        ("ne.total", missing & (unreadable | ~_in_a_cell(f) | doubted_block(f, "totals"))),
    )
