"""``run_batch``: many inputs -> one report a form, an index, data files.

Three stages, in warm worker processes. Documents are read; only their rows stay in memory. Each form is judged, what compares forms
with each other over all of them, and its review goes onto a shelf. Then the notebook runs once a form, showing the review that
lies ready for it. What an earlier run has worked out from the same is taken from the store that it left (batch/kept).
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, Unpack

from selfeval_nb.batch.messages import words as words_of
from selfeval_nb.batch.output.folder import BatchError, OutputFolder
from selfeval_nb.batch.places import urls
from selfeval_nb.batch.progress import Progress, to_stderr
from selfeval_nb.batch.settings import BatchSummary, Settings, checked
from selfeval_nb.batch.stage.finish import finish
from selfeval_nb.batch.stage.judge import judge
from selfeval_nb.batch.stage.load import load
from selfeval_nb.batch.stage.render import render
from selfeval_nb.batch.stage.stages import Batch
from selfeval_nb.batch.workers.pool import PoolError, Workers
from selfeval_nb.common.files import why
from selfeval_nb.common.how import AllOptions, How

if TYPE_CHECKING:
    from selfeval_nb.batch.workers.dask import DaskWorkers

__all__ = ["BatchError", "BatchSummary", "run_batch"]


def run_batch(
    inputs: Iterable[str | Path],
    out: str | Path,
    *,
    jobs: int | None = None,
    formats: Sequence[str] = ("html",),
    notebook: str | Path | None = None,
    timeout: float | None = 300.0,
    memory: int | None = 2048,
    force: bool = False,
    progress: TextIO | bool | None = True,
    method: str | None = None,
    modules: Sequence[str | Path] = (),
    dask: str | None = None,
    engine: str = "direct",
    **options: Unpack[AllOptions],
) -> BatchSummary:
    """Make a report of every form in ``inputs`` (files, folders, zip archives) in the folder ``out``. Both may be URLs (str)
    that fsspec knows (batch/places/urls.py). ``options`` say how forms are read and judged: ``preset lang expectations columns words
    vocabulary layouts rulings`` (common/how.py).

    ``formats`` of html, ipynb, pdf; ``notebook`` a reviewer's own variant; ``timeout`` seconds and ``memory`` MB for one form
    (None: no limit); ``modules`` folders from which that variant may import, none other of the reviewer's being on its path;
    ``force`` makes everything anew; ``progress`` a stream, True for stderr, False for silence; ``method`` how to
    start workers (``forkserver`` ``spawn``), by default the best of this system; ``dask`` the address of a cluster's scheduler, whose machines see inputs and ``out`` under the same paths.
    ``engine``: ``direct`` makes the comparisons of the rules without Great Expectations wherever it knows how, ``gx`` has Great
    Expectations validate everything: the same files, at some seconds more.
    Raises BatchError with one sentence when the batch cannot run; a form that fails is in the summary instead.
    """
    start = time.monotonic()
    how = How.of(options)
    w = words_of(how.lang)
    url = str(out) if urls.is_url(out) else ""
    settings = checked(
        w, urls.home_of(url) if url else Path(out), how,
        jobs=jobs, formats=formats, notebook=notebook, timeout=timeout, memory=memory, force=force, modules=modules,
        engine=engine,
    )  # fmt: skip
    stream = to_stderr() if progress is True else None if progress in (None, False) else progress
    shown = Progress(w, stream)  # type: ignore[arg-type]
    try:
        with (
            OutputFolder(settings.out, w, urls.shown(url)) as folder,
            _workers(settings, method, dask) as workers,
        ):
            if not url:
                batch = Batch(settings, folder, workers, shown)
                _make(batch, urls.fetch_inputs(inputs, folder.work / "inputs", w, shown))
            else:
                remote = urls.RemoteFolder(url, folder, w, shown)
                with remote.held():
                    remote.fetch()
                    batch = Batch(settings, folder, workers, shown)
                    earlier = dict(batch.ledger.made)
                    _make(batch, urls.fetch_inputs(inputs, folder.work / "inputs", w, shown))
                    batch.summary.out = urls.shown(url)
                    remote.send(earlier)
    except PoolError as error:
        raise BatchError(w["workers"].format(why=error)) from error
    except OSError as error:  # a full disk, say: what is there is whole, and can be gone on with
        raise BatchError(w["stopped"].format(out=urls.shown(url) or settings.out, why=why(error, how.lang))) from error
    return _told(batch.summary, start, shown, w)


def _make(batch: Batch, given: urls.Fetched) -> None:
    """All stages, unless there is nothing to do."""
    if batch.nothing_to_do(given.paths, given.missing):
        return
    load(batch)
    if batch.refs:
        judge(batch)
    render(batch)
    finish(batch)


def _workers(settings: Settings, method: str | None, dask: str | None) -> Workers | DaskWorkers:
    if dask is None:
        return Workers(settings.jobs, settings.limits, method=method)
    from selfeval_nb.batch.workers.dask import DaskWorkers

    return DaskWorkers(dask, settings.limits)


def _told(summary: BatchSummary, start: float, progress: Progress, w: dict[str, str]) -> BatchSummary:
    summary.seconds = time.monotonic() - start
    _report(summary, progress, w)
    return summary


def _report(summary: BatchSummary, progress: Progress, w: dict[str, str]) -> None:
    """The last lines: totals, the slowest, the failed."""
    say = progress.say
    for line in summary.passed:
        say(line)
    if summary.removed:
        some = "、".join(summary.removed[:10]) if w is words_of("zh") else ", ".join(summary.removed[:10])
        say(w["removed"].format(n=len(summary.removed), items=some))
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
    for rule, reason in summary.broken.items():
        say(w["broken-rule"].format(rule=rule, why=reason))
    failed = summary.failures + summary.unread
    for name, detail in failed[:20]:
        say(w["failed-item"].format(name=name, detail=detail))
    if len(failed) > 20:
        say(w["more"].format(n=len(failed) - 20, index=f"{summary.out}/index.html"))
    if summary.total:
        counts = {name: summary.suggestions.get(name, 0) for name in ("return", "person", "pass")}
        say(
            w["open"].format(
                index=f"{summary.out}/index.html", back=counts["return"], look=counts["person"], fine=counts["pass"]
            )
        )
