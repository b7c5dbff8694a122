"""Whether somebody sits in front of the notebook: only then is anything made that can be clicked.

JupyterLab, Notebook 7 and VS Code name the cell (``cellId``) in each request to run it; nbclient and papermill, which run a
notebook without a person, do not, nor does the engine of a batch. So the same cell shows widgets to a person and
nothing in a report, and no batch loads ipywidgets.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

VARIABLE = "SELFEVAL_WIDGETS"  # 1: always widgets, 0: never; unset: as the request says


def kernel() -> Any:
    """The kernel of this process; None in a terminal or a plain program."""
    shell_class = getattr(sys.modules.get("IPython"), "get_ipython", None)
    shell = shell_class() if shell_class is not None else None
    return getattr(shell, "kernel", None)


def attended() -> bool:
    """Whether the running cell was sent by a front end with a person before it."""
    told = os.environ.get(VARIABLE, "")
    if told in ("0", "1"):
        return told == "1"
    running = kernel()
    if running is None:
        return False
    parent = running.get_parent() or {}
    return "cellId" in (parent.get("metadata") or {})


def show(data: dict[str, str], metadata: dict[str, Any], *, display_id: str, again: bool = False) -> None:
    """Show an output under a name; ``again``: put it in the place of the one shown under that name."""
    from IPython.display import display

    display(data, raw=True, metadata=metadata, display_id=display_id, update=again)


def progress(lang: str) -> Callable[[int, int], None]:
    """A line in the running cell that says how many documents are read; it is emptied at the end."""
    from IPython.display import display

    words = "正在读取：第{i}个，共{n}个文件" if lang == "zh" else "Reading document {i} of {n}"
    shown = display({"text/plain": ""}, raw=True, display_id=True)

    def tell(i: int, n: int) -> None:
        shown.update({"text/plain": words.format(i=i + 1, n=n) if i + 1 < n else ""}, raw=True)

    return tell
