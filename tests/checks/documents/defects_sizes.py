"""Defects of other sizes: slips of digits, halves of points, swapped cells."""

from __future__ import annotations

import re
from random import Random

from tests.checks.documents.edit import (
    REASON,
    Form,
    Hit,
    fixgoal,
    full,
    isnum,
    kind,
    meets,
    num,
    pick,
    retotal,
    row,
    setactual,
    show,
    total,
)


@kind()
def equal_weights(f: Form, rng: Random) -> Hit | None:
    w = 90 / len(f["inds"])
    for i in f["inds"]:
        s = float(i["score"]) / float(i["weight"])
        i["weight"] = show(w)
        i["score"] = show(w * s)
    d = round(90 - sum(float(i["weight"]) for i in f["inds"]), 2)
    if d:
        return None
    retotal(f)
    return (f, ["form"], {"W08", "W03"})


@kind()
def fractional_weights(f: Form, rng: Random) -> Hit | None:
    a = [n for n, i in enumerate(f["inds"]) if i["l1"] == "产出指标" and full(i)][:2]
    for n, d in zip(a, (0.37, -0.37), strict=False):
        i = f["inds"][n]
        i["weight"] = i["score"] = show(float(i["weight"]) + d)
    return (f, ["form"] + [f"indicators[{n + 1}].weight" for n in a], {"W09"})


@kind()
def all_exactly_on_target(f: Form, rng: Random) -> Hit | None:
    for i in f["inds"]:
        if isnum(i):
            old = i["actual"]
            i["actual"] = i["actual"].replace(re.search("[\\d.]+", old).group(), i["val"], 1)
            i["score"] = i["weight"]
            i["reason"] = ""
            fixgoal(f, old, i["actual"])
    retotal(f)
    return (f, ["form"], {"K19"})


@kind("CF")
def initial_zero(f: Form, rng: Random) -> Hit | None:
    for k in f["funds"].values():
        k["initial"] = 0
    return (f, ["funds[total].initial", "funds[total].budget"], {"M12", "M11"})


@kind("CF")
def carryover_idle(f: Form, rng: Random) -> Hit | None:
    q, _p, t = (f["funds"]["carryover"], f["funds"]["fiscal_current"], total(f))
    q["initial"] = q["budget"] = 8
    q["executed"] = 0
    t["initial"] = round(t["initial"] + 8, 2)
    t["budget"] = round(t["budget"] + 8, 2)
    t["rate"] = f"{t['executed'] / t['budget'] * 100:.2f}%"
    t["score"] = show(t["executed"] / t["budget"] * 10)
    if f["base"] in ("library", "smart"):
        return None
    retotal(f)
    return (f, ["funds[carryover].executed"], {"M16"})


@kind()
def exec_score_integer(f: Form, rng: Random) -> Hit | None:
    q = total(f)
    x = float(q["score"])
    if round(x) >= 10 or abs(x - round(x)) < 0.1:
        return None
    q["score"] = show(round(x))
    retotal(f)
    return (f, ["funds[total].score"], {"M22", "M06"})


@kind()
def exec_score_integer_to_full(f: Form, rng: Random) -> Hit | None:
    q = total(f)
    x = float(q["score"])
    if round(x) < 10 or x > 9.9:
        return None
    q["score"] = "10"
    retotal(f)
    return (f, ["funds[total].score"], {"M06"})


@kind()
def unit_missing(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and i["l2"] == "数量指标" and full(i))
    i = f["inds"][n]
    i.update(l3="任务完成数", target="≥" + i["val"], unit="", actual=re.match("[\\d.]+", i["actual"]).group())
    return (f, row(n, "target_text"), {"V04"})


@kind("ACF")
def operator_missing_in_column(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and i["op"] == "≥" and full(i))
    i = f["inds"][n]
    i["op"] = ""
    return (f, row(n, "target_text"), {"V05"})


@kind()
def full_but_slow(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: full(i) and meets(i))
    f["inds"][n]["reason"] = "项目前期工作准备不足，实施进度滞后。"
    return (f, row(n, "reason", "score"), {"E06"})


