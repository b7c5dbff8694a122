"""The funds block: a row a source and a column a kind of amount, or sideways, or as pairs of label and amount."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from selfeval_nb.common.where import fund
from selfeval_nb.common.words import Words
from selfeval_nb.forms.blocks.funds.cell import amounts_by_source, prints_several, two_kinds
from selfeval_nb.forms.grid.columns import Columns, joined, pick
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.grid.labels import AMOUNTS, is_number, source_of
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.model import FundRow
from selfeval_nb.forms.values.numbers import POINTS, parse_amount, parse_rate, parse_score, parse_weight
from selfeval_nb.forms.words.text import clean, norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, label_key
from selfeval_nb.readers.model import Cell

WORDS = Words("reading", "fund_rows")

_POINTS = re.compile(rf"[(（]({POINTS})分")
_SPENT = re.compile(r"(?:预算|资金|经费)执行$")
_OF_WHICH = re.compile(r"^(?:其中|包括)")
_NO_VALUE = re.compile(r"^[-—/\\分%]*$")

_PARSE: dict[str, Callable[[str], float | None]] = {
    "initial": parse_amount,
    "budget": parse_amount,
    "executed": parse_amount,
    "weight": parse_weight,
    "rate": parse_rate,
    "score": parse_score,
}


def money_unit(text: str) -> str | None:
    """The money unit that a label or a line 单位：万元 prints."""
    key = norm(text)
    m = WORDS.unit_line.search(key) or WORDS.money_unit.search(key)
    return m[1] if m else None


def read_labels(draft: Draft, columns: Columns, lines: Sequence[Line]) -> None:
    """What the header itself says: the money unit and the points of the execution rate (预算执行情况（20分）)."""
    texts = [c.text for line in lines for c in line.cover]
    for text in texts:
        draft.money_unit = draft.money_unit or money_unit(text)
        m = _POINTS.search(norm(text))
        if m and draft.execution_weight is None:
            draft.execution_weight = float(m[1])
    for line in lines:
        for cell in line.cells:
            if any(norm(cell.text) == norm(label.text) for label in columns.labels):
                draft.role(line, cell, "label:funds")
            elif norm(cell.text):
                draft.role(line, cell, "label:funds_side")


def fund_fit(name: str, text: str) -> int:
    """How well a text suits a funds column (see ``columns.pick``)."""
    key = norm(text)
    if _NO_VALUE.match(key):
        return 0
    if name.split("|")[-1] in _PARSE or name.startswith("source:"):
        return 2 if is_number(text) else 0 if prints_several(text) else -1
    return 0


def read_row(draft: Draft, line: Line, columns: Columns, vocabulary: Vocabulary) -> bool:
    """One line below a funds header. False when the line does not belong to the block."""
    if any(c.name.startswith("source:") for c in columns.items) and len(line.filled) == 2:
        label, value = line.filled
        kind = vocabulary.exact("funds_column", label.text)
        if kind in ("rate", "score", "weight") and is_number(value.text):
            # one rate for the whole block, in a cell merged over the sources
            draft.role(line, label, "label:fund")
            _put(draft, line, "total", "", kind, value.text, value)
            return True
    chosen, left = pick(line, columns, fund_fit)
    texts = {name: joined(cells)[0] for name, cells in chosen.items()}
    side = norm(columns.side.text) if columns.side is not None else None
    # a number in a column of no known kind (财政收回数) names no source
    labels = [
        c for c in left if norm(c.text) and norm(c.text) != side and c is not columns.side and not is_number(c.text)
    ]
    label_text, label_cell = _row_label(labels, vocabulary)
    if _read_sources(draft, line, columns, chosen, label_text, vocabulary):
        return True
    sideways = any(c.name.startswith("source:") for c in columns.items)
    if label_text and vocabulary.exact("goal", label_text) and not vocabulary.exact("funds_row", label_text):
        return False
    kind = vocabulary.find("funds_column", label_text) if sideways and label_text else None
    source = source_of(label_text, vocabulary) if label_text else None
    numbers = sum(is_number(t) for n, t in texts.items() if n in _PARSE or n.startswith("source:"))
    printed = [t for t in texts.values() if norm(t)]
    if (
        any(
            not is_number(t) and not _NO_VALUE.match(norm(t))
            for n, t in texts.items()
            if n.split("|")[-1] in AMOUNTS and norm(t)
        )
        and not numbers
    ):
        return False
    if not printed and label_text and label_key(label_text) in ("其中", "包括"):
        for c in left:
            draft.role(line, c, "label:fund")
        return True  # a row of its own that says: of which
    if kind is None and source is None and not (numbers and not label_text):
        # an unknown label with amounts in its columns is a source nobody listed; any other line ends the block
        if not (label_text and numbers >= 1 and len(label_key(label_text)) <= 16):
            return False
        source = label_key(label_text)
    if not printed and source is None and kind is None:
        return False
    for c in left:
        draft.role(line, c, "label:fund")
        draft.money_unit = draft.money_unit or money_unit(c.text)
    if sideways:
        for column in columns.items:
            text, cell = joined(chosen.get(column.name))
            column_source, _, column_kind = column.name.removeprefix("source:").partition("|")
            if column.name.startswith("source:"):
                _put(draft, line, column_source, column.text, column_kind or kind or "budget", text, cell)
            else:
                for name, part in two_kinds(column, text, vocabulary):
                    _put(draft, line, "total", column.text, name, part, cell)
        return True
    if len(draft.funds) == 1 and _OF_WHICH.match(norm(label_text)):
        _name_total(draft, vocabulary)
    row = _row(draft, source or "total", clean(label_text), new=True)
    draft.set_field(fund(row.source, "label"), line, label_cell, label_text, row.label)
    for column in columns.items:
        text, cell = joined(chosen.get(column.name))
        for name, part in two_kinds(column, text, vocabulary):
            if name in _PARSE or name == "reason":
                _set(draft, line, row, name, part, cell)
        for other in chosen.get(column.name, ()):
            draft.role(line, other, f"column:{column.name}")
    return True


def _read_sources(
    draft: Draft, line: Line, columns: Columns, chosen: dict[str, list[Cell]], row_label: str, vocabulary: Vocabulary
) -> bool:
    """A row whose amounts each print the total and what it is made of in one cell; rate and points are the row's."""
    texts = {name: joined(cells) for name, cells in chosen.items()}
    parts = {name: amounts_by_source(texts[name][0], vocabulary) for name in texts if name in AMOUNTS}
    if not any(parts.values()):
        return False
    own = (source_of(row_label, vocabulary) if row_label else None) or "total"
    for column in columns.items:
        text, cell = texts.get(column.name, ("", None))
        if parts.get(column.name):
            for source, label, amount in parts[column.name]:
                _put(draft, line, source or own, label or clean(row_label), column.name, amount, cell)
            continue
        for name, part in two_kinds(column, text, vocabulary):
            _put(draft, line, own, clean(row_label), name, part, cell)
    for c in line.cells:
        draft.role(line, c, "label:fund")
    return True


