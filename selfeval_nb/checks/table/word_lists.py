"""The word lists of the rules on values, explanations and satisfaction (TOML beside this module), as compiled patterns."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from selfeval_nb.forms.words.text import norm


@lru_cache(maxsize=8)
def word_list(name: str) -> dict[str, Any]:
    """The lists of ``words_NAME.toml``. Raises FileNotFoundError for a name that has no file."""
    return tomllib.loads((files("selfeval_nb.checks.table") / f"words_{name}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=256)
def pattern(name: str, section: str, key: str) -> re.Pattern[str]:
    """The pattern ``[section] key`` of a word list."""
    return re.compile(word_list(name)[section][key])


@lru_cache(maxsize=262144)
def says(text: str, name: str, section: str, key: str) -> bool:
    """Whether a text (without white space, half width) holds the pattern ``[section] key`` of a word list."""
    return bool(text) and pattern(name, section, key).search(norm(text)) is not None
