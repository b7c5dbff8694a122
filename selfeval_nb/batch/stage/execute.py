"""Run a notebook for one form through papermill and our engine, and lay out the executed notebook for keeping."""

from __future__ import annotations

import copy
import os
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError
from papermill.iorw import papermill_io

from selfeval_nb.batch.stage.which_notebook import read_notebook
from selfeval_nb.engine.engine import ReadableTranslator
from selfeval_nb.report.page.executed import GUIDE

SCHEME = "selfeval-batch:"  # of the paths under which papermill gets a batch's notebook
_texts: dict[str, str] = {}


class _Prepared:
    """papermill's way to a notebook that is in memory as text: it would turn one in memory as an object into text first."""

    def read(self, path: str) -> str:
        return _texts[path]

    def pretty_path(self, path: str) -> str:
        return path


papermill_io.register(SCHEME, _Prepared())


@lru_cache(maxsize=8)
def _prepared(notebook: str, stamp: tuple[int, int], guide: bool, own: bool) -> str:
    """The path under which papermill finds the notebook; without the cells that no report shows unless ``guide``."""
    nb = read_notebook(Path(notebook))
    if not guide:
        # code of somebody else's notebook may be needed by the cells below it, whatever its tag
        left_out = ("markdown", "code") if own else ("markdown",)
        nb.cells = [c for c in nb.cells if c.cell_type not in left_out or GUIDE not in c.metadata.get("tags", [])]
    path = f"{SCHEME}{len(_texts)}.ipynb"
    _texts[path] = nbformat.writes(nb, version=4)
    return path


def execute(
    notebook: str, parameters: dict[str, Any], cwd: str, *, guide: bool = True, own: bool = False
) -> tuple[Any, str]:
    """Run a notebook with our engine: (the executed notebook, what went wrong in a cell or '').

    ``guide=False`` leaves out its cells for a person (tag ``guide``), which are no part of a report. ``own``: it is the
    notebook of this package, which changes nothing in a shell, so that one shell serves many forms.
    """
    stat = os.stat(notebook)
    source = _prepared(notebook, (stat.st_mtime_ns, stat.st_size), guide, own)
    ran: list[Any] = []
    cells: list[Any] = []

    def set_aside(notebook: Any) -> None:
        """papermill turns the finished notebook into JSON even when nobody wants the file: not with all its cells."""
        if not any(_failed(cell) for cell in notebook.cells):
            cells.extend(notebook.cells)
            notebook.cells = []

    error = ""
    try:
        papermill.execute_notebook(
            source,
            None,
            parameters,
            engine_name="selfeval",
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            progress_bar=False,
            cwd=cwd,
            record_timing=False,
            cell_times=False,
            keep_shell=own,
            on_notebook_start=lambda notebook: ran.append(notebook),
            on_notebook_complete=set_aside,
        )
    except PapermillExecutionError as failed:
        # a sentence of ours speaks for itself
        error = str(failed.evalue) if failed.ename == "ReviewError" else f"{failed.ename}: {failed.evalue}"
    if cells:
        ran[-1].cells = cells
    return ran[-1], error


def _failed(cell: Any) -> bool:
    return bool(cell.metadata.get("papermill", {}).get("exception")) or any(
        output.output_type == "error" for output in cell.get("outputs", ())
    )


def kept_notebook(nb: Any, parameters: dict[str, Any]) -> str:
    """The executed notebook as text: no clock times, no random names, no absolute path."""
    nb = copy.deepcopy(nb)
    about = nb.metadata.get("papermill", {})
    nb.metadata["papermill"] = {
        "parameters": parameters,
        "version": about.get("version"),
        "exception": about.get("exception"),
    }
    names: Counter[str] = Counter()
    for number, cell in enumerate(nb.cells):
        tags = cell.metadata.get("tags", [])
        cell.metadata.pop("execution", None)
        status = cell.metadata.pop("papermill", {}).get("status")
        if status == "failed":
            cell.metadata["papermill"] = {"status": status}
        if "injected-parameters" in tags:
            cell.source = ReadableTranslator.codify(parameters).rstrip("\n")
            cell["id"] = "injected-parameters"
        elif "papermill-error-cell-tag" in tags:
            cell["id"] = f"error-{number}"
        names[cell.get("id", "")] += 1
        if names[cell.get("id", "")] > 1:
            cell["id"] = f"cell-{number}"
    return str(nbformat.writes(nb, version=4)) + "\n"
