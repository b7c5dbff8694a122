"""Layouts that were published in one place or another and that the random styles do not reach, with invented contents.

Each function gives the blocks of a document and its answer keys. The structure (labels, order, spans, oddities) is that of
the field guide's variants; project, unit and figures are made up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.generator.grid import Block, C, Grid, Para
from tests.generator.model import Fund, Ind, Model, N
from tests.generator.samples import fund, ind, n

Published = tuple[list[Block], list[dict[str, Any]]]
Q = "qualitative"


def L(text: str, across: int = 1, down: int = 1) -> C:
    return C(text, across, down, "label")


def levels(
    g: Grid,
    rows: list[Ind],
    cells: Callable[[Ind], list[C | str]],
    *,
    lead: list[C] | None = None,
    points: dict[str, str] | None = None,
) -> None:
    """Indicator rows with merged level columns; ``cells`` gives the rest of a row."""
    lead = lead or []
    for i, r in enumerate(rows):
        items: list[C | str] = list(lead) if i == 0 else []
        for k in (1, 2):
            key = (lambda x: x.level1) if k == 1 else (lambda x: (x.level1, x.level2))
            if i and key(rows[i - 1]) == key(r):
                continue
            down = next((j for j in range(i, len(rows)) if key(rows[j]) != key(r)), len(rows)) - i
            text = (r.level1 if k == 1 else r.level2) or ""
            items.append(L(text + ((points or {}).get(text, "") if k == 1 else ""), 1, down))
        g.row(*items, *cells(r))


def model(
    title: str,
    year: int | None,
    project: str | None,
    department: str | None,
    unit: str | None,
    money: str | None,
    funds: list[Fund],
    goals: tuple[str | None, str | None],
    rows: list[Ind],
    total: tuple[str, str],
    ambiguous: tuple[str, ...] = (),
) -> Model:
    return Model(
        title,
        year,
        project,
        department,
        unit,
        money,
        funds,
        *goals,
        rows,
        n(total[0]) if total[0] else N(),
        n(total[1]) if total[1] else N(),
        ambiguous=list(ambiguous),
    )


def central_2016() -> Published:
    """V3: codes, execution weight in the label, scoring method in funds and indicators, weight before the target."""
    rows = [
        ind("产出指标", "数量指标", "编制规划图册", ("", "4", "册"), "4册", "12.5", "12.5", method="按完成比例计分"),
        ind("产出指标", "质量指标", "图册验收合格率", ("", "100", "%"), "100%", "12.5", "12.5", method="合格得满分"),
        ind(
            "产出指标",
            "时效指标",
            "图册交付时间",
            ("", "2016年11月底", ""),
            "2016年12月",
            "12.5",
            "10",
            "印刷延期",
            method="按期得满分，每晚一周扣1分",
        ),
        ind("产出指标", "成本指标", "成本控制率", ("", "±10", "%"), "98%", "12.5", "12.5", method="±10%以内得满分"),
        ind("效益指标", "社会效益指标", "规划公众知晓度", ("", "提升", ""), "提升", "30", "28", method="定性分档计分"),
        ind(
            "满意度指标",
            "满意度指标",
            "使用单位满意度",
            ("", "90", "%"),
            "95%",
            "10",
            "10",
            method="90%以上得10分，每降5%扣1分",
        ),
    ]
    rows[2].operator, rows[2].actual_number = None, None
    rows[3].operator, rows[3].number, rows[3].unit = None, 10, "%"
    rows[3].actual_number = 98
    f = [
        fund("total", "年度资金总额：", "310.20", "", "154.74", "10", "50%", "5"),
        fund("fiscal_current", "其中：本年一般公共预算拨款", "310.20", "", "154.74", "", "", ""),
        fund("other", "其他资金", "0", "", "0", "", "", ""),
    ]
    m = model(
        "项目支出绩效自评表",
        2016,
        "城区慢行系统规划",
        "[145]松岭市规划局",
        "松岭市规划编制中心",
        "万元",
        f,
        ("完成慢行系统规划编制。", "规划编制基本完成，成果已交付使用。"),
        rows,
        ("100", "90.5"),
    )
    g = Grid(10)
    g.row(L("项目名称"), C("城区慢行系统规划", 9))
    g.row(L("主管部门及代码"), C("[145]松岭市规划局", 4), L("实施单位"), C("松岭市规划编制中心", 4))
    g.row(
        L("项目资金\n（万元）", 1, 4),
        L("", 2),
        L("年初预算数(A)"),
        L("全年执行数(B)"),
        L("分值\n（10分）"),
        L("执行率\n（B/A）"),
        L("得分"),
        L("得分计算方法", 2),
    )
    for x in f:
        g.row(
            C(x.label, 2),
            x.initial.text,
            x.executed.text,
            x.weight.text,
            x.rate.text,
            x.score.text,
            C("执行率×该指标分值，最高不得超过分值上限" if x.source == "total" else "", 2),
        )
    g.row(L("年度总体目标", 1, 2), L("年初设定目标", 4), L("年度总体目标完成情况", 5))
    g.row(C("完成慢行系统规划编制。", 4), C("规划编制基本完成，成果已交付使用。", 5))
    g.row(
        L("年\n度\n绩\n效\n指\n标", 1, 7),
        *(
            L(t)
            for t in (
                "一级指标",
                "二级指标",
                "三级指标",
                "分值",
                "年度指标值(A)",
                "全年实际值(B)",
                "得分计算方法",
                "得分",
                "未完成原因分析",
            )
        ),
    )
    levels(g, rows, lambda r: [r.level3, r.weight.text, r.target, r.actual, r.method, r.score.text, r.reason])
    g.row(L("总分", 4), "100", C("", 3), "90.5", "")
    notes = [
        "注：（1）一级指标得分合计不得超过权重。",
        "（2）定性指标分档：达成预期指标、部分达成预期指标并具有一定效果、未达成预期指标且效果较差，分别按100-80%（含）、80-50%（含）、50-0%计分。",
    ]
    return [
        Para("项目支出绩效自评表", "title"),
        Para("（2016年度）", "sub"),
        g.close(),
        *(Para(t, "note") for t in notes),
    ], [m.key("central_2016", "V3")]


def suzhou() -> Published:
    """V8: year as a field, carried budget in an own column, a table of sub-items, a flat list with small weights."""
    rows = [
        ind("投入目标", None, "预算执行率", ("=", "100", "%"), "94%", "6", "4.2"),
        ind("投入目标", None, "专款专用率", ("=", "100", "%"), "100%", "3.71", "3.71"),
        ind("产出目标", None, "存储容量扩充", ("", "80", "TB"), "120TB", "11.14", "11.14"),
        ind("产出目标", None, "新建应用系统数", ("=", "2", "个"), "2个", "11.14", "11.14"),
        ind("产出目标", None, "系统故障响应时间", ("", "2", "小时"), "2小时", "11.14", "11.14"),
        ind("结果目标", None, "重复投诉率", ("", "15", "%及其以下"), "8%", "14.29", "14.29"),
        ind("结果目标", None, "使用人员满意度", ("=", "90", "%"), "92%", "42.58", "42.58"),
    ]
    rows[2].actual_number = 120
    rows[4].actual_number = 2
    rows[5].operator, rows[5].unit = "<=", "%"
    f = [fund("total", "", "520.00", "", "488.80", "", "", "")]
    m = model(
        "市级财政支出项目绩效自评表",
        2021,
        "智慧档案系统建设",
        "临溪市档案馆",
        "临溪市档案馆",
        "万元",
        f,
        (None, None),
        rows,
        ("", "98.2"),
        ("funds", "unit", "goal_expected", "goal_actual", "total_weight"),
    )
    g = Grid(6)
    g.row(L("项目名称"), C("智慧档案系统建设", 3), L("项目年份"), "2021")
    g.row(L("主管部门"), C("临溪市档案馆", 3), L("单位名称"), "临溪市档案馆")
    g.row(
        L("市级预算执行情况\n（万元）", 1, 2),
        L("年初预算数"),
        L("当年使用上年结余、结转及当年调整预算数"),
        L("实际支付数"),
        L("结转数"),
        L("财政收回数"),
    )
    g.row("520.00", "0.00", "488.80", "0.00", "31.20")
    g.row(L("项目资金构成", 1, 3), L("子项名称", 2), L("预算数"), L("实际数"), L("合计"))
    g.row(C("硬件购置", 2), "320.00", "300.00", C("488.80", 1, 2))
    g.row(C("软件开发", 2), "200.00", "188.80")
    g.row(L("项目总目标"), C("建成智慧档案系统，实现档案在线查阅。", 5))
    g.row(*(L(t) for t in ("类别", "指标名称", "目标值", "权重", "实际完成值", "自评分")))
    for i, r in enumerate(rows):
        down = sum(x.level1 == r.level1 for x in rows)
        lead = [L(r.level1 or "", 1, down)] if i == 0 or rows[i - 1].level1 != r.level1 else []
        g.row(*lead, r.level3, r.target, r.weight.text, r.actual, r.score.text)
    g.row(L("合计", 5), "98.2")
    return [Para("市级财政支出项目绩效自评表", "title"), g.close()], [m.key("suzhou", "V8")]


def ningde() -> Published:
    """V9: a whole-department form with numbered amounts in the labels and a scoring standard for each row."""
    rows = [
        ind("产出指标", "数量指标", "开展监督检查次数", ("≥", "9", "次"), "20次", "10", "10", method="少检查一次扣1分"),
        ind("产出指标", "质量指标", "抽检任务完成率", ("≥", "95", "%"), "100%", "15", "15", method="每低1%扣1分"),
        ind(
            "产出指标",
            "时效指标",
            "抽检结果公示时间",
            ("≤", "7", "个工作日"),
            "5个工作日",
            "15",
            "15",
            method="每超一日扣1分",
        ),
        ind(
            "产出指标",
            "成本指标",
            "单批次抽检成本",
            ("≤", "1200", "元/批次"),
            "1150元/批次",
            "10",
            "10",
            method="超标不得分",
        ),
        ind("效益指标", "社会效益指标", "较大安全事故", ("", "0", "起"), "0起", "30", "30", method="发生一起不得分"),
        ind(
            "满意度指标",
            "服务对象满意度指标",
            "群众满意度",
            ("≥", "85", "%"),
            "88%",
            "10",
            "10",
            method="每低1%扣0.5分",
        ),
    ]
    rows[2].actual_number = 5
    rows[3].actual_number = 1150
    rows[4].actual_number = 0
    m = model(
        "部门整体支出绩效自评表",
        2020,
        None,
        "安澜县市场监管局",
        None,
        "万元",
        [],
        ("保障食品药品安全。", "食品药品安全形势平稳。"),
        rows,
        ("100", "99.8"),
        ("department", "unit", "funds", "project"),
    )
    g = Grid(9)
    g.row(L("部门名称"), C("安澜县市场监管局", 8))
    g.row(
        L("资金结构\n（万元）", 1, 4),
        L("", 2),
        L("年初部门预算安排金额（含历年结余结转）①"),
        L("调整预算金额②"),
        L("全年预算金额③=①+②"),
        L("实际支出④"),
        L("支出实现率（%）⑤=④/③"),
        L("得分⑥"),
    )
    for label, a, b, c, d, e, s in (
        ("基本支出", "860.00", "40.00", "900.00", "896.40", "99.6", ""),
        ("项目支出", "540.00", "-20.00", "520.00", "509.60", "98", ""),
        ("合计", "1400.00", "20.00", "1420.00", "1406.00", "99.01", "9.8"),
    ):
        g.row(C(label, 2), a, b, c, d, e, s)
    g.row(L("年度目标", 1, 2), L("预期目标", 4), L("实际完成情况", 4))
    g.row(C("保障食品药品安全。", 4), C("食品药品安全形势平稳。", 4))
    g.row(
        *(
            L(t)
            for t in (
                "一级指标",
                "二级指标",
                "三级指标",
                "绩效目标值",
                "实际完成值",
                "评分标准",
                "指标分值",
                "自评得分",
                "未完成原因",
            )
        )
    )
    levels(g, rows, lambda r: [r.level3, r.target, r.actual, r.method, r.weight.text, r.score.text, r.reason])
    g.row(L("总分", 6), "100", "99.8", "")
    return [Para("2020年度部门整体支出绩效自评表", "title"), g.close()], [m.key("ningde", "V9")]


def yueyang() -> Published:
    """V14: a report with a cover, details of the spending in 元, words and figures as two blocks."""
    rows = [
        ind("产出指标", "数量指标", "整修文物建筑", ("", "3", "处"), "3处", "", ""),
        ind("产出指标", "质量指标", "整修工程验收", ("", "合格", ""), "合格", "", ""),
        ind("产出指标", "时效指标", "整修完工时间", ("", "2018年10月底前", ""), "2018年9月", "", ""),
        ind("效益指标", "社会效益指标", "年接待参观人数", ("≥", "20000", "人次"), "23150人次", "", ""),
        ind("满意度指标", "满意度指标", "参观者满意度", ("≥", "90", "%"), "96%", "", ""),
    ]
    rows[0].actual_number = 3
    rows[2].operator = None
    rows[2].actual_number = None
    rows[3].actual_number = 23150
    m = model(
        "财政支出绩效评价自评报告",
        2018,
        "文物建筑整修",
        "望川县文化局",
        "望川县文物管理所",
        None,
        [],
        ("整修文物建筑，改善参观条件。", "整修按期完成，参观条件改善。"),
        rows,
        ("", ""),
        ("funds", "money_unit", "year", "unit", "department"),
    )
    g = Grid(6)
    g.row(L("一、项目基本概况", 6))
    g.row(L("项目名称"), C("文物建筑整修", 2), L("主管部门"), C("望川县文化局", 2))
    g.row(L("项目负责人"), C("张某", 2), L("实施单位"), C("望川县文物管理所", 2))
    g.row(L("项目起止时间"), C("2018年1月起至2018年12月止", 5))
    g.row(L("二、项目支出明细情况", 6))
    g.row(L("支出内容", 2), L("实际支出数（元）"), L("会计凭证号"), L("备注", 2))
    g.row(C("屋面整修", 2), "186400.00", "2018-06-021", C("", 2))
    g.row(C("墙体加固", 2), "92300.50", "2018-09-014", C("", 2))
    g.row(C("支出合计", 2), "278700.50", "", C("", 2))
    g.row(L("三、项目绩效自评情况", 6))
    g.row(L("定性目标"), L("预期目标", 2), L("实际完成", 3))
    g.row("", C("整修文物建筑，改善参观条件。", 2), C("整修按期完成，参观条件改善。", 3))
    g.row(L("定量目标", 1, 6), *(L(t) for t in ("一级指标", "二级指标", "指标内容", "指标（目标）值", "实际完成值")))
    levels(g, rows, lambda r: [r.level3, r.target, r.actual])
    cover = [
        "望川县财政支出绩效评价自评报告",
        "评价类型：项目实施过程评价□ 项目完成结果评价☑",
        "项目名称：文物建筑整修",
        "报告时间：2019年3月20日",
    ]
    return [*(Para(t) for t in cover), Para("", "break"), g.close()], [m.key("yueyang", "V14")]


def guangshui() -> Published:
    """Hubei FY2019: funds by their source across, three blocks of decision, management and results, a reviewer's column."""
    rows = [
        ind("项目决策", "项目立项", "立项依据充分性", ("", "充分", ""), "充分", "2", "2"),
        ind("项目管理", "资金管理", "资金拨付及时率", ("", "100", "%"), "100%", "6", "6"),
        ind("项目管理", "组织实施", "管理制度健全性", ("", "健全", ""), "健全", "7", "7"),
        ind("项目绩效", "项目产出", "改造提升泵站数量", ("", "14", "座"), "13座", "45", "41.8", "一座泵站用地未落实"),
        ind("项目绩效", "项目效果", "新增灌溉面积", ("", "2600", "亩"), "2540亩", "40", "39.1"),
    ]
    rows[3].actual_number = 13
    rows[4].actual_number = 2540
    for r in rows:
        r.review_score = r.score.text
    rows[3].reason = ""
    m = model(
        "2019年度泵站改造项目自评表",
        2019,
        "小型泵站改造",
        "青禾县水利局",
        "青禾县泵站管理处",
        "万元",
        [],
        (None, None),
        rows,
        ("100", "95.9"),
        ("funds", "total_weight"),
    )
    g = Grid(8)
    g.row(L("项目名称"), C("小型泵站改造", 3), L("主管部门"), C("青禾县水利局", 3))
    g.row(L("实施单位"), C("青禾县泵站管理处", 3), L("联系电话"), C("0000-0000000", 3))
    g.row(L("项目资金\n（万元）", 1, 3), L("预算数", 5), L("执行数", 1, 2), L("执行率", 1, 2))
    g.row(*(L(t) for t in ("中央", "省、地", "本级", "其他", "合计")))
    g.row("120.00", "60.00", "45.00", "0.00", "225.00", "219.60", "97.6%")
    g.row(*(L(t) for t in ("一级指标", "二级指标", "三级指标", "目标值", "完成值", "分值", "自评分", "复核分")))
    levels(
        g,
        rows,
        lambda r: [r.level3, r.target, r.actual, r.weight.text, r.score.text, r.review_score],
        points={"项目决策": "（2分）", "项目管理": "（13分）", "项目绩效": "（85分）"},
    )
    g.row(L("合计", 5), "100", "95.9", "95.9")
    return [Para("2019年度泵站改造项目自评表", "title"), g.close()], [m.key("guangshui", "V6")]


