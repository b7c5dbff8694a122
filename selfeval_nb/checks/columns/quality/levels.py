"""Columns about indicators that stand under the wrong level (rules Q01, Q02, Q08, Q17)."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.frames import Frames, Judged, derived, flag, judged
from selfeval_nb.checks.table.grains import evaluates, floats, map_texts, texts
from selfeval_nb.checks.table.rows import criteria_like, kind2, level1, names
from selfeval_nb.common.where import indicator
from selfeval_nb.common.words import pattern
from selfeval_nb.forms.words.text import norm

_COUNTED = ("number", "range")


def has(values: np.ndarray, key: str) -> np.ndarray:
    """Whether the pattern ``section.key`` is found in each text."""
    wanted = pattern("quality", *key.split("."))
    return map_texts(values, lambda t: wanted.search(t) is not None, bool)


def target_column(f: Frames, name: str) -> np.ndarray:
    return f.col("indicators", name).to_numpy()


def unnamed(f: Frames) -> tuple[str, np.ndarray]:
    return ("na.no_name", names(f) == "")


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
        out["rows"][form], out["where"][form] = "、".join(map(str, where)), indicator(where[0], "level2")
    return {
        "level2_astray": judged(pd.Series(out["name"], dtype=object), ("na.no_levels", ~known)),
        "level2_astray_above": pd.Series(out["above"], dtype=object),
        "level2_astray_rows": pd.Series(out["rows"], dtype=object),
        "level2_astray_where": pd.Series(out["where"], dtype=object),
    }


@derived("indicators", "funds_as_quantity")
def _funds_as_quantity(f: Frames) -> Judged:
    """1 where a 数量指标 measures money paid out (资金支付额, 经费使用率) instead of things done."""
    name, other = names(f), has(names(f), "funds.not_name")
    money = target_column(f, "target_base") == "元"
    hit = (has(name, "funds.name") & ~other) | (money & has(name, "funds.money_name") & ~other)
    return flag(hit, unnamed(f), ("na.level2", kind2(f) != "quantity"))


@derived("indicators", "execution_again", "execution_again_department")
def _execution_again(f: Frames) -> dict[str, Judged]:
    """1 where an indicator scores budget execution although the form scores it in the funds block; apart for a whole department, whose
    indicator systems often have such a row."""
    name = names(f)
    hit = has(name, "funds.execution") & ~has(name, "funds.not_execution")
    scored = f.per_form("indicators", "execution_points").to_numpy() > 0
    department = f.per_form("indicators", "kind").to_numpy(dtype=object) == "department"
    return {
        "execution_again": flag(hit, unnamed(f), ("na.kind", department), ("na.no_execution", ~scored)),
        "execution_again_department": flag(hit, unnamed(f), ("na.kind", ~department), ("na.no_execution", ~scored)),
    }  # fmt: skip


@derived("indicators", "misfiled")
def _misfiled(f: Frames) -> Judged:
    """Under which 二级指标 the row belongs by its words, where that is another one than printed; None where it fits."""
    name, second, first = names(f), kind2(f), level1(f)
    target_kind, base, number = (
        target_column(f, "target_kind"),
        target_column(f, "target_base"),
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
        value, unnamed(f), ("na.kind", (~evaluates(f) | criteria_like(f))[f.form_index("indicators")]), ("na.no_levels", second == ""), ("na.other_rule", (f.col("indicators", "funds_as_quantity").fillna(0) == 1).to_numpy())
    )  # fmt: skip


@derived("indicators", "bare_quality")
def _bare_quality(f: Frames) -> Judged:
    """1 where a 质量指标 is only 完成率, 合格率 or the like without saying of what."""
    name, second = names(f), kind2(f)
    generic, bare = pattern("quality", "quality", "generic"), pattern("quality", "quality", "bare")

    def without_object(text: str) -> bool:
        core = generic.sub("", text)
        return bare.search(text) is not None or (core in ("完成率", "完成情况", "完成程度") and text != core)

    return flag(map_texts(name, without_object, bool), unnamed(f), ("na.level2", second != "quality"))
