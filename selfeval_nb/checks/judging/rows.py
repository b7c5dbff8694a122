"""Every rule over every row: collects what each says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from selfeval_nb.checks.book import template as wording
from selfeval_nb.checks.book.basis import basis_text
from selfeval_nb.checks.book.rules import Rule
from selfeval_nb.checks.judging import evaluate
from selfeval_nb.checks.judging.outcomes import RANK, Counts
from selfeval_nb.checks.judging.said import Said
from selfeval_nb.checks.judging.supersede import Merged
from selfeval_nb.checks.table.frames import ColumnError, Frames
from selfeval_nb.checks.table.grains import map_texts
from selfeval_nb.common.said import said

DIRECT_UP_TO = 30  # forms; above this the fixed cost of Great Expectations is small beside the rest


def engine_for(engine: str, frames: Frames) -> str:
    return engine if engine != "auto" else "direct" if len(frames.tables.forms) <= DIRECT_UP_TO else "gx"


def _told(error: Exception) -> str:
    """Why a rule broke, in a line."""
    text = str(error.args[0]) if error.args else ""
    return text if isinstance(error, ColumnError) else f"{type(error).__name__}: {text}"


def true_rows(column: pd.Series, name: str) -> np.ndarray:
    """Where a column of true and false (or 1 and 0) says true; a missing value says false. Raises ColumnError for another column."""
    values = [None if pd.isna(v) else v for v in column.tolist()]
    if any(v not in (None, True, False) for v in set(values)):
        raise ColumnError(f"only 所写的列 {name} 不是真假列（true、false 或 1、0）")
    return np.array([v is not None and bool(v) for v in values], dtype=bool)


class Run:
    """Collects what each rule says of each row."""

    def __init__(
        self, frames: Frames, lang: str, parameters: dict[str, Any], given: Mapping[str, Said], rules: Sequence[Rule]
    ) -> None:
        self.frames = frames
        self.lang = lang
        self.parameters = parameters
        self.given = given
        self.said: dict[str, Said] = {}  # by rule key
        self.found: list[dict[str, list[Any]]] = []
        grains = list(dict.fromkeys(r.grain for r in rules))
        ordered = sorted(rules, key=lambda r: grains.index(r.grain))
        self.states: dict[str, list[Said]] = {r.id: [] for r in ordered}  # by rule id
        self.merged: Merged = {}

    def all(self, rules: Sequence[Rule], engine: str) -> None:
        """Evaluate rules, grain by grain."""
        for grain in dict.fromkeys(r.grain for r in rules):
            self.grain(grain, [r for r in rules if r.grain == grain], engine)

    def grain(self, grain: str, rules: list[Rule], engine: str) -> None:
        """Evaluate all rules of one grain together and keep findings and states."""
        ready: list[Rule] = []
        names: set[str] = set()
        errors: dict[str, str] = {}
        try:
            n = len(self.frames.frame(grain))
        except Exception as error:  # an unknown grain, or one whose base frame cannot be made
            for rule in rules:
                self._broken(rule, _told(error))
            return
        for rule in rules:
            if rule.key in self.given:
                continue
            try:
                needed = set(rule.judged_columns())
                for name in rule.named_columns():
                    self.frames.col(grain, name)
                for name in rule.shown_columns():
                    if name not in self.parameters:
                        self.frames.col(grain, name)
            except Exception as error:  # the fault of one column breaks the rules that use it and no other
                errors[rule.key] = _told(error)
                continue
            ready.append(rule)
            names |= needed
        verdicts: dict[str, evaluate.Verdict] = {}
        if ready and n:
            frame = self.frames.columns(grain, sorted(names))
            verdicts = evaluate.run(ready, frame, self.parameters, engine)
        for rule in rules:
            if rule.key in self.given:
                self._note(rule, self.given[rule.key])
                continue
            if rule.key in errors:
                self._broken(rule, errors[rule.key])
                continue
            verdict = verdicts.get(rule.key, evaluate.Verdict(evaluate.NOTHING))
            if verdict.error:
                self._broken(rule, verdict.error)
                continue
            try:
                self._keep(rule, n, verdict.failing)
            except (
                Exception
            ) as error:  # a template that names a column of another grain, a reason column of the wrong kind
                self._broken(rule, _told(error))

    def _keep(self, rule: Rule, n: int, failing: np.ndarray) -> None:
        state = np.zeros(n, dtype=np.int8)
        codes = np.full(n, "", dtype=object)
        column = rule.reasons_column()
        why = None if column is None else self.frames.why(rule.grain, column)
        if why is not None:
            codes = why.to_numpy(dtype=object, copy=True)
            told = codes != ""
            state[told] = map_texts(codes[told], lambda c: 2 if str(c).startswith("na.") else 3, np.int8)
            failing = failing[~told[failing]]
        elif column is not None and rule.type != "expect_column_values_to_not_be_null":
            values = self.frames.col(rule.grain, column)
            if rule.type != "expect_column_values_to_be_null":
                empty = values.isna().to_numpy()
                state[empty] = 2
                codes = np.where(empty, "na.blank", "").astype(object)
                failing = failing[~empty[failing]]
        if (only := rule.only_column()) is not None:
            others = ~true_rows(self.frames.col(rule.grain, only), only)
            state[others], codes[others] = 2, f"na.only:{only}"
            failing = failing[~others[failing]]
        rows = self._findings(rule, failing)  # before the state is kept: a template that fails breaks the rule
        state[failing] = 1
        form = self.frames.form_index(rule.grain)
        self._note(rule, Said(rule.grain, form, state, codes, rows, form[failing]))

    def _note(self, rule: Rule, said: Said) -> None:
        self.said[rule.key] = said
        self.states[rule.id].append(said)
        if said.found is not None:
            self.found.append(said.found)

    def _broken(self, rule: Rule, error: str) -> None:
        n = len(self.frames.frame("forms"))
        told = np.full(n, error, dtype=object)
        self._note(rule, Said("forms", np.arange(n), np.full(n, 4, dtype=np.int8), told))

    def _findings(self, rule: Rule, failing: np.ndarray) -> dict[str, list[Any]] | None:
        if not len(failing):
            return None
        lang = self.lang
        shown = rule.shown_columns()
        columns = {}
        for name in shown:
            if self.frames.has(rule.grain, name) or name not in self.parameters:
                columns[name] = self.frames.col(rule.grain, name).take(failing).tolist()
            else:
                columns[name] = [self.parameters[name]] * len(failing)
        ids = self.frames.frame(rule.grain)["form_id"].take(failing).tolist()
        templates = {
            "where": rule.meta["where"], "cell": rule.meta.get("cell") or "", "quote": rule.meta.get("quote") or "",
            "message": rule.text("message", lang), "arithmetic": rule.text("arithmetic", lang), "remark": rule.text("remark", lang),
            "advice": rule.text("advice", lang),
        }  # fmt: skip
        rows: dict[str, list[Any]] = {name: [] for name in templates}
        for i in range(len(ids)):
            values = {name: columns[name][i] for name in shown}
            for name, template in templates.items():
                rows[name].append(wording.render(template, values) if template else "")
        n = len(ids)
        fixed = {
            "rule_id": rule.id,
            "key": rule.key,
            "suite": rule.suite,
            "severity": rule.severity,
            "title": rule.text("title", lang),
        }
        basis = rule.meta.get("basis") or ""
        years = pd.to_numeric(self.frames.per_form(rule.grain, "year")).take(failing).astype("float64").tolist()
        told = [basis_text(basis, year) for year in years]
        return {**{k: [v] * n for k, v in fixed.items()}, "basis": told, "form_id": ids, **rows}

    def raw_findings(self) -> pd.DataFrame:
        """All findings before supersession, without addresses; a place that two parts of a rule point at counts once."""
        names = (
            "rule_id", "key", "form_id", "where", "cell", "quote", "message", "arithmetic", "remark", "advice", "suite", "severity", "title", "basis",
        )  # fmt: skip
        found: dict[str, list[Any]] = {name: [] for name in names}
        for rows in self.found:
            for name in names:
                found[name] += rows[name]
        return pd.DataFrame(found, dtype=object).drop_duplicates(["rule_id", "form_id", "where"], ignore_index=True)

    def outcomes(self) -> pd.DataFrame:
        """Count per rule, form, outcome and reason; of a rule in parts, the worst answer of a row counts."""
        ids = self.frames.frame("forms")["form_id"].to_numpy(dtype=object)
        counts = Counts(len(ids))
        for rule_id, parts in self.states.items():
            if not parts:
                continue
            broken = next((p for p in parts if len(p.state) and p.state[0] == 4), None)
            for grain in sorted({p.grain for p in ([broken] if broken else parts)}):
                same = [broken] if broken else [p for p in parts if p.grain == grain]
                state, codes = same[0].state, same[0].codes
                for other in same[1:]:
                    # failed beats passed beats not evaluated beats not applicable
                    better = RANK[other.state] > RANK[state]
                    state, codes = np.where(better, other.state, state), np.where(better, other.codes, codes)
                none = (
                    "na.no_indicators"
                    if grain in ("indicators", "levels")
                    else "na.no_funds"
                    if grain in ("funds", "amounts")
                    else "na.scope"
                )
                counts.add(rule_id, same[0].form, state, codes, none)
        return self._tell_merged(counts.frame(ids, self.lang))

    def _tell_merged(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Say of a failed row that its finding was merged into another rule's."""
        if not self.merged:
            return rows
        word = said(__name__)[self.lang]["merged"]
        failed = np.flatnonzero((rows["outcome"] == "failed").to_numpy())
        some = rows.iloc[failed]
        key = dict(zip(zip(some["rule_id"], some["form_id"], strict=True), failed, strict=True))
        extra = []
        count = rows["count"].to_numpy(copy=True)
        for (rule_id, form_id), into in self.merged.items():
            i = key.get((rule_id, form_id))
            if i is None:
                continue
            moved = min(sum(into.values()), int(count[i]))
            count[i] -= moved
            extra.append((rule_id, form_id, "failed", moved, word.format("、".join(sorted(into)))))
        rows = rows.assign(count=count)
        rows = rows[count > 0]
        return pd.concat([rows, pd.DataFrame(extra, columns=rows.columns)], ignore_index=True)
