"""The stages of a batch, and what each hands to the next."""

from __future__ import annotations

import hashlib
import importlib
import os
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.batch.folder import BatchError, OutputFolder, digest_of, file_digest, tree_digest
from selfeval_nb.batch.lean import lean_imports
from selfeval_nb.batch.manifest import Entry, Ledger
from selfeval_nb.batch.names import report_stem, safe_part
from selfeval_nb.batch.pool import Done, Failure, Workers
from selfeval_nb.batch.progress import Progress
from selfeval_nb.batch.settings import BatchSummary, Settings
from selfeval_nb.batch.words import words as words_of
from selfeval_nb.readers.problems import printable

if TYPE_CHECKING:
    from selfeval_nb.batch.dask import DaskWorkers
    from selfeval_nb.batch.tasks import FormRef, LoadedChunk, Rendered, RenderTask, Shelved
    from selfeval_nb.checks.model import CheckResult
    from selfeval_nb.forms.frames import Tables
    from selfeval_nb.readers.model import Problem
    from selfeval_nb.readers.sources import Source
    from selfeval_nb.review.model import Review

CHUNK = 16  # documents of one task
DIRECT_UP_TO = 30  # forms that the checks judge without Great Expectations (checks.run)
WORKBOOK_UP_TO = 20_000  # forms; a workbook of more would not open, and Excel ends at 1,048,576 rows
_RESULT_FRAMES = ("findings", "outcomes", "scores", "totals")
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
        self.words = words_of(settings.lang)
        self.summary = BatchSummary(settings.out)
        self.chunks: list[LoadedChunk] = []
        self.refs: dict[str, FormRef] = {}  # by form id, in input order
        self.problems: list[Problem] = []
        self.tables: Tables | None = None
        self.result: CheckResult | None = None
        self.shelved: dict[str, Shelved] = {}
        self.entries: dict[str, Entry] = {}
        self.failed_rows: list[dict[str, Any]] = []  # for the index
        self.given: list[str] = []  # the inputs as they are shown
        self.others: dict[str, str] = {}  # files of the batch as a whole: name -> SHA-256
        self.ledger = Ledger(folder, forget=settings.force)

    def nothing_to_do(self, inputs: list[Path]) -> bool:
        """Whether the last run was made from the same inputs, in the same way, and all its files are as it left them."""
        s = self.settings
        self.given = [printable(str(p)).rstrip("/\\") for p in inputs]
        others = [tree_digest(Path(p)) if p else "" for p in (s.rulings, s.expectations, s.vocabulary)]
        preset = tree_digest(Path(s.preset)) if os.path.isabs(s.preset) else s.preset
        how = [
            _program_digest(),
            file_digest(s.notebook),
            s.lang,
            preset,
            others,
            s.formats,
            os.environ.get("SOURCE_DATE_EPOCH"),
        ]
        self.inputs = digest_of([(_base(str(p)), tree_digest(p)) for p in inputs], how)
        entries = self.ledger.unchanged(self.inputs)
        if entries is None:
            return False
        self.summary.total = self.summary.kept = len(entries)
        self.summary.findings = self.ledger.record.get("findings", {})
        self.summary.suggestions = self.ledger.record.get("suggestions", {})
        return True

    # -- stage 1 ---------------------------------------------------------------------------------------------------

    def load(self, inputs: Iterable[str | Path]) -> None:
        """Read all documents. What kills a worker is read again alone, so that it takes no neighbour with it."""
        from selfeval_nb.batch.tasks import LoadTask, load_chunk
        from selfeval_nb.readers.sources import expand

        self.progress.stage("load")
        seconds = self.settings.limits.seconds
        work = str(self.folder.work)

        def tasks() -> Iterator[LoadTask]:
            for number, sources in enumerate(_chunks(expand(inputs), self.workers.jobs)):
                # a worker may be in another folder
                sources = tuple(replace(s, path=s.path.absolute()) if s.path else s for s in sources)
                yield LoadTask(number, sources, work, self.settings.vocabulary)

        def limit(task: LoadTask) -> float | None:
            return None if seconds is None else seconds * len(task.sources)

        again: list[LoadTask] = []
        forms, library = 0, None
        for done in self.workers.run(load_chunk, tasks(), limit):
            if done.failure is None:
                self.chunks.append(done.result)
                forms += len(done.result.refs)
                if forms > DIRECT_UP_TO and library is None:
                    # the checks will need it, and importing takes as long as reading some hundred forms
                    library = threading.Thread(target=_import_great_expectations, daemon=True)
                    library.start()
            elif len(done.task.sources) > 1:
                again.append(done.task)
                continue
            else:
                self._unreadable(done.task.sources[0], done.failure, done.task.number)
            self.progress.step(len(done.task.sources))
        # numbers below 1, so that each keeps its place among the whole numbers of the chunks
        singles = [
            LoadTask(-1 - (t.number * CHUNK_PLACES + i), (s,), work, self.settings.vocabulary)
            for t in again
            for i, s in enumerate(t.sources)
        ]
        for done in self.workers.run(load_chunk, singles, limit):
            if done.failure is None:
                self.chunks.append(done.result)
            else:
                self._unreadable(done.task.sources[0], done.failure, done.task.number)
            self.progress.step()
        if library is not None:
            library.join()
        self.chunks.sort(key=lambda c: _place(c.number))
        self._number_forms()
        self.progress.end()

    def _unreadable(self, source: Source, failure: Failure, number: int) -> None:
        from selfeval_nb.batch.tasks import LoadedChunk
        from selfeval_nb.readers.model import Problem

        problem = Problem(source.name, failure.kind, self._sentence(failure))
        self.chunks.append(LoadedChunk(number, [], None, [problem], [source.name]))

    def _number_forms(self) -> None:
        """Give equal contents ids of their own, over all chunks, in the order of the inputs."""
        from selfeval_nb.batch.tasks import numbered

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
        """Run every suite once over all forms."""
        import pandas as pd

        from selfeval_nb.checks.run import check
        from selfeval_nb.forms.frames import tables_of

        self.progress.stage("check", len(self.refs))
        parts = [c.tables for c in self.chunks if c.tables is not None]
        frames = {n: pd.concat([getattr(t, n) for t in parts], ignore_index=True) for n in _TABLES}
        self.tables = replace(tables_of([], self.problems), **frames)
        expectations = Path(self.settings.expectations) if self.settings.expectations else None
        self.result = check(
            self.tables, preset=self.settings.preset, lang=self.settings.lang, expectations=expectations
        )
        self.progress.step(len(self.refs))
        self.progress.end()

    def shelve(self) -> None:
        """Build the reviews, chunk by chunk, in the workers."""
        from selfeval_nb.batch.tasks import shelve_chunk

        self.progress.stage("shelve", len(self.refs))
        for done in self.workers.run(shelve_chunk, self._slices()):
            if done.failure is not None:
                raise BatchError(self._sentence(done.failure))
            for item in done.result:
                self.shelved[item.form_id] = item
            self.progress.step(len(done.result))
        self.progress.end()

    def _slices(self) -> Iterator[Any]:
        from selfeval_nb.batch.tasks import ShelveTask

        assert self.result is not None
        chunk_of = {ref.form_id: c.number for c in self.chunks for ref in c.refs}
        groups = {}
        for name in _RESULT_FRAMES:
            frame = getattr(self.result, name)
            groups[name] = dict(list(frame.groupby(frame["form_id"].map(chunk_of), sort=False)))
        for chunk in self.chunks:
            if not chunk.refs:
                continue
            part = {n: groups[n].get(chunk.number, getattr(self.result, n).iloc[:0]) for n in _RESULT_FRAMES}
            yield ShelveTask(
                chunk.number,
                tuple(r.form_id for r in chunk.refs),
                replace(self.result, **part),
                tuple(chunk.problems),
                str(self.folder.work),
                self.settings.preset,
                self.settings.expectations or None,
                self.settings.lang,
            )

    # -- stage 3 ---------------------------------------------------------------------------------------------------

    def render(self) -> None:
        """Run the notebook for each form whose outputs are not there yet."""
        from selfeval_nb.batch.tasks import render

        self.progress.stage("render", len(self.refs))
        tasks = []
        for form_id, ref in self.refs.items():
            key = self._key(ref)
            before = self.ledger.finished(key)
            if before is not None and set(before.outputs) == set(self._names(ref)):
                self.entries[form_id] = before
                self.summary.kept += 1
                self.progress.step()
            else:
                tasks.append((key, self._task(ref)))
        keys = {task.form_id: key for key, task in tasks}
        times: list[tuple[str, float]] = []
        with self._render_workers() as workers:
            for done in workers.run(render, (task for _, task in tasks)):
                ref = self.refs[done.task.form_id]
                self._take(ref, keys[ref.form_id], done)
                if done.failure is None:
                    times.append((_label(ref), done.result.seconds))
        self.summary.slowest = sorted(times, key=lambda item: -item[1])[:5]
        self.progress.end()

    def _render_workers(self) -> Any:
        """Our notebook runs in the warm workers; somebody else's gets a process of its own for each form."""
        if self.settings.own_notebook:
            return _Borrowed(self.workers)
        return self.workers.fresh()

    def _key(self, ref: FormRef) -> str:
        s = self.settings
        review = self.shelved[ref.form_id].digest
        rulings = tree_digest(Path(s.rulings)) if s.rulings else ""
        parameters = [s.lang, bool(s.rulings), bool(s.expectations), Path(s.preset).name, ref.form_no]
        return digest_of(review, _program_digest(), file_digest(s.notebook), rulings, parameters, s.formats)

    def _names(self, ref: FormRef) -> list[str]:
        stem = report_stem(ref.project, ref.form_id)
        return [f"{stem}.{ending}" for ending in self.settings.formats]

    def _task(self, ref: FormRef) -> RenderTask:
        from selfeval_nb.batch.tasks import RenderTask, shelf_of

        s = self.settings
        work = str(self.folder.work)
        values = {
            "form": ref.path, "form_no": ref.form_no, "preset": s.preset, "lang": s.lang, "rulings": s.rulings,
            "expectations": s.expectations,
        }  # fmt: skip
        return RenderTask(
            form_id=ref.form_id,
            sha256=ref.sha256,
            notebook=str(s.notebook),
            parameters={k: v for k, v in values.items() if k in s.accepted},
            shown={
                k: _relative(str(v), s.out, work)
                for k, v in values.items()
                if k in s.accepted and isinstance(v, str) and os.path.isabs(v)
            },
            stem=report_stem(ref.project, ref.form_id),
            formats=s.formats,
            work=work,
            cwd=str(s.notebook.parent),
            shelf=shelf_of(work, ref.form_id),
            words=self.words,
        )

    def _take(self, ref: FormRef, key: str, done: Done[RenderTask]) -> None:
        """Move a form's outputs to their places, or put an error page there."""
        entry = Entry(ref.form_id, _base(ref.file), ref.form_no, ref.sha256, key)
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
            entry.outputs[name] = self.folder.write(name, self._error_page(ref.file, entry.detail))
        self.entries[ref.form_id] = entry
        self.ledger.note(entry)
        if entry.status == "failed":
            self.summary.failures.append((_label(ref), entry.detail))
        else:
            self.summary.made += 1
        self.progress.step(failed=entry.status == "failed")

    def _error_page(self, file: str, detail: str) -> str:
        from selfeval_nb.report.html import render_error

        return render_error({"file": file, "detail": detail}, lang=self.settings.lang)

    def _sentence(self, failure: Failure) -> str:
        limits = self.settings.limits
        if failure.kind == "error" and failure.detail == f"ValueError: {self.words['changed']}":
            return self.words["changed"]
        return self.words[failure.kind].format(
            seconds=limits.seconds or 0, memory=limits.memory or 0, detail=failure.detail
        )

    # -- the batch as a whole --------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Error pages of documents, index, data files, workbook, manifest."""
        self._unread_documents()
        self._index()
        if self.tables is not None and self.result is not None:
            from selfeval_nb.batch.data import write_data

            self.others |= write_data(self.folder, self.tables, self.result)
            findings = self.result.findings
            self.summary.findings = {str(k): int(v) for k, v in findings["severity"].value_counts().items()}
        for item in self.shelved.values():
            self.summary.suggestions[item.suggestion] = self.summary.suggestions.get(item.suggestion, 0) + 1
        if len(self.refs) > WORKBOOK_UP_TO:
            self.progress.say(self.words["no-workbook"].format(n=WORKBOOK_UP_TO))
        elif self.refs:
            from selfeval_nb.batch.data import write_workbooks

            try:
                self.others |= write_workbooks(self.folder, self._reviews)
            except Exception as error:  # the reports are made: what went wrong is said, and they are kept
                detail = self.words["error"].format(detail=f"{type(error).__name__}: {error}")
                self.summary.failures.append(("*.xlsx", detail))
        entries = [self.entries[form_id] for form_id in self.refs]
        self.ledger.close(self._about(), entries, self.others)

    def _reviews(self) -> Iterator[Review]:
        """The reviews of the batch in its order, with the rulings, read from the shelf one by one."""
        from selfeval_nb.batch.tasks import shelf_of
        from selfeval_nb.review import shelf
        from selfeval_nb.review.open import open_review

        s = self.settings
        before = os.environ.get(shelf.VARIABLE)
        try:
            for ref in self.refs.values():
                os.environ[shelf.VARIABLE] = shelf_of(str(self.folder.work), ref.form_id)
                yield open_review(
                    ref.path, ref.form_no, preset=s.preset, lang=s.lang, rulings=s.rulings or None,
                    expectations=s.expectations or None,
                )  # fmt: skip
        finally:
            os.environ.pop(shelf.VARIABLE, None)
            if before is not None:
                os.environ[shelf.VARIABLE] = before

    def _about(self) -> dict[str, Any]:
        from selfeval_nb import __version__

        s = self.settings
        return {
            "version": __version__,
            "program": _program_digest(),
            "lang": s.lang,
            "preset": (self.result.preset.get("name") if self.result else None) or Path(s.preset).name,
            "notebook": {"name": s.notebook.name, "sha256": file_digest(s.notebook)},
            "ruleset": dict(sorted(self.result.ruleset.items())) if self.result else {},
            "formats": list(s.formats),
            "unread": [{"file": _base(f), "detail": d} for f, d in self.summary.unread],
            "inputs": "" if self.summary.failures else self.inputs,
            "findings": self.summary.findings,
            "suggestions": self.summary.suggestions,
        }

    def _unread_documents(self) -> None:
        """One error page for each document that gave no form."""
        details: dict[str, list[str]] = {}
        for problem in self.problems:
            details.setdefault(problem.file, []).append(problem.detail)
        for chunk in self.chunks:
            for file in chunk.unread:
                detail = "".join(dict.fromkeys(details.get(file, []))) or self.words["no-form"]
                digest = hashlib.sha256(self._from_input(file).encode("utf-8", "surrogatepass")).hexdigest()[:12]
                name = f"{safe_part(_base(file))}-error-{digest}.html"
                self.others[name] = self.folder.write(name, self._error_page(file, detail))
                self.summary.unread.append((file, detail))
                self.failed_rows.append({"file": file, "detail": detail, "href": name})

    def _from_input(self, file: str) -> str:
        """A document's name from the input it was found in: the same wherever that input lies."""
        for given in self.given:
            if file == given or file.startswith(given + "/"):
                return _base(given) + file[len(given) :]
        return file

    def _index(self) -> None:
        from selfeval_nb.report.index import render_index

        rows = []
        for form_id, ref in self.refs.items():
            entry = self.entries[form_id]
            href = next((n for n in entry.outputs if n.endswith(".html")), next(iter(entry.outputs), ""))
            if entry.status == "failed":
                self.failed_rows.append({"file": _label(ref), "detail": entry.detail, "href": href})
            else:
                rows.append({**self.shelved[form_id].row, "href": href})
        rules = self.result.rules if self.result else {}
        page = render_index(rows, self.failed_rows, rules=rules, lang=self.settings.lang)
        self.others["index.html"] = self.folder.write("index.html", page)


