"""核定与更正: the work paper with its review columns to type into, and any other value of the form to put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets as ui
from markupsafe import Markup

from selfeval_nb.common.where import TOTAL, indicator
from selfeval_nb.report.desk.panel.widgets import Page, button, full
from selfeval_nb.report.page.env import shown
from selfeval_nb.report.view import whereabouts
from selfeval_nb.report.view.formats import number
from selfeval_nb.report.view.parts import Row

if TYPE_CHECKING:
    from selfeval_nb.report.desk.panel.panel import Panel

_GRID = (
    "minmax(150px,3fr) minmax(70px,1.2fr) minmax(70px,1.2fr) 46px 56px 84px minmax(90px,1.2fr) 76px minmax(110px,2fr)"
)


class PaperPage(Page):
    """The page 核定与更正."""

    def __init__(self, panel: Panel) -> None:
        super().__init__(panel)
        w, style = self.w, {"description_width": "5em"}
        self._fields: dict[str, tuple[ui.Text, ui.Text, ui.Text]] = {}
        self._form = ""
        self.grid = ui.GridBox(layout=full(grid_template_columns=_GRID, grid_gap="2px 8px", overflow="auto"))
        self.grid.add_class("selfeval-paper")
        self.save_button = button(w.save_paper, "floppy-o", self._save, "primary", w.save_paper_tip)
        self.value_where = ui.Combobox(description=w.where, ensure_option=False, layout=full(), style=style)
        self.value = ui.Text(description=w.value, layout=full(), style=style)
        self.value_why = ui.Text(description=w.why, placeholder=w.why_hint, layout=full(), style=style)
        self.value_where.observe(lambda _: self._other_place(), "value")
        self.value_button = button(w.set_value, "pencil", self._override, "primary")
        self.undo_button = button(w.undo, "history", lambda: self.rule(self.desk.undo))
        other = ui.VBox([self.value_where, self.value, self.value_why, self.value_button])
        fold = ui.Accordion([other], titles=(w.other_value,), selected_index=None, layout=full())
        bar = ui.HBox([self.save_button, self.undo_button], layout=full(flex_flow="row wrap"))
        self.note = ui.HTML(f'<span class="selfeval-progress">{w.paper_note}</span>', layout=full())
        self.box = ui.VBox([self.note, self.grid, bar, self.told, fold], layout=full())

    def clear(self) -> None:
        self._form = ""  # the grid is another form's: make it anew
        for field in (self.value, self.value_why):
            field.value = ""

    def draw(self) -> None:
        view = self.desk._view
        known = whereabouts.places(view)
        self._where = dict(known)
        self.value_where.options = [said for said, _ in known]
        self.undo_button.disabled = not self.desk.last_step
        self.undo_button.description = (
            self.w.undo_n.format(n=self.desk.last_step) if self.desk.last_step else self.w.undo
        )
        rows = [r for r in view.rows if r.kind != "total"]
        if self._form != view.form.form_id:
            self._make(rows)
        for row in rows:
            for field, text in zip(self._fields[_base(row)], self._held(row), strict=True):
                field.value = text

    def follow(self, where: str) -> None:
        """Take a finding's place over to the field for other values."""
        said = next((s for s, w in self._where.items() if w == where), "")
        if said:
            self.value_where.value = said

    def _make(self, rows: list[Row]) -> None:
        t, w = self.desk._view.t, self.w
        self._form = self.desk._view.form.form_id
        self._fields = {}
        heads = (
            t.level3,
            t.target,
            t.actual,
            t.weight,
            t.self_col,
            t.low_high,
            t.review_actual,
            t.review_score,
            w.c_note,
        )
        cells: list[ui.Widget] = [ui.HTML(f"<b>{h}</b>") for h in heads]
        for row in rows:
            name = (row.indicator.level3 or f"#{row.no}") if row.indicator else t.execution_row
            own = self.desk._view.own_words(row.self_score)
            texts = (name, f"{row.nature}{row.target}{row.unit}", row.actual, number(row.weight), own, row.recomputed)
            cells += [ui.HTML(str(Markup("<span>{}</span>").format(shown(text)))) for text in texts]
            fields = tuple(
                ui.Text(layout=ui.Layout(width="100%"), description=f"{name} {what}", placeholder=hint)
                for what, hint in ((t.review_actual, ""), (t.review_score, ""), (w.c_note, ""))
            )
            self._fields[_base(row)] = fields
            cells += fields
        self.grid.children = cells

    def _held(self, row: Row) -> tuple[str, str, str]:
        base = _base(row)
        actual = self.desk.held("override", f"{base}.{'rate' if row.kind == 'execution' else 'actual_text'}")
        score = self.desk.held("score", f"{base}.score")
        note = next((r.reason for r in (score, actual) if r is not None and r.reason), "")
        return (
            "" if actual is None else str(actual.value),
            "" if score is None else f"{float(score.value):g}",
            note,
        )

    def _save(self) -> None:
        rows = [(base, *(f.value for f in fields)) for base, fields in self._fields.items()]
        self.rule(lambda: self.desk.paper(rows))

    def _other_place(self) -> None:
        """Another place: what was typed was about the one before; beside the new value, what stands in the form."""
        self.value.value = self.value_why.value = ""
        printed = whereabouts.printed(self.desk._view, self._where.get(self.value_where.value, ""))
        self.value.placeholder = self.w.printed.format(value=shown(printed)) if printed else ""

    def _override(self) -> None:
        where = self._where.get(self.value_where.value, self.value_where.value)
        self.rule(lambda: self.desk.override(where, self.value.value, self.value_why.value), self.value, self.value_why)


def _base(row: Row) -> str:
    return TOTAL if row.kind == "execution" else indicator(row.no)
