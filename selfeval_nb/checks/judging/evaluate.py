"""Run expectations over a frame and say which rows fail.

Two engines, one answer. ``gx`` hands a whole suite to Great Expectations, whose cost is some ten milliseconds per
expectation whatever the number of rows: right for a batch. ``direct`` makes the same comparison with pandas for the expectation
types below, without importing Great Expectations: right for a form opened alone. A test holds the two to the same rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.book.rules import Rule

PARAMETER = "$PARAMETER"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Positions of the failing rows, or ``error`` when the expectation could not be run."""

    failing: np.ndarray
    error: str = ""


Columns = Mapping[str, pd.Series]
NOTHING = np.empty(0, dtype=np.int64)


def resolve(value: Any, parameters: dict[str, Any]) -> Any:
    """A kwarg with its suite parameter filled in. Raises KeyError naming an unknown parameter."""
    if isinstance(value, dict) and set(value) == {PARAMETER}:
        name = value[PARAMETER]
        if name not in parameters:
            raise KeyError(f"unknown suite parameter {name!r}")
        return parameters[name]
    return value


def _texts(column: pd.Series) -> pd.Series:
    return column.dropna().astype(str)


def _between(frame: Columns, k: dict[str, Any]) -> np.ndarray:
    x = frame[k["column"]].to_numpy(dtype=float, na_value=np.nan)
    bad = np.zeros(len(x), dtype=bool)
    if k.get("min_value") is not None:
        bad |= (x <= k["min_value"]) if k.get("strict_min") else (x < k["min_value"])
    if k.get("max_value") is not None:
        bad |= (x >= k["max_value"]) if k.get("strict_max") else (x > k["max_value"])
    return bad  # NaN compares false: a missing value is not judged


def _member(column: pd.Series, values: list[Any]) -> np.ndarray:
    """Membership; a float column against numbers without pandas' hashing."""
    if column.dtype == float and all(isinstance(v, (int, float)) for v in values):
        x = column.to_numpy()
        return np.any([x == v for v in values], axis=0) if values else np.zeros(len(x), dtype=bool)
    return column.isin(values).to_numpy()


def _in_set(frame: Columns, k: dict[str, Any]) -> np.ndarray:
    column = frame[k["column"]]
    return column.notna().to_numpy() & ~_member(column, k["value_set"])


def _not_in_set(frame: Columns, k: dict[str, Any]) -> np.ndarray:
    return _member(frame[k["column"]], k["value_set"])


def _matches(frame: Columns, k: dict[str, Any], wanted: bool) -> np.ndarray:
    column = frame[k["column"]]
    hit = _texts(column).str.contains(re.compile(k["regex"]))
    bad = np.zeros(len(column), dtype=bool)
    bad[column.notna().to_numpy()] = (~hit if wanted else hit).to_numpy(dtype=bool)
    return bad


def _lengths(frame: Columns, k: dict[str, Any]) -> np.ndarray:
    column = frame[k["column"]]
    n = column.astype(object).map(lambda v: len(v) if isinstance(v, str) else np.nan).to_numpy(dtype=float)
    return _between({"n": pd.Series(n)}, k | {"column": "n"})


def _pair(frame: Columns, k: dict[str, Any], compare: Callable[[Any, Any], Any]) -> np.ndarray:
    a, b = frame[k["column_A"]], frame[k["column_B"]]
    both = (a.notna() & b.notna()).to_numpy()
    if k.get("ignore_row_if", "both_values_are_missing") == "both_values_are_missing":
        some = (a.notna() | b.notna()).to_numpy()
        return some & ~(both & np.asarray(compare(a, b), dtype=bool))
    return both & ~np.asarray(compare(a, b), dtype=bool)


def _greater(frame: Columns, k: dict[str, Any]) -> np.ndarray:
    return _pair(frame, k, (lambda a, b: a >= b) if k.get("or_equal") else (lambda a, b: a > b))


def _unique(frame: Columns, k: dict[str, Any]) -> np.ndarray:
    column = frame[k["column"]]
    return (column.notna() & column.duplicated(keep=False)).to_numpy()


DIRECT: dict[str, Callable[[Columns, dict[str, Any]], np.ndarray]] = {
    "expect_column_values_to_be_between": _between,
    "expect_column_values_to_be_null": lambda f, k: f[k["column"]].notna().to_numpy(),
    "expect_column_values_to_not_be_null": lambda f, k: f[k["column"]].isna().to_numpy(),
    "expect_column_values_to_be_in_set": _in_set,
    "expect_column_values_to_not_be_in_set": _not_in_set,
    "expect_column_values_to_match_regex": lambda f, k: _matches(f, k, True),
    "expect_column_values_to_not_match_regex": lambda f, k: _matches(f, k, False),
    "expect_column_value_lengths_to_be_between": _lengths,
    "expect_column_pair_values_a_to_be_greater_than_b": _greater,
    "expect_column_pair_values_to_be_equal": lambda f, k: _pair(f, k, lambda a, b: a == b),
    "expect_column_values_to_be_unique": _unique,
}
PLAIN_KWARGS = {
    "column", "column_A", "column_B", "min_value", "max_value", "strict_min", "strict_max", "value_set", "regex", "or_equal",
    "ignore_row_if",
}  # fmt: skip


