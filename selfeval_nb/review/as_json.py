"""A Review as JSON and back, without loss: what the batch writes for its notebooks, and what ``--format json`` shows."""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

from selfeval_nb.readers.model import Cell
from selfeval_nb.review.model import Review

SCHEMA = 2


SHARED = ("rules", "preset")  # the rule book: half of a review, and the same in every review of a batch


def to_dict(review: Review) -> dict[str, Any]:
    """Plain values for ``json.dumps``: tuples become lists, a mapping whose keys are places becomes a list of pairs."""
    return {"schema": SCHEMA, **shared_part(review), **own_part(review)}


def shared_part(review: Review) -> dict[str, Any]:
    """What ``to_dict`` says of the rule book."""
    return {name: _plain(getattr(review, name)) for name in SHARED}


def own_part(review: Review) -> dict[str, Any]:
    """What ``to_dict`` says of the form."""
    return {name: _plain(getattr(review, name)) for name in _own_names()}


@cache
def _own_names() -> tuple[str, ...]:
    return tuple(f.name for f in fields(Review) if f.name not in SHARED)


def from_dict(data: dict[str, Any]) -> Review:
    """The review that ``to_dict`` wrote. Raises ValueError when the data is of another schema."""
    if data.get("schema") != SCHEMA:
        raise ValueError(f"a stored review of schema {data.get('schema')!r} cannot be read, expected {SCHEMA}")
    review: Review = _reader(Review)({k: v for k, v in data.items() if k != "schema"})
    return review


def _plain(value: Any) -> Any:
    kind: Any = type(value)
    if kind in _LEAVES:
        return value
    if kind is Cell:  # two thirds of a review are cells; a row of values is a third of the size
        return [value.row, value.col, value.text, value.rowspan, value.colspan]
    if kind is dict:
        if all(isinstance(k, str) for k in value):
            return {k: v if type(v) in _LEAVES else _plain(v) for k, v in value.items()}
        return [[_plain(k), _plain(v)] for k, v in sorted(value.items())]
    if kind is list or kind is tuple:
        return [v if type(v) in _LEAVES else _plain(v) for v in value]
    names = _names(kind)
    if names is not None:
        return {n: _plain(getattr(value, n)) for n in names}
    if isinstance(value, dict):
        return _plain(dict(value))
    return _plain(list(value)) if isinstance(value, (list, tuple)) else value


_LEAVES = frozenset({str, int, float, bool, type(None)})


@cache
def _names(kind: type) -> tuple[str, ...] | None:
    """The fields of a dataclass, None for anything else."""
    return tuple(f.name for f in fields(kind)) if is_dataclass(kind) else None


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """What turns plain values back into ``kind``, worked out once from its type hints: fields added to a model need nothing here."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Cell:
        return lambda v: Cell(*v)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        readers = {f.name: _reader(hints[f.name]) for f in fields(kind)}
        make: Any = kind
        return lambda v: make(**{name: readers[name](x) for name, x in v.items()})
    if origin in (Union, types.UnionType):
        some = [_reader(k) for k in inner if k is not type(None)]
        return (lambda v: None if v is None else some[0](v)) if len(some) == 1 else lambda v: v
    if is_typeddict(kind):
        return dict
    if origin is list:
        item = _reader(inner[0])
        return lambda v: [item(x) for x in v]
    if origin is tuple:
        each = _reader(inner[0])
        return lambda v: tuple(each(x) for x in v)
    if origin is dict:
        value = _reader(inner[1])
        if inner[0] is str:
            return lambda v: {k: value(x) for k, x in v.items()}
        key = _reader(inner[0])
        return lambda v: {key(k): value(x) for k, x in v}
    return lambda v: v
