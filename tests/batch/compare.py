"""Run a notebook through the stock engine and through ours and bring the two results to a form that can be compared."""

from __future__ import annotations

import copy
import os
import re
import sys
import warnings
from pathlib import Path
from typing import Any

import nbformat
import papermill

_TIMES = ("start_time", "end_time", "duration", "input_path", "output_path")
_REPLACE = (
    (re.compile(r"[^\s'\"]*ipykernel(?:_\d+)?/(\d+)\.py"), r"CELL/\1.py"),
    (re.compile(r"[0-9a-f]{32}"), "MODEL"),
    (re.compile(r"0x[0-9a-f]{6,}"), "0xADDRESS"),
    (re.compile(r"\b\d+(\.\d+)? ?(ns|us|µs|μs|ms|s)\b"), "TIME"),
)


def notebook(*sources: Any, metadata: dict[str, Any] | None = None) -> nbformat.NotebookNode:
    """A notebook of code cells; a source may be (text, [tags])."""
    kernelspec = {"name": "python3", "language": "python", "display_name": "Python 3"}
    nb = nbformat.v4.new_notebook(metadata={"kernelspec": kernelspec, **(metadata or {})})
    for number, source in enumerate(sources):
        text, tags = source if isinstance(source, tuple) else (source, [])
        cell = nbformat.v4.new_code_cell(text, id=f"cell-{number}")
        if tags:
            cell.metadata["tags"] = tags
        nb.cells.append(cell)
    return nb


def _show_warning(message: Any, category: Any, filename: str, lineno: int, file: Any = None, line: Any = None) -> None:
    (file or sys.stderr).write(warnings.formatwarning(message, category, filename, lineno, line))


def run(nb: nbformat.NotebookNode, engine: str | None, folder: Path, parameters: Any = None, **options: Any) -> Any:
    """(executed notebook, name of the exception or None)."""
    folder.mkdir(parents=True, exist_ok=True)
    # ipykernel does not capture file descriptors when it sees this variable
    under_test = os.environ.pop("PYTEST_CURRENT_TEST", None)
    out = folder / f"{engine or 'stock'}.ipynb"
    error = None
    shown = warnings.showwarning
    warnings.showwarning = _show_warning  # pytest keeps warnings for itself
    try:
        papermill.execute_notebook(
            copy.deepcopy(nb), str(out), parameters or {}, engine_name=engine, progress_bar=False, **options
        )
    except Exception as exception:
        error = type(exception).__name__
    finally:
        warnings.showwarning = shown
        if under_test is not None:
            os.environ["PYTEST_CURRENT_TEST"] = under_test
    return nbformat.read(out, as_version=4), error


def _text(value: Any) -> Any:
    if isinstance(value, str):
        for pattern, instead in _REPLACE:
            value = pattern.sub(instead, value)
        return value
    if isinstance(value, list):
        return [_text(v) for v in value]
    if isinstance(value, dict):
        return {k: _text(v) for k, v in sorted(value.items())}
    return value


def _outputs(outputs: list[Any], merge: bool) -> list[Any]:
    done: list[Any] = []
    for output in outputs:
        output = dict(output)
        last = done[-1] if done else {}
        if merge and output["output_type"] == last.get("output_type") == "stream" and output["name"] == last["name"]:
            last["text"] += output["text"]
        else:
            done.append(output)
    return [_text(o) for o in done]


def normalised(nb: nbformat.NotebookNode, merge: bool = True) -> list[Any]:
    """The notebook without clock times, process numbers and addresses.

    ``merge`` joins consecutive pieces of one stream: where the stock engine cuts a stream depends on its clock.
    """
    result: list[Any] = []
    for cell in nb.cells:
        metadata = copy.deepcopy(dict(cell.metadata))
        papermill_part = dict(metadata.pop("papermill", {}))
        timing = sorted(metadata.pop("execution", {}))
        entry = {
            "type": cell.cell_type,
            "source": cell.source,
            "metadata": metadata,
            "papermill": {k: (v is None if k in _TIMES else v) for k, v in sorted(papermill_part.items())},
            "timing": timing,
        }
        if cell.cell_type == "code":
            entry |= {"count": cell.execution_count, "outputs": _outputs(cell.outputs, merge)}
        result.append(entry)
    whole = copy.deepcopy(dict(nb.metadata))
    widgets = whole.pop("widgets", None)
    if widgets:
        # models by content: their names are random, and so is the order of a dict of them
        (kind, models), *_ = widgets.items()
        whole["widgets"] = {
            "kind": kind,
            "models": sorted(_text(repr(m)) for m in models.pop("state").values()),
            **models,
        }
    whole["papermill"] = {k: (v is None if k in _TIMES else v) for k, v in sorted(whole.get("papermill", {}).items())}
    result.append(_text(whole))
    return result
