"""What words are about: two-character pieces, and how far two groups of words speak of the same thing."""

from __future__ import annotations

import re
from functools import lru_cache

from selfeval_nb.common.words import Words, word_list

WORDS = Words("claims", "subjects")

_WORD = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z]{2,}")


@lru_cache(maxsize=131072)
def pieces(text: str) -> frozenset[str]:
    """The two-character pieces of a text that mean something; a single character that stands alone between others counts as it is."""
    found: set[str] = set()
    for part in _WORD.findall(WORDS.generic.sub(" ", text)):
        if part.isascii():
            found.add(part.lower())
        else:
            found.update(part[i : i + 2] for i in range(len(part) - 1))
            if len(part) == 1:
                found.add(part)
    return frozenset(found)


@lru_cache(maxsize=4)
def _common() -> frozenset[str]:
    words = word_list("claims")["object"]["common"].split("|")
    return frozenset(p for w in words for p in (w[i : i + 2] for i in range(len(w) - 1)))


@lru_cache(maxsize=65536)
def telling(text: str) -> frozenset[str]:
    """The pieces that tell one project from another: without those that every report uses."""
    return pieces(text) - _common()


@lru_cache(maxsize=262144)
def likeness(said: frozenset[str], name: frozenset[str]) -> float:
    """0–1: the share of the smaller group that the two have in common; less where only one short piece carries it."""
    common = said & name
    if not common:
        return 0.0
    smaller, larger = sorted((len(said), len(name)))
    share = len(common) / smaller
    if len(common) == 1 and smaller == 1:
        return 0.8 if larger <= 3 else 0.6
    if len(common) == 1:
        return 0.5 * share
    return share * (0.85 + 0.15 * len(common) / larger)
