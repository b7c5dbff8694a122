"""The places and blocks of a form that the reader itself is not sure of: nothing that is missing there is called blank."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.common.where import parse, row_of
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("rows", "doubtful")

HEAD = ("project", "department", "unit", "year", "title", "fill_date")
#: Columns of an indicator that its points follow from.
_SCORED = frozenset(
    ("", "level3", "target_text", "operator", "target_value", "target_unit", "actual_text", "actual_value", "actual_unit", "weight", "score")
)  # fmt: skip


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


def block_of(where: str) -> str:
    """The block of a form that a place lies in: ``head`` ``funds`` ``goals`` ``indicators`` ``totals``, or '' for the form as a whole."""
    if block := parse(where).block:
        return block
    if where.startswith("goal_"):
        return "goals"
    if where.startswith("total_") or where == "grade":
        return "totals"
    return "head" if where in HEAD else "funds" if where == "money_unit" else ""


def rests_on(places: Collection[str], blocks: Collection[str], where: str) -> bool:
    """Whether what is said of ``where`` by a rule that looks at ``blocks`` rests on one of the doubted ``places``.

    A doubted block is all of its places; a doubted place is its row for what is said of that row, and its block for what is said
    of no row at all (a sum). Single values of the head stand each for itself.
    """
    if "form" in places or where in places or not set(blocks).isdisjoint(places):
        return True
    row = row_of(where)
    if row:
        return any(p == row or p.startswith(row + ".") for p in places)
    return any(block_of(p) in blocks and not (block_of(p) == "head" and where in HEAD) for p in places)


def doubted_rows(places: Collection[str]) -> set[int]:
    """The numbers of the indicators of whose target, result or points a part may be misread."""
    found = (parse(p) for p in places)
    return {p.number for p in found if p.number is not None and p.column in _SCORED}


def unread_money(f: Frames) -> np.ndarray:
    """For each form whether a cell that was not understood speaks of its money (年度资金总额：38.75万元): then the funds are there."""
    problems = f.tables.problems
    ids = f.frame("forms")["form_id"].tolist()
    if not len(problems):
        return np.zeros(len(ids), dtype=bool)
    lost = problems[(problems["problem"] == "not-understood").to_numpy(dtype=bool)]
    hit = {i for i, d in zip(lost["form_id"], lost["detail"], strict=True) if WORDS.money.search(norm(str(d)))}
    return np.array([i in hit for i in ids], dtype=bool)


def doubted_block(f: Frames, block: str) -> np.ndarray:
    """For each form whether the reading of ``block``, or of the whole form, is in doubt."""
    by_form = doubtful_blocks(f)
    return np.array([bool({"form", block} & by_form.get(i, set())) for i in f.frame("forms")["form_id"]], dtype=bool)
