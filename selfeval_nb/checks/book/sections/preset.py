"""The sections of a preset: every key with its type, its range, what it means, and the sentences that a report says of it.

mof2020.toml sets every key. To add one: a field in its section, a line there, and, if people should read it, a sentence of its section.
"""

from __future__ import annotations

from dataclasses import Field, dataclass, fields
from typing import Any

from selfeval_nb.checks.book.sections.comparing import HistorySection, PortfolioSection, SimilaritySection
from selfeval_nb.checks.book.sections.execution import ExecutionSection
from selfeval_nb.checks.book.sections.grades import DifferenceSection, GradesSection
from selfeval_nb.checks.book.sections.keys import Section
from selfeval_nb.checks.book.sections.quality import LayoutSection, QualitySection, ValuesSection
from selfeval_nb.checks.book.sections.scoring import OverSection, ScoringSection, ToleranceSection
from selfeval_nb.checks.book.sections.weights import WeightsSection


@dataclass(frozen=True, kw_only=True)
class Sections:
    """All sections of a preset, in the order in which a report tells them."""

    execution: ExecutionSection
    weights: WeightsSection
    scoring: ScoringSection
    over: OverSection
    tolerance: ToleranceSection
    grades: GradesSection
    difference: DifferenceSection
    quality: QualitySection
    similarity: SimilaritySection
    portfolio: PortfolioSection
    history: HistorySection
    values: ValuesSection
    layout: LayoutSection

    @classmethod
    def of(cls, data: dict[str, dict[str, Any]]) -> Sections:
        """From plain values that have been checked (a preset's, or those in a review)."""
        made: dict[str, Any] = {name: kind(**{k: data[name][k] for k in KEYS[name]}) for name, kind in SECTIONS.items()}
        return cls(**made)

    def describe(self, lang: str) -> list[str]:
        """The preset in words, a sentence a point."""
        return [sentence for name in SECTIONS for sentence in getattr(self, name).sentences(lang, self)]


SECTIONS: dict[str, type[Section]] = {
    "execution": ExecutionSection, "weights": WeightsSection, "scoring": ScoringSection, "over": OverSection, "tolerance": ToleranceSection,
    "grades": GradesSection, "difference": DifferenceSection, "quality": QualitySection, "similarity": SimilaritySection,
    "portfolio": PortfolioSection, "history": HistorySection, "values": ValuesSection, "layout": LayoutSection,
}  # fmt: skip
KEYS: dict[str, dict[str, Field[Any]]] = {name: {f.name: f for f in fields(kind)} for name, kind in SECTIONS.items()}
