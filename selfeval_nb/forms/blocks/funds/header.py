"""The header of a funds block: which line begins it, how many lines it has, and its columns as ``assign`` reads them.

Kinds of amount stand across, or sources across in a sideways block, or kinds under each source.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from selfeval_nb.forms.blocks.funds.assign import Reading, assign
from selfeval_nb.forms.blocks.funds.pillars import pillars_of, rows_below
from selfeval_nb.forms.blocks.funds.stack import kinds_down
from selfeval_nb.forms.grid.columns import Column, Columns
from selfeval_nb.forms.grid.labels import AMOUNTS, NAMES, is_number, source_of
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, label_key
from selfeval_nb.readers.model import Cell

_DEEPEST = 3
#: The longest label that groups columns without being known.
_GROUP = 8
#: So many labels that nobody listed make a header only with this proof by the amounts below; beside one that is known, with this.
_UNKNOWN = 3
_PROOF_ALONE = 5.0
_PROOF = 3.0


def funds_header(lines: Sequence[Line], i: int, vocabulary: Vocabulary) -> Columns | None:
    """The columns of a funds block whose header begins at line ``i``; None when the line is no funds header.

    Column names are the kinds (``initial`` …) or ``source:NAME``, with ``|KIND`` behind it in a block of groups.
    """
    line = lines[i]
    if line.table is None or len(line.filled) < 2 or any(is_number(c.text) for c in line.filled):
        return None
    if sum(vocabulary.exact("column", c.text) in NAMES for c in line.filled) >= 2 or _over_pairs(lines, i, vocabulary):
        return None
    readings = [(depth, r) for depth in _depths(lines, i, vocabulary) for r in _readings(lines, i, depth, vocabulary)]
    if not readings:
        return None
    depth, best = max(readings, key=lambda r: r[1].score)
    columns = _columns(lines, i, depth, best, vocabulary)
    if any(c.name.startswith("source:") and "|" not in c.name for c in columns.items):
        columns.kinds = kinds_down(rows_below(lines, i + depth, vocabulary), vocabulary)
    return columns


def _over_pairs(lines: Sequence[Line], i: int, vocabulary: Vocabulary) -> bool:
    """Whether the next line prints pairs of a kind and its amount: then this one groups them and heads no columns."""
    below = lines[i + 1] if i + 1 < len(lines) and lines[i + 1].table is lines[i].table else None
    pairs = itertools.pairwise(below.filled) if below is not None else ()
    return sum(vocabulary.exact("funds_column", a.text) is not None and is_number(b.text) for a, b in pairs) >= 2


def _depths(lines: Sequence[Line], i: int, vocabulary: Vocabulary) -> list[int]:
    """How many lines the header may have: a further one where each cell above is a group or spans down, and it prints labels only."""
    known = _labels(lines[i], vocabulary)
    found = [1] if known > 1 or ((known or len(lines[i].filled) >= _UNKNOWN) and _amounts_below(lines, i)) else []
    for depth in range(2, _DEEPEST + 1):
        above = lines[i + depth - 2]
        if i + depth > len(lines) or (below := lines[i + depth - 1]).table is not lines[i].table:
            break
        grouped = all(_groups(c, above, below, vocabulary) for c in above.filled)
        labels = _labels(below, vocabulary)
        if not grouped or any(is_number(c.text) for c in below.filled) or not labels >= max(2, len(below.filled) - 1):
            break
        found.append(depth)
    return found


def _amounts_below(lines: Sequence[Line], i: int) -> bool:
    """Whether the next line prints several numbers."""
    below = lines[i + 1] if i + 1 < len(lines) else lines[i]
    return below.number == lines[i].number and sum(is_number(c.text) for c in below.filled) > 1


def _groups(cell: Cell, above: Line, below: Line, vocabulary: Vocabulary) -> bool:
    """Whether a label of a header may stand over labels of the next line, or spans down beside them."""
    if any(vocabulary.find(place, cell.text) for place in ("funds_side", "funds_column")):
        return True
    if source_of(cell.text, vocabulary, like=False) or (above.aligned and cell.last_row > above.row):
        return True
    under = sum(cell.col <= c.col <= cell.last_col for c in below.cells) if above.aligned else 0
    return under > 1 and len(label_key(cell.text)) <= _GROUP and not vocabulary.exact("head", cell.text)


def _labels(line: Line, vocabulary: Vocabulary) -> int:
    """How many cells of a line name a kind of amount or a source."""
    return sum(
        bool(vocabulary.find("funds_column", c.text) or source_of(c.text, vocabulary, like=False)) for c in line.filled
    )


def _readings(lines: Sequence[Line], i: int, depth: int, vocabulary: Vocabulary) -> list[Reading]:
    """The readings of a header of ``depth`` lines that make it one."""
    rows = rows_below(lines, i + depth, vocabulary)
    found = [assign(p, vocabulary) for p in pillars_of(lines[i : i + depth], rows, vocabulary)]
    return [r for r in found if _is_block(r)]


def _is_block(reading: Reading) -> bool:
    """Whether what was found heads a block of funds: two amounts, an amount with its rate or points, two sources."""
    kinds = {r.split("|")[-1] for r in reading.roles if r and not r.startswith("source:")} | {
        r.split("|")[1] for r in reading.roles if "|" in r
    }
    told = {r for r in kinds if reading.told(r) or any(r == x.split("|")[-1] for x in reading.roles if "|" in x)}
    sources = {r for r in reading.roles if r.startswith("source:")}
    told, kinds = told - {"label", "aside"}, kinds - {"label", "aside"}
    if not told and not sources:
        return bool({"budget", "executed"} <= kinds and reading.proof >= _PROOF_ALONE)
    if not kinds & AMOUNTS <= told and reading.proof < _PROOF and not told & AMOUNTS:
        return False
    amounts = kinds & AMOUNTS
    return len(amounts) >= 2 or bool(amounts and kinds & {"rate", "score", "weight"}) or len(sources) >= 2


def _columns(lines: Sequence[Line], i: int, depth: int, reading: Reading, vocabulary: Vocabulary) -> Columns:
    first, last = lines[i], lines[i + depth - 1]
    items: list[Column] = []
    open_: list[Column] = []
    labels: list[Cell] = []
    for pillar, role, said in zip(reading.pillars, reading.roles, reading.said, strict=True):
        text = norm(_text(pillar.stack, role, vocabulary))
        if role not in ("", "label", "aside"):
            items.append(Column(role, pillar.first, pillar.last, text, "label" if role in said else "contents"))
        elif role == "" and pillar.stack:
            open_.append(Column("", pillar.first, pillar.last, text))
        if role not in ("", "label"):
            labels += [c for c in pillar.stack if c not in labels]
    assert last.table is not None
    columns = Columns(
        items, depth, len(last.cover) if last.aligned else len(last.cells), last.cover[-1].last_col if last.cover else 0,
        last.table.number, last.aligned, labels=labels, open=open_, margin=reading.margin,
    )  # fmt: skip
    columns.beside = [c for p in reading.pillars if p.beside for c in p.stack]
    columns.named = [
        (p.first, p.last)
        for p, role in zip(reading.pillars, reading.roles, strict=True)
        if role == "label" and p.filled and not p.beside
    ]
    columns.second += [reading.second] if reading.second else []
    start = min((c.first for c in items), default=2)
    beside = [
        c
        for c in (first.cover if last.aligned else first.cells[: start - 1])
        if norm(c.text) and (not last.aligned or c.last_col < start)
    ]
    columns.side = beside[0] if beside else None
    return columns


def _text(stack: Sequence[Cell], role: str, vocabulary: Vocabulary) -> str:
    """The label that a column is called by: of a source's column the one that names the source."""
    source = role.removeprefix("source:").split("|")[0] if role.startswith("source:") else None
    named = (c.text for c in stack if source in (source_of(c.text, vocabulary), label_key(c.text)))
    return next(named, stack[0].text) if source is not None and stack else stack[0].text if stack else ""
