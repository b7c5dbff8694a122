"""More changes of clean forms that look odd but are right: fund rows, reasons, goals, units, layouts."""

from __future__ import annotations

import collections
import re

from tests.checks.documents.edit import Form, isnum, retotal, show
from tests.checks.documents.odd import fund, odd, row_of


@odd("elder")
def zero_rows(f: Form) -> None:
    fund(f, "carryover", initial="0.00", budget="0.00", executed="0.00", rate="0.00%")
    fund(f, "other", initial="", budget="", executed="")


@odd("elder")
def dashes_rows(f: Form) -> None:
    fund(f, "carryover", initial="—", budget="—", executed="—", rate="—")
    fund(f, "other", initial="/", budget="/", executed="/")


@odd("elder")
def no_carryoverrow_of(f: Form) -> None:
    del f["funds"]["carryover"]


@odd("elder")
def total_only(f: Form) -> None:
    del f["funds"]["carryover"]
    del f["funds"]["other"]


@odd("clean")
def full_execution(f: Form) -> None:
    fund(f, "total", rate="100%")


@odd("water")
def parts_rate_printed(f: Form) -> None:
    fund(f, "fiscal_current", rate="93.75%")
    fund(f, "other", rate="100.00%")


@odd("train")
def reasons_none(f: Form) -> None:
    for i in f["inds"]:
        if not i["reason"]:
            i["reason"] = "无"


@odd("train")
def reasons_dash(f: Form) -> None:
    for i in f["inds"]:
        if not i["reason"]:
            i["reason"] = "—"


@odd("train")
def reasons_slash(f: Form) -> None:
    for i in f["inds"]:
        if not i["reason"]:
            i["reason"] = "/"


@odd("train")
def reasons_no_deviation(f: Form) -> None:
    for i in f["inds"]:
        if not i["reason"]:
            i["reason"] = "无偏差"


@odd("train")
def reasons_done_text(f: Form) -> None:
    for i in f["inds"]:
        if not i["reason"]:
            i["reason"] = "已完成年度目标"


@odd("train")
def goals_numbered(f: Form) -> None:
    f["goal"] = "1.举办培训班12期；2.培训基层干部960人次；3.结业考核合格率达到98%以上。"
    f["goal_act"] = "1.举办培训班12期；2.培训基层干部984人次；3.结业考核合格率98.4%。"


@odd("train")
def goal_with_money(f: Form) -> None:
    f["goal"] = "投入资金62万元，" + f["goal"]
    f["goal_act"] = "全年支出58.9万元，" + f["goal_act"]


@odd("train")
def goal_with_plan_years(f: Form) -> None:
    f["goal"] = "按照“十四五”干部培训规划（2021—2025年），" + f["goal"]
    f["goal_act"] += "2023年将继续办好培训班。"


@odd("train")
def goal_with_own_year(f: Form) -> None:
    f["goal"] = "2022年" + f["goal"]
    f["goal_act"] = "2022年" + f["goal_act"]


@odd("water")
def thousands_separator(f: Form) -> None:
    row_of(f, "人数").update(actual="3,260人")


@odd("elder")
def unit_person_words(f: Form) -> None:
    row_of(f, "发放人数").update(actual="2653名")


@odd("library")
def unit_sessions(f: Form) -> None:
    row_of(f, "推广").update(actual="50次")


@odd("library")
def wan_and_plain(f: Form) -> None:
    row_of(f, "到馆").update(actual="186000人次", score="20", reason="")
    retotal(f)


@odd("health")
def money_wan_and_yuan(f: Form) -> None:
    row_of(f, "采购成本").update(actual="87500元/台")


@odd("water")
def bare_actuals(f: Form) -> None:
    for i in f["inds"]:
        if isnum(i) and i["unit"] != "%":
            i["actual"] = re.match("[\\d.]+", i["actual"]).group()


@odd("smart")
def zero_incidents(f: Form) -> None:
    row_of(f, "信息安全").update(actual="未发生")


@odd("smart")
def zero_incidents_none(f: Form) -> None:
    row_of(f, "信息安全").update(target="0", actual="0")


@odd("smart")
def zero_rate(f: Form) -> None:
    row_of(f, "信息安全").update(l3="信息安全事故发生率", unit="%", actual="0%")


@odd("smart")
def none_none(f: Form) -> None:
    row_of(f, "信息安全").update(target="无", actual="无")


@odd("train")
def range_target(f: Form) -> None:
    row_of(f, "师资").update(target="90%-95%", actual="93%")


@odd("train", "BD")
def word_operators(f: Form) -> None:
    for i in f["inds"]:
        if isnum(i):
            i["target"] = {"≥": "不低于", "≤": "不超过", "=": ""}[i["op"]] + i["val"] + i["unit"]


@odd("train", "BD")
def suffix_operators(f: Form) -> None:
    for i in f["inds"]:
        if isnum(i):
            i["target"] = i["val"] + i["unit"] + {"≥": "以上", "≤": "以内", "=": ""}[i["op"]]


@odd("water")
def ascii_operators(f: Form) -> None:
    for i in f["inds"]:
        if isnum(i):
            i["target"] = {"≥": ">=", "≤": "<=", "=": "="}[i["op"]] + i["val"] + i["unit"]


@odd("train", "BD")
def bare_targets(f: Form) -> None:
    for i in f["inds"]:
        if isnum(i):
            i["target"] = i["val"] + i["unit"]


@odd("clean")
def half_points(f: Form) -> None:
    row_of(f, "清扫率").update(weight="12.5", score="12.5")
    row_of(f, "考核").update(weight="7.5", score="7.5")


