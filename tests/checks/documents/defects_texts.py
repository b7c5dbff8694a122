"""Defects of reasons, conclusions, goals and the choice of indicators."""

from __future__ import annotations

import re
from random import Random

from tests.checks.documents.edit import (
    Form,
    Hit,
    fixgoal,
    full,
    isnum,
    kind,
    meets,
    num,
    partial,
    pick,
    retotal,
    row,
    show,
    total,
)


@kind("D")
def reason_without_measures(f: Form, rng: Random) -> Hit | None:
    n = partial(f, rng)
    f["inds"][n]["reason"] = "因供货单位延迟交货，部分任务没有按期完成。"
    return (f, row(n, "reason"), {"E04"})


@kind()
def reason_vague(f: Form, rng: Random) -> Hit | None:
    n = partial(f, rng)
    f["inds"][n]["reason"] = rng.choice(["客观原因", "工作需要", "疫情影响", "其他原因"])
    return (f, row(n, "reason"), {"E05", "E04"})


@kind()
def full_but_says_unfinished(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: full(i) and meets(i))
    f["inds"][n]["reason"] = "因人员不足，该项任务未完成，下一步将加快推进。"
    return (f, row(n, "reason", "score"), {"E06", "E07", "K14"})


@kind()
def reason_contradicts(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: not full(i) and isnum(i) and (i["op"] == "≥"))
    if n is None:
        return None
    f["inds"][n]["reason"] = "超额完成年度任务，下一步将合理设置目标值。"
    return (f, row(n, "reason"), {"E07"})


@kind()
def reason_same_everywhere(f: Form, rng: Random) -> Hit | None:
    c = [n for n, i in enumerate(f["inds"]) if full(i)][:2]
    for n in c:
        i = f["inds"][n]
        i["score"] = show(float(i["weight"]) - 0.5)
    k = [n for n, i in enumerate(f["inds"]) if not full(i)]
    for n in k:
        f["inds"][n]["reason"] = "因工作推进中协调难度较大，完成情况略有不足，下一步将加强沟通协调。"
    retotal(f)
    return (f, [p for n in k for p in row(n, "reason")], {"E09"})


@kind("ABCF")
def problems_none_but_deducted(f: Form, rng: Random) -> Hit | None:
    f["problems"] = "无"
    return (f, ["form"], {"E10"})


@kind("ABCF")
def measures_none(f: Form, rng: Random) -> Hit | None:
    f["measures"] = "暂无"
    return (f, ["form"], {"E11"})


@kind("ABCF")
def conclusion_score_differs(f: Form, rng: Random) -> Hit | None:
    f["conclusion"] = f"项目自评总分{show(float(f['total']) - 2)}分，总体完成较好。"
    return (f, ["form"], {"E12"})


@kind("F")
def funds_as_quantity(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["l2"] == "数量指标" and full(i))
    i = f["inds"][n]
    i.update(
        l3="资金拨付金额",
        op="≥",
        val=show(total(f)["executed"]),
        unit="万元",
        actual=show(total(f)["executed"]) + "万元",
    )
    return (f, row(n, "level3"), {"Q01", "Q02"})


@kind()
def execution_assessed_twice(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["l2"] == "时效指标")
    i = f["inds"][n]
    i.update(
        l3=rng.choice(["预算执行率", "资金支出率", "资金使用率"]),
        op="≥",
        val="90",
        unit="%",
        actual="95%",
        score=i["weight"],
        reason="",
    )
    return (f, row(n, "level3"), {"Q02"})


@kind()
def output_benefit_same(f: Form, rng: Random) -> Hit | None:
    a = pick(f, rng, lambda i: i["l1"] == "产出指标" and isnum(i) and full(i) and (i["op"] == "≥"))
    b = pick(f, rng, lambda i: i["l1"] == "效益指标")
    A, Bb = (f["inds"][a], f["inds"][b])
    Bb.update(l3=A["l3"], op=A["op"], val=A["val"], unit=A["unit"], actual=A["actual"], score=Bb["weight"], reason="")
    retotal(f)
    return (f, row(a, "level3") + row(b, "level3"), {"Q03", "Q04"})


@kind()
def name_twice(f: Form, rng: Random) -> Hit | None:
    c = [n for n, i in enumerate(f["inds"]) if i["l1"] == "产出指标"]
    a, b = rng.sample(c, 2)
    f["inds"][b]["l3"] = f["inds"][a]["l3"]
    return (f, row(a, "level3") + row(b, "level3"), {"Q04"})


