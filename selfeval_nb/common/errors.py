"""Errors for people: their text is a sentence that says what, where and what to do."""

from __future__ import annotations


class Sentence(Exception):
    """An error whose text is meant for the user. The command line prints it without a traceback and ends with 2, notebooks show
    it alone; every other exception is a fault of this program and keeps its traceback."""

    def _render_traceback_(self) -> list[str]:
        """IPython's hook for exceptions that speak for themselves."""
        return [str(self)]


class ReviewError(Sentence):
    """Why a form cannot be reviewed, in one sentence."""
