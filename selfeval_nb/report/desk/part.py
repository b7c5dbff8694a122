"""What the parts of a Desk (its rulings, its files) know of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selfeval_nb.review.model import Review

if TYPE_CHECKING:
    from selfeval_nb.report.desk.pile import Pile
    from selfeval_nb.report.view.view import View
    from selfeval_nb.report.words.desk_words import DeskWords
    from selfeval_nb.review.rulings.book import RulingBook


class Part:
    """A part of a Desk, which has these."""

    review: Review
    pile: Pile | None

    if TYPE_CHECKING:

        @property
        def _view(self) -> View: ...

        @property
        def _w(self) -> DeskWords: ...

        @property
        def book(self) -> RulingBook: ...