@kind()
def hollow_benefit(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["l1"] == "效益指标")
    i = f["inds"][n]
    i.update(
        l3=rng.choice(["社会效益明显", "促进经济社会发展成效显著"]),
        op="≥",
        val="95",
        unit="%",
        actual="96%",
        score=i["weight"],
        reason="",
    )
    retotal(f)
    return (f, row(n, "level3", "target_text"), {"Q05"})


@kind()
def foreign_object(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: "满意" in i["l3"])
    i = f["inds"][n]
    i["l3"] = "渔民满意度"
    return (f, row(n, "level3"), {"P04", "Q09"})


@kind()
def goal_actual_copied(f: Form, rng: Random) -> Hit | None:
    f["goal_act"] = f["goal"]
    return (f, ["goal_actual"], {"T01"})


@kind()
def goal_is_project_name(f: Form, rng: Random) -> Hit | None:
    f["goal"] = f["project"]
    return (f, ["goal_expected"], {"T02"})


@kind()
def goal_number_differs(f: Form, rng: Random) -> Hit | None:
    for n, i in sorted(enumerate(f["inds"]), key=lambda x: rng.random()):
        s = i["val"] + i["unit"]
        if (
            isnum(i)
            and i["unit"]
            and (i["op"] == "≥")
            and (f["goal"].count(s) == 1)
            and ("%" not in s)
            and (num(i["val"]) > 20)
        ):
            f["goal"] = f["goal"].replace(s, f"{num(i['val']) * 1.3:.0f}{i['unit']}")
            return (f, ["goal_expected", *row(n, "target_text")], {"T04", "Q10"})
    return None


@kind()
def goal_actual_number_differs(f: Form, rng: Random) -> Hit | None:
    for n, i in sorted(enumerate(f["inds"]), key=lambda x: rng.random()):
        s = i["actual"]
        if (
            isnum(i)
            and i["unit"]
            and (i["op"] == "≥")
            and (f["goal_act"].count(s) == 1)
            and ("%" not in s)
            and (num(s) > 20)
        ):
            f["goal_act"] = f["goal_act"].replace(s, s.replace(f"{num(s):g}", f"{num(s) * 1.2:.0f}"))
            return (f, ["goal_actual", *row(n, "actual_text")], {"T05"})
    return None


@kind()
def other_year_in_text(f: Form, rng: Random) -> Hit | None:
    y = int(f["year"]) - rng.choice([1, 2])
    f["goal_act"] = f"{y}年" + f["goal_act"]
    return (f, ["goal_actual"], {"T06"})


@kind()
def other_year_in_goal(f: Form, rng: Random) -> Hit | None:
    y = int(f["year"]) - 1
    f["goal"] = f"{y}年" + f["goal"]
    return (f, ["goal_expected"], {"T06"})


@kind()
def deadline_after_year(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: re.fullmatch("\\d+月\\d+日", i["val"] or ""))
    if n is None:
        return None
    i = f["inds"][n]
    i["target"] = f"{int(f['year']) + 1}年3月31日前"
    return (f, row(n, "target_text"), {"D02"})


@kind()
def satisfaction_100_no_sample(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: "满意" in i["l3"])
    i = f["inds"][n]
    old = i["actual"]
    i["actual"] = "100%"
    fixgoal(f, old, "100%")
    return (f, row(n, "actual_text"), {"P03"})


@kind()
def satisfaction_words(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: "满意" in i["l3"])
    i = f["inds"][n]
    i["target"] = "满意"
    i["actual"]
    i["actual"] = "满意"
    f["goal"] = re.sub("，?[^，。]*满意度[^。，]*", "", f["goal"])
    f["goal_act"] = re.sub("，?[^，。]*满意度[^。，]*", "", f["goal_act"])
    return (f, row(n, "target_text", "actual_text"), {"P05"})


@kind()
def satisfaction_equals_target(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: "满意" in i["l3"])
    i = f["inds"][n]
    old = i["actual"]
    i["actual"] = i["val"] + "%"
    fixgoal(f, old, i["actual"])
    return (f, row(n, "actual_text"), {"P02"})


@kind()
def satisfaction_unmet_full(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: "满意" in i["l3"])
    i = f["inds"][n]
    old = i["actual"]
    i["actual"] = f"{num(i['val']) - 5:g}%"
    fixgoal(f, old, i["actual"])
    return (f, row(n, "actual_text", "score"), {"K03"})
