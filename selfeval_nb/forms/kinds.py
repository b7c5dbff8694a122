"""What kind of form this is, and what it prints at all: a column that a form does not have cannot be left blank by the unit."""

from __future__ import annotations

import re

from selfeval_nb.common.words import Words
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.words.text import norm

WORDS = Words("reading", "kinds")

#: The parts a form may print, in the order of ``forms.prints``.
PARTS = ("funds", "goals", "targets", "operators", "actuals", "weights", "scores", "reasons", "totals")
#: A part that is a column of the indicator block.
_COLUMN = {
    "targets": "target",
    "operators": "operator",
    "actuals": "actual",
    "weights": "weight",
    "scores": "score",
    "reasons": "reason",
}
_TRANSFER = re.compile("转移支付|区域绩效")


def kind_of(draft: Draft) -> str:
    """``project``, ``department`` (整体支出), ``transfer`` (转移支付), ``criteria`` (评分标准 in place of targets) or ``other``."""
    title = norm(draft.title)
    project = draft.heads.get("project")
    if _TRANSFER.search(title) or (project is not None and "转移支付" in norm(project.label)):
        return "transfer"
    if "整体" in title or ("部门" in title and "部门预算项目" not in title and project is None):
        return "department"
    names = set(draft.indicator_labels)
    if "method" in names and "target" not in names:
        return "criteria"
    if project is None and "项目" not in title and WORDS.other.search(title):
        return "other"
    return "project"


def prints_of(draft: Draft) -> str:
    """The parts of ``PARTS`` that the form prints, blank or filled, joined by blanks."""
    names = set(draft.indicator_labels)
    printed = {part for part, column in _COLUMN.items() if column in names}
    if "operators" in printed and not draft.operator_signs:
        printed.discard("operators")  # 指标性质 of this form says 定量 or 定性
    if draft.funds or draft.funds_seen:
        printed.add("funds")
    if draft.heads.keys() & {"goal_expected", "goal_actual", "goal_adjusted"}:
        printed.add("goals")
    if any(i.weight is not None for i in draft.indicators):
        printed.add("weights")  # in the names, without a column of their own
    if any(i.score is not None for i in draft.indicators):
        printed.add("scores")
    if draft.totals_seen or draft.heads.keys() & {"total_score", "total_weight"}:
        printed.add("totals")
    return " ".join(part for part in PARTS if part in printed)
