"""Stage 3, what a worker does: make a report. Plain values in, plain values out."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from selfeval_nb.batch.output.folder import file_digest
from selfeval_nb.review import shelf

Params = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FormRef:
    """A form of the batch, without its cells: who it is and where its document lies."""

    form_id: str
    file: str
    form_no: int
    sha256: str
    project: str
    path: str


@dataclass(frozen=True, slots=True)
class RenderTask:
    """One report to make. ``notebook`` is a path; ``stem`` names the outputs; ``shown`` are parameters as a kept notebook
    shows them, where that is not as they were."""

    form_id: str
    sha256: str
    notebook: str
    parameters: Params
    shown: Params
    stem: str
    formats: tuple[str, ...]
    work: str
    cwd: str
    shelf: str
    words: dict[str, str]
    forms: int = 1
    own: bool = False
    modules: tuple[str, ...] = ()  # folders of a reviewer's own modules, for a notebook of their own


@dataclass(frozen=True, slots=True)
class Rendered:
    """Files made in the work folder, not yet brought to the disk: (file there, name in the output folder, SHA-256); ``error`` if a cell
    failed."""

    files: tuple[tuple[str, str, str], ...]
    error: str = ""
    seconds: float = 0.0


def render(task: RenderTask) -> Rendered:
    """Run the notebook for one form and write its outputs into the work folder."""
    from selfeval_nb.batch.stage.execute import execute, kept_notebook
    from selfeval_nb.report.page.executed import export_notebook

    start = time.perf_counter()
    if file_digest(Path(task.parameters["form"])) != task.sha256:
        raise ValueError(task.words["changed"])
    os.environ[shelf.VARIABLE] = task.shelf
    whole = "ipynb" in task.formats
    sys.path.extend(task.modules)  # a notebook that is not ours has this process for itself
    nb, error = execute(task.notebook, task.parameters, task.cwd, guide=whole, own=task.own)
    page = export_notebook(nb).encode("utf-8", "surrogatepass")
    files = []
    made = Path(task.work) / f"{task.stem}.html"
    made.write_bytes(page)
    if "html" in task.formats or error:
        files.append((str(made), f"{task.stem}.html", hashlib.sha256(page).hexdigest()))
    if "pdf" in task.formats and not error:
        from selfeval_nb.batch.stage.printing import FULL, print_pdf

        pdf = Path(task.work) / f"{task.stem}.pdf"
        print_pdf(made, pdf, full=FULL in task.formats)
        files.append((str(pdf), f"{task.stem}.pdf", hashlib.sha256(pdf.read_bytes()).hexdigest()))
    if whole:
        kept = kept_notebook(nb, {**task.parameters, **task.shown}).encode("utf-8", "surrogatepass")
        path = Path(task.work) / f"{task.stem}.ipynb"
        path.write_bytes(kept)
        files.append((str(path), f"{task.stem}.ipynb", hashlib.sha256(kept).hexdigest()))
    return Rendered(tuple(files), error, time.perf_counter() - start)
