"""What a notebook or a console shows of the desk's answers: sections of the report, findings, sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from selfeval_nb.common.notebook import PLAIN
from selfeval_nb.report.desk import frontend
from selfeval_nb.report.page.env import asset, render, shown
from selfeval_nb.report.page.report_html import page_title
from selfeval_nb.report.page.sections import fragment, text
from selfeval_nb.report.view.parts import Mark
from selfeval_nb.report.view.view import View
from selfeval_nb.report.words.desk_words import DeskWords
from selfeval_nb.report.words.labels import Labels

if TYPE_CHECKING:
    from selfeval_nb.report.desk.desk import Desk


@dataclass(frozen=True, repr=False)
class Section:
    """One section of the report: HTML in a notebook, plain text in a console."""

    view: View
    name: str
    desk: Desk | None = None

    def _ipython_display_(self) -> None:
        """In front of a person: as an output that follows the rulings. Anywhere else IPython takes the ones below."""
        if self.desk is None or not frontend.attended():
            raise NotImplementedError
        frontend.show(*self._repr_mimebundle_(), display_id=self.desk.live(self.name))

    def _repr_html_(self) -> str:
        """The fragment with the stylesheet before it, so that it stands by itself wherever a notebook puts it."""
        return str(opening(self.view.t.lang) + fragment(self.view, self.name) + _CLOSING)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], dict[str, Any]]:
        """HTML and text, with the place of the fragment in the HTML, for the exporter to take it out again."""
        start = opening(self.view.t.lang)
        html = str(start + fragment(self.view, self.name) + _CLOSING)
        place = {"section": self.name, "start": len(start), "end": len(html) - len(_CLOSING)}
        page = {"lang": self.view.t.lang, "title": page_title(self.view)}
        return {"text/html": html, "text/plain": repr(self)}, {"selfeval": place | page}

    def __repr__(self) -> str:
        return str(shown(text(self.view, self.name)))


@cache
def opening(lang: str) -> Markup:
    """What comes before a fragment in a notebook: the stylesheet, and the element that its rules are for."""
    return render("opening.html.j2", report_css=notebook_css(), t=Labels(lang))


@cache
def notebook_css() -> Markup:
    """The stylesheet with selectors that outweigh JupyterLab's own rules for tables, lists and links in outputs."""
    css = str(asset("report.css")) + ".selfeval .sec { margin-bottom: 8px; }\n"
    # the notebook's own heading stands above the cell; the section's stays for screen readers and in the report
    css += ".jp-OutputArea .selfeval > .sec > h2:first-child, .jp-OutputArea .selfeval > .sec > .landscape > h2:first-child { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); margin: 0; }\n"
    return own_rules(css)


def own_rules(css: str) -> Markup:
    """A stylesheet of ours for a notebook, its selectors made to outweigh those of the front end."""
    return Markup(re.sub(r"\.selfeval(?=[ ,{])", ".selfeval.selfeval.selfeval", css))


_CLOSING = Markup("\n</div>")


@dataclass(frozen=True, repr=False)
class Answer:
    """What a call has done, in one sentence: text in a console, a quiet line in a notebook."""

    words: str

    def _repr_html_(self) -> str:
        return f'<p class="{PLAIN}" style="margin:0">{escape(shown(self.words))}</p>'

    def __repr__(self) -> str:
        return str(shown(self.words))


class Found(list[Mark]):
    """Findings that ``desk.find`` found; cards in a notebook, lines in a console."""

    def __init__(self, view: View, marks: Sequence[Mark], what: int | str = "") -> None:
        super().__init__(marks)
        self._view = view
        self._none = DeskWords(view.t.lang).not_given.format(what=what)

    def _repr_html_(self) -> str:
        from selfeval_nb.report.page.nearby import finding_card

        cards = Markup("").join(finding_card(self._view, m) for m in self) or Markup("<p>{}</p>").format(self._none)
        return str(opening(self._view.t.lang) + cards + _CLOSING)

    def __repr__(self) -> str:
        v = self._view
        return str(
            shown(
                "\n".join(
                    f"{m.symbol}{m.no} {v.t.rule_words(m.finding['rule_id'])} {v.where_words(m.finding['where'])}{v.t.colon}{m.finding['message']}"
                    for m in self
                )
                or self._none
            )
        )
