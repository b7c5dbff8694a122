"""Which findings are a reason to return a form (退回修改): certain errors, and nothing that a person has to judge first.

A sum, a rate, a score against its points or a required part left blank is certain: the form itself shows it, and the unit can only correct
it. What words decide (that a result was not reached, that an operator points the wrong way) is for the reviewer, and so is everything about
a row whose values another finding doubts; a doubtful reading makes a finding a note before it comes here (checks.judging.doubt).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from selfeval_nb.checks.model import OF_VALUE
from selfeval_nb.common.where import row_of

#: Rules whose errors rest on words, or on which way a row is meant.
_OF_WORDS = frozenset({"K08", "K12", "K14", "K20", "V06", "V30", "E18"})
#: Faults of a cell of a row that are certain whatever its values mean: points above the maximum, a blank.
_OF_POINTS = frozenset({"K01", "K02", "F09", "F10", "F11", "F12", "F13"})

Some = TypeVar("Some", bound=Mapping[str, Any])


def certain_errors(findings: Iterable[Some]) -> list[Some]:
    """The findings of a form, in their order, for which it can be returned: errors (``critical``) that no word decides and that lie in no row
    whose target or result another finding questions. A reviewer's own rules are as certain as their severity says."""
    found = list(findings)
    doubted = {
        row_of(str(f["where"])) for f in found if f["rule_id"] in OF_VALUE | {"V06"} and f["severity"] != "info"
    } - {""}
    return [
        f
        for f in found
        if f["severity"] == "critical"
        and f["rule_id"] not in _OF_WORDS
        and (f["rule_id"] in _OF_POINTS or row_of(str(f["where"])) not in doubted)
    ]
