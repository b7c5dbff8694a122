"""What a key of a preset may hold, and what a section of keys can say: its faults and its sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from selfeval_nb.checks.book.sections.preset import Sections


Fault = tuple[str, str, Any]  # key, what is expected, what is there


def _numeric(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def num(low: float, high: float, about: str) -> Any:
    """A number in a range."""
    return field(metadata={"about": about, "range": f"{low:g}～{high:g}", "expected": f"{low:g}～{high:g}之间的数", "plain": "数",
                           "ok": lambda v: low <= v <= high, "type": _numeric})  # fmt: skip


def whole(low: int, high: int, about: str) -> Any:
    """A whole number in a range."""
    return field(metadata={"about": about, "range": f"{low}～{high}", "expected": f"{low}～{high}之间的整数", "plain": f"{low}～{high}之间的整数",
                           "ok": lambda v: low <= v <= high, "type": lambda v: _numeric(v) and isinstance(v, int)})  # fmt: skip


def yes(about: str) -> Any:
    """true or false."""
    return field(
        metadata={
            "about": about,
            "range": "true、false",
            "plain": " true 或 false",
            "type": lambda v: isinstance(v, bool),
        }
    )


def choice(*allowed: str, about: str) -> Any:
    """One of some words."""
    expected = f"文字，可选{'、'.join(allowed)}"
    return field(metadata={"about": about, "range": "、".join(allowed), "expected": expected, "plain": expected, "ok": lambda v: v in allowed,
                           "type": lambda v: isinstance(v, str)})  # fmt: skip


def rows(about: str) -> Any:
    """A list; its section looks at what is in it."""
    return field(metadata={"about": about, "range": "列表", "plain": "列表", "type": lambda v: isinstance(v, list)})


def value_fault(entry: Field[Any], value: Any) -> str | None:
    """What is expected of a key whose value is of the wrong type or out of range; None when it is right."""
    m = entry.metadata
    if not m["type"](value):
        return str(m["plain"])
    return str(m["expected"]) if "ok" in m and not m["ok"](value) else None


def list_fault(values: list[Any], length: int | None = None, *, falling: bool | None = None) -> str | None:
    if not all(map(_numeric, values)) or (length is not None and len(values) != length):
        return "一列数" if length is None else f"{length}个数"
    if falling is not None and values != sorted(values, reverse=falling):
        return "从大到小" if falling else "从小到大"
    return None


@dataclass(frozen=True, kw_only=True)
class Section:
    """A section of a preset."""

    def faults(self) -> Iterator[Fault]:
        """What is wrong with its lists, or between its keys."""
        yield from ()

    def sentences(self, lang: str, book: Sections) -> list[str]:
        """What a report says of it, a sentence a point, with its numbers."""
        return []


def name_faults(section: Section, *keys: str) -> Iterator[Fault]:
    for key in keys:
        names = getattr(section, key)
        if not names or not all(isinstance(n, str) for n in names):
            yield key, "文字组成的列表", names
