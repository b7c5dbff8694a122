"""Header rows: where a block of indicators, funds or goals begins and what stands in its columns.

A header may be one line, or two or three with group labels above; its columns may be labelled in any order and words.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from selfeval_nb.forms.columns import Column, Columns
from selfeval_nb.forms.lines import Line, is_blank
from selfeval_nb.forms.numbers import parse_amount, parse_rate
from selfeval_nb.forms.text import norm
from selfeval_nb.forms.vocabulary import Vocabulary, is_prose, label_key
from selfeval_nb.readers.model import Cell

NAMES = {"level1", "level2", "level3"}
VALUES = {"target", "actual", "weight", "score"}
#: What a second column with the same label is: 年初…, then the adjusted target; 指标性质 as 定量/定性 and as the sign.
_SECOND = {"target": "target_adjusted", "operator": "core"}
_ORDINAL = {"level1": "一级", "level2": "二级", "level3": "三级"}
AMOUNTS = {"initial", "budget", "executed"}
_WHEREOF = re.compile(r"^(其中|减|加|含|包括)[:：、,，—–-]?|^[#*※▲△]+")
_NUMBERING = re.compile(r"^[(（]?([0-9]{1,2}|[A-Za-z]|[①-⑳]|[一二三四五六七八九十]{1,2})[)）]?(=.*)?$")

_ROW_OF_NUMBERS = re.compile(r"^(栏次|列次|行次|序号|编号|项目|甲)$")


def is_number(text: str) -> bool:
    """Whether a cell prints an amount, a score or a rate and nothing else."""
    return parse_amount(text) is not None or parse_rate(text) is not None


def is_numbering(line: Line) -> bool:
    """A row under a header that numbers the columns (1 2 3 …, ① ② …, A B C …)."""
    texts = [norm(c.text) for c in line.filled]
    if texts and _ROW_OF_NUMBERS.match(texts[0]):
        texts = texts[1:]
    if len(texts) < 4 or not all(_NUMBERING.match(t) for t in texts):
        return False
    keys = [re.sub(r"[()（）]|=.*", "", t) for t in texts]
    if all(k.isdigit() for k in keys):
        numbers = [int(k) for k in keys]
        return all(b - a == 1 for a, b in itertools.pairwise(numbers))
    return keys == sorted(keys) and len(set(keys)) == len(keys)


def source_of(text: str, vocabulary: Vocabulary, *, like: bool = True) -> str | None:
    """The funds source that a row label names: a standard one, the label's own word for any other, None for no source."""
    key = label_key(text)
    bare = label_key(_WHEREOF.sub("", key))
    name = (vocabulary.find if like else vocabulary.exact)("funds_row", bare)
    if name is None:
        # 其中 alone is not a source, what follows it is
        return bare if like and bare and bare != key and not is_number(text) else None
    return bare if name == "source" else name


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
    for c in first.filled:
        points = c is lead and norm(c.text).endswith("分")  # 85分 beside the block, cut from its label by a page break
        if (is_number(c.text) and not points) or (c.col not in own and is_prose(c.text)):
            return None
    if len(own) < 2:
        return None
    goals = [c for c in first.filled if vocabulary.exact("goal", c.text)]
    if goals and not any(vocabulary.exact("column", c.text) for c in first.filled if c not in goals):
        return None  # 预期目标 | … | 目标完成情况 | …: goals beside their labels
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
            if first.aligned and _merged_down(first, last):
                columns = _stack(group, "column", vocabulary)
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
        columns = _stack(group, "column", vocabulary)
        if columns is not None and _is_indicator_header(columns):
            best = columns
    if best is not None:
        while (i + best.rows) < len(lines) and best.rows < 4 and lines[i + best.rows].table is first.table:
            follower = lines[i + best.rows]
            if not is_numbering(follower):
                break
            best.rows += 1
    return best


def _merged_down(first: Line, last: Line) -> bool:
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
    if levels and names & {"target", "actual"} and len(names) >= 3:
        return True
    if levels and {"target", "actual"} <= names:
        return True
    if levels >= 2 and "score" in names and len(names) >= 4:
        return True
    # no level is named, but something stands left of target, actual and points: the indicator under a word nobody listed
    left = min((c.first for c in columns.items if c.name in VALUES), default=0)
    unnamed = any(c.last < left and c.text for c in columns.open)
    return unnamed and {"target", "actual"} <= names and bool(names & {"weight", "score"})


