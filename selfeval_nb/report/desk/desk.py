"""The reviewer's desk: what the notebook works with. It holds a Review, shows it section by section and takes rulings.

desk = open_desk("自评表.docx")
desk.findings                                   # a section
desk.waive(3, "原件已核对")                      # a ruling: in the rulings file at once
desk.rule()                                     # the same by clicking, in JupyterLab
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from selfeval_nb.common.errors import ReviewError
from selfeval_nb.common.files import Target, why
from selfeval_nb.common.how import How, Options
from selfeval_nb.report.desk import frontend
from selfeval_nb.report.desk.outputs import Answer, Found, Section
from selfeval_nb.report.page.html import render_page
from selfeval_nb.report.view import whereabouts
from selfeval_nb.report.view.rows import Mark
from selfeval_nb.report.view.view import View
from selfeval_nb.report.words.desk_words import RULINGS_FILE, DeskWords
from selfeval_nb.review.model import Review, Ruling
from selfeval_nb.review.open import open_review

if TYPE_CHECKING:
    from selfeval_nb.report.desk.frames import DeskFrames
    from selfeval_nb.report.desk.interactive import RulePanel


@dataclass(frozen=True, slots=True)
class Opened:
    """From where a desk's review came, to read it again: the arguments of ``open_desk``."""

    form: str | Path
    form_no: int = 1
    how: How = field(default_factory=How)


