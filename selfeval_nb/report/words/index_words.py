"""What the index of a batch and the portfolio notebook say beyond the words of the report."""

from __future__ import annotations

from selfeval_nb.common.said import Spoken

FOLLOW_UP = "退回要求落实情况.html"  # beside the index, where a batch follows up what was sent (compared.follow_up)


class IndexWords(Spoken):
    """The index's words of one language as attributes; ``downloads`` says what the files beside the page are."""
