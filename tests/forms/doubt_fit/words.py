"""Vocabularies with words taken away, as if a layout were met for the first time."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence

from selfeval_nb.forms.words.vocabulary import Vocabulary, _built_in, label_key
from tests.forms.doubt_fit.documents import Keyed

#: Places whose words name no label of a block.
_KEPT = ("title", "related", "level1", "level2")


def _entries(data: dict[str, dict]) -> Iterable[tuple[str, str, dict]]:
    for place, content in data.items():
        if place not in _KEPT:
            nested = all(isinstance(v, dict) for v in content.values())
            for name, entry in (content if nested else {place: content}).items():
                yield place, name, entry


def _with(data: dict[str, dict], changed: dict[tuple[str, str], dict]) -> Vocabulary:
    out = {place: dict(content) for place, content in data.items()}
    for (place, name), entry in changed.items():
        if name == place and "exact" in out[place]:
            out[place] = entry
        else:
            out[place][name] = entry
    return Vocabulary(out)


def less(rnd: random.Random, part: float) -> Vocabulary:
    """The built-in vocabulary without a random part of its names and patterns."""
    data = _built_in()
    changed = {
        (place, name): {
            "exact": [w for w in entry.get("exact", []) if rnd.random() >= part],
            "like": [] if rnd.random() < part else entry.get("like", []),
        }
        for place, name, entry in _entries(data)
    }
    return _with(data, changed)


class Rare:
    """The words that few layouts use: what a reader who never saw those layouts would not have listed."""

    def __init__(self, documents: Sequence[Keyed]) -> None:
        used: dict[str, set[str]] = {}
        for d in documents:
            used.setdefault(d.layout, set()).update(label_key(w) for w in d.words)
        self.layouts = Counter(w for words in used.values() for w in words)
        self.used = used

    def without(self, layout: str, most: int, rnd: random.Random | None = None) -> tuple[Vocabulary, int]:
        """The vocabulary without the words of ``layout`` that at most ``most`` layouts use (or a random half), and their number."""
        rare = {w for w in self.used[layout] if w and self.layouts[w] <= most}
        if rnd is not None:
            rare = {w for w in sorted(rare) if rnd.random() < 0.5}
        data = _built_in()
        changed, gone = {}, 0
        for place, name, entry in _entries(data):
            kept = [w for w in entry.get("exact", []) if label_key(w) not in rare]
            if len(kept) < len(entry.get("exact", [])):
                gone += len(entry["exact"]) - len(kept)
                changed[place, name] = {**entry, "exact": kept}
        return _with(data, changed), gone
