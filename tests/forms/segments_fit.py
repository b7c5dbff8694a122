"""Weights of the segmentation from keyed documents: ``python -m tests.forms.segments_fit FOLDER… -o weights.toml``.

The kinds of rows are those of the present reading with all words. Evidence is gathered with all words and without a random third of
them, and an averaged structured perceptron (Collins 2002) fits the weights. Printed first: the share of rows that weights fitted without
their layout get right, and what the rules make of the same rows. Deterministic.
"""

from __future__ import annotations

import argparse
import random
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from selfeval_nb.forms.find import find_forms
from selfeval_nb.forms.grid.lines import lines_of
from selfeval_nb.forms.model import Form
from selfeval_nb.forms.segments.evidence import row_evidence
from selfeval_nb.forms.segments.path import best_path
from selfeval_nb.forms.words.vocabulary import Vocabulary, load_vocabulary
from selfeval_nb.readers.model import Document
from tests.forms.doubt_fit.documents import Keyed, keyed_documents
from tests.forms.doubt_fit.words import less

Kinds = dict[tuple[int, int], str]
Weights = dict[str, dict[str, dict[str, float]]]

_PART = 0.35
_EPOCHS = 6
_FOLDS = 5
_SINGLE = (
    "value:project",
    "value:unit",
    "value:department",
    "value:leader",
    "value:attribute",
    "value:fill",
    "value:year",
)
_CLOSING = (
    "value:conclusion",
    "value:problems",
    "value:measures",
    "value:whole",
    "value:other_notes",
    "value:opinion",
    "note",
)
#: The first of these that a role of the row begins with says what the row is.
_TOLD: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("indicators", ("value:indicators", "placeholder", "subtotal", "label:execution")),
    ("indicator_header", ("label:column",)),
    ("total", ("label:total",)),
    ("goals", ("value:goal",)),
    ("goals_header", ("label:goal",)),
    ("funds", ("value:funds",)),
    ("funds_header", ("label:funds",)),
    ("head", (*_SINGLE, "label:project")),
    ("closing", _CLOSING),
)


class Table:
    """One table of a document: its layout, the evidence of each row, what the row is and what the rules made of it."""

    def __init__(self, layout: str, evidence: list[dict[str, float]], kinds: list[str], ruled: list[str]) -> None:
        self.layout, self.evidence, self.kinds, self.ruled = layout, evidence, kinds, ruled


def kinds_of(forms: Sequence[Form]) -> Kinds:
    """What the rows of forms are, by the roles of their cells."""
    found: Kinds = {}
    for form in forms:
        rows: dict[tuple[int, int], list[str]] = defaultdict(list)
        for (table, row, _), role in form.roles.items():
            rows[table, row].append(role)
        for place, roles in rows.items():
            told = (kind for kind, starts in _TOLD if any(r.startswith(starts) for r in roles))
            found[place] = next(told, "other")
    return found


def tables_of(document: Document, layout: str, truth: Kinds, vocabulary: Vocabulary) -> Iterator[Table]:
    """The tables of a document with evidence as ``vocabulary`` has it."""
    ruled = kinds_of(find_forms(document, vocabulary)[0])
    lines = lines_of(document)
    places: dict[int, list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        if line.table is not None:
            places[line.number].append(i)
    for rows in places.values():
        at = [(lines[i].number, lines[i].row) for i in rows]
        evidence = [row_evidence(lines[i], vocabulary) for i in rows]
        yield Table(layout, evidence, [truth.get(p, "other") for p in at], [ruled.get(p, "other") for p in at])


def train(tables: Sequence[Table]) -> Weights:
    """Averaged weights of the structured perceptron."""
    now, summed = (_nothing() for _ in range(2))
    order, rnd, n = list(tables), random.Random(0), 1
    for _ in range(_EPOCHS):
        rnd.shuffle(order)
        for table in order:
            path = best_path(table.evidence, now)
            if path != table.kinds:
                for sign, kinds in ((1.0, table.kinds), (-1.0, path)):
                    _add(now, table.evidence, kinds, sign)
                    _add(summed, table.evidence, kinds, sign * n)
            n += 1
    return {
        group: {a: {b: round(x - summed[group][a][b] / n, 2) for b, x in row.items()} for a, row in rows.items()}
        for group, rows in now.items()
    }


def _nothing() -> Weights:
    return {group: defaultdict(lambda: defaultdict(float)) for group in ("evidence", "follows", "first")}


def _add(weights: Weights, evidence: Sequence[dict[str, float]], kinds: Sequence[str], sign: float) -> None:
    for k, (row, kind) in enumerate(zip(evidence, kinds, strict=True)):
        for name, x in row.items():
            weights["evidence"][name][kind] += sign * x
        if k:
            weights["follows"][kinds[k - 1]][kind] += sign
        else:
            weights["first"]["row"][kind] += sign


def toml(weights: Weights) -> str:
    """The weights as a file; those that are naught are left out."""
    out = ["# Weights of the kinds of rows; fitted by tests/forms/segments_fit, not edited by hand."]
    for group, rows in sorted(weights.items()):
        for a, row in sorted(rows.items()):
            kept = [f"{b} = {x}" for b, x in sorted(row.items()) if abs(x) >= 0.05]
            if kept:
                out += ["", f'[{group}."{a}"]', *kept]
    return "\n".join(out) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.forms.segments_fit", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True)
    args = parser.parse_args()
    full = load_vocabulary(None)
    documents = [k for k in keyed_documents(args.folders, 0) if k.document.format != "txt"]
    truths = [kinds_of(find_forms(k.document, full)[0]) for k in documents]

    def seen(vocabulary: Vocabulary) -> list[Table]:
        return [
            t
            for k, truth in zip(documents, truths, strict=True)
            for t in tables_of(k.document, _layout(k), truth, vocabulary)
        ]

    gathered = [seen(full), *(seen(less(random.Random(100 + n), _PART)) for n in range(3))]
    fitted_on = [t for tables in gathered for t in tables]
    unseen = {"all words": gathered[0]} | {
        f"without {part:.0%}": seen(less(random.Random(7), part)) for part in (0.3, 0.5)
    }
    right: Counter[tuple[str, str]] = Counter()
    for fold in range(_FOLDS):
        weights = train([t for t in fitted_on if _fold(t) != fold])
        for name, tables in unseen.items():
            for t in (t for t in tables if _fold(t) == fold):
                for kind, ruled, told in zip(t.kinds, t.ruled, best_path(t.evidence, weights), strict=True):
                    if kind != "other":
                        right.update({(name, "rows"): 1, (name, "path"): kind == told, (name, "rules"): kind == ruled})
    for name in unseen:
        rows = right[name, "rows"]
        print(f"{name}: {rows} rows, path {right[name, 'path'] / rows:.2%}, rules {right[name, 'rules'] / rows:.2%}")
    args.out.write_text(toml(train(fitted_on)), encoding="utf-8")


def _layout(keyed: Keyed) -> str:
    return keyed.layout


def _fold(table: Table) -> int:
    return zlib.crc32(table.layout.encode()) % _FOLDS


if __name__ == "__main__":
    main()
