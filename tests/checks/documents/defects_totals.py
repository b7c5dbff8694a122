"""Defects of weights, totals and grades."""

from __future__ import annotations

import re
from random import Random

from tests.checks.documents.edit import Form, Hit, full, kind, pick, retotal, row, show


@kind()
def weights_not_100(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, full)
    i = f["inds"][n]
    d = rng.choice([5, 2, -2])
    i["weight"] = show(float(i["weight"]) + d)
    i["score"] = i["weight"]
    retotal(f)
    return (f, ["total_weight", f"indicators[{n + 1}].weight", "form"], {"W01", "W02", "W13", "W05"})


@kind()
def weights_not_100_half_point(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, full)
    i = f["inds"][n]
    i["weight"] = show(float(i["weight"]) - 0.5)
    i["score"] = i["weight"]
    retotal(f)
    return (f, ["total_weight", f"indicators[{n + 1}].weight", "form"], {"W01", "W02", "W13", "W05"})


@kind("F")
def level1_weights_off(f: Form, rng: Random) -> Hit | None:
    if any(i["l1"] == "成本指标" for i in f["inds"]):
        return None
    a = pick(f, rng, lambda i: i["l1"] == "产出指标" and full(i))
    b = pick(f, rng, lambda i: i["l1"] == "效益指标" and full(i))
    if b is None:
        return None
    A, B = (f["inds"][a], f["inds"][b])
    A["weight"] = A["score"] = show(float(A["weight"]) + 6)
    B["weight"] = B["score"] = show(float(B["weight"]) - 6)
    return (
        f,
        ["form"] + [f"indicators[{k + 1}].{c}" for k in range(len(f["inds"])) for c in ("weight", "level1")],
        {"W03", "W05"},
    )


@kind()
def execution_weight_5(f: Form, rng: Random) -> Hit | None:
    q = f["funds"]["total"]
    q["weight"] = "5"
    q["score"] = show(float(q["score"]) / 2)
    n = pick(f, rng, full)
    i = f["inds"][n]
    i["weight"] = i["score"] = show(float(i["weight"]) + 5)
    retotal(f)
    return (f, ["funds[total].weight", "form"], {"W04", "W03"})


@kind("BF")
def level1_points_differ(f: Form, rng: Random) -> Hit | None:
    l1 = {}
    for i in f["inds"]:
        l1[i["l1"]] = l1.get(i["l1"], 0) + float(i["weight"])
    bad = rng.choice(list(l1))
    for i in f["inds"]:
        i["l1pts"] = f"（{show(l1[i['l1']] + (10 if i['l1'] == bad else 0))}分）"
    return (
        f,
        [f"indicators[{k + 1}].{c}" for k, i in enumerate(f["inds"]) if i["l1"] == bad for c in ("level1", "weight")],
        {"W05"},
    )


@kind()
def weight_zero(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, full)
    i = f["inds"][n]
    m = (n + 1) % len(f["inds"])
    j = f["inds"][m]
    j["weight"] = show(float(j["weight"]) + float(i["weight"]))
    j["score"] = show(float(j["score"]) + float(i["weight"]))
    i["weight"] = i["score"] = "0"
    return (f, row(n, "weight"), {"W06"})


@kind()
def weight_too_high(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["l1"] == "产出指标" and full(i))
    keep = f["inds"][n]
    for k, i in enumerate(f["inds"]):
        if k != n and i["l1"] == "产出指标":
            d = float(i["weight"]) - 1
            keep["weight"] = keep["score"] = show(float(keep["weight"]) + d)
            i["score"] = show(float(i["score"]) / float(i["weight"]))
            i["weight"] = "1"
    retotal(f)
    return (f, row(n, "weight"), {"W07"}) if float(keep["weight"]) > 30 else None


@kind()
def total_not_sum(f: Form, rng: Random) -> Hit | None:
    t = f["total"]
    f["total"] = show(float(t) + rng.choice([1, -2, 0.5, 3]))
    t = float(f["total"])
    f["grade"] = "优" if t >= 90 else "良"
    return (f, ["total_score"], {"W11", "W15"})


@kind()
def total_transposed(f: Form, rng: Random) -> Hit | None:
    t = f["total"]
    d = re.sub("(\\d)(\\d)", "\\2\\1", t, count=1)
    if d == t or float(d) > 100:
        return None
    f["total"] = d
    t = float(d)
    f["grade"] = "优" if t >= 90 else "良" if t >= 80 else "中" if t >= 60 else "差"
    return (f, ["total_score"], {"W11"})


@kind("F")
def total_blank(f: Form, rng: Random) -> Hit | None:
    f["total"] = rng.choice(["", "分"])
    f["conclusion"] = "项目总体完成较好。"
    return (f, ["total_score"], {"W12"})


@kind("F")
def total_weight_cell_wrong(f: Form, rng: Random) -> Hit | None:
    f["tw"] = rng.choice(["90", "110", "95"])
    return (f, ["total_weight"], {"W13", "W01"})


@kind()
def total_above_100(f: Form, rng: Random) -> Hit | None:
    f["total"] = "101.5"
    f["grade"] = "优"
    f["conclusion"] = "项目自评总分101.5分。"
    return (f, ["total_score"], {"W15", "W11"})


@kind("ACDF")
def grade_wrong(f: Form, rng: Random) -> Hit | None:
    f["grade"] = "良" if f["grade"] == "优" else "优"
    return (f, ["grade"], {"W14"})


@kind("F")
def no_total_row(f: Form, rng: Random) -> Hit | None:
    f["nototal"] = True
    f["conclusion"] = "项目总体完成较好。"
    return (f, ["form", "total_score"], {"F17", "W12"})


@kind()
def no_satisfaction(f: Form, rng: Random) -> Hit | None:
    m = [i for i in f["inds"] if "满意" in i["l3"]]
    f["inds"] = [i for i in f["inds"] if i not in m]
    o = next(i for i in f["inds"] if i["l1"] == "产出指标" and full(i))
    o["weight"] = o["score"] = show(float(o["weight"]) + 10)
    retotal(f)
    return (f, ["form"], {"P01", "F07", "W10", "W03"})


@kind("F")
def note_contradicts_weights(f: Form, rng: Random) -> Hit | None:
    f["notes"] = ["注：预算执行率10分、产出指标40分、效益指标40分、满意度指标10分。"]
    return (f, ["form"], {"F19"}) if f["base"] != "health" else None