class Desk:
    """A review on the desk. Its sections are attributes; its calls rule on findings, read again and export.

    ``reviewer`` goes with every ruling; it is the last one in the rulings file, or that of the environment variable
    SELFEVAL_REVIEWER, unless set. ``date`` is today unless set. ``rulings_file`` is where rulings go.
    """

    def __init__(
        self,
        review: Review,
        *,
        opened: Opened | None = None,
        rulings_file: str | Path | None = None,
        given: Sequence[Ruling] = (),
    ) -> None:
        self.review = review
        self.opened = opened
        self.rulings_file = Path(rulings_file or RULINGS_FILE)
        self.date: str | None = None
        self._given = list(given)  # rulings that came with the call and are in no file
        self._reviewer: str | None = None
        self._live: dict[str, str] = {}  # sections on the screen, with the names of their outputs
        self._watcher: Callable[[], None] | None = None

    @property
    def _w(self) -> DeskWords:
        return DeskWords(self.review.lang)

    def _show(self, review: Review) -> None:
        self.review = review
        self.__dict__.pop("_view", None)
        for name, display_id in self._live.items():
            frontend.show(*self._section(name)._repr_mimebundle_(), display_id=display_id, again=True)
        if self._watcher is not None:
            self._watcher()

    def live(self, name: str) -> str:
        """The name of the notebook's output that shows this section, and from now on follows every ruling."""
        return self._live.setdefault(name, f"selfeval-{id(self):x}-{name}")

    def watch(self, tell: Callable[[], None]) -> None:
        """Have ``tell`` called whenever the review on the desk is another one: the last panel that was shown follows it."""
        self._watcher = tell

    @cached_property
    def _view(self) -> View:
        return View(self.review)

    def _section(self, name: str) -> Section:
        return Section(self._view, name, self)

    @property
    def summary(self) -> Section:
        """结论: the suggestion, the scores, the amounts, the counts."""
        return self._section("summary")

    @property
    def form(self) -> Section:
        """自评表原样: the form as filled in, every finding marked in its cell."""
        return self._section("form")

    @property
    def funds(self) -> Section:
        """资金与执行率: the amounts with their sums and the execution rate recomputed."""
        return self._section("funds")

    @property
    def indicators(self) -> Section:
        """指标复核底稿: the 13 columns of the work paper with recomputed scores."""
        return self._section("indicators")

    @property
    def findings(self) -> Section:
        """问题清单: every finding with place, quote, arithmetic, basis and advice."""
        return self._section("findings")

    @property
    def checked(self) -> Section:
        """检查范围: what was read, what passed, what did not apply, what could not be evaluated."""
        return self._section("checked")

    @property
    def manual(self) -> Section:
        """人工终核: what only a person can decide."""
        return self._section("manual")

    @property
    def rulings(self) -> Section:
        """复核意见: what a person has ruled."""
        return self._section("rulings")

    @property
    def provenance(self) -> Section:
        """来源与口径: the file, the rules, the versions."""
        return self._section("provenance")

    @property
    def frames(self) -> DeskFrames:
        """The tables as DataFrames: ``desk.frames.findings``, ``.indicators``, ``.funds``."""
        from selfeval_nb.report.desk.frames import DeskFrames

        return DeskFrames(self._view)

    # rulings: one call each, in the file at once

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
        """The finding with this number in the list stands. Raises ReviewError with one sentence."""
        from selfeval_nb.review.rulings import book as rulings

        mark = self._mark(finding)
        made = rulings.confirm(self.review, mark.finding, reason, **self._who())
        return self._keep(made, "confirm", self._named(mark))

    def waive(self, finding: int, reason: str = "") -> Answer:
        """The finding is not held against the unit; the reason must be given."""
        from selfeval_nb.review.rulings import book as rulings

        mark = self._mark(finding)
        made = rulings.waive(self.review, mark.finding, reason, **self._who())
        return self._keep(made, "waive", self._named(mark))

    def override(self, where: str, value: Any, reason: str = "") -> Answer:
        """The review goes by ``value`` at ``where`` (``indicators[3].actual_text``, 指标3 实际完成值), not by what is printed."""
        from selfeval_nb.review.rulings import book as rulings

        place = whereabouts.resolve(self._view, where, self._w)
        made = rulings.override(self.review, place, value, reason, **self._who())
        return self._keep(
            made, "override", self._w.override_what.format(where=self._view.where_words(place), value=value)
        )

    def score(self, where: str, points: float | str, reason: str = "") -> Answer:
        """The review score of an indicator (``indicators[3].score``), of execution (``funds[total].score``) or ``total_score``."""
        from selfeval_nb.review.rulings import book as rulings

        place = whereabouts.resolve(self._view, where, self._w)
        if "[" in place and "." not in place:
            place += ".score"  # a row stands for its score
        made = rulings.score(self.review, place, points, reason, **self._who())
        words = self._w.score_what.format(where=self._view.where_words(place), value=f"{made.value:g}")
        return self._keep(made, "score", words)

    def add(self, where: str, text: str, severity: str = "warning") -> Answer:
        """A finding of one's own at ``where`` (``form`` for the form as a whole)."""
        from selfeval_nb.review.rulings import book as rulings

        place = whereabouts.resolve(self._view, where, self._w)
        made = rulings.add(self.review, place, text, severity=severity, **self._who())
        return self._keep(made, "add", self._w.add_what.format(where=self._view.where_words(place), text=made.reason))

    def withdraw(self, finding: int) -> Answer:
        """Take back the ruling on a finding, or a finding that was added; the file keeps both lines."""
        from selfeval_nb.review.rulings import book as rulings

        mark = self._mark(finding)
        if not mark.rulings:
            raise ReviewError(self._w.nothing_held.format(no=mark.no))
        words = self._named(mark)
        return self._keep(rulings.withdraw(mark.rulings[-1], **self._who()), "withdraw", words)

    def find(self, what: int | str) -> Found:
        """Findings by number, rule id, place or a part of their text; an empty list when there is none."""
        if isinstance(what, int):
            return Found(self._view, [self._mark(what)], what)
        wanted = str(what).strip().casefold()
        rows = {
            f"{w.partition('.')[0]}."
            for said, w in whereabouts.places(self._view)
            if wanted in (w.casefold(), said.casefold())
        }
        marks = [
            m
            for m in self._view.marks
            if wanted == str(m.finding["rule_id"]).casefold()
            or any(f"{m.finding['where']}.".startswith(row) for row in rows if "[" in row)
            or wanted in f"{m.finding['where']} {self._view.where_words(m.finding['where'])}".casefold()
            or wanted in f"{m.finding.get('title') or ''} {m.finding['message']}".casefold()
        ]
        return Found(self._view, marks, what)

    def _mark(self, finding: int) -> Mark:
        marks = self._view.marks
        if not isinstance(finding, int) or isinstance(finding, bool):
            raise ReviewError(self._w.not_number.format(given=finding))
        if not 1 <= finding <= len(marks):
            raise ReviewError(self._w.no_finding.format(no=finding, n=len(marks)))
        return marks[finding - 1]

    def _named(self, mark: Mark) -> str:
        where = self._view.where_words(mark.finding["where"])
        return self._w.finding_no.format(no=mark.no, rule=mark.finding["rule_id"], where=where)

    def _who(self) -> dict[str, Any]:
        return {"reviewer": self.reviewer, "date": self.date}

    def _keep(self, ruling: Ruling, act: str, what: str) -> Answer:
        from selfeval_nb.review.rulings.book import save_ruling

        save_ruling(self.rulings_file, ruling)
        self._show(self._with_rulings(self.review))
        w = self._w
        parts = [
            w.done.format(act=self._view.t.word(f"act_{act}"), what=what),
            self.standing(),
            w.saved_ruling.format(file=self.rulings_file.name),
        ]
        return Answer(("" if w.lang == "zh" else " ").join(parts))

    def _with_rulings(self, review: Review) -> Review:
        from selfeval_nb.review.rulings.book import RulingBook, apply
        from selfeval_nb.review.rulings.file import read_all

        return apply(review, RulingBook([*self._given, *read_all(self.rulings_file)]))

    def standing(self) -> str:
        """Where the review stands, in a sentence: review score, grade, difference, suggestion."""
        view, w = self._view, self._w
        verdict = view.t.word(self.review.suggestion)
        score = view.final_words
        return w.stands.format(score=score, verdict=verdict) if score else w.stands_plain.format(verdict=verdict)

    # the form again, another form, and out

    def rerun(self) -> Answer:
        """Read and check the form's file again, with the rulings as they are now."""
        if self.opened is None:
            raise ReviewError(self._w.no_source)
        o = self.opened
        fresh = open_review(o.form, o.form_no, **o.how.options())
        self._show(self._with_rulings(fresh))
        return Answer(self._w.again.format(**self._facts()))

    def open(self, form: str | Path, form_no: int = 1) -> Answer:
        """Put another form on this desk, by the same rule book and with the same rulings file."""
        o = self.opened or Opened(form, how=How(lang=self.review.lang))
        fresh = open_review(form, form_no, **o.how.options())
        self.opened = Opened(form, form_no, o.how)
        self._show(self._with_rulings(fresh))
        return Answer(self._w.opened.format(**self._facts(), file=Path(form).name, no=form_no))

    def _facts(self) -> dict[str, Any]:
        verdict = self._view.t.word(self.review.suggestion)
        return {"project": self._view.project, "n": len(self._view.marks), "verdict": verdict}

    def save(self, path: str | Path) -> Path:
        """Write the whole report as one HTML file, whole or not at all."""
        with Target(Path(path)) as part:
            part.write_text(render_page(self.review), encoding="utf-8", newline="\n")
        return Path(path)

    def save_html(self, path: str | Path | None = None) -> Answer:
        """Write the report as one HTML file; without a path, named after the project, in the working folder."""
        return self._export(path, ".html", self.save)

    def save_workbook(self, path: str | Path | None = None) -> Answer:
        """Write the work paper (.xlsx), for a reviewer to fill in; ``selfeval workpaper import`` takes it back."""
        from selfeval_nb.report.workbook.book import write_workpaper

        return self._export(path, ".xlsx", lambda target: write_workpaper([self.review], target))

    def _export(self, path: str | Path | None, ending: str, write: Callable[[Path], Any]) -> Answer:
        stem = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "_", self._view.project).strip(" ._")[:60] or "report"
        target = Path(path).expanduser() if path else Path(f"{stem}{ending}")
        try:
            write(target)
        except OSError as error:
            raise ReviewError(self._w.not_saved.format(file=target, why=why(error, self.review.lang))) from error
        return Answer(self._w.saved_file.format(file=target, size=max(1, round(target.stat().st_size / 1000))))

    def rule(self, folder: str | Path | None = None) -> RulePanel:
        """The panel to rule by clicking (JupyterLab); nothing in a report. ``folder``: whose forms it offers."""
        from selfeval_nb.report.desk.interactive import RulePanel

        return RulePanel(self, folder)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], dict[str, Any]]:
        return self.summary._repr_mimebundle_()

    def _repr_html_(self) -> str:
        return self.summary._repr_html_()

    def __repr__(self) -> str:
        return repr(self.summary)


