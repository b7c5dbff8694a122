"""Models that have not seen the layout that is read: what a fit of the doubt must see."""

from __future__ import annotations

import json
from pathlib import Path

from selfeval_nb.forms.blocks.indicators import learned
from selfeval_nb.forms.contents import model


class LeftOut:
    """The models of ``content_fit folds`` in a folder; calling it with a layout makes the reader use the one without it."""

    def __init__(self, folder: Path) -> None:
        self.fold: dict[str, int] = json.loads((folder / "layouts.json").read_text("utf8"))
        self.models = [model.loaded(path.read_bytes()) for path in sorted(folder.glob("fold*.bin"))]
        self.now = -1

    def __call__(self, layout: str) -> None:
        fold = self.fold.get(layout, 0)
        if fold != self.now:
            self.now = fold
            model.shipped_model = lambda: self.models[fold]  # type: ignore[assignment]
            learned._learned.cache_clear()
