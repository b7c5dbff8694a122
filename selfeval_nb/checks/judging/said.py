"""What a rule says of each row, form by form: how what is said by rules that compare forms travels from the one process that sees
all forms to those that judge some of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

FOUND = (
    "rule_id", "key", "suite", "severity", "title", "basis", "where", "cell", "quote", "message", "arithmetic", "remark", "advice",
)  # fmt: skip  # of a finding, beside its form


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


# of one form, by rule key: the grain, runs of equal rows (how many, state, reason), the findings' texts in the order of FOUND
Told = dict[str, tuple[str, list[tuple[int, int, str]], list[list[str]]]]


def said_of_forms(said: Mapping[str, Said], forms: int) -> list[Told]:
    """For each of so many forms what the rules in ``said`` say of it, as plain values: equal exactly where they say the same."""
    told: list[Told] = [{} for _ in range(forms)]
    for key, rule in said.items():
        for of in told:
            of[key] = (rule.grain, [], [])
        n = len(rule.form)
        if n:
            new = np.ones(n, dtype=bool)
            for values in (rule.form, rule.state, rule.codes):
                if values is rule.form:
                    new[1:] = values[1:] != values[:-1]
                else:
                    new[1:] |= values[1:] != values[:-1]
            first = np.flatnonzero(new)
            counts = np.diff(np.append(first, n))
            for form, count, state, code in zip(
                rule.form[first].tolist(), counts.tolist(), rule.state[first].tolist(), rule.codes[first].tolist(), strict=True
            ):  # fmt: skip
                told[form][key][1].append((count, state, str(code)))
        if rule.found is not None:
            for i, form in enumerate(rule.found_form.tolist()):
                told[form][key][2].append([str(rule.found[name][i]) for name in FOUND])
    return told


def said_from(told: Sequence[Mapping[str, Any]], ids: Sequence[str]) -> dict[str, Said]:
    """What ``said_of_forms`` told of some forms, which now have these ids, as if they were the only ones."""
    said: dict[str, Said] = {}
    for key in told[0] if told else ():
        form, state, codes, found_form = [], [], [], []
        found: dict[str, list[Any]] = {name: [] for name in (*FOUND, "form_id")}
        for at, of in enumerate(told):
            for count, one, code in of[key][1]:
                form += [at] * count
                state += [one] * count
                codes += [code] * count
            for texts in of[key][2]:
                found_form.append(at)
                for name, text in zip(FOUND, texts, strict=True):
                    found[name].append(text)
                found["form_id"].append(ids[at])
        said[key] = Said(
            told[0][key][0],
            np.array(form, dtype=np.int64),
            np.array(state, dtype=np.int8),
            np.array(codes, dtype=object),
            found if found_form else None,
            np.array(found_form, dtype=np.int64),
        )
    return said
