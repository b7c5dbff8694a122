"""Which of several offices that a form names is its department and which its unit."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from selfeval_nb.common.words import Words
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.words.text import clean, norm

WORDS = Words("reading", "offices")
OTHERS = Words("reading", "head_evidence")
_DIGIT = re.compile("[0-9]")


def find_offices(draft: Draft) -> None:
    """The unit or department of a form under a label nobody listed, told by a value that names an office and words of its label, in
    place. Rows from the goals on are none of the head."""
    for line in draft.lines:
        if line.table is None or (draft.indicators and line.index >= _end_of_head(draft)):
            continue
        for label, value in itertools.pairwise(line.filled):
            if (
                draft.claimed(line, label)
                or draft.claimed(line, value)
                or _DIGIT.search(label.text)
                or len(norm(label.text)) > 10
            ):
                continue
            name = norm(value.text)
            if OTHERS.beside.search(norm(label.text)):
                continue  # 施工单位, 财政部门: somebody else
            if not 4 <= len(name) <= 40 or not WORDS.office.search(name):
                continue
            for where, words in (("department", WORDS.department), ("unit", WORDS.unit)):
                held = draft.heads.get(where)
                if words.search(norm(label.text)) and (held is None or held.value is None):
                    draft.heads.pop(where, None)
                    draft.role(line, label, f"label:{where}")
                    draft.head(where, label.text, line, value, clean(value.text))
                    break


def _end_of_head(draft: Draft) -> int:
    """The index of the first line that holds an indicator."""
    rows = {(f.table, f.row) for where, f in draft.fields.items() if where.startswith("indicators[1].")}
    return next((ln.index for ln in draft.lines if (ln.number, ln.row) in rows), 10**9)


def settle_offices(draft: Draft) -> None:
    """部门名称 beside 单位名称, 实施部门 beside 预算单位, and no label of a department: the 部门 is it, in place."""
    if "department" in draft.heads or len(draft.offered) < 2:
        return
    parts = [f for f in draft.offered if "部门" in f.label and "单位" not in f.label]
    units = [f for f in draft.offered if "单位" in f.label and "部门" not in f.label]
    if not parts or not units:
        return
    draft.heads["department"] = replace(parts[0], where="department")
    draft.heads["unit"] = units[0]
    draft.rivals.pop("unit", None)
    for f, where in ((parts[0], "department"), (units[0], "unit")):
        if f.table is not None and f.row is not None and f.col is not None:
            draft.roles[f.table, f.row, f.col] = f"value:{where}"
