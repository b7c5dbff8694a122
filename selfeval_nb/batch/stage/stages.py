"""One run of a batch: what its stages (load, judge, render, finish) hand to each other, and what they share."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.batch.kept.store import Store
from selfeval_nb.batch.messages import words as words_of
from selfeval_nb.batch.output.folder import OutputFolder, digest_of
from selfeval_nb.batch.output.manifest import Entry, Ledger
from selfeval_nb.batch.output.secret import user_secret
from selfeval_nb.batch.progress import Progress
from selfeval_nb.batch.settings import BatchSummary, Settings
from selfeval_nb.batch.stage import plan
from selfeval_nb.batch.workers.pool import Failure, Workers
from selfeval_nb.forms.beside import Beside

if TYPE_CHECKING:
    from selfeval_nb.batch.stage.judging import Judged
    from selfeval_nb.batch.stage.reading import ReadDocument
    from selfeval_nb.batch.stage.tasks import FormRef
    from selfeval_nb.batch.workers.dask import DaskWorkers
    from selfeval_nb.readers.sources import Source


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
        self.inputs: Sequence[Path] = ()
        self.missing: Sequence[tuple[str, str]] = ()  # documents that could not be copied here: (name, sentence)
        self.found: plan.Inputs | None = None  # until the documents are loaded
        self.sources: dict[int, Source] = {}  # by place, of documents whose readings were kept
        self.documents: list[ReadDocument] = []  # in input order
        self.refs: dict[str, FormRef] = {}  # by form id, in input order
        self.groups: list[dict[str, Any]] = []  # of forms that share something, for the index
        self.rule_book: dict[str, Any] = {}  # rules, preset, ruleset
        self.coverage: dict[str, Any] | None = None  # of the list of projects, as the index shows it
        self.beside = Beside()  # the other documents that forms are compared with
        self.rulings: dict[str, Any] = {}  # by form id: the rulings on it, where there are some
        self.judged: dict[str, Judged] = {}
        self.keys: dict[str, str] = {}  # by form id: of its judgement in the store, '' when it is not to be kept
        self.laid: set[str] = set()  # forms that were judged in this run: their reviews lie on the shelf
        self.entries: dict[str, Entry] = {}
        self.failed_rows: list[dict[str, Any]] = []  # for the index
        self.others: dict[str, str] = {}  # files of the batch as a whole: name -> SHA-256
        self.digest = ""  # of inputs and settings
        self.planner = plan.Planner(settings, str(folder.work), self.words)
        self.ledger = Ledger(folder, forget=settings.force)
        secret = user_secret()
        kept = folder.kept if secret is not None else folder.work / "kept"
        self.store = Store(kept, secret, forget=settings.force)

    @property
    def kept(self) -> str:
        """The folder of the contents, as workers get it."""
        return str(self.store.root)

    @property
    def work(self) -> str:
        """The work folder, as workers get it."""
        return str(self.folder.work)

    def nothing_to_do(self, inputs: Sequence[Path], missing: Sequence[tuple[str, str]] = ()) -> bool:
        """Whether the last run was made from the same inputs, in the same way, and all its files are as it left them."""
        self.inputs, self.missing = inputs, missing
        if not self.ledger.record:
            self.workers.start()  # there will be something to do: they get ready while the inputs are gone through
        how = plan.settings_digest(self.settings)
        self.found = plan.look_through(inputs, self.settings.how.lang)
        self.summary.passed = self.found.passed
        self.digest = digest_of(self.found.digest, how)
        entries = self.ledger.unchanged(self.digest)
        if entries is None:
            if self.ledger.record:
                self.workers.start()
            return False
        self.summary.total = self.summary.kept = len(entries)
        self.summary.findings = self.ledger.record.get("findings", {})
        self.summary.suggestions = self.ledger.record.get("suggestions", {})
        return True

    def seconds(self, task: Any) -> float | None:
        """A task's time limit: that of one form, or a second a form for one over many where that is more."""
        seconds = self.settings.limits.seconds
        return None if seconds is None else max(seconds, float(task.forms))

    def error_page(self, file: str, detail: str) -> str:
        """The page that stands for a report that could not be made."""
        from selfeval_nb.report.page.report_html import render_error

        return render_error({"file": file, "detail": detail}, lang=self.settings.how.lang)

    def sentence(self, failure: Failure) -> str:
        """Why a task gave nothing."""
        limits = self.settings.limits
        if failure.kind == "error" and failure.detail == f"ValueError: {self.words['changed']}":
            return self.words["changed"]
        return self.words[failure.kind].format(
            seconds=limits.seconds or 0, memory=limits.memory or 0, detail=failure.detail
        )
