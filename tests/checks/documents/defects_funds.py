"""Defects of the funds block and the execution rate."""

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
    retotal,
    row,
    show,
    spend,
    total,
)


@kind("CF")
def fund_sum_total_initial(f: Form, rng: Random) -> Hit | None:
    total(f)["initial"] = round(total(f)["initial"] + rng.choice([1, 10, 0.5]), 2)
    return (f, ["funds[total].initial"], {"M01"})


@kind("F")
def fund_sum_total_budget_transposed(f: Form, rng: Random) -> Hit | None:
    q = f["funds"]["fiscal_current"]
    old = q["budget"]
    q["budget"] = round(old + rng.choice([9, 0.9, 18]), 2)
    return (f, ["funds[total].budget", "funds[fiscal_current].budget"], {"M01"})


@kind("F")
def fund_part_executed_off(f: Form, rng: Random) -> Hit | None:
    q = f["funds"]["fiscal_current"]
    q["executed"] = round(q["executed"] - rng.choice([0.5, 1.2, 10]), 2)
    return (f, ["funds[total].executed", "funds[fiscal_current].executed"], {"M01"})


@kind("CF")
def fund_other_missing_in_total(f: Form, rng: Random) -> Hit | None:
    q = f["funds"]["other"]
    if q["budget"]:
        return None
    q["initial"] = q["budget"] = q["executed"] = 12.5
    return (f, ["funds[total].initial", "funds[total].budget", "funds[total].executed", "funds[other].budget"], {"M01"})


@kind("F")
def fund_total_zero_parts(f: Form, rng: Random) -> Hit | None:
    q = total(f)
    q["initial"] = q["budget"] = q["executed"] = 0
    q["rate"] = "0"
    q["score"] = "0"
    retotal(f)
    return (f, ["funds[total].initial", "funds[total].budget", "funds[total].executed"], {"M02", "M10"})


@kind()
def rate_wrong(f: Form, rng: Random) -> Hit | None:
    q = total(f)
    x = num(q["rate"])
    q["rate"] = f"{x - rng.choice([3, 5.5, 12]):.2f}%"
    return (f, ["funds[total].rate"], {"M03", "M04"})


@kind()
def rate_wrong_1pp(f: Form, rng: Random) -> Hit | None:
    q = total(f)
    x = num(q["rate"])
    q["rate"] = f"{x - 1:.2f}%"
    return (f, ["funds[total].rate"], {"M03", "M04"})


@kind("C")
def rate_by_initial(f: Form, rng: Random) -> Hit | None:
    q = total(f)
    if abs(q["initial"] - q["budget"]) / q["budget"] < 0.02:
        p = f["funds"]["fiscal_current"]
        p["initial"] = round(p["initial"] * 0.96, 2)
        q["initial"] = round(sum(f["funds"][k]["initial"] for k in f["funds"] if k != "total"), 2)
    q["rate"] = f"{q['executed'] / q['initial'] * 100:.2f}%"
    return (f, ["funds[total].rate"], {"M03", "M04"})


@kind()
def executed_above_budget(f: Form, rng: Random) -> Hit | None:
    q, p = (total(f), f["funds"]["fiscal_current"])
    d = round(q["budget"] * 1.06 - q["executed"], 2)
    q["executed"] = round(q["executed"] + d, 2)
    p["executed"] = round(p["executed"] + d, 2)
    q["rate"] = f"{q['executed'] / q['budget'] * 100:.2f}%"
    q["score"] = "10"
    retotal(f)
    return (f, ["funds[total].executed", "funds[total].rate", "funds[fiscal_current].executed"], {"M05", "M14"})


@kind()
def exec_score_wrong(f: Form, rng: Random) -> Hit | None:
    q = total(f)
    q["score"] = show(float(q["score"]) - rng.choice([1, 2, 0.5]))
    retotal(f)
    return (f, ["funds[total].score"], {"M06"})


@kind()
def exec_full_but_rate_low(f: Form, rng: Random) -> Hit | None:
    q, p = (total(f), f["funds"]["fiscal_current"])
    e = round(q["budget"] * 0.82, 2)
    p["executed"] = round(p["executed"] - (q["executed"] - e), 2)
    q["executed"] = e
    q["rate"] = f"{e / q['budget'] * 100:.2f}%"
    q["score"] = "10"
    f["freason"] = "因合同尾款未到支付节点，执行率较低，下一步将加快支付。"
    f["tail"] = [("其他需要说明的事项", f["freason"])]
    retotal(f)
    return (f, ["funds[total].score"], {"M06"})


@kind()
def exec_score_above_weight(f: Form, rng: Random) -> Hit | None:
    q = total(f)
    q["score"] = rng.choice(["10.5", "12"])
    retotal(f)
    return (f, ["funds[total].score"], {"M07", "M06"})


@kind()
def exec_score_blank(f: Form, rng: Random) -> Hit | None:
    q = total(f)
    q["score"] = rng.choice(["", "分"])
    return (f, ["funds[total].score"], {"M08"})


@kind()
def exec_score_blank_total_follows(f: Form, rng: Random) -> Hit | None:
    q = total(f)
    q["score"] = ""
    retotal(f)
    return (f, ["funds[total].score"], {"M08"})


@kind()
def rate_low_no_reason(f: Form, rng: Random) -> Hit | None:
    spend(f, rng.choice([0.55, 0.72, 0.78]))
    return (f, ["funds[total].rate", "funds[total].executed", "form"], {"M09"})


