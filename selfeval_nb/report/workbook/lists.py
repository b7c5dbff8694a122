"""The other sheets: 汇总表, 问题清单 (整改台账), 检查情况, 说明, and the hidden one that says which form a row belongs to."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from selfeval_nb.checks.book.basis import footnote
from selfeval_nb.report.view.view import View
from selfeval_nb.report.words.labels import Labels
from selfeval_nb.report.words.workbook_words import FINDING_KEY, FINDINGS, FORMS_SHEET, MARK, PRINTED, STATUS
from selfeval_nb.report.workbook.paper import Place
from selfeval_nb.report.workbook.sheet import Book, letter
from selfeval_nb.review.build import rules_by_outcome
from selfeval_nb.review.model import Review
from selfeval_nb.review.rulings.matching import cell_hash, ground_hash, place_of

HEAD = 2
_SUMMARY = (
    "no", "unit", "project", "self_score", "recomputed", "review_score", "difference", "main_reason", "difference_class",
    "self_grade", "review_grade", "suggestion",
)  # fmt: skip
_SUMMARY_WIDTHS = (6, 22, 30, 9, 13, 9, 9, 46, 11, 9, 9, 14)
_FINDING_WIDTHS = {
    "no": 5, "project": 17, "unit": 15, "severity": 8, "place": 18, "problem": 40, "advice": 24, "ruling": 9, "ruling_reason": 14,
    "status": 8, "deadline": 11, "responsible": 14, "quote": 16, "calculation": 18, "rule": 7, "suite": 9, "basis": 22,
}  # fmt: skip
_CHECK_WIDTHS = (8, 14, 44, 10, 10, 10, 10, 10, 60)
_REASONS = 3
_FILLED = {"ruling": "fill", "ruling_reason": "fill", "responsible": "fill", "deadline": "fill_date", "status": "fill"}
_SPARE = 50  # rows below the findings for the reviewer's own
_OUTCOMES = ("passed", "failed", "not_applicable", "not_evaluated", "broken")


def main_reasons(view: View) -> str:
    """The first errors and doubtful points by their titles, with how often each occurs: what to begin the sentence with."""
    titles = Counter(
        str(m.finding.get("title") or m.finding["rule_id"])
        for m in view.marks
        if m.severity != "info" and m.finding.get("ruling") != "waive"
    )
    times = "{}（{}处）" if view.t.lang == "zh" else "{} ({})"
    named = [times.format(t, n) if n > 1 else t for t, n in list(titles.items())[:_REASONS]]
    more = len(titles) - _REASONS
    if more > 0:
        named.append(f"等{len(titles)}类" if view.t.lang == "zh" else f"and {more} more")
    return ("；" if view.t.lang == "zh" else "; ").join(named)


class Summary:
    """汇总表: a row a form, its scores linked to the work paper."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.labels = Labels(book.w.lang)
        sheet = self.sheet = book.sheet(book.w.summary_sheet)
        for col, width in enumerate(_SUMMARY_WIDTHS):
            sheet.set_column(col, col, width)
        sheet.set_row(0, 28)
        book.put(sheet, 0, 0, book.w.summary_title, "title")
        book.heads(sheet, HEAD, _SUMMARY)
        sheet.freeze_panes(HEAD + 1, 3)
        sheet.repeat_rows(HEAD)
        self.row = HEAD
        self.numbers: dict[int, list[float]] = {3: [], 4: [], 5: [], 6: []}

    def add(self, view: View, at: Place) -> None:
        """The row of one form, whose totals are ``at``."""
        book, sheet = self.book, self.sheet
        self.row += 1
        row, x = self.row, self.row + 1
        name = "'" + at.sheet.replace("'", "''") + "'"
        own, total = view.self_score, view.total
        reviewed = at.review_score if isinstance(at.review_score, float) else None
        exact = total["low"] is not None and total["low"] == total["high"]
        gap = None if own is None or reviewed is None else round(reviewed - own, 2)
        grades, classes = _grades(view.review), _classes(view.review, book.w.lang)
        book.put(sheet, row, 0, row - HEAD)
        book.put(sheet, row, 1, view.form.value("unit"))
        book.put(sheet, row, 2, view.project)
        links: tuple[tuple[str, Any], ...] = (
            (at.printed, view.self_score_words if own is None else own),
            (at.recomputed, total["low"] if exact else view.recomputed),
            (at.reviewed, at.review_score),
        )
        for col, (cell, value) in enumerate(links, start=3):
            sheet.write_formula(row, col, f"={name}!{cell}", book.f["points"], value)
        formula = f'=IF(AND(ISNUMBER(F{x}),ISNUMBER(D{x})),ROUND(F{x}-D{x},2),"")'
        sheet.write_formula(row, 6, formula, book.f["signed"], "" if gap is None else gap)
        for col, number in ((3, own), (4, total["low"] if exact else None), (5, reviewed), (6, gap)):
            if number is not None:
                self.numbers[col].append(number)
        reasons = main_reasons(view)
        book.put(sheet, row, 7, reasons)
        texts = ((1, view.form.value("unit")), (2, view.project), (7, reasons))
        book.fit(sheet, row, ((text, _SUMMARY_WIDTHS[col]) for col, text in texts))
        changed = reviewed is not None and own is not None and _grade(grades, own) != _grade(grades, reviewed)
        sheet.write_formula(
            row, 8, _class_formula(classes, x), book.f["text"], "" if gap is None else _class(classes, gap, changed)
        )
        for col, cell, points in ((9, f"D{x}", own), (10, f"F{x}", reviewed)):
            sheet.write_formula(
                row, col, _grade_formula(grades, cell), book.f["text"], "" if points is None else _grade(grades, points)
            )
        book.put(sheet, row, 11, self.labels.word(view.review.suggestion))

    def close(self) -> None:
        """The averages below the last form, and the filter."""
        book, sheet, last = self.book, self.sheet, self.row
        sheet.autofilter(HEAD, 0, max(last, HEAD + 1), len(_SUMMARY) - 1)
        sheet.print_area(0, 0, last + 1, len(_SUMMARY) - 1)
        if last == HEAD:
            return
        for col in range(len(_SUMMARY)):
            book.put(sheet, last + 1, col, None, "sum")
        book.put(sheet, last + 1, 2, book.w.average, "sum")
        for col, numbers in self.numbers.items():
            area = f"{letter(col)}{HEAD + 2}:{letter(col)}{last + 1}"
            formula = f'=IF(COUNT({area})>0,AVERAGE({area}),"")'
            value = sum(numbers) / len(numbers) if numbers else ""
            sheet.write_formula(last + 1, col, formula, book.f["sum_signed" if col == 6 else "sum_points"], value)


