"""The word lists of the rules about texts, read once from the TOML file beside this module."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("quality_words.toml")


@lru_cache(maxsize=1)
def tables() -> dict[str, Any]:
    """The whole file as nested tables."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@lru_cache(maxsize=256)
def pattern(key: str) -> re.Pattern[str]:
    """The compiled pattern of ``section.key``. Raises KeyError when the file has no such entry."""
    section, name = key.split(".", 1)
    return re.compile(tables()[section][name])


@dataclass(frozen=True, slots=True)
class Group:
    """People that only some projects serve: how they are named, and the words of projects that serve them."""

    word: str
    names: re.Pattern[str]
    themes: re.Pattern[str]


@lru_cache(maxsize=1)
def groups() -> tuple[Group, ...]:
    """The groups of people, in file order."""
    return tuple(
        Group(word, re.compile(entry["names"]), re.compile(entry["themes"]))
        for word, entry in tables()["groups"].items()
    )
