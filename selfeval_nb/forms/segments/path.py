"""The likeliest kinds of the rows of a table, all together: what each row shows, and which kind follows which (a Viterbi path).

The usual order of blocks is a weight and never forced. Weights are fitted on keyed forms, read with all their words and without many of
them (``python -m tests.forms.segments_fit``), so that rows under words that nobody listed are told by what they hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from selfeval_nb.common.said import shipped
from selfeval_nb.common.words import Words
from selfeval_nb.forms.blocks.funds.header import funds_header
from selfeval_nb.forms.blocks.indicators.header import read_header
from selfeval_nb.forms.grid.labels import AMOUNTS
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.segments.evidence import row_evidence
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary

WORDS = Words("reading", "segments")

#: What a row can be: labels with single values, a header of funds and its rows, a header of goals and their texts, a header of
#: indicators and their rows, a total, a closing row or note, nothing of a form.
KINDS = (
    "head",
    "funds_header",
    "funds",
    "goals_header",
    "goals",
    "indicator_header",
    "indicators",
    "total",
    "closing",
    "other",
)

#: Rows of a block below its header that make it one; rows of a document that are looked at, and lines that say what it is about.
_FEWEST = 3
_MOST = 400
_BEGINNING = 40
#: What a block of indicators says of a name.
_SAID = ("target", "actual", "weight", "score", "method")


@cache
def weights() -> dict[str, dict[str, dict[str, float]]]:
    """``evidence`` NAME -> kind -> weight, ``follows`` kind -> next kind -> weight, ``first`` "row" -> kind -> weight."""
    return shipped(__package__ or "", "weights.toml")


def best_path(
    evidence: Sequence[Mapping[str, float]], fitted: Mapping[str, Mapping[str, Mapping[str, float]]]
) -> list[str]:
    """The kinds of rows with this ``evidence``, from top to bottom."""
    if not evidence:
        return []
    own = [
        {kind: sum(x * fitted["evidence"].get(name, {}).get(kind, 0.0) for name, x in row.items()) for kind in KINDS}
        for row in evidence
    ]
    follows, first = fitted["follows"], fitted["first"].get("row", {})
    scores = {kind: first.get(kind, 0.0) + own[0][kind] for kind in KINDS}
    back: list[dict[str, str]] = []
    for row in own[1:]:
        before = {kind: max(KINDS, key=lambda k: scores[k] + follows.get(k, {}).get(kind, 0.0)) for kind in KINDS}
        scores = {kind: scores[b] + follows.get(b, {}).get(kind, 0.0) + row[kind] for kind, b in before.items()}
        back.append(before)
    path = [max(KINDS, key=lambda k: scores[k])]
    for before in reversed(back):
        path.append(before[path[-1]])
    return path[::-1]


def segment(lines: Sequence[Line], rows: Sequence[int], vocabulary: Vocabulary) -> list[str]:
    """The kinds of the rows of one table: ``rows`` are the indexes of its lines among ``lines``."""
    return best_path([row_evidence(lines[i], vocabulary) for i in rows], weights())


def _names_indicators(lines: Sequence[Line], i: int, vocabulary: Vocabulary) -> bool:
    """Whether the columns of a header, read as one of indicators, have a name and something that is said of it, and are none of funds."""
    funds = funds_header(lines, i, vocabulary)
    if funds is not None and sum(c.told_by == "label" and c.name in AMOUNTS for c in funds.items) > 1:
        return False
    columns = read_header(lines, i, vocabulary)
    return columns is not None and columns.has("level3", "level2") and columns.has(*_SAID)


def lost_headers(lines: Sequence[Line], vocabulary: Vocabulary) -> dict[tuple[int, int], str]:
    """The rows, as (table, row), that head indicators by what the whole table shows, of a document in which no form was found.

    Only of documents that speak of performance or evaluation near their beginning; so many rows of all tables together are looked at.
    """
    if not any(WORDS.speaks.search(norm(c.text)) for line in lines[:_BEGINNING] for c in line.filled):
        return {}
    tables: dict[int, list[int]] = {}
    for i, line in enumerate(lines):
        if line.table is not None:
            tables.setdefault(line.number, []).append(i)
    found: dict[tuple[int, int], str] = {}
    left = _MOST
    for rows in tables.values():
        rows = rows[:left]
        left -= len(rows)
        path = segment(lines, rows, vocabulary) if len(rows) > _FEWEST else []
        for k, kind in enumerate(path):
            begins = kind == "indicator_header" and (not k or path[k - 1] != kind)
            if (
                begins
                and path[k + 1 :].count("indicators") >= _FEWEST
                and _names_indicators(lines, rows[k], vocabulary)
            ):
                found[lines[rows[k]].number, lines[rows[k]].row] = "indicators"
    return found
