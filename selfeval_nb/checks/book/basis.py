"""What a rule rests on, in words: the document, its article, and a mark where the article's number was not read in the document itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from selfeval_nb.common.said import said

#: Stands behind an article whose number comes from recollection; ``footnote`` says what it means.
MARK = "※"
_SAID = said(__name__)


def basis_text(basis: dict[str, Any] | str, year: float | None = None) -> str:
    """``《…办法》（财预〔2020〕10号）第四条`` from the basis of a rule; for a form of a ``year`` before the document's ``from`` what is
    named as ``earlier``: nobody can break a rule that was not yet made. ``article_unverified`` is printed with the mark."""
    if isinstance(basis, str):
        return basis
    if year is not None and year == year and basis.get("from") and year < basis["from"]:
        return str(basis.get("earlier") or "复核实践")
    unsure = basis.get("article_unverified")
    article = basis.get("article") or (f"{unsure}{MARK}" if unsure else "")
    return f"{basis.get('document', '')}{article}" + (f"（{basis['note']}）" if basis.get("note") else "")


def footnote(texts: Iterable[Any], lang: str) -> str:
    """The one sentence that a report which shows these texts has to say about the mark; '' where none of them bears it."""
    return _SAID[lang]["unverified"].format(mark=MARK) if any(MARK in str(t or "") for t in texts) else ""
