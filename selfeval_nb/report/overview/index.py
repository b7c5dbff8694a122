"""The index of a batch: one page to search, sort and filter all forms, with distributions and the failed documents.

The only page with a script: it is embedded, allowed by its digest in the content security policy, and works offline. The
data stand in the page as JSON, or beside it when they are many (index_data); without the script the first rows still show.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from selfeval_nb.checks.model import SEVERITIES
from selfeval_nb.report.overview import index_charts, index_data
from selfeval_nb.report.overview.layouts import layout_of, layouts
from selfeval_nb.report.page.env import asset, render
from selfeval_nb.report.page.report_html import page_css
from selfeval_nb.report.view.parts import SYMBOLS
from selfeval_nb.report.view.view import View
from selfeval_nb.report.words.index_words import IndexWords
from selfeval_nb.report.words.labels import Labels
from selfeval_nb.review.model import Review

Row = dict[str, Any]
PAGE = "index.html"
DATA = "data"  # folder of the data files, beside the page
_BOARD, _BOARD_MOST = 10, 300  # units on the board: shown at once, and at all
_GROUPS = 200  # groups of shared texts in the page
_SELECT_UP_TO = 300  # units to choose from; of more, a part of the name is typed


def index_row(review: Review, href: str) -> Row:
    """What the index says of one form. ``href``: its report, relative to the index page."""
    view = View(review)
    fund = view.fund_total
    final = view.final
    low, high = (None, None) if final is None else (final.low, final.high)
    if final is not None and final.score is not None:
        low = high = final.score
    return {
        "form_id": review.form.form_id,
        "href": href,
        "project": view.project,
        "unit": str(review.form.value("unit") or ""),
        "department": str(review.form.value("department") or ""),
        "year": review.form.year,
        "file": review.provenance.get("file", ""),
        "form_no": review.form.form_no,
        "money_unit": review.form.money_unit or "",
        "budget": fund.budget if fund else None,
        "executed": fund.executed if fund else None,
        "rate": view.rate,
        "self_score": view.self_score,
        "has_scores": review.scored,
        "low": view.total["low"],
        "high": view.total["high"],
        "grade": view.total["grade_self"] or "",
        "review_low": low,
        "review_high": high,
        "review_grade": (final.grade or "") if final else "",
        "suggestion": review.suggestion,
        **{s: review.counts[s] for s in SEVERITIES},
        "rules": sorted({str(f["rule_id"]) for f in review.findings if f.get("ruling") != "waive"}),
        **layout_of(review),
        **_progress(review),
    }


def _progress(review: Review) -> Row:
    """How far a person has come: errors and doubtful points with a ruling (``ruled``) of all (``to_rule``), and who ruled."""
    serious = [f for f in review.findings if f.get("severity") != "info"]
    names = dict.fromkeys(r.reviewer for r in review.rulings if r.reviewer)
    return {
        "ruled": sum(bool(f.get("ruling")) for f in serious),
        "to_rule": len(serious),
        "rulings": len(review.rulings),
        "reviewers": "、".join(names) if review.lang == "zh" else ", ".join(names),
    }


def is_reviewed(row: Row) -> bool:
    """Whether every error and doubtful point of the form has a ruling."""
    return bool(row.get("ruled", 0) >= row.get("to_rule", 0))


def index_files(
    rows: Sequence[Row],
    failed: Iterable[Mapping[str, Any]] = (),
    *,
    rules: Mapping[str, Mapping[str, Any]] | None = None,
    groups: Iterable[Mapping[str, Any]] = (),
    lang: str = "zh",
    title: str | None = None,
    downloads: Sequence[str] = (),
    coverage: Mapping[str, Any] | None = None,
    embed_up_to: int = index_data.EMBED_UP_TO,
) -> dict[str, str]:
    """The index as files, name -> text: the page and, for more than ``embed_up_to`` forms, its data files.

    ``rows`` as of ``index_row``, in the order of the batch. ``failed``: ``file`` ``detail`` and, where there is an error
    page, ``href``. ``rules``: rule id -> meta with ``title`` and ``severity``. ``groups``: texts that several forms share:
    ``where`` ``text`` ``members`` (positions in ``rows``). ``coverage``: the list of projects against the forms
    (``Coverage.value``), where one was given. ``downloads``: names of workbooks and documents beside the page, which it offers.
    """
    if len(rows) <= embed_up_to:
        return {PAGE: _page(rows, failed, rules or {}, groups, lang, title, None, downloads, coverage)}
    files = index_data.data_files(rows, Labels(lang).no_unit, DATA)
    first, *others = files
    external = {"columns": first, "texts": others}
    page = _page(rows, failed, rules or {}, groups, lang, title, external, downloads, coverage)
    return {PAGE: page, **files}


def figures(rows: Sequence[Row], failed: Sequence[Any], lang: str) -> dict[str, Any]:
    """The counts at the head of the page, for its template."""
    reviewed = [score for row in rows if (score := index_charts.review_score(row)) is not None]
    own = [row["self_score"] for row in rows if row["self_score"] is not None]
    return {
        "t": Labels(lang),
        "w": IndexWords(lang),
        "count": len(rows),
        "failed": failed,
        "symbols": SYMBOLS,
        "suggestions": [(s, sum(row["suggestion"] == s for row in rows)) for s in index_data.SUGGESTIONS],
        "severities": [(s, sum(row[s] for row in rows)) for s in SEVERITIES],
        "reviewed": len(reviewed),
        "ruled": any(row.get("rulings") for row in rows),
        "reviewed_forms": sum(is_reviewed(row) for row in rows),
        "reviewers": list(dict.fromkeys(n for row in rows for n in _names(row.get("reviewers")))),
        "average_own": sum(own) / len(own) if own else None,
        "average_review": sum(reviewed) / len(reviewed) if reviewed else None,
    }


def _names(reviewers: str | None) -> list[str]:
    return [n for n in (reviewers or "").replace(", ", "、").split("、") if n]


def board(rows: Sequence[Row], nameless: str) -> list[dict[str, Any]]:
    """A row a unit: its forms, what is suggested, errors and doubtful points, how many are reviewed; the worst first."""
    units: dict[str, list[Row]] = {}
    for row in rows:
        units.setdefault(row["unit"] or nameless, []).append(row)
    out = []
    for unit, own in units.items():
        scores = [r["self_score"] for r in own if r["self_score"] is not None]
        out.append(
            {
                "unit": unit, "forms": len(own), **{s: sum(r["suggestion"] == s for r in own) for s in index_data.SUGGESTIONS},
                **{s: sum(r[s] for r in own) for s in SEVERITIES}, "reviewed": sum(is_reviewed(r) for r in own),
                "average": sum(scores) / len(scores) if scores else None,
            }
        )  # fmt: skip
    return sorted(out, key=lambda r: (-r["critical"], -r["warning"], r["unit"]))[:_BOARD_MOST]


def charts(rows: Sequence[Row], rules: Mapping[str, Mapping[str, Any]], lang: str, *, live: bool) -> dict[str, Any]:
    """Distributions and bars, for their template; ``live``: the bars are buttons that filter the list."""
    t, w = Labels(lang), IndexWords(lang)
    by_rule = index_charts.bars(index_charts.forms_by_rule(rows), lambda rule: rule_title(rules, rule))
    units = index_charts.units_with_findings(rows, t.no_unit)
    scores, differences = index_charts.score_chart(rows), index_charts.difference_chart(rows)
    return {
        "t": t,
        "w": w,
        "live": live,
        "listed": index_charts.LISTED,
        "score_chart": scores,
        "score_note": w.too_wide.format(n=wide) if (wide := index_charts.too_wide(rows)) else "",
        "score_names": [t.self_score, t.recomputed, w.review_score][: len(scores[0]["counts"])],
        "difference_chart": differences,
        "difference_names": [t.recomputed, w.review_score][: len(differences[0]["counts"])],
        "rule_bars": by_rule,
        "unit_bars": index_charts.bars(units[: index_charts.UNFOLDED], str),
    }


def listing(rows: Sequence[Row], lang: str) -> dict[str, Any]:
    """The table of forms, for its template."""
    t, w = Labels(lang), IndexWords(lang)
    review = any(row["review_low"] is not None for row in rows)
    ruled = any(row.get("rulings") for row in rows)
    heads = [
        ("project", t.project, False), ("unit", t.unit, False), ("suggestion", t.verdict, False), ("budget", t.budget, True),
        ("rate", t.rate, True), ("self_score", t.self_score, True), ("low", t.recomputed, True),
        ("difference", t.difference, True), *([("review_low", w.review_score, True)] if review else []),
        *([("ruled", w.reviewed_column, True)] if ruled else []),
        ("critical", t.criticals, True), ("warning", t.warnings, True), ("info", t.infos, True),
    ]  # fmt: skip
    return {"t": t, "w": w, "heads": heads, "first": rows[: index_data.PER_PAGE], "review": review, "ruled": ruled}


def shared_groups(rows: Sequence[Row], groups: Iterable[Mapping[str, Any]], lang: str) -> dict[str, Any]:
    """The groups of forms that share a text, for their template."""
    all_groups = [dict(g) for g in groups]
    return {
        "t": Labels(lang), "w": IndexWords(lang), "rows": rows, "groups": all_groups[:_GROUPS],
        "group_count": len(all_groups), "more_groups": max(0, len(all_groups) - _GROUPS),
    }  # fmt: skip


def coverage_part(coverage: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """The list of projects against the forms, for its template."""
    return {"t": Labels(lang), "w": IndexWords(lang), "coverage": coverage}


def rule_title(rules: Mapping[str, Mapping[str, Any]], rule: str) -> str:
    """A rule's title in words; its id when it has none."""
    return str(rules.get(rule, {}).get("title", rule))


