"""A review: one form, what the checks say of it and what a person ruled. Every output shows this and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from selfeval_nb.checks.model import TOTAL_COLUMNS, Finding, Outcome, RowScore, Total
from selfeval_nb.forms.doubt.english import in_english
from selfeval_nb.forms.model import Form


@dataclass(frozen=True, slots=True)
class Ruling:
    """A person's decision (复核意见) on one finding, value or score.

    action: ``confirm`` ``waive`` (needs a reason) ``override`` (``value`` replaces the printed one at ``where``)
    ``score`` (``value`` is the review score at ``where``) ``add`` (a finding of one's own, its text is ``reason``)
    ``note`` (a remark without a decision) ``withdraw`` (takes the ruling of the same ``key`` back).
    ``key`` identifies the finding by rule, place by meaning and value hash; ``stale`` is set on reading when the cell changed,
    ``stale_reason`` says what changed.

    The other fields are what the key is made of, in words, so that the ruling finds its form and its cell again (see
    review/places.py): ``subject`` (project, unit, year, form_id, file, form_no), ``place`` (``where`` with the indicator's name
    for its number), ``cell`` and ``ground`` (hashes of the printed text and of what the finding follows from).
    """

    key: str
    action: str
    where: str
    rule_id: str = ""
    value: Any = None
    reason: str = ""
    reviewer: str = ""
    date: str = ""
    quote: str = ""
    stale: bool = False
    stale_reason: str = ""
    severity: str = ""  # of an added finding
    place: str = ""
    cell: str = ""
    ground: str = ""
    subject: dict[str, Any] = field(default_factory=dict)


class Ruled(Finding, total=False):
    """A finding as a review has it: with what a person ruled on it, ``confirm`` or ``waive``."""

    ruling: str


class ReviewedTotal(Total, total=False):
    """The total of a form as a review has it: with the review score, or its range, once something is ruled."""

    review_score: float | None
    review_low: float | None
    review_high: float | None
    review_grade: str | None
    review_difference: float | None


def no_total() -> ReviewedTotal:
    """The total of a form that was not checked."""
    return cast(ReviewedTotal, dict.fromkeys(TOTAL_COLUMNS))


@dataclass(slots=True)
class Review:
    """All that an output needs, as plain values; ``to_dict``/``from_dict`` in review/as_json.py round-trip it as JSON.

    ``findings``/``scores``/``totals``/``outcomes`` are the form's slice of a CheckResult as lists of dicts; ``suggestion`` is
    ``return`` (退回修改) ``pass`` (可通过) or ``person`` (需人工核实) with ``suggestion_reason``; ``provenance`` holds file name,
    sha256, rule set and preset digests, versions and the timestamp (an input).
    """

    form: Form
    findings: list[Ruled] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    scores: list[RowScore] = field(default_factory=list)
    total: ReviewedTotal = field(default_factory=no_total)
    rules: dict[str, dict[str, Any]] = field(default_factory=dict)
    preset: dict[str, Any] = field(default_factory=dict)
    rulings: list[Ruling] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    suggestion: str = "person"
    suggestion_reason: str = ""
    provenance: dict[str, Any] = field(default_factory=dict)
    lang: str = "zh"

    @property
    def scored(self) -> bool:
        """Whether the form gives points at all; one of which nothing was read is taken to. One that does not (a transfer payment, many
        lists of targets) cannot have left them blank."""
        printed = set(self.form.prints.split())
        return not printed or bool({"scores", "totals"} & printed)

    @property
    def doubts(self) -> list[str]:
        """What to look at before anything else: a sentence for each part of the form that the reader is not sure of."""
        said = (self._detail(p) for p in self.problems if p.get("problem") == "doubtful-reading")
        return list(dict.fromkeys(s for s in said if s))

    def _detail(self, problem: Mapping[str, Any]) -> str:
        """The sentence of a problem; a doubtful reading in the language of the review."""
        said = str(problem.get("detail") or "")
        return in_english(said) if self.lang == "en" and problem.get("problem") == "doubtful-reading" else said

    @property
    def problems_told(self) -> list[dict[str, Any]]:
        """The problems as they are shown: what is said of many cells in one sentence is one row, with its first place and their number."""
        found: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
        for p in self.problems:
            key = (str(p.get("file") or ""), str(p.get("problem") or ""), self._detail(p))
            found.setdefault(key, []).append(p | {"detail": key[2]})
        return [
            rows[0] if len(rows) == 1 else rows[0] | {"where": f"{rows[0].get('where') or ''} … ({len(rows)})"}
            for rows in found.values()
        ]
