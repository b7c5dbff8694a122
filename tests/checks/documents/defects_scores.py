"""Defects of scores against values."""

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
    under,
)


@kind()
def score_above_weight(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, full)
    i = f["inds"][n]
    i["score"] = show(float(i["weight"]) + rng.choice([0.5, 1, 2]))
    retotal(f)
    return (f, row(n, "score"), {"K01"})


@kind()
def score_above_weight_keep_total(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, full)
    i = f["inds"][n]
    i["score"] = show(float(i["weight"]) + 5)
    return (f, row(n, "score"), {"K01"})


@kind()
def score_negative(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: not full(i))
    i = f["inds"][n]
    i["score"] = "-" + i["score"]
    retotal(f)
    return (f, row(n, "score"), {"K02"})


@kind()
def unmet_full_score_slight(f: Form, rng: Random) -> Hit | None:
    n = under(f, rng, 0.97, reason=REASON)
    return (f, row(n, "score", "actual_text"), {"K03"})


@kind()
def unmet_full_score_heavy(f: Form, rng: Random) -> Hit | None:
    n = under(f, rng, 0.6, reason=REASON)
    return (f, row(n, "score", "actual_text"), {"K03"})


@kind()
def unmet_full_no_reason(f: Form, rng: Random) -> Hit | None:
    n = under(f, rng, 0.8)
    return (f, row(n, "score", "actual_text", "reason"), {"K03", "E01", "E02"})


@kind()
def score_above_ratio(f: Form, rng: Random) -> Hit | None:
    n = under(f, rng, 0.7, score=0.85, reason=REASON)
    return (f, row(n, "score"), {"K04"})


@kind()
def score_below_ratio(f: Form, rng: Random) -> Hit | None:
    n = under(f, rng, 0.9, score=0.5, reason=REASON)
    return (f, row(n, "score"), {"K05"})


@kind()
def zero_actual_scored(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and i["op"] == "≥" and full(i))
    i = f["inds"][n]
    old = i["actual"]
    i["actual"] = re.sub("[\\d.]+", "0", old, count=1)
    i["score"] = show(float(i["weight"]) * 0.8)
    i["reason"] = REASON
    fixgoal(f, old, i["actual"])
    retotal(f)
    return (f, row(n, "score", "actual_text"), {"K06", "K03", "K04"})


@kind()
def met_but_deducted_no_reason(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: full(i) and meets(i))
    i = f["inds"][n]
    i["score"] = show(float(i["weight"]) - rng.choice([1, 2]))
    retotal(f)
    return (f, row(n, "score", "reason"), {"K07", "E01"})


@kind()
def qualitative_deducted_no_reason(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["op"] == "定性" and (not full(i)))
    i = f["inds"][n]
    i["reason"] = ""
    return (f, row(n, "score", "reason"), {"K07", "E01"})


@kind()
def partial_no_reason(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: not full(i) and isnum(i))
    f["inds"][n]["reason"] = rng.choice(["", "无", "—", "/"])
    return (f, row(n, "score", "reason"), {"E01", "E02", "K07"})


@kind()
def reverse_exceeded_full(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and i["op"] == "≤" and full(i))
    i = f["inds"][n]
    old = i["actual"]
    setactual(i, num(i["val"]) * rng.choice([1.05, 1.3]))
    i["reason"] = REASON
    fixgoal(f, old, i["actual"])
    return (f, row(n, "score", "actual_text"), {"K08", "K03"})


@kind()
def reverse_wrong_formula(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and i["op"] == "≤" and full(i))
    i = f["inds"][n]
    old = i["actual"]
    setactual(i, num(i["val"]) * 1.4)
    i["score"] = show(float(i["weight"]) * 0.95)
    i["reason"] = REASON
    fixgoal(f, old, i["actual"])
    retotal(f)
    return (f, row(n, "score"), {"K09", "K04", "K08"})


@kind()
def equal_missed_full(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and i["op"] == "=")
    i = f["inds"][n] if n is not None else None
    if not i:
        return None
    old = i["actual"]
    setactual(i, num(i["val"]) - 4 if num(i["val"]) else 2, 0)
    i["score"] = i["weight"]
    i["reason"] = REASON
    fixgoal(f, old, i["actual"])
    retotal(f)
    return (f, row(n, "score", "actual_text"), {"K10", "K03", "K08"})


@kind()
def qualitative_out_of_band(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["op"] == "定性")
    i = f["inds"][n]
    i["actual"] = "部分达成年度指标并具有一定效果"
    i["score"] = show(float(i["weight"]) * 0.95)
    i["reason"] = REASON
    retotal(f)
    return (f, row(n, "score", "actual_text"), {"K11"})


