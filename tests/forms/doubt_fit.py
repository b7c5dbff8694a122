"""Fits the weights of the evidence that a reading is doubtful: ``python -m tests.forms.doubt_fit [FOLDER...] -o weights.toml``.

Documents with answer keys are read many times, each time with another part of the vocabulary taken away, as if the labels
were words that nobody listed. Each block of each form read is right or wrong by its key; a logistic sum of its evidence is
fitted to that, with the sign of each weight held (what speaks against a reading may not speak for it). Deterministic.

FOLDER are further keyed documents (``expected/NAME.json``); without any, the drawn and the random layouts of tests/ serve.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np

from selfeval_nb.forms.doubt.judge import BLOCKS, amounts
from selfeval_nb.forms.find import find_forms
from selfeval_nb.forms.model import Form
from selfeval_nb.forms.words.vocabulary import Vocabulary, _built_in
from selfeval_nb.readers import read
from selfeval_nb.readers.model import Document
from selfeval_nb.readers.sources import expand
from tests.generator.__main__ import make_one
from tests.generator.compare import Score
from tests.generator.compare import _one as compare_one
from tests.generator.sketch import LAYOUTS
from tests.generator.sketch import read as read_sketch
from tests.generator.write_docx import write_docx
from tests.generator.write_others import write_txt

Keyed = tuple[str, Document, list[dict]]
Sample = tuple[dict[str, dict[str, float]], dict[str, int], str]
_BLOCK = {
    "goal_expected": "goals",
    "goal_actual": "goals",
    "total_weight": "totals",
    "total_score": "totals",
    "money_unit": "funds",
}


def block_of(where: str, name: str) -> str:
    """The block that a wrong field belongs to (errors of ``tests.generator.compare``)."""
    if where == "head":
        return _BLOCK.get(name, "head")
    return "funds" if where.startswith("funds") else "indicators"


def less(rnd: random.Random, part: float) -> Vocabulary:
    """The built-in vocabulary without a random part of its names and patterns."""
    data: dict[str, dict] = {}
    for place, content in _built_in().items():
        if place in ("title", "related", "level1", "level2"):
            data[place] = content
            continue
        nested = all(isinstance(v, dict) for v in content.values())
        entries = content if nested else {place: content}
        kept = {}
        for name, entry in entries.items():
            kept[name] = {
                "exact": [w for w in entry.get("exact", []) if rnd.random() >= part],
                "like": [] if rnd.random() < part else entry.get("like", []),
            }
        data[place] = kept if nested else kept[place]
    return Vocabulary(data)


def folder_documents(folder: Path) -> list[Keyed]:
    """The documents of a folder that have a key beside them."""
    out = []
    for source in expand([folder]):
        stem = Path(source.name).stem
        key = folder / "expected" / f"{stem}.json"
        if key.exists():
            out.append((f"{folder.name}/{source.name}", read(source), json.loads(key.read_text("utf8"))))
    return out


def own_documents(count: int) -> list[Keyed]:
    """Drawn layouts as docx and txt, and random forms with unlisted words."""
    out = []
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(LAYOUTS.glob("*.txt")):
            blocks, keys = read_sketch(path)
            for name, data in ((f"{path.stem}.docx", write_docx(blocks)), (f"{path.stem}.txt", write_txt(blocks))):
                out.append((f"drawn/{name}", _document(Path(folder), name, data), keys))
        for seed in range(count):
            name, data, keys, _ = make_one(seed + 40_000, unseen=(0.0, 0.1, 0.3)[seed % 3])
            out.append((f"random/{name}", _document(Path(folder), name, data), keys))
    return out


def _document(folder: Path, name: str, data: bytes) -> Document:
    path = folder / name
    path.write_bytes(data)
    return read(next(iter(expand([path]))))


def sample(
    document: Document, keys: list[dict], vocabulary: Vocabulary
) -> list[tuple[dict[str, dict[str, float]], dict[str, int]]]:
    """For each form read: its evidence, and how many fields of each block are wrong."""
    forms, _ = find_forms(document, vocabulary)
    out = []
    for key, form in zip(keys, forms, strict=False):
        out.append((amounts(form.evidence), wrong_blocks(key, form)))
    return out


def wrong_blocks(key: dict, form: Form) -> dict[str, int]:
    """A block -> its wrong fields; a missing indicator counts as eleven, an invented one as one."""
    score = Score()
    compare_one(score, key, form)
    wrong: dict[str, int] = defaultdict(int)
    for where, name, *_ in score.errors:
        wrong[block_of(where, name)] += 11 if name == "missing" else 1
    return wrong


def samples(documents: list[Keyed], rounds: int) -> list[Sample]:
    """All readings of all documents: with the whole vocabulary, then with parts of it taken away."""
    out: list[Sample] = []
    full = Vocabulary(_built_in())
    vocabularies = [full, *(less(random.Random(n), (0.04, 0.1, 0.2, 0.35)[n % 4]) for n in range(rounds))]
    for n, vocabulary in enumerate(vocabularies):
        for k, (name, document, keys) in enumerate(documents):
            if n and (k + n) % 8:
                continue
            out += [(found, wrong, f"{n}:{name}") for found, wrong in sample(document, keys, vocabulary)]
    return out


#: What speaks against a reading whatever the keyed forms show: nearly all of them are read right by now, and an impossible
#: reading stays one. The fit starts here and is held to it.
PRIOR = {
    "impossible-weight": 6.0, "impossible-score": 6.0, "impossible-rate": 5.0, "negative": 5.0, "impossible-points": 5.0,
    "weight-not-a-number": 5.0, "score-not-a-number": 5.0, "impossible": 6.0, "value-is-a-label": 5.0, "value-is-a-number": 4.0,
    "no-project-but-text": 4.0, "label-outside": 4.0, "unknown-label": 4.5, "rows-not-read": 4.5, "rows-elsewhere": 4.5,
    "sum-among-indicators": 5.0, "two-units": 5.0, "sum-left-over": 4.5, "names-strange": 4.0, "label-inside": 4.0, "reasons-strange": 3.0,
    "numbers-column-left-over": 3.5, "values-column-left-over": 3.5, "columns-left-over": 3.5, "none-read": 2.5,
    "actual-is-a-label": 4.5, "target-is-a-label": 4.5, "names-are-levels": 3.0, "target-direction": 5.0,
}  # fmt: skip


def fit(rows: list[tuple[dict[str, float], int]], ridge: float = 1.0, steps: int = 1500) -> dict[str, float]:
    """Weights of a logistic sum, what is said against a reading at least 0, what is for it at most 0."""
    names = sorted({n for found, _ in rows for n in found})
    x = np.array([[found.get(n, 0.0) for n in names] for found, _ in rows])
    y = np.array([min(1.0, wrong) for _, wrong in rows])
    cost = np.where(y > 0, np.array([1.0 + np.log1p(wrong) for _, wrong in rows]), 1.0)
    for_it = np.array(
        [n.endswith(("-fits", "-fit", "both-read", "within-weights", "is-100", "no-rate")) for n in names]
    )
    prior = np.array([PRIOR.get(n, 0.0) for n in names])
    w, base = prior.copy(), -3.0
    rate = 0.05
    m, v = np.zeros(len(names) + 1), np.zeros(len(names) + 1)
    for step in range(1, steps + 1):
        p = 1 / (1 + np.exp(-np.clip(x @ w + base, -30, 30)))
        error = cost * (p - y)
        grad = np.append(x.T @ error + ridge * (w - prior), error.sum()) / len(y)
        m, v = 0.9 * m + 0.1 * grad, 0.999 * v + 0.001 * grad**2
        move = rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
        w, base = w - move[:-1], base - move[-1]
        w = np.where(for_it, np.minimum(w, 0), np.maximum(w, 0))
    unseen = {n: v for n, v in PRIOR.items() if n not in names}
    return unseen | {n: round(float(a), 2) for n, a in zip(names, w, strict=True)} | {"base": round(float(base), 2)}


def threshold(rows: list[tuple[dict[str, float], int]], known: dict[str, float], doubted: float) -> float:
    """The probability above which at most ``doubted`` of the rightly read blocks lie."""
    right = sorted(_probability(found, known) for found, wrong in rows if not wrong)
    at = right[min(len(right) - 1, int(len(right) * (1 - doubted)))] if right else 0.5
    return round(float(min(0.9, max(0.05, at + 0.005))), 3)


def _probability(found: dict[str, float], known: dict[str, float]) -> float:
    total = known["base"] + sum(known.get(n, 0.0) * a for n, a in found.items())
    return float(1 / (1 + np.exp(-np.clip(total, -30, 30))))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.forms.doubt_fit", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=64)
    parser.add_argument("--random", type=int, default=240)
    parser.add_argument("--doubted", type=float, default=0.014, help="share of rightly read blocks that may be doubted")
    args = parser.parse_args()
    documents = own_documents(args.random)
    for folder in args.folders:
        documents += folder_documents(folder)
    seen = samples(documents, args.rounds)
    lines = [
        "# Weights of the evidence that a reading is doubtful; fitted by tests/forms/doubt_fit.py, not edited by hand."
    ]
    for block in BLOCKS:
        rows = [(found[block], wrong.get(block, 0)) for found, wrong, _ in seen]
        known = fit(rows)
        known["threshold"] = threshold(
            [r for r, s in zip(rows, seen, strict=True) if s[2].startswith("0:")], known, args.doubted
        )
        told = sum(w for found, w in rows if w and _probability(found, known) > known["threshold"])
        wrong = sum(w for _, w in rows)
        right = [_probability(f, known) > known["threshold"] for f, w in rows if not w]
        print(
            f"{block}: {len(rows)} blocks, {wrong} wrong fields, told {told / max(1, wrong):.1%}, right blocks doubted {np.mean(right):.2%}"
        )
        lines += ["", f"[{block}]", *(f'"{n}" = {w}' for n, w in sorted(known.items()) if w or n == "base")]
    args.out.write_text("\n".join(lines) + "\n", encoding="utf8")


if __name__ == "__main__":
    main()
