"""Columns about texts that several projects share (rule X01)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.compare import similarity
from selfeval_nb.checks.compare.batch_forms import Batch, batch_of
from selfeval_nb.checks.table.frames import Frames, derived, grain, judged
from selfeval_nb.checks.table.grains import texts
from selfeval_nb.checks.table.rows import digits, plain, rows_of
from selfeval_nb.common.said import said
from selfeval_nb.common.where import indicator
from selfeval_nb.common.words import Words

WORDS = Words("portfolio", "copies")

_LANGS = (("", "zh"), ("_en", "en"))


def alone(f: Frames, name: str = "forms") -> tuple[str, np.ndarray]:
    return ("na.single_form", np.full(len(f.frame(name)), len(f.frame("forms")) < 2))


def nothing(n: int) -> np.ndarray:
    return np.full(n, None, dtype=object)


_PLACES = ("goal_expected", "goal_actual")
COMPARED = 20  # a message names a few other forms; more are not compared


@grain("copies")
def _copies(f: Frames) -> pd.DataFrame:
    """Two rows a form, for its goals and for its reasons: ``form_id kind``."""
    ids = f.frame("forms")["form_id"]
    both = pd.concat([pd.DataFrame({"form_id": ids, "kind": kind}) for kind in ("goals", "reasons")], ignore_index=True)
    return both.iloc[np.argsort(np.tile(np.arange(len(ids)), 2), kind="stable")]


def _bare(text: str, batch: Batch, i: int) -> str:
    """A text without the names of its own project and unit; '' for what the template itself printed."""
    if WORDS.prompt.search(text):
        return ""
    bare = plain(text)
    for own in (batch.projects[i], batch.units[i], batch.departments[i]):
        if len(own) >= 4:
            bare = bare.replace(own, "")
    return bare


def _copied(f: Frames, shown: list[str], forms: list[int], shortest: int) -> dict[int, tuple[list[int], float]]:
    """Position of a text -> forms of other projects with the same text, and the similarity to the first of them."""
    batch = batch_of(f)
    least = f.preset["similarity.text"]
    bare = [_bare(t, batch, i) if t else "" for t, i in zip(shown, forms, strict=True)]
    bare = [t if len(t) >= shortest else "" for t in bare]
    numbers = [tuple(digits(t)) if b else () for t, b in zip(shown, bare, strict=True)]
    found: dict[int, tuple[list[int], float]] = {}
    for group in similarity.alike(bare, least, numbers):
        first: dict[str, int] = {}  # one text a project: a large group is not compared pair by pair
        for p in group:
            if batch.projects[forms[p]]:
                first.setdefault(batch.projects[forms[p]], p)
        some = list(first.values())[:COMPARED]
        for p in group if len(first) > 1 else ():
            own = batch.projects[forms[p]]
            near = {q: similarity.ratio(bare[p], bare[q]) for q in some if own and batch.projects[forms[q]] != own}
            others = [q for q, value in near.items() if value >= least]
            if others:
                found[p] = [forms[q] for q in others], max(near[q] for q in others)
    return found


@derived(
    "copies", "copied_from", "copied_from_en", "copied_place", "copied_what", "copied_what_en", "copied_similarity",
)  # fmt: skip
def _copied_from(f: Frames) -> dict[str, Any]:
    """The forms of other projects whose goals or reasons are the same text, the place, and how similar they are."""
    batch, n = batch_of(f), len(f.frame("forms"))
    other, english, place = nothing(2 * n), nothing(2 * n), np.full(2 * n, "form", dtype=object)
    what, what_en, near = nothing(2 * n), nothing(2 * n), np.full(2 * n, np.nan)
    everything = list(range(n))
    if n > 1:
        labels = said(__name__)
        shortest = f.preset["similarity.minimum_text"]
        hits = {p: _copied(f, list(texts(f.frame("forms")[p])), everything, shortest) for p in _PLACES}
        for i in everything:
            mine = [p for p in _PLACES if i in hits[p]]
            if mine:
                members = list(dict.fromkeys(o for p in mine for o in hits[p][i][0]))
                other[2 * i], english[2 * i] = batch.names(members, "zh"), batch.names(members, "en")
                place[2 * i], near[2 * i] = mine[0], max(hits[p][i][1] for p in mine)
                what[2 * i] = "、".join(labels["zh"][p] for p in mine)
                what_en[2 * i] = " and ".join(labels["en"][p] for p in mine)
        ind = f.frame("indicators")
        at, numbers = f.form_index("indicators").tolist(), ind["indicator_no"].tolist()
        reasons = _copied(f, list(texts(ind["reason"])), at, f.preset["similarity.minimum_reason"])
        for i, rows in enumerate(rows_of(f)):
            mine_rows = [r for r in rows if r in reasons]
            if mine_rows and other[2 * i] is not None:  # one cause: the same other form, most likely
                what[2 * i] += f"、{len(mine_rows)}处偏差原因"
                what_en[2 * i] += f" and {len(mine_rows)} reasons"
            elif mine_rows:
                members = list(dict.fromkeys(o for r in mine_rows for o in reasons[r][0]))
                k = 2 * i + 1
                other[k], english[k] = batch.names(members, "zh"), batch.names(members, "en")
                place[k] = indicator(numbers[mine_rows[0]], "reason")
                near[k] = max(reasons[r][1] for r in mine_rows)
                what[k] = f"{len(mine_rows)}处偏差原因" if len(mine_rows) > 1 else "偏差原因"
                what_en[k] = f"{len(mine_rows)} reasons" if len(mine_rows) > 1 else "a reason"
    return {
        "copied_from": judged(pd.Series(other, dtype=object), alone(f, "copies")),
        "copied_from_en": pd.Series(english, dtype=object),
        "copied_place": pd.Series(place, dtype=object),
        "copied_what": pd.Series(what, dtype=object),
        "copied_what_en": pd.Series(what_en, dtype=object),
        "copied_similarity": pd.Series(near),
    }
