"""selfeval-nb: read 项目支出绩效自评表, judge them, show the result. See docs/design.md.

Importing this package loads neither Great Expectations nor Jupyter nor pandas; the names below load on first use.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

# Great Expectations reads this when it is imported: nothing here goes to the network.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

__version__ = "0.1.0"

_LAZY = {
    "load": "selfeval_nb.forms.load",
    "check": "selfeval_nb.checks.run",
    "derived": "selfeval_nb.checks.table.frames",
    "judged": "selfeval_nb.checks.table.frames",
    "texts": "selfeval_nb.checks.table.grains",
    "floats": "selfeval_nb.checks.table.grains",
    "open_review": "selfeval_nb.review.open",
    "open_desk": "selfeval_nb.report.desk.desk",
    "open_portfolio": "selfeval_nb.report.desk.portfolio",
}

__all__ = [
    "__version__", "check", "derived", "floats", "judged", "load", "open_desk", "open_portfolio", "open_review", "texts",
]  # fmt: skip

if TYPE_CHECKING:
    from selfeval_nb.checks.run import check
    from selfeval_nb.checks.table.frames import derived, judged
    from selfeval_nb.checks.table.grains import floats, texts
    from selfeval_nb.forms.load import load
    from selfeval_nb.report.desk.desk import open_desk
    from selfeval_nb.report.desk.portfolio import open_portfolio
    from selfeval_nb.review.open import open_review


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """The names of the library, so that completion offers them before they are loaded."""
    return sorted({*__all__, "__doc__", "__file__", "__name__", "__path__"})
