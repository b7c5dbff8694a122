"""Columns about blank cells of the indicators, a row or a whole column at a time (rules F09–F13, F21, F22)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from selfeval_nb.checks.book.template import number
from selfeval_nb.checks.table.doubtful import doubted_block
from selfeval_nb.checks.table.frames import Frames, Judged, derived, filled, judged
from selfeval_nb.checks.table.grains import (
    blank,
    evaluates,
    floats,
    map_texts,
    no_value,
    only,
    prints,
    texts,
    unreadable,
)
from selfeval_nb.checks.table.rows import bonus_rows
from selfeval_nb.checks.table.word_lists import says
from selfeval_nb.common.said import said
from selfeval_nb.forms.values.units import known
from selfeval_nb.forms.words.text import norm


def cell_texts(f: Frames, name: str) -> np.ndarray:
    return texts(f.frame("indicators")[name])


def throughout(f: Frames, blank_rows: np.ndarray) -> np.ndarray:
    """For each row whether its whole form (three rows and more) is blank in that column: one thing to say of the form, not one a row."""
    n = f.col("forms", "n_indicators").to_numpy()
    return ((f.sum_by_form("indicators", blank_rows.astype(float)) >= n) & (n >= 3))[f.form_index("indicators")]


@derived(
    "forms",
    "blank_column_zh",
    "blank_column_en",
)
def _blank_columns(f: Frames) -> dict[str, Judged | pd.Series]:
    """The columns of targets, actual values or scores that a form prints and leaves blank in every row."""
    ind = f.frame("indicators")
    n = f.col("forms", "n_indicators").to_numpy()
    blanks = {
        "targets": blank(cell_texts(f, "target_text"))
        & blank(texts(ind["target_adjusted"]) if "target_adjusted" in ind else np.full(len(ind), "", dtype=object)),
        "actuals": blank(cell_texts(f, "actual_text")),
        "scores": np.isnan(floats(ind["score"])) & ~unreadable(f, "score"),
    }
    zh, en = np.full(len(n), "", dtype=object), np.full(len(n), "", dtype=object)
    has_column = f.frame("forms")["has_score_column"].fillna(False).to_numpy(dtype=bool)
    blanks["scores"] &= has_column[f.form_index("indicators")]
    words = said(__name__)
    for name, rows in blanks.items():
        hit = (f.sum_by_form("indicators", rows.astype(float)) >= n) & (n >= 3) & prints(f, name)
        label, label_en = words["zh"][name], words["en"][name]
        zh[hit] = np.where(zh[hit] == "", label, zh[hit] + "、" + label)
        en[hit] = np.where(en[hit] == "", label_en, en[hit] + ", " + label_en)
    return {
        "blank_column_zh": judged(only(zh != "", zh), ("na.kind", ~evaluates(f)), ("na.no_indicators", n == 0)),
        "blank_column_en": only(en != "", en),
    }  # fmt: skip


@derived(
    "indicators",
    "name_filled",
    "target_filled",
    "nothing_but_points",
    "actual_filled",
)
def _indicator_cells(f: Frames) -> dict[str, Judged]:
    """The name, the target (the adjusted one where that alone is printed) and the actual value of a filled indicator row; missing where blank. A printed dash says that it does not apply, and a
    column that the form does not print cannot be left blank. A row without target and result that has points all the same gives its score."""
    ind = f.frame("indicators")
    name, target, actual = (
        blank(cell_texts(f, "level3")),
        blank(cell_texts(f, "target_text")),
        blank(cell_texts(f, "actual_text")),
    )
    no_targets, no_actuals = (
        ~prints(f, "targets")[f.form_index("indicators")],
        ~prints(f, "actuals")[f.form_index("indicators")],
    )
    numbers = ~np.isnan(floats(ind["weight"])) | ~np.isnan(floats(ind["score"]))
    no_names = f.sum_by_form("indicators", ~name)[f.form_index("indicators")] == 0
    # a target that is nothing but its unit (公里) was never set
    unit_alone = map_texts(cell_texts(f, "target_text"), lambda t: bool(norm(t)) and known(norm(t)), bool)
    none_asked = no_value(cell_texts(f, "actual_text")) & (
        ~numbers | (unit_alone & (np.nan_to_num(floats(ind["score"])) == 0))
    )  # a row that nobody filled in is no fault of its target
    # of accidents, complaints and faults 无 is a target: none are to happen
    zero = map_texts(cell_texts(f, "target_text"), lambda t: norm(t) in ("无", "没有"), bool) & map_texts(
        cell_texts(f, "level3"),
        lambda t: (
            says(t, "values", "direction", "fault")
            or (says(t, "values", "direction", "few") and not says(t, "values", "direction", "few_not"))
        ),
        bool,
    )
    adjusted = cell_texts(f, "target_adjusted") if "target_adjusted" in ind else np.full(len(ind), "", dtype=object)
    # what is to be reached may stand in the scoring standard of the row
    standard = ~no_value(cell_texts(f, "method")) if "method" in ind else np.zeros(len(ind), dtype=bool)
    bare = (
        target
        & no_value(adjusted)
        & actual
        & ~name
        & (floats(ind["score"]) > 0)
        & evaluates(f)[f.form_index("indicators")]
    )
    return {
        "name_filled": filled(
            cell_texts(f, "level3"),
            name,
            ("na.not_printed", no_names),
            ("ne.reading", doubted_block(f, "indicators")[f.form_index("indicators")]),
        ),
        "target_filled": filled(
            np.where(target, adjusted, cell_texts(f, "target_text")),
            target & no_value(adjusted) & ~zero,
            ("na.not_printed", no_targets),
            ("na.kind", ~evaluates(f)[f.form_index("indicators")]),
            ("na.other_rule", throughout(f, target) | (bare & ~no_targets & ~no_actuals)),
            ("na.scope", standard | bonus_rows(f)),
            ("na.scope", none_asked),
        ),
        "nothing_but_points": judged(
            only(bare, floats(ind["score"])),
            ("na.not_printed", no_targets | no_actuals),
            ("na.other_rule", throughout(f, target)),
            ("na.scope", standard),
        ),
        "actual_filled": filled(
            cell_texts(f, "actual_text"),
            actual,
            ("na.not_printed", no_actuals),
            ("na.scope", (target & ~numbers) | (unit_alone & none_asked)),
            ("na.other_rule", (target & actual) | throughout(f, actual)),
        ),
    }


@derived(
    "indicators",
    "score_filled",
    "weight_filled",
    "points_filled",
    "score_unreadable",
)
def _points_missing(f: Frames) -> dict[str, Judged]:
    """The score of an indicator with points as printed (a lone 分 is none), and the points of one with a score; missing where there are none. Apart
    a score that is no number; and the points or the score of a row with target and result (0 for what is
    no number), missing where it has neither beside rows that have both (a row that breaks down the
    one above need not)."""
    ind = f.frame("indicators")
    weight, score = floats(ind["weight"]), floats(ind["score"])
    has_scores = f.per_form("indicators", "has_scores").to_numpy(dtype=bool)
    has_weights = f.per_form("indicators", "has_weights").to_numpy(dtype=bool)
    unread = unreadable(f, "score")
    said = texts(ind["score_text"]) if "score_text" in ind else np.full(len(ind), "", dtype=object)
    # where most rows have none the layout prints points for levels or groups of rows
    n = f.col("forms", "n_indicators").to_numpy()
    shared = ind["shared_with"].notna().to_numpy() if "shared_with" in ind else np.zeros(len(ind), dtype=bool)
    bare = np.isnan(weight) & np.isnan(score) & ~unread & ~unreadable(f, "weight")
    part = map_texts(cell_texts(f, "level3"), lambda t: norm(t).startswith(("其中", "其他")), bool)
    nothing = no_value(cell_texts(f, "target_text")) | no_value(cell_texts(f, "actual_text"))
    nothing |= blank(cell_texts(f, "level3"))
    mostly = (f.sum_by_form("indicators", np.isnan(weight).astype(float)) * 2 >= n)[f.form_index("indicators")]
    return {
        "score_unreadable": judged(
            only(unread, said), ("na.no_scores", ~has_scores)
        ),
        "score_filled": filled(
            [s or number(x) for s, x in zip(said, score, strict=True)], np.isnan(score) & ~unread, ("na.no_scores", ~has_scores),
            ("na.no_weights", ~has_weights & ~prints(f, "weights")[f.form_index("indicators")]),
            ("na.scope", (weight == 0) | (np.isnan(weight) & has_weights)), ("na.kind", ~evaluates(f)[f.form_index("indicators")]),
            ("ne.reading", doubted_block(f, "indicators")[f.form_index("indicators")]),
            ("ne.weight", np.isnan(weight)), ("na.other_rule", throughout(f, np.isnan(score) & ~unread)),
        ),
        "points_filled": filled(
            np.fmax(np.nan_to_num(weight), np.nan_to_num(score)), bare, ("na.no_weights", ~has_weights | ~has_scores), ("na.scope", shared | part | nothing),
            ("na.other_rule", mostly), ("ne.reading", doubted_block(f, "indicators")[f.form_index("indicators")]),
        ),
        "weight_filled": judged(
            weight, ("na.other_rule", mostly), ("na.scope", bonus_rows(f)),
            ("na.no_weights", ~has_weights), ("na.blank", np.isnan(weight) & np.isnan(score)),
        ),
    }  # fmt: skip
