"""The sample forms of notebooks/forms, written from here so that they can be made again byte for byte.

``python -m tests.generator --samples`` writes the documents and their answer keys. The places, units and projects are
invented; the faults are the ones that reviewers meet, each once, so that a report on them has something to show.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.generator.grid import Block, Para
from tests.generator.layout import Style, lay_out
from tests.generator.model import Fund, Ind, Model, N
from tests.generator.write_docx import write_docx
from tests.generator.write_others import write_html, write_txt, write_xlsx

ROOT = Path(__file__).parents[2]
OPERATORS = {"≥": ">=", ">=": ">=", "≧": ">=", "≤": "<=", "<=": "<=", "≦": "<=", "=": "=", "═": "=", "": None}
Q = "qualitative"

STANDARD = {
    "project": "项目名称",
    "department": "主管部门",
    "unit": "实施单位",
    "funds": "项目资金\n（万元）",
    "f_initial": "年初预算数",
    "f_budget": "全年预算数",
    "f_executed": "全年执行数",
    "f_weight": "分值",
    "f_rate": "执行率",
    "f_score": "得分",
    "goal": "年度总体目标",
    "goal_expected": "预期目标",
    "goal_actual": "实际完成情况",
    "indicators": "年度绩效指标完成情况",
    "level1": "一级指标",
    "level2": "二级指标",
    "level3": "三级指标",
    "target": "年度指标值",
    "actual": "实际完成值",
    "weight": "分值",
    "score": "得分",
    "reason": "偏差原因分析及改进措施",
    "total": "总分",
}
COLUMNS = ["level1", "level2", "level3", "target", "actual", "weight", "score", "reason"]


def n(text: str) -> N:
    """A printed number: ``10.00分`` ``100%`` (a fraction) ``—``."""
    plain = text.strip("　 分").replace(",", "")
    try:
        return N(round(float(plain.rstrip("%")) / (100 if plain.endswith("%") else 1), 10), text)
    except ValueError:
        return N(None, text)


def fund(source: str, label: str, *cells: str, reason: str = "") -> Fund:
    """initial, budget, executed, weight, rate, score."""
    return Fund(source, label, *(n(c) for c in cells), reason=reason)


def ind(
    level1: str | None,
    level2: str | None,
    name: str,
    target: tuple[str, str, str],
    actual: str,
    weight: str,
    score: str,
    reason: str = "",
    **more: Any,
) -> Ind:
    """``target`` is sign, value, unit as printed; numbers are taken from the pieces, not by the project's own parser."""
    sign, value, unit = target
    try:
        number: float | None = float(value)
    except ValueError:
        number = None
    word = number is None and value not in ("", "-", "/") and not value.endswith(("日", "月", "底前", "前"))
    counted = re.fullmatch(r"[≥≤=]?([0-9.]+)(?:[个次场人件本册户台盏处期块万日]|公里|万元|元/盏|%|人次|小时)?", actual)
    done = float(counted[1]) if counted else None
    return Ind(
        level1, level2, name, sign, value, unit, Q if word else OPERATORS[sign] if number is not None else None, number,
        (unit or None) if number is not None else None, actual, done, n(weight), n(score), reason, **more,
    )  # fmt: skip


def blank(level1: str, level2: str, name: str = "") -> Ind:
    return Ind(level1, level2, name)


OUT, BEN, SAT = "产出指标", "效益指标", "满意度指标"


