"""The word lists of the rules (``words_NAME.toml`` beside this module) as compiled patterns, extended by a reviewer's own.

An own file (``--words``) has the tables of the shipped ones, named by list and section: ``[values.rates]`` with ``whole = ["回收率"]``. A
pattern grows by the alternatives (regular expressions, one text or several), a list by its items, a table of names by its
entries. What is kept for speed was made with one set of words, so it is thrown away when another one is in use.
"""

from __future__ import annotations

import hashlib
import re
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from selfeval_nb.common.errors import Sentence
from selfeval_nb.common.files import why
from selfeval_nb.forms.words.text import norm

LISTS = ("claims", "explanations", "quality", "satisfaction", "values")


class WordsError(Sentence, ValueError):
    """An own word list that cannot be used; the message says which entry and why."""


@lru_cache(maxsize=8)
def _shipped(name: str) -> dict[str, Any]:
    return tomllib.loads((files("selfeval_nb.checks.table") / f"words_{name}.toml").read_text(encoding="utf-8"))


_own: dict[str, Any] = {}  # list -> section -> key -> what is added
_in_use = ""  # digest of the own file in use
_lock = threading.RLock()


@lru_cache(maxsize=8)
def word_list(name: str) -> dict[str, Any]:
    """The tables of a list, with a reviewer's own words. Raises FileNotFoundError for a name that has no file."""
    shipped, own = _shipped(name), _own.get(name, {})
    return {section: _joined(entries, own.get(section, {})) for section, entries in shipped.items()}


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


@lru_cache(maxsize=256)
def pattern(name: str, section: str, key: str) -> re.Pattern[str]:
    """The pattern ``[section] key`` of a word list."""
    return re.compile(word_list(name)[section][key])


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
    for module, loaded in list(sys.modules.items()):
        if module.startswith("selfeval_nb.checks."):
            for value in list(vars(loaded).values()):
                if value is not _shipped and callable(getattr(value, "cache_clear", None)):
                    value.cache_clear()


def _read(path: Path) -> tuple[dict[str, Any], str]:
    try:
        raw = path.read_bytes()
        own = tomllib.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        raise WordsError(f"词表“{path}”无法读取（{why(error)}），请核对路径。") from error
    except UnicodeDecodeError as error:
        raise WordsError(f"词表“{path.name}”不是 UTF-8 文本，请另存为 UTF-8 编码。") from error
    except tomllib.TOMLDecodeError as error:
        raise WordsError(f"词表“{path.name}”不是有效的 TOML：{error}") from error
    for name, sections in own.items():
        if name not in LISTS or not isinstance(sections, dict):
            raise WordsError(
                f"词表“{path.name}”：没有名为 {name} 的词表；可写 {'、'.join(f'[{n}.…]' for n in LISTS)}。"
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
            texts = [value] if isinstance(value, str) else value
            if not isinstance(texts, list) or not all(isinstance(t, str) and t for t in texts):
                raise WordsError(f"{where}应为文字或由文字组成的列表。")
            for text in [key, *texts] if names else texts:
                try:
                    re.compile(text)
                except re.error as error:
                    raise WordsError(f"{where}中的“{text}”不是有效的正则表达式（{error}）。") from error
