"""What a derived column is made from, as it is seen when its function runs: recorded, not written down."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import pandas as pd

from selfeval_nb.checks.author.specimen import example_lists, example_tables
from selfeval_nb.checks.book.preset import load_preset
from selfeval_nb.checks.columns.modules import register_all
from selfeval_nb.checks.compare import earlier
from selfeval_nb.checks.table.frames import COLUMNS, Column, Found, Frames

# a form with another beside it, a year before it and approved targets, so that every function has something to look at
_EXAMPLE: dict[str, Any] = {
    "beside": [{"set": {"project": "城区消火栓维护"}}],
    "history": [{"set": {"year": "（2022年度）"}}],
    "approved": [{}],
    "monitoring": [{}],
}


class _Watched(pd.DataFrame):
    """A frame that notes which of its columns are asked for."""

    _metadata = ["seen", "grain"]  # noqa: RUF012 (how pandas keeps attributes of a subclass)
    seen: set[str]
    grain: str

    def __getitem__(self, key: Any) -> Any:
        names = [key] if isinstance(key, str) else key if isinstance(key, list) else []
        self.seen.update(f"{self.grain}.{name}" for name in names if name != "form_id")
        return super().__getitem__(key)


class _Cache(dict[str, Any]):
    """Intermediate results are made anew, so that what they rest on is seen; those that belong to a grain are taken over."""

    def __init__(self, whole: dict[str, Any]) -> None:
        self.whole = whole

    def __missing__(self, key: str) -> Any:
        return self.whole[key]


class _Recorder(Frames):
    """Frames that take other columns from ``whole`` and note what one function asks for itself."""

    def __init__(self, whole: Frames) -> None:
        super().__init__(
            whole.tables,
            whole.preset,
            whole.history,
            whole.approved,
            whole.found,
            whole.accounts,
            whole.projects,
            whole.monitoring,
        )
        self.whole = whole
        self.cache = _Cache(whole.cache)
        self.seen: set[str] = set()

    def frame(self, grain: str) -> pd.DataFrame:
        watched = _Watched(self.whole.frame(grain))
        watched.seen, watched.grain = self.seen, grain
        return watched

    def col(self, grain: str, name: str) -> pd.Series:
        self.seen.add(f"{grain}.{name.removesuffix('__why')}")
        return self.whole.col(grain, name)

    def form_index(self, grain: str) -> Any:
        return self.whole.form_index(grain)

    def why(self, grain: str, name: str) -> pd.Series | None:
        self.col(grain, name)
        return self.whole.why(grain, name)


@lru_cache(maxsize=1)
def inputs() -> dict[tuple[str, str], tuple[str, ...]]:
    """(grain, first name of a shipped column) -> the columns that its function asks for, as ``grain.name``, sorted."""
    register_all()
    tables, history, approved = example_tables(_EXAMPLE)
    whole = Frames(tables, load_preset(), history, approved, **example_lists(_EXAMPLE))
    matched = earlier.history(whole)
    assert matched is not None
    nothing = pd.DataFrame({"form_id": [], "rule_id": [], "where": [], "severity": []}, dtype=object)
    whole.found = Found(nothing, nothing, {})
    found = {}
    for entry in _first(COLUMNS.values()):
        recorder = _Recorder(whole)
        entry.make(recorder)
        own = {f"{entry.grain}.{name}" for name in entry.names}
        found[entry.grain, entry.name] = tuple(sorted(recorder.seen - own))
    return found


def _first(columns: Iterable[Column]) -> list[Column]:
    return [c for c in columns if c.name == c.names[0]]
