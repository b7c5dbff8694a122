"""From a form and the checks' answers to a Review: counts, the suggestion with its reason, the provenance.

The reviews of a batch and the review of a form opened alone are built here, from the same values, so they are equal.
"""

from __future__ import annotations

import hashlib
import json
import math
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, is_dataclass, replace
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, Any

from selfeval_nb.checks.model import SEVERITIES, CheckResult, severity_rank
from selfeval_nb.common.clock import source_date
from selfeval_nb.common.said import said
from selfeval_nb.forms.model import Form
from selfeval_nb.review.model import Review, Ruled, Ruling, no_total
from selfeval_nb.review.returning import certain_errors

if TYPE_CHECKING:
    import pandas as pd

Record = dict[str, Any]
TIME = "%Y-%m-%d %H:%M UTC"
RULE_KEYS = ("title", "suite", "severity", "basis", "why", "not_applicable", "weighing")
_REASONS = said(__name__)
_EN_NOUNS = {
    "return": "error",
    "errors": "error",
    "warnings": "doubtful point",
    "not_evaluated": "check",
    "unread": "cell",
    "doubts": "part",
}


def build_review(
    form: Form,
    result: CheckResult,
    problems: Iterable[Any] = (),
    rulings: Sequence[Ruling] = (),
    *,
    lang: str = "zh",
    provenance: Mapping[str, Any] | None = None,
) -> Review:
    """The review of one form out of ``result``, which may hold many forms. ``problems`` are readers' Problems or dicts."""
    return next(build_reviews([form], result, problems, {form.form_id: rulings}, lang=lang, provenance=provenance))


def build_reviews(
    forms: Iterable[Form],
    result: CheckResult,
    problems: Iterable[Any] = (),
    rulings: Mapping[str, Sequence[Ruling]] | None = None,
    *,
    lang: str = "zh",
    provenance: Mapping[str, Any] | None = None,
) -> Iterator[Review]:
    """The reviews of many forms, in their order; each frame of ``result`` is gone through once, not once a form."""
    findings, outcomes = _by_form(result.findings), _by_form(result.outcomes)
    scores, totals = _by_form(result.scores), _by_form(result.totals)
    notes: dict[str, list[Record]] = {}  # by the whole name: a batch may hold two files of one name in two folders
    for problem in problems:
        record = _record(problem)
        notes.setdefault(str(record.get("file") or ""), []).append(record | {"file": _name(record.get("file"))})
    rules = {
        rule: {k: _plain(meta.get(k)) for k in RULE_KEYS if meta.get(k) is not None}
        for rule, meta in result.rules.items()
    }
    preset = _plain(result.preset)
    base = _provenance(result) | {str(k): _plain(v) for k, v in (provenance or {}).items()}
    for form in forms:
        name = _name(form.file)
        own: list[Ruled] = [f | {"file": name} for f in findings.get(form.form_id, [])]
        review = Review(
            form=replace(form, file=name),
            findings=sorted(own, key=lambda f: severity_rank(f.get("severity"))),
            outcomes=outcomes.get(form.form_id, []),
            scores=scores.get(form.form_id, []),
            total=(totals.get(form.form_id) or [no_total()])[0],
            rules=rules,
            preset=preset,
            rulings=list((rulings or {}).get(form.form_id, ())),
            problems=[p for p in notes.get(form.file, []) if p.get("form_id") in (None, "", form.form_id)],
            lang=lang,
            provenance={"file": name, "sha256": form.sha256, "form_no": form.form_no, **_layout(form), **base},
        )
        review.counts = count(review)
        review.suggestion, review.suggestion_reason = suggest(review)
        yield review


def _layout(form: Form) -> Record:
    """The taught layout that a form was read by, as a file and its digest; nothing where there was none."""
    return {"layout": f"{form.layout}.toml", "layout_digest": form.layout_sha256} if form.layout else {}


def count(review: Review) -> dict[str, int]:
    """Findings by severity, checks by outcome, cells by what became of them (blank cells are not counted)."""
    roles = review.form.roles
    kept = {
        (cell.row, cell.col, table.number): cell.text.strip() != ""
        for table in review.form.grid
        for cell in table.cells
    }
    read = sum(kept.values()) if kept else sum(role != "blank" for role in roles.values())
    unclaimed = sum(role == "unclaimed" for role in roles.values())
    counts = {severity: sum(f.get("severity") == severity for f in review.findings) for severity in SEVERITIES}
    counts |= {outcome: len(rules) for outcome, rules in rules_by_outcome(review.outcomes).items()}
    return counts | {"cells_read": read, "cells_mapped": read - unclaimed, "cells_unclaimed": unclaimed}


