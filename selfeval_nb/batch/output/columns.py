"""Rows of the data files as Arrow columns: packed by the worker that made them, put together in any order by the one that writes.

The rows of many forms are one content of the store; which of them are a form's is told by numbers (``Span``). ``form_id`` is not
packed: the same reading serves a document that stands in a batch twice, as another form.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

READ = ("forms", "funds", "indicators")  # what a reading gives
JUDGED = ("findings", "outcomes", "scores", "totals")
ID = "form_id"
Rows = dict[str, list[list[Any]]]
Span = tuple[int, ...]  # of each frame in turn: the first of a form's rows, and how many

# of the checks' answers and of the index; those of the forms' own frames are told by these (forms.frames)
_WHOLE = frozenset({"count", "critical", "warning", "info", "ruled", "to_rule", "rulings"})
_NUMBERS = frozenset({"low", "high", "ratio", "self_score", "difference", "review_low", "review_high"})


@cache
def columns_of(name: str) -> tuple[str, ...]:
    """The columns of a data file."""
    from selfeval_nb.checks.judging.outcomes import OUTCOME_COLUMNS
    from selfeval_nb.checks.model import FINDING_COLUMNS
    from selfeval_nb.checks.scoring.totals import SCORE_COLUMNS, TOTAL_COLUMNS
    from selfeval_nb.forms.frames import FORM_COLUMNS, FUND_COLUMNS, INDICATOR_COLUMNS, PROBLEM_COLUMNS

    return {
        "forms": FORM_COLUMNS, "funds": FUND_COLUMNS, "indicators": INDICATOR_COLUMNS, "problems": PROBLEM_COLUMNS,
        "findings": FINDING_COLUMNS, "outcomes": OUTCOME_COLUMNS, "scores": SCORE_COLUMNS, "totals": TOTAL_COLUMNS,
    }[name]  # fmt: skip


@cache
def kind_of(column: str) -> pa.DataType:
    """A column's type, whatever stands in it: whole numbers, numbers, true or false, else text."""
    import pyarrow as pa

    from selfeval_nb.forms.frames import NUMBERS, WHOLE

    if column in _WHOLE or column in WHOLE:
        return pa.int64()
    if column in _NUMBERS or any(column in some for some in NUMBERS.values()):
        return pa.float64()
    return pa.bool_() if column.startswith("has_") else pa.large_string()


def table_of(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> pa.Table:
    """Rows of plain values, each in the order of the columns, as a table."""
    import pyarrow as pa

    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pa.table([_array(v, kind_of(c)) for c, v in zip(columns, values, strict=True)], names=list(columns))


def _array(values: Sequence[Any], kind: Any) -> pa.Array:
    import pyarrow as pa

    try:
        return pa.array(values, type=kind, from_pandas=True)  # a NaN is nothing
    except (pa.ArrowTypeError, pa.ArrowInvalid, UnicodeEncodeError):
        if kind != pa.large_string():
            return pa.array([None if v is None or v != v else v for v in values], type=kind)
        return pa.array([_text(v) for v in values], kind)


def _text(value: Any) -> str | None:
    """Anything as text: lists and mappings as JSON; a lone surrogate (an undecodable file name) has no UTF-8."""
    if value is None or value != value:
        return None
    if isinstance(value, (list, tuple, dict)):
        value = json.dumps(value, ensure_ascii=False)
    return str(value).encode("utf-8", "backslashreplace").decode()


class Packing:
    """Rows of forms on their way into a content."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self._rows: Rows = {name: [] for name in names}

    def add(self, rows: Mapping[str, list[list[Any]]]) -> Span:
        """A form's rows in the order of the columns without ``form_id``; where they are."""
        span = []
        for name in self.names:
            held = self._rows[name]
            span += [len(held), len(rows[name])]
            held += rows[name]
        return tuple(span)

    def bytes(self) -> bytes:
        """The content."""
        return packed(table_of([c for c in columns_of(name) if c != ID], self._rows[name]) for name in self.names)


def packed(tables: Iterable[pa.Table]) -> bytes:
    """A content from its frames: a length and an Arrow stream for each in turn."""
    import pyarrow as pa

    options = pa.ipc.IpcWriteOptions(compression="lz4", unify_dictionaries=True)
    parts = []
    for table in tables:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
            writer.write_table(table)
        raw = sink.getvalue().to_pybytes()
        parts += [len(raw).to_bytes(8, "little"), raw]
    return b"".join(parts)


def unpacked(raw: bytes, names: Sequence[str], wanted: Mapping[str, Sequence[str] | None]) -> dict[str, pa.Table]:
    """The frames of a content that are wanted, each with all columns or only those named."""
    import pyarrow as pa

    found, at = {}, 0
    for name in names:
        size = int.from_bytes(raw[at : at + 8], "little")
        if name in wanted:
            table = pa.ipc.open_stream(pa.py_buffer(raw)[at + 8 : at + 8 + size]).read_all()
            columns = wanted[name]
            found[name] = table if columns is None else table.select([c for c in columns if c != ID])
        at += 8 + size
    return found


Piece = tuple[str, str, Span]  # a form's id, the content that holds its rows, and where


def together(
    pieces: Iterable[Piece],
    load: Mapping[str, bytes] | Any,
    names: Sequence[str],
    wanted: Mapping[str, Sequence[str] | None],
    group: int,
) -> Iterator[dict[str, pa.Table]]:
    """The wanted frames of forms in their order, some ``group`` forms at a time; ``load`` gives a content's bytes by its digest."""
    some: list[Piece] = []
    for piece in pieces:
        some.append(piece)
        if len(some) == group:
            yield joined(some, load, names, wanted)
            some = []
    if some:
        yield joined(some, load, names, wanted)


def joined(
    pieces: Sequence[Piece], load: Any, names: Sequence[str], wanted: Mapping[str, Sequence[str] | None]
) -> dict[str, pa.Table]:
    """The wanted frames of forms in their order; ``load`` gives a content's bytes by its digest."""
    import pyarrow as pa

    held: dict[str, dict[str, pa.Table]] = {}
    out = {}
    for digest in dict.fromkeys(digest for _, digest, _ in pieces):
        held[digest] = unpacked(load(digest), names, wanted)
    for place, name in enumerate(names):
        if name not in wanted:
            continue
        parts: list[tuple[str, int, int]] = []  # content, first row, end: what follows each other is one part
        for _, digest, span in pieces:
            first, count = span[2 * place : 2 * place + 2]
            if parts and parts[-1][0] == digest and parts[-1][2] == first:
                parts[-1] = (digest, parts[-1][1], first + count)
            else:
                parts.append((digest, first, first + count))
        table = pa.concat_tables([held[d][name].slice(a, b - a) for d, a, b in parts]).combine_chunks()
        ids = _ids([(form_id, span[2 * place + 1]) for form_id, _, span in pieces])
        columns = wanted[name] or columns_of(name)
        out[name] = pa.table([ids if c == ID else table[c] for c in columns], names=list(columns))
    return out


def _ids(counts: Sequence[tuple[str, int]]) -> pa.Array:
    """Each id as often as its form has rows."""
    import numpy as np
    import pyarrow as pa

    at = np.repeat(np.arange(len(counts)), [count for _, count in counts])
    return pa.array([form_id for form_id, _ in counts], pa.large_string()).take(pa.array(at))
