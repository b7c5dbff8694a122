"""A pair: two statements about one thing, and what the second admits of the first."""

from __future__ import annotations

from dataclasses import dataclass

from selfeval_nb.checks.claims.clauses import overlap
from selfeval_nb.checks.claims.collect import HEAD_PLACES


@dataclass(frozen=True, slots=True)
class Pair:
    """``low``/``high`` what one side says, ``due_low``/``due_high`` what the other admits, in one unit; they contradict each other where these have
    no number in common. ``zh``/``en`` tell the two sides in words; ``stake`` are the points that hang on it (NaN: unknown).
    ``place`` is where the finding points, ``sure`` (0–1) how sure it is that both sides are about one thing."""

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

    @property
    def clash(self) -> bool:
        return not overlap(self.low, self.high, self.due_low, self.due_high)

    @property
    def where(self) -> str:
        """The place by the grammar of findings; texts that have no place of their own belong to the form."""
        return (
            self.place
            if "[" in self.place or self.place in (*HEAD_PLACES, "total_score", "grade", "title", "year")
            else "form"
        )


PLACE_NAMES = {
    "goal_expected": ("预期目标", "the goal"), "goal_actual": ("实际完成情况", "the result"), "conclusion": ("评价结论", "the conclusion"),
    "problems_text": ("存在问题", "the problems"), "measures_text": ("改进措施", "the measures"), "whole_reason": ("偏差原因分析", "the reasons"),
    "other_notes": ("其他说明", "the notes"), "reason": ("偏差原因", "the reason"), "actual_text": ("完成值", "the actual value"),
    "target_text": ("指标值", "the target"), "level3": ("指标名称", "the name"),
}  # fmt: skip


def name_of(place: str, lang: str = "zh") -> str:
    """A place in words."""
    return PLACE_NAMES.get(place.rsplit(".", 1)[-1], (place, place))[lang != "zh"]
