"""How often each rule passed, failed, did not apply, could not be evaluated or broke, form by form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.reasons import reason

OUTCOME_COLUMNS = ("rule_id", "form_id", "outcome", "count", "reason")
_STATES = ("passed", "failed", "not_applicable", "not_evaluated", "broken")


RANK = np.array([2, 3, 0, 1, 4])


class Counts:
    """Outcome counts of all rules as flat arrays, made one frame at the end."""

    def __init__(self, forms: int) -> None:
        self.forms = forms
        self.rules: list[str] = []
        self.reasons: dict[str, int] = {"": 0}
        self.parts: list[tuple[np.ndarray, ...]] = []

    def _code(self, name: str) -> int:
        return self.reasons.setdefault(name, len(self.reasons))

    def add(self, rule_id: str, form: np.ndarray, state: np.ndarray, codes: np.ndarray, none: str) -> None:
        """Count the rows of one rule by form, state and reason; a form without rows does not have what the rule looks at."""
        told = np.where(state >= 2, codes, "")
        local, names = pd.factorize(told, sort=True)  # the same order whichever forms are checked together
        code = np.array([self._code(str(n)) for n in names], dtype=np.int64)
        packed = (form.astype(np.int64) * 5 + state) * 4096 + local
        unique, count = np.unique(packed, return_counts=True)
        rest, local = np.divmod(unique, 4096)
        at, outcome = np.divmod(rest, 5)
        reason_code = code[local]
        if len(np.unique(at)) < self.forms:
            absent = np.setdiff1d(np.arange(self.forms), at)
            at, outcome = np.concatenate([at, absent]), np.concatenate([outcome, np.full(len(absent), 2)])
            count = np.concatenate([count, np.ones(len(absent), dtype=count.dtype)])
            reason_code = np.concatenate([reason_code, np.full(len(absent), self._code(none))])
        self.rules.append(rule_id)
        rule = np.full(len(at), len(self.rules) - 1)
        # a batch has millions of these rows: in small numbers they take a fifth of the memory
        small = zip(
            (rule, at, outcome, count, reason_code), (np.int16, np.int32, np.int8, np.int32, np.int16), strict=True
        )
        self.parts.append(tuple(column.astype(kind) for column, kind in small))

    def frame(self, ids: np.ndarray, lang: str) -> pd.DataFrame:
        """``rule_id form_id outcome count reason``; texts as categories, for a batch has millions of rows."""
        columns = (
            [np.concatenate(c) for c in zip(*self.parts, strict=True)]
            if self.parts
            else [np.empty(0, dtype=np.int64)] * 5
        )
        names = list(dict.fromkeys(self.rules))
        rule = np.array([names.index(r) for r in self.rules], dtype=np.int16)
        told = [reason(name, lang) if name else "" for name in self.reasons]
        unique = list(dict.fromkeys(told))
        reason_code = np.array([unique.index(t) for t in told], dtype=np.int16)

        def words(codes: np.ndarray, values: Sequence[str]) -> Any:
            if len(codes) < _CATEGORIES_FROM:
                return np.array(values, dtype=object)[codes] if len(values) else np.empty(0, dtype=object)
            return pd.Categorical.from_codes(codes, pd.Index(list(values), dtype=object))

        return pd.DataFrame(
            {
                "rule_id": words(rule[columns[0]] if len(rule) else columns[0], names),
                "form_id": words(columns[1], ids.tolist()),
                "outcome": words(columns[2], _STATES),
                "count": columns[3].astype(np.int64),
                "reason": words(reason_code[columns[4]], unique),
            }
        )


_CATEGORIES_FROM = 1_000_000
