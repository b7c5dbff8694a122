"""What a reviewer decides at the desk: one call a ruling, in the rulings file at once, and every one can be taken back."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.common.errors import ReviewError
from selfeval_nb.common.where import parse, row_of
from selfeval_nb.report.desk.outputs import Answer
from selfeval_nb.report.desk.part import Part
from selfeval_nb.report.desk.tables import ruling_words
from selfeval_nb.report.view import whereabouts
from selfeval_nb.report.view.parts import Mark
from selfeval_nb.review.model import Review, Ruling

if TYPE_CHECKING:
    pass

_UNDO = 50  # steps that can be taken back one after the other


class RulingCalls(Part):
    """The rulings of a Desk. Every call returns one sentence and raises ReviewError with one."""

    rulings_file: Path
    date: str | None
    _given: list[Ruling]
    _reviewer: str | None
    _steps: list[list[tuple[Ruling, Ruling | None]]]  # what was written, call by call, each with what held before

    if TYPE_CHECKING:

        def _show(self, review: Review) -> None: ...

        def standing(self) -> str: ...

    @property
    def reviewer(self) -> str:
        """The name that goes with rulings."""
        if self._reviewer is None:
            from selfeval_nb.review.rulings.file import read_all

            names = [r.reviewer for r in read_all(self.rulings_file) if r.reviewer]
            self._reviewer = os.environ.get("SELFEVAL_REVIEWER", "") or (names[-1] if names else "")
        return self._reviewer

    @reviewer.setter
    def reviewer(self, name: str) -> None:
        self._reviewer = str(name).strip()

    def confirm(self, finding: int, reason: str = "") -> Answer:
        """The finding with this number in the list stands."""
        from selfeval_nb.review.rulings import book as rulings

        mark = self._mark(finding)
        made = rulings.confirm(self.review, mark.finding, reason, **self._who())
        return self._keep([made], "confirm", self._named(mark))

    def waive(self, finding: int, reason: str = "") -> Answer:
        """The finding is not held against the unit; the reason must be given."""
        from selfeval_nb.review.rulings import book as rulings

        mark = self._mark(finding)
        made = rulings.waive(self.review, mark.finding, reason, **self._who())
        return self._keep([made], "waive", self._named(mark))

    def confirm_rest(self, reason: str = "") -> Answer:
        """Every finding of this form that has no ruling yet stands."""
        from selfeval_nb.review.rulings import book as rulings

        marks = self.open_marks()
        if not marks:
            raise ReviewError(self._w.none_left)
        made = [rulings.confirm(self.review, m.finding, reason, **self._who()) for m in marks]
        return self._keep(made, "confirm", self._w.rest_what.format(n=len(made)))

    def rule_all(self, chosen: Sequence[tuple[Review, dict[str, Any]]], action: str, reason: str = "") -> Answer:
        """One ruling with one reason on findings of many forms, which ``pile.same(rule)`` has listed: (review, finding).

        ``action``: ``confirm`` or ``waive``. All are written, or none.
        """
        from selfeval_nb.review.rulings import book as rulings

        if not chosen:
            raise ReviewError(self._w.none_chosen)
        make = {"confirm": rulings.confirm, "waive": rulings.waive}[action]
        made = [make(review, finding, reason, **self._who()) for review, finding in chosen]
        rules = "、".join(dict.fromkeys(self._view.t.rule_words(f["rule_id"]) for _, f in chosen))
        forms = len({id(review) for review, _ in chosen})
        return self._keep(made, action, self._w.all_what.format(rule=rules, n=len(made), forms=forms))

    def override(self, where: str, value: Any, reason: str = "") -> Answer:
        """The review goes by ``value`` at ``where`` (``indicators[3].actual_text``, 指标3 实际完成值), not by what is printed;
        ``reason`` says on what ground."""
        made = self._overridden(where, value, reason)
        words = self._w.override_what.format(where=self._view.where_words(made.where), value=made.value)
        return self._keep([made], "override", words)

    def score(self, where: str, points: float | str, reason: str = "") -> Answer:
        """The review score of an indicator (``indicators[3].score``), of execution (``funds[total].score``) or ``total_score``;
        ``reason`` says on what ground."""
        made = self._scored(where, points, reason)
        words = self._w.score_what.format(where=self._view.where_words(made.where), value=f"{made.value:g}")
        return self._keep([made], "score", words)

    def paper(self, rows: Iterable[tuple[str, str, str, str]]) -> Answer:
        """Rows of the work paper as (row, 复核完成值, 复核得分, 备注), row being ``indicators[3]`` or ``funds[total]``: what is new in them
        is ruled, what was emptied is taken back, in one step."""
        from selfeval_nb.review.rulings import book as rulings

        made: list[Ruling] = []
        for row, actual, points, note in rows:
            place = parse(row)
            column = str(place.at("rate" if place.block == "funds" else "actual_text"))
            for action, where, value in (
                ("override", column, actual.strip()),
                ("score", str(place.at("score")), points.strip()),
            ):
                held = self.held(action, where)
                same = held is not None and not held.stale and (_text(held.value), held.reason) == (value, note.strip())
                if value and not same:
                    make = self._overridden if action == "override" else self._scored
                    made.append(make(where, value, note))
                elif not value and held is not None:
                    made.append(rulings.withdraw(held, **self._who()))
        if not made:
            raise ReviewError(self._w.nothing_new)
        return self._keep(made, "paper", self._w.paper_what.format(n=len(made)))

    def _overridden(self, where: str, value: Any, reason: str) -> Ruling:
        from selfeval_nb.review.rulings import book as rulings

        place = whereabouts.resolve(self._view, where, self._w)
        self._grounded(reason, place)
        return rulings.override(self.review, place, value, reason, **self._who())

    def _scored(self, where: str, points: float | str, reason: str) -> Ruling:
        from selfeval_nb.review.rulings import book as rulings

        place = whereabouts.resolve(self._view, where, self._w)
        if row_of(place) == place:
            place = str(parse(place).at("score"))  # a row stands for its score
        self._grounded(reason, place)
        return rulings.score(self.review, place, points, reason, **self._who())

    def _grounded(self, reason: str, place: str) -> None:
        if not str(reason).strip():
            raise ReviewError(self._w.no_ground.format(where=self._view.where_words(place)))

    def add(self, where: str, text: str, severity: str = "warning") -> Answer:
        """A finding of one's own at ``where`` (``form`` for the form as a whole)."""
        from selfeval_nb.review.rulings import book as rulings

        place = whereabouts.resolve(self._view, where, self._w)
        made = rulings.add(self.review, place, text, severity=severity, **self._who())
        return self._keep([made], "add", self._w.add_what.format(where=self._view.where_words(place), text=made.reason))

    def withdraw(self, what: int | str | Ruling) -> Answer:
        """Take a ruling back: that on the finding with this number (or a finding that was added), those at a place
        (``"指标3"``, ``"指标3 得分"``), or one of ``review.rulings``. The file keeps both lines."""
        from selfeval_nb.review.rulings import book as rulings

        if isinstance(what, Ruling):
            taken, words = [what], f"{self._view.t.word('act_' + what.action)} {self._view.where_words(what.where)}"
        elif isinstance(what, str):
            place = whereabouts.resolve(self._view, what, self._w)
            taken = [r for r in self.review.rulings if r.where == place or r.where.startswith(f"{place}.")]
            words = self._view.where_words(place)
            if not taken:
                raise ReviewError(self._w.nothing_at.format(where=words))
        else:
            mark = self._mark(what)
            if not mark.rulings:
                raise ReviewError(self._w.nothing_held.format(no=mark.no))
            taken, words = [mark.rulings[-1]], self._named(mark)
        return self._keep([rulings.withdraw(r, **self._who()) for r in taken], "withdraw", words)

    def undo(self) -> Answer:
        """Take back what the last call at this desk has ruled; again for the one before."""
        from selfeval_nb.review.rulings import book as rulings

        if not self._steps:
            raise ReviewError(self._w.no_step)
        step = self._steps.pop()
        back = [before or rulings.withdraw(made, **self._who()) for made, before in step]
        answer = self._keep(back, "withdraw", self._w.step_what.format(n=len(back)))
        self._steps.pop()  # taking back is no step of its own
        return answer

    @property
    def last_step(self) -> int:
        """How many rulings ``undo`` would take back."""
        return len(self._steps[-1]) if self._steps else 0

    # what the calls above rest on

    def held(self, action: str, where: str) -> Ruling | None:
        """The ruling of this kind at a place of the form on the desk."""
        return next((r for r in reversed(self.review.rulings) if (r.action, r.where) == (action, where)), None)

    def open_marks(self) -> list[Mark]:
        """The findings on the desk that have no ruling yet."""
        return [m for m in self._view.marks if not ruling_words(self._view, m)]

    def _mark(self, finding: int) -> Mark:
        marks = self._view.marks
        if not isinstance(finding, int) or isinstance(finding, bool):
            raise ReviewError(self._w.not_number.format(given=finding))
        if not 1 <= finding <= len(marks):
            raise ReviewError(self._w.no_finding.format(no=finding, n=len(marks)))
        return marks[finding - 1]

    def _named(self, mark: Mark) -> str:
        where = self._view.where_words(mark.finding["where"])
        return self._w.finding_no.format(no=mark.no, rule=self._view.t.rule_words(mark.finding["rule_id"]), where=where)

    def _who(self) -> dict[str, Any]:
        return {"reviewer": self.reviewer, "date": self.date}

    def _keep(self, made: list[Ruling], act: str, what: str) -> Answer:
        from selfeval_nb.review.rulings.book import load_rulings, matter_of, save_rulings

        before = {matter_of(r): r for r in load_rulings(self.rulings_file)}
        save_rulings(self.rulings_file, made)
        self._steps = [*self._steps, [(r, before.get(matter_of(r))) for r in made]][-_UNDO:]
        if self.pile is not None:
            forms = {r.subject.get("form_id") for r in made}
            self.pile.count(self.book, self.review if forms == {self.review.form.form_id} else None)
        self._show(self._with_rulings(self.review))
        w = self._w
        parts = [
            w.done.format(act=self._view.t.word(f"act_{act}"), what=what),
            self.standing(),
            w.saved_ruling.format(file=self.rulings_file.name),
        ]
        return Answer(("" if w.lang == "zh" else " ").join(parts))

    def _with_rulings(self, review: Review) -> Review:
        from selfeval_nb.review.rulings.book import apply

        return apply(review, self.book)


def _text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
