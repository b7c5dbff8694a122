"""A review made by hand: a form with its grid, findings of every severity, scores and outcomes of every kind.

The report's tests need no reader and no rule for it, and can put any text into any cell.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from selfeval_nb.checks.book.preset import load_preset
from selfeval_nb.checks.model import FINDING_COLUMNS, CheckResult
from selfeval_nb.forms.model import Field, Form, FundRow, Indicator
from selfeval_nb.readers.model import Cell, Table
from selfeval_nb.review.build import build_review
from selfeval_nb.review.model import Review
from selfeval_nb.review.rulings.book import apply, make_ruling

Text = Callable[[str], str]
FORM_ID = "0123456789abcdef"
SHA256 = "5b" * 32

# level 1, level 2, name, target, operator, number, unit, actual, number, unit, weight, score, reason
ROWS: list[tuple[Any, ...]] = [
    ("产出指标", "数量指标", "制作宣传版面及应知应会手册（块/本）", ">=200本", ">=", 200, "本", "230", 230, None, 5, 5, ""),
    ("产出指标", "数量指标", "购买居民读书角图书（本）", ">=200本", ">=", 200, "本", "450", 450, None, 10, 10, ""),
    ("产出指标", "数量指标", "开展法律宣传活动（次）", ">=2次", ">=", 2, "次", "2", 2, None, 10, 10, ""),
    ("产出指标", "数量指标", "安装室外充电桩（个）", ">=4个", ">=", 4, "个", "0", 0, None, 5, 0, "社区内部改造，暂不需购置"),
    ("产出指标", "质量指标", "服务工程覆盖率", ">=90%", ">=", 90, "%", "90%", 90, "%", 10, 10, ""),
    ("产出指标", "时效指标", "办实事物资采购完成时间", "12月20日", None, None, None, "1月31日", None, None, 5, 5, ""),
    ("产出指标", "成本指标", "保障工作队运行成本", "<=13万元", "<=", 13, "万元", "13万", 13, "万", 5, 5, ""),
    ("效益指标", "社会效益指标", "提高居民生活质量", "逐步提高", "qualitative", None, None, "95%", 95, "%", 15, 15, ""),
    ("效益指标", "可持续影响指标", "营造和谐稳定的居住环境", "逐步提升", "qualitative", None, None, "95%", 95, "%", 15, 15, ""),
    ("满意度指标", "满意度指标", "居民满意度", ">=90%", ">=", 90, "%", "90%", 90, "%", 10, 10, ""),
]  # fmt: skip


def build_form(text: Text = lambda s: s) -> Form:
    """The form; ``text`` changes every printed text, for tests with hostile content."""
    cells: list[Cell] = []
    roles: dict[tuple[int, int, int], str] = {}
    fields: dict[str, Field] = {}

    def put(row: int, col: int, printed: str, role: str, *, cols: int = 1, rows: int = 1, value: Any = None) -> None:
        shown = text(printed) if printed else printed
        cells.append(Cell(row, col, shown, rows, cols))
        roles[(1, row, col)] = role
        if role.startswith("value:"):
            where = role.removeprefix("value:")
            fields[where] = Field(where, shown, shown if value is None else value, 1, row, col)

    put(1, 1, "项目名称", "label:project")
    put(1, 2, "社区惠民工作经费", "value:project", cols=8)
    put(2, 1, "主管部门", "label:department")
    put(2, 2, "某某街道办事处", "value:department", cols=3)
    put(2, 5, "实施单位", "label:unit", cols=2)
    put(2, 7, "某某街道第一社区", "value:unit", cols=3)
    put(3, 1, "项目资金\n（万元）", "label:funds", rows=5)
    put(3, 2, "　", "blank", cols=2)
    for col, label in enumerate(("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"), start=4):
        put(3, col, label, "label:funds")
    funds = [
        FundRow(1, "total", text("年度资金总额"), 13, 13, 13, 10, 1.0, None),
        FundRow(2, "fiscal_current", text("其中：当年财政拨款"), 13, 13, 13),
        FundRow(3, "carryover", text("上年结转资金"), 0, 0, 0),
        FundRow(4, "other", text("其他资金"), 0, 0, 0),
    ]
    for row, (fund, label) in enumerate(
        zip(funds, ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金"), strict=True), start=4
    ):
        put(row, 2, label, f"label:funds[{fund.source}]", cols=2)
        for col, name in enumerate(("initial", "budget", "executed"), start=4):
            put(
                row,
                col,
                f"{getattr(fund, name)}",
                f"value:funds[{fund.source}].{name}",
                value=float(getattr(fund, name)),
            )
        first = fund.source == "total"
        put(row, 7, "10" if first else "—", f"value:funds[{fund.source}].weight")
        put(row, 8, "100.00%" if first else "—", f"value:funds[{fund.source}].rate")
        put(row, 9, "分" if first else "—", f"value:funds[{fund.source}].score")
    put(8, 1, "年度总体目标", "label:goal", rows=2)
    put(8, 2, "预期目标", "label:goal_expected", cols=4)
    put(8, 6, "实际完成情况", "label:goal_actual", cols=4)
    put(9, 2, "改善社区环境，服务居民。", "value:goal_expected", cols=4)
    put(9, 6, "购置了宣传品和图书，开展了慰问和宣传，居住环境有所改善。", "value:goal_actual", cols=4)
    heads = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
    put(10, 1, "年度绩效指标完成情况", "label:indicators", rows=len(ROWS) + 2)
    for col, label in enumerate(heads, start=2):
        put(10, col, label, "label:indicators")
    indicators = []
    starts1, starts2 = _spans([r[0] for r in ROWS]), _spans([(r[0], r[1]) for r in ROWS])
    for no, r in enumerate(ROWS, start=1):
        row = 10 + no
        if no - 1 in starts1:
            put(row, 2, r[0], f"value:indicators[{no}].level1", rows=starts1[no - 1])
        if no - 1 in starts2:
            put(row, 3, r[1], f"value:indicators[{no}].level2", rows=starts2[no - 1])
        values = {4: ("level3", r[2]), 5: ("target_text", r[3]), 6: ("actual_text", r[7]), 7: ("weight", str(r[10]))}
        values |= {8: ("score", str(r[11])), 9: ("reason", r[12])}
        for col, (name, printed) in values.items():
            put(row, col, printed, f"value:indicators[{no}].{name}" if printed else "blank")
        indicators.append(
            Indicator(
                no,
                text(r[0]),
                text(r[1]),
                text(r[2]),
                text(r[3]),
                r[4],
                r[5],
                r[6] and text(r[6]),
                text(r[7]),
                r[8],
                r[9] and text(r[9]),
                r[10],
                r[11],
                text(r[12]) if r[12] else "",
                score_text=str(r[11]),
                weight_text=str(r[10]),
            )
        )
    last = 11 + len(ROWS)
    put(last, 2, "填表须知：以上内容均经本单位核对", "unclaimed", cols=8)
    put(last + 1, 1, "总分", "label:total", cols=6)
    put(last + 1, 7, "100", "value:total_weight", value=100.0)
    put(last + 1, 8, "分", "value:total_score")
    put(last + 1, 9, "", "blank")
    fields["title"] = Field("title", text("项目支出绩效自评表"), text("项目支出绩效自评表"))
    head = {name: fields[name] for name in ("project", "department", "unit", "title", "goal_expected", "goal_actual")}
    head["total_weight"] = fields["total_weight"]
    head["total_score"] = Field("total_score", text("分"), None, 1, last + 1, 8)
    return Form(
        FORM_ID, text("forms/社区惠民自评表.docx"), 2, SHA256, "mof2020", "project", title=text("项目支出绩效自评表"), year=2021, money_unit=text("万元"),
        head=head, funds=funds, indicators=indicators, fields=fields, roles=roles, placeholders=2,
        grid=[Table(1, tuple(cells), last + 1, 9)],
    )  # fmt: skip


def build_result(form: Form, text: Text = lambda s: s) -> CheckResult:
    """What the checks would say of ``build_form()``."""

    def finding(rule: str, severity: str, where: str, title: str, message: str, arithmetic: str = "") -> dict[str, Any]:
        field = form.fields.get(where)
        place = (field.table, field.row, field.col) if field else (None, None, None)
        values = (
            rule, "scores", severity, form.form_id, form.file, form.form_no, where, *place, field.text if field else "",
            text(title), text(message), text(arithmetic) if arithmetic else "", text("财预〔2020〕10号第十六条"), text("更正后重新报送"),
            text("按口径应复核得分"),
        )  # fmt: skip
        return dict(zip(FINDING_COLUMNS, values, strict=True))

    findings = [
        finding("F12", "critical", "funds[total].score", "得分缺失", "预算执行率分值为10分，得分栏只有单位“分”，没有数，请核实。", "13 ÷ 13 × 10 = 10.00"),
        finding("W12", "critical", "total_score", "总分缺失", "总分栏没有数；各项得分相加为80.00分，请核实。", "5+10+10+0+10+5+5+15+15+10 = 85.00"),
        finding("K17", "warning", "indicators[2].actual_text", "超额完成未说明", "完成值为指标值的225.00%，未填写偏差原因，请核实。", "450 ÷ 200 = 225.00%"),
        finding("D03", "warning", "indicators[6].actual_text", "疑似逾期却得满分", "指标值为12月20日，完成值为1月31日，得满分5分，请核实。"),
        finding("E04", "warning", "indicators[4].reason", "只有原因没有改进措施", "得0分，偏差原因未提出改进措施，请核实。"),
        finding("V06", "warning", "indicators[8].actual_text", "定性指标填百分比", "指标值“逐步提高”为定性描述，完成值为95%，请核实。"),
        finding("P02", "info", "indicators[10].actual_text", "满意度恰等于目标值", "完成值90%与指标值的界限相同，请核实。"),
        finding("F16", "info", "form", "有空白指标行", "有2行只列了指标级次，没有内容。"),
    ]  # fmt: skip
    scores: list[dict[str, Any]] = [
        {"form_id": form.form_id, "indicator_no": 0, "weight": 10.0, "score": None, "low": 10.0, "high": 10.0,
         "arithmetic": text("13 ÷ 13 × 10 = 10.00"), "reason": "", "ratio": 1.0}
    ]  # fmt: skip
    for i in form.indicators:
        ratio = i.actual_value / i.target_value if i.target_value and i.actual_value is not None else None
        low = high = None if ratio is None else round(min(ratio, 1.0) * (i.weight or 0), 2)
        reason = ""
        if i.operator == "qualitative":
            low, high = 0.8 * (i.weight or 0), i.weight
        elif ratio is None:
            reason = text("指标值和完成值没有写明年份，不能比较")
        scores.append(
            {"form_id": form.form_id, "indicator_no": i.indicator_no, "weight": i.weight, "score": i.score, "low": low, "high": high,
             "arithmetic": text(f"{i.actual_value:g} ÷ {i.target_value:g} = {ratio:.2%}") if ratio is not None else "", "reason": reason, "ratio": ratio}
        )  # fmt: skip
    total = {
        "form_id": form.form_id, "self_score": None, "low": 84.0, "high": 95.0, "grade_self": None, "grade_low": "良", "grade_high": "优",
        "difference": None, "difference_class": None, "arithmetic": text("10.00 + 5 + 10 + 10 + 0 + 10 + (0–5) + 5 + (12–15) + (12–15) + 10 = 84.00–95.00"), "reason": "",
    }  # fmt: skip
    outcomes = [
        {"rule_id": f["rule_id"], "form_id": form.form_id, "outcome": "failed", "count": 1, "reason": ""}
        for f in findings
    ]
    for rule in ("M01", "M02", "M03", "W01", "W02", "K01", "K02", "T01"):
        outcomes.append({"rule_id": rule, "form_id": form.form_id, "outcome": "passed", "count": 3, "reason": ""})
    outcomes.append(
        {
            "rule_id": "X01",
            "form_id": form.form_id,
            "outcome": "not_applicable",
            "count": 1,
            "reason": text("只有一张表，无从比较"),
        }
    )
    outcomes.append(
        {
            "rule_id": "Y01",
            "form_id": form.form_id,
            "outcome": "not_applicable",
            "count": 1,
            "reason": text("没有上年的表"),
        }
    )
    outcomes.append(
        {
            "rule_id": "K13",
            "form_id": form.form_id,
            "outcome": "not_evaluated",
            "count": 1,
            "reason": text("日期没有年份"),
        }
    )
    suites = {
        "F": "completeness",
        "M": "funds",
        "W": "weights",
        "K": "scores",
        "T": "goals",
        "X": "portfolio",
        "Y": "history",
        "D": "scores",
        "E": "explanations",
        "V": "values",
        "P": "satisfaction",
    }
    titles = {
        "M01": "资金合计等于各来源之和",
        "M02": "执行数不大于预算数",
        "M03": "执行率等于执行数除以预算数",
        "W01": "分值合计为100",
        "W02": "各一级指标分值合乎口径",
        "K01": "得分不大于分值",
        "K02": "未完成的指标已扣分",
        "T01": "实际完成情况不照抄预期目标",
        "X01": "项目间文字雷同",
        "Y01": "指标值多年不变",
        "K13": "逾期完成未扣分",
    }
    titles |= {f["rule_id"]: f["title"] for f in findings}
    rules = {
        rule: {"title": text(title), "suite": suites[rule[0]], "severity": "warning", "basis": text("财预〔2020〕10号")}
        for rule, title in titles.items()
    }
    frame = pd.DataFrame(findings, columns=list(FINDING_COLUMNS))
    return CheckResult(
        findings=frame, outcomes=pd.DataFrame(outcomes), scores=pd.DataFrame(scores), totals=pd.DataFrame([total]), rules=rules,
preset=load_preset("mof2020").to_dict() | {"title": text("财政部通行口径"), "sentences": [text("执行率得分 = 执行数 ÷ 全年预算数 × 10，不超过10分。")]}, ruleset={"scores.json": "a" * 64, "presets/mof2020.toml": "b" * 64},
    )  # fmt: skip


# action, where, and what a reviewer would say with it
RULINGS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("waive", "indicators[2].actual_text", {"rule_id": "K17", "reason": "超出部分为捐赠图书，已附入库单"}),
    ("score", "indicators[6].score", {"value": 4.0, "reason": "逾期一个月，按口径扣1分"}),
)


def build(text: Text = lambda s: s, *, lang: str = "zh", ruled: bool = False) -> Review:
    """The whole review, with the rulings above when ``ruled``."""
    form = build_form(text)
    detail = text("有一处合并单元格无法还原")
    problems = [{"file": form.file, "form_id": None, "where": "第1表", "problem": "merged", "detail": detail}]
    review = build_review(form, build_result(form, text), problems, lang=lang)
    if not ruled:
        return review
    person = {"reviewer": text("复核人甲"), "date": "2022-03-01"}
    return apply(
        review,
        [make_ruling(review, a, w, **{**said, **person, "reason": text(said["reason"])}) for a, w, said in RULINGS],
    )


def hostile(payload: str) -> Review:
    """A review whose every text carries ``payload``."""
    return build(lambda s: s + payload, ruled=True)


def _spans(values: list[Any]) -> dict[int, int]:
    """Index of each run's first item -> its length."""
    starts: dict[int, int] = {}
    for i, value in enumerate(values):
        if i and values[i - 1] == value:
            starts[max(starts)] += 1
        else:
            starts[i] = 1
    return starts


def empty(lang: str = "zh") -> Review:
    """A form of which nothing but its title could be read, in a file without tables."""
    form = Form("0" * 16, "空表.txt", 1, SHA256, "unknown", "project", title="项目支出绩效自评表")
    none = pd.DataFrame(columns=["form_id"])
    return build_review(form, CheckResult(pd.DataFrame(columns=list(FINDING_COLUMNS)), none, none, none), lang=lang)
