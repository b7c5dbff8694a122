"""Load generated documents and say how well: used by the tests and by ``python -m tests.generator --score``."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from selfeval_nb.forms.load import load_forms
from selfeval_nb.forms.model import Form
from tests.generator.compare import by_tag, compare

Result = tuple[str, list[dict[str, Any]], set[str], list[Form]]


def load_bytes(name: str, data: bytes) -> list[Form]:
    """The forms of a document that exists only in memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return load_forms([path]).forms


def report_line(result: Result, errors: int = 0) -> None:
    """One line a document that is not perfect, with its first wrong fields."""
    name, keys, tags, forms = result
    score = compare(keys, forms)
    if score.perfect:
        return
    print(
        f"{score.right / max(score.asked, 1):7.1%} {score.right:4}/{score.asked:<4} faults {score.faults} {name} {' '.join(sorted(tags))}"
    )
    for e in score.errors[:errors]:
        print("         ", *e, sep=" | ")


def summary(results: list[Result]) -> str:
    """Accuracy in all and by kind of variation, worst first."""
    scores = [(tags, compare(keys, forms)) for _, keys, tags, forms in results]
    right, asked = sum(s.right for _, s in scores), sum(s.asked for _, s in scores)
    faults = sum(s.faults for _, s in scores)
    perfect = sum(s.perfect for _, s in scores)
    lines = [f"{'kind of variation':44} {'docs':>5} {'fields':>8} {'perfect':>8} {'faults':>6}"]
    lines += [f"{tag:44} {n:5} {share:8.2%} {clean:8.1%} {bad:6}" for tag, n, share, clean, bad in by_tag(scores)]
    lines.append(
        f"fields right {right / max(asked, 1):.2%} ({right}/{asked}), structural faults {faults}, perfect {perfect}/{len(scores)}"
    )
    return "\n".join(lines)
