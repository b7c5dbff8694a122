"""The reviewer's desk: what the notebook works with. It holds a Review and shows it section by section."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from markupsafe import Markup

from selfeval_nb.report.env import asset, render
from selfeval_nb.report.html import page_title, render_page
from selfeval_nb.report.sections import fragment, text
from selfeval_nb.report.view import View
from selfeval_nb.review.model import Review, Ruling
from selfeval_nb.review.open import open_review


@dataclass(frozen=True, repr=False)
class Section:
    """One section of the report: HTML in a notebook, plain text in a console."""

    view: View
    name: str

    def _repr_html_(self) -> str:
        """The fragment with the stylesheet before it, so that it stands by itself wherever a notebook puts it."""
        return str(self._opening() + fragment(self.view, self.name) + _CLOSING)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], dict[str, Any]]:
        """HTML and text, with the place of the fragment in the HTML, for the exporter to take it out again."""
        opening = self._opening()
        html = str(opening + fragment(self.view, self.name) + _CLOSING)
        place = {"section": self.name, "start": len(opening), "end": len(html) - len(_CLOSING)}
        page = {"lang": self.view.t.lang, "title": page_title(self.view)}
        return {"text/html": html, "text/plain": repr(self)}, {"selfeval": place | page}

    def __repr__(self) -> str:
        return text(self.view, self.name)

    def _opening(self) -> Markup:
        return render("opening.html.j2", report_css=notebook_css(), t=self.view.t)


@cache
def notebook_css() -> Markup:
    """The stylesheet with selectors that outweigh JupyterLab's own rules for tables, lists and links in outputs."""
    css = str(asset("report.css")) + ".selfeval .sec { margin-bottom: 8px; }\n"
    return Markup(re.sub(r"\.selfeval(?=[ ,{])", ".selfeval.selfeval.selfeval", css))


_CLOSING = Markup("\n</div>")


class Desk:
    """A review on the desk. Its sections are attributes; ``desk.save("report.html")`` writes the report."""

    def __init__(self, review: Review) -> None:
        self.review = review

    @cached_property
    def _view(self) -> View:
        return View(self.review)

    def _section(self, name: str) -> Section:
        return Section(self._view, name)

    @property
    def summary(self) -> Section:
        """结论: the suggestion, the scores, the amounts, the counts."""
        return self._section("summary")

    @property
    def form(self) -> Section:
        """自评表原样: the form as filled in, every finding marked in its cell."""
        return self._section("form")

    @property
    def funds(self) -> Section:
        """资金与执行率: the amounts with their sums and the execution rate recomputed."""
        return self._section("funds")

    @property
    def indicators(self) -> Section:
        """指标复核底稿: the 13 columns of the work paper with recomputed scores."""
        return self._section("indicators")

    @property
    def findings(self) -> Section:
        """问题清单: every finding with place, quote, arithmetic, basis and advice."""
        return self._section("findings")

    @property
    def checked(self) -> Section:
        """检查范围: what was read, what passed, what did not apply, what could not be evaluated."""
        return self._section("checked")

    @property
    def manual(self) -> Section:
        """人工终核: what only a person can decide."""
        return self._section("manual")

    @property
    def rulings(self) -> Section:
        """复核意见: what a person has ruled."""
        return self._section("rulings")

    @property
    def provenance(self) -> Section:
        """来源与口径: the file, the rules, the versions."""
        return self._section("provenance")

    def save(self, path: str | Path) -> Path:
        """Write the whole report as one HTML file."""
        target = Path(path)
        target.write_text(render_page(self.review), encoding="utf-8", newline="\n")
        return target

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], dict[str, Any]]:
        return self.summary._repr_mimebundle_()

    def _repr_html_(self) -> str:
        return self.summary._repr_html_()

    def __repr__(self) -> str:
        return repr(self.summary)


def open_desk(
    form: str | Path,
    form_no: int = 1,
    *,
    preset: str | Path = "default",
    lang: str = "zh",
    rulings: str | Path | Sequence[Ruling] | None = None,
    expectations: str | Path | None = None,
) -> Desk:
    """Open a form for review; the arguments are the notebook's parameters. Raises ReviewError with one sentence."""
    return Desk(
        open_review(form, form_no, preset=preset or "default", lang=lang, rulings=rulings, expectations=expectations)
    )