def broken_of(rules: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str]]:
    """The rules that could not be used, with why (``broken`` of a rule's entry)."""
    return [(rule, str(meta["broken"])) for rule, meta in sorted(rules.items()) if meta.get("broken")]


def with_broken(rules: Mapping[str, Mapping[str, Any]], broken: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The rules of a batch, saying of each that broke why it did."""
    known = {rule: dict(meta) for rule, meta in rules.items()}
    for rule, why in broken.items():
        known.setdefault(rule, {"title": rule})["broken"] = why
    return known


def _page(
    rows: Sequence[Row],
    failed: Iterable[Mapping[str, Any]],
    rules: Mapping[str, Mapping[str, Any]],
    groups: Iterable[Mapping[str, Any]],
    lang: str,
    title: str | None,
    files: Mapping[str, Any] | None,
    downloads: Sequence[str] = (),
    coverage: Mapping[str, Any] | None = None,
) -> str:
    t, w = Labels(lang), IndexWords(lang)
    script = asset("index.js")
    failures = [
        {"file": str(f.get("file") or ""), "detail": f.get("detail") or f.get("problem"), "href": f.get("href")}
        for f in failed
    ]
    found = sorted({rule for row in rows for rule in row["rules"]})
    units = sorted({row["unit"] or t.no_unit for row in rows})
    words = {
        name: t.word(name)
        for name in (
            "return",
            "person",
            "pass",
            "no_score",
            "unscored",
            "within",
            "form_no",
            "index_count",
            "index_page",
            "not_computable",
        )
    } | {"loading": w.loading, "load_failed": w.load_failed}
    return str(
        render(
            "index.html.j2",
            **figures(rows, failures, lang)
            | charts(rows, rules, lang, live=True)
            | listing(rows, lang)
            | shared_groups(rows, groups, lang)
            | layouts(rows, lang),
            title=title or t.index_title,
            board=board(rows, t.no_unit),
            board_listed=_BOARD,
            downloads=[(name, w.downloads.get(name, name)) for name in downloads],
            report_css=asset("report.css"),
            page_css=page_css(t),
            index_css=asset("index.css"),
            script=script,
            script_hash=base64.b64encode(hashlib.sha256(str(script).encode()).digest()).decode(),
            external=files is not None,
            settings=index_data.as_json(index_data.settings(words, files)),
            columns=None if files else index_data.as_json(index_data.columns(rows, t.no_unit)),
            texts=None if files else index_data.as_json(index_data.texts(rows)),
            units=units if len(units) <= _SELECT_UP_TO else None,
            rules=[(rule, rule_title(rules, rule)) for rule in found],
            broken=broken_of(rules),
            coverage=coverage,
        )
    )
