"""复核底稿: the 13 columns of the usual work paper, the recomputed score beside them, totals by formula, hidden keys.

A form is a block of rows: budget execution, the indicators, the total by formula, the total as printed. The blocks stand on a
sheet each or below each other.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from selfeval_nb.common.where import TOTAL, indicator
from selfeval_nb.report.view.formats import span
from selfeval_nb.report.view.parts import Row
from selfeval_nb.report.view.view import View
from selfeval_nb.report.words.labels import Labels
from selfeval_nb.report.words.workbook_words import DEFAULT, EXTRA, KEY, PAPER
from selfeval_nb.report.workbook.sheet import Book, letter
from selfeval_nb.review.rulings.book import FinalScore
from selfeval_nb.review.rulings.matching import cell_hash, ground_hash, place_of

HEAD = 2  # the row of the heads, from 0
_LAST_ROW = 1_000_000  # Excel has 1,048,576
_WIDTHS = {
    "level1": 10, "level2": 12, "level3": 24, "nature": 6, "target": 13, "unit_of": 8, "weight": 7, "actual": 15, "self_score": 8,
    "review_actual": 13, "review_score": 8, "deviation": 8, "remark": 24, "recomputed": 13, "arithmetic": 26, "found": 52,
    "project": 24, "unit": 18,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where the totals of a form are: cells for the summary to link to, and the review score that stands there now."""

    sheet: str
    printed: str
    recomputed: str
    reviewed: str
    review_score: float | str


