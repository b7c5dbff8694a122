"""Columns about values far above the target, and values that cannot be (rules K17, K18, K20, K22)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.columns.scores.rows import POSITIVE, ratio_rows
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import map_texts, texts
from selfeval_nb.checks.table.score_rows import EPS, row_column
from selfeval_nb.checks.table.word_lists import says
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("scores", "over")


def _over_rows(f: Frames) -> list[tuple[str, np.ndarray]]:
    return [
        *ratio_rows(f, (*POSITIVE, "=")),
        ("na.direction", row_column(f, "target_high") > row_column(f, "target_low")),
        ("na.other_rule", row_column(f, "impossible_rate") > 100),
    ]


def is_cost(f: Frames) -> np.ndarray:
    return (row_column(f, "level2_kind") == "cost") | (row_column(f, "level1_kind") == "cost")


SMALL = 5.0  # percentage points: 8 % for 5 % is 160 % of the target and no sign of a low one


def _small_change(f: Frames) -> np.ndarray:
    """Whether a row has a percentage of change a few points above its target: there the ratio says little."""
    names = map_texts(texts(f.frame("indicators")["level3"]), lambda t: says(t, "values", "rates", "change"), bool)
    with np.errstate(invalid="ignore"):
        near = row_column(f, "actual_low") - row_column(f, "target_low") <= SMALL
    return names & near & (row_column(f, "actual_base") == "%")


@derived(
    "indicators",
    "over_unexplained",
    "over_without_scores",
    "over_notice",
    "over_high",
    "over_extreme",
)
def _over(f: Frames) -> dict[str, Judged]:
    """Completion ratio far above target: at full score without a word (from the explain threshold), between notice and explain, and
    from the high threshold; beyond the extreme one also where it is explained. Missing where another of these applies."""
    ratio, given, full = (
        row_column(f, "ratio"),
        row_column(f, "reason_given").astype(bool),
        row_column(f, "is_full") == 1,
    )
    p = f.preset
    start = p["over.explain"] if p["over.inclusive"] else np.nextafter(p["over.explain"], 2)
    over = ratio >= start - (EPS if p["over.inclusive"] else 0)
    high = ratio >= p["over.high"] - EPS
    extreme = ratio >= p["over.extreme"] - EPS
    scored = f.per_form("indicators", "has_scores").to_numpy(dtype=bool) & f.per_form(
        "indicators", "has_weights"
    ).to_numpy(dtype=bool)
    full |= ~scored  # where no points can be compared the number alone tells
    rows = [*_over_rows(f), ("na.direction", is_cost(f)), ("na.scope", _small_change(f))]
    shown = pd.Series(np.round(ratio, 9))
    return {
        "over_unexplained": judged(
            shown,
            *rows,
            ("na.no_scores", ~scored),
            ("na.not_full", ~full),
            ("na.explained", given & over),
            ("na.other_rule", high),
        ),
        "over_without_scores": judged(
            shown, *rows, ("na.scope", scored), ("na.explained", given & over), ("na.other_rule", high)
        ),
        "over_notice": judged(
            shown, *rows, ("na.not_full", ~full), ("na.explained", given & ~over), ("na.other_rule", over)
        ),
        "over_high": judged(shown, *rows, ("na.explained", given & high & ~extreme), ("na.other_rule", extreme)),
        "over_extreme": judged(shown, *rows),
    }


_WORDS_OR_DATES = ("status", "boolean", "trend", "level", "compliance", "narrative", "date", "deadline", "period")


def _unread(f: Frames) -> list[tuple[str, np.ndarray]]:
    """Why an actual value has no number: blank, words or a date (which need none), or one that cannot be read."""
    kind, actual = row_column(f, "actual_kind"), row_column(f, "actual_low")
    return [
        ("na.blank", np.isin(kind, ["none", "placeholder"])),
        ("na.words", np.isin(kind, _WORDS_OR_DATES) & np.isnan(actual)),
        ("ne.actual", np.isnan(actual)),
    ]


@derived("indicators", "impossible_rate", "unlikely_rate")
def _impossible_rate(f: Frames) -> dict[str, Judged]:
    """Actual percentage of a rate that cannot exceed 100 % (合格率, 覆盖率 …), and of any other rate, which hardly can."""
    names = texts(f.frame("indicators")["level3"])

    def said(key: str) -> np.ndarray:
        return map_texts(names, lambda t: says(t, "values", "rates", key), bool)

    more = said("whole_not")  # growth, returns and the like may be any size
    cannot = said("whole") & ~more
    usually = said("rate") & ~more
    actual = row_column(f, "actual_low")
    percent = (row_column(f, "actual_base") == "%") & ~np.isnan(actual)
    why = [*_unread(f), ("na.scope", ~percent)]
    return {
        "impossible_rate": judged(pd.Series(actual), *why, ("na.scope", ~cannot)),
        "unlikely_rate": judged(pd.Series(actual), *why, ("na.scope", ~usually | cannot)),
    }


@derived("indicators", "negative_actual")
def _negative_actual(f: Frames) -> Judged:
    """The actual value as a number, except of growth and change, which may be negative."""
    actual, target = row_column(f, "actual_low"), row_column(f, "target_low")
    change = map_texts(
        texts(f.frame("indicators")["level3"]),
        lambda t: bool(WORDS.may_exceed.search(norm(t))),
        bool,
    )
    return judged(pd.Series(actual), *_unread(f), ("na.scope", change | (target < 0)))