def _row_label(labels: Sequence[Cell], vocabulary: Vocabulary) -> tuple[str, Cell | None]:
    """The row's label: the cell that names a source, else all cells left of the amounts together."""
    for cell in reversed(labels):
        if source_of(cell.text, vocabulary) or vocabulary.exact("funds_column", cell.text):
            return cell.text, cell
    if not labels:
        return "", None
    return labels[-1].text, labels[-1]


def _name_total(draft: Draft, vocabulary: Vocabulary) -> None:
    """The first row under a label nobody listed (年度金额) is the total when the next says what it is made of (其中：…)."""
    row = draft.funds[0]
    if row.source == "total" or source_of(row.label, vocabulary) is not None:
        return
    old, row.source = fund(row.source) + ".", "total"
    for where in [w for w in draft.fields if w.startswith(old)]:
        new = "funds[total]." + where.removeprefix(old)
        draft.fields[new] = replace(draft.fields.pop(where), where=new)
    for key, what in draft.roles.items():
        if what.startswith(f"value:{old}"):
            draft.roles[key] = "value:funds[total]." + what.removeprefix(f"value:{old}")


def set_amount(draft: Draft, line: Line, kind: str, label: str, text: str, cell: Cell | None) -> None:
    """An amount of the form as a whole, from the cell of a list."""
    _put(draft, line, "total", clean(label), kind, text, cell)


