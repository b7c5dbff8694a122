"""The parts of a review as the sections show them: numbered findings, rows of the work paper, sums."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from selfeval_nb.forms.model import Indicator
from selfeval_nb.report.view import facsimile
from selfeval_nb.report.view.formats import DASH, signed, span
from selfeval_nb.report.words.labels import Labels
from selfeval_nb.review.model import Ruling

SYMBOLS = {"critical": "■", "warning": "▲", "info": "○"}


@dataclass(slots=True)
class Mark:
    """A finding with its number in the report, the cell it points at and the rulings on it."""

    no: int
    finding: dict[str, Any]
    place: facsimile.Place | None
    cell: facsimile.Place | None  # the drawn cell that covers the place
    rulings: list[Ruling] = field(default_factory=list)

    @property
    def severity(self) -> str:
        return str(self.finding.get("severity"))

    @property
    def waived(self) -> bool:
        """Whether a person has ruled that this is none; it stays in sight and counts no more."""
        return self.finding.get("ruling") == "waive"

    @property
    def symbol(self) -> str:
        return SYMBOLS.get(self.severity, "○")


@dataclass(slots=True)
class Row:
    """A row of the work paper: an indicator, the execution rate or the total."""

    kind: str  # execution indicator total
    no: int = 0
    indicator: Indicator | None = None
    nature: str = ""
    target: str = ""
    unit: str = ""
    actual: str = ""
    weight: float | None = None
    self_score: float | None = None
    low: float | None = None
    high: float | None = None
    ratio: float | None = None
    arithmetic: str = ""
    reason: str = ""
    marks: list[Mark] = field(default_factory=list)
    review_actual: Ruling | None = None
    review_score: Ruling | None = None
    review_points: float | None = None  # the review score, where a ruling has set or changed it
    review_note: str = ""
    spans: tuple[int, int] = (1, 1)  # rows that the level 1 and level 2 cells cover; 0 where an earlier row's cell does

    @property
    def reverse(self) -> bool:
        """Whether less is better, so that a completion above the target is the shortfall."""
        return self.indicator is not None and self.indicator.operator in ("<=", "<")

    @property
    def recomputed(self) -> str:
        return span(self.low, self.high)

    @property
    def difference(self) -> tuple[float, float] | None:
        """Recomputed minus self, lowest and highest; None when one of them is missing."""
        if self.low is None or self.high is None or self.self_score is None:
            return None
        return self.low - self.self_score, self.high - self.self_score

    @property
    def agrees(self) -> bool:
        d = self.difference
        return d is not None and d[0] <= 0.005 and d[1] >= -0.005

    @property
    def within(self) -> bool:
        """Whether the self-score lies in the range that the formula leaves open: neither confirmed nor wrong."""
        d = self.difference
        return self.agrees and d is not None and d[1] - d[0] >= 0.005

    def difference_words(self, t: Labels) -> str:
        """The difference for people: 0.00, +1.50, a range, or that the self-score lies within the range."""
        d = self.difference
        if d is None:
            return DASH
        if self.agrees:
            return t.within if self.within else signed(0)
        return signed(d[0]) if abs(d[1] - d[0]) < 0.005 else f"{signed(d[0])} ~ {signed(d[1])}"


@dataclass(slots=True)
class SumCheck:
    """A column of the funds block added up: the parts, their sum and how far the printed total is from it."""

    column: str
    words: str
    off: float


def join_levels(rows: list[Row]) -> None:
    """Equal level names that follow each other share one cell; a level 2 cell never reaches beyond its level 1."""
    first: list[Row | None] = [None, None]
    for row in rows:
        levels = (row.indicator.level1, row.indicator.level2) if row.indicator else (None, None)
        spans = [1, 1]
        for k in (0, 1):
            head = first[k]
            same = (
                head is not None
                and head.indicator is not None
                and levels[0]
                and levels[: k + 1] == (head.indicator.level1, head.indicator.level2)[: k + 1]
            )
            if same and head is not None and (k == 0 or spans[0] == 0):
                spans[k] = 0
                head.spans = (head.spans[0] + (k == 0), head.spans[1] + (k == 1))
            else:
                first[k] = row
        row.spans = (spans[0], spans[1])