def _stack(group: Sequence[Line], place: str, vocabulary: Vocabulary) -> Columns | None:
    """Columns from the labels of one to three header lines, deepest label first."""
    last = group[-1]
    table = last.table
    if table is None:
        return None
    stacks = _grid_stacks(group) if last.aligned else _ordinal_stacks(group, vocabulary)
    items: list[Column] = []
    levels: list[Column] = []
    labels: list[Cell] = []
    unknown: list[Column] = []
    above: list[str] = []
    second: Column | None = None
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
            if items and items[-1].name in NAMES | VALUES:
                unknown.append(Column("", first_pos, last_pos, norm(text)))
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
        if name in ("level2", "level3") and len(items) > 1 and items[-1].name == "weight" and items[-2].name in NAMES:
            items[-1].name = f"{items[-2].name}_points"  # 一级指标 | 权重 | 二级指标: the weight of the level
        if repeated and items and items[-1].name == name and items[-1].last == first_pos - 1:
            items[-1].last = last_pos  # one label, its merge dissolved
        elif not any(c.name == name for c in items):
            items.append(Column(name, first_pos, last_pos, norm(text)))
        elif _plainer(name, text, next(c for c in items if c.name == name), place, vocabulary):
            items[:] = [c for c in items if c.name != name]
            items.append(Column(name, first_pos, last_pos, norm(text)))
        elif name in _SECOND and not any(c.name == _SECOND[name] for c in items):
            items.append(Column(_SECOND[name], first_pos, last_pos, norm(text)))
        elif name == "level3" and second is None:
            second = Column(name, first_pos, last_pos, norm(text))
    if second is not None:
        _three_levels(items, second)
    if not items:
        return None
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


def _plainer(name: str, text: str, before: Column, place: str, vocabulary: Vocabulary) -> bool:
    """Whether a label says more plainly than an earlier one what its column is.

    一级指标 behind 指标类别 has the level, the other column groups it; 实际完成值 behind 定量目标及完成情况 has the values, the
    other is the label beside the block.
    """
    if name in _ORDINAL and label_key(text).startswith(_ORDINAL[name]):
        return True
    return name in VALUES and bool(vocabulary.exact(place, text)) and not vocabulary.exact(place, before.text)


def _three_levels(items: list[Column], second: Column) -> None:
    """指标类型 | 具体指标 | 指标内容: of two columns that name indicators, between level 1 and the rest, the first is level 2."""
    names = {c.name: c for c in items}
    first = names.get("level3")
    if first is None or "level1" not in names or "level2" in names or second.first != first.last + 1:
        return
    if names["level1"].last + 1 == first.first:
        first.name = "level2"
        items.insert(items.index(first) + 1, second)


def _split_levels(columns: Columns, span: Column, last: Line) -> None:
    """A group label 绩效指标 over unlabelled columns: its sub-columns are the levels, the last one the indicator."""
    width = span.last - span.first + 1
    if not columns.aligned:
        columns.items.insert(0, Column("level3", span.first, span.last, span.text))
        return
    names = {1: ["level3"], 2: ["level2", "level3"]}.get(width, ["level1", "level2", "level3"])
    parts = [Column(n, span.first + k, span.first + k, span.text) for k, n in enumerate(names)]
    parts[-1].last = span.last
    columns.items[:0] = parts
    columns.group_levels = parts


def _find_side(columns: Columns, group: Sequence[Line], vocabulary: Vocabulary) -> None:
    """The label beside the block: what stands left of the first labelled column."""
    start = min(c.first for c in columns.items)
    if start > 1:
        columns.side_last = start - 1
        beside = [c for c in group[0].cover if c.last_col < start and norm(c.text)]
        columns.side = beside[-1] if beside else None


def _grid_stacks(group: Sequence[Line]) -> list[tuple[tuple[int, int], list[Cell]]]:
    """For each run of grid columns with the same header cells: the cells from bottom to top."""
    width = max((c.last_col for line in group for c in line.cover), default=0)
    stacks: list[tuple[tuple[int, int], list[Cell]]] = []
    before: list[Cell] | None = None
    for col in range(1, width + 1):
        covering = [next((c for c in line.cover if c.col <= col <= c.last_col), None) for line in reversed(group)]
        cells = [c for k, c in enumerate(covering) if c is not None and c not in covering[:k]]
        if stacks and cells and cells == before:
            stacks[-1] = ((stacks[-1][0][0], col), stacks[-1][1])
        else:
            stacks.append(((col, col), [c for c in cells if norm(c.text)]))
        before = cells
    return stacks


