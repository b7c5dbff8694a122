"""The annual goals (年度总体目标): expected, adjusted and achieved, below their labels or beside them."""

from __future__ import annotations

import itertools
import re

from selfeval_nb.forms.grid.columns import Columns, joined, pick
from selfeval_nb.forms.grid.draft import Draft, field_at
from selfeval_nb.forms.grid.labels import achieved, is_number
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.model import Field
from selfeval_nb.forms.words.text import clean, norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, is_prose, label_key
from selfeval_nb.readers.model import Cell

_YEAR = re.compile("^((?:19|20)[0-9]{2})年?度?$")
_FIELD = {"expected": "goal_expected", "adjusted": "goal_adjusted", "actual": "goal_actual"}
#: 实际完成时间, 目标完成率: of the goals, but no text about them.
_NO_GOAL = ("时间", "日期", "率", "值", "数", "金额", "得分", "分值")
#: What may be a label with its colon at the beginning of a line or a sentence.
_LABELLED = re.compile(r"(?:^|[\n。；;])[ \t\u3000]{0,8}([^\n:：。；;，,]{2,14}[:：])")
_NUMBERED = re.compile(r"目标[0-9一二三四五六七八九十]")
_COUNTED = re.compile(r"目标\s{0,4}[0-9一二三四五六七八九十]{1,2}\s{0,4}[:：]")
_BLANK = frozenset(("", "-", "—", "/", "--", "——", "---", "———"))


def read_labels(draft: Draft, line: Line, columns: Columns) -> None:
    """Note the labels of a goal block; each goal it names exists from now on, blank until a text is found."""
    for cell in line.cells:
        if norm(cell.text):
            draft.role(line, cell, "label:goal" if cell in columns.labels else "label:goal_side")
    for column in columns.items:
        if column.name not in _FIELD:
            continue
        name = _FIELD[column.name]
        draft.heads.setdefault(name, Field(name, "", None, label=column.text))


def _fit(name: str, text: str) -> int:
    return 1 if norm(text) else 0


def read_row(draft: Draft, line: Line, columns: Columns | None) -> None:
    """A line below the goal labels; further lines are added to the goal above them."""
    if columns is None:
        return
    chosen, left = pick(line, columns, _fit)
    if draft.year is not None and any((m := _YEAR.match(norm(c.text))) and int(m[1]) != draft.year for c in left):
        for other in line.cells:  # the goal of another year
            draft.role(line, other, "note" if norm(other.text) else "blank")
        return
    if any((m := _YEAR.match(norm(c.text))) and int(m[1]) == draft.year for c in left):
        for column in columns.items:  # the form's own year, and not what was said of all years before
            if column.name in _FIELD:
                draft.heads.pop(_FIELD[column.name], None)
    for beside in left:
        if is_number(beside.text) or (columns.side is not None and norm(beside.text) == norm(columns.side.text)):
            draft.role(line, beside, "label:goal_side")
        elif any(c.first <= beside.last_col and beside.col <= c.last for c in columns.open):
            draft.role(line, beside, "note")
    for column in columns.items:
        text, cell = joined(chosen.get(column.name))
        if column.name not in _FIELD:
            draft.role(line, cell, "note")
            continue
        _add(draft, line, _FIELD[column.name], column.text, text, cell)
        for other in chosen.get(column.name, ()):
            draft.role(line, other, f"value:{_FIELD[column.name]}")


def _add(draft: Draft, line: Line, name: str, label: str, text: str, cell) -> None:
    old = draft.heads.get(name)
    value = None if norm(text) in _BLANK else clean(text)
    if old is not None and old.value:
        if value and norm(value) != norm(str(old.value)):
            draft.heads[name] = Field(
                name, f"{old.text}\n{text}", f"{old.value}\n{value}", old.table, old.row, old.col, old.label
            )
        draft.role(line, cell, f"value:{name}")
        return
    draft.heads[name] = field_at(name, text, value, line, cell, label)
    draft.role(line, cell, f"value:{name}")


def set_goal(draft: Draft, line: Line, kind: str, label: str, text: str, cell: Cell | None) -> None:
    """A goal of ``kind`` (``expected``, ``adjusted``, ``actual``) from the cell of a list."""
    _add(draft, line, _FIELD[kind], label, text, cell)


