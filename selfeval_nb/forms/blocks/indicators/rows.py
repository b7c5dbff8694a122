"""Rows of an indicator block -> Indicator: levels carried down merges, operator, value and unit joined, placeholders told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from selfeval_nb.common.where import indicator
from selfeval_nb.common.words import Words
from selfeval_nb.forms.grid.columns import Columns, Fit, Picked, joined, pick
from selfeval_nb.forms.grid.draft import Draft, field_at
from selfeval_nb.forms.grid.labels import is_number
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.model import Indicator
from selfeval_nb.forms.values.numbers import POINTS, both_points, parse_rate, parse_score, parse_weight
from selfeval_nb.forms.values.values import QUALITATIVE, parse_actual, parse_target
from selfeval_nb.forms.words.text import clean, norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, label_key
from selfeval_nb.readers.model import Cell

WORDS = Words("reading", "indicator_rows")

_LEVEL_POINTS = re.compile(
    rf"^(.*?)[(（\[【](?:权重|分值|共|满分|计)?[:：]?({POINTS})(?:分|%)?[)）\]】]$|^(.*?[^0-9.])({POINTS})分$"
)
#: 产出指标 分值：50 得分：47, broken over lines in a cell: what a level weighs and what it reached.
_STATED_POINTS = re.compile(rf"^(.*?[^0-9.:(（])[(（]?(?:分值|权重|满分|标准分):({POINTS})(?:分|%)?[)）]?$")
_SCORED = re.compile(rf"[,，;；、/]?(?:自评)?得分:(?:{POINTS})?分?(?=[)）]?$)")
_SHARED = re.compile("[/／(（]")
_BOTH_POINTS = re.compile(rf"^{POINTS}分?(/{POINTS}分?|\({POINTS}分?\))$")
_OF_INDICATOR = re.compile(r"^value:indicators\[([0-9]+)\]\.(weight|score)$")
_TEMPLATE_NAME = re.compile(r"^(指标[0-9一二三四五六七八九十]{0,2}|(三级)?指标名称|[.…·。x×*X]{2,}|…+)[:：、.]?$")
KIND = re.compile(r"^定(量|性)(指标)?$")
#: Which way an indicator is better: no comparison, and no part of the target.
DIRECTION = re.compile("^[正反逆负]向$")
#: Choices that are ticked beside a reason.
_TICKS = frozenset(("√", "☑", "✓", "×", "□", "是", "否"))
#: What a cell prints that holds nothing.
_EMPTY = frozenset(("", "-", "/", "—", "——", "--", "\\"))


def split_points(text: str) -> tuple[str, float | None]:
    """A level label without white space -> (label, points printed behind it): 产出指标（50分） -> (产出指标, 50)."""
    key = _SCORED.sub("", norm(text)) or norm(text)
    if (m := _STATED_POINTS.match(key)) is not None:
        return m[1], float(m[2])
    if re.fullmatch(rf"[(（\[【]?{POINTS}分[)）\]】]?", key):
        return "", float(re.sub(r"[^0-9.]", "", key))
    m = _LEVEL_POINTS.match(key)
    if m is None:
        return key, None
    name, points = (m[1], m[2]) if m[2] is not None else (m[3], m[4])
    return (name, float(points)) if name else (key, None)


@lru_cache(maxsize=8)
def row_fit(vocabulary: Vocabulary) -> Fit:
    """How well a text suits a column of an indicator block (see ``columns.pick``)."""

    def fit(name: str, text: str) -> int:
        key = norm(text)
        if key in _EMPTY:
            return 0
        if name in ("weight", "level1_points", "level2_points"):
            return 2 if parse_weight(text) is not None or key == "分" or _BOTH_POINTS.match(key) else -2
        if name == "score":
            return 2 if parse_score(text) is not None or key == "分" or _BOTH_POINTS.match(key) else -2
        if name == "level2":
            return 2 if vocabulary.exact("level2", text) else (-1 if is_number(text) else 0)
        if name == "level1":
            return 2 if vocabulary.exact("level1", text) else (-1 if is_number(text) else 0)
        if name == "level3":
            return -2 if is_number(text) else 1
        if name == "operator":
            return 2 if WORDS.operator.match(key) or KIND.match(key) else -2
        if name == "unit":
            return -1 if is_number(text) and key != "%" else 0
        if name in ("target", "actual"):
            return 1
        return 0

    return fit


def read_row(draft: Draft, line: Line, columns: Columns, picked: Picked, vocabulary: Vocabulary) -> Indicator | None:
    """One line under an indicator header, its cells already ``picked`` by column.

    Returns the indicator, or None for a placeholder; the draft keeps the rest.
    """
    chosen, left = picked
    texts: dict[str, str] = {}
    points: dict[str, Cell | None] = {}
    for column in columns.items:
        texts[column.name], points[column.name] = joined(chosen.get(column.name))
    _levels(draft, line, columns, left, texts, vocabulary)
    part_points(columns, texts)

    if _goes_on(draft, line, points):
        _add_points(draft, line, texts, points)
        return None
    shared = _shared_points(draft, line, texts, points)
    item = _indicator(draft, texts)
    item.shared_with = shared
    name = item.level3 or ""
    filled = bool(
        item.target_text or item.actual_text or item.score is not None or norm(texts.get("score", "")) not in _EMPTY
    )
    real_name = bool(name) and not _TEMPLATE_NAME.match(norm(name)) and norm(name) not in _EMPTY
    if not filled and not (real_name and (item.weight is not None or item.reason)):
        if any(norm(t) for t in texts.values()) or any(norm(c.text) for c in line.cover):
            draft.placeholders += 1
            if real_name:
                draft.unfilled.append(name)
        for column in columns.items:
            if points.get(column.name) is not None and norm(texts[column.name]):
                draft.role(line, points[column.name], "placeholder")
        return None
    item.indicator_no = len(draft.indicators) + 1
    draft.indicators.append(item)
    _addresses(draft, line, columns, chosen, texts, points, item)
    _unlisted(draft, line, columns, chosen, item)
    for name, other in (("weight", "score"), ("score", "weight"), ("target", "actual"), ("actual", "target")):
        if not columns.has(name) and texts.get(name):  # both in one cell
            where = indicator(item.indicator_no, _PRINTED[name])
            draft.set_field(where, line, points.get(other), texts[name], getattr(item, _PRINTED[name]))
    return item


def _goes_on(draft: Draft, line: Line, points: dict[str, Cell | None]) -> bool:
    """Whether name, target and result of a row are those of the indicator above, their cells merged down: its next part."""
    if not draft.indicators or not line.aligned:
        return False
    number = draft.indicators[-1].indicator_no
    for name in ("level3", "target", "actual"):
        cell = points.get(name)
        if cell is None or cell.row >= line.row:
            return False
        where = f"value:indicators[{number}].{_PRINTED[name]}"
        if draft.roles.get((line.number, cell.row, cell.col)) != where:
            return False
    return True


def _add_points(draft: Draft, line: Line, texts: dict[str, str], points: dict[str, Cell | None]) -> None:
    """The points of a further part of the indicator above are added to its own."""
    item = draft.indicators[-1]
    for name in ("weight", "score"):
        cell = points.get(name)
        value = parse_weight(texts.get(name, ""))
        if cell is not None and cell.row == line.row and value is not None:
            setattr(item, name, (getattr(item, name) or 0.0) + value)
            draft.role(line, cell, f"value:indicators[{item.indicator_no}].{name}")
    for name, cell in points.items():
        if cell is not None and cell.row == line.row:
            draft.role(line, cell, f"column:{name}")


def _shared_points(draft: Draft, line: Line, texts: dict[str, str], points: dict[str, Cell | None]) -> int | None:
    """Points in a cell merged down over several indicators count once: those of the first. Gives its number, None for own points."""
    shared = None
    for name in ("weight", "score"):
        cell = points.get(name)
        if cell is None or not line.aligned or cell.row >= line.row or not norm(texts[name]):
            continue
        m = _OF_INDICATOR.match(draft.roles.get((line.number, cell.row, cell.col), ""))
        if m is not None and m[2] == name:
            shared, texts[name] = int(m[1]), ""
    return shared


def part_points(columns: Columns, texts: dict[str, str]) -> None:
    """Under 得分/分值 or 目标值/完成值 one cell prints both; each gets its own text."""
    if not _SHARED.search("".join(texts.values())):
        return
    for name, other in (("score", "weight"), ("weight", "score")):
        column = columns.get(name)
        both = None if column is None or columns.has(other) else both_points(column.text, texts.get(name, ""))
        if both is not None:
            texts["weight"], texts["score"] = both
    for name, other in (("target", "actual"), ("actual", "target")):
        column = columns.get(name)
        if column is not None and not columns.has(other):
            texts.update(_two_values(column.text, texts.get(name, "")))


def _two_values(label: str, text: str) -> dict[str, str]:
    """Target and result of a cell under 目标值/完成值 (≥48次/52次); nothing under a label that names one of them."""
    labels, parts = label.split("/"), text.split("/")  # 元/亩 has strokes of its own: as many on either side
    half = len(parts) // 2
    if len(labels) != 2 or len(parts) % 2 or not labels[0] or not labels[1]:
        return {}
    done = [bool(WORDS.actual.search(x)) for x in labels]
    if done[0] == done[1] or not WORDS.target.search(labels[done.index(False)]):
        return {}
    values = "/".join(parts[:half]).strip(), "/".join(parts[half:]).strip()
    return {"actual" if d else "target": v for d, v in zip(done, values, strict=True)}


def evidence(line: Line, columns: Columns, vocabulary: Vocabulary) -> int:
    """How much a line looks like a row of this block: level names and points speak for it, words for points against."""
    chosen, left = pick(line, columns, row_fit(vocabulary))
    texts = {name: joined(cells)[0] for name, cells in chosen.items()}
    count = sum(bool(vocabulary.exact(level, split_points(texts.get(level, ""))[0])) for level in ("level1", "level2"))
    count += sum(bool(vocabulary.exact("level1", split_points(c.text)[0])) for c in left)
    for name in ("weight", "score"):
        key = norm(texts.get(name, ""))
        if key not in _EMPTY and key != "分":
            count += 1 if parse_weight(key) is not None or _BOTH_POINTS.match(key) else -3
    target = parse_target(clean(texts.get("target", "")))
    count += target.number is not None and target.operator not in (None, QUALITATIVE)
    return count


def is_nameless(line: Line, columns: Columns, picked: Picked) -> bool:
    """Whether a line prints points (10分) where the indicator's name belongs."""
    column = columns.get("level3")
    if column is not None and columns.aligned and line.aligned:
        text = next((c.text for c in line.cover if c.col <= column.first <= c.last_col), "")
    else:
        text, _ = joined(picked[0].get("level3"))
    return norm(text).endswith("分") and parse_score(text) is not None


