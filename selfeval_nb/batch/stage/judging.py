"""Stage 2, what a worker does: judge some forms by all rules and lay their reviews ready.

Which forms are judged together makes no difference: what rules say that compare forms with each other comes from the process
that has seen all of them (checks.run.compare_forms).
"""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.batch.kept import store as kept
from selfeval_nb.batch.output.columns import JUDGED, Packing, Span
from selfeval_nb.batch.stage.reading import stored_forms
from selfeval_nb.common.files import read_own, write_own
from selfeval_nb.common.how import How
from selfeval_nb.forms.beside import Beside
from selfeval_nb.readers.model import Problem
from selfeval_nb.review import shelf

if TYPE_CHECKING:
    from selfeval_nb.batch.stage.comparing import Told
    from selfeval_nb.checks.model import CheckResult
    from selfeval_nb.forms.model import Form

PART = 100  # forms of a task: what a call of the checks costs whatever its size is little beside so many


@dataclass(frozen=True, slots=True)
class Wanted:
    """A form to judge: its document's place, its position there, its id in the batch, the problems of its document."""

    place: int
    position: int
    form_id: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class JudgeTask:
    """Forms to judge together, in the order of the batch. ``heard``: where it stands what was said of each that looks at other forms."""

    wanted: tuple[Wanted, ...]
    heard: tuple[Told, ...]
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
    """A form's judgement: the digest of its review; with the rulings on it, its suggestion. The contents (kept.store) hold these and
    the rows of the index, the rows of the data files and of the workbooks, and the reviews of all forms that were judged together;
    ``shared``: what reviews have in common. ``span``: where its rows of the data files are; ``at``: its place in the others."""

    form_id: str
    digest: str
    suggestion: str
    span: Span
    at: int
    brief: str
    data: str
    pressed: str
    reviews: str
    shared: str

    @classmethod
    def of(cls, value: Sequence[Any], contents: Sequence[str]) -> Judged:
        """From what ``brief`` says of it, its place there first, and the contents in their order."""
        form_id, digest, suggestion, span, at = value
        return cls(form_id, digest, suggestion, tuple(span), at, *contents)

    def contents(self) -> tuple[str, ...]:
        """The contents that it names."""
        return self.brief, self.data, self.pressed, self.reviews, self.shared


def judge(task: JudgeTask) -> list[Judged]:
    """Judge the forms of a task and lay their reviews on the shelf."""
    from selfeval_nb.batch.stage.comparing import said_of
    from selfeval_nb.checks.run import check
    from selfeval_nb.forms.frames import tables_of
    from selfeval_nb.report.overview.index import index_row
    from selfeval_nb.report.view.view import View
    from selfeval_nb.report.workbook.pressed import press
    from selfeval_nb.review import as_json
    from selfeval_nb.review.build import build_reviews
    from selfeval_nb.review.rulings.book import apply, load_rulings

    forms = list(_forms(task))
    problems = list(dict.fromkeys(p for w in task.wanted for p in w.problems))
    beside = handed_over(task.work).given() if task.how.beside() else {}
    said = said_of(task.heard, task.kept, [w.form_id for w in task.wanted])
    result = check(tables_of(forms, problems), **task.how.judging(), **beside, said=said, engine=task.engine)
    book = load_rulings(task.how.rulings) if task.how.rulings else None
    data, packing = rows_of(result), Packing(JUDGED)
    values, index, pressed, texts = [], [], [], []
    shared: shelf.Shared = {}  # the same of all
    same = ""
    for at, review in enumerate(build_reviews(forms, result, problems, lang=task.how.lang)):
        form = review.form
        if not same:
            part = as_json.shared_part(review)
            shared, same = shelf.shared_of(part), kept.put(task.kept, part)
        text = shelf.dump(review, shared)
        shelf.lay(shelf_of(task.work, form.form_id), shelf.key_for(form.sha256, form.form_no, task.told), text, shared)
        ruled = review if book is None else apply(review, book)
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        values.append([form.form_id, digest, ruled.suggestion, packing.add(data[form.form_id]), at])
        index.append(index_row(ruled, ""))
        pressed.append(press(View(ruled)).value())
        texts.append(text)
    brief = {v[0]: [v, row] for v, row in zip(values, index, strict=True)}
    contents = (
        kept.put(task.kept, brief),
        kept.put_raw(task.kept, packing.bytes()),
        kept.put_texts(task.kept, (kept.as_json(p) for p in pressed)),
        kept.put_texts(task.kept, texts),
        same,
    )
    return [Judged.of(v, contents) for v in values]


def hand_over(beside: Beside, work: str) -> None:
    """Lay the documents that forms are compared with where workers find them."""
    if beside.given():
        _beside_file(work).unlink(missing_ok=True)  # of a run before
        write_own(_beside_file(work), pickle.dumps(beside, pickle.HIGHEST_PROTOCOL))


@lru_cache(maxsize=1)
def handed_over(work: str) -> Beside:
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
    for name in JUDGED:
        frame = getattr(result, name)
        columns = [_plain(frame[c].tolist()) for c in frame.columns if c != "form_id"]
        for form_id, *row in zip(frame["form_id"].tolist(), *columns, strict=True):
            rows.setdefault(str(form_id), {n: [] for n in JUDGED})[name].append(row)
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
    reviews, shared = kept.get_texts(root, judged.reviews), kept.get(root, judged.shared)
    if reviews is None or shared is None:
        return False
    shelf.lay(folder, key, reviews[judged.at], shelf.shared_of(shared))
    return True


def kept_review(judged: Judged, root: str | Path) -> dict[str, Any] | None:
    """A kept review as ``review.as_json.to_dict`` gave it."""
    reviews, shared = kept.get_texts(root, judged.reviews), kept.get(root, judged.shared)
    return None if reviews is None or shared is None else json.loads(reviews[judged.at]) | shared


def shelf_of(work: str, form_id: str) -> str:
    """The shelf that holds a form's review. A document that is in a batch twice has the same key twice: one shelf each."""
    return str(Path(work) / f"shelf{form_id.partition('~')[2]}")
