"""The column about findings that last year's form had too (rule Y06)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from selfeval_nb.checks.columns.history.last import no_form, nothing
from selfeval_nb.checks.compare import earlier
from selfeval_nb.checks.table.frames import Frames, derived, judged
from selfeval_nb.checks.table.grains import texts
from selfeval_nb.common.where import indicator, row_of
from selfeval_nb.forms.words.text import norm


@derived("forms", "found_again", "found_again_en", "found_again_count", of_findings=True, beside="history")
def _found_again(f: Frames) -> dict[str, Any]:
    """The errors and doubts that the rules find in this form and found in last year's too, by rule and indicator."""
    n, found = len(f.frame("forms")), earlier.history(f)
    why = no_form(f, "history", n)
    if found is None or f.found is None:
        return nothing(n, "found_again", "found_again_en", "found_again_count", why=why)
    titles = f.found.titles
    now, before = _causes(f.found.now, f.tables), _causes(f.found.before, found.frames.tables)
    ids, there = f.frame("forms")["form_id"].tolist(), found.frames.frame("forms")["form_id"].tolist()
    told: list[list[str]] = []
    for i in range(n):
        old = before.get(there[found.form[i]], set()) if found.form[i] >= 0 else set()
        told.append(sorted({rule for rule, _ in now.get(ids[i], set()) & old}))
    return {
        "found_again": judged(
            pd.Series(["、".join(f"{r} {titles[r][0]}" for r in x) or None for x in told], dtype=object), *why
        ),
        "found_again_en": pd.Series([", ".join(f"{r} {titles[r][1]}" for r in x) or None for x in told], dtype=object),
        "found_again_count": pd.Series([float(len(x)) for x in told]),
    }


def _causes(findings: pd.DataFrame, tables: Any) -> dict[str, set[tuple[str, str]]]:
    """form_id -> (rule, name of the indicator or place) of its errors and doubts."""
    ind = tables.indicators
    name = {
        (f, indicator(n)): norm(t)
        for f, n, t in zip(ind["form_id"], ind["indicator_no"], texts(ind["level3"]), strict=True)
    }
    out: dict[str, set[tuple[str, str]]] = {}
    for form, rule, where, severity in zip(
        findings["form_id"], findings["rule_id"], findings["where"], findings["severity"], strict=True
    ):
        if severity != "info":
            out.setdefault(form, set()).add((rule, name.get((form, row_of(where)), where)))
    return out
