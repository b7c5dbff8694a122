"""Derived columns: everything a rule compares is a column, made here by one small function each.

``@derived("indicators", "over_ratio")`` registers a function that gets the :class:`Frames` and returns a Series
(or a :class:`Judged`, or a dict of them for several names) aligned with the grain's frame. Columns are computed when
somebody asks for them and only once, so a rule costs only what it uses.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.lengths import shortened

if TYPE_CHECKING:
    from selfeval_nb.checks.book.preset import Preset
    from selfeval_nb.forms.frames import Tables
    from selfeval_nb.forms.listed import ProjectList

WHY = "__why"  # column suffix: why a row is not judged, '' where it is; see reasons.py


@dataclass(slots=True)
class Judged:
    """A column with, beside it, why a row is not judged: codes ``na.…`` (does not apply) or ``ne.…`` (cannot be evaluated)."""

    value: np.ndarray
    why: np.ndarray


def judged(value: Any, *reasons: tuple[str, Any]) -> Judged:
    """``value`` (Series or array) blanked where a reason holds; the first reason that holds at a row is the one that is told."""
    given = np.asarray(value)
    shown = np.array(given, dtype=object if given.dtype.kind in "OUS" else float)
    why = np.full(len(shown), "", dtype=object)
    for code, mask in reversed(reasons):
        why[np.asarray(mask, dtype=bool)] = code
    shown[why != ""] = None if shown.dtype == object else np.nan
    return Judged(shown, why)


def flag(mask: Any, *reasons: tuple[str, Any]) -> Judged:
    """1 where a mask holds, 0 elsewhere: for what only words can say. Where a number, a date, a set or a second column says it, the column
    holds that, and the suite shows the comparison."""
    return judged(np.asarray(mask, dtype=float), *reasons)


def filled(values: Any, missing: Any, *reasons: tuple[str, Any]) -> Judged:
    """``values`` with None (NaN of numbers) where ``missing``: what a rule asks not to be null."""
    shown = np.array(values, dtype=float if np.asarray(values).dtype.kind in "fiub" else object)
    shown[np.asarray(missing, dtype=bool)] = None if shown.dtype == object else np.nan
    return judged(shown, *reasons)


@dataclass(frozen=True, slots=True)
class Column:
    """An entry of the column table, as docs/columns.md lists it."""

    name: str
    grain: str
    doc: str
    make: Callable[[Frames], Any]
    names: tuple[str, ...]
    of_findings: bool = False
    beside: str = ""


def fault_of(error: BaseException, file: str) -> str:
    """An error of a reviewer's own file in one line: the last line of that file that was at work, the kind, the text."""
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == file]
    line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else None
    text = " ".join(str(error.args[0]).split()) if error.args else ""
    return (f"第{line}行 " if line else "") + f"{type(error).__name__}: {text}"


def _series(column: Any, index: pd.Index) -> pd.Series:
    """A Series on ``index`` without copying and without guessing another type."""
    if isinstance(column, pd.Series):
        if column.index is index:
            return column
        column = column.array
    elif not isinstance(column, (np.ndarray, pd.api.extensions.ExtensionArray)):
        column = (
            np.array(list(column), dtype=object)
            if any(isinstance(v, str) or v is None for v in column)
            else np.asarray(column)
        )
    return pd.Series(column, index=index, dtype=getattr(column, "dtype", None), copy=False)


COLUMNS: dict[tuple[str, str], Column] = {}
PRINTED: dict[
    str, Callable[[Frames, str], Any]
] = {}  # grain -> what makes the column of a printed label (table/printed.py)
PREFIX = "printed:"
GRAINS: dict[str, tuple[str, Callable[[Frames], pd.DataFrame]]] = {}
_own: list[dict[tuple[str, str], Column]] = []  # where the columns of a reviewer go while their file runs


@contextmanager
def registering(own: dict[tuple[str, str], Column]) -> Iterator[None]:
    """Columns that are registered meanwhile go into ``own`` and not into the shipped table."""
    _own.append(own)
    try:
        yield
    finally:
        _own.pop()


