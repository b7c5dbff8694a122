"""The files of a batch as a whole, when its reports are made: error pages of documents, index, data, manifest."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.batch.kept.keys import program_digest
from selfeval_nb.batch.output.folder import file_digest
from selfeval_nb.batch.output.names import safe_part
from selfeval_nb.batch.stage.books import BOOKS
from selfeval_nb.batch.stage.plan import base, label
from selfeval_nb.readers.sources import PASSED

if TYPE_CHECKING:
    import pandas as pd

    from selfeval_nb.batch.stage.stages import Batch


def finish(batch: Batch) -> None:
    """Write them; the manifest last, since a run without one has not ended."""
    _unread_documents(batch)
    sharing = None
    if batch.tables is not None:
        from selfeval_nb.batch.output.data import write_tables

        batch.others |= write_tables(batch.folder, batch.tables)
        sharing = _judged(batch)
    _index(batch, sharing)
    suggestions = batch.summary.suggestions
    for form_id in batch.refs:
        suggestion = batch.judged[form_id].suggestion
        suggestions[suggestion] = suggestions.get(suggestion, 0) + 1
    entries = [batch.entries[form_id] for form_id in batch.refs]
    batch.summary.removed = batch.ledger.gone(entries)
    batch.store.close()
    batch.ledger.close(_about(batch), entries, batch.others)


def _judged(batch: Batch) -> pd.DataFrame:
    """Write the checks' answers, count the findings, note the rules that broke; returns the findings from which the index groups
    forms that share something."""
    import pandas as pd

    from selfeval_nb.batch.output.data import JudgedFiles
    from selfeval_nb.batch.stage.judge import rows_of_all
    from selfeval_nb.report.overview.copied import SHARING

    files = JudgedFiles(batch.folder)
    columns = ("form_id", *(c for c in files.columns["findings"] if c != "form_id"))
    severity, rule = columns.index("severity") - 1, columns.index("rule_id") - 1
    answers = [c for c in files.columns["outcomes"] if c != "form_id"]
    answered, outcome, reason = (answers.index(c) for c in ("rule_id", "outcome", "reason"))
    counted: Counter[str] = Counter()
    sharing: list[list[Any]] = []
    for form_id, rows in rows_of_all(batch):
        files.add(form_id, rows)
        counted.update(row[severity] for row in rows["findings"])
        for row in rows["outcomes"]:
            if row[outcome] == "broken":
                batch.summary.broken.setdefault(str(row[answered]), str(row[reason]))
        sharing += ([form_id, *row] for row in rows["findings"] if row[rule] in SHARING)
    batch.others |= files.close()
    batch.summary.findings = dict(counted.most_common())
    return pd.DataFrame(sharing, columns=list(columns))


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


def _index(batch: Batch, sharing: pd.DataFrame | None) -> None:
    from selfeval_nb.batch.output.data import write_rows
    from selfeval_nb.report.overview.copied import shared_groups
    from selfeval_nb.report.overview.index import FOLLOW_UP, index_files, with_broken

    rows: list[dict[str, Any]] = []
    for form_id, ref in batch.refs.items():
        entry = batch.entries[form_id]
        href = next((n for n in entry.outputs if n.endswith(".html")), next(iter(entry.outputs), ""))
        if entry.status == "failed":
            batch.failed_rows.append({"file": label(ref), "detail": entry.detail, "href": href})
        else:
            rows.append({**batch.judged[form_id].row, "href": href})
    rules: dict[str, dict[str, Any]] = {}
    groups: list[dict[str, Any]] = []
    lang = batch.settings.how.lang
    if batch.tables is not None and sharing is not None:
        rules = with_broken(batch.rule_book["rules"], batch.summary.broken)
        groups = shared_groups(rows, sharing, batch.tables.indicators, lang)
        batch.others |= write_rows(batch.folder, rows)
    downloads = [name for name in BOOKS if name in batch.others]
    downloads += [FOLLOW_UP] if (batch.folder.path / FOLLOW_UP).is_file() else []
    for name, text in index_files(
        rows, batch.failed_rows, rules=rules, groups=groups, lang=lang, downloads=downloads, coverage=batch.coverage
    ).items():
        batch.others[name] = batch.folder.write(name, text)


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
