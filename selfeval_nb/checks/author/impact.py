"""What another preset or suite would change, before it is changed (``selfeval rules --impact OLD NEW FORMS``)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from selfeval_nb.checks.book.preset import Preset
from selfeval_nb.checks.model import CheckResult
from selfeval_nb.checks.run import check

if TYPE_CHECKING:
    from selfeval_nb.forms.frames import Tables

_KEY = ["form_id", "rule_id", "where"]


@dataclass(slots=True)
class Impact:
    """``findings``: ``change`` (appears, disappears, severity) with the finding; ``scores``: rows whose recomputed score differs
    (``low_old high_old low_new high_new``); ``totals``: forms whose total, grade or class differs; ``forms``: a row a form that flips,
    with the number of changes and whether its critical findings appear or vanish (``flips``)."""

    findings: pd.DataFrame
    scores: pd.DataFrame
    totals: pd.DataFrame
    forms: pd.DataFrame


def compare(old: CheckResult, new: CheckResult, tables: Tables) -> Impact:
    """The differences between two results of the same forms."""
    findings = _findings(old.findings, new.findings)
    scores = _changed(old.scores, new.scores, ["form_id", "indicator_no"], ["low", "high"])
    totals = _changed(
        old.totals,
        new.totals,
        ["form_id"],
        ["low", "high", "grade_self", "grade_low", "grade_high", "difference_class"],
    )
    return Impact(findings, scores, totals, _forms(old, new, findings, scores, totals, tables))


def impact(
    tables: Tables, old: str | Path | Preset, new: str | Path | Preset, *, lang: str = "zh",
    expectations_old: Path | str | None = None, expectations_new: Path | str | None = None, **own: Any,
) -> Impact:  # fmt: skip
    """Check the forms under two presets (and suites) and compare; ``own`` are ``columns`` and ``words``. Raises as ``check`` does."""
    first = check(tables, preset=old, lang=lang, expectations=expectations_old, **own)
    second = check(tables, preset=new, lang=lang, expectations=expectations_new, **own)
    return compare(first, second, tables)


def _findings(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    both = old.merge(new[[*_KEY, "severity", "message"]], on=_KEY, how="outer", suffixes=("", "_new"), indicator=True)
    fresh = new.set_index(_KEY)
    rows: list[dict[str, Any]] = []
    for row in both.to_dict("records"):
        if row["_merge"] == "left_only":
            change = "disappears"
        elif row["_merge"] == "right_only":
            row.update(fresh.loc[[tuple(row[k] for k in _KEY)]].iloc[0].to_dict())
            change = "appears"
        elif row["severity"] != row["severity_new"]:
            change = "severity"
        else:
            continue
        rows.append({"change": change} | {k: row[k] for k in (*_KEY, "severity", "title", "message")})
    return pd.DataFrame(rows, columns=["change", *_KEY, "severity", "title", "message"])


def _changed(old: pd.DataFrame, new: pd.DataFrame, key: list[str], columns: list[str]) -> pd.DataFrame:
    both = old[[*key, *columns]].merge(new[[*key, *columns]], on=key, how="outer", suffixes=("_old", "_new"))
    differs = pd.Series(False, index=both.index)
    for c in columns:
        a, b = both[f"{c}_old"], both[f"{c}_new"]
        differs |= (a != b) & ~(a.isna() & b.isna())
    return both[differs].reset_index(drop=True)


def _forms(
    old: CheckResult,
    new: CheckResult,
    findings: pd.DataFrame,
    scores: pd.DataFrame,
    totals: pd.DataFrame,
    tables: Tables,
) -> pd.DataFrame:
    forms = tables.forms[["form_id", "file", "form_no", "project"]].copy()
    for name, frame in (("findings_changed", findings), ("scores_changed", scores), ("total_changed", totals)):
        forms[name] = forms["form_id"].map(frame["form_id"].value_counts()).fillna(0).astype(int)
    for name, result in (("critical_old", old), ("critical_new", new)):
        critical = result.findings[result.findings["severity"] == "critical"]
        forms[name] = forms["form_id"].map(critical["form_id"].value_counts()).fillna(0).astype(int)
    forms["flips"] = (forms["critical_old"] > 0) != (forms["critical_new"] > 0)
    touched = forms[["findings_changed", "scores_changed", "total_changed"]].sum(axis=1) > 0
    return forms[touched].reset_index(drop=True)
