"""Which rules look at several forms at once, and what they say when all forms are there."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.checks.book import rules as catalogue
from selfeval_nb.checks.book.preset import DEFAULT, Preset, load_preset
from selfeval_nb.checks.book.rules import Rule
from selfeval_nb.checks.columns.modules import register_all
from selfeval_nb.checks.columns.own import own_columns
from selfeval_nb.checks.judging import evaluate
from selfeval_nb.checks.judging.rows import Run, engine_for
from selfeval_nb.checks.judging.said import Said
from selfeval_nb.checks.table.frames import COLUMNS, GRAINS, Column, Frames
from selfeval_nb.common import words as word_lists

if TYPE_CHECKING:
    from selfeval_nb.forms.frames import Tables


def compare_forms(
    tables: Tables,
    *,
    preset: str | Path | Preset = DEFAULT,
    lang: str = "zh",
    expectations: Path | str | None = None,
    engine: str = "auto",
    columns: Path | str | None = None,
    words: Path | str | None = None,
    **beside: Any,
) -> dict[str, Said]:
    """What the rules that look at several forms at once say, by rule key: the part of ``check`` that needs all forms together.

    ``cells`` of ``tables`` may be empty. With the answers for some of the forms (judging.said), ``check`` of these forms alone
    gives what it would have given of them among all. ``beside``: ``history approved accounts projects monitoring`` as of ``check``.
    Raises as ``check`` does.
    """
    book = load_preset(preset)
    frames = Frames(tables, book, own=own_columns(columns), **beside)
    rules = comparing_rules(expectations)
    run = Run(frames, lang, book.parameters(), {}, rules)
    with word_lists.using(words):
        run.all(rules, engine_for(engine, frames))
    return run.said


def comparing_rules(expectations: Path | str | None = None) -> list[Rule]:
    """The rules that look at several forms at once: what they say of a form rests on the forms beside it."""
    register_all()
    return [r for r in catalogue.load_rules(expectations) if _compares(r)]


def rules_beside(names: Iterable[str], expectations: Path | str | None = None) -> list[Rule]:
    """The rules that compare forms with other documents of these kinds (common.how.BESIDE)."""
    register_all()
    kinds = set(names)
    return [r for r in catalogue.load_rules(expectations) if any(c.beside in kinds for c in _columns_of(r))]


_COMPARING = "selfeval_nb.checks.columns.portfolio."  # modules whose columns are made from several forms
BEYOND = {"portfolio", "history"}  # suites that look beyond the form itself


def _columns_of(rule: Rule, frames: Frames | None = None) -> list[Column]:
    """The derived columns that a rule names."""
    find = frames.entry if frames else lambda grain, name: COLUMNS.get((grain, name))
    return [entry for name in (*rule.named_columns(), *rule.shown_columns()) if (entry := find(rule.grain, name))]


def of_findings(rule: Rule, frames: Frames | None = None) -> bool:
    """Whether a rule looks at what other rules find: it says nothing when it runs without them."""
    register_all()
    return any(c.of_findings for c in _columns_of(rule, frames))


def _compares(rule: Rule) -> bool:
    """Whether a rule looks at several forms at once: it uses a column or a grain that is made from several forms, or a column of a
    reviewer's own, of which nothing is known; or its expectation is not one that judges each row by itself."""
    makers = [entry.make for entry in _columns_of(rule)]
    makers += [GRAINS[rule.grain][1]] if rule.grain in GRAINS else []
    return (
        rule.suite == "portfolio"
        or not evaluate.row_by_row(rule)
        or any(m.__module__.startswith(_COMPARING) or not m.__module__.startswith("selfeval_nb.") for m in makers)
    )
