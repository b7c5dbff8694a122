"""What the program says is data: ``said.toml``, one a folder, with a section for each module that speaks and zh beside en in every entry:
``key = { zh = "…", en = "…" }``. Rules' titles and messages stand with the rules (expectations/).
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from types import SimpleNamespace
from typing import Any

LANGS = ("zh", "en")


@cache
def said(module: str, *path: str) -> dict[str, Any]:
    """What a module (its ``__name__``) says: ``{"zh": {key: text}, "en": {key: text}}``, or of the table ``path`` in its section alone.
    Raises KeyError for a module that has no section."""
    package, _, name = module.rpartition(".")
    entries = shipped(package, "said.toml")
    for key in (name, *path):
        entries = entries[key]
    return {lang: _of(entries, lang) for lang in LANGS}


def _of(entry: dict[str, Any], lang: str) -> Any:
    return entry[lang] if entry.keys() == set(LANGS) else {key: _of(value, lang) for key, value in entry.items()}


@cache
def shipped(package: str, name: str) -> dict[str, Any]:
    """A TOML file that lies in a package. Raises FileNotFoundError."""
    return tomllib.loads((resources.files(package) / name).read_text("utf-8"))


class Spoken(SimpleNamespace):
    """The words of one language as attributes, for templates: those of the module that the class stands in. Chinese for a language that is
    not known."""

    def __init__(self, lang: str) -> None:
        lang = lang if lang in LANGS else LANGS[0]
        super().__init__(lang=lang, **said(type(self).__module__)[lang])

    def word(self, name: str) -> str:
        """A word by a computed name, such as a severity. Raises KeyError for one that there is not."""
        return str(vars(self)[name])
