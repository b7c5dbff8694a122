"""The total row (总分), the execution rate printed among the indicators, and totals written in a line of text."""

from __future__ import annotations

import re

from selfeval_nb.common.words import Words
from selfeval_nb.forms.blocks.indicators.rows import split_points
from selfeval_nb.forms.blocks.ticks import GRADES
from selfeval_nb.forms.grid.columns import Columns
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.values.numbers import POINTS, both_points, parse_score, parse_weight
from selfeval_nb.forms.words.text import clean, norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, label_key
from selfeval_nb.readers.model import Cell

WORDS = Words("reading", "total_rows")

_INLINE = re.compile(
    rf"^(?:自评)?(总分|总得分|合计得分|自评得分|合计|总计|得分合计)[:：]?({POINTS})分?(?:[,，;；。(（].*)?$"
)
#: The same behind any label of a total and a colon: 得分总计：96.92分.
_LABELLED = re.compile(rf"^([^0-9:：]{{2,10}}(?:\([^()]{{1,8}}\))?)[:：]({POINTS})分?(?:[,，;；。].*)?$")

#: The fewest indicators whose sum says something.
_FEWEST = 3
#: Columns of a total row that may hold a number, "" one whose label says nothing known (扣分).
_POINTS = frozenset(("weight", "score", "coefficient", "review_score", "level1_points", "level2_points", ""))


def total_label(line: Line, vocabulary: Vocabulary, columns: Columns | None = None) -> str | None:
    """``total`` or ``subtotal`` when the first thing a line prints is such a label, else None.

    Under known ``columns`` a 合计 beside a level label is that level's subtotal.
    """
    filled = line.filled
    if not filled:
        return None
    first = filled[0]
    name = vocabulary.exact("total", first.text)
    if (
        name is None
        and len(filled) > 1
        and len(norm(first.text)) <= 8
        and vocabulary.find("indicator_side", first.text)
    ):
        first = filled[1]
        name = vocabulary.exact("total", first.text)
    if name is None and len(filled) > 1 and parse_score(first.text) is not None:
        name = vocabulary.exact("total", filled[1].text)  # 100 | 合计: the points stand first in this block
        return name if name == "total" and columns is not None and columns.items[0].name == "weight" else None
    if name is None:
        name = vocabulary.find("total", first.text) if len(label_key(first.text)) <= 8 else None
    if name is None and columns is not None and len(filled) > 1 and columns.has("level1"):
        level = vocabulary.exact("level1", split_points(first.text)[0])
        name = "subtotal" if level and vocabulary.exact("total", filled[1].text) else None  # 产出指标 | 小计
    if name is None and columns is not None and vocabulary.find("head", first.text) == "total_score":
        # the form's score under a label of its head, weight and score in their columns: no single value beside its label
        counted = sum(parse_score(c.text) is not None for c in filled[1:])
        name = "total" if counted > 1 or (counted and len(_by_grid(line, columns, first)) > 1) else None
    if name == "total" and columns is not None and _under_a_level(line, first, columns):
        return "subtotal"
    return name


def _under_a_level(line: Line, cell: Cell, columns: Columns) -> bool:
    """Whether a 合计 stands in the column of level 2 or 3: the sum of one level 1, not of the form."""
    level1 = columns.get("level1")
    if level1 is None:
        return False
    same_grid = line.number == columns.table or line.cover[-1].last_col == columns.width
    if columns.aligned and line.aligned and same_grid:
        return cell.col > level1.last
    if len(line.cells) != columns.cells:
        return False
    return line.cells.index(cell) + 1 > level1.last


def sums_up(draft: Draft, line: Line) -> bool:
    """Whether a row under whatever label prints nothing but what all indicators so far weigh or reach together."""
    filled = line.filled
    if len(draft.indicators) < _FEWEST or not 2 <= len(filled) <= 4 or parse_score(filled[0].text) is not None:
        return False
    numbers = [parse_score(c.text) for c in filled[1:]]
    if any(n is None for n in numbers):
        return False
    total = next((f for f in draft.funds if f.source == "total"), None)
    for name, least in (("weight", 50.0), ("score", 30.0)):
        points = [v for i in draft.indicators if (v := getattr(i, name)) is not None]
        extra = getattr(total, name, None) or (draft.execution_weight if name == "weight" else None) or 0.0
        if len(points) > 1 and any(
            n is not None and n >= least and min(abs(n - sum(points)), abs(n - sum(points) - extra)) < 0.06
            for n in numbers
        ):
            return True
    return False


