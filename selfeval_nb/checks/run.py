"""Run the rule book over forms: tables in, findings, outcomes, scores and totals out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from selfeval_nb.checks import evaluate
from selfeval_nb.checks.address import place_findings
from selfeval_nb.checks.book import rules as catalogue
from selfeval_nb.checks.book import template as wording
from selfeval_nb.checks.book.preset import DEFAULT, Preset, load_preset
from selfeval_nb.checks.book.rules import Rule
from selfeval_nb.checks.columns.modules import register_all
from selfeval_nb.checks.columns.own import digests as column_digests
from selfeval_nb.checks.columns.own import own_columns
from selfeval_nb.checks.compare import earlier
from selfeval_nb.checks.doubt import asked, doubted_values
from selfeval_nb.checks.merge import stakes, told_once
from selfeval_nb.checks.model import FINDING_COLUMNS, CheckResult, severity_rank
from selfeval_nb.checks.scoring.totals import scores_and_totals
from selfeval_nb.checks.table import word_lists
from selfeval_nb.checks.table.doubtful import doubtful_blocks
from selfeval_nb.checks.table.frames import COLUMNS, GRAINS, Column, ColumnError, Found, Frames
from selfeval_nb.checks.table.grains import map_texts
from selfeval_nb.checks.table.reasons import reason
from selfeval_nb.common.where import row_of

if TYPE_CHECKING:
    from selfeval_nb.forms.frames import Tables
    from selfeval_nb.forms.listed import ProjectList

DIRECT_UP_TO = 30  # forms; above this the fixed cost of Great Expectations is small beside the rest
OUTCOME_COLUMNS = ("rule_id", "form_id", "outcome", "count", "reason")
_STATES = ("passed", "failed", "not_applicable", "not_evaluated", "broken")


def check(
    tables: Tables,
    *,
    preset: str | Path | Preset = DEFAULT,
    lang: str = "zh",
    expectations: Path | str | None = None,
    history: Tables | None = None,
    approved: Tables | None = None,
    accounts: ProjectList | None = None,
    projects: ProjectList | None = None,
    monitoring: Tables | None = None,
    engine: str = "auto",
    rules: Sequence[Rule] | None = None,
    portfolio: bool = True,
    said: Mapping[str, Said] | None = None,
    columns: Path | str | None = None,
    words: Path | str | None = None,
) -> CheckResult:
    """Everything the rule book says of a set of forms.

    ``preset`` is a name, a TOML path or a loaded preset; ``expectations`` a reviewer's own suite or folder of suites, laid over
    the shipped rules; ``history`` the forms of earlier years and ``approved`` the approved targets, for the rules that need
    them, as ``accounts`` (final accounts or a published budget) and ``projects`` (those that must be evaluated) are lists from
    ``forms.listed.load_listed``; ``monitoring`` are the year's monitoring tables (``forms.approved.load_monitoring``).
    ``engine``: ``gx`` validates with Great Expectations, ``direct`` makes the same comparisons without it, ``auto``
    takes ``direct`` up to a few forms and ``gx`` above; the findings are the same. ``portfolio`` compares the forms with each
    other (copied texts, the same project twice, …): right where they are one reporting round, not for unrelated files.
    ``said`` answers for rules that have looked at more forms than these (``compare_forms``): they are not run again.
    ``columns`` is a Python file of own derived columns, ``words`` an own file of words for the checks (docs/own-rules.md).
    Raises PresetError, SuiteError, ColumnsError or WordsError when a file cannot be used; a rule that breaks is an outcome, not an error.
    """
    if lang not in catalogue.LANGUAGES:
        raise ValueError(f"lang must be zh or en, not {lang!r}")
    if engine not in ("auto", "gx", "direct"):
        raise ValueError(f"engine must be auto, gx or direct, not {engine!r}")
    book = load_preset(preset)
    used = list(rules) if rules is not None else catalogue.load_rules(expectations)
    used = [r for r in used if portfolio or r.suite != "portfolio"]
    frames = Frames(
        tables,
        book,
        history,
        approved,
        own=own_columns(columns),
        accounts=accounts,
        projects=projects,
        monitoring=monitoring,
    )
    with word_lists.using(words):
        return _checked(frames, used, lang, engine, said or {}, _ruleset(expectations, columns, words))


def _checked(
    frames: Frames, used: list[Rule], lang: str, engine: str, said: Mapping[str, Said], ruleset: dict[str, str]
) -> CheckResult:
    book, chosen = frames.preset, _engine(engine, frames)
    run = _Run(frames, lang, book.parameters(), said, used)
    late = [r for r in used if of_findings(r, frames)]
    run.all([r for r in used if r not in late], chosen)
    if late:
        frames.found = _repeated(run, used, engine)
        run.all(late, chosen)
    raw = run.raw_findings()
    kept, run.merged = _supersede(raw, used)
    findings = _order(frames, told_once(frames, asked(frames, kept, lang), lang))
    scores, totals = scores_and_totals(frames, lang, doubted_values(raw), doubtful_blocks(frames))
    return CheckResult(
        findings=findings,
        outcomes=run.outcomes(),
        scores=scores,
        totals=totals,
        **_rule_book(used, book, lang, ruleset),
    )


def _rule_book(rules: Sequence[Rule], book: Preset, lang: str, ruleset: dict[str, str]) -> dict[str, Any]:
    return {
        "rules": catalogue.by_id(rules, lang),
        "preset": book.to_dict(lang),
        "ruleset": {**ruleset, f"presets/{book.name}": book.sha256},
    }


def rule_book(
    *,
    preset: str | Path | Preset = DEFAULT,
    lang: str = "zh",
    expectations: Path | str | None = None,
    columns: Path | str | None = None,
    words: Path | str | None = None,
) -> dict[str, Any]:
    """``rules`` ``preset`` ``ruleset`` as ``check`` with these arguments gives them with its result."""
    ruleset = _ruleset(expectations, columns, words)
    return _rule_book(catalogue.load_rules(expectations), load_preset(preset), lang, ruleset)


def _engine(engine: str, frames: Frames) -> str:
    return engine if engine != "auto" else "direct" if len(frames.tables.forms) <= DIRECT_UP_TO else "gx"


def _ruleset(expectations: Path | str | None, columns: Path | str | None, words: Path | str | None) -> dict[str, str]:
    """What the judgement rests on beside the preset: name -> digest."""
    own = {f"words/{Path(words).name}": word_lists.digest(words)} if words else {}
    return {**catalogue.digests(expectations), **column_digests(columns), **own}


def compare_forms(
    tables: Tables,
    *,
    preset: str | Path | Preset = DEFAULT,
    lang: str = "zh",
    expectations: Path | str | None = None,
    engine: str = "auto",
    columns: Path | str | None = None,
    words: Path | str | None = None,
) -> dict[str, Said]:
    """What the rules that look at several forms at once say, by rule key: the part of ``check`` that needs all forms together.

    ``cells`` of ``tables`` may be empty. With the answers for some of the forms (``Said.only``), ``check`` of these forms alone
    gives what it would have given of them among all. Raises as ``check`` does.
    """
    book = load_preset(preset)
    frames = Frames(tables, book, own=own_columns(columns))
    rules = comparing_rules(expectations)
    run = _Run(frames, lang, book.parameters(), {}, rules)
    with word_lists.using(words):
        run.all(rules, _engine(engine, frames))
    return run.said


def comparing_rules(expectations: Path | str | None = None) -> list[Rule]:
    """The rules that look at several forms at once: what they say of a form rests on the forms beside it."""
    register_all()
    return [r for r in catalogue.load_rules(expectations) if _compares(r)]


_COMPARING = ("selfeval_nb.checks.columns.portfolio", "selfeval_nb.checks.columns.portfolio_units")
_BEYOND = {"portfolio", "history"}  # suites that look beyond the form itself


def _columns_of(rule: Rule, frames: Frames | None = None) -> list[Column]:
    """The derived columns that a rule names."""
    find = frames.entry if frames else lambda grain, name: COLUMNS.get((grain, name))
    return [entry for name in (*rule.named_columns(), *rule.shown_columns()) if (entry := find(rule.grain, name))]


def of_findings(rule: Rule, frames: Frames | None = None) -> bool:
    """Whether a rule looks at what other rules find: it says nothing when it runs without them."""
    register_all()
    return any(c.of_findings for c in _columns_of(rule, frames))


def _repeated(run: _Run, used: list[Rule], engine: str) -> Found | None:
    """What the rules that look at one form alone find in these forms and in last year's; None without forms of earlier years."""
    matched = earlier.history(run.frames)
    if matched is None:
        return None
    rules = [r for r in used if r.suite not in _BEYOND]
    raw = run.raw_findings()
    now, _ = _supersede(raw[raw["key"].isin([r.key for r in rules])].reset_index(drop=True), rules)
    before = Frames(matched.frames.tables, run.frames.preset, own=run.frames.own)
    return Found(
        now,
        _checked(before, rules, run.lang, engine, {}, {}).findings,
        {r.id: (r.text("title", "zh"), r.text("title", "en")) for r in rules},
    )