def rules_by_outcome(outcomes: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Outcome -> the rules it stands for, where a rule looks at many rows of a form and may answer differently for each.

    A rule has passed when no row failed it, and does not apply only when it applies to no row; where a row could not be
    evaluated the rule is listed for that as well, whatever it said of the others.
    """
    answers: dict[str, set[str]] = {}
    for o in outcomes:
        answers.setdefault(str(o["rule_id"]), set()).add(str(o.get("outcome")))
    return {
        "passed": [r for r, a in answers.items() if "passed" in a and "failed" not in a],
        "failed": [r for r, a in answers.items() if "failed" in a],
        "not_applicable": [r for r, a in answers.items() if a == {"not_applicable"}],
        "not_evaluated": [r for r, a in answers.items() if "not_evaluated" in a],
        "broken": [r for r, a in answers.items() if "broken" in a],
    }


def suggest(review: Review) -> tuple[str, str]:
    """``return`` with certain errors (``returning.certain_errors``), ``person`` with other errors, doubtful points or something that the score
    hangs on left open, else ``pass``."""
    words = _REASONS.get(review.lang, _REASONS["zh"])
    counts = review.counts

    def said(key: str, n: int) -> str:
        noun = f"{n} {_EN_NOUNS[key]}{'' if n == 1 else 's'}" if review.lang == "en" else str(n)
        return words[key].format(n=noun)

    if certain := certain_errors(review.findings, review.rules):
        return "return", said("return", len(certain))
    parts = [said("doubts", len(review.doubts))] if review.doubts else []
    parts += [said("errors", counts["critical"])] if counts["critical"] else []
    parts += [said("warnings", counts["warning"])] if counts["warning"] else []
    low, high, agreed = review.total["low"], review.total["high"], False
    if low is None or high is None:
        parts += [words["not_computable"]] if review.scored else []
    elif high - low > 1e-9 and not (agreed := _in_bands(review)):
        parts.append(words["range"].format(low=f"{low:.2f}", high=f"{high:.2f}"))
    if undecided := _undecided(review):
        parts.append(said("not_evaluated", undecided))
    if counts["cells_unclaimed"]:
        parts.append(said("unread", counts["cells_unclaimed"]))
    if parts:
        key = "person_errors" if counts["critical"] else "person"
        return "person", words[key].format(parts=words["join"].join(parts))
    key = "pass_range" if agreed else "pass" if review.scored else "pass_unscored"
    return "pass", words[key].format(low=low, high=high)


def _in_bands(review: Review) -> bool:
    """Whether nothing is left open but rows whose score lies inside a band of grade (10号: 100–80–60–0 %): the form may pass.

    A range from 0 to full points says that nothing is known of the row, and a form whose total is outside its range does not agree.
    """
    open_rows = [s for s in review.scores if s.get("weight") and (s.get("low") is None or s["low"] != s["high"])]
    inside = [
        s["score"] is not None
        and s["low"] is not None
        and s["high"] is not None
        and 0 < s["low"] <= s["score"] + 1e-9 <= s["high"] + 2e-9
        for s in open_rows
    ]
    return bool(open_rows) and all(inside) and review.total["difference"] == 0


def _undecided(review: Review) -> int:
    """Checks that could have found an error and said nothing of any row. A single value that cannot be read leaves its
    trace in the recomputed score already."""
    rules = rules_by_outcome(review.outcomes)
    answered = {*rules["passed"], *rules["failed"]}
    silent = {*rules["not_evaluated"], *rules["broken"]} - answered
    return sum(review.rules.get(rule, {}).get("severity", "critical") == "critical" for rule in silent)


def digest(value: Any) -> str:
    """SHA-256 of a value's canonical JSON: two presets are the same when their digests are."""
    return hashlib.sha256(json.dumps(_plain(value), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _provenance(result: CheckResult) -> Record:
    """What the review was made with. No clock is read: the time comes from SOURCE_DATE_EPOCH or is left out."""
    found: Record = {
        "ruleset": dict(sorted(result.ruleset.items())),
        "ruleset_digest": digest(dict(sorted(result.ruleset.items()))),
        "preset_digest": result.preset.get("sha256") or digest(result.preset),
        "versions": {name: version_of(name) for name in ("selfeval-nb", "great-expectations", "pandas")}
        | {"python": platform.python_version()},
    }
    if result.beside:
        found["beside"] = _plain(result.beside)
    if moment := source_date():
        found["time"] = moment.strftime(TIME)
    return found


@cache
def version_of(distribution: str) -> str:
    """The installed version of a distribution, empty where it is not installed."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""


def _by_form(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Form id -> its rows; a column at a time, since a row of a frame is dear."""
    names = [str(name) for name in frame.columns if name != "form_id"]
    columns = [[v if type(v) is str else _plain(v) for v in frame[name].to_numpy(object)] for name in names]
    groups: dict[str, list[Any]] = {}
    for form_id, *values in zip(frame["form_id"].to_numpy(object), *columns, strict=True):
        groups.setdefault(str(form_id), []).append(dict(zip(names, values, strict=True)))
    return groups


def _record(value: Any) -> Record:
    return {
        k: _plain(v)
        for k, v in (asdict(value) if is_dataclass(value) and not isinstance(value, type) else value).items()
    }


def _plain(value: Any) -> Any:
    """JSON's own types: numpy scalars become Python's, NaN, NaT and NA become None, tuples lists."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if hasattr(value, "item"):
        return _plain(value.item())
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return value
    text = str(value)
    return None if text in ("<NA>", "NaT") else text


def _name(file: Any) -> str:
    """The file name as shown to people: no folder, so that a report does not depend on where its input lay."""
    return str(file or "").replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
