"""Stage 2, what one worker does for all: compare the forms with each other, without their cells.

What is said of each form goes into the store, and back its digest: by it a form's judgement is known, and only those that are
judged are told more.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from selfeval_nb.batch.kept import store
from selfeval_nb.batch.output.columns import READ, Piece, together
from selfeval_nb.batch.output.folder import digest_of
from selfeval_nb.batch.stage.judging import handed_over
from selfeval_nb.common.how import How
from selfeval_nb.forms.beside import Beside

if TYPE_CHECKING:
    import pyarrow as pa

    from selfeval_nb.checks.judging.said import Said
    from selfeval_nb.forms.frames import Tables

_TOGETHER = 100  # forms whose answers are one content
_AT_ONCE = 10_000  # forms whose columns are made together
Told = tuple[str, int]  # where it stands what was said of a form: the content, its place there


@dataclass(frozen=True, slots=True)
class CompareTask:
    """All forms of the batch, in its order."""

    pieces: tuple[Piece, ...]
    kept: str
    how: How
    engine: str
    work: str

    @property
    def forms(self) -> int:
        """How many forms it is about."""
        return len(self.pieces)


@dataclass(frozen=True, slots=True)
class Compared:
    """Of each form the digest of what was said of it, and where that stands; ``rules`` ``preset`` ``ruleset`` of the rule book;
    ``coverage``: the list of projects against the forms, where one was given."""

    digests: list[str]
    contents: list[str]
    rule_book: dict[str, Any]
    coverage: dict[str, Any] | None

    def told(self, at: int) -> Told:
        """Where the answers of the form at this place of the batch stand."""
        return self.contents[at // _TOGETHER], at % _TOGETHER


def compare(task: CompareTask) -> Compared:
    """Compare the forms. Raises OSError when rows are not in the store any more."""
    from selfeval_nb.checks.compare.listed import coverage_of
    from selfeval_nb.checks.judging.comparing import compare_forms
    from selfeval_nb.checks.judging.said import said_of_forms
    from selfeval_nb.checks.run import rule_book

    how, tables = task.how.judging(), _tables(task)
    beside = handed_over(task.work) if task.how.beside() else Beside()
    told = said_of_forms(compare_forms(tables, **how, **beside.given(), engine=task.engine), len(task.pieces))
    coverage = None
    if beside.projects is not None and beside.projects.rows:
        coverage = coverage_of(tables, beside.projects, task.how.preset).value(task.how.lang)
    texts = [store.as_json(of) for of in told]
    contents = [store.put_texts(task.kept, texts[at : at + _TOGETHER]) for at in range(0, len(texts), _TOGETHER)]
    return Compared([digest_of(text) for text in texts], contents, rule_book(**how), coverage)


def said_of(told: Sequence[Told], root: str, ids: Sequence[str]) -> dict[str, Said]:
    """What was said of some forms, by rule key."""
    from selfeval_nb.checks.judging.said import said_from

    held: dict[str, list[str]] = {}
    for content, _ in told:
        if content not in held:
            held[content] = store.get_texts(root, content) or []
    return said_from([json.loads(held[content][at]) for content, at in told], ids)


def _tables(task: CompareTask) -> Tables:
    """The forms' frames, with the columns that the rules need that compare."""
    import pandas as pd

    from selfeval_nb.checks.judging.needed import needed_columns
    from selfeval_nb.forms.frames import tables_from

    wanted = needed_columns(task.how.expectations, task.how.columns, beside=bool(task.how.beside()))
    parts: dict[str, list[Any]] = {name: [] for name in READ}

    def load(digest: str) -> bytes:
        raw = store.get_raw(task.kept, digest)
        if raw is None:
            raise FileNotFoundError(digest)
        return raw

    for tables in together(task.pieces, load, READ, wanted, _AT_ONCE):
        for name in READ:
            parts[name].append(_frame(tables[name]))
    empty = tables_from({name: [] for name in READ}, ())
    for name in READ:
        setattr(empty, name, pd.concat(parts[name], ignore_index=True) if parts[name] else getattr(empty, name))
    return empty


def _frame(table: pa.Table) -> Any:
    """A frame with the types of forms.frames."""
    import pandas as pd
    import pyarrow as pa

    series = {}
    for name in table.column_names:
        column = table[name]
        if pa.types.is_integer(column.type):
            series[name] = column.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
        elif pa.types.is_floating(column.type):
            series[name] = column.to_pandas()
        else:
            series[name] = pd.Series(_objects(column, name in _MAPPINGS), dtype=object)
    return pd.DataFrame(series)


_MAPPINGS = frozenset({"attributes", "level1_weights"})


def _objects(column: pa.ChunkedArray, mapping: bool) -> Any:
    """Values as objects, equal ones as one object: most of a column's texts come again and again."""
    import numpy as np

    coded = column.combine_chunks().dictionary_encode()
    words = [json.loads(v) if mapping and v else v for v in coded.dictionary.to_pylist()]
    values = np.empty(len(words) + 1, dtype=object)
    values[: len(words)] = words
    return values[coded.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)]