def peace() -> tuple[Model, Style]:
    """The head form of the pair: everything at full score, a deadline answered with a later date, words with numbers."""
    m = Model(
        "项目支出绩效自评表", 2021, "平安乡镇创建工作经费", "青禾县平安建设办公室", "青禾县平安建设办公室", "万元",
        [
            fund("total", "年度资金总额", "100.00", "100.00", "100.00", "10", "100.00%", "10.00分"),
            fund("fiscal_current", "其中：当年财政拨款", "100", "100", "100　", "—", "—", "—"),
            fund("carryover", "      上年结转资金", "0", "0", "　0", "—", "—", "—"),
            fund("other", "  其他资金", "0", "0", "0　", "—", "—", "—"),
        ],
        "抓好基层治理和平安建设是各级各部门的共同责任，应当综合运用宣传、调解、走访等多种方式，防范化解矛盾纠纷，维护社会安定。",
        "推进了平安乡镇创建工作，维护了社会安定。",
        [
            ind(OUT, "数量指标", "支持创建乡镇数量（个，含2个街道）", ("=", "10", ""), "10个", "4", "4"),
            ind(OUT, "数量指标", "开展创建工作督导次数（次）", (">=", "2", ""), "2次", "8", "8"),
            ind(OUT, "数量指标", "举办网格员培训次数（次）", (">=", "1", ""), "1次", "6", "6"),
            ind(OUT, "质量指标", "平安创建考核达标率（%）", (">=", "90", "%"), "90%", "12", "12"),
            ind(OUT, "时效指标", "完成年度平安乡镇评定工作", ("", "12月20日", ""), "1月31日", "10", "10"),
            ind(OUT, "成本指标", "平安创建工作整体运行成本（万元）", ("<=", "100", ""), "100万", "10", "10"),
            blank(BEN, "经济效益指标"),
            ind(BEN, "社会效益指标", "居民对平安建设的认可程度", ("", "逐步提高", ""), "92%", "15", "15"),
            blank(BEN, "生态效益指标"),
            ind(BEN, "可持续影响指标", "基层治理体系和治理能力", ("", "逐步提高", ""), "93%", "15", "15"),
            ind(SAT, "满意度指标", "群众满意度（%）", (">=", "90", "%"), "90%", "10", "10"),
        ],
        n("100"), n("100.00分"),
    )  # fmt: skip
    return m, Style(STANDARD, COLUMNS, year_text="(2021年度)", merge_level2=False, blank_header_row=True)


def village() -> tuple[Model, Style]:
    """The second form of the pair: scores left at 分, 225 % unexplained, an output not done without a measure."""
    m = Model(
        "项目支出绩效自评表", 2021, "驻村服务工作经费", "青禾县平安建设办公室", "青禾县平安建设办公室", "万元",
        [
            fund("total", "年度资金总额", "13　", "13", "13", "10", "100.0%", "分"),
            fund("fiscal_current", "其中：当年财政拨款", "13　", "13　", "13　", "—", "—", "—"),
            fund("carryover", "      上年结转资金", "0　", "　0", "0　", "—", "—", "—"),
            fund("other", "  其他资金", "0　", "0　", "0　", "—", "—", "—"),
        ],
        "建设整洁和睦的村居环境",
        "完成宣传栏制作、垃圾桶购置、困难学生资助和节日走访，村居环境整洁和睦",
        [
            ind(OUT, "数量指标", "制作文明新风宣传栏和口袋书（块/本）", (">=", "200", "本"), "230", "5", "5"),
            ind(OUT, "数量指标", "购置分类垃圾桶（个）", (">=", "100", "个"), "130", "3", "3"),
            ind(OUT, "数量指标", "建设村民书屋，购买各类图书（本）", (">=", "200", "本"), "450", "5", "5"),
            ind(OUT, "数量指标", "走访慰问高龄老人、低保户和残疾人家庭（次）", (">=", "2", ""), "3", "5", "5"),
            ind(OUT, "数量指标", "资助困难家庭学生（人）", (">=", "5", ""), "6", "5", "5"),
            ind(OUT, "数量指标", "开展“法律进村”活动，为村民讲解常用法律知识", (">=", "2", "次"), "2", "5", "5"),
            ind(OUT, "数量指标", "为党员学习室购置学习资料", (">=", "600", "本"), "600", "5", "5"),
            ind(OUT, "数量指标", "为活动广场购置室外乒乓球台", (">=", "1", "个"), "1", "6", "6"),
            ind(OUT, "数量指标", "村委会院内安装电动自行车充电桩", (">=", "4", "个"), "0", "2", "0", "因院内道路翻修，暂时不具备安装充电桩的条件"),
            ind(OUT, "质量指标", "“整洁家园”行动覆盖率", (">=", "90", "%"), "90%", "3", "3"),
            ind(OUT, "时效指标", "购置办公用品和完成为民实事的时间", ("<=", "20", "日"), "5日", "3", "3"),
            ind(OUT, "成本指标", "驻村工作队运行成本", ("<=", "13", "万元"), "13万", "3", "3"),
            blank(BEN, "经济效益指标"),
            ind(BEN, "社会效益指标", "村民生活便利程度和幸福感", ("", "逐步提高", ""), "95%", "15", "15"),
            blank(BEN, "生态效益指标"),
            ind(BEN, "可持续影响指标", "整洁和睦的村居环境", ("", "逐步提升", ""), "95%", "15", "15"),
            ind(SAT, "满意度指标", "村民满意度", (">=", "90", "%"), "90%", "10", "10"),
        ],
        n("100"), n("分"),
    )  # fmt: skip
    m.rows[10].actual_number = 5
    return m, Style(STANDARD, COLUMNS, year_text="(2021年度)", merge_level2=False, blank_header_row=True)