def _ordinal_stacks(group: Sequence[Line], vocabulary: Vocabulary) -> list[tuple[tuple[int, int], list[Cell]]]:
    """As ``_grid_stacks`` where spans are lost: blanks of the lower line are the leaf labels of the line above, in order."""
    lower = list(group[-1].cells)
    stacks: list[list[Cell]] = [[c] if norm(c.text) else [] for c in lower]
    for line in list(group[:-1])[::-1]:
        upper = list(line.cells)
        blanks = [k for k, s in enumerate(stacks) if not s]
        groups = len(upper) - len(blanks)
        if groups <= 0:
            for k, c in zip(blanks[len(blanks) - len(upper) :], upper, strict=False):
                if norm(c.text):
                    stacks[k].append(c)
            continue
        # walk both: a blank below takes one label from above, a run of labels below hangs under one or more group labels
        runs: list[tuple[bool, list[int]]] = []
        for k, s in enumerate(stacks):
            if runs and runs[-1][0] == (not s):
                runs[-1][1].append(k)
            else:
                runs.append((not s, [k]))
        spare = groups - sum(1 for blank, _ in runs if not blank)
        # which runs hang under more than one group label is not printed: the reading that names most columns is right
        readings = [_hang(stacks, runs, upper, takes) for takes in _shares(spare, [len(m) for b, m in runs if not b])]
        stacks = max(readings, key=lambda r: _named_columns(r, vocabulary))
    return [((k + 1, k + 1), s) for k, s in enumerate(stacks)]


def _shares(spare: int, sizes: Sequence[int]) -> list[list[int]]:
    """How many group labels stand over each run of leaf labels: one at least, ``spare`` more in all; first runs first."""
    if not sizes:
        return [[]]
    out = []
    for more in range(max(0, min(spare, sizes[0] - 1)), -1, -1):
        out += [[1 + more, *rest] for rest in _shares(spare - more, sizes[1:])]
        if len(out) >= 64:
            break
    return out


