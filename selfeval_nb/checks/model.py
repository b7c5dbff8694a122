"""What the checks return: rules, findings and outcomes as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

SEVERITIES = ("critical", "warning", "info")
OUTCOMES = ("passed", "failed", "not_applicable", "not_evaluated", "broken")

FINDING_COLUMNS = (
    "rule_id", "suite", "severity", "form_id", "file", "form_no", "where", "table", "row", "col",
    "quote", "title", "message", "arithmetic", "basis", "advice", "remark",
)  # fmt: skip


@dataclass(slots=True)
class CheckResult:
    """Everything the checks say of a set of forms.

    ``findings``: FINDING_COLUMNS, a row a finding, in the order form, severity, place.
    ``outcomes``: ``rule_id form_id outcome count reason``: how often a rule passed, failed, did not apply (why), could
    not be evaluated (why) or broke, a row for each different answer.
    ``scores``: a row an indicator and one for the execution rate (``indicator_no`` 0): ``form_id indicator_no weight
    score low high arithmetic reason ratio`` — ``low == high`` when the formula leaves no judgement; both null with
    ``reason`` when it cannot be computed; ``ratio`` the completion ratio (1.0 = target).
    ``totals``: a row a form: ``form_id self_score low high grade_self grade_low grade_high difference difference_class
    arithmetic reason``.
    ``rules``: rule id -> meta (title, suite, severity, basis …) in the requested language.
    """

    findings: pd.DataFrame
    outcomes: pd.DataFrame
    scores: pd.DataFrame
    totals: pd.DataFrame
    rules: dict[str, dict[str, Any]] = field(default_factory=dict)
    preset: dict[str, Any] = field(default_factory=dict)
    ruleset: dict[str, str] = field(default_factory=dict)  # name -> sha256 of each suite and preset used
