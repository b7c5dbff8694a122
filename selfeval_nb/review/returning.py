"""Which findings are a reason to return a form (退回修改): certain errors, and nothing that a person has to judge first.

A sum, a rate, a score against its points or a required part left blank is certain: the form itself shows it, and the unit can only correct
it. What words decide (that a result was not reached, that an operator points the wrong way) is for the reviewer, and so is everything about
a row whose values another finding doubts; a doubtful reading makes a finding a note before it comes here (checks.judging.doubt).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from selfeval_nb.checks.book.weighing import PLAIN, Weighing
from selfeval_nb.common.where import row_of

Some = TypeVar("Some", bound=Mapping[str, Any])


def weighing(rules: Mapping[str, Mapping[str, Any]], rule_id: object) -> Weighing:
    """Where a rule's findings stand, from the rules as a review holds them; the default for one it does not know (a reviewer's addition)."""
    said = rules.get(str(rule_id), {}).get("weighing")
    return Weighing(*said) if said else PLAIN


def certain_errors(findings: Iterable[Some], rules: Mapping[str, Mapping[str, Any]]) -> list[Some]:
    """The findings of a form, in their order, for which it can be returned: errors (``critical``) that no word decides and that lie in no row
    whose target or result another finding questions. What a reviewer waived is none. A reviewer's own rules are as certain as they say; ``rules`` as a review holds them."""
    found = [(f, weighing(rules, f["rule_id"])) for f in findings if f.get("ruling") != "waive"]
    doubted = {row_of(str(f["where"])) for f, w in found if w.doubts and f["severity"] != "info"} - {""}
    return [
        f
        for f, w in found
        if f["severity"] == "critical"
        and w.certain is not False
        and (w.certain or row_of(str(f["where"])) not in doubted)
    ]
