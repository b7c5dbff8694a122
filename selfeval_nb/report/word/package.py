"""退回材料: one archive a unit with all that it needs: the notice, its own Word files with comments, the report for it, the reply form."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from selfeval_nb.common.files import Target
from selfeval_nb.report.page.unit import render_unit_page
from selfeval_nb.report.word.annotate import AnnotateError, annotate_bytes
from selfeval_nb.report.word.documents import word_documents
from selfeval_nb.report.word.notice import by_unit, file_name, notice, reply_form
from selfeval_nb.review.model import Review
from selfeval_nb.review.rounds import write_asked

NOTICE, REPLY, COMMENTED, REPORTS = "退回修改通知.docx", "整改回执.docx", "批注过的自评表", "单位版报告"
_DAY = (1980, 1, 1, 0, 0, 0)


def packages(
    reviews: Iterable[Review],
    inputs: Iterable[str | Path],
    folder: str | Path,
    *,
    returned_only: bool = True,
    **words: str,
) -> list[Path]:
    """An archive for each unit into ``folder``; returns them in order. ``inputs`` is where the forms came from: Word documents found
    there go back with comments. ``words`` as for ``notice``. What was asked is kept beside the archives,
    for the comparison with what comes back."""
    documents = word_documents(inputs)
    groups = by_unit(reviews, returned_only=returned_only)
    made = []
    for n, (unit, own) in enumerate(groups.items(), start=1):
        path = Path(folder) / f"退回材料_{n:03d}_{file_name(unit or '未填单位')}.zip"
        with Target(path) as part:
            part.write_bytes(b"")
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, data in _files(unit, own, documents, words):
                    info = zipfile.ZipInfo(name, _DAY)
                    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                    archive.writestr(info, data)
        made.append(path)
    if made:
        write_asked([review for own in groups.values() for review in own], folder)
    return made


def _files(
    unit: str, own: list[Review], documents: Mapping[str, bytes], words: dict[str, str]
) -> Iterable[tuple[str, bytes]]:
    commented = dict(_commented(own, documents))
    attachments = ["整改回执", "单位版报告", *(["批注过的自评表"] if commented else [])]
    letter: dict[str, Any] = {k: words.get(k, "") for k in ("sender", "deadline", "date", "number", "contact", "phone")}
    yield NOTICE, notice(own, recipient=unit or None, attachments=attachments, **letter)
    yield REPLY, reply_form(own, recipient=unit, sender=letter["sender"])
    for review in own:
        project = str(review.form.value("project") or review.form.title or review.form.file)
        name = f"{REPORTS}/{file_name(project)}_{review.form.form_id[:6]}.html"
        page = render_unit_page(review, **{k: letter[k] for k in ("contact", "phone", "deadline")})
        yield name, page.encode()
    yield from commented.items()


def _commented(own: list[Review], documents: Mapping[str, bytes]) -> Iterable[tuple[str, bytes]]:
    by_file: dict[str, list[Review]] = {}
    for review in own:
        by_file.setdefault(str(review.provenance.get("sha256")), []).append(review)
    for n, (sha, reviews) in enumerate(by_file.items(), start=1):
        data = documents.get(sha)
        if data is None:
            continue
        name = Path(str(reviews[0].provenance.get("file")))
        try:
            yield (
                f"{COMMENTED}/{n:02d}_{file_name(name.stem)}{name.suffix}",
                annotate_bytes(data, name.name, reviews, plain=True),
            )
        except AnnotateError:
            continue  # no Word document: the report for the unit shows the same places
