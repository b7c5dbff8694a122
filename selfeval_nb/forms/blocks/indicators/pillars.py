"""What a header and the rows below it print, column by column, before anything is said about what a column is."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.grid.stacks import grid_stacks, ordinal_stacks
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary
from selfeval_nb.readers.model import Cell

#: A sample of rows is enough to tell a column.
_ROWS = 30
_NOTHING = frozenset(("", "-", "/", "—", "——", "--", "分", "\\"))
#: Of the rows this share must begin a cell inside a label's columns for the label to stand over several.
_MOST = 0.6


@dataclass(slots=True)
class Pillar:
    """One column of a header: grid columns (or ordinals) ``first`` to ``last``, its labels from the deepest up, and below them a text
    a row, as a reader sees it ("" for nothing); ``begins`` says in which rows a cell begins. ``part`` marks one of several columns
    under one label, ``beside`` a label merged down beside the rows."""

    first: int
    last: int
    stack: list[Cell]
    texts: list[str]
    begins: list[bool]
    part: bool = False
    beside: bool = False
    filled: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.filled = [t for t in self.texts if t not in _NOTHING]

    @property
    def label(self) -> str:
        return self.stack[0].text if self.stack else ""

    @property
    def coverage(self) -> float:
        """The share of the rows that print something here."""
        return len(self.filled) / len(self.texts) if self.texts else 0.0

    def share(self, test: Callable[[str], object]) -> float:
        """The share of the printed texts that pass ``test``."""
        return sum(bool(test(t)) for t in self.filled) / len(self.filled) if self.filled else 0.0

    @property
    def merged(self) -> bool:
        """Whether what stands here is over several rows each: cells merged down, one text repeated, or blanks below a text."""
        if len(self.texts) < 2:
            return False
        return (
            (bool(self.filled) and self.coverage <= 0.7)
            or sum(self.begins) <= 0.7 * len(self.begins)
            or (bool(self.filled) and len(set(self.filled)) <= 0.7 * len(self.filled))
        )

    @property
    def over(self) -> bool:
        """Whether any cell here is merged down over several rows, or followed by a blank."""
        return not all(self.begins) or (bool(self.filled) and self.coverage < 1)

    def runs(self) -> list[tuple[int, int]]:
        """(first row, behind the last row) of each cell that is merged down, rows counted from 0; blanks go with the text above."""
        starts = [k for k, b in enumerate(self.begins) if (b and self.texts[k]) or k == 0]
        return list(itertools.pairwise([*starts, len(self.begins)]))


def pillars_of(group: Sequence[Line], rows: Sequence[Line], vocabulary: Vocabulary) -> list[list[Pillar]]:
    """The columns under the header lines ``group``: first as its labels print them, then with a label over several columns of the
    rows cut in as many."""
    last = group[-1]
    stacks = grid_stacks(group) if last.aligned else ordinal_stacks(group, vocabulary)
    edge = rows[0].row if rows and rows[0].table is last.table else last.row + 10**6
    rows = _sample(rows, sum(bool(s) for _, s in stacks))
    spans = [(a, b, s) for (a, b), s in stacks]
    if not last.aligned:
        return _by_order(spans, rows, len(last.cells))
    beside = {id(c) for line in group for c in line.cover if c.last_row >= edge and norm(c.text)}
    whole = [_pillar(a, b, s, rows, beside=any(id(c) in beside for c in s)) for a, b, s in spans]
    whole = _undissolved(whole)
    found = [whole]
    cut: list[Pillar] = []
    for p in whole:
        starts = _starts(p, rows)
        if len(starts) < 2 or p.beside:
            cut.append(p)
            continue
        ends = [*(s - 1 for s in starts[1:]), p.last]
        cut += [_pillar(a, b, p.stack, rows, part=True) for a, b in zip(starts, ends, strict=True)]
    cut = _undissolved(cut) if rows else cut
    if len(cut) > len(whole):
        found.append(cut)
    return found


def _pillar(
    first: int, last: int, stack: list[Cell], rows: Sequence[Line], *, part: bool = False, beside: bool = False
) -> Pillar:
    cells = [next((c for c in line.cover if c.col <= first <= c.last_col), None) for line in rows]
    texts = ["" if c is None else norm(c.text) for c in cells]
    begins = [c is None or c.row >= line.row for c, line in zip(cells, rows, strict=True)]
    return Pillar(first, last, stack, texts, begins, part, beside)


def _starts(pillar: Pillar, rows: Sequence[Line]) -> list[int]:
    """The grid columns inside a label's where cells of most rows begin."""
    if pillar.last == pillar.first:
        return [pillar.first]
    at = range(pillar.first + 1, pillar.last + 1)
    found = [k for k in at if rows and sum(any(c.col == k for c in ln.cover) for ln in rows) >= _MOST * len(rows)]
    if not rows:
        found = list(at)
    return [pillar.first, *found]


def _by_order(spans: Sequence[tuple[int, int, list[Cell]]], rows: Sequence[Line], cells: int) -> list[list[Pillar]]:
    """Where spans are lost only rows of as many cells as the header say what stands under which label; rows of one cell more say
    that a label stands over two columns, and each label may be the one."""

    def build(spans: Sequence[tuple[int, int, list[Cell]]], rows: Sequence[Line], part: int = -1) -> list[Pillar]:
        return [
            Pillar(a, b, s, [norm(ln.cells[a - 1].text) for ln in rows], [True] * len(rows), part in (a, a - 1))
            for a, b, s in spans
        ]

    full = [ln for ln in rows if len(ln.cells) == cells]
    more = [ln for ln in rows if len(ln.cells) == cells + 1]
    found = [_undissolved(build(spans, full))]
    if len(more) > len(full):
        for k, (_, _, stack) in enumerate(spans):
            if stack:
                wider = [s for _, _, s in spans[: k + 1]] + [s for _, _, s in spans[k:]]
                found.append(build([(n, n, s) for n, s in enumerate(wider, 1)], more, k + 1))
    return found


def _undissolved(pillars: Sequence[Pillar]) -> list[Pillar]:
    """A label repeated over columns that print the same texts is one column, its merge dissolved."""
    out: list[Pillar] = []
    for p in pillars:
        before = out[-1] if out else None
        if (
            before is not None
            and p.stack
            and not p.beside
            and [norm(c.text) for c in p.stack] == [norm(c.text) for c in before.stack]
            and p.texts == before.texts
            and before.last == p.first - 1
        ):
            before.last = p.last
        else:
            out.append(p)
    return out


def _sample(rows: Sequence[Line], labels: int) -> list[Line]:
    """The rows that say something about columns: none that prints one text only, or one text in most of its cells."""
    least = max(3, round(0.6 * labels))
    return [
        ln
        for ln in rows[:_ROWS]
        if len(ln.cover) >= least and sum(bool(norm(c.text)) for c in ln.cells) >= 2 and not _says_one_thing(ln)
    ]


def _says_one_thing(line: Line) -> bool:
    """Whether one text fills most cells of a row, as where the merge of a closing row was dissolved."""
    texts = [key for c in line.cover if len(key := norm(c.text)) > 1 or key == "无"]
    return len(texts) > 3 and max(map(texts.count, set(texts))) * 2 > len(line.cover)
