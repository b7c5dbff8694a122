"""The workbooks of a batch, written by workers while others make reports, from the kept reviews."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from selfeval_nb.batch.stage.judging import Judged, kept_review
from selfeval_nb.common.how import How

if TYPE_CHECKING:
    from selfeval_nb.review.model import Review

BOOKS = ("workpaper.xlsx", "findings.xlsx")


@dataclass(frozen=True, slots=True)
class BookTask:
    """A workbook to write: one of BOOKS, over these forms in this order."""

    name: str
    judged: tuple[Judged, ...]
    work: str
    kept: str
    how: How

    @property
    def forms(self) -> int:
        """How many forms it is about."""
        return len(self.judged)


@dataclass(frozen=True, slots=True)
class WrittenBook:
    """A workbook that lies finished in the work folder."""

    path: str
    sha256: str


def write_book(task: BookTask) -> WrittenBook:
    """Write the workbook into the work folder. Raises OSError when that is not possible."""
    from selfeval_nb.report.workbook import book as workbook

    path = Path(task.work) / task.name
    write = workbook.write_workpaper if task.name == BOOKS[0] else workbook.write_findings
    write(_reviews(task), path, lang=task.how.lang)
    with open(path, "rb") as file:
        return WrittenBook(str(path), hashlib.file_digest(file, "sha256").hexdigest())


def _reviews(task: BookTask) -> Iterator[Review]:
    """The reviews in the batch's order, with the rulings, one by one: they are never all in memory."""
    from selfeval_nb.review import store
    from selfeval_nb.review.rulings.book import apply, load_rulings

    book = load_rulings(task.how.rulings) if task.how.rulings else None
    for judged in task.judged:
        prepared = kept_review(judged, task.kept)
        if prepared is None:
            raise FileNotFoundError(judged.form_id)
        review = store.from_dict(prepared)
        yield review if book is None else apply(review, book)
