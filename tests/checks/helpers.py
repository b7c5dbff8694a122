"""Short ways to a checked specimen."""

from __future__ import annotations

from typing import Any

import pandas as pd

from selfeval_nb.checks.author import specimen as sample
from selfeval_nb.checks.model import CheckResult
from selfeval_nb.checks.run import check
from selfeval_nb.forms.frames import Tables, tables_of


def tables(*changes: dict[str, Any]) -> Tables:
    """A form for each change of the specimen."""
    specs = [sample.change(sample.clean_spec(), c) for c in changes]
    return tables_of([sample.form_of(s, file=f"f{i}.docx") for i, s in enumerate(specs)])


def checked(*changes: dict[str, Any], **options: Any) -> CheckResult:
    return check(tables(*changes), **options)


def found(change: dict[str, Any], **options: Any) -> list[tuple[str, str]]:
    """(rule, where) of the findings of one changed specimen."""
    frame = checked(change, **options).findings
    return list(zip(frame["rule_id"], frame["where"], strict=True))


def plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with missing values as None, to compare frames of different types."""
    return [{k: None if pd.isna(v) else v for k, v in row.items()} for row in frame.to_dict("records")]
