"""Text files: the dump of a Word document, columns parted by tabs or commas, tables drawn with ``|``, or plain paragraphs.

The dump (as programs that extract text from Word write it): every cell begins a line with a TAB; further paragraphs of the
same cell follow after an empty line without a TAB; an empty line parts two rows. Spans are lost, so its tables are not
``aligned``.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from selfeval_nb.readers.builder import Build
from selfeval_nb.readers.model import Cell
from selfeval_nb.readers.problems import Refused
from selfeval_nb.readers.text.decode import decode

# A lone number, score, share, dash or sign: a second paragraph below one of these is rarely the same cell.
_VALUE = re.compile(r"[\s\u3000]*(?:[-+≥≤<>=＝≦≧]*[\d０-９.,，．]+\s*\S{0,3}|[—–\-/／\\无是否]|\S?)[\s\u3000]*\Z")
# How text outside tables begins or ends in Chinese documents of any kind.
_NOTE = re.compile(
    r"[（(【\[]?\s*(?:备?\s*注|说\s*明|填\s*表\s*说\s*明|附\s*[件表注录]?|公示\S{0,3}|来源|联系\S{1,3}|填[报表]\S{1,3}|单位|审核\S{0,2}|制表\S{0,2})\s*\d*\s*[】\])）]?\s*[:：]"
)
_ANNEX = re.compile(r"附\s*[件表录]\s*[\d一二三四五六七八九十]*\s*\Z|第?[一二三四五六七八九十\d]+\s*[、章部]")
_TITLE = re.compile(r".{2,60}[表书告](?:\s*[（(].{1,30}[)）])?\s*\Z")
_YEAR = re.compile(r"\s*+[（(]?\s*+[12]\d{3}\s*年?\s*度?\s*[)）]?\s*\Z")
_NUMBERED = re.compile(r"\s*(?:[（(]?\d{1,2}[)）.．、]|[①-⑳]|[（(]?[一二三四五六七八九十]{1,3}[)）、.])")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_SENTENCE_END = tuple("。；;！!？?：:，,、）)")


def read_txt(data: bytes, build: Build) -> None:
    """Reads a text file of any of the kinds above into ``build``."""
    text, encoding, whole = decode(data)
    build.meta["encoding"] = encoding
    if not whole:
        build.problem("encoding", reason=encoding)
    if text.count("\n") + text.count("\r") > build.limits.lines:
        raise Refused("too-large", reason=f"文本超过 {build.limits.lines} 行")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").split("\n")
    longest = max(map(len, lines))
    if longest > build.limits.text:
        raise Refused("too-large", reason=f"一行文字超过 {build.limits.text} 字")
    dump = sum(1 for s in lines if s.startswith("\t") and "\t" not in s.rstrip("\t")[1:])
    columns = sum(1 for s in lines if "\t" in s.strip("\t "))
    pipes = sum(1 for s in lines if s.count("|") >= 2)
    if dump and dump >= columns:
        build.meta["layout"] = "dump"
        _Dump(lines, build).run()
    elif columns >= 2 and columns >= pipes:
        build.meta["layout"] = "tabs"
        _columns(text, lines, build)
    elif pipes >= 2:
        build.meta["layout"] = "pipes"
        _pipes(lines, build)
    elif (rows := _comma_rows(text, lines)) is not None:
        build.meta["layout"] = "commas"
        _runs(rows, build)
    else:
        build.meta["layout"] = "paragraphs"
        for line in lines:
            if line.strip():
                build.paragraph(line)


@dataclass(slots=True)
class _Row:
    """A row of the dump: cells as lists of paragraphs, and how many empty lines stand before it."""

    cells: list[list[str]]
    gap: int
    closed: bool = False
    after: list[tuple[int, str]] = field(
        default_factory=list
    )  # paragraphs without TAB behind it: (empty lines before, text)


class _Dump:
    def __init__(self, lines: list[str], build: Build) -> None:
        self.lines = lines
        self.build = build

    def run(self) -> None:
        table: list[_Row] = []
        rows = list(self._rows())
        for row, following in zip(rows, [*rows[1:], None], strict=True):
            if row.cells:
                # A gap alone may be an empty paragraph at the end of a cell. A new table begins with a label or title; a row that
                # goes on under merged cells begins with an empty cell.
                if table and row.gap >= 2 and _said(row.cells[0]):
                    self._table(table)
                    table = []
                table.append(row)
            outside = self._outside(row, following)
            if outside:
                self._table(table)
                table = []
                for text in outside:
                    self.build.paragraph(text)
        self._table(table)

    def _rows(self) -> Iterator[_Row]:
        """Rows with the loose paragraphs behind each, those inside a row already given to their cells."""
        row = _Row([], 0)
        gap = 0
        for number, line in enumerate(self.lines):
            if number % 10_000 == 0:
                self.build.tick()
            if line.startswith("\t"):
                text = line[1:]
                if row.after and gap == 0:
                    # the row goes on without an empty line: everything loose before it belonged to its last cell
                    row.cells[-1:] = [row.cells[-1] + [t for _, t in row.after]] if row.cells else []
                    row.after = []
                    row.cells.append([text])
                elif row.cells and gap == 0 and not row.after:
                    row.cells.append([text])
                else:
                    yield row
                    row = _Row([[text]], gap)
                gap = 0
            elif not line.strip():
                gap += 1
            else:
                if gap == 0 and row.after:
                    # a line break within a paragraph
                    before, text = row.after[-1]
                    row.after[-1] = (before, f"{text}\n{line}")
                elif gap == 0 and row.cells and not row.after:
                    row.cells[-1][-1] += f"\n{line}"
                else:
                    row.after.append((gap, line))
                gap = 0
        yield row

    def _outside(self, row: _Row, following: _Row | None) -> list[str]:
        """The loose paragraphs behind a row that are not part of its last cell; the others are put into the cell."""
        if not row.after:
            return []
        keep = 0
        if (
            row.cells
            and following is not None
            and following.cells
            and following.gap == 1
            and not _said(following.cells[0])
        ):
            # the next row goes on under a merged cell, so the table was not left
            row.cells[-1].extend(text for _, text in row.after)
            return []
        if row.cells:
            last = row.cells[-1]
            for gap, text in row.after:
                if not _continues(last, gap, text):
                    break
                last.append(text)
                keep += 1
        return [part for _, text in row.after[keep:] for part in text.split("\n")]

    def _table(self, rows: list[_Row]) -> None:
        if not rows:
            return
        table = self.build.open_table(aligned=False)
        for r, row in enumerate(rows, 1):
            for c, paragraphs in enumerate(row.cells, 1):
                text = "\n".join(paragraphs)
                if len(text) > self.build.limits.text:
                    raise Refused("too-large", reason=f"一个单元格的文字超过 {self.build.limits.text} 字")
                self.build.add(table, Cell(r, c, text))
        table.rows = len(rows)
        self.build.close_table()


def _said(paragraphs: list[str]) -> bool:
    return any(p.strip() for p in paragraphs)


def _continues(cell: list[str], gap: int, text: str) -> bool:
    """Whether a loose paragraph is one more paragraph of the row's last cell, or text outside the table.

    Outside: after more than one empty line, below an empty cell or a lone value, when it begins like a note, an annex or a
    heading, or is a title or a year. Inside: goes on with a numbering, or follows other sentences.
    """
    if gap >= 2 or not _said(cell):
        return False
    before = next(p for p in reversed(cell) if p.strip())
    first = text.split("\n", 1)[0]
    if _NOTE.match(first) or (_ANNEX.match(first) and not _NUMBERED.match(before)) or _YEAR.match(first):
        return False
    if first.lstrip().startswith(("（", "(")) and len(before) <= 12 and not _VALUE.match(before):
        return True  # the second line of a label: 得分 / （20分*执行率）
    if _NUMBERED.match(first):
        return bool(_NUMBERED.match(before)) or before.rstrip().endswith(_SENTENCE_END)
    if _TITLE.match(first) and not before.rstrip().endswith(("、", "，", ",")):
        return False
    return not _VALUE.match("".join(cell))


def _columns(text: str, lines: list[str], build: Build) -> None:
    """Columns parted by tabs, as a spreadsheet copies them: one table for each run of such lines."""
    if text.count('"') % 2 == 0 and '"' in text:
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
        except csv.Error:
            rows = [line.split("\t") for line in lines]
    else:
        rows = [line.split("\t") for line in lines]
    _runs(rows, build)


_FEW_COLUMNS = 3


def _comma_rows(text: str, lines: list[str]) -> list[list[str]] | None:
    """The rows of comma-separated text, None for any other. A program writes the same number of fields in every row; commas in
    sentences are as many as happen to be."""
    said = [s for s in lines if s.strip()]
    if sum(s.count(",") >= _FEW_COLUMNS - 1 for s in said[:200]) * 2 < min(len(said), 200):
        return None
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        return None
    widths = Counter(len(r) for r in rows if r)
    width, often = widths.most_common(1)[0]
    return rows if width >= _FEW_COLUMNS and often * 10 >= 9 * sum(widths.values()) else None


def _runs(rows: list[list[str]], build: Build) -> None:
    """A table for each run of rows with several columns; what stands between them are paragraphs."""
    run: list[list[str]] = []
    for i, row in enumerate(build.each(rows)):
        following = next((r for r in rows[i + 1 : i + 3] if any(x.strip() for x in r)), [])
        # a single text between rows of columns may be a title row of the same sheet; it is kept in the table when columns
        # stand on both sides of it without an empty line
        if len(row) > 1 or (run and len(following) > 1 and any(x.strip() for x in row)):
            run.append(row)
            continue
        if run:
            _grid(run, build)
            run = []
        if row and row[0].strip():
            build.paragraph(row[0])
    _grid(run, build)


def _pipes(lines: list[str], build: Build) -> None:
    """Tables drawn with ``|``, with or without Markdown's rule below the header."""
    run: list[list[str]] = []
    for line in lines:
        bare = line.strip()
        if bare.count("|") >= 2 or (run and bare.count("|") == 1 and bare):
            inner = bare.removeprefix("|")
            inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
            cells = [_br(c) for c in re.split(r"(?<!\\)\|", inner)]
            if all(re.fullmatch(r"\s*:?-{2,}:?\s*|\s*", c) for c in cells) and any("-" in c for c in cells):
                continue  # the rule
            run.append(cells)
            continue
        if set(bare) <= set("+-=|") and run and bare:
            continue  # a drawn line
        _grid(run, build)
        run = []
        if bare:
            build.paragraph(re.sub(r"\A#{1,6}\s+", "", bare))
    _grid(run, build)


def _br(cell: str) -> str:
    # split and strip, not one pattern with blanks around it: that takes the square of a long run of blanks
    parts = _BREAK.split(cell.strip(" \t")) if "<" in cell else [cell.strip(" \t")]
    return "\n".join(p.strip() for p in parts).replace("\\|", "|") if len(parts) > 1 else parts[0].replace("\\|", "|")


def _grid(rows: list[list[str]], build: Build) -> None:
    if not rows:
        return
    table = build.open_table(aligned=len({len(r) for r in rows}) == 1 or "\t" in "\t".join(rows[0]))
    for r, row in enumerate(rows, 1):
        if r % 2000 == 0:
            build.tick()
        for c, text in enumerate(row[: build.limits.columns], 1):
            build.add(table, Cell(r, c, text))
    table.rows = len(rows)
    build.close_table()
