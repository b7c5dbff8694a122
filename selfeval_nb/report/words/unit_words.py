"""The words of what goes back to a unit: the report for it and the reply form."""

from __future__ import annotations

from selfeval_nb.common.said import Spoken


class UnitWords(Spoken):
    """The words of one language as attributes."""
