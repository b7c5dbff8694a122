"""``desk.rule()``: ruling by clicking where a person is, nothing in a report, the calls in words everywhere else."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from selfeval_nb.common.notebook import PLAIN
from selfeval_nb.report.desk import frontend
from selfeval_nb.report.page.env import render
from selfeval_nb.report.words.desk_words import DeskWords

if TYPE_CHECKING:
    from selfeval_nb.report.desk.desk import Desk


class RulePanel:
    """What ``desk.rule()`` returns. IPython shows it as widgets in front of a person and not at all in a batch.

    In saved notebooks, and where ipywidgets is not installed, stands a list of the calls that do the same; the exporter leaves
    it out of reports.
    """

    def __init__(self, desk: Desk, folder: str | Path | None = None) -> None:
        self.desk = desk
        self.folder = folder
        self.panel: Any = None

    def widget(self) -> Any:
        """The panel as an ipywidgets box, made on first use. Raises ImportError without ipywidgets."""
        if self.panel is None:
            from selfeval_nb.report.desk.panel.panel import Panel

            self.panel = Panel(self.desk, self.folder)
        return self.panel.box

    def _ipython_display_(self) -> None:
        if not frontend.attended():
            if frontend.kernel() is None:
                print(repr(self))
            return
        from IPython.display import display

        data: dict[str, Any] = {"text/html": self.html(), "text/plain": repr(self)}
        if importlib.util.find_spec("ipywidgets") is not None:
            data |= self.widget()._repr_mimebundle_()
        # the mark tells the exporter that this is a tool and no part of the report
        display(data, raw=True, metadata={"selfeval": {"tool": True}})

    def html(self) -> str:
        """The calls that do what the buttons do, for a page that cannot be clicked."""
        w, t = DeskWords(self.desk.review.lang), self.desk._view.t
        known = importlib.util.find_spec("ipywidgets") is not None
        body = render("desk_plain.html.j2", intro=w.plain_intro if known else w.no_widgets, calls=self.calls())
        return str(Markup('<div class="selfeval {}" lang="{}">').format(PLAIN, t.html_lang) + body + Markup("</div>"))

    def calls(self) -> list[tuple[str, str]]:
        """The one-call methods with what each does."""
        w = DeskWords(self.desk.review.lang)
        return [
            ("desk.confirm(1)", w.say_confirm),
            (f'desk.waive(1, "{w.say_reason}")', w.say_waive),
            (f'desk.override("indicators[1].actual_text", "95%", "{w.say_reason}")', w.say_override),
            (f'desk.score("indicators[1].score", 8, "{w.say_reason}")', w.say_score),
            (f'desk.add("form", "{w.say_text}")', w.say_add),
            ('desk.save_html("report.html")', w.save_html),
            ("desk.rerun()", w.rerun),
        ]

    def __repr__(self) -> str:
        w = DeskWords(self.desk.review.lang)
        return "\n".join([w.plain_intro, *(f"  {call}  # {words}" for call, words in self.calls())])