def can_run_directly(rule: Rule) -> bool:
    """Whether the direct engine knows the expectation and all its arguments (no row_condition, no mostly)."""
    return rule.type in DIRECT and set(rule.kwargs) <= PLAIN_KWARGS


def row_by_row(rule: Rule) -> bool:
    """Whether the expectation is known to judge each row by itself, whatever the others are."""
    return can_run_directly(rule) and rule.type != "expect_column_values_to_be_unique"


def run_direct(rules: Sequence[Rule], frame: Columns, parameters: dict[str, Any]) -> dict[str, Verdict]:
    """Rule key -> verdict. A comparison that raises is a broken rule, told with the error."""
    verdicts = {}
    for rule in rules:
        try:
            kwargs = {k: resolve(v, parameters) for k, v in rule.kwargs.items()}
            verdicts[rule.key] = Verdict(np.flatnonzero(DIRECT[rule.type](frame, kwargs)))
        except Exception as error:  # any fault of a rule is that rule's outcome
            verdicts[rule.key] = Verdict(NOTHING, f"{type(error).__name__}: {error}")
    return verdicts


_GX: dict[str, Any] = {}


def _batch_definition() -> Any:
    """One ephemeral context a process, without progress bars and without a word to the network."""
    if "batch" not in _GX:
        import logging

        import great_expectations as gx

        for name in ("great_expectations", "great_expectations.expectations.registry"):
            logging.getLogger(name).setLevel(logging.ERROR)
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
        source = context.data_sources.add_pandas("selfeval")
        _GX["batch"] = source.add_dataframe_asset("grain").add_batch_definition_whole_dataframe("all rows")
    return _GX["batch"]


def _expectation(rule: Rule) -> Any:
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    return ExpectationConfiguration(
        type=rule.type,
        kwargs=dict(rule.kwargs),
        meta={"key": rule.key},
        severity=rule.severity,  # type: ignore[arg-type]
    ).to_domain_obj()


def _error_of(info: Any) -> str:
    """The first exception of a result's exception_info, which is flat or one entry a metric; '' when there is none."""
    if not isinstance(info, dict):
        return ""
    for entry in [info] if "raised_exception" in info else list(info.values()):
        if isinstance(entry, dict) and entry.get("raised_exception"):
            return str(entry.get("exception_message") or "the expectation raised an exception")
    return ""


_TOGETHER = 20  # expectations a validation


def run_gx(rules: Sequence[Rule], frame: Columns, parameters: dict[str, Any]) -> dict[str, Verdict]:
    """Rule key -> verdict, from Great Expectations validations over all rows, some twenty rules at a time: to leave out the missing
    values of a column Great Expectations copies the frame with all its columns, so narrow frames cost less than wide ones."""
    verdicts: dict[str, Verdict] = {}
    for start in range(0, len(rules), _TOGETHER):
        part = rules[start : start + _TOGETHER]
        needed = {c for r in part for c in r.judged_columns()}
        verdicts |= _validate(part, {name: column for name, column in frame.items() if name in needed}, parameters)
    return verdicts


def _validate(rules: Sequence[Rule], frame: Columns, parameters: dict[str, Any]) -> dict[str, Verdict]:
    from great_expectations.core.expectation_suite import ExpectationSuite

    batch = _batch_definition().get_batch({"dataframe": pd.DataFrame(dict(frame), copy=False)})
    verdicts: dict[str, Verdict] = {}
    suite = ExpectationSuite(name="rules")
    for rule in rules:
        try:
            for value in rule.kwargs.values():
                resolve(value, parameters)
            suite.expectations.append(_expectation(rule))
        except Exception as error:
            verdicts[rule.key] = Verdict(NOTHING, f"{type(error).__name__}: {error}")
    if not suite.expectations:
        return verdicts
    result = batch.validate(
        suite,
        expectation_parameters=parameters,
        result_format={
            "result_format": "COMPLETE", "return_unexpected_index_query": False, "include_unexpected_rows": False, "partial_unexpected_count": 0,
        },
    )  # fmt: skip
    for item in result.results:
        key = item.expectation_config.meta["key"]
        fault = _error_of(item.exception_info)
        failing = item.result.get("unexpected_index_list") if item.result else None
        if not fault and not item.success and not failing:
            fault = "the expectation failed without naming rows; a rule must judge rows"
        verdicts[key] = Verdict(np.sort(np.asarray(failing or [], dtype=np.int64)), fault)
    for rule in rules:
        verdicts.setdefault(rule.key, Verdict(NOTHING, "Great Expectations returned no result for this rule"))
    return verdicts


def run(rules: Sequence[Rule], frame: Columns, parameters: dict[str, Any], engine: str = "gx") -> dict[str, Verdict]:
    """Evaluate rules of one grain; ``engine`` is ``gx`` or ``direct`` (which leaves the types it does not know to gx)."""
    direct = [r for r in rules if can_run_directly(r)] if engine == "direct" else []
    verdicts = run_direct(direct, frame, parameters)
    done = {r.key for r in direct}
    rest = [r for r in rules if r.key not in done]
    if rest:
        verdicts |= run_gx(rest, frame, parameters)
    return verdicts
