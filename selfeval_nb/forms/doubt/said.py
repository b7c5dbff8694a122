"""Why a form was read as it was, in sentences: its headers column by column, what speaks for and against each block, the second reading."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_nb.forms.grid.columns import Column, Columns
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.model import Form
from selfeval_nb.forms.place_names import column_name

_BLOCKS = {"head": "表头", "funds": "资金", "goals": "总体目标", "indicators": "指标", "totals": "总分"}
#: What speaks for a reading.
_FOR = {
    "rate-fits": "执行率等于执行数÷预算数", "budget-parts-fit": "各项预算数合计相符", "executed-parts-fit": "各项执行数合计相符",
    "initial-parts-fit": "各项年初预算数合计相符", "both-read": "目标和完成情况都有内容", "scores-within-weights": "得分都不高于分值",
    "weight-sum-fits": "分值之和与总分相符", "score-sum-fits": "得分之和与总分相符", "weight-fits": "总分的分值等于各项之和",
    "score-fits": "总分的得分等于各项之和", "weight-is-100": "总分的分值为100",
}  # fmt: skip


def headers_said(draft: Draft) -> list[str]:
    """A sentence for each header of a form: which label was read as what and by what, what was left, which reading came second."""
    return [_header(block, columns) for block, columns in draft.headers]


def _header(block: str, columns: Columns) -> str:
    read = "，".join(_column(block, c) for c in sorted(columns.items, key=lambda c: c.first))
    taken = {(c.first, c.last) for c in columns.items}
    left = [c.text for c in columns.open if c.text and (c.first, c.last) not in taken]
    rows = f"，表头 {columns.rows} 行" if columns.rows > 1 else ""
    said = f"第{columns.table}个表格的{_BLOCKS[block]}表头{rows}：{read}"
    if left:
        said += "；没有用到：" + "、".join(f"“{t[:16]}”" for t in left)
    return said + "".join(f"；{s}" for s in columns.second)


def _column(block: str, column: Column) -> str:
    source, _, kind = column.name.removeprefix("source:").partition("|")
    if block == "goals" and source == "actual":
        source = "goal_actual"
    name = "".join(column_name(n) for n in (source, kind) if n)
    how = "按内容推断" if column.told_by == "contents" else "按名称"
    return f"“{column.text[:16]}”→{name}（{how}）"


def evidence_said(form: Form) -> Iterator[str]:
    """For each block how sure its reading is, what speaks for it and what against."""
    for block, sure in form.confidence.items():
        found = [e for e in form.evidence if e.block == block]
        for_it = dict.fromkeys(_FOR[e.name] for e in found if e.name in _FOR)
        against = dict.fromkeys(e.said for e in found if e.said)
        said = f"{_BLOCKS[block]}：把握 {sure:.0%}"
        said += f"；支持：{'，'.join(for_it)}" if for_it else ""
        yield said + (f"；存疑：{'，'.join(against)}" if against else "")
