"""Layouts drawn by hand (tests/forms/layouts) load as their keys in every format, with merges intact, dissolved or filled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.generator.compare import compare
from tests.generator.grid import Block, Grid
from tests.generator.run import load_bytes
from tests.generator.sketch import LAYOUTS, read
from tests.generator.write_docx import write_docx
from tests.generator.write_others import write_html, write_txt, write_xlsx

DRAWN = sorted(LAYOUTS.glob("*.txt"))
WRITE: dict[str, Callable[[list[Block]], bytes]] = {
    "docx": write_docx,
    "xlsx": write_xlsx,
    "html": write_html,
    "txt": write_txt,
}


def _dissolved(blocks: list[Block], *, fill: bool) -> list[Block]:
    return [b.dissolved(fill=fill) if isinstance(b, Grid) else b for b in blocks]


@pytest.mark.parametrize("suffix", WRITE)
@pytest.mark.parametrize("path", DRAWN, ids=lambda p: p.stem)
def test_drawn_layout_loads_as_its_key(path: Path, suffix: str) -> None:
    blocks, keys = read(path)
    score = compare(keys, load_bytes(f"form.{suffix}", WRITE[suffix](blocks)))
    assert score.errors == []
    assert score.faults == 0


@pytest.mark.parametrize(("suffix", "fill"), [("docx", False), ("xlsx", False), ("xlsx", True), ("html", True)])
@pytest.mark.parametrize("path", DRAWN, ids=lambda p: p.stem)
def test_drawn_layout_without_merges_loads_as_its_key(path: Path, suffix: str, fill: bool) -> None:
    blocks, keys = read(path)
    score = compare(keys, load_bytes(f"form.{suffix}", WRITE[suffix](_dissolved(blocks, fill=fill))))
    assert score.errors == []
    assert score.faults == 0


def _in_two(blocks: list[Block], *, repeat_text: bool) -> list[Block]:
    """The last table cut in two as by a page break, in the middle of its lower half, where the indicators stand."""
    k = max(n for n, b in enumerate(blocks) if isinstance(b, Grid))
    grid = blocks[k]
    assert isinstance(grid, Grid)
    return [*blocks[:k], *grid.split(grid.rows - max(1, grid.rows // 4), repeat_text=repeat_text), *blocks[k + 1 :]]


@pytest.mark.parametrize("repeat_text", [True, False])
@pytest.mark.parametrize("path", DRAWN, ids=lambda p: p.stem)
def test_drawn_layout_cut_by_a_page_break_loads_as_its_key(path: Path, repeat_text: bool) -> None:
    blocks, keys = read(path)
    score = compare(keys, load_bytes("form.docx", write_docx(_in_two(blocks, repeat_text=repeat_text))))
    assert score.errors == []
    assert score.faults == 0