def grain(name: str) -> Callable[[Callable[[Frames], pd.DataFrame]], Callable[[Frames], pd.DataFrame]]:
    """Register the function that makes the base frame of a grain (one row a thing that a rule can point at)."""

    def register(make: Callable[[Frames], pd.DataFrame]) -> Callable[[Frames], pd.DataFrame]:
        GRAINS[name] = (" ".join((make.__doc__ or "").split()), make)
        return make

    return register


def derived(
    grain: str, *names: str, of_findings: bool = False, beside: str = ""
) -> Callable[[Callable[[Frames], Any]], Callable[[Frames], Any]]:
    """Register the function that makes one or more columns of a grain; ``of_findings`` says that it looks at what the other rules have
    found (``Frames.found``), so that its rules are judged after them; ``beside`` names the other documents that it compares with (common.how.BESIDE).
    Raises ValueError when a name is taken."""

    def register(make: Callable[[Frames], Any]) -> Callable[[Frames], Any]:
        doc = " ".join((make.__doc__ or "").split())
        table = _own[-1] if _own else COLUMNS
        if not doc and table is COLUMNS:
            raise ValueError(f"the derived column {grain}.{names[0]} has no docstring")
        for name in names:
            if (grain, name) in COLUMNS or (grain, name) in table:
                raise ValueError(f"the derived column {grain}.{name} is registered twice")
        table |= {(grain, n): Column(n, grain, doc, make, names, of_findings, beside) for n in names}
        return make

    return register


@dataclass(frozen=True, slots=True)
class Found:
    """What the rules find in these forms (``now``) and in the earlier ones that they were matched with (``before``): frames with
    ``form_id rule_id where severity``; ``titles`` are those of the rules, rule id -> (zh, en)."""

    now: pd.DataFrame
    before: pd.DataFrame
    titles: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class OwnColumns:
    """A reviewer's own derived columns: by (grain, name), and what is wrong with the files that make them, in sentences."""

    columns: dict[tuple[str, str], Column] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


class ColumnError(Exception):
    """A column that is not there, or that its function could not make; the text says which and why."""


