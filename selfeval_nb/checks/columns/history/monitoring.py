"""Columns that compare a form with the year's monitoring table (绩效运行监控表; rule Y12)."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.compare import earlier
from selfeval_nb.checks.table.frames import Frames, derived, judged
from selfeval_nb.checks.table.grains import floats, texts
from selfeval_nb.common.where import parse
from selfeval_nb.common.words import Words
from selfeval_nb.forms.values.values import parse_pair
from selfeval_nb.forms.words.text import clean, norm

WORDS = Words("history", "monitoring")

_TICK = re.compile(r"[√✓✔☑■●是对]|R")


def _forecasts(other: Frames) -> list[tuple[str, str]]:
    """For each row of the monitoring tables what it says of the chance to reach the target, and the value expected of the year."""
    rows = other.frame("indicators")
    numbers = {(f, int(n)): i for i, (f, n) in enumerate(zip(rows["form_id"], rows["indicator_no"], strict=True))}
    out = [["", ""] for _ in range(len(rows))]
    cells = other.tables.cells
    cells = cells[cells["label"].astype(bool)]
    for form, where, text, label in zip(cells["form_id"], cells["where"], cells["text"], cells["label"], strict=True):
        at = numbers.get((form, parse(where).number or 0))
        if at is None or not clean(text):
            continue
        name = norm(label)
        if WORDS.cannot.fullmatch(name):  # a column of its own, ticked
            if _TICK.fullmatch(norm(text)):
                out[at][0] = clean(label)
        elif WORDS.chance.search(name):
            out[at][0] = out[at][0] or clean(text)
        elif WORDS.expected.fullmatch(name):
            out[at][1] = clean(text)
    return [(chance, expected) for chance, expected in out]


def _short(target: str, expected: str, name: str) -> bool:
    """Whether the value expected of the year is below a target of at least so much."""
    want, value = parse_pair(target, expected, name=name)
    return (
        want.operator in (">=", ">", "=", None)
        and want.number is not None
        and value.number is not None
        and (value.unit or want.unit) == want.unit
        and value.number < want.number
    )


@derived(
    "indicators", "forecast_unmet", "monitored_above", "monitored_text", "monitored_place",
    beside="monitoring",
)  # fmt: skip
def _monitored(f: Frames) -> dict[str, Any]:
    """What the monitoring table of the year says of an indicator: its forecast where that is below the target while the form reports the
    indicator as met without a word about it; how far a running total stood in the middle of the year above the year's value."""
    rows, found = f.frame("indicators"), earlier.monitoring(f)
    n, at = len(rows), f.form_index("indicators")
    unmet: list[str | None] = [None] * n
    shown, place = unmet.copy(), unmet.copy()
    above = np.full(n, np.nan)
    row = np.full(n, -1) if found is None else found.row
    low, ratio = floats(f.col("indicators", "actual_low")), floats(f.col("indicators", "ratio"))
    score, weight = floats(rows["score"]), floats(rows["weight"])
    full = np.where(np.isnan(score) | np.isnan(weight), ratio >= 1, score >= weight - 1e-9)
    given = f.col("indicators", "reason_given").fillna(False).to_numpy(dtype=bool)
    base, direction = (f.col("indicators", c).to_numpy(dtype=object) for c in ("actual_base", "direction"))
    name, target = texts(rows["level3"]), texts(rows["target_text"])
    if found is not None and n:
        other = found.frames
        there = other.frame("indicators")
        said, then = _forecasts(other), floats(other.col("indicators", "actual_low"))
        base_then = other.col("indicators", "actual_base").to_numpy(dtype=object)
        goals, actuals = texts(there["target_text"]), texts(there["actual_text"])
        files, numbers = texts(other.per_form("indicators", "file")), there["indicator_no"].tolist()
        for i in np.flatnonzero(row >= 0).tolist():
            j = int(row[i])
            place[i] = f"{(files[j] or '').replace(chr(92), '/').rsplit('/', 1)[-1]}第{int(numbers[j])}项"
            shown[i] = clean(actuals[j] or "")
            chance, expected = said[j]
            if WORDS.cannot.fullmatch(norm(chance)):
                unmet[i] = chance
            elif expected and _short(goals[j] or "", expected, name[i] or ""):
                unmet[i] = f"{expected}（指标值{clean(goals[j] or '')}）"
            total = direction[i] in (">=", ">") and base[i] == base_then[j] and base[i] != "%"
            if total and not WORDS.level.search((name[i] or "") + (target[i] or "")):
                above[i] = max(0.0, round(then[j] - low[i], 6))
    reasons = [
        ("na.no_monitoring", np.full(n, found is None)),
        ("na.not_monitored", np.full(n, True) if found is None else found.form[at] < 0),
        ("na.not_monitored_row", row < 0),
    ]
    return {
        "forecast_unmet": judged(
            pd.Series(unmet, dtype=object), *reasons, ("na.explained", given), ("na.not_full", ~full)
        ),
        "monitored_above": judged(pd.Series(above), *reasons, ("na.explained", given), ("na.no_running_total", np.isnan(above))),
        "monitored_text": pd.Series(shown, dtype=object),
        "monitored_place": pd.Series(place, dtype=object),
    }  # fmt: skip
