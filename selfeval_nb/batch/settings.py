"""The arguments of a batch, checked, and what a batch says of itself when it has ended."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

from selfeval_nb.batch.output.folder import BatchError
from selfeval_nb.batch.stage.printing import FULL
from selfeval_nb.batch.workers.pool import Limits, default_jobs
from selfeval_nb.common.how import LANGUAGES, How

FORMATS = ("html", "ipynb", "pdf", FULL)


@dataclass(slots=True)
class BatchSummary:
    """What a batch has done. Counts are of forms; ``unread`` are documents that gave none."""

    out: Path | str  # a str where it is a URL
    total: int = 0
    made: int = 0
    kept: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)  # (file and number, sentence)
    unread: list[tuple[str, str]] = field(default_factory=list)  # (file, sentence)
    passed: list[str] = field(default_factory=list)  # sentences on what lay among the inputs and is none
    removed: list[str] = field(default_factory=list)  # forms of the last run that are not there any more
    slowest: list[tuple[str, float]] = field(default_factory=list)  # (file and number, seconds)
    findings: dict[str, int] = field(default_factory=dict)  # severity -> number
    suggestions: dict[str, int] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)  # rule id -> why it could not be used
    seconds: float = 0.0

    @property
    def exit_code(self) -> int:
        """0 fine, 1 some form or document failed, 3 nothing could be read."""
        if not self.total:
            return 3
        return 1 if self.failures or self.unread else 0


@dataclass(frozen=True, slots=True)
class Settings:
    """The arguments of ``run_batch``, checked."""

    out: Path
    how: How
    formats: tuple[str, ...]
    notebook: Path
    shipped_notebook: bool
    accepted: frozenset[str]  # parameters that the notebook takes
    force: bool
    limits: Limits
    jobs: int
    modules: tuple[str, ...] = ()
    engine: str = "direct"  # of checks.run.check

    @property
    def told(self) -> How:
        """What the notebook is told of ``how``: by that it finds its review on the shelf. A reviewer's own notebook may have fewer
        parameters than ours."""
        return How(**{f.name: getattr(self.how, f.name) for f in fields(How) if f.name in self.accepted})


def checked(
    w: dict[str, str],
    out: Path,
    how: How,
    *,
    jobs: int | None = None,
    formats: Sequence[str] = ("html",),
    notebook: str | Path | None = None,
    timeout: float | None = None,
    memory: int | None = None,
    force: bool = False,
    modules: Sequence[str | Path] = (),
    engine: str = "direct",
) -> Settings:
    """The settings of a batch; ``w`` are its words (batch/messages.py). Raises BatchError, VocabularyError or LayoutError with one
    sentence."""
    from selfeval_nb.batch.stage.which_notebook import accepted_parameters
    from selfeval_nb.common.assets import asset_dir
    from selfeval_nb.forms.layouts.file import load_layouts
    from selfeval_nb.forms.words.vocabulary import load_vocabulary

    if how.lang not in LANGUAGES:
        raise BatchError(w["lang"].format(lang=how.lang))
    for name in formats:
        if name not in FORMATS:
            raise BatchError(w["format"].format(name=name))
    if "pdf" in formats:
        from selfeval_nb.batch.stage.printing import find_browser

        if find_browser() is None:
            raise BatchError(w["no-pdf"])
    if engine not in ("direct", "gx"):
        raise BatchError(w["engine"].format(engine=engine))
    load_vocabulary(how.reading()["vocabulary"])  # a faulty file is said before any form is read
    load_layouts(how.reading()["layouts"])
    path = Path(notebook) if notebook else asset_dir("notebooks") / "review.ipynb"
    accepted = accepted_parameters(path)

    return Settings(
        out=out.absolute(),
        how=how.absolute(),
        formats=tuple(f for f in FORMATS if f in formats) or ("html",),
        notebook=path.resolve(),
        shipped_notebook=notebook is None,
        accepted=frozenset(accepted),
        force=force,
        limits=Limits(timeout, memory),
        jobs=jobs or default_jobs(),
        modules=tuple(os.path.abspath(m) for m in modules) if notebook is not None else (),
        engine=engine,
    )
