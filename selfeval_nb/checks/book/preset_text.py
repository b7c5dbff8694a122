"""A preset in words, for reports and for ``selfeval rules``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selfeval_nb.checks.book.template import number, percent

if TYPE_CHECKING:
    from selfeval_nb.checks.book.preset import Preset

_LEVELS = {
    "zh": {"cost": "成本", "output": "产出", "benefit": "效益", "satisfaction": "满意度"},
    "en": {"cost": "cost", "output": "output", "benefit": "benefit", "satisfaction": "satisfaction"},
}
_SECOND = {
    "zh": {"quantity": "数量", "quality": "质量", "timeliness": "时效", "cost": "成本"},
    "en": {"quantity": "quantity", "quality": "quality", "timeliness": "timeliness", "cost": "cost"},
}
_NEGATIVE = {
    "zh": {"ratio": "分值×目标÷实际", "linear": "分值×（1−（实际−目标）÷目标）"},
    "en": {"ratio": "points × target ÷ actual", "linear": "points × (1 − (actual − target) ÷ target)"},
}


def describe(p: Preset, lang: str) -> list[str]:
    """One sentence a point, with the preset's numbers."""
    levels, formula = _LEVELS[lang], _NEGATIVE[lang]
    splits = [
        " ".join(f"{levels[k]}{number(v)}" if lang == "zh" else f"{levels[k]} {number(v)}" for k, v in s.items())
        for s in p["weights.splits"]
    ]
    below, above = percent(p["execution.notice_below"]), percent(p["execution.notice_adjustment"])
    note = ""
    if (
        p["execution.notice_below"] > p["execution.explain_below"]
        or p["execution.notice_adjustment"] < p["execution.explain_adjustment"]
    ):
        zh, en = (
            f"；低于{below}、超过{above}而无说明的提示",
            f"; below {below} and above {above} without explanation they are noted",
        )
        note = zh if lang == "zh" else en
    first, second = p["scoring.bands"]
    grades = list(zip(p["grades.names"], [*p["grades.cutoffs"], None], strict=True))
    if lang == "zh":
        base = "全年预算数" if p["execution.denominator"] == "budget" else "年初预算数"
        return [
            f"预算执行率{number(p['execution.weight'])}分：执行数÷{base}×分值" + ("，最高不超过分值。" if p["execution.cap"] else "，不封顶。"),
            f"执行率低于{percent(p['execution.explain_below'])}、预算调整超过{percent(p['execution.explain_adjustment'])}须有说明{note}。",
            "一级指标分值：" + ("；".join(splits) + "（任一组相符）。" if splits else "不核对。"),
            "正向指标：达到目标得满分，未达到按实际÷目标×分值。",
            f"反向指标：不超过目标得满分，超过按{formula[p['scoring.negative']]}。",
            "等于类指标：" + ("同正向指标计分，不等而得满分的提示。" if p["scoring.equal"] == "positive" else "不等即不得分。"),
            f"定性指标三档：100%–{percent(first)}、{percent(first)}–{percent(second)}、{percent(second)}–0。",
            f"完成值{'达到' if p['over.inclusive'] else '超过'}目标{percent(p['over.explain'])}须说明，达到{percent(p['over.notice'])}提示，达到{percent(p['over.high'])}视为异常高。",
            f"容许误差：金额{number(p['tolerance.money'])}，得分{number(p['tolerance.score'])}分，执行率{number(p['tolerance.rate'] * 100)}个百分点。",
            "等级：" + "、".join(f"{n}{'≥' + number(c) if c is not None else '其余'}" for n, c in grades) + "。",
            "自评与测算之差：" + "、".join(f"{n}{'≤' + number(x) + '分' if x is not None else '更大或等级变化'}" for n, x in zip(p["difference.names"], [*p["difference.limits"], None], strict=True)) + "。",
            f"指标设置：三级指标不少于{p['weights.minimum_indicators']}项，单项不超过{number(p['weights.single_max'])}分，必备二级指标：{'、'.join(_SECOND['zh'][k] for k in p['weights.required_level2']) or '不作要求'}；没有满意度指标的，效益指标应为{number(p['weights.benefit_without_satisfaction'])}分。",
            f"指标质量：定性指标超过{percent(p['quality.qualitative_share'])}、明显超额的定量指标达到{percent(p['quality.low_target_share'])}、满意度目标低于{percent(p['quality.satisfaction_low'])}的提示。",
            f"文字雷同：相似度达到{percent(p['similarity.text'])}（少于{p['similarity.minimum_text']}字的文字、少于{p['similarity.minimum_reason']}字的原因不比较）；指标雷同：相同指标达到{percent(p['similarity.indicators'])}。",
            f"同一单位的表达到{p['portfolio.minimum_forms']}份才作整体判断；主管部门的表达到{p['portfolio.distribution_forms']}份，{percent(p['portfolio.high_share'])}以上得{number(p['portfolio.high_score'])}分以上而没有“{p['grades.names'][0]}”以下等级的提示。",
            f"年度比较：指标值低于上年完成值超过{percent(p['history.margin'])}、完成值比上年变化超过{percent(p['history.change'])}、上年得分低于{number(p['history.low_score'])}分而预算增加的提示；名称相似度达到{percent(p['similarity.project'])}的视为同一项目。",
            "指标值：" + ("定量指标须带≥、≤、=。" if p["values.operator_required"] else "不要求带运算符；表样设有“指标性质”栏的仍提示缺漏。"),
            f"版式和单位：万元表中金额超过{number(p['layout.large_amount'])}、元表中低于{number(p['layout.small_amount'])}的疑单位有误；未能对应的单元格超过{percent(p['layout.unclaimed_share'])}的提示。",
        ]  # fmt: skip
    base = "the full-year budget" if p["execution.denominator"] == "budget" else "the start-of-year budget"
    return [
        f"Execution {number(p['execution.weight'])} points: executed ÷ {base} × points" + (", at most the points." if p["execution.cap"] else ", not capped."),
        f"Execution below {percent(p['execution.explain_below'])} and budget changes above {percent(p['execution.explain_adjustment'])} must be explained{note}.",
        "Level-1 weights: " + ("; ".join(splits) + " (any one)." if splits else "not compared."),
        "Positive indicators: target met, full points; else actual ÷ target × points.",
        f"Reverse indicators: not above target, full points; above, {formula[p['scoring.negative']]}.",
        "Equality indicators: " + ("scored as positive; full points at a different value are pointed out." if p["scoring.equal"] == "positive" else "no points unless equal."),
        f"Qualitative bands: 100–{percent(first)}, {percent(first)}–{percent(second)}, {percent(second)}–0.",
        f"{'From' if p['over.inclusive'] else 'Above'} {percent(p['over.explain'])} of the target an explanation is due; notice from {percent(p['over.notice'])}, unusual from {percent(p['over.high'])}.",
        f"Tolerances: money {number(p['tolerance.money'])}, score {number(p['tolerance.score'])}, rate {number(p['tolerance.rate'] * 100)} percentage points.",
        "Grades: " + ", ".join(f"{n} {'≥ ' + number(c) if c is not None else 'below'}" for n, c in grades) + ".",
        "Self-score against recomputed: " + ", ".join(f"{n} {'≤ ' + number(x) if x is not None else 'more, or another grade'}" for n, x in zip(p["difference.names_en"], [*p["difference.limits"], None], strict=True)) + ".",
        f"Indicators: at least {p['weights.minimum_indicators']}, none above {number(p['weights.single_max'])} points, level 2 must have {', '.join(_SECOND['en'][k] for k in p['weights.required_level2']) or 'nothing in particular'}; without satisfaction, benefit carries {number(p['weights.benefit_without_satisfaction'])} points.",
        f"Quality: more than {percent(p['quality.qualitative_share'])} qualitative indicators, {percent(p['quality.low_target_share'])} of the measured ones far above target, or a satisfaction target below {percent(p['quality.satisfaction_low'])} are noted.",
        f"Copies: texts alike by {percent(p['similarity.text'])} (from {p['similarity.minimum_text']} characters, reasons from {p['similarity.minimum_reason']}); projects with {percent(p['similarity.indicators'])} equal indicators.",
        f"A unit is judged as a whole from {p['portfolio.minimum_forms']} forms; a department from {p['portfolio.distribution_forms']} forms, where {percent(p['portfolio.high_share'])} score {number(p['portfolio.high_score'])} or more and none is below the best grade.",
        f"Years: targets more than {percent(p['history.margin'])} below last year's actual, actuals changed by more than {percent(p['history.change'])}, a score below {number(p['history.low_score'])} with a growing budget; names alike by {percent(p['similarity.project'])} are one project.",
        "Targets: " + ("numbers need ≥, ≤ or =." if p["values.operator_required"] else "no operator is required, except where the layout has a column for it."),
        f"Layout and unit: amounts above {number(p['layout.large_amount'])} in 10 000 yuan or below {number(p['layout.small_amount'])} in yuan; more than {percent(p['layout.unclaimed_share'])} of the cells not understood.",
    ]  # fmt: skip
