"""What the program looks for is data: word lists ``words_NAME.toml`` beside the modules that use them, extended by a reviewer's own.

A list has sections, a section has entries: a regular expression, a list (of alternatives, each a regular expression, or of items), or a
table of names. ``{key}`` in an expression stands for the alternatives of another entry of its section. An own file (``--words``) adds to
any entry by the names of list, section and key: ``[values.rates]`` with ``whole = ["回收率"]``. What is kept for speed was made with one
set of words, so it is thrown away when another one is in use.
"""

from __future__ import annotations

import hashlib
import re
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, ClassVar

from selfeval_nb.common.errors import Sentence
from selfeval_nb.common.files import read_toml

_PREFIX = "words_"
_ROOMS = ("selfeval_nb.checks.", "selfeval_nb.forms.")  # where words are looked for, and results kept
_NAMED = re.compile(r"\{([a-z][a-z_0-9]*)\}")


class WordsError(Sentence, ValueError):
    """An own word list that cannot be used; the message says which entry and why."""


@cache
def lists() -> dict[str, Path]:
    """The word lists by name."""
    found = Path(__file__).parents[1].rglob(f"{_PREFIX}*.toml")
    return {path.stem.removeprefix(_PREFIX): path for path in sorted(found)}


@cache
def _shipped(name: str) -> dict[str, Any]:
    return tomllib.loads(lists()[name].read_text(encoding="utf-8"))


_own: dict[str, Any] = {}  # list -> section -> key -> what is added
_in_use = ""  # digest of the own file in use
_lock = threading.RLock()


@lru_cache(maxsize=64)
def word_list(name: str) -> dict[str, Any]:
    """The sections of a list, with a reviewer's own words. Raises KeyError for a name that has no file."""
    own = _own.get(name, {})
    return {section: _joined(entries, own.get(section, {})) for section, entries in _shipped(name).items()}


def _joined(entries: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    out = dict(entries)
    for key, added in own.items():
        base = out.get(key)
        if base is None or isinstance(base, dict):
            out[key] = added if base is None else _joined(base, added)
        elif isinstance(base, list):
            out[key] = [*base, *added]
        else:
            out[key] = "|".join([base, *([added] if isinstance(added, str) else added)])
    return out


@lru_cache(maxsize=1024)
def pattern(name: str, section: str, key: str) -> re.Pattern[str]:
    """The pattern ``[section] key`` of a word list. Raises KeyError."""
    return re.compile(_expression(word_list(name)[section], key))


def _expression(entries: dict[str, Any], key: str) -> str:
    entry = entries[key]
    text = entry if isinstance(entry, str) else "|".join(entry)
    return _NAMED.sub(lambda m: f"(?:{_expression(entries, m[1])})", text)


class Words:
    """A section of a word list; its entries as compiled patterns: ``WORDS = Words("claims", "days")``, ``WORDS.end.search(text)``."""

    _all: ClassVar[list[Words]] = []

    def __init__(self, name: str, section: str) -> None:
        self._name, self._section = name, section
        Words._all.append(self)

    def __getattr__(self, key: str) -> re.Pattern[str]:
        if key.startswith("_") or key not in word_list(self._name)[self._section]:
            raise AttributeError(f"[{self._name}.{self._section}] has no {key}")
        made = self.__dict__[key] = pattern(self._name, self._section, key)
        return made

    def __getitem__(self, key: str) -> Any:
        """An entry as it is: a list of items, a table of names."""
        return word_list(self._name)[self._section][key]

    def _forget(self) -> None:
        for key in [k for k in vars(self) if not k.startswith("_")]:
            del self.__dict__[key]


# ---- a reviewer's own words ---------------------------------------------------------------------------------------


@contextmanager
def using(path: str | Path | None) -> Iterator[None]:
    """The checks go by the shipped words and those of an own file (None: none) while this lasts. One set of words is in use at a
    time; other threads wait. Raises WordsError with a sentence."""
    with _lock:
        before = (_own, _in_use)
        given = ({}, "") if not path else _read(Path(path))
        _use(*given)
        try:
            yield
        finally:
            _use(*before)


def digest(path: str | Path) -> str:
    """SHA-256 of an own file. Raises WordsError."""
    return _read(Path(path))[1]


def _use(own: dict[str, Any], name: str) -> None:
    global _own, _in_use
    if name == _in_use:
        return
    _own, _in_use = own, name
    word_list.cache_clear()
    pattern.cache_clear()
    for words in Words._all:
        words._forget()
    for module, loaded in list(sys.modules.items()):
        if module.startswith(_ROOMS):
            for value in list(vars(loaded).values()):
                if callable(getattr(value, "cache_clear", None)):
                    value.cache_clear()


def _read(path: Path) -> tuple[dict[str, Any], str]:
    own, raw = read_toml(path, "词表", WordsError)
    for name, sections in own.items():
        if name not in lists() or not isinstance(sections, dict):
            raise WordsError(
                f"词表“{path.name}”：没有名为 {name} 的词表；可写 {'、'.join(f'[{n}.…]' for n in lists())}。"
            )
        for section, entries in sections.items():
            if section not in _shipped(name) or not isinstance(entries, dict):
                raise WordsError(
                    f"词表“{path.name}”：没有 [{name}.{section}] 这一节；可用的有{'、'.join(_shipped(name))}。"
                )
            _check(path, f"{name}.{section}", entries, _shipped(name)[section])
    return own, hashlib.sha256(raw).hexdigest()


def _check(path: Path, place: str, own: dict[str, Any], shipped: dict[str, Any]) -> None:
    """Raises WordsError for an entry that does not fit the shipped one, or that is no regular expression."""
    kinds = {type(v) for v in shipped.values()}
    names = place in (
        "values.typos",
        "satisfaction.objects",
        "quality.groups",
    )  # tables of names, to which a reviewer adds some
    for key, value in own.items():
        where = f"词表“{path.name}”：{place}.{key} "
        if key not in shipped and not names:
            raise WordsError(f"词表“{path.name}”：[{place}] 没有 {key} 这一项；可用的有{'、'.join(shipped)}。")
        base = shipped.get(key, next(iter(shipped.values()))) if names else shipped[key]
        if isinstance(base, dict):
            if not isinstance(value, dict) or (key not in shipped and set(value) != set(base)):
                raise WordsError(f"{where}应为含 {'、'.join(base)} 的表。")
            _check(path, f"{place}.{key}", value, base)
            continue
        if names and dict not in kinds and not isinstance(value, str):
            raise WordsError(f"{where}应为文字。")
        if isinstance(base, list) and not (isinstance(value, list) and all(type(v) is type(base[0]) for v in value)):
            raise WordsError(f"{where}应为{'列表组成的列表' if isinstance(base[0], list) else '由文字组成的列表'}。")
        if isinstance(base, str):
            if not names and re.compile(base).groups:
                raise WordsError(f"{where}是一个句式，程序要取其中的各部分，不能增补。")
            texts = [value] if isinstance(value, str) else value
            if not isinstance(texts, list) or not all(isinstance(t, str) and t for t in texts):
                raise WordsError(f"{where}应为文字或由文字组成的列表。")
            for text in [key, *texts] if names else texts:
                try:
                    re.compile(text)
                except re.error as error:
                    raise WordsError(f"{where}中的“{text}”不是有效的正则表达式（{error}）。") from error