def _grades(review: Review) -> list[tuple[float, str]]:
    """(cut-off, grade), best first; the last has no cut-off. Empty when the preset names none."""
    values = review.preset.get("values", {}).get("grades", {})
    names, cuts = [str(n) for n in values.get("names", [])], [float(c) for c in values.get("cutoffs", [])]
    return list(zip([*cuts, -1e9], names, strict=True)) if len(names) == len(cuts) + 1 else []


def _grade(grades: list[tuple[float, str]], score: float) -> str:
    return next((name for cut, name in grades if score >= cut - 1e-9), "")


def _grade_formula(grades: list[tuple[float, str]], cell: str) -> str:
    if not grades:
        return '=""'
    inner = f'"{_quoted(grades[-1][1])}"'
    for cut, name in reversed(grades[:-1]):
        inner = f'IF({cell}>={cut:g},"{_quoted(name)}",{inner})'
    return f'=IF(ISNUMBER({cell}),{inner},"")'


def _classes(review: Review, lang: str) -> list[tuple[float, str]]:
    """(largest difference, class), smallest first; the last has no limit. Empty when the preset names none."""
    values = review.preset.get("values", {}).get("difference", {})
    names = [str(n) for n in values.get("names" if lang == "zh" else "names_en", [])]
    limits = [float(x) for x in values.get("limits", [])]
    return list(zip([*limits, 1e9], names, strict=True)) if len(names) == len(limits) + 1 else []


def _class(classes: list[tuple[float, str]], gap: float, changed: bool) -> str:
    """As checks.totals.difference_class: a changed grade is always the last class."""
    if not classes:
        return ""
    return classes[-1][1] if changed and gap else next(name for limit, name in classes if abs(gap) <= limit + 1e-9)


def _class_formula(classes: list[tuple[float, str]], x: int) -> str:
    if not classes:
        return '=""'
    inner = f'"{_quoted(classes[-1][1])}"'
    for limit, name in reversed(classes[:-1]):
        inner = f'IF(ABS(G{x})<={limit:g},"{_quoted(name)}",{inner})'
    return f'=IF(G{x}="","",IF(AND(G{x}<>0,J{x}<>K{x}),"{_quoted(classes[-1][1])}",{inner}))'


def _quoted(text: str) -> str:
    return text.replace('"', '""')


