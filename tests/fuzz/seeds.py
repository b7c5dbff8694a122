"""The documents that are mutated: the sample forms, generated forms of every layout, and what has broken something before."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from selfeval_nb.common.assets import asset_dir

CORPUS = Path(__file__).parent / "corpus"


@lru_cache(maxsize=1)
def samples() -> tuple[tuple[str, bytes], ...]:
    """The forms of notebooks/forms, and this project's corpus."""
    paths = [*sorted((asset_dir("notebooks") / "forms").iterdir()), *regressions()]
    return tuple((p.name, p.read_bytes()) for p in paths)


def regressions() -> list[Path]:
    """Files and texts that once broke something; each runs as a test."""
    return sorted(p for p in CORPUS.iterdir() if p.suffix != ".md")


@lru_cache(maxsize=512)
def generated(seed: int) -> tuple[str, bytes]:
    """A random form in a random layout and format, with merged cells, tracked changes and the like in its XML."""
    from tests.generator.__main__ import make_one

    name, data, _, _ = make_one(seed)
    return name, data


@lru_cache(maxsize=1)
def texts() -> tuple[str, ...]:
    """Cell texts of the value grammar's examples."""
    from tests.forms import value_examples

    rows = [
        r for name, table in vars(value_examples).items() if name.isupper() and isinstance(table, list) for r in table
    ]
    found = [r[2] for r in rows if isinstance(r, tuple) and len(r) > 2 and isinstance(r[2], str)]
    assert len(found) > 50
    return tuple(found)
