"""The reviewer's workbook (.xlsx): 复核底稿, 汇总表, 问题清单 and what was checked.

Written row by row, so that its size does not matter; text from a form is always a string, never a formula or a link. The same
reviews give the same bytes. ``workpaper_import.py`` takes back what a reviewer fills in.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from selfeval_nb.common.clock import source_date
from selfeval_nb.common.files import Target
from selfeval_nb.report.view.view import View
from selfeval_nb.report.words.workbook_words import WorkbookWords
from selfeval_nb.report.workbook.lists import Checks, Ledger, Summary, forms_sheet
from selfeval_nb.report.workbook.paper import Paper
from selfeval_nb.report.workbook.sheet import Book
from selfeval_nb.review.model import Review
from selfeval_nb.review.rulings.book import final_score
from selfeval_nb.review.rulings.matching import subject_of

SHEETS_UP_TO = 30  # forms that get a sheet each; more of them stand below each other on one
_CREATED = datetime(2020, 1, 1)


def write_workpaper(
    reviews: Iterable[Review],
    path: str | Path,
    *,
    lang: str | None = None,
    layout: str = "auto",
    created: datetime | None = None,
) -> Path:
    """Write the workbook: 汇总表, 复核底稿, 问题清单, 检查情况, 说明.

    ``layout``: ``sheets`` gives every form a sheet of its own (and keeps them all in memory), ``one`` puts all below each
    other in one pass over ``reviews``, ``auto`` takes sheets up to ``SHEETS_UP_TO`` forms. ``lang`` is that of the first review
    unless given. ``created`` goes into the file's properties (default: SOURCE_DATE_EPOCH or a fixed day). The file appears
    whole or not at all. Raises OSError when it cannot be written.
    """
    if layout not in ("auto", "sheets", "one"):
        raise ValueError(f"layout must be auto, sheets or one, not {layout!r}")
    stream = iter(reviews)
    first = list(islice(stream, SHEETS_UP_TO + 1))
    each = layout == "sheets" or (layout == "auto" and len(first) <= SHEETS_UP_TO)
    path = Path(path)
    with Target(path) as part:
        book = Book(part, _words(lang, first), slim=not each, created=created or created_now())
        summary, checks, subjects = Summary(book), Checks(book), []
        paper = Paper(book, each=each)
        # sheets stand in the order in which they are opened: with a sheet a form, the findings wait for the last one
        ledger = None if each else Ledger(book)
        kept: list[View] = []
        for review in chain(first, stream):
            view = View(review)
            paper.room()
            summary.add(view, paper.add(view, final_score(review)))
            checks.add(review)
            subjects.append((review.form.form_id, subject_of(review.form)))
            if ledger is None:
                kept.append(view)
            else:
                ledger.add(view)
        paper.close()
        summary.close()
        if ledger is None:
            ledger = Ledger(book)
            for view in kept:
                ledger.add(view)
        ledger.close()
        checks.write()
        forms_sheet(book, subjects)
        book.close()
    return path


def write_findings(
    reviews: Iterable[Review], path: str | Path, *, lang: str | None = None, created: datetime | None = None
) -> Path:
    """Write a workbook of the 问题清单 (整改台账) alone, with what was checked; arguments as for ``write_workpaper``."""
    stream = iter(reviews)
    first = list(islice(stream, 1))
    path = Path(path)
    with Target(path) as part:
        book = Book(part, _words(lang, first), slim=True, created=created or created_now())
        ledger, checks, subjects = Ledger(book), Checks(book), []
        for review in chain(first, stream):
            ledger.add(View(review))
            checks.add(review)
            subjects.append((review.form.form_id, subject_of(review.form)))
        ledger.close()
        checks.write()
        forms_sheet(book, subjects)
        book.close()
    return path


def _words(lang: str | None, first: list[Review]) -> Any:
    return WorkbookWords(lang or (first[0].lang if first else "zh"))


def created_now() -> datetime:
    """The time in a workbook's properties: SOURCE_DATE_EPOCH or a fixed day."""
    moment = source_date()
    return moment.replace(tzinfo=None) if moment else _CREATED
