"""The header of the goals: what was planned, adjusted and achieved, with or without the label beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from selfeval_nb.common.words import Words
from selfeval_nb.forms.grid.columns import Column, Columns
from selfeval_nb.forms.grid.labels import achieved
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.values.numbers import parse_score
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, is_prose, label_key
from selfeval_nb.readers.model import Cell

WORDS = Words("reading", "goal_header")
_DIGIT = re.compile("[0-9]")
#: The longest label of a goal that nobody listed; the points that labels and texts must have together to head goals.
_LABEL = 14
_ENOUGH = 5


def goal_header(line: Line, vocabulary: Vocabulary) -> Columns | None:
    """A row of goal labels (预期目标 | 实际完成情况), with or without the label beside it; values stand below."""
    cells = [c for c in line.filled if not _beside_goals(c, vocabulary)]
    labels = cells if len(cells) == len(line.filled) or len(cells) < 2 else cells[1:]  # without the one beside them
    mirrored = _mirror(*(c.text for c in labels[-2:]))
    if not mirrored and not any(
        achieved(c.text) for c in labels
    ):  # 年初目标 | 完成情况说明: what elsewhere gives a reason
        said = [c for c in line.filled if achieved(c.text) and vocabulary.find("goal", c.text) == "actual"]
        cells = [c for c in line.filled if c in cells or c in said]
    if line.table is None or not 2 <= len(cells) <= 5:
        return None
    kinds = [_goal_name(c.text, vocabulary) for c in cells]
    if mirrored:
        kinds[-2:] = ["expected", "actual"]
    between = _between_goals(cells, kinds, vocabulary)
    if any(k is None and c is not between for c, k in zip(cells[1:], kinds[1:], strict=True)):
        return None
    start = 0
    if (len(cells) >= 3 and (kinds[0] in (None, "side", *kinds[1:]) or _is_side(cells[0], line))) or (
        len(cells) == 2 and kinds[0] is None
    ):
        start = 1
    while len(cells) - start >= 3 and achieved(
        cells[start].text
    ):  # 项目年度目标完成情况 beside 项目年度目标 | 完成情况
        start += 1
    chosen: list[tuple[str, Cell]] = []
    for c in cells[start:]:
        name = "" if c is between else vocabulary.find("goal", c.text) or ""
        if mirrored and c is cells[-2]:
            name = "expected"  # 计划完成 beside 实际完成
        elif achieved(c.text):
            name = "actual"
        elif name == "side":
            name = "expected"
        chosen.append((name, c))
    found = [n for n, _ in chosen]
    if not {"expected", "actual", "adjusted"} & set(found) or (len(chosen) == 1 and start == 0):
        return None
    if len(set(found)) != len(found) or (len(chosen) >= 2 and "actual" not in found):
        return None
    pointed = any(vocabulary.exact("column", c.text) in ("weight", "score") for c in line.filled)
    if pointed and all(len(label_key(c.text)) <= 2 for _, c in chosen):
        return None  # 指标 | 目标 | 实际 | 满分 | 得分 heads indicators
    items = [Column(n, c.col, c.last_col, norm(c.text)) for n, c in chosen]
    if not line.aligned:
        items = [Column(n, line.cells.index(c) + 1, line.cells.index(c) + 1, norm(c.text)) for n, c in chosen]
    assert line.table is not None
    columns = Columns(
        items,
        1,
        len(line.cover) if line.aligned else len(line.cells),
        line.cover[-1].last_col,
        line.table.number,
        line.aligned,
    )
    columns.open = [c for c in items if not c.name]
    columns.items = [c for c in items if c.name]
    columns.labels = [c for _, c in chosen]
    columns.side = cells[0] if start else None
    return columns


def _between_goals(cells: Sequence[Cell], kinds: Sequence[str | None], vocabulary: Vocabulary) -> Cell | None:
    """The one label that nobody listed between a goal and its result (年初绩效目标 | 调整情况 | 目标实际完成情况): a column of its own."""
    unknown = [k for k, kind in enumerate(kinds) if kind is None and k]
    if len(unknown) != 1 or not 1 <= unknown[0] < len(cells) - 1:
        return None
    (k,) = unknown
    before, last = cells[k - 1], cells[-1]
    known = vocabulary.exact("goal", before.text) and vocabulary.exact("goal", last.text)
    label = label_key(cells[k].text)
    plain = 2 <= len(label) <= _LABEL and not is_prose(cells[k].text) and not _DIGIT.search(label)
    return cells[k] if known and plain and achieved(last.text) and not achieved(before.text) else None


def goals_below(line: Line, below: Line | None, vocabulary: Vocabulary) -> Columns | None:
    """Two labels of goals over their texts, where a word of the labels is unknown: told by what stands below them and beside them."""
    if below is None or line.table is None or below.table is not line.table:
        return None
    side = [
        c for c in line.filled[:1] if _is_side(c, line) or (len(line.filled) == 3 and vocabulary.find("goal", c.text))
    ]
    labels = [c for c in line.filled if c not in side]
    if len(labels) != 2 or any(
        len(label_key(c.text)) > _LABEL or is_prose(c.text) or _DIGIT.search(c.text) for c in labels
    ):
        return None
    if line.aligned:
        texts = [next((b for b in below.cover if b.col == c.col), None) for c in labels]
    else:
        texts = list(below.cells[-2:]) if len(below.cells) in (2, len(line.cells)) else [None, None]
    said = sum(2 for c in (*side, *labels) if vocabulary.find("goal", c.text))
    said += sum(1 for c in labels if WORDS.plan.search(label_key(c.text)) or achieved(c.text))
    said += sum(2 for t in texts if t is not None and is_prose(t.text) and len(norm(t.text)) > _LABEL)
    if said < _ENOUGH or None in texts or achieved(labels[0].text):
        return None
    at = [(c.col, c.last_col) if line.aligned else (line.cells.index(c) + 1,) * 2 for c in labels]
    items = [
        Column(n, *a, norm(c.text), "contents") for n, a, c in zip(("expected", "actual"), at, labels, strict=True)
    ]
    cells = len(line.cover) if line.aligned else len(line.cells)
    return Columns(
        items,
        1,
        cells,
        line.cover[-1].last_col,
        line.table.number,
        line.aligned,
        labels=labels,
        side=side[0] if side else None,
    )


def goals_beside(line: Line, below: Line | None, vocabulary: Vocabulary) -> bool:
    """Whether a row is a goal beside its label, though the goal sounds like one, because the label of the result stands below."""
    rows = (line, below)
    if below is None or below.table is not line.table or any(r is None or len(r.filled) != 2 for r in rows):
        return False
    label, text, result = line.filled[0], line.filled[1], below.filled[0]
    return (
        label.col == result.col
        and vocabulary.exact("goal", text.text) is None
        and all(vocabulary.exact("goal", c.text) for c in (label, result))
        and achieved(result.text) != achieved(label.text)
    )


def goal_header_again(line: Line, vocabulary: Vocabulary) -> bool:
    """Whether a row below goal labels holds labels once more, and not goals that sound like some (已完成年度目标)."""
    columns = goal_header(line, vocabulary)
    if columns is None:
        return False
    if all(vocabulary.exact("goal", c.text) for c in columns.labels):
        return True
    return len(columns.labels) > 1 and not any(WORDS.stated.search(c.text) for c in columns.labels)


def _mirror(planned: str = "", done: str = "") -> bool:
    """Whether two labels say the same of a plan and of its result: 计划完成 and 实际完成, 预期成效 and 实际成效."""
    plan, result = WORDS.planned.match(label_key(planned)), WORDS.done.match(label_key(done))
    return plan is not None and result is not None and plan[1] == result[1]


def _beside_goals(cell: Cell, vocabulary: Vocabulary) -> bool:
    """Whether a label in a goal header is neither goal nor result: a running number, points, a reason, a rate of completion."""
    return (
        parse_score(cell.text) is not None
        or vocabulary.exact("column", cell.text) in ("number", "weight", "score", "reason", "core")
        or (label_key(cell.text).endswith("率") and len(label_key(cell.text)) <= 6)
    )


def _goal_name(text: str, vocabulary: Vocabulary) -> str | None:
    name = vocabulary.exact("goal", text)
    if name is None and len(label_key(text)) <= 16 and not is_prose(text):
        name = vocabulary.find("goal", text)
    return name


def _is_side(cell: Cell, line: Line) -> bool:
    return cell.rowspan > 1 and all(c.rowspan == 1 for c in line.filled[1:])