@dataclass
class Frames:
    """One frame a grain, and its derived columns as they are asked for."""

    tables: Tables
    preset: Preset
    history: Tables | None = None
    approved: Tables | None = None
    found: Found | None = None
    accounts: ProjectList | None = None
    projects: ProjectList | None = None
    monitoring: Tables | None = None
    own: OwnColumns = field(default_factory=OwnColumns)
    cache: dict[str, Any] = field(default_factory=dict)  # intermediate results that are not columns
    _base: dict[str, pd.DataFrame] = field(default_factory=dict)
    _columns: dict[str, dict[str, pd.Series]] = field(default_factory=dict)
    _making: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.tables = shortened(self.tables)
        self.history = self.history and shortened(self.history)
        self.approved = self.approved and shortened(self.approved)
        self.monitoring = self.monitoring and shortened(self.monitoring)

    def frame(self, grain: str) -> pd.DataFrame:
        """The base frame of a grain, without derived columns. Raises KeyError for an unknown grain."""
        if grain not in self._base:
            if grain not in GRAINS:
                raise KeyError(f"没有 grain “{grain}”；可用的有{'、'.join(sorted(GRAINS))}")
            base = GRAINS[grain][1](self).reset_index(drop=True)
            self._base[grain] = base
            self._columns[grain] = {str(name): base[name] for name in base.columns}
        return self._base[grain]

    def col(self, grain: str, name: str) -> pd.Series:
        """A column, printed or derived, on the index 0 … n-1. Raises KeyError when there is none of that name."""
        self.frame(grain)
        columns = self._columns[grain]
        if name in columns:
            return columns[name]
        base = name.removesuffix(WHY)
        entry = self.entry(grain, base)
        if entry is None:
            raise ColumnError("；".join([f"{grain} 中没有列 {base}", *self.own.faults]))
        made = self._make(grain, entry)
        columns.update(made)
        if name not in columns:
            raise KeyError(f"column {base!r} of {grain} does not say why rows are not judged")
        return columns[name]

    def _make(self, grain: str, entry: Column) -> dict[str, pd.Series]:
        key = (grain, entry.names[0])
        if key in self._making:
            raise RuntimeError(f"derived column {grain}.{entry.names[0]} needs itself")
        self._making.append(key)
        try:
            made = entry.make(self)
        except ColumnError:
            raise
        except Exception as error:
            if self.own.columns.get(key) is not entry:
                raise
            file = entry.make.__code__.co_filename
            raise ColumnError(
                f"自定列 {grain}.{entry.names[0]}（{Path(file).name}）：{fault_of(error, file)}"
            ) from error
        finally:
            self._making.pop()
        if self.own.columns.get(key) is not entry:
            return self._fitted(grain, entry, made)
        try:
            return self._fitted(grain, entry, made)
        except Exception as error:
            raise ColumnError(
                f"自定列 {grain}.{entry.names[0]}：{error.args[0] if error.args else type(error).__name__}"
            ) from error

    def _fitted(self, grain: str, entry: Column, made: Any) -> dict[str, pd.Series]:
        """What a function returned as columns of the grain. Raises ValueError or KeyError when it does not fit."""
        index = self._base[grain].index
        columns: dict[str, pd.Series] = {}
        values: Mapping[str, Any] = made if isinstance(made, dict) else {entry.names[0]: made}
        for name, value in values.items():
            parts = {name: value.value, name + WHY: value.why} if isinstance(value, Judged) else {name: value}
            for part, column in parts.items():
                if len(column) != len(index):
                    raise ValueError(f"derived column {grain}.{name} has {len(column)} rows, its frame {len(index)}")
                columns[part] = _series(column, index)
        missing = set(entry.names) - set(columns)
        if missing:
            raise KeyError(f"the function of {grain}.{entry.names[0]} did not make {', '.join(sorted(missing))}")
        return columns

    def has(self, grain: str, name: str) -> bool:
        """Whether a column of that name exists or can be made (``NAME__why`` only after it was made)."""
        self.frame(grain)
        return name in self._columns[grain] or self.entry(grain, name) is not None

    def entry(self, grain: str, name: str) -> Column | None:
        """How a derived column is made: the shipped one, a reviewer's own, or a column by its printed label (``printed:佐证材料``)."""
        if name.startswith(PREFIX) and grain in PRINTED and name != PREFIX:
            label = name.removeprefix(PREFIX)
            return Column(name, grain, "", lambda f: PRINTED[grain](f, label), (name,))
        return COLUMNS.get((grain, name)) or self.own.columns.get((grain, name))

    def why(self, grain: str, name: str) -> pd.Series | None:
        """The reasons beside a column, or None when its function gives none."""
        self.col(grain, name)
        return self._columns[grain].get(name + WHY)

    def select(self, grain: str, names: Iterable[str]) -> pd.DataFrame:
        """A frame of the named columns."""
        return pd.DataFrame(self.columns(grain, names), index=self.frame(grain).index, copy=False)

    def columns(self, grain: str, names: Iterable[str]) -> dict[str, pd.Series]:
        """The named columns, name -> Series."""
        return {name: self.col(grain, name) for name in names}

    def per_form(self, grain: str, name: str) -> pd.Series:
        """A column of the ``forms`` grain, spread over the rows of another grain."""
        values = self.col("forms", name)
        return _series(values.array.take(self.form_index(grain)), self.frame(grain).index)

    def form_index(self, grain: str) -> np.ndarray:
        """For each row of a grain the row number of its form in the ``forms`` grain."""
        key = f"form_index:{grain}"
        if key not in self.cache:
            ids = pd.Index(self.frame("forms")["form_id"])
            self.cache[key] = ids.get_indexer(self.frame(grain)["form_id"])
        return self.cache[key]

    def sum_by_form(self, grain: str, values: Any, *, skipna: bool = True) -> np.ndarray:
        """Sums of a grain's values by form, in the order of ``forms``; 0.0 for a form without rows."""
        x = np.asarray(values, dtype=float)
        x = np.nan_to_num(x) if skipna else x
        return np.bincount(self.form_index(grain), weights=x, minlength=len(self.frame("forms")))
