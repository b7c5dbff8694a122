"""Indicators that are filed wrongly or say nothing, goals and values of doubtful form."""

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
    num,
    pick,
    renew,
    retotal,
    row,
    setactual,
    show,
)


@kind()
def k04_half_point(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: not full(i) and isnum(i) and (i["op"] == "≥"))
    if n is None:
        return None
    i = f["inds"][n]
    i["score"] = show(
        min(float(i["weight"]) - 0.1, round(float(i["weight"]) * num(i["actual"]) / num(i["val"]), 2) + 0.5)
    )
    retotal(f)
    return (f, row(n, "score"), {"K04"})


@kind()
def k04_tenth(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: not full(i) and isnum(i) and (i["op"] == "≥"))
    if n is None:
        return None
    i = f["inds"][n]
    x = round(float(i["weight"]) * num(i["actual"]) / num(i["val"]), 2) + 0.13
    if x >= float(i["weight"]):
        return None
    i["score"] = show(x)
    retotal(f)
    return (f, row(n, "score"), {"K04"})


@kind()
def k05_half_point(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: not full(i) and isnum(i) and (i["op"] == "≥"))
    if n is None:
        return None
    i = f["inds"][n]
    i["score"] = show(round(float(i["weight"]) * num(i["actual"]) / num(i["val"]), 2) - 0.45)
    retotal(f)
    return (f, row(n, "score"), {"K05"})


@kind("F")
def misfiled_quality_as_time(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["l2"] == "时效指标")
    renew(f, f["inds"][n], l3="资料归档合格率", op="≥", val="95", unit="%", actual="96%")
    return (f, row(n, "level3"), {"Q17"})


@kind("F")
def misfiled_satisfaction_as_benefit(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["l1"] == "效益指标")
    renew(f, f["inds"][n], l3="群众满意度", op="≥", val="90", unit="%", actual="93%")
    return (f, row(n, "level3"), {"Q17"})


@kind("F")
def misfiled_time_as_quality(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["l2"] == "质量指标")
    renew(f, f["inds"][n], l3="任务完成及时率", op="≥", val="95", unit="%", actual="96%")
    return (f, row(n, "level3"), {"Q17"})


@kind("F")
def misfiled_cost_as_quantity(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["l2"] == "数量指标" and full(i))
    renew(f, f["inds"][n], l3="单位成本", op="≤", val="8", unit="万元", actual="7.8万元")
    return (f, row(n, "level3"), {"Q17", "Q01"})


@kind("F")
def bare_rate_as_quality(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["l2"] == "质量指标")
    renew(
        f, f["inds"][n], l3=rng.choice(["完成率", "合格率", "工作任务完成率"]), op="≥", val="95", unit="%", actual="96%"
    )
    return (f, row(n, "level3"), {"Q08"})


@kind("F")
def activity_as_benefit(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["l1"] == "效益指标")
    renew(
        f, f["inds"][n], l3=rng.choice(["开展宣传活动场次", "组织检查次数"]), op="≥", val="10", unit="次", actual="11次"
    )
    return (f, row(n, "level3"), {"Q07"})


@kind("F")
def qualitative_quantity(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["l2"] == "数量指标" and full(i))
    renew(f, f["inds"][n], op="定性", val="足量", unit="", actual="足量供应")
    return (f, row(n, "target_text"), {"Q06", "Q10"})


@kind("F")
def cost_within_budget_words(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: "成本" in i["l2"])
    i = f["inds"][n]
    renew(f, i, l3="项目成本", op="定性", val="控制在预算数以内", unit="", actual="控制在预算数以内")
    return (f, row(n, "target_text"), {"Q16"})


@kind()
def satisfaction_target_60(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: "满意" in i["l3"])
    i = f["inds"][n]
    i["val"] = "60"
    f["goal"] = re.sub("，?[^，。]*满意度[^。，]*", "", f["goal"])
    return (f, row(n, "target_text", "actual_text"), {"Q13", "K17"})


@kind()
def low_targets_everywhere(f: Form, rng: Random) -> Hit | None:
    for i in f["inds"]:
        if isnum(i) and i["op"] == "≥" and ("%" not in i["unit"]):
            old = i["actual"]
            setactual(i, num(i["val"]) * 1.6, 1)
            i["score"] = i["weight"]
            i["reason"] = ""
            fixgoal(f, old, i["actual"])
    retotal(f)
    k = [n for n, i in enumerate(f["inds"]) if isnum(i) and i["op"] == "≥" and ("%" not in i["unit"])]
    return (f, ["form"] + [p for n in k for p in row(n, "actual_text", "target_text", "reason")], {"Q12", "K17", "K18"})


@kind()
def goal_is_duty(f: Form, rng: Random) -> Hit | None:
    f["goal"] = "负责全县相关管理工作，履行行业主管部门职责，贯彻落实上级有关精神。"
    return (f, ["goal_expected"], {"Q14", "T03"})


@kind()
def goal_without_number(f: Form, rng: Random) -> Hit | None:
    f["goal"] = "按照要求做好项目实施，改善群众生产生活条件，促进经济社会发展。"
    return (f, ["goal_expected"], {"T03", "Q14"})


@kind()
def goal_items_mismatch(f: Form, rng: Random) -> Hit | None:
    f["goal"] = "1.制定实施方案；2.组织项目实施；3.完成项目验收；4.做好资料归档。"
    f["goal_act"] = "1.制定了实施方案；2.组织了项目实施，工程形象进度正常；3.完成项目验收。"
    return (f, ["goal_actual"], {"T07"})


@kind()
def period_as_deadline(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["l2"] == "时效指标")
    renew(f, f["inds"][n], l3="项目实施时间", target="1-12月", actual="1-12月")
    return (f, row(n, "target_text"), {"D05"})


@kind()
def deadline_20_days(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["l2"] == "时效指标")
    renew(f, f["inds"][n], l3="完成时限", target="≤20日", actual="5日")
    return (f, row(n, "target_text"), {"D04"})


@kind()
def odd_signs(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and i["op"] == "≥")
    i = f["inds"][n]
    i["op"] = "≧"
    return (f, row(n, "target_text"), {"V17"})


@kind()
def each_once(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["l2"] == "数量指标" and full(i))
    i = f["inds"][n]
    renew(f, i, l3="检查督导次数", target="各1次", actual="各1次")
    return (f, row(n, "target_text"), {"V11"})


@kind()
def narrative_target(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["l2"] == "数量指标" and full(i))
    i = f["inds"][n]
    renew(f, i, target="暂定量按15次作业且总作业时长不少于30小时测算，具体以实际为准", actual="完成作业15次")
    return (f, row(n, "target_text", "actual_text"), {"V20", "V11"})


@kind()
def reason_zero(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: full(i))
    f["inds"][n]["reason"] = "0"
    return (f, row(n, "reason"), {"E08"})


@kind()
def typo(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: not full(i))
    f["inds"][n]["reason"] = "因按排不当，部分任务未按期推进，下一步将加强布署，确保完城任务。"
    return (f, row(n, "reason"), {"E13"})
