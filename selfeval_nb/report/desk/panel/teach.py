"""To say what a cell is: the form's reading in colours, a cell to choose, its role, a button."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as ui
from markupsafe import Markup

from selfeval_nb.forms.explain import meaning, part_html
from selfeval_nb.forms.layouts.roles import ROLES
from selfeval_nb.report.desk.panel.widgets import Page, button, full, offer

if TYPE_CHECKING:
    from selfeval_nb.report.desk.panel.panel import Panel

_SHOWN = 24


class TeachPage(Page):
    """The page 指认单元格."""

    def __init__(self, panel: Panel) -> None:
        super().__init__(panel)
        w, style = self.w, {"description_width": "4em"}
        self.intro = ui.HTML(self.html(Markup("<p>{}</p>").format(w.teach_intro)), layout=full())
        self.place = ui.Dropdown(description=w.cell, layout=full(), style=style)
        self.role = ui.Dropdown(
            options=[(f"{role.zh}（{name}）", name) for name, role in ROLES.items()],
            description=w.is_, layout=full(), style=style,
        )  # fmt: skip
        self.teach_button = button(w.teach, "hand-pointer-o", self._teach, "primary", w.teach_tip)
        self.view = ui.HTML(layout=full())
        self.box = ui.VBox([self.intro, self.place, self.role, self.teach_button, self.told, self.view], layout=full())

    def draw(self) -> None:
        cells = self.desk.reading()
        self.view.value = part_html(self.desk.review.form)
        offer(self.place, [(self._words(*cell), cell[0]) for cell in cells], self.place.value)

    @staticmethod
    def _words(place: str, text: str, role: str) -> str:
        shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
        return f"{place}  {shown}  →  {meaning(role)}"

    def _teach(self) -> None:
        self.do(lambda: self.desk.teach(f"{self.place.value}={self.role.value}"))
