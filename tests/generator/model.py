"""What a generated form says: printed texts beside the numbers they mean. ``key`` gives the answer in the shared shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class N:
    """A printed number and what it means; ``N()`` is a blank cell, ``N(None, "—")`` a dash."""

    value: float | None = None
    text: str = ""

    @staticmethod
    def of(value: float | None, digits: int | None = None, suffix: str = "") -> N:
        if value is None:
            return N()
        text = f"{value:g}" if digits is None else f"{value:.{digits}f}"
        return N(value, text + suffix)


@dataclass(slots=True)
class Fund:
    source: str
    label: str
    initial: N = N()
    budget: N = N()
    executed: N = N()
    weight: N = N()
    rate: N = N()
    score: N = N()
    reason: str = ""


@dataclass(slots=True)
class Ind:
    """One indicator row. ``sign`` ``value`` ``unit_text`` are the pieces of the target as printed."""

    level1: str | None
    level2: str | None
    level3: str
    sign: str = ""
    value: str = ""
    unit_text: str = ""
    operator: str | None = None
    number: float | None = None
    unit: str | None = None
    actual: str = ""
    actual_number: float | None = None
    weight: N = N()
    score: N = N()
    reason: str = ""
    method: str = ""
    kind: str = ""
    adjusted: str = ""
    coefficient: str = ""
    core: str = ""
    review_score: str = ""
    opinion: str = ""
    goal: int = 0
    subtotal: bool = False  # a sum over a level, which is no indicator

    @property
    def target(self) -> str:
        return self.sign + self.value + self.unit_text

    @property
    def placeholder(self) -> bool:
        return not (self.value or self.actual or self.weight.text or self.score.text)


@dataclass(slots=True)
class Model:
    """A whole form. ``tags`` name the variations it shows, for accuracy by kind."""

    title: str
    year: int | None
    project: str | None
    department: str | None
    unit: str | None
    money_unit: str | None
    funds: list[Fund]
    goal_expected: str | None
    goal_actual: str | None
    rows: list[Ind]
    total_weight: N
    total_score: N
    grade: str = ""
    goal_adjusted: str = ""
    goal_lines: list[tuple[str, str]] = field(default_factory=list)  # the goal in several rows instead of one
    closing: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    extra: dict[str, tuple[str, str]] = field(default_factory=dict)  # further head pairs: name -> (label, value)
    tags: set[str] = field(default_factory=set)
    ambiguous: list[str] = field(default_factory=list)

    def key(self, form_id: str, template: str) -> dict[str, Any]:
        """The answer in the shape of the shared answer keys."""
        return {
            "form_id": form_id,
            "template": template,
            "project": self.project or None,
            "department": self.department or None,
            "unit": self.unit or None,
            "year": self.year,
            "money_unit": self.money_unit,
            "goal_expected": self.goal_expected or None,
            "goal_actual": self.goal_actual or None,
            "total_weight": self.total_weight.value,
            "total_score": self.total_score.value,
            "funds": [
                {
                    "source": f.source,
                    "label": f.label,
                    **{k: getattr(f, k).value for k in ("initial", "budget", "executed", "weight", "rate", "score")},
                }
                for f in self.funds
            ],
            "indicators": [
                {
                    "level1": r.level1,
                    "level2": r.level2,
                    "level3": r.level3.replace("\n", ""),
                    "target_text": r.target,
                    "operator": r.operator,
                    "target_value": r.number,
                    "target_unit": r.unit,
                    "actual_text": r.actual,
                    "actual_value": r.actual_number,
                    "weight": r.weight.value,
                    "score": r.score.value,
                    "reason": r.reason,
                }
                for r in self.rows
                if not r.placeholder and not r.subtotal
            ],
            "placeholders": [
                {"level1": r.level1, "level2": r.level2, "level3": r.level3}
                for r in self.rows
                if r.placeholder or r.subtotal
            ],
            "ambiguous": self.ambiguous,
            "tags": sorted(self.tags),
        }
