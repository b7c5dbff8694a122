"""The files of a batch as a whole, when its reports are made: error pages of documents, index, data, manifest."""

from __future__ import annotations

import hashlib
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.batch.kept.compacting import compact, scattered
from selfeval_nb.batch.kept.keys import program_digest
from selfeval_nb.batch.output.file_names import safe_part
from selfeval_nb.batch.output.folder import file_digest
from selfeval_nb.batch.stage.books import BOOKS
from selfeval_nb.batch.stage.files import IndexTask, write_index
from selfeval_nb.batch.stage.plan import base, label
from selfeval_nb.batch.stage.render import take_files
from selfeval_nb.readers.sources import PASSED
from selfeval_nb.report.words.index_words import FOLLOW_UP

if TYPE_CHECKING:
    from selfeval_nb.batch.stage.stages import Batch


def finish(batch: Batch) -> None:
    """Write them; the manifest last, since a run without one has not ended."""
    _unread_documents(batch)
    _index(batch)
    suggestions = batch.summary.suggestions
    for form_id in batch.refs:
        suggestion = batch.judged[form_id].suggestion
        suggestions[suggestion] = suggestions.get(suggestion, 0) + 1
    entries = [batch.entries[form_id] for form_id in batch.refs]
    batch.summary.removed = batch.ledger.gone(entries)
    _compact(batch)
    batch.store.close()
    batch.ledger.close(_about(batch), entries, batch.others)


def _compact(batch: Batch) -> None:
    """Put small contents together, so that a folder that is run into every day does not fill with files."""
    documents = {d.key: contents for d in batch.documents if d.key and (contents := batch.store.find(d.key))}
    read = [(key, "", contents) for key, contents in documents.items()]
    judged = [(key, form_id, batch.judged[form_id].contents()) for form_id, key in batch.keys.items() if key]
    tasks = chain(scattered(read, batch.kept), scattered(judged, batch.kept))
    for done in batch.workers.run(compact, tasks, batch.seconds):
        if done.failure is None:  # else they stay as they are
            for key, contents in done.result:
                batch.store.note(key, *contents)


def _unread_documents(batch: Batch) -> None:
    """One error page for each document that gave no form."""
    for document in batch.documents:
        if document.forms or all(p.problem in PASSED for p in document.problems):
            continue
        file = document.name
        detail = "".join(dict.fromkeys(p.detail for p in document.problems)) or batch.words["no-form"]
        digest = hashlib.sha256(file.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        name = f"{safe_part(base(file))}-error-{digest}.html"
        batch.others[name] = batch.folder.write(name, batch.error_page(file, detail))
        batch.summary.unread.append((file, detail))
        batch.failed_rows.append({"file": file, "detail": detail, "href": name})


def _index(batch: Batch) -> None:
    listed = []
    for form_id, ref in batch.refs.items():
        entry = batch.entries[form_id]
        href = next((n for n in entry.outputs if n.endswith(".html")), next(iter(entry.outputs), ""))
        if entry.status == "failed":
            batch.failed_rows.append({"file": label(ref), "detail": entry.detail, "href": href})
        else:
            listed.append((form_id, batch.judged[form_id].brief, href))
    downloads = [name for name in BOOKS if name in batch.others]
    downloads += [FOLLOW_UP] if (batch.folder.path / FOLLOW_UP).is_file() else []
    task = IndexTask(
        tuple(listed), tuple(batch.failed_rows), batch.rule_book.get("rules", {}), batch.summary.broken, tuple(batch.groups), batch.coverage,
        batch.settings.how.lang, tuple(downloads), batch.work, batch.kept,
    )  # fmt: skip
    take_files(batch, write_index, next(iter(batch.workers.run(write_index, [task], batch.seconds))))


def _about(batch: Batch) -> dict[str, Any]:
    from selfeval_nb import __version__

    s, book = batch.settings, batch.rule_book
    pages = {row["file"]: row["href"] for row in batch.failed_rows}
    return {
        "version": __version__,
        "program": program_digest(),
        "lang": s.how.lang,
        "preset": (book["preset"].get("name") if book else None) or Path(s.how.preset).name,
        "notebook": {"name": s.notebook.name, "sha256": file_digest(s.notebook)},
        "ruleset": dict(sorted(book["ruleset"].items())) if book else {},
        **({"broken": batch.summary.broken} if batch.summary.broken else {}),
        **({"coverage": batch.coverage} if batch.coverage else {}),
        "formats": list(s.formats),
        "unread": [{"file": base(f), "detail": d, "page": pages.get(f, "")} for f, d in batch.summary.unread],
        "inputs": "" if batch.summary.failures else batch.digest,
        "findings": batch.summary.findings,
        "suggestions": batch.summary.suggestions,
    }