def _levels(
    draft: Draft, line: Line, columns: Columns, left: Sequence[Cell], texts: dict[str, str], vocabulary: Vocabulary
) -> None:
    """Settle level 1 and 2: from the row, from an unlabelled column beside it, else carried down from above."""
    levels = draft.levels
    own = split_points(texts.get("level1", ""))
    if not own[0] and _merged_over_level2(line, columns, texts.get("level2", ""), vocabulary):
        own, texts["level1"], texts["level2"] = split_points(texts["level2"]), texts["level2"], ""
    for cell in left:
        bare, printed = split_points(cell.text)
        if not own[0] and vocabulary.exact("level1", bare):
            own = (bare, own[1] if printed is None else printed)
            draft.role(line, cell, "label:level1")
        elif norm(cell.text):
            draft.role(line, cell, "label:side")
    if own[0] and own[0] != levels.level1:
        levels.level1, levels.level1_points, levels.level2, levels.level2_points = *own, None, None
    elif own[1] is not None:
        levels.level1_points = own[1]
    two = split_points(texts.get("level2", ""))
    if two[0]:
        levels.level2, levels.level2_points = two
    for level in ("level1", "level2"):
        points = parse_weight(texts.get(f"{level}_points", ""))
        if points is not None:
            setattr(levels, f"{level}_points", points)


