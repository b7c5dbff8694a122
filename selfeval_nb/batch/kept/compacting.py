"""Many small contents put together as few: each run that changes a form adds some, and of an old one perhaps a single form is still in use.

A worker reads the parts that are in use and writes them side by side; what they say stays as it is, and with it every output. Contents
that nothing names any more go when the store is closed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from selfeval_nb.batch.kept import store
from selfeval_nb.batch.output.columns import ID, JUDGED, READ, Packing, Piece, Span, joined, packed

FEW = 8  # documents or forms in use, below which a content is small
MOST = 32  # small contents that may be there
TOGETHER = 100  # documents or forms of a content that is made of small ones

T = TypeVar("T")
Contents = tuple[str, ...]
Part = tuple[str, str, Contents]  # key of the statement, id of a judged form ('' of a document), the contents


@dataclass(frozen=True, slots=True)
class CompactTask:
    """Documents, or forms with their judgements, whose parts are to lie together."""

    parts: tuple[Part, ...]
    kept: str

    @property
    def forms(self) -> int:
        """How many forms or documents it is about."""
        return len(self.parts)


def scattered(parts: Sequence[Part], kept: str) -> Iterator[CompactTask]:
    """The tasks that put together what lies in small contents; none while there are few of them."""
    used = Counter(contents for _, _, contents in parts)
    small = {contents for contents, count in used.items() if count < FEW}
    if len(small) > MOST:
        some = [part for part in parts if part[2] in small]
        for begin in range(0, len(some), TOGETHER):
            yield CompactTask(tuple(some[begin : begin + TOGETHER]), kept)


def compact(task: CompactTask) -> list[tuple[str, Contents]]:
    """Put them together; returns which contents belong to each key now. Raises OSError for one that is gone."""
    return _forms(task) if task.parts[0][1] else _documents(task)


def _documents(task: CompactTask) -> list[tuple[str, Contents]]:
    """``value`` of stage.reading.ReadDocument by key, and the rows of their forms."""
    get = cache(lambda digest: _there(store.get(task.kept, digest)))
    values = {key: dict(get(contents[0])[key]) for key, _, contents in task.parts}
    rows = {key: contents[1] for key, _, contents in task.parts}
    pieces = [(form[0], rows[key], tuple(form[-1])) for key, value in values.items() for form in value["forms"]]
    made, spans = _rows(task.kept, pieces, READ)
    following = iter(spans)
    for value in values.values():
        value["forms"] = [[*form[:-1], next(following)] for form in value["forms"]]
    contents = store.put(task.kept, values), made
    return [(key, contents) for key in values]


def _forms(task: CompactTask) -> list[tuple[str, Contents]]:
    """The contents of stage.judging.Judged."""
    get = cache(lambda digest: _there(store.get(task.kept, digest)))
    texts = cache(lambda digest: _there(store.get_texts(task.kept, digest)))
    briefs = [get(contents[0])[form_id] for _, form_id, contents in task.parts]
    known = [contents for _, _, contents in task.parts]
    places = [value[-1] for value, _ in briefs]
    pieces = [
        (form_id, contents[1], tuple(value[-2]))
        for (_, form_id, contents), (value, _) in zip(task.parts, briefs, strict=True)
    ]
    data, spans = _rows(task.kept, pieces, JUDGED)
    pressed, reviews = (
        store.put_texts(task.kept, [texts(c[of])[at] for c, at in zip(known, places, strict=True)]) for of in (2, 3)
    )
    values = [[[*value[:-2], span, at], row] for at, ((value, row), span) in enumerate(zip(briefs, spans, strict=True))]
    brief = store.put(task.kept, {value[0][0]: value for value in values})
    return [(key, (brief, data, pressed, reviews, contents[4])) for key, _, contents in task.parts]


def _rows(kept: str, pieces: Sequence[Piece], names: Sequence[str]) -> tuple[str, list[Span]]:
    """The content that holds the rows of all forms, one form after the other, and where each one's are."""
    if not pieces:
        return store.put_raw(kept, Packing(names).bytes()), []
    tables = joined(pieces, lambda digest: _there(store.get_raw(kept, digest)), names, dict.fromkeys(names))
    spans, ends = [], [0] * len(names)
    for _, _, span in pieces:
        counts = span[1::2]
        spans.append(tuple(n for pair in zip(ends, counts, strict=True) for n in pair))
        ends = [end + count for end, count in zip(ends, counts, strict=True)]
    return store.put_raw(kept, packed(tables[name].drop_columns([ID]) for name in names)), spans


def _there(value: T | None) -> T:
    if value is None:
        raise FileNotFoundError("a content of the store is gone")
    return value
