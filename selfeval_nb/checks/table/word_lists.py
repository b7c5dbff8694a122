"""What rules ask of the word lists (common/words.py): does a text say this, which group of people does a project serve?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from selfeval_nb.common.words import pattern, word_list
from selfeval_nb.forms.words.text import norm


@lru_cache(maxsize=262144)
def says(text: str, name: str, section: str, key: str) -> bool:
    """Whether a text (without white space, half width) holds the pattern ``[section] key`` of a word list."""
    return bool(text) and pattern(name, section, key).search(norm(text)) is not None


@dataclass(frozen=True, slots=True)
class Group:
    """People that only some projects serve: how they are named, and the words of projects that serve them."""

    word: str
    names: re.Pattern[str]
    themes: re.Pattern[str]


@lru_cache(maxsize=1)
def groups() -> tuple[Group, ...]:
    """The groups of people, in file order."""
    entries = word_list("quality")["groups"].items()
    return tuple(Group(word, re.compile(e["names"]), re.compile(e["themes"])) for word, e in entries)
