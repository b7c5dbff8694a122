"""Target tables (绩效目标批复表, 申报表) and monitoring tables (绩效运行监控表) -> the frames of the forms, for comparing
a self-evaluation with what was approved and what was foreseen."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from selfeval_nb.common.words import Words
from selfeval_nb.forms.find import _related
from selfeval_nb.forms.kinds import kind_of, prints_of
from selfeval_nb.forms.layouts.file import load_layouts
from selfeval_nb.forms.layouts.told import tell
from selfeval_nb.forms.model import Form
from selfeval_nb.forms.scan import scan
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import load_vocabulary
from selfeval_nb.readers import read
from selfeval_nb.readers.model import Problem
from selfeval_nb.readers.sources import expand

if TYPE_CHECKING:
    from selfeval_nb.forms.frames import Tables

WORDS = Words("reading", "approved")


def load_approved(inputs: Iterable[str | Path], vocabulary: Path | None = None, layouts: Path | None = None) -> Tables:
    """The target tables in files, folders and archives, as the same frames as self-evaluation forms (``kind`` is ``target``).

    Self-evaluations, monitoring tables and whatever else is found are left out, each with a problem; a file without any
    target table is a problem too. Never raises for a bad document.
    """
    return _load_stage(inputs, "target", vocabulary, layouts)


def load_monitoring(
    inputs: Iterable[str | Path], vocabulary: Path | None = None, layouts: Path | None = None
) -> Tables:
    """The monitoring tables (绩效运行监控表) in files, folders and archives, likewise (``kind`` is ``monitor``). Their actual value is
    that of the middle of the year; the forecast columns are cells under their printed labels."""
    return _load_stage(inputs, "monitor", vocabulary, layouts)


_MISSING = {
    "target": ("no-target-table", "绩效目标批复表或申报表，未用于与批复目标比较"),
    "monitor": ("no-monitoring-table", "绩效运行监控表，未用于与监控情况比较"),
}


def _load_stage(inputs: Iterable[str | Path], stage: str, vocabulary: Path | None, layouts: Path | None) -> Tables:
    from selfeval_nb.forms.frames import tables_of

    words = load_vocabulary(vocabulary)
    taught = load_layouts(layouts)
    forms: list[Form] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for source in expand(inputs):
        document = read(source)
        problems.extend(document.problems)
        found = 0
        told = tell(document, taught, words)
        for draft in scan(told.document, words, told.rows):
            if draft.columns is None or not draft.indicators or _related(draft, words) != stage:
                continue
            found += 1
            form = draft.finish(found, kind_of(draft), prints_of(draft))
            told.restore([form])
            form.kind = stage
            # a table that follows without a heading of its own is no part of the targets
            form.indicators = [i for i in form.indicators if not i.level1 or WORDS.level.search(norm(i.level1))]
            seen[form.form_id] = seen.get(form.form_id, 0) + 1
            if seen[form.form_id] > 1:
                form.form_id = f"{form.form_id}~{seen[form.form_id]}"
            forms.append(form)
        if not found and not document.problems:
            slug, what = _MISSING[stage]
            problems.append(Problem(document.file, slug, f"文件中没有找到{what}。请核对文件。"))
    return tables_of(forms, problems)
