"""The indicator block while it is read: its header, each line under it, where it goes on behind a page break, where it ends."""

from __future__ import annotations

from collections.abc import Sequence

from selfeval_nb.common.words import Words
from selfeval_nb.forms.blocks import head
from selfeval_nb.forms.blocks import total_rows as totals
from selfeval_nb.forms.blocks.closing import closing_label
from selfeval_nb.forms.blocks.execution import execution_row
from selfeval_nb.forms.blocks.goals.header import goal_header
from selfeval_nb.forms.blocks.indicators import rows as indicator_rows
from selfeval_nb.forms.blocks.indicators.header import indicator_header, rows_below
from selfeval_nb.forms.blocks.indicators.roll import project_cell, read_project, roll_columns
from selfeval_nb.forms.blocks.walk import Walk
from selfeval_nb.forms.grid.columns import Columns, Picked, joined, pick
from selfeval_nb.forms.grid.draft import Levels
from selfeval_nb.forms.grid.labels import is_numbering
from selfeval_nb.forms.grid.lines import Line, solo
from selfeval_nb.forms.values.numbers import parse_weight
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import is_prose
from selfeval_nb.readers.model import Cell

WORDS = Words("reading", "indicator_block")

#: The most that a row of a level and its points prints: the label, both points, a rate, a remark.
_FEW = 5
#: The fewest labels that are a header printed again.
_FEWEST = 4


