"""What the desk says when it is worked with: answers, errors, the words on its buttons."""

from __future__ import annotations

from selfeval_nb.common.said import Spoken

RULINGS_FILE = "复核意见.jsonl"


class DeskWords(Spoken):
    """The desk's words of one language as attributes."""
