"""Stage 1: every document of the batch with its forms. What an earlier run has read of the same bytes is not read again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from selfeval_nb.batch.kept.keys import reading_basis, reading_key
from selfeval_nb.batch.stage import plan
from selfeval_nb.batch.stage.reading import (
    Asked,
    LoadTask,
    ReadDocument,
    digest_of_source,
    load_documents,
    numbered,
)
from selfeval_nb.batch.stage.stages import Batch
from selfeval_nb.batch.stage.tasks import FormRef
from selfeval_nb.readers import Limits
from selfeval_nb.readers.model import Problem

_LAST = 10**9  # place of the first document that could not be copied: behind all others


def load(batch: Batch, *, anew: bool = False) -> None:
    """Read all documents; ``anew`` also those whose readings are kept."""
    batch.progress.stage("load")
    batch.documents, batch.sources, batch.refs = [], {}, {}
    like = _like(batch)
    found = (batch.found or plan.look_through(batch.inputs, batch.settings.how.lang)).found
    batch.found = None
    asked = plan.documents(found, plan.Names(batch.inputs))
    kept = batch.store and not anew
    batch.documents += _read(batch, _not_kept(batch, asked, like.basis) if kept else (one for one, _ in asked), like)
    for i, (name, sentence) in enumerate(batch.missing):
        batch.documents.append(_no_form(_LAST + i, name, "unreadable", sentence))
    batch.documents.sort(key=lambda d: d.place)
    for document in batch.documents:
        if document.key and document.brief:
            batch.store.note(document.key, document.brief, document.rows)
    batch.store.settle()
    _number_forms(batch)
    batch.progress.end()


def load_again(batch: Batch, places: Iterable[int]) -> bool:
    """Read documents again whose readings were kept, because their forms or their files are needed after all. False when one
    is not the same any more: then everything has to be loaded anew."""
    asked = [Asked(place, batch.sources[place]) for place in places]
    again = {d.place: d for d in _read(batch, asked, _like(batch))} if asked else {}
    for document in batch.documents:
        if (found := again.get(document.place)) is not None:
            if found.key != document.key:
                return False
            document.path, document.fresh = found.path, True
            _refer(batch, document)
    return True


def _like(batch: Batch) -> LoadTask:
    how = batch.settings.how
    return LoadTask((), batch.work, batch.kept, how, reading_basis(how))


def _not_kept(batch: Batch, asked: Iterable[tuple[Asked, str]], basis: str) -> Iterator[Asked]:
    """The documents that have to be read; the others go into the batch on the way."""
    limits = Limits.default()
    for item, digest in asked:
        sha256 = digest_of_source(item.source, limits) if item.source.members else digest
        key = reading_key(basis, item.source.name, sha256) if sha256 else ""
        contents = batch.store.find(key) if key else None
        value = contents and batch.store.value(contents[0])
        if not contents or not value:
            yield item
            continue
        batch.sources[item.place] = item.source
        batch.documents.append(ReadDocument.of(item.place, item.source, key, value[key], contents[1]))
        batch.progress.step()


def _read(batch: Batch, asked: Iterable[Asked], like: LoadTask) -> list[ReadDocument]:
    """Read in the workers. What kills one is read again alone, so that it takes no neighbour with it."""
    seconds = batch.settings.limits.seconds

    def limit(task: LoadTask) -> float | None:
        return None if seconds is None else seconds * len(task.documents)

    done: list[ReadDocument] = []
    again: list[LoadTask] = []
    for some in batch.workers.run(load_documents, plan.load_tasks(asked, batch.workers.jobs, like), limit):
        if some.failure is None:
            done += some.result
            batch.progress.step(len(some.task.documents))
        else:
            again.append(some.task)
    for one in batch.workers.run(load_documents, plan.singly(again), limit):
        if one.failure is None:
            done += one.result
        else:
            item = one.task.documents[0]
            done.append(_no_form(item.place, item.source.name, one.failure.kind, batch.sentence(one.failure)))
        batch.progress.step()
    return done


def _no_form(place: int, name: str, kind: str, sentence: str) -> ReadDocument:
    return ReadDocument(place, name, [], [Problem(name, kind, sentence)])


def _number_forms(batch: Batch) -> None:
    """Give equal contents ids of their own, over all documents, in the order of the inputs."""
    seen: Counter[str] = Counter()
    for document in batch.documents:
        ids: dict[str | None, str] = {}
        for form in document.forms:
            base = form.form_id.partition("~")[0]
            seen[base] += 1
            ids[form.form_id] = new = numbered(base, seen[base])
            if new != form.form_id:
                form.rename(new)
        document.problems = [replace(p, form_id=ids.get(p.form_id, p.form_id)) for p in document.problems]
        _refer(batch, document)
    batch.summary.total = len(batch.refs)


def _refer(batch: Batch, document: ReadDocument) -> None:
    for form in document.forms:
        batch.refs[form.form_id] = FormRef(
            form.form_id, document.name, form.form_no, form.sha256, form.project, document.path
        )
