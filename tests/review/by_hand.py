"""The hand-made review of the report's tests, with the whole of a preset and a total to go with it."""

from __future__ import annotations

from typing import Any

from selfeval_nb.checks.book.preset import load_preset
from selfeval_nb.review.model import Review
from tests.report import fixtures


def build_review_by_hand(**kwargs: Any) -> Review:
    review = fixtures.build(**kwargs)
    review.preset = load_preset().to_dict(review.lang)
    return review


def hostile(payload: str) -> Review:
    """A review whose every text carries ``payload``, without rulings."""
    return build_review_by_hand(text=lambda s: s + payload)
