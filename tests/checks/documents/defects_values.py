"""Defects of targets, actual values and units."""

from __future__ import annotations

import re
from random import Random

from tests.checks.documents.edit import REASON, Form, Hit, fixgoal, full, isnum, kind, num, pick, retotal, row, show


@kind()
def qualitative_target_numeric_actual(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["op"] == "定性" and "月" not in i["val"])
    i = f["inds"][n]
    i["actual"] = rng.choice(["92%", "95%"])
    return (f, row(n, "actual_text"), {"V01"})


@kind()
def numeric_target_text_actual(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and full(i))
    i = f["inds"][n]
    i["actual"] = rng.choice(["完成", "达成预期指标", "已完成"])
    return (f, row(n, "actual_text"), {"V02"})


@kind()
def unit_mismatch(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and full(i) and (i["unit"] == "%"))
    i = f["inds"][n]
    old = i["actual"]
    i["actual"] = f"{num(old):.0f}" + rng.choice(["件", "个", "人"])
    fixgoal(f, old, i["actual"])
    return (f, row(n, "actual_text"), {"V03"})


@kind()
def unit_mismatch_count(f: Form, rng: Random) -> Hit | None:
    n = pick(
        f,
        rng,
        lambda i: (
            isnum(i) and full(i) and (i["unit"] in ("公里", "天", "册", "台", "万平方米", "户", "台（套）", "人"))
        ),
    )
    if n is None:
        return None
    i = f["inds"][n]
    old = i["actual"]
    i["actual"] = f"{num(old):g}%"
    fixgoal(f, old, i["actual"])
    return (f, row(n, "actual_text"), {"V03"})


@kind()
def cost_operator_ge(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and i["op"] == "≤" and re.search("成本|单价|费用", i["l3"]))
    if n is None:
        return None
    f["inds"][n]["op"] = "≥"
    return (f, row(n, "target_text"), {"V06"})


@kind()
def quantity_operator_le(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and i["op"] == "≥" and (i["l2"] == "数量指标" or "满意" in i["l3"]))
    f["inds"][n]["op"] = "≤"
    return (f, row(n, "target_text", "score"), {"V07", "K08"})


@kind()
def actual_with_operator(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and full(i) and (i["op"] == "≥"))
    i = f["inds"][n]
    i["actual"] = "≥" + i["val"] + i["unit"]
    return (f, row(n, "actual_text"), {"V08"})


@kind()
def vague_actual(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and full(i) and (i["unit"] not in ("%", "")) and (i["op"] == "≥"))
    i = f["inds"][n]
    old = i["actual"]
    m = re.match("([\\d.]+)(.*)", old)
    i["actual"] = rng.choice([m[1] + "余" + m[2], "约" + old, old + "左右"])
    return (f, row(n, "actual_text"), {"V09"})


@kind()
def percent_as_fraction(f: Form, rng: Random) -> Hit | None:
    n = pick(
        f, rng, lambda i: isnum(i) and full(i) and (i["unit"] == "%") and (i["op"] == "≥") and (num(i["val"]) > 60)
    )
    i = f["inds"][n]
    old = i["actual"]
    i["actual"] = f"{num(old) / 100:.3f}"
    return (f, row(n, "actual_text"), {"V14"})


@kind()
def wan_magnitude(f: Form, rng: Random) -> Hit | None:
    n = pick(
        f, rng, lambda i: isnum(i) and full(i) and (i["op"] == "≥") and (i["unit"] in ("人", "人次", "册", "户", "台"))
    )
    if n is None:
        return None
    i = f["inds"][n]
    old = i["actual"]
    i["actual"] = re.sub("([\\d.]+)", "\\1万", old)
    return (f, row(n, "actual_text", "score"), {"V15", "K18"})


@kind()
def target_above_100pct(f: Form, rng: Random) -> Hit | None:
    n = pick(
        f, rng, lambda i: isnum(i) and i["unit"] == "%" and re.search("(合格|完好|处置|准确|清扫|达标)率$", i["l3"])
    )
    if n is None:
        return None
    i = f["inds"][n]
    i["op"], i["val"] = ("≥", "110")
    i["actual"] = "100%"
    i["score"] = show(float(i["weight"]) * 0.91)
    i["reason"] = REASON
    retotal(f)
    f["goal"] = "按照年度计划完成各项工作任务，保障项目顺利实施，发挥资金效益。"
    f["goal_act"] = "各项工作任务已按年度计划组织实施，资金效益得到发挥。"
    return (f, row(n, "target_text"), {"V16"})


@kind()
def target_equals_weight(f: Form, rng: Random) -> Hit | None:
    for i in f["inds"]:
        i["target"] = i["weight"]
        i["actual"] = i["score"]
    return (f, ["form"], {"V19"})


@kind()
def actual_none_word(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: full(i))
    f["inds"][n]["actual"] = rng.choice(["无", "/"])
    return (f, row(n, "actual_text"), {"V21", "F11"})


@kind("F")
def timeliness_not_time(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["l2"] == "时效指标")
    i = f["inds"][n]
    i.update(l3="发放宣传资料", op="≥", val="500", unit="份", actual="520份", score=i["weight"], reason="")
    i.pop("target", None)
    return (f, row(n, "target_text", "level3"), {"V22", "Q17"})


@kind()
def target_in_name(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and full(i) and (i["op"] == "≥"))
    i = f["inds"][n]
    i["l3"] += i["val"] + i["unit"]
    i["target"] = ""
    return (f, row(n, "target_text", "level3"), {"V12", "F10"})


@kind()
def name_unit_differs(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and full(i) and (i["unit"] in ("公里", "场", "户", "台", "期", "人")))
    if n is None:
        return None
    i = f["inds"][n]
    i["l3"] += (
        "（" + {"公里": "平方米", "场": "人", "户": "亩", "台": "公里", "期": "人次", "人": "元"}[i["unit"]] + "）"
    )
    return (f, row(n, "target_text", "actual_text", "level3"), {"V13"})
