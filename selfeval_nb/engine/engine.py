"""Where papermill finds its engine ``selfeval`` (an entry point). The engine itself is in client.py.

papermill loads its engines while it is being imported, and an engine needs papermill: whoever comes first, it has to be
papermill that is imported first. So this module imports nothing until it is asked for a name.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from selfeval_nb.engine.client import ReadableTranslator, ShellClient, ShellEngine

__all__ = ["ReadableTranslator", "ShellClient", "ShellEngine"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    importlib.import_module("papermill.engines")
    return getattr(importlib.import_module("selfeval_nb.engine.client"), name)
