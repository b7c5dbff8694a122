"""The report for the unit that filled the form in: verdict, what to correct with room for an answer, the form; in plain words."""

from __future__ import annotations

from selfeval_nb.report.page.env import asset, render
from selfeval_nb.report.page.report_html import page_css
from selfeval_nb.report.view.demands import demands
from selfeval_nb.report.view.parts import SYMBOLS
from selfeval_nb.report.view.view import View
from selfeval_nb.report.words.unit_words import UnitWords
from selfeval_nb.review.model import Review


def render_unit_page(review: Review, *, contact: str = "", phone: str = "", deadline: str = "") -> str:
    """The page as one HTML file: no script, nothing fetched, no rule numbers. The same review gives the same bytes."""
    view, w = View(review), UnitWords(review.lang)
    asked = demands(view)
    verdict = "correct" if any(d.must for d in asked) else "clarify" if asked else "fine"
    return str(
        render(
            "unit.html.j2", v=view, t=view.t, w=w, demands=asked, verdict=verdict, symbols=SYMBOLS, contact=contact,
            phone=phone, deadline=deadline, title=f"{view.project} · {w.title}", report_css=asset("report.css"),
            page_css=page_css(view.t), unit_css=asset("unit.css"), numbers={d.mark.no: d.no for d in asked},
        )
    )  # fmt: skip
