"""Columns about reasons for deviations, problems, measures and conclusions (rules E01–E13)."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pandas as pd

from selfeval_nb.checks.claims.states import says_undone
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import floats, head_texts, map_texts, printed, texts
from selfeval_nb.checks.table.mentions import words_of
from selfeval_nb.checks.table.rows import explains_row
from selfeval_nb.checks.table.word_lists import pattern, says
from selfeval_nb.forms.blocks.head import GRADES, ticked_grade
from selfeval_nb.forms.words.text import norm

Why = tuple[str, np.ndarray]
_NAN = np.nan
_EPS = 1e-9
_END = "。.;；,，、!！ "
_CLAUSE = re.compile(r"[,。;；!\n]+")
SHORT = 6  # characters below which a reason says too little (§3.6 E05)


def _flag(mask: np.ndarray, *why: Why) -> Judged:
    return judged(pd.Series(np.asarray(mask, dtype=float)), *why)


@lru_cache(maxsize=65536)
def reason_kind(text: str) -> str:
    """What a deviation cell is: '' blank or a dash, ``none`` (无, 无偏差), ``placeholder`` (0, 达成预期指标), ``vague`` or ``text``."""
    said = norm(text).strip(_END)
    if not said or set(said) <= set("-—–/\\"):
        return ""
    if pattern("explanations", "reason", "nothing").match(said):
        return "none"
    if pattern("explanations", "reason", "placeholder").match(said):
        return "placeholder"
    clauses = [c for c in _CLAUSE.split(said) if c]
    stock, promise = pattern("explanations", "reason", "stock"), pattern("explanations", "reason", "promise")
    if all(stock.match(c) or promise.match(c) for c in clauses):
        return "vague"
    if len(said) < SHORT and not says(said, "explanations", "measure", "words"):
        return "vague"
    return "text"


@lru_cache(maxsize=65536)
def has_measure(text: str) -> bool:
    """Whether a text says what was or will be done about it."""
    return says(text, "explanations", "measure", "words")


_PART = re.compile(r"[;；。\n]|(?<!\d)[2二]、|其二|二是")


@lru_cache(maxsize=65536)
def follows_cause(text: str) -> bool:
    """Whether something is said behind the cause: 山区回收点少；新设回收点9处. What follows the cause in a sentence of its own is what was done about it."""
    parts = [p for p in _PART.split(norm(text)) if len(p) >= 4]
    return len(parts) >= 2 and not says(parts[-1], "explanations", "cause", "only")


@lru_cache(maxsize=65536)
def measure_alone(text: str) -> bool:
    """Whether a text only promises (今后加强沟通，按季度排课) and says nothing of why."""
    said = norm(text)
    return says(said, "explanations", "cause", "promise_head") and not says(said, "explanations", "cause", "trouble")


@lru_cache(maxsize=65536)
def says_unfinished(text: str) -> bool:
    """Whether a reason says that the target was missed (and not that it was made up for)."""
    return says(text, "explanations", "unfinished", "words") and not says(text, "explanations", "unfinished", "not")


@lru_cache(maxsize=65536)
def says_target_missed(text: str) -> bool:
    """Whether a reason says that the target itself was missed. Of a row that lost points 尚未建立备份 only tells what they were lost for."""
    return says_unfinished(text) and says(text, "explanations", "unfinished", "target")


@lru_cache(maxsize=65536)
def says_weakness(text: str) -> bool:
    """Whether a reason speaks of a weakness (不足, 滞后), which goes badly with full points."""
    return says(text, "explanations", "unfinished", "weak") and not (
        says(text, "explanations", "unfinished", "weak_not") or says(text, "explanations", "unfinished", "not")
    )


@lru_cache(maxsize=65536)
def says_over(text: str) -> bool:
    """Whether a reason says that more was done than planned."""
    return says(text, "explanations", "over", "words") and not says(text, "explanations", "over", "not")


@lru_cache(maxsize=16384)
def says_none(text: str) -> bool:
    """Whether a problems or measures cell says that there are none."""
    return bool(text) and pattern("explanations", "none", "text").match(norm(text).strip(_END)) is not None


_SENTENCE = re.compile(r"[^。；;\n]+")


@lru_cache(maxsize=16384)
def _beside_funds(text: str) -> str:
    """A note without its sentences about the funds: 执行率83%，结余已收回 explains no indicator."""
    return "；".join(s for s in _SENTENCE.findall(text) if not says(s, "explanations", "explains", "funds"))


def _said(f: Frames, name: str) -> np.ndarray:
    """A text for the whole form, as far as it may be about indicators."""
    values = head_texts(f, name)
    return map_texts(values, _beside_funds) if name in ("other_notes", "conclusion") else values


@derived(
    "forms",
    "form_explains",
    "form_measures",
    needs=["forms.whole_reason", "forms.problems_text", "forms.measures_text"],
)
def _form_explains(f: Frames) -> dict[str, pd.Series]:
    """Whether the form explains deviations in a cell for the whole form, and whether it names measures there."""
    n = len(f.frame("forms"))
    explains, measures = np.zeros(n, bool), np.zeros(n, bool)
    for name in ("whole_reason", "problems_text", "other_notes", "conclusion"):
        values = _said(f, name)
        real = map_texts(values, lambda t: reason_kind(t) == "text" and not says_none(t), bool)
        if name not in ("whole_reason", "problems_text"):  # a conclusion or a note need not be about deviations
            real &= map_texts(values, lambda t: says(t, "explanations", "explains", "words"), bool)
        explains |= real
        measures |= map_texts(values, lambda t: reason_kind(t) == "text" and has_measure(t), bool)
    measures |= map_texts(head_texts(f, "measures_text"), lambda t: reason_kind(t) == "text" and not says_none(t), bool)
    return {"form_explains": pd.Series(explains), "form_measures": pd.Series(measures)}


@derived("indicators", "explained_elsewhere", needs=["forms.whole_reason", "forms.problems_text", "indicators.level3"])
def _explained_elsewhere(f: Frames) -> pd.Series:
    """Whether a text for the whole form explains this row: the cell made for it (偏差大或目标未完成原因分析) explains the rows that it names,
    or all when it names none; 存在问题, notes and conclusions those rows that they name, and the only one that deviates when they give a cause."""
    forms, ind = f.frame("forms"), f.frame("indicators")
    whole = map_texts(head_texts(f, "whole_reason"), lambda t: reason_kind(t) == "text" and not says_none(t), bool)
    spoken = np.full(len(forms), "", dtype=object)
    for name in ("problems_text", "other_notes", "conclusion"):
        spoken = spoken + _said(f, name) + "\n"
    explains = f.col("forms", "form_explains").to_numpy(dtype=bool) & ~whole
    cause = map_texts(spoken, lambda t: says(t, "explanations", "explains", "cause"), bool)
    deviating = _lost(f) | _short(f)
    alone = (f.sum_by_form("indicators", deviating) == 1) & cause
    at, names = f.form_index("indicators"), texts(ind["level3"])
    out = explains_row(f, np.where(whole, head_texts(f, "whole_reason"), ""))
    for i in np.flatnonzero(explains[at] & deviating & _weak(f)):
        wanted = words_of(names[i])
        named = len(wanted & words_of(spoken[at[i]])) >= max(1, len(wanted) / 3)
        out[i] = named or alone[at[i]]
    return pd.Series(out)


@derived("forms", "asks_reasons", needs=["forms.has_reason_column"])
def _asks_reasons(f: Frames) -> pd.Series:
    """Whether the layout has a column for reasons."""
    forms = f.frame("forms")
    column = (
        forms["has_reason_column"].fillna(False).to_numpy(dtype=bool)
        if "has_reason_column" in forms
        else np.zeros(len(forms), bool)
    )
    return pd.Series(column | printed(f, "indicators.reason"))


@derived(
    "indicators",
    "reason_kind",
    "points_lost",
    "fell_short",
    needs=["indicators.reason", "indicators.score", "indicators.met"],
)
def _deviation(f: Frames) -> dict[str, pd.Series]:
    """What the deviation cell is (see reason_kind), the points that the row lost, and 1 where its target was missed,
    by number or date or in words (未开展)."""
    ind = f.frame("indicators")
    weight, score = floats(ind["weight"]), floats(ind["score"])
    met = f.col("indicators", "met").to_numpy()
    undone = (f.col("indicators", "undone_words").to_numpy() != "") & np.isnan(met)
    return {
        "reason_kind": pd.Series(map_texts(texts(ind["reason"]), reason_kind), dtype=object),
        "points_lost": pd.Series(np.round(weight - score, 6)),
        "fell_short": pd.Series(np.where(undone, 1.0, np.where(np.isnan(met), _NAN, (met == 0).astype(float)))),
    }


def _kind(f: Frames) -> np.ndarray:
    return f.col("indicators", "reason_kind").to_numpy()


def _lost(f: Frames) -> np.ndarray:
    return f.col("indicators", "points_lost").to_numpy() > _EPS


def _short(f: Frames) -> np.ndarray:
    return f.col("indicators", "fell_short").to_numpy() == 1


def _silent(f: Frames) -> np.ndarray:
    return np.isin(_kind(f), ["", "none", "placeholder"])


def _weak(f: Frames) -> np.ndarray:
    """Rows whose own cell explains nothing, or nearly nothing."""
    return _kind(f) != "text"


def _elsewhere(f: Frames) -> np.ndarray:
    return f.col("indicators", "explained_elsewhere").to_numpy(dtype=bool)


def _row(f: Frames, name: str) -> np.ndarray:
    return f.per_form("indicators", name).to_numpy(dtype=bool)


def _scored(f: Frames) -> list[Why]:
    ind = f.frame("indicators")
    return [
        ("na.no_scores", ~_row(f, "has_scores")), ("na.no_weights", ~_row(f, "has_weights")),
        ("ne.weight", ind["weight"].isna().to_numpy()), ("ne.score", ind["score"].isna().to_numpy()),
    ]  # fmt: skip


@derived(
    "indicators",
    "loss_unexplained",
    "shortfall_unexplained",
    "reason_said",
    needs=["indicators.points_lost", "indicators.reason_kind"],
)
def _unexplained(f: Frames) -> dict[str, Judged | pd.Series]:
    """Points that a row lost without a word of reason in the row or for the whole form; 1 where a row without score missed its
    target without one; and what the cell says."""
    lost, silent, asks, whole = _lost(f), _silent(f), _row(f, "asks_reasons"), _elsewhere(f)
    ind = f.frame("indicators")
    points = f.col("indicators", "points_lost").to_numpy()
    # where scores are printed beside weights, the score rules and E01 tell
    unscored = ~(_row(f, "has_scores") & _row(f, "has_weights"))
    known = ~np.isnan(f.col("indicators", "fell_short").to_numpy())
    column: Why = ("na.not_printed", ~asks)
    told: Why = ("na.explained", whole & silent)
    return {
        "loss_unexplained": judged(
            pd.Series(np.where(lost & silent, points, 0.0)), *_scored(f), column, ("na.full", ~lost), told,
        ),
        "shortfall_unexplained": _flag(
            _short(f) & silent & unscored, column, ("ne.actual", ~known), ("na.met", ~_short(f)), ("na.other_rule", ~unscored), told,
        ),
        "reason_said": pd.Series([f"填“{norm(t)}”" if norm(t) else "空白" for t in texts(ind["reason"])], dtype=object),
    }  # fmt: skip


@derived(
    "forms",
    "form_loss_unexplained",
    "rows_lost",
    "form_shortfall_unexplained",
    "rows_short",
    needs=["forms.whole_reason", "indicators.points_lost"],
)
def _form_unexplained(f: Frames) -> dict[str, Judged | pd.Series]:
    """1 where a layout with one cell of reasons for the whole form leaves it blank though rows lost points (or missed their
    targets, where nothing is scored); and how many rows did."""
    rows_lost = f.sum_by_form("indicators", _lost(f))
    rows_short = f.sum_by_form("indicators", _short(f))
    asks, cell = f.col("forms", "asks_reasons").to_numpy(dtype=bool), printed(f, "whole_reason")
    told = f.col("forms", "form_explains").to_numpy(dtype=bool) | f.col("forms", "form_measures").to_numpy(dtype=bool)
    why: list[Why] = [("na.not_printed", ~cell), ("na.scope", asks), ("na.explained", told)]
    return {
        "form_loss_unexplained": _flag(rows_lost > 0, *why),
        "form_shortfall_unexplained": _flag((rows_short > 0) & (rows_lost == 0), *why),
        "rows_lost": pd.Series(rows_lost),
        "rows_short": pd.Series(rows_short),
    }


def _deviating(f: Frames) -> list[Why]:
    return [("na.not_printed", ~_row(f, "asks_reasons")), ("na.met", ~(_lost(f) | _short(f)))]


@derived(
    "indicators",
    "no_measure",
    "vague_reason",
    "measure_alone",
    needs=["indicators.reason_kind", "indicators.points_lost"],
)
def _weak_reasons(f: Frames) -> dict[str, Judged]:
    """1 where a row that lost points or missed its target gives a reason and no measure; 1 where its reason is a stock phrase; 1 where it promises something
    and names no cause."""
    kind = _kind(f)
    measure = map_texts(texts(f.frame("indicators")["reason"]), has_measure, bool)
    blank: Why = ("na.blank", _silent(f))
    reason = texts(f.frame("indicators")["reason"])
    measure |= map_texts(reason, lambda t: follows_cause(t), bool)
    only = map_texts(reason, measure_alone, bool)
    return {
        "measure_alone": _flag((kind == "text") & only, *_deviating(f), blank),
        "no_measure": _flag(
            (kind == "text") & ~measure, *_deviating(f), blank, ("na.explained", _row(f, "form_measures") & ~measure)
        ),
        "vague_reason": _flag(
            kind == "vague", *_deviating(f), blank, ("na.explained", _elsewhere(f) & (kind == "vague"))
        ),
    }


@derived(
    "indicators",
    "full_but_reason",
    "reason_contradicts_met",
    "reason_contradicts_short",
    "idle_reason",
    needs=["indicators.reason", "indicators.is_full", "indicators.met"],
)
def _contradictions(f: Frames) -> dict[str, Judged]:
    """1 where a row with full points explains that it was not finished; where a row that met its target says it did not; where
    one that missed it says that it did more; and where the cell of a row without deviation holds 0 or 达成预期指标."""
    reason = texts(f.frame("indicators")["reason"])
    unfinished, over = map_texts(reason, says_unfinished, bool), map_texts(reason, says_over, bool)
    admitted = map_texts(reason, lambda t: bool(says_undone(t)), bool)
    full = f.col("indicators", "is_full").to_numpy() == 1
    above = f.col("indicators", "ratio").to_numpy() >= f.preset["over.notice"]
    weak = (
        map_texts(reason, says_weakness, bool) & ~above
    )  # the reason for doing more may tell of what was short before
    missed = np.where(_lost(f), map_texts(reason, says_target_missed, bool), unfinished)
    met, mode = f.col("indicators", "met").to_numpy(), f.col("indicators", "judged_by").to_numpy()
    positive = np.isin(f.col("indicators", "direction").to_numpy(), [">=", ">", "="])
    measured = np.isin(mode, ["ratio", "date"])
    blank: Why = ("na.blank", _silent(f))
    return {
        "full_but_reason": _flag(full & (unfinished | weak | (admitted & ~above & ~(f.col("indicators", "target_base") == "元").to_numpy(dtype=bool))), *_scored(f), blank, ("na.not_full", ~full), ("na.other_rule", _short(f))),
        "reason_contradicts_met": _flag(missed & (met == 1) & ~full, blank, ("na.qualitative", ~measured), ("na.other_rule", full), ("na.not_met", met != 1)),
        "reason_contradicts_short": _flag(over & _short(f) & (mode == "ratio") & positive, blank, ("na.qualitative", ~measured), ("na.met", ~_short(f))),
        "idle_reason": _flag((_kind(f) == "placeholder") & ~_lost(f), ("na.not_printed", ~_row(f, "asks_reasons")), ("na.other_rule", _lost(f))),
    }  # fmt: skip


@derived(
    "forms", "same_reason", "same_reason_count", "same_reason_rows", "same_reason_first", needs=["indicators.reason"]
)
def _same_reason(f: Frames) -> dict[str, pd.Series]:
    """The deviation text that three or more rows of a form share, how many do, which, and the first of them."""
    reason, at = texts(f.frame("indicators")["reason"]), f.form_index("indicators")
    numbers = f.frame("indicators")["indicator_no"].tolist()
    n = len(f.frame("forms"))
    groups: list[dict[str, list[int]]] = [{} for _ in range(n)]
    for i in np.flatnonzero(np.isin(_kind(f), ["text", "vague"])):
        groups[at[i]].setdefault(norm(reason[i]), []).append(i)
    best = [max(g.values(), key=len, default=[]) for g in groups]
    best = [b if len(b) >= 3 else [] for b in best]
    return {
        "same_reason": pd.Series([reason[b[0]] if b else None for b in best], dtype=object),
        "same_reason_count": pd.Series([float(len(b)) for b in best]),
        "same_reason_rows": pd.Series(["、".join(str(numbers[i]) for i in b) for b in best], dtype=object),
        "same_reason_first": pd.Series([float(numbers[b[0]]) if b else 1.0 for b in best]),
    }


@derived(
    "forms",
    "problems_denied",
    "measures_denied",
    "deviating_rows",
    needs=["forms.problems_text", "forms.measures_text", "indicators.points_lost"],
)
def _denied(f: Frames) -> dict[str, Judged | pd.Series]:
    """1 where 存在问题 says none though rows lost points or missed targets; 1 where 改进措施 says none though problems are
    named or there are such rows; and the number of these rows."""
    problems, measures = head_texts(f, "problems_text"), head_texts(f, "measures_text")
    rows = f.sum_by_form("indicators", _lost(f) | _short(f))
    no_problems, no_measures = map_texts(problems, says_none, bool), map_texts(measures, says_none, bool)
    named = map_texts(problems, lambda t: reason_kind(t) in ("text", "vague") and not says_none(t), bool)
    return {
        "problems_denied": _flag(no_problems & (rows > 0), ("na.not_printed", ~printed(f, "problems_text") & (problems == "")), ("na.scope", ~no_problems)),
        "measures_denied": _flag(
            no_measures & (named | (rows > 0)), ("na.not_printed", ~printed(f, "measures_text") & (measures == "")), ("na.scope", ~no_measures),
            ("na.other_rule", no_problems & (rows > 0)),
        ),
        "deviating_rows": pd.Series(rows),
    }  # fmt: skip


@lru_cache(maxsize=16384)
def conclusion_scores(text: str) -> tuple[float, ...]:
    """The total scores that a conclusion names; points of parts (预算执行得分9.5分) and full marks are left out."""
    said = norm(text)
    part = pattern("explanations", "conclusion", "part")
    found: list[float] = []
    for key in ("score", "bare"):
        for m in pattern("explanations", "conclusion", key).finditer(said):
            before = re.split(r"[,，;；。、:：]", said[: m.start()])[-1][-8:]
            if not part.search(before if key == "score" else before + m[0]):
                found.append(float(m[1]))
        if found:
            break
    return tuple(dict.fromkeys(found))


@derived(
    "forms", "conclusion_gap", "conclusion_score", "conclusion_silent", needs=["forms.conclusion", "forms.total_score"]
)
def _conclusion(f: Frames) -> dict[str, Judged | pd.Series]:
    """Distance between the score in the conclusion and the printed total, that score, and 1 where the conclusion names none."""
    text, total = head_texts(f, "conclusion"), floats(f.frame("forms")["total_score"])
    n = len(text)
    gap, score, silent = np.full(n, _NAN), np.full(n, _NAN), np.zeros(n, bool)
    for i in np.flatnonzero(text != ""):
        named = conclusion_scores(str(text[i]))
        silent[i] = not named
        if named and not np.isnan(total[i]):
            score[i] = named[int(np.argmin(np.abs(np.array(named) - total[i])))]
            gap[i] = round(abs(score[i] - total[i]), 6)
    only_grade = map_texts(text, lambda t: ticked_grade(t) is not None or norm(t) in GRADES, bool)
    none: Why = ("na.not_printed", (text == "") | only_grade)
    return {
        "conclusion_gap": judged(pd.Series(gap), none, ("ne.total", np.isnan(total)), ("na.other_rule", silent)),
        "conclusion_score": pd.Series(score),
        "conclusion_silent": _flag(silent, none, ("na.no_scores", ~f.col("forms", "has_scores").to_numpy(dtype=bool))),
    }
