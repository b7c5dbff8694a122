"""What a worker needs, imported and warmed up. Imported by the fork server once, by a spawned worker at its start."""

from __future__ import annotations

import gc
import os

os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")

import nbformat
import papermill

import selfeval_nb.batch.engine
import selfeval_nb.batch.tasks
import selfeval_nb.report.desk
import selfeval_nb.report.exporter
import selfeval_nb.report.index  # noqa: F401


def _warm_up() -> None:
    """Run one small notebook: the first shell of a process loads formatters, magics and lexers that the next ones find."""
    cells = [
        nbformat.v4.new_code_cell("value = 1", metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell("value"),
    ]
    kernelspec = {"name": "python3", "language": "python", "display_name": "Python 3"}
    nb = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernelspec})
    papermill.execute_notebook(nb, None, {"value": 2}, engine_name="selfeval", progress_bar=False)


_warm_up()
# what is alive now stays: the collector need not look at it again, nor touch (and so copy) pages that forks share
gc.collect()
gc.freeze()
