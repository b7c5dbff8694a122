"""Columns about the quality of indicators (rules Q01–Q17). The word lists stand in table/words_quality.toml."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from selfeval_nb.checks.claims.subjects import pieces
from selfeval_nb.checks.table.frames import Frames, Judged, derived, judged
from selfeval_nb.checks.table.grains import evaluates, floats, map_texts, no_value, printed, texts
from selfeval_nb.checks.table.rows import kind2, level1, names, rows_of, similar_names
from selfeval_nb.checks.table.value_rows import WORDS
from selfeval_nb.checks.table.word_lists import groups, pattern
from selfeval_nb.forms.words.text import norm

_COUNTED = ("number", "range")


def has(values: np.ndarray, key: str) -> np.ndarray:
    """Whether the pattern ``section.key`` is found in each text."""
    wanted = pattern("quality", *key.split("."))
    return map_texts(values, lambda t: wanted.search(t) is not None, bool)


def _flag(mask: np.ndarray) -> pd.Series:
    return pd.Series(mask.astype(float))


def _target(f: Frames, name: str) -> np.ndarray:
    return f.col("indicators", name).to_numpy()


def _unnamed(f: Frames) -> tuple[str, np.ndarray]:
    return ("na.no_name", names(f) == "")


# ---- level 2 against level 1 --------------------------------------------------------------------------------------

#: The level-2 indicators of the official form by the level 1 above them; cost may stand under output or by itself.
_HOME = {
    "数量": "output",
    "质量": "output",
    "时效": "output",
    "经济效益": "benefit",
    "社会效益": "benefit",
    "生态效益": "benefit",
    "可持续影响": "benefit",
}
_NOT_RESULTS = re.compile(
    r"决策|过程|项目管理"
)  # the first levels of an evaluation table that hold neither output nor benefit
_LEVEL2_NAME = re.compile(rf"^({'|'.join(_HOME)})(?:指标)?$")


@derived(
    "forms", "level2_astray", "level2_astray_above", "level2_astray_rows", "level2_astray_where",
    needs=["indicators.level1", "indicators.level2"],
)  # fmt: skip
def _level2_astray(f: Frames) -> dict[str, Judged | pd.Series]:
    """The first level-2 name of the official form that stands under another level 1 than there, that level 1, the rows below, the cell."""
    ind, n = f.frame("indicators"), len(f.frame("forms"))
    above, below = texts(ind["level1"]), texts(ind["level2"])
    kinds = f.col("indicators", "level1_kind").to_numpy(dtype=object)
    at, numbers = f.form_index("indicators"), ind["indicator_no"].tolist()
    rows: dict[int, dict[tuple[str, str], list[int]]] = {}
    known = np.zeros(n, dtype=bool)
    for i, name in enumerate(below):
        m = _LEVEL2_NAME.match(norm(name))
        if m is None or not (kinds[i] or _NOT_RESULTS.search(above[i])):
            continue
        known[at[i]] = True
        if _HOME[m[1]] != kinds[i]:
            rows.setdefault(int(at[i]), {}).setdefault((name, above[i]), []).append(int(numbers[i]))
    out = {key: np.full(n, None, dtype=object) for key in ("name", "above", "rows", "where")}
    for form, found in rows.items():
        (name, top), where = next(iter(found.items()))
        out["name"][form], out["above"][form] = name, top
        out["rows"][form], out["where"][form] = "、".join(map(str, where)), f"indicators[{where[0]}].level2"
    return {
        "level2_astray": judged(pd.Series(out["name"], dtype=object), ("na.no_levels", ~known)),
        "level2_astray_above": pd.Series(out["above"], dtype=object),
        "level2_astray_rows": pd.Series(out["rows"], dtype=object),
        "level2_astray_where": pd.Series(out["where"], dtype=object),
    }


# ---- level 3 against level 2 --------------------------------------------------------------------------------------


@derived("indicators", "funds_as_quantity", needs=["indicators.level3", "indicators.level2", "indicators.target_text"])
def _funds_as_quantity(f: Frames) -> Judged:
    """1 where a 数量指标 measures money paid out (资金支付额, 经费使用率) instead of things done."""
    name, other = names(f), has(names(f), "funds.not_name")
    money = _target(f, "target_base") == "元"
    hit = (has(name, "funds.name") & ~other) | (money & has(name, "funds.money_name") & ~other)
    return judged(_flag(hit), _unnamed(f), ("na.level2", kind2(f) != "quantity"))


@derived(
    "indicators", "execution_again", "execution_again_department", needs=["indicators.level3", "forms.execution_points"]
)
def _execution_again(f: Frames) -> dict[str, Judged]:
    """1 where an indicator scores budget execution although the form scores it in the funds block; apart for a whole department, whose
    indicator systems often have such a row."""
    name = names(f)
    hit = has(name, "funds.execution") & ~has(name, "funds.not_execution")
    scored = f.per_form("indicators", "execution_points").to_numpy() > 0
    department = f.per_form("indicators", "kind").to_numpy(dtype=object) == "department"
    return {
        "execution_again": judged(_flag(hit), _unnamed(f), ("na.kind", department), ("na.no_execution", ~scored)),
        "execution_again_department": judged(_flag(hit), _unnamed(f), ("na.kind", ~department), ("na.no_execution", ~scored)),
    }  # fmt: skip


@derived("indicators", "misfiled", needs=["indicators.level3", "indicators.level2", "indicators.target_text"])
def _misfiled(f: Frames) -> Judged:
    """Under which 二级指标 the row belongs by its words, where that is another one than printed; None where it fits."""
    name, second, first = names(f), kind2(f), level1(f)
    target_kind, base, number = (
        _target(f, "target_kind"),
        _target(f, "target_base"),
        floats(f.col("indicators", "target_low")),
    )
    out = np.full(len(name), None, dtype=object)
    quality = np.isin(second, ["quantity", "timeliness"]) & has(name, "filed.quality")
    out[quality] = "质量指标"
    counted = (
        (second == "quality")
        & ~np.isin(base, ["%", "百分点", "元", "天", "月", "分", ""])
        & has(name, "filed.count")
        & ~has(name, "filed.not_count")
    )
    out[counted] = "数量指标"
    amount = np.isin(target_kind, ["money", "number", "range"]) & (base != "%")
    cost = np.isin(second, ["quantity", "quality"]) & has(name, "filed.cost") & ~has(name, "filed.not_cost") & amount
    money = (second == "quality") & (base == "元") & ~np.isnan(number) & ~has(name, "filed.not_cost")
    out[cost | money] = "成本指标"
    time = np.isin(second, ["quantity", "quality", "cost"]) & has(name, "filed.time")
    date = np.isin(second, ["quantity", "quality", "cost"]) & np.isin(target_kind, ["date", "deadline"])
    out[time | date] = "时效指标"
    satisfied = has(name, "filed.satisfaction") & ~has(name, "filed.not_satisfaction")
    satisfied &= np.isin(second, ["quantity", "quality", "timeliness", "cost", "benefit"]) & (first != "satisfaction")
    out[satisfied & (f.col("indicators", "level2_kind").to_numpy(dtype=object) != "")] = "满意度指标"
    # a rate of reaching a standard says nothing of cost
    out[(second == "cost") & has(name, "filed.reached") & ~has(name, "filed.not_reached") & (base == "%")] = "质量指标"
    output = (first == "benefit") & has(name, "filed.output") & ~has(name, "filed.not_output")
    out[output] = "产出指标"
    ecology = map_texts(texts(f.frame("indicators")["level2"]), lambda t: "生态" in t or "环境效益" in t, bool)
    out[ecology & has(name, "filed.money_effect") & ~has(name, "filed.ecology")] = "经济效益指标"
    value = pd.Series(out, dtype=object)
    return judged(
        value, _unnamed(f), ("na.kind", ~evaluates(f)[f.form_index("indicators")]), ("na.no_levels", second == ""), ("na.other_rule", (f.col("indicators", "funds_as_quantity").fillna(0) == 1).to_numpy())
    )  # fmt: skip


@derived("indicators", "bare_quality", needs=["indicators.level3", "indicators.level2"])
def _bare_quality(f: Frames) -> Judged:
    """1 where a 质量指标 is only 完成率, 合格率 or the like without saying of what."""
    name, second = names(f), kind2(f)
    generic, bare = pattern("quality", "quality", "generic"), pattern("quality", "quality", "bare")

    def without_object(text: str) -> bool:
        core = generic.sub("", text)
        return bare.search(text) is not None or (core in ("完成率", "完成情况", "完成程度") and text != core)

    return judged(_flag(map_texts(name, without_object, bool)), _unnamed(f), ("na.level2", second != "quality"))


# ---- benefits -----------------------------------------------------------------------------------------------------


@derived("indicators", "hollow", needs=["indicators.level3", "indicators.target_text"])
def _hollow(f: Frames) -> Judged:
    """1 where a benefit row puts a percentage on words that nothing measures (社会效益明显 ≥95%)."""
    name = names(f)
    percent = (_target(f, "target_kind") == "percent") | (_target(f, "target_base") == "%")
    low = floats(f.col("indicators", "target_low"))
    strong = has(name, "hollow.strong") & ~has(name, "hollow.not_strong")
    # a small percentage may be an increment (服务能力提升 10%), a large one is a degree of nothing
    verb = has(name, "hollow.verb") & ~has(name, "hollow.not_verb") & (low >= 60)
    return judged(
        _flag(strong | verb), _unnamed(f), ("na.level1", ~np.isin(level1(f), ["benefit", ""])), ("na.not_percent", ~percent | np.isnan(low))
    )  # fmt: skip


@derived("indicators", "activity_as_benefit", needs=["indicators.level3", "indicators.target_text"])
def _activity_as_benefit(f: Frames) -> Judged:
    """1 where a benefit row counts the unit's own activities (次, 场, 份)."""
    name = names(f)
    counted = np.isin(_target(f, "target_base"), pattern("quality", "benefit", "count_units").pattern.split("|"))
    hit = has(name, "benefit.activity") & ~has(name, "benefit.not_activity")
    return judged(_flag(hit), _unnamed(f), ("na.level1", level1(f) != "benefit"), ("na.not_count", ~counted))


