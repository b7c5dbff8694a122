"""A preset in words, for reports and for ``selfeval rules``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selfeval_nb.checks.wording import number, percent

if TYPE_CHECKING:
    from selfeval_nb.checks.presets import Preset

_LEVELS = {
    "zh": {"cost": "成本", "output": "产出", "benefit": "效益", "satisfaction": "满意度"},
    "en": {"cost": "cost", "output": "output", "benefit": "benefit", "satisfaction": "satisfaction"},
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
    first, second = p["scoring.bands"]
    grades = list(zip(p["grades.names"], [*p["grades.cutoffs"], None], strict=True))
    if lang == "zh":
        base = "全年预算数" if p["execution.denominator"] == "budget" else "年初预算数"
        return [
            f"预算执行率{number(p['execution.weight'])}分：执行数÷{base}×分值" + ("，最高不超过分值。" if p["execution.cap"] else "，不封顶。"),
            f"执行率低于{percent(p['execution.explain_below'])}、预算调整超过{percent(p['execution.explain_adjustment'])}须有说明。",
            "一级指标分值：" + ("；".join(splits) + "（任一组相符）。" if splits else "不核对。"),
            "正向指标：达到目标得满分，未达到按实际÷目标×分值。",
            f"反向指标：不超过目标得满分，超过按{formula[p['scoring.negative']]}。",
            "等于类指标：" + ("同正向指标计分，不等而得满分的提示。" if p["scoring.equal"] == "positive" else "不等即不得分。"),
            f"定性指标三档：100%–{percent(first)}、{percent(first)}–{percent(second)}、{percent(second)}–0。",
            f"完成值{'达到' if p['over.inclusive'] else '超过'}目标{percent(p['over.explain'])}须说明，达到{percent(p['over.notice'])}提示，达到{percent(p['over.high'])}视为异常高。",
            f"容许误差：金额{number(p['tolerance.money'])}，得分{number(p['tolerance.score'])}分，执行率{number(p['tolerance.rate'] * 100)}个百分点。",
            "等级：" + "、".join(f"{n}{'≥' + number(c) if c is not None else '其余'}" for n, c in grades) + "。",
            "自评与测算之差：" + "、".join(f"{n}{'≤' + number(x) + '分' if x is not None else '更大或等级变化'}" for n, x in zip(p["difference.names"], [*p["difference.limits"], None], strict=True)) + "。",
        ]  # fmt: skip
    base = "the full-year budget" if p["execution.denominator"] == "budget" else "the start-of-year budget"
    return [
        f"Execution {number(p['execution.weight'])} points: executed ÷ {base} × points" + (", at most the points." if p["execution.cap"] else ", not capped."),
        f"Execution below {percent(p['execution.explain_below'])} and budget changes above {percent(p['execution.explain_adjustment'])} must be explained.",
        "Level-1 weights: " + ("; ".join(splits) + " (any one)." if splits else "not compared."),
        "Positive indicators: target met, full points; else actual ÷ target × points.",
        f"Reverse indicators: not above target, full points; above, {formula[p['scoring.negative']]}.",
        "Equality indicators: " + ("scored as positive; full points at a different value are pointed out." if p["scoring.equal"] == "positive" else "no points unless equal."),
        f"Qualitative bands: 100–{percent(first)}, {percent(first)}–{percent(second)}, {percent(second)}–0.",
        f"{'From' if p['over.inclusive'] else 'Above'} {percent(p['over.explain'])} of the target an explanation is due; notice from {percent(p['over.notice'])}, unusual from {percent(p['over.high'])}.",
        f"Tolerances: money {number(p['tolerance.money'])}, score {number(p['tolerance.score'])}, rate {number(p['tolerance.rate'] * 100)} percentage points.",
        "Grades: " + ", ".join(f"{n} {'≥ ' + number(c) if c is not None else 'below'}" for n, c in grades) + ".",
        "Self-score against recomputed: " + ", ".join(f"{n} {'≤ ' + number(x) if x is not None else 'more, or another grade'}" for n, x in zip(p["difference.names_en"], [*p["difference.limits"], None], strict=True)) + ".",
    ]  # fmt: skip
