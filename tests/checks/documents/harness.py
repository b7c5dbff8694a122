"""Defects in documents: a clean form with one defect, written as a document in several layouts, loaded and checked.

``python -m tests.checks.documents.harness [SEED] [FORMS]`` prints what is found, missed and found besides.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
import zlib
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import selfeval_nb
from selfeval_nb.checks.run import check
from tests.checks.documents.edit import KINDS, NOT_IN, Form, Hit
from tests.checks.documents.forms import FORMS
from tests.checks.documents.layouts import EXT, write
from tests.checks.documents.layouts_more import in_hubei_points
from tests.checks.documents.odd import ODD

LAYOUTS = ("A", "B", "C", "D", "F", "A.html", "A.txt")
# layouts without a carry-over row or with one part only cannot print these forms without a fault
NOT_FOR = {
    "C": ("library", "smart"),
    "E": ("library", "smart"),
    "H": ("library", "smart"),
    "F": ("library", "smart", "water", "crop"),
}
CLEAN_ONLY = ("E", "H")
MODULES = ("scores", "totals", "funds", "completeness", "values", "texts", "choice", "sizes", "wordings")

Finding = tuple[str, str, str]  # rule, place, severity


@dataclass(slots=True)
class Report:
    cases: int = 0
    missed: list[str] = field(default_factory=list)
    besides: list[str] = field(default_factory=list)
    clean: int = 0
    false_alarms: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return 1 - len(self.missed) / self.cases if self.cases else 1.0

    @property
    def collateral(self) -> float:
        return len(self.besides) / self.cases


def prints(layout: str, form: Form) -> bool:
    return form["base"] not in NOT_FOR.get(layout[0], ())


def ready(form: Form, layout: str) -> Form:
    copy = deepcopy(form)
    copy["_lay"] = layout[0]
    if layout[0] == "B":
        copy["money"] = "元"
    if layout[0] == "E":
        in_hubei_points(copy)
    return copy


def findings_of(documents: dict[str, tuple[Form, str]]) -> dict[str, list[Finding]]:
    """Write the forms, load the documents and check them; by name the findings of each."""
    with tempfile.TemporaryDirectory() as folder:
        for name, (form, layout) in documents.items():
            write(str(Path(folder, f"{name}.{EXT(layout)}")), form, layout)
        tables = selfeval_nb.load(folder)
    result = check(tables, portfolio=False)
    found: dict[str, list[Finding]] = {name: [] for name in documents}
    rows = result.findings
    for file, rule, where, severity in zip(rows["file"], rows["rule_id"], rows["where"], rows["severity"], strict=True):
        found[Path(file).stem].append((rule, where, severity))
    return found


def _made(kind: str, layout: str, forms: int, seed: int) -> list[tuple[str, Hit]]:
    """A defect in up to ``forms`` forms of a layout."""
    rng = Random(zlib.crc32(f"{kind}{layout}{seed}".encode()))
    candidates = [f for f in FORMS if prints(layout, f)]
    rng.shuffle(candidates)
    made: list[tuple[str, Hit]] = []
    for form in candidates:
        try:
            hit = KINDS[kind](ready(form, layout), rng)
        except (TypeError, IndexError, StopIteration, AssertionError):
            continue  # the form has no row of the kind that the defect needs
        if hit is not None:
            made.append((form["base"], hit))
        if len(made) == forms:
            break
    return made


def run(seed: int = 1, forms: int = 1, layouts: tuple[str, ...] = LAYOUTS) -> Report:
    """Every defect in every layout that has a place for it; and clean forms, also those that look odd."""
    for module in (*(f"defects_{m}" for m in MODULES), "odd_more"):
        importlib.import_module(f"tests.checks.documents.{module}")
    report = Report()
    documents: dict[str, tuple[Form, str]] = {}
    expected: dict[str, tuple[str, list[str], set[str]]] = {}
    clean: set[str] = set()
    for layout in layouts:
        for form in FORMS:
            if prints(layout, form):
                documents[f"clean-{layout}-{form['base']}"] = (ready(form, layout), layout)
                clean.add(f"clean-{layout}-{form['base']}")
        for name, (change, base, not_in) in ODD.items():
            form = next(f for f in FORMS if f["base"] == base)
            if prints(layout, form) and layout[0] not in not_in and layout not in CLEAN_ONLY:
                odd = ready(form, layout)
                change(odd)
                documents[f"odd-{layout}-{name}"] = (odd, layout)
                clean.add(f"odd-{layout}-{name}")
        for kind in KINDS:
            if layout[0] in NOT_IN[kind] or layout in CLEAN_ONLY:
                continue
            for base, (form, places, rules) in _made(kind, layout, forms, seed):
                name = f"{kind}-{layout}-{base}"
                documents[name] = (form, layout)
                expected[name] = (f"clean-{layout}-{base}", places, rules)
    found = findings_of(documents)
    report.clean = len(clean)
    for name in sorted(clean):
        report.false_alarms += [f"{name}: {s} {r}@{w}" for r, w, s in found[name] if s != "info"]
    for name, (base, places, rules) in expected.items():
        before = {(r, w) for r, w, _ in found[base]}
        new = [x for x in found[name] if (x[0], x[1]) not in before]
        hits = [x for x in new if x[0] in rules and x[1] in places]
        report.cases += 1
        if not hits:
            report.missed.append(f"{name}: {[f'{r}@{w}' for r, w, _ in new]}")
        report.besides += [f"{name}: {s} {r}@{w}" for r, w, s in new if (r, w, s) not in hits[:1]]
    return report


def main() -> None:
    seed, forms = (int(a) for a in [*sys.argv[1:3], *("1", "1")[len(sys.argv[1:3]) :]])
    report = run(seed, forms, (*LAYOUTS, *CLEAN_ONLY))
    print(
        f"{len(KINDS)} kinds, {report.cases} defects in {len(LAYOUTS)} layouts: recall {report.recall:.2%}, {report.collateral:.3f} findings besides a defect"
    )
    print(f"{report.clean} clean forms: {len(report.false_alarms)} critical findings and warnings")
    for title, lines in (("false alarm", report.false_alarms), ("missed", report.missed)):
        for line in lines:
            print(f"  {title} {line}")


if __name__ == "__main__":
    main()
