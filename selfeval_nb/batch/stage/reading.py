"""Stage 1, what a worker does: read documents. Their forms stay in the work folder, their rows go into the store and back."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, field, replace
from pathlib import Path
from typing import Any

from selfeval_nb.batch.kept import store
from selfeval_nb.batch.kept.keys import may_be_kept, reading_key
from selfeval_nb.batch.output.columns import READ, Packing, Span
from selfeval_nb.batch.output.file_names import safe_part
from selfeval_nb.common.files import Target, read_own, write_own
from selfeval_nb.common.how import How
from selfeval_nb.forms.layouts.file import load_layouts
from selfeval_nb.forms.model import Form
from selfeval_nb.forms.words.vocabulary import load_vocabulary
from selfeval_nb.readers import Limits, read
from selfeval_nb.readers.model import Document, Problem
from selfeval_nb.readers.sources import Source

Found = tuple[list[Form], list[Problem]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A document to read and its place among all of the batch."""

    place: int
    source: Source


@dataclass(frozen=True, slots=True)
class LoadTask:
    """Documents to read together; ``work`` is the run's work folder, ``kept`` that of the contents; ``basis`` of kept.keys."""

    documents: tuple[Asked, ...]
    work: str
    kept: str
    how: How = field(default_factory=How)
    basis: str = ""


@dataclass(slots=True)
class ReadForm:
    """What all forms of a batch are known by. ``subject``: how rulings know it; ``span``: where its rows are in the content that
    holds those of its document."""

    form_id: str
    form_no: int
    sha256: str
    project: str
    subject: dict[str, Any]
    span: Span

    def rename(self, form_id: str) -> None:
        """Give it another id, wherever that stands."""
        self.form_id = self.subject["form_id"] = form_id


@dataclass(slots=True)
class ReadDocument:
    """What became of one document: no forms and the problems, when it gave none. ``path``: where a notebook can open it, ''
    while nobody needs to; ``key``: of its reading in the store, '' when it is not to be kept; ``brief`` and ``rows``: the contents
    that hold what is known of its forms, and their rows."""

    place: int
    name: str
    forms: list[ReadForm]
    problems: list[Problem]
    path: str = ""
    key: str = ""
    brief: str = ""
    rows: str = ""
    fresh: bool = False  # read in this run: the forms lie in the work folder

    def value(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "forms": [[f.form_id, f.form_no, f.sha256, f.project, f.subject, f.span] for f in self.forms],
            "problems": [astuple(p) for p in self.problems],
        }

    @classmethod
    def of(cls, place: int, source: Source, key: str, value: Mapping[str, Any], rows: str) -> ReadDocument:
        """From what was kept."""
        return cls(
            place,
            source.name,
            [ReadForm(i, no, sha, project, dict(subject), tuple(span)) for i, no, sha, project, subject, span in value["forms"]],
            [Problem(*p) for p in value["problems"]],
            path=os.path.abspath(str(source.path)) if source.data is None and not source.members else "",
            key=key,
            rows=rows,
        )  # fmt: skip


def load_documents(task: LoadTask) -> list[ReadDocument]:
    """Read documents, keep their forms in the work folder, their rows and what is known of them in the store."""
    from selfeval_nb.forms.find import find_forms  # the process that starts a batch reads nothing

    reading = task.how.reading()
    vocabulary, layouts = load_vocabulary(reading["vocabulary"]), load_layouts(reading["layouts"])
    limits, rows = Limits.default(), Packing(READ)
    done = [_load(asked, task, lambda d: find_forms(d, vocabulary, layouts), limits, rows) for asked in task.documents]
    packed = store.put_raw(task.kept, rows.bytes())
    brief = store.put(task.kept, {d.key: d.value() for d in done if d.key})
    for document in done:
        document.rows, document.brief = packed, brief
    return done


def _load(
    asked: Asked, task: LoadTask, find: Callable[[Document], Found], limits: Limits, rows: Packing
) -> ReadDocument:
    from selfeval_nb.forms.frames import rows_of
    from selfeval_nb.review.rulings.matching import subject_of

    source = _with_data(asked.source, limits)
    document = read(source, limits)
    found, problems = find(document)
    seen: Counter[str] = Counter()
    ids: dict[str, str] = {}
    forms = []
    for form in found:
        seen[form.form_id] += 1
        ids[form.form_id] = form.form_id = numbered(form.form_id, seen[form.form_id])
        own = {name: [row[1:] for row in some] for name, some in rows_of(form).items()}
        project = str(form.value("project") or "")
        forms.append(ReadForm(form.form_id, form.form_no, form.sha256, project, subject_of(form), rows.add(own)))
    done = ReadDocument(
        asked.place,
        source.name,
        forms,
        [replace(p, form_id=ids.get(p.form_id, p.form_id)) if p.form_id else p for p in problems],
        fresh=True,
    )
    if document.sha256 and may_be_kept(done.problems):
        done.key = reading_key(task.basis, source.name, document.sha256)
    if found:
        done.path = _on_disk(source, found[0].sha256, Path(task.work))
        place = _forms_file(task.work, asked.place)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)  # of a worker that was killed while it read this document
        write_own(place, pickle.dumps(found, pickle.HIGHEST_PROTOCOL))
    return done


def stored_forms(work: str, place: int) -> list[Form]:
    """The forms of a document that was read in this run, under the ids that they had in it."""
    forms: list[Form] = pickle.loads(read_own(_forms_file(work, place)))
    return forms


def _forms_file(work: str, place: int) -> Path:
    return Path(work) / "forms" / f"{place}.pickle"


def numbered(form_id: str, n: int) -> str:
    """The id of the ``n``th form with the same content (as in forms.load)."""
    base = form_id.partition("~")[0]
    return base if n == 1 else f"{base}~{n}"


def digest_of_source(source: Source, limits: Limits) -> str | None:
    """SHA-256 of a document's bytes; None when it has none, which reading it says better."""
    try:
        return hashlib.sha256(source.load(limits)).hexdigest()
    except Exception:
        return None


def _with_data(source: Source, limits: Limits) -> Source:
    """An archive's member with its bytes, so that it is unpacked once; anything else, and what cannot be unpacked, as it is."""
    if not source.members or source.refusal is not None:
        return source
    try:
        return replace(source, data=source.load(limits))
    except Exception:
        return source  # reading it says what is wrong, with the right sentence


def _on_disk(source: Source, sha256: str, work: Path) -> str:
    """A path from which a notebook can open the document."""
    if source.data is None:
        return os.path.abspath(str(source.path))
    name = source.name.replace("\\", "/").rsplit("/", 1)[-1]
    path = work / "sources" / sha256[:32] / (name if len(name.encode()) < 200 and "\0" not in name else safe_part(name))
    if not path.exists():
        with Target(path) as part:
            part.write_bytes(source.data)
    return str(path)
