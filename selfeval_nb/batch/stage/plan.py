"""What a batch's tasks are made of: groups of documents, keys of reports, names as they are shown."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.batch.kept.keys import program_digest
from selfeval_nb.batch.output.file_names import report_stem
from selfeval_nb.batch.output.folder import digest_of, file_digest, tree_digest
from selfeval_nb.batch.settings import Settings
from selfeval_nb.common.clock import source_date
from selfeval_nb.readers.problems import printable, sentence
from selfeval_nb.readers.sources import expand
from selfeval_nb.review.build import TIME

if TYPE_CHECKING:
    from selfeval_nb.batch.stage.books import BookTask
    from selfeval_nb.batch.stage.judging import Judged
    from selfeval_nb.batch.stage.reading import Asked, LoadTask
    from selfeval_nb.batch.stage.tasks import FormRef, RenderTask
    from selfeval_nb.readers.sources import Source

CHUNK = 16  # documents of one task


class Names:
    """How documents are called: from the input in which they were found, so that nothing that a batch writes depends on where
    its inputs lie. Of inputs with the same name the second is called ``name~2``."""

    def __init__(self, inputs: Iterable[Path]) -> None:
        self._short: dict[str, str] = {}
        seen: Counter[str] = Counter()
        for given in dict.fromkeys(printable(str(p)).rstrip("/\\") for p in inputs):
            name = base(os.path.abspath(given)) if given in ("", ".", "..") else base(given)
            seen[name] += 1
            self._short[given] = name if seen[name] == 1 else f"{name}~{seen[name]}"

    def of(self, file: str) -> str:
        """The short name of a document."""
        at = 0  # of inputs inside each other the outermost, by the parts of the path: there may be ten thousand inputs
        while at < len(file):
            at = next((i for i in range(at + 1, len(file)) if file[i] in "/\\"), len(file))
            short = self._short.get(file[:at])
            if short is not None:
                return short + file[at:]
        return file


def documents(sources: Iterable[tuple[Source, str]], names: Names) -> Iterator[tuple[Asked, str]]:
    """All documents under the names by which they are shown, with their places, and the digests of their files."""
    from selfeval_nb.batch.stage.reading import Asked

    for place, (s, digest) in enumerate(sources):
        # a worker may be in another folder
        yield Asked(place, replace(s, name=names.of(s.name), path=s.path.absolute() if s.path else None)), digest


def load_tasks(asked: Iterable[Asked], jobs: int, like: LoadTask) -> Iterator[LoadTask]:
    """Documents in handy groups: small ones when there are few, so that every worker has something to do."""
    jobs = min(jobs, 64)
    source = iter(asked)
    first = list(islice(source, 4 * CHUNK * jobs))
    size = min(CHUNK, max(1, len(first) // (4 * jobs)))
    everything = chain(first, source)
    while group := tuple(islice(everything, size)):
        yield replace(like, documents=group)


def singly(tasks: Iterable[LoadTask]) -> list[LoadTask]:
    """The documents of some groups, each as a task of its own."""
    return [replace(task, documents=(asked,)) for task in tasks for asked in task.documents]


@dataclass(slots=True)
class Inputs:
    """All documents that are there to be read, each with the digest of its file ('' where there is none); ``digest`` of all of them;
    sentences on what was ``passed`` over: that does not count, for it may be this batch's own output."""

    found: list[tuple[Source, str]]
    digest: str
    passed: list[str]


def look_through(inputs: Sequence[Path], lang: str) -> Inputs:
    """Go through the inputs, looking into each file once."""
    names = Names(inputs)
    all_of, told, passed = [], [], []
    path, digest = None, ""
    for source in expand(inputs):
        if source.path is None or source.path != path:  # the documents of an archive follow each other
            path, digest = source.path, (file_digest(source.path) or "") if source.path else ""
        name = names.of(source.name)
        if source.passed and source.refusal:
            passed.append(f"{name}：{sentence(source.refusal[0], lang, **dict(source.refusal[1]))}")
        else:
            told.append((name, source.members, source.refusal, digest))
        all_of.append((source, digest))
    return Inputs(all_of, digest_of(told), passed)


def settings_digest(s: Settings) -> list[Any]:
    """All that a whole batch depends on beside its inputs."""
    others = [(name, tree_digest(Path(path))) for name, path in s.how.paths()]
    preset = tree_digest(Path(s.how.preset)) if os.path.isabs(s.how.preset) else s.how.preset
    others += [("modules", tree_digest(Path(m))) for m in s.modules]
    moment = source_date()
    epoch = moment and moment.strftime(TIME)  # as reports state it
    return [program_digest(), file_digest(s.notebook), s.how.lang, preset, others, s.formats, epoch]


class Planner:
    """The render tasks of a batch and the keys of their reports."""

    def __init__(self, settings: Settings, work: str, words: dict[str, str]) -> None:
        self.settings = settings
        self.work = work
        self.words = words
        s = settings
        self._same = [program_digest(), file_digest(s.notebook), *(tree_digest(Path(m)) for m in s.modules)]

    def key(self, ref: FormRef, review: str, rulings: Any) -> str:
        """Digest of all that a report's outputs depend on; ``review`` that of its review, ``rulings`` those on it."""
        s = self.settings
        parameters = [s.how.lang, [name for name, _ in s.how.paths()], Path(s.how.preset).name, ref.form_no]
        return digest_of(review, rulings, *self._same, parameters, s.formats)

    def names(self, ref: FormRef) -> list[str]:
        """The files that a report is made of."""
        stem = report_stem(ref.project, ref.form_id)
        return [f"{stem}.{ending}" for ending in self.settings.formats]

    def report(self, ref: FormRef) -> RenderTask:
        """The task that makes a form's report."""
        from selfeval_nb.batch.stage.judging import shelf_of
        from selfeval_nb.batch.stage.tasks import RenderTask

        s, work = self.settings, self.work
        values = {"form": ref.path, "form_no": ref.form_no, **s.how.parameters()}
        return RenderTask(
            form_id=ref.form_id,
            sha256=ref.sha256,
            notebook=str(s.notebook),
            parameters={k: v for k, v in values.items() if k in s.accepted},
            shown={
                k: [_relative(p, s.out, work) for p in v] if isinstance(v, list) else _relative(v, s.out, work)
                for k, v in values.items()
                if k in s.accepted and (isinstance(v, list) or (isinstance(v, str) and os.path.isabs(v)))
            },
            stem=report_stem(ref.project, ref.form_id),
            formats=s.formats,
            work=work,
            cwd=str(s.notebook.parent),
            shelf=shelf_of(work, ref.form_id),
            words=self.words,
            own=s.shipped_notebook,
            modules=s.modules,
        )

    def books(self, judged: Iterable[Judged], kept: str) -> list[BookTask]:
        """The tasks that write the workbooks of some forms."""
        from selfeval_nb.batch.stage.books import BOOKS, BookTask

        forms = tuple(judged)
        return [BookTask(n, forms, self.work, kept, self.settings.how) for n in BOOKS]


def label(ref: FormRef) -> str:
    """A form as messages name it."""
    return f"{ref.file} #{ref.form_no}"


def base(file: str) -> str:
    """A file's name without its folder."""
    return file.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def _relative(path: str, out: Path, work: str) -> str:
    """A path as a kept notebook shows it: seen from the output folder; of an unpacked document only the name."""
    if path.startswith(work):
        return Path(path).name
    try:
        return Path(os.path.relpath(path, out)).as_posix()
    except ValueError:  # another drive
        return Path(path).name
