"""Teaching at the desk: a cell of the form is pointed at, and this form and every form of its layout is read by it from then on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.common.errors import ReviewError, Sentence
from selfeval_nb.report.desk.outputs import Answer
from selfeval_nb.review.open import find_file

if TYPE_CHECKING:
    from selfeval_nb.report.desk.desk import Opened
    from selfeval_nb.report.words.desk_words import DeskWords
    from selfeval_nb.review.model import Review

FOLDER = "layouts"


def default_folder() -> Path:
    """Where a workspace keeps its layouts: beside the folder of the notebooks."""
    return Path("..") / FOLDER if Path.cwd().name == "notebooks" else Path(FOLDER)


class Teaching:
    """The teaching of a Desk. Every call returns one sentence and raises ReviewError with one."""

    review: Review
    opened: Opened | None

    if TYPE_CHECKING:

        @property
        def _w(self) -> DeskWords: ...

        def rerun(self) -> Answer: ...

    @property
    def layouts_folder(self) -> Path:
        """Where layouts are read from and written to."""
        named = self.opened.how.layouts if self.opened is not None else ""
        return Path(named) if named else default_folder()

    def teach(self, *pointings: str) -> Answer:
        """Say what cells are: ``desk.teach("T1R5C3=unit")``, the place and the role as in docs/layouts.md; the form is read again."""
        from selfeval_nb.forms.layouts.places import pointing
        from selfeval_nb.forms.layouts.teach import one_document, teach
        from selfeval_nb.forms.words.vocabulary import load_vocabulary

        path = find_file(self.opened.form) if self.opened is not None else None
        if self.opened is None or path is None:
            raise ReviewError(self._w.no_source)
        folder, reading = self.layouts_folder, self.opened.how.reading()
        if folder.suffix == ".toml":
            folder = folder.parent
        try:
            said = [pointing(p) for p in pointings]
            taught = teach(one_document(path), said, folder, load_vocabulary(reading["vocabulary"]))
        except Sentence as error:
            raise ReviewError(str(error)) from error
        self.opened = replace(self.opened, how=replace(self.opened.how, layouts=str(folder)))
        words = self._w.taught.format(file=taught.path.name, n=taught.layout.said)
        return Answer(words + ("" if self._w.lang == "zh" else " ") + self.rerun().words)

    def reading(self) -> list[tuple[str, str, str]]:
        """Every printed cell of the form: (place, text, what it was taken for), those that were not understood first."""
        form = self.review.form
        cells: list[tuple[Any, ...]] = []
        for table in form.grid:
            for cell in table.cells:
                role = form.roles.get((table.number, cell.row, cell.col), "")
                if cell.text.strip():
                    cells.append((role != "unclaimed", table.number, cell.row, cell.col, cell.text, role))
        return [(f"T{t}R{r}C{c}", " ".join(text.split()), role) for _, t, r, c, text, role in sorted(cells)]
