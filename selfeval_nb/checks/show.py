"""Findings on the command line: as text for a person, as JSON and CSV for programs."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from selfeval_nb.checks.model import FINDING_COLUMNS, CheckResult
from selfeval_nb.forms.export import rows_of
from selfeval_nb.forms.frames import Tables

_WORDS = {
    "zh": {"critical": "错误", "warning": "疑似", "info": "提示", "place": "第{table}个表格第{row}行第{col}列", "none": "没有发现问题。",
           "form": "第{no}张：{project}", "scores": "自评 {self}，测算 {low}", "range": "{low}～{high}", "unknown": "不能测算", "blank": "未填",
           "unnamed": "（无项目名称）", "arithmetic": "计算", "basis": "依据", "count": "共 {critical} 个错误、{warning} 个疑似问题、{info} 个提示。"},
    "en": {"critical": "error", "warning": "suspect", "info": "note", "place": "table {table}, row {row}, column {col}", "none": "No findings.",
           "form": "form {no}: {project}", "scores": "self-score {self}, recomputed {low}", "range": "{low} to {high}", "unknown": "not computable", "blank": "blank",
           "unnamed": "(no project name)", "arithmetic": "arithmetic", "basis": "basis", "count": "{critical} errors, {warning} suspects, {info} notes."},
}  # fmt: skip


def to_json(tables: Tables, result: CheckResult, lang: str = "zh") -> str:
    """``{"findings": [...]}``, one object a finding with all columns of the contract."""
    return json.dumps({"findings": rows_of(result.findings, FINDING_COLUMNS)}, ensure_ascii=False, indent=1)


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
        lines += [_finding(row, words) for row in found] or [f"  {words['none']}"]
        lines.append("")
    counts = {s: int((result.findings["severity"] == s).sum()) for s in ("critical", "warning", "info")}
    lines.append(words["count"].format(**counts))
    return "".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in "\n".join(lines))


def _scores(total: dict[str, Any], words: dict[str, str]) -> str:
    low, high, own = total.get("low"), total.get("high"), total.get("self_score")
    if low is None:
        computed = words["unknown"]
    else:
        computed = f"{low:g}" if low == high else words["range"].format(low=f"{low:g}", high=f"{high:g}")
    return words["scores"].format(self=words["blank"] if own is None else f"{own:g}", low=computed)


def _finding(row: dict[str, Any], words: dict[str, str]) -> str:
    place = words["place"].format(**row) if row["table"] is not None else ""
    text = f"  [{words[row['severity']]}] {row['rule_id']} {row['where']} {place}\n      {row['message']}"
    if row["arithmetic"]:
        text += f"\n      {words['arithmetic']}：{row['arithmetic']}"
    return text + (f"\n      {words['basis']}：{row['basis']}" if row["basis"] else "")