def _merged_over_level2(line: Line, columns: Columns, two: str, vocabulary: Vocabulary) -> bool:
    """Where spans are lost: whether a cell counted as level 2 stands at the place of level 1, one cell of the row missing."""
    level1 = columns.get("level1")
    if columns.aligned or level1 is None or len(line.cells) != columns.cells - 1 or not norm(two):
        return False
    at = line.cells[level1.first - 1]
    return norm(at.text) == norm(two) and vocabulary.exact("level1", split_points(two)[0]) is not None


def _indicator(draft: Draft, texts: dict[str, str]) -> Indicator:
    """The parsed values of a row. Operator, value and unit in columns of their own are joined to one target text."""
    name = clean(texts.get("level3", ""))
    sign, unit = clean(texts.get("operator", "")), clean(texts.get("unit", ""))
    kind = clean(texts.get("core", ""))
    if KIND.match(norm(sign)) and not _has_signs(draft):
        kind, sign = sign, ""
    unit = "" if norm(unit) in _EMPTY else unit
    value = clean(texts.get("target", ""))
    adjusted = clean(texts.get("target_adjusted", ""))
    operator_cell = "" if norm(sign) in _EMPTY else sign
    target_text = value
    if draft.columns is not None and draft.columns.has("operator") and _has_signs(draft) and (value or operator_cell):
        target_text = operator_cell + value + ("" if not value or norm(value).endswith(norm(unit)) else unit)
    year = draft.year
    level2 = draft.levels.level2 or ""
    target = parse_target(value, name=name, operator_cell=operator_cell, unit_cell=unit, level2=level2, year=year)
    actual_text = clean(texts.get("actual", ""))
    actual = parse_actual(actual_text, name=name, unit_cell=unit, target=target, level2=level2, year=year)
    # 偏差原因 | 改进措施 in columns of their own: all of them that say something
    parts = [clean(t) for name, t in texts.items() if name == "reason" or name.startswith("measures")]
    said = [p for p in parts if norm(p) not in _EMPTY and norm(p) not in _TICKS]
    reason = "\n".join(said) if len(parts) > 1 else "".join(parts)
    return Indicator(
        indicator_no=0,
        level1=draft.levels.level1,
        level2=draft.levels.level2,
        level3=name or None,
        target_text=target_text,
        operator=target.operator,
        target_value=target.number,
        target_unit=(target.unit or unit or None) if target.number is not None else None,
        actual_text=actual_text,
        actual_value=actual.number,
        actual_unit=actual.unit,
        weight=parse_weight(texts.get("weight", "")),
        score=parse_score(texts.get("score", "")),
        reason=reason,
        operator_cell=operator_cell,
        unit_cell=unit,
        kind_cell=kind,
        target_adjusted=adjusted,
        method=clean(texts.get("method", "")),
        coefficient=parse_rate(texts.get("coefficient", "")),
        review_score=parse_score(texts.get("review_score", "")),
        review_opinion=clean(texts.get("review_opinion", "")),
        level1_weight=draft.levels.level1_points,
        level2_weight=draft.levels.level2_points,
        score_text=texts.get("score", ""),
        weight_text=texts.get("weight", ""),
    )


