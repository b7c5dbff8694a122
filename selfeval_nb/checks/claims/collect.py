"""The claims of all forms: every statement of every text, with its place, its role and what it is about."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pandas as pd

from selfeval_nb.checks.claims.clauses import overlap, statements
from selfeval_nb.checks.claims.link import Claim, link, settled
from selfeval_nb.checks.claims.rows import Rows, family, rows_of
from selfeval_nb.checks.claims.subjects import likeness
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import head_texts, texts
from selfeval_nb.common.where import fund, indicator
from selfeval_nb.common.words import Words

WORDS = Words("claims", "collect")

#: The texts of a form and the role that a plain statement in them has.
PLACES = {
    "goal_expected": "plan", "goal_actual": "result", "conclusion": "conclusion", "problems_text": "cause", "measures_text": "measure",
    "whole_reason": "cause", "other_notes": "note", "goal_adjusted": "adjust", "other_texts": "other",
}  # fmt: skip
#: Places that a finding may point at by themselves; the others are cells of ``form``.
HEAD_PLACES = ("goal_expected", "goal_actual")


def passages(f: Frames) -> list[tuple[int, str, str, str]]:
    """(form, place, role, text) of every text that is not of one indicator row: goals, conclusions, notes, cells of further labels, reasons of funds."""
    if "claims:passages" not in f.cache:
        found = [
            (form, place, role, text) for place, role in PLACES.items() for form, text in enumerate(head_texts(f, place).tolist()) if text
        ]  # fmt: skip
        forms, funds = f.frame("forms"), f.frame("funds")
        for form, more in enumerate(forms["attributes"].tolist() if "attributes" in forms else ()):
            if isinstance(more, dict):
                found += [
                    (form, f"attribute:{k}", "about" if WORDS.about.search(k) else "conclusion", v)
                    for k, v in more.items()
                    if isinstance(v, str) and len(v) >= 8
                ]
        at = f.form_index("funds")
        for i, text in enumerate(texts(funds["reason"]) if "reason" in funds else ()):
            if text:
                found.append((int(at[i]), fund(funds["source"].iloc[i], "reason"), "money", text))
        f.cache["claims:passages"] = sorted(found, key=lambda x: x[0])
    return f.cache["claims:passages"]


def passages_by_form(f: Frames) -> dict[int, list[tuple[int, str, str, str]]]:
    """The passages of each form (made once)."""
    if "claims:passages by form" not in f.cache:
        found: dict[int, list[tuple[int, str, str, str]]] = {}
        for p in passages(f):
            found.setdefault(p[0], []).append(p)
        f.cache["claims:passages by form"] = found
    return f.cache["claims:passages by form"]


def carries(rows: Rows, i: int, c: Claim) -> bool:
    """Whether an indicator may be about what a number of a text counts: it has that value, or words in common with it."""
    for value in (rows.targets[i], rows.actuals[i]):
        high = value.high if value.high is not None else value.low
        if (
            value.low is not None
            and high is not None
            and family(value.base_unit) == family(c.said.base)
            and overlap(c.said.low, c.said.high, value.low, high)
        ):
            return True
    return likeness(c.said.subject, rows.pieces[i]) >= 0.15 or i == c.row


#: Statements of one text: relations take the square of their number, and what tells more is no report but a list.
MOST = 120


def claims_of(f: Frames) -> list[list[Claim]]:
    """The claims of every form (made once): texts clause by clause, then the reasons and the wordy cells of its rows."""
    if "claims" in f.cache:
        return f.cache["claims"]
    n = len(f.frame("forms"))
    out: list[list[Claim]] = [[] for _ in range(n)]
    for form, place, role, text in passages(f):
        for s in islice(statements(text), MOST):
            out[form].append(Claim(form, place, role, s, *link(f, form, s)))
    out = [settled(f, form, found) if found else found for form, found in enumerate(out)]
    ind, at = f.frame("indicators"), f.form_index("indicators")
    numbers = ind["indicator_no"].tolist()
    for column, role in (("reason", "cause"), ("actual_text", "result"), ("target_text", "plan"), ("level3", "name")):
        values = texts(ind[column])
        for i in np.flatnonzero(values != ""):
            if role in ("result", "plan") and "(" not in values[i] and "（" not in values[i] and len(values[i]) < 16:
                continue  # a plain value: the value grammar has read it
            for s in islice(statements(values[i]), MOST):
                out[at[i]].append(
                    Claim(
                        int(at[i]),
                        indicator(numbers[i], column),
                        role,
                        s,
                        int(i),
                        1.0,
                        "stands in the row",
                        True,
                    )
                )
    f.cache["claims"] = out
    return out


def frame_of(f: Frames) -> pd.DataFrame:
    """The claims as a frame, one row a statement."""
    ids, rows = f.frame("forms")["form_id"].tolist(), rows_of(f)
    found = [c for form in claims_of(f) for c in form]
    done = {"todo": "to be done", "missing": "not done", "plan": "to be done"}
    columns = {
        "form_id": [ids[c.form] for c in found], "place": [c.place for c in found], "words": [c.said.text for c in found],
        "subject": [(c.said.before or c.said.after).strip() for c in found],
        "kind": [c.said.kind for c in found], "mode": [c.said.mode for c in found], "role": [c.role for c in found],
        "low": [c.said.low for c in found], "high": [c.said.high for c in found], "base": [c.said.base for c in found],
        "day": [(f"{c.said.day.year or ''}-{c.said.day.high}".lstrip("-") if c.said.day else None) for c in found],
        "state": [done.get(c.said.mode, "to be done" if c.role in ("plan", "measure") else "done") for c in found],
        "indicator_no": [rows.numbers[c.row] if c.row >= 0 else np.nan for c in found],
        "sure": [c.sure for c in found], "why": [c.why for c in found], "whole": [c.said.whole for c in found],
    }  # fmt: skip
    return pd.DataFrame(
        {
            k: np.array(v, dtype=float if k in ("low", "high", "indicator_no", "sure", "whole") else object)
            for k, v in columns.items()
        }
    )
