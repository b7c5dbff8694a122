"""Columns of a funds block whose label nobody listed, told by the amounts of the total row and how they fit together."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from selfeval_nb.common.words import Words
from selfeval_nb.forms.grid.columns import Column, Columns
from selfeval_nb.forms.grid.labels import AMOUNTS, is_number, source_of
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.values.numbers import parse_amount, parse_rate, parse_score
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary

WORDS = Words("reading", "fund_infer")

_KINDS = ("initial", "budget", "executed", "rate", "weight", "score")
#: Points of the execution rate seldom exceed this; a printed rate is rounded.
_MOST_POINTS = 30
_ROUNDED = 0.006
#: How well the amounts must fit: beside columns that are known, and where none is.
_FIT = 2
_FIT_ALONE = 6


def infer_funds(columns: Columns, rows: Sequence[Line], vocabulary: Vocabulary) -> None:
    """Name the open columns of a funds block from the rows below its header, in place; what does not fit stays open."""
    if not columns.open or any(c.name.startswith("source:") for c in columns.items):
        return
    total = _total(rows, vocabulary)
    if total is None:
        return
    known = {c.name: c for c in columns.items}
    sure = known.keys() & AMOUNTS or len(known.keys() & set(_KINDS)) > 1
    if not sure and (total is not rows[0] or not _plain_total(total, vocabulary)):
        return  # labels with their values in one row are none of a block
    missing = [k for k in _KINDS if k not in known]
    open_ = [c for c in columns.open if is_number(_text(total, columns, c))]
    if not open_ or len(open_) > len(missing) or len({c.text for c in open_}) < len(open_):
        return
    others = [line for line in rows if line is not total]
    best: tuple[float, tuple[str, ...]] | None = None
    alike = False
    for names in itertools.permutations(missing, len(open_)):
        fit = _fit(known | dict(zip(names, open_, strict=True)), total, others, columns)
        if best is None or fit > best[0]:
            best, alike = (fit, names), False
        elif fit == best[0]:
            alike = True
    assert best is not None
    if alike or best[0] < (_FIT if sure else _FIT_ALONE):
        return
    for name, column in zip(best[1], open_, strict=True):
        columns.open.remove(column)
        columns.items.append(Column(name, column.first, column.last, column.text, "contents"))
    columns.items.sort(key=lambda c: c.first)


def _total(rows: Sequence[Line], vocabulary: Vocabulary) -> Line | None:
    """The row of the total, else the first with amounts."""
    counted = [line for line in rows if sum(is_number(c.text) for c in line.filled) >= 2]
    named = (line for line in counted if any(source_of(c.text, vocabulary, like=False) == "total" for c in line.filled))
    return next(named, counted[0] if counted else None)


def _plain_total(line: Line, vocabulary: Vocabulary) -> bool:
    """Whether a row says that it is the total, or prints nothing but numbers."""
    labels = [c for c in line.filled if not is_number(c.text)]
    return not labels or any(source_of(c.text, vocabulary, like=False) == "total" for c in labels)


def _text(line: Line, columns: Columns, column: Column) -> str:
    cells = line.cover if columns.aligned else line.cells
    # where spans are lost, leading cells may be missing below: count from the right
    at = column.first if columns.aligned else column.first - (columns.cells - len(cells))
    if columns.aligned:
        return next((c.text for c in cells if c.col <= at <= c.last_col), "")
    return cells[at - 1].text if 1 <= at <= len(cells) else ""


def _fit(named: Mapping[str, Column], total: Line, others: Sequence[Line], columns: Columns) -> float:
    """How well kinds suit the columns: their order, an execution rate that follows, points that belong together."""
    texts = {name: _text(total, columns, c) for name, c in named.items()}
    amount = {k: parse_amount(texts.get(k, "")) for k in ("initial", "budget", "executed")}
    rate = parse_rate(texts["rate"]) if "rate" in named else None
    weight, score = (parse_score(texts.get(k, "")) for k in ("weight", "score"))
    order = [named[k].first for k in _KINDS[:3] if k in named]
    base = "budget" if "budget" in named else "initial"  # the rate of a form with one budget follows from that
    fit = 1.0 if {base, "executed"} <= named.keys() else -3.0
    fit += 0.5 if base == "budget" else 0
    fit += 1 if order == sorted(order) else -5
    if "executed" in named and any(named[k].first < named["executed"].first for k in _KINDS[3:] if k in named):
        fit -= 4  # rate and points stand behind what they judge
    budget, executed = amount[base], amount["executed"]
    if "rate" in named:
        fit += 2 if norm(texts["rate"]).endswith("%") else 0
        if budget and executed is not None and rate is not None:
            fit += 4 if abs(executed / budget - rate) <= _ROUNDED else -4
    if any("%" in texts.get(k, "") for k in _KINDS if k != "rate"):
        fit -= 4
    if budget and executed is not None and executed > 1.1 * budget:
        fit -= 2
    if weight is not None and not 0 <= weight <= _MOST_POINTS:
        fit -= 20
    if any(WORDS.no_points.search(named[k].text) for k in ("weight", "score") if k in named):
        fit -= 20
    if "weight" in named:
        alone = not any(is_number(_text(line, columns, named["weight"])) for line in others)
        fit += 2 if weight is not None and weight <= _MOST_POINTS and weight.is_integer() and alone else -3
    if "score" in named:
        alone = not any(is_number(_text(line, columns, named["score"])) for line in others)
        fit += 1 if score is not None and score <= (weight or _MOST_POINTS) and alone else -4
        if {"weight"} <= named.keys() and named["weight"].first > named["score"].first:
            fit -= 3
    return fit
