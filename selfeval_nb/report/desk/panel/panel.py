"""The panel of the desk (ipywidgets): pick a form, look at a finding beside its cell, rule on it, export.

Every button does what one call of the desk does and shows the same sentence below itself. Nothing is kept here: after each
ruling the panel is drawn anew from the desk's review, and what was typed for one form is gone when another is opened.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import ipywidgets as ui

from selfeval_nb.report.desk.outputs import notebook_css
from selfeval_nb.report.desk.panel.additions import OwnPage
from selfeval_nb.report.desk.panel.findings import FindingsPage
from selfeval_nb.report.desk.panel.lookup import SectionsPage, TablesPage
from selfeval_nb.report.desk.panel.out import OutBar
from selfeval_nb.report.desk.panel.paper import PaperPage
from selfeval_nb.report.desk.panel.picker import Picker
from selfeval_nb.report.desk.panel.rounds import RoundsPage
from selfeval_nb.report.desk.panel.same import SamePage
from selfeval_nb.report.desk.panel.teach import TeachPage
from selfeval_nb.report.desk.panel.widgets import Page, full
from selfeval_nb.report.desk.tables import ruling_words
from selfeval_nb.report.page.env import asset, render
from selfeval_nb.report.words.desk_words import DeskWords

if TYPE_CHECKING:
    from selfeval_nb.report.desk.desk import Desk
    from selfeval_nb.report.desk.outputs import Answer


class Panel:
    """The box of widgets for one desk; ``box`` is what a notebook shows."""

    def __init__(self, desk: Desk, folder: str | Path | None = None) -> None:
        self.desk = desk
        self.w = DeskWords(desk.review.lang)
        self.pages: list[Page] = []
        self._form = desk.review.form.form_id
        self.standing = ui.HTML(layout=full())
        self.picker = Picker(self, folder)
        self.findings = FindingsPage(self)
        self.paper = PaperPage(self)
        self.same = SamePage(self)
        self.own = OwnPage(self)
        self.teach = TeachPage(self)
        w = self.w
        titled = [
            (w.tab_rule, self.findings), (w.tab_score, self.paper), (w.tab_same, self.same), (w.tab_add, self.own),
            (w.tab_sections, SectionsPage(self)), (w.tables, TablesPage(self)), (w.tab_rounds, RoundsPage(self)),
            (w.tab_teach, self.teach),
        ]  # fmt: skip
        self._tabbed: list[Page] = [page for _, page in titled]
        self.out = OutBar(self)
        self.pages = [self.picker, *self._tabbed, self.out]
        self.tabs = ui.Tab([page.box for page in self._tabbed], titles=[words for words, _ in titled], layout=full())
        self.box = ui.VBox(
            [ui.HTML(f"<style>{notebook_css()}{asset('panel.css')}</style>"), self.standing, self.picker.box, self._who_bar(), self.tabs, self.out.box],
            layout=full(),
        )  # fmt: skip
        self.box.add_class("selfeval-panel")
        self.tabs.observe(lambda _: self._tabbed[self.tabs.selected_index or 0].draw(), "selected_index")
        desk.watch(self.draw)
        self.draw()
        self.picker.say(w.file_note.format(file=desk.rulings_file.name))

    def _who_bar(self) -> ui.Widget:
        from selfeval_nb.review.rulings.book import today

        w = self.w
        self.reviewer = ui.Text(
            self.desk.reviewer, description=w.reviewer, placeholder=w.name_hint, continuous_update=True,
            layout=ui.Layout(width="340px"), style={"description_width": "8.5em"},
        )  # fmt: skip
        self.date = ui.DatePicker(
            value=date.fromisoformat(self.desk.date or today()), description=w.date, layout=ui.Layout(width="230px"),
            style={"description_width": "3em"},
        )  # fmt: skip
        return ui.HBox([self.reviewer, self.date], layout=full(flex_flow="row wrap"))

    def signed(self) -> bool:
        """Hand name and date over to the desk; False where no name is given."""
        name = self.reviewer.value.strip()
        self.desk.reviewer = name
        self.desk.date = self.date.value.isoformat() if self.date.value else None
        return bool(name)

    def draw(self) -> None:
        """Show the desk's review as it is now."""
        view = self.desk._view
        if view.form.form_id != self._form:
            self._form = view.form.form_id
            for page in self.pages:
                page.clear()
                page.told.value = ""
        done = sum(bool(ruling_words(view, m)) for m in view.marks)
        standing = render("standing.html.j2", v=view, r=view.review, t=view.t, w=self.w, done=done)
        self.standing.value = self.picker.html(standing)
        self.picker.draw()
        for page in (self.paper, self.own, self.findings):  # a finding takes its place over to the other two
            page.draw()
        if (shown := self._tabbed[self.tabs.selected_index or 0]) not in (self.paper, self.own, self.findings):
            shown.draw()

    def follow(self, where: str) -> None:
        """A finding was picked: the other pages go to its place."""
        if self.pages:
            self.paper.follow(where)
            self.own.follow(where)

    def change(self, page: Page, call: Callable[[], Answer]) -> bool:
        """A call that puts another review on the desk; its sentence stands at ``page``."""
        return page.do(call)
