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

NOT_JUDGED = "不适用"


def grain_frame(
    tables: Tables,
    grain: str,
    *,
    preset: str | Path | Preset = DEFAULT,
    expectations: Path | str | None = None,
    columns: Path | str | None = None,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The frame of a grain with every column that its rules compare or show, and the parameters of the preset.

    Rows that a rule does not judge hold a missing value in its column, which Great Expectations leaves out by itself; in a column
    that must not be null they hold ``NOT_JUDGED``.
    """
    book = load_preset(preset)
    frames = Frames(tables, book, own=own_columns(columns))
    parameters = book.parameters()
    names = list(frames.frame(grain).columns)
    rules = [r for r in catalogue.load_rules(expectations) if r.grain == grain]
    for rule in rules:
        names += rule.named_columns() + [n for n in rule.shown_columns() if n not in parameters]
    frame = frames.select(grain, dict.fromkeys(names))
    for rule in rules:
        column = rule.reasons_column()
        if rule.type == "expect_column_values_to_not_be_null" and column is not None:
            why = frames.why(grain, column)
            if why is not None:
                frame[column] = frame[column].astype(object).mask((why != "").to_numpy(), NOT_JUDGED)
    return frame, parameters
