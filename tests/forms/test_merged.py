"""Cells merged down over several rows of indicators, which only formats that keep the merges can tell from rows of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.generator.compare import compare
from tests.generator.run import load_bytes
from tests.generator.sketch import read
from tests.generator.write_docx import write_docx
from tests.generator.write_others import write_html, write_xlsx

MERGED = sorted((Path(__file__).parent / "merged").glob("*.txt"))
WRITE = {"docx": write_docx, "html": write_html, "xlsx": write_xlsx}


@pytest.mark.parametrize("suffix", WRITE)
@pytest.mark.parametrize("path", MERGED, ids=lambda p: p.stem)
def test_merged_cells_count_once(path: Path, suffix: str) -> None:
    blocks, keys = read(path)
    score = compare(keys, load_bytes(f"form.{suffix}", WRITE[suffix](blocks)))
    assert score.errors == []
    assert score.faults == 0


def test_indicators_that_share_points_name_the_first() -> None:
    blocks, _ = read(next(p for p in MERGED if p.stem.startswith("points")))
    form = load_bytes("form.docx", write_docx(blocks))[0]
    assert [i.shared_with for i in form.indicators] == [None, 1, 1, None]
    assert [i.weight for i in form.indicators] == [50, None, None, 50]
