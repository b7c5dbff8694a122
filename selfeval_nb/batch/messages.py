"""What a batch says: progress and the errors of the run. Every text is a whole sentence or a line of progress, in both languages.
A message about a form or a file says what, where and what to do."""

from __future__ import annotations

from selfeval_nb.common.said import said


def words(lang: str) -> dict[str, str]:
    """The messages of a language; Chinese for one that is not known."""
    return said(__name__)["en" if lang == "en" else "zh"]
