"""What sentences beside a form, or in its cells, state where no cell of its own has it: the amounts of the funds, the total score.

本项目累计安排资金10万元，实际到位10万元，资金使用率0%。 A statement is a known word directly before a number; what stands before the
word may only be plain (本项目, 累计). Amounts count when a text states a budget together with what was spent of it, or a total with its
parts; they are kept as printed, with the address of the cell or none for a paragraph, under the word as label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selfeval_nb.common.where import fund
from selfeval_nb.common.words import Words
from selfeval_nb.forms.blocks.funds.amounts import PARSE, fund_row
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.grid.labels import AMOUNTS, source_of
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.values.numbers import NUMBER
from selfeval_nb.forms.words.text import nfkc, norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, label_key
from selfeval_nb.readers.model import Cell

WORDS = Words("reading", "prose")

_STATED = re.compile(
    rf"(?P<label>[\u4e00-\u9fff]{{2,20}})[:]?\s{{0,4}}(?P<number>{NUMBER})\s{{0,4}}(?P<unit>亿元|百万元|万元|千元|元|%|分)?"
)
_OF_WHICH = re.compile("其中|包括")
_MONEY = frozenset(("亿元", "百万元", "万元", "千元", "元"))
#: Paragraphs behind and before a form that may speak of it; more text is a report of something else.
_NEAR = 12
_LONGEST = 600
_MOST_SCORE = 120
_CENT = 0.011


@dataclass(frozen=True, slots=True)
class Statement:
    """A number that a text states of a word: a ``kind`` of amount, a ``source`` of funds or ``total_score``."""

    kind: str
    source: str
    label: str
    text: str
    unit: str
    line: Line
    cell: Cell


def settle_prose(draft: Draft, lines: Sequence[Line], vocabulary: Vocabulary) -> None:
    """Take from the sentences of a form what none of its cells prints, in place; ``lines`` are those of its document."""
    wants_funds = not draft.funds and not draft.funds_seen
    score = draft.heads.get("total_score")
    wants_total = not draft.totals_seen and (score is None or score.value is None)
    if not draft.lines or not (wants_funds or wants_total):
        return
    texts = list(_texts(draft, lines, vocabulary))
    if wants_funds:
        _settle_funds(draft, [s for line, cell in texts for s in _statements(line, cell, vocabulary)])
    if wants_total:
        _settle_total(draft, texts, vocabulary)


def _texts(draft: Draft, lines: Sequence[Line], vocabulary: Vocabulary) -> Iterator[tuple[Line, Cell]]:
    """The cells of a form that nothing took, and the paragraphs next to it: from its title on, and behind it up to the next table."""
    own = [ln for ln in draft.lines if ln.table is not None]
    if not own:
        return
    first, last = own[0].index, own[-1].index
    above = []
    for line in reversed(lines[max(0, first - _NEAR) : first]):
        if line.table is not None:
            break
        above.append(line)
        if vocabulary.is_title(line.text):
            break
    for line in reversed(above):
        yield from ((line, c) for c in line.filled)
    for line in own:
        for c in line.filled:
            role = draft.roles.get((line.number, c.row, c.col), "unclaimed")
            if len(c.text) <= _LONGEST and role in ("unclaimed", "note", "value:conclusion", "value:other_notes"):
                yield line, c
    for line in lines[last + 1 : last + 1 + _NEAR]:
        if line.table is not None or vocabulary.is_title(line.text):
            break
        yield from ((line, c) for c in line.filled)


def _statements(line: Line, cell: Cell, vocabulary: Vocabulary) -> Iterator[Statement]:
    """The amounts and rates that a text states, each with its kind; the sources behind 其中 have the kind of the total before them."""
    text = nfkc(cell.text)
    cut = _OF_WHICH.search(text)
    for m in _STATED.finditer(text):
        unit, label = m["unit"] or "", m["label"]
        if unit not in _MONEY and unit != "%":
            continue
        printed = m["number"] + unit
        if cut is not None and m.start() >= cut.start() and unit in _MONEY:
            label = _OF_WHICH.sub("", label)
            source = source_of(label, vocabulary) or label_key(label)
            yield Statement("part", source, label, printed, unit, line, cell)
            continue
        word, kind = _known(label, vocabulary)
        if kind and (kind == "rate") == (unit == "%"):
            yield Statement(kind, "", word, printed, unit, line, cell)


def _known(label: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """The longest word at the end of a run of characters that names a kind of amount or the total, with nothing but plain words before it."""
    for k in range(len(label) - 1):
        word = label[k:]
        kind = vocabulary.exact("funds_column", word)
        if kind is None and source_of(word, vocabulary, like=False) == "total":
            kind = "total"
        if kind in PARSE or kind == "total":
            return (word, str(kind)) if WORDS.plain.fullmatch(label[:k]) else ("", "")
    return "", ""


def _settle_funds(draft: Draft, found: list[Statement]) -> None:
    """The total, and its parts where they add up: a budget with what was spent or a rate, or a total with parts."""
    units = [s.unit for s in found if s.unit in _MONEY]
    unit = draft.money_unit or draft.money_hint or (units[0] if units else None)
    found = [s for s in found if s.unit in ("%", unit)]
    kinds: dict[str, Statement] = {}
    for s in found:
        if s.kind != "part":
            kinds.setdefault("arrived" if s.kind == "budget" and WORDS.arrived.search(s.label) else s.kind, s)
    base = kinds.get("budget") or kinds.get("total") or kinds.get("initial") or kinds.get("arrived")
    if base is None:
        return
    parts = [s for s in found if s.kind == "part" and s.cell is base.cell]
    whole = PARSE["budget"](base.text) or 0.0
    if parts and abs(sum(PARSE["budget"](p.text) or 0.0 for p in parts) - whole) > _CENT:
        parts = []
    if not (parts or kinds.keys() & {"executed", "rate"}):
        return
    total = fund_row(draft, "total", base.label, new=False)
    for kind in ("initial", "executed", "rate"):
        if kind in kinds:
            _set(draft, kinds[kind], total.source, kind)
    if base.kind != "initial":
        _set(draft, base, "total", "budget")
    for part in parts:
        fund_row(draft, part.source, part.label, new=False)
        _set(draft, part, part.source, "budget")
    draft.money_unit = draft.money_unit or unit


def _set(draft: Draft, s: Statement, source: str, kind: str) -> None:
    row = next(f for f in draft.funds if f.source == source)
    value = PARSE[kind](s.text)
    setattr(row, kind, value)
    draft.set_field(fund(source, kind), s.line, s.cell, s.text, value, s.label)
    assert kind in AMOUNTS or kind == "rate"
    draft.stated.append(f"{s.label}{s.text}")


def _settle_total(draft: Draft, texts: Sequence[tuple[Line, Cell]], vocabulary: Vocabulary) -> None:
    """The total score that a sentence states (总得分90分)."""
    for line, cell in reversed(texts):
        for m in _STATED.finditer(nfkc(cell.text)):
            if m["unit"] not in (None, "分") or float(m["number"].replace(",", "")) > _MOST_SCORE:
                continue
            word = next(
                (m["label"][k:] for k in range(len(m["label"]) - 1) if _is_total(m["label"][k:], vocabulary)), ""
            )
            if word and WORDS.plain.fullmatch(m["label"].removesuffix(word)):
                draft.head("total_score", word, line, cell, float(m["number"].replace(",", "")), m["number"])
                draft.stated.append(f"{word}{m['number']}")
                return


def _is_total(word: str, vocabulary: Vocabulary) -> bool:
    return "分" in norm(word) and vocabulary.exact("head", word) == "total_score"
