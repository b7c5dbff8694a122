"""Findings whose cause another finding names."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from selfeval_nb.checks.book.rules import Rule
from selfeval_nb.common.where import row_of

Merged = dict[tuple[str, str], dict[str, int]]  # (rule, form) -> superseding rule -> count


def without_superseded(found: pd.DataFrame, rules: Iterable[Rule]) -> tuple[pd.DataFrame, Merged]:
    """The findings without those whose cause another finding names, and what became of these: same row, or same form when one of them
    is not about a row. Each part of a rule names what it covers: a prompt left in the conclusion says nothing of the rows."""
    over = {rule.key: set(rule.meta.get("supersedes", [])) for rule in rules}
    under = {b for bs in over.values() for b in bs}
    if not len(found) or not under:
        return found, {}
    merged: Merged = {}
    places = found["where"].tolist()
    rows = [row_of(place) for place in places]
    ids, forms = found["rule_id"].tolist(), found["form_id"].tolist()
    strong: dict[tuple[str, str], list[tuple[str, str]]] = {}  # (form, superseded) -> (superseding rule, row)
    for rule_id, key, form, row in zip(ids, found["key"].tolist(), forms, rows, strict=True):
        for weaker in over.get(key, ()):
            strong.setdefault((form, weaker), []).append((rule_id, row))
    keep = np.ones(len(found), dtype=bool)
    for i, (rule_id, form, row) in enumerate(zip(ids, forms, rows, strict=True)):
        if rule_id not in under:
            continue
        # a fault of one row says nothing of what the form as a whole lacks
        whole = places[i] == "form"
        by = next(
            (
                r
                for r, other in strong.get((form, rule_id), ())
                if not other or other == row or (not row and not (whole and other.startswith("indicators")))
            ),
            None,
        )
        if by is not None:
            keep[i] = False
            into = merged.setdefault((rule_id, form), {})
            into[by] = into.get(by, 0) + 1
    return found[keep].reset_index(drop=True), merged