@odd("train")
def project_code(f: Form) -> None:
    f["project"] = "51092322T000010263357-" + f["project"]


@odd("train")
def department_code(f: Form) -> None:
    f["dept"] = "219-" + f["dept"]
    f["unit"] = "219001-" + f["unit"]


@odd("smart")
def amounts_4_decimals(f: Form) -> None:
    fund(f, "total", executed=144.8212)
    fund(f, "fiscal_current", executed=141.3212)
    fund(f, "total", rate="96.55%")


@odd("crop", "F")
def low_execution_explained_in_note(f: Form) -> None:
    fund(f, "total", executed=168, rate="70.00%", score="7")
    fund(f, "fiscal_current", executed=138)
    retotal(f)
    f["note"] = "因部分药剂尾款未到合同约定支付节点，执行率较低，资金结转下年支付。下一步将加快结算。"
    f["freason"] = f["note"]
    f["tail"] = [("说明", f["note"])]


@odd("clean", "CF")
def budget_added_explained(f: Form) -> None:
    fund(f, "total", initial=900)
    fund(f, "fiscal_current", initial=900)
    f["note"] = "年中新增城中村保洁片区，经批准追加预算410万元。"
    f["tail"] = [("其他需要说明的事项", f["note"])]


@odd("smart")
def frequency(f: Form) -> None:
    row_of(f, "巡检").update(target="每月2次", actual="每月2次")


@odd("smart")
def per_unit_rate(f: Form) -> None:
    row_of(f, "巡检").update(l3="系统巡检频次", val="2", unit="次/月", actual="2次/月")


@odd("water", "BD")
def name_with_unit(f: Form) -> None:
    row_of(f, "管网长度").update(l3="新建供水管网长度（公里）", target="≥26", actual="26.5")


@odd("health")
def growth_above_100(f: Form) -> None:
    row_of(f, "增长率").update(actual="5.8%")


@odd("clean")
def all_full_all_done(f: Form) -> None:
    row_of(f, "投诉").update(actual="55件", score="10", reason="")
    row_of(f, "长效").update(score="10", reason="")
    f["goal_act"] = f["goal_act"].replace("72件", "55件")
    retotal(f)


@odd("elder")
def score_ratio_truncated(f: Form) -> None:
    row_of(f, "准确率").update(score="14.92")
    retotal(f)


@odd("elder")
def score_ratio_1dec(f: Form) -> None:
    row_of(f, "准确率").update(score="14.9")
    retotal(f)


@odd("clean")
def linear_penalty(f: Form) -> None:
    row_of(f, "投诉").update(actual="66件", score="9")
    f["goal_act"] = f["goal_act"].replace("72件", "66件")
    retotal(f)


@odd("clean")
def ratio_penalty(f: Form) -> None:
    row_of(f, "投诉").update(actual="75件", score="8")
    f["goal_act"] = f["goal_act"].replace("72件", "75件")
    retotal(f)


@odd("train")
def satisfaction_sample(f: Form) -> None:
    row_of(f, "满意").update(actual="100%", reason="发放问卷120份，回收120份，均为满意。")


@odd("train", "BF")
def level1_points_right(f: Form) -> None:
    s = collections.Counter()
    for i in f["inds"]:
        s[i["l1"]] += float(i["weight"])
    for i in f["inds"]:
        i["l1pts"] = f"（{show(s[i['l1']])}分）"


@odd("train", "F")
def notes_right(f: Form) -> None:
    f["notes"] = [
        "注：1.预算执行率10分，产出指标50分、效益指标30分、满意度指标10分。",
        "2.定性指标分三档：达成年度指标、部分达成年度指标并具有一定效果、未达成年度指标且效果较差，分别按100%-80%（含）、80%-60%（含）、60%-0%合理填写完成比例。",
    ]


@odd("train", "F")
def placeholder_rows(f: Form) -> None:
    f["inds"].insert(
        -1,
        {
            "l1": "效益指标",
            "l2": "生态效益指标",
            "l3": "",
            "op": "",
            "val": "",
            "unit": "",
            "actual": "",
            "weight": "",
            "score": "",
            "reason": "",
        },
    )


@odd("train", "BDF")
def grade_in_total(f: Form) -> None:
    f["gradecell"] = "优"


@odd("train")
def no_reason_cost_saving(f: Form) -> None:
    row_of(f, "费用").update(actual="290元/人·天")


@odd("train")
def cost_total_equals_spent(f: Form) -> None:
    row_of(f, "费用").update(l3="培训总成本", val="62", unit="万元", actual="58.9万元")


@odd("train")
def cost_total_in_yuan(f: Form) -> None:
    row_of(f, "费用").update(l3="项目总成本", val="620000", unit="元", actual="589000元")


@odd("train")
def done_answered_for_100(f: Form) -> None:
    row_of(f, "师资").update(l3="课程开发完成情况", op="定性", val="全部完成", unit="", actual="全部完成")


@odd("train")
def satisfaction_equal_explained(f: Form) -> None:
    row_of(f, "满意").update(actual="95.0%")
    f["goal_act"] = f["goal_act"].replace("96.3%", "95.0%")


@odd("smart")
def yes_yes(f: Form) -> None:
    row_of(f, "信息安全").update(l3="是否建立应急机制", op="定性", val="是", unit="", actual="是")


@odd("smart", "F")
def transposed_level_names(f: Form) -> None:
    for i in f["inds"]:
        if i["l2"] == "可持续影响指标":
            i["l2"] = "可持续影响"
        if i["l1"] == "满意度指标":
            i["l2"] = "满意度指标"
