"""What a row of a table shows of what it can be: small named pieces of evidence, each a number from 0 to about 2.

Words count as far as they are known; what needs no word (numbers, sentences, merges, how many cells, points at the end) carries a row
whose words nobody listed.
"""

from __future__ import annotations

from collections.abc import Sequence

from selfeval_nb.forms.blocks.indicators.rows import split_points
from selfeval_nb.forms.blocks.indicators.suits import is_points, is_value
from selfeval_nb.forms.grid.labels import NAMES, VALUES, achieved, is_number, source_of
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, is_prose, label_key
from selfeval_nb.readers.model import Cell

_LABEL = 16
_SENTENCE = 14
_OPERATORS = "≥≤<>="


def row_evidence(line: Line, vocabulary: Vocabulary) -> dict[str, float]:
    """The evidence of a line; pieces that are naught are left out."""
    filled = line.filled
    if not filled:
        return {"any": 1.0, "blank": 1.0} | ({"blank-cells": 1.0} if len(line.cells) > 1 else {})
    found = {
        "any": 1.0,
        **_shape(line, filled),
        **_words(line, filled, vocabulary),
        **_contents(filled),
    }
    return {name: float(value) for name, value in found.items() if value}


def _shape(line: Line, filled: Sequence[Cell]) -> dict[str, float]:
    """How many cells there are, merged or wide, and how long their texts are."""
    lengths = [len(norm(c.text)) for c in filled]
    widest = max(c.last_col - c.col for c in line.cells) + 1
    return {
        **{f"cells-{n}": float(len(filled) == n) for n in (1, 2, 3, 4)},
        "cells-many": len(filled) >= 6,
        "one-cell": len(line.cells) == 1,
        "beside-a-merge": any(c.row < line.row for c in line.cover),
        "wide": widest >= 0.6 * line.cover[-1].last_col,
        "short": max(lengths) <= 12,
        "long": max(lengths) > 40,
    }


def _words(line: Line, filled: Sequence[Cell], vocabulary: Vocabulary) -> dict[str, float]:
    """What the cells say as far as their words are known."""
    texts = [c.text for c in filled]
    columns = [vocabulary.exact("column", t) for t in texts]
    levels = [split_points(c.text)[0] for c in line.cover]
    return {
        "head-labels": _some((vocabulary.find("head", t) for t in texts), 3),
        "head-first": vocabulary.find("head", texts[0]) is not None,
        "closing": vocabulary.exact("closing", texts[0]) is not None,
        "fund-kinds": _some((vocabulary.find("funds_column", t) and not is_number(t) for t in texts), 4),
        "sources": 2 * _some((source_of(t, vocabulary, like=False) for t in texts), 2),
        "source-like": any(source_of(t, vocabulary) for t in texts[:2] if len(label_key(t)) <= _LABEL),
        "goal-labels": _some((vocabulary.find("goal", t) and len(norm(t)) <= _LABEL for t in texts), 3),
        "name-columns": _some((c in NAMES for c in columns), 3),
        "value-columns": _some((c in VALUES for c in columns), 4),
        "levels": _some((vocabulary.exact("level1", t) or vocabulary.exact("level2", t) for t in levels), 2),
        "total": vocabulary.find("total", texts[0]) == "total",
        "total-of-the-head": vocabulary.find("head", texts[0]) == "total_score",
        "funds-side": any(vocabulary.find("funds_side", t) for t in texts),
        "indicator-side": any(vocabulary.find("indicator_side", t) for t in texts),
        "achieved": any(achieved(t) for t in texts),
    }


def _contents(filled: Sequence[Cell]) -> dict[str, float]:
    """What the cells hold, whatever their words."""
    texts = [norm(c.text) for c in filled]
    numbers = sum(is_number(c.text) for c in filled)
    return {
        "numbers": min(numbers, 4) / 2,
        "no-number": not numbers,
        "sentences": _some((is_prose(c.text) and len(norm(c.text)) > _SENTENCE for c in filled), 3),
        "values": _some((is_value(t) for t in texts), 4),
        "points": _some((is_points(t) for t in texts), 3),
        "points-last": is_points(texts[-1]),
        "comparison": any(t[0] in _OPERATORS for t in texts),
        "date": any("年" in t and "月" in t for t in texts),
    }


def _some(hits, most: int) -> float:
    """How many of ``hits`` are true, ``most`` at most, halved."""
    return min(sum(bool(h) for h in hits), most) / 2