class Ledger:
    """问题清单（整改台账）: a row a finding, with the columns that a reviewer and a unit fill in."""

    def __init__(self, book: Book) -> None:
        self.book = book
        w = book.w
        sheet = self.sheet = book.sheet(w.findings_sheet)
        for col, width in enumerate(_FINDING_WIDTHS[name] for name in FINDINGS):
            sheet.set_column(col, col, width)
        sheet.set_column(len(FINDINGS), len(FINDINGS), 10, None, {"hidden": True})
        sheet.set_row(0, 28)
        book.put(sheet, 0, 0, w.findings_title, "title")
        book.heads(sheet, HEAD, FINDINGS)
        book.put(sheet, HEAD, len(FINDINGS), FINDING_KEY, "key")
        sheet.freeze_panes(HEAD + 1, 2)
        sheet.repeat_rows(HEAD)
        self.row = HEAD

    def add(self, view: View) -> None:
        """The findings of one form."""
        book, w, sheet, form = self.book, self.book.w, self.sheet, view.form
        unit = form.value("unit")
        for m in view.marks:
            f = m.finding
            self.row += 1
            ruling = str(f.get("ruling") or "")
            held = next((r for r in m.rulings if r.action in ("confirm", "waive") and not r.stale), None)
            status = "not_needed" if ruling == "waive" or m.severity == "info" else "open"
            place = "\n".join(dict.fromkeys((view.where_words(f["where"]), view.place_words(m))))
            values: dict[str, Any] = {
                "no": self.row - HEAD, "project": view.project, "unit": unit, "severity": f"{m.symbol}{view.t.word(m.severity)}",
                "place": place, "problem": f["message"], "advice": f["advice"], "ruling": w.word(ruling) if ruling else None,
                "ruling_reason": held.reason if held else None, "status": w.word(status), "deadline": None, "responsible": unit,
                "quote": f["quote"], "calculation": f["arithmetic"], "rule": view.t.rule_words(f["rule_id"]),
                "suite": view.t.suite_words(str(f["suite"])), "basis": f["basis"],
            }  # fmt: skip
            for col, name in enumerate(FINDINGS):
                book.put(sheet, self.row, col, values[name], _FILLED.get(name, "text"))
            book.fit(sheet, self.row, ((values[name], _FINDING_WIDTHS[name]) for name in FINDINGS[:PRINTED]))
            where = str(f["where"])
            key = [
                form.form_id,
                f["rule_id"],
                where,
                place_of(form, where),
                cell_hash(form, where),
                ground_hash(form, where, f),
            ]
            book.put(sheet, self.row, len(FINDINGS), json.dumps(key, ensure_ascii=True, separators=(",", ":")), "key")

    def close(self) -> None:
        """The filter and the lists to choose from, which also hold for the rows that a reviewer adds."""
        w, sheet, last = self.book.w, self.sheet, max(self.row, HEAD + 1)
        sheet.autofilter(HEAD, 0, last, len(FINDINGS) - 1)
        sheet.print_area(0, 0, last, PRINTED - 1)
        first, end = HEAD + 1, last + _SPARE
        for name, words in (("ruling", ("confirm", "waive")), ("status", STATUS)):
            col = FINDINGS.index(name)
            source = [w.word(x) for x in words]
            sheet.data_validation(
                first, col, end, col,
                {"validate": "list", "source": source, "ignore_blank": True, "error_message": w.list_error},
            )  # fmt: skip
        col = FINDINGS.index("deadline")
        sheet.data_validation(
            first, col, end, col,
            {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1), "ignore_blank": True, "error_message": w.date_error},
        )  # fmt: skip


