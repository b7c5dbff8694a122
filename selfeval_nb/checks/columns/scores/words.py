"""Columns about scores against what words say (rules K11, K12, K14)."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import map_texts, texts
from selfeval_nb.checks.table.mentions import words_of
from selfeval_nb.checks.table.score_rows import EPS, points_known, row_column, row_score
from selfeval_nb.common.words import Words, pattern, word_list
from selfeval_nb.forms.words.text import norm

WORDS = Words("scores", "words")


@derived(
    "indicators",
    "out_of_band",
    "band_low",
    "band_high",
    "grade_zh",
    "grade_en",
)
def _out_of_band(f: Frames) -> dict[str, Judged | pd.Series]:
    """How far a score lies outside the band of the grade that the actual value names, with the band and the grade in words."""
    grade, score = row_column(f, "actual_grade"), row_score(f)
    low, high = row_column(f, "recomputed_low"), row_column(f, "recomputed_high")
    outside = np.maximum(np.maximum(low - score, score - high), 0)
    zh = {1.0: "达成年度指标", 2.0: "部分达成年度指标并具有一定效果", 3.0: "未达成年度指标且效果较差"}
    en = {1.0: "met", 2.0: "partly met", 3.0: "not met"}
    words = pd.Series(grade)
    return {
        "out_of_band": judged(pd.Series(np.round(outside, 6)), *points_known(f), ("na.quantitative", np.isnan(grade))),
        "band_low": pd.Series(low), "band_high": pd.Series(high),
        "grade_zh": words.map(zh).astype(object), "grade_en": words.map(en).astype(object),
    }  # fmt: skip


def _word_rows(f: Frames) -> tuple[np.ndarray, np.ndarray]:
    ind = f.frame("indicators")
    return texts(ind["actual_text"]), texts(ind["reason"])


@lru_cache(maxsize=16384)
def _turned(target: str, actual: str, wanted: str, contrary: str, answer: str) -> bool:
    """Whether a target that asks for one direction is answered by nothing but the other one, or by no change."""

    def told(text: str, key: str) -> bool:
        return pattern("values", "turn", key).search(text) is not None

    if told(actual, "still"):
        return told(target, wanted) and not told(target, "steady")
    return told(actual, answer) and told(target, wanted) and not told(target, contrary)


@lru_cache(maxsize=16384)
def grade_rank(text: str) -> int | None:
    """The place of a grade word on its scale (优 良 中 差), best is 0; None for other words."""
    said = norm(text).rstrip("。")
    return next((n for n, words in enumerate(_scale()) if words.fullmatch(said)), None)


@lru_cache(maxsize=1)
def _scale() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(words) for words in word_list("values")["grades"]["scale"])


@derived(
    "indicators",
    "negative_words_share",
    "negative_words",
)
def _negative_words(f: Frames) -> dict[str, Judged | pd.Series]:
    """Score ÷ weight of a qualitative indicator whose actual value is described in negative words, or goes the other way than the target
    (提高 → 有所下降), and those words; words that the target has too are what was asked for."""
    actual, _ = _word_rows(f)
    target = map_texts(texts(f.frame("indicators")["target_text"]), norm)
    words = map_texts(actual, lambda t: m[0] if (m := WORDS.negative.search(WORDS.denied.sub("", norm(t)))) else "")
    for i in range(len(words)):
        if words[i]:
            words[i] = "" if words[i] in target[i] and words[i] != "差" else words[i]
        elif target[i] and (
            _turned(target[i], norm(actual[i]), "up", "down", "less")
            or _turned(target[i], norm(actual[i]), "down", "up", "more")
        ):
            words[i] = norm(actual[i])
    return {
        "negative_words_share": judged(
            pd.Series(row_column(f, "share_of_points")), *points_known(f), ("na.other_rule", ~np.isnan(row_column(f, "actual_grade"))),
            ("na.quantitative", ~np.isnan(row_column(f, "actual_low"))), ("na.scope", words == ""),
        ),
        "negative_words": pd.Series(words, dtype=object),
    }  # fmt: skip


@derived("indicators", "soft_words_share", "soft_words")
def _soft_words(f: Frames) -> dict[str, Judged | pd.Series]:
    """Score ÷ weight of an indicator whose actual value is words that fall short of the whole (部分完成, 有待提升) or a grade below the
    target's (优 → 中, 优 → 良 with full points), and those words; words that the target has too are what was asked for."""
    actual, _ = _word_rows(f)
    targets = texts(f.frame("indicators")["target_text"])
    words = map_texts(actual, lambda t: m[0] if (m := pattern("values", "short_of", "words").search(norm(t))) else "")
    for i in np.flatnonzero(words != "").tolist():
        if words[i] in norm(str(targets[i] or "")):
            words[i] = ""
    full = row_column(f, "share_of_points") >= 1 - EPS
    for i, (t, a) in enumerate(zip(targets, actual, strict=True)):
        wanted, got = (grade_rank(t), grade_rank(a)) if len(a) <= 4 and len(t) <= 4 else (None, None)
        if wanted is not None and got is not None and got > wanted and (got >= 2 or full[i]):
            words[i] = words[i] or norm(a)
    return {
        "soft_words_share": judged(
            pd.Series(row_column(f, "share_of_points")), *points_known(f), ("na.quantitative", ~np.isnan(row_column(f, "actual_low"))),
            ("na.scope", words == ""),
            ("na.other_rule", ~np.isnan(row_column(f, "actual_grade")) | (row_column(f, "negative_words") != "") | (row_column(f, "undone_words") != "")),
        ),
        "soft_words": pd.Series(words, dtype=object),
    }  # fmt: skip


def _about(text: str, words: str, name: str) -> bool:
    """Whether the words of a reason tell of the indicator itself: nothing stands before them in their clause, or 该项, or mostly the indicator's
    name. 管护人员未落实 under 管护制度 健全 tells why it is not better."""
    before = re.split(r"[,，。;；:：、\n]", text[: text.find(words)])[-1]
    rest = text[text.find(words) + len(words) :]
    named = len(words_of(before) & words_of(name)) >= max(1, len(words_of(before)) / 2)
    return not rest.startswith(("到位", "完全", "全面")) and (WORDS.itself.match(before) is not None or named)


@derived("indicators", "undone_share", "undone_words")
def _undone(f: Frames) -> dict[str, Judged | pd.Series]:
    """Score ÷ weight of an indicator that words call not done, not begun or cancelled, where no number says otherwise."""
    actual, reason = _word_rows(f)

    def undone(t: str, *patterns: re.Pattern[str]) -> str:
        text = norm(t)
        m = next((m for p in patterns if (m := p.search(text))), None)
        return m[0] if m and not WORDS.partly.search(text) else ""

    in_actual = map_texts(actual, lambda t: undone(t, WORDS.nothing, WORDS.nothing_there))
    in_reason = map_texts(reason, lambda t: undone(t, WORDS.nothing))
    names = texts(f.frame("indicators")["level3"])
    for i in np.flatnonzero(in_reason != "").tolist():
        if not _about(norm(reason[i]), in_reason[i], names[i]):
            in_reason[i] = ""
    measured = ~np.isnan(row_column(f, "actual_low")) | (row_column(f, "judged_by") == "date")
    words = np.where(in_actual != "", in_actual, np.where(~measured, in_reason, ""))
    return {
        "undone_share": judged(
            pd.Series(row_column(f, "share_of_points")), *points_known(f), ("na.scope", words == ""), ("na.other_rule", ~np.isnan(row_column(f, "actual_grade"))),
        ),
        "undone_words": pd.Series(words, dtype=object),
    }  # fmt: skip
