"""How forms are read and judged: what a command's options, a notebook's parameters and a batch's settings all say."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, TypedDict

LANGUAGES = ("zh", "en")


class Options(TypedDict, total=False):
    """The fields of :class:`How` as keyword arguments; paths may be ``Path`` or text, '' and None say nothing."""

    preset: str | Path | None
    lang: str
    expectations: str | Path | None
    columns: str | Path | None
    words: str | Path | None
    vocabulary: str | Path | None
    layouts: str | Path | None


class AllOptions(Options, total=False):
    """The same with a rulings file."""

    rulings: str | Path | None


@dataclass(frozen=True, slots=True)
class How:
    """``preset`` is a name or a TOML file; ``lang`` zh or en; the others are paths, '' for none: a reviewer's own suites, own
    columns, own words of the checks, own labels, taught layouts and rulings. Plain texts, so that it can be sent to a worker."""

    preset: str = "default"
    lang: str = "zh"
    expectations: str = ""
    columns: str = ""
    words: str = ""
    vocabulary: str = ""
    layouts: str = ""
    rulings: str = ""

    @classmethod
    def of(cls, options: Options | AllOptions | dict[str, Any]) -> How:
        """From keyword arguments as people write them. Raises TypeError for a name that is no field."""
        said = {name: str(value) for name, value in options.items() if value not in (None, "")}
        return cls(**said)

    def options(self) -> Options:
        """As the keyword arguments of ``open_review`` and ``open_desk``."""
        return {name: value for name, value in asdict(self).items() if name != "rulings"}  # type: ignore[return-value]

    def judging(self) -> dict[str, Any]:
        """The arguments of ``checks.run.check`` and ``compare_forms``."""
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

    def absolute(self) -> How:
        """The same with whole paths, for a process that runs in another folder."""
        paths = {name: os.path.abspath(path) for name, path in self.paths()}
        if Path(self.preset).is_file():
            paths["preset"] = os.path.abspath(self.preset)
        return replace(self, **paths)

    def paths(self) -> Iterator[tuple[str, str]]:
        """The files and folders that are named: (field, path)."""
        for f in fields(self):
            if f.name not in ("preset", "lang") and getattr(self, f.name):
                yield f.name, getattr(self, f.name)
