"""Why a rule did not judge a row: ``na.…`` the rule does not apply, ``ne.…`` it could not be evaluated."""

from __future__ import annotations

REASONS: dict[str, dict[str, str]] = {
    "na.scope": {"zh": "该处不在本规则的检查范围内", "en": "outside the scope of this rule"},
    "na.blank": {"zh": "该栏未填数，由缺失类规则检查", "en": "the cell is blank; completeness rules look at it"},
    "na.not_printed": {"zh": "表样没有此栏", "en": "the form's layout has no such field"},
    "na.kind": {"zh": "该类表（部门整体、转移支付等）不适用", "en": "does not apply to this kind of form"},
    "na.no_scores": {"zh": "表中没有得分栏", "en": "the form has no scores"},
    "na.no_weights": {"zh": "表中没有分值栏", "en": "the form has no weight column"},
    "na.no_levels": {"zh": "表中没有一级、二级指标名称", "en": "the form has no indicator levels"},
    "na.no_indicators": {"zh": "表中没有已填的指标行", "en": "the form has no filled indicator rows"},
    "na.no_funds": {"zh": "表中没有资金部分", "en": "the form has no funds block"},
    "na.no_execution": {"zh": "表中不对预算执行率计分", "en": "the form does not score budget execution"},
    "na.part_row": {"zh": "分项资金行不计分", "en": "fund sub-rows carry no score"},
    "na.total_row": {"zh": "只检查分项资金行", "en": "only fund sub-rows are checked"},
    "na.no_parts": {"zh": "没有分项资金，无从合计", "en": "there are no fund sub-rows to add up"},
    "na.not_exhaustive": {"zh": "只列出部分“其中”项，不要求等于合计", "en": "the printed sub-rows do not cover the total"},
    "na.other_rule": {"zh": "同一原因已由其他规则指出", "en": "another rule reports the same cause"},
    "na.rounded": {"zh": "属取整，由取整规则提示", "en": "rounded; the rounding rule mentions it"},
    "na.explained": {"zh": "表中已有说明", "en": "the form explains it"},
    "na.met": {"zh": "该指标已完成", "en": "the indicator was met"},
    "na.not_met": {"zh": "该指标未完成", "en": "the indicator was not met"},
    "na.full": {"zh": "该指标得满分", "en": "the indicator has full points"},
    "na.not_full": {"zh": "该指标未得满分", "en": "the indicator does not have full points"},
    "na.direction": {"zh": "指标方向不同，不适用", "en": "the indicator's direction is another one"},
    "na.qualitative": {"zh": "定性指标，不按比例计算", "en": "qualitative; no ratio"},
    "na.quantitative": {"zh": "定量指标，不按等级判断", "en": "quantitative; no grade"},
    "na.no_deadline": {"zh": "指标值不是期限", "en": "the target is not a deadline"},
    "na.few": {"zh": "行数太少，不作判断", "en": "too few rows to judge"},
    "na.preset": {"zh": "所用口径不作此项要求", "en": "the preset does not ask for this"},
    "na.local_layout": {"zh": "分值由表样印定，属当地口径", "en": "the weight is printed in the layout: a local rule"},
    "ne.budget": {"zh": "缺少预算数，无法计算", "en": "the budget is missing"},
    "ne.budget_zero": {"zh": "预算数为0，执行率无意义", "en": "the budget is 0; the rate is undefined"},
    "ne.amount": {"zh": "缺少金额，无法计算", "en": "an amount is missing"},
    "ne.weight": {"zh": "缺少分值，无法计算", "en": "the weight is missing"},
    "ne.score": {"zh": "缺少得分，无法判断", "en": "the score is missing"},
    "ne.scores_missing": {"zh": "有得分空缺，无法合计", "en": "scores are missing; they cannot be added up"},
    "ne.weights_missing": {"zh": "有分值空缺，无法合计", "en": "weights are missing; they cannot be added up"},
    "ne.total": {"zh": "缺少总分，无法判断", "en": "the total score is missing"},
    "ne.target": {"zh": "指标值读不出可比较的数", "en": "no comparable number in the target"},
    "ne.actual": {"zh": "完成值读不出可比较的数", "en": "no comparable number in the actual value"},
    "ne.unit": {"zh": "指标值与完成值单位不可比", "en": "the units of target and actual cannot be compared"},
    "ne.target_zero": {"zh": "指标值为0，比例无意义", "en": "the target is 0; the ratio is undefined"},
    "ne.direction": {"zh": "指标方向不明", "en": "the indicator's direction is unknown"},
    "ne.date": {"zh": "日期读不出或有歧义", "en": "the date cannot be read or is ambiguous"},
    "ne.grade": {"zh": "等级文字不在口径之内", "en": "the grade is not one of the preset's"},
    "ne.year": {"zh": "不知道年度，无法判断", "en": "the year is unknown"},
    "ne.cells": {"zh": "没有单元格统计", "en": "no cell counts"},
}  # fmt: skip


def reason(code: str, lang: str = "zh") -> str:
    """The sentence for a code; a code that is not in the table (of a user's own column) is shown as it is."""
    return REASONS.get(code, {}).get(lang, code)
