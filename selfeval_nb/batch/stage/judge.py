"""Stage 2: a judgement of every form. What compares forms with each other is judged over all of them, in this process; the rest
form by form, in the workers, and only where no earlier run has judged the same form in the same way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from selfeval_nb.batch.kept.keys import judging_basis, judging_key
from selfeval_nb.batch.stage import judging
from selfeval_nb.batch.stage.judging import Judged, JudgeTask, Wanted
from selfeval_nb.batch.stage.load import load, load_again
from selfeval_nb.batch.stage.reading import ReadDocument
from selfeval_nb.batch.stage.render import has_report
from selfeval_nb.batch.stage.stages import Batch

if TYPE_CHECKING:
    from selfeval_nb.checks.judging.said import Said


def judge(batch: Batch) -> None:
    """Judge all forms; afterwards those that were judged in this run have their reviews on the shelf."""
    batch.progress.stage("check", len(batch.refs))
    _read_beside(batch)
    said = _compare(batch)
    wanted = _not_kept(batch, said)
    places = dict.fromkeys(d.place for d, _, _, _ in wanted if not d.fresh)
    # the file of a report that has to be made again may lie in an archive
    places |= dict.fromkeys(
        d.place for d in batch.documents if not d.path and not d.fresh for f in d.forms
        if f.form_id in batch.judged and not has_report(batch, f.form_id)
    )  # fmt: skip
    if not load_again(batch, places):
        batch.judged.clear()
        load(batch, anew=True)
        said = _compare(batch)
        wanted = _not_kept(batch, said)
    _judge(batch, wanted, said)
    batch.store.settle()
    batch.progress.end()


Missing = tuple[ReadDocument, int, int, str]  # document, position of the form in it, in the batch, key of its judgement


def _compare(batch: Batch) -> dict[str, Said]:
    from selfeval_nb.checks.compare.listed import coverage_of
    from selfeval_nb.checks.judging.comparing import compare_forms
    from selfeval_nb.checks.run import rule_book
    from selfeval_nb.forms.frames import ROWS, tables_from

    forms = [f for d in batch.documents for f in d.forms]
    rows = {name: [row for f in forms for row in f.rows[name]] for name in ROWS}
    batch.tables = tables_from(rows, [p for d in batch.documents for p in d.problems])
    for form in forms:
        form.rows = {}  # they are in the tables now: a large batch need not hold them twice
    how = batch.settings.how.judging()
    batch.rule_book = rule_book(**how)
    if (projects := batch.beside.projects) is not None and projects.rows:
        found = coverage_of(batch.tables, projects, batch.settings.how.preset)
        batch.coverage = found.value(batch.settings.how.lang)
        batch.summary.passed.append(batch.coverage["sentence"])
    return compare_forms(batch.tables, **how, **batch.beside.given(), engine=batch.settings.engine)


def _read_beside(batch: Batch) -> None:
    """Read the documents that forms are compared with, once for all workers."""
    from selfeval_nb.forms.beside import load_beside

    batch.beside = load_beside(batch.settings.how)
    batch.summary.passed += dict.fromkeys(
        f"{p.file}：{p.detail}" for p in batch.beside.problems() if p.problem != "not-understood"
    )
    judging.hand_over(batch.beside, batch.work)


def _not_kept(batch: Batch, said: dict[str, Said]) -> list[Missing]:
    """The forms that have to be judged; the others go into the batch on the way."""
    from selfeval_nb.checks.judging.said import said_of_forms

    basis = judging_basis(batch.settings.how, batch.rule_book["ruleset"], batch.settings.engine)
    told = said_of_forms(said, len(batch.refs))
    rulings = _rulings(batch)
    missing: list[Missing] = []
    at = 0
    for document in batch.documents:
        for position, form in enumerate(document.forms):
            own = rulings(form.subject)
            if own is not None:
                batch.rulings[form.form_id] = own
            key = ""
            if document.key:
                key = judging_key(basis, document.key, form.form_id, form.form_no, told[at], own)
            value = batch.store.find(key, whole=True) if key else None
            if value is None:
                missing.append((document, position, at, key))
            else:
                batch.judged[form.form_id] = Judged(*value)
                batch.progress.step()
            at += 1
    return missing


def _rulings(batch: Batch) -> Any:
    """A function: the rulings on a form as plain values, None where the batch has no rulings."""
    if not batch.settings.how.rulings:
        return lambda subject: None
    from selfeval_nb.review.rulings.book import load_rulings

    book = load_rulings(batch.settings.how.rulings)
    return lambda subject: [asdict(r) for r in book.of(subject)]


def _judge(batch: Batch, missing: list[Missing], said: dict[str, Said]) -> None:
    keys = {d.forms[position].form_id: key for d, position, _, key in missing}
    for done in batch.workers.run(judging.judge, _tasks(batch, missing, said), batch.seconds):
        # one that is too much for a worker's limits, or dies with it, is judged here, where there are none
        for judged, digest in done.result if done.failure is None else judging.judge(done.task):
            batch.judged[judged.form_id] = judged
            if key := keys[judged.form_id]:
                batch.store.note(key, digest, *judged.contents())
        batch.progress.step(done.task.forms)


def _tasks(batch: Batch, missing: list[Missing], said: dict[str, Said]) -> Iterator[JudgeTask]:
    size = max(1, min(judging.PART, -(-len(missing) // batch.workers.jobs)))
    for begin in range(0, len(missing), size):
        some = missing[begin : begin + size]
        wanted = (Wanted(d.place, position, d.forms[position].form_id, tuple(d.problems)) for d, position, _, _ in some)
        own = {key: rule.only([at for _, _, at, _ in some]) for key, rule in said.items()}
        s = batch.settings
        yield JudgeTask(tuple(wanted), own, batch.work, batch.kept, s.how, s.engine, s.told)


def rows_of_all(batch: Batch) -> Iterator[tuple[str, dict[str, list[list[Any]]]]]:
    """(form id, frame -> rows) of all judgements in the order of the batch, from the store one by one."""
    from selfeval_nb.batch.kept import store

    for form_id in batch.refs:
        data = store.get(batch.kept, batch.judged[form_id].data)
        if data is None:
            raise OSError(batch.kept)
        yield form_id, data
