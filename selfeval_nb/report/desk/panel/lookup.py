"""To look things up: the sections of the report, and the tables to be sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as ui

from selfeval_nb.report.desk.panel.widgets import Page, full, offer, without_anchors
from selfeval_nb.report.desk.tables import TABLES, frame_table
from selfeval_nb.report.page.sections import SECTIONS, fragment

if TYPE_CHECKING:
    from selfeval_nb.report.desk.panel.panel import Panel


class SectionsPage(Page):
    """The page 报告各部分."""

    def __init__(self, panel: Panel) -> None:
        super().__init__(panel)
        words = self.desk._view.t.word
        self.section = ui.Dropdown(
            options=[(words(s), s) for s in SECTIONS],
            value="form",
            description=self.w.show,
            layout=ui.Layout(width="320px"),
            style={"description_width": "3em"},
        )
        self.view = ui.HTML(layout=full())
        self.section.observe(lambda _: self.draw(), "value")
        self.box = ui.VBox([self.section, self.view], layout=full())

    def draw(self) -> None:
        self.view.value = self.html(without_anchors(fragment(self.desk._view, self.section.value)))


class TablesPage(Page):
    """The page 数据表."""

    def __init__(self, panel: Panel) -> None:
        super().__init__(panel)
        w = self.w
        self._drawing = False
        self.table = ui.Dropdown(options=[(w.word(f"t_{n}"), n) for n in TABLES], description=w.table)
        self.sort = ui.Dropdown(description=w.sort)
        self.direction = ui.ToggleButtons(options=[(w.up, False), (w.down, True)], style={"button_width": "70px"})
        self.view = ui.HTML(layout=full())
        self.table.observe(lambda _: self._draw(new=True), "value")
        for control in (self.sort, self.direction):
            control.observe(lambda _: self._draw(), "value")
        bar = ui.HBox([self.table, self.sort, self.direction], layout=full(flex_flow="row wrap"))
        self.box = ui.VBox([bar, self.view], layout=full())

    def draw(self) -> None:
        self._draw(new=not self.sort.options)

    def _draw(self, *, new: bool = False) -> None:
        if self._drawing:
            return
        frame = getattr(self.desk.frames, self.table.value)
        if new:
            self._drawing = True
            offer(self.sort, [(self.w.as_is, ""), *((c, c) for c in frame.columns)])
            self._drawing = False
        by, down = self.sort.value, bool(self.direction.value)
        if by:
            frame = frame.sort_values(by, ascending=not down, kind="stable", na_position="last")
        self.view.value = self.html(frame_table(frame, by, down, self.w.word(f"t_{self.table.value}")))
