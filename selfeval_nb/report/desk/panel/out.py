"""The last line of the panel: check again, and everything that leaves the desk as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as ui

from selfeval_nb.report.desk.panel.widgets import Page, button, full

if TYPE_CHECKING:
    from selfeval_nb.report.desk.panel.panel import Panel


class OutBar(Page):
    """The buttons below the pages."""

    def __init__(self, panel: Panel) -> None:
        super().__init__(panel)
        w = self.w
        self.rerun_button = button(w.rerun, "refresh", self._rerun)
        self.html_button = button(w.save_html, "file", lambda: self.do(self.desk.save_html))
        self.book_button = button(w.save_book, "table", lambda: self.do(self.desk.save_workbook))
        self.package_button = button(w.save_package, "archive", self._package, tip=w.save_package_tip)
        bar = ui.HBox(
            [self.rerun_button, self.html_button, self.book_button, self.package_button],
            layout=full(flex_flow="row wrap", border_top="1px solid #c4ccc9", padding="8px 0 0"),
        )
        self.box = ui.VBox([bar, self.told], layout=full())

    def _rerun(self) -> None:
        self.say(self.w.working)
        self.panel.change(self, self.desk.rerun)

    def _package(self) -> None:
        self.say(self.w.working)
        self.do(self.desk.save_package)
