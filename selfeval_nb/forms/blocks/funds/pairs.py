"""Funds without a header: labels each followed by their amounts, in cells side by side or in a line of text."""

from __future__ import annotations

import itertools
import re

from selfeval_nb.forms.blocks.funds.amounts import PARSE, WORDS, fund_row, money_unit, put, set_value, unit_of
from selfeval_nb.forms.blocks.funds.assign import assign
from selfeval_nb.forms.blocks.funds.cell import amounts_by_source
from selfeval_nb.forms.blocks.funds.stack import holds, pillars
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.grid.labels import AMOUNTS, is_number, source_of
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.words.text import clean
from selfeval_nb.forms.words.vocabulary import Vocabulary, label_key
from selfeval_nb.readers.model import Cell

_MOST_PAIRS = 8
_SPENT = re.compile(r"(?:预算|资金|经费)执行$")


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


def states_amounts(line: Line, vocabulary: Vocabulary) -> bool:
    """Whether a row prints two kinds of amount by name, each with its number behind it."""
    kinds = {vocabulary.exact("funds_column", a.text) for a, b in itertools.pairwise(line.filled) if is_number(b.text)}
    return len(kinds & AMOUNTS) > 1


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
    if not known or len({kind for kind, *_ in pairs} & AMOUNTS) < 2:
        pairs = _by_rate(stated, vocabulary) or pairs
    pairs = [p for p in pairs if p[0] in PARSE]
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
    row = fund_row(draft, source, clean(label.text) if label else "", new=False)
    seen: set[str] = set()
    for kind, _, left, amount, cell in pairs:
        assert kind is not None
        draft.role(line, left, "label:funds")
        if kind not in seen:
            set_value(draft, line, row, kind, amount, cell)
        else:
            draft.role(line, cell, "label:funds_side")
        seen.add(kind)
        draft.money_unit = draft.money_unit or money_unit(left.text) or unit_of(amount)
    if kinds & AMOUNTS:
        draft.pair_kinds = {place: kind for kind, place, *_ in pairs if kind is not None}
    for c in line.filled:
        if c is label or vocabulary.exact("funds_side", c.text) or vocabulary.find("funds_column", c.text):
            draft.role(line, c, "label:funds_side")
    return True


def _by_rate(stated: list[tuple[str, int, Cell, str, Cell]], vocabulary: Vocabulary) -> list:
    """The kinds of a line's amounts where a label is unknown and the rate that is printed beside them bears them out; else nothing."""
    if not 3 <= len(stated) <= _MOST_PAIRS or any(label is cell for _, _, label, _, cell in stated):
        return []
    reading = assign(pillars([(label, cell) for _, _, label, _, cell in stated]), vocabulary)
    return [(r, *s[1:]) for r, s in zip(reading.roles, stated, strict=True)] if holds(reading) else []


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
            put(draft, line, source or "total", label, str(kind), amount, right)
        draft.role(line, left, "label:funds")
        found = True
    if not found:
        return False
    for left, right in itertools.pairwise(line.filled):
        kind = vocabulary.exact("funds_column", left.text)
        if kind in PARSE and is_number(right.text):
            put(draft, line, "total", "", str(kind), right.text, right)
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
            set_value(draft, line, fund_row(draft, source, label, new=False), kind, amount, cell)
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
