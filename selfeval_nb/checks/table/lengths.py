"""Texts of no ordinary length are judged by their beginning.

The patterns that rules look for take time that grows faster than the text. One cell with a book in it, by accident or on
purpose, would hold up a batch of thousands of forms; the form still shows it whole, and a problem row says what was done.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from selfeval_nb.forms.frames import Tables
from selfeval_nb.forms.words.text import LONGEST


def shortened(tables: Tables) -> Tables:
    """The tables with no text longer than ``LONGEST``; the same object where none is."""
    texts = tables.cells["text"]
    if not len(texts) or max(map(len, texts)) <= LONGEST:
        return tables
    frames: dict[str, Any] = {name: _cut(getattr(tables, name)) for name in ("forms", "funds", "indicators", "cells")}
    return replace(tables, **frames)


def _cut(frame: pd.DataFrame) -> pd.DataFrame:
    out = frame.copy(deep=False)
    for name in frame.columns:
        if frame[name].dtype == object:
            out[name] = pd.Series([_short(v) for v in frame[name]], index=frame.index, dtype=object)
    return out


def _short(value: Any) -> Any:
    return value[:LONGEST] if isinstance(value, str) and len(value) > LONGEST else value
