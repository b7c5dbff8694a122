"""What words are about, as the rules on names and reasons compare them: pieces of two characters."""

from __future__ import annotations

import re
from functools import lru_cache

from selfeval_nb.common.words import Words

WORDS = Words("rows", "mentions")


@lru_cache(maxsize=131072)
def words_of(text: str) -> frozenset[str]:
    """The two-character pieces of a text that mean something: what a mention and an indicator's name are matched by."""
    pieces: set[str] = set()
    for part in re.split(r"[^\u4e00-\u9fff]+", WORDS.generic.sub(" ", text)):
        pieces.update(part[i : i + 2] for i in range(len(part) - 1))
    return frozenset(pieces)