@kind()
def rate_decimal_slip(f: Form, rng: Random) -> Hit | None:
    q = total(f)
    q["rate"] = f"{num(q['rate']) / 10:.2f}%"
    return (f, ["funds[total].rate"], {"M03"})


@kind()
def rate_transposed(f: Form, rng: Random) -> Hit | None:
    q = total(f)
    m = re.sub("^(\\d)(\\d)", "\\2\\1", q["rate"])
    if m == q["rate"] or abs(num(m) - num(q["rate"])) < 1:
        return None
    q["rate"] = m
    return (f, ["funds[total].rate"], {"M03"})


@kind()
def budget_executed_swapped(f: Form, rng: Random) -> Hit | None:
    q = total(f)
    if q["budget"] == q["executed"]:
        return None
    for k in f["funds"].values():
        k["budget"], k["executed"] = (k["executed"], k["budget"])
    return (f, ["funds[total].executed", "funds[total].rate", "funds[total].budget"], {"M05", "M14", "M03"})


@kind()
def satisfaction_935(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: "满意" in i["l3"])
    i = f["inds"][n]
    old = i["actual"]
    i["actual"] = old.replace(".", "")
    fixgoal(f, old, i["actual"])
    return (f, row(n, "actual_text"), {"K22", "K18"})


@kind()
def total_off_by_tenth(f: Form, rng: Random) -> Hit | None:
    f["total"] = show(float(f["total"]) + 0.3)
    f["conclusion"] = f"项目自评总分{f['total']}分，总体完成较好。"
    return (f, ["total_score"], {"W11", "W15"})


@kind()
def negative_weight(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, full)
    i = f["inds"][n]
    i["weight"] = "-" + i["weight"]
    return (f, [*row(n, "weight", "score"), "total_weight"], {"W06", "K01", "W01"})


@kind("BDF")
def grade_wrong_C(f: Form, rng: Random) -> Hit | None:
    f["gradecell"] = "良" if f["grade"] == "优" else "优"
    return (f, ["grade"], {"W14"})


@kind("ACDF")
def grade_wrong_two(f: Form, rng: Random) -> Hit | None:
    f["grade"] = "中" if f["grade"] == "优" else "优"
    return (f, ["grade"], {"W14"})


@kind()
def actual_in_yuan(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and "万元" in i["unit"] and full(i))
    if n is None:
        return None
    i = f["inds"][n]
    setactual(i, num(i["actual"]) * 10000, 0)
    return (f, row(n, "actual_text", "score"), {"V15", "K08"})


@kind()
def unit_yuan_for_wan(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and "万元" in i["unit"] and full(i))
    if n is None:
        return None
    i = f["inds"][n]
    i["actual"] = i["actual"].replace("万元", "元")
    return (f, row(n, "actual_text", "score"), {"V15"})


@kind()
def units_differ_words(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and full(i) and (i["unit"] in ("公里", "万平方米", "万亩", "小时")))
    if n is None:
        return None
    i = f["inds"][n]
    old = i["actual"]
    i["actual"] = show(num(old)) + {"公里": "吨", "万平方米": "公里", "万亩": "户", "小时": "次"}[i["unit"]]
    fixgoal(f, old, "（略）")
    return (f, row(n, "actual_text"), {"V03"})


@kind()
def equal_exceeded_full(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and i["op"] == "=" and (i["unit"] == "次"))
    if n is None:
        return None
    i = f["inds"][n]
    i["actual"] = "1次"
    i["reason"] = REASON
    i["score"] = i["weight"]
    return (f, row(n, "score", "actual_text"), {"K10", "K08", "K03"})


@kind()
def reverse_zero_scored_half(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and i["op"] == "≤" and full(i))
    i = f["inds"][n]
    old = i["actual"]
    setactual(i, num(i["val"]) * 3)
    i["score"] = show(float(i["weight"]) * 0.8)
    i["reason"] = REASON
    fixgoal(f, old, i["actual"])
    retotal(f)
    return (f, row(n, "score"), {"K09", "K08"})