def read_row(draft: Draft, line: Line, columns: Columns, vocabulary: Vocabulary) -> None:
    """The total row: weight and score under their columns where the grid says so, else in the order of printing."""
    label = next((c for c in line.filled if vocabulary.find("total", c.text)), line.filled[0])
    for c in line.cells:
        if norm(c.text) == norm(label.text):
            draft.role(line, c, "label:total")
    behind = [c for c in line.cells if c.col > label.last_col and norm(c.text) != norm(label.text)]
    other = next((c for c in behind if WORDS.reviewed.search(norm(c.text))), None)
    behind = [c for c in behind if other is None or c.col < other.col or norm(c.text) in GRADES]
    grade = next((c for c in behind if norm(c.text) in GRADES), None)
    both = _in_one_cell(behind, columns)
    cells = _by_name(label, behind, vocabulary) or _by_grid(line, columns, label)
    placed = cells.keys() == {n for n in ("weight", "score") if columns.has(n)} and all(
        parse_score(c.text) is not None for c in cells.values()
    )
    loose = [c for c in behind if parse_score(c.text) is not None and c not in cells.values()]
    if not placed and (not cells or loose):
        cells = _by_tail(behind, columns)
    # 100 | 见附件: where the score's own cell says something that is no number, the weight does not take its place
    settled = _unreadable(cells) and not loose
    if not settled and (not _plausible(cells) or (loose and not any(norm(c.text) for c in cells.values()))):
        cells = _by_number(behind, columns)
    lead = line.filled[0]
    if lead is not label and columns.items[0].name == "weight" and parse_score(lead.text) is not None:
        cells["weight"] = lead  # the points stand first in this block
    values = {name: (parse_weight if name == "weight" else parse_score)(cell.text) for name, cell in cells.items()}
    if both is not None:
        cells = {"weight": both[0], "score": both[0]}
        values = {"weight": both[1][0], "score": both[1][1]}
    else:
        _one_number(draft, cells, values)
    if draft.totals_seen and _supersedes(draft, values):
        draft.heads.pop("total_weight", None)
        draft.heads.pop("total_score", None)
    for name, field_name in (("weight", "total_weight"), ("score", "total_score")):
        cell = cells.get(name)
        if cell is None:
            continue
        old = draft.heads.get(field_name)
        if old is not None and old.value is not None and values[name] is None:
            continue
        draft.head(field_name, label.text, line, cell, values[name])
    if grade is not None:
        draft.head("grade", label.text, line, grade, clean(grade.text))
    for c in behind:
        if norm(c.text):
            draft.role(line, c, "value:total_text")
    draft.totals_seen = True


def _in_one_cell(behind: list[Cell], columns: Columns) -> tuple[Cell, tuple[float | None, float | None]] | None:
    """Weight and score that one cell prints under a column that names both (100/98.4 under 分值/得分)."""
    for column in columns.items:
        for cell in behind:
            if column.name in ("weight", "score") and (both := both_points(column.text, cell.text)):
                return cell, (parse_score(both[0]), parse_score(both[1]))
    return None


def _one_number(draft: Draft, cells: dict[str, Cell], values: dict[str, float | None]) -> None:
    """A single number in the total row is the score unless it is the sum of the weights (a merge over both, dissolved)."""
    weight, score = values.get("weight"), values.get("score")
    if weight is None or "score" not in cells or (score is not None and score != weight):
        return
    printed = [i.weight for i in draft.indicators if i.weight is not None] + [
        f.weight for f in draft.funds if f.weight is not None
    ]
    if weight == 100 or abs(weight - sum(printed)) < 0.005:
        return
    if score is None and norm(cells["score"].text):
        return
    if score is None:
        cells["score"], values["score"] = cells["weight"], weight
    del cells["weight"], values["weight"]


def _supersedes(draft: Draft, values: dict[str, float | None]) -> bool:
    """Whether a later total row makes the one before it a subtotal: it has more weight, or the execution score is only in it."""
    old = draft.heads.get("total_weight")
    new, score = values.get("weight"), values.get("score")
    if old is not None and old.value is not None and new is not None and new > old.value:
        return True
    return score is not None and draft.is_subtotal(score)


