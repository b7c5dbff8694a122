"""Single values: label and value in cells side by side, or in one line as 标签：值; titles, years, check boxes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from selfeval_nb.common.words import Words
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
_DATE = re.compile(r"[0-9]{4}[年./-][0-9]{1,2}([月./-]|$)|日期|时间")
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
GRADES = frozenset(("优", "良", "中", "差", "优秀", "良好", "中等", "较差", "一般", "合格", "不合格", "优良"))
_BOX = re.compile("[□☐☑☒√✓✔■口]")
_TICKED = frozenset("☑☒√✓✔■")
_UNTICKED = re.compile(r"[□☐£]|\(\)")
#: A box of a symbol font comes out as a letter: R is ticked, £ is not.
_TICK_LETTER = re.compile(r"(?<![A-Za-z])R(?![A-Za-z])")
#: Names in the head whose value is a number of points.
_POINTS = frozenset(("total_score", "total_weight"))


def ticked_grade(text: str) -> str | None:
    """The grade that a row of check boxes ticks (☑优 □良 □中 □差), None where there are no boxes or several are ticked."""
    key = norm(text)
    boxes = [m.start() for m in _BOX.finditer(key)]
    words = list(WORDS.grade.finditer(key))
    if not boxes or len(words) < 2:
        return None
    before = boxes[0] < words[0].start()
    marks = [
        next((key[b] for b in (reversed(boxes) if before else boxes) if (b < m.start()) == before), "") for m in words
    ]
    ticked = {m[0] for m, mark in zip(words, marks, strict=True) if mark in _TICKED}
    return ticked.pop() if len(ticked) == 1 else None


_MARK = re.compile(r"[□☐☑☒√✓✔■£]|(?<![A-Za-z])R(?![A-Za-z])|\(([√✓✔]?)\)")


def ticked_word(text: str, word: str) -> bool:
    """Whether a text says ``word``, and where it offers boxes, whether that of the word is ticked (经常性□ 一次性☑)."""
    key = norm(text)
    at = key.find(word)
    marks = [(m.start(), m[0]) for m in _MARK.finditer(key)]
    if at < 0 or not marks:
        return at >= 0
    before = marks[0][0] < min((m.start() for m in re.finditer("[\u4e00-\u9fff]", key)), default=0)
    near = [m for p, m in marks if p < at][-1:] if before else [m for p, m in marks if p > at][:1]
    return bool(near) and (any(c in _TICKED for c in near[0]) or near[0] == "R")


def untouched_boxes(text: str) -> bool:
    """Whether a text offers several boxes to tick (持续性项目□ 新增性项目□, 经常性项目（ ） 一次性项目（ ）) and none of them is."""
    key = norm(text)
    return len(_UNTICKED.findall(key)) >= 2 and not any(c in _TICKED for c in key) and not _TICK_LETTER.search(key)


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


def closing_label(cell: Cell, vocabulary: Vocabulary, *, like: bool = False) -> str | None:
    """The closing row (评价结论, 存在问题, …) that this cell labels."""
    key = label_key(cell.text)
    if not key:
        return None
    return vocabulary.find("closing", cell.text) if like and len(key) <= 24 else vocabulary.exact("closing", cell.text)


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
            found = _inline(draft, line, cell, vocabulary) or found
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
    draft.head(name, label, line, cell, value, text)


def _inline(draft: Draft, line: Line, cell: Cell, vocabulary: Vocabulary) -> bool:
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


def read_unlisted(draft: Draft, line: Line) -> bool:
    """A label nobody listed that speaks of the project, beside a value, where the form has no project yet."""
    filled = line.filled
    if line.table is None or "project" in draft.heads or len(filled) not in (2, 4):
        return False
    label, value = filled[0], filled[1]
    key = label_key(label.text)
    if (
        not WORDS.project.search(key)
        or len(key) > 10
        or len(norm(value.text)) < 4
        or WORDS.year.search(norm(value.text))
    ):
        return False
    draft.role(line, label, "label:project")
    set_head(draft, line, "project", label.text, value, value.text)
    return True


def read_closing(draft: Draft, line: Line, vocabulary: Vocabulary) -> bool:
    """A closing row: its label and what is written beside it, or behind its colon."""
    filled = line.filled
    if not filled:
        return False
    name = closing_label(filled[0], vocabulary)
    if name is None and len(filled) >= 1 and len(line.cells) > 1:
        name = closing_label(filled[0], vocabulary, like=True)
    if name is not None and len(line.cells) > 1:
        draft.role(line, filled[0], f"label:{name}")
        values = [c for c in line.cells if c is not filled[0] and norm(c.text) and norm(c.text) != norm(filled[0].text)]
        text = "\n".join(dict.fromkeys(c.text.strip() for c in values))
        point = values[0] if values else next((c for c in line.cells if c is not filled[0]), filled[0])
        if name == "conclusion" and (grade := ticked_grade(text) or (norm(text) if norm(text) in GRADES else None)):
            draft.head("grade", filled[0].text, line, point, grade)
        _add(draft, name, filled[0].text, line, point, text)
        for c in values[1:]:
            draft.role(line, c, f"value:{name}")
        return True
    head, colon, rest = filled[0].text.replace("：", ":").partition(":")
    if colon and vocabulary.exact("closing", head) and len(filled) == 1:
        name = vocabulary.exact("closing", head) or "other_notes"
        _add(draft, name, head, line, filled[0], rest.strip())
        return True
    return False


def _add(draft: Draft, name: str, label: str, line: Line, cell: Cell | None, text: str) -> None:
    old = draft.heads.get(name)
    if old is not None and old.value:
        if clean(text):
            draft.notes.append(clean(f"{label}：{text}"))
        draft.role(line, cell, f"value:{name}")
        return
    draft.head(name, label, line, cell, clean(text) or None, text)


_YEAR_ALONE = re.compile(r"^[(（]?(?:19|20)\d\d年度?[)）]?$")


def take_title(draft: Draft, lines: Sequence[Line], vocabulary: Vocabulary) -> None:
    """The title, the year and the other lines printed above a form: the title is the last line that reads as one."""
    chosen: str | None = None
    for line in lines:
        read_unlisted(draft, line)
        for cell in line.filled:
            for part in cell.text.split("\n"):
                if vocabulary.is_title(part):
                    chosen = part
    for n, line in enumerate(lines):
        for cell in line.filled:
            text = cell.text
            if (
                chosen is None
                and len(lines) - n <= 3
                and (vocabulary.is_title(text.replace("\n", "")) or vocabulary.related_stage(text.replace("\n", "")))
            ):
                chosen = text.replace("\n", "")
            draft.role(line, cell, "title")
            if len(norm(text)) <= 80:
                _inline(draft, line, cell, vocabulary)
    if chosen:
        draft.title = chosen
        named = year_in(chosen)
        alone = [year_in(norm(line.text)) for line in lines if _YEAR_ALONE.match(norm(line.text))]
        if named is not None and alone and alone[-1] not in (None, named):
            draft.subtitle_year = alone[
                -1
            ]  # 2022年度…表 above （2023年度）: which one holds is not for a reader to say
        draft.year = draft.year or named
    for line in reversed(lines):
        text = norm(line.text)
        # a date (发布日期：2024年3月15日) says when the page was made, not which year it judges
        if draft.year is None and len(text) <= 40 and not _DATE.search(text):
            draft.year = year_in(text)
