"""What the texts of a form explain about its money (rule M09)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import map_texts, texts
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("funds", "told")


def mentions(f: Frames, words: re.Pattern[str]) -> np.ndarray:
    """For each form whether one sentence of its explanations holds one of the words and one of why; the form's own prompts explain
    nothing."""

    def told(text: str) -> bool:
        return any(
            words.search(s) and WORDS.why.search(s) and not WORDS.prompt.search(s)
            for s in re.split(r"[。；;\n]", norm_lines(text))
        )

    return map_texts(f.col("forms", "explanations").to_numpy(dtype=object), told, bool)


_SHARE = re.compile(r"(\d+(?:\.\d+)?)%")
_OF_RATE = re.compile(r"执行率|支付率|支付进度")


def mentioned_share(f: Frames, words: re.Pattern[str]) -> np.ndarray:
    """For each form the share of the budget that the sentences which explain something name (剩余3%尾款未付: 0.03), NaN where one of them
    names none, or names the rate itself."""

    def share(text: str) -> float:
        said = [
            s
            for s in re.split(r"[。；;\n]", norm_lines(text))
            if words.search(s) and WORDS.why.search(s) and not WORDS.prompt.search(s)
        ]
        said = [s for s in said if _SHARE.search(s)] or said
        if not said or any(_OF_RATE.search(s) or not _SHARE.search(s) for s in said):
            return float("nan")
        return sum(float(m[1]) for s in said for m in _SHARE.finditer(s)) / 100

    return map_texts(f.col("forms", "explanations").to_numpy(dtype=object), share, float)


@derived("forms", "told_rate_unexplained", "told_rate_text")
def _told_rate(f: Frames) -> dict[str, Judged | pd.Series]:
    """The rate at which the money was used that a paragraph of a form without a funds block tells (资金使用率0%), where nothing in the same
    paragraph says why; and the words."""
    forms = f.frame("forms")
    rate, said = np.full(len(forms), np.nan), np.full(len(forms), "", dtype=object)
    for name in ("notes", "other_notes", "other_texts", "conclusion"):
        if name not in forms:
            continue
        for i, text in enumerate(texts(forms[name])):
            for line in norm_lines(text).split("\n"):
                m = WORDS.used_rate.search(line)
                if m and np.isnan(rate[i]):
                    rate[i], said[i] = float(_SHARE.search(m[0])[1]) / 100, m[0]  # type: ignore[index]
                    if WORDS.why.search(line[m.end() :]):
                        said[i] = ""
    known = ~np.isnan(f.col("forms", "execution_rate").to_numpy())
    return {
        "told_rate_unexplained": judged(
            pd.Series(rate), ("na.other_rule", known), ("na.not_printed", np.isnan(rate)), ("na.explained", said == "")
        ),
        "told_rate_text": pd.Series(said, dtype=object),
    }


def norm_lines(text: str) -> str:
    """A text in half width without white space but for its line breaks."""
    return "\n".join(norm(line) for line in text.split("\n"))
