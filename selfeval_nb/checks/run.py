"""Run the rule book over forms: tables in, findings, outcomes, scores and totals out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from selfeval_nb.checks import catalogue, evaluate, wording
from selfeval_nb.checks.address import place_findings
from selfeval_nb.checks.catalogue import Rule
from selfeval_nb.checks.columns import register_all
from selfeval_nb.checks.model import FINDING_COLUMNS, SEVERITIES, CheckResult
from selfeval_nb.checks.presets import DEFAULT, Preset, load_preset
from selfeval_nb.checks.reasons import reason
from selfeval_nb.checks.registry import Frames
from selfeval_nb.checks.totals import scores_and_totals

if TYPE_CHECKING:
    from selfeval_nb.forms.frames import Tables

DIRECT_UP_TO = 30  # forms; above this the fixed cost of Great Expectations is small beside the rest
_STATES = ("passed", "failed", "not_applicable", "not_evaluated", "broken")


def check(
    tables: Tables,
    *,
    preset: str | Path | Preset = DEFAULT,
    lang: str = "zh",
    expectations: Path | str | None = None,
    history: Tables | None = None,
    approved: Tables | None = None,
    engine: str = "auto",
    rules: Sequence[Rule] | None = None,
) -> CheckResult:
    """Everything the rule book says of a set of forms.

    ``preset`` is a name, a TOML path or a loaded preset; ``expectations`` a reviewer's own suite or folder of suites, laid over
    the shipped rules; ``history`` the forms of earlier years and ``approved`` the approved targets, for the rules that need
    them. ``engine``: ``gx`` validates with Great Expectations, ``direct`` makes the same comparisons without it, ``auto``
    takes ``direct`` up to a few forms and ``gx`` above; the findings are the same.
    Raises PresetError or SuiteError when a preset or suite cannot be used; a rule that breaks is an outcome, not an error.
    """
    if lang not in catalogue.LANGUAGES:
        raise ValueError(f"lang must be zh or en, not {lang!r}")
    if engine not in ("auto", "gx", "direct"):
        raise ValueError(f"engine must be auto, gx or direct, not {engine!r}")
    register_all()
    book = load_preset(preset)
    used = list(rules) if rules is not None else catalogue.load_rules(expectations)
    frames = Frames(tables, book, history, approved)
    chosen = engine if engine != "auto" else "direct" if len(tables.forms) <= DIRECT_UP_TO else "gx"
    run = _Run(frames, lang, book.parameters())
    for grain in dict.fromkeys(r.grain for r in used):
        run.grain(grain, [r for r in used if r.grain == grain], chosen)
    findings = _order(frames, _supersede(run.raw_findings(), used, run))
    scores, totals = scores_and_totals(frames, lang)
    return CheckResult(
        findings=findings,
        outcomes=run.outcomes(),
        scores=scores,
        totals=totals,
        rules=catalogue.by_id(used, lang),
        preset=book.to_dict(lang),
        ruleset={**catalogue.digests(expectations), **{f"presets/{book.name}": book.sha256}},
    )


class _Run:
    """Collects what each rule says of each row."""

    def __init__(self, frames: Frames, lang: str, parameters: dict[str, Any]) -> None:
        self.frames = frames
        self.lang = lang
        self.parameters = parameters
        self.found: list[pd.DataFrame] = []
        self.states: dict[str, list[tuple[str, np.ndarray, np.ndarray]]] = {}  # rule id -> (grain, state, reason code)
        self.merged: dict[tuple[str, str], dict[str, int]] = {}  # (rule, form) -> superseding rule -> count

    def grain(self, grain: str, rules: list[Rule], engine: str) -> None:
        """Evaluate all rules of one grain together and keep findings and states."""
        ready: list[Rule] = []
        names: set[str] = set()
        errors: dict[str, str] = {}
        try:
            n = len(self.frames.frame(grain))
        except Exception as error:  # an unknown grain, or one whose base frame cannot be made
            for rule in rules:
                self._broken(rule, f"{type(error).__name__}: {error}")
            return
        for rule in rules:
            try:
                needed = set(rule.judged_columns())
                for name in [*needed, *(c for c in [rule.reasons_column()] if c), *rule.meta.get("needs", [])]:
                    self.frames.col(grain, name)
                for name in rule.shown_columns():
                    if name not in self.parameters:
                        self.frames.col(grain, name)
            except Exception as error:  # the fault of one column breaks the rules that use it and no other
                errors[rule.key] = f"{type(error).__name__}: {error}"
                continue
            ready.append(rule)
            names |= needed
        verdicts: dict[str, evaluate.Verdict] = {}
        if ready and n:
            frame = self.frames.select(grain, sorted(names))
            verdicts = evaluate.run(ready, frame, self.parameters, engine)
        for rule in rules:
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
                self._broken(rule, f"{type(error).__name__}: {error}")

    def _keep(self, rule: Rule, n: int, failing: np.ndarray) -> None:
        state = np.zeros(n, dtype=np.int8)
        codes = np.full(n, "", dtype=object)
        column = rule.reasons_column()
        why = None if column is None else self.frames.why(rule.grain, column)
        if why is not None:
            codes = why.to_numpy(dtype=object)
            told = codes != ""
            state[told] = [2 if str(c).startswith("na.") else 3 for c in codes[told]]
            failing = failing[~told[failing]]
        elif column is not None and rule.type != "expect_column_values_to_not_be_null":
            values = self.frames.col(rule.grain, column)
            if rule.type != "expect_column_values_to_be_null":
                empty = values.isna().to_numpy()
                state[empty] = 2
                codes = np.where(empty, "na.blank", "").astype(object)
                failing = failing[~empty[failing]]
        rows = self._findings(rule, failing)  # before the state is kept: a template that fails breaks the rule
        state[failing] = 1
        self.states.setdefault(rule.id, []).append((rule.grain, state, codes))
        if rows is not None:
            self.found.append(rows)

    def _broken(self, rule: Rule, error: str) -> None:
        forms = self.frames.frame("forms")
        self.states.setdefault(rule.id, []).append(
            ("forms", np.full(len(forms), 4, dtype=np.int8), np.full(len(forms), error, dtype=object))
        )

    def _findings(self, rule: Rule, failing: np.ndarray) -> pd.DataFrame | None:
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
        records = []
        for i, form_id in enumerate(ids):
            values = {name: columns[name][i] for name in shown}
            record = {name: wording.render(t, values) if t else "" for name, t in templates.items()}
            records.append({"rule_id": rule.id, "form_id": form_id, "at": int(failing[i]), **record})
        rows = pd.DataFrame(records)
        for name, value in (
            ("suite", rule.suite), ("severity", rule.severity), ("title", rule.text("title", lang)),
            ("basis", catalogue.basis_text(rule.meta.get("basis") or "")),
        ):  # fmt: skip
            rows[name] = value
        return rows

    def raw_findings(self) -> pd.DataFrame:
        columns = [*FINDING_COLUMNS, "cell", "at"]
        if not self.found:
            return pd.DataFrame(columns=columns)
        found = pd.concat(self.found, ignore_index=True)
        return found.drop_duplicates(["rule_id", "form_id", "where"], ignore_index=True)

    def outcomes(self) -> pd.DataFrame:
        """Count per rule, form, outcome and reason; of a rule in parts, the worst answer of a row counts."""
        forms = self.frames.frame("forms")
        ids = forms["form_id"].to_numpy(dtype=object)
        out = []
        for rule_id, parts in self.states.items():
            broken = next((p for p in parts if len(p[1]) and p[1][0] == 4), None)
            if broken is not None:
                parts = [broken]
            grains = {p[0] for p in parts}
            for grain in sorted(grains):
                same = [p for p in parts if p[0] == grain]
                state, codes = same[0][1], same[0][2]
                for _, other, other_codes in same[1:]:
                    # failed beats passed beats not evaluated beats not applicable
                    rank = np.array([2, 3, 0, 1, 4])
                    better = rank[other] > rank[state]
                    state, codes = np.where(better, other, state), np.where(better, other_codes, codes)
                out.append(self._count(rule_id, grain, state, codes, ids))
        if not out:
            return pd.DataFrame(columns=["rule_id", "form_id", "outcome", "count", "reason"])
        return pd.concat(out, ignore_index=True)

    def _count(self, rule_id: str, grain: str, state: np.ndarray, codes: np.ndarray, ids: np.ndarray) -> pd.DataFrame:
        at = self.frames.form_index(grain)
        code_of, names = pd.factorize(np.where(state >= 2, codes, ""))
        width = max(len(names), 1)
        packed = (at.astype(np.int64) * 5 + state) * width + code_of
        unique, count = np.unique(packed, return_counts=True)
        form, rest = np.divmod(unique, 5 * width)
        outcome, code = np.divmod(rest, width)
        told = np.array([reason(str(c), self.lang) if c else "" for c in names] or [""], dtype=object)
        rows = pd.DataFrame(
            {
                "rule_id": rule_id,
                "form_id": ids[form],
                "outcome": np.array(_STATES, dtype=object)[outcome],
                "count": count,
                "reason": told[code],
            }
        )
        rows = self._tell_merged(rule_id, rows)
        absent = np.setdiff1d(np.arange(len(ids)), form)
        if len(absent):
            none = reason(
                "na.no_indicators"
                if grain == "indicators"
                else "na.no_funds"
                if grain in ("funds", "amounts")
                else "na.scope",
                self.lang,
            )
            rows = pd.concat(
                [
                    rows,
                    pd.DataFrame(
                        {
                            "rule_id": rule_id,
                            "form_id": ids[absent],
                            "outcome": "not_applicable",
                            "count": 1,
                            "reason": none,
                        }
                    ),
                ],
                ignore_index=True,
            )
        return rows

    def _tell_merged(self, rule_id: str, rows: pd.DataFrame) -> pd.DataFrame:
        """Say of a failed row that its finding was merged into another rule's."""
        if not any(r == rule_id for r, _ in self.merged):
            return rows
        word = {"zh": "已并入{}", "en": "merged into {}"}[self.lang]
        out = []
        for row in rows.to_dict("records"):
            into = self.merged.get((rule_id, row["form_id"])) if row["outcome"] == "failed" else None
            if into:
                moved = sum(into.values())
                out.append({**row, "count": moved, "reason": word.format("、".join(sorted(into)))})
                row["count"] -= moved
            if row["count"] > 0:
                out.append(row)
        return pd.DataFrame(out, columns=rows.columns)


