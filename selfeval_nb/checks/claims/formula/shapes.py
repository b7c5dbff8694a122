"""The shapes of formulae: data of ``words_formula.toml`` as equations with roles."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from selfeval_nb.common.words import word_list

Range = tuple[float, float]
_NEVER = re.compile(r"(?!)")
_ANY = re.compile("")
_RELATIONS = ("<=", ">=", "=")


@dataclass(frozen=True, slots=True)
class Role:
    """``tokens`` say where a number may be and what it counts (see the word list); ``cue`` and ``barred`` its words."""

    name: str
    tokens: Mapping[str, str]
    cue: re.Pattern[str]
    barred: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Shape:
    """One formula: ``left relation right`` over x and the roles."""

    name: str
    left: str
    relation: str
    right: str
    cue: re.Pattern[str]
    behind: re.Pattern[str]
    barred: re.Pattern[str]
    kinds: frozenset[str]
    roles: tuple[Role, ...]
    room: float
    grave: bool
    shown: str = field(default="")


@lru_cache(maxsize=4)
def shapes() -> tuple[Shape, ...]:
    """All shapes of the word list. Raises ValueError for an equation that cannot be read."""
    return tuple(_shape(name, entry) for name, entry in word_list("formula").items())


def _shape(name: str, entry: Mapping[str, Any]) -> Shape:
    relation = next(r for r in _RELATIONS if r in entry["says"])
    left, _, right = entry["says"].partition(relation)
    roles = tuple(_role(key, entry) for key in ("a", "b") if key in entry)
    return Shape(
        name, left.strip(), relation, right.strip(), re.compile(entry["cue"]),
        re.compile(entry["behind"]) if "behind" in entry else _ANY, re.compile(entry["not"]) if "not" in entry else _NEVER,
        frozenset(str(entry.get("kind", "")).split()), _ordered(roles), float(entry.get("room", 0.0)), bool(entry.get("grave", True)), entry["says"],
    )  # fmt: skip


def _role(key: str, entry: Mapping[str, Any]) -> Role:
    tokens = dict(t.partition(":")[::2] for t in entry[key].split())
    cue, barred = entry.get(f"{key}_cue"), entry.get(f"{key}_not")
    return Role(key, tokens, re.compile(cue) if cue else _ANY, re.compile(barred) if barred else _NEVER)


def _ordered(roles: tuple[Role, ...]) -> tuple[Role, ...]:
    """Roles that another one is compared with come first."""
    return tuple(sorted(roles, key=lambda r: any(v in ("a", "b") and v != r.name for v in r.tokens.values())))


# ---- arithmetic of ranges ----------------------------------------------------------------------------------------

_OPERATIONS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip


@lru_cache(maxsize=256)
def _tree(expression: str) -> ast.expr:
    return ast.parse(expression, mode="eval").body


def value(expression: str, names: Mapping[str, Range]) -> Range:
    """The range of an expression over ranges. Raises ZeroDivisionError, and ValueError for what is no arithmetic."""
    return _value(_tree(expression), names)


def _value(node: ast.expr, names: Mapping[str, Range]) -> Range:
    if isinstance(node, ast.Name):
        return names[node.id]
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return float(node.value), float(node.value)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        x, y = _value(node.left, names), _value(node.right, names)
        if isinstance(node.op, ast.Div) and y[0] <= 0 <= y[1]:
            raise ZeroDivisionError(node)
        ends = [_OPERATIONS[type(node.op)](p, q) for p in x for q in y]
        return min(ends), max(ends)
    raise ValueError(f"not arithmetic: {ast.dump(node)}")