def open_desk(
    form: str | Path,
    form_no: int = 1,
    *,
    rulings: str | Path | Sequence[Ruling] | None = None,
    practice: bool = False,
    **options: Unpack[Options],
) -> Desk:
    """Open a form for review; the arguments are the notebook's parameters (``preset lang expectations columns words vocabulary
    layouts``, see common/how.py). Raises ReviewError with one sentence.

    Without ``rulings``, a person in front of a notebook gets those of 复核意见.jsonl in the working folder, where their rulings
    went; a batch, papermill and programs get none that they did not name. ``practice``: rulings go into a file in a
    temporary folder, apart from the real ones.
    """
    if practice:
        import tempfile

        rulings = Path(tempfile.mkdtemp(prefix="selfeval-")) / RULINGS_FILE
    if not rulings and frontend.attended() and Path(RULINGS_FILE).is_file():
        rulings = RULINGS_FILE
    how = How.of(options)
    review = open_review(form, form_no, rulings=rulings, **how.options())
    is_file = isinstance(rulings, (str, Path))
    return Desk(
        review,
        opened=Opened(form, form_no, how),
        rulings_file=rulings if is_file and rulings else None,  # type: ignore[arg-type]
        given=() if is_file or not rulings else rulings,  # type: ignore[arg-type]
    )
