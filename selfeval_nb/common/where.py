"""Places by meaning: ``project``, ``funds[total].rate``, ``indicators[3].score``, ``form``. Built and taken apart here."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ROW = re.compile(r"^(\w+)\[([^\]]*)\](?:\.(\w+))?$")
FORM = "form"
TOTAL = "funds[total]"


@dataclass(frozen=True, slots=True)
class Where:
    """``block`` is ``funds`` or ``indicators`` with ``key`` naming the row (a source, a number) and ``column`` the cell ('' for the
    row as a whole); of a place in the head ``block`` and ``key`` are '' and ``column`` is its name."""

    block: str
    key: str
    column: str

    @property
    def row(self) -> str:
        """``indicators[3]``; '' for a place that is no row."""
        return f"{self.block}[{self.key}]" if self.block else ""

    @property
    def number(self) -> int | None:
        """The number of an indicator row; None for every other place."""
        return int(self.key) if self.block == "indicators" and self.key.isdigit() else None

    def at(self, column: str) -> Where:
        """Another cell of the same row."""
        return Where(self.block, self.key, column)

    def __str__(self) -> str:
        return self.row + ("." if self.block and self.column else "") + self.column


def parse(where: str) -> Where:
    """A place from its text; what is no row is a place of the head."""
    m = _ROW.match(where)
    return Where("", "", where) if m is None else Where(m[1], m[2], m[3] or "")


def row_of(where: str) -> str:
    """``indicators[3]`` of ``indicators[3].score``; '' for a place that is no row."""
    return where[: where.find("]") + 1]


def column_of(where: str) -> str:
    """``score`` of ``indicators[3].score``; a place of the head is its own column."""
    return where.rpartition("].")[2] if "[" in where and "]." in where else "" if "[" in where else where


def fund(source: object, column: str = "") -> str:
    """``funds[SOURCE].COLUMN``, or the row."""
    return f"funds[{source}]" + (f".{column}" if column else "")


def indicator(number: object, column: str = "") -> str:
    """``indicators[N].COLUMN``, or the row."""
    return f"indicators[{number}]" + (f".{column}" if column else "")
