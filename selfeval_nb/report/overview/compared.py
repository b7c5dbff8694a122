"""The comparison of two rounds as HTML, with the report's stylesheet: no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from selfeval_nb.common.files import Target
from selfeval_nb.common.said import said
from selfeval_nb.report.page.env import asset, render, shown
from selfeval_nb.report.page.report_html import page
from selfeval_nb.report.view.formats import DASH, points, signed, span
from selfeval_nb.report.view.parts import SYMBOLS
from selfeval_nb.report.view.view import View
from selfeval_nb.report.words.labels import Labels
from selfeval_nb.review import compare as rounds
from selfeval_nb.review import rounds as rounds_of_demands
from selfeval_nb.review.compare import Comparison, FormComparison
from selfeval_nb.review.model import Review
from selfeval_nb.review.rounds import Outcome

_WORDS = said(__name__, "page")


@dataclass(slots=True)
class ShownComparison(Comparison):
    """A comparison that shows itself: in a notebook, in a console, as a page. ``demands``: what became of each thing that was asked."""

    demands: list[Outcome] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join([*_demand_lines(self), Comparison.__str__(self)])

    def to_html(self) -> str:
        """The complete page: one file, no script. The same comparison gives the same text."""
        words = _WORDS.get(self.lang, _WORDS["zh"])
        return page([demands_section(self) + _body(self)], sections=(), title=words["title"], lang=self.lang)

    def save(self, path: str | Path) -> Path:
        """Write the page, whole or not at all."""
        with Target(Path(path)) as part:
            part.write_text(self.to_html(), encoding="utf-8", newline="\n")
        return Path(path)

    def _repr_html_(self) -> str:
        opening = render("opening.html.j2", report_css=asset("report.css"), t=Labels(self.lang))
        return str(opening + demands_section(self) + _body(self) + Markup("\n</div>"))


def compare(old: Review | Iterable[Review], new: Review | Iterable[Review]) -> ShownComparison:
    """The reviews of the forms as first handed in against those of the forms handed in again."""
    found = rounds.compare(old, new)
    return ShownComparison(found.forms, found.lang)


def follow_up(sent: Iterable[Review], back: Iterable[Review]) -> ShownComparison:
    """The packages that were sent against what came back: every demand with what became of it, then the comparison."""
    demands, found = rounds_of_demands.outcomes(list(sent), list(back))
    return ShownComparison(found.forms, found.lang, demands)


_STATES = said(__name__, "states")
_DEMANDS = said(__name__, "demands")


def _demand_lines(c: ShownComparison) -> list[str]:
    if not c.demands:
        return []
    w, states = _DEMANDS[c.lang], _STATES[c.lang]
    lines = [w["counts"].format(n=len(c.demands), **rounds_of_demands.counts(c.demands))]
    lines += [
        f"  {states[o.state]} {o.project}{Labels(c.lang).colon}{o.finding.get('message', '')}"
        for o in c.demands
        if o.state != "resolved"
    ]
    return lines


def demands_section(c: ShownComparison) -> Markup:
    """The section of the demands: what is not met first."""
    if not c.demands:
        return Markup("")
    w, words, states = _DEMANDS[c.lang], _WORDS[c.lang], _STATES[c.lang]
    order = ("open", "missing", "answered", "resolved")
    rows = [
        [states[o.state], o.project, o.unit, o.finding.get("message"), f"{o.before or DASH} → {o.after or DASH}" if o.before or o.after else DASH]
        for o in sorted(c.demands, key=lambda o: order.index(o.state))
    ]  # fmt: skip
    heads = [w["state"], words["project"], words["unit"], w["asked"], f"{words['before']} → {words['after']}"]
    return Markup('<section class="sec" id="demands"><h2>{}</h2>\n<p class="lede">{}</p>\n{}</section>\n').format(
        w["title"], _demand_lines(c)[0], _table(w["title"], heads, rows)
    )


def _cell(value: Any) -> Markup:
    return escape(shown(value))


def _table(name: str, heads: list[str], rows: list[list[Any]]) -> Markup:
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(_cell(h)) for h in heads)
    body = Markup("").join(
        Markup("<tr>{}</tr>\n").format(
            Markup("").join(
                Markup('<th scope="row">{}</th>' if i == 0 else "<td>{}</td>").format(_cell(c))
                for i, c in enumerate(row)
            )
        )
        for row in rows
    )
    return Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table><thead><tr>{}</tr></thead><tbody>\n{}</tbody></table></div>\n'
    ).format(_cell(name), head, body)


def _body(c: Comparison) -> Markup:
    w = _WORDS.get(c.lang, _WORDS["zh"])
    head = Comparison.__str__(c).split("\n", 1)[0]
    rows: list[list[Any]] = []
    for n, f in enumerate(c.forms, start=1):
        unit = str(f.review.form.value("unit") or DASH)
        if f.old is None or f.new is None:
            rows.append([f.project, unit, w["missing"] if f.new is None else w["added"], DASH, DASH, DASH])
        else:
            project = Markup('<a href="#form{}">{}</a>').format(n, _cell(f.project))
            rows.append([project, unit, len(f.resolved), len(f.remaining), len(f.new_findings), len(f.changes)])
    heads = [w["project"], w["unit"], w["resolved"], w["remaining"], w["new_findings"], w["values"]]
    out = Markup('<section class="sec" id="compared"><h2>{}</h2>\n<p class="lede">{}</p>\n{}</section>\n').format(
        w["forms"], head, _table(w["forms"], heads, rows)
    )
    return out + Markup("").join(
        _form(f, n, w, c.lang) for n, f in enumerate(c.forms, start=1) if f.old is not None and f.new is not None
    )


def _form(f: FormComparison, n: int, w: dict[str, str], lang: str) -> Markup:
    assert f.old is not None
    assert f.new is not None
    old, new = View(f.old), View(f.new)
    a, b = old.self_score, new.self_score
    scores = [
        [w["self_score"], points(a), points(b), DASH if a is None or b is None else signed(b - a)],
        [w["recomputed"], span(old.total["low"], old.total["high"]), span(new.total["low"], new.total["high"]), ""],
    ]
    parts = [
        Markup('<section class="sec" id="form{}"><h2>{}</h2>\n').format(n, _cell(f.project)),
        _table(f"{f.project} {w['self_score']}", ["", w["before"], w["after"], w["difference"]], scores),
    ]
    for kind in ("resolved", "remaining", "new_findings"):
        found = getattr(f, kind)
        if found:
            parts.append(Markup("<h3>{}</h3>\n").format(f"{w[kind]} {len(found)}"))
            lines = [
                [
                    f"{SYMBOLS.get(str(x.get('severity')), '○')}{Labels(lang).rule_words(x['rule_id'])} {x.get('title') or ''}",
                    f.place(x["where"], lang, before=kind == "resolved"),
                    x.get("message"),
                ]
                for x in found
            ]
            parts.append(_table(f"{f.project} {w[kind]}", [w["finding"], w["place"], w["what"]], lines))
    if not (f.resolved or f.remaining or f.new_findings):
        parts.append(Markup("<p>{}</p>\n").format(w["none"]))
    parts.append(Markup("<h3>{}</h3>\n").format(f"{w['changes']} {len(f.changes)}"))
    if f.changes:
        lines = [[f.place(c.where, lang), c.old or DASH, c.new or DASH] for c in f.changes]
        parts.append(_table(f"{f.project} {w['changes']}", [w["place"], w["before"], w["after"]], lines))
    else:
        parts.append(Markup("<p>{}</p>\n").format(w["unchanged"]))
    return Markup("").join([*parts, Markup("</section>\n")])
