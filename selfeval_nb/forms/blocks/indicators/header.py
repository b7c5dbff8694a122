"""The header of an indicator block: where it begins and what stands in its columns.

A header may be one line, or two or three with group labels above; its columns may be labelled in any order and words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from selfeval_nb.forms.blocks.goals.header import goal_header
from selfeval_nb.forms.grid.columns import Column, Columns
from selfeval_nb.forms.grid.labels import AMOUNTS, NAMES, VALUES, before_form_year, is_number, is_numbering, label_year
from selfeval_nb.forms.grid.lines import Line, is_blank
from selfeval_nb.forms.grid.stacks import grid_stacks, ordinal_stacks
from selfeval_nb.forms.values.numbers import parse_score, points_named
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, is_prose, label_key
from selfeval_nb.readers.model import Cell

#: What a second column with the same label is: 年初…, then the adjusted target; 指标性质 as 定量/定性 and as the sign.
_SECOND = {"target": "target_adjusted", "operator": "core"}
_CAUSE = re.compile("原因|措施|偏差")
#: The levels that another one stands under.
_OVER = frozenset(("level1", "level2"))
_DEEPER = re.compile("^[四五]级")
_ORDINAL = {"level1": "一级", "level2": "二级", "level3": "三级"}


def indicator_header(lines: Sequence[Line], i: int, vocabulary: Vocabulary) -> Columns | None:
    """The header of an indicator block that begins at line ``i``, or None.

    One to three lines; the deepest label of a column counts, and a group label (绩效指标 over three level columns)
    names what its own columns leave unsaid.
    """
    first = lines[i]
    own = _labels(first, vocabulary)
    if goal_header(first, vocabulary) is not None and not any(
        vocabulary.exact("column", c.text) in NAMES for c in first.filled
    ):
        return None
    lead = first.filled[0] if first.filled else None
    plain = sum(vocabulary.exact("column", c.text) is not None for c in first.filled)
    for c in first.filled:
        points = c is lead and norm(c.text).endswith("分")  # 85分 beside the block, cut from its label by a page break
        # … | 年度指标值 | 实际完成值 | 50: what the points of the column below add up to
        points = points or (c is first.filled[-1] and plain >= 4 and parse_score(c.text) is not None)
        if (is_number(c.text) and not points) or (c.col not in own and is_prose(c.text)):
            return None
    if len(own) < 2:
        return None
    goals = [c for c in first.filled if vocabulary.exact("goal", c.text)]
    if goals and not any(vocabulary.exact("column", c.text) for c in first.filled if c not in goals):
        return None  # 预期目标 | … | 目标完成情况 | …: goals beside their labels
    amounts = {
        vocabulary.exact("funds_column", c.text)
        for c in first.filled
        if not vocabulary.exact("column", c.text) and vocabulary.exact("funds_column", c.text) in AMOUNTS
    }
    if len(amounts) > 1 and not NAMES & {vocabulary.exact("column", c.text) for c in first.filled}:
        return None  # 指标 | 年初预算 | 实际支出 | 得分 heads amounts
    known = sum(
        bool(vocabulary.exact("column", c.text) or vocabulary.exact("indicator_side", c.text)) for c in first.filled
    )
    if not known and len(own) < 4:
        return None
    if len({c.col for c in first.cells}) > 1 and len(own) < max(2, (len(first.filled) + 1) // 2):
        return None
    best: Columns | None = None
    for depth in (1, 2, 3):
        group = lines[i : i + depth]
        if len(group) < depth or any(g.table is not first.table for g in group) or first.table is None:
            break
        if depth > 1:
            last = group[-1]
            if is_blank(last):  # a second header line whose cells all belong to the first
                if best is not None:
                    best.rows = depth
                continue
            labels = _labels(last, vocabulary)
            if first.aligned and merged_down(first, last):
                columns = stack_columns(group, "column", vocabulary)
                best = columns if columns is not None and _is_indicator_header(columns) else best
                continue
            extra = [c for c in last.filled if c.col not in labels]
            if len(labels) < 2 or any(is_number(c.text) for c in last.filled):
                break
            # no row of values prints several names of columns, whatever else stands beside them (经费保障 | 制度保障 …)
            sure = {vocabulary.exact("column", c.text) for c in last.filled} - {None}
            if len(extra) > len(labels) // 2 and (len(sure) < 2 or any(is_prose(c.text) for c in extra)):
                break
            if _is_level_row(last, vocabulary):
                break
        columns = stack_columns(group, "column", vocabulary)
        if columns is not None and _is_indicator_header(columns):
            best = columns
    if best is not None:
        while (i + best.rows) < len(lines) and best.rows < 4 and lines[i + best.rows].table is first.table:
            follower = lines[i + best.rows]
            if not is_numbering(follower):
                break
            best.rows += 1
    return best


def merged_down(first: Line, last: Line) -> bool:
    """Whether most labels of a header line are merged down over a later line: that line belongs to the header."""
    reaching = [c for c in first.filled if c.last_row >= last.row]
    return len(reaching) * 2 >= len(first.filled) and len(reaching) >= 2


def _labels(line: Line, vocabulary: Vocabulary) -> dict[int, str]:
    found = {}
    for c in line.filled:
        name = vocabulary.find("column", c.text)
        if name is None and vocabulary.exact("indicator_side", c.text):
            name = "side"
        if name:
            found[c.col] = name
    return found


def _is_level_row(line: Line, vocabulary: Vocabulary) -> bool:
    return any(vocabulary.exact("level2", c.text) or vocabulary.exact("level1", c.text) for c in line.filled)


def _is_indicator_header(columns: Columns) -> bool:
    names = {c.name for c in columns.items}
    levels = len(names & NAMES) + len(columns.group_levels)
    named = any(c.name in NAMES and c not in columns.group_levels for c in columns.items)
    # 项目目标 | 年初目标 | 完成情况说明: one group label over one column beside two others heads goals, no indicators
    if (named or len(columns.items) > 3) and levels and names & {"target", "actual"} and len(names) >= 3:
        return True
    if levels and {"target", "actual"} <= names:
        return True
    if levels >= 2 and "score" in names and len(names) >= 4:
        return True
    if named and {"method", "score"} <= names and (names & {"weight"} or columns.open):
        return True  # 指标内容 | 评分标准 | 分值 | 得分: criteria in place of targets
    # no level is named, but something stands left of target, actual and points: the indicator under a word nobody listed
    left = min((c.first for c in columns.items if c.name in VALUES), default=0)
    unnamed = any(c.last < left and c.text for c in columns.open)
    return unnamed and {"target", "actual"} <= names and bool(names & {"weight", "score"})


def stack_columns(group: Sequence[Line], place: str, vocabulary: Vocabulary) -> Columns | None:
    """Columns from the labels of one to three header lines, deepest label first; None where there is no label at all."""
    last = group[-1]
    table = last.table
    if table is None:
        return None
    stacks = grid_stacks(group) if last.aligned else ordinal_stacks(group, vocabulary)
    items: list[Column] = []
    levels: list[Column] = []
    labels: list[Cell] = []
    unknown: list[Column] = []
    above: list[str] = []
    second: Column | None = None
    years = {y for _, stack in stacks for c in stack if (y := label_year(c.text))}
    for position, stack in stacks:
        name, text, cell = _name_of(stack, place, vocabulary)
        printed = [norm(c.text) for c in stack]
        repeated, above = bool(printed) and printed == above, printed
        if cell is not None and cell not in labels:
            labels.append(cell)
        first_pos, last_pos = position
        if not items and cell is not None and place == "column" and vocabulary.exact("indicator_side", cell.text):
            name = "side"  # 指标完成情况 left of every column is the label beside the block
        if name == "side":
            if items and (items[-1].name in NAMES | VALUES or any(c.name in NAMES for c in items)):
                unknown.append(Column("", first_pos, last_pos, norm(text)))
                continue
            if not items and len(unknown) > 1 and first_pos == last_pos and vocabulary.exact("goal", text):
                unknown.append(
                    Column("", first_pos, last_pos, norm(text))
                )  # the goal of a project in a list of projects
                continue
            if levels and levels[-1].last == first_pos - 1:
                levels[-1].last = last_pos
            else:
                levels.append(Column("side", first_pos, last_pos, text))
            continue
        if name is None:
            if repeated and unknown and unknown[-1].last == first_pos - 1:
                unknown[-1].last = last_pos
            else:
                unknown.append(Column("", first_pos, last_pos, norm(text)))
            continue
        if name in ("target", "actual") and before_form_year(text, years):
            name = "prior"
        if name in ("level2", "level3"):
            _of_a_level(items)
        if repeated and items and items[-1].name == name and items[-1].last == first_pos - 1:
            items[-1].last = last_pos  # one label, its merge dissolved
        elif not any(c.name == name for c in items):
            items.append(Column(name, first_pos, last_pos, norm(text)))
        elif _plainer(name, text, next(c for c in items if c.name == name), place, vocabulary):
            items[:] = [c for c in items if c.name != name]
            items.append(Column(name, first_pos, last_pos, norm(text)))
        elif name == "reason":  # 偏差原因 | 改进措施, or ticks and an explanation under one group label
            more = sum(c.name.startswith("measures") for c in items) + 1
            items.append(Column(f"measures{more}", first_pos, last_pos, norm(text)))
        elif name in _SECOND and not any(c.name == _SECOND[name] for c in items):
            items.append(Column(_SECOND[name], first_pos, last_pos, norm(text)))
        elif name == "level1" and items[-1].name == "level1" and not any(c.name == "level2" for c in items):
            items.append(Column("level2", first_pos, last_pos, norm(text)))  # 类别 | 分类
        elif name == "level3" and _DEEPER.match(label_key(text)):
            next(
                c for c in items if c.name == "level3"
            ).name = "group"  # 三级指标 | 四级指标: the deepest is the indicator
            items.append(Column(name, first_pos, last_pos, norm(text)))
        elif name == "level3" and second is None:
            second = Column(name, first_pos, last_pos, norm(text))
        else:
            unknown.append(Column("", first_pos, last_pos, norm(text)))  # what it is, its contents tell
    if second is not None and items[0].name == "level3" and any(c.name == "level1" for c in items):
        del items[0]  # 考核指标 left of 一级指标 is the label beside the block
        items.append(second)
        items.sort(key=lambda c: c.first)
    elif second is not None and not _three_levels(items, second):
        unknown.append(second)
    if not items and not unknown:
        return None
    _own_points(items)
    name_at = next((c.first for c in items if c.name == "level3"), 0)
    if any(c.name == "score" and points_named(c.text) for c in items):
        for c in items:  # 任务权重 left of the name, 得分/分值 right of it: the first is of the level
            c.name = "level1_points" if c.name == "weight" and c.first < name_at else c.name
    columns = Columns(
        items, len(group), len(last.cover) if last.aligned else len(last.cells), last.cover[-1].last_col if last.cover else 0,
        table.number, last.aligned, labels=labels, open=unknown,
    )  # fmt: skip
    named = columns.has(*NAMES)
    if not named and levels:
        _split_levels(columns, max(levels, key=lambda c: (c.last - c.first, c.first)), last)
    if last.aligned:
        _find_side(columns, group, vocabulary)
    return columns


def _of_a_level(items: list[Column]) -> None:
    """一级指标 | 权重 | 得分 | 二级指标: weight and score behind a level are of the level."""
    for points in (("weight",), ("score",), ("weight", "score")):
        behind = items[-len(points) :]
        if (
            len(items) > len(points)
            and tuple(c.name for c in behind) == points
            and items[-len(points) - 1].name in _OVER
        ):
            for column, name in zip(behind, points, strict=True):
                column.name = f"{items[-len(points) - 1].name}_{'points' if name == 'weight' else name}"
            return


def _own_points(items: list[Column]) -> None:
    """Points that stand behind a level are the indicators' own where the header has no other (二级指标 | 分值 | 得分 | 三级指标)."""
    if any(c.name in VALUES and c.name in ("weight", "score") for c in items):
        return
    levels = [c for c in items if c.name.endswith(("_points", "_score"))]
    last = levels[-1].name.partition("_")[0] if any(c.name.endswith("_score") for c in levels) else ""
    for column in levels:
        if column.name.startswith(last) and last:
            column.name = "weight" if column.name.endswith("_points") else "score"