def clean_form() -> tuple[Model, Style]:
    """A form without a fault: sums and rates right, scores by the formula, every deviation explained with a measure."""
    m = Model(
        "项目支出绩效自评表", 2022, "公共图书馆免费开放补助经费", "青禾县文化和旅游局", "青禾县公共图书馆", "万元",
        [
            fund("total", "年度资金总额", "60.00", "64.00", "62.08", "10", "97.00%", "9.70"),
            fund("fiscal_current", "其中：当年财政拨款", "55.00", "55.00", "53.08", "—", "—", "—"),
            fund("carryover", "上年结转资金", "5.00", "9.00", "9.00", "—", "—", "—"),
            fund("other", "其他资金", "0.00", "0.00", "0.00", "—", "—", "—"),
        ],
        "保障图书馆全年免费开放，举办阅读推广活动60场，新购图书8000册，接待读者12万人次，读者满意度达到90%以上。",
        "图书馆全年免费开放，举办阅读推广活动57场，新购图书8250册，接待读者12.6万人次，问卷调查读者320人，满意度93.5%。",
        [
            ind(OUT, "数量指标", "举办阅读推广活动场次", ("≥", "60", "场"), "57场", "10", "9.5", "四季度场馆检修停开3场，少办3场活动；下一年度提前排定检修计划，将活动改到分馆举办。"),
            ind(OUT, "数量指标", "新购纸质图书册数", ("≥", "8000", "册"), "8250册", "10", "10"),
            ind(OUT, "质量指标", "新书编目上架合格率", ("≥", "98", "%"), "99.2%", "10", "10"),
            ind(OUT, "时效指标", "新书采购到馆时间", ("", "2022年11月30日前", ""), "2022年10月25日", "10", "10"),
            ind(OUT, "成本指标", "免费开放经费总成本", ("≤", "64", "万元"), "62.08万元", "10", "10"),
            ind(BEN, "社会效益指标", "接待读者人次", ("≥", "12", "万人次"), "12.6万人次", "15", "15"),
            ind(BEN, "可持续影响指标", "有效持证读者年增长比例", ("≥", "5", "%"), "5.4%", "15", "15"),
            ind(SAT, "服务对象满意度指标", "到馆读者满意度", ("≥", "90", "%"), "93.5%", "10", "10"),
        ],
        n("100"), n("99.20"), grade="优",
    )  # fmt: skip
    m.rows[3].operator, m.rows[5].actual_number = None, 12.6
    return m, Style(STANDARD | {"indicators": "绩\n效\n指\n标"}, COLUMNS, year_text="（2022年度）", side="vertical")


