"""Stage 2, what a worker does: judge some forms by all rules and lay their reviews ready.

Which forms are judged together makes no difference: what rules say that compare forms with each other comes from the process
that has seen all of them (checks.run.compare_forms).
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.batch.kept import store as kept
from selfeval_nb.batch.stage.reading import stored_forms
from selfeval_nb.common.files import read_own, write_own
from selfeval_nb.common.how import How
from selfeval_nb.forms.beside import Beside
from selfeval_nb.readers.model import Problem
from selfeval_nb.review import shelf

if TYPE_CHECKING:
    from selfeval_nb.checks.judging.said import Said
    from selfeval_nb.checks.model import CheckResult
    from selfeval_nb.forms.model import Form

PART = 100  # forms of a task: what a call of the checks costs whatever its size is little beside so many
FRAMES = ("findings", "outcomes", "scores", "totals")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A form to judge: its document's place, its position there, its id in the batch, the problems of its document."""

    place: int
    position: int
    form_id: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class JudgeTask:
    """Forms to judge together, in the order of the batch."""

    wanted: tuple[Wanted, ...]
    said: dict[str, Said]
    work: str
    kept: str
    how: How
    engine: str = "direct"
    told: How = field(default_factory=How)  # Settings.told

    @property
    def forms(self) -> int:
        """How many forms it is about."""
        return len(self.wanted)


@dataclass(frozen=True, slots=True)
class Judged:
    """A form's judgement: the digest of its review; with the rulings on it, its row of the index and its suggestion; the
    contents (kept.store) that hold its rows of the data files and of the workbooks, its review, and what that shares with all
    others."""

    form_id: str
    digest: str
    row: dict[str, Any]
    suggestion: str
    data: str
    pressed: str
    review: str
    shared: str

    def value(self) -> list[Any]:
        """As it is kept, without the contents that it names."""
        return [self.form_id, self.digest, self.row, self.suggestion, *self.contents()]

    def contents(self) -> tuple[str, ...]:
        """The contents that it names."""
        return self.data, self.pressed, self.review, self.shared


def judge(task: JudgeTask) -> list[tuple[Judged, str]]:
    """Judge the forms of a task and lay their reviews on the shelf; each judgement with its digest in the store."""
    from selfeval_nb.checks.run import check
    from selfeval_nb.forms.frames import tables_of
    from selfeval_nb.report.overview.index import index_row
    from selfeval_nb.report.view.view import View
    from selfeval_nb.report.workbook.pressed import press
    from selfeval_nb.review import store
    from selfeval_nb.review.build import build_reviews
    from selfeval_nb.review.rulings.book import apply, load_rulings

    forms = list(_forms(task))
    problems = list(dict.fromkeys(p for w in task.wanted for p in w.problems))
    beside = _handed_over(task.work).given() if task.how.beside() else {}
    result = check(tables_of(forms, problems), **task.how.judging(), **beside, said=task.said, engine=task.engine)
    book = load_rulings(task.how.rulings) if task.how.rulings else None
    data = rows_of(result)
    done = []
    shared: shelf.Shared = {}  # the same of all
    same = ""
    for review in build_reviews(forms, result, problems, lang=task.how.lang):
        form = review.form
        plain = store.to_dict(review)
        shared = shared or shelf.shared_of(plain)
        same = same or kept.put(task.kept, {name: plain[name] for name in shared})
        text = shelf.dump(plain, shared)
        shelf.lay(shelf_of(task.work, form.form_id), shelf.key_for(form.sha256, form.form_no, task.told), text, shared)
        ruled = review if book is None else apply(review, book)
        judged = Judged(
            form.form_id,
            hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            index_row(ruled, ""),
            ruled.suggestion,
            kept.put(task.kept, data[form.form_id]),
            kept.put(task.kept, press(View(ruled)).value()),
            kept.put_text(task.kept, text),
            same,
        )
        done.append((judged, kept.put(task.kept, judged.value())))
    return done


def hand_over(beside: Beside, work: str) -> None:
    """Lay the documents that forms are compared with where workers find them."""
    if beside.given():
        _beside_file(work).unlink(missing_ok=True)  # of a run before
        write_own(_beside_file(work), pickle.dumps(beside, pickle.HIGHEST_PROTOCOL))


@lru_cache(maxsize=1)
def _handed_over(work: str) -> Beside:
    """What was handed over: a worker lives for one run, and reads it once."""
    beside: Beside = pickle.loads(read_own(_beside_file(work)))
    return beside


def _beside_file(work: str) -> Path:
    return Path(work) / "beside.pickle"


def _forms(task: JudgeTask) -> Iterator[Form]:
    place, found = -1, list[Any]()
    for wanted in task.wanted:
        if wanted.place != place:
            place, found = wanted.place, stored_forms(task.work, wanted.place)
        form = found[wanted.position]
        form.form_id = wanted.form_id
        yield form


def rows_of(result: CheckResult) -> dict[str, dict[str, list[list[Any]]]]:
    """form id -> frame -> its rows as plain values, in the order of the columns without ``form_id``."""
    rows: dict[str, dict[str, list[list[Any]]]] = {}
    for name in FRAMES:
        frame = getattr(result, name)
        columns = [_plain(frame[c].tolist()) for c in frame.columns if c != "form_id"]
        for form_id, *row in zip(frame["form_id"].tolist(), *columns, strict=True):
            rows.setdefault(str(form_id), {n: [] for n in FRAMES})[name].append(row)
    return rows


def _plain(values: list[Any]) -> list[Any]:
    """JSON's own types: a missing value is None, whatever pandas calls it."""
    from pandas import NA

    return [
        v if type(v) is str else None if v is None or v is NA or v != v else v.item() if hasattr(v, "item") else v
        for v in values
    ]  # fmt: skip


def lay(folder: str, key: str, judged: Judged, root: str | Path) -> bool:
    """Lay a kept review on the shelf; False when it is not kept any more."""
    review = kept_review(judged, root)
    if review is None:
        return False
    shelf.put(folder, key, review)
    return True


def kept_review(judged: Judged, root: str | Path) -> dict[str, Any] | None:
    """A kept review as ``review.store.to_dict`` gave it."""
    review, shared = kept.get(root, judged.review), kept.get(root, judged.shared)
    return None if review is None or shared is None else review | shared


def shelf_of(work: str, form_id: str) -> str:
    """The shelf that holds a form's review. A document that is in a batch twice has the same key twice: one shelf each."""
    return str(Path(work) / f"shelf{form_id.partition('~')[2]}")
