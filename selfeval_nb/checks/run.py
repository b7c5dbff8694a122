"""Run the rule book over forms: tables in, findings, outcomes, scores and totals out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.checks.book import rules as catalogue
from selfeval_nb.checks.book.preset import DEFAULT, Preset, load_preset
from selfeval_nb.checks.book.rules import Rule
from selfeval_nb.checks.columns.own import digests as column_digests
from selfeval_nb.checks.columns.own import own_columns
from selfeval_nb.checks.compare import earlier
from selfeval_nb.checks.judging.comparing import BEYOND, of_findings
from selfeval_nb.checks.judging.doubt import asked, doubted_values
from selfeval_nb.checks.judging.merge import told_once
from selfeval_nb.checks.judging.order import in_order
from selfeval_nb.checks.judging.rows import Run, engine_for
from selfeval_nb.checks.judging.said import Said
from selfeval_nb.checks.judging.supersede import without_superseded
from selfeval_nb.checks.model import CheckResult
from selfeval_nb.checks.scoring.totals import scores_and_totals
from selfeval_nb.checks.table.doubtful import doubtful_blocks
from selfeval_nb.checks.table.frames import Found, Frames
from selfeval_nb.common import words as word_lists
from selfeval_nb.forms.beside import marks

if TYPE_CHECKING:
    from selfeval_nb.forms.frames import Tables
    from selfeval_nb.forms.listed import ProjectList


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
    them, as ``accounts`` (final accounts or a published budget), ``projects`` (those that must be evaluated) and ``monitoring``
    (the year's monitoring tables): ``forms.beside.load_beside`` reads them all.
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
    book, chosen = frames.preset, engine_for(engine, frames)
    run = Run(frames, lang, book.parameters(), said, used)
    late = [r for r in used if of_findings(r, frames)]
    run.all([r for r in used if r not in late], chosen)
    if late:
        frames.found = _repeated(run, used, engine)
        run.all(late, chosen)
    raw = run.raw_findings()
    kept, run.merged = without_superseded(raw, used)
    weighed = catalogue.weighings(used)
    scores, totals = scores_and_totals(frames, lang, doubted_values(raw, weighed), doubtful_blocks(frames))
    findings = in_order(frames, told_once(frames, asked(frames, kept, lang, weighed), lang), scores, weighed)
    return CheckResult(
        findings=findings,
        outcomes=run.outcomes(),
        scores=scores,
        totals=totals,
        beside=marks(
            {
                "history": frames.history,
                "approved": frames.approved,
                "accounts": frames.accounts,
                "projects": frames.projects,
                "monitoring": frames.monitoring,
            }
        ),
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


def _ruleset(expectations: Path | str | None, columns: Path | str | None, words: Path | str | None) -> dict[str, str]:
    """What the judgement rests on beside the preset: name -> digest."""
    own = {f"words/{Path(words).name}": word_lists.digest(words)} if words else {}
    return {**catalogue.digests(expectations), **column_digests(columns), **own}


def _repeated(run: Run, used: list[Rule], engine: str) -> Found | None:
    """What the rules that look at one form alone find in these forms and in last year's; None without forms of earlier years."""
    matched = earlier.history(run.frames)
    if matched is None:
        return None
    rules = [r for r in used if r.suite not in BEYOND]
    raw = run.raw_findings()
    now, _ = without_superseded(raw[raw["key"].isin([r.key for r in rules])].reset_index(drop=True), rules)
    before = Frames(matched.frames.tables, run.frames.preset, own=run.frames.own)
    return Found(
        now,
        _checked(before, rules, run.lang, engine, {}, {}).findings,
        {r.id: (r.text("title", "zh"), r.text("title", "en")) for r in rules},
    )


def look(rule: Rule, frames: Frames) -> list[str]:
    """What breaks when one rule is evaluated over these forms: an empty list when nothing does."""
    run = Run(frames, "zh", frames.preset.parameters(), {}, [rule])
    run.all([rule], "direct")
    return [str(said.codes[0]) for said in run.states[rule.id] if len(said.state) and said.state[0] == 4]
