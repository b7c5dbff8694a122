"""All modules that register derived columns. A new module is added to this list and nowhere else."""

from __future__ import annotations

import importlib

MODULES = (
    "selfeval_nb.checks.base",
    "selfeval_nb.checks.totals",
    "selfeval_nb.checks.columns_completeness",
    "selfeval_nb.checks.columns_funds",
    "selfeval_nb.checks.columns_execution",
    "selfeval_nb.checks.columns_money",
    "selfeval_nb.checks.columns_weights",
    "selfeval_nb.checks.columns_scores",
    "selfeval_nb.checks.columns_score_words",
    "selfeval_nb.checks.columns_values",
    "selfeval_nb.checks.columns_value_units",
    "selfeval_nb.checks.columns_dates",
    "selfeval_nb.checks.columns_explanations",
    "selfeval_nb.checks.columns_typos",
    "selfeval_nb.checks.columns_satisfaction",
    "selfeval_nb.checks.columns_quality",
    "selfeval_nb.checks.columns_goals",
    "selfeval_nb.checks.columns_portfolio",
    "selfeval_nb.checks.columns_units",
    "selfeval_nb.checks.columns_history",
)


def register_all() -> None:
    """Import every module of derived columns (once a process)."""
    for name in MODULES:
        importlib.import_module(name)