def _compares(rule: Rule) -> bool:
    """Whether a rule looks at several forms at once: it uses a column or a grain that is made from several forms, or a column of a
    reviewer's own, of which nothing is known; or its expectation is not one that judges each row by itself."""
    makers = [entry.make for entry in _columns_of(rule)]
    makers += [GRAINS[rule.grain][1]] if rule.grain in GRAINS else []
    return (
        rule.suite == "portfolio"
        or not evaluate.row_by_row(rule)
        or any(m.__module__ in _COMPARING or not m.__module__.startswith("selfeval_nb.") for m in makers)
    )


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


def look(rule: Rule, frames: Frames) -> list[str]:
    """What breaks when one rule is evaluated over these forms: an empty list when nothing does."""
    run = _Run(frames, "zh", frames.preset.parameters(), {}, [rule])
    run.all([rule], "direct")
    return [str(said.codes[0]) for said in run.states[rule.id] if len(said.state) and said.state[0] == 4]


class _Run:
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
        told = [catalogue.basis_text(basis, year) for year in years]
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
        counts = _Counts(len(ids))
        for rule_id, parts in self.states.items():
            if not parts:
                continue
            broken = next((p for p in parts if len(p.state) and p.state[0] == 4), None)
            for grain in sorted({p.grain for p in ([broken] if broken else parts)}):
                same = [broken] if broken else [p for p in parts if p.grain == grain]
                state, codes = same[0].state, same[0].codes
                for other in same[1:]:
                    # failed beats passed beats not evaluated beats not applicable
                    better = _RANK[other.state] > _RANK[state]
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
        word = {"zh": "已并入{}", "en": "merged into {}"}[self.lang]
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


