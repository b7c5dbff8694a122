"""The findings of one form as CSV inside its report: a link that saves them, for a spreadsheet."""

from __future__ import annotations

import base64
import csv
import io

from markupsafe import Markup

from selfeval_nb.forms.export import safe_cell
from selfeval_nb.report.page.env import shown
from selfeval_nb.report.view.view import View
from selfeval_nb.report.words.desk_words import DeskWords

_COLUMNS = ("no", "severity", "rule", "place", "message", "quote", "arithmetic", "ruling")


def findings_csv(view: View) -> str:
    """The list as text: heads in the report's language; no cell can be taken for a formula."""
    w = DeskWords(view.t.lang)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([view.t.project, view.t.unit, *(w.word(f"c_{c}") for c in _COLUMNS), view.t.advice, view.t.basis])
    unit = str(view.form.value("unit") or "")
    for m in view.marks:
        f = m.finding
        held = str(f.get("ruling") or "")
        row = [
            view.project, unit, m.no, view.t.word(m.severity), view.t.rule_words(f["rule_id"]), view.where_words(f["where"]),
            f["message"], (f["quote"] or "").strip(), f["arithmetic"], view.t.word(f"act_{held}") if held else "", f["advice"], f["basis"],
        ]  # fmt: skip
        writer.writerow([safe_cell(shown(cell)) for cell in row])
    return out.getvalue()


def csv_link(view: View) -> Markup:
    """The link with the file in it; spreadsheet programs tell its encoding by the mark at its beginning."""
    data = base64.b64encode(("\ufeff" + findings_csv(view)).encode("utf-8", "backslashreplace")).decode()
    return Markup('<a download="{}.csv" href="data:text/csv;charset=utf-8;base64,{}">{}</a>').format(
        view.t.findings, data, view.t.download_csv
    )
