"""How forms are read and judged: what a command's options, a notebook's parameters and a batch's settings all say."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, TypedDict

LANGUAGES = ("zh", "en")
#: The fields of :class:`How` that name other documents for comparison, each one or several files or folders.
BESIDE = ("history", "approved", "accounts", "projects", "monitoring")
Paths = str | Path | Sequence[str | Path] | None


class Options(TypedDict, total=False):
    """The fields of :class:`How` as keyword arguments; paths may be ``Path`` or text, '' and None say nothing."""

    preset: str | Path | None
    lang: str
    expectations: str | Path | None
    columns: str | Path | None
    words: str | Path | None
    vocabulary: str | Path | None
    layouts: str | Path | None
    history: Paths
    approved: Paths
    accounts: Paths
    projects: Paths
    monitoring: Paths


class AllOptions(Options, total=False):
    """The same with a rulings file."""

    rulings: str | Path | None


@dataclass(frozen=True, slots=True)
class How:
    """``preset`` is a name or a TOML file; ``lang`` zh or en; the next are paths, '' for none: a reviewer's own suites, own
    columns, own words of the checks, own labels, taught layouts and rulings. The last name the other documents that forms are
    compared with, any number of files and folders each: forms of earlier years, approved targets, final accounts or a published
    budget, the list of projects that must be evaluated, the year's monitoring tables. Plain values, so that it can be sent to a
    worker."""

    preset: str = "default"
    lang: str = "zh"
    expectations: str = ""
    columns: str = ""
    words: str = ""
    vocabulary: str = ""
    layouts: str = ""
    rulings: str = ""
    history: tuple[str, ...] = ()
    approved: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    monitoring: tuple[str, ...] = ()

    @classmethod
    def of(cls, options: Options | AllOptions | dict[str, Any]) -> How:
        """From keyword arguments as people write them. Raises TypeError for a name that is no field."""
        said: dict[str, Any] = {}
        value: Any
        for name, value in options.items():
            if name in BESIDE:
                several = [value] if isinstance(value, (str, Path)) else list(value or [])
                said[name] = tuple(str(v) for v in several if str(v))
            elif value not in (None, ""):
                said[name] = str(value)
        return cls(**said)

    def options(self) -> Options:
        """As the keyword arguments of ``open_review`` and ``open_desk``."""
        return {name: value for name, value in asdict(self).items() if name != "rulings"}  # type: ignore[return-value]

    def parameters(self) -> dict[str, Any]:
        """As the parameters of a notebook: of several paths a list, of one the text."""
        found = asdict(self)
        for name in BESIDE:
            found[name] = found[name][0] if len(found[name]) == 1 else list(found[name]) or ""
        return found

    def judging(self) -> dict[str, Any]:
        """The arguments of ``checks.run.check`` and ``compare_forms``; for ``check`` those of ``forms.beside.load_beside`` as well."""
        return {
            "preset": self.preset,
            "lang": self.lang,
            "expectations": self.expectations or None,
            "columns": self.columns or None,
            "words": self.words or None,
        }

    def reading(self) -> dict[str, Any]:
        """The arguments of ``forms.load.load_forms`` and ``load``."""
        return {
            "vocabulary": Path(self.vocabulary) if self.vocabulary else None,
            "layouts": Path(self.layouts) if self.layouts else None,
        }

    def beside(self) -> dict[str, tuple[str, ...]]:
        """The other documents that are named, by field."""
        return {name: paths for name in BESIDE if (paths := getattr(self, name))}

    def absolute(self) -> How:
        """The same with whole paths, for a process that runs in another folder."""
        found: dict[str, Any] = {name: os.path.abspath(path) for name, path in self.paths() if name not in BESIDE}
        found |= {name: tuple(os.path.abspath(p) for p in paths) for name, paths in self.beside().items()}
        if Path(self.preset).is_file():
            found["preset"] = os.path.abspath(self.preset)
        return replace(self, **found)

    def paths(self) -> Iterator[tuple[str, str]]:
        """The files and folders that are named: (field, path)."""
        for f in fields(self):
            value = getattr(self, f.name)
            if f.name in BESIDE:
                yield from ((f.name, path) for path in value)
            elif f.name not in ("preset", "lang") and value:
                yield f.name, value
