"""What a worker does: read documents, put reviews on the shelf, make a report. Plain values in, plain values out."""

from __future__ import annotations

import hashlib
import os
import pickle
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.batch.output.folder import file_digest, write_whole
from selfeval_nb.batch.output.names import safe_part
from selfeval_nb.common.how import How
from selfeval_nb.forms.find import find_forms
from selfeval_nb.forms.layouts.file import load_layouts
from selfeval_nb.forms.model import Form
from selfeval_nb.forms.words.vocabulary import load_vocabulary
from selfeval_nb.readers import Limits, read
from selfeval_nb.readers.model import Problem
from selfeval_nb.readers.sources import Source
from selfeval_nb.review import shelf

if TYPE_CHECKING:
    from selfeval_nb.checks.model import CheckResult
    from selfeval_nb.forms.frames import Tables

Params = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LoadTask:
    """Documents to read together; ``work`` is the run's work folder."""

    number: int
    sources: tuple[Source, ...]
    work: str
    how: How = field(default_factory=How)


@dataclass(frozen=True, slots=True)
class FormRef:
    """A form that was read, without its cells: who it is and where its document lies."""

    form_id: str
    file: str
    form_no: int
    sha256: str
    project: str
    path: str


@dataclass(slots=True)
class LoadedChunk:
    """What became of a LoadTask. The forms themselves stay on disk, and so do the rows of their cells, which are most of all
    (``stored_tables``); ``tables`` holds the other rows."""

    number: int
    refs: list[FormRef]
    tables: Tables | None
    problems: list[Problem]
    unread: list[str] = field(default_factory=list)  # names of the documents that gave no form


