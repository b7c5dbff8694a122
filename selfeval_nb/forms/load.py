"""Files, folders and archives -> forms and frames."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from selfeval_nb.common import children
from selfeval_nb.common.notebook import keep_text
from selfeval_nb.forms.find import find_forms
from selfeval_nb.forms.layouts.file import load_layouts
from selfeval_nb.forms.model import Form
from selfeval_nb.forms.words.vocabulary import load_vocabulary
from selfeval_nb.readers import read
from selfeval_nb.readers.model import Problem
from selfeval_nb.readers.sources import Source, expand

if TYPE_CHECKING:
    from selfeval_nb.forms.frames import Tables


@dataclass(slots=True)
class Loaded:
    """The forms of all inputs in input order, and everything that could not be read."""

    forms: list[Form] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def load_source(
    source: Source, vocabulary: Path | None = None, layouts: Path | None = None
) -> tuple[list[Form], list[Problem]]:
    """One file -> its forms and problems. Never raises for a bad document."""
    return find_forms(read(source), load_vocabulary(vocabulary), load_layouts(layouts))


def iter_sources(
    inputs: Iterable[str | Path], vocabulary: Path | None = None, jobs: int = 1, layouts: Path | None = None
) -> Iterator[tuple[list[Form], list[Problem]]]:
    """The forms and problems of each file, in order, as they become ready; ``jobs`` processes read ahead of the caller."""
    load_vocabulary(vocabulary)  # a faulty file is said before any form is read
    load_layouts(layouts)
    sources = expand(inputs)
    if jobs <= 1:
        for source in sources:
            yield load_source(source, vocabulary, layouts)
        return

    def submit(source: Source) -> Future[tuple[list[Form], list[Problem]]]:
        with children.starting():
            return pool.submit(load_source, source, vocabulary, layouts)

    with ProcessPoolExecutor(max_workers=jobs) as pool:
        waiting = [submit(s) for s in islice(sources, 4 * jobs)]
        while waiting:
            yield waiting.pop(0).result()
            waiting.extend(submit(s) for s in islice(sources, 1))


def load_forms(
    inputs: Iterable[str | Path], vocabulary: Path | None = None, jobs: int = 1, layouts: Path | None = None
) -> Loaded:
    """Read all ``inputs`` (files, folders, zip archives).

    ``vocabulary`` is a reviewer's own file of label synonyms (VocabularyError when it cannot be used), ``layouts`` a folder
    of taught layouts (LayoutError). Form ids are unique: the second file with the same bytes gets ``~2`` behind its ids.
    """
    loaded = Loaded()
    seen: dict[str, int] = {}
    for forms, problems in iter_sources(inputs, vocabulary, jobs or os.cpu_count() or 1, layouts):
        ids: dict[str, str] = {}
        for form in forms:
            seen[form.form_id] = seen.get(form.form_id, 0) + 1
            if seen[form.form_id] > 1:
                ids[form.form_id] = f"{form.form_id}~{seen[form.form_id]}"
                form.form_id = ids[form.form_id]
            loaded.forms.append(form)
        loaded.problems.extend(replace(p, form_id=ids.get(p.form_id, p.form_id)) if p.form_id else p for p in problems)
    return loaded


def load(
    *inputs: str | Path, vocabulary: Path | None = None, jobs: int = 1, layouts: str | Path | None = None
) -> Tables:
    """Read ``inputs`` into DataFrames: ``.forms .funds .indicators .problems .cells`` (columns in docs/design.md)."""
    from selfeval_nb.forms.frames import tables_of

    keep_text()
    loaded = load_forms(inputs, vocabulary, jobs, Path(layouts) if layouts else None)
    return tables_of(loaded.forms, loaded.problems)
