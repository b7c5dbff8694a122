"""The sections of a report, in their order: each a fragment of HTML and a plain text for consoles."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from selfeval_nb.report.page.env import render
from selfeval_nb.report.page.findings_csv import csv_link
from selfeval_nb.report.page.grade_bands import grade_bands
from selfeval_nb.report.view.parts import SYMBOLS
from selfeval_nb.report.view.view import View
from selfeval_nb.review.embed import embed

SECTIONS = ("summary", "form", "funds", "indicators", "findings", "checked", "manual", "rulings", "provenance")


def fragment(view: View, name: str) -> Markup:
    """The section's HTML: escaped, without script, using only the classes of report.css."""
    extra: dict[str, Any] = {}
    if name == "summary":
        extra["scale"] = score_scale(view)
    if name == "findings":
        extra["csv"] = csv_link(view) if view.marks else ""
    section = render(f"sections/{name}.html.j2", v=view, r=view.review, t=view.t, symbols=SYMBOLS, **extra)
    # the report carries the values it was made from, so that anyone can recompute it
    return section + embed(view.review) if name == "provenance" else section


def score_scale(view: View) -> dict[str, Any] | None:
    """The grade bands with the self-score and the review score as lines and the recomputed score as a range.

    None where there is no score. Drawn from 40 points upwards when the scores allow it, since the upper grades are narrow. Positions in percent.
    """
    bands = grade_bands(view.review.preset)
    low, high, own = view.total["low"], view.total["high"], view.self_score
    ruled = view.final.score if view.final else None
    if not bands or (low is None and own is None):
        return None
    top = 100.0
    start = 40.0 if min(v for v in (low, own, ruled, top) if v is not None) >= 45 else 0.0

    def position(value: float) -> float:
        return round(max(0.0, min(1.0, (value - start) / (top - start))) * 100, 2)

    drawn = []
    for (floor, name), (ceiling, _) in zip(bands, [*bands[1:], (top, "")], strict=True):
        width = position(ceiling) - position(max(floor, start))
        drawn.append(
            {"width": round(width, 2), "words": f"{view.t.grade_words(name)} {max(floor, start):g}–{ceiling:g}"}
        )
    span = None if low is None or high is None else (position(low), round(max(position(high) - position(low), 0.4), 2))
    return {
        "bands": drawn,
        "range": span,
        "pin": None if own is None else position(own),
        "ruled": None if ruled is None else position(ruled),
    }


def text(view: View, name: str) -> str:
    """The section for a console: the same facts, one a line."""
    t = view.t
    return "\n".join([f"{t.word(name)}", *_LINES[name](view)])


def _summary(view: View) -> list[str]:
    t, counts = view.t, view.counts
    return [
        f"{t.project}{t.colon}{view.project}",
        f"{t.unit}{t.colon}{view.head('unit')}",
        f"{t.verdict}{t.colon}{t.word(view.review.suggestion)}{t.open_paren}{view.review.suggestion_reason}{t.close_paren}",
        f"{t.self_score}{t.colon}{view.self_score_words}{t.comma}{t.recomputed}{t.colon}{view.recomputed}",
        t.comma.join(f"{t.word(s + 's')} {counts[s]}" for s in SYMBOLS),
        *(f"{t.reading_first}{t.colon}{said}" for said in view.review.doubts),
    ]


def _form(view: View) -> list[str]:
    lines = []
    for table in view.tables:
        lines.append(view.t.table_n.format(table.number))
        for number, cells in table.rows:
            texts = []
            for cell in cells:
                marks = view.marks_by_cell.get(cell.place, []) if cell.place else []
                texts.append("".join([" ".join(cell.text.split()), *(f"[{m.symbol}{m.no}]" for m in marks)]))
            lines.append(f"{number:>3}  {' | '.join(texts)}")
    return lines or [view.t.form_none]


def _funds(view: View) -> list[str]:
    from selfeval_nb.report.view.formats import number, percent

    lines = [
        f"{f.label.strip()}: {number(f.initial)} / {number(f.budget)} / {number(f.executed)}  {percent(view.rate_of(f))}"
        for f in view.form.funds
    ]
    return lines or [view.t.no_funds]


def _indicators(view: View) -> list[str]:
    from selfeval_nb.report.view.formats import number, points

    t = view.t
    lines = []
    for row in view.rows:
        name = row.indicator.level3 if row.indicator else t.execution_row if row.kind == "execution" else t.total_row
        target = f"{row.nature}{row.target}{row.unit}"
        lines.append(
            f"{name}: {target} → {row.actual or '—'}; {t.weight} {number(row.weight)}, {t.self_col} {points(row.self_score)}, "
            f"{t.low_high} {row.recomputed}"
        )
    return lines or [t.no_indicators]


def _findings(view: View) -> list[str]:
    return [
        f"{m.symbol}{m.no} {view.t.rule_words(m.finding['rule_id'])} {view.place_words(m)}{view.t.colon}{m.finding['message']}"
        for m in view.marks
    ] or [view.t.none_found]


def _checked(view: View) -> list[str]:
    t, c = view.t, view.counts
    return [
        t.coverage_text.format(read=c["cells_read"], mapped=c["cells_mapped"], unclaimed=c["cells_unclaimed"]),
        *(f"{t.word(o)} {c[o]}" for o in ("passed", "failed", "not_applicable", "not_evaluated", "broken")),
    ]


def _manual(view: View) -> list[str]:
    return [f"□ {matter} {where}".rstrip() for matter, where in view.manual]


def _rulings(view: View) -> list[str]:
    t = view.t
    return [
        f"{t.word('act_' + x.action)} {view.where_words(x.where)} {t.rule_words(x.rule_id)} {x.reason} {x.reviewer} {x.date}"
        for x in view.review.rulings
    ] or [t.no_rulings]


def _provenance(view: View) -> list[str]:
    p = view.review.provenance
    versions = ", ".join(f"{name} {version}" for name, version in p.get("versions", {}).items())
    layout = [f"{view.t.layout_file} {p['layout']} {p['layout_digest']}"] if "layout" in p else []
    return [f"{p.get('file')}  SHA-256 {p.get('sha256')}", *layout, versions]


_LINES = {
    "summary": _summary,
    "form": _form,
    "funds": _funds,
    "indicators": _indicators,
    "findings": _findings,
    "checked": _checked,
    "manual": _manual,
    "rulings": _rulings,
    "provenance": _provenance,
}
