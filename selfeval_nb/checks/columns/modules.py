"""All modules that register derived columns: those of this folder, found by looking, and the few elsewhere."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

from selfeval_nb.checks import columns

_ELSEWHERE = (
    "selfeval_nb.checks.table.grains",
    "selfeval_nb.checks.table.printed",
    "selfeval_nb.checks.scoring.totals",
    "selfeval_nb.checks.claims.pairs",
)
_NO_COLUMNS = (__name__, "selfeval_nb.checks.columns.own")


@lru_cache(maxsize=1)
def modules() -> tuple[str, ...]:
    """Their names, in the order in which the page of columns tells them."""
    found = pkgutil.walk_packages(columns.__path__, f"{columns.__name__}.")
    return (*_ELSEWHERE, *sorted(m.name for m in found if not m.ispkg and m.name not in _NO_COLUMNS))


def register_all() -> None:
    """Import every module of derived columns (once a process)."""
    for name in modules():
        importlib.import_module(name)
