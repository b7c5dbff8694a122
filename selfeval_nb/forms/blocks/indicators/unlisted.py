"""The header of an indicator block whose words nobody listed, told by the rows below it.

A row of short labels is such a header when the rows under it name levels (产出指标, 数量指标 …), or hold points that add up,
and when their contents say which columns are the name, the values and the points.
"""

from __future__ import annotations

from collections.abc import Sequence

from selfeval_nb.forms.blocks import total_rows as totals
from selfeval_nb.forms.blocks.indicators.header import indicator_header, merged_down, stack_columns
from selfeval_nb.forms.blocks.indicators.infer import infer_columns
from selfeval_nb.forms.blocks.indicators.rows import split_points
from selfeval_nb.forms.grid.columns import Columns
from selfeval_nb.forms.grid.labels import AMOUNTS, VALUES, is_number, is_numbering, source_of
from selfeval_nb.forms.grid.lines import Line, is_blank
from selfeval_nb.forms.values.numbers import parse_weight
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, is_prose

#: The longest text that is a label of a column, the fewest columns of a block, the rows that are looked at.
_LONGEST = 16
_FEWEST = 4
_ROWS = 30
#: The share of rows that stand under a level where any does.
_MOST = 0.6
#: What the points of a block add up to: all of it, or what 预算执行 and other parts leave.
_POINTS = (50.0, 100.5)


def unlisted_header(lines: Sequence[Line], i: int, vocabulary: Vocabulary) -> Columns | None:
    """The header of an indicator block at line ``i`` by the contents of the rows below, or None.

    The columns come back named as far as their labels or contents tell; every cell of the header counts as a label.
    """
    first = lines[i]
    if first.table is None or not _labels_only(first, vocabulary):
        return None
    depth = 1
    if first.aligned and i + 1 < len(lines) and lines[i + 1].table is first.table and merged_down(first, lines[i + 1]):
        depth = 2
    group = lines[i : i + depth]
    if depth > 1 and not is_blank(group[1]) and any(is_number(c.text) or is_prose(c.text) for c in group[1].filled):
        return None
    rows = _below(lines, i + depth, vocabulary)
    levels = [any(_level(c.text, vocabulary) for c in row.cover) for row in rows]
    named = sum(levels)
    if len(rows) < 3 or (named and (named < 2 or not levels[0] or (first.aligned and named < _MOST * len(rows)))):
        return None  # no block, or one that begins further down: these are rows of funds or goals
    columns = stack_columns(group, "column", vocabulary)
    if columns is None:
        return None
    if columns.aligned:  # a label merged down beside the rows is none of a column
        beside = [c for c in first.cover if c.last_row > group[-1].row and norm(c.text)]
        columns.open = [c for c in columns.open if not any(b.col <= c.first <= b.last_col for b in beside)]
        columns.items = [c for c in columns.items if not any(b.col <= c.first <= b.last_col for b in beside)]
    else:  # spans are lost: what prints nothing down the block stands beside it, and so does what seems to head the levels
        full = [row for row in rows if len(row.cells) == columns.cells]
        start = 1 if any(norm(row.cells[0].text) for row in full) else 2
        columns.items = [c for c in columns.items if c not in columns.group_levels and c.first >= start]
        columns.group_levels = []
    infer_columns(columns, rows, vocabulary)
    names = {c.name for c in columns.items}
    if "level3" not in names or not names & {"target", "actual"} or len(names & VALUES) < 2:
        return None
    if not named and (_names_sources(rows, vocabulary) or not _adds_up(columns, rows)):
        return None
    start = min(c.first for c in columns.items)
    if columns.aligned and start > 1:
        columns.side_last = start - 1
        columns.side = next((c for c in reversed(first.cover) if c.last_col < start and norm(c.text)), None)
    columns.labels = [
        c
        for line in group
        for place, c in enumerate(line.cells, 1)
        if norm(c.text) and (c.col if columns.aligned else place) >= start
    ]
    while i + columns.rows < len(lines) and columns.rows < 4 and is_numbering(lines[i + columns.rows]):
        columns.rows += 1
    return columns


def repeats(line: Line, columns: Columns) -> bool:
    """Whether a line prints the labels of an open block again, as on the next page or over the next of several goals."""
    if not columns.labels or norm(line.filled[-1].text) != norm(columns.labels[-1].text):
        return False  # most rows: the last label would stand last
    labels = {norm(c.text) for c in columns.labels}
    return len(labels) >= _FEWEST and labels <= {norm(c.text) for c in line.filled}


def _labels_only(line: Line, vocabulary: Vocabulary) -> bool:
    filled = line.filled
    return len(filled) >= _FEWEST and not any(
        vocabulary.exact("head", c.text)
        or (vocabulary.find("funds_column", c.text) in AMOUNTS and not vocabulary.find("column", c.text))
        or len(norm(c.text)) > _LONGEST
        or is_number(c.text)
        or is_prose(c.text)
        or _level(c.text, vocabulary)
        for c in filled
    )


def _level(text: str, vocabulary: Vocabulary) -> bool:
    name = split_points(text)[0]
    return bool(vocabulary.exact("level2", name) or vocabulary.exact("level1", name))


def _below(lines: Sequence[Line], i: int, vocabulary: Vocabulary) -> list[Line]:
    """The rows of the same table from line ``i`` on, up to a total, a header that is known or a row of one text."""
    rows: list[Line] = []
    label = norm(lines[i - 1].filled[-1].text) if lines[i - 1].filled else ""
    for line in lines[i : i + _ROWS]:
        if line.table is not lines[i].table:
            break
        filled = line.filled
        if not filled or is_numbering(line) or (len(filled) == 1 and _aside(line, vocabulary)):
            continue
        if (
            len(filled) < 2
            or norm(filled[-1].text) == label  # the header again, over the next goal or on the next page
            or totals.total_label(line, vocabulary)
            or indicator_header([line], 0, vocabulary) is not None
        ):
            break
        rows.append(line)
    return rows


def _aside(line: Line, vocabulary: Vocabulary) -> bool:
    """Whether a row of one text is a level over its rows or a placeholder (指标2：), not the end of the block."""
    return _level(line.filled[0].text, vocabulary) or (not line.band and len(line.cells) >= _FEWEST)


def _names_sources(rows: Sequence[Line], vocabulary: Vocabulary) -> bool:
    """Whether the rows are those of a funds block."""
    return any(source_of(c.text, vocabulary, like=False) for line in rows for c in line.filled)


def _adds_up(columns: Columns, rows: Sequence[Line]) -> bool:
    """Without a level in sight: name, both values and both points are told, the weights sum up and no score exceeds its own."""
    if not {"target", "actual", "weight", "score"} <= {c.name for c in columns.items}:
        return False
    pairs = []
    for line in rows:
        texts = [
            next((c.text for c in line.cover if c.col <= column.first <= c.last_col), "")
            for column in (columns.get("weight"), columns.get("score"))
            if column is not None
        ]
        pairs.append([parse_weight(t) for t in texts])
    weights = [w for w, _ in pairs if w is not None]
    whole = len(weights) == len(rows) and _POINTS[0] <= sum(weights) <= _POINTS[1]
    return whole and all(s is not None and w is not None and s <= w + 0.005 for w, s in pairs)
