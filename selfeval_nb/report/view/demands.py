"""What is asked of the unit, in plain words: no rule numbers, places as a person counts them, what was printed, what to do.

The notice, the report for the unit and the reply form all list these, in this order.
"""

from __future__ import annotations

from dataclasses import dataclass

from selfeval_nb.common.said import said
from selfeval_nb.common.where import column_of, parse, row_of
from selfeval_nb.report.view.parts import Mark
from selfeval_nb.report.view.view import View

_NAME = 30  # characters of an indicator's name in a place
_WORDS = said(__name__)


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing to be corrected or explained. ``no`` counts from 1 in the form's own list."""

    no: int
    mark: Mark
    must: bool  # an error to be corrected, else a point to be clarified
    place: str
    printed: str
    problem: str
    todo: str


def demands(view: View) -> list[Demand]:
    """Errors and doubtful points that were not waived, errors first."""
    w = _WORDS[view.t.lang]
    marks = [m for m in view.marks if m.severity != "info" and not m.waived]
    out = []
    for no, m in enumerate(sorted(marks, key=lambda m: m.severity != "critical"), start=1):
        f, must = m.finding, m.severity == "critical"
        problem = str(f["message"]).strip()
        if f.get("arithmetic"):
            problem += f"{view.t.open_paren}{f['arithmetic']}{view.t.close_paren}"
        todo = str(f.get("advice") or "").strip() or (w["correct"] if must else w["clarify"])
        printed = str(f.get("quote") or "").strip() or (w["blank"] if m.place else "")
        out.append(Demand(no, m, must, place(view, m), printed[:200], problem, todo))
    return out


def place(view: View, mark: Mark) -> str:
    """第13行“购置分类垃圾桶”的“实际完成值”; the table is counted where the document has more than one."""
    w, where = _WORDS[view.t.lang], str(mark.finding.get("where") or "form")
    row, column = row_of(where), column_of(where)
    head = ""
    if mark.place is not None:
        head = (w["table"].format(mark.place[0]) if mark.place[0] > 1 else "") + w["row"].format(mark.place[1])
    elif where != "form":
        head = w["outside"]
    if where == "form":
        return head or w["whole"]
    if not row or not column:
        return head + w["named"].format(view.t.field_words(where))
    return head + w["named"].format(_name(view, row)) + w["of"].format(view.t.field_words(column))


def _name(view: View, row: str) -> str:
    at = parse(row)
    if at.block == "indicators":
        name = next((i.level3 for i in view.form.indicators if i.indicator_no == at.number), None)
        text = str(name or view.t.where_words(row))
    else:
        text = next((f.label.strip() for f in view.form.funds if f.source == at.key), "") or view.t.field_words(at.key)
    return text if len(text) <= _NAME else text[: _NAME - 1] + "…"
