"""The stages of a batch, and what each hands to the next."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.batch.output.folder import BatchError, OutputFolder, digest_of, tree_digest
from selfeval_nb.batch.output.manifest import Entry, Ledger
from selfeval_nb.batch.progress import Progress
from selfeval_nb.batch.settings import BatchSummary, Settings
from selfeval_nb.batch.stage import plan
from selfeval_nb.batch.words import words as words_of
from selfeval_nb.batch.workers.pool import Done, Failure, Workers
from selfeval_nb.engine.lean import lean_imports

if TYPE_CHECKING:
    from selfeval_nb.batch.stage.books import BookTask, WrittenBook
    from selfeval_nb.batch.stage.parts import PartTask
    from selfeval_nb.batch.stage.tasks import FormRef, LoadedChunk, LoadTask, Rendered, RenderTask, Shelved, ShelveTask
    from selfeval_nb.batch.workers.dask import DaskWorkers
    from selfeval_nb.checks.model import CheckResult
    from selfeval_nb.forms.frames import Tables
    from selfeval_nb.readers.model import Problem

DIRECT_UP_TO = 30  # forms that the checks judge without Great Expectations (checks.run)
WORKBOOK_UP_TO = 20_000  # forms; a workbook of more would not open, and Excel ends at 1,048,576 rows
_LAST = 10**9  # number of the first document that could not be copied: behind all others
_TABLES = ("forms", "funds", "indicators", "cells")


class Batch:
    """One run: what each stage hands to the next."""

    def __init__(
        self, settings: Settings, folder: OutputFolder, workers: Workers | DaskWorkers, progress: Progress
    ) -> None:
        self.settings = settings
        self.folder = folder
        self.workers = workers
        self.progress = progress
        self.words = words_of(settings.how.lang)
        self.summary = BatchSummary(settings.out)
        self.chunks: list[LoadedChunk] = []
        self.refs: dict[str, FormRef] = {}  # by form id, in input order
        self.problems: list[Problem] = []
        self.tables: Tables | None = None
        self.result: CheckResult | None = None
        self.shelved: dict[str, Shelved] = {}
        self.entries: dict[str, Entry] = {}
        self.failed_rows: list[dict[str, Any]] = []  # for the index
        self.others: dict[str, str] = {}  # files of the batch as a whole: name -> SHA-256
        self.inputs = ""  # digest of inputs and settings
        self.ledger = Ledger(folder, forget=settings.force)

    def nothing_to_do(self, inputs: list[Path]) -> bool:
        """Whether the last run was made from the same inputs, in the same way, and all its files are as it left them."""
        if not self.ledger.record:
            self.workers.start()  # there will be something to do: they get ready while the inputs are gone through
        how = plan.settings_digest(self.settings)
        self.inputs = digest_of([(plan.base(str(p)), tree_digest(p)) for p in inputs], how)
        entries = self.ledger.unchanged(self.inputs)
        if entries is None:
            return False
        self.summary.total = self.summary.kept = len(entries)
        self.summary.findings = self.ledger.record.get("findings", {})
        self.summary.suggestions = self.ledger.record.get("suggestions", {})
        return True

    # -- stage 1 ---------------------------------------------------------------------------------------------------

    def load(self, inputs: Sequence[Path], missing: Sequence[tuple[str, str]] = ()) -> None:
        """Read all documents. What kills a worker is read again alone, so that it takes no neighbour with it.

        ``missing``: documents that could not be copied here: (name, sentence).
        """
        from selfeval_nb.batch.stage.tasks import load_chunk
        from selfeval_nb.readers.sources import expand

        self.progress.stage("load")
        limits, library, forms = self.settings.limits, _Library(), 0
        if plan.more_than(DIRECT_UP_TO, inputs):
            library.begin()

        def limit(task: LoadTask) -> float | None:
            return None if limits.seconds is None else limits.seconds * len(task.sources)

        again: list[LoadTask] = []
        tasks = plan.load_tasks(
            expand(inputs), plan.Names(inputs), self.workers.jobs, str(self.folder.work), self.settings.how
        )
        for done in self.workers.run(load_chunk, tasks, limit):
            if done.failure is None:
                self.chunks.append(done.result)
                forms += len(done.result.refs)
                if forms > DIRECT_UP_TO:
                    library.begin()
            elif len(done.task.sources) > 1:
                again.append(done.task)
                continue
            else:
                self._unreadable(done.task, done.failure)
            self.progress.step(len(done.task.sources))
        for done in self.workers.run(load_chunk, plan.singly(again), limit):
            if done.failure is None:
                self.chunks.append(done.result)
            else:
                self._unreadable(done.task, done.failure)
            self.progress.step()
        library.end()
        for i, (name, sentence) in enumerate(missing):
            self._no_form(_LAST + i, name, "unreadable", sentence)
        self.chunks.sort(key=lambda c: plan.place(c.number))
        self._number_forms()
        self.progress.end()

    def _unreadable(self, task: LoadTask, failure: Failure) -> None:
        self._no_form(task.number, task.sources[0].name, failure.kind, self._sentence(failure))

    def _no_form(self, number: int, name: str, kind: str, sentence: str) -> None:
        from selfeval_nb.batch.stage.tasks import LoadedChunk
        from selfeval_nb.readers.model import Problem

        self.chunks.append(LoadedChunk(number, [], None, [Problem(name, kind, sentence)], [name]))

    def _number_forms(self) -> None:
        """Give equal contents ids of their own, over all chunks, in the order of the inputs."""
        from selfeval_nb.batch.stage.tasks import numbered

        seen: dict[str, int] = {}
        for chunk in self.chunks:
            ids: dict[str, str] = {}
            for i, ref in enumerate(chunk.refs):
                base = ref.form_id.partition("~")[0]
                seen[base] = seen.get(base, 0) + 1
                ids[ref.form_id] = numbered(base, seen[base])
                chunk.refs[i] = replace(ref, form_id=ids[ref.form_id])
                self.refs[chunk.refs[i].form_id] = chunk.refs[i]
            changed = {k: v for k, v in ids.items() if k != v}
            if changed:
                chunk.problems = [replace(p, form_id=changed.get(p.form_id or "", p.form_id)) for p in chunk.problems]
                for name in _TABLES:
                    frame = getattr(chunk.tables, name)
                    frame["form_id"] = frame["form_id"].replace(changed)
            self.problems += chunk.problems
        self.summary.total = len(self.refs)

    # -- stage 2 ---------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Run every suite once over all forms; of a large batch only what needs all forms, the rest in parts by the workers."""
        import pandas as pd

        from selfeval_nb.batch.stage.parts import PARTS_FROM
        from selfeval_nb.forms.frames import tables_of

        self.progress.stage("check", len(self.refs))
        parts = [c.tables for c in self.chunks if c.tables is not None]
        frames = {n: pd.concat([getattr(t, n) for t in parts], ignore_index=True) for n in _TABLES}
        self.tables = replace(tables_of([], self.problems), **frames)
        for chunk in self.chunks:
            chunk.tables = None  # they are in self.tables now; a large batch need not hold them twice
        del parts
        if len(self.refs) < PARTS_FROM:
            self._check_together()
        else:
            self._check_in_parts()
        self.progress.end()

    def _check_together(self) -> None:
        import pandas as pd

        from selfeval_nb.batch.stage.tasks import stored_tables
        from selfeval_nb.checks.run import check

        assert self.tables is not None
        cells = []
        for chunk in self.chunks:
            if chunk.refs:
                stored = stored_tables(str(self.folder.work), chunk.number)
                names = dict(zip(stored.forms["form_id"], (r.form_id for r in chunk.refs), strict=True))
                cells.append(stored.cells.assign(form_id=stored.cells["form_id"].map(names)))
        tables = replace(self.tables, cells=pd.concat(cells, ignore_index=True))
        self.result = check(tables, **self.settings.how.judging())
        self.progress.step(len(self.refs))

    def _check_in_parts(self) -> None:
        from selfeval_nb.batch.stage.parts import PartTask, check_part, joined, pieces_of
        from selfeval_nb.checks.run import compare_forms

        assert self.tables is not None
        said = compare_forms(self.tables, **self.settings.how.judging())
        s = self.settings

        def tasks() -> Iterator[PartTask]:
            for number, (begin, pieces) in enumerate(pieces_of(self.chunks)):
                stop = begin + sum(p.stop - p.first for p in pieces)
                own = {key: rule.of(begin, stop) for key, rule in said.items()}
                yield PartTask(number, pieces, own, str(self.folder.work), s.how)

        parts = []
        for done in self.workers.run(check_part, tasks(), self._seconds):
            # one that is too much for a worker's limits, or dies with it, is judged here, where there are none
            part = done.result if done.failure is None else check_part(done.task)
            parts.append(part)
            for item in part.shelved:
                self.shelved[item.form_id] = item
            self.progress.step(done.task.forms)
        self.result = joined(parts)

    def shelve(self) -> None:
        """Build the reviews, chunk by chunk, in the workers. Those of a batch checked in parts are there already."""
        from selfeval_nb.batch.stage.tasks import shelve_chunk

        if self.shelved:
            return
        self.progress.stage("shelve", len(self.refs))
        for done in self.workers.run(shelve_chunk, self._slices()):
            if done.failure is not None:
                raise BatchError(self._sentence(done.failure))
            for item in done.result:
                self.shelved[item.form_id] = item
            self.progress.step(len(done.result))
        self.progress.end()

    def _slices(self) -> Iterator[ShelveTask]:
        from selfeval_nb.batch.stage.parts import by_form, slice_of
        from selfeval_nb.batch.stage.tasks import ShelveTask

        assert self.result is not None
        s, groups = self.settings, by_form(self.result)
        for chunk in self.chunks:
            ids = tuple(r.form_id for r in chunk.refs)
            if ids:
                yield ShelveTask(
                    chunk.number, ids, slice_of(self.result, groups, ids), tuple(chunk.problems), str(self.folder.work),
                    s.how,
                )  # fmt: skip

    # -- stage 3 ---------------------------------------------------------------------------------------------------

    def render(self) -> None:
        """Run the notebook for each form whose outputs are not there yet; the workbooks are written beside that."""
        from selfeval_nb.batch.stage.books import BookTask

        self.progress.stage("render", len(self.refs))
        planner = plan.Planner(self.settings, str(self.folder.work), self.words)
        tasks, keys = [], {}
        for form_id, ref in self.refs.items():
            key = planner.key(ref, self.shelved[form_id].digest)
            before = self.ledger.finished(key)
            if before is not None and set(before.outputs) == set(planner.names(ref)):
                self.entries[form_id] = before
                self.summary.kept += 1
                self.progress.step()
            else:
                keys[form_id] = key
                tasks.append(ref)
        books = planner.books(self.refs.values()) if 0 < len(self.refs) <= WORKBOOK_UP_TO else []
        if len(self.refs) > WORKBOOK_UP_TO:
            self.progress.say(self.words["no-workbook"].format(n=WORKBOOK_UP_TO))
        times: list[tuple[str, float]] = []
        with self._render_workers() as workers:
            for done in workers.run(_make, chain(books, map(planner.report, tasks)), self._seconds):
                if isinstance(done.task, BookTask):
                    self._take_book(done)
                    continue
                ref = self.refs[done.task.form_id]
                self._take(ref, keys[ref.form_id], done)
                if done.failure is None:
                    times.append((plan.label(ref), done.result.seconds))
        self.summary.slowest = sorted(times, key=lambda item: -item[1])[:5]
        self.progress.end()

    def _render_workers(self) -> Any:
        """Our notebook runs in the warm workers; somebody else's gets a process of its own for each form."""
        if self.settings.shipped_notebook:
            return _Borrowed(self.workers)
        return self.workers.fresh()

    def _seconds(self, task: RenderTask | BookTask | PartTask) -> float | None:
        """A task's time limit: that of one form, or a second a form for one over many where that is more."""
        seconds = self.settings.limits.seconds
        return None if seconds is None else max(seconds, float(task.forms))

    def _take_book(self, done: Done[BookTask]) -> None:
        """Move a workbook to its place; the reports do not depend on it, so that a failure is said and no more."""
        if done.failure is None:
            made: WrittenBook = done.result
            self.folder.publish(Path(made.path), done.task.name)
            self.others[done.task.name] = made.sha256
        else:
            self.summary.failures.append((done.task.name, self._sentence(done.failure)))

    def _take(self, ref: FormRef, key: str, done: Done[RenderTask]) -> None:
        """Move a form's outputs to their places, or put an error page there."""
        entry = Entry(ref.form_id, plan.base(ref.file), ref.form_no, ref.sha256, key)
        if done.failure is None:
            made: Rendered = done.result
            for path, name, digest in made.files:
                self.folder.publish(Path(path), name)
                entry.outputs[name] = digest
            if made.error:
                entry.status, entry.detail = "failed", self.words["cell"].format(detail=made.error)
        else:
            entry.status, entry.detail = "failed", self._sentence(done.failure)
            name = f"{done.task.stem}.html"
            entry.outputs[name] = self.folder.write(name, self.error_page(ref.file, entry.detail))
        self.entries[ref.form_id] = entry
        self.ledger.note(entry)
        if entry.status == "failed":
            self.summary.failures.append((plan.label(ref), entry.detail))
        else:
            self.summary.made += 1
        self.progress.step(failed=entry.status == "failed")

    def error_page(self, file: str, detail: str) -> str:
        """The page that stands for a report that could not be made."""
        from selfeval_nb.report.page.html import render_error

        return render_error({"file": file, "detail": detail}, lang=self.settings.how.lang)

    def _sentence(self, failure: Failure) -> str:
        limits = self.settings.limits
        if failure.kind == "error" and failure.detail == f"ValueError: {self.words['changed']}":
            return self.words["changed"]
        return self.words[failure.kind].format(
            seconds=limits.seconds or 0, memory=limits.memory or 0, detail=failure.detail
        )


class _Library:
    """Great Expectations, imported while documents are read: that takes as long as reading some hundred forms."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._load, daemon=True)
            self._thread.start()

    def end(self) -> None:
        if self._thread is not None:
            self._thread.join()

    @staticmethod
    def _load() -> None:
        with lean_imports():
            importlib.import_module("great_expectations")


class _Borrowed:
    """Workers that somebody else closes."""

    def __init__(self, workers: Workers | DaskWorkers) -> None:
        self._workers = workers

    def __enter__(self) -> Workers | DaskWorkers:
        return self._workers

    def __exit__(self, *_: object) -> None:
        pass


def _make(task: RenderTask | BookTask) -> Rendered | WrittenBook:
    """What a worker does with a task of the last stage."""
    from selfeval_nb.batch.stage.books import BookTask, write_book
    from selfeval_nb.batch.stage.tasks import render

    return write_book(task) if isinstance(task, BookTask) else render(task)
