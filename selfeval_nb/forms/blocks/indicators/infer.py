"""Columns whose label nobody listed, told by what stands in them: points, signs, units, values, names, reasons.

Only columns that the header left open are touched, and only fields that no label has claimed are given to them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from selfeval_nb.forms.blocks.indicators.rows import KIND, OPERATOR, split_points
from selfeval_nb.forms.grid.columns import Column, Columns
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.values import units
from selfeval_nb.forms.values.numbers import parse_score
from selfeval_nb.forms.values.values import parse_target
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary

_POINTS = re.compile(r"^[0-9]{1,3}(\.[0-9]+)?分?$")
_NOTHING = frozenset(("", "-", "/", "—", "——", "--", "分", "\\"))
_YES_NO = frozenset(("是", "否", "√", "×", "☑", "□"))
_VALUES = frozenset(("number", "percent", "money", "date", "deadline", "duration", "period", "range"))
_STATED = frozenset(("status", "boolean", "trend", "level", "compliance"))
#: Labels of prices and changes: whatever stands below is no points.
_NO_POINTS = re.compile("增减|单价|价格|[较比]上年|投资|金额|经费|费用|资金|元[)）]?$")
#: Who is responsible: no reason.
_RESPONSIBLE = re.compile("科室|处室|股室|部门|单位|责任人?|负责人?|经办")
#: Columns that a form can do without: contents that say otherwise win over their label.
_MINOR = frozenset(("core", "number", "method", "unit", "operator"))
#: A sample of rows is enough to tell a column.
_ROWS = 30
_MOST = 0.6
#: The longest that values in words are on average.
_SHORT = 15


@dataclass(slots=True)
class _Seen:
    """What stands in a column, a text a row (blank rows left out), as shares of the rows that print something."""

    column: Column
    texts: list[str]
    rows: int
    numbers: list[float | None]

    def share(self, test) -> float:
        return sum(bool(test(t)) for t in self.texts) / len(self.texts) if self.texts else 0.0

    @property
    def filled(self) -> float:
        return len(self.texts) / self.rows if self.rows else 0.0

    @property
    def length(self) -> float:
        return sum(map(len, self.texts)) / len(self.texts) if self.texts else 0.0


def infer_columns(columns: Columns, ahead: Sequence[Line], vocabulary: Vocabulary) -> None:
    """Name the open columns of an indicator block from the rows below its header, in place."""
    least = max(3, round(0.6 * len(columns.items)))
    rows = [ln for ln in ahead[:_ROWS] if len(ln.cover) >= least and sum(bool(norm(c.text)) for c in ln.cells) >= 2]
    rows = [ln for ln in rows if not _says_one_thing(ln)]
    _split_levels(columns, rows, vocabulary)
    if not columns.aligned:
        rows = [line for line in rows if len(line.cells) == columns.cells]
    if not rows:
        return
    _not_beside(columns, rows)
    _deepest(columns, rows)
    open_ = [c for c in columns.open if not any(c.first <= k.last and c.last >= k.first for k in columns.items)]
    seen = [_look(c, rows) for c in sorted(open_, key=lambda c: c.first)]
    for level in ("level1", "level2"):
        if not columns.has(level):
            _levels(columns, seen, rows, level, vocabulary)
    _unlisted_level(columns, seen, merged=any(len(ln.cells) < columns.cells for ln in ahead[: len(rows)]))
    _split_nature(columns, rows)
    _sign_for_target(columns, rows)
    operator = columns.get("operator")
    if operator is not None and not columns.has("core") and _look(operator, rows).share(_is_kind) >= _MOST:
        operator.name = "core"  # 定量, 定性: the signs stand in another column, if anywhere
    for name, test in (("operator", _is_sign), ("core", _is_kind), ("unit", _is_unit)):
        if not columns.has(name):
            _take(columns, seen, name, lambda s, test=test: s.texts and s.length <= 4 and s.share(test) >= _MOST)
    if not columns.has("number"):
        _take(columns, seen, "number", _counts)
    seen = [s for s in seen if s.column.text]  # a column without any label holds no value of its own
    _points(columns, seen, rows)
    _name(columns, seen)
    _values(columns, seen, vocabulary)
    _name(columns, seen)  # where no value was labelled, the name stands left of what the values were told by
    if not columns.has("reason"):
        last = max((c.last for c in columns.items if c.name in ("score", "actual", "weight", "target")), default=0)
        _take(
            columns,
            seen,
            "reason",
            lambda s: (
                s.column.first > last
                and not _RESPONSIBLE.search(s.column.text)
                and s.share(lambda t: parse_score(t) is not None) < 0.3
                and vocabulary.find("column", s.column.text) in (None, "reason")
            ),
        )


def _not_beside(columns: Columns, rows: Sequence[Line]) -> None:
    """A label taken to head the levels that prints nothing else down the block stands beside it: no level."""
    for column in columns.group_levels:
        if any(c.text for c in columns.open) and set(_look(column, rows).texts) <= {norm(column.text)}:
            columns.items = [c for c in columns.items if c is not column]


def _deepest(columns: Columns, rows: Sequence[Line]) -> None:
    """Of 三级指标 and 四级指标 the deeper names the indicators, unless it explains them in sentences."""
    group, name = columns.get("group"), columns.get("level3")
    if group is None or name is None:
        return
    said = _look(name, rows)
    if said.share(lambda t: t.endswith("。") or len(t) > 24) >= 0.5:
        group.name, name.name = "level3", "method"


def _split_levels(columns: Columns, rows: Sequence[Line], vocabulary: Vocabulary) -> None:
    """One label (指标分类) over two columns that hold level 1 and level 2: each becomes a column of its own."""
    column = columns.get("level1")
    if column is None or columns.has("level2") or not rows:
        return
    first, wide = column.first, column.last > column.first

    def at(line: Line, place: int) -> str:
        return next((split_points(c.text)[0] for c in line.cover if c.col <= place <= c.last_col), "")

    if not columns.aligned:  # spans are lost: the rows have one cell more than the header
        rows = [line for line in rows if len(line.cells) == columns.cells + 1]
        wide = bool(rows)
    named = [line for line in rows if vocabulary.exact("level2", at(line, first + 1))]
    ones = [at(line, first) for line in rows if at(line, first)]
    if (
        not wide
        or len(named) < len(rows) / 2
        or sum(vocabulary.exact("level1", t) is not None for t in ones) < len(ones) / 2
    ):
        return
    if not columns.aligned:
        for other in (*columns.items, *columns.open):
            if other.first > first:
                other.first, other.last = other.first + 1, other.last + 1
        columns.cells += 1
        column.last = first + 1
    columns.items.append(Column("level2", first + 1, column.last, column.text))
    column.last = first
    columns.items.sort(key=lambda c: c.first)


def _split_nature(columns: Columns, rows: Sequence[Line]) -> None:
    """One label over two columns (指标性质), kinds in one and signs in the other: each becomes a column of its own."""
    column = columns.get("operator")
    if column is None or column.last == column.first or columns.has("core"):
        return
    parts = [Column("", k, k, column.text) for k in range(column.first, column.last + 1)]
    seen = [_look(p, rows) for p in parts]
    signs = next((s for s in seen if s.texts and s.share(_is_sign) >= _MOST), None)
    kinds = next((s for s in seen if s.texts and s.share(_is_kind) >= _MOST), None)
    if signs is None or kinds is None:
        return
    columns.items.remove(column)
    for item, name in ((signs, "operator"), (kinds, "core")):
        columns.items.append(Column(name, item.column.first, item.column.last, column.text))
    columns.items.sort(key=lambda c: c.first)


def _sign_for_target(columns: Columns, rows: Sequence[Line]) -> None:
    """Under a label over sign, value and unit the sign is no target; what seemed an adjusted one is the value."""
    target, second = columns.get("target"), columns.get("target_adjusted")
    if target is None or second is None or columns.has("operator"):
        return
    if _look(target, rows).share(_is_sign) >= _MOST:
        target.name, second.name = "operator", "target"


def _says_one_thing(line: Line) -> bool:
    """Whether one text fills most cells of a row, as where the merge of a closing row was dissolved."""
    texts = [key for c in line.cover if len(key := norm(c.text)) > 1 or key == "无"]
    return len(texts) > 3 and max(map(texts.count, set(texts))) * 2 > len(line.cover)


def _look(column: Column, rows: Sequence[Line]) -> _Seen:
    texts, numbers = [], []
    for line in rows:
        cell = next((c for c in line.cover if c.col <= column.first <= c.last_col), None)
        key = "" if cell is None else norm(cell.text)
        numbers.append(parse_score(key))
        if key not in _NOTHING:
            texts.append(key)
    return _Seen(column, texts, len(rows), numbers)


def _assign(columns: Columns, seen: list[_Seen], item: _Seen, name: str) -> None:
    seen.remove(item)
    columns.items.append(Column(name, item.column.first, item.column.last, item.column.text, "contents"))
    columns.items.sort(key=lambda c: c.first)


def _take(columns: Columns, seen: list[_Seen], name: str, test) -> None:
    item = next((s for s in seen if test(s)), None)
    if item is not None:
        _assign(columns, seen, item, name)


def _levels(columns: Columns, seen: list[_Seen], rows: Sequence[Line], level: str, vocabulary: Vocabulary) -> None:
    """The column of a level by the level names in it, whatever minor column its label was taken for (指标类型)."""

    def named(text: str) -> bool:
        return vocabulary.exact(level, split_points(text)[0]) is not None

    # 服务对象满意度 is a name as well as a level: the only open column of a block without names holds these
    alone = level == "level2" and len(seen) == 1 and not columns.has("level3")
    for item in seen:
        if item.texts and item.share(named) >= 0.5 and not alone:
            _assign(columns, seen, item, level)
            return
    named_too = next((s for s in seen if vocabulary.find("column", s.column.text) == "level3"), None)
    name = columns.get("level3")
    if name is not None and named_too is not None and _look(name, rows).share(named) >= 0.5:
        name.name = level  # 评价内容 holds 产出, 效果; 评价指标 behind it the indicators
        _assign(columns, seen, named_too, "level3")
        return
    if name is not None and named_too is not None and level == "level1" and not columns.has("level2"):
        before, behind = _look(name, rows), set(named_too.texts)
        if name.last == named_too.column.first - 1 and len(set(before.texts)) < len(behind):
            name.name = level  # 评价内容 over several 评价指标 each
            _assign(columns, seen, named_too, "level3")
            return
    for column in columns.items:
        if column.name in _MINOR and _look(column, rows).share(named) >= 0.5:
            column.name = level
            return


def _unlisted_level(columns: Columns, seen: list[_Seen], *, merged: bool) -> None:
    """A labelled column of words beside the names, each over several of them, is a level whatever its names are.

    ``merged`` says that rows have fewer cells than the header, which is all that is left of a merge in a text.
    """
    name = columns.get("level3")
    if name is None or columns.has("level1") or columns.has("level2"):
        return
    for item in seen:
        beside = item.column.text and item.column.last == name.first - 1
        words = item.share(lambda t: any("\u4e00" <= c <= "\u9fff" for c in t) and len(t) <= 20)
        over = len(set(item.texts)) <= 0.7 * item.rows or (merged and not columns.aligned)
        if beside and words >= 0.9 and over:
            _assign(columns, seen, item, "level1")
            return


def _is_sign(text: str) -> bool:
    return OPERATOR.match(text) is not None and KIND.match(text) is None


def _is_kind(text: str) -> bool:
    return KIND.match(text) is not None or text in _YES_NO


def _counts(item: _Seen) -> bool:
    """Running numbers: whole, each larger than the one before."""
    numbers = [n for n in item.numbers if n is not None]
    rising = all(b > a for a, b in itertools.pairwise(numbers))
    return len(numbers) >= 3 and len(numbers) == len(item.texts) and rising and all(n.is_integer() for n in numbers)


def _is_unit(text: str) -> bool:
    return text == "%" or (len(text) <= 6 and units.known(text))


def _points(columns: Columns, seen: list[_Seen], rows: Sequence[Line]) -> None:
    """Weight and score: columns of points. A score never exceeds its weight; two open ones stand weight before score."""
    missing = [n for n in ("weight", "score") if not columns.has(n)]
    seen_points = [s for s in seen if not _NO_POINTS.search(s.column.text)]
    found = [
        s for s in seen_points if s.texts and s.share(lambda t: _POINTS.match(t) is not None) >= 0.9 and s.filled >= 0.5
    ]
    if not missing or not found:
        return
    if len(missing) == 2 and len(found) >= 2:
        _assign(columns, seen, found[-2], "weight")
        _assign(columns, seen, found[-1], "score")
        return
    known = columns.get("weight") or columns.get("score")
    if known is None:
        # one column of points and neither named: points that were given stand last, behind the actual value
        actual = columns.get("actual")
        behind = [s for s in found if actual is None or s.column.first > actual.last]
        if behind and len(missing) == 2:
            _assign(columns, seen, behind[-1], "score")
        return
    other = _look(known, rows).numbers
    for s in reversed(found):
        pairs = [(a, b) for a, b in zip(s.numbers, other, strict=True) if a is not None and b is not None]
        above = known.name == "weight"
        fitting = sum(a <= b + 0.005 if above else a >= b - 0.005 for a, b in pairs)
        if pairs and fitting >= 0.8 * len(pairs):
            _assign(columns, seen, s, missing[0])
            return


def _name(columns: Columns, seen: list[_Seen]) -> None:
    """The indicator's name: words in every row, left of target, actual and points."""
    if columns.has("level3"):
        return
    level = columns.get("level2") or columns.get("level1")
    right = min(
        (c.first for c in columns.items if c.name in ("target", "actual", "weight", "score", "operator", "unit")),
        default=0 if level is None else columns.width + 1,
    )
    found = [
        s
        for s in seen
        if s.column.last < right
        and s.filled >= _MOST
        and s.length >= 3
        and len(set(s.texts)) >= 0.6 * len(s.texts)
        and s.share(lambda t: t[0].isdigit() or _is_sign(t[0])) < 0.3
    ]
    if found:  # beside the levels; where none are in sight, beside the values
        behind = [s for s in found if level is not None and s.column.first > level.last]
        _assign(columns, seen, behind[0] if behind else found[-1], "level3")