class Paper:
    """The work paper under construction."""

    def __init__(self, book: Book, *, each: bool) -> None:
        self.book = book
        self.each = each
        self.sheets = 0
        self.forms = 0
        self.lead: tuple[str, ...] = () if each else ("project", "unit")
        self.columns = (*self.lead, *PAPER, *EXTRA)
        self.at = {name: col for col, name in enumerate(self.columns)}
        self.key = len(self.columns)
        self.letter = {name: letter(col) for name, col in self.at.items()} | {"default": letter(self.key + 1)}
        if not each:
            self._open(book.w.paper_sheet, book.w.paper_title, "")

    def _open(self, name: str, title: str, note: str) -> None:
        book, w = self.book, self.book.w
        sheet = self.sheet = book.sheet(name)
        for col, column in enumerate(self.columns):
            sheet.set_column(col, col, _WIDTHS[column])
        sheet.set_column(self.key, self.key + 1, 10, None, {"hidden": True})
        sheet.set_row(0, 28)
        book.put(sheet, 0, 0, title, "title")
        book.put(sheet, 1, 0, note or w.sheet_note, "note")
        sheet.set_row(HEAD, 30)
        book.heads(sheet, HEAD, self.columns)
        book.put(sheet, HEAD, self.key, KEY, "key")
        book.put(sheet, HEAD, self.key + 1, DEFAULT, "key")
        sheet.freeze_panes(HEAD + 1, len(self.lead) + 3)
        sheet.repeat_rows(HEAD)
        self.row = HEAD + 1
        self.sheets += 1

    def _close(self) -> None:
        sheet, w = self.sheet, self.book.w
        last = max(self.row - 1, HEAD + 1)
        sheet.autofilter(HEAD, 0, last, len(self.columns) - 1)
        score = self.at["review_score"]
        sheet.data_validation(
            HEAD + 1, score, last, score,
            {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": f"={self.letter['weight']}{HEAD + 2}",
             "ignore_blank": True, "error_title": w.review_score[:32], "error_message": w.score_error},
        )  # fmt: skip
        # on paper: the usual columns and the recomputed score; the calculations would make the print too small to read
        sheet.print_area(0, 0, last + 2, self.at["recomputed"])

    def close(self) -> None:
        """After the last form."""
        if self.each and not self.sheets:
            self._open(self.book.w.paper_sheet, self.book.w.paper_title, "")
        if not self.each or not self.forms:
            self._close()

    def room(self) -> None:
        """A further sheet where the one below which forms stand is full."""
        if not self.each and self.row > _LAST_ROW:
            self._close()
            self._open(f"{self.book.w.paper_sheet}{self.sheets + 1}", self.book.w.paper_title, "")

    def add(self, view: View, final: FinalScore) -> Place:
        """The block of one form."""
        w, form = self.book.w, view.form
        self.forms += 1
        if self.each:
            name = view.project
            title = w.paper_title_of.format(name.removesuffix("项目") if w.lang == "zh" else name)
            about = [
                str(form.value("unit") or ""), w.year_value.format(form.year) if form.year else "",
                w.money_unit.format(form.money_unit) if form.money_unit else "",
                w.file_form.format(view.review.provenance.get("file", form.file), form.form_no),
            ]  # fmt: skip
            self._open(f"{self.forms:02d} {name}", title, "　".join(a for a in about if a))
        first = self.row
        rows = [r for r in view.rows if r.kind != "total"]
        known = {r.indicator_no: r for r in final.rows}
        defaults: list[float | None] = []
        for row in rows:
            # a row that does not count (no weight) must not make the total wait for it
            found = known.get(row.no)
            defaults.append(0.0 if found is None else found.score)
            self._indicator(view, row, defaults[-1])
        place = self._totals(view, final, first, rows, defaults)
        if self.each:
            self.sheet.set_row(self.row + 1, 24)
            self.book.put(self.sheet, self.row + 1, 0, w.signature, "note")
            self._close()
        return place

    def _indicator(self, view: View, row: Row, default: float | None) -> None:
        book, w, sheet, form, i = self.book, self.book.w, self.sheet, view.form, row.indicator
        base = TOTAL if i is None else indicator(row.no)
        levels = (w.execution, "", w.execution_rate) if i is None else (i.level1, i.level2, i.level3)
        score = None if row.review_score is None else float(row.review_score.value)
        exact = row.low is not None and row.low == row.high
        values: list[tuple[Any, str]] = [
            *((v, "text") for v in ((view.project, form.value("unit")) if self.lead else ())),
            *((v, "text") for v in levels), (row.nature, "middle"), (row.target, "text"), (row.unit, "middle"), (row.weight, "points"), (row.actual, "text"),
            (row.self_score, "points"), (row.review_actual.value if row.review_actual else None, "fill_text"), (score, "fill_points"),
            (None, "signed"), (remark(view, base), "fill"),
            (row.low if exact else span(row.low, row.high), "points"), (row.arithmetic or row.reason, "text"), (marks(row, view.t), "text"),
        ]  # fmt: skip
        for col, (value, kind) in enumerate(values):
            book.put(sheet, self.row, col, value, kind)
        book.fit(sheet, self.row, ((v, _WIDTHS[c]) for c, (v, _) in zip(self.columns, values, strict=True)))
        x = self.row + 1
        a, b = f"{self.letter['review_score']}{x}", f"{self.letter['self_score']}{x}"
        gap = round(score - row.self_score, 2) if score is not None and row.self_score is not None else ""
        sheet.write_formula(
            self.row, self.at["deviation"], f'=IF(OR({a}="",{b}=""),"",ROUND({a}-{b},2))', book.f["signed"], gap
        )
        actual = f"{base}.rate" if i is None else f"{base}.actual_text"
        key = [
            form.form_id, base, place_of(form, base), cell_hash(form, f"{base}.score"), cell_hash(form, actual),
            ground_hash(form, base),
        ]  # fmt: skip
        book.put(sheet, self.row, self.key, json.dumps(key, ensure_ascii=True, separators=(",", ":")), "key")
        book.put(sheet, self.row, self.key + 1, default, "key")
        self.row += 1

    def _totals(
        self, view: View, final: FinalScore, first: int, rows: list[Row], defaults: list[float | None]
    ) -> Place:
        book, w, sheet, r = self.book, self.book.w, self.sheet, self.row
        printed, total = view.self_score, view.total
        for line, name in ((r, w.total), (r + 1, w.printed_total)):
            for col in range(len(self.columns)):
                book.put(sheet, line, col, None, "sum")
            if self.lead:
                book.put(sheet, line, 0, view.project, "sum")
                book.put(sheet, line, 1, view.form.value("unit"), "sum")
            book.put(sheet, line, self.at["level1"], name, "sum")
            if line == r:
                score = self._sums(view, final, first, rows, defaults)
                exact = total["low"] is not None and total["low"] == total["high"]
                book.put(sheet, r, self.at["recomputed"], total["low"] if exact else view.recomputed, "sum_points")
                book.put(sheet, r, self.at["arithmetic"], total["arithmetic"] or total["reason"], "sum")
                book.put(
                    sheet,
                    r,
                    self.at["found"],
                    marks(next((x for x in view.rows if x.kind == "total"), None), view.t),
                    "sum",
                )
                book.put(sheet, r, self.key, json.dumps([view.form.form_id, "total"]), "key")
        book.put(sheet, r + 1, self.at["weight"], view.form.value("total_weight"), "sum_points")
        book.put(
            sheet, r + 1, self.at["self_score"], view.self_score_words if printed is None else printed, "sum_points"
        )
        book.put(sheet, r + 1, self.key, json.dumps([view.form.form_id, "printed"]), "key")
        self.row = r + 2
        return Place(
            sheet.get_name(), f"{self.letter['self_score']}{r + 2}", f"{self.letter['recomputed']}{r + 1}",
            f"{self.letter['review_score']}{r + 1}", score,
        )  # fmt: skip

    def _sums(
        self, view: View, final: FinalScore, first: int, rows: list[Row], defaults: list[float | None]
    ) -> float | str:
        """The formulas of the total row; returns the review score that they give now, or the word that stands for it."""
        book, w, sheet, r = self.book, self.book.w, self.sheet, self.row
        own = [x.self_score for x in rows if x.self_score is not None]

        def area(name: str) -> str:
            return f"{self.letter[name]}{first + 1}:{self.letter[name]}{r}"

        if rows:
            for name, values in (("weight", [x.weight for x in rows if x.weight is not None]), ("self_score", own)):
                sheet.write_formula(
                    r, self.at[name], f"=SUM({area(name)})", book.f["sum_points"], round(sum(values), 6)
                )
        whole = next(
            (x for x in view.review.rulings if (x.action, x.where, x.stale) == ("score", "total_score", False)), None
        )
        score: float | str = w.no_scores
        if whole is not None:
            score = float(whole.value)
        elif rows and final.low is not None:
            known = [d for d in defaults if d is not None]
            score = round(sum(known), 6) if len(known) == len(defaults) else w.to_fill
            filled, default = area("review_score"), area("default")
            sheet.write_formula(
                r, self.at["review_score"],
                f'=IF(SUMPRODUCT(({filled}="")*({default}=""))>0,"{w.to_fill}",SUM({filled})+SUMPRODUCT(--({filled}=""),{default}))',
                book.f["sum_points"], score,
            )  # fmt: skip
        if whole is not None or not rows or final.low is None:
            book.put(sheet, r, self.at["review_score"], score, "sum_points")
        x = r + 1
        a, b = f"{self.letter['review_score']}{x}", f"{self.letter['self_score']}{x}"
        gap = round(score - sum(own), 2) if isinstance(score, float) and own else ""
        sheet.write_formula(
            r,
            self.at["deviation"],
            f'=IF(AND(ISNUMBER({a}),ISNUMBER({b})),ROUND({a}-{b},2),"")',
            book.f["sum_signed"],
            gap,
        )
        return score


def marks(row: Row | None, t: Labels) -> str:
    """The findings of a row, one a line; those that were waived are left out."""
    if row is None:
        return ""
    return "\n".join(
        f"{m.symbol}{t.rule_words(m.finding['rule_id'])} {m.finding['message']}"
        for m in row.marks
        if m.finding.get("ruling") != "waive"
    )


def remark(view: View, base: str) -> str:
    """What the reviewer has remarked on the row, from the rulings that hold."""
    reasons = [
        r.reason
        for r in view.review.rulings
        if not r.stale and r.reason and r.action in ("score", "override", "note") and r.where.partition(".")[0] == base
    ]
    return "\n".join(dict.fromkeys(reasons))
