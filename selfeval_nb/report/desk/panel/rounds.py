"""退回落实: the package that was sent against the forms on the desk: which demand was met, answered, not met."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import ipywidgets as ui

from selfeval_nb.report.desk.panel.widgets import Page, button, full

if TYPE_CHECKING:
    from selfeval_nb.report.desk.outputs import Answer
    from selfeval_nb.report.desk.panel.panel import Panel


class RoundsPage(Page):
    """The page 退回落实."""

    def __init__(self, panel: Panel) -> None:
        super().__init__(panel)
        w = self.w
        self.sent = ui.Text(
            "", description=w.sent, placeholder=w.sent_hint, layout=full(), style={"description_width": "8.5em"}
        )
        self.compare_button = button(w.compare_sent, "exchange", self._compare, "primary")
        self.view = ui.HTML(layout=full())
        self.box = ui.VBox([self.sent, self.compare_button, self.told, self.view], layout=full())

    def _compare(self) -> None:
        self.do(self._follow_up)

    def _follow_up(self) -> Answer:
        from selfeval_nb.common.errors import ReviewError
        from selfeval_nb.report.desk.outputs import Answer
        from selfeval_nb.report.overview.compared import demands_section, follow_up
        from selfeval_nb.review.rounds import is_sent, read_asked
        from selfeval_nb.review.rulings.book import apply

        given = self.sent.value.strip()
        if not given or not is_sent(Path(given).expanduser()):
            raise ReviewError(self.w.no_sent.format(folder=given))
        desk = self.desk
        back = [apply(i.review, desk.book) for i in desk.pile.items] if desk.pile else [desk.review]
        result = follow_up(read_asked(Path(given).expanduser()), back)
        self.view.value = self.html(demands_section(result))
        return Answer(str(result).split("\n", 1)[0])
