"""Why a rule did not judge a row: ``na.…`` the rule does not apply, ``ne.…`` it could not be evaluated."""

from __future__ import annotations

from selfeval_nb.common.said import said

_REASONS = said(__name__)


def reason(code: str, lang: str = "zh") -> str:
    """The sentence for a code; a code that is not in the table (of a user's own column) is shown as it is."""
    name, _, about = code.partition(":")
    known = _REASONS[lang]
    return str(known[name]).format(about) if name in known else code
