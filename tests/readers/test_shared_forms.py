"""The example forms in all their formats agree with one another (where the folder with them is there)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from selfeval_nb.readers import read

FORMS = Path(__file__).resolve().parents[3] / "shared" / "forms"
STEMS = sorted(x.stem for x in FORMS.glob("*.docx") if x.with_suffix(".html").exists()) if FORMS.is_dir() else []

pytestmark = pytest.mark.skipif(not STEMS, reason="the shared example forms are not here")
STEMS = STEMS or ["none"]  # an empty set of parameters would be an error and not a skip


def grids(path: Path) -> list[list[tuple[int, int, str, int, int]]]:
    return [
        [
            (c.row, c.col, re.sub(r"\s+", "", c.text), c.rowspan, c.colspan)
            for c in sorted(t.cells, key=lambda c: (c.row, c.col))
        ]
        for t in read(path).tables
    ]


@pytest.mark.parametrize("stem", STEMS)
def test_word_and_web_page_hold_the_same_tables(stem):
    assert grids(FORMS / f"{stem}.docx") == grids(FORMS / f"{stem}.html")


@pytest.mark.parametrize("stem", STEMS)
def test_the_dump_holds_the_same_texts(stem):
    """Rows and texts in the same order; continuation cells of merged areas are empty in the dump."""
    word = [[x[2] for x in g if x[2]] for g in grids(FORMS / f"{stem}.docx")]
    dump = [[x[2] for x in g if x[2]] for g in grids(FORMS / f"{stem}.txt")]
    assert dump == word


@pytest.mark.parametrize("stem", STEMS)
def test_the_workbook_holds_the_same_texts(stem):
    word = [x[2] for g in grids(FORMS / f"{stem}.docx") for x in g if x[2]]
    sheet = [x[2] for g in grids(FORMS / f"{stem}.xlsx") for x in g if x[2]]
    missing = [t for t in word if t not in sheet]
    assert not missing


def test_no_example_has_a_problem_but_for_formulas_nobody_calculated():
    for path in sorted(FORMS.iterdir()):
        if path.suffix in (".docx", ".html", ".txt", ".xlsx", ".pdf"):
            assert {x.problem for x in read(path).problems} <= {"uncalculated"}, path.name
