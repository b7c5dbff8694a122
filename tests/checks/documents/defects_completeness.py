"""Cells that are missing or were never filled in."""

from __future__ import annotations

from random import Random

from tests.checks.documents.edit import Form, Hit, full, kind, pick, retotal, row, show


@kind()
def project_blank(f: Form, rng: Random) -> Hit | None:
    f["project"] = rng.choice(["", "\u3000"])
    return (f, ["project"], {"F01"})


@kind()
def department_blank(f: Form, rng: Random) -> Hit | None:
    f["dept"] = ""
    return (f, ["department"], {"F02"})


@kind("B")
def unit_blank(f: Form, rng: Random) -> Hit | None:
    f["unit"] = "\u3000"
    return (f, ["unit"], {"F02"})


@kind("BDF")
def year_blank(f: Form, rng: Random) -> Hit | None:
    f["year"] = ""
    return (f, ["year", "title"], {"F03"})


@kind()
def goal_blank(f: Form, rng: Random) -> Hit | None:
    f["goal"] = ""
    return (f, ["goal_expected"], {"F05"})


@kind()
def goal_actual_blank(f: Form, rng: Random) -> Hit | None:
    f["goal_act"] = rng.choice(["", "完成", "已完成。"])
    return (f, ["goal_actual"], {"F06"})


@kind()
def level3_blank(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: True)
    f["inds"][n]["l3"] = ""
    return (f, row(n, "level3"), {"F09"})


@kind()
def target_blank(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, full)
    i = f["inds"][n]
    i["target"] = ""
    return (f, row(n, "target_text"), {"F10"})


@kind()
def actual_blank(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, full)
    i = f["inds"][n]
    i["actual"] = ""
    return (f, row(n, "actual_text"), {"F11"})


@kind()
def score_blank(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, full)
    i = f["inds"][n]
    i["score"] = rng.choice(["", "分", "\u3000"])
    return (f, row(n, "score"), {"F12"})


@kind()
def score_blank_total_follows(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, full)
    i = f["inds"][n]
    i["score"] = ""
    retotal(f)
    return (f, row(n, "score"), {"F12"})


@kind()
def weight_blank(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, full)
    i = f["inds"][n]
    i["weight"] = ""
    return (f, row(n, "weight"), {"F13"})


@kind()
def placeholder_left(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, full)
    i = f["inds"][n]
    if rng.random() < 0.5 or i.get("op") == "定性":
        i["l3"] = rng.choice(["指标1：", "XX"]) + ("" if rng.random() < 0.5 else "××数量")
        return (f, row(n, "level3"), {"F14"})
    i["target"] = i["op"] + "**" + i["unit"]
    return (f, row(n, "target_text"), {"F14"})


@kind()
def instruction_left(f: Form, rng: Random) -> Hit | None:
    f["goal_act"] = "对照年度目标，说明相关任务目标的完成情况（100字以内）"
    return (f, ["goal_actual"], {"F15", "F06"})


@kind("F")
def no_benefit_indicators(f: Form, rng: Random) -> Hit | None:
    w = sum(float(i["weight"]) for i in f["inds"] if i["l1"] == "效益指标")
    f["inds"] = [i for i in f["inds"] if i["l1"] != "效益指标"]
    o = [i for i in f["inds"] if i["l1"] == "产出指标" and full(i)]
    for i in o:
        i["weight"] = i["score"] = show(float(i["weight"]) + w / len(o))
    o[0]["weight"] = o[0]["score"] = show(float(o[0]["weight"]) + 90 - sum(float(i["weight"]) for i in f["inds"]))
    retotal(f)
    return (f, ["form"], {"F07", "W03"})


@kind("F")
def no_quality_indicator(f: Form, rng: Random) -> Hit | None:
    q = [i for i in f["inds"] if i["l2"] == "质量指标"]
    w = sum(float(i["weight"]) for i in q)
    f["inds"] = [i for i in f["inds"] if i not in q]
    o = next(i for i in f["inds"] if i["l1"] == "产出指标" and full(i))
    o["weight"] = o["score"] = show(float(o["weight"]) + w)
    retotal(f)
    return (f, ["form"], {"F08"})


@kind("F")
def too_few_indicators(f: Form, rng: Random) -> Hit | None:
    f["inds"] = [next(i for i in f["inds"] if full(i) and i["l1"] == "产出指标"), f["inds"][-1]]
    f["inds"][0]["weight"] = f["inds"][0]["score"] = "80"
    retotal(f)
    return (f, ["form"], {"F18", "F07", "F08"})
