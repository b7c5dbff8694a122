"""Columns that hold a form against its approved targets (rules Y08–Y11)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.history.last import Reasons, no_form, nothing, take
from selfeval_nb.checks.compare import earlier
from selfeval_nb.checks.table.frames import Frames, derived, judged
from selfeval_nb.checks.table.grains import floats, map_texts, no_value, texts
from selfeval_nb.checks.table.rows import names, rows_of
from selfeval_nb.forms.words.text import clean, norm


def _approved_reasons(f: Frames) -> Reasons:
    at = f.form_index("indicators")
    return no_form(f, "approved", len(at), at)


@derived(
    "indicators", "approved_target", "own_target", "approved_wording", "approved_row", "approved_weight", "weight_gap", beside="approved"
)  # fmt: skip
def _against_approved(f: Frames) -> dict[str, Any]:
    """The approved target of the row as printed; the row's own target and the approved one for comparison, in the same words where both say the
    same (90% and 90.0%); the number of the approved row, missing where no such indicator was approved; the approved weight and its distance
    from the row's."""
    ind, found = f.frame("indicators"), earlier.approved(f)
    n, why = len(ind), _approved_reasons(f)
    columns = ("own_target", "approved_row", "weight_gap")
    if found is None:
        out: dict[str, Any] = {}
        for name in columns:
            out |= nothing(n, name, why=why)
        return out | {
            name: pd.Series([None] * n, dtype=object)
            for name in ("approved_target", "approved_wording", "approved_weight")
        }
    other = found.frames
    there = other.frame("indicators")
    target = take(texts(there["target_text"]), found.row, "")
    weight, due = floats(ind["weight"]), take(floats(there["weight"]), found.row, np.nan)
    own = map_texts(texts(ind["target_text"]), norm)
    low, base = floats(f.col("indicators", "target_low")), f.col("indicators", "target_base").to_numpy(dtype=object)
    approved_low = take(floats(other.col("indicators", "target_low")), found.row, np.nan)
    approved_base = take(other.col("indicators", "target_base").to_numpy(dtype=object), found.row, None)
    direction = f.col("indicators", "direction").to_numpy(dtype=object)
    approved_direction = take(other.col("indicators", "direction").to_numpy(dtype=object), found.row, None)
    approved = map_texts(target, norm)
    same_text = own == approved
    numbers = ~np.isnan(low) & ~np.isnan(approved_low)
    # without a unit on one side the numbers decide; a missing operator is no other target
    same_unit = (base == approved_base) | (base == "") | (approved_base == "")
    opposite = np.array(
        [
            {a, b} in ({">=", "<="}, {">", "<"}, {">=", "<"}, {">", "<="})
            for a, b in zip(direction, approved_direction, strict=True)
        ],
        dtype=bool,
    )
    same_number = numbers & (np.abs(low - approved_low) <= 1e-9 * np.maximum(1, np.abs(low))) & same_unit & ~opposite
    missing_row = found.row < 0
    none_left = no_value(texts(ind["target_text"])) | no_value(target.astype(object))
    level1 = f.col("indicators", "level1_kind").to_numpy(dtype=object)
    return {
        "approved_target": pd.Series([None if m else t for m, t in zip(missing_row, target, strict=True)], dtype=object),
        "own_target": judged(
            own, *why, ("na.not_approved_row", missing_row), ("na.blank", none_left)
        ),
        "approved_wording": pd.Series(np.where(same_text | same_number, own, approved), dtype=object),
        "approved_row": judged(np.where(missing_row, np.nan, found.row + 1.0), *why, ("na.no_name", names(f) == ""), ("na.scope", level1 == "")),
        "approved_weight": pd.Series(due),
        "weight_gap": judged(
            pd.Series(np.round(np.abs(weight - due), 6)), *why, ("na.not_approved_row", missing_row), ("ne.weight", np.isnan(weight) | np.isnan(due))
        ),
    }  # fmt: skip


@derived("forms", "approved_missing", "approved_missing_en", "approved_missing_count", beside="approved")
def _approved_missing(f: Frames) -> dict[str, Any]:
    """The approved indicators (name and target) that the form does not have, in words, and how many; None where it has all."""
    n, found = len(f.frame("forms")), earlier.approved(f)
    why = no_form(f, "approved", n)
    if found is None:
        return nothing(n, "approved_missing", "approved_missing_en", "approved_missing_count", why=why)
    there = found.frames.frame("indicators")
    name, target = texts(there["level3"]), texts(there["target_text"])
    rows, used = rows_of(found.frames), [set(found.row[mine].tolist()) for mine in rows_of(f)]
    lost = [
        [r for r in rows[o] if name[r] and r not in used[i]] if o >= 0 else []
        for i, o in enumerate(found.form.tolist())
    ]
    return {
        "approved_missing": judged(
            pd.Series(["、".join(f"“{clean(name[r])}”（{clean(target[r])}）" for r in x) or None for x in lost], dtype=object), *why
        ),
        "approved_missing_en": pd.Series([", ".join(f"“{clean(name[r])}” ({clean(target[r])})" for r in x) or None for x in lost], dtype=object),
        "approved_missing_count": pd.Series([float(len(x)) for x in lost]),
    }  # fmt: skip
