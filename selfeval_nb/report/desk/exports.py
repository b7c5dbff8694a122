"""What leaves the desk as a file. A name that the desk itself finds never takes the place of a file that is there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.common.errors import ReviewError
from selfeval_nb.common.files import Target, why
from selfeval_nb.report.desk.outputs import Answer
from selfeval_nb.report.desk.part import Part
from selfeval_nb.report.page.report_html import render_page

if TYPE_CHECKING:
    from selfeval_nb.report.desk.desk import Opened

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069\s]+')


class Exports(Part):
    """The files that a Desk writes."""

    opened: Opened | None

    def save(self, path: str | Path) -> Path:
        """Write the whole report as one HTML file, whole or not at all."""
        with Target(Path(path)) as part:
            part.write_text(render_page(self.review), encoding="utf-8", newline="\n")
        return Path(path)

    def save_html(self, path: str | Path | None = None) -> Answer:
        """Write the report as one HTML file; without a path into the working folder, named after project and form."""
        return self._export(path, ".html", self.save)

    def save_workbook(self, path: str | Path | None = None) -> Answer:
        """Write the work paper (.xlsx), for a reviewer to fill in; ``selfeval workpaper import`` takes it back."""
        from selfeval_nb.report.workbook.workbook import write_workpaper

        return self._export(path, ".xlsx", lambda target: write_workpaper([self.review], target))

    def save_package(self, folder: str | Path | None = None, **words: Any) -> Answer:
        """退回材料: an archive for each unit whose forms are to be corrected (notice, commented files, report for the unit, reply
        form), of all forms on the desk; ``words`` as for ``selfeval notice``. Without a folder into 退回材料, where nothing is replaced.
        """
        from selfeval_nb.report.word.package import packages
        from selfeval_nb.review.rulings.book import apply

        target = Path(folder) if folder else free_name(self._w.package_folder, "")
        source = self.pile.source if self.pile else self.opened.form if self.opened else None
        reviews = [apply(i.review, self.book) for i in self.pile.items] if self.pile else [self.review]
        try:
            made = packages(reviews, [source] if source else [], target, **words)
        except OSError as error:
            raise ReviewError(self._w.not_saved.format(file=target, why=why(error, self.review.lang))) from error
        if not made:
            raise ReviewError(self._w.nothing_to_return)
        return Answer(self._w.packages.format(n=len(made), folder=target))

    def _export(self, path: str | Path | None, ending: str, write: Callable[[Path], Any]) -> Answer:
        target = Path(path).expanduser() if path else free_name(self.export_name(), ending)
        replaced = target.exists()
        try:
            write(target)
        except OSError as error:
            raise ReviewError(self._w.not_saved.format(file=target, why=why(error, self.review.lang))) from error
        words = self._w.replaced_file if replaced else self._w.saved_file
        return Answer(words.format(file=target, size=max(1, round(target.stat().st_size / 1000))))

    def export_name(self) -> str:
        """Project, unit and the form's own mark: two forms of one project do not have the same name."""
        view = self._view
        parts = [view.project, str(view.form.value("unit") or ""), view.form.form_id[:6]]
        return "_".join(_UNSAFE.sub("_", p).strip(" ._")[:40] for p in parts if p.strip()) or "report"


def free_name(stem: str, ending: str, folder: str | Path = "") -> Path:
    """A path in the folder that is not taken: ``stem.html``, then ``stem_2.html``."""
    path, n = Path(folder) / f"{stem}{ending}", 1
    while path.exists():
        n += 1
        path = Path(folder) / f"{stem}_{n}{ending}"
    return path