class Checks:
    """检查情况: for every rule, on how many forms it passed, failed, did not apply or could not be evaluated."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.counts: defaultdict[str, Counter[str]] = defaultdict(Counter)  # outcome -> rule -> forms
        self.rules: dict[str, dict[str, Any]] = {}
        self.problems: list[tuple[str, str, str]] = []
        self.first: Review | None = None
        self.forms = 0

    def add(self, review: Review) -> None:
        """Count the outcomes of one form."""
        self.begin(review)
        self.rules |= review.rules
        self.count(rules_by_outcome(review.outcomes), self.problems_of(review))

    def begin(self, review: Review) -> None:
        """The review of the first form, from which all others have their rules and where they come from."""
        if self.first is None:
            self.first, self.rules = review, dict(review.rules)

    def count(self, outcomes: Mapping[str, Iterable[str]], problems: Iterable[tuple[str, str, str]]) -> None:
        """The same of a form whose rules by outcome and problems are known."""
        self.forms += 1
        for outcome, rules in outcomes.items():
            self.counts[outcome].update(rules)
        self.problems += problems

    @staticmethod
    def problems_of(review: Review) -> list[tuple[str, str, str]]:
        """What the sheet about the workbook says of a form's reading: file, place, sentence."""
        return [
            (str(p.get("file") or ""), str(p.get("where") or ""), str(p.get("detail") or p.get("problem") or ""))
            for p in review.problems_told
        ]

    def write(self) -> None:
        """The sheet of the checks and the sheet about the workbook."""
        self._checks()
        self._about()

    def _checks(self) -> None:
        book, w = self.book, self.book.w
        labels = Labels(w.lang)
        sheet = book.sheet(w.checks_sheet)
        for col, width in enumerate(_CHECK_WIDTHS):
            sheet.set_column(col, col, width)
        sheet.set_row(0, 28)
        book.put(sheet, 0, 0, w.checks_title, "title")
        book.heads(
            sheet,
            HEAD,
            (
                "rule",
                "suite",
                "check",
                "forms_passed",
                "forms_failed",
                "forms_na",
                "forms_open",
                "forms_broken",
                "basis",
            ),
        )
        sheet.freeze_panes(HEAD + 1, 3)
        sheet.repeat_rows(HEAD)

        def order(rule: str) -> tuple[int, str, int, str]:
            letters = rule.rstrip("0123456789")
            digits = rule[len(letters) :]
            return labels.suite_order(str(self.rules.get(rule, {}).get("suite"))), letters, int(digits or 0), rule

        rules = sorted({rule for counted in self.counts.values() for rule in counted}, key=order)
        for row, rule in enumerate(rules, start=HEAD + 1):
            meta = self.rules.get(rule, {})
            values = [rule, labels.suite_words(str(meta.get("suite", ""))), meta.get("title", rule)]
            values += [self.counts[o][rule] for o in _OUTCOMES]
            for col, value in enumerate([*values, _basis(meta.get("basis"))]):
                book.put(sheet, row, col, value)
        sheet.autofilter(HEAD, 0, HEAD + max(len(rules), 1), 8)

    def _about(self) -> None:
        book, w = self.book, self.book.w
        labels = Labels(w.lang)
        sheet = book.sheet(w.about_sheet)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 100)
        book.put(sheet, 0, 0, w.about_sheet, "title")
        lines: list[tuple[str, str]] = [("", text) for text in w.about]
        if self.first is not None:
            preset, p = self.first.preset, self.first.provenance
            lines.append((labels.preset, str(preset.get("title") or preset.get("name") or "")))
            lines += [("", str(sentence)) for sentence in preset.get("sentences") or []]
            lines += [
                (labels.preset_digest, str(p.get("preset_digest", ""))),
                (labels.ruleset_digest, str(p.get("ruleset_digest", ""))),
            ]
            lines += [
                (labels.beside, f"{labels.word(f'beside_{kind}')} {labels.beside_documents.format(n=mark['documents'])} {mark['sha256']}")
                for kind, mark in (p.get("beside") or {}).items()
            ]  # fmt: skip
            lines.append((labels.versions, ", ".join(f"{k} {v}" for k, v in p.get("versions", {}).items())))
        note = footnote((_basis(meta.get("basis")) for meta in self.rules.values()), w.lang)
        lines += [("", note)] if note else []
        seen = dict.fromkeys(self.problems)
        lines += [(labels.problems if i == 0 else "", "　".join(x for x in found if x)) for i, found in enumerate(seen)]
        for row, (name, text) in enumerate(lines, start=2):
            book.put(sheet, row, 0, name, "wrapped")
            book.put(sheet, row, 1, text, "wrapped")
            book.fit(sheet, row, [(name, 24), (text, 100)])


def _basis(basis: Any) -> str:
    if isinstance(basis, dict):
        return "".join(str(basis[k]) for k in ("document", "article") if basis.get(k))
    return str(basis or "")


def forms_sheet(book: Book, subjects: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """The hidden sheet by which the import knows what each row's form is."""
    sheet = book.book.add_worksheet(FORMS_SHEET)
    sheet.very_hidden()
    book.put(sheet, 0, 0, MARK, "key")
    for row, (form_id, subject) in enumerate(subjects, start=1):
        book.put(sheet, row, 0, form_id, "key")
        book.put(sheet, row, 1, json.dumps(subject, ensure_ascii=True), "key")
