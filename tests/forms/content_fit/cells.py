"""Keyed documents that were read right -> texts and what each of them is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selfeval_nb.forms.find import find_forms
from selfeval_nb.forms.model import Form
from selfeval_nb.forms.words.text import norm
from tests.forms.doubt_fit.documents import Keyed
from tests.forms.doubt_fit.wrong import block_of, wrong_places

NOTHING = frozenset(("", "-", "/", "—", "——", "--", "无", "\\", "…", "……", "......", "略"))
_NUMBER = re.compile(r"\[[^]]*\]")
#: What a cell was taken for -> what its text is an example of.
_ROLE = {
    "value:project": "project", "value:unit": "office", "value:department": "office", "value:central_department": "office",
    "value:year": "date", "value:fill_date": "date", "value:goal_expected": "goal_expected", "value:goal_adjusted": "goal_expected",
    "value:goal_actual": "goal_actual", "value:conclusion": "goal_actual",
    "value:funds[].initial": "amount", "value:funds[].budget": "amount", "value:funds[].executed": "amount",
    "value:funds[].rate": "rate", "value:funds[].weight": "weight", "value:funds[].score": "score", "value:total_weight": "weight",
    "value:total_score": "score", "column:prior": "target", "column:number": "number", "column:reason": "reason",
    "column:level2_score": "score", "column:level1_score": "score", "column:group": "level3", "column:method": "method", "column:core": "kind",
    "value:whole_reason": "reason", "value:measures_text": "reason", "value:problems_text": "reason",
    "label:total": "total", "value:other_notes": "note", "note": "note", "title": "note", "value:opinion": "note",
    "unfilled": "level3",
}  # fmt: skip
_COLUMN = {
    "level1": "level1", "level2": "level2", "level3": "level3", "target_text": "target", "target_adjusted": "target", "actual_text": "actual",
    "weight": "weight", "level1_weight": "weight", "level2_weight": "weight", "score": "score", "review_score": "score", "reason": "reason",
    "method": "method", "unit_cell": "unit", "operator_cell": "operator", "kind_cell": "kind", "coefficient": "rate",
}  # fmt: skip
#: Columns that no field holds, by what their label says of them.
_BESIDE = (
    ("evidence", re.compile("依据|佐证|材料|来源|出处|凭证|证明|附件|文件")),
    ("method", re.compile("说明|解释|内涵|标准|办法|方法|公式|要点|细则|规则")),
    ("office", re.compile("责任|科室|部门")),
)
#: Marks of one of several kinds where one column prints all of them.
_SIGN = re.compile("^([≥≤=<>]|定量|定性|正向|反向|是|否|√|×)")


@dataclass(slots=True, frozen=True)
class Example:
    """A normed text, what it is, the layout and the folder of its document."""

    text: str
    role: str
    layout: str
    folder: str


def examples(documents: Sequence[Keyed]) -> list[Example]:
    """Each text once a layout and role, from blocks that were read without any error."""
    found: Counter[Example] = Counter()
    for d in documents:
        for key, form in zip(d.keys, find_forms(d.document)[0], strict=False):
            bad = {block_of(p) for p in wrong_places(key, form)}
            for text, role in _of_form(form, bad):
                if text not in NOTHING:
                    found[Example(text, role, d.layout, d.name.partition("/")[0])] += 1
    return sorted(found, key=lambda e: (e.layout, e.role, e.text))


def _of_form(form: Form, bad: set[str]) -> Iterator[tuple[str, str]]:
    for table in form.grid:
        labels: dict[int, str] = {}
        for cell in sorted(table.cells, key=lambda c: (c.row, c.col)):
            said = form.roles.get((table.number, cell.row, cell.col), "")
            text = norm(cell.text)
            if said.startswith("label:") and said != "label:side":
                labels.update(dict.fromkeys(range(cell.col, cell.last_col + 1), text))
            role = _role(said, labels.get(cell.col, ""))
            if role and not (role not in ("label", "method", "evidence") and _block(said) in bad):
                yield text, role


def _block(said: str) -> str:
    return block_of(said.partition(":")[2]) if said.startswith("value:") else ""


def _role(said: str, label: str) -> str:
    plain = _NUMBER.sub("[]", said)
    head, _, column = plain.partition(".")
    if head == "value:indicators[]":
        return _COLUMN.get(column, "")
    if plain in _ROLE:
        return _ROLE[plain]
    if plain.startswith("value:leader"):
        return "person"
    if plain.startswith("value:attribute"):
        return "fact"
    if plain.startswith("column:measures"):
        return "reason"
    if plain.startswith("label:"):
        return "" if plain == "label:side" else "label"
    if plain in ("unclaimed", "column:", "column:review"):
        return next((role for role, words in _BESIDE if words.search(label)), "")
    return ""
