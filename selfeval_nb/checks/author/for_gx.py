"""For people who want to run the suites in plain Great Expectations: a grain as one frame, and the suite parameters."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.checks.book import rules as catalogue
from selfeval_nb.checks.book.preset import DEFAULT, Preset, load_preset
from selfeval_nb.checks.columns.own import own_columns
from selfeval_nb.checks.table.frames import Frames

if TYPE_CHECKING:
    import pandas as pd

    from selfeval_nb.forms.frames import Tables


def grain_frame(
    tables: Tables,
    grain: str,
    *,
    preset: str | Path | Preset = DEFAULT,
    expectations: Path | str | None = None,
    columns: Path | str | None = None,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The frame of a grain with every column that its rules compare or show, and the parameters of the preset.

    Rows that a rule does not judge hold a missing value in its column, which Great Expectations leaves out by itself.
    """
    book = load_preset(preset)
    frames = Frames(tables, book, own=own_columns(columns))
    parameters = book.parameters()
    names = list(frames.frame(grain).columns)
    for rule in catalogue.load_rules(expectations):
        if rule.grain == grain:
            names += rule.named_columns() + [n for n in rule.shown_columns() if n not in parameters]
    return frames.select(grain, dict.fromkeys(names)), parameters