_RANK = np.array([2, 3, 0, 1, 4])


class _Counts:
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


Merged = dict[tuple[str, str], dict[str, int]]  # (rule, form) -> superseding rule -> count


def _supersede(found: pd.DataFrame, rules: Iterable[Rule]) -> tuple[pd.DataFrame, Merged]:
    """The findings without those whose cause another finding names, and what became of these: same row, or same form when one of them
    is not about a row. Each part of a rule names what it covers: a prompt left in the conclusion says nothing of the rows."""
    over = {rule.key: set(rule.meta.get("supersedes", [])) for rule in rules}
    under = {b for bs in over.values() for b in bs}
    if not len(found) or not under:
        return found, {}
    merged: Merged = {}
    places = found["where"].tolist()
    rows = [row_of(place) for place in places]
    ids, forms = found["rule_id"].tolist(), found["form_id"].tolist()
    strong: dict[tuple[str, str], list[tuple[str, str]]] = {}  # (form, superseded) -> (superseding rule, row)
    for rule_id, key, form, row in zip(ids, found["key"].tolist(), forms, rows, strict=True):
        for weaker in over.get(key, ()):
            strong.setdefault((form, weaker), []).append((rule_id, row))
    keep = np.ones(len(found), dtype=bool)
    for i, (rule_id, form, row) in enumerate(zip(ids, forms, rows, strict=True)):
        if rule_id not in under:
            continue
        # a fault of one row says nothing of what the form as a whole lacks
        whole = places[i] == "form"
        by = next(
            (
                r
                for r, other in strong.get((form, rule_id), ())
                if not other or other == row or (not row and not (whole and other.startswith("indicators")))
            ),
            None,
        )
        if by is not None:
            keep[i] = False
            into = merged.setdefault((rule_id, form), {})
            into[by] = into.get(by, 0) + 1
    return found[keep].reset_index(drop=True), merged


def _order(frames: Frames, found: pd.DataFrame) -> pd.DataFrame:
    """Addresses, file and form number, and the order form, severity, what is at stake, place."""
    forms = frames.frame("forms")
    at = pd.Index(forms["form_id"]).get_indexer(found["form_id"])
    found["file"] = forms["file"].to_numpy(dtype=object)[at] if len(found) else found["form_id"]
    found["form_no"] = forms["form_no"].to_numpy()[at] if len(found) else found["form_id"]
    found = place_findings(frames, found)
    if len(found):
        rank = found["severity"].map(severity_rank).to_numpy()
        big = np.iinfo(np.int64).max
        place = [found[c].astype("float64").fillna(big).to_numpy() for c in ("table", "row", "col")]
        stake = -stakes(frames, found, at)
        order = np.lexsort(
            (
                found["rule_id"].to_numpy(dtype=str),
                found["where"].to_numpy(dtype=str),
                *reversed(place),
                stake,
                rank,
                at,
            )
        )
        found = found.iloc[order]
    return found[list(FINDING_COLUMNS)].reset_index(drop=True)
