"""Weights of doubt from keyed documents.

``python -m tests.forms.doubt_fit read FOLDER… -o READINGS`` reads keyed documents (``expected/NAME.json`` beside them) with the
vocabulary as it is and with words taken away, as if their layouts were met for the first time. It can be run in an older state of
the program too: what that state misread is worth as much as what this one does.
``python -m tests.forms.doubt_fit fit READINGS… -o weights.toml`` fits the weights and prints what they would have told of layouts
that they have not seen. Deterministic.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from selfeval_nb.forms.doubt.judge import BLOCKS
from tests.forms.content_fit.left_out import LeftOut
from tests.forms.doubt_fit.documents import keyed_documents
from tests.forms.doubt_fit.fitting import PRIOR, Weights, counts, fit, left_out, rows_of
from tests.forms.doubt_fit.harm import errors_by_misreading
from tests.forms.doubt_fit.sampling import Reading, load, readings, save
from tests.forms.doubt_fit.working_point import Outcomes, table, thresholds

_HEAD = "# Weights of the evidence that a reading is doubtful; fitted by tests/forms/doubt_fit, not edited by hand."


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.forms.doubt_fit", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    r = commands.add_parser("read")
    r.add_argument("folders", nargs="*", type=Path)
    r.add_argument("-o", "--out", type=Path, required=True)
    r.add_argument("--rounds", type=int, default=32, help="vocabularies with a random part taken away")
    r.add_argument("--random", type=int, default=120, help="random forms beside the keyed ones")
    r.add_argument(
        "--contents", type=Path, help="folder of models of contents that have not seen the layout (content_fit folds)"
    )
    h = commands.add_parser("harm")
    h.add_argument("folders", nargs="*", type=Path)
    h.add_argument("--rounds", type=int, default=16)
    h.add_argument("--random", type=int, default=0)
    f = commands.add_parser("fit")
    f.add_argument("readings", nargs="+", type=Path)
    f.add_argument("-o", "--out", type=Path, required=True)
    f.add_argument(
        "--doubted",
        type=float,
        default=0.06,
        help="share of rightly read forms that may be doubted, those read without some words among them",
    )
    f.add_argument("--without", default="", help="folders, divided by commas, whose documents are left out")
    args = parser.parse_args()
    if args.command == "read":
        unseen = LeftOut(args.contents) if args.contents else lambda layout: None
        print(save(readings(keyed_documents(args.folders, args.random), args.rounds, unseen), args.out), "readings")
        return
    if args.command == "harm":
        found, misread = errors_by_misreading(keyed_documents(args.folders, args.random), args.rounds)
        print(
            f"{misread} misread forms; errors that only they have: {len(found)}, in doubted forms {found['doubted'].sum()}"
        )
        print(found.groupby(["rule", "doubted", "told"]).size().to_string())
        found.to_csv("harm.csv", index=False)
        return
    apart = set(args.without.split(","))
    found = [r for path in args.readings for r in load(path) if r.document.partition("/")[0] not in apart]
    args.out.write_text(fitted(found, args.doubted), encoding="utf8")


def fitted(found: list[Reading], doubted: float) -> str:
    """The text of weights.toml; what it is worth on layouts left out is printed."""
    doubt = left_out(found)
    real = [k for k, r in enumerate(found) if not r.drawn]
    outcomes = Outcomes([found[k] for k in real], {b: doubt[b][real] for b in BLOCKS})
    at = thresholds(outcomes, doubted)
    print("\n".join(table(outcomes, at)))
    lines = [_HEAD]
    each = counts(found)
    for block in BLOCKS:
        known: Weights = PRIOR[block] | fit(rows_of(found, block, each)) | {"threshold": at[block]}
        lines += ["", f"[{block}]", *(f'"{n}" = {w}' for n, w in sorted(known.items()) if w or n == "base")]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
