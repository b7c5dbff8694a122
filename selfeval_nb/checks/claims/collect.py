"""The claims of all forms: every statement of every text, with its place, its role and what it is about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from selfeval_nb.checks.claims.clauses import Statement, overlap, statements
from selfeval_nb.checks.claims.subjects import likeness, pieces
from selfeval_nb.checks.scoring.totals import values_of
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import floats, head_texts, texts
from selfeval_nb.checks.table.word_lists import word_list
from selfeval_nb.forms.values.value_model import Value
from selfeval_nb.forms.words.text import clean

#: The texts of a form and the role that a plain statement in them has.
PLACES = {
    "goal_expected": "plan", "goal_actual": "result", "conclusion": "conclusion", "problems_text": "cause", "measures_text": "measure",
    "whole_reason": "cause", "other_notes": "note",
}  # fmt: skip
#: Places that a finding may point at by themselves; the others are cells of ``form``.
HEAD_PLACES = ("goal_expected", "goal_actual")
SURE, MARGIN = 0.6, 0.12
SOLE = 0.2  # a row that alone has the unit of a statement needs fewer words in common


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement in its form: ``place`` and ``role``; ``row`` the indicator row (position in the grain) that it is about, -1 for none, with
    ``sure`` (0–1) and ``why``; ``own`` where it stands in that row itself."""

    form: int
    place: str
    role: str
    said: Statement
    row: int = -1
    sure: float = 0.0
    why: str = ""
    own: bool = False


@lru_cache(maxsize=4)
def _families() -> dict[str, str]:
    return {unit: group[0] for group in word_list("values")["units"]["same"] for unit in group}


@lru_cache(maxsize=4)
def _generic() -> frozenset[str]:
    return frozenset(word_list("values")["units"]["generic"])


def family(base: str | None) -> str:
    """Units that count the same way under one name (场, 期, 次; 人, 名); '' for none."""
    return _families().get(base or "", base or "")


def unit_fits(base: str, row_base: str) -> float:
    """1 where a unit of a text and one of a row are of one family, less where one of them counts anything or is missing, else 0."""
    a, b = family(base), family("%" if row_base == "百分点" else row_base)
    if a == b:
        return 1.0
    measured = word_list("values")["units"]["measured"]
    if not b:
        return 0.0 if a in ("元", "%") else 0.85
    if (a in _generic() or b in _generic()) and a not in measured and b not in measured:
        return 0.9
    return 0.0


@dataclass(slots=True)
class Rows:
    """The indicator rows of all forms as lists: what links and relations look at."""

    members: list[list[int]]
    names: list[str]
    shown: list[str]
    pieces: list[frozenset[str]]
    targets: list[Value]
    actuals: list[Value]
    numbers: np.ndarray
    weight: np.ndarray
    score: np.ndarray


def rows_of(f: Frames) -> Rows:
    """The indicator rows (made once)."""
    if "claims:rows" not in f.cache:
        ind = f.frame("indicators")
        names = texts(ind["level3"])
        members: list[list[int]] = [[] for _ in range(len(f.frame("forms")))]
        for i, form in enumerate(f.form_index("indicators").tolist()):
            members[form].append(i)
        targets, actuals = values_of(f)
        f.cache["claims:rows"] = Rows(
            members, names.tolist(), [clean(n) for n in names], [pieces(_bare(n)) for n in names], targets, actuals,
            floats(ind["indicator_no"]), floats(ind["weight"]), floats(ind["score"]),
        )  # fmt: skip
    return f.cache["claims:rows"]


_TAIL = re.compile(r"[(（][^()（）]*[)）]")


def _bare(name: str) -> str:
    return _TAIL.sub("", name) or name


def row_base(value: Value) -> str:
    return value.base_unit or ""


def link(f: Frames, form: int, said: Statement) -> tuple[int, float, str]:
    """The row of a form that a statement is about: (row, sureness, why); -1 where none or several may be meant."""
    found = _link(rows_of(f), form, said, said.subject)
    if found[0] < 0 and said.head and (said.kind == "day" or said.mode == "each"):
        found = _link(rows_of(f), form, said, said.subject | pieces(said.head))
    return found


_LIKED = pieces("满意度指标") | {"人满", "众满", "生满", "象满"}


def _may_be(rows: Rows, i: int, said: Statement) -> float:
    """How far the unit of a statement fits a row."""
    if said.kind == "day":
        return 1.0 if rows.targets[i].date_high or rows.actuals[i].date_high else 0.0
    bases = row_base(rows.targets[i]), row_base(rows.actuals[i])
    if said.kind == "money" and said.mode == "each":
        return 1.0 if any(b.startswith("元/") for b in bases) else 0.0
    return max(unit_fits(said.base, b) for b in bases)


def _link(rows: Rows, form: int, said: Statement, subject: frozenset[str]) -> tuple[int, float, str]:
    scored: list[tuple[float, int]] = []
    units = 0
    for i in rows.members[form]:
        fits = _may_be(rows, i, said)
        if fits:
            units += fits == 1.0
            alike = likeness(subject, rows.pieces[i])
            if said.kind == "rate" and "满意" in rows.names[i] and "满意" in said.before + said.after:
                alike = max(alike, 0.75 if subject & (rows.pieces[i] - _LIKED) else 0.5)
            if alike:
                scored.append((alike * fits, -i))
    if not scored:
        return -1, 0.0, "no row of that unit and those words"
    scored.sort(reverse=True)
    best, i = scored[0]
    if len(scored) > 1 and best - scored[1][0] < MARGIN:
        same = sum(1 for s, _ in scored if best - s < MARGIN)
        return -1, 0.0, f"{same} rows are as likely"
    if units == 1 and said.kind in ("count", "day") and best >= 0.25:
        return -i, min(1.0, best + SOLE), "words of the row's name, and the only row of that unit"
    return -i, best, "words and unit of the row's name"


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
                    (form, f"attribute:{k}", "conclusion", v)
                    for k, v in more.items()
                    if isinstance(v, str) and len(v) >= 8
                ]
        at = f.form_index("funds")
        for i, text in enumerate(texts(funds["reason"]) if "reason" in funds else ()):
            if text:
                found.append((int(at[i]), f"funds[{funds['source'].iloc[i]}].reason", "money", text))
        f.cache["claims:passages"] = sorted(found, key=lambda x: x[0])
    return f.cache["claims:passages"]


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


def claims_of(f: Frames) -> list[list[Claim]]:
    """The claims of every form (made once): texts clause by clause, then the reasons and the wordy cells of its rows."""
    if "claims" in f.cache:
        return f.cache["claims"]
    n = len(f.frame("forms"))
    out: list[list[Claim]] = [[] for _ in range(n)]
    for form, place, role, text in passages(f):
        for s in statements(text):
            row, sure, why = link(f, form, s)
            out[form].append(Claim(form, place, role, s, row, sure, why))
    ind, at = f.frame("indicators"), f.form_index("indicators")
    numbers = ind["indicator_no"].tolist()
    for column, role in (("reason", "cause"), ("actual_text", "result"), ("target_text", "plan"), ("level3", "name")):
        values = texts(ind[column])
        for i in np.flatnonzero(values != ""):
            if role in ("result", "plan") and "(" not in values[i] and "（" not in values[i] and len(values[i]) < 16:
                continue  # a plain value: the value grammar has read it
            for s in statements(values[i]):
                out[at[i]].append(
                    Claim(
                        int(at[i]),
                        f"indicators[{numbers[i]}].{column}",
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
