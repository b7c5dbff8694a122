"""Stage 3: the notebook runs once for each form whose report is not there yet; the workbooks are written beside that."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.batch.output.flushing import flushed
from selfeval_nb.batch.output.folder import BatchError
from selfeval_nb.batch.output.manifest import Entry
from selfeval_nb.batch.stage import plan
from selfeval_nb.batch.stage.books import BookTask
from selfeval_nb.batch.stage.files import JudgedTask, TablesTask
from selfeval_nb.batch.stage.stages import Batch

if TYPE_CHECKING:
    from selfeval_nb.batch.stage.books import WrittenBook
    from selfeval_nb.batch.stage.files import Written
    from selfeval_nb.batch.stage.tasks import FormRef, Rendered, RenderTask
    from selfeval_nb.batch.workers.dask import DaskWorkers
    from selfeval_nb.batch.workers.pool import Done, Workers

WORKBOOK_UP_TO = 20_000  # forms; a workbook of more would not open, and Excel ends at 1,048,576 rows


def has_report(batch: Batch, form_id: str) -> bool:
    """Whether the report of a judged form is there as an earlier run made it from the same; it then is in the batch."""
    if form_id in batch.entries:
        return True
    planner, ref = batch.planner, batch.refs[form_id]
    key = planner.key(ref, batch.judged[form_id].digest, batch.rulings.get(form_id))
    before = batch.ledger.finished(key)
    if before is None or set(before.outputs) != set(planner.names(ref)):
        return False
    batch.entries[form_id] = before
    return True


def render(batch: Batch) -> None:
    """Make all reports that are not there, and the workbooks."""
    batch.progress.stage("render", len(batch.refs))
    forms = len(batch.refs)
    todo = [ref for form_id, ref in batch.refs.items() if not has_report(batch, form_id)]
    batch.summary.kept = forms - len(todo)
    batch.progress.step(batch.summary.kept)
    whole: list[Any] = [*data_tasks(batch)] if forms else []
    if 0 < forms <= WORKBOOK_UP_TO:
        books = batch.planner.books((batch.judged[form_id] for form_id in batch.refs), batch.kept)
        whole = [books[0], *whole, *books[1:]]  # the longest first
    elif forms:
        batch.progress.say(batch.words["no-workbook"].format(n=WORKBOOK_UP_TO))
    times: list[tuple[str, float]] = []
    with _workers(batch) as workers:
        made = workers.run(_make, chain(whole, (_report(batch, ref) for ref in todo)), batch.seconds)
        for done in flushed(made, _files):
            if isinstance(done.task, BookTask):
                _take_book(batch, done)
                continue
            if isinstance(done.task, (TablesTask, JudgedTask)):
                take_files(batch, _make, done)
                continue
            ref = batch.refs[done.task.form_id]
            _take(batch, ref, done)
            if done.failure is None:
                times.append((plan.label(ref), done.result.seconds))
    batch.summary.slowest = sorted(times, key=lambda item: -item[1])[:5]
    batch.progress.end()


def data_tasks(batch: Batch) -> tuple[JudgedTask, TablesTask]:
    """The tasks that write the data files."""
    forms = [(d, f) for d in batch.documents for f in d.forms]
    read = tuple((f.form_id, d.rows, f.span) for d, f in forms)
    judged = tuple((j.form_id, j.data, j.span) for j in (batch.judged[f.form_id] for _, f in forms))
    problems = tuple(p for d in batch.documents for p in d.problems)
    return (
        JudgedTask(judged, read, batch.work, batch.kept, batch.settings.how.lang),
        TablesTask(read, problems, batch.work, batch.kept),
    )


def take_files(batch: Batch, make: Callable[[Any], Any], done: Done[Any]) -> None:
    """Move files of the batch as a whole to their places. What is too much for a worker's limits is made here, where there are none."""
    made: Written = done.result if done.failure is None else make(done.task)
    for path, name, sha256 in made.files:
        batch.folder.publish(Path(path), name)
        batch.others[name] = sha256
    batch.summary.findings = made.findings or batch.summary.findings
    batch.summary.broken |= made.broken
    batch.groups += made.groups


def _report(batch: Batch, ref: FormRef) -> RenderTask:
    """The task, with its review on the shelf; where it was judged in this run it lies there already."""
    if ref.form_id not in batch.laid:
        from selfeval_nb.batch.stage.judging import lay, shelf_of
        from selfeval_nb.review import shelf

        folder, key = shelf_of(batch.work, ref.form_id), shelf.key_for(ref.sha256, ref.form_no, batch.settings.told)
        if not lay(folder, key, batch.judged[ref.form_id], batch.kept):
            raise BatchError(batch.words["changed"])
    return batch.planner.report(ref)


def _workers(batch: Batch) -> Any:
    """Our notebook runs in the warm workers; somebody else's gets a process of its own for each form."""
    return _Borrowed(batch.workers) if batch.settings.shipped_notebook else batch.workers.fresh()


def _take_book(batch: Batch, done: Done[BookTask]) -> None:
    """Move a workbook to its place; the reports do not depend on it, so that a failure is said and no more."""
    if done.failure is None:
        made: WrittenBook = done.result
        batch.folder.publish(Path(made.path), done.task.name)
        batch.others[done.task.name] = made.sha256
    else:
        batch.summary.failures.append((done.task.name, batch.sentence(done.failure)))


def _take(batch: Batch, ref: FormRef, done: Done[RenderTask]) -> None:
    """Move a form's outputs to their places, or put an error page there."""
    key = batch.planner.key(ref, batch.judged[ref.form_id].digest, batch.rulings.get(ref.form_id))
    entry = Entry(ref.form_id, plan.base(ref.file), ref.form_no, ref.sha256, key)
    if done.failure is None:
        made: Rendered = done.result
        for path, name, digest in made.files:
            batch.folder.publish(Path(path), name)
            entry.outputs[name] = digest
        if made.error:
            entry.status, entry.detail = "failed", batch.words["cell"].format(detail=made.error)
    else:
        entry.status, entry.detail = "failed", batch.sentence(done.failure)
        name = f"{done.task.stem}.html"
        entry.outputs[name] = batch.folder.write(name, batch.error_page(ref.file, entry.detail))
    batch.entries[ref.form_id] = entry
    batch.ledger.note(entry)
    if entry.status == "failed":
        batch.summary.failures.append((plan.label(ref), entry.detail))
    else:
        batch.summary.made += 1
    batch.progress.step(failed=entry.status == "failed")


class _Borrowed:
    """Workers that somebody else closes."""

    def __init__(self, workers: Workers | DaskWorkers) -> None:
        self._workers = workers

    def __enter__(self) -> Workers | DaskWorkers:
        return self._workers

    def __exit__(self, *_: object) -> None:
        pass


def _files(done: Done[Any]) -> list[Path]:
    """The files of a report; the others' makers bring them to the disk themselves."""
    if done.failure is not None or isinstance(done.task, (BookTask, TablesTask, JudgedTask)):
        return []
    return [Path(path) for path, _, _ in done.result.files]


def _make(task: Any) -> Rendered | WrittenBook | Written:
    """What a worker does with a task of the last stage."""
    from selfeval_nb.batch.stage import books, files, tasks

    if isinstance(task, BookTask):
        return books.write_book(task)
    if isinstance(task, TablesTask):
        return files.write_tables(task)
    return files.write_judged(task) if isinstance(task, JudgedTask) else tasks.render(task)
