"""The files of a batch as a whole, when its reports are made: error pages of documents, index, data, manifest."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.batch.output.folder import file_digest
from selfeval_nb.batch.output.names import safe_part
from selfeval_nb.batch.stage.plan import base, label, program_digest

if TYPE_CHECKING:
    from selfeval_nb.batch.stage.stages import Batch


def finish(batch: Batch) -> None:
    """Write them; the manifest last, since a run without one has not ended."""
    _unread_documents(batch)
    _index(batch)
    if batch.tables is not None and batch.result is not None:
        from selfeval_nb.batch.output.data import write_data

        batch.others |= write_data(batch.folder, batch.tables, batch.result)
        findings = batch.result.findings
        batch.summary.findings = {str(k): int(v) for k, v in findings["severity"].value_counts().items()}
    suggestions = batch.summary.suggestions
    for item in batch.shelved.values():
        suggestions[item.suggestion] = suggestions.get(item.suggestion, 0) + 1
    entries = [batch.entries[form_id] for form_id in batch.refs]
    batch.ledger.close(_about(batch), entries, batch.others)


def _unread_documents(batch: Batch) -> None:
    """One error page for each document that gave no form."""
    details: dict[str, list[str]] = {}
    for problem in batch.problems:
        details.setdefault(problem.file, []).append(problem.detail)
    for chunk in batch.chunks:
        for file in chunk.unread:
            detail = "".join(dict.fromkeys(details.get(file, []))) or batch.words["no-form"]
            digest = hashlib.sha256(file.encode("utf-8", "surrogatepass")).hexdigest()[:12]
            name = f"{safe_part(base(file))}-error-{digest}.html"
            batch.others[name] = batch.folder.write(name, batch.error_page(file, detail))
            batch.summary.unread.append((file, detail))
            batch.failed_rows.append({"file": file, "detail": detail, "href": name})


def _index(batch: Batch) -> None:
    from selfeval_nb.batch.output.data import write_rows
    from selfeval_nb.report.overview.copied import shared_groups
    from selfeval_nb.report.overview.index import index_files

    rows: list[dict[str, Any]] = []
    for form_id, ref in batch.refs.items():
        entry = batch.entries[form_id]
        href = next((n for n in entry.outputs if n.endswith(".html")), next(iter(entry.outputs), ""))
        if entry.status == "failed":
            batch.failed_rows.append({"file": label(ref), "detail": entry.detail, "href": href})
        else:
            rows.append({**batch.shelved[form_id].row, "href": href})
    rules: dict[str, dict[str, Any]] = {}
    groups: list[dict[str, Any]] = []
    lang = batch.settings.how.lang
    if batch.tables is not None and batch.result is not None:
        rules = batch.result.rules
        groups = shared_groups(rows, batch.result.findings, batch.tables.indicators, lang)
        batch.others |= write_rows(batch.folder, rows)
    for name, text in index_files(rows, batch.failed_rows, rules=rules, groups=groups, lang=lang).items():
        batch.others[name] = batch.folder.write(name, text)


def _about(batch: Batch) -> dict[str, Any]:
    from selfeval_nb import __version__

    s, result = batch.settings, batch.result
    pages = {row["file"]: row["href"] for row in batch.failed_rows}
    return {
        "version": __version__,
        "program": program_digest(),
        "lang": s.how.lang,
        "preset": (result.preset.get("name") if result else None) or Path(s.how.preset).name,
        "notebook": {"name": s.notebook.name, "sha256": file_digest(s.notebook)},
        "ruleset": dict(sorted(result.ruleset.items())) if result else {},
        "formats": list(s.formats),
        "unread": [{"file": base(f), "detail": d, "page": pages.get(f, "")} for f, d in batch.summary.unread],
        "inputs": "" if batch.summary.failures else batch.inputs,
        "findings": batch.summary.findings,
        "suggestions": batch.summary.suggestions,
    }