def school_meals() -> tuple[Model, Style]:
    """Operator, value and unit in three columns under a two-level header; amounts in 元; deductions without a word."""
    m = Model(
        "2022年度项目支出绩效自评表", 2022, "乡村学校营养餐食堂设备购置", "临溪市教育体育局", "临溪市云桥小学", "元",
        [
            fund("total", "年度资金总额", "", "426800.50", "426800.50", "10", "100%", "10"),
            fund("fiscal_current", "其中：当年财政拨款", "", "426800.50", "426800.50", "—", "", "—"),
            fund("carryover", "上年结转资金", "", "", "", "—", "", "—"),
            fund("other", "其他资金", "—", "—", "—", "—", "", "—"),
        ],
        "更新学校食堂设备，让学生吃上热饭",
        "更新学校食堂设备，让学生吃上热饭",
        [
            ind(OUT, "数量指标", "购置食堂设备套数", ("≧", "28", "套"), "28", "10", "10"),
            ind(OUT, "质量指标", "设备验收合格率", ("═", "100", "%"), "100%", "10", "10"),
            ind(OUT, "时效指标", "采购资金支付及时率", ("≧", "100", "%"), "100%", "10", "7"),
            ind(OUT, "成本指标", "单套设备平均成本", ("≦", "15300", "元"), "15243", "10", "10"),
            ind(BEN, "经济效益指标", "减轻家庭就餐负担", ("", "有效", ""), "有效", "10", "10"),
            ind(BEN, "社会效益指标", "家长政策知晓率", ("═", "100", "%"), "96%", "10", "9"),
            blank(BEN, "生态效益指标"),
            ind(BEN, "可持续影响指标", "食堂设备稳定运行", ("≧", "95", "%"), "95%", "10", "10"),
            ind(SAT, "服务对象满意度指标等", "学生满意度", ("≧", "95", "%"), "98%", "10", "10"),
            ind(SAT, "服务对象满意度指标等", "家长满意度", ("≧", "95", "%"), "97%", "10", "10"),
        ],
        n("100"), n("96"), grade="优", closing=[("其他需要说明事项", "无")],
    )  # fmt: skip
    labels = STANDARD | {
        "funds": "项目资金\n（元）",
        "levels": "绩效指标",
        "targets": "年度指标值",
        "sign": "指标性质",
        "value": "指标值",
        "unit_column": "度量单位",
    }
    style = Style(
        labels, ["level1", "level2", "level3", "sign", "value", "unit", "actual", "weight", "score", "reason"],
        title_in_table=True, two_level_header=True, side="none",
        order=["head", "funds", "goals", "indicators", "closing", "total"],
    )  # fmt: skip
    return m, style


def road() -> tuple[Model, Style]:
    """A transfer payment: no weights, no scores; one indicator below its target without a reason."""
    m = Model(
        "农村公路养护补助资金绩效目标自评表", 2021, "农村公路养护补助资金", "青禾县交通运输局", "青禾县公路养护中心", "万元",
        [
            fund("total", "年度资金总额：", "", "2350", "2115", "", "90%", ""),
            fund("fiscal_central", "其中：中央补助", "", "1800", "1800", "", "100%", ""),
            fund("local", "地方资金", "", "550", "315", "", "57.27%", ""),
            fund("other", "其他资金", "", "", "", "", "", ""),
        ],
        "养护农村公路186公里，修复水毁路段12处，保证道路安全畅通。",
        "养护农村公路171公里，修复水毁路段12处，道路安全畅通。",
        [
            ind(OUT, "数量指标", "养护农村公路里程", ("≥", "186", "公里"), "171公里", "", ""),
            ind(OUT, "数量指标", "修复水毁路段数量", ("≥", "12", "处"), "12处", "", ""),
            ind(OUT, "质量指标", "养护工程验收合格率", ("=", "100", "%"), "100%", "", ""),
            ind(OUT, "时效指标", "养护任务完成时间", ("", "2021年11月底前", ""), "2021年12月", "", "", "雨季延长，路面工程顺延一个月；已商施工单位调整次年工期。"),
            blank(OUT, "成本指标"),
            blank(BEN, "经济效益指标"),
            ind(BEN, "社会效益指标", "沿线村民出行便利程度", ("", "明显改善", ""), "明显改善", "", ""),
            ind(BEN, "生态效益指标", "施工弃土规范处置率", ("≥", "95", "%"), "98%", "", ""),
            ind(SAT, "服务对象满意度指标", "沿线群众满意度", ("≥", "90", "%"), "91.2%", "", ""),
        ],
        N(), N(), closing=[("说明", "无")],
        notes=["注：1.资金使用单位按项目绩效目标填报，主管部门汇总时按区域绩效目标填报。", "2.其他资金包括与补助资金共同投入到同一项目的自有资金、社会资金等。", "3.全年执行数是指按照国库集中支付制度要求所形成的实际支出。"],
        extra={"central_department": ("中央主管部门", "交通运输部")},
    )  # fmt: skip
    m.funds[1].source, m.funds[2].source = "central", "local"
    m.rows[1].actual_number = 12
    for i in (3,):
        m.rows[i].operator, m.rows[i].actual_number = None, None
    labels = STANDARD | {
        "project": "转移支付（项目）名称", "department": "地方主管部门", "unit": "资金使用单位", "f_budget": "全年预算数（A）",
        "f_executed": "全年执行数（B）", "f_rate": "预算执行率（B/A）", "goal": "总体目标完成情况", "goal_expected": "年初设定目标",
        "goal_actual": "全年实际完成情况", "indicators": "绩\n效\n指\n标", "actual": "全年完成值", "reason": "未完成原因和改进措施",
    }  # fmt: skip
    style = Style(
        labels, ["level1", "level2", "level3", "target", "actual", "reason"], head=[["project"], ["central_department"], ["department", "unit"]],
        year_text="（2021年度）", fund_columns=["budget", "executed", "rate"], side="vertical", total_layout="none",
        order=["head", "funds", "goals", "indicators", "closing"],
    )  # fmt: skip
    return m, style


