"""Teaching: cells that a reviewer pointed at in one form become a layout that holds for every form like it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from selfeval_nb.forms.find import find_forms
from selfeval_nb.forms.grid.labels import is_number
from selfeval_nb.forms.grid.lines import Line, lines_of
from selfeval_nb.forms.layouts.bands import Band, band_of
from selfeval_nb.forms.layouts.file import layout_text, load_layouts, read_layout, write_layout
from selfeval_nb.forms.layouts.labels import key_of, label_rows
from selfeval_nb.forms.layouts.match import Match, mark_for, matches, same_layout, tables_of
from selfeval_nb.forms.layouts.model import Head, Layout, Mark, Part
from selfeval_nb.forms.layouts.places import Pointing, cell_at
from selfeval_nb.forms.layouts.roles import FIELDS, HEADER, IGNORE, NO_FORM, LayoutError, block_of
from selfeval_nb.forms.model import Form
from selfeval_nb.forms.words.text import clean, norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, is_prose
from selfeval_nb.readers import read
from selfeval_nb.readers.model import Cell, Document, Problem
from selfeval_nb.readers.sources import expand

Roles = dict[tuple[int, int, int], str]
#: A header's rows lie no further apart than this.
_DEPTH = 3
#: The longest label that a form prints; what is longer is its contents.
_LONGEST = 80
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?:年度?)?")
_UNSAFE = re.compile(r"[^\w\u4e00-\u9fff-]+")


@dataclass(slots=True)
class Taught:
    """What teaching did: the layout and its file, whether that file existed, the forms as read before and after, the problems now."""

    layout: Layout
    path: Path
    new: bool
    before: list[Form]
    after: list[Form]
    problems: list[Problem]


def teach(document: Document, pointings: Iterable[Pointing], folder: Path, vocabulary: Vocabulary) -> Taught:
    """Write what was pointed at into ``folder``: into the file of the layout that the document has there, else into a new one.

    Raises LayoutError for a place that the document does not have or a role that cannot stand there.
    """
    known = load_layouts(folder) if folder.exists() else ()
    before, _ = find_forms(document, vocabulary, known)
    said = list(pointings)
    layout = layout_of(document, said, vocabulary, known, before)
    path = Path(layout.path) if layout.path else _free(folder, layout.name)
    layout = replace(layout, name=path.stem)
    write_layout(layout, path)
    layout = read_layout(path)
    others = tuple(k for k in known if Path(k.path) != path)
    after, problems = find_forms(document, vocabulary, (*others, layout))
    return Taught(layout, path, not any(Path(k.path) == path for k in known), before, after, problems)


def one_document(path: Path) -> Document:
    """The document of one file. Raises LayoutError where there is none, or an archive of several."""
    sources = list(expand([path]))
    if len(sources) != 1:
        raise LayoutError(f"“{path}”中有 {len(sources)} 个文件，请写明其中一个。")
    document = read(sources[0])
    if not document.tables:
        why = next((p.detail for p in document.problems), "其中没有表格。")
        raise LayoutError(f"“{path}”不能用来指认：{why}")
    return document


def layout_of(
    document: Document,
    pointings: Sequence[Pointing],
    vocabulary: Vocabulary,
    known: Sequence[Layout] = (),
    forms: Sequence[Form] = (),
) -> Layout:
    """The layout that the document has among the ``known``, or a new one, with ``pointings`` added to what was said before."""
    if not pointings:
        raise LayoutError("没有指认任何单元格；请写 位置=含义，如 T1R5C3=unit。")
    tables = tables_of(document)
    roles: Roles = {key: role for form in forms for key, role in form.roles.items()}
    found = [
        m for m in matches(document, known, vocabulary)
        if m.number in {p.table for p in pointings} and same_layout(m, vocabulary)
    ]  # fmt: skip
    old = found[0].layout if found else None
    said: Roles = {}
    for match in found:
        if match.layout is old:
            said |= _said_before(match)
    for at in pointings:
        line, cell = cell_at(tables, at)
        _check(at, line, cell)
        said[line.number, cell.row, cell.col] = at.role
    parts = {id(m.part): m.part for m in found if m.layout is old}
    made = []
    for number in sorted({key[0] for key in said}):
        here = {(row, col): role for (table, row, col), role in said.items() if table == number}
        lines = _rows_of_form(tables[number], here, number, forms)
        made.append(_part(lines, here, roles, vocabulary))
    kept = [p for p in (old.parts if old else ()) if id(p) not in parts]
    title = next((clean(f.title) for f in forms if f.title), "") or _title(document, vocabulary)
    if old is not None:
        return replace(old, parts=(*kept, *made))
    return Layout(_name(title), title, tuple(made))


def _check(at: Pointing, line: Line, cell: Cell) -> None:
    if at.role not in FIELDS:
        return
    text = clean(cell.text)
    head = block_of(at.role) and not any(is_number(c.text) for c in line.filled if c is not cell)
    if is_number(cell.text) and not head:  # points in a header, as 50 over the scores, may stand for their column
        raise LayoutError(f"{at.place}：“{text}”是数，不是标签；请指认它的标签或所在栏的表头。")
    if len(norm(text)) > _LONGEST or norm(text).endswith("。"):
        raise LayoutError(f"{at.place}：“{text[:20]}…”是内容，不是标签；请指认它的标签或所在栏的表头。")
    if not text and not block_of(at.role):
        raise LayoutError(f"{at.place}：这个单元格是空的，没有标签可以指认。")


def _said_before(match: Match) -> Roles:
    out: Roles = {(match.number, cell.row, cell.col): mark.role for _, cell, mark in match.marks}
    for band in match.bands[:1] if len(match.part.heads) == 1 else match.bands:
        for place in band.places:
            if place.role:
                cell = place.cells[0] if place.cells else _cell_in(band.last, place.first)
                if cell is not None:
                    out[match.number, cell.row, cell.col] = place.role
    if match.part.no_form:
        first = match.lines[0].cells[0]
        out[match.number, first.row, first.col] = NO_FORM
    return out


def _cell_in(line: Line, place: int) -> Cell | None:
    if not line.aligned:
        return line.cells[place - 1] if place <= len(line.cells) else None
    return next((c for c in line.cover if c.col <= place <= c.last_col), None)


def _rows_of_form(
    lines: list[Line], here: dict[tuple[int, int], str], number: int, forms: Sequence[Form]
) -> list[Line]:
    """The rows of the one form that was pointed at, where forms stand below each other in a table."""
    grids = [t for f in forms for t in f.grid if t.number == number]
    if len(grids) < 2:
        return lines
    for grid in grids:
        first, last = min(c.row for c in grid.cells), max(c.last_row for c in grid.cells)
        if all(first <= row <= last for row, _ in here):
            return [line for line in lines if first <= line.row <= last]
    return lines


def _part(lines: list[Line], here: dict[tuple[int, int], str], roles: Roles, vocabulary: Vocabulary) -> Part:
    labels = tuple(tuple(row) for row in label_rows(lines, roles, vocabulary, here))
    if NO_FORM in here.values():
        return Part(labels, no_form=True)
    cells = {(c.row, c.col): (line, c) for line in lines for c in line.cells}
    ranges = _header_rows(lines, here, cells, roles, vocabulary)
    bands = [b for lo, hi in ranges if (b := band_of([ln for ln in lines if lo <= ln.row <= hi], vocabulary)).places]
    heads, marks = [], []
    inside: set[tuple[int, int]] = set()
    for band in bands:
        for (row, col), role in sorted(here.items()):
            _, cell = cells[row, col]
            if band.lines[0].row <= row <= band.last.row and _give(band, cell, role):
                inside.add((row, col))
        rows = tuple(tuple(" ".join(c.text.split()) for c in ln.filled if not is_number(c.text)) for ln in band.lines)
        heads.append(Head(rows, tuple((p.path, p.role) for p in band.places)))
    for at, role in sorted(here.items()):
        line, cell = cells[at]
        if at in inside or role == HEADER:
            continue
        marks.append(_mark(lines, line, cell, role, labels))
    return Part(labels, tuple(marks), tuple(heads))


def _mark(lines: list[Line], line: Line, cell: Cell, role: str, labels: Sequence[tuple[str, ...]]) -> Mark:
    if not norm(cell.text):
        cell = line.filled[0] if line.filled else cell
    first = bool(line.filled) and cell is line.filled[0]
    printed = {key_of(t) for row in labels for t in row}
    beside = [t for c in line.filled if key_of(c.text) in printed and (t := " ".join(c.text.split()))]
    return mark_for(lines, line, cell, role, beside, whole=role == IGNORE and first)


def _give(band: Band, cell: Cell, role: str) -> bool:
    """Give the columns under a header cell their role; False where the cell stands beside the block."""
    if role == HEADER:
        return True
    if cell.last_row > band.last.row and band.last.aligned:
        return False
    if not band.last.aligned:
        at = band.last.cells.index(cell) + 1 if cell in band.last.cells else 0
        under = [p for p in band.places if p.first == at or (not at and cell in p.cells)]
    else:
        under = [p for p in band.places if cell.col <= p.first and p.last <= cell.last_col]
    for place in under:
        place.role = role
    return bool(under)


def _header_rows(
    lines: list[Line], here: dict[tuple[int, int], str], cells: dict, roles: Roles, vocabulary: Vocabulary
) -> list[tuple[int, int]]:
    """The row ranges of the headers that were pointed at, from top to bottom."""
    ranges: list[tuple[int, int, str]] = []
    for at, role in sorted(here.items()):
        line, cell = cells[at]
        block = block_of(role)
        if block == "goals":
            head = _over_goals(line, cell, here, roles)
        else:
            head = role == HEADER or bool(block and _only_labels(line, here, roles, vocabulary))
        head = head or (role == IGNORE and cell.rowspan == 1 and _only_labels(line, here, roles, vocabulary, least=2))
        if not head:
            continue
        low, high = cell.row, cell.last_row if role != HEADER else cell.row
        before = ranges[-1] if ranges else None
        if before is not None and low <= before[1] + _DEPTH - 1 and (not block or not before[2] or block == before[2]):
            between = [ln for ln in lines if before[1] < ln.row < low]
            if low <= before[1] + 1 or all(_only_labels(ln, here, roles, vocabulary) for ln in between):
                ranges[-1] = (min(before[0], low), max(before[1], high), before[2] or block)
                continue
        ranges.append((low, high, block))
    out = []
    for low, high, _ in ranges:
        last = next((ln for ln in reversed(lines) if low <= ln.row <= high), None)
        if (
            last is not None and last.aligned
        ):  # a label merged down to the lowest row of the header begins with the header
            low = min([low, *(c.row for c in last.cover if c.last_row == last.row)])
        out.append((low, high))
    return out


def _only_labels(
    line: Line, here: dict[tuple[int, int], str], roles: Roles, vocabulary: Vocabulary, least: int = 0
) -> bool:
    """Whether a row prints labels only: no figure, no sentence, and most cells pointed at or known."""
    if any((is_number(c.text) or is_prose(c.text)) and (c.row, c.col) not in here for c in line.filled):
        return False
    known = [
        c for c in line.filled
        if (c.row, c.col) in here
        or roles.get((line.number, c.row, c.col), "").startswith("label:")
        or any(vocabulary.find(p, c.text) for p in ("column", "funds_column", "goal"))
    ]  # fmt: skip
    return len(known) >= least and len(line.filled) - len(known) <= max(1, len(line.filled) // 2)


def _over_goals(line: Line, cell: Cell, here: dict[tuple[int, int], str], roles: Roles) -> bool:
    """Whether a label of a goal heads a column, its text below: it stands last in its row, or before another label. A label with its
    text beside it is followed by the text, or by a blank cell."""
    goals = [c for c in line.cells if block_of(here.get((c.row, c.col), "")) == "goals"]
    after = line.cells[line.cells.index(goals[-1]) + 1 :] if goals else []
    if not after or is_number(after[0].text):
        return True  # behind it stand points at most
    role = roles.get((line.number, after[0].row, after[0].col), "")
    return (after[0].row, after[0].col) in here or role.startswith("label:")


def _title(document: Document, vocabulary: Vocabulary) -> str:
    """The title of a form that was not found: the first line that reads as one, else the file's name."""
    for line in lines_of(document):
        text = clean(line.text)
        if len(line.filled) == 1 and vocabulary.is_title(text):
            return text
    return Path(document.file).stem


def _name(title: str) -> str:
    """A file's name for a layout, from the title of its form: no year, nothing that a system minds."""
    return _UNSAFE.sub("-", _YEAR.sub("", norm(title))).strip("-")[:40] or "layout"


def _free(folder: Path, name: str) -> Path:
    path, k = folder / f"{name}.toml", 1
    while path.exists():
        k += 1
        path = folder / f"{name}-{k}.toml"
    return path


__all__ = ["Taught", "layout_of", "layout_text", "teach"]
