"""Findings of the reviewer's own, and the list of all rulings on this form, each with a button that takes it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as ui
from markupsafe import Markup

from selfeval_nb.checks.model import SEVERITIES
from selfeval_nb.report.desk.panel.widgets import Page, button, full
from selfeval_nb.report.page.env import shown
from selfeval_nb.report.view import whereabouts
from selfeval_nb.report.view.parts import SYMBOLS
from selfeval_nb.review.model import Ruling

if TYPE_CHECKING:
    from selfeval_nb.report.desk.panel.panel import Panel


class OwnPage(Page):
    """The page 补充与撤回."""

    def __init__(self, panel: Panel) -> None:
        super().__init__(panel)
        w, style = self.w, {"description_width": "4em"}
        self._where: dict[str, str] = {}
        self.where = ui.Combobox(description=w.where, ensure_option=False, layout=full(), style=style)
        self.text = ui.Textarea(description=w.text, placeholder=w.text_hint, rows=3, layout=full(), style=style)
        options = [(f"{SYMBOLS[s]} {self.desk._view.t.word(s)}", s) for s in SEVERITIES]
        self.severity = ui.Dropdown(options=options, value="warning", description=w.severity, style=style)
        self.add_button = button(w.add, "plus", self._add, "primary")
        self.rulings = ui.VBox(layout=full())
        self.head = ui.HTML(layout=full())
        self.box = ui.VBox(
            [self.where, self.text, self.severity, self.add_button, self.told, self.head, self.rulings], layout=full()
        )

    def clear(self) -> None:
        self.text.value = ""
        self.where.value = next((said for said, where in self._where.items() if where == "form"), "")

    def draw(self) -> None:
        view = self.desk._view
        self._where = dict(whereabouts.places(view))
        self.where.options = list(self._where)
        if not self.where.value:
            self.clear()
        held = view.review.rulings
        self.head.value = f"<b>{view.t.rulings}（{len(held)}）</b>" if held else f"<b>{view.t.no_rulings}</b>"
        self.rulings.children = [self._line(r) for r in held]

    def follow(self, where: str) -> None:
        """Take a finding's place over, unless something is being written about another one."""
        said = next((s for s, w in self._where.items() if w == where), "")
        if said and not self.text.value.strip():
            self.where.value = said

    def _line(self, ruling: Ruling) -> ui.Widget:
        view = self.desk._view
        value = "" if ruling.value is None else f" {ruling.value}"
        rule = view.t.rule_words(ruling.rule_id)
        words = f"{view.t.word('act_' + ruling.action)}{value} · {view.where_words(ruling.where)} {rule} · {ruling.reason}（{ruling.reviewer} {ruling.date}）"
        if ruling.stale:
            words += f" {view.t.stale}"
        line = ui.HTML(self.html(Markup("<p>{}</p>").format(shown(words))), layout=ui.Layout(flex="1 1 300px"))
        back = button(self.w.withdraw, "undo", lambda: self.rule(lambda: self.desk.withdraw(ruling)))
        return ui.HBox([line, back], layout=full(border_bottom="1px solid #dde3e0"))

    def _add(self) -> None:
        where = self._where.get(self.where.value, self.where.value)
        self.rule(lambda: self.desk.add(where, self.text.value, self.severity.value), self.text)
