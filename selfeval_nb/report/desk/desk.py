"""The reviewer's desk: what the notebook works with. It holds a Review, shows it section by section and takes rulings.

desk = open_desk("自评表.docx")
desk.findings                                   # a section
desk.waive(3, "原件已核对")                      # a ruling: in the rulings file at once
desk.rule()                                     # the same by clicking, in JupyterLab
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from selfeval_nb.common.errors import ReviewError
from selfeval_nb.common.how import How, Options
from selfeval_nb.common.notebook import keep_text
from selfeval_nb.common.where import row_of
from selfeval_nb.report.desk import frontend
from selfeval_nb.report.desk.calls import RulingCalls
from selfeval_nb.report.desk.exports import Exports
from selfeval_nb.report.desk.outputs import Answer, Found, Section
from selfeval_nb.report.desk.parameters import check_injected
from selfeval_nb.report.desk.pile import Pile, is_pile
from selfeval_nb.report.desk.teaching import Teaching, default_folder
from selfeval_nb.report.view import whereabouts
from selfeval_nb.report.view.view import View
from selfeval_nb.report.words.desk_words import RULINGS_FILE, DeskWords
from selfeval_nb.review.model import Review, Ruling
from selfeval_nb.review.open import find_file, open_review

if TYPE_CHECKING:
    from selfeval_nb.report.desk.interactive import RulePanel
    from selfeval_nb.report.desk.tables import DeskFrames
    from selfeval_nb.review.rulings.book import RulingBook


@dataclass(frozen=True, slots=True)
class Opened:
    """From where a desk's review came, to read it again: the arguments of ``open_desk``."""

    form: str | Path
    form_no: int = 1
    how: How = field(default_factory=How)


class Desk(RulingCalls, Exports, Teaching):
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
        self._steps: list[list[tuple[Ruling, Ruling | None]]] = []
        self.pile: Pile | None = None

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
        """依据与出处: the file, the rules, the versions."""
        return self._section("provenance")

    @property
    def frames(self) -> DeskFrames:
        """The tables as DataFrames: ``desk.frames.findings``, ``.indicators``, ``.funds``."""
        from selfeval_nb.report.desk.tables import DeskFrames

        return DeskFrames(self._view)

    def find(self, what: int | str) -> Found:
        """Findings by number, rule id, place or a part of their text; an empty list when there is none."""
        if isinstance(what, int):
            return Found(self._view, [self._mark(what)], what)
        wanted = str(what).strip().casefold()
        rows = {
            row_of(w) for said, w in whereabouts.places(self._view) if wanted in (w.casefold(), said.casefold())
        } - {""}
        marks = [
            m
            for m in self._view.marks
            if wanted == str(m.finding["rule_id"]).casefold()
            or row_of(str(m.finding["where"])) in rows
            or wanted in f"{m.finding['where']} {self._view.where_words(m.finding['where'])}".casefold()
            or wanted in f"{m.finding.get('title') or ''} {m.finding['message']}".casefold()
        ]
        return Found(self._view, marks, what)

    def standing(self) -> str:
        """Where the review stands, in a sentence: review score, grade, difference, suggestion."""
        view, w = self._view, self._w
        verdict = view.t.word(self.review.suggestion)
        score = view.final_words
        return w.stands.format(score=score, verdict=verdict) if score else w.stands_plain.format(verdict=verdict)

    # the form again, and other forms

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
        items = self.pile.items if self.pile else ()
        there = next((i.review for i in items if (i.file, i.review.form.form_no) == (str(form), form_no)), None)
        fresh = there or open_review(form, form_no, **o.how.options())
        self.opened = Opened(form, form_no, o.how)
        self._show(self._with_rulings(fresh))
        return Answer(self._w.opened.format(**self._facts(), file=Path(form).name, no=form_no))

    def open_pile(self, source: str | Path, tell: Callable[[int, int], None] | None = None) -> Answer:
        """Read and check all forms of a folder, its sub-folders or an archive, and put the worst that is not reviewed on the desk."""
        o = self.opened or Opened(source, how=How(lang=self.review.lang))
        pile = Pile(source, o.how, tell=tell)
        pile.count(self.book)
        self.pile = pile
        self.open_item(pile.following(None) or 0)
        return Answer(
            self._w.pile.format(
                forms=len(pile.items), done=pile.reviewed, n=sum(len(i.review.findings) for i in pile.items)
            )
        )

    def open_item(self, position: int) -> Answer:
        """Put the form at this position of the pile (from 0) on the desk."""
        if self.pile is None:
            raise ReviewError(self._w.no_source)
        item = self.pile.items[position]
        return self.open(item.file, item.review.form.form_no)

    @property
    def book(self) -> RulingBook:
        """The rulings that hold now, of all forms."""
        from selfeval_nb.review.rulings.book import RulingBook, load_rulings

        held = load_rulings(self.rulings_file)
        return RulingBook([*self._given, *held]) if self._given else held

    def _facts(self) -> dict[str, Any]:
        verdict = self._view.t.word(self.review.suggestion)
        return {"project": self._view.project, "n": len(self._view.marks), "verdict": verdict}

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
    went, and the layouts of the workspace; a batch, papermill and programs get none that they did not name. A person may also name a folder or an archive: all its
    forms then lie on the desk as a pile, the worst on top. ``practice``: rulings go into a file in a temporary folder.
    """
    keep_text()
    how = How.of(options)
    check_injected(how.lang)
    if not how.layouts and frontend.attended() and default_folder().is_dir():
        how = replace(how, layouts=str(default_folder()))
    if practice:
        import tempfile

        rulings = Path(tempfile.mkdtemp(prefix="selfeval-")) / RULINGS_FILE
    if not rulings and frontend.attended() and Path(RULINGS_FILE).is_file():
        rulings = RULINGS_FILE
    pile = None
    if frontend.attended() and (found := find_file(form)) is not None and is_pile(found):
        pile = Pile(form, how, tell=frontend.progress(how.lang))
        form, form_no = pile.items[0].file, pile.items[0].review.form.form_no
        review = pile.items[0].review
    else:
        review = open_review(form, form_no, rulings=rulings, **how.options())
    is_file = isinstance(rulings, (str, Path))
    desk = Desk(
        review,
        opened=Opened(form, form_no, how),
        rulings_file=rulings if is_file and rulings else None,  # type: ignore[arg-type]
        given=() if is_file or not rulings else rulings,  # type: ignore[arg-type]
    )
    if pile is not None:
        pile.count(desk.book)
        desk.pile = pile
        desk.open_item(pile.following(None) or 0)
    return desk