# ---- the same thing twice -----------------------------------------------------------------------------------------


@derived("indicators", "repeats", "repeats_name", "repeats_kind", needs=["indicators.level3", "indicators.level1"])
def _repeats(f: Frames) -> dict[str, Judged | pd.Series]:
    """The number of the earlier row that this one repeats, its name, and whether both are on one side (same) or output
    and benefit (sides)."""
    name, side, at = names(f), level1(f), f.form_index("indicators")
    numbers = f.frame("indicators")["indicator_no"].to_numpy(dtype=float)
    shown = texts(f.frame("indicators")["level3"])
    least = f.preset["similarity.name"]
    n = len(name)
    no, told, kind = np.full(n, np.nan), np.full(n, None, dtype=object), np.full(n, None, dtype=object)
    frame = pd.DataFrame({"form": at, "name": name})
    same = (name != "") & frame.duplicated(["form", "name"], keep=False).to_numpy()
    first: dict[tuple[int, str], int] = {}
    for i in np.flatnonzero(same).tolist():
        j = first.setdefault((int(at[i]), name[i]), i)
        if j != i:
            no[i], told[i] = numbers[j], shown[j]
            kind[i] = "sides" if {side[i], side[j]} == {"output", "benefit"} else "same"
    said = [pieces(t) for t in shown]
    targets, actuals = texts(f.frame("indicators")["target_text"]), texts(f.frame("indicators")["actual_text"])
    for members in rows_of(f):
        for k, i in enumerate(members):  # 服务老人数量 and 服务老人人次 with the same values
            for j in members[:k]:
                if (
                    kind[i] is None
                    and side[i] == side[j]
                    and len(said[i]) >= 2
                    and said[i] == said[j]
                    and targets[i]
                    and (targets[i], actuals[i]) == (targets[j], actuals[j])
                ):
                    no[i], told[i], kind[i] = numbers[j], shown[j], "same"
        outputs = [i for i in members if side[i] == "output" and len(name[i]) >= 4]
        for i in members:
            if side[i] != "benefit" or kind[i] is not None or len(name[i]) < 4:
                continue
            twin = next((j for j in outputs if similar_names(name[i], name[j], least)), None)
            if twin is not None:
                no[i], told[i], kind[i] = numbers[twin], shown[twin], "sides"
    single = ("na.few", np.bincount(at, minlength=len(f.frame("forms")))[at] < 2)
    return {
        "repeats": judged(pd.Series(no), _unnamed(f), single),
        "repeats_name": pd.Series(told, dtype=object),
        "repeats_kind": judged(pd.Series(kind, dtype=object), _unnamed(f), single),
    }