def _hang(
    stacks: Sequence[list[Cell]], runs: Sequence[tuple[bool, list[int]]], upper: Sequence[Cell], takes: Sequence[int]
) -> list[list[Cell]]:
    """The stacks with the labels of the line above hung over them."""
    out = [list(s) for s in stacks]
    left = list(takes)
    j = 0
    for blank, members in runs:
        if blank:
            for k in members:
                if j < len(upper):
                    if norm(upper[j].text):
                        out[k].append(upper[j])
                    j += 1
            continue
        take = left.pop(0)
        if len(members) % take == 0:  # as many labels under each group
            for n, k in enumerate(members):
                over = upper[min(j + n * take // len(members), len(upper) - 1)]
                if norm(over.text):
                    out[k].append(over)
        j += take
    return out


def _named_columns(stacks: Sequence[Sequence[Cell]], vocabulary: Vocabulary) -> int:
    """How many different columns of an indicator block the deepest labels name."""
    return len({vocabulary.exact("column", s[0].text) for s in stacks if s} & (NAMES | VALUES))


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
    if len(stack) > 1:
        together = label_key(stack[-1].text) + label_key(stack[0].text)
        name = vocabulary.find(place, together) if len(together) <= 20 else None
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


def funds_header(lines: Sequence[Line], i: int, vocabulary: Vocabulary) -> Columns | None:
    """The header of a funds block at line ``i``: kinds of amount across, or sources across in a sideways block.

    Column names are the kinds (``initial`` …) or ``source:NAME``. None when the line is no funds header.
    """
    line = lines[i]
    if line.table is None or any(is_number(c.text) for c in line.filled) or len(line.filled) < 2:
        return None
    if sum(vocabulary.exact("column", c.text) in NAMES for c in line.filled) >= 2:
        return None
    nxt = lines[i + 1] if i + 1 < len(lines) and lines[i + 1].table is line.table else None
    if (
        nxt is not None
        and sum(
            vocabulary.exact("funds_column", a.text) is not None and is_number(b.text)
            for a, b in itertools.pairwise(nxt.filled)
        )
        >= 2
    ):
        return None  # group labels over pairs of label and amount
    candidates = []
    grouped = all(
        vocabulary.find("funds_side", c.text)
        or vocabulary.find("funds_column", c.text)
        or source_of(c.text, vocabulary, like=False)
        for c in line.filled
    )
    if (
        nxt is not None
        and grouped
        and not any(is_number(c.text) for c in nxt.filled)
        and _funds_second(nxt, vocabulary)
    ):
        candidates.append([line, nxt])
    candidates.append([line])
    for group in candidates:
        columns = _funds_columns(group, vocabulary)
        if columns is not None:
            _drop_label_column(columns, lines, i, vocabulary)
            kinds = {c.name.split("|")[-1] for c in columns.items}
            sources = {c.name for c in columns.items if c.name.startswith("source:")}
            amounts = kinds & AMOUNTS
            if len(amounts) >= 2 or (amounts and kinds & {"rate", "score", "weight"}) or len(sources) >= 2:
                return columns
            if sources and not amounts and nxt is not None and _sideways_row(nxt, vocabulary):
                return columns
    return None


def _sideways_row(line: Line, vocabulary: Vocabulary) -> bool:
    """A row of a block laid out sideways: a kind of amount and its number."""
    kinds = [c for c in line.filled if vocabulary.find("funds_column", c.text) in AMOUNTS and not is_number(c.text)]
    return len(kinds) == 1 and any(is_number(c.text) for c in line.filled)


def _funds_second(line: Line, vocabulary: Vocabulary) -> bool:
    labels = [
        c for c in line.filled if vocabulary.exact("funds_column", c.text) or source_of(c.text, vocabulary, like=False)
    ]
    return len(labels) >= 2 and len(labels) >= len(line.filled) - 1


def _funds_columns(group: Sequence[Line], vocabulary: Vocabulary) -> Columns | None:
    last = group[-1]
    table = last.table
    if table is None:
        return None
    stacks = _grid_stacks(group) if last.aligned else _ordinal_stacks(group, vocabulary)
    items: list[Column] = []
    labels: list[Cell] = []
    # beside known sources a label that only looks like one (自筹及其他资金) is one too
    several = sum(source_of(c.text, vocabulary, like=False) is not None for line in group for c in line.filled) >= 2
    known = [k for k, (_, stack) in enumerate(stacks) if any(source_of(c.text, vocabulary, like=False) for c in stack)]
    for k, ((first_pos, last_pos), stack) in enumerate(stacks):
        kind = source = None
        text = named = ""
        for cell in stack:
            own_source = source_of(cell.text, vocabulary, like=several)
            own_kind = vocabulary.exact("funds_column", cell.text)
            if own_kind is None and own_source is None:
                own_kind = vocabulary.find("funds_column", cell.text)
            kind, source = kind or own_kind, source or own_source
            named = named or (cell.text if own_source else "")
            text = text or (cell.text if own_kind or own_source else "")
            if (kind or source) and cell not in labels:
                labels.append(cell)
        if kind is None and source is None and stack and len(known) > 1 and known[0] < k < known[-1]:
            # between known sources an unknown label (自治区本级) is one too
            source, text = label_key(stack[0].text) or None, stack[0].text
            labels.append(stack[0])
        if kind is None and source is None:
            continue
        if source is not None and kind is not None and len(stack) == 1:
            source = None  # one label, read as a kind of amount first
        if source is None and kind is not None and items and "|" in items[-1].name and len(group) > 1:
            over = next((c for c in group[0].cells if c.col == first_pos), None)
            before, _, other = items[-1].name.partition("|")
            if over is not None and not norm(over.text) and other != kind and items[-1].last == first_pos - 1:
                source, named = before.removeprefix("source:"), items[-1].text  # the group's merge was dissolved
        name = f"source:{source}" + (f"|{kind}" if kind else "") if source else str(kind)
        text = named or text
        if items and items[-1].name == name and items[-1].last == first_pos - 1 and items[-1].text == norm(text):
            items[-1].last = last_pos
        else:
            items.append(Column(name, first_pos, last_pos, norm(text)))
    lead = group[0].filled[0]
    if len(items) > 2 and vocabulary.exact("funds_side", lead.text) and items[0].text == norm(lead.text):
        del items[0]  # 预算执行情况 left of every column is the label beside the block
    if not items:
        return None
    columns = Columns(
        items, len(group), len(last.cover) if last.aligned else len(last.cells), last.cover[-1].last_col if last.cover else 0,
        table.number, last.aligned, labels=labels,
    )  # fmt: skip
    first = min(c.first for c in items)
    beside = [c for c in group[0].cells if c.last_col < first and norm(c.text)] if last.aligned else [
        c for c in group[0].cells[: first - 1] if norm(c.text)
    ]  # fmt: skip
    columns.side = beside[0] if beside else None
    return columns


def _drop_label_column(columns: Columns, lines: Sequence[Line], i: int, vocabulary: Vocabulary) -> None:
    """Take out a column whose cells below name sources: it holds the row labels, whatever its own label says.

    Two columns of the same kind: the first of two budgets is the initial one where no initial one is printed, any other
    repeated kind keeps its first column.
    """
    below = [
        ln
        for ln in lines[i + columns.rows : i + columns.rows + 3]
        if ln.table is not None and ln.table.number == columns.table
    ]
    for column in list(columns.items):
        texts = []
        for ln in below:
            cells = ln.cover if columns.aligned else ln.cells
            # where spans are lost, leading cells may be missing below: count from the right
            at = column.first if columns.aligned else column.first - (columns.cells - len(cells))
            cell = next((c for c in cells if c.col <= at <= c.last_col), None)
            if cell is not None and norm(cell.text):
                texts.append(cell.text)
        named = any(source_of(t, vocabulary, like=False) or vocabulary.exact("funds_column", t) for t in texts)
        if named and not any(is_number(t) for t in texts):
            columns.items.remove(column)
    kinds = {c.name for c in columns.items} & AMOUNTS
    if kinds and any(source_of(c.text, vocabulary, like=False) for ln in below for c in ln.filled):
        # the rows are the sources: 上年结转 and 合计 across are what an amount is made of, and their sum the budget
        for column in [c for c in columns.items if c.name.startswith("source:") and "|" not in c.name]:
            if column.name == "source:total" and "budget" not in kinds:
                column.name = "budget"
            else:
                columns.items.remove(column)
    budgets = [c for c in columns.items if c.name == "budget"]
    if len(budgets) > 1 and not columns.has("initial"):
        budgets[0].name = "initial"
    seen: set[str] = set()
    for column in list(columns.items):
        if column.name in seen:
            columns.items.remove(column)
        seen.add(column.name)


def goal_header(line: Line, vocabulary: Vocabulary) -> Columns | None:
    """A row of goal labels (预期目标 | 实际完成情况), with or without the label beside it; values stand below."""
    cells = [c for c in line.filled if not _beside_goals(c, vocabulary)]
    if line.table is None or not 2 <= len(cells) <= 5:
        return None
    kinds = [_goal_name(c.text, vocabulary) for c in cells]
    if any(k is None for k in kinds[1:]):
        return None
    start = 0
    if (len(cells) >= 3 and (kinds[0] in (None, "side") or _is_side(cells[0], line))) or (
        len(cells) == 2 and kinds[0] is None
    ):
        start = 1
    while len(cells) - start >= 3 and achieved(
        cells[start].text
    ):  # 项目年度目标完成情况 beside 项目年度目标 | 完成情况
        start += 1
    chosen: list[tuple[str, Cell]] = []
    for c in cells[start:]:
        name = vocabulary.find("goal", c.text) or ""
        if achieved(c.text):
            name = "actual"
        elif name == "side":
            name = "expected"
        chosen.append((name, c))
    found = [n for n, _ in chosen]
    if not {"expected", "actual", "adjusted"} & set(found) or (len(chosen) == 1 and start == 0):
        return None
    if len(set(found)) != len(found) or (len(chosen) >= 2 and "actual" not in found):
        return None
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
    columns.labels = [c for _, c in chosen]
    columns.side = cells[0] if start else None
    return columns


def _beside_goals(cell: Cell, vocabulary: Vocabulary) -> bool:
    """Whether a label in a goal header is neither goal nor result: a running number, points, a reason, a rate of completion."""
    return vocabulary.exact("column", cell.text) in ("number", "weight", "score", "reason") or (
        label_key(cell.text).endswith("率") and len(label_key(cell.text)) <= 6
    )


def achieved(text: str) -> bool:
    """Whether a goal label speaks of what was done, not of what was planned."""
    key = label_key(text)
    return re.search(r"完成|实现|达成|实际", key) is not None and not key.startswith(("计划", "预期"))


def _goal_name(text: str, vocabulary: Vocabulary) -> str | None:
    name = vocabulary.exact("goal", text)
    if name is None and len(label_key(text)) <= 16 and not is_prose(text):
        name = vocabulary.find("goal", text)
    return name


def _is_side(cell: Cell, line: Line) -> bool:
    return cell.rowspan > 1 and all(c.rowspan == 1 for c in line.filled[1:])
