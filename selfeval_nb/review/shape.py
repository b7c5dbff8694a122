"""Values from strangers, held against the types of our own models: what fits becomes an object, what does not is told by its place."""

from __future__ import annotations

import math
import types
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from selfeval_nb.readers.model import Cell

_WORDS = {str: "文字", int: "整数", float: "数", bool: "true 或 false"}


class ShapeError(ValueError):
    """What is wrong with a value, and where: ``place`` and a clause."""

    def __init__(self, place: str, wanted: str) -> None:
        super().__init__(f"{place or '数值'}应为{wanted}")
        self.place = place


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def shaped(kind: Any, value: Any, place: str = "") -> Any:
    """``value``, as ``review.as_json`` writes it, as a ``kind``: every field there, none more, each of its type.

    Raises ShapeError. ``Any`` stands for what JSON has by itself, infinities and lists without end left out.
    """
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Any:
        return _plain(value, place)
    if kind is Cell:
        row = _list(value, place, 5)
        hints = _hints(Cell)
        return Cell(*(shaped(hints[f.name], v, f"{place}.{f.name}") for f, v in zip(fields(Cell), row, strict=True)))
    if is_dataclass(kind):
        made: Any = kind
        hints = _hints(made)
        names = [f.name for f in fields(kind)]
        if not isinstance(value, dict) or set(value) != set(names):
            raise ShapeError(place, f"有且只有{'、'.join(names)}的一组值")
        return made(**{n: shaped(hints[n], value[n], f"{place}.{n}" if place else n) for n in names})
    if origin in (Union, types.UnionType):
        return _either(kind, inner, value, place)
    if origin in (list, tuple):
        found = (shaped(inner[0], v, f"{place}[{n}]") for n, v in enumerate(_list(value, place), start=1))
        return list(found) if origin is list else tuple(found)
    if origin is dict and inner[0] is str:
        if not isinstance(value, dict):
            raise ShapeError(place, "一组有名称的值")
        return {k: shaped(inner[1], v, f"{place}.{k}") for k, v in value.items()}
    if origin is dict:
        pairs = [_list(pair, place, 2) for pair in _list(value, place)]
        return {shaped(inner[0], k, place): shaped(inner[1], v, place) for k, v in pairs}
    return _leaf(kind, value, place)


def _either(kind: Any, inner: tuple[Any, ...], value: Any, place: str) -> Any:
    if value is None and type(None) in inner:
        return None
    some = [k for k in inner if k is not type(None)]
    for one in some[:-1]:
        try:
            return shaped(one, value, place)
        except ShapeError:
            continue
    return shaped(some[-1], value, place)


def _leaf(kind: Any, value: Any, place: str) -> Any:
    fits = isinstance(value, (int, float)) if kind is float else isinstance(value, kind)
    if isinstance(value, bool) and kind is not bool:
        fits = False
    if isinstance(value, float) and not math.isfinite(value):
        fits = False
    if not fits:
        raise ShapeError(place, _WORDS.get(kind, str(kind)))
    return value


def _list(value: Any, place: str, length: int | None = None) -> list[Any]:
    if not isinstance(value, list) or (length is not None and len(value) != length):
        raise ShapeError(place, "一列值" if length is None else f"{length}个值")
    return value


def _plain(value: Any, place: str) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        raise ShapeError(place, "有限的数")
    for name, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        _plain(part, f"{place}.{name}")
    return value
