"""The rule book (口径) as the report shows it. Its sentences come with the preset; here is only what is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def grade_bands(preset: Mapping[str, Any]) -> list[tuple[float, str]]:
    """(lowest score, grade) from the worst grade to the best; empty when the preset names no grades."""
    grades = preset.get("values", {}).get("grades", {})
    names, cutoffs = grades.get("names") or [], grades.get("cutoffs") or []
    if len(names) != len(cutoffs) + 1:
        return []
    return sorted(zip([*(float(c) for c in cutoffs), 0.0], map(str, names), strict=True))
