"""What the columns about targets and actual values share: kinds of values, names, reasons why a row has nothing to compare."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import map_texts, texts
from selfeval_nb.checks.table.word_lists import says

NUMERIC = ("number", "percent", "money", "range", "duration")
WORDS = ("status", "boolean", "trend", "level", "compliance", "narrative")
DATES = ("date", "deadline", "period")
SENTENCE = 0.6  # confidence of a number that was taken out of a sentence
_NAN = np.nan
Why = tuple[str, np.ndarray]


def kinds_in(f: Frames, side: str, kinds: tuple[str, ...]) -> np.ndarray:
    """Which targets or actuals (``side``) are of one of these kinds."""
    key = f"kinds:{side}"
    if key not in f.cache:
        f.cache[key] = pd.factorize(f.col("indicators", f"{side}_kind").to_numpy())
    codes, unique = f.cache[key]
    return np.array([k in kinds for k in unique], dtype=bool)[codes] if len(unique) else np.zeros(len(codes), bool)


def is_zero(f: Frames) -> np.ndarray:
    """Which targets are 0."""
    return f.col("indicators", "target_low").to_numpy() == 0


def row_names(f: Frames) -> np.ndarray:
    return texts(f.frame("indicators")["level3"])


def name_says(names: np.ndarray, section: str, key: str) -> np.ndarray:
    return map_texts(names, lambda t: says(t, "values", section, key), bool)


def text_column(values: list[str | None]) -> pd.Series:
    return pd.Series(values, dtype=object)


def filled_in(f: Frames) -> list[Why]:
    """Why a row has nothing to compare: no target, no actual value, or the placeholder of the template."""
    return [
        ("ne.target", kinds_in(f, "target", ("none", "placeholder"))),
        ("ne.actual", kinds_in(f, "actual", ("none", "placeholder"))),
    ]