def _is_value(text: str) -> bool:
    return parse_target(text).kind in _VALUES or parse_target(text).kind in _STATED


def _values(columns: Columns, seen: list[_Seen], vocabulary: Vocabulary) -> None:
    """Target and actual: values in most rows, the target left of the actual."""
    name = columns.get("level3") or columns.get("level2") or columns.get("level1")
    left = name.last if name is not None else 0
    found = [s for s in seen if s.column.first > left and s.filled >= 0.5 and s.share(_is_value) >= 0.5]
    if not columns.has("target") and not columns.has("actual"):
        if len(found) >= 2:
            _assign(columns, seen, found[0], "target")
            _assign(columns, seen, found[1], "actual")
            return
        found = [s for s in found if vocabulary.find("column", s.column.text) is None]
        if not found:
            return
        _assign(columns, seen, found[0], "target")
        found = []
    for missing, known in (("target", columns.get("actual")), ("actual", columns.get("target"))):
        if known is None or columns.has(missing):
            continue
        side = [
            s for s in found if (s.column.last < known.first if missing == "target" else s.column.first > known.last)
        ]
        if side or found:
            _assign(columns, seen, side[-1 if missing == "target" else 0] if side else found[0], missing)
            continue
        # words may be values too (提高): what stands next to the other value, before any points
        near = [
            s
            for s in seen
            if s.column.first > left
            and s.filled >= _MOST
            and s.length <= _SHORT
            and vocabulary.find("column", s.column.text) is None
            and (s.column.last + 1 == known.first if missing == "target" else s.column.first == known.last + 1)
        ]
        if near:
            _assign(columns, seen, near[0], missing)
