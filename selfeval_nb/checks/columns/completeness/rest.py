"""Columns about blank rows, the total row and cells that could not be understood (rules F16, F17, F20, F26)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.completeness.residue import unused_rows
from selfeval_nb.checks.table.doubtful import doubted_block
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import evaluates, floats, head_texts, printed
from selfeval_nb.checks.table.rows import in_a_list
from selfeval_nb.common.words import Words

WORDS = Words("completeness", "rest")


@derived("forms", "blank_rows", "unfilled_rows", "unfilled_said")
def _blank_rows(f: Frames) -> dict[str, Judged | pd.Series]:
    """How many rows hold only level names; how many name an indicator of their own and hold nothing else, and these names."""
    names = [
        [n for n in t.split("\n") if n and not WORDS.as_needed.search(n)] for t in head_texts(f, "unfilled").tolist()
    ]
    named = np.array([float(len(n)) for n in names])
    said = ["、".join(f"“{n[:16]}”" for n in some[:4]) for some in names]
    return {
        "blank_rows": pd.Series(
            floats(f.frame("forms")["placeholders"]) - named + f.sum_by_form("indicators", unused_rows(f).astype(float))
        ),
        "unfilled_rows": judged(
            pd.Series(named), ("na.kind", ~evaluates(f)), ("ne.reading", doubted_block(f, "indicators"))
        ),
        "unfilled_said": pd.Series(said, dtype=object),
    }


@derived("forms", "total_rows")
def _total_rows(f: Frames) -> Judged:
    """How many total rows (总分, 合计, 自评总分) a form with scores prints, 1 standing for any number."""
    forms = f.frame("forms")
    has = printed(f, "total_score") | forms["total_score"].notna().to_numpy()
    if "has_total_row" in forms:
        has = has | forms["has_total_row"].fillna(False).to_numpy(dtype=bool)
    return judged(
        has.astype(float),
        ("na.kind", ~evaluates(f)),
        ("na.no_scores", ~f.col("forms", "has_scores").to_numpy(dtype=bool)),
        ("na.other_rule", in_a_list(f)),
    )


@derived("forms", "unclaimed_share")
def _unclaimed_share(f: Frames) -> Judged:
    """Share of the non-blank cells that could not be understood."""
    forms = f.frame("forms")
    read, lost = floats(forms["cells_read"]), floats(forms["cells_unclaimed"])
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(read > 0, lost / read, np.nan)
    return judged(pd.Series(np.round(share, 6)), ("ne.cells", np.isnan(share)))


@derived("forms", "blank_labels")
def _blank_labels(f: Frames) -> pd.Series:
    """The labels of the form for what was done, why, or what an office thinks of it whose cells are blank; names, telephones and signatures are
    left out of published forms."""
    told: list[str | None] = []
    for entries in f.frame("forms")["attributes"].tolist():
        blanks = [
            str(k)
            for k, v in (entries.items() if isinstance(entries, dict) else ())
            if not v and WORDS.content.search(str(k))
        ]
        told.append("、".join(f"“{name}”" for name in blanks) or None)
    return pd.Series(told, dtype=object)