@derived("indicators", "repeats_inside", "repeats_across", needs=["indicators.repeats"])
def _repeat_rows(f: Frames) -> dict[str, Judged]:
    """1 where the row repeats an earlier row of its side, and 1 where output and benefit have the same indicator."""
    kind = f.col("indicators", "repeats_kind").to_numpy(dtype=object)
    side, at = level1(f), f.form_index("indicators")
    single = ("na.few", np.bincount(at, minlength=len(f.frame("forms")))[at] < 2)
    return {
        "repeats_inside": judged(_flag(kind == "same"), _unnamed(f), single),
        "repeats_across": judged(
            _flag(kind == "sides"), _unnamed(f), ("na.level1", ~np.isin(side, ["output", "benefit"])), single
        ),
    }


# ---- targets ------------------------------------------------------------------------------------------------------


@derived("indicators", "qualitative_quantity", needs=["indicators.target_text", "indicators.level2"])
def _qualitative_quantity(f: Frames) -> Judged:
    """1 where a 数量指标 has words for a target."""
    written = map_texts(
        texts(f.frame("indicators")["target_text"]), lambda t: re.search(r"[\u4e00-\u9fff]", t) is not None, bool
    )
    words = np.isin(_target(f, "target_kind"), WORDS) & written  # a lone operator is an unfinished cell, not a word
    return judged(
        _flag(words), ("na.level2", kind2(f) != "quantity"), ("na.blank", no_value(texts(f.frame("indicators")["target_text"])))
    )  # fmt: skip