def _row(draft: Draft, source: str, label: str, *, new: bool) -> FundRow:
    for row in draft.funds:
        if row.source == source:
            if not new:
                return row
            break
    else:
        row = FundRow(len(draft.funds) + 1, source, label)
        draft.funds.append(row)
        return row
    k = 2
    while any(r.source == f"{source}#{k}" for r in draft.funds):
        k += 1
    row = FundRow(len(draft.funds) + 1, f"{source}#{k}", label)
    draft.funds.append(row)
    return row


def _put(draft: Draft, line: Line, source: str, label: str, kind: str, text: str, cell: Cell | None) -> None:
    if kind not in _PARSE and kind != "reason":
        return
    row = _row(draft, source, label, new=False)
    if getattr(row, kind) in (None, "") or norm(text):  # a merge over several rows, dissolved, leaves blanks below
        _set(draft, line, row, kind, text, cell)


def _set(draft: Draft, line: Line, row: FundRow, kind: str, text: str, cell: Cell | None) -> None:
    if kind == "reason":
        row.reason = clean(text)
        draft.set_field(fund(row.source, "reason"), line, cell, text, row.reason)
        return
    value = _PARSE[kind](text)
    setattr(row, kind, value)
    if kind in AMOUNTS:
        draft.money_hint = draft.money_hint or _unit_of(text)
    draft.set_field(fund(row.source, kind), line, cell, text, value)


def _stated(line: Line) -> list[tuple[str, int, Cell, str, Cell]]:
    """What a line states as label and amount: in cells side by side, or as 标签：数额 in one cell or paragraph.

    Each as (label, position in the line, its cell, amount, its cell).
    """
    out = []
    for left, right in itertools.pairwise(line.filled):
        if is_number(right.text) and not is_number(left.text) and len(label_key(left.text)) >= 2:
            place = left.col if line.aligned else line.cells.index(left) + 1
            out.append((left.text, place, left, right.text, right))
    for cell in line.filled:
        for n, m in enumerate(WORDS.stated.finditer(clean(cell.text))):
            out.append((m[1], cell.col + n if line.table is None else cell.col, cell, m[2], cell))
    return out


def read_pairs(draft: Draft, line: Line, vocabulary: Vocabulary) -> bool:
    """A line of labels each followed by its amount (年初预算数 | 100 | 全年执行数 | 98): the total, without a header.

    A line below that repeats a source instead (其中：财政拨款 | 100 | 其中：财政拨款 | 98) states its amounts in the same
    order. Two of a kind (预算数, 到位数) are one: the first.
    """
    if _several_sources(draft, line, vocabulary):
        return True
    stated = _stated(line)
    known = any(vocabulary.exact("funds_column", text) in AMOUNTS for text, *_ in stated)
    lookup = vocabulary.find if known else vocabulary.exact
    pairs = [(lookup("funds_column", text), place, label, amount, cell) for text, place, label, amount, cell in stated]
    if known and not any(kind == "executed" for kind, *_ in pairs):  # 预算执行 | 760 behind 预算安排 | 800
        pairs = [("executed" if _SPENT.search(label_key(p[2].text)) else p[0], *p[1:]) for p in pairs]
    if known and not any(kind in ("initial", "budget") for kind, *_ in pairs):  # 资金总额 | 86 beside 已支付 | 81.7
        pairs = [("budget" if source_of(p[2].text, vocabulary, like=False) == "total" else p[0], *p[1:]) for p in pairs]
    pairs = [p for p in pairs if p[0] in _PARSE]
    if not {kind for kind, *_ in pairs} & AMOUNTS:  # 自评得分 beside no amount is the form's
        pairs = [p for p in pairs if vocabulary.find("head", p[2].text) is None]
    kinds = {kind for kind, *_ in pairs}
    if not pairs and draft.pair_kinds:
        return _source_pairs(draft, line, stated, vocabulary)
    if not kinds & AMOUNTS:
        told = [text for text, *_ in stated if vocabulary.find("funds_column", text) or label_key(text).endswith("率")]
        points = kinds <= {"rate", "score", "weight"} and len(told) == len(stated)
        if "rate" not in kinds or not draft.funds or not (points or (kinds == {"rate"} and len(stated) <= 2)):
            return False
    elif len(pairs) < 2 and not _goes_on(draft, str(pairs[0][0])):
        return False
    source = next((s for c in line.filled if (s := source_of(c.text, vocabulary, like=False))), "total")
    label = next((c for c in line.filled if source_of(c.text, vocabulary, like=False)), None)
    row = _row(draft, source, clean(label.text) if label else "", new=False)
    seen: set[str] = set()
    for kind, _, left, amount, cell in pairs:
        assert kind is not None
        draft.role(line, left, "label:funds")
        if kind not in seen:
            _set(draft, line, row, kind, amount, cell)
        else:
            draft.role(line, cell, "label:funds_side")
        seen.add(kind)
        draft.money_unit = draft.money_unit or money_unit(left.text) or _unit_of(amount)
    if kinds & AMOUNTS:
        draft.pair_kinds = {place: kind for kind, place, *_ in pairs if kind is not None}
    for c in line.filled:
        if c is label or vocabulary.exact("funds_side", c.text) or vocabulary.find("funds_column", c.text):
            draft.role(line, c, "label:funds_side")
    return True