def read_beside(draft: Draft, line: Line, vocabulary: Vocabulary) -> bool:
    """A goal label with its text in the next cell, or behind a colon in the same cell (预期目标：…)."""
    filled = line.filled
    numbered = any(_NUMBERED.search(label_key(c.text)) for c in filled)  # 目标2, behind the indicators of 目标1
    known = draft.indicators and draft.heads.keys() >= {"goal_expected", "goal_actual"}
    if line.table is None or (known and not numbered):
        return False
    found = False
    for k, cell in enumerate(filled):
        beside = filled[k + 1] if k + 1 < len(filled) else None
        name = vocabulary.exact("goal", cell.text)
        key = label_key(cell.text)
        due = (
            len(filled) - k == 2
            and achieved(cell.text)
            and not key.endswith(_NO_GOAL)
            and "goal_expected" in draft.heads
            and "goal_actual" not in draft.heads
        )
        if name is None and beside is not None and (due or is_prose(beside.text)) and len(key) <= 12:
            name = vocabulary.find("goal", cell.text) or ("actual" if due and key == "完成" else None)
        if name is None:
            found = _behind_colon(draft, line, cell, vocabulary) or found
            continue
        following = beside
        if name == "period":
            draft.role(line, cell, "label:goal_side")
            draft.role(line, following, "note")
            continue
        if following is not None and vocabulary.exact("goal", following.text):
            draft.role(line, cell, "label:goal_side")
            continue
        if following is not None and any(vocabulary.exact(p, following.text) for p in ("head", "funds_column")):
            draft.role(line, cell, "label:goal_side")
            continue
        if following is not None and _inline_goal(following.text, vocabulary):
            draft.role(line, cell, "label:goal_side")
            continue
        if (
            following is not None
            and k + 2 < len(filled)
            and not is_prose(following.text)
            and vocabulary.find("goal", following.text)
        ):
            draft.role(line, cell, "label:goal_side")  # 总体目标 | 全年完成 | text: the label beside them, filled down
            continue
        if following is None and len(line.cells) < 2:
            continue
        if following is not None and len(norm(following.text)) < 2 and norm(following.text) not in _BLANK:
            continue
        done = name == "actual" or achieved(cell.text)
        field_name = _FIELD["actual" if done else "adjusted" if name == "adjusted" else "expected"]
        draft.role(line, cell, "label:goal")
        point = following if following is not None else next((c for c in line.cells if c.col > cell.col), None)
        _add(draft, line, field_name, cell.text, "" if following is None else following.text, point)
        for other in line.cells:  # the text repeated by a dissolved merge
            if following is not None and norm(other.text) == norm(following.text):
                draft.role(line, other, f"value:{field_name}")
        found = True
    return found


def _inline_goal(text: str, vocabulary: Vocabulary) -> tuple[str, str] | None:
    label, colon, rest = text.replace("：", ":", 1).partition(":")
    if not colon or len(norm(label)) > 14 or not norm(rest) or _several(text):
        return None  # 目标1：… 目标2：… in one cell are one text, not labels with values
    name = vocabulary.exact("goal", label)
    return (name, rest) if name else None


def _several(text: str) -> bool:
    """Whether a cell counts several goals (目标1：… 目标2：…) and not their results too (目标1完成情况：…)."""
    return len(_COUNTED.findall(text)) > 1 and not any(achieved(m[1]) for m in _LABELLED.finditer(text))


def _behind_colon(draft: Draft, line: Line, cell, vocabulary: Vocabulary) -> bool:
    if _inline_goal(cell.text, vocabulary) is None:
        return False
    for part in _goals_of(cell.text, vocabulary):
        label, _, rest = part.replace("：", ":", 1).partition(":")
        kind = vocabulary.exact("goal", label)
        name = "actual" if achieved(label) else "adjusted" if kind == "adjusted" else "expected"
        _add(draft, line, _FIELD[name], label, rest, cell)
    return True


def _goals_of(text: str, vocabulary: Vocabulary) -> list[str]:
    """A cell that begins with a goal behind its label, cut before each further one: 预期目标：… 完成情况：…"""
    spots = [m.start(1) for m in _LABELLED.finditer(text) if vocabulary.exact("goal", m[1][:-1])]
    cuts = [0, *[s for s in spots if s > 0], len(text)]
    return [part.strip() for a, b in itertools.pairwise(cuts) if (part := text[a:b]).strip()]