@kind()
def instruction_in_reason(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: True)
    f["inds"][n]["reason"] = "（说明未完成原因及改进措施，200字以内）"
    return (f, row(n, "reason"), {"F15"})


@kind()
def placeholder_goal(f: Form, rng: Random) -> Hit | None:
    f["goal"] = "目标1：××××；目标2：××××"
    return (f, ["goal_expected"], {"F14", "F05", "T03"})


@kind()
def project_xx(f: Form, rng: Random) -> Hit | None:
    f["project"] = "××项目"
    return (f, ["project"], {"F14", "F01"})


@kind()
def level3_numbered_placeholder(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, full)
    f["inds"][n]["l3"] = "……"
    return (f, row(n, "level3"), {"F14", "F09"})


@kind("F")
def no_output_indicators(f: Form, rng: Random) -> Hit | None:
    f["inds"] = [i for i in f["inds"] if i["l1"] != "产出指标"]
    w = sum(float(i["weight"]) for i in f["inds"])
    i = next(i for i in f["inds"] if i["l1"] == "效益指标")
    i["weight"] = show(float(i["weight"]) + 90 - w)
    i["score"] = i["weight"]
    i["reason"] = ""
    retotal(f)
    return (f, ["form"], {"F07", "F08", "W03"})


@kind()
def satisfaction_foreign2(f: Form, rng: Random) -> Hit | None:
    who = {
        "water": "游客",
        "library": "患者",
        "clean": "学生",
        "elder": "学生",
        "train": "游客",
        "smart": "患者",
        "crop": "学生",
        "health": "学生",
    }[f["base"]]
    n = pick(f, rng, lambda i: "满意" in i["l3"])
    f["inds"][n]["l3"] = who + "满意度"
    return (f, row(n, "level3"), {"P04", "Q09"})


@kind()
def indicator_foreign(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["l2"] == "数量指标" and full(i))
    f["inds"][n]["l3"] = {"elder": "渔民培训人数"}.get(f["base"], "受益老年人人数")
    return (f, row(n, "level3"), {"Q09", "Q11", "Q10"})


@kind("ABCF")
def conclusion_grade_only(f: Form, rng: Random) -> Hit | None:
    f["conclusion"] = f"项目自评得分{show(float(f['total']) + 3)}分，等级为优，成效明显。"
    return (f, ["form"], {"E12"})


@kind("BDF")
def year_in_title_missing_but_goal(f: Form, rng: Random) -> Hit | None:
    f["year"] = ""
    f["goal"] = f["goal"]
    return (f, ["year"], {"F03"})


@kind("B")
def unit_and_dept_blank(f: Form, rng: Random) -> Hit | None:
    f["unit"] = ""
    f["dept"] = ""
    return (f, ["unit", "department"], {"F02"})


@kind("F")
def one_money_part_transposed(f: Form, rng: Random) -> Hit | None:
    q = f["funds"]["fiscal_current"]
    s = f"{q['executed']:g}"
    m = re.sub("^(\\d)(\\d)", "\\2\\1", s)
    if m == s or m[0] == "0":
        return None
    q["executed"] = float(m)
    return (f, ["funds[total].executed", "funds[fiscal_current].executed", "funds[财政资金].executed"], {"M01", "M14"})


@kind()
def score_in_reason_shift(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, full)
    i = f["inds"][n]
    i["score"] = "满分"
    return (f, row(n, "score"), {"F12"})


@kind()
def target_and_actual_swapped(f: Form, rng: Random) -> Hit | None:
    n = pick(
        f,
        rng,
        lambda i: (
            isnum(i)
            and i["op"] == "≥"
            and full(i)
            and meets(i)
            and (num(i["actual"]) > num(i["val"]))
            and (i["unit"] == "%")
        ),
    )
    if n is None:
        return None
    i = f["inds"][n]
    a = i["actual"]
    i["actual"] = "≥" + i["val"] + i["unit"]
    i["target"] = a
    return (f, row(n, "actual_text", "score", "target_text"), {"V08", "K03", "V05"})
