"""One ruling with one reason for the findings of one rule over the whole pile: listed first, then written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as ui

from selfeval_nb.forms.place_names import place_name
from selfeval_nb.report.desk.panel.widgets import Page, button, full, offer
from selfeval_nb.report.page.env import shown
from selfeval_nb.report.view.parts import SYMBOLS

if TYPE_CHECKING:
    from selfeval_nb.report.desk.panel.panel import Panel
    from selfeval_nb.review.model import Review, Ruled


class SamePage(Page):
    """The page 同类问题."""

    def __init__(self, panel: Panel) -> None:
        super().__init__(panel)
        w = self.w
        self._found: list[tuple[Review, Ruled]] = []
        self._drawing = False
        self.rules = ui.Dropdown(description=w.rule, layout=full(), style={"description_width": "3em"})
        self.rules.observe(lambda _: self._list(), "value")
        self.listed = ui.SelectMultiple(description=w.same_listed, rows=12, layout=full())
        self.listed.add_class("selfeval-findings")
        self.listed.observe(lambda _: self._count(), "value")
        self.note = ui.HTML(layout=full())
        self.reason = ui.Textarea(
            description=w.reason, placeholder=w.reason_hint, rows=2, layout=full(), style={"description_width": "3em"}
        )
        self.confirm_button = button("", "check", lambda: self._rule("confirm"), "primary")
        self.waive_button = button("", "minus-circle", lambda: self._rule("waive"))
        self.undo_button = button(w.undo, "history", lambda: self.rule(self.desk.undo))
        bar = ui.HBox([self.confirm_button, self.waive_button, self.undo_button], layout=full(flex_flow="row wrap"))
        self.box = ui.VBox([self.note, self.rules, self.listed, self.reason, bar, self.told], layout=full())

    def clear(self) -> None:
        self.reason.value = ""

    def draw(self) -> None:
        desk, w = self.desk, self.w
        pile = desk.pile
        words = w.same_none if pile is None else w.same_note
        self.note.value = f'<span class="selfeval-progress">{words}</span>'
        rows = [] if pile is None else pile.rules(desk.book)
        options = [
            (shown(w.same_rule.format(symbol=SYMBOLS.get(severity, "○"), rule=desk._view.t.rule_words(rule), title=title, n=n, forms=forms)), rule)
            for rule, title, severity, n, forms in rows
        ]  # fmt: skip
        self._drawing = True
        try:
            offer(self.rules, options, self.rules.value)
        finally:
            self._drawing = False
        self.undo_button.disabled = not desk.last_step
        self.undo_button.description = w.undo_n.format(n=desk.last_step) if desk.last_step else w.undo
        self._list()

    def _list(self) -> None:
        if self._drawing:
            return
        pile, rule = self.desk.pile, self.rules.value
        self._found = [] if pile is None or rule is None else pile.same(rule, self.desk.book)
        options = []
        for n, (review, f) in enumerate(self._found):
            form = review.form
            project = str(form.value("project") or form.title or form.file)
            where = place_name(str(f["where"]), review.lang, form)
            options.append((shown(f"{n + 1}. {project} · {where} · {f['message']}")[:240], n))
        self.listed.options = options
        self.listed.value = tuple(range(len(options)))
        self._count()

    def _count(self) -> None:
        n = len(self.listed.value)
        self.confirm_button.description = self.w.same_confirm.format(n=n)
        self.waive_button.description = self.w.same_waive.format(n=n)
        self.confirm_button.disabled = self.waive_button.disabled = not n

    def _rule(self, action: str) -> None:
        chosen = [self._found[n] for n in self.listed.value]
        self.rule(lambda: self.desk.rule_all(chosen, action, self.reason.value), self.reason)