@kind()
def qualitative_not_reached_high(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: i["op"] == "定性")
    i = f["inds"][n]
    i["actual"] = rng.choice(["未达成年度指标且效果较差", "未达到预期", "效果不明显"])
    i["score"] = show(float(i["weight"]) * 0.9)
    i["reason"] = REASON
    retotal(f)
    return (f, row(n, "score", "actual_text"), {"K11", "K12", "K14"})


@kind()
def late_full_score(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: re.fullmatch("\\d+月\\d+日", i["val"] or ""))
    if n is None:
        return None
    i = f["inds"][n]
    i["actual"] = rng.choice([f"{int(f['year']) + 1}年1月{rng.randint(5, 28)}日", "12月28日"])
    i["score"] = i["weight"]
    retotal(f)
    return (f, row(n, "score", "actual_text"), {"K13", "D03"})


@kind()
def late_one_month_same_year(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: re.fullmatch("\\d+月\\d+日", i["val"] or "") and int(i["val"].split("月")[0]) < 12)
    if n is None:
        return None
    i = f["inds"][n]
    m = int(i["val"].split("月")[0])
    i["actual"] = f"{f['year']}年{m + 1}月{rng.randint(5, 25)}日"
    return (f, row(n, "score", "actual_text"), {"K13"})


@kind()
def not_done_still_scored(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and i["op"] == "≥" and full(i))
    i = f["inds"][n]
    f["goal_act"] = f["goal_act"].replace(i["actual"], "")
    i["actual"] = rng.choice(["未开展", "未实施", "取消", "暂未完成"])
    i["score"] = show(float(i["weight"]) * 0.9)
    i["reason"] = REASON
    retotal(f)
    return (f, row(n, "score", "actual_text"), {"K14", "K12", "V02"})


@kind()
def all_full_scores(f: Form, rng: Random) -> Hit | None:
    for i in f["inds"]:
        if not full(i):
            if isnum(i):
                i["actual"] = i["actual"].replace(re.search("[\\d.]+", i["actual"]).group(), i["val"], 1)
            i["score"] = i["weight"]
            i["reason"] = ""
    q = f["funds"]["total"]
    for k in f["funds"]:
        f["funds"][k]["executed"] = f["funds"][k]["budget"]
    q["rate"] = "100.00%"
    q["score"] = "10"
    f["goal_act"] = "全面完成年度任务，各项目标均按要求完成，资金全部支付，取得较好的成效。"
    retotal(f)
    return (f, ["form", "total_score"], {"K15", "K19", "X03"})


@kind()
def execution_low_total_100(f: Form, rng: Random) -> Hit | None:
    for i in f["inds"]:
        if not full(i):
            if isnum(i):
                i["actual"] = i["actual"].replace(re.search("[\\d.]+", i["actual"]).group(), i["val"], 1)
            i["score"] = i["weight"]
            i["reason"] = ""
    q = f["funds"]["total"]
    if q["executed"] == q["budget"]:
        return None
    f["goal_act"] = "全面完成年度任务，各项目标均按要求完成，取得较好的成效。"
    f["total"] = "100"
    f["grade"] = "优"
    return (f, ["total_score"], {"K16", "W11"})


@kind()
def over_130_no_reason(f: Form, rng: Random) -> Hit | None:
    n = under(f, rng, 1.45)
    return (
        (f, row(n, "actual_text", "reason", "score"), {"K17", "K18", "E03"})
        if "率" not in f["inds"][n]["l3"] and "%" not in f["inds"][n]["actual"]
        else None
    )


@kind()
def over_500(f: Form, rng: Random) -> Hit | None:
    n = under(f, rng, 8)
    return (f, row(n, "actual_text", "target_text"), {"K18", "K17"}) if "%" not in f["inds"][n]["actual"] else None


@kind()
def actual_negative(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: isnum(i) and full(i))
    i = f["inds"][n]
    f["goal_act"] = f["goal_act"].replace(i["actual"], "（略）")
    i["actual"] = "-" + i["actual"]
    return (f, row(n, "actual_text", "score"), {"K20", "K03"})


@kind()
def rate_above_100(f: Form, rng: Random) -> Hit | None:
    n = pick(
        f,
        rng,
        lambda i: (
            isnum(i)
            and i["unit"] == "%"
            and re.search("率$", i["l3"])
            and (not re.search("增长|损失|差错|减少", i["l3"]))
            and (i["op"] in "≥=")
        ),
    )
    i = f["inds"][n] if n is not None else None
    if not i:
        return None
    old = i["actual"]
    i["actual"] = f"{rng.choice([103, 112.5, 120])}%"
    fixgoal(f, old, i["actual"])
    return (f, row(n, "actual_text"), {"K22"})


@kind()
def satisfaction_above_100(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: "满意" in i["l3"])
    i = f["inds"][n]
    old = i["actual"]
    i["actual"] = "105%"
    fixgoal(f, old, "105%")
    return (f, row(n, "actual_text"), {"K22"})
