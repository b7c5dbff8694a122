"""What a reviewer can say of a cell: the roles, their names, and the words of the standard form that they stand for."""

from __future__ import annotations

from dataclasses import dataclass

from selfeval_nb.common.errors import Sentence


class LayoutError(Sentence, ValueError):
    """A layout file, a place or a role that cannot be used; the message says which one, why, and what is possible."""


@dataclass(frozen=True, slots=True)
class Role:
    """``words`` is the standard form's label for it ('' for a column that has none), ``zh`` what a reviewer calls it."""

    words: str
    zh: str


#: Labels of single values, of the goals, and of the columns of the two blocks. The words are those of 财预〔2020〕10号.
FIELDS: dict[str, Role] = {
    "project": Role("项目名称", "项目名称"),
    "department": Role("主管部门", "主管部门"),
    "unit": Role("实施单位", "实施单位"),
    "year": Role("预算年度", "年度"),
    "money_unit": Role("金额单位", "金额单位"),
    "goal_expected": Role("年初设定目标", "预期目标"),
    "goal_actual": Role("全年实际完成情况", "目标实际完成情况"),
    "total_weight": Role("总分", "总分的分值"),
    "total_score": Role("自评总分", "总分的得分"),
    "grade": Role("自评等级", "等级"),
    "indicators.level1": Role("一级指标", "一级指标"),
    "indicators.level2": Role("二级指标", "二级指标"),
    "indicators.level3": Role("三级指标", "指标名称（三级指标）"),
    "indicators.operator": Role("指标性质", "指标性质（运算符）"),
    "indicators.target_text": Role("年度指标值", "年度指标值"),
    "indicators.target_unit": Role("度量单位", "计量单位"),
    "indicators.actual_text": Role("实际完成值", "实际完成值"),
    "indicators.weight": Role("分值", "分值"),
    "indicators.score": Role("得分", "得分"),
    "indicators.reason": Role("偏差原因分析及改进措施", "偏差原因"),
    "indicators.target_adjusted": Role("调整后指标值", "调整后指标值"),
    "indicators.method": Role("评分标准", "评分标准"),
    "indicators.coefficient": Role("得分系数", "完成率"),
    "indicators.review_score": Role("复核得分", "复核得分"),
    "indicators.review_opinion": Role("复核意见", "复核意见"),
    "funds.label": Role("", "资金名称"),
    "funds.initial": Role("年初预算数", "年初预算数"),
    "funds.budget": Role("全年预算数", "全年预算数"),
    "funds.executed": Role("全年执行数", "全年执行数"),
    "funds.weight": Role("分值", "执行率分值"),
    "funds.rate": Role("执行率", "执行率"),
    "funds.score": Role("得分", "执行率得分"),
    "funds.reason": Role("偏差原因", "执行偏差原因"),
}
#: What the vocabulary calls a column whose role has another name.
_COLUMN = {
    "indicators.target_text": "target",
    "indicators.actual_text": "actual",
    "indicators.target_unit": "unit",
    "goal_expected": "expected",
    "goal_actual": "actual",
}
_PLACE = {"indicators": "column", "funds": "funds_column", "goals": "goal"}
HEADER, TOTAL, IGNORE, NO_FORM = "row:header", "row:total", "ignore", "no-form"
#: What is said of a row, a cell or a table as such.
OTHERS: dict[str, Role] = {
    HEADER: Role("", "这一行是表头"),
    TOTAL: Role("合计", "这一行是合计"),
    IGNORE: Role("", "不读（栏、行或单元格）"),
    NO_FORM: Role("", "这个表格不是自评表"),
}
ROLES = FIELDS | OTHERS
#: Other names under which a role is asked for.
_ALIASES = {
    "indicators.name": "indicators.level3",
    "indicators.target": "indicators.target_text",
    "indicators.actual": "indicators.actual_text",
    "indicators.unit": "indicators.target_unit",
    "indicators.target_value": "indicators.target_text",
    "indicators.actual_value": "indicators.actual_text",
    "funds.source": "funds.label",
}


def role_named(text: str) -> str:
    """The role that ``text`` names. Raises LayoutError with the possible ones."""
    name = text.strip()
    name = _ALIASES.get(name, name)
    if name not in ROLES:
        raise LayoutError(f"没有“{text}”这种含义；可用的有：{'、'.join(ROLES)}。")
    return name


def column_of(role: str) -> tuple[str, str]:
    """(place, field) under which the vocabulary lists labels of a column with this role; ('', '') for a role of no column."""
    place = _PLACE.get(block_of(role), "")
    return (place, _COLUMN.get(role, role.rpartition(".")[2])) if place else ("", "")


def block_of(role: str) -> str:
    """``indicators``, ``funds`` or ``goals`` for the head of a column, '' for every other role."""
    if role.startswith("goal_"):
        return "goals"
    return role.partition(".")[0] if "." in role else ""
