"""Which form: a folder or an archive by its path, files handed in, the list of forms with the worst first, on to the next."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as ui

from selfeval_nb.common.errors import ReviewError
from selfeval_nb.common.files import Target, why
from selfeval_nb.report.desk.exports import free_name
from selfeval_nb.report.desk.panel.widgets import Page, button, full, offer
from selfeval_nb.report.page.env import shown
from selfeval_nb.report.view.parts import SYMBOLS
from selfeval_nb.review.open import find_file

if TYPE_CHECKING:
    from selfeval_nb.report.desk.panel.panel import Panel

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\u202a-\u202e\u2066-\u2069]+')


class Picker(Page):
    """The first two lines of the panel."""

    def __init__(self, panel: Panel, folder: str | Path | None) -> None:
        super().__init__(panel)
        w, opened = self.w, self.desk.opened
        here = find_file(opened.form) if opened else None
        start = self.desk.pile.source if self.desk.pile else Path(folder) if folder else here.parent if here else Path()
        self._drawing = False
        self.folder = ui.Text(
            str(start), description=w.folder, style={"description_width": "8.5em"}, layout=ui.Layout(flex="3 1 300px")
        )
        self.open_button = button(w.open_pile, "folder-open", self._open_pile, tip=w.open_pile_tip)
        self.upload = ui.FileUpload(multiple=True, description=w.upload, layout=ui.Layout(width="auto"))
        self.upload.observe(lambda change: self._uploaded(), "value")
        self.forms = ui.Dropdown(
            description=w.form, style={"description_width": "8.5em"}, layout=ui.Layout(flex="3 1 300px", min_width="0")
        )
        self.forms.observe(lambda _: self._chosen(), "value")
        self.next_button = button(w.next_form, "step-forward", self._next, tip=w.next_form_tip)
        self.progress = ui.HTML()
        rows = [
            ui.HBox([self.folder, self.open_button, self.upload], layout=full(flex_flow="row wrap")),
            ui.HBox(
                [self.forms, self.next_button, self.progress], layout=full(flex_flow="row wrap", align_items="center")
            ),
        ]
        self.box = ui.VBox([*rows, self.told], layout=full())

    def draw(self) -> None:
        desk, w = self.desk, self.w
        pile = desk.pile
        self._drawing = True
        try:
            if pile is None:
                offer(self.forms, [(self._words(desk.review, None), -1)], -1)
                self.progress.value = ""
            else:
                rows = [(self._words(i.review, i), n) for n, i in enumerate(pile.items)]
                offer(self.forms, rows, pile.at(desk.review))
                total = sum(len(i.review.findings) for i in pile.items)
                done = sum(i.done for i in pile.items)
                words = w.pile_done.format(done=pile.reviewed, forms=len(pile.items), ruled=done, n=total)
                self.progress.value = f'<span class="selfeval-progress">{words}</span>'
        finally:
            self._drawing = False

    def _words(self, review: Any, item: Any) -> str:
        form = review.form
        project = str(form.value("project") or form.title or form.file)
        counts = " ".join(f"{SYMBOLS[s]}{review.counts.get(s, 0)}" for s in ("critical", "warning"))
        mark = "" if item is None else "✓ " if item.reviewed else "　"
        name = self.desk._view.t.form_no.format(form.form_no)
        file = str(form.file).replace("\\", "/").rsplit("/", 1)[-1]
        return shown(f"{mark}{counts}　{project}（{file} {name}）")

    def _open_pile(self) -> None:
        self._load(self.folder.value.strip())

    def _load(self, source: str) -> bool:
        self.say(self.w.working)

        def tell(i: int, n: int) -> None:
            self.say(self.w.reading.format(i=i + 1, n=n))

        if not source:
            self.say(self.w.no_path, wrong=True)
            return False
        return self.panel.change(self, lambda: self.desk.open_pile(source, tell))

    def _uploaded(self) -> None:
        """Put what was handed in into a folder of the workspace and open it."""
        files = list(self.upload.value)
        if not files:
            return
        folder = Path(self.w.upload_folder)
        paths = []
        try:
            for file in files:
                name = Path(_UNSAFE.sub("_", str(file["name"])).strip(" .") or "file")
                path = free_name(name.stem[:80], name.suffix[:10], folder)
                with Target(path) as part:
                    part.write_bytes(bytes(file["content"]))
                paths.append(path)
        except OSError as error:
            self.say(self.w.not_saved.format(file=folder, why=why(error, self.desk.review.lang)), wrong=True)
            return
        finally:
            self.upload.value = ()
        # one archive is a pile of its own; single files join those that were handed in before
        self.folder.value = str(paths[0] if len(paths) == 1 and paths[0].suffix.lower() == ".zip" else folder)
        self._open_pile()

    def _chosen(self) -> None:
        at = self.forms.value
        if not self._drawing and at is not None and at >= 0:
            self.panel.change(self, lambda: self.desk.open_item(at))

    def _next(self) -> None:
        """The next form that has something left to rule on; the first time, the folder's forms are read."""
        desk = self.desk
        here = desk.review
        if desk.pile is None:
            if not self._load(self.folder.value.strip()):
                return
            if desk.review.form.form_id != here.form.form_id:
                return  # the worst of the pile lies on the desk now
        pile = desk.pile
        assert pile is not None
        at = pile.following(pile.at(desk.review))
        if at is None:
            self.say(self.w.last_form)
            return
        self.panel.change(self, lambda: desk.open_item(at))

    def failed(self, error: ReviewError) -> None:
        """Say why no form could be opened."""
        self.say(str(error), wrong=True)
