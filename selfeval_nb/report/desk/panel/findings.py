"""Finding by finding: the list, the card, the cell in the form, and the buttons that rule; one key takes the list down."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import ipywidgets as ui
from markupsafe import Markup

from selfeval_nb.checks.model import SEVERITIES
from selfeval_nb.report.desk.panel.widgets import Page, button, full, offer
from selfeval_nb.report.desk.tables import ruling_words
from selfeval_nb.report.page.env import shown
from selfeval_nb.report.page.nearby import finding_card, nearby
from selfeval_nb.report.view.parts import SYMBOLS, Mark

if TYPE_CHECKING:
    from selfeval_nb.report.desk.outputs import Answer
    from selfeval_nb.report.desk.panel.panel import Panel


class FindingsPage(Page):
    """The page 问题与意见."""

    def __init__(self, panel: Panel) -> None:
        super().__init__(panel)
        w = self.w
        self._picked: tuple[str, str, str] | None = None  # rule, place and message of the finding on show
        self._drawing = False
        choices = [(w.all, "all"), (w.open_ones, "open"), (w.settled, "settled")]
        choices += [(f"{SYMBOLS[s]} {self.desk._view.t.word(s)}", s) for s in SEVERITIES]
        self.show = ui.Dropdown(options=choices, description=w.show, layout=full(), style={"description_width": "3em"})
        self.findings = ui.Select(description=w.t_findings, rows=12, layout=full())
        self.findings.add_class("selfeval-findings")
        self.card = ui.HTML(layout=full())
        self.beside = ui.HTML(layout=full())
        self.reason = ui.Textarea(
            description=w.reason, placeholder=w.reason_hint, rows=2, layout=full(), style={"description_width": "3em"}
        )
        self.confirm_button = button(w.confirm, "check", self._confirm, "primary", w.confirm_tip)
        self.waive_button = button(w.waive, "minus-circle", self._waive)
        self.withdraw_button = button(w.withdraw, "undo", self._withdraw)
        self.next_button = button(w.next, "arrow-down", self.go_on)
        self.rest_button = button(w.confirm_rest, "check-square-o", self._confirm_rest, tip=w.confirm_rest_tip)
        self.undo_button = button(w.undo, "history", self._undo)
        self.show.observe(lambda _: self.draw(), "value")
        self.findings.observe(lambda _: self._pick(), "value")
        buttons = [
            ui.HBox([self.confirm_button, self.waive_button, self.withdraw_button, self.next_button], layout=full(flex_flow="row wrap")),
            ui.HBox([self.rest_button, self.undo_button], layout=full(flex_flow="row wrap")),
        ]  # fmt: skip
        left = ui.VBox([self.show, self.findings], layout=ui.Layout(flex="2 1 300px", min_width="260px"))
        right = ui.VBox(
            [self.card, self.reason, *buttons, self.told], layout=ui.Layout(flex="3 1 420px", min_width="300px")
        )
        self.box = ui.VBox([ui.HBox([left, right], layout=full(flex_flow="row wrap")), self.beside], layout=full())

    def clear(self) -> None:
        self.reason.value = ""
        self._picked = None

    def draw(self) -> None:
        view, wanted = self.desk._view, self.show.value
        options = []
        for m in view.marks:
            held = ruling_words(view, m)
            if {"all": True, "open": not held, "settled": bool(held)}.get(wanted, m.severity == wanted):
                title = m.finding.get("title") or view.review.rules.get(m.finding["rule_id"], {}).get("title", "")
                state = f"✓{held} " if held else ""
                words = shown(f"{m.symbol}{m.no} {state}{title} · {view.where_words(m.finding['where'])}")
                options.append((words, m.no))
        chosen = next((m.no for m in view.marks if _identity(m) == self._picked), None)
        self._drawing = True
        try:
            offer(self.findings, options, chosen)
        finally:
            self._drawing = False
        rest = len(self.desk.open_marks())
        self.rest_button.description = self.w.confirm_rest_n.format(n=rest)
        self.rest_button.disabled = not rest
        steps = self.desk.last_step
        self.undo_button.description = self.w.undo_n.format(n=steps) if steps else self.w.undo
        self.undo_button.disabled = not steps
        self._draw_card()

    def _pick(self) -> None:
        if not self._drawing:
            self._draw_card()

    def _draw_card(self) -> None:
        mark, view = self._mark(), self.desk._view
        if mark is None:
            self.card.value = self.html(
                Markup("<p>{}</p>").format(view.t.none_found if not view.marks else self.w.none_shown)
            )
            self.beside.value = ""
            return
        if _identity(mark) != self._picked:
            self._picked = _identity(mark)
            self.reason.value = ""
            self.panel.follow(str(mark.finding["where"]))
        beside = nearby(view, mark, f"{self.w.beside} · {view.place_words(mark)}")
        if beside is None:
            beside = Markup('<p class="quiet">{}</p>').format(self.w.no_cell)
        self.card.value = self.html(finding_card(view, mark))
        self.beside.value = self.html(beside)
        self.withdraw_button.disabled = not mark.rulings

    def _mark(self) -> Mark | None:
        return next((m for m in self.desk._view.marks if m.no == self.findings.value), None)

    def _on_finding(self, call: Callable[[int], Answer], *, then_on: bool) -> None:
        mark = self._mark()
        if mark is None:
            self.say(self.w.no_pick, wrong=True)
            return
        if self.rule(lambda: call(mark.no), self.reason) and then_on:
            self.go_on(quietly=True)

    def _confirm(self) -> None:
        self._on_finding(lambda no: self.desk.confirm(no, self.reason.value), then_on=True)

    def _waive(self) -> None:
        self._on_finding(lambda no: self.desk.waive(no, self.reason.value), then_on=True)

    def _withdraw(self) -> None:
        self._on_finding(self.desk.withdraw, then_on=False)

    def _confirm_rest(self) -> None:
        self.rule(lambda: self.desk.confirm_rest(self.reason.value), self.reason)

    def _undo(self) -> None:
        self.rule(self.desk.undo)

    def go_on(self, *, quietly: bool = False) -> None:
        """Go to the next finding without a ruling, from the top again after the last."""
        mark = self._mark()
        here = mark.no if mark else 0
        open_ones = self.desk.open_marks()
        following = next((m for m in open_ones if m.no > here), next(iter(open_ones), None))
        if following is None:
            if not quietly:
                self.say(self.w.none_left)
            return
        if following.no not in [no for _, no in self.findings.options]:
            self.show.value = "open"
        self.findings.value = following.no


def _identity(mark: Mark) -> tuple[str, str, str]:
    return str(mark.finding["rule_id"]), str(mark.finding["where"]), str(mark.finding["message"])
