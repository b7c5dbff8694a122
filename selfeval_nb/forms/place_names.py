"""The names of a form's places in a reader's words: ``indicators[3].actual_text`` is 指标3 实际完成值."""

from __future__ import annotations

from selfeval_nb.common.said import said
from selfeval_nb.forms.model import Form

_FIELDS = said(__name__)


def field_name(name: str, lang: str = "zh") -> str:
    """A column or field in words; a name that is not in the table stands for itself (a printed source of funds)."""
    return str(_FIELDS["en" if lang == "en" else "zh"].get(name, name))


#: Columns of a block by names that the contract does not have.
_COLUMNS = {
    "target": "年度指标值", "actual": "实际完成值", "operator": "指标性质（运算符）", "unit": "计量单位", "core": "定量/定性", "number": "序号",
    "expected": "预期目标", "adjusted": "调整后目标", "period": "实施期目标", "measures1": "改进措施", "measures2": "改进措施", "measures3": "改进措施", "prior": "往年值", "group": "上一级指标", "carry_out": "结转结余",
    "level1_points": "一级指标分值", "level2_points": "二级指标分值", "level1_score": "一级指标得分", "level2_score": "二级指标得分",
    "target_adjusted": "调整后指标值", "review": "复核", "review_actual": "复核完成值", "side": "指标表旁的名称", "": "没有列名的一栏",
}  # fmt: skip


def column_name(name: str) -> str:
    """A column of a block in Chinese words, by the loader's own name for it."""
    return _COLUMNS.get(name) or field_name(name)


def place_name(where: str, lang: str = "zh", form: Form | None = None) -> str:
    """``where`` in words. With the form, an indicator is named and a row of funds has its printed label."""
    head, _, column = where.partition(".")
    name, bracket, inner = head.partition("[")
    inner = inner.rstrip("]")
    if not bracket:
        words = field_name(name, lang)
    elif name == "indicators":
        words = f"indicator {inner}" if lang == "en" else f"指标{inner}"
        rows = form.indicators if form else ()
        if printed := next((i.level3 for i in rows if str(i.indicator_no) == inner), None):
            words += f" “{printed}”" if lang == "en" else f"「{printed}」"
    else:
        label = next((f.label for f in form.funds if f.source == inner), None) if form else None
        words = (label or field_name(inner, lang)).strip()
    return f"{words} {field_name(column, lang)}" if column else words