CHUNK_PLACES = 10_000


def _import_great_expectations() -> None:
    with lean_imports():
        importlib.import_module("great_expectations")


def _place(number: int) -> tuple[int, int]:
    """Where a chunk stands: whole chunks by number; a document read again alone, where its chunk stood."""
    return (number, 0) if number >= 0 else divmod(-1 - number, CHUNK_PLACES)


class _Borrowed:
    """Workers that somebody else closes."""

    def __init__(self, workers: Workers | DaskWorkers) -> None:
        self._workers = workers

    def __enter__(self) -> Workers | DaskWorkers:
        return self._workers

    def __exit__(self, *_: object) -> None:
        pass


def _chunks(sources: Iterable[Source], jobs: int) -> Iterator[tuple[Source, ...]]:
    """Documents in handy groups: small ones when there are few, so that every worker has something to do."""
    source = iter(sources)
    jobs = min(jobs, 64)
    first = list(islice(source, 4 * CHUNK * jobs))
    size = min(CHUNK, max(1, len(first) // (4 * jobs)))
    everything = chain(first, source)
    while group := tuple(islice(everything, size)):
        yield group


def _label(ref: FormRef) -> str:
    return f"{ref.file} #{ref.form_no}"


def _base(file: str) -> str:
    return file.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def _relative(path: str, out: Path, work: str) -> str:
    """A path as a kept notebook shows it: seen from the output folder; of an unpacked document only the name."""
    if path.startswith(work):
        return Path(path).name
    try:
        return Path(os.path.relpath(path, out)).as_posix()
    except ValueError:  # another drive
        return Path(path).name


def _program_digest() -> str:
    """Digest of this package's own files: another version of the program makes its reports anew."""
    global _program
    if not _program:
        root = Path(__file__).resolve().parent.parent
        kept = (".py", ".j2", ".css", ".js", ".toml", ".json")
        files = [p for p in sorted(root.rglob("*")) if p.suffix in kept and "__pycache__" not in p.parts]
        _program = digest_of([(p.relative_to(root).as_posix(), file_digest(p)) for p in files])
    return _program


_program = ""
