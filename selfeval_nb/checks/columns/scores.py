"""Columns about scores against values (rules K01–K22)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from selfeval_nb.checks.scoring import formulas as scoring
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import floats, head_texts, map_texts, texts
from selfeval_nb.checks.table.rows import explains_row
from selfeval_nb.checks.table.score_rows import points_known, rounded_to, row_column, row_score, row_weight, whole
from selfeval_nb.checks.table.word_lists import says
from selfeval_nb.forms.words.text import norm

_NAN = np.nan
_EPS = 1e-9


@derived("indicators", "is_full", "share_of_points", needs=["indicators.score", "indicators.weight"])
def _full(f: Frames) -> dict[str, pd.Series]:
    """1 where the score is the full weight, and score ÷ weight; missing without score or weight."""
    weight, score = row_weight(f), row_score(f)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(weight > 0, score / weight, _NAN)
    return {
        "is_full": pd.Series(np.where(np.isnan(share), _NAN, (score >= weight - _EPS).astype(float))),
        "share_of_points": pd.Series(np.round(share, 9)),
    }


@derived("indicators", "reason_given", needs=["indicators.reason", "forms.whole_reason"])
def _reason_given(f: Frames) -> pd.Series:
    """Whether the row, or the form in a cell for the whole form, explains a deviation. 无, a dash and 0 explain nothing."""
    empty = {"", "无", "没有", "无偏差", "-", "—", "——", "/", "0", "无。", "暂无"}
    row = map_texts(texts(f.frame("indicators")["reason"]), lambda t: norm(t) not in empty, bool)
    whole_form = map_texts(head_texts(f, "whole_reason"), lambda t: "" if norm(t) in empty else t)
    return pd.Series(row | explains_row(f, whole_form))


@derived("indicators", "score_over_weight", "negative_score", needs=["indicators.score", "indicators.weight"])
def _score_bounds(f: Frames) -> dict[str, Judged]:
    """Score minus weight, and the score itself: neither above the points nor below 0."""
    weight, score = row_weight(f), row_score(f)
    blank_score = np.isnan(score)
    return {
        "score_over_weight": judged(
            pd.Series(np.round(score - weight, 6)), ("na.blank", blank_score), ("na.no_weights", np.isnan(weight))
        ),
        "negative_score": judged(pd.Series(score), ("na.blank", blank_score)),
    }


# ---- positive indicators ------------------------------------------------------------------------------------------


def _ratio_rows(f: Frames, directions: tuple[str, ...]) -> list[tuple[str, np.ndarray]]:
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


_POSITIVE = (">=", ">")
_RANGE = "in"  # below its low end a range is missed like a positive target; of a cost also above its high end, like a reverse one


def _printed_equal(f: Frames) -> np.ndarray:
    return row_column(f, "printed_operator") == "="


def _short(f: Frames) -> np.ndarray:
    """Whether a positive indicator clearly missed its target."""
    return row_column(f, "ratio") < 1 - f.preset["tolerance.ratio"]


def _positive_rows(f: Frames) -> list[tuple[str, np.ndarray]]:
    return [*points_known(f), *_ratio_rows(f, (*_POSITIVE, "=", _RANGE))]


def _zero_scored(f: Frames) -> np.ndarray:
    return (
        (row_column(f, "actual_low") == 0)
        & (row_column(f, "target_low") > 0)
        & np.isin(row_column(f, "direction"), [*_POSITIVE, "=", _RANGE])
    )


@derived("indicators", "full_but_short", needs=["indicators.ratio", "indicators.is_full"])
def _full_but_short(f: Frames) -> Judged:
    """Completion ratio of a positive indicator that has full points (printed = is judged by another rule)."""
    return judged(
        pd.Series(np.round(row_column(f, "ratio"), 9)), *_positive_rows(f), ("na.other_rule", _printed_equal(f) | _zero_scored(f)),
        ("na.not_full", row_column(f, "is_full") != 1),
    )  # fmt: skip


@derived("indicators", "above_ratio", "below_ratio", needs=["indicators.score", "indicators.recomputed_low"])
def _against_ratio(f: Frames) -> dict[str, Judged]:
    """Score minus recomputed score of an indicator that missed its target and does not have full points, and the reverse."""
    score, exact = row_score(f), row_column(f, "recomputed_low")
    rounded = rounded_to(score, exact, f.preset["tolerance.score"])
    rows = [
        *_positive_rows(f), ("na.met", ~_short(f)), ("na.full", row_column(f, "is_full") == 1), ("na.other_rule", _zero_scored(f)),
        ("na.rounded", rounded),
    ]  # fmt: skip
    gap = np.round(score - exact, 6)
    return {"above_ratio": judged(pd.Series(gap), *rows), "below_ratio": judged(pd.Series(-gap), *rows)}


@derived("indicators", "score_at_zero", needs=["indicators.actual_low", "indicators.score"])
def _score_at_zero(f: Frames) -> Judged:
    """The score of a positive indicator of which nothing was done (actual 0, target above 0)."""
    nothing = _zero_scored(f)
    return judged(
        pd.Series(row_score(f)),
        *points_known(f)[:1],
        ("ne.score", np.isnan(row_score(f))),
        *_ratio_rows(f, (*_POSITIVE, "=", _RANGE)),
        ("na.scope", ~nothing),
    )


@derived("indicators", "nothing_done", needs=["indicators.actual_low", "indicators.target_low"])
def _nothing_done(f: Frames) -> Judged:
    """1 where nothing at all was done of a positive target in a form that has no scores which could show it."""
    scored = f.per_form("indicators", "has_scores").to_numpy(dtype=bool)
    rows = _ratio_rows(f, (*_POSITIVE, "=", _RANGE))[:4]
    return judged(pd.Series(_zero_scored(f).astype(float)), ("na.other_rule", scored), *rows)


@derived(
    "indicators",
    "points_lost_though_met",
    "points_lost_grave",
    "points_lost_slight",
    needs=["indicators.met", "indicators.reason_given"],
)
def _lost_though_met(f: Frames) -> dict[str, Judged]:
    """Points that an indicator lost although its target was met and nothing is explained; the same where that is at least a fifth of its
    points, and where it is less."""
    lost = np.round(row_weight(f) - row_score(f), 6)
    met, mode = row_column(f, "met"), row_column(f, "judged_by")
    sure = np.isin(mode, ["ratio", "date"]) | ((mode == "grade") & (row_column(f, "actual_grade") == 1))
    in_band = (mode == "grade") & (
        row_score(f) >= row_column(f, "recomputed_low") - _EPS
    )  # the top band leaves 20 % to judgement
    why = [
        *points_known(f), ("ne.actual", np.isnan(met) & (mode == "")), ("na.qualitative", ~sure | in_band), ("na.not_met", met != 1),
        ("na.explained", row_column(f, "reason_given").astype(bool) & (lost > 0)),
    ]  # fmt: skip
    grave = lost >= 0.2 * row_weight(f) - _EPS
    return {
        "points_lost_though_met": judged(pd.Series(lost), *why),
        "points_lost_grave": judged(pd.Series(lost), *why, ("na.other_rule", ~grave)),
        "points_lost_slight": judged(pd.Series(lost), *why, ("na.other_rule", grave)),
    }


# ---- reverse and equality indicators ------------------------------------------------------------------------------


def _reverse_rows(f: Frames) -> list[tuple[str, np.ndarray]]:
    rows = [
        *points_known(f),
        *_ratio_rows(f, ("<=", "<", _RANGE)),
        ("na.direction", (row_column(f, "direction") == _RANGE) & ~_cost(f)),
    ]
    return [r for r in rows if r[0] != "ne.target_zero"]


def _limit(f: Frames) -> np.ndarray:
    """The number that a reverse indicator may not exceed."""
    return np.where(_cost_range(f), row_column(f, "target_high"), row_column(f, "target_low"))


def _cost_range(f: Frames) -> np.ndarray:
    return _cost(f) & (row_column(f, "direction") == _RANGE)


def _exceeded(f: Frames) -> np.ndarray:
    """Whether a reverse indicator is above its target (also above 0), or the actual value of a range above its high end."""
    target, actual = _limit(f), row_column(f, "actual_low")
    return (row_column(f, "met") == 0) & (actual > target * (1 + f.preset["tolerance.ratio"]) + _EPS)


@derived(
    "indicators",
    "exceeded_at_full",
    "perhaps_exceeded_at_full",
    "reverse_gap",
    needs=["indicators.met", "indicators.score"],
)
def _reverse(f: Frames) -> dict[str, Judged]:
    """Of a reverse indicator above its target: by how much, where it has full points (with a printed operator, and without; 0 elsewhere);
    else how far the score is from the accepted formulas."""
    exceeded, full = _exceeded(f), row_column(f, "is_full") == 1
    weight, score, target, actual = (
        row_weight(f),
        row_score(f),
        _limit(f),
        row_column(f, "actual_low"),
    )
    gap = np.full(len(score), _NAN)
    known = (
        exceeded
        & ~full
        & ~np.isnan(weight)
        & ~np.isnan(score)
        & np.isin(row_column(f, "direction"), ["<=", "<", _RANGE])
    )
    for i in np.flatnonzero(known):
        gap[i] = min(abs(score[i] - x) for x in scoring.penalties(target[i], actual[i], weight[i], f.preset))
    rounded = np.zeros(len(score), dtype=bool)
    tolerance = f.preset["tolerance.score"]
    for i in np.flatnonzero(known & whole(score)):
        rounded[i] = any(
            rounded_to(score[i : i + 1], np.array([x]), tolerance)[0]
            for x in scoring.penalties(target[i], actual[i], weight[i], f.preset)
        )
    rows = _reverse_rows(f)
    excess = np.round(actual - target, 9)
    said = (row_column(f, "printed_operator") != "") | _cost_range(
        f
    )  # without an operator the direction is taken from the words of the row
    return {
        "exceeded_at_full": judged(pd.Series(np.where(exceeded & full & said, excess, 0.0)), *rows),
        "perhaps_exceeded_at_full": judged(pd.Series(np.where(exceeded & full & ~said, excess, 0.0)), *rows),
        "reverse_gap": judged(
            pd.Series(np.round(gap, 6)), *rows, ("na.met", ~exceeded), ("na.full", full), ("na.rounded", rounded)
        ),
    }


@derived("indicators", "unequal_at_full", needs=["indicators.printed_operator", "indicators.ratio"])
def _unequal_at_full(f: Frames) -> Judged:
    """Distance of the actual value from a printed = target where the score is full, 0 elsewhere; a cost below its fixed amount is kept."""
    ratio, target, actual = row_column(f, "ratio"), row_column(f, "target_low"), row_column(f, "actual_low")
    # money elsewhere than under 成本 is a cost too, but not what people are to get
    paid = map_texts(
        texts(f.frame("indicators")["level3"]), lambda t: says(t, "values", "direction", "cost_doubt"), bool
    )
    cost = (row_column(f, "level2_kind") == "cost") | ((row_column(f, "target_kind") == "money") & ~paid)
    ranged = row_column(f, "target_high") > target  # =18—27℃ is a range
    differs = ~ranged & np.where(target == 0, actual != 0, np.abs(ratio - 1) > f.preset["tolerance.ratio"])
    rows = [r for r in _ratio_rows(f, ("=",)) if r[0] != "ne.target_zero"]
    return judged(
        pd.Series(np.where(differs & (row_column(f, "is_full") == 1), np.abs(actual - target), 0.0)), *points_known(f), *rows, ("na.direction", ~_printed_equal(f)),
        ("na.met", cost & (actual <= target)), ("na.other_rule", _zero_scored(f)),
    )  # fmt: skip


# ---- over-completion ----------------------------------------------------------------------------------------------


def _over_rows(f: Frames) -> list[tuple[str, np.ndarray]]:
    return [
        *_ratio_rows(f, (*_POSITIVE, "=")),
        ("na.direction", row_column(f, "target_high") > row_column(f, "target_low")),
        ("na.other_rule", row_column(f, "impossible_rate") > 100),
    ]


def _cost(f: Frames) -> np.ndarray:
    return (row_column(f, "level2_kind") == "cost") | (row_column(f, "level1_kind") == "cost")


@derived(
    "indicators",
    "over_unexplained",
    "over_without_scores",
    "over_notice",
    "over_high",
    "over_extreme",
    needs=["indicators.ratio", "indicators.reason_given"],
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
    over = ratio >= start - (_EPS if p["over.inclusive"] else 0)
    high = ratio >= p["over.high"] - _EPS
    extreme = ratio >= p["over.extreme"] - _EPS
    scored = f.per_form("indicators", "has_scores").to_numpy(dtype=bool) & f.per_form(
        "indicators", "has_weights"
    ).to_numpy(dtype=bool)
    full |= ~scored  # where no points can be compared the number alone tells
    rows = [*_over_rows(f), ("na.direction", _cost(f))]
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


@derived("indicators", "impossible_rate", "unlikely_rate", needs=["indicators.actual_low", "indicators.level3"])
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


@derived("indicators", "negative_actual", needs=["indicators.actual_low", "indicators.level3"])
def _negative_actual(f: Frames) -> Judged:
    """The actual value as a number, except of growth and change, which may be negative."""
    actual, target = row_column(f, "actual_low"), row_column(f, "target_low")
    change = map_texts(
        texts(f.frame("indicators")["level3"]),
        lambda t: bool(re.search(r"增长|增幅|增速|变化|变动|净|差额|盈亏|利润|温度|气温|偏差", norm(t))),
        bool,
    )
    return judged(pd.Series(actual), *_unread(f), ("na.scope", change | (target < 0)))


# ---- the form as a whole ------------------------------------------------------------------------------------------


def _count(f: Frames, mask: np.ndarray) -> np.ndarray:
    return f.sum_by_form("indicators", np.asarray(mask, dtype=float))


@derived("forms", "all_full", "all_full_rows", needs=["indicators.is_full", "funds.score"])
def _all_full(f: Frames) -> dict[str, Judged]:
    """1 where every indicator has full points and so has budget execution; apart the forms that print no score of execution."""
    full = row_column(f, "is_full")
    n = f.col("forms", "n_indicators").to_numpy()
    execution, weight = f.col("forms", "execution_score").to_numpy(), f.col("forms", "execution_points").to_numpy()
    whole_form = (_count(f, full == 1) == n) & (np.isnan(weight) | np.isnan(execution) | (execution >= weight - _EPS))
    # without a column of points a total that is the highest there is says that every score is full
    weights = f.col("forms", "has_weights").to_numpy(dtype=bool)
    total, summed = floats(f.frame("forms")["total_score"]), f.col("forms", "score_sum").to_numpy()
    highest = ~weights & (np.abs(total - f.preset["weights.total"]) < _EPS) & (np.abs(summed - total) < 0.01)

    def full_where(here: np.ndarray) -> Judged:
        return judged(
            pd.Series((np.where(weights, whole_form, highest)).astype(float)), ("na.no_indicators", n == 0), ("na.no_execution", ~here),
            ("na.no_scores", ~f.col("forms", "has_scores").to_numpy(dtype=bool)),
            ("na.no_weights", ~weights & ~highest), ("ne.score", weights & (_count(f, np.isnan(full)) > 0)),
        )  # fmt: skip

    return {"all_full": full_where(~np.isnan(execution)), "all_full_rows": full_where(np.isnan(execution))}


@derived("forms", "full_total_below_rate", needs=["forms.total_score", "forms.execution_rate"])
def _full_total_below_rate(f: Frames) -> Judged:
    """The execution rate of a form whose total is 100; so far below 1 that the execution score cannot be full."""
    rate, weight = f.col("forms", "execution_rate").to_numpy(), f.col("forms", "execution_points").to_numpy()
    total = floats(f.frame("forms")["total_score"])
    # the printed score of execution says itself that it is not full, however little is missing
    told = f.col("forms", "execution_score").to_numpy() < weight - 0.005
    shows = (np.round(weight * (1 - rate), 6) > f.preset["tolerance.score"]) | (told & (rate < 1))
    return judged(
        pd.Series(np.where(shows, rate, 1.0)), ("ne.total", np.isnan(total)), ("na.not_full", total < f.preset["weights.total"] - _EPS),
        ("na.other_rule", total > f.preset["weights.total"] + _EPS),
        ("na.no_execution", np.isnan(weight)), ("ne.amount", np.isnan(rate)),
        ("na.other_rule", f.col("forms", "scale_slip").notna().to_numpy()),
    )  # fmt: skip


@derived("forms", "exactly_met_share", "exactly_met", "measured_rows", needs=["indicators.ratio"])
def _exactly_met(f: Frames) -> dict[str, Judged | pd.Series]:
    """Share of the measured indicators whose actual value is exactly the target, of at least five."""
    ratio = row_column(f, "ratio")
    measured = _count(f, ~np.isnan(ratio))
    exact = _count(f, np.abs(ratio - 1) < _EPS)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(measured > 0, exact / measured, _NAN)
    return {
        "exactly_met_share": judged(pd.Series(np.round(share, 6)), ("na.few", measured < 5)),
        "exactly_met": pd.Series(exact), "measured_rows": pd.Series(measured),
    }  # fmt: skip


def _same_score(rows: list[tuple[float, float]]) -> bool:
    """At least three shortfalls of clearly different size with one and the same share of the points."""
    ratios = [r for r, _ in rows]
    return len(rows) >= 3 and len({round(s, 6) for _, s in rows}) == 1 and max(ratios) - min(ratios) > 0.1


@derived("forms", "score_pattern", needs=["indicators.ratio", "indicators.share_of_points"])
def _score_pattern(f: Frames) -> Judged:
    """Number of indicators that missed their target by different amounts and got the same share of points; 0 where they differ."""
    ratio, share = row_column(f, "ratio"), row_column(f, "share_of_points")
    mine = np.flatnonzero(
        _short(f)
        & np.isin(row_column(f, "direction"), [*_POSITIVE, "="])
        & ~np.isnan(share)
        & (share > 0)
        & (share < 1)
    )
    at = f.form_index("indicators")
    by_form: dict[int, list[tuple[float, float]]] = {}
    for i in mine:
        by_form.setdefault(int(at[i]), []).append((float(ratio[i]), float(share[i])))
    out = np.zeros(len(f.frame("forms")))
    few = np.ones(len(out), dtype=bool)
    for form, rows in by_form.items():
        few[form] = len(rows) < 3
        out[form] = len(rows) if _same_score(rows) else 0
    return judged(pd.Series(out), ("na.few", few))


@derived("indicators", "score_rounded", needs=["indicators.score", "indicators.recomputed_low"])
def _score_rounded(f: Frames) -> Judged:
    """1 where the score of an indicator that missed its target is the recomputed one rounded to a whole number."""
    score, exact = row_score(f), row_column(f, "recomputed_low")
    rounded = rounded_to(score, exact, f.preset["tolerance.score"]) & (row_column(f, "is_full") != 1)
    return judged(pd.Series(rounded.astype(float)), *_positive_rows(f), ("na.met", ~_short(f)))
