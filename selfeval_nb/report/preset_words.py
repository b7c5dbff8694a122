"""The rule book (口径) in words, and the parts of it that are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from selfeval_nb.report.labels import Labels


def preset_words(preset: Mapping[str, Any], t: Labels) -> list[tuple[str, str]]:
    """(name, words) a line; nested tables are flattened with their names joined."""
    return [(name, words) for name, words in _flat(preset, "", t)]


def grade_bands(preset: Mapping[str, Any]) -> list[tuple[float, str]]:
    """(lowest score, grade) from the worst grade to the best; empty when the preset has no grades."""
    grades = preset.get("grades") or {}
    return sorted((float(floor), str(name)) for name, floor in grades.items())


def _flat(value: Any, name: str, t: Labels) -> list[tuple[str, str]]:
    if isinstance(value, Mapping):
        return [line for key, inner in value.items() for line in _flat(inner, f"{name}.{key}" if name else str(key), t)]
    if isinstance(value, (list, tuple)):
        value = t.comma.join(str(v) for v in value)
    if isinstance(value, bool):
        value = t.yes if value else t.no
    return [(name, str(value))]