def training() -> tuple[Model, Style]:
    """Sichuan's columns, with its typical faults: printed instructions left in, one row of 60 points, scores missing."""
    m = Model(
        "部门预算项目支出绩效自评表(2023年度)", 2023, "51999923T000000000001-基层干部能力提升培训", "云桥区人力资源服务中心", "云桥区人力资源服务中心", "万元",
        [
            fund("total", "总额", "48.60", "52.00", "44.20", "10", "85.00%", "8.5", reason="1.执行率未达到90%的需说明原因;2.发生预算调整的应说明理由."),
            fund("fiscal_current", "其中:财政资金", "48.60", "52.00", "44.20", "/", "/", "/"),
            fund("other_managed", "财政专户管理资金", "0.00", "0.00", "0.00", "/", "/", "/"),
            fund("other_unit", "单位资金", "0.00", "0.00", "0.00", "/", "/", "/"),
            fund("other", "其他资金", "", "", "", "/", "/", "/"),
        ],
        "举办基层干部培训班,提升干部服务能力。",
        "对照年度目标,说明相关任务目标的完成情况(100字以内)",
        [
            ind(OUT, "数量指标", "举办培训班期数", ("=", "6", "期"), "完成", "60", "60"),
            ind(OUT, "质量指标", "学员结业合格率", ("≥", "95", "%"), "97", "10", "10"),
            ind(OUT, "时效指标", "培训计划完成时间", ("≤", "12", "月"), "11", "10", ""),
            ind(BEN, "社会效益指标", "干部服务能力提升", ("定性", "好", ""), "好", "10", "10"),
        ],
        n("100"), n("88.5"),
        closing=[
            ("评价结论", "本项目自评总分92分,较好完成了年度培训任务。"),
            ("存在问题", "无"),
            ("改进措施", "提出改进意见及政策性建议。(200字以内)"),
            ("项目负责人:", "财务负责人:"),
        ],
    )  # fmt: skip
    for f, source in zip(m.funds, ("total", "fiscal_current", "managed", "unit_funds", "other"), strict=True):
        f.source = source
    m.rows[3].sign = "定性"
    labels = STANDARD | {
        "unit": "实施单位 (盖章)", "goal": "项目年度目标\n完成情况", "goal_expected": "项目年度目标", "goal_actual": "年度目标完成情况",
        "funds": "预算执行情况\n(10分)", "fund_corner": "年度预算数(万元)", "f_initial": "年初预算", "f_budget": "调整后预算数",
        "f_executed": "预算执行数", "f_rate": "预算执行率", "f_weight": "权重", "f_score": "得分", "f_reason": "原因",
        "indicators": "绩效指标\n(90分)", "sign": "指标性质", "value": "指标值", "unit_column": "度量单位", "actual": "完成值", "weight": "权重",
        "reason": "未完成原因分析", "total": "合计",
    }  # fmt: skip
    style = Style(
        labels, ["level1", "level2", "level3", "sign", "value", "unit", "actual", "weight", "score", "reason"], title_in_table=False,
        lines=["报表编号:510000_0013zp"], fund_columns=["initial", "budget", "executed", "rate", "weight", "score", "reason"],
        order=["head", "goals", "funds", "indicators", "total", "closing"],
    )  # fmt: skip
    return m, style


