"""Two more layouts, for clean forms only: most defects have no place in them."""

from __future__ import annotations

from tests.checks.documents.edit import Form, retotal, show
from tests.checks.documents.layouts import LAYOUTS, Grid, levels, money, target


def in_hubei_points(f: Form) -> None:
    """The scores of a form as Hubei counts them: execution out of 20, indicators out of 80."""
    f["funds"]["total"]["score"] = show(float(f["funds"]["total"]["score"]) * 2)
    for i in f["inds"]:
        i["score"] = show(float(i["score"]) * 80 / 90)
    retotal(f)


def hubei(f):
    """Hubei: execution 20 points and indicators 80, no weight column, one row of funds, one cell of reasons for the whole form."""
    g = Grid(7)
    r = g.row
    title = [
        f"{f['year']}年度{f['project']}自评表",
        f"单位名称：{f['unit']}      填报日期：{int(f['year'] or 2022) + 1}年3月15日",
    ]
    r(("项目名称", 2, 1), (f["project"], 5, 1))
    r(("主管部门", 2, 1), (f["dept"], 2, 1), "项目实施单位", (f["unit"], 2, 1))
    r(("项目类别", 2, 1), ("1、部门预算项目 ☑ 2、市直专项 □ 3、市对下转移支付项目 □", 5, 1))
    r(
        ("预算执行情况（万元）（20分）", 1, 2),
        ("", 2, 1),
        "预算数（A）",
        "执行数（B）",
        "执行率（B/A）",
        "得分（20分*执行率）",
    )
    q = f["funds"]["total"]
    r(("年度财政资金总额", 2, 1), money(q["budget"], "万元"), money(q["executed"], "万元"), q["rate"], q["score"])
    r(
        ("年度绩效目标1（80分）", 1, 1 + len(f["inds"])),
        "一级指标",
        "二级指标",
        "三级指标",
        "年初目标值（A）",
        "实际完成值（B）",
        "得分",
    )
    for i, (a, b) in zip(f["inds"], levels(f["inds"]), strict=True):
        cells = []
        if a:
            cells.append((i["l1"], 1, a))
        if b:
            cells.append((i["l2"], 1, b))
        r(*cells, i["l3"], target(i), i["actual"], i["score"])
    r(("总分", 6, 1), f["total"])
    r(("偏差大或目标未完成原因分析", 2, 1), (f.get("whole", "个别指标受客观条件影响未完成。"), 5, 1))
    r(("改进措施及结果应用方案", 2, 1), (f.get("plan", "加强统筹调度，下一年度补齐。"), 5, 1))
    return title, [g], f.get("notes", [])


def transfer(f):
    """A transfer payment: no weights and no scores."""
    g = Grid(8)
    r = g.row
    title = ["转移支付项目绩效目标自评表", f"（{f['year']}年度）"]
    r(("转移支付（项目）名称", 2, 1), (f["project"], 6, 1))
    r(("主管部门", 2, 1), (f["dept"], 2, 1), ("实施单位", 2, 1), (f["unit"], 2, 1))
    r(("项目资金（万元）", 1, 4), ("", 2, 1), ("全年预算数（A）", 2, 1), ("全年执行数（B）", 2, 1), "预算执行率（B/A）")
    for source, label in (("total", "年度资金总额："), ("fiscal_current", "其中：中央补助"), ("other", "其他资金")):
        if source not in f["funds"]:
            continue
        q = f["funds"][source]
        r((label, 2, 1), (money(q["budget"], "万元"), 2, 1), (money(q["executed"], "万元"), 2, 1), q["rate"])
    r(("总体目标完成情况", 1, 2), ("年初设定目标", 3, 1), ("全年实际完成情况", 4, 1))
    r((f["goal"], 3, 1), (f["goal_act"], 4, 1))
    r(
        ("绩效指标", 1, 1 + len(f["inds"])),
        "一级指标",
        "二级指标",
        ("三级指标", 2, 1),
        "年度指标值",
        "全年完成值",
        "未完成原因和改进措施",
    )
    for i, (a, b) in zip(f["inds"], levels(f["inds"]), strict=True):
        cells = []
        if a:
            cells.append((i["l1"], 1, a))
        if b:
            cells.append((i["l2"], 1, b))
        r(*cells, (i["l3"], 2, 1), target(i), i["actual"], i["reason"])
    r(("说明", 2, 1), ("无", 6, 1))
    return title, [g], f.get("notes", [])


LAYOUTS.update(E=hubei, H=transfer)
