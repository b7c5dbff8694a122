"""The workbooks of a batch, written by workers while others make reports, from what the stage before has kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from selfeval_nb.batch.kept import store
from selfeval_nb.batch.stage.judging import Judged, kept_review
from selfeval_nb.common.how import How

if TYPE_CHECKING:
    from selfeval_nb.report.workbook.pressed import Pressed
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
    from selfeval_nb.report.workbook import pressed, workbook

    path = Path(task.work) / task.name
    if task.name == BOOKS[0] and len(task.judged) <= workbook.SHEETS_UP_TO:
        workbook.write_workpaper(map(_review(task), task.judged), path, lang=task.how.lang)
    else:
        write = pressed.write_pressed_workpaper if task.name == BOOKS[0] else pressed.write_pressed_findings
        write(_pressed(task), _review(task)(task.judged[0]), path)
    with open(path, "rb") as file:
        return WrittenBook(str(path), hashlib.file_digest(file, "sha256").hexdigest())


def _pressed(task: BookTask) -> Iterator[Pressed]:
    """The forms' rows, one by one: only those of forms that were judged together are in memory."""
    from selfeval_nb.report.workbook.pressed import Pressed

    content, texts = "", list[str]()
    for judged in task.judged:
        if judged.pressed != content:
            content, texts = judged.pressed, store.get_texts(task.kept, judged.pressed) or []
        if not texts:
            raise FileNotFoundError(judged.form_id)
        yield Pressed.of(json.loads(texts[judged.at]))


def _review(task: BookTask) -> Callable[[Judged], Review]:
    """A function: a form's review, with the rulings."""
    from selfeval_nb.review.as_json import from_dict
    from selfeval_nb.review.rulings.book import apply, load_rulings

    book = load_rulings(task.how.rulings) if task.how.rulings else None

    def review(judged: Judged) -> Review:
        prepared = kept_review(judged, task.kept)
        if prepared is None:
            raise FileNotFoundError(judged.form_id)
        plain = from_dict(prepared)
        return plain if book is None else apply(plain, book)

    return review