def _row_of(where: str) -> str:
    """``indicators[3]`` of ``indicators[3].score``; '' for a place that is no row."""
    return where.split(".", 1)[0] if "[" in where else ""


def _supersede(found: pd.DataFrame, rules: Iterable[Rule], run: _Run) -> pd.DataFrame:
    """Drop findings whose cause another finding names: same row, or same form when one of them is not about a row."""
    over: dict[str, set[str]] = {}
    for rule in rules:
        over.setdefault(rule.id, set()).update(rule.meta.get("supersedes", []))
    under = {b for bs in over.values() for b in bs}
    if not len(found) or not under:
        return found
    rows = found["where"].map(_row_of).tolist()
    ids, forms = found["rule_id"].tolist(), found["form_id"].tolist()
    strong: dict[tuple[str, str], list[tuple[str, str]]] = {}  # (form, superseded) -> (superseding rule, row)
    for rule_id, form, row in zip(ids, forms, rows, strict=True):
        for weaker in over.get(rule_id, ()):
            strong.setdefault((form, weaker), []).append((rule_id, row))
    keep = np.ones(len(found), dtype=bool)
    for i, (rule_id, form, row) in enumerate(zip(ids, forms, rows, strict=True)):
        if rule_id not in under:
            continue
        by = next((r for r, other in strong.get((form, rule_id), ()) if not other or not row or other == row), None)
        if by is not None:
            keep[i] = False
            into = run.merged.setdefault((rule_id, form), {})
            into[by] = into.get(by, 0) + 1
    return found[keep].reset_index(drop=True)


def _order(frames: Frames, found: pd.DataFrame) -> pd.DataFrame:
    """Addresses, file and form number, and the order form, severity, place."""
    forms = frames.frame("forms")
    at = pd.Index(forms["form_id"]).get_indexer(found["form_id"])
    found["file"] = forms["file"].to_numpy(dtype=object)[at] if len(found) else found["form_id"]
    found["form_no"] = forms["form_no"].to_numpy()[at] if len(found) else found["form_id"]
    found = place_findings(frames, found)
    if len(found):
        rank = found["severity"].map({s: i for i, s in enumerate(SEVERITIES)}).to_numpy()
        big = np.iinfo(np.int64).max
        place = [found[c].astype("float64").fillna(big).to_numpy() for c in ("table", "row", "col")]
        order = np.lexsort(
            (found["rule_id"].to_numpy(dtype=str), found["where"].to_numpy(dtype=str), *reversed(place), rank, at)
        )
        found = found.iloc[order]
    return found[list(FINDING_COLUMNS)].reset_index(drop=True)
