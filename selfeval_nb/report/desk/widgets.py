"""Small widgets of the panel: a button, a list to choose from, the row in which a reviewer picks a form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as ui

from selfeval_nb.report.page.env import shown
from selfeval_nb.report.words.desk_words import DeskWords
from selfeval_nb.review.open import find_file

if TYPE_CHECKING:
    from selfeval_nb.report.desk.desk import Desk

READABLE = frozenset(
    (".docx", ".doc", ".wps", ".rtf", ".odt", ".xlsx", ".xls", ".et", ".ods", ".html", ".htm", ".mht", ".pdf", ".txt", ".xml")
)  # fmt: skip


def full(**more: str) -> ui.Layout:
    """A layout as wide as what it stands in."""
    return ui.Layout(width="auto", **more)


def button(words: str, icon: str, click: Callable[[], Any], style: str = "") -> ui.Button:
    """A button as wide as its words; ``style`` of Button.button_style."""
    made = ui.Button(
        description=words, icon=icon, button_style=style, layout=ui.Layout(width="auto", align_self="flex-start")
    )
    made.on_click(lambda _: click())
    return made


def offer(choice: Any, options: list[tuple[str, Any]], value: Any = None) -> None:
    """Set what a list offers and which of it is chosen: ``value`` where it is offered, else the first."""
    choice.options = options
    values = [v for _, v in options]
    choice.index = values.index(value) if value in values else 0 if values else None


class FormPicker:
    """Folder, file, form in the file, and the button that opens it; ``box`` is what is shown, ``next_button`` goes beside it.

    ``say`` tells a sentence (``wrong=True``: an error's); ``open_form`` is called with the path and the form's number.
    """

    def __init__(
        self, desk: Desk, folder: str | Path | None, say: Callable[..., None], open_form: Callable[[str, int], None]
    ) -> None:
        self.desk, self.say, self.open_form = desk, say, open_form
        self.w = w = DeskWords(desk.review.lang)
        opened = desk.opened
        here = find_file(opened.form) if opened else None
        start = Path(folder) if folder else here.parent if here else Path()

        def control(kind: Any, words: str, width: str, flex: str, **more: Any) -> Any:
            return kind(description=words, style={"description_width": width}, layout=ui.Layout(flex=flex), **more)

        self.folder = control(ui.Text, w.folder, "4em", "1 1 90px", value=str(start))
        self.files = control(ui.Dropdown, w.file, "5.5em", "2 1 190px")
        self.forms = control(ui.Dropdown, w.form, "4.5em", "2 1 180px")
        self.list_button = button(w.list, "folder-open", self._list_files)
        self.open_button = button(w.open, "eye", self._open)
        self.next_button = button(w.next_form, "step-forward", self._next)
        offer(self.files, self._found(), str(here))
        if opened and here is not None:
            self._list_forms(opened.form_no)
        self.files.observe(lambda _: self._list_forms(), "value")
        self.box = ui.HBox(
            [self.folder, self.list_button, self.files, self.forms, self.open_button], layout=full(flex_flow="row wrap")
        )

    def _found(self) -> list[tuple[str, str]]:
        folder = Path(self.folder.value).expanduser()
        if not folder.is_dir():
            return []
        found = [
            p for p in sorted(folder.iterdir()) if p.suffix.lower() in READABLE and not p.name.startswith((".", "~$"))
        ]
        return [(shown(p.name), str(p)) for p in found]

    def _list_files(self) -> None:
        folder = self.folder.value
        files = self._found()
        offer(self.files, files)
        if not files:
            words = self.w.no_files if Path(folder).expanduser().is_dir() else self.w.no_folder
            self.say(words.format(folder=folder), wrong=True)

    def _form_words(self, no: int, project: str) -> str:
        return shown(f"{self.desk._view.t.form_no.format(no)} {project}")

    def _list_forms(self, chosen: int = 1) -> None:
        if not self.files.value:
            offer(self.forms, [])
            return
        from selfeval_nb.forms.load import load_forms

        loaded = load_forms([Path(self.files.value)])
        words = [(self._form_words(f.form_no, str(f.value("project") or f.title)), f.form_no) for f in loaded.forms]
        offer(self.forms, words, chosen)
        if not loaded.forms:
            why = "".join(dict.fromkeys(p.detail for p in loaded.problems)) or self.w.no_form_here
            self.say(why, wrong=True)

    def _next(self) -> None:
        """Open the next form of the file, or the first one of the next file in the folder."""
        if self.forms.index is not None and self.forms.index + 1 < len(self.forms.options):
            self.forms.index += 1
        elif self.files.index is not None and self.files.index + 1 < len(self.files.options):
            self.files.index += 1  # which lists its forms
        else:
            self.say(self.w.last_form)
            return
        self._open()

    def _open(self) -> None:
        if not self.files.value or not self.forms.value:
            self.say(self.w.no_form_here, wrong=True)
            return
        self.open_form(self.files.value, int(self.forms.value))
