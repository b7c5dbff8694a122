"""Columns about what is there and what is missing (rules F01–F20)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.doubtful import doubted_block
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import (
    blank,
    cell_text,
    evaluates,
    floats,
    head_texts,
    map_texts,
    no_value,
    only,
    printed,
    prints,
    texts,
    unreadable,
)
from selfeval_nb.checks.table.rows import level_sum
from selfeval_nb.checks.table.word_lists import says
from selfeval_nb.forms.values.numbers import POINTS
from selfeval_nb.forms.words.text import norm

_NAN = np.nan


def _kind(f: Frames) -> np.ndarray:
    return texts(f.frame("forms")["kind"])


@derived("forms", "project_missing", needs=["forms.project", "forms.kind"])
def _project_missing(f: Frames) -> Judged:
    """1 where the project has no name; forms of a whole department have none by nature."""
    missing = blank(head_texts(f, "project"))
    return judged(
        pd.Series(missing.astype(float)),
        ("na.kind", _kind(f) == "department"),
        ("na.not_printed", missing & ~printed(f, "project")),
    )


@derived("forms", "unit_missing_where", "unit_missing_zh", "unit_missing_en", needs=["forms.department", "forms.unit"])
def _unit_missing(f: Frames) -> dict[str, pd.Series]:
    """Which of department and implementing unit has a printed label and a blank cell."""
    out = np.full(len(f.frame("forms")), None, dtype=object)
    empty = {name: blank(head_texts(f, name)) for name in ("department", "unit")}
    for name in ("unit", "department"):
        out[printed(f, name) & empty[name]] = name
    both = empty["department"] & empty["unit"] & printed(f, "department") & printed(f, "unit")
    what = pd.Series(out, dtype=object)
    zh = what.map({"department": "主管部门", "unit": "实施单位"}).astype(object).mask(both, "主管部门和实施单位")
    en = (
        what.map({"department": "department", "unit": "implementing unit"})
        .astype(object)
        .mask(both, "department and implementing unit")
    )
    return {"unit_missing_where": what, "unit_missing_zh": zh, "unit_missing_en": en}


@derived("forms", "year_missing", needs=["forms.year"])
def _year_missing(f: Frames) -> Judged:
    """1 where neither title nor head prints a year; a public notice without points need not."""
    bare = (f.frame("forms")["kind"] == "other").to_numpy(dtype=bool) | ~prints(f, "scores") & ~prints(f, "weights")
    return judged(pd.Series(f.frame("forms")["year"].isna().astype(float)), ("na.kind", bare))


@derived(
    "forms",
    "goal_missing",
    "actual_goal_length",
    "result_says_only_done",
    needs=["forms.goal_expected", "forms.goal_actual"],
)
def _goals(f: Frames) -> dict[str, Judged]:
    """1 where the expected goal is blank; how many characters the description of what was achieved has; and 1 where it says in more
    of them only that all was done (较好地完成了年初设定的目标任务)."""
    expected, actual = head_texts(f, "goal_expected"), head_texts(f, "goal_actual")
    # a layout without the block has neither cell; a blank cell is printed
    no_expected = ~printed(f, "goal_expected") & blank(expected)
    no_actual = ~printed(f, "goal_actual") & blank(actual)
    length = map_texts(actual, lambda t: float(len(norm(t).rstrip("。.;；"))), float)
    gone = no_expected & no_actual
    return {
        "goal_missing": judged(pd.Series(blank(expected).astype(float)), ("na.not_printed", gone)),
        "actual_goal_length": judged(pd.Series(length), ("na.not_printed", no_actual)),
        "result_says_only_done": judged(
            pd.Series(map_texts(actual, lambda t: says(t, "explanations", "done", "only"), float)),
            ("na.not_printed", no_actual),
            ("na.other_rule", length < 5),
        ),
    }


_LEVEL_WORDS = {
    "output": ("产出", "output"), "benefit": ("效益", "benefit"), "quantity": ("数量", "quantity"), "quality": ("质量", "quality"),
    "timeliness": ("时效", "timeliness"), "cost": ("成本", "cost"),
}  # fmt: skip


def _has(f: Frames, column: str, kind: str) -> np.ndarray:
    return f.sum_by_form("indicators", (f.col("indicators", column) == kind).to_numpy(dtype=float)) > 0


def _any_level(f: Frames) -> np.ndarray:
    return f.sum_by_form("indicators", (f.col("indicators", "level1_kind") != "").to_numpy(dtype=float)) > 0


@derived("forms", "no_output", "no_benefit", needs=["indicators.level1_kind"])
def _no_level1(f: Frames) -> dict[str, Judged]:
    """1 where the form has no filled output indicator, and no filled benefit indicator."""
    # a level in other words (项目完成, 产出及效率) may be what seems to be missing
    other = f.sum_by_form("indicators", (f.col("indicators", "level1_kind") == "").to_numpy(dtype=float)) > 0
    why = [
        ("na.kind", ~evaluates(f)), ("na.no_indicators", f.col("forms", "n_indicators").to_numpy() == 0), ("na.no_levels", ~_any_level(f) | other),
    ]  # fmt: skip
    return {
        "no_output": judged(pd.Series((~_has(f, "level1_kind", "output")).astype(float)), *why),
        "no_benefit": judged(pd.Series((~_has(f, "level1_kind", "benefit")).astype(float)), *why),
    }


@derived("forms", "missing_level2", "missing_level2_zh", "missing_level2_en", needs=["indicators.level2_kind"])
def _missing_level2(f: Frames) -> dict[str, Judged | pd.Series]:
    """How many second-level indicators that the preset requires have no filled row, and which."""
    required = f.preset["weights.required_level2"]
    gone = {k: ~(_has(f, "level2_kind", k) | ((k == "cost") & _has(f, "level1_kind", "cost"))) for k in required}
    n = len(f.frame("forms"))
    count = np.sum([g.astype(float) for g in gone.values()], axis=0) if gone else np.zeros(n)
    words = [
        np.array(["、".join(_LEVEL_WORDS[k][lang] for k in required if gone[k][i]) for i in range(n)], dtype=object)
        for lang in (0, 1)
    ]
    known = np.any([_has(f, "level2_kind", k) for k in ("quantity", "quality", "timeliness", "cost")], axis=0)
    return {
        "missing_level2": judged(
            pd.Series(count), ("na.no_indicators", f.col("forms", "n_indicators").to_numpy() == 0),
            ("na.no_levels", ~known), ("na.other_rule", f.col("forms", "no_output").to_numpy() == 1),
        ),
        "missing_level2_zh": pd.Series(words[0], dtype=object),
        "missing_level2_en": pd.Series(words[1], dtype=object),
    }  # fmt: skip


# ---- indicator cells ----------------------------------------------------------------------------------------------


def _cells(f: Frames, name: str) -> np.ndarray:
    return texts(f.frame("indicators")[name])


def throughout(f: Frames, blank_rows: np.ndarray) -> np.ndarray:
    """For each row whether its whole form (three rows and more) is blank in that column: one thing to say of the form, not one a row."""
    n = f.col("forms", "n_indicators").to_numpy()
    return ((f.sum_by_form("indicators", blank_rows.astype(float)) >= n) & (n >= 3))[f.form_index("indicators")]


@derived("forms", "no_points", needs=["forms.kind"])
def _not_scored(f: Frames) -> Judged:
    """1 where a project form has results and neither points nor scores."""
    project = (f.frame("forms")["kind"] == "project").to_numpy(dtype=bool)
    scored = prints(f, "weights") | prints(f, "scores")
    if (texts(f.frame("forms")["prints"]) == "").all():  # a form that no document was read for
        scored = f.col("forms", "has_weights").to_numpy(dtype=bool) | f.col("forms", "has_scores").to_numpy(dtype=bool)
    return judged(
        pd.Series((~scored & prints(f, "actuals")).astype(float)),
        ("na.kind", ~project),
        ("na.no_indicators", f.col("forms", "n_indicators").to_numpy() == 0),
    )


@derived(
    "forms",
    "blank_column_zh",
    "blank_column_en",
    needs=["indicators.score", "indicators.actual_text", "indicators.target_text"],
)
def _blank_columns(f: Frames) -> dict[str, Judged | pd.Series]:
    """The columns of targets, actual values or scores that a form prints and leaves blank in every row."""
    ind = f.frame("indicators")
    n = f.col("forms", "n_indicators").to_numpy()
    blanks = {
        ("指标值", "targets"): blank(_cells(f, "target_text"))
        & blank(texts(ind["target_adjusted"]) if "target_adjusted" in ind else np.full(len(ind), "", dtype=object)),
        ("实际完成值", "actuals"): blank(_cells(f, "actual_text")),
        ("得分", "scores"): np.isnan(floats(ind["score"])) & ~unreadable(f, "score"),
    }
    zh, en = np.full(len(n), "", dtype=object), np.full(len(n), "", dtype=object)
    has_column = f.frame("forms")["has_score_column"].fillna(False).to_numpy(dtype=bool)
    blanks["得分", "scores"] &= has_column[f.form_index("indicators")]
    for (label, name), rows in blanks.items():
        hit = (f.sum_by_form("indicators", rows.astype(float)) >= n) & (n >= 3) & prints(f, name)
        zh[hit] = np.where(zh[hit] == "", label, zh[hit] + "、" + label)
        en[hit] = np.where(en[hit] == "", name, en[hit] + ", " + name)
    return {
        "blank_column_zh": judged(only(zh != "", zh), ("na.kind", ~evaluates(f)), ("na.no_indicators", n == 0)),
        "blank_column_en": only(en != "", en),
    }  # fmt: skip


@derived(
    "indicators",
    "name_missing",
    "target_missing",
    "nothing_but_points",
    "actual_missing",
    needs=["indicators.level3", "indicators.target_text", "indicators.actual_text"],
)
def _indicator_cells(f: Frames) -> dict[str, Judged]:
    """1 where the name, the target or the actual value of a filled indicator row is blank. A printed dash says that it does not apply, and a
    column that the form does not print cannot be left blank. A row without target and result that has points all the same gives its score."""
    ind = f.frame("indicators")
    name, target, actual = (
        blank(_cells(f, "level3")),
        blank(_cells(f, "target_text")),
        blank(_cells(f, "actual_text")),
    )
    no_targets, no_actuals = (
        ~prints(f, "targets")[f.form_index("indicators")],
        ~prints(f, "actuals")[f.form_index("indicators")],
    )
    numbers = ~np.isnan(floats(ind["weight"])) | ~np.isnan(floats(ind["score"]))
    no_names = f.sum_by_form("indicators", ~name)[f.form_index("indicators")] == 0
    none_asked = no_value(_cells(f, "actual_text")) & ~numbers  # a row that nobody filled in is no fault of its target
    # of accidents, complaints and faults 无 is a target: none are to happen
    zero = map_texts(_cells(f, "target_text"), lambda t: norm(t) in ("无", "没有"), bool) & map_texts(
        _cells(f, "level3"),
        lambda t: (
            says(t, "values", "direction", "fault")
            or (says(t, "values", "direction", "few") and not says(t, "values", "direction", "few_not"))
        ),
        bool,
    )
    adjusted = _cells(f, "target_adjusted") if "target_adjusted" in ind else np.full(len(ind), "", dtype=object)
    bare = (
        target
        & no_value(adjusted)
        & actual
        & ~name
        & (floats(ind["score"]) > 0)
        & evaluates(f)[f.form_index("indicators")]
    )
    return {
        "name_missing": judged(pd.Series(name.astype(float)), ("na.not_printed", no_names)),
        "target_missing": judged(
            pd.Series((target & no_value(adjusted) & ~zero).astype(float)),
            ("na.not_printed", no_targets),
            ("na.kind", ~evaluates(f)[f.form_index("indicators")]),
            ("na.other_rule", throughout(f, target) | (bare & ~no_targets & ~no_actuals)),
            ("na.scope", none_asked),
        ),
        "nothing_but_points": judged(
            only(bare, floats(ind["score"])),
            ("na.not_printed", no_targets | no_actuals),
            ("na.other_rule", throughout(f, target)),
        ),
        "actual_missing": judged(
            pd.Series(actual.astype(float)),
            ("na.not_printed", no_actuals),
            ("na.scope", target & ~numbers),
            ("na.other_rule", target & actual),
        ),
    }


@derived(
    "indicators",
    "score_missing",
    "weight_missing",
    "score_unreadable",
    needs=["indicators.score", "indicators.weight", "forms.has_scores"],
)
def _points_missing(f: Frames) -> dict[str, Judged]:
    """1 where an indicator with points has no score (a lone 分 is none), and where one with a score has no points."""
    ind = f.frame("indicators")
    weight, score = floats(ind["weight"]), floats(ind["score"])
    has_scores = f.per_form("indicators", "has_scores").to_numpy(dtype=bool)
    has_weights = f.per_form("indicators", "has_weights").to_numpy(dtype=bool)
    unread = unreadable(f, "score")
    # where most rows have none the layout prints points for levels or groups of rows
    n = f.col("forms", "n_indicators").to_numpy()
    mostly = (f.sum_by_form("indicators", np.isnan(weight).astype(float)) * 2 >= n)[f.form_index("indicators")]
    return {
        "score_unreadable": judged(
            only(unread, texts(ind["score_text"])), ("na.no_scores", ~has_scores)
        ),
        "score_missing": judged(
            pd.Series((np.isnan(score) & ~unread).astype(float)), ("na.no_scores", ~has_scores),
            ("na.scope", (weight == 0) | (np.isnan(weight) & has_weights)), ("na.kind", ~evaluates(f)[f.form_index("indicators")]),
            ("ne.reading", doubted_block(f, "indicators")[f.form_index("indicators")]),
            ("ne.weight", np.isnan(weight)), ("na.other_rule", throughout(f, np.isnan(score) & ~unread)),
        ),
        "weight_missing": judged(
            pd.Series(np.isnan(weight).astype(float)), ("na.other_rule", mostly),
            ("na.no_weights", ~has_weights), ("na.blank", np.isnan(weight) & np.isnan(score)),
        ),
    }  # fmt: skip


# ---- residues of the template -------------------------------------------------------------------------------------

RESIDUE = re.compile(
    r"[×＊*]{2,}|(?<![A-Za-z])[xX]{2,}(?![A-Za-z])|^指标[一二三四五六七八九十\d]*[:：]?$|^(?:…|\.{3}|。{3})+$|_{3,}"
)
INSTRUCTION = re.compile(
    r"[(（]?(?:限|不超过|控制在)?\d+字(?:以内|以下|左右|之内)|(?:不超过|不多于|限)\d+字|结合自评情况.{0,4}说明|对照(?:年度|绩效|预期)?目标.{0,4}(?:逐条)?说明"
    r"|(?:的|时),?(?:应当?|需要?|须)说明(?:原因|理由)|请(?:在此处?|于此处?)?(?:填写|填报|说明|简要|如实|逐项)|此处填写|^[(（]填写.*[)）]$|(?:逐项|逐条)(?:填写|填报)|^针对存在的?问题[,，]?提出.{0,8}(?:措施|意见|建议)(?:$|[,，。(（])|填写说明|填报说明|填表说明|简要说明.{0,12}(?:情况|原因)[(（]"
)


# ××县, ××局 is how names are left out of a published form; ×× alone was never filled in
_HEAD_RESIDUE = re.compile(
    r"(?<![×＊*])[×＊*]{2,}(?![×＊*县市区镇乡村局路街省所院校人某号])|(?<![A-Za-z])[xX]{2,}(?![A-Za-z县市区镇乡村局路街省所院校人某号])|_{3,}|^(?:…|\.{3})+$"
)


@derived(
    "forms", "head_residue_where", "head_residue", needs=["forms.project", "forms.goal_expected", "forms.goal_actual"]
)
def _head_residue(f: Frames) -> dict[str, pd.Series]:
    """The field of the head (project or goal) that still holds a placeholder of the template, and its text."""
    where = np.full(len(f.frame("forms")), None, dtype=object)
    text = np.full(len(where), None, dtype=object)
    for name in ("goal_actual", "goal_expected", "project"):
        values = head_texts(f, name)
        hit = map_texts(values, lambda t: _HEAD_RESIDUE.search(norm(t)) is not None, bool)
        where[hit], text[hit] = name, values[hit]
    return {"head_residue_where": pd.Series(where, dtype=object), "head_residue": pd.Series(text, dtype=object)}


#: A number left out in the brackets of a name (数量（≥**人）) comes with the system's list of indicators, as do rows of bare dashes.
_IN_BRACKETS = re.compile(r"[(（][^()（）]*[×＊*]{2,}[^()（）]*[)）]")
_DASH = re.compile(r"^[-—–/\\|｜\s]*$")


@derived(
    "indicators", "residue_where", "residue", "residue_note", needs=["indicators.level3", "indicators.target_text"]
)
def _residue(f: Frames) -> dict[str, pd.Series]:
    """The field (name, target, actual or reason) that still holds a placeholder of the template, and its text; apart the names whose
    placeholder the system printed, or whose row holds only dashes."""
    where = np.full(len(f.frame("indicators")), None, dtype=object)
    text = np.full(len(where), None, dtype=object)
    for name in ("reason", "actual_text", "target_text", "level3"):
        values = _cells(f, name)
        hit = map_texts(values, lambda t: RESIDUE.search(norm(t)) is not None, bool)
        where[hit], text[hit] = name, values[hit]
    names = _cells(f, "level3")
    printed_so = map_texts(names, lambda t: RESIDUE.search(_IN_BRACKETS.sub("", norm(t))) is None, bool)
    target, actual = (
        map_texts(_cells(f, name), lambda t: _DASH.search(norm(t)) is not None, bool)
        for name in ("target_text", "actual_text")
    )
    note = (where == "level3") & (printed_so | (target & actual))
    return {
        "residue_where": pd.Series(where, dtype=object),
        "residue": only(~note, text),
        "residue_note": only(note, text),
    }


def _instructed(values: np.ndarray) -> np.ndarray:
    return map_texts(values, lambda t: INSTRUCTION.search(norm(t)) is not None, bool)


_FORM_TEXTS = (
    "goal_expected",
    "goal_actual",
    "conclusion",
    "problems_text",
    "measures_text",
    "other_notes",
    "whole_reason",
)
_PLACES = ("goal_expected", "goal_actual")
_TEXT_WORDS = {
    "goal_expected": ("预期目标", "expected goal"), "goal_actual": ("目标完成情况", "goal achieved"), "conclusion": ("评价结论", "conclusion"),
    "problems_text": ("存在问题", "problems"), "measures_text": ("改进措施", "measures"), "other_notes": ("其他说明", "other notes"),
    "whole_reason": ("偏差原因", "reasons"),
}  # fmt: skip


@derived(
    "forms",
    "instruction_where",
    "instruction_cell",
    "instruction",
    "instruction_more_zh",
    "instruction_more_en",
    needs=["forms.goal_expected", "forms.conclusion"],
)
def _form_instruction(f: Frames) -> dict[str, pd.Series]:
    """The first text of the form that still holds the printed instructions: its place, its cell and the text; and which others do."""
    n = len(f.frame("forms"))
    where, cell, text = (np.full(n, None, dtype=object) for _ in range(3))
    others: list[list[str]] = [[] for _ in range(n)]
    for name in reversed(_FORM_TEXTS):
        values = head_texts(f, name)
        hit = _instructed(values)
        for i in np.flatnonzero(hit).tolist():
            others[i].insert(0, name)
        where[hit], cell[hit], text[hit] = name if name in _PLACES else "form", name, values[hit]
    rest = [names[1:] for names in others]
    more_zh = ["（另有" + "、".join(_TEXT_WORDS[name][0] for name in names) + "）" if names else "" for names in rest]
    more_en = [" (and " + ", ".join(_TEXT_WORDS[name][1] for name in names) + ")" if names else "" for names in rest]
    columns = {"where": where, "cell": cell, "more_zh": more_zh, "more_en": more_en}
    return {"instruction": pd.Series(text, dtype=object)} | {
        f"instruction_{k}": pd.Series(v, dtype=object) for k, v in columns.items()
    }


@derived(
    "indicators", "row_instruction_where", "row_instruction", needs=["indicators.reason", "indicators.actual_text"]
)
def _row_instruction(f: Frames) -> dict[str, pd.Series]:
    """The field of an indicator row that still holds the printed instructions, and its text."""
    where = np.full(len(f.frame("indicators")), None, dtype=object)
    text = np.full(len(where), None, dtype=object)
    for name in ("reason", "actual_text", "target_text"):
        values = _cells(f, name)
        hit = _instructed(values)
        where[hit], text[hit] = name, values[hit]
    return {"row_instruction_where": pd.Series(where, dtype=object), "row_instruction": pd.Series(text, dtype=object)}


@derived("funds", "fund_instruction", needs=["funds.reason"])
def _fund_instruction(f: Frames) -> pd.Series:
    """The reason cell of a funds row that still holds the printed instructions."""
    values = texts(f.frame("funds")["reason"])
    return only(_instructed(values), values)


# ---- the form as a whole ------------------------------------------------------------------------------------------


@derived("forms", "blank_rows", needs=["forms.placeholders"])
def _blank_rows(f: Frames) -> pd.Series:
    """How many rows hold only level names."""
    return pd.Series(floats(f.frame("forms")["placeholders"]))


@derived("forms", "total_row_missing", needs=["forms.has_total_row", "forms.has_scores"])
def _total_row_missing(f: Frames) -> Judged:
    """1 where a form with scores prints no total row (总分, 合计, 自评总分)."""
    forms = f.frame("forms")
    has = printed(f, "total_score") | forms["total_score"].notna().to_numpy()
    if "has_total_row" in forms:
        has = has | forms["has_total_row"].fillna(False).to_numpy(dtype=bool)
    return judged(
        pd.Series((~has).astype(float)),
        ("na.kind", ~evaluates(f)),
        ("na.no_scores", ~f.col("forms", "has_scores").to_numpy(dtype=bool)),
    )


@derived("forms", "indicator_count", needs=["forms.n_indicators"])
def _indicator_count(f: Frames) -> pd.Series:
    """How many filled indicators the form has, none included."""
    return f.col("forms", "n_indicators")


_NOTE = {
    "output": re.compile(rf"产出(?:指标)?(?:为|占|权重|分值)?[(:]?({POINTS})(?:分|%)"),
    "benefit": re.compile(rf"效益(?:指标)?(?:为|占|权重|分值)?[(:]?({POINTS})(?:分|%)"),
    "satisfaction": re.compile(rf"满意度(?:指标)?(?:为|占|权重|分值)?[(:]?({POINTS})(?:分|%)"),
}


@derived("forms", "note_gap", "note_weights", "form_weights", needs=["forms.notes", "levels.weight_sum"])
def _note_gap(f: Frames) -> dict[str, Judged | pd.Series]:
    """Largest difference between the first-level weights that a printed note names and those of the form; both as text."""
    notes = head_texts(f, "notes") + "\n" + head_texts(f, "other_notes")
    sums = {k: level_sum(f, k) for k in _NOTE}
    n = len(notes)
    gap = np.full(n, _NAN)
    note_text, form_text = np.full(n, "", dtype=object), np.full(n, "", dtype=object)
    zh = {"output": "产出", "benefit": "效益", "satisfaction": "满意度"}
    for i in np.flatnonzero(notes != "\n"):
        text = norm(str(notes[i]))
        named = {k: float(m[1]) for k, rx in _NOTE.items() if (m := rx.search(text))}
        if len(named) >= 2:
            gap[i] = max(abs(v - sums[k][i]) for k, v in named.items())
            note_text[i] = "、".join(f"{zh[k]}{v:g}" for k, v in named.items())
            form_text[i] = "、".join(f"{zh[k]}{sums[k][i]:g}" for k in named)
    weights = f.col("forms", "has_weights").to_numpy(dtype=bool)
    return {
        "note_gap": judged(pd.Series(gap), ("na.no_weights", ~weights), ("na.not_printed", np.isnan(gap)), ("ne.weights_missing", f.col("forms", "weights_missing").to_numpy() > 0)),
        "note_weights": pd.Series(note_text, dtype=object),
        "form_weights": pd.Series(form_text, dtype=object),
    }  # fmt: skip


@derived("forms", "unclaimed_share", needs=["forms.cells_read", "forms.cells_unclaimed"])
def _unclaimed_share(f: Frames) -> Judged:
    """Share of the non-blank cells that could not be understood."""
    forms = f.frame("forms")
    read, lost = floats(forms["cells_read"]), floats(forms["cells_unclaimed"])
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(read > 0, lost / read, _NAN)
    return judged(pd.Series(np.round(share, 6)), ("ne.cells", np.isnan(share)))


@derived("forms", "total_score_missing", needs=["forms.total_score", "forms.has_scores"])
def _total_score_missing(f: Frames) -> Judged:
    """1 where the total row is printed and its score is blank (also where only the unit 分 is left)."""
    missing = f.frame("forms")["total_score"].isna().to_numpy()
    text = cell_text(f, "total_score")
    unreadable = np.array([t is not None and not no_value(np.array([t], dtype=object))[0] for t in text], dtype=bool)
    return judged(
        pd.Series(missing.astype(float)),
        ("na.kind", ~evaluates(f)),
        ("na.other_rule", np.array(["得分" in (z or "") for z in f.col("forms", "blank_column_zh")], dtype=bool)),
        ("na.no_scores", ~f.col("forms", "has_scores").to_numpy(dtype=bool)),
        ("na.other_rule", f.col("forms", "total_row_missing").to_numpy() == 1),
        ("ne.total", missing & (unreadable | doubted_block(f, "totals"))),
    )
