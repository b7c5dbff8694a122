"""The report as one HTML file: no script, nothing fetched, readable on a screen and on A4."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from selfeval_nb.report.page.env import asset, render
from selfeval_nb.report.page.sections import SECTIONS, fragment
from selfeval_nb.report.view.view import View
from selfeval_nb.report.words.labels import Labels
from selfeval_nb.review.model import Review


def render_page(review: Review) -> str:
    """The complete report. The same review gives the same bytes."""
    view = View(review)
    return page(
        [fragment(view, name) for name in SECTIONS],
        sections=SECTIONS,
        title=page_title(view),
        lang=review.lang,
    )


def page_title(view: View) -> str:
    """The title of the browser tab and of the file: project, form number, what it is."""
    return f"{view.project} · {view.t.report}"


def page(fragments: Sequence[Markup], *, sections: Sequence[str], title: str, lang: str) -> str:
    """The page around the fragments; the notebook exporter uses it too, so both make the same file."""
    t = Labels(lang)
    return render(
        "page.html.j2",
        t=t,
        title=title,
        report_css=asset("report.css"),
        page_css=page_css(t),
        sections=[(name, t.word(name)) for name in sections],
        needs_heading="summary" not in sections,
        fragments=fragments,
    )


def page_css(t: Labels) -> Markup:
    """The page's own style, with the running head of its printed pages in the report's language."""
    return Markup(str(asset("page.css")).replace("var(--running)", f'"{t.report}"'))


def render_error(problem: Any, *, lang: str = "zh") -> str:
    """The page that stands in for a report when a document or form could not be read: what, where, why."""
    t = Labels(lang)
    values = (
        problem
        if isinstance(problem, dict)
        else {k: getattr(problem, k, None) for k in ("file", "where", "problem", "detail")}
    )
    name = str(values.get("file") or "").replace("\\", "/").rsplit("/", 1)[-1]
    body = render(
        "error.html.j2", t=t, file=name, where=values.get("where"), detail=values.get("detail") or values.get("problem")
    )
    return page([body], sections=(), title=t.failed_title, lang=lang)
