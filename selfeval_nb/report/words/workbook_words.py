"""The words of the workbook, in Chinese and English. The import knows a column by its head in either language."""

from __future__ import annotations

from types import SimpleNamespace

_WORDS: dict[str, tuple[str, str]] = {
    "summary_sheet": ("汇总表", "Summary"),
    "paper_sheet": ("复核底稿", "Work paper"),
    "findings_sheet": ("问题清单", "Findings"),
    "checks_sheet": ("检查情况", "Checks"),
    "about_sheet": ("说明", "About"),
    "summary_title": ("项目支出绩效自评复核汇总表", "Review of performance self-evaluations: summary"),
    "paper_title": ("项目支出绩效自评复核表", "Review of a performance self-evaluation"),
    "paper_title_of": ("{}项目支出绩效自评复核表", "{}: review of the performance self-evaluation"),
    "findings_title": ("问题清单（整改台账）", "Findings and corrections"),
    "checks_title": ("检查情况", "What was checked"),
    "no": ("序号", "No."),
    "project": ("项目名称", "Project"),
    "unit": ("实施单位", "Unit"),
    "level1": ("一级指标", "Level 1"),
    "level2": ("二级指标", "Level 2"),
    "level3": ("三级指标", "Level 3"),
    "nature": ("指标性质", "Nature"),
    "target": ("指标值", "Target"),
    "unit_of": ("计量单位", "Unit of measure"),
    "weight": ("权重", "Weight"),
    "actual": ("自评完成值", "Actual (self)"),
    "self_score": ("自评得分", "Self-score"),
    "review_actual": ("复核完成值", "Actual (review)"),
    "review_score": ("复核得分", "Review score"),
    "deviation": ("复核指标偏差", "Deviation"),
    "remark": ("备注（扣分原因）", "Remark (why points are taken)"),
    "recomputed": ("测算得分", "Recomputed score"),
    "arithmetic": ("测算过程", "Calculation"),
    "found": ("程序查出的问题", "Findings"),
    "execution": ("预算执行", "Budget execution"),
    "execution_rate": ("预算执行率", "Execution rate"),
    "qualitative": ("定性", "qualitative"),
    "total": ("合计", "Total"),
    "printed_total": ("填报总分", "Printed total"),
    "blank_total": ("未填", "blank"),
    "to_fill": ("待填", "to fill in"),
    "no_scores": ("不计分", "no scores"),
    "average": ("平均", "Average"),
    "difference": ("偏差", "Difference"),
    "difference_class": ("偏差类别", "Class of difference"),
    "self_grade": ("自评等级", "Self-grade"),
    "review_grade": ("复核等级", "Review grade"),
    "main_reason": ("主要偏差原因", "Main reasons"),
    "suggestion": ("程序建议", "Suggestion"),
    "severity": ("等级", "Severity"),
    "rule": ("规则", "Rule"),
    "suite": ("复核维度", "Kind of check"),
    "place": ("位置", "Place"),
    "quote": ("填报内容", "Printed"),
    "problem": ("复核发现", "Finding"),
    "calculation": ("算式", "Arithmetic"),
    "basis": ("核验依据", "Basis"),
    "advice": ("处理建议", "Advice"),
    "ruling": ("复核意见", "Ruling"),
    "ruling_reason": ("意见理由", "Reason of the ruling"),
    "responsible": ("责任单位", "Responsible unit"),
    "deadline": ("整改期限", "Deadline"),
    "status": ("整改状态", "Status"),
    "confirm": ("确认", "confirm"),
    "waive": ("不作问题", "waive"),
    "open": ("待整改", "open"),
    "working": ("整改中", "in progress"),
    "done": ("已整改", "corrected"),
    "not_needed": ("无需整改", "not needed"),
    "closed": ("已销号", "closed"),
    "check": ("检查", "Check"),
    "forms_passed": ("通过", "Passed"),
    "forms_failed": ("查出问题", "With findings"),
    "forms_na": ("不适用", "Not applicable"),
    "forms_open": ("未能评估", "Not evaluated"),
    "forms_broken": ("检查出错", "Check failed"),
    "money_unit": ("金额单位：{}", "amounts in {}"),
    "year_value": ("{}年度", "year {}"),
    "file_form": ("{}第{}张表", "{}, form {}"),
    "signature": ("复核人：　　　　　　审核人：　　　　　　日期：　　　　　　", "Reviewer:                Checked by:                Date:"),
    "score_error": ("复核得分应为0至权重之间的数。", "The review score must be a number from 0 to the weight."),
    "list_error": ("请从列表中选取。", "Please choose from the list."),
    "date_error": ("请填写日期，如2026-06-30。", "Please enter a date, such as 2026-06-30."),
    "cut": ("……（下略{}字）", "… ({} more characters)"),
    "sheet_note": (
        "浅黄色格由复核人填写：复核完成值（数值或文字，如“指标不匹配”）、复核得分（0至权重）、备注。未填的复核得分按测算得分计，测算有区间的按自评得分计。",
        "Pale yellow cells are for the reviewer: actual value (a number or words), review score (0 to the weight), remark. A review score that is left empty counts as recomputed, or as the self-score where the recomputed score is a range.",
    ),
}  # fmt: skip

