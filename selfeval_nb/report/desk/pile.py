"""A pile of forms on the desk: all forms of a folder (with its sub-folders), an archive or a file, read and checked together once.

The worst form lies on top. What was ruled stands in the rulings file alone; the pile only counts it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfeval_nb.checks.model import SEVERITIES
from selfeval_nb.common.errors import ReviewError, Sentence
from selfeval_nb.common.how import How
from selfeval_nb.review.model import Review, Ruled
from selfeval_nb.review.open import find_file
from selfeval_nb.review.rulings.book import RulingBook, apply

MOST = 3_000  # forms that a desk holds: beyond, a batch's index and its workbooks are the place to work in
_SAY_EVERY = 5


@dataclass(slots=True)
class Item:
    """A form of the pile: where it can be read again, its review without rulings, and how far a person has come with it."""

    file: str
    review: Review
    done: int = 0  # findings with a ruling
    open_serious: int = 0  # errors and doubtful points without one

    @property
    def reviewed(self) -> bool:
        """Whether every error and doubtful point of the form has a ruling."""
        return self.open_serious == 0


class Pile:
    """The forms of ``source``, the worst first. Raises ReviewError with one sentence when there is none."""

    def __init__(self, source: str | Path, how: How, *, tell: Callable[[int, int], None] | None = None) -> None:
        from selfeval_nb.readers.sources import expand
        from selfeval_nb.report.words.desk_words import DeskWords

        self.w = DeskWords(how.lang)
        found = find_file(source)
        if found is None:
            raise ReviewError(self.w.no_folder.format(folder=source))
        self.source = found
        sources = list(expand([found]))
        forms, self.problems = self._read(sources, how, tell)
        if not forms:
            raise ReviewError(self.w.no_files.format(folder=source))
        self.items = sorted(
            (Item(form.file, review) for form, review in zip(forms, self._judge(forms, how), strict=True)),
            key=_badness,
        )

    def _read(
        self, sources: list[Any], how: How, tell: Callable[[int, int], None] | None
    ) -> tuple[list[Any], list[Any]]:
        from selfeval_nb.forms.load import load_source

        forms: list[Any] = []
        problems: list[Any] = []
        seen: dict[str, int] = {}
        for n, source in enumerate(sources):
            if tell is not None and n % _SAY_EVERY == 0:
                tell(n, len(sources))
            own, said = load_source(source, **how.reading())
            for form in own:  # the same bytes a second time are another form of the pile
                seen[form.form_id] = seen.get(form.form_id, 0) + 1
                if seen[form.form_id] > 1:
                    form.form_id += f"~{seen[form.form_id]}"
            forms += own
            problems += said
            if len(forms) > MOST:
                raise ReviewError(self.w.too_many.format(n=MOST))
        return forms, problems

    def _judge(self, forms: list[Any], how: How) -> list[Review]:
        from selfeval_nb.checks.run import check
        from selfeval_nb.forms.frames import tables_of
        from selfeval_nb.review.build import build_reviews

        try:
            result = check(tables_of(forms, self.problems), **how.judging())
        except Sentence as error:  # a rule book that cannot be used
            raise ReviewError(str(error)) from error
        return list(build_reviews(forms, result, self.problems, lang=how.lang))

    def count(self, book: RulingBook, only: Review | None = None) -> None:
        """Count anew what was ruled, of one form or of all."""
        for item in self.items:
            if only is None or item.review.form.form_id == only.form.form_id:
                findings = apply(item.review, book).findings
                item.done = sum(bool(f.get("ruling")) for f in findings)
                item.open_serious = sum(not f.get("ruling") and f.get("severity") != "info" for f in findings)

    @property
    def reviewed(self) -> int:
        """How many forms have a ruling on every error and doubtful point."""
        return sum(item.reviewed for item in self.items)

    def at(self, review: Review) -> int | None:
        """The position of a form in the pile."""
        return next((n for n, i in enumerate(self.items) if i.review.form.form_id == review.form.form_id), None)

    def following(self, here: int | None) -> int | None:
        """The next form that has something left to rule on, from the top again after the last."""
        start = -1 if here is None else here
        order = [*range(start + 1, len(self.items)), *range(start + 1)]
        return next((n for n in order if not self.items[n].reviewed and n != here), None)

    def rules(self, book: RulingBook) -> list[tuple[str, str, str, int, int]]:
        """(rule, title, severity, findings without a ruling, forms) of the pile, the most frequent first."""
        found: dict[str, tuple[str, str, list[str]]] = {}
        for review, f in self._open(book):
            entry = found.setdefault(str(f["rule_id"]), (str(f.get("title") or f["rule_id"]), str(f["severity"]), []))
            entry[2].append(review.form.form_id)
        rows = [(rule, title, severity, len(ids), len(set(ids))) for rule, (title, severity, ids) in found.items()]
        return sorted(rows, key=lambda r: (-r[3], r[0]))

    def same(self, rule: str, book: RulingBook) -> list[tuple[Review, Ruled]]:
        """The findings of a rule over all forms that have no ruling yet, each with its form's review."""
        return [(review, f) for review, f in self._open(book) if f["rule_id"] == rule]

    def _open(self, book: RulingBook) -> Iterator[tuple[Review, Ruled]]:
        for item in self.items:
            ruled = apply(item.review, book)
            for f in ruled.findings:
                if not f.get("ruling"):
                    yield ruled, f


def _badness(item: Item) -> tuple[Any, ...]:
    counts = [item.review.counts.get(s, 0) for s in SEVERITIES]
    return (*(-n for n in counts), item.file, item.review.form.form_no)


def is_pile(path: Path) -> bool:
    """Whether a path holds documents rather than being one: a folder, or an archive of several."""
    from selfeval_nb.readers.sources import expand

    return path.is_dir() or sum(1 for _ in zip(range(2), expand([path]), strict=False)) > 1