@kind()
def rate_below_50_all_done(f: Form, rng: Random) -> Hit | None:
    spend(f, 0.45)
    for i in f["inds"]:
        if not full(i) and isnum(i):
            old = i["actual"]
            i["actual"] = i["actual"].replace(re.search("[\\d.]+", old).group(), i["val"], 1)
            i["score"] = i["weight"]
            i["reason"] = ""
            fixgoal(f, old, i["actual"])
    retotal(f)
    return (f, ["funds[total].rate", "form"], {"M20", "M09"})


@kind("CF")
def budget_adjusted_no_reason(f: Form, rng: Random) -> Hit | None:
    p, q = (f["funds"]["fiscal_current"], total(f))
    d = p["initial"] * 0.45
    p["initial"] = round(p["initial"] - d, 2)
    q["initial"] = round(q["initial"] - d, 2)
    return (f, ["funds[total].budget", "funds[total].initial"], {"M11"})


@kind()
def yuan_wan_mixup(f: Form, rng: Random) -> Hit | None:
    m = 0.0001 if f.get("_lay") == "B" else 10000.0
    for k in f["funds"].values():
        for c in ("initial", "budget", "executed"):
            k[c] = round(k[c] * m, 6) if isinstance(k[c], (int, float)) else k[c]
    return (f, ["funds[total].budget", "funds[total].initial", "funds[total].executed"], {"M13"})


@kind()
def one_cell_in_yuan(f: Form, rng: Random) -> Hit | None:
    q = total(f)
    q["executed"] = round(q["executed"] * (0.0001 if f.get("_lay") == "B" else 10000.0), 4)
    return (f, ["funds[total].executed", "funds[total].rate"], {"M13", "M05", "M01", "M03"})


@kind("F")
def part_over_budget(f: Form, rng: Random) -> Hit | None:
    q, p, t = (f["funds"]["other"], f["funds"]["fiscal_current"], total(f))
    q["initial"] = q["budget"] = 5
    q["executed"] = 7
    p["budget"] = round(t["budget"] - 5 - f["funds"]["carryover"]["budget"], 2)
    p["executed"] = round(t["executed"] - 7 - f["funds"]["carryover"]["executed"], 2)
    p["initial"] = round(t["initial"] - 5 - f["funds"]["carryover"]["initial"], 2)
    if f.get("_lay") == "C" and f["funds"]["carryover"]["budget"]:
        return None
    return (f, ["funds[other].executed"], {"M14"}) if p["executed"] <= p["budget"] else None


@kind()
def negative_amount(f: Form, rng: Random) -> Hit | None:
    q = f["funds"]["fiscal_current"]
    q["executed"] = -q["executed"]
    return (f, ["funds[fiscal_current].executed", "funds[财政资金].executed"], {"M15", "M01"})


@kind()
def nonnumeric_amount(f: Form, rng: Random) -> Hit | None:
    q = total(f)
    q["executed"] = rng.choice(["已支付", "约三分之二", "见附件"])
    return (f, ["funds[total].executed"], {"M15", "F04"})


@kind("F")
def subrow_scored(f: Form, rng: Random) -> Hit | None:
    q = f["funds"]["fiscal_current"]
    q["weight"] = "10"
    q["score"] = total(f)["score"]
    return (
        f,
        [
            "funds[fiscal_current].score",
            "funds[fiscal_current].weight",
            "funds[财政资金].score",
            "funds[财政资金].weight",
        ],
        {"M17"},
    )


@kind()
def cost_indicator_vs_funds(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: "成本" in i["l2"] or "成本" in i["l3"])
    i = f["inds"][n]
    q = total(f)
    i.update(
        l3="项目总成本",
        op="≤",
        val=show(q["budget"]),
        unit="万元",
        actual=show(q["executed"] * 0.8) + "万元",
        score=i["weight"],
        reason="",
    )
    return (f, row(n, "actual_text", "target_text"), {"M18"})


@kind()
def cost_in_yuan(f: Form, rng: Random) -> Hit | None:
    n = pick(f, rng, lambda i: "成本" in i["l2"] or "成本" in i["l3"])
    i = f["inds"][n]
    q = total(f)
    i.update(
        l3="项目总成本",
        op="≤",
        val=show(q["budget"]),
        unit="万元",
        actual=f"{q['executed'] * 10000:.0f}万元",
        score=i["weight"],
        reason="",
    )
    return (f, row(n, "actual_text", "target_text", "score"), {"M13", "M18", "V15", "K08"})


@kind()
def spent_all_but_zero_done(f: Form, rng: Random) -> Hit | None:
    q, p = (total(f), f["funds"]["fiscal_current"])
    p["executed"] = round(p["executed"] + q["budget"] - q["executed"], 2)
    q["executed"] = q["budget"]
    q["rate"] = "100.00%"
    q["score"] = "10"
    n = pick(f, rng, lambda i: isnum(i) and i["l2"] == "数量指标")
    i = f["inds"][n]
    old = i["actual"]
    i["actual"] = re.sub("[\\d.]+", "0", old, count=1)
    i["score"] = "0"
    i["reason"] = "设备未到货，未实施。下一步将督促供货。"
    fixgoal(f, old, i["actual"])
    retotal(f)
    return (f, [*row(n, "actual_text"), "funds[total].rate"], {"M19"})


@kind()
def funds_blank(f: Form, rng: Random) -> Hit | None:
    for k in f["funds"].values():
        for c in ("initial", "budget", "executed"):
            k[c] = ""
    total(f)["rate"] = ""
    total(f)["score"] = ""
    retotal(f)
    return (
        f,
        ["funds[total].budget", "funds[total].executed", "funds[total].initial", "form", "funds[total].score"],
        {"F04"},
    )


@kind()
def executed_blank(f: Form, rng: Random) -> Hit | None:
    total(f)["executed"] = ""
    return (f, ["funds[total].executed"], {"F04", "M01", "M15"})
