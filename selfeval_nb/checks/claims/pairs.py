"""The grains ``claims`` and ``pairs``, and one column a relation: what rules over statements compare."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from selfeval_nb.checks.claims import (
    arithmetic,
    days,
    exceptions,
    gaps,
    lapses,
    money,
    order,
    rates,
    shares,
    sources,
    standing,
    states,
    things,
    told,
)
from selfeval_nb.checks.claims.align import altered, goals, listed, opposed
from selfeval_nb.checks.claims.collect import frame_of
from selfeval_nb.checks.claims.defence import innocent
from selfeval_nb.checks.claims.formula import counted, solve
from selfeval_nb.checks.claims.link import SURE
from selfeval_nb.checks.claims.pair import Pair
from selfeval_nb.checks.table.frames import Frames, Judged, derived, grain, judged

Maker = Callable[[Frames], Iterator[Pair]]
#: relation -> what it compares, by the function that finds its pairs. Rules choose a relation by its column ``gap_RELATION`` (numbers)
#: or ``clash_RELATION`` (words).
MAKERS: tuple[tuple[Maker, dict[str, str]], ...] = (
    (told.told, {
        "plan": "a number of the goal and the target of the row it is about",
        "result": "a number of a result, conclusion or cause and the actual value of the row it is about",
        "plan_maybe": "a number of the goal and the target of the row it is likely about",
        "result_maybe": "a number of a result, conclusion or cause and the actual value of the row it is likely about",
    }),
    (told.twice, {"twice": "one thing told with two numbers in two texts"}),
    (told.echoes, {"echo": "the goal and the result name one thing with swapped digits"}),
    (told.months, {"month": "one event with two dates in two texts"}),
    (money.money, {
        "money": "an amount told of the whole project and the funds block",
        "rate_told": "an execution rate told in words and the funds block",
    }),
    (money.outstanding, {"outstanding": "an amount of one source that is outstanding and what its row leaves"}),
    (money.leftover, {
        "leftover": "money said to be left, returned or missing and a full execution rate",
        "all_spent": "all money spent by a text and the execution rate",
    }),
    (shares.shares, {
        "share": "a rate and the two counts it is told with", "subset": "a part and the whole it is taken from",
    }),
    (shares.parts, {"parts": "the parts in brackets or behind 其中 and their whole"}),
    (shares.steps, {"step": "a percentage of change and the two ends it is told with"}),
    (shares.times, {"times": "how often or how many at what price, and the sum told with it"}),
    (shares.lists, {"list": "a number of places and the names listed behind it"}),
    (gaps.gaps, {"gap": "the numbers of a reason and its own row"}),
    (gaps.things, {"thing": "what a reason speaks of and what its row is about"}),
    (gaps.named_rows, {"named": "the rows that the cell of reasons names and those that deviate"}),
    (gaps.makeups, {"makeup": "a date on which a shortfall is to be made up and the end of the year"}),
    (states.states, {
        "undone": "unfinished work admitted in a text and rows without any loss",
        "undone_maybe": "unfinished work admitted in a text and rows, likely those, without any loss",
        "all_done": "everything done by a text and rows that missed their targets",
        "future": "a result and the tense it is told in",
    }),
    (states.projects, {"project": "what a result speaks of and what the form is about"}),
    (days.days, {"day": "a date of a text or reason and the date or deadline of its row"}),
    (counted.row_shares, {"row_share": "two counts of a text and the rate row named after them"}),
    (shares.people, {"people": "households and the people in them"}),
    (states.heads, {"until": "the end of the time that a result tells of and the form's year", "grade_told": "the grade of a text and the total score"}),
    (days.bases, {"base": "the whole that a rate is taken of and the row that counts it"}),
    (days.names, {"name": "a number in an indicator's name and its target"}),
    (days.pieces_of_things, {"whole_number": "a number of things and whole numbers"}),
    (days.products, {"product": "unit cost times number and the money spent"}),
    (sources.source_money, {"source": "an amount of one source of money told in a text and the row of that source"}),
    (standing.stand, {"stand": "what a text says of a state and what the row that it is about shows"}),
    (standing.accidents, {"accident": "an accident told of and a row or text that says that none happened"}),
    (standing.row_counts, {"row_count": "a number of indicators told and the rows"}),
    (standing.exceptions, {"except": "all done but what a text names and the rows that fell short"}),
    (order.order, {"order": "steps of one thing and the order of their dates"}),
    (lapses.lapses, {"lapse": "how early or late a text says something was, or how long it took, and the days between its dates"}),
    (lapses.filed, {"filed": "what was done and the day on which the form was filled in"}),
    (arithmetic.changes, {
        "change": "two figures of one thing and how much the text says that it changed", "trend": "two figures and the row named after their change",
    }),
    (arithmetic.each, {"each": "so many units with so many each and the sum that the form tells"}),
    (arithmetic.proportions, {"proportion": "a share told of a part and the counts of the part and its whole"}),
    (arithmetic.adjustments, {"adjust": "a plan, what was taken or added and what it was adjusted to"}),
    (listed.counted, {"listed": "the names of a list, the number behind it and the goal's list"}),
    (exceptions.all_and_some, {"all_some": "what is said of all and what is said of some"}),
    (exceptions.never, {"never": "what was not begun and the row that counts it"}),
    (exceptions.flags, {"flag": "whether a row says it was done and its values"}),
    (exceptions.level_labels, {"level_label": "the points in the label of a second level and the weights of its rows"}),
    (exceptions.cut_off, {"cut_off": "a text and the end of its last sentence"}),
    (order.causes, {"cause_when": "the date of a cause and the year of what it is to explain"}),
    (order.periods, {"period": "the time printed for the project and the form's year"}),
    (things.causes, {"cause": "the cause of one shortfall in two texts"}),
    (opposed.opposed, {"opposed": "two clauses that put one thing under two values of which only one can be true"}),
    (altered.altered, {"altered": "two clauses that are alike but for the group, place or class that they tell of"}),
    (goals.promised, {"promised": "what the goal promises of a thing that no row carries, and what the result says of it"}),
    (solve.formulae, {"formula": "numbers of neighbouring clauses that their cue words make an equation of"}),
    (rates.row_rates, {"row_rate": "the rate of completion that a row prints and its values"}),
    (rates.portions, {"portion": "so many of so many and the rate of the row that they are about"}),
    (rates.rests, {"rest": "a part, the rest and their whole"}),
    (rates.scoped, {"scope": "the part that a text gives to what a row is named after and the row's own number"}),
)  # fmt: skip


@grain("claims")
def _claims(f: Frames) -> pd.DataFrame:
    """One row a statement with a number or a date: ``form_id place words subject kind mode role low high base day state indicator_no sure why whole``."""
    return frame_of(f)


def pairs_of(f: Frames) -> list[Pair]:
    """The pairs of all forms in the order of the forms (made once). A function that fails breaks its own relations and no other."""
    if "pairs" not in f.cache:
        found: list[Pair] = []
        failed: dict[str, str] = {}
        for make, relations in MAKERS:
            try:
                found += list(make(f))
            except Exception as error:  # told by the columns of its relations
                failed |= dict.fromkeys(relations, f"{type(error).__name__}: {error}")
        found = [replace(p, sure=0.0) if p.charged and p.clash and innocent(f, p) else p for p in found]
        found.sort(key=lambda p: p.form)
        f.cache["pairs"], f.cache["pairs:failed"] = found, failed
    return f.cache["pairs"]


@grain("pairs")
def _pairs(f: Frames) -> pd.DataFrame:
    """One row a pair of statements about one thing: ``form_id relation where cell indicator_no low high due_low due_high sure clash gap told told_en
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
        "gap": np.array([p.apart if clash[k] else 0.0 for k, p in enumerate(found)], dtype=float),
        "merged": np.array([clash[k] and k not in lines for k in range(len(found))], dtype=bool),
        "told": np.array(told, dtype=object),
        "told_en": np.array(english, dtype=object),
        "arithmetic": np.array([p.arithmetic for p in found], dtype=object),
    }
    return pd.DataFrame(data)


def _joined(lines: list[str], mark: str) -> str:
    return mark.join(dict.fromkeys(lines))


def _register(relation: str, doc: str) -> None:
    def make(f: Frames) -> dict[str, Judged]:
        pairs = f.frame("pairs")
        if relation in f.cache["pairs:failed"]:
            raise RuntimeError(f.cache["pairs:failed"][relation])
        why = [
            ("na.scope", (pairs["relation"] != relation).to_numpy(dtype=bool)),
            ("na.other_rule", pairs["merged"].to_numpy(dtype=bool)),
        ]
        return {f"{column}_{relation}": judged(pairs[column], *why) for column in ("gap", "clash")}

    make.__doc__ = f"How far the two sides of the relation are apart, and 1 where they contradict each other: {doc}."
    derived("pairs", f"gap_{relation}", f"clash_{relation}")(make)


for _, _relations in MAKERS:
    for _name, _doc in _relations.items():
        _register(_name, _doc)
