"""Small parts of the panel: a button, a list to choose from, and a page that says below its buttons what was done."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ipywidgets as ui
from markupsafe import Markup

from selfeval_nb.common.errors import ReviewError
from selfeval_nb.common.notebook import PLAIN
from selfeval_nb.report.page.env import shown

if TYPE_CHECKING:
    from selfeval_nb.report.desk.desk import Desk
    from selfeval_nb.report.desk.outputs import Answer
    from selfeval_nb.report.desk.panel.panel import Panel
    from selfeval_nb.report.words.desk_words import DeskWords

_IDS = re.compile(r' (?:id|aria-labelledby)="[^"]*"')


def full(**more: str) -> ui.Layout:
    """A layout as wide as what it stands in."""
    return ui.Layout(width="auto", **more)


def button(words: str, icon: str, click: Callable[[], Any], style: str = "", tip: str = "") -> ui.Button:
    """A button as wide as its words; ``style`` of Button.button_style."""
    made = ui.Button(
        description=words, icon=icon, button_style=style, tooltip=tip or None,
        layout=ui.Layout(width="auto", align_self="flex-start"),
    )  # fmt: skip
    made.on_click(lambda _: click())
    return made


def offer(choice: Any, options: list[tuple[str, Any]], value: Any = None) -> None:
    """Set what a list offers and which of it is chosen: ``value`` where it is offered, else the first."""
    choice.options = options
    values = [v for _, v in options]
    choice.index = values.index(value) if value in values else 0 if values else None


def without_anchors(html: Markup) -> Markup:
    """A section without its ids: it may stand in the notebook a second time. Text cannot be hit: its quotes are escaped."""
    return Markup(_IDS.sub("", str(html)))


class Page:
    """A part of the panel with buttons of its own and, below them, the sentence that they answer with."""

    box: ui.Widget

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self.told = ui.HTML(layout=full())

    @property
    def desk(self) -> Desk:
        return self.panel.desk

    @property
    def w(self) -> DeskWords:
        return self.panel.w

    def draw(self) -> None:
        """Show the desk's review as it is now."""

    def clear(self) -> None:
        """Empty every field that was typed into: another form lies on the desk, and what was typed was about the one before."""

    def html(self, body: Markup) -> str:
        """Markup in the report's style."""
        lang = self.desk._view.t.html_lang
        return str(Markup('<div class="selfeval {}" lang="{}">').format(PLAIN, lang) + body + Markup("</div>"))

    def say(self, words: str, *, wrong: bool = False) -> None:
        """The sentence below this page's buttons; those of other pages are about something else by now."""
        for page in self.panel.pages:
            if page is not self:
                page.told.value = ""
        kind = "told wrong" if wrong else "told"
        self.told.value = self.html(Markup('<p class="{}" role="status">{}</p>').format(kind, shown(words)))

    def do(self, call: Callable[[], Answer]) -> bool:
        """Run one call of the desk and say its sentence, or the sentence of its error."""
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

    def rule(self, call: Callable[[], Answer], *fields: Any) -> bool:
        """A call that rules: with the reviewer's name and date; the fields are emptied when it was done."""
        if not self.panel.signed():
            self.say(self.w.no_name, wrong=True)
            return False
        done = self.do(call)
        if done:
            for field in fields:
                field.value = ""
        return done