def _plainer(name: str, text: str, before: Column, place: str, vocabulary: Vocabulary) -> bool:
    """Whether a label says more plainly than an earlier one what its column is.

    一级指标 behind 指标类别 has the level, the other column groups it; 实际完成值 behind 定量目标及完成情况 has the values, the
    other is the label beside the block.
    """
    if name in _ORDINAL and label_key(text).startswith(_ORDINAL[name]):
        return True
    if name == "reason":  # 备注 | 偏差原因分析: the plain remark says less
        return _CAUSE.search(text) is not None and _CAUSE.search(before.text) is None
    return name in VALUES and bool(vocabulary.exact(place, text)) and not vocabulary.exact(place, before.text)


def _three_levels(items: list[Column], second: Column) -> bool:
    """指标类型 | 具体指标 | 指标内容: of two columns that name indicators, between level 1 and the rest, the first is level 2.

    False when the second has no place among the levels by its label.
    """
    names = {c.name: c for c in items}
    first = names.get("level3")
    if first is None or "level1" not in names or "level2" in names or second.first != first.last + 1:
        return False
    if names["level1"].last + 1 != first.first:
        return False
    first.name = "level2"
    items.insert(items.index(first) + 1, second)
    return True


def _split_levels(columns: Columns, span: Column, last: Line) -> None:
    """A group label 绩效指标 over unlabelled columns: its sub-columns are the levels, the last one the indicator."""
    width = span.last - span.first + 1
    if not columns.aligned:
        columns.items.insert(0, Column("level3", span.first, span.last, span.text))
        columns.group_levels = columns.items[:1]
        return
    names = {1: ["level3"], 2: ["level2", "level3"]}.get(width, ["level1", "level2", "level3"])
    parts = [Column(n, span.first + k, span.first + k, span.text) for k, n in enumerate(names)]
    parts[-1].last = span.last
    columns.items[:0] = parts
    columns.group_levels = parts


