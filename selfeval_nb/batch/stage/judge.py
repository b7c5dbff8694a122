"""Stage 2: a judgement of every form. One worker compares the forms with each other; the rest is judged form by form, in all workers,
and only where no earlier run has judged the same form in the same way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from selfeval_nb.batch.kept.keys import judging_basis, judging_key
from selfeval_nb.batch.stage import comparing, judging
from selfeval_nb.batch.stage.comparing import Compared, CompareTask
from selfeval_nb.batch.stage.judging import Judged, JudgeTask, Wanted
from selfeval_nb.batch.stage.load import load, load_again
from selfeval_nb.batch.stage.reading import ReadDocument
from selfeval_nb.batch.stage.render import has_report
from selfeval_nb.batch.stage.stages import Batch


def judge(batch: Batch) -> None:
    """Judge all forms; afterwards those that were judged in this run have their reviews on the shelf."""
    batch.progress.stage("check", len(batch.refs))
    _read_beside(batch)
    compared = _compare(batch)
    wanted = _not_kept(batch, compared)
    places = dict.fromkeys(d.place for d, _, _, _ in wanted if not d.fresh)
    # the file of a report that has to be made again may lie in an archive
    places |= dict.fromkeys(
        d.place for d in batch.documents if not d.path and not d.fresh for f in d.forms
        if f.form_id in batch.judged and not has_report(batch, f.form_id)
    )  # fmt: skip
    if not load_again(batch, places):
        batch.judged.clear()
        load(batch, anew=True)
        compared = _compare(batch)
        wanted = _not_kept(batch, compared)
    _judge(batch, wanted, compared)
    batch.store.settle()
    batch.progress.end()


Missing = tuple[ReadDocument, int, int, str]  # document, position of the form in it, in the batch, key of its judgement


def _compare(batch: Batch) -> Compared:
    pieces = tuple((f.form_id, d.rows, f.span) for d in batch.documents for f in d.forms)
    task = CompareTask(pieces, batch.kept, batch.settings.how, batch.settings.engine, batch.work)
    done = next(iter(batch.workers.run(comparing.compare, [task], batch.seconds)))
    # what is too much for a worker's limits is compared here, where there are none
    compared: Compared = done.result if done.failure is None else comparing.compare(task)
    batch.rule_book = compared.rule_book
    batch.coverage = compared.coverage
    if batch.coverage is not None:
        batch.summary.passed.append(batch.coverage["sentence"])
    return compared


def _read_beside(batch: Batch) -> None:
    """Read the documents that forms are compared with, once for all workers."""
    from selfeval_nb.forms.beside import load_beside

    batch.beside = load_beside(batch.settings.how)
    batch.summary.passed += dict.fromkeys(
        f"{p.file}：{p.detail}" for p in batch.beside.problems() if p.problem != "not-understood"
    )
    judging.hand_over(batch.beside, batch.work)


def _not_kept(batch: Batch, compared: Compared) -> list[Missing]:
    """The forms that have to be judged; the others go into the batch on the way."""
    basis = judging_basis(batch.settings.how, batch.rule_book["ruleset"], batch.settings.engine)
    rulings = _rulings(batch)
    missing: list[Missing] = []
    batch.keys.clear()
    at = 0
    for document in batch.documents:
        for position, form in enumerate(document.forms):
            own = rulings(form.subject)
            if own is not None:
                batch.rulings[form.form_id] = own
            key = ""
            if document.key:
                key = judging_key(basis, document.key, form.form_id, form.form_no, compared.digests[at], own)
            contents = batch.store.find(key) if key else None
            value = contents and batch.store.value(contents[0])
            if contents and value:
                batch.judged[form.form_id] = Judged.of(value[form.form_id][0], contents)
                batch.progress.step()
            else:
                missing.append((document, position, at, key))
            batch.keys[form.form_id] = key
            at += 1
    return missing


def _rulings(batch: Batch) -> Any:
    """A function: the rulings on a form as plain values, None where the batch has no rulings."""
    if not batch.settings.how.rulings:
        return lambda subject: None
    from selfeval_nb.review.rulings.book import load_rulings

    book = load_rulings(batch.settings.how.rulings)
    return lambda subject: [asdict(r) for r in book.of(subject)]


def _judge(batch: Batch, missing: list[Missing], compared: Compared) -> None:
    for done in batch.workers.run(judging.judge, _tasks(batch, missing, compared), batch.seconds):
        # one that is too much for a worker's limits, or dies with it, is judged here, where there are none
        for judged in done.result if done.failure is None else judging.judge(done.task):
            batch.judged[judged.form_id] = judged
            batch.laid.add(judged.form_id)
            if key := batch.keys[judged.form_id]:
                batch.store.note(key, *judged.contents())
        batch.progress.step(done.task.forms)


def _tasks(batch: Batch, missing: list[Missing], compared: Compared) -> Iterator[JudgeTask]:
    # all workers have as much to do: nobody waits for one that began its last task when the others were done
    jobs = batch.workers.jobs
    tasks = jobs * -(-len(missing) // (jobs * judging.PART))
    size = max(1, -(-len(missing) // max(1, tasks)))
    for begin in range(0, len(missing), size):
        some = missing[begin : begin + size]
        wanted = (Wanted(d.place, position, d.forms[position].form_id, tuple(d.problems)) for d, position, _, _ in some)
        told = tuple(compared.told(at) for _, _, at, _ in some)
        s = batch.settings
        yield JudgeTask(tuple(wanted), told, batch.work, batch.kept, s.how, s.engine, s.told)
