"""The widgets of the desk (ipywidgets): pick a form, look at a finding beside its cell, rule on it, export.

Every button does what one call of the desk does and shows the same sentence. Nothing is kept here: after each ruling the
panel is drawn anew from the desk's review.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as ui
from markupsafe import Markup

from selfeval_nb.checks.model import SEVERITIES
from selfeval_nb.common.errors import ReviewError
from selfeval_nb.report.desk.frames import TABLES, frame_table, ruling_words
from selfeval_nb.report.desk.outputs import notebook_css
from selfeval_nb.report.desk.widgets import FormPicker, button, full, offer
from selfeval_nb.report.page.env import asset, render, shown
from selfeval_nb.report.page.nearby import finding_card, nearby
from selfeval_nb.report.page.sections import SECTIONS, fragment
from selfeval_nb.report.view import whereabouts
from selfeval_nb.report.view.rows import SYMBOLS, Mark
from selfeval_nb.report.words.desk_words import DeskWords

if TYPE_CHECKING:
    from selfeval_nb.report.desk.desk import Answer, Desk

_IDS = re.compile(r' (?:id|aria-labelledby)="[^"]*"')


class Panel:
    """The box of widgets for one desk; ``box`` is what a notebook shows."""

    def __init__(self, desk: Desk, folder: str | Path | None = None) -> None:
        self.desk = desk
        self.w = DeskWords(desk.review.lang)
        self._picked: tuple[str, str] | None = None  # rule and place of the finding on show
        self._drawing = False
        self._style = ui.HTML(self._css())
        self.picker = FormPicker(desk, folder, self.say, self._open)
        self.standing = ui.HTML(layout=full())
        self.message = ui.HTML(layout=full())
        self.tabs = ui.Tab(layout=full())
        pages = [
            (self.w.tab_rule, self._findings_page()),
            (self.w.tab_score, self._score_page()),
            (self.w.tab_add, self._add_page()),
            (self.w.tab_sections, self._sections_page()),
            (self.w.tables, self._tables_page()),
        ]
        self.tabs.children = [page for _, page in pages]
        for n, (title, _) in enumerate(pages):
            self.tabs.set_title(n, title)
        self.box = ui.VBox(
            [self._style, self.picker.box, self._who_bar(), self.standing, self.message, self.tabs, self._out_bar()],
            layout=full(),
        )  # fmt: skip
        self.box.add_class("selfeval-panel")
        self.tabs.observe(lambda _: self._draw_page(), "selected_index")
        desk.watch(self.draw)
        self.draw()
        self.say(self.w.file_note.format(file=desk.rulings_file.name))

    # -- parts -----------------------------------------------------------------------------------------------------

    def _css(self) -> str:
        return f"<style>{notebook_css()}{asset('panel.css')}</style>"

    def _who_bar(self) -> ui.Widget:
        w = self.w
        self.reviewer = ui.Text(
            self.desk.reviewer, description=w.reviewer, placeholder=w.name_hint, continuous_update=False,
            layout=ui.Layout(width="300px"), style={"description_width": "4em"},
        )  # fmt: skip
        from selfeval_nb.review.rulings.book import today

        self.date = ui.DatePicker(
            value=date.fromisoformat(self.desk.date or today()), description=w.date, layout=ui.Layout(width="260px")
        )
        return ui.HBox([self.reviewer, self.date, self.picker.next_button], layout=full(flex_flow="row wrap"))

    def _findings_page(self) -> ui.Widget:
        w = self.w
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
        self.confirm_button = button(w.confirm, "check", self._confirm, "primary")
        self.waive_button = button(w.waive, "minus-circle", self._waive)
        self.withdraw_button = button(w.withdraw, "undo", self._withdraw)
        self.next_button = button(w.next, "arrow-down", self._next)
        self.show.observe(lambda _: self._draw_list(), "value")
        self.findings.observe(lambda _: self._pick(), "value")
        buttons = ui.HBox(
            [self.confirm_button, self.waive_button, self.withdraw_button, self.next_button],
            layout=full(flex_flow="row wrap"),
        )
        left = ui.VBox([self.show, self.findings], layout=ui.Layout(flex="2 1 300px", min_width="260px"))
        right = ui.VBox([self.card, self.reason, buttons], layout=ui.Layout(flex="3 1 420px", min_width="300px"))
        return ui.VBox([ui.HBox([left, right], layout=full(flex_flow="row wrap")), self.beside], layout=full())

    def _score_page(self) -> ui.Widget:
        w, style = self.w, {"description_width": "5em"}
        self.score_where = ui.Dropdown(description=w.where, layout=full(), style=style)
        self.points = ui.Text(description=w.points, layout=full(), style=style)
        self.score_why = ui.Text(description=w.why, placeholder=w.why_hint, layout=full(), style=style)
        self.score_button = button(w.set_score, "pencil", self._score, "primary")
        self.value_where = ui.Combobox(description=w.where, ensure_option=False, layout=full(), style=style)
        self.value = ui.Text(description=w.value, layout=full(), style=style)
        self.value_why = ui.Text(description=w.why, placeholder=w.why_hint, layout=full(), style=style)
        self.value_where.observe(lambda _: self._draw_printed(), "value")
        self.value_button = button(w.set_value, "pencil", self._override, "primary")
        half = ui.Layout(flex="1 1 360px", padding="0 12px 8px 0")
        forms = ui.HBox(
            [
                ui.VBox([ui.HTML(f"<b>{w.set_score}</b>"), self.score_where, self.points, self.score_why, self.score_button], layout=half),
                ui.VBox([ui.HTML(f"<b>{w.set_value}</b>"), self.value_where, self.value, self.value_why, self.value_button], layout=half),
            ],
            layout=full(flex_flow="row wrap"),
        )  # fmt: skip
        self.paper = ui.HTML(layout=full())
        return ui.VBox([forms, self.paper], layout=full())

    def _add_page(self) -> ui.Widget:
        w, style = self.w, {"description_width": "4em"}
        self.add_where = ui.Combobox(description=w.where, ensure_option=False, layout=full(), style=style)
        self.add_text = ui.Textarea(description=w.text, placeholder=w.text_hint, rows=3, layout=full(), style=style)
        options = [(f"{SYMBOLS[s]} {self.desk._view.t.word(s)}", s) for s in SEVERITIES]
        self.add_severity = ui.Dropdown(options=options, value="warning", description=w.severity, style=style)
        self.add_button = button(w.add, "plus", self._add, "primary")
        self.rulings = ui.HTML(layout=full())
        return ui.VBox([self.add_where, self.add_text, self.add_severity, self.add_button, self.rulings], layout=full())

    def _sections_page(self) -> ui.Widget:
        words = self.desk._view.t.word
        self.section = ui.Dropdown(
            options=[(words(s), s) for s in SECTIONS], value="form", layout=ui.Layout(width="280px")
        )
        self.section_view = ui.HTML(layout=full())
        self.section.observe(lambda _: self._draw_page(), "value")
        return ui.VBox([self.section, self.section_view], layout=full())

    def _tables_page(self) -> ui.Widget:
        w = self.w
        self.table = ui.Dropdown(options=[(w.word(f"t_{n}"), n) for n in TABLES], description=w.table)
        self.sort = ui.Dropdown(description=w.sort)
        self.direction = ui.ToggleButtons(options=[(w.up, False), (w.down, True)], style={"button_width": "70px"})
        self.frame_view = ui.HTML(layout=full())
        self.table.observe(lambda _: self._draw_table(new=True), "value")
        for control in (self.sort, self.direction):
            control.observe(lambda _: self._draw_table(), "value")
        bar = ui.HBox([self.table, self.sort, self.direction], layout=full(flex_flow="row wrap"))
        return ui.VBox([bar, self.frame_view], layout=full())

    def _out_bar(self) -> ui.Widget:
        w = self.w
        self.rerun_button = button(w.rerun, "refresh", lambda: self._slow(self.desk.rerun))
        self.html_button = button(w.save_html, "file", lambda: self._do(self.desk.save_html))
        self.book_button = button(w.save_book, "table", lambda: self._do(self.desk.save_workbook))
        return ui.HBox(
            [self.rerun_button, self.html_button, self.book_button],
            layout=full(flex_flow="row wrap", border_top="1px solid #c4ccc9", padding="8px 0 0"),
        )

    # -- drawing ---------------------------------------------------------------------------------------------------

    def draw(self) -> None:
        """Show the desk's review as it is now."""
        view, w = self.desk._view, self.w
        done = sum(bool(ruling_words(view, m)) for m in view.marks)
        self.standing.value = self._html(render("standing.html.j2", v=view, r=view.review, t=view.t, w=w, done=done))
        self._drawing = True
        try:
            known = whereabouts.places(view)
            self._where = dict(known)
            self.value_where.options = self.add_where.options = [said for said, _ in known]
            places = [
                (f"{said}（{own:g}）" if own is not None else said, where)
                for said, where, own in whereabouts.scores(view)
            ]
            offer(self.score_where, places, self.score_where.value)
            if not self.add_where.value:
                self.add_where.value = next(said for said, where in known if where == "form")
        finally:
            self._drawing = False
        self._draw_list()
        self._draw_page()

    def _draw_list(self) -> None:
        view, wanted = self.desk._view, self.show.value
        options = []
        for m in view.marks:
            held = ruling_words(view, m)
            if {"all": True, "open": not held, "settled": bool(held)}.get(wanted, m.severity == wanted):
                title = m.finding.get("title") or view.review.rules.get(m.finding["rule_id"], {}).get("title", "")
                state = f"✓{held} " if held else ""
                options.append(
                    (shown(f"{m.symbol}{m.no} {state}{title} · {view.where_words(m.finding['where'])}"), m.no)
                )
        chosen = next((m.no for m in view.marks if _identity(m) == self._picked), None)
        self._drawing = True
        try:
            offer(self.findings, options, chosen)
        finally:
            self._drawing = False
        self._draw_card()

    def _pick(self) -> None:
        if not self._drawing:
            self._draw_card()

    def _draw_card(self) -> None:
        mark = self._mark()
        if mark is None:
            self.card.value = self._html(Markup("<p>{}</p>").format(self.desk._view.t.none_found))
            self.beside.value = ""
            return
        if _identity(mark) != self._picked:
            self._picked = _identity(mark)
            self.reason.value = ""
            self._follow(mark)
        view = self.desk._view
        beside = nearby(view, mark, f"{self.w.beside} · {view.place_words(mark)}")
        if beside is None:
            beside = Markup('<p class="quiet">{}</p>').format(self.w.no_cell)
        self.card.value = self._html(finding_card(view, mark))
        self.beside.value = self._html(beside)
        self.withdraw_button.disabled = not mark.rulings

    def _follow(self, mark: Mark) -> None:
        """Take the finding's place over to the other pages."""
        where = str(mark.finding["where"])
        row = where.partition(".")[0]
        scores = {w.partition(".")[0]: w for _, w in self.score_where.options}
        if row in scores:
            self.score_where.value = scores[row]
        said = next((s for s, w in self._where.items() if w == where), "")
        if said:
            self.value_where.value = self.add_where.value = said

    def _draw_printed(self) -> None:
        """Beside the new value, what stands in the form."""
        printed = whereabouts.printed(self.desk._view, self._where.get(self.value_where.value, ""))
        self.value.placeholder = self.w.printed.format(value=shown(printed)) if printed else ""

    def _draw_page(self) -> None:
        view, page = self.desk._view, self.tabs.selected_index or 0
        if page == 1:
            self.paper.value = self._section("indicators")
        elif page == 2:
            self.rulings.value = self._section("rulings")
        elif page == 3:
            self.section_view.value = self._html(_without_anchors(fragment(view, self.section.value)))
        elif page == 4:
            self._draw_table(new=not self.sort.options)

    def _section(self, name: str) -> str:
        return self._html(_without_anchors(fragment(self.desk._view, name)))

    def _draw_table(self, *, new: bool = False) -> None:
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
        self.frame_view.value = self._html(frame_table(frame, by, down, self.w.word(f"t_{self.table.value}")))

    def _html(self, body: Markup) -> str:
        return str(
            Markup('<div class="selfeval" lang="{}">').format(self.desk._view.t.html_lang) + body + Markup("</div>")
        )

    def say(self, words: str, *, wrong: bool = False) -> None:
        """The line above the pages: what was done, or why it was not."""
        kind = "told wrong" if wrong else "told"
        self.message.value = self._html(Markup('<p class="{}" role="status">{}</p>').format(kind, shown(words)))

    # -- doing -----------------------------------------------------------------------------------------------------

    def _mark(self) -> Mark | None:
        return next((m for m in self.desk._view.marks if m.no == self.findings.value), None)

    def _do(self, call: Callable[[], Answer]) -> bool:
        """Run one call of the desk; its sentence, or the sentence of its error, goes into the line above."""
        try:
            answer = call()
        except ReviewError as error:
            self.say(str(error), wrong=True)
            return False
        except Exception as error:  # shown to the person in front of it, and still in the front end's log
            self.say(f"{type(error).__name__}: {error}", wrong=True)
            raise
        self.say(answer.words)
        return True

    def _slow(self, call: Callable[[], Answer]) -> None:
        self.say(self.w.working)
        self._do(call)

    def _rule(self, call: Callable[[], Answer], *fields: Any) -> None:
        name = self.reviewer.value.strip()
        if not name:
            self.say(self.w.no_name, wrong=True)
            return
        self.desk.reviewer = name
        self.desk.date = self.date.value.isoformat() if self.date.value else None
        if self._do(call):
            for field in fields:
                field.value = ""

    def _on_finding(self, call: Callable[[int], Answer]) -> None:
        mark = self._mark()
        if mark is None:
            self.say(self.w.no_pick, wrong=True)
            return
        self._rule(lambda: call(mark.no), self.reason)

    def _confirm(self) -> None:
        self._on_finding(lambda no: self.desk.confirm(no, self.reason.value))

    def _waive(self) -> None:
        self._on_finding(lambda no: self.desk.waive(no, self.reason.value))

    def _withdraw(self) -> None:
        self._on_finding(self.desk.withdraw)

    def _next(self) -> None:
        """Go to the next finding without a ruling, from the top again after the last."""
        view, mark = self.desk._view, self._mark()
        here = mark.no if mark else 0
        open_ones = [m for m in view.marks if not ruling_words(view, m)]
        following = next((m for m in open_ones if m.no > here), next(iter(open_ones), None))
        if following is None:
            self.say(self.w.none_left)
            return
        if following.no not in [no for _, no in self.findings.options]:
            self.show.value = "open"
        self.findings.value = following.no

    def _open(self, path: str, number: int) -> None:
        self._picked = None
        self._slow(lambda: self.desk.open(path, number))

    def _score(self) -> None:
        where = self.score_where.value
        self._rule(lambda: self.desk.score(where, self.points.value, self.score_why.value), self.points, self.score_why)

    def _override(self) -> None:
        where = self._where.get(self.value_where.value, self.value_where.value)
        self._rule(
            lambda: self.desk.override(where, self.value.value, self.value_why.value), self.value, self.value_why
        )

    def _add(self) -> None:
        where = self._where.get(self.add_where.value, self.add_where.value)
        self._rule(lambda: self.desk.add(where, self.add_text.value, self.add_severity.value), self.add_text)


def _identity(mark: Mark) -> tuple[str, str]:
    return str(mark.finding["rule_id"]), str(mark.finding["where"])


def _without_anchors(html: Markup) -> Markup:
    """A section without its ids: it may stand in the notebook a second time. Text cannot be hit: its quotes are escaped."""
    return Markup(_IDS.sub("", str(html)))
