"""From an executed notebook to the report: no inputs, nothing fetched, and no nbconvert, which takes half a second to load (exporter.py is
its door).

Sections that a desk has shown are taken over as they are, so that the page equals ``render_page`` of the same review. What
a reviewer has added of their own (text, tables, pictures, printed lines) stands between them. A cell that failed shows as
a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import mistune
from markupsafe import Markup

from selfeval_nb.report.page.env import asset, render
from selfeval_nb.report.page.report_html import page_css
from selfeval_nb.report.words.labels import Labels

GUIDE = (
    "guide"  # the tag of cells for the person at the notebook, explanations and buttons, which are no part of a report
)
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
IMAGES = ("image/png", "image/jpeg")


@dataclass(slots=True)
class Piece:
    """A part of the page: a section's name (None for what a reviewer added) and its HTML."""

    section: str | None
    html: Markup


def export_notebook(nb: Any) -> str:
    """The report of an executed notebook as one HTML file."""
    pieces = list(_pieces(nb))
    shown = [p.section for p in pieces if p.section]
    about = _about(nb)
    t = Labels(about.get("lang", "zh"))
    return str(
        render(
            "selfeval/index.html.j2",
            t=t,
            title=about.get("title", t.report if shown else t.failed_title),
            report_css=asset("report.css"),
            page_css=page_css(t),
            sections=[(name, t.word(name)) for name in shown],
            needs_heading="summary" not in shown,
            fragments=[p.html for p in pieces],
        )
    )


def _about(nb: Any) -> dict[str, str]:
    """Language and title as the first section says them; a notebook that failed says its language in its parameters."""
    for cell in nb.cells:
        for output in cell.get("outputs", ()):
            place = output.get("metadata", {}).get("selfeval")
            if place and "section" in place:
                return {"lang": place["lang"], "title": place["title"]}
    return {"lang": nb.metadata.get("papermill", {}).get("parameters", {}).get("lang", "zh")}


def _pieces(nb: Any) -> Iterator[Piece]:
    number = 0
    seen: set[str] = set()
    t = Labels(_about(nb).get("lang", "zh"))
    for cell in nb.cells:
        tags = cell.metadata.get("tags", [])
        if GUIDE in tags:
            continue
        if cell.cell_type == "markdown":
            # papermill puts a banner above a notebook that failed; the sentence below says it better
            if "papermill-error-cell-tag" not in tags and cell.source.strip():
                yield Piece(None, Markup(f'<div class="extra">{_markdown(cell.source)}</div>'))
        elif cell.cell_type == "code":
            number += 1
            for output in cell.outputs:
                piece = _output(output, number, t)
                if piece is None or (piece.section and piece.section in seen):
                    continue  # a section shown twice would have its anchors twice
                seen |= {piece.section} if piece.section else set()
                yield piece


def _output(output: Any, number: int, t: Labels) -> Piece | None:
    if output.output_type == "error":
        return Piece(None, render("selfeval/failure.html.j2", t=t, number=number, sentence=_sentence(output)))
    if output.output_type == "stream":
        text = _ANSI.sub("", output.text)
        return (
            Piece(None, render("selfeval/text.html.j2", text=text))
            if text.strip() and output.name == "stdout"
            else None
        )
    data = output.get("data", {})
    place = output.get("metadata", {}).get("selfeval")
    if place and "tool" in place:
        return None  # the desk's buttons are no part of a report
    if place and "text/html" in data:
        return Piece(place["section"], Markup(data["text/html"][place["start"] : place["end"]]))
    if "text/html" in data:
        return Piece(None, Markup(f'<div class="extra">{data["text/html"]}</div>'))
    for kind in IMAGES:
        if kind in data:
            image = "".join(str(data[kind]).split())
            return Piece(None, render("selfeval/image.html.j2", kind=kind, image=image, alt=data.get("text/plain", "")))
    if "text/plain" in data:
        return Piece(None, render("selfeval/text.html.j2", text=_ANSI.sub("", data["text/plain"])))
    return None


def _sentence(output: Any) -> str:
    """Our own errors are sentences already; of any other the kind is part of what the reader needs."""
    value = _ANSI.sub("", str(output.evalue)).strip()
    return value if output.ename == "ReviewError" else f"{output.ename}: {value}"


class _Renderer(mistune.HTMLRenderer):
    """Markdown of a reviewer: escaped, its headings below the section headings, no pictures from elsewhere."""

    def __init__(self) -> None:
        super().__init__(escape=True)

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return super().heading(text, min(level + 1, 6), **attrs)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return super().image(text, url, title) if url.startswith("data:image/") else text


def _markdown(source: str) -> str:
    return str(mistune.create_markdown(renderer=_Renderer(), plugins=["table", "strikethrough"])(source))
