"""The model of what a text is, from keyed documents.

``python -m tests.forms.content_fit fit FOLDER… -o model.bin`` fits it to the documents of ``FOLDER``s (``expected/NAME.json`` beside
them) and the drawn layouts, where they are read right. ``python -m tests.forms.content_fit folds FOLDER… -o DIR`` fits one for each quarter of the layouts that has
not seen it, and prints how often these are right; ``doubt_fit read --contents DIR`` reads with them. Deterministic.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from selfeval_nb.forms.contents.model import ROLES, Model
from tests.forms.content_fit.cells import Example, examples
from tests.forms.content_fit.fitting import counts, fit, phrases
from tests.forms.doubt_fit.documents import keyed_documents

_FOLDS = 4


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.forms.content_fit", description=__doc__)
    parser.add_argument("what", choices=("fit", "folds"))
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument(
        "--without", default="", help="folders, divided by commas, whose layouts are left out of the fit"
    )
    args = parser.parse_args()
    documents = keyed_documents(args.folders, 0)
    apart = {d.layout for d in documents if d.name.partition("/")[0] in args.without.split(",")}
    found = [e for e in examples(documents) if e.layout not in apart]
    if args.what == "fit":
        args.out.write_bytes(fit([*found, *phrases()]).saved())
        return
    args.out.mkdir(parents=True, exist_ok=True)
    fold = {layout: k % _FOLDS for k, layout in enumerate(sorted({d.layout for d in documents}))}
    (args.out / "layouts.json").write_text(json.dumps(fold, ensure_ascii=False), encoding="utf8")
    for k in range(_FOLDS):
        model = fit([*(e for e in found if fold[e.layout] != k), *phrases()])
        (args.out / f"fold{k}.bin").write_bytes(model.saved())
        print("\n".join(table(model, [e for e in found if fold[e.layout] == k])))


def table(model: Model, unseen: Sequence[Example]) -> list[str]:
    """For each role how many texts of layouts that the model has not seen it takes for it, and what else it takes them for most."""
    said = model.chances(e.text for e in unseen).argmax(axis=1)
    role = np.array([ROLES.index(e.role) for e in unseen])
    each = counts(unseen)
    lines = [f"| all, each role alike | {(each * (said == role)).sum() / each.sum():.1%} | |"]
    for k, name in enumerate(ROLES):
        own = said[role == k]
        if len(own):
            shares = np.bincount(own, minlength=len(ROLES)) / len(own)
            other = int(np.argmax(np.where(np.arange(len(ROLES)) == k, -1, shares)))
            lines.append(f"| {name} ({len(own)}) | {shares[k]:.0%} | {ROLES[other]} {shares[other]:.0%} |")
    return lines


if __name__ == "__main__":
    main()
