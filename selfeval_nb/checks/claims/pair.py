"""A pair: two statements about one thing, and what the second admits of the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from selfeval_nb.checks.claims.clauses import overlap
from selfeval_nb.checks.claims.collect import HEAD_PLACES
from selfeval_nb.common.said import said

if TYPE_CHECKING:
    from selfeval_nb.checks.claims.link import Claim


@dataclass(frozen=True, slots=True)
class Pair:
    """``low``/``high`` what one side says, ``due_low``/``due_high`` what the other admits, in one unit; they contradict each other where these have
    no number in common. ``zh``/``en`` tell the two sides in words; ``stake`` are the points that hang on it (NaN: unknown).
    ``place`` is where the finding points, ``sure`` (0–1) how sure it is that both sides are about one thing; ``charged`` are the statements
    of running text whose number must have no innocent reading (defence.py)."""

    form: int
    relation: str
    place: str
    zh: str
    en: str
    low: float
    high: float
    due_low: float
    due_high: float
    sure: float
    row: int = -1
    arithmetic: str = ""
    charged: tuple[Claim, ...] = ()

    @property
    def clash(self) -> bool:
        return not overlap(self.low, self.high, self.due_low, self.due_high)

    @property
    def apart(self) -> float:
        """How far what one side says is from what the other admits, in the unit of the numbers; 0 where they have one in common."""
        return max(self.low - self.due_high, self.due_low - self.high, 0.0) if self.clash else 0.0

    @property
    def where(self) -> str:
        """The place by the grammar of findings; texts that have no place of their own belong to the form."""
        return (
            self.place
            if "[" in self.place or self.place in (*HEAD_PLACES, "total_score", "grade", "title", "year")
            else "form"
        )


_PLACES = said(__name__)


def name_of(place: str, lang: str = "zh") -> str:
    """A place in words."""
    if place.startswith("attribute:"):
        return f"“{place.partition(':')[2]}”"
    return str(_PLACES[lang].get(place.rsplit(".", 1)[-1], place))
