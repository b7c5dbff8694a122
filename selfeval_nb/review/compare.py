"""The second round (退回修改 and resubmission): what was resolved, what remains, what is new, and every value that changed.

Forms are matched by project, unit and year, then by the similarity of their names; indicators by name, then likewise, so that a
row put in or a name polished does not make everything look new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from selfeval_nb.common.said import said
from selfeval_nb.common.where import fund, indicator, parse
from selfeval_nb.forms.model import Form, Indicator
from selfeval_nb.forms.place_names import place_name
from selfeval_nb.forms.words.text import norm
from selfeval_nb.review.model import Review, Ruled
from selfeval_nb.review.rulings.matching import same_form, subject_of

NAME, PROJECT = 80.0, 85.0  # similarity (0–100) from which a name counts as the other one, changed
_HEAD = (
    "project", "department", "unit", "year", "title", "goal_expected", "goal_actual", "total_weight", "total_score", "grade",
)  # fmt: skip
_FUNDS = ("initial", "budget", "executed", "weight", "rate", "score", "reason")
_INDICATOR = (
    "level1",
    "level2",
    "level3",
    "target_text",
    "target_adjusted",
    "actual_text",
    "weight",
    "score",
    "reason",
)


@dataclass(frozen=True, slots=True)
class Change:
    """A value printed differently. ``where`` is the place in the new form (in the old one where the row was taken out)."""

    where: str
    name: str
    old: str
    new: str


@dataclass(slots=True)
class FormComparison:
    """One form against its earlier state. ``old`` or ``new`` is None where there is no counterpart.

    ``resolved`` are findings of the old review that are gone, ``remaining`` those that are there still (as they are now), ``new_findings``
    those that were not there. Scores are the self-score and the recomputed range of each.
    """

    old: Review | None
    new: Review | None
    resolved: list[Ruled] = field(default_factory=list)
    remaining: list[Ruled] = field(default_factory=list)
    new_findings: list[Ruled] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)

    @property
    def review(self) -> Review:
        """The newer of the two."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def project(self) -> str:
        form = self.review.form
        return str(form.value("project") or form.title or form.file)

    def place(self, where: str, lang: str = "zh", *, before: bool = False) -> str:
        """``where`` in words: as the new form names it, or as the old one did (``before``, or a row that is gone)."""
        new = None if before or self.new is None else self.new.form
        if self.old is not None and (new is None or (where not in new.fields and where not in new.head)):
            new = self.old.form
        return place_name(where, lang, new)


@dataclass(slots=True)
class Comparison:
    """All forms of the second round, in the order of the new ones; those that were not handed in again come last."""

    forms: list[FormComparison] = field(default_factory=list)
    lang: str = "zh"

    def counts(self) -> dict[str, int]:
        """``forms changed unchanged missing added resolved remaining new values``."""
        both = [f for f in self.forms if f.old is not None and f.new is not None]
        return {
            "forms": len(self.forms),
            "changed": sum(bool(f.changes) for f in both),
            "unchanged": sum(not f.changes for f in both),
            "missing": sum(f.new is None for f in self.forms),
            "added": sum(f.old is None for f in self.forms),
            "resolved": sum(len(f.resolved) for f in both),
            "remaining": sum(len(f.remaining) for f in both),
            "new": sum(len(f.new_findings) for f in both),
            "values": sum(len(f.changes) for f in both),
        }

    def __str__(self) -> str:
        return "\n".join(_lines(self))

    __repr__ = __str__


def compare(old: Review | Iterable[Review], new: Review | Iterable[Review]) -> Comparison:
    """The reviews of the forms as first handed in against those of the forms handed in again."""
    before = [old] if isinstance(old, Review) else list(old)
    after = [new] if isinstance(new, Review) else list(new)
    pairs = match_forms([r.form for r in before], [r.form for r in after])
    out = Comparison(lang=after[0].lang if after else before[0].lang if before else "zh")
    for i, j in pairs:
        a, b = None if i is None else before[i], None if j is None else after[j]
        out.forms.append(FormComparison(a, b) if a is None or b is None else _compare(a, b))
    return out


def match_forms(old: Sequence[Form], new: Sequence[Form]) -> list[tuple[int | None, int | None]]:
    """Positions (old, new) of the same form, in the order of the new ones; then the old ones without a counterpart."""
    a, b = [subject_of(f) for f in old], [subject_of(f) for f in new]
    left: dict[str, list[int]] = {}
    for i, s in enumerate(a):
        left.setdefault(norm(s["project"]), []).append(i)
    free = set(range(len(old)))
    found: dict[int, int] = {}
    for j, s in enumerate(b):
        near = [i for i in left.get(norm(s["project"]), ()) if i in free and same_form(a[i], s)]
        if near:
            found[j] = near[0]
            free.discard(near[0])
    for j, i in _closest(
        [j for j in range(len(new)) if j not in found], sorted(free), lambda j, i: _likeness(a[i], b[j]), PROJECT
    ):
        found[j] = i
        free.discard(i)
    return [(found.get(j), j) for j in range(len(new))] + [(i, None) for i in sorted(free)]


def _likeness(a: dict[str, Any], b: dict[str, Any]) -> float:
    """How alike two project names are, 0 where unit or year say that they are different forms."""
    from rapidfuzz import fuzz

    for name in ("unit", "year"):
        x, y = norm(str(a[name] or "")), norm(str(b[name] or ""))
        if x and y and x != y:
            return 0.0
    return float(fuzz.ratio(norm(a["project"]), norm(b["project"]))) if a["project"] and b["project"] else 0.0


