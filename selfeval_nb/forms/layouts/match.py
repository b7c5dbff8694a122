"""Which layout a table has, and the cells in it that a reviewer spoke of when teaching that layout."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from selfeval_nb.forms.grid.lines import Line, lines_of
from selfeval_nb.forms.layouts.bands import Band, bands_like
from selfeval_nb.forms.layouts.labels import in_common, inline, key_of, keys_of_row, label_rows, same
from selfeval_nb.forms.layouts.model import Layout, Mark, Part
from selfeval_nb.forms.words.vocabulary import Vocabulary
from selfeval_nb.readers.model import Cell, Document

#: The share of a layout's labels that a table must print, and the share of the labels that either prints by which a form that is
#: taught has a layout that is known already.
_LIKE, _SAME = 0.85, 0.75


@dataclass(slots=True)
class Match:
    """A table, or the part of one that a single form takes, and what its layout says of it.

    ``marks`` are (line, cell, what was said of it).
    """

    layout: Layout
    part: Part
    lines: list[Line]
    marks: list[tuple[Line, Cell, Mark]] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.lines[0].number


def tables_of(document: Document) -> dict[int, list[Line]]:
    """The rows of each table by its number."""
    out: dict[int, list[Line]] = defaultdict(list)
    for line in lines_of(document):
        if line.table is not None:
            out[line.number].append(line)
    return dict(out)


def matches(document: Document, layouts: Sequence[Layout], vocabulary: Vocabulary) -> list[Match]:
    """What the layouts say of the document's tables, in order."""
    out: list[Match] = []
    for lines in tables_of(document).values():
        keys = [k for line in lines for k in keys_of_row(line)]
        best: tuple[int, Layout, Part] | None = None
        for layout in layouts:
            for part in layout.parts:
                fits = _fit(part, keys)
                if fits is not None and (best is None or fits > best[0]):
                    best = (fits, layout, part)
        if best is not None:
            out += [_placed(best[1], best[2], cut, vocabulary) for cut in cuts(lines, best[2])]
    return out


def _fit(part: Part, keys: Sequence[str]) -> int | None:
    """How well a table fits: its labels, less those that it lacks; None when it lacks too many."""
    wanted = [key_of(t) for row in part.labels for t in row]
    have = set(keys)
    found = sum(k in have for k in wanted)
    if found < _LIKE * len(wanted):  # the slower comparison only where it can matter
        found = in_common(wanted, keys) if found >= _LIKE / 2 * len(wanted) else 0
    return 3 * found - 2 * len(wanted) if found and found >= _LIKE * len(wanted) else None


def same_layout(match: Match, vocabulary: Vocabulary) -> bool:
    """Whether a form that is taught has the layout that it matches, and not one that is only near it: all that was said of that layout
    is there, and few labels besides."""
    part = match.part
    if len(match.marks) < len(part.marks) or len(match.bands) < len(part.heads):
        return False
    known = {key_of(t) for row in part.labels for t in row}
    there = [c for line in match.lines for c in line.filled if key_of(c.text) in known]
    rows = label_rows(match.lines, {}, vocabulary, [(c.row, c.col) for c in there])
    return len({key_of(c.text) for c in there}) >= _SAME * len(known | {key_of(t) for row in rows for t in row})


def cuts(lines: Sequence[Line], part: Part) -> list[list[Line]]:
    """The lines of each form where forms of this layout stand below each other in one table, as on a sheet."""
    rows = [[key_of(t) for t in row] for row in part.labels]
    first = rows[0]
    each = sum(in_common(first, row) == len(first) for row in rows)
    starts = [n for n, line in enumerate(lines) if in_common(first, keys_of_row(line)) == len(first)][::each]
    if len(starts) < 2:
        return [list(lines)]
    ends = [*starts[1:], len(lines)]
    return [list(lines[a if n else 0 : b]) for n, (a, b) in enumerate(zip(starts, ends, strict=True))]


def _placed(layout: Layout, part: Part, lines: list[Line], vocabulary: Vocabulary) -> Match:
    match = Match(layout, part, lines)
    for head in part.heads:
        match.bands += bands_like(lines, head, vocabulary)
    match.bands.sort(key=lambda b: b.lines[0].index)
    for mark in part.marks:
        hit = find_mark(lines, mark)
        if hit is not None:
            match.marks.append((*hit, mark))
    return match


def find_mark(lines: Sequence[Line], mark: Mark) -> tuple[Line, Cell] | None:
    """The cell that a mark speaks of: in the row that has most of the labels printed beside it."""
    key, row = key_of(mark.text), [key_of(t) for t in mark.row]
    for alike in (str.__eq__, same):
        found = []
        for line in lines:
            cells = [c for c in line.filled if alike(key_of(c.text), key)]
            if len(cells) >= mark.nth:
                found.append((in_common(row, keys_of_row(line)), line, cells[mark.nth - 1]))
        if found:
            most = max(f[0] for f in found)
            best = [f for f in found if f[0] == most]
            _, line, cell = best[min(mark.at, len(best)) - 1]
            return line, cell
    return None


def mark_for(
    lines: Sequence[Line], line: Line, cell: Cell, role: str, labels: Sequence[str], *, whole: bool = False
) -> Mark:
    """The mark that finds ``cell`` again; ``labels`` are those that its row prints."""
    text = " ".join(inline(cell.text)[0].split())
    key = key_of(cell.text)
    cells = [c for c in line.filled if key_of(c.text) == key]
    nth = cells.index(cell) + 1 if cell in cells else 1
    row = tuple(labels) or (text,)
    keys = [key_of(t) for t in row]
    alike = [
        ln for ln in lines
        if sum(key_of(c.text) == key for c in ln.filled) >= nth and in_common(keys, keys_of_row(ln)) == len(keys)
    ]  # fmt: skip
    at = next((k for k, ln in enumerate(alike, 1) if ln is line), 1)
    return Mark(text, role, row, nth, at, whole, whole and cell.rowspan > 1)
