"""The comparison of two rounds as HTML, with the report's stylesheet: no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from selfeval_nb.common.files import Target
from selfeval_nb.report.page.env import asset, render, shown
from selfeval_nb.report.page.html import page
from selfeval_nb.report.view.numbers import DASH, points, signed, span
from selfeval_nb.report.view.rows import SYMBOLS
from selfeval_nb.report.view.view import View
from selfeval_nb.report.words.labels import Labels
from selfeval_nb.review import compare as rounds
from selfeval_nb.review.compare import Comparison, FormComparison
from selfeval_nb.review.model import Review

_WORDS = {
    "zh": {
        "title": "退回修改前后对比", "forms": "自评表", "resolved": "已改正", "remaining": "仍存在", "new_findings": "新出现", "changes": "改动的数值",
        "place": "位置", "before": "修改前", "after": "修改后", "self_score": "自评得分", "recomputed": "测算得分", "missing": "未重新报送",
        "added": "首次报送", "none": "没有问题。", "unchanged": "表中数值没有改动。", "project": "项目名称", "unit": "实施单位", "values": "改动数值",
        "finding": "问题", "difference": "增减", "what": "说明",
    },
    "en": {
        "title": "Before and after correction", "forms": "Forms", "resolved": "Resolved", "remaining": "Remaining", "new_findings": "New",
        "changes": "Values that changed", "place": "Place", "before": "Before", "after": "After", "self_score": "Self-score",
        "recomputed": "Recomputed", "missing": "not handed in again", "added": "handed in for the first time", "none": "No findings.",
        "unchanged": "No value has changed.", "project": "Project", "unit": "Unit", "values": "Values changed", "finding": "Finding",
        "difference": "Difference", "what": "What",
    },
}  # fmt: skip


class ShownComparison(Comparison):
    """A comparison that shows itself: in a notebook, in a console, as a page."""

    def to_html(self) -> str:
        """The complete page: one file, no script. The same comparison gives the same text."""
        words = _WORDS.get(self.lang, _WORDS["zh"])
        return page([_body(self)], sections=(), title=words["title"], lang=self.lang)

    def save(self, path: str | Path) -> Path:
        """Write the page, whole or not at all."""
        with Target(Path(path)) as part:
            part.write_text(self.to_html(), encoding="utf-8", newline="\n")
        return Path(path)

    def _repr_html_(self) -> str:
        opening = render("opening.html.j2", report_css=asset("report.css"), t=Labels(self.lang))
        return str(opening + _body(self) + Markup("\n</div>"))


def compare(old: Review | Iterable[Review], new: Review | Iterable[Review]) -> ShownComparison:
    """The reviews of the forms as first handed in against those of the forms handed in again."""
    found = rounds.compare(old, new)
    return ShownComparison(found.forms, found.lang)


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
    head = str(c).split("\n", 1)[0]
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
