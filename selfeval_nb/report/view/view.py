"""What the sections show, worked out once from a Review: numbered findings, work-paper rows, sums, lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from selfeval_nb.checks.book.basis import footnote
from selfeval_nb.checks.model import FINDING_COLUMNS, SEVERITIES, severity_rank
from selfeval_nb.checks.table.rows import about_satisfaction
from selfeval_nb.common.where import TOTAL, fund, indicator, parse, row_of
from selfeval_nb.forms.model import FundRow, Indicator
from selfeval_nb.forms.place_names import place_name
from selfeval_nb.report.view import facsimile
from selfeval_nb.report.view.deciding import Deciding, deciding
from selfeval_nb.report.view.formats import DASH, number, points, signed, span
from selfeval_nb.report.view.parts import Mark, Row, SumCheck, join_levels
from selfeval_nb.report.words.labels import Labels
from selfeval_nb.review.build import rules_by_outcome
from selfeval_nb.review.model import Review, Ruling
from selfeval_nb.review.rulings.final import FinalScore, final_score, preset_of

OPERATORS = {">=": "≥", "<=": "≤", "=": "=", ">": "＞", "<": "＜"}
_PARTS = ("fiscal_current", "carryover", "other")


class View:
    """A Review made ready for the templates. Nothing is formatted twice and no template reckons."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.form = review.form
        self.t = Labels(review.lang)
        self.counts = review.counts
        self.total = review.total
        self.preset = dict.fromkeys(("name", "title", "basis", "sentences", "note")) | review.preset

    @cached_property
    def tables(self) -> list[facsimile.DrawnTable]:
        """The form's tables, ready to be drawn again."""
        # the page may have 400 kB: what the other sections take is known roughly, the rest is the form's
        others = 70_000 + 1_300 * len(self.form.indicators) + 3_200 * len(self.review.findings)
        longest = facsimile.longest_text(self.form.grid, 380_000 - others)
        return [facsimile.draw(table, self.form.roles, longest) for table in self.form.grid]

    @cached_property
    def _cells(self) -> dict[facsimile.Place, facsimile.Place]:
        return facsimile.places(self.tables)

    @cached_property
    def marks(self) -> list[Mark]:
        """The findings, numbered from 1 in the order of the list: errors first, then in the order of the checks."""
        ranked = sorted(self.review.findings, key=lambda f: severity_rank(f.get("severity")))
        marks = []
        for no, given in enumerate(ranked, start=1):
            finding: dict[str, Any] = dict.fromkeys(FINDING_COLUMNS) | dict(given)
            numbers = [finding.get(k) for k in ("table", "row", "col")]
            place = None if None in numbers else (int(numbers[0]), int(numbers[1]), int(numbers[2]))  # type: ignore[arg-type]
            cell = None if place is None else self._cells.get(place)
            rulings = [
                r
                for r in self.review.rulings
                if (r.rule_id, r.where) == (finding["rule_id"], finding["where"])
                # two findings of the reviewer's own may stand at one place
                and (r.action != "add" or r.reason == finding["message"])
            ]
            marks.append(Mark(no, finding, place, cell, rulings))
        return marks

    @cached_property
    def marks_by_cell(self) -> dict[facsimile.Place, list[Mark]]:
        found: dict[facsimile.Place, list[Mark]] = {}
        for mark in self.marks:
            if mark.cell is not None:
                found.setdefault(mark.cell, []).append(mark)
        return {cell: sorted(marks, key=lambda m: m.waived) for cell, marks in found.items()}

    @property
    def marks_elsewhere(self) -> list[Mark]:
        """Findings on the form as a whole, or on text outside its tables."""
        return [mark for mark in self.marks if mark.cell is None]

    @property
    def groups(self) -> list[tuple[str, list[Mark]]]:
        grouped = [(s, [m for m in self.marks if m.severity == s]) for s in SEVERITIES]
        return [(s, marks) for s, marks in grouped if marks]

    def row_words(self, mark: Mark) -> str:
        """Where to look: the row, with its table where the form has several; the finding's number where it has no cell."""
        if mark.place is None:
            return self.t.to_finding.format(mark.no)
        row = self.t.to_row.format(mark.place[1])
        return (
            row
            if len(self.form.grid) < 2
            else f"{self.t.table_n.format(mark.place[0])}{'' if self.t.lang == 'zh' else ', '}{row}"
        )

    @property
    def deciding(self) -> list[Deciding]:
        """The problems that decide, for the head of the report: those of one rule together, errors first."""
        return deciding(self.marks)

    @property
    def undecided_rest(self) -> int:
        """Findings that the head of the report does not name."""
        return sum(not m.waived for m in self.marks) - sum(d.more or len(d.marks) for d in self.deciding)

    @staticmethod
    def bases(marks: Sequence[Mark]) -> list[tuple[str, list[Mark]]]:
        """What a group of findings rests on, each basis once with its findings."""
        found: dict[str, list[Mark]] = {}
        for mark in marks:
            if mark.finding.get("basis"):
                found.setdefault(str(mark.finding["basis"]), []).append(mark)
        return list(found.items())

    @property
    def basis_note(self) -> str:
        """What the mark behind an article means, once a report; '' where no basis bears it."""
        return footnote((m.finding.get("basis") for m in self.marks), self.t.lang)

    @cached_property
    def rule_pages(self) -> dict[str, dict[str, Any]]:
        """What a reader may want to know of each rule that found something: why, basis, what it leaves alone, what it found."""
        pages: dict[str, dict[str, Any]] = {}
        for mark in self.marks:
            rule = str(mark.finding["rule_id"])
            if rule in self.review.rules:
                meta = dict.fromkeys(("title", "suite", "basis", "why", "not_applicable")) | self.review.rules[rule]
                pages.setdefault(rule, meta | {"marks": []})["marks"].append(mark)
        return dict(sorted(pages.items(), key=lambda item: _natural(item[0])))

    def where_words(self, where: str | None) -> str:
        """``where`` in the reader's words, an indicator with its name, an added funds row with its printed label."""
        return place_name(where or "form", self.t.lang, self.form)

    def place_words(self, mark: Mark) -> str:
        if mark.place is None:
            return self.t.place_form
        return self.t.place.format(table=mark.place[0], row=mark.place[1], col=mark.place[2])

    @property
    def project(self) -> str:
        return str(self.form.value("project") or self.form.title or self.review.provenance.get("file", ""))

    def head(self, name: str) -> str:
        value = self.form.value(name)
        return DASH if value in (None, "") else str(value)

    @staticmethod
    def span(low: float | None, high: float | None) -> str:
        return span(low, high)

    @cached_property
    def fund_total(self) -> FundRow | None:
        return self.form.main_fund

    @property
    def rate(self) -> float | None:
        """The execution rate as it follows from the printed amounts."""
        fund = self.fund_total
        return self.rate_of(fund) if fund else None

    def rate_of(self, fund: FundRow) -> float | None:
        base = self._base(fund)
        return fund.executed / base if fund.executed is not None and base else None

    def rate_arithmetic(self, fund: FundRow) -> str:
        return f"{number(fund.executed)} ÷ {number(self._base(fund))}"

    def _base(self, fund: FundRow) -> float | None:
        """The denominator of the rate by the preset that the review was made with."""
        execution = preset_of(self.review).sections.execution if self.review.preset.get("values") else None
        return execution.base(fund.initial, fund.budget) if execution else fund.budget

    @property
    def sums(self) -> list[SumCheck]:
        """The total row against its parts, only where the form prints the usual parts and no further row."""
        parts = [f for f in self.form.funds if f.source in _PARTS]
        if self.fund_total is None or not parts or len(parts) + 1 != len(self.form.funds):
            return []
        checks = []
        for column in ("initial", "budget", "executed"):
            printed = getattr(self.fund_total, column)
            values = [getattr(f, column) for f in parts if getattr(f, column) is not None]
            if printed is None or not values:
                continue
            exact = sum((Decimal(str(v)) for v in values), Decimal(0))
            words = f"{' + '.join(number(v) for v in values)} = {number(float(exact))}"
            checks.append(SumCheck(column, words, float(Decimal(str(printed)) - exact)))
        return checks

    @cached_property
    def rows(self) -> list[Row]:
        """The work paper: budget execution, the indicators in their order, the total."""
        scores = {int(s["indicator_no"]): s for s in self.review.scores if s.get("indicator_no") is not None}
        rows = []
        fund = self.fund_total
        if fund is not None and (0 in scores or fund.weight is not None):
            row = self._row("execution", 0, scores.get(0, {}), fund.weight, fund.score)
            row.actual = "" if fund.rate is None else f"{fund.rate * 100:.2f}".rstrip("0").rstrip(".") + "%"
            row.target, row.unit, row.nature = "100", "%", "="
            rows.append(row)
        for i in self.form.indicators:
            row = self._row("indicator", i.indicator_no, scores.get(i.indicator_no, {}), i.weight, i.score)
            row.indicator = i
            row.nature = self.t.qualitative if i.operator == "qualitative" else OPERATORS.get(i.operator or "", "")
            row.target = number(i.target_value) if i.target_value is not None else i.target_text
            row.unit = (i.target_unit or i.unit_cell or "") if i.target_value is not None else i.unit_cell
            row.actual = i.actual_text
            rows.append(row)
        join_levels(rows)
        if rows:
            total = self.total
            row = Row(
                "total",
                weight=self.form.value("total_weight"),
                self_score=total["self_score"],
                low=total["low"],
                high=total["high"],
                arithmetic=total["arithmetic"] or "",
                reason=(total["reason"] or "") if self.review.scored else "",
                marks=[m for m in self.marks if m.finding.get("where") in ("total_score", "total_weight", "grade")],
                review_score=self._ruling("score", "total_score"),
                review_points=self.final.score if self.final and self.final.ruled else None,
                review_note=self._reason("total_score"),
            )
            rows.append(row)
        return rows

    def _row(self, kind: str, no: int, score: Mapping[str, Any], weight: float | None, printed: float | None) -> Row:
        prefix = indicator(no) if kind == "indicator" else TOTAL
        columns = None if kind == "indicator" else [fund("total", c) for c in ("rate", "score", "weight")]
        marks = [
            m
            for m in self.marks
            if (where := str(m.finding.get("where"))) and (where in columns if columns else row_of(where) == prefix)
        ]
        return Row(
            kind,
            no,
            weight=weight if weight is not None else score.get("weight"),
            self_score=printed,
            low=score.get("low"),
            high=score.get("high"),
            ratio=score.get("ratio"),
            arithmetic=score.get("arithmetic") or "",
            reason=(score.get("reason") or "") if self.review.scored else "",
            marks=marks,
            review_actual=self._ruling("override", f"{prefix}.actual_text"),
            review_score=self._ruling("score", f"{prefix}.score"),
            review_points=self._final_rows.get(no),
            review_note=self._reason(f"{prefix}.score") or self._reason(f"{prefix}.actual_text"),
        )

    @cached_property
    def final(self) -> FinalScore | None:
        """The review score that follows from the rulings; None as long as there are none that hold."""
        return final_score(self.review) if any(not r.stale for r in self.review.rulings) else None

    @property
    def final_words(self) -> str:
        """The review score, its grade and the difference to the self-score in words; empty while there is none."""
        final, t = self.final, self.t
        if final is None or (final.score is None and final.low is None):
            return ""
        score = points(final.score) if final.score is not None else self.span(final.low, final.high)
        against = t.final_alone if final.difference is None else t.final_against.format(signed(final.difference))
        return t.final_words.format(
            score=score, grade=self.t.grade_words(final.grade) if final.grade else DASH, against=against
        )

    @cached_property
    def _final_rows(self) -> dict[int, float]:
        rows = self.final.rows if self.final else []
        return {r.indicator_no: r.score for r in rows if r.source in ("ruled", "revalued") and r.score is not None}

    def _reason(self, where: str) -> str:
        ruling = self._ruling("score", where) or self._ruling("override", where)
        return ruling.reason if ruling else ""

    def _ruling(self, action: str, where: str) -> Ruling | None:
        return next(
            (r for r in reversed(self.review.rulings) if r.action == action and r.where == where and not r.stale), None
        )

    @property
    def self_score(self) -> float | None:
        printed = self.total["self_score"]
        return printed if printed is not None else self.form.value("total_score")

    @property
    def self_score_words(self) -> str:
        """The self-score in points; whether it is blank or the form gives none where there is no number."""
        return self.own_words(self.self_score, self.t.unscored)

    def own_words(self, score: float | None, none: str = DASH) -> str:
        """Points that the form gives; blank (未填) where it gives none, ``none`` where it has no place for them."""
        if score is not None:
            return points(score)
        return self.t.no_score if self.review.scored else none

    @property
    def recomputed(self) -> str:
        low, high = self.total["low"], self.total["high"]
        if low is None or high is None:
            return self.t.not_computable if self.review.scored else DASH
        return span(low, high)

    @property
    def grades(self) -> str:
        low, high = self.total["grade_low"], self.total["grade_high"]
        if not low:
            return ""
        low, high = self.t.grade_words(low), self.t.grade_words(high) if high else ""
        return low if low == high or not high else f"{low} ~ {high}"

    @property
    def difference_words(self) -> str:
        """The difference of the total score in words."""
        low, high = self.total["low"], self.total["high"]
        return Row("total", self_score=self.self_score, low=low, high=high).difference_words(self.t)

    @cached_property
    def _reasons(self) -> dict[str, dict[str, list[str]]]:
        """Outcome -> the rules that it stands for -> the reasons that they gave."""
        found: dict[str, dict[str, list[str]]] = {
            outcome: {rule: [] for rule in rules} for outcome, rules in rules_by_outcome(self.review.outcomes).items()
        }
        for o in self.review.outcomes:
            reasons = found.get(str(o.get("outcome")), {}).get(str(o["rule_id"]))
            if reasons is not None and o.get("reason") and o["reason"] not in reasons:
                reasons.append(str(o["reason"]))
        return found

    def outcome_list(self, outcome: str) -> list[tuple[str, list[tuple[str, str, str]]]]:
        """Checks with this outcome as (suite, [(rule, title, reasons)]), suites in the order of a review."""
        suites: dict[str, list[tuple[str, str, str]]] = {}
        for rule, reasons in sorted(self._reasons[outcome].items(), key=lambda item: _natural(item[0])):
            meta = self.review.rules.get(rule, {})
            words = "；".join(reasons) if self.t.lang == "zh" else "; ".join(reasons)
            suites.setdefault(str(meta.get("suite", "")), []).append((rule, str(meta.get("title", rule)), words))
        return sorted(suites.items(), key=lambda item: self.t.suite_order(item[0]))

    def by_reason(self, outcome: str) -> list[tuple[str, list[tuple[str, str]]]]:
        """Checks with this outcome as (reasons, [(rule, title)]): dozens of checks share a few reasons."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for _, rules in self.outcome_list(outcome):
            for rule, title, reason in rules:
                groups.setdefault(reason, []).append((rule, title))
        return sorted(groups.items(), key=lambda item: -len(item[1]))

    @cached_property
    def unclaimed(self) -> list[tuple[facsimile.Place, str]]:
        texts = {(t.number, c.row, c.col): c.text for t in self.form.grid for c in t.cells}
        places = sorted(p for p, role in self.form.roles.items() if role == "unclaimed")
        return [(p, texts.get(p, "")) for p in places]

    @property
    def manual(self) -> list[tuple[str, str]]:
        """What only a person can decide: (the matter, where in this form it arises)."""
        t, indicators = self.t, self.form.indicators
        items = []
        suspects = {parse(str(m.finding.get("where"))).number for m in self.marks}
        filled = [i for i in indicators if i.actual_text.strip()]
        named = self._names([i for i in indicators if i.indicator_no in suspects][:6])
        evidence = t.m_evidence_list.format(n=len(filled), items=named) if named else ""
        items.append((t.m_evidence, evidence))
        if open_rows := [r for r in self.rows if r.kind == "indicator" and r.low is None and r.weight]:
            items.append(
                (
                    t.m_open,
                    self._list(
                        f"{_name(r)}{t.open_paren}{r.reason}{t.close_paren}" if r.reason else _name(r)
                        for r in open_rows
                    ),
                )
            )
        if ranges := [
            r for r in self.rows if r.kind == "indicator" and r.low is not None and r.recomputed != points(r.low)
        ]:
            items.append((t.m_qualitative, self._list(f"{_name(r)} {r.recomputed} {t.points}" for r in ranges)))
        if satisfied := [i for i in indicators if about_satisfaction(i.level1, i.level2, i.level3)]:
            items.append((t.m_satisfaction, self._names(satisfied)))
        if explained := [i for i in indicators if i.reason.strip()]:
            items.append((t.m_reasons, self._names(explained)))
        return [*items, (t.m_approved, ""), (t.m_stamp, "")]

    def _names(self, indicators: Sequence[Indicator]) -> str:
        return self._list(i.level3 or self.t.where_words(indicator(i.indicator_no)) for i in indicators)

    def _list(self, parts: Any) -> str:
        return ("；" if self.t.lang == "zh" else "; ").join(parts)


def _name(row: Row) -> str:
    return (row.indicator.level3 if row.indicator else None) or f"#{row.no}"


def _natural(rule: str) -> tuple[str, int]:
    letters = rule.rstrip("0123456789")
    digits = rule[len(letters) :]
    return letters, int(digits or 0)
