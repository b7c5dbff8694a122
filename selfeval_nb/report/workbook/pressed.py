"""A form's rows of the slim workbooks as XML that only waits for the numbers of its rows.

Whoever writes the workbooks of a large batch again and again (one form has changed) need not make all their rows again: a form is
pressed once, and its pressed rows are put below those of the form before it. They are XlsxWriter's own, taken from sheets like the
real ones whose rows begin far down, where a number can only be that of a row.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from selfeval_nb.common.files import Target
from selfeval_nb.report.view.view import View
from selfeval_nb.report.words.workbook_words import WorkbookWords
from selfeval_nb.report.workbook.lists import Checks, Ledger, Summary, forms_sheet
from selfeval_nb.report.workbook.paper import Paper
from selfeval_nb.report.workbook.sheet import Book
from selfeval_nb.report.workbook.workbook import created_now
from selfeval_nb.review.build import rules_by_outcome
from selfeval_nb.review.model import Review
from selfeval_nb.review.rulings.book import final_score
from selfeval_nb.review.rulings.matching import subject_of

OWN = 800_100  # where pressed rows begin, from 0; those of the work paper, to which the summary links, elsewhere
PAPER = 900_000
_NUMBER = re.compile(
    r'(?P<running><c r="A)(?P<at>\d+)(?P<kind>"[^>]*><v>)(?P<no>\d+)(?=</v>)'  # the number of a row in its list
    r'|(?P<row><row r="|<c r="[A-Z]+)(?P<number>\d+)|(?<=<f>)(?P<formula>[^<]*)'
)
_CELL = re.compile(r"(?<![A-Z0-9])(\$?[A-Z]{1,3}\$?)([89]\d{5})(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows in XML: ``text`` is cut by NULs, where numbers are to stand: ``own`` + the number of the first row of these rows, or,
    with PAPER more, the number of the first row of the form on the work paper. Rows are numbered from 1."""

    count: int
    text: str
    numbers: tuple[int, ...]

    @classmethod
    def of(cls, xml: str, count: int, base: int) -> Rows:
        """From the XML of rows that begin at ``base``."""
        numbers: list[int] = []

        def waits(row: int) -> str:
            # a running number is that of its row less a few; what is far below is on the work paper
            numbers.append(row - base - 1 if row < base + 50_000 else row - 1)
            return "\0"

        def formula(text: str) -> str:
            parts = text.split('"')  # what stands between quotes is a word
            parts[::2] = [_CELL.sub(lambda m: m[1] + waits(int(m[2])), part) for part in parts[::2]]
            return '"'.join(parts)

        def number(m: re.Match[str]) -> str:
            if m["running"]:
                return m["running"] + waits(int(m["at"])) + m["kind"] + waits(int(m["no"]))
            return m["row"] + waits(int(m["number"])) if m["row"] else formula(m["formula"])

        return cls(count, _NUMBER.sub(number, xml), tuple(numbers))

    def at(self, first: int, paper: int = 0) -> str:
        """The XML with the first row at ``first`` (from 0)."""
        parts: list[str] = [""] * (2 * len(self.numbers) + 1)
        parts[::2] = self.text.split("\0")
        parts[1::2] = [str(n + first + 1 if n < PAPER // 2 else n - PAPER + paper + 1) for n in self.numbers]
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A form in the workbooks. ``sums``: its numbers in the averages of the summary; ``outcomes``: outcome -> rules."""

    form_id: str
    subject: dict[str, Any]
    summary: Rows
    paper: Rows
    ledger: Rows
    sums: dict[str, float] = field(default_factory=dict)
    outcomes: dict[str, list[str]] = field(default_factory=dict)
    problems: list[tuple[str, str, str]] = field(default_factory=list)

    def value(self) -> list[Any]:
        """As plain values."""
        rows = [[r.count, r.text, r.numbers] for r in (self.summary, self.paper, self.ledger)]
        return [self.form_id, self.subject, rows, self.sums, self.outcomes, self.problems]

    @classmethod
    def of(cls, value: list[Any]) -> Pressed:
        """From plain values."""
        form_id, subject, rows, sums, outcomes, problems = value
        summary, paper, ledger = (Rows(count, text, tuple(numbers)) for count, text, numbers in rows)
        return cls(form_id, subject, summary, paper, ledger, sums, outcomes, [tuple(p) for p in problems])


def press(view: View) -> Pressed:
    """Press the rows of a form; of a review with its rulings."""
    return _press(view.review.lang).add(view)


class _Press:
    """The sheets of a slim work paper that is never written."""

    def __init__(self, lang: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            book = Book(
                Path(folder) / "none.xlsx", WorkbookWords(lang), slim=True, created=created_now(), folder=folder
            )
            self._summary, self._paper, self._ledger = Summary(book), Paper(book, each=False), Ledger(book)
            for part in (self._summary, self._paper, self._ledger):
                part.sheet.row_data_fh.close()
            book.book.fileclosed = True

    def add(self, view: View) -> Pressed:
        review = view.review
        self._summary.numbers = {col: [] for col in self._summary.numbers}
        summary = self._begin(self._summary, OWN - 1)
        paper = self._begin(self._paper, PAPER)
        ledger = self._begin(self._ledger, OWN - 1)
        self._summary.add(view, self._paper.add(view, final_score(review)))
        self._ledger.add(view)
        return Pressed(
            review.form.form_id,
            subject_of(review.form),
            self._end(self._summary, summary, 1, OWN),
            self._end(self._paper, paper, self._paper.row - PAPER, PAPER),
            self._end(self._ledger, ledger, self._ledger.row - OWN + 1, OWN),
            {str(col): numbers[0] for col, numbers in self._summary.numbers.items() if numbers},
            rules_by_outcome(review.outcomes),
            Checks.problems_of(review),
        )

    @staticmethod
    def _begin(part: Any, row: int) -> io.StringIO:
        sheet, part.row = part.sheet, row
        sheet.previous_row = row
        sheet.table.clear()
        sheet.row_info.clear()
        sheet.fh = sheet.row_data_fh = io.StringIO()
        return sheet.fh

    @staticmethod
    def _end(part: Any, xml: io.StringIO, count: int, base: int) -> Rows:
        part.sheet._write_single_row()
        return Rows.of(xml.getvalue(), count, base)


@lru_cache(maxsize=2)
def _press(lang: str) -> _Press:
    return _Press(lang)


def write_pressed_workpaper(pressed: Iterable[Pressed], first: Review, path: str | Path) -> Path:
    """What ``write_workpaper`` writes of many forms, from their pressed rows; ``first`` is the review of the first of them."""
    path = Path(path)
    with Target(path) as part:
        book = Book(part, WorkbookWords(first.lang), slim=True, created=created_now())
        summary, checks, subjects = Summary(book), Checks(book), []
        paper, ledger = Paper(book, each=False), Ledger(book)
        name = paper.sheet.get_name()
        checks.begin(first)
        for form in pressed:
            paper.room()
            _put(summary, form.summary, 1, paper.row, (name, paper.sheet.get_name()))
            for col, number in form.sums.items():
                summary.numbers[int(col)].append(number)
            _put(paper, form.paper, 0)
            _put(ledger, form.ledger, 1)
            checks.count(form.outcomes, form.problems)
            subjects.append((form.form_id, form.subject))
        paper.close()
        summary.close()
        ledger.close()
        _finish(book, checks, subjects)
    return path


def write_pressed_findings(pressed: Iterable[Pressed], first: Review, path: str | Path) -> Path:
    """What ``write_findings`` writes, from pressed rows."""
    path = Path(path)
    with Target(path) as part:
        book = Book(part, WorkbookWords(first.lang), slim=True, created=created_now())
        ledger, checks, subjects = Ledger(book), Checks(book), []
        checks.begin(first)
        for form in pressed:
            _put(ledger, form.ledger, 1)
            checks.count(form.outcomes, form.problems)
            subjects.append((form.form_id, form.subject))
        ledger.close()
        _finish(book, checks, subjects)
    return path


def _put(part: Any, rows: Rows, behind: int, paper: int = 0, renamed: tuple[str, str] = ("", "")) -> None:
    """Put rows at the end of a sheet; ``behind``: 1 where ``row`` is the last row that is written, 0 where it is the next."""
    if not rows.count:
        return
    first, sheet = part.row + behind, part.sheet
    xml = rows.at(first, paper)
    if renamed[0] != renamed[1]:
        xml = xml.replace(f"'{renamed[0]}'!", f"'{renamed[1]}'!")
    sheet._write_single_row(first)  # what is still waiting to be written
    sheet.row_data_fh.write(xml)
    sheet._check_dimensions(first, 0)
    part.row += rows.count
    sheet._check_dimensions(part.row - 1 + behind, 0)
    sheet.previous_row = part.row + behind


def _finish(book: Book, checks: Checks, subjects: Iterable[tuple[str, dict[str, Any]]]) -> None:
    checks.write()
    forms_sheet(book, subjects)
    book.close()


def unpacked(values: Iterable[list[Any]]) -> Iterator[Pressed]:
    """Pressed forms from their plain values."""
    return (Pressed.of(value) for value in values)
