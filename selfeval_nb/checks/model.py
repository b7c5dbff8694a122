"""What the checks return: rules, findings and outcomes as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypedDict, get_args

if TYPE_CHECKING:
    import pandas as pd

Severity = Literal["critical", "warning", "info"]
SEVERITIES: tuple[str, ...] = get_args(Severity)  # the gravest first
OUTCOMES = ("passed", "failed", "not_applicable", "not_evaluated", "broken")


def severity_rank(severity: object) -> int:
    """0 for the gravest; what is none comes last."""
    return SEVERITIES.index(severity) if severity in SEVERITIES else len(SEVERITIES)


class Finding(TypedDict):
    """A finding (问题) of a review, as every output shows it; ``where`` is a place of common/where.py, ``table row col`` count from 1 in
    the document and are None where the layout has no such cell."""

    rule_id: str
    suite: str
    severity: Severity
    form_id: NotRequired[str]  # of a review's finding its form
    file: str
    form_no: int
    where: str
    table: int | None
    row: int | None
    col: int | None
    quote: str
    title: str
    message: str
    arithmetic: str
    basis: str
    advice: str
    remark: str


class Outcome(TypedDict):
    """How often a rule passed, failed, did not apply (why), could not be evaluated (why) or broke (why)."""

    rule_id: str
    form_id: NotRequired[str]  # of a review's outcome its form
    outcome: str
    count: int
    reason: str


class RowScore(TypedDict):
    """The recomputed score of an indicator, or of budget execution (``indicator_no`` 0): ``low == high`` when the formula leaves no
    judgement; both None with ``reason`` when it cannot be computed; ``ratio`` is the completion ratio (1.0 = target)."""

    form_id: str
    indicator_no: int
    weight: float | None
    score: float | None
    low: float | None
    high: float | None
    arithmetic: str
    reason: str
    ratio: float | None


class Total(TypedDict):
    """The self-score of a form beside the recomputed one, with their grades."""

    form_id: str
    self_score: float | None
    low: float | None
    high: float | None
    grade_self: str | None
    grade_low: str | None
    grade_high: str | None
    difference: float | None
    difference_class: str | None
    arithmetic: str
    reason: str


FINDING_COLUMNS = tuple(Finding.__annotations__)
SCORE_COLUMNS = tuple(RowScore.__annotations__)
TOTAL_COLUMNS = tuple(Total.__annotations__)


def broken_rules(outcomes: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Rule id -> why it broke, of the rules that could not be used at all."""
    return {str(o["rule_id"]): str(o["reason"] or "") for o in outcomes if o["outcome"] == "broken"}


@dataclass(slots=True)
class CheckResult:
    """Everything the checks say of a set of forms.

    ``findings``: a row a :class:`Finding`, in the order form, severity, place. ``outcomes``: a row an :class:`Outcome`. ``scores``: a row
    an indicator and one for the execution rate (:class:`RowScore`). ``totals``: a row a form (:class:`Total`). Texts that are missing
    are '' in frames and values, numbers NaN in frames and None in values.
    ``rules``: rule id -> meta (title, suite, severity, basis …) in the requested language.
    """

    findings: pd.DataFrame
    outcomes: pd.DataFrame
    scores: pd.DataFrame
    totals: pd.DataFrame
    rules: dict[str, dict[str, Any]] = field(default_factory=dict)
    preset: dict[str, Any] = field(default_factory=dict)
    ruleset: dict[str, str] = field(default_factory=dict)  # name -> sha256 of each suite, preset and own file used
    beside: dict[str, dict[str, Any]] = field(default_factory=dict)  # the other documents used (forms.beside.marks)

    @property
    def broken(self) -> dict[str, str]:
        """Rule id -> why it broke."""
        rows = self.outcomes[(self.outcomes["outcome"] == "broken").to_numpy()]
        return {str(r): str(w) for r, w in zip(rows["rule_id"], rows["reason"], strict=True)}
