"""All modules that register derived columns. A new module is added to this list and nowhere else."""

from __future__ import annotations

import importlib

MODULES = (
    "selfeval_nb.checks.table.grains",
    "selfeval_nb.checks.table.printed",
    "selfeval_nb.checks.scoring.totals",
    "selfeval_nb.checks.columns.completeness",
    "selfeval_nb.checks.columns.funds",
    "selfeval_nb.checks.columns.funds_execution",
    "selfeval_nb.checks.columns.funds_amounts",
    "selfeval_nb.checks.columns.funds_rates",
    "selfeval_nb.checks.columns.weights",
    "selfeval_nb.checks.columns.scores",
    "selfeval_nb.checks.columns.scores_words",
    "selfeval_nb.checks.columns.values",
    "selfeval_nb.checks.columns.values_units",
    "selfeval_nb.checks.columns.values_dates",
    "selfeval_nb.checks.columns.values_years",
    "selfeval_nb.checks.columns.explanations",
    "selfeval_nb.checks.columns.typos",
    "selfeval_nb.checks.columns.satisfaction",
    "selfeval_nb.checks.columns.quality",
    "selfeval_nb.checks.claims.pairs",
    "selfeval_nb.checks.columns.goals",
    "selfeval_nb.checks.columns.portfolio",
    "selfeval_nb.checks.columns.portfolio_units",
    "selfeval_nb.checks.columns.history",
    "selfeval_nb.checks.columns.listed",
    "selfeval_nb.checks.columns.monitoring",
)


def register_all() -> None:
    """Import every module of derived columns (once a process)."""
    for name in MODULES:
        importlib.import_module(name)