def wetland() -> tuple[Model, Style]:
    """Hubei's form: execution weighs 20, two goals of 40, no weight column, check boxes, reasons for the whole form."""
    m = Model(
        "2020年度湿地保护专项自评表", 2020, "湿地巡护与植被恢复", "清源区自然资源保护站", "湿地管理科", "万元",
        [fund("total", "年度财政\n资金总额", "", "86.40", "78.62", "", "91%", "18.2")],
        None, None,
        [
            ind(OUT, "数量指标", "湿地巡护里程", ("", "1200", "公里"), "1265公里", "", "10"),
            ind(OUT, "数量指标", "投放警示标牌", ("", "60", "块"), "60", "", "10"),
            ind(OUT, "质量指标", "巡护记录完整率", ("", "100", "%"), "100%", "", "10"),
            ind(SAT, "服务对象满意度", "周边居民满意度", ("", "90", "%"), "≥90%", "", "10"),
            ind(OUT, "数量指标", "补植湿地植物面积", ("", "150", "亩"), "96", "", "20", goal=1),
            ind(OUT, "时效指标", "补植任务完成时间", ("", "10月底前", ""), "11月", "", "10", goal=1),
            ind(BEN, "生态效益指标", "候鸟栖息环境改善", ("", "逐步改善", ""), "达成预期指标", "", "10", goal=1),
        ],
        N(), n("98.2"),
        closing=[("偏差大或\n目标未完成\n原因分析", "无"), ("改进措施及\n结果应用方案", "无")],
        notes=["备注：", "1.预算数为调整后的财政资金总额，执行数为实际支出数。", "2.定量指标按完成比例计分，不得突破权重总额。", "3.定性指标按达成、部分达成、未达成三档计分。"],
        extra={
            "category": ("项目类别", "1、部门预算项目 ☑ 2、市直专项 □ 3、市对下转移支付项目 □"),
            "property": ("项目属性", "1、持续性项目 ☑ 2、新增性项目 □"),
            "type": ("项目类型", "1、常年性项目 ☑ 2、延续性项目 □ 3、一次性项目 □"),
        },
        ambiguous=[],
    )  # fmt: skip
    m.rows[1].actual_number = 60
    m.rows[5].operator, m.rows[5].actual_number = None, None
    labels = {k: v for k, v in STANDARD.items() if k not in ("weight", "reason")} | {
        "unit": "项目实施单位", "funds": "预算执行情况\n（万元）\n（20分）", "f_budget": "预算数（A）", "f_executed": "执行数（B）", "f_rate": "执行率（B/A）",
        "f_score": "得分\n（20分*执行率）", "target": "年初目标值\n（A）", "actual": "实际完成值\n（B）",
    }  # fmt: skip
    style = Style(
        labels, ["level1", "level2", "level3", "target", "actual", "score"], head=[["project"], ["department", "unit"], ["category"], ["property"], ["type"]],
        lines=["单位名称：清源区自然资源保护站      填报日期：2021年1月15日"], fund_columns=["budget", "executed", "rate", "score"], goal_layout="none",
        goal_blocks=["年度\n绩效\n目标1\n（40分）", "年度\n绩效\n目标2\n（40分）"],
    )  # fmt: skip
    return m, style


