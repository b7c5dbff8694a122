"""What a header of funds and the rows below it print, column by column, before anything is said about what a column is."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from selfeval_nb.forms.blocks.indicators.pillars import Pillar
from selfeval_nb.forms.grid.labels import AMOUNTS, NAMES, VALUES, is_number, is_numbering, source_of
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.grid.stacks import grid_stacks, ordinal_stacks
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary

#: Rows of a funds block that are looked at; of these this share must begin a cell inside a label's columns for it to stand over several.
_ROWS = 12
_MOST = 0.6
_KINDS = AMOUNTS | {"rate", "weight", "score"}


def rows_below(lines: Sequence[Line], i: int, vocabulary: Vocabulary) -> list[Line]:
    """The rows of the block whose header ends before line ``i``: of one table, each with an amount, a source or a kind of amount."""
    out: list[Line] = []
    for line in lines[i : i + _ROWS]:
        if line.table is None or line.number != lines[i].number:
            break
        if is_numbering(line) or not line.filled or _of_all(line, vocabulary):
            continue
        if _heads_another(line, vocabulary) or (out and not _of_funds(line, vocabulary)):
            break
        out.append(line)
    return out


def _of_funds(line: Line, vocabulary: Vocabulary) -> bool:
    """Whether a row prints an amount, a source or a kind of amount: any other is of the next block."""
    return any(
        is_number(c.text)
        or source_of(c.text, vocabulary, like=False)
        or vocabulary.exact("funds_column", c.text) in _KINDS
        for c in line.filled
    )


def _heads_another(line: Line, vocabulary: Vocabulary) -> bool:
    """Whether a row prints labels of a block of indicators, or two kinds of amount and no number: another header."""
    if sum(vocabulary.exact("column", c.text) in (NAMES | VALUES) for c in line.filled) >= 2:
        return True
    kinds = sum(vocabulary.find("funds_column", c.text) in _KINDS for c in line.filled)
    return kinds >= 2 and not any(is_number(c.text) for c in line.filled)


def _of_all(line: Line, vocabulary: Vocabulary) -> bool:
    """Whether a row prints one rate or the points for all sources (执行率 | 100%): in no column of its own."""
    filled = line.filled
    return (
        len(filled) == 2
        and vocabulary.exact("funds_column", filled[0].text) in _KINDS - AMOUNTS
        and is_number(filled[1].text)
    )


def pillars_of(group: Sequence[Line], rows: Sequence[Line], vocabulary: Vocabulary) -> list[list[Pillar]]:
    """The columns under the header lines ``group``: as its labels print them, and with a label over several columns of the rows cut."""
    last = group[-1]
    if not last.aligned:
        found = [
            Pillar(a, b, s, [_from_right(ln, a, len(last.cells)) for ln in rows], [True] * len(rows))
            for (a, b), s in ordinal_stacks(group, vocabulary)
        ]
        return [found]
    edge = rows[0].row if rows and rows[0].table is last.table else last.row + 10**6
    over = {id(c) for line in group for c in line.cover if c.last_row >= edge and norm(c.text)}
    spans = _joined([(a, b, s) for (a, b), s in grid_stacks(group)], rows)
    whole = [_pillar(a, b, s, rows, beside=any(id(c) in over for c in s)) for a, b, s in spans]
    _carry_groups(whole, group, vocabulary)
    cut: list[Pillar] = []
    for p in whole:
        starts = _starts(p, rows)
        ends = [*(s - 1 for s in starts[1:]), p.last]
        cut += [
            p if len(starts) == 1 or p.beside else _pillar(a, b, p.stack, rows, part=True)
            for a, b in zip(starts, ends, strict=True)
            if a == p.first or not p.beside
        ]
    return [whole, cut] if len(cut) > len(whole) else [whole]


def _carry_groups(pillars: Sequence[Pillar], group: Sequence[Line], vocabulary: Vocabulary) -> None:
    """The source over several kinds whose merge was dissolved and left blank: it stands over the kinds that it does not have yet."""
    if len(group) < 2:
        return
    under: set[str] = set()
    for before, p in itertools.pairwise(pillars):
        over = next((c for c in group[0].cells if c.col <= p.first <= c.last_col), None)
        grouped = len(before.stack) > 1 and source_of(before.stack[-1].text, vocabulary, like=False)
        if len(p.stack) != 1 or over is None or norm(over.text) or not grouped:
            under = set()
            continue
        under.add(norm(before.label))
        if norm(p.label) not in under:
            p.stack = [p.stack[0], before.stack[-1]]


def _from_right(line: Line, at: int, cells: int) -> str:
    """The text of a row where spans are lost: leading cells may be missing, so that columns are counted from the right."""
    k = at - (cells - len(line.cells))
    return norm(line.cells[k - 1].text) if 1 <= k <= len(line.cells) else ""


def _pillar(
    first: int, last: int, stack: list, rows: Sequence[Line], *, part: bool = False, beside: bool = False
) -> Pillar:
    cells = [
        next((c for c in line.cover if c.col <= last and c.last_col >= first and norm(c.text)), None) for line in rows
    ]
    texts = ["" if c is None else norm(c.text) for c in cells]
    label = norm(stack[0].text) if stack else ""
    beside = beside or (
        bool(label) and bool(texts) and set(texts) == {label}
    )  # a merge down beside the rows, dissolved
    return Pillar(
        first,
        last,
        stack,
        texts,
        [c is None or c.row >= ln.row for c, ln in zip(cells, rows, strict=True)],
        part,
        beside,
    )


def _joined(spans: Sequence[tuple[int, int, list]], rows: Sequence[Line]) -> list[tuple[int, int, list]]:
    """A label that was repeated where its merge was dissolved is one: what stands below in its columns is the same, or nothing."""
    out: list[tuple[int, int, list]] = []
    for first, last, stack in spans:
        before = out[-1] if out else None
        if before is not None and stack and [norm(c.text) for c in stack] == [norm(c.text) for c in before[2]]:
            texts = [_pillar(a, b, [], rows).texts for a, b in ((before[0], before[1]), (first, last))]
            if all(a == b or not a or not b for a, b in zip(*texts, strict=True)):
                out[-1] = (before[0], last, before[2])
                continue
        out.append((first, last, stack))
    return out


def _starts(pillar: Pillar, rows: Sequence[Line]) -> list[int]:
    """The grid columns inside a label's where cells of most rows begin and print something else than the cell before."""
    found = [pillar.first]
    for k in range(pillar.first + 1, pillar.last + 1):
        begun = [
            any(b.col == k and norm(b.text) != norm(a.text) for a, b in itertools.pairwise(line.cover)) for line in rows
        ]
        if rows and sum(begun) >= _MOST * len(rows):
            found.append(k)
    return found