class IndicatorBlock(Walk):
    """The walk through a document, as far as a block of indicators is concerned."""

    def _open_indicators(self, i: int, columns: Columns) -> int:
        group = self.lines[i : i + columns.rows]
        if self.boundary or (self.draft.columns is not None and self._separate(group[0])) or not self.draft.started:
            self._begin(group[0])
        draft = self.draft
        self._settle_above()
        if draft.columns is None or draft.columns.table == columns.table:
            draft.levels = Levels() if not draft.indicators else draft.levels
        labelled = draft.columns is None or bool(columns.labels)
        draft.columns = self.columns = columns
        ahead = list(rows_below(self.lines, i + columns.rows, self.vocabulary))
        if labelled and not draft.indicators:
            draft.indicator_labels.extend(c.name for c in columns.items)
        draft.headers.append(("indicators", columns))
        draft.operator_signs = indicator_rows.operator_signs(ahead, columns, self.vocabulary) or draft.operator_signs
        self._monitor(group)
        beside = indicator_rows.split_points(group[0].filled[0].text)
        if not columns.has("level1") and self.vocabulary.exact("level1", beside[0]):
            draft.levels = Levels(*beside)  # 产出指标 | 二级指标 | 三级指标 …: a header for each level 1
        for line in group:
            for cell in line.cells:
                if norm(cell.text):
                    draft.role(line, cell, "label:column" if cell in columns.labels else "label:side")
            self._keep(line)
        self.section, self.doubt = "indicators", False
        self.roll = roll_columns(columns, self.vocabulary)
        told = [column for *_, column in self.roll]
        columns.open = [c for c in columns.open if not any(c is t for t in told)]
        return columns.rows

    def _next_project(self, line: Line) -> None:
        """Under the header of a list of projects: a row that names another one begins its form."""
        columns, before = self.columns, self.draft
        assert columns is not None
        cell = project_cell(line, columns, self.roll)
        if cell is None or norm(str(before.heads["project"].value if "project" in before.heads else "")) == norm(
            cell.text
        ):
            return
        if "project" in before.heads:
            self._begin(line)
            draft = self.draft
            draft.title, draft.year, draft.columns = before.title, before.year, columns
            draft.money_unit, draft.money_hint = before.money_unit, before.money_hint
            draft.indicator_labels, draft.operator_signs = list(before.indicator_labels), before.operator_signs
            draft.headers = list(before.headers)
            named = {"unit" if name == "unit_name" else name for _, name, _ in self.roll}
            for name in {
                "unit",
                "department",
            } & before.heads.keys() - named:  # said above the list, of all its projects
                draft.heads[name] = before.heads[name]
            self.section = "indicators"
        read_project(self.draft, line, columns, self.roll, before)

    def _monitor(self, group: Sequence[Line]) -> None:
        """A column only a monitoring form (监控表) has says that this is one."""
        patterns = self.vocabulary.related.get("monitor_column", ())
        for line in group:
            for cell in line.filled:
                if any(p.search(norm(cell.text)) for p in patterns):
                    self.draft.related = "monitor"

    def _indicator_line(self, line: Line) -> bool:
        draft, columns, vocabulary = self.draft, self.columns, self.vocabulary
        assert columns is not None
        if line.table is None:
            return False
        if line.number not in (columns.table, self.continued) and not self._continues(line):
            self.section = ""
            return False
        label = totals.total_label(line, vocabulary, columns)
        if self._between(line, label, columns):
            self._keep(line)
            return True
        done = (draft.totals_seen or self.doubt) and label is None
        if self.roll:
            self._next_project(line)
            draft = self.draft
        if (done and indicator_rows.evidence(line, columns, vocabulary) <= 0) or self._leaves(line):
            self.section = ""
            return False
        if not columns.has("level1") and solo(line) is not None and self._level_heading(line):
            return True
        picked = pick(line, columns, indicator_rows.row_fit(vocabulary))
        if execution_row(draft, line, columns, picked) or self._level_sum(line, picked):
            self._keep(line)
            return True
        if indicator_rows.is_nameless(line, columns, picked):
            # points where a name belongs: a row of results in another layout, kept and reported as not understood
            self._keep(line)
            return True
        indicator_rows.read_row(draft, line, columns, picked, vocabulary)
        self._keep(line)
        return True

    def _between(self, line: Line, label: str | None, columns: Columns) -> bool:
        """A row of the block that is none of its indicators: a total, a subtotal, numbers of columns, the header again, a note."""
        draft, vocabulary = self.draft, self.vocabulary
        if label == "total" or (label is None and totals.sums_up(draft, line)):
            totals.read_row(draft, line, columns, vocabulary)
            return True
        if label == "subtotal":
            name, points = indicator_rows.split_points(line.filled[0].text)
            if vocabulary.exact("level1", name) and name != draft.levels.level1:
                draft.levels = Levels(name, points)  # 产出指标 | 小计 above its indicators
            what = "subtotal"
        elif is_numbering(line):
            what = "label:numbering"
        elif repeats(line, columns):
            what = "label:column"
        elif solo(line) is not None and WORDS.note.match(norm(line.filled[0].text)):
            draft.notes.append(line.filled[0].text.strip())
            self.doubt = True  # what follows must look like a row of the block
            what = "note"
        else:
            return False
        for cell in line.cells if what == "note" else line.filled:
            if norm(cell.text):
                draft.role(line, cell, what)
        return True

    def _level_heading(self, line: Line) -> bool:
        """A row that prints nothing but a level 1 label, over the rows of that level."""
        name, points = indicator_rows.split_points(line.filled[0].text)
        if not self.vocabulary.exact("level1", name):
            return False
        self.draft.levels = Levels(name, points)
        self.draft.role(line, line.filled[0], "label:level1")
        self._keep(line)
        return True

    def _level_sum(self, line: Line, picked: Picked) -> bool:
        """A row that prints a level 1 label over all names, and what its indicators weigh and reach together."""
        columns = self.columns
        assert columns is not None
        first = line.filled[0]
        if len(line.filled) > _FEW:
            return False
        texts = {name: joined(cells)[0] for name, cells in picked[0].items()}
        own = {norm(t) for n in ("level1", "level2", "level3", "target", "actual") if norm(t := texts.get(n, ""))}
        name, points = indicator_rows.split_points(first.text)
        if own != {norm(first.text)} or not self.vocabulary.exact("level1", name):
            return False
        level1, last = columns.get("level1"), columns.get("level3")
        over = level1 is None or (columns.aligned and last is not None and first.last_col >= last.first)
        weight = parse_weight(texts.get("weight", ""))
        if not over or (weight is None and parse_weight(texts.get("score", "")) is None):
            return False
        self.draft.levels = Levels(name, weight if points is None else points)
        for cell in line.cells:
            if norm(cell.text):
                self.draft.role(line, cell, "label:level1" if norm(cell.text) == norm(first.text) else "subtotal")
        return True

    def _continues(self, line: Line) -> bool:
        """Whether a table without a header goes on with the block above it, as behind a page break."""
        columns = self.columns
        assert columns is not None
        if self.draft.totals_seen:
            return False
        ahead = [ln for ln in self.lines[line.index : line.index + 6] if ln.number == line.number]
        evidence = 0
        for ln in ahead:
            if indicator_header(self.lines, ln.index, self.vocabulary) is not None:
                break
            if totals.total_label(ln, self.vocabulary) or closing_label(
                ln.filled[0] if ln.filled else Cell(0, 0, ""), self.vocabulary
            ):
                evidence += 1
                break
            evidence += indicator_rows.evidence(ln, columns, self.vocabulary)
        if evidence <= 0:
            return False
        self.continued = line.number
        return True

    def _leaves(self, line: Line) -> bool:
        """Whether a line under an indicator header is no indicator: a closing row, a head row, a signature."""
        filled = line.filled
        first = filled[0]
        columns = self.columns
        assert columns is not None
        if not any(norm(c.text) for c in line.cells):
            return False
        name_column = columns.get("level3") or columns.items[0]
        at_name = (
            columns.aligned
            and line.aligned
            and line.number == columns.table
            and first.col >= name_column.first
            and first.col > 1
            and name_column.first > 1
        )
        if at_name and len(line.cover) >= len(columns.items) - 1:
            return False
        if closing_label(first, self.vocabulary) and not _only_points(line):
            return True
        if head.head_label(first, self.vocabulary):
            return True
        if len(filled) == 1 and self.vocabulary.find("funds_side", first.text):
            return True  # the heading of a funds block behind the indicators
        if len(line.cells) <= 4 and (
            (closing_label(first, self.vocabulary, like=True) and not _only_points(line))
            or WORDS.signature.search(norm(first.text))
        ):
            return True
        if (
            len(line.cells) <= 4
            and len(line.cover) <= 4
            and head.head_label(first, self.vocabulary, like=True)
            and len(line.cover) < len(columns.items)
        ):
            return True
        if _one_sentence(line):
            return True
        if goal_header(line, self.vocabulary) is not None and len(line.cover) < len(columns.items):
            return True
        # the next of several goals, each with indicators of its own
        labels, texts = filled[::2], filled[1::2]
        return len(filled) in (2, 4) and all(
            self.vocabulary.find("goal", a.text) and is_prose(b.text) for a, b in zip(labels, texts, strict=True)
        )

    def _separate(self, line: Line) -> bool:
        """An indicator header on another sheet than the form so far, with indicators already read: a form of its own."""
        last = self.draft.lines[-1] if self.draft.lines else None
        if last is None or last.table is None or line.table is None or not self.draft.indicators:
            return False
        return last.table.sheet != line.table.sheet and self.draft.totals_seen


def repeats(line: Line, columns: Columns) -> bool:
    """Whether a line prints the labels of an open block again, as on the next page or over the next of several goals."""
    if not columns.labels or norm(line.filled[-1].text) != norm(columns.labels[-1].text):
        return False  # most rows: the last label would stand last
    labels = {norm(c.text) for c in columns.labels}
    return len(labels) >= _FEWEST and labels <= {norm(c.text) for c in line.filled}


def _one_sentence(line: Line) -> bool:
    """Whether one sentence fills the row behind its first cell, its merge dissolved: 项目绩效 | 项目年度目标1：… in every cell."""
    texts = [norm(c.text) for c in line.cover[1:]]
    return len(texts) > 3 and len(set(texts)) == 1 and is_prose(line.cover[-1].text)


def _only_points(line: Line) -> bool:
    """Whether a row prints points behind its label and nothing else: 评价结果应用（10分） | 8 is an indicator, no closing row."""
    behind = [c for c in line.filled[1:] if norm(c.text)]
    return bool(behind) and all(parse_weight(c.text) is not None for c in behind)