def _has_signs(draft: Draft) -> bool:
    """Whether the column 指标性质 of this form holds operators (≥ ≤ =) and not kinds (定量, 定性)."""
    return draft.operator_signs


#: The column of the block that a contract column is printed in.
_PRINTED = {
    "level1": "level1", "level2": "level2", "level3": "level3", "target": "target_text", "actual": "actual_text",
    "weight": "weight", "score": "score", "reason": "reason", "operator": "operator_cell", "unit": "unit_cell",
    "core": "kind_cell", "target_adjusted": "target_adjusted", "method": "method", "coefficient": "coefficient",
    "review_score": "review_score", "review_opinion": "review_opinion",
    "level1_points": "level1_weight", "level2_points": "level2_weight",
}  # fmt: skip


def _addresses(
    draft: Draft, line: Line, columns: Columns, chosen: dict[str, list[Cell]], texts: dict[str, str],
    points: dict[str, Cell | None], item: Indicator,
) -> None:  # fmt: skip
    for column in columns.items:
        field_name = _PRINTED.get(column.name)
        cell = points.get(column.name)
        if field_name is None:
            draft.role(line, cell, f"column:{column.name}")
            continue
        value = getattr(item, field_name)
        where = indicator(item.indicator_no, field_name)
        draft.set_field(where, line, cell, texts[column.name], value, column.text)
        for other in chosen.get(column.name, ()):
            draft.role(line, other, f"value:{where}")


def _unlisted(draft: Draft, line: Line, columns: Columns, chosen: dict[str, list[Cell]], item: Indicator) -> None:
    """Columns whose label is none of ours, and values of earlier years, keep their cells under the label (``indicators[3].佐证材料``). The first
    stay what they are, cells that were not understood."""
    taken = {id(c) for name, cells in chosen.items() for c in cells if name != "prior"}
    for column in (*columns.open, *(c for c in columns.items if c.name == "prior")):
        label = label_key(column.text)
        if not label or not re.fullmatch(r"\w+", label) or label in _PRINTED.values():
            continue
        if columns.aligned and line.aligned:
            cells = [
                c for c in line.cover if c.col <= column.last and c.last_col >= column.first and id(c) not in taken
            ]
        elif len(line.cells) == columns.cells:
            cells = [c for c in line.cells[column.first - 1 : column.last] if id(c) not in taken]
        else:
            continue
        text, cell = joined(cells)
        where = indicator(item.indicator_no, label)
        draft.fields.setdefault(where, field_at(where, text, clean(text) or None, line, cell, column.text))


def operator_signs(lines: Sequence[Line], columns: Columns, vocabulary: Vocabulary) -> bool:
    """Looks down the operator column of a block: True when any cell holds a comparison sign or word.

    Where the signs stand in a second column that the header could not tell from it, the two change places.
    """
    operator, second = columns.get("operator"), columns.get("core")
    if operator is None:
        return False
    if _holds_signs(lines, columns, "operator", vocabulary):
        return True
    if second is not None and _holds_signs(lines, columns, "core", vocabulary):
        operator.name, second.name = "core", "operator"
        return True
    return False


def _holds_signs(lines: Sequence[Line], columns: Columns, name: str, vocabulary: Vocabulary) -> bool:
    fit = row_fit(vocabulary)
    for line in lines:
        key = norm(joined(pick(line, columns, fit)[0].get(name))[0])
        if key not in _EMPTY and WORDS.operator.match(key) and not KIND.match(key) and not DIRECTION.match(key):
            return True
    return False