def _goes_on(draft: Draft, kind: str) -> bool:
    """Whether one amount alone in its row is the one that the pairs above it left out (执行数 below 预算数 and 执行率)."""
    total = next((f for f in draft.funds if f.source == "total"), None)
    return bool(draft.pair_kinds) and total is not None and getattr(total, kind) is None


def _several_sources(draft: Draft, line: Line, vocabulary: Vocabulary) -> bool:
    """预算数 | 总额：2300 其中：财政资金：2200 自筹资金：100: a kind of amount, and beside it what each source has of it."""
    found = False
    for left, right in itertools.pairwise(line.filled):
        kind = vocabulary.exact("funds_column", left.text)
        parts = amounts_by_source(right.text, vocabulary) if kind in AMOUNTS else []
        if len(parts) < 2:
            continue
        for source, label, amount in parts:
            _put(draft, line, source or "total", label, str(kind), amount, right)
        draft.role(line, left, "label:funds")
        found = True
    if not found:
        return False
    for left, right in itertools.pairwise(line.filled):
        kind = vocabulary.exact("funds_column", left.text)
        if kind in _PARSE and is_number(right.text):
            _put(draft, line, "total", "", str(kind), right.text, right)
            draft.role(line, left, "label:funds")
    return True


def _source_pairs(draft: Draft, line: Line, stated: list, vocabulary: Vocabulary) -> bool:
    """Amounts of one source, their kinds told by the pairs of the line above."""
    kinds = [draft.pair_kinds.get(place) for _, place, *_ in stated]
    if None in kinds and len(stated) == len(draft.pair_kinds):  # spans are lost: in the order of the line above
        kinds = [draft.pair_kinds[place] for place in sorted(draft.pair_kinds)]
    found = [
        (source_of(text, vocabulary) or _beside_sources(draft, text), kind, text, *rest)
        for (text, _, *rest), kind in zip(stated, kinds, strict=True)
    ]
    if not found or any(source is None or kind is None for source, kind, *_ in found):
        return False
    seen: set[tuple[str, str]] = set()
    for source, kind, text, left, amount, cell in found:
        draft.role(line, left, "label:fund")
        if (source, kind) not in seen:
            label = clean(left.text) if left is not cell else clean(text)
            _set(draft, line, _row(draft, source, label, new=False), kind, amount, cell)
        else:
            draft.role(line, cell, "label:funds_side")
        seen.add((source, kind))
    for c in line.filled:
        draft.role(line, c, "label:funds_side")
    return True


def _beside_sources(draft: Draft, text: str) -> str | None:
    """A label nobody listed (区级财政) below pairs that were read by source: one more of them."""
    key = label_key(text)
    return key if len(draft.funds) > 1 and 2 <= len(key) <= 10 else None


def _unit_of(amount: str) -> str | None:
    m = WORDS.money.search(norm(amount))
    return m[1] if m else None
