"""``run_batch``: many inputs -> one report a form, an index, data files.

Three stages. Documents are read in parallel and streamed; only their rows stay in memory. The rule book runs once over all
forms, and each form's review goes onto a shelf. Then the notebook runs once a form, in warm worker processes, showing the
review that lies ready for it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from selfeval_nb.batch.folder import BatchError, OutputFolder, digest_of, file_digest, tree_digest
from selfeval_nb.batch.manifest import Entry, Ledger
from selfeval_nb.batch.names import report_stem, safe_part
from selfeval_nb.batch.pool import Done, Failure, Limits, PoolError, Workers, default_jobs
from selfeval_nb.batch.progress import Progress, to_stderr
from selfeval_nb.batch.words import words as words_of

if TYPE_CHECKING:
    from selfeval_nb.batch.dask import DaskWorkers
    from selfeval_nb.batch.tasks import FormRef, LoadedChunk, Rendered, RenderTask, Shelved
    from selfeval_nb.checks.model import CheckResult
    from selfeval_nb.forms.frames import Tables
    from selfeval_nb.readers.model import Problem
    from selfeval_nb.readers.sources import Source
    from selfeval_nb.review.model import Review

FORMATS = ("html", "ipynb", "pdf")
CHUNK = 16  # documents of one task
_RESULT_FRAMES = ("findings", "outcomes", "scores", "totals")
_TABLES = ("forms", "funds", "indicators", "cells")


@dataclass(slots=True)
class BatchSummary:
    """What a batch has done. Counts are of forms; ``unread`` are documents that gave none."""

    out: Path
    total: int = 0
    made: int = 0
    kept: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)  # (file and number, sentence)
    unread: list[tuple[str, str]] = field(default_factory=list)  # (file, sentence)
    slowest: list[tuple[str, float]] = field(default_factory=list)  # (file and number, seconds)
    findings: dict[str, int] = field(default_factory=dict)  # severity -> number
    suggestions: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def exit_code(self) -> int:
        """0 fine, 1 some form or document failed, 3 nothing could be read."""
        if not self.total:
            return 3
        return 1 if self.failures or self.unread else 0


@dataclass(frozen=True, slots=True)
class Settings:
    """The arguments of ``run_batch``, checked."""

    out: Path
    preset: str
    lang: str
    rulings: str
    expectations: str
    formats: tuple[str, ...]
    notebook: Path
    own_notebook: bool
    accepted: frozenset[str]  # parameters that the notebook takes
    force: bool
    vocabulary: str | None
    limits: Limits
    jobs: int


def run_batch(
    inputs: Iterable[str | Path],
    out: str | Path,
    *,
    preset: str | Path = "default",
    lang: str = "zh",
    rulings: str | Path | None = None,
    expectations: str | Path | None = None,
    jobs: int | None = None,
    formats: Sequence[str] = ("html",),
    notebook: str | Path | None = None,
    timeout: float | None = 300.0,
    memory: int | None = 2048,
    force: bool = False,
    progress: TextIO | bool | None = True,
    vocabulary: str | Path | None = None,
    method: str | None = None,
    dask: str | None = None,
) -> BatchSummary:
    """Make a report of every form in ``inputs`` (files, folders, zip archives) in the folder ``out``.

    ``formats`` of html, ipynb, pdf; ``notebook`` a reviewer's own variant; ``timeout`` seconds and ``memory`` MB for one form
    (None: no limit); ``force`` makes everything anew; ``progress`` a stream, True for stderr, False for silence; ``method``
    how to start workers (``forkserver`` ``spawn``), by default the best of this system; ``dask`` the address of a cluster's
    scheduler, whose machines see inputs and ``out`` under the same paths.
    Raises BatchError with one sentence when the batch cannot run; a form that fails is in the summary instead.
    """
    start = time.monotonic()
    w = words_of(lang)
    settings = _settings(w, Path(out), preset, lang, rulings, expectations, jobs, formats, notebook, timeout, memory, force, vocabulary)  # fmt: skip
    stream = to_stderr() if progress is True else None if progress in (None, False) else progress
    shown = Progress(w, stream)  # type: ignore[arg-type]
    try:
        with OutputFolder(settings.out, w) as folder, _workers(settings, method, dask) as workers:
            batch = _Batch(settings, folder, workers, shown)
            given = [Path(i) for i in inputs]
            if batch.nothing_to_do(given):
                return _told(batch.summary, start, shown, w)
            batch.load(given)
            if batch.refs:
                batch.check()
                batch.shelve()
            batch.render()
            batch.finish()
    except PoolError as error:
        raise BatchError(w["workers"].format(why=error)) from error
    return _told(batch.summary, start, shown, w)


def _workers(settings: Settings, method: str | None, dask: str | None) -> Workers | DaskWorkers:
    if dask is None:
        return Workers(settings.jobs, settings.limits, method=method)
    from selfeval_nb.batch.dask import DaskWorkers

    return DaskWorkers(dask, settings.limits)


def _told(summary: BatchSummary, start: float, progress: Progress, w: dict[str, str]) -> BatchSummary:
    summary.seconds = time.monotonic() - start
    _report(summary, progress, w)
    return summary


def _settings(
    w: dict[str, str], out: Path, preset: str | Path, lang: str, rulings: Any, expectations: Any, jobs: int | None,
    formats: Sequence[str], notebook: Any, timeout: float | None, memory: int | None, force: bool, vocabulary: Any,
) -> Settings:  # fmt: skip
    from selfeval_nb.assets import asset_dir
    from selfeval_nb.batch.notebook import accepted_parameters

    if lang not in ("zh", "en"):
        raise BatchError(w["lang"].format(lang=lang))
    for name in formats:
        if name not in FORMATS:
            raise BatchError(w["format"].format(name=name))
    if "pdf" in formats:
        from selfeval_nb.batch.pdf import find_browser

        if find_browser() is None:
            raise BatchError(w["no-pdf"])
    path = Path(notebook) if notebook else asset_dir("notebooks") / "review.ipynb"
    accepted = accepted_parameters(path)

    def full(value: Any) -> str:
        return os.path.abspath(str(value)) if value else ""

    return Settings(
        out=out.absolute(),
        preset=full(preset) if Path(preset).is_file() else str(preset),
        lang=lang,
        rulings=full(rulings),
        expectations=full(expectations),
        formats=tuple(f for f in FORMATS if f in formats) or ("html",),
        notebook=path.resolve(),
        own_notebook=notebook is None,
        accepted=frozenset(accepted),
        force=force,
        vocabulary=full(vocabulary) or None,
        limits=Limits(timeout, memory),
        jobs=jobs or default_jobs(),
    )


class _Batch:
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
        self.others: dict[str, str] = {}  # files of the batch as a whole: name -> SHA-256
        self.ledger = Ledger(folder, forget=settings.force)

    def nothing_to_do(self, inputs: list[Path]) -> bool:
        """Whether the last run was made from the same inputs, in the same way, and all its files are as it left them."""
        s = self.settings
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
        lost: dict[int, list[tuple[int, Done[LoadTask]]]] = {}
        for done in self.workers.run(load_chunk, tasks(), limit):
            if done.failure is None:
                self.chunks.append(done.result)
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
        del lost
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
        if self.refs and importlib.util.find_spec("selfeval_nb.report.workbook"):
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
                digest = hashlib.sha256(file.encode("utf-8", "surrogatepass")).hexdigest()[:12]
                name = f"{safe_part(_base(file))}-error-{digest}.html"
                self.others[name] = self.folder.write(name, self._error_page(file, detail))
                self.summary.unread.append((file, detail))
                self.failed_rows.append({"file": file, "detail": detail, "href": name})

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


def _report(summary: BatchSummary, progress: Progress, w: dict[str, str]) -> None:
    """The last lines: totals, the slowest, the failed."""
    say = progress.say
    if not summary.total:
        say(w["nothing"])
    say(
        w["summary"].format(
            total=summary.total, made=summary.made, kept=summary.kept, failed=len(summary.failures),
            unread=len(summary.unread), seconds=summary.seconds, out=summary.out,
        )
    )  # fmt: skip
    if summary.slowest:
        items = [w["slow-item"].format(name=n, seconds=s) for n, s in summary.slowest[:3]]
        say(w["slowest"].format(items="、".join(items) if w is words_of("zh") else ", ".join(items)))
    failed = summary.failures + summary.unread
    for name, detail in failed[:20]:
        say(w["failed-item"].format(name=name, detail=detail))
    if len(failed) > 20:
        say(w["more"].format(n=len(failed) - 20, index=summary.out / "index.html"))