def langfang() -> Published:
    """V1 with its oddities: half a bracket at the year, amounts as goals, indicators named 指标1, zeros as reasons, integer scores."""
    rows = [
        ind("产出指标", "数量指标", "指标1：工程资金金额", ("", "43.2", ""), "37.24", "15", "15", "0"),
        ind("产出指标", "质量指标", "指标1：工程合格率", ("", "100", ""), "100", "15", "15", "0"),
        ind("产出指标", "时效指标", "指标1：按时完工率", ("", "100", ""), "100", "10", "10", "0"),
        ind("产出指标", "成本指标", "指标1：预算控制数", ("", "43.2", ""), "37.24", "10", "10", "0"),
        ind("效益指标", "社会效益指标", "指标1：改善停车秩序", ("", "90", ""), "90", "30", "30", "0"),
        ind("满意度指标", "服务对象满意度指标", "指标1：居民满意度", ("", "90", ""), "90", "10", "10", "0"),
    ]
    f = [
        fund("total", "年度资金总额", "43.2", "43.2", "37.24", "10", "86%", "9"),
        fund("fiscal_current", "其中：当年财政拨款", "43.2", "43.2", "37.24", "—", "", "—"),
        fund("carryover", "上年结转资金", "", "", "", "—", "", "—"),
        fund("other", "其他资金", "", "", "", "—", "", "—"),
    ]
    m = model(
        "项目支出绩效自评表",
        2019,
        "老旧小区停车位改造",
        "清源区住房保障局",
        "清源区物业服务中心",
        "万元",
        f,
        ("43.2", "37.24"),
        rows,
        ("100", "99"),
    )
    g = Grid(9)
    g.row(L("项目名称"), C("老旧小区停车位改造", 8))
    g.row(L("主管部门"), C("清源区住房保障局", 3), L("实施单位", 2), C("清源区物业服务中心", 3))
    g.row(
        L("项目资金（万元）", 1, 5),
        L("", 2),
        *(L(t) for t in ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")),
    )
    for x in f:
        g.row(C(x.label, 2), x.initial.text, x.budget.text, x.executed.text, x.weight.text, x.rate.text, x.score.text)
    g.row(L("年度总体目标", 1, 2), L("预期目标", 4), L("实际完成情况", 4))
    g.row(C("43.2", 4), C("37.24", 4))
    g.row(
        L("绩效指标", 1, 10),
        *(
            L(t)
            for t in (
                "一级指标",
                "二级指标",
                "三级指标",
                "年度指标值",
                "实际完成值",
                "分值",
                "得分",
                "偏差原因分析及改进措施",
            )
        ),
    )
    blank = [
        Ind("产出指标", "数量指标", "指标2："),
        Ind("产出指标", "数量指标", "……"),
        Ind("效益指标", "经济效益指标", "指标1："),
    ]
    shown = [rows[0], *blank[:2], *rows[1:4], blank[2], *rows[4:]]
    levels(g, shown, lambda r: [r.level3, r.target, r.actual, r.weight.text, r.score.text, r.reason])
    g.row(L("总分", 6), "100", "99", "")
    m.rows = shown
    return [Para("项目支出绩效自评表", "title"), Para("2019年度)", "sub"), g.close()], [m.key("langfang", "V1")]


def suiyang() -> Published:
    """V10: a whole-department form of Guizhou; basic and project spending as fund rows, the rate left out, scores by a method."""
    rows = [
        ind("产出指标", "数量指标", "办理行政审批事项", ("≥", "3200", "件"), "3415件", "10", "10", method="完成得满分"),
        ind("产出指标", "质量指标", "审批办结率", ("", "100", "%"), "100%", "15", "15", method="按比例计分"),
        ind(
            "产出指标",
            "时效指标",
            "平均办理时长",
            ("≤", "3", "个工作日"),
            "2.5个工作日",
            "15",
            "15",
            method="按比例计分",
        ),
        ind(
            "效益指标",
            "社会效益指标",
            "企业开办便利度",
            ("", "明显提升", ""),
            "明显提升",
            "40",
            "38",
            method="分档计分",
        ),
        ind("满意度指标", "满意度指标", "办事群众满意度", ("≥", "90", "%"), "97%", "10", "10", method="按比例计分"),
    ]
    rows[2].actual_number = 2.5
    f = [
        fund("total", "年度资金总额", "1172.55", "", "1268.72", "10", "", "10"),
        fund("basic", "基本支出", "802.55", "", "811.20", "", "", ""),
        fund("project", "项目支出", "370.00", "", "457.52", "", "", ""),
        fund("other", "其他", "", "", "", "", "", ""),
    ]
    m = model(
        "部门整体支出绩效自评表",
        2021,
        None,
        "云桥区政务服务管理局",
        None,
        "万元",
        f,
        ("优化营商环境。", "营商环境持续优化。"),
        rows,
        ("100", "98"),
        ("department", "unit", "project"),
    )
    g = Grid(9)
    g.row(L("部门名称"), C("云桥区政务服务管理局", 4), L("填报日期"), C("2022-02-03", 3))
    g.row(
        L("部门预算资金\n（万元）", 1, 5),
        L("", 2),
        L("年初预算数(A)"),
        L("全年执行数(B)"),
        L("分值\n(10分)"),
        L("得分"),
        L("得分计算方法", 2),
    )
    for x in f:
        g.row(
            C(x.label, 2),
            x.initial.text,
            x.executed.text,
            x.weight.text,
            x.score.text,
            C("执行率×10" if x.source == "total" else "", 2),
        )
    g.row(L("年度总体目标", 1, 2), L("年初设定目标", 4), L("年度总体目标完成情况", 4))
    g.row(C("优化营商环境。", 4), C("营商环境持续优化。", 4))
    g.row(
        L("绩效指标", 1, 6),
        *(
            L(t)
            for t in (
                "一级指标",
                "二级指标",
                "三级指标",
                "年度指标值(A)",
                "全年实际值(B)",
                "分值",
                "得分计算方法",
                "得分",
            )
        ),
    )
    levels(g, rows, lambda r: [r.level3, r.target, r.actual, r.weight.text, r.method, r.score.text])
    g.row(L("总分", 6), "100", "", "98")
    return [Para("部门整体支出绩效自评表", "title"), Para("（2021年度）", "sub"), g.close()], [m.key("suiyang", "V10")]


def hengshan() -> Published:
    """A county's special fund (V11): block titles in rows, no scores, a result 无 with its reason in the next cell."""
    rows = [
        ind("产出指标", "数量指标", "储备应急粮食", ("", "800", "吨"), "800吨", "", ""),
        ind("产出指标", "质量指标", "储备粮变质比例", ("", "0", ""), "0", "", ""),
        ind("产出指标", "时效指标", "轮换计划完成率", ("", "100", "%"), "无", "", "", "没有轮换、动用库存"),
        ind("效益指标", "社会效益指标", "保障粮食应急供应", ("", "健全", ""), "100%", "", ""),
        ind("满意度指标", "服务对象满意度指标", "群众满意度", ("≥", "90", "%"), "90%", "", ""),
    ]
    rows[0].actual_number, rows[2].actual_number = 800, None
    f = [
        fund("total", "年度资金总额", "", "96.4", "96.4", "", "100%", ""),
        fund("central", "其中:中央、省、市补助县级资金", "", "60", "60", "", "", ""),
        fund("own", "本级财政资金", "", "36.4", "36.4", "", "", ""),
    ]
    m = model(
        "2020年度县级专项资金绩效目标自评表",
        2020,
        "县级储备粮专项资金",
        "望川县发展和改革局",
        "望川县粮食储备库",
        "万元",
        f,
        ("储备应急粮食，保障供应。", "储备充足，供应平稳。"),
        rows,
        ("", ""),
    )
    g = Grid(7)
    g.row(L("专项资金名称"), C("县级储备粮专项资金", 6))
    g.row(L("县级主管部门"), C("望川县发展和改革局", 3), L("资金使用单位"), C("望川县粮食储备库", 2))
    g.row(
        L("资金\n情况\n（万元）", 1, 4), L("", 2), L("全年预算数（A）"), L("全年执行数（B）"), L("预算执行率（B/A）", 2)
    )
    for x in f:
        g.row(C(x.label, 2), x.budget.text, x.executed.text, C(x.rate.text, 2))
    g.row(L("年度总体目标", 1, 2), L("年初设定目标", 3), L("全年实际完成情况", 3))
    g.row(C("储备应急粮食，保障供应。", 3), C("储备充足，供应平稳。", 3))
    g.row(
        L("绩效指标", 1, 6),
        *(L(t) for t in ("一级指标", "二级指标", "三级指标", "指标值", "全年完成值", "未完成原因和改进措施")),
    )
    levels(g, rows, lambda r: [r.level3, r.target, r.actual, r.reason])
    g.row(L("说明"), C("请在此处简要说明各级审计和财政监督检查中发现的问题及其所涉及的金额，如没有请填无。", 6))
    return [Para("2020年度县级专项资金绩效目标自评表", "title"), g.close()], [m.key("hengshan", "V11")]


def new_chongqing() -> Published:
    """V7, the newer list: weight between target and result, explanations, three goal columns, the total in the head."""
    rows = [
        ind(None, None, "新建口袋公园个数", ("≥", "6", "个"), "7", "20", "20"),
        ind(None, None, "绿化成活率", ("≥", "95", "%"), "96", "20", "20"),
        ind(None, None, "完工时间", ("", "2022年12月底", ""), "2022年12月15日", "20", "20"),
        ind(None, None, "周边居民休闲条件", ("", "改善", ""), "改善", "20", "18", "部分设施待完善"),
        ind(None, None, "居民满意度", ("≥", "90", "%"), "93", "10", "10"),
    ]
    rows[2].operator = None
    for r, unit in zip(rows, ("个", "%", "", "", "%"), strict=True):
        r.value, r.unit_text, r.kind = r.sign + r.value, unit, "定性指标" if r.operator == Q else "定量指标"
        r.sign = ""
    for r in rows:  # the unit stands in its own column and is not part of the target's text
        r.unit_text = r.unit_text
    f = [fund("total", "年度总金额", "480.00", "455.00", "455.00", "10", "100", "10")]
    f[0].rate = N(1.0, "100")
    m = model(
        "项目支出绩效自评表",
        2022,
        "口袋公园建设",
        "平湾区城市管理局",
        "平湾区园林所",
        "万元",
        f,
        ("建设口袋公园6个。", "建成口袋公园7个。"),
        rows,
        ("", "98"),
        ("target",),
    )
    m.goal_adjusted = "无"
    g = Grid(8)
    g.row(L("项目名称"), C("口袋公园建设", 3), L("自评总分（分）", 2), C("98", 2))
    g.row(L("主管部门"), C("平湾区城市管理局", 3), L("实施单位", 2), C("平湾区园林所", 2))
    g.row(
        L("预算执行情况\n（万元）", 1, 2),
        L(""),
        *(
            L(t)
            for t in ("年初预算数", "全年（调整）预算数", "全年执行数", "执行率（%）", "执行率权重", "执行率得分（分）")
        ),
    )
    g.row("年度总金额", "480.00", "455.00", "455.00", "100", "10", "10")
    g.row(L("年度绩效目标", 1, 2), L("年初绩效目标", 2), L("全年（调整）绩效目标", 2), L("全年目标实际完成情况", 3))
    g.row(C("建设口袋公园6个。", 2), C("无", 2), C("建成口袋公园7个。", 3))
    g.row(*(L(t) for t in ("指标名称", "计量单位", "指标性质", "指标值", "指标权重", "全年完成值", "指标得分", "说明")))
    for r in rows:
        g.row(r.level3, r.unit_text, r.kind, r.value, r.weight.text, r.actual, r.score.text, r.reason)
    key = m.key("new_chongqing", "V7")
    for r, x in zip(rows, key["indicators"], strict=True):
        x["target_text"] = r.value
        x["ambiguous"] = ["target_text"]  # with or without the unit of its own column
    key["ambiguous"] = []
    return [Para("项目支出绩效自评表", "title"), Para("（2022年度）", "sub"), g.close()], [key]


LAYOUTS: list[Callable[[], Published]] = [
    central_2016,
    suzhou,
    ningde,
    yueyang,
    guangshui,
    langfang,
    suiyang,
    hengshan,
    new_chongqing,
]