def _find_side(columns: Columns, group: Sequence[Line], vocabulary: Vocabulary) -> None:
    """The label beside the block: what stands left of the first labelled column."""
    start = min((c.first for c in columns.items), default=1)
    if start > 1:
        columns.side_last = start - 1
        beside = [c for c in group[0].cover if c.last_col < start and norm(c.text)]
        columns.side = beside[-1] if beside else None


def _name_of(stack: Sequence[Cell], place: str, vocabulary: Vocabulary) -> tuple[str | None, str, Cell | None]:
    """The field that a stack of labels (deepest first) names; group and leaf together when the leaf alone says nothing."""
    if not stack:
        return None, "", None
    for cell in stack:
        name = vocabulary.exact(place, cell.text)
        if name:
            return name, cell.text, cell
        if place == "column" and vocabulary.exact("indicator_side", cell.text):
            return "side", cell.text, cell
        break
    for over in stack[1:]:  # the nearest group label first: 评价指标 over 一级指标 over 名称
        together = label_key(over.text) + label_key(stack[0].text)
        lookup = vocabulary.find if over is stack[-1] else vocabulary.exact
        name = lookup(place, together) if len(together) <= 20 else None
        if name:
            return name, together, stack[0]
    for cell in stack:
        if cell.colspan > stack[0].colspan:
            break  # a group label says what its columns are about, not which of them this is
        name = vocabulary.find(place, cell.text)
        if name:
            return name, cell.text, cell
    if place == "column" and vocabulary.find("indicator_side", stack[0].text):
        return "side", stack[0].text, stack[0]
    return None, stack[0].text, None