def _by_name(label: Cell, behind: list[Cell], vocabulary: Vocabulary) -> dict[str, Cell]:
    """总分 | 100 | 得分 | 91.8: points behind a label of their own; the ones before it are the weights."""
    filled = [c for c in behind if norm(c.text)]
    k = next((k for k, c in enumerate(filled) if vocabulary.exact("column", c.text) == "score"), 0)
    if k + 1 >= len(filled) or parse_score(filled[k + 1].text) is None:
        return {}
    found = {"score": filled[k + 1]}
    if k and parse_score(filled[k - 1].text) is not None:
        found["weight"] = filled[k - 1]
    return found if k else {}


def _by_grid(line: Line, columns: Columns, label: Cell) -> dict[str, Cell]:
    if not (columns.aligned and line.aligned and line.number == columns.table):
        return {}
    found: dict[str, Cell] = {}
    for name in ("score", "weight"):
        # weights beside the levels too: the sum may stand below those of level 1
        places = (columns.get(name), columns.get("level1_points") if name == "weight" else None)
        for column in [c for c in places if c is not None]:
            if name in found and norm(found[name].text):
                break
            for cell in line.cells:
                if (
                    norm(cell.text) != norm(label.text)
                    and cell.col <= column.first <= cell.last_col
                    and (cell.col > label.last_col or parse_score(cell.text) is not None)
                    and cell not in found.values()
                ):
                    found[name] = cell
    return found


def _by_tail(behind: list[Cell], columns: Columns) -> dict[str, Cell]:
    """Cells behind the label against the last columns of the block, where the spans are lost."""
    names = [
        c.name
        for c in sorted([*columns.items, *columns.open], key=lambda c: c.first)
        for _ in range(1 if columns.aligned else c.last - c.first + 1)
    ]
    if len(behind) > len(names):
        return {}
    tail = list(zip(names[len(names) - len(behind) :], behind, strict=True))
    if any(parse_score(cell.text) is not None and name not in _POINTS for name, cell in tail):
        return {}  # a number under a column of words: counted from the wrong end
    if not any(name == "weight" and norm(cell.text) for name, cell in tail):  # summed beside the levels only
        tail = [(name, cell) for name, cell in tail if name != "weight"]
        tail = [("weight" if name == "level1_points" else name, cell) for name, cell in tail]
    found = {name: cell for name, cell in tail if name in ("weight", "score")}
    wanted = {n for n in ("weight", "score") if columns.has(n)}
    return found if found.keys() >= wanted else {}


def _unreadable(cells: dict[str, Cell]) -> bool:
    """Whether weight and score have a cell each, and the score's holds words (见附件) or a formula without a result."""
    weight, score = cells.get("weight"), cells.get("score")
    if weight is None or score is None or weight is score or parse_score(weight.text) is None:
        return False
    return bool(norm(score.text)) and parse_score(score.text) is None and len(norm(score.text)) <= 20


def _plausible(cells: dict[str, Cell]) -> bool:
    """Whether the cells taken for weight and score hold points or nothing."""
    return bool(cells) and all(
        not norm(c.text) or parse_weight(c.text) is not None or norm(c.text) in ("分", "-", "—", "/")
        for c in cells.values()
    )


def _by_number(behind: list[Cell], columns: Columns) -> dict[str, Cell]:
    numbers = [c for c in behind if parse_score(c.text) is not None or norm(c.text) == "分"]
    distinct: list[Cell] = []
    for c in numbers:  # a dissolved merge repeats its number in the columns that it covered
        if (
            distinct
            and norm(distinct[-1].text) == norm(c.text)
            and len(numbers) > 2
            and c.col == distinct[-1].last_col + 1
        ):
            continue
        distinct.append(c)
    if len(distinct) >= 2:
        order = [c.name for c in sorted(columns.items, key=lambda c: c.first) if c.name in ("weight", "score")]
        if len(order) == 2:
            return dict(zip(order, distinct, strict=False))
        return {"weight": distinct[0], "score": distinct[1]} if not order else {order[0]: distinct[-1]}
    if len(distinct) == 1 and norm(distinct[0].text) != "分":
        return {"score": distinct[0]}
    return {}


def read_inline(draft: Draft, line: Line, vocabulary: Vocabulary) -> bool:
    """``总分：98分`` in a cell or paragraph of its own."""
    text = norm(line.text)
    if draft.columns is None:
        return False
    m = _INLINE.match(text)
    if m is None and (m := _LABELLED.match(text)) is not None and vocabulary.find("total", m[1]) != "total":
        m = None
    if m is None:
        return False
    draft.head("total_score", m[1], line, line.filled[0], float(m[2]))
    draft.totals_seen = True
    return True
