"""What one rule says of the rows of its grain, as a plain value that a batch keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Said:
    """What one rule says of the rows of its grain: of each row its form (position), its state and the reason; its findings
    before supersession, with the positions of their forms."""

    grain: str
    form: np.ndarray
    state: np.ndarray
    codes: np.ndarray
    found: dict[str, list[Any]] | None = None
    found_form: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def only(self, forms: Sequence[int]) -> Said:
        """The same of the forms at these positions, in ascending order; their positions are then counted from 0."""
        wanted = np.asarray(forms, dtype=np.int64)
        rows = np.flatnonzero(np.isin(self.form, wanted))
        kept = np.flatnonzero(np.isin(self.found_form, wanted))
        found = None
        if self.found is not None and len(kept):
            found = {name: [values[i] for i in kept] for name, values in self.found.items()}
        return Said(
            self.grain,
            np.searchsorted(wanted, self.form[rows]),
            self.state[rows],
            self.codes[rows],
            found,
            np.searchsorted(wanted, self.found_form[kept]),
        )


def said_of_forms(said: Mapping[str, Said], forms: int) -> list[list[Any]]:
    """For each of so many forms what the rules in ``said`` say of it, as plain values: equal exactly where they say the same."""
    told: list[list[Any]] = [[] for _ in range(forms)]
    for key, rule in said.items():
        first = np.full(forms, len(rule.form))
        np.minimum.at(first, rule.form, np.arange(len(rule.form)))
        for told_of, rows in zip(told, np.bincount(rule.form, minlength=forms).tolist(), strict=True):
            told_of.append([key, rows])
        for i in np.flatnonzero((rule.state != 0) | (rule.codes != "")).tolist():
            form = int(rule.form[i])
            told[form].append([i - int(first[form]), int(rule.state[i]), str(rule.codes[i])])
        texts = [values for name, values in (rule.found or {}).items() if name != "form_id"]
        for i, form in enumerate(rule.found_form.tolist() if texts else ()):
            told[form].append([str(values[i]) for values in texts])
    return told
