"""Which columns of the forms the rules read that compare forms: a large batch holds no more of all forms at once."""

from __future__ import annotations

from pathlib import Path

from selfeval_nb.checks.columns.own import own_columns

# what the shipped rules that compare read of each frame; a column that is missing here breaks the rule that reads it, and a test
# holds their answers with these columns to those with all
_READ: dict[str, tuple[str, ...]] = {
    "forms": (
        "form_id", "file", "form_no", "template", "year", "project", "department", "unit", "money_unit", "goal_expected", "goal_actual",
        "total_weight", "total_score", "sha256", "kind", "execution_weight", "conclusion", "problems_text", "attributes",
        "has_weight_column", "has_score_column", "has_total_row",
    ),
    "funds": ("form_id", "fund_no", "source", "label", "initial", "budget", "executed", "weight", "rate", "score"),
    "indicators": (
        "form_id", "indicator_no", "level1", "level2", "level3", "target_text", "operator", "target_value", "target_unit", "actual_text",
        "actual_value", "actual_unit", "weight", "score", "reason", "operator_cell", "unit_cell", "target_adjusted", "score_text",
    ),
}  # fmt: skip


def needed_columns(
    expectations: Path | str | None = None, columns: Path | str | None = None, *, beside: bool = False
) -> dict[str, tuple[str, ...] | None]:
    """Frame -> its columns that rules read which compare forms; None: all, where rules or columns are not ours, of which nothing is
    known, or forms are compared with other documents (``beside``) as well. Raises ColumnsError."""
    if beside or expectations or own_columns(columns).columns:
        return dict.fromkeys(_READ)
    return dict(_READ)
