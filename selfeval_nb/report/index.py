"""The index of a batch: one page to search, sort and filter all forms, with distributions and the failed documents.

The only page with a script: it is embedded, allowed by its digest in the content security policy, and works offline. The
data stand in the page as JSON; without the script the first rows still show.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from selfeval_nb.checks.model import SEVERITIES
from selfeval_nb.report.env import asset, render, shown
from selfeval_nb.report.html import page_css
from selfeval_nb.report.labels import Labels
from selfeval_nb.report.numbers import difference
from selfeval_nb.report.rows import SYMBOLS
from selfeval_nb.report.view import View
from selfeval_nb.review.model import Review

Row = dict[str, Any]
PER_PAGE = 100
_LISTED = 8  # rules and units in the bar lists
_COLUMNS = (
    "href", "project", "unit", "department", "year", "file", "form_no", "money_unit", "budget", "executed", "rate",
    "self_score", "low", "high", "grade", "suggestion", *SEVERITIES, "rules",
)  # fmt: skip


def index_row(review: Review, href: str) -> Row:
    """What the index says of one form. ``href``: its report, relative to the index page."""
    view = View(review)
    fund = view.fund_total
    return {
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
        "low": view.total["low"],
        "high": view.total["high"],
        "grade": view.total["grade_self"] or "",
        "suggestion": review.suggestion,
        **{s: review.counts[s] for s in SEVERITIES},
        "rules": sorted({str(f["rule_id"]) for f in review.findings}),
    }


def render_index(
    rows: Sequence[Row],
    failed: Iterable[Mapping[str, Any]] = (),
    *,
    rules: Mapping[str, Mapping[str, Any]] | None = None,
    groups: Iterable[Mapping[str, Any]] = (),
    lang: str = "zh",
    title: str | None = None,
) -> str:
    """The index page.

    ``rows`` as of ``index_row``, in the order of the batch. ``failed``: ``file`` ``detail`` and, where there is an error
    page, ``href``. ``rules``: rule id -> meta with ``title`` and ``severity``. ``groups``: texts that several forms share:
    ``where`` ``text`` ``members`` (positions in ``rows``).
    """
    t = Labels(lang)
    rules = rules or {}
    script = asset("index.js")
    failures = [
        {"file": str(f.get("file") or ""), "detail": f.get("detail") or f.get("problem"), "href": f.get("href")}
        for f in failed
    ]
    units = Counter(row["unit"] or t.no_unit for row in rows)
    found = Counter(rule for row in rows for rule in row["rules"])
    return str(
        render(
            "index.html.j2",
            t=t,
            title=title or t.index_title,
            symbols=SYMBOLS,
            report_css=asset("report.css"),
            page_css=page_css(t),
            index_css=asset("index.css"),
            script=script,
            script_hash=base64.b64encode(hashlib.sha256(str(script).encode()).digest()).decode(),
            data=_json(_data(rows, rules, t)),
            rows=rows,
            first=rows[:PER_PAGE],
            failed=failures,
            suggestions=[(s, sum(row["suggestion"] == s for row in rows)) for s in ("return", "person", "pass")],
            severities=[(s, sum(row[s] for row in rows)) for s in SEVERITIES],
            score_chart=score_chart(rows),
            difference_chart=difference_chart(rows),
            rule_bars=_bars(found.most_common(_LISTED), lambda rule: str(rules.get(rule, {}).get("title", rule))),
            unit_bars=_bars(units_with_findings(rows, t.no_unit)[:_LISTED], lambda unit: unit),
            units=sorted(units),
            rules=sorted(found),
            rule_titles={rule: str(rules.get(rule, {}).get("title", rule)) for rule in found},
            groups=[dict(g) for g in groups],
        )
    )


def units_with_findings(rows: Sequence[Row], nameless: str) -> list[tuple[str, int]]:
    """Units with their number of errors and doubtful points, most first, then by name."""
    totals: Counter[str] = Counter()
    for row in rows:
        totals[row["unit"] or nameless] += row["critical"] + row["warning"]
    return sorted(((u, n) for u, n in totals.items() if n), key=lambda item: (-item[1], item[0]))


def score_chart(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Bins of five points: how many self-scores and recomputed scores (their middle) lie in each. 100 is a bin of its own."""
    own = [row["self_score"] for row in rows if row["self_score"] is not None]
    computed = [(row["low"] + row["high"]) / 2 for row in rows if row["low"] is not None and row["high"] is not None]
    bins = [(low, low + 5, f"{low}–{low + 5}") for low in range(0, 100, 5)] + [(100, 1e9, "100")]
    return _histogram(bins, own, computed)


def difference_chart(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Bins of recomputed minus self-score; zero, also within a range, is a bin of its own."""
    values = [d for row in rows if (d := difference(row)) is not None]
    edges = [-1e9, -20, -10, -5, -0.005, 0.005, 5, 10, 1e9]
    names = ["<−20", "−20~−10", "−10~−5", "−5~0", "0", "0~5", "5~10", ">10"]
    bins = list(zip(edges, edges[1:], names, strict=False))
    return _histogram(bins, values)


def _histogram(bins: Sequence[tuple[float, float, str]], *series: Sequence[float]) -> list[dict[str, Any]]:
    counts = [[sum(low <= v < high for v in values) for low, high, _ in bins] for values in series]
    top = max((n for values in counts for n in values), default=0) or 1
    drawn = [
        {"name": name, "counts": [c[i] for c in counts], "heights": [round(c[i] / top * 100, 2) for c in counts]}
        for i, (_, _, name) in enumerate(bins)
    ]
    first = next((i for i, b in enumerate(drawn) if any(b["counts"])), 0)
    # empty bins at the low end say nothing; the rest keep their distance
    return drawn[min(first, max(0, len(drawn) - 8)) :]


def _bars(items: Sequence[tuple[str, int]], name: Any) -> list[dict[str, Any]]:
    top = max((n for _, n in items), default=1)
    return [{"key": key, "name": name(key), "count": n, "width": round(n / top * 100, 1)} for key, n in items]


def _data(rows: Sequence[Row], rules: Mapping[str, Mapping[str, Any]], t: Labels) -> dict[str, Any]:
    """Rows as lists, rule ids as positions: ten thousand forms are some two megabytes."""
    found = sorted({rule for row in rows for rule in row["rules"]})
    position = {rule: i for i, rule in enumerate(found)}
    packed = []
    for row in rows:
        values = {**row, "rules": [position[r] for r in row["rules"]], "unit": row["unit"] or t.no_unit}
        packed.append(
            [shown(values[c]) if isinstance(values[c], str) else values[c] for c in _COLUMNS] + [difference(row)]
        )
    words = {
        name: t.word(name)
        for name in ("return", "person", "pass", "no_score", "form_no", "index_count", "index_page", "not_computable")
    }
    return {
        "columns": [*_COLUMNS, "difference"],
        "rows": packed,
        "rules": found,
        "severity": [str(rules.get(r, {}).get("severity", "")) for r in found],
        "perPage": PER_PAGE,
        "words": words,
        "symbols": SYMBOLS,
    }


def _json(value: Any) -> Markup:
    """JSON that cannot end its script element or start a comment in it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)
