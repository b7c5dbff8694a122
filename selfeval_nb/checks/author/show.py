"""Findings on the command line: as text for a person, as JSON and CSV for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from selfeval_nb.checks.author.impact import Impact
from selfeval_nb.checks.book.basis import footnote
from selfeval_nb.checks.book.rules import SuiteError
from selfeval_nb.checks.model import FINDING_COLUMNS, SEVERITIES, CheckResult
from selfeval_nb.common.said import said
from selfeval_nb.forms.export import rows_of
from selfeval_nb.forms.frames import Tables
from selfeval_nb.forms.place_names import place_name
from selfeval_nb.forms.words.text import spelled_json

_WORDS = said(__name__, "findings")


def to_json(tables: Tables, result: CheckResult, lang: str = "zh") -> str:
    """``{"findings": [...]}``, one object a finding with all columns of the contract; ``broken`` beside it where rules broke."""
    told: dict[str, Any] = {"findings": rows_of(result.findings, FINDING_COLUMNS)}
    if result.broken:
        told["broken"] = [{"rule_id": rule, "reason": why} for rule, why in result.broken.items()]
    return spelled_json(json.dumps(told, ensure_ascii=False, indent=1))


def to_csv(tables: Tables, result: CheckResult, lang: str = "zh") -> str:
    """A row a finding; a text that a spreadsheet would take for a formula gets a leading apostrophe."""
    from selfeval_nb.forms.export import safe_cell

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FINDING_COLUMNS)
    for row in rows_of(result.findings, FINDING_COLUMNS):
        writer.writerow([safe_cell(row[c]) for c in FINDING_COLUMNS])
    return out.getvalue()


def to_text(tables: Tables, result: CheckResult, lang: str = "zh") -> str:
    """A heading a form, a paragraph a finding: severity, place, message, arithmetic, basis."""
    words = _WORDS[lang]
    by_form: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(result.findings, FINDING_COLUMNS):
        by_form.setdefault(row["form_id"], []).append(row)
    totals = {row["form_id"]: row for row in rows_of(result.totals)}
    lines: list[str] = []
    for form in tables.items:
        found = by_form.get(form.form_id, [])
        heading = words["form"].format(no=form.form_no, project=form.value("project") or words["unnamed"])
        lines.append(f"{form.file} {heading}    {_scores(totals.get(form.form_id, {}), words)}")
        lines += [_finding(row, place_name(row["where"], lang, form), words) for row in found] or [f"  {words['none']}"]
        lines.append("")
    counts = {s: int((result.findings["severity"] == s).sum()) for s in SEVERITIES}
    lines += [words["broken"].format(rule=rule, why=why) for rule, why in result.broken.items()]
    lines.append(words["count"].format(**counts))
    lines += [note] if (note := footnote(result.findings["basis"], lang)) else []
    return "".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in "\n".join(lines))


def _scores(total: dict[str, Any], words: dict[str, str]) -> str:
    own, computed = total.get("self_score"), _span(total.get("low"), total.get("high"), words)
    return words["scores"].format(self=words["blank"] if own is None else f"{own:g}", low=computed)


def _finding(row: dict[str, Any], where: str, words: dict[str, str]) -> str:
    place = words["place"].format(**row) if row["table"] is not None else ""
    text = f"  [{words[row['severity']]}] {row['rule_id']} {where}{place}\n      {row['message']}"
    if row["arithmetic"]:
        text += f"\n      {words['arithmetic']}：{row['arithmetic']}"
    return text + (f"\n      {words['basis']}：{row['basis']}" if row["basis"] else "")


_RULE_WORDS = said(__name__, "rules")


def rules_text(rules: dict[str, dict[str, Any]], ids: Sequence[str], lang: str = "zh") -> str:
    """The rule book a line a rule, or the rules named in ``ids`` in full. ``rules`` as ``catalogue.by_id`` gives them."""
    words, names = _RULE_WORDS[lang], _WORDS[lang]
    spelled = {rule.upper(): rule for rule in rules}
    wanted = [spelled.get(i.upper(), i) for i in ids]
    unknown = [i for i in wanted if i not in rules]
    if unknown:
        raise SuiteError(words["unknown"].format(ids="、".join(unknown)))
    if not wanted:
        return "\n".join(f"{i:5} [{names[r['severity']]}] {r['title']}  ({r['suite']})" for i, r in rules.items())
    lines = []
    for i in wanted:
        rule = rules[i]
        lines += [f"{i} {rule['title']} [{names[rule['severity']]}]", f"  {words['suite']}：{rule['suite']}"]
        lines += [f"  {words[k]}：{rule[k]}" for k in ("basis", "why", "advice", "not_applicable") if rule.get(k)]
        lines.append("")
    lines.append(footnote((rules[i].get("basis") for i in wanted), lang))
    return "\n".join(lines).rstrip()


_IMPACT_WORDS = said(__name__, "impact")


def impact_text(tables: Tables, impact: Impact, lang: str = "zh") -> str:
    """What another preset would change: a heading a form, a line a finding that appears or goes, the totals before and after."""
    words = _IMPACT_WORDS[lang]
    if impact.forms.empty:
        return words["none"]
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(impact.findings):
        found.setdefault(row["form_id"], []).append(row)
    totals = {row["form_id"]: row for row in rows_of(impact.totals)}
    changed = {row["form_id"]: row for row in rows_of(impact.forms)}
    lines = []
    for form in tables.items:
        if form.form_id not in changed:
            continue
        row = changed[form.form_id]
        lines.append(f"{form.file} {form.value('project') or ''}{words['flip'] if row.get('flips') else ''}")
        total = totals.get(form.form_id)
        if total is not None:
            old, new = (_span(total.get(f"low_{k}"), total.get(f"high_{k}"), _WORDS[lang]) for k in ("old", "new"))
            lines.append(words["total"].format(old=old, new=new))
        lines += [
            f"  {words[f['change']]} {f['rule_id']} {f['where']} {f['message']}" for f in found.get(form.form_id, [])
        ]
    flips = sum(bool(r.get("flips")) for r in changed.values())
    lines.append(words["forms"].format(n=len(changed), flips=flips))
    return "\n".join(lines)


def _span(low: float | None, high: float | None, words: dict[str, str]) -> str:
    if low is None or high is None:
        return words["unknown"]
    return f"{low:g}" if low == high else words["range"].format(low=f"{low:g}", high=f"{high:g}")