@derived("forms", "rates_for_quantities", needs=["indicators.target_text", "indicators.level2"])
def _rates_for_quantities(f: Frames) -> Judged:
    """How many 数量指标 the form has where each of them is a percentage, so that no amount of work is stated; 0 otherwise."""
    quantity = kind2(f) == "quantity"
    rows = f.sum_by_form("indicators", quantity.astype(float))
    rates = f.sum_by_form("indicators", (quantity & (_target(f, "target_base") == "%")).astype(float))
    return judged(pd.Series(np.where(rates == rows, rows, 0.0)), ("na.no_levels", rows == 0))


@derived("forms", "qualitative_share", "qualitative_rows", "target_rows", needs=["indicators.target_text"])
def _qualitative_share(f: Frames) -> dict[str, Judged | pd.Series]:
    """Share of the targets that are words, over rows with a target."""
    kinds = _target(f, "target_kind")
    written = map_texts(
        texts(f.frame("indicators")["target_text"]), lambda t: re.search(r"[\u4e00-\u9fff]", t) is not None, bool
    )
    words = f.sum_by_form("indicators", np.isin(kinds, WORDS) & written)
    rows = f.sum_by_form("indicators", ~np.isin(kinds, ["none", "placeholder"]))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.round(words / rows, 6)
    return {
        "qualitative_share": judged(pd.Series(share), ("na.kind", _kinds(f) == "department"), ("na.few", rows < 5)),
        "qualitative_rows": pd.Series(words),
        "target_rows": pd.Series(rows),
    }


def _kinds(f: Frames) -> np.ndarray:
    return f.frame("forms")["kind"].to_numpy(dtype=object)


@derived(
    "forms", "low_target_share", "low_target_rows", "numeric_rows", needs=["indicators.ratio", "indicators.direction"]
)
def _low_targets(f: Frames) -> dict[str, Judged | pd.Series]:
    """Share of the positive numeric rows whose actual is far above the target (over.explain of the preset)."""
    ratio = floats(f.col("indicators", "ratio"))
    positive = np.isin(_target(f, "direction"), [">=", ">"]) & ~np.isnan(ratio)
    over = positive & (ratio >= f.preset["over.explain"] - 1e-9)
    rows, high = f.sum_by_form("indicators", positive), f.sum_by_form("indicators", over)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.round(high / rows, 6)
    return {
        "low_target_share": judged(pd.Series(share), ("na.few", rows < 4)),
        "low_target_rows": pd.Series(high),
        "numeric_rows": pd.Series(rows),
    }


