"""A layout as data: the labels that it is known by, and what a reviewer pointed at, in terms of those labels."""

from __future__ import annotations

from dataclasses import dataclass

#: Between the labels of a column that stand above each other: 资金安排 > 小计.
OVER = " > "


@dataclass(frozen=True, slots=True)
class Mark:
    """A single cell: the label ``text``, the ``nth`` of its row, in the row that prints the labels ``row`` (the ``at``-th such row).

    ``whole``: the row is meant, not the cell; ``down``: with the rows that the cell is merged over.
    """

    text: str
    role: str
    row: tuple[str, ...]
    nth: int = 1
    at: int = 1
    whole: bool = False
    down: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a block: its label ``rows``, and from left to right each column's labels (``OVER`` between them) and role.

    A column whose role is '' is left to the loader.
    """

    rows: tuple[tuple[str, ...], ...]
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One table of a layout: its ``labels`` row by row, which it is known by, and what was said of it."""

    labels: tuple[tuple[str, ...], ...]
    marks: tuple[Mark, ...] = ()
    heads: tuple[Head, ...] = ()
    no_form: bool = False

    @property
    def said(self) -> int:
        """How many things were pointed at."""
        return len(self.marks) + sum(1 for h in self.heads for _, role in h.columns if role) + self.no_form


@dataclass(frozen=True, slots=True)
class Layout:
    """``name`` is the file's, without ending; ``title`` of the form it was taught with; ``digest`` of the file (SHA-256)."""

    name: str
    title: str = ""
    parts: tuple[Part, ...] = ()
    digest: str = ""
    path: str = ""

    @property
    def said(self) -> int:
        return sum(p.said for p in self.parts)
