"""A form's rows of the slim workbooks as XML that only waits for the numbers of its rows.

Whoever writes the workbooks of a large batch again and again (one form has changed) need not make all their rows again: a form is
pressed once, and its pressed rows are put below those of the form before it.
"""

from __future__ import annotations

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
from selfeval_nb.report.workbook.rows import OWN, PAPER, Rows, RowSheet
from selfeval_nb.report.workbook.sheet import Book
from selfeval_nb.report.workbook.workbook import created_now
from selfeval_nb.review.build import rules_by_outcome
from selfeval_nb.review.model import Review
from selfeval_nb.review.rulings.book import final_score
from selfeval_nb.review.rulings.matching import subject_of


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


class _RowBook(Book):
    """A workbook that is never written: it only gives its formats, numbered as in those that are."""

    def sheet(self, name: str, *, landscape: bool = True) -> Any:
        return RowSheet(self._sheet_name(name))


class _Press:
    """The sheets of a slim work paper, for their rows alone."""

    def __init__(self, lang: str) -> None:
        book = _RowBook(Path("none.xlsx"), WorkbookWords(lang), slim=True, created=created_now())
        book.book.fileclosed = True
        self._summary, self._paper, self._ledger = Summary(book), Paper(book, each=False), Ledger(book)

    def add(self, view: View) -> Pressed:
        summary, paper, ledger, review = self._summary, self._paper, self._ledger, view.review
        summary.numbers = {col: [] for col in summary.numbers}
        for part, row, base in ((summary, OWN - 1, OWN), (paper, PAPER, PAPER), (ledger, OWN - 1, OWN)):
            part.row = row
            part.sheet.begin(base)
        summary.add(view, paper.add(view, final_score(review)))
        ledger.add(view)
        return Pressed(
            review.form.form_id,
            subject_of(review.form),
            summary.sheet.rows(1),
            paper.sheet.rows(paper.row - PAPER),
            ledger.sheet.rows(ledger.row - OWN + 1),
            {str(col): numbers[0] for col, numbers in summary.numbers.items() if numbers},
            rules_by_outcome(review.outcomes),
            Checks.problems_of(review),
        )


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
