"""Loaded forms against answer keys, field by field, by the rules of the shared scorer, with accuracy by kind of variation."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from selfeval_nb.forms.model import Form

HEAD = [
    "project",
    "department",
    "unit",
    "year",
    "money_unit",
    "goal_expected",
    "goal_actual",
    "total_weight",
    "total_score",
]
FUND = ["initial", "budget", "executed", "weight", "rate", "score"]
INDICATOR = [
    "level1",
    "level2",
    "target_text",
    "operator",
    "target_value",
    "target_unit",
    "actual_text",
    "actual_value",
    "weight",
    "score",
    "reason",
]
STANDARD_SOURCES = {"total", "fiscal_current", "carryover", "other"}


def plain(value: Any) -> str:
    """A text as it is compared: NFKC, no white space, one dash."""
    return re.sub(
        r"[—–－-]+", "-", re.sub(r"\s+", "", unicodedata.normalize("NFKC", "" if value is None else str(value)))
    )


def same(name: str, want: Any, got: Any) -> bool:
    """Whether a field is right: numbers to 1e-6, nothing for nothing, texts as ``plain``."""
    if isinstance(want, int | float):
        return isinstance(got, int | float) and abs(got - want) <= 1e-6 * max(1, abs(want))
    if want is None or want == "":
        return plain(got) == ""
    if name in ("level1", "level2", "label"):
        return plain(got).rstrip(":") == plain(want).rstrip(":")
    return plain(want) == plain(got)


@dataclass(slots=True)
class Score:
    """Fields right of fields asked, structural faults (forms, indicators missed or invented), and what was wrong."""

    right: int = 0
    asked: int = 0
    faults: int = 0
    errors: list[tuple[str, str, Any, Any]] = field(default_factory=list)

    def ask(self, where: str, name: str, want: Any, got: Any) -> None:
        self.asked += 1
        if same(name, want, got):
            self.right += 1
        else:
            self.errors.append((where, name, want, got))

    @property
    def perfect(self) -> bool:
        return not self.errors and not self.faults

    def add(self, other: Score) -> None:
        self.right += other.right
        self.asked += other.asked
        self.faults += other.faults
        self.errors += other.errors


def form_values(form: Form) -> dict[str, Any]:
    """The head fields of a loaded form by their contract names."""
    values = {name: form.value(name) for name in HEAD}
    return values | {"year": form.year, "money_unit": form.money_unit}


def compare(keys: list[dict[str, Any]], forms: list[Form]) -> Score:
    """All forms of one document against its keys, in order."""
    score = Score()
    if len(keys) != len(forms):
        score.faults += 1
        score.errors.append(("document", "forms", len(keys), len(forms)))
    for key, form in zip(keys, [*forms, *[None] * len(keys)], strict=False):
        _one(score, key, form)
    return score


def _one(score: Score, key: dict[str, Any], form: Form | None) -> None:
    skip = set(key.get("ambiguous", []))
    values = {} if form is None else form_values(form)
    for name in HEAD:
        if name not in skip:
            score.ask("head", name, key[name], values.get(name))
    funds = [] if form is None else list(form.funds)
    for want in [] if "funds" in skip else key["funds"]:
        got = next(
            (f for f in funds if (want["source"] in STANDARD_SOURCES and f.source == want["source"]) or same("label", want["label"], f.label)), None
        )  # fmt: skip
        for name in FUND:
            if name in want.get("ambiguous", []):
                continue
            score.ask(f"funds {want['source']}", name, want[name], getattr(got, name, None))
    rows = [] if form is None else list(form.indicators)
    for want in key["indicators"]:
        row = next((x for x in rows if plain(x.level3) == plain(want["level3"])), None)
        if row is None:
            score.faults += 1
            score.asked += len(INDICATOR)
            score.errors.append(("indicators", "missing", want["level3"], None))
            continue
        rows.remove(row)
        for name in INDICATOR:
            if name in want.get("ambiguous", []) or (name == "target_unit" and want[name] is None):
                continue
            score.ask(f"indicator {want['level3']}", name, want[name], getattr(row, name))
    known = {plain(p["level3"]) for p in key.get("placeholders", [])} | {""}
    for row in rows:
        if plain(row.level3) not in known:
            score.faults += 1
            score.errors.append(("indicators", "invented", None, row.level3))


def by_tag(results: list[tuple[set[str], Score]]) -> list[tuple[str, int, float, float, int]]:
    """(tag, documents, fields right, documents without any fault, structural faults), worst first."""
    tags = Counter(t for tag_set, _ in results for t in tag_set)
    out = []
    for tag in tags:
        scores = [s for tag_set, s in results if tag in tag_set]
        right, asked = sum(s.right for s in scores), sum(s.asked for s in scores)
        out.append(
            (
                tag,
                len(scores),
                right / asked if asked else 1.0,
                sum(s.perfect for s in scores) / len(scores),
                sum(s.faults for s in scores),
            )
        )
    return sorted(out, key=lambda x: (x[2], x[0]))