_ABOUT: dict[str, tuple[str, ...]] = {
    "zh": (
        "本工作簿由程序根据填报的自评表生成，列示事实和算式，供复核人判断；“疑似问题”须经核实，不构成对填报单位的认定。",
        "复核底稿：13列与通行的复核表一致，其右为测算得分、测算过程和程序查出的问题。浅黄色格由复核人填写，合计、偏差和汇总表由公式随之更新。",
        "未填的复核得分按测算得分计；测算结果是区间的，自评得分在区间内按自评得分计，否则合计显示“待填”。",
        "问题清单：在“复核意见”栏选取确认或不作问题（不作问题须写理由）；“整改期限”“整改状态”用于整改跟踪。末尾可自行增加问题，写明项目名称和复核发现。",
        "填写后保存，用 selfeval workpaper import 导入为复核意见。可以筛选、排序；请勿改动隐藏的列和工作表，程序据此找回每一行。",
    ),
    "en": (
        "This workbook was made from the forms as handed in. It states facts and arithmetic for a reviewer to judge; points to clarify are questions, not conclusions.",
        "Work paper: the usual 13 columns, then the recomputed score, its calculation and the findings. Pale yellow cells are for the reviewer; totals, deviations and the summary follow by formula.",
        "A review score that is left empty counts as recomputed; where that is a range, as the self-score if it lies within, else the total says that it is to be filled in.",
        "Findings: choose confirm or waive (a waiver needs a reason). Deadline and status are for following up. Findings of your own may be added below, with project and finding.",
        "Save it and take the rulings back with selfeval workpaper import. Rows may be filtered and sorted; leave the hidden columns and sheet alone, by which the rows are found again.",
    ),
}

PAPER = (
    "level1", "level2", "level3", "nature", "target", "unit_of", "weight", "actual", "self_score", "review_actual",
    "review_score", "deviation", "remark",
)  # fmt: skip
EXTRA = ("recomputed", "arithmetic", "found")
#: The first PRINTED columns go on paper (A4, landscape); the others are for the screen.
FINDINGS = (
    "no", "project", "unit", "severity", "place", "problem", "advice", "ruling", "ruling_reason", "status", "deadline",
    "responsible", "quote", "calculation", "rule", "suite", "basis",
)  # fmt: skip
PRINTED = FINDINGS.index("status") + 1
STATUS = ("open", "working", "done", "not_needed", "closed")
#: Heads of the hidden columns, and the hidden sheet that holds what identifies each form.
KEY, DEFAULT, FINDING_KEY, FORMS_SHEET, MARK = (
    "selfeval:row",
    "selfeval:default",
    "selfeval:finding",
    "_selfeval",
    "selfeval-workpaper-1",
)


class WorkbookWords(SimpleNamespace):
    """The words of one language as attributes."""

    def __init__(self, lang: str) -> None:
        index = 1 if lang == "en" else 0
        super().__init__(
            lang="en" if index else "zh",
            about=_ABOUT["en" if index else "zh"],
            **{k: v[index] for k, v in _WORDS.items()},
        )

    def word(self, name: str) -> str:
        return _WORDS[name][1 if self.lang == "en" else 0]


def named(head: str) -> str:
    """The name of a column from its head in either language; '' when it is none of ours."""
    return _BY_HEAD.get(head.strip(), "")


_BY_HEAD = {head: name for name in dict.fromkeys((*PAPER, *EXTRA, *FINDINGS)) for head in _WORDS[name]}
#: What reviewers write in 复核意见 besides the words of the list.
_CHOICES = {word: name for name in ("confirm", "waive") for word in _WORDS[name]} | {
    "豁免": "waive", "不作为问题": "waive", "不属实": "waive", "不成立": "waive", "waived": "waive",
    "确认问题": "confirm", "属实": "confirm", "成立": "confirm", "confirmed": "confirm",
}  # fmt: skip


def choice(word: str) -> str:
    """``confirm`` or ``waive`` from its word in either language; '' for anything else."""
    return _CHOICES.get(word.partition("（")[0].partition("(")[0].strip(), "")