@derived("indicators", "satisfaction_target", needs=["indicators.target_text", "indicators.level3"])
def _satisfaction_target(f: Frames) -> Judged:
    """The target of a satisfaction row as a fraction."""
    name = names(f)
    rows = f.col("indicators", "is_satisfaction").to_numpy(dtype=bool)
    percent = _target(f, "target_base") == "%"
    low = floats(f.col("indicators", "target_low")) / 100
    low = np.where(low < 0.3, np.nan, low)  # points or a growth rate, not a level of satisfaction
    lower = np.isin(_target(f, "direction"), ["<=", "<"]) | has(name, "filed.not_satisfaction")
    complaints = map_texts(name, lambda t: "投诉" in t or "不满意" in t, bool)
    return judged(
        pd.Series(low),
        ("na.level1", ~rows | complaints | lower),
        ("na.not_percent", ~percent),
        ("ne.target", np.isnan(low)),
    )


@derived("indicators", "empty_cost", needs=["indicators.target_text", "indicators.level2"])
def _empty_cost(f: Frames) -> Judged:
    """1 where a 成本指标 only says 控制在预算以内 and the form has no cost row with a number."""
    target = map_texts(texts(f.frame("indicators")["target_text"]), norm)
    cost = kind2(f) == "cost"
    number = cost & ~np.isnan(floats(f.col("indicators", "target_low")))
    stated = f.sum_by_form("indicators", number)[f.form_index("indicators")] > 0
    return judged(_flag(has(target, "cost.empty")), ("na.level2", ~cost), ("na.cost_stated", stated))


# ---- indicator and project ----------------------------------------------------------------------------------------


def form_text(f: Frames, names_of: tuple[str, ...]) -> np.ndarray:
    """The named text columns of each form, joined."""
    forms = f.frame("forms")
    out = np.full(len(forms), "", dtype=object)
    for name in names_of:
        if name in forms:
            out = out + texts(forms[name]) + "\n"
    return out


@derived("indicators", "foreign_group", needs=["indicators.level3", "forms.project", "forms.goal_expected"])
def _foreign_group(f: Frames) -> Judged:
    """The people that a row names (受益学生) where nothing else in the form has to do with them; None where it fits."""
    name, at, side = names(f), f.form_index("indicators"), level1(f)
    out = np.full(len(name), None, dtype=object)
    head = form_text(f, ("project", "department", "unit", "goal_expected", "goal_actual", "goal_adjusted"))
    for group in groups():
        named = map_texts(name, lambda t: group.names.search(t) is not None, bool)  # noqa: B023  (used at once)
        for i in np.flatnonzero(named & (side != "satisfaction")).tolist():
            others = "\n".join(name[j] for j in rows_of(f)[int(at[i])] if j != i)
            around = head[at[i]] + others + group.names.sub("", name[i])
            if group.themes.search(around) is None:
                out[i] = group.word
    satisfied = f.col("indicators", "is_satisfaction").to_numpy(dtype=bool)
    # a blank cell for the department might have told
    half = printed(f, "department") & (texts(f.frame("forms")["department"]) == "")
    known_project = texts(f.frame("forms")["project"])[at] != ""
    goal = (texts(f.frame("forms")["goal_expected"]) + texts(f.frame("forms")["goal_actual"]))[at] != ""
    return judged(
        pd.Series(out, dtype=object), _unnamed(f), ("na.satisfaction_rule", (side == "satisfaction") | satisfied), ("ne.project", ~(known_project & goal) | half[at])
    )  # fmt: skip


@derived("indicators", "yearly_in_once", needs=["forms.project", "forms.attributes", "indicators.level3"])
def _yearly_in_once(f: Frames) -> Judged:
    """1 where a project that the form calls 一次性 has an indicator of yearly operation."""
    forms = f.frame("forms")
    once = texts(forms["project"]).copy()
    if "attributes" in forms:
        for i, entries in enumerate(forms["attributes"].tolist()):
            if isinstance(entries, dict) and entries:
                once[i] += "\n" + "\n".join(
                    str(v) for k, v in entries.items() if v and re.search("属性|类别|类型|性质|期", k)
                )
    told = np.array([pattern("quality", "project", "once").search(t) is not None for t in once], dtype=bool)
    return judged(
        _flag(has(names(f), "project.yearly")), _unnamed(f), ("na.not_once", ~told[f.form_index("indicators")])
    )  # fmt: skip


@derived("indicators", "execution_points_of_form", needs=["forms.execution_points"])
def _execution_points_of_form(f: Frames) -> pd.Series:
    """The points that the form gives to budget execution, on every row."""
    return f.per_form("indicators", "execution_points")