def clinic() -> tuple[Model, Style]:
    """The (A)/(B) letters, block points in the labels, a row of the total at zero above parts with figures, one unit slip."""
    m = Model(
        "基层医疗设备更新项目支出绩效自评表", 2022, "乡镇卫生院医疗设备更新", "302-安澜县卫生健康局", "302005-安澜县河湾乡卫生院", "万元",
        [
            fund("total", "年度资金总额：", "0", "0", "0", "10", "0", "0"),
            fund("fiscal_current", "其中：本年财政拨款", "120", "118.6", "118.6", "", "", ""),
            fund("carryover", "上年结转资金", "", "", "", "", "", ""),
            fund("other", "其他资金", "", "", "", "", "", ""),
        ],
        "投入120万元，更新彩超、监护仪等设备15台，改善乡镇就医条件。",
        "投入118.6万元，更新设备15台，均已投入使用。",
        [
            ind(OUT, "数量指标", "更新医疗设备台数", ("≥", "15", "台"), "15", "10", "10"),
            ind(OUT, "质量指标", "设备验收合格率", ("≥", "100", "百分比"), "100", "10", "10"),
            ind(OUT, "质量指标", "采购程序合规性", ("", "严格执行采购规定", ""), "达成预期指标", "10", "10"),
            ind(OUT, "时效指标", "设备投入使用时间", ("", "在合同约定时间内", ""), "达成预期指标", "10", "10"),
            ind(OUT, "成本指标", "设备采购总成本", ("≤", "120", "万元"), "1186000", "10", "10"),
            ind(BEN, "社会效益指标", "对改善基层就医条件的影响", ("", "效果明显", ""), "达成预期指标", "15", "15"),
            ind(BEN, "可持续影响指标", "对乡镇卫生院服务能力的影响", ("", "效果明显", ""), "达成预期指标", "15", "15"),
            blank(BEN, "经济效益指标"),
            ind(SAT, "满意度指标", "就诊群众满意度", ("≥", "95", "百分比"), "95", "10", "10"),
        ],
        n("100"), n("90"),
    )  # fmt: skip
    m.rows[3].operator = Q
    labels = STANDARD | {
        "f_budget": "全年预算数（A）", "f_executed": "全年执行数（B）", "f_rate": "执行率（B/A）", "indicators": "绩效指标",
        f"points:{OUT}": "（50分）", f"points:{BEN}": "（30分）", f"points:{SAT}": "（10分）",
    }  # fmt: skip
    return m, Style(labels, COLUMNS, year_text="（2022年度）")


def lighting() -> tuple[Model, Style]:
    """A dump of an older form: weight before the target, a rate rounded up, a lower-is-better indicator exceeded at full score."""
    m = Model(
        "财政项目支出绩效自评表", 2020, "城区路灯节能改造", "安澜县住房和城乡建设局", "安澜县路灯管理所", "万元",
        [
            fund("total", "年度资金总额", "210.00", "236.50", "203.90", "10", "87%", "8.7"),
            fund("fiscal_current", "其中：当年财政拨款", "210.00", "210.00", "177.40", "—", "—", "—"),
            fund("carryover", "上年结转资金", "0.00", "26.50", "26.50", "—", "—", "—"),
            fund("other", "其他资金", "0.00", "0.00", "0.00", "—", "—", "—"),
        ],
        "改造节能路灯900盏，路灯完好率保持在98%以上，节约用电20%。",
        "改造节能路灯940盏，路灯完好率98.6%，节约用电21%。",
        [
            ind(OUT, "数量指标", "改造节能路灯盏数", ("≥", "900", "盏"), "940", "15", "15"),
            ind(OUT, "质量指标", "路灯完好率", ("≥", "98", "%"), "98.6%", "15", "15"),
            ind(OUT, "时效指标", "路灯故障平均修复时间", ("≤", "24", "小时"), "31小时", "10", "10"),
            ind(OUT, "成本指标", "单盏改造成本", ("≤", "2300", "元/盏"), "2169元/盏", "10", "10"),
            ind(BEN, "经济效益指标", "年节约用电比例", ("≥", "20", "%"), "21%", "15", "15"),
            ind(BEN, "社会效益指标", "路灯投诉件数", ("≤", "30", "件"), "18件", "15", "15"),
            ind(SAT, "服务对象满意度指标", "市民满意度", ("≥", "85", "%"), "88%", "10", "9", "部分背街小巷亮度不足，将在下一批改造中补足。"),
        ],
        n("100"), n("97.7"),
    )  # fmt: skip
    m.rows[0].actual_number, m.rows[2].actual_number, m.rows[3].actual_number = 940, 31, 2169
    columns = ["level1", "level2", "level3", "weight", "target", "actual", "score", "reason"]
    return m, Style(
        STANDARD | {"indicators": "绩效指标", "target": "年度指标值", "actual": "全年实际值"},
        columns,
        year_text="（2020年度）",
    )


