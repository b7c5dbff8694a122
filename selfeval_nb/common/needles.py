"""Which words a text must hold for any of many patterns to match: long lists of patterns are tried only where one can be found."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

_K = TypeVar("_K", bound=Hashable)

_OPTIONAL = re.compile(r"[?*]|\{0?,|\{0\}")
_REPEAT = re.compile(r"[+?*]\??|\{\d*,?\d*\}\??")
_PLAIN = re.compile(r"[\u2160-\u2170\u4e00-\u9fffA-Za-z0-9%、]")


def needles(pattern: str) -> frozenset[str] | None:
    """Words of which each match of a pattern holds one; None where there are none to name.

    Reads the part of the language of patterns that word lists use; what it does not know (back references, flags) gives None.
    """
    found, at = _alternatives(pattern, 0)
    return found if at == len(pattern) else None


def _alternatives(p: str, at: int) -> tuple[frozenset[str] | None, int]:
    """The words of ``a|b|c`` up to the closing bracket or the end, and where that is."""
    words: frozenset[str] | None = frozenset()
    while True:
        one, at = _sequence(p, at)
        words = None if words is None or one is None else words | one
        if at >= len(p) or p[at] == ")":
            return words, at
        at += 1  # |


def _sequence(p: str, at: int) -> tuple[frozenset[str] | None, int]:
    best: frozenset[str] | None = None
    run = ""
    while at < len(p) and p[at] not in "|)":
        begin, (word, inner, at) = at, _atom(p, at)
        quantifier = _REPEAT.match(p, at)
        if quantifier:
            if _OPTIONAL.match(quantifier[0]):
                word, inner = "", None
            at = quantifier.end()
        if word:
            run += word
        if not word or quantifier:
            best, run = _better(best, run), ""
        best = _pick(best, inner)
        if at <= begin:
            return None, len(p) + 1
    return _better(best, run), at


def _atom(p: str, at: int) -> tuple[str, frozenset[str] | None, int]:
    """(character that stands for itself, words of a group, where the next begins)."""
    c = p[at]
    if c == "(":
        ahead = re.match(r"\(\?(?:<?[=!])", p[at:])
        opened = re.match(r"\((?:\?:|\?P<\w+>)?", p[at:])
        assert opened is not None
        inner, end = _alternatives(p, at + (ahead.end() if ahead else opened.end()))
        return "", None if ahead else inner, end + 1
    if c == "[":
        end = p.index("]", at + 2)
        return "", None, end + 1
    if c == "\\":
        return "", None, at + 2
    return (c if _PLAIN.match(c) else ""), None, at + 1


def _better(best: frozenset[str] | None, run: str) -> frozenset[str] | None:
    return _pick(best, frozenset([run]) if run else None)


def _pick(a: frozenset[str] | None, b: frozenset[str] | None) -> frozenset[str] | None:
    """Of two groups of words, one of each of which must stand in a match, the one that fewer texts hold."""
    if not a or not b:
        return a or b
    return max(a, b, key=lambda words: (min(len(w) for w in words), -len(words)))


class Haystack(Generic[_K]):
    """Patterns by key; ``candidates(text)`` gives the keys of those that may match a text."""

    def __init__(self, patterns: Iterable[tuple[_K, str]]) -> None:
        self._always: list[_K] = []
        self._by_start: dict[str, list[tuple[str, _K]]] = {}
        for key, pattern in patterns:
            words = needles(pattern)
            if not words:
                self._always.append(key)
            for word in words or ():
                self._by_start.setdefault(word[0], []).append((word, key))

    def candidates(self, text: str) -> set[_K]:
        found = set(self._always)
        for i, c in enumerate(text):
            for word, key in self._by_start.get(c, ()):
                if key not in found and text.startswith(word, i):
                    found.add(key)
        return found
