"""The grains ``claims`` and ``pairs``, and one column a relation: what rules over statements compare."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from selfeval_nb.checks.claims import days, gaps, money, shares, states, told
from selfeval_nb.checks.claims.collect import SURE, frame_of
from selfeval_nb.checks.claims.pair import Pair
from selfeval_nb.checks.table.frames import Frames, Judged, derived, grain, judged

#: relation -> what it compares. A relation is found by one of the makers below; rules choose it by its column ``clash_RELATION``.
RELATIONS = {
    "plan": "a number of the goal and the target of the row it is about",
    "result": "a number of a result, conclusion or cause and the actual value of the row it is about",
    "twice": "one thing told with two numbers in two texts",
    "money": "an amount told of the whole project and the funds block",
    "rate_told": "an execution rate told in words and the funds block",
    "leftover": "money said to be left, returned or missing and a full execution rate",
    "share": "a rate and the two counts it is told with",
    "subset": "a part and the whole it is taken from",
    "parts": "the parts in brackets or behind 其中 and their whole",
    "step": "a percentage of change and the two ends it is told with",
    "list": "a number of places and the names listed behind it",
    "gap": "the numbers of a reason and its own row",
    "thing": "what a reason speaks of and what its row is about",
    "undone": "unfinished work admitted in a text and rows without any loss",
    "all_done": "everything done by a text and rows that missed their targets",
    "future": "a result and the tense it is told in",
    "project": "what a result speaks of and what the form is about",
    "day": "a date of a text or reason and the date or deadline of its row",
    "product": "unit cost times number and the money spent",
}
_MAKERS: tuple[Callable[[Frames], Iterator[Pair]], ...] = (
    told.told, told.twice, money.money, money.leftover, shares.shares, shares.parts, shares.steps, shares.lists, gaps.gaps, gaps.things,
    states.states, states.projects, days.days, days.products,
)  # fmt: skip


@grain("claims")
def _claims(f: Frames) -> pd.DataFrame:
    """One row a statement with a number or a date: ``form_id place words subject kind mode role low high base day state indicator_no sure why whole``."""
    return frame_of(f)


def pairs_of(f: Frames) -> list[Pair]:
    """The pairs of all forms in the order of the forms (made once)."""
    if "pairs" not in f.cache:
        found = [p for make in _MAKERS for p in make(f)]
        found.sort(key=lambda p: p.form)
        f.cache["pairs"] = found
    return f.cache["pairs"]


@grain("pairs")
def _pairs(f: Frames) -> pd.DataFrame:
    """One row a pair of statements about one thing: ``form_id relation where cell indicator_no low high due_low due_high sure clash told told_en
    arithmetic``; several contradictions of one relation at one place are told by the first."""
    ids = f.frame("forms")["form_id"].tolist()
    numbers = f.frame("indicators")["indicator_no"].tolist()
    found = pairs_of(f)
    clash = [p.clash and p.sure >= SURE for p in found]
    first: dict[tuple[int, str, str], int] = {}
    lines: dict[int, list[int]] = {}
    for k, p in enumerate(found):
        if clash[k]:
            lines.setdefault(first.setdefault((p.form, p.relation, p.where), k), []).append(k)
    told = [_joined([found[i].zh for i in lines.get(k, ())], "；") or p.zh for k, p in enumerate(found)]
    english = [_joined([found[i].en for i in lines.get(k, ())], "; ") or p.en for k, p in enumerate(found)]
    data = {
        "form_id": np.array([ids[p.form] for p in found], dtype=object),
        "relation": np.array([p.relation for p in found], dtype=object),
        "where": np.array([p.where for p in found], dtype=object),
        "cell": np.array([p.place for p in found], dtype=object),
        "indicator_no": np.array([numbers[p.row] if p.row >= 0 else np.nan for p in found], dtype=float),
        "low": np.array([p.low for p in found], dtype=float),
        "high": np.array([p.high for p in found], dtype=float),
        "due_low": np.array([p.due_low for p in found], dtype=float),
        "due_high": np.array([p.due_high for p in found], dtype=float),
        "sure": np.array([p.sure for p in found], dtype=float),
        "clash": np.array(clash, dtype=float),
        "merged": np.array([clash[k] and k not in lines for k in range(len(found))], dtype=bool),
        "told": np.array(told, dtype=object),
        "told_en": np.array(english, dtype=object),
        "arithmetic": np.array([p.arithmetic for p in found], dtype=object),
    }
    return pd.DataFrame(data)


def _joined(lines: list[str], mark: str) -> str:
    return mark.join(dict.fromkeys(lines))


def _register(relation: str, doc: str) -> None:
    def make(f: Frames) -> Judged:
        pairs = f.frame("pairs")
        return judged(
            pd.Series(pairs["clash"].to_numpy()),
            ("na.scope", (pairs["relation"] != relation).to_numpy(dtype=bool)),
            ("na.other_rule", pairs["merged"].to_numpy(dtype=bool)),
        )

    make.__doc__ = f"1 where the two sides of the relation contradict each other: {doc}."
    derived("pairs", f"clash_{relation}", needs=["pairs.clash"])(make)


for _name, _doc in RELATIONS.items():
    _register(_name, _doc)
