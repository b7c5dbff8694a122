"""The words of the report, in Chinese and English. Templates name a word; nothing else in report/ holds text for people."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from selfeval_nb.forms.places import field_name, place_name

_WORDS: dict[str, tuple[str, str]] = {
    "html_lang": ("zh-CN", "en"),
    "report": ("项目支出绩效自评复核报告", "Review of a project-expenditure performance self-evaluation"),
    "skip": ("跳到正文", "Skip to the report"),
    "contents": ("目录", "Contents"),
    "summary": ("结论", "Conclusion"),
    "form": ("自评表原样", "The form as filled in"),
    "funds": ("资金与执行率", "Funds and execution"),
    "indicators": ("指标复核底稿", "Indicators: work paper"),
    "findings": ("问题清单", "Findings"),
    "checked": ("检查范围", "What was checked"),
    "manual": ("人工终核", "For a person to decide"),
    "rulings": ("复核意见", "Rulings"),
    "provenance": ("依据与出处", "Basis and sources"),
    "verdict": ("复核建议", "Suggestion"),
    "return": ("建议退回修改", "Return for correction"),
    "pass": ("建议通过", "May pass"),
    "person": ("需人工核实", "Needs review"),
    "critical": ("错误", "Error"),
    "warning": ("疑似问题", "To clarify"),
    "info": ("提示", "Note"),
    "criticals": ("错误", "Errors"),
    "warnings": ("疑似问题", "To clarify"),
    "infos": ("提示", "Notes"),
    "critical_help": ("算术或填报不完整，须更正", "arithmetic or completeness: must be corrected"),
    "warning_help": ("是否成立由复核人判断，请单位核实说明", "for the reviewer to judge; the unit is asked to explain"),
    "info_help": ("供参考，不影响结论", "for information, no effect on the suggestion"),
    "project": ("项目名称", "Project"),
    "department": ("主管部门", "Department"),
    "unit": ("实施单位", "Unit"),
    "year": ("年度", "Year"),
    "year_value": ("{}年度", "Year {}"),
    "file": ("文件", "File"),
    "form_no": ("第{}张表", "form {}"),
    "self_score": ("自评得分", "Self-score"),
    "recomputed": ("测算得分", "Recomputed score"),
    "difference": ("差异", "Difference"),
    "grade": ("等级", "Grade"),
    "within": ("区间内", "in range"),
    "no_score": ("未填", "blank"),
    "not_computable": ("无法测算", "not computable"),
    "score_scale": ("得分在等级区间中的位置", "The scores on the scale of grades"),
    "budget": ("全年预算数", "Budget"),
    "executed": ("全年执行数", "Spent"),
    "initial": ("年初预算数", "Initial budget"),
    "rate": ("执行率", "Execution rate"),
    "rate_printed": ("执行率（填报）", "Rate (printed)"),
    "rate_computed": ("执行率（测算）", "Rate (recomputed)"),
    "weight": ("分值", "Weight"),
    "score": ("得分", "Score"),
    "score_printed": ("得分（填报）", "Score (printed)"),
    "source": ("资金来源", "Source of funds"),
    "points": ("分", "points"),
    "checks_passed": ("检查通过", "Checks passed"),
    "checks_na": ("不适用", "Not applicable"),
    "checks_open": ("未能评估", "Not evaluated"),
    "cells_read": ("读取单元格", "Cells read"),
    "cells_unread": ("未识别", "Not understood"),
    "finding_word": ("问题", "Finding"),
    "form_findings": ("与整张表有关的问题", "Findings on the form as a whole"),
    "form_caption": (
        "按原表的行、列和合并重画，序号即问题清单中的编号。",
        "Redrawn with the rows, columns and merges of the original; the numbers are those of the findings.",
    ),
    "form_unaligned": (
        "来源不含合并信息，单元格按行内顺序排列，上下不一定对齐。",
        "The source has lost its merges: cells stand in the order of their row and need not line up.",
    ),
    "form_none": ("来源中没有可以重画的表格。", "The source has no table that could be redrawn."),
    "table_n": ("第{}表", "Table {}"),
    "row": ("行", "Row"),
    "col": ("列", "Column"),
    "unclaimed_mark": ("未识别", "not understood"),
    "legend": ("图例", "Legend"),
    "legend_label": ("表头", "label"),
    "legend_unclaimed": ("未识别的内容", "not understood"),
    "place": ("第{table}表第{row}行第{col}列", "table {table}, row {row}, column {col}"),
    "place_form": ("整张表", "the form as a whole"),
    "money_unit": ("单位：{}", "in {}"),
    "arithmetic": ("算式", "Arithmetic"),
    "quote": ("填报内容", "Printed"),
    "basis": ("依据", "Basis"),
    "advice": ("处理建议", "Advice"),
    "remark": ("备注用语", "Suggested wording"),
    "rule": ("规则", "Rule"),
    "own_rule": ("补充", "own"),
    "where": ("位置", "Place"),
    "field": ("栏目", "Field"),
    "none_found": ("没有查出问题。", "Nothing was found."),
    "sum_ok": ("相符", "agrees"),
    "sum_off": ("相差 {}", "differs by {}"),
    "sum_check": ("来源合计", "Sum of sources"),
    "no_funds": ("表中没有资金部分。", "The form has no funds block."),
    "no_indicators": ("表中没有填写指标。", "The form has no filled indicator."),
    "execution_row": ("预算执行率", "Budget execution"),
    "total_row": ("合计", "Total"),
    "level1": ("一级指标", "Level 1"),
    "level2": ("二级指标", "Level 2"),
    "level3": ("三级指标", "Indicator"),
    "nature": ("指标性质", "Kind"),
    "target": ("指标值", "Target"),
    "unit_of": ("计量单位", "Unit"),
    "weight_col": ("权重", "Weight"),
    "actual": ("自评完成值", "Actual (self)"),
    "ratio": ("完成比例", "Completion"),
    "self_col": ("自评得分", "Score (self)"),
    "low_high": ("测算得分", "Recomputed"),
    "diff_col": ("差异", "Diff."),
    "review_actual": ("复核完成值", "Actual (review)"),
    "review_score": ("复核得分", "Score (review)"),
    "deviation": ("复核偏差", "Deviation"),
    "note": ("备注（扣分原因）", "Remark (why points are taken)"),
    "qualitative": ("定性", "qual."),
    "indicators_caption": (
        "按复核底稿的列次排列；测算得分、差异和完成比例由程序算出，复核栏留待填写。竖线为指标值（100%）。",
        "In the order of the work paper. Recomputed score, difference and completion are computed; the review columns are left to fill in. The line marks the target (100 %).",
    ),
    "how_scored": ("测算过程", "How the scores were recomputed"),
    "to_fill": ("待填", "to fill in"),
    "passed": ("通过：未发现下列情形", "Passed: none of these was found"),
    "failed": ("查出问题", "With findings"),
    "not_applicable": ("不适用", "Not applicable"),
    "not_evaluated": ("未能评估", "Could not be evaluated"),
    "broken": ("检查本身出错", "The check itself failed"),
    "reason": ("原因", "Reason"),
    "check": ("检查", "Check"),
    "coverage": ("读取情况", "What was read"),
    "coverage_text": (
        "读取{read}个有内容的单元格，识别{mapped}个，未识别{unclaimed}个。",
        "{read} cells with content were read, {mapped} were understood, {unclaimed} were not.",
    ),
    "unclaimed": ("未识别的单元格", "Cells that were not understood"),
    "problems": ("读取时的问题", "Problems in reading"),
    "content": ("内容", "Content"),
    "manual_text": (
        "下列事项程序无法判断，须由复核人查阅材料后决定。",
        "The program cannot decide these; a reviewer has to look at the papers.",
    ),
    "m_evidence": (
        "佐证资料：各项完成值是否有合同、台账、验收单、照片等支持。",
        "Evidence: is each actual value supported by contracts, ledgers, acceptance papers, photographs?",
    ),
    "m_evidence_list": (
        "填报的完成值共{n}项，建议优先核查：{items}。",
        "{n} actual values are given; first of all: {items}.",
    ),
    "m_satisfaction": (
        "满意度：调查对象、样本量、问卷和汇总方法。",
        "Satisfaction: whom was asked, how many, with which questionnaire, and how it was summed up.",
    ),
    "m_qualitative": (
        "定性指标：达成程度属于哪一档，在区间内应得多少分。",
        "Qualitative indicators: which grade was reached, and how many points within its band.",
    ),
    "m_approved": (
        "批复目标：指标、指标值和分值是否与批复的绩效目标一致。",
        "Approved targets: do indicators, targets and weights agree with those approved?",
    ),
    "m_reasons": (
        "偏差原因：所述原因是否属实，改进措施是否可行。",
        "Reasons for deviations: are they true, and can the measures work?",
    ),
    "m_open": (
        "未能测算的指标：须人工核定得分。",
        "Indicators that could not be recomputed: the score has to be set by hand.",
    ),
    "m_stamp": (
        "签章与程序：盖章、签字、填报日期和报送程序。",
        "Stamp and procedure: seal, signatures, date, way of submission.",
    ),
    "ruling": ("意见", "Ruling"),
    "act_confirm": ("确认", "confirmed"),
    "act_waive": ("不作问题", "waived"),
    "act_override": ("更正数值", "value corrected"),
    "act_score": ("核定得分", "score set"),
    "act_add": ("补充问题", "finding added"),
    "act_note": ("备注", "remark"),
    "act_paper": ("保存", "saved"),
    "act_withdraw": ("撤回", "withdrawn"),
    "waived_too": ("另有{}处经复核不作问题", "and {} waived"),
    "final": ("复核得分", "Review score"),
    "final_words": ("复核得分{score}分，等级{grade}，{against}", "Review score {score}, grade {grade}, {against}"),
    "final_against": ("与自评得分相差{}分", "{} against the self-score"),
    "final_alone": ("自评得分未填", "no self-score given"),
    "value": ("数值", "Value"),
    "reviewer": ("复核人", "Reviewer"),
    "date": ("日期", "Date"),
    "stale": ("原单元格已改动，须重新确认", "its cell has changed since: confirm again"),
    "no_rulings": ("尚无复核意见。", "There are no rulings yet."),
    "sign_opinion": ("复核结论", "Conclusion"),
    "sign_score": ("复核得分", "Review score"),
    "sign_name": ("复核人（签字）", "Reviewer (signature)"),
    "sign_date": ("日期", "Date"),
    "source_file": ("来源文件", "Source file"),
    "sha": ("文件指纹（SHA-256）", "SHA-256 of the file"),
    "template": ("版式", "Layout"),
    "preset": ("口径", "Rule book"),
    "preset_digest": ("口径指纹", "Digest of the rule book"),
    "beside": ("另外核对的文件", "Other documents compared with"),
    "beside_history": ("以前年度自评表", "forms of earlier years"),
    "beside_approved": ("批复的绩效目标表", "approved targets"),
    "beside_accounts": ("决算或预算公开表", "final accounts or published budget"),
    "beside_projects": ("应自评项目清单", "list of projects to be evaluated"),
    "beside_monitoring": ("绩效运行监控表", "monitoring tables"),
    "beside_documents": ("{n}个文件", "{n} documents"),
    "ruleset": ("规则集", "Rules"),
    "ruleset_digest": ("规则集指纹", "Digest of the rules"),
    "rulings_digest": ("复核意见指纹", "Digest of the rulings"),
    "versions": ("程序版本", "Versions"),
    "time": ("生成时间", "Time"),
    "layout_file": ("版式文件（SHA-256）", "Layout file (SHA-256)"),
    "provenance_text": (
        "同一文件、同一口径和同一版本得到的报告逐字节相同，可由他人重新生成核对。",
        "The same file, rule book and version give the same report byte by byte, so that anyone can make it again and compare.",
    ),
    "disclaimer": (
        "本报告列示事实和算式，供复核人判断；“疑似”须经核实，不构成对填报单位的认定。",
        "This report states facts and arithmetic for a reviewer to judge; points to clarify are questions, not conclusions.",
    ),
    "cell_error": ("第{n}个单元运行出错", "Cell {n} failed"),
    "failed_title": ("未能生成复核报告", "No report could be made"),
    "failed_text": (
        "该文件或其中的自评表未能读取，没有进行检查。",
        "The file or its form could not be read; nothing was checked.",
    ),
    "download_csv": ("下载问题清单（CSV，可用 Excel 打开）", "Download the findings (CSV)"),
    "deciding": ("先看这些问题", "What decides"),
    "deciding_more": ("其余{}处见问题清单", "{} more in the list of findings"),
    "to_row": ("第{}行", "row {}"),
    "to_finding": ("第{}号", "no. {}"),
    "and_more": ("等{}处", "({} in all)"),
    "rule_pages": ("规则说明", "About the rules"),
    "rule_why": ("为什么检查", "Why"),
    "rule_spares": ("不适用情形", "Left alone"),
    "rule_here": ("本表所见", "In this form"),
    "checked_line": (
        "读取{read}个有内容的单元格，识别{mapped}个，未识别{unclaimed}个；检查通过{passed}项，查出问题{failed}项，不适用{na}项，未能评估{open}项，检查本身出错{broken}项。",
        "{read} cells with content were read, {mapped} understood, {unclaimed} not; {passed} checks passed, {failed} have findings, {na} do not apply, {open} could not be evaluated, {broken} failed themselves.",
    ),
    "checked_more": ("逐项列出检查", "All checks"),
    "provenance_line": (
        "来源文件{file}（SHA-256 {sha}…），口径：{preset}（{digest}…），selfeval-nb {version}。",
        "Source {file} (SHA-256 {sha}…), rule book: {preset} ({digest}…), selfeval-nb {version}.",
    ),
    "print_brief": ("打印为简版（约5页）。", "Prints as a short version (about 5 pages)."),
    "print_all": ("改为打印全部内容", "Print everything"),
    "print_now_all": ("现在打印全部内容。", "Now everything is printed."),
    "print_back": ("改回简版", "Back to the short version"),
    "index_title": ("项目支出绩效自评复核总览", "Review of performance self-evaluations: overview"),
    "index_forms": ("自评表", "Forms"),
    "index_failed": ("未能读取", "Could not be read"),
    "index_failed_text": (
        "下列文件或表未能读取，没有进行检查。",
        "These files or forms could not be read and were not checked.",
    ),
    "index_list": ("逐表清单", "All forms"),
    "index_search": ("搜索", "Search"),
    "index_search_hint": ("项目、单位或文件名", "project, unit or file"),
    "index_any": ("全部", "all"),
    "index_severity": ("含有", "Contains"),
    "index_rule": ("规则", "Rule"),
    "index_from": ("自评得分 从", "Self-score from"),
    "index_to": ("到", "to"),
    "index_difference": ("差异不小于", "Difference at least"),
    "index_reset": ("清除筛选", "Clear"),
    "index_count": ("共{n}张，符合{m}张", "{m} of {n} forms"),
    "index_page": ("第{i}页，共{n}页", "Page {i} of {n}"),
    "index_previous": ("上一页", "Previous"),
    "index_next": ("下一页", "Next"),
    "index_scores": ("得分分布", "Distribution of scores"),
    "index_differences": ("测算与自评之差", "Recomputed minus self-score"),
    "index_groups": ("雷同文字", "Shared texts"),
    "index_members": ("{n}张表", "{n} forms"),
    "index_filters": ("筛选", "Filters"),
    "index_noscript": (
        "浏览器停用了脚本：只列出前{n}张表，不能筛选。",
        "Scripts are off: only the first {n} forms are listed, without filters.",
    ),
    "no_unit": ("（未填单位）", "(no unit)"),
    "forms_count": ("{}张", "{}"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "close_paren": ("）", ")"),
    "open_paren": ("（", " ("),
    "colon": ("：", ": "),
    "comma": ("、", ", "),
    "stop": ("。", ". "),
    "semicolon": ("；", "; "),
    "full_stop": ("。", "."),
    "truncated": ("……（下略{}字）", "… ({} more characters)"),
}

_SUITES: dict[str, tuple[str, str]] = {
    "completeness": ("完整性", "Completeness"),
    "funds": ("资金", "Funds"),
    "weights": ("分值", "Weights"),
    "scores": ("得分", "Scores"),
    "values": ("填报值", "Values"),
    "explanations": ("偏差说明", "Explanations"),
    "quality": ("指标质量", "Quality of indicators"),
    "goals": ("目标与时效", "Goals and dates"),
    "satisfaction": ("满意度", "Satisfaction"),
    "portfolio": ("项目之间", "Across projects"),
    "history": ("年度之间", "Across years"),
    "review": ("复核人补充", "The reviewer's own"),
}

_MONEY = {
    "元": "yuan",
    "千元": "1,000 yuan",
    "万元": "10,000 yuan",
    "百万元": "million yuan",
    "亿元": "100 million yuan",
}
_GRADES = {"优": "excellent", "良": "good", "中": "fair", "差": "poor"}

LANGS = ("zh", "en")


class Labels(SimpleNamespace):
    """The words of one language as attributes; ``field_words``, ``suite_words`` and ``where_words`` name parts of a form."""

    def __init__(self, lang: str) -> None:
        self._index = LANGS.index(lang) if lang in LANGS else 0
        super().__init__(lang=LANGS[self._index], **{name: pair[self._index] for name, pair in _WORDS.items()})

    def word(self, name: str) -> str:
        """A word by a computed name, such as a severity or an outcome."""
        return _WORDS[name][self._index]

    def field_words(self, name: str) -> str:
        return field_name(name, self.lang)

    def suite_words(self, name: str) -> str:
        return _SUITES[name][self._index] if name in _SUITES else name

    def money(self, unit: Any) -> str:
        """A money unit as printed, in English where the report is."""
        return _MONEY.get(str(unit), str(unit)) if self.lang == "en" else str(unit or "")

    def grade_words(self, name: Any) -> str:
        """A grade of the rule book, in English where the report is and the grade is one of the four usual ones."""
        return _GRADES.get(str(name), str(name)) if self.lang == "en" else str(name or "")

    def rule_words(self, rule: Any) -> str:
        """A rule's number for people; a finding that the reviewer added has none, and says so."""
        return self.own_rule if rule == "ADD" else str(rule or "")

    @staticmethod
    def suite_order(name: str) -> int:
        return list(_SUITES).index(name) if name in _SUITES else len(_SUITES)

    def where_words(self, where: str) -> str:
        """``indicators[3].actual_text`` in the reader's words: 指标3 实际完成值."""
        return place_name(where, self.lang)
