"""Write random forms with their answer keys, or the sample forms: ``python -m tests.generator --seed 1 --count 50 OUT``.

OUT holds the documents and ``expected/<stem>.json`` in the shape of the shared keys, so that a scorer can run on it;
``--score`` also loads each document and prints the accuracy by kind of variation.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

from tests.generator.random_forms import FAMILIES, Made, random_form
from tests.generator.samples import ROOT, write_samples
from tests.generator.write_docx import write_docx
from tests.generator.write_others import write_html, write_txt, write_xlsx

FORMATS = ["docx", "xlsx", "html", "txt"]


def render(made: Made, suffix: str, rnd: random.Random) -> bytes:
    """The document in one of the formats."""
    blocks = made.blocks()
    if suffix == "docx":
        return write_docx(blocks, made.noise, rnd.choice(["宋体", "仿宋_GB2312"]))
    if suffix == "xlsx":
        return write_xlsx(blocks, numbers=rnd.random() < 0.7, hidden_first=rnd.random() < 0.2)
    if suffix == "html":
        return write_html(blocks, rnd.choice(["utf-8", "utf-8", "gb18030"]), rnd.random() < 0.8)
    return write_txt(blocks)


def make_one(
    seed: int, family: str | None = None, suffix: str | None = None, unseen: float = 0.06
) -> tuple[str, bytes, dict, set[str]]:
    """(file name, document, answer key, tags) of one seed."""
    rnd = random.Random(seed)
    suffix = suffix or rnd.choice(["docx", "docx", "docx", "xlsx", "html", "txt"])
    made = random_form(rnd, family, unseen)
    data = render(made, suffix, rnd)
    tags = made.tags | {f"format:{suffix}"}
    if suffix != "docx":
        tags = {t for t in tags if not t.startswith("xml:")}
    stem = f"gen_{seed:06d}"
    return f"{stem}.{suffix}", data, made.model.key(stem, made.tags and sorted(made.tags)[0]), tags


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.generator", description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, metavar="OUT")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--family", choices=FAMILIES)
    parser.add_argument("--format", choices=FORMATS)
    parser.add_argument("--unseen", type=float, default=0.06, help="how likely a label is a word that no table lists")
    parser.add_argument("--samples", action="store_true", help="write the sample forms of notebooks/forms instead")
    parser.add_argument("--score", action="store_true", help="load the documents and print the accuracy")
    parser.add_argument("--errors", type=int, default=0, help="with --score: print so many wrong fields a document")
    a = parser.parse_args()
    if a.samples:
        for path in write_samples(ROOT / "notebooks/forms", ROOT / "tests/forms/expected"):
            print(path.name)
        return
    if a.out is None and not a.score:
        parser.error("say where to write to, or --score")
    results = []
    for seed in range(a.seed, a.seed + a.count):
        name, data, key, tags = make_one(seed, a.family, a.format, a.unseen)
        if a.out is not None:
            (a.out / "expected").mkdir(parents=True, exist_ok=True)
            (a.out / name).write_bytes(data)
            (a.out / "expected" / f"{Path(name).stem}.json").write_text(
                json.dumps([key], ensure_ascii=False, indent=1), encoding="utf8"
            )
        if a.score:
            from tests.generator.run import load_bytes, report_line

            results.append((name, key, tags, load_bytes(name, data)))
            report_line(results[-1], a.errors)
    if a.score:
        from tests.generator.run import summary

        print(summary(results))


if __name__ == "__main__":
    main()