def subsidy() -> tuple[Model, Style]:
    """A page from a web site: dissolved head, weights that do not add up, an indicator over target by half without a word."""
    m = Model(
        "项目支出绩效自评表", 2023, "高龄老人生活补贴", "临溪市民政局", "临溪市养老服务中心", "万元",
        [
            fund("total", "年度资金总额", "380.00", "380.00", "371.52", "10", "97.77%", "9.78"),
            fund("fiscal_current", "其中：当年财政拨款", "380.00", "380.00", "371.52", "—", "—", "—"),
            fund("carryover", "上年结转资金", "0.00", "0.00", "0.00", "—", "—", "—"),
            fund("other", "其他资金", "0.00", "0.00", "0.00", "—", "—", "—"),
        ],
        "按月发放80周岁以上老人生活补贴，惠及老人5200人，让高龄老人安享晚年。",
        "按月发放80周岁以上老人生活补贴，惠及老人5160人，让高龄老人安享晚年。",
        [
            ind(OUT, "数量指标", "发放补贴人数", ("≥", "5200", "人"), "5160人", "15", "15"),
            ind(OUT, "数量指标", "政策宣传活动", ("≥", "4", "次"), "9次", "5", "5"),
            ind(OUT, "质量指标", "补贴对象审核准确率", ("=", "100", "%"), "100%", "15", "15"),
            ind(OUT, "时效指标", "补贴发放及时率", ("≥", "95", "%"), "100%", "10", "10"),
            ind(OUT, "成本指标", "补贴资金总额", ("≤", "380", "万元"), "371.52万元", "10", "10"),
            ind(BEN, "社会效益指标", "高龄老人生活保障水平", ("", "有所提高", ""), "有所提高", "20", "20"),
            ind(BEN, "可持续影响指标", "尊老敬老氛围", ("", "持续增强", ""), "持续增强", "10", "10"),
            ind(SAT, "服务对象满意度指标", "受益老人满意度", ("≥", "90", "%"), "100%", "10", "10"),
        ],
        n("105"), n("104.78"),
    )  # fmt: skip
    return m, Style(
        STANDARD | {"indicators": "绩效指标"}, COLUMNS, year_text="（2023年度）", lines=["发布日期：2024年3月15日"]
    )


#: file stem -> (suffix, forms in it)
SAMPLES: dict[str, tuple[str, list[Any]]] = {
    "01_平安乡镇与驻村服务": ("docx", [peace, village]),
    "02_图书馆免费开放": ("docx", [clean_form]),
    "03_营养餐设备购置": ("xlsx", [school_meals]),
    "04_路灯节能改造": ("txt", [lighting]),
    "05_高龄老人补贴": ("html", [subsidy]),
    "06_农村公路养护转移支付": ("docx", [road]),
    "07_基层干部培训": ("docx", [training]),
    "08_湿地保护": ("docx", [wetland]),
    "09_卫生院设备更新": ("docx", [clinic]),
}


def build(stem: str) -> tuple[bytes, list[dict[str, Any]]]:
    """One sample as (document bytes, answer keys)."""
    suffix, makers = SAMPLES[stem]
    blocks: list[Block] = []
    keys = []
    for k, make in enumerate(makers):
        model, style = make()
        if k:
            blocks.append(Para("", "break" if suffix == "docx" else "body"))
        blocks += lay_out(model, style)
        form_id = stem if len(makers) == 1 else f"{stem}_{k + 1}"
        keys.append(model.key(form_id, make.__name__))
    write = {"docx": write_docx, "xlsx": write_xlsx, "txt": write_txt, "html": write_html}[suffix]
    return write(blocks), keys


def write_samples(documents: Path, answers: Path) -> list[Path]:
    """Write all sample documents and their answer keys; returns the documents."""
    documents.mkdir(parents=True, exist_ok=True)
    answers.mkdir(parents=True, exist_ok=True)
    out = []
    for stem, (suffix, _) in SAMPLES.items():
        data, keys = build(stem)
        path = documents / f"{stem}.{suffix}"
        path.write_bytes(data)
        (answers / f"{stem}.json").write_text(json.dumps(keys, ensure_ascii=False, indent=1) + "\n", encoding="utf8")
        out.append(path)
    return out
