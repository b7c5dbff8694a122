"""Single values: label and value in cells side by side, or in one line as 标签：值; titles, years."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from selfeval_nb.common.words import Words
from selfeval_nb.forms.blocks.ticks import GRADES, ticked_grade
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.grid.labels import is_number
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.values.numbers import parse_score
from selfeval_nb.forms.words.text import clean, norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, label_key
from selfeval_nb.readers.model import Cell

WORDS = Words("reading", "head")

_PARTED = re.compile(r"(?<=[0-9０-９])[ \t\u3000]+(?=[0-9０-９])")
_BARE_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_ONLY_YEAR = re.compile(r"^(19|20)[0-9]{2}年?度?$")
_CHINESE_YEAR = re.compile(r"([二一][〇零○O0一二三四五六七八九]{3})年")
_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0", "O": "0", "0": "0"}
#: Where a unit puts its stamp, printed behind its name, with room for a date.
_STAMP = re.compile(r"[(（]\s{0,4}(?:加?盖)?公?章\s{0,4}[)）](?:\s{0,40}年\s{0,8}月\s{0,8}日)?$")
#: Another label on the same line, known or not: 单位：甲馆        主要领导签字：
_NEXT_LABEL = re.compile(r"[ \t\u3000]{2,}(?=[^\s:：]{2,12}[:：])")
_COLON = re.compile("[:：]")
_BEFORE = re.compile(r"[\u4e00-\u9fff()（）、/ \t\u3000]{2,40}$")
_STARTS = re.compile(r"(?:^|(?<=[ \t\u3000]))(?=[^ \t\u3000])")
#: A generic word is a label only where a colon says so.
_NEEDS_COLON = frozenset(
    (
        "部门",
        "单位",
        "年度",
        "项目",
        "等级",
        "结论",
        "其他",
        "说明",
        "备注",
        "注",
        "建议",
        "时间",
    )
)
#: Names in the head whose value is a number of points.
_POINTS = frozenset(("total_score", "total_weight"))


def year_in(text: str, *, bare: bool = False) -> int | None:
    """The year that a title or a line below it prints (2021年度, (2021), 二〇二一年度), None when it prints none."""
    key = norm(text)
    # 附件3 2021年度…: a space parts two numbers, unless it spaces out one (2 0 2 1 年度)
    apart = norm(_PARTED.sub("|", text))
    m = WORDS.year.search(key) or WORDS.year.search(apart) or (_BARE_YEAR.search(key) if bare else None)
    if m:
        return int(m[1])
    m = _CHINESE_YEAR.search(key)
    return int("".join(_DIGITS[c] for c in m[1])) if m else None


def head_label(cell: Cell, vocabulary: Vocabulary, *, like: bool = False) -> str | None:
    """The single value that this cell labels; a generic word counts only with its colon."""
    key = label_key(cell.text)
    if not key or (key in _NEEDS_COLON and not norm(cell.text).endswith(":")):
        return None
    like = like and len(key) <= 16 and ":" not in key  # 主管部门：甲局 is a label with its value
    return vocabulary.find("head", cell.text) if like else vocabulary.exact("head", cell.text)


def head_names(line: Line, vocabulary: Vocabulary) -> set[str]:
    """The single values that a line names, in cells of their own or before a colon."""
    like = len(line.cells) > 1
    names = {head_label(c, vocabulary, like=like) for c in line.filled} - {None}
    names |= {name for c in line.filled for name, *_ in inline_labels(clean(c.text), vocabulary)}
    if any(_bare_name(line, c) for c in line.filled):
        names.add("project")
    if any(_bare_unit(line, c) for c in line.filled):
        names.add("unit_name")
    return {n for n in names if n}


def _bare_name(line: Line, cell: Cell) -> bool:
    """名称 alone beside 项目信息: the name of the project."""
    return line.table is not None and label_key(cell.text) == "名称" and norm(line.cover[0].text).startswith("项目")


def _bare_unit(line: Line, cell: Cell) -> bool:
    """单位 or 部门 first in a row of a label and a name: the unit of the form; 单位 | 万元 is none."""
    filled = line.filled
    if line.table is None or len(filled) != 2 or filled[0] is not cell or label_key(cell.text) not in ("单位", "部门"):
        return False
    return (
        len(norm(filled[1].text)) >= 4 and not WORDS.money.match(norm(filled[1].text)) and not is_number(filled[1].text)
    )


def alternates(line: Line, vocabulary: Vocabulary) -> bool:
    """Whether the labels of a row each have a value behind them, as in a long head row, and do not stand side by side."""
    named = [head_label(c, vocabulary, like=True) is not None for c in line.filled]
    return any(named) and not any(a and b for a, b in itertools.pairwise(named))


def read_pairs(draft: Draft, line: Line, vocabulary: Vocabulary, *, like: bool = True) -> bool:
    """A row of labels each followed by its value. False when no cell of the row is a label of a single value."""
    cells = list(line.cells)
    filled = line.filled
    found = False
    k = 0
    while k < len(cells):
        cell = cells[k]
        if not norm(cell.text) or cell not in filled or draft.claimed(line, cell):
            k += 1
            continue
        name = head_label(cell, vocabulary, like=like and len(cells) > 1)
        if (
            name is None
            and label_key(cell.text) == "年度"
            and (value := next((c for c in cells[k + 1 :] if norm(c.text) not in ("", "年度")), None)) is not None
            and _ONLY_YEAR.match(norm(value.text))
        ):
            name = "year"
        if name is None and _bare_name(line, cell):
            name = "project"
        if name is None and _bare_unit(line, cell):
            name = "unit_name"
        if name in (None, "unit_name") and k + 1 < len(cells) and money_pair(draft, line, cell, cells[k + 1]):
            found, k = True, k + 2
            continue
        if name is None:
            found = read_inline(draft, line, cell, vocabulary) or found
            k += 1
            continue
        found = True
        j, value_cell = _value_beside(cells, k, name, vocabulary)
        _settle(draft, line, name, cell, value_cell)
        for other in cells[
            k + 1 : j
        ]:  # a dissolved merge repeats the label or the value; an attribute may fill several cells
            if name == "attribute" or norm(other.text) in (
                norm(cell.text),
                norm(value_cell.text if value_cell else ""),
            ):
                draft.role(line, other, f"value:{name}")
        k = j
    return found


def read_below(draft: Draft, line: Line, below: Sequence[Line], vocabulary: Vocabulary) -> bool:
    """A row of labels with their values in the row below, cell under cell; False for anything else, a list of projects too."""
    labels = line.filled
    names = [head_label(c, vocabulary, like=True) for c in labels]
    if line.table is None or len(labels) < 2 or None in names or not below or not _same_cells(line, below[0]):
        return False
    values = below[0].cells
    if any(head_label(c, vocabulary, like=True) for c in below[0].filled) or not below[0].filled:
        return False
    if len(below) > 1 and _same_cells(line, below[1]) and not _names_a_part(below[1], vocabulary):
        return False  # a second row of values: a list
    for label, name in zip(labels, names, strict=True):
        assert name is not None
        _settle(draft, below[0], name, label, values[line.cells.index(label)])
        draft.role(line, label, f"label:{name}")
    return True


def read_hanging(draft: Draft, line: Line, below: Sequence[Line], vocabulary: Vocabulary) -> None:
    """The points or the grade of a form under a label that ends its row (… | 自评得分 over 100), where nothing stands behind it."""
    last = line.cells[-1] if line.cells else None
    if last is None or line.table is None or not line.aligned or not below or below[0].table is not line.table:
        return
    name = head_label(last, vocabulary)
    under = next((c for c in below[0].cells if (c.col, c.last_col) == (last.col, last.last_col)), None)
    if (
        under is None
        or name not in (*_POINTS, "grade")
        or (name in draft.heads and draft.heads[name].value is not None)
    ):
        return
    if parse_score(under.text) is not None if name in _POINTS else norm(under.text) in GRADES:
        draft.heads.pop(name, None)
        _settle(draft, below[0], name, last, under)


def _names_a_part(line: Line, vocabulary: Vocabulary) -> bool:
    places = ("head", "funds_side", "funds_column", "funds_row", "goal", "column", "indicator_side")
    return any(vocabulary.exact(place, c.text) for place in places for c in line.filled)


def _same_cells(line: Line, other: Line) -> bool:
    if other.table is not line.table or len(line.cells) != len(other.cells):
        return False
    return not line.aligned or [c.col for c in line.cells] == [c.col for c in other.cells]


def money_pair(draft: Draft, line: Line, label: Cell, value: Cell) -> bool:
    """金额单位 | 万元 in two cells: the money unit of the form."""
    unit = norm(value.text)
    if label_key(label.text) not in ("金额单位", "货币单位", "单位") or not WORDS.money.fullmatch(unit):
        return False
    draft.money_hint = draft.money_hint or unit
    draft.role(line, label, "label:money_unit")
    draft.role(line, value, "value:money_unit")
    return True


def _value_beside(cells: Sequence[Cell], k: int, name: str, vocabulary: Vocabulary) -> tuple[int, Cell | None]:
    """(where the next label may stand, the cell with the value of the label at ``k``): the first that prints, else a blank."""
    value_cell: Cell | None = None
    j = k + 1
    while j < len(cells):
        nxt = cells[j]
        if norm(nxt.text) and norm(nxt.text) != norm(cells[k].text):
            if any(True for _ in inline_labels(clean(nxt.text), vocabulary)):
                break
            loose = name != "attribute" and j + 1 < len(cells)
            if vocabulary.exact("funds_column", nxt.text) and j + 1 < len(cells):
                break
            if head_label(nxt, vocabulary) or (loose and head_label(nxt, vocabulary, like=True)):
                break
            if (
                value_cell is not None
                and norm(value_cell.text)
                and norm(nxt.text) != norm(value_cell.text)
                and name != "attribute"
            ):
                break
            if value_cell is None or not norm(value_cell.text):
                value_cell = nxt
        elif value_cell is None and not norm(nxt.text):
            value_cell = nxt
        j += 1
    return j, value_cell


def _settle(draft: Draft, line: Line, name: str, label: Cell, value_cell: Cell | None) -> None:
    draft.role(line, label, f"label:{name}")
    text = "" if value_cell is None else value_cell.text
    if name in ("attribute", "leader"):
        name = f"{name}:{label_key(label.text)}"
    set_head(draft, line, name, label.text, value_cell, text)


def set_head(draft: Draft, line: Line, name: str, label: str, cell: Cell | None, text: str) -> None:
    """Set a head value from its printed text; a lone dash or unit is a blank."""
    cleaned = clean(text)
    if name in ("unit", "unit_name", "department"):
        cleaned = _STAMP.sub("", cleaned.rstrip()).rstrip()
    value: object = cleaned or None
    if norm(text) in ("-", "—", "/", "--", "——", "\\"):
        value = None
    if name in _POINTS:
        value = parse_score(text)
    elif name == "grade":
        value = ticked_grade(text) or value
    elif name == "year":
        value = year_in(text, bare=True)
        if value is not None and draft.year is None:
            draft.year = int(value)
    if name == "total_score" and value is not None and draft.is_subtotal(float(str(value))):
        for total in _POINTS:  # 合计 | 90 | 88.84 over 自评总分 | 98.32: the first is of the indicators alone
            draft.heads.pop(total, None)
    draft.head(name, label, line, cell, value, text)


def read_inline(draft: Draft, line: Line, cell: Cell, vocabulary: Vocabulary) -> bool:
    """``单位名称：甲科      填报日期：`` in one cell or paragraph: each known label with what follows it."""
    whole = clean(cell.text)
    spots = list(inline_labels(whole, vocabulary))
    for n, (name, label, start, _) in enumerate(spots):
        end = spots[n + 1][3] if n + 1 < len(spots) else len(whole)
        text = _NEXT_LABEL.split(WORDS.money_line.sub("", whole[start:end]), maxsplit=1)[0].strip(" \t\u3000;；,，\n")
        short = f"{name}:{label_key(label)}" if name in ("attribute", "leader") else name
        set_head(draft, line, short, label, cell, text)
    return bool(spots)


def inline_labels(text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str, int, int]]:
    """(name, label, start of the value, start of the label) of each known ``标签：`` in a text, from left to right."""
    for m in _COLON.finditer(text):
        if WORDS.money.match(norm(text[m.end() : m.end() + 40])):
            continue  # 单位：万元 names a unit of money, no unit
        run = _BEFORE.search(text, max(0, m.start() - 40), m.start())
        if run is None:
            continue
        # a label may be spaced out (专 项 名 称) or stand behind another value: the longest run that is known
        for gap in _STARTS.finditer(run[0]):
            label = run[0][gap.start() :]
            key = label_key(label)
            name = vocabulary.exact("head", label) or (vocabulary.find("head", label) if 2 < len(key) <= 10 else None)
            if name:
                yield name, label.strip(), m.end(), run.start() + gap.start()
                break
