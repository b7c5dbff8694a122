"""The workbooks of a batch, written by workers while others make reports: the reviews lie on the shelf by then."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from selfeval_nb.batch.stage.tasks import FormRef, shelf_of
from selfeval_nb.common.how import How

if TYPE_CHECKING:
    from selfeval_nb.review.model import Review

BOOKS = ("workpaper.xlsx", "findings.xlsx")


@dataclass(frozen=True, slots=True)
class BookTask:
    """A workbook to write: one of BOOKS, over these forms in this order."""

    name: str
    refs: tuple[FormRef, ...]
    work: str
    how: How

    @property
    def forms(self) -> int:
        """How many forms it is about."""
        return len(self.refs)


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
    """The reviews in the batch's order, with the rulings, from the shelf one by one: they are never all in memory."""
    from selfeval_nb.review import shelf, store
    from selfeval_nb.review.rulings.book import apply, load_rulings

    book = load_rulings(task.how.rulings) if task.how.rulings else None
    for ref in task.refs:
        key = shelf.key_for(ref.sha256, ref.form_no, task.how)
        prepared = shelf.get(key, shelf_of(task.work, ref.form_id))
        if prepared is None:
            raise FileNotFoundError(f"{ref.file} #{ref.form_no}")
        review = store.from_dict(prepared)
        yield review if book is None else apply(review, book)
