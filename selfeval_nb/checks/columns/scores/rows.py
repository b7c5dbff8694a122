"""What the columns about scores ask of a row: full points, a reason, a ratio to compare by (rules K01, K02)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import head_texts, map_texts, texts
from selfeval_nb.checks.table.rows import bonus_rows, explains_row
from selfeval_nb.checks.table.score_rows import EPS, points_known, row_column, row_score, row_weight
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("scores", "rows")


@derived("indicators", "is_full", "share_of_points")
def _full(f: Frames) -> dict[str, pd.Series]:
    """1 where the score is the full weight, and score ÷ weight; missing without score or weight."""
    weight, score = row_weight(f), row_score(f)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(weight > 0, score / weight, np.nan)
    return {
        "is_full": pd.Series(np.where(np.isnan(share), np.nan, (score >= weight - EPS).astype(float))),
        "share_of_points": pd.Series(np.round(share, 9)),
    }


@derived("indicators", "reason_given")
def _reason_given(f: Frames) -> pd.Series:
    """Whether the row, or the form in a cell for the whole form, explains a deviation. 无, a dash and 0 explain nothing."""
    empty = {"", "无", "没有", "无偏差", "-", "—", "——", "/", "0", "无。", "暂无"}
    row = map_texts(texts(f.frame("indicators")["reason"]), lambda t: norm(t) not in empty, bool)
    whole_form = map_texts(head_texts(f, "whole_reason"), lambda t: "" if norm(t) in empty else t)
    return pd.Series(row | explains_row(f, whole_form))


@derived("indicators", "score_over_weight", "negative_score")
def _score_bounds(f: Frames) -> dict[str, Judged]:
    """Score minus weight, and the score itself: neither above the points nor below 0."""
    weight, score = row_weight(f), row_score(f)
    blank_score = np.isnan(score)
    return {
        "score_over_weight": judged(
            pd.Series(np.round(score - weight, 6)), ("na.blank", blank_score), ("na.no_weights", np.isnan(weight))
        ),
        "negative_score": judged(pd.Series(score), ("na.blank", blank_score), ("na.scope", bonus_rows(f))),
    }


def ratio_rows(f: Frames, directions: tuple[str, ...]) -> list[tuple[str, np.ndarray]]:
    """Why a row has no completion ratio to compare by."""
    mode, direction, ratio = row_column(f, "judged_by"), row_column(f, "direction"), row_column(f, "ratio")
    target, actual = row_column(f, "target_low"), row_column(f, "actual_low")
    qualitative = np.isin(mode, ["grade", "words"])
    return [
        ("na.qualitative", qualitative & np.isnan(target)),
        ("na.direction", (mode == "date") | ((direction != "") & ~np.isin(direction, directions))),
        ("ne.target", np.isnan(target)),
        ("ne.actual", np.isnan(actual)),
        ("ne.unit", (mode == "") & (direction == "")),
        ("ne.target_zero", np.isnan(ratio)),
    ]


POSITIVE = (">=", ">")
RANGE = "in"  # below its low end a range is missed like a positive target; of a cost also above its high end, like a reverse one


def printed_equal(f: Frames) -> np.ndarray:
    return row_column(f, "printed_operator") == "="


def missed(f: Frames) -> np.ndarray:
    """Whether a positive indicator clearly missed its target."""
    return row_column(f, "ratio") < 1 - f.preset["tolerance.ratio"]


def positive_rows(f: Frames) -> list[tuple[str, np.ndarray]]:
    return [*points_known(f), *ratio_rows(f, (*POSITIVE, "=", RANGE))]


def zero_scored(f: Frames) -> np.ndarray:
    return (
        (row_column(f, "actual_low") <= 0)
        & (row_column(f, "target_low") > 0)
        & np.isin(row_column(f, "direction"), [*POSITIVE, "=", RANGE])
    )


def own_standard(f: Frames) -> np.ndarray:
    """Rows whose printed scoring standard says how points are given or taken (每低1个百分点扣1分): no ratio replaces it."""
    return map_texts(
        texts(f.frame("indicators")["method"]), lambda t: WORDS.points_off.search(norm(t)) is not None, bool
    )


def no_figure(f: Frames) -> np.ndarray:
    """Rows whose actual value is less than a figure or about it (不足1年): no ratio can be made of it."""
    return map_texts(
        texts(f.frame("indicators")["actual_text"]), lambda t: WORDS.no_figure.search(norm(t)) is not None, bool
    )