def _closest(left: list[int], right: list[int], likeness: Any, least: float) -> Iterator[tuple[int, int]]:
    """Pairs (left, right), the most alike first, each used once."""
    scored = sorted(((likeness(x, y), -x, -y) for x in left for y in right), reverse=True)
    used: set[tuple[str, int]] = set()
    for value, x, y in scored:
        if value < least:
            return
        if ("l", -x) not in used and ("r", -y) not in used:
            used |= {("l", -x), ("r", -y)}
            yield -x, -y


def match_indicators(
    old: Sequence[Indicator], new: Sequence[Indicator]
) -> list[tuple[Indicator | None, Indicator | None]]:
    """Pairs of the same indicator in the order of the new form; then the old ones that were taken out."""
    from rapidfuzz import fuzz

    def key(i: Indicator) -> tuple[str, str, str]:
        return norm(i.level3), norm(i.level2), norm(i.level1)

    free = list(range(len(old)))
    found: dict[int, int] = {}
    for depth in (3, 2, 1):  # name with its levels, then with level 2, then the name alone
        for j, new_one in enumerate(new):
            if j not in found:
                i = next((i for i in free if key(old[i])[:depth] == key(new_one)[:depth] and key(new_one)[0]), None)
                if i is not None:
                    found[j] = i
                    free.remove(i)

    def likeness(j: int, i: int) -> float:
        same_level = norm(old[i].level2) == norm(new[j].level2)
        return float(fuzz.ratio(key(old[i])[0], key(new[j])[0])) if same_level else 0.0

    for j, i in _closest([j for j in range(len(new)) if j not in found], list(free), likeness, NAME):
        found[j] = i
        free.remove(i)
    pairs: list[tuple[Indicator | None, Indicator | None]] = [
        (old[found[j]] if j in found else None, x) for j, x in enumerate(new)
    ]
    return pairs + [(old[i], None) for i in free]


def _compare(old: Review, new: Review) -> FormComparison:
    out = FormComparison(old, new)
    pairs = match_indicators(old.form.indicators, new.form.indicators)
    moved = {a.indicator_no: b.indicator_no for a, b in pairs if a is not None and b is not None}
    out.renamed = [
        (str(a.level3), str(b.level3))
        for a, b in pairs
        if a is not None and b is not None and norm(a.level3) != norm(b.level3)
    ]
    out.changes = list(_changes(old.form, new.form, pairs))
    there = {(str(f["rule_id"]), str(f["where"])): f for f in new.findings}
    seen = set()
    for f in old.findings:
        at = parse(str(f["where"]))
        where = str(at) if at.block != "indicators" else indicator(moved.get(at.number or 0), at.column)
        key = (str(f["rule_id"]), where)
        if key in there and key not in seen:
            seen.add(key)
            out.remaining.append(there[key])
        else:
            out.resolved.append(f)
    out.new_findings = [f for key, f in there.items() if key not in seen]
    return out


def _changes(old: Form, new: Form, pairs: list[tuple[Indicator | None, Indicator | None]]) -> Iterator[Change]:
    for name in _HEAD:
        yield from _change(old, new, name, name, "")
    for source in dict.fromkeys(f.source for f in (*new.funds, *old.funds)):
        label = next((f.label for f in (*new.funds, *old.funds) if f.source == source), source).strip()
        for column in _FUNDS:
            yield from _change(old, new, fund(source, column), fund(source, column), label)
    for a, b in pairs:
        kept = b or a
        assert kept is not None
        for column in _INDICATOR:
            yield from _change(
                old,
                new,
                indicator(a.indicator_no, column) if a else None,
                indicator(b.indicator_no, column) if b else None,
                str(kept.level3 or ""),
            )


def _change(old: Form, new: Form, before: str | None, after: str | None, name: str) -> Iterator[Change]:
    x, y = (_printed(f, w) for f, w in ((old, before), (new, after)))
    if norm(x) != norm(y):
        yield Change(str(after or before), name, x, y)


def _printed(form: Form, where: str | None) -> str:
    if where is None:
        return ""
    found = form.fields.get(where) or form.head.get(where)
    if found is None:
        return str(form.year or "") if where == "year" else ""
    return found.text.strip()


_SAID = said(__name__)


def _lines(c: Comparison) -> Iterator[str]:
    n = c.counts()
    zh = c.lang != "en"
    yield (
        f"共{n['forms']}张表：改动{n['changed']}张，未改{n['unchanged']}张，未重报{n['missing']}张，新增{n['added']}张；"
        f"问题已改正{n['resolved']}处，仍存在{n['remaining']}处，新出现{n['new']}处；数值改动{n['values']}处。"
        if zh
        else f"{n['forms']} forms: {n['changed']} changed, {n['unchanged']} unchanged, {n['missing']} not handed in again, {n['added']} new; "
        f"findings: {n['resolved']} resolved, {n['remaining']} remaining, {n['new']} new; {n['values']} values changed."
    )
    words = _SAID["zh" if zh else "en"]
    for form in c.forms:
        state = words["missing"] if form.new is None else words["added"] if form.old is None else ""
        yield f"{form.project}{f'（{state}）' if state else ''}"
        for kind in ("resolved", "remaining", "new_findings"):
            for f in getattr(form, kind):
                place = form.place(f["where"], c.lang, before=kind == "resolved")
                yield f"  {words[kind]} {f['rule_id']} {place}{'：' if zh else ': '}{f.get('message', '')}"
        for change in form.changes:
            place = form.place(change.where, c.lang)
            yield f"  {'改动' if zh else 'changed'} {place}{'：' if zh else ': '}{change.old or '—'} → {change.new or '—'}"