def load_chunk(task: LoadTask) -> LoadedChunk:
    """Read documents, keep their forms in the work folder, return their rows."""
    from selfeval_nb.forms.frames import tables_of

    reading = task.how.reading()
    vocabulary, layouts = load_vocabulary(reading["vocabulary"]), load_layouts(reading["layouts"])
    limits = Limits.default()
    forms: list[Form] = []
    refs: list[FormRef] = []
    chunk = LoadedChunk(task.number, refs, None, [])
    seen: Counter[str] = Counter()
    for given in task.sources:
        source = _with_data(given, limits)
        found, problems = find_forms(read(source, limits), vocabulary, layouts)
        ids = {}
        for form in found:
            seen[form.form_id] += 1
            ids[form.form_id] = form.form_id = numbered(form.form_id, seen[form.form_id])
        chunk.problems += [replace(p, form_id=ids.get(p.form_id, p.form_id)) if p.form_id else p for p in problems]
        if not found:
            chunk.unread.append(source.name)
            continue
        path = _on_disk(source, found[0].sha256, Path(task.work))
        forms += found
        refs += [FormRef(f.form_id, f.file, f.form_no, f.sha256, str(f.value("project") or ""), path) for f in found]
    if forms:
        tables = replace(tables_of(forms, []), items=[])
        folder = Path(task.work) / "forms"
        folder.mkdir(parents=True, exist_ok=True)
        for name, value in ((f"{task.number}.pickle", forms), (f"{task.number}.tables.pickle", tables)):
            (folder / name).write_bytes(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
        chunk.tables = replace(tables, cells=tables.cells.iloc[:0])
    return chunk


def stored_tables(work: str, number: int) -> Tables:
    """All rows of a chunk's forms, under the ids that they had in the chunk."""
    tables: Tables = pickle.loads((Path(work) / "forms" / f"{number}.tables.pickle").read_bytes())
    return tables


def numbered(form_id: str, n: int) -> str:
    """The id of the ``n``th form with the same content (as in forms.load)."""
    base = form_id.partition("~")[0]
    return base if n == 1 else f"{base}~{n}"


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
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        part = path.with_name(f".{os.getpid()}.part")
        part.write_bytes(source.data)
        os.replace(part, path)
    return str(path)


@dataclass(frozen=True, slots=True)
class ShelveTask:
    """The forms of one chunk and the checks' answers to them. ``ids``: position in the chunk -> form id in the batch."""

    number: int
    ids: tuple[str, ...]
    result: CheckResult
    problems: tuple[Problem, ...]
    work: str
    how: How
    only: frozenset[str] | None = None  # the forms of the chunk that are meant, by id; None: all


@dataclass(frozen=True, slots=True)
class Shelved:
    """A review that lies ready: its digest; with the rulings on it, its row of the index and its suggestion."""

    form_id: str
    digest: str
    row: dict[str, Any]
    suggestion: str


def shelve_chunk(task: ShelveTask) -> list[Shelved]:
    """Build the reviews of a chunk and lay them on the shelf for the notebooks."""
    from selfeval_nb.report.overview.index import index_row
    from selfeval_nb.review import store
    from selfeval_nb.review.build import build_reviews
    from selfeval_nb.review.rulings.book import apply, load_rulings

    book = load_rulings(task.how.rulings) if task.how.rulings else None
    forms: list[Form] = pickle.loads((Path(task.work) / "forms" / f"{task.number}.pickle").read_bytes())
    for form, form_id in zip(forms, task.ids, strict=True):
        form.form_id = form_id
    if task.only is not None:
        forms = [form for form in forms if form.form_id in task.only]
    done = []
    for review in build_reviews(forms, task.result, task.problems, lang=task.how.lang):
        form = review.form
        key = shelf.key_for(form.sha256, form.form_no, task.how)
        laid = shelf.put(shelf_of(task.work, form.form_id), key, store.to_dict(review))
        digest = hashlib.sha256(laid.read_bytes()).hexdigest()
        ruled = review if book is None else apply(review, book)
        done.append(Shelved(form.form_id, digest, index_row(ruled, ""), ruled.suggestion))
    return done


def shelf_of(work: str, form_id: str) -> str:
    """The shelf that holds a form's review. A document that is in a batch twice has the same key twice: one shelf each."""
    return str(Path(work) / f"shelf{form_id.partition('~')[2]}")


@dataclass(frozen=True, slots=True)
class RenderTask:
    """One report to make. ``notebook`` is a path; ``stem`` names the outputs; ``shown`` are parameters as a kept notebook
    shows them, where that is not as they were."""

    form_id: str
    sha256: str
    notebook: str
    parameters: Params
    shown: Params
    stem: str
    formats: tuple[str, ...]
    work: str
    cwd: str
    shelf: str
    words: dict[str, str]
    forms: int = 1
    own: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """Files made in the work folder: (file there, name in the output folder, SHA-256); ``error`` if a cell failed."""

    files: tuple[tuple[str, str, str], ...]
    error: str = ""
    seconds: float = 0.0


def render(task: RenderTask) -> Rendered:
    """Run the notebook for one form and write its outputs into the work folder, flushed to the disk."""
    from selfeval_nb.batch.stage.execute import execute, kept_notebook
    from selfeval_nb.report.page.exporter import export_notebook

    start = time.perf_counter()
    if file_digest(Path(task.parameters["form"])) != task.sha256:
        raise ValueError(task.words["changed"])
    os.environ[shelf.VARIABLE] = task.shelf
    whole = "ipynb" in task.formats
    nb, error = execute(task.notebook, task.parameters, task.cwd, guide=whole, own=task.own)
    page = export_notebook(nb).encode("utf-8", "surrogatepass")
    files = []
    made = Path(task.work) / f"{task.stem}.html"
    write_whole(made, page)
    if "html" in task.formats or error:
        files.append((str(made), f"{task.stem}.html", hashlib.sha256(page).hexdigest()))
    if "pdf" in task.formats and not error:
        from selfeval_nb.batch.stage.pdf import print_pdf

        pdf = Path(task.work) / f"{task.stem}.pdf"
        print_pdf(made, pdf)
        files.append((str(pdf), f"{task.stem}.pdf", hashlib.sha256(pdf.read_bytes()).hexdigest()))
    if whole:
        kept = kept_notebook(nb, {**task.parameters, **task.shown}).encode("utf-8", "surrogatepass")
        path = Path(task.work) / f"{task.stem}.ipynb"
        write_whole(path, kept)
        files.append((str(path), f"{task.stem}.ipynb", hashlib.sha256(kept).hexdigest()))
    return Rendered(tuple(files), error, time.perf_counter() - start)
