"""Headers whose words nobody listed are told by the rows below them; rows of funds, heads and other tables are none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from selfeval_nb.forms.model import Form
from selfeval_nb.forms.words.vocabulary import load_vocabulary
from tests.generator.compare import compare
from tests.generator.grid import Block, Grid
from tests.generator.run import load_bytes
from tests.generator.sketch import LAYOUTS, read
from tests.generator.write_docx import write_docx
from tests.generator.write_others import write_html, write_txt, write_xlsx

#: Words for columns that no vocabulary lists, by the field of the word that they stand for.
INDICATORS = {
    "level1": "一层", "level2": "二层", "level3": "工作要点", "target": "拟达程度", "actual": "年末程度", "weight": "份额",
    "score": "所获", "reason": "缘由",
}  # fmt: skip
FUNDS = {
    "initial": "期初核给",
    "budget": "本期可用",
    "executed": "本期花掉",
    "rate": "花掉比",
    "weight": "份额",
    "score": "所获",
}
WRITE: dict[str, Callable[[list[Block]], bytes]] = {
    "docx": write_docx, "xlsx": write_xlsx, "html": write_html, "txt": write_txt,
}  # fmt: skip
STANDARD = [
    "02_hubei_two_goals", "04_points_only_level1", "10_cost_level1", "13_two_tables", "38_spacer_columns", "79_v3", "80_quyu", "81_yueyang",
    "998_region_money_management", "9991_rural_weight_before_target", "9992_points_below_level", "9998_no_scores_marks",
]  # fmt: skip


def _renamed(blocks: list[Block], place: str, words: dict[str, str], least: int, only: str | None = None) -> int:
    """Put ``words`` (or one of them) for the labels of every row that has at least ``least`` of them.

    Returns how many labels changed.
    """
    vocabulary = load_vocabulary()
    changed = 0
    for grid in (b for b in blocks if isinstance(b, Grid)):
        for row in range(grid.rows):
            named = [(p, vocabulary.exact(place, p.cell.text)) for p in grid.cells if p.row == row]
            if len({n for _, n in named} & words.keys()) < least:
                continue
            for placed, name in named:
                if name in words and only in (None, name):
                    placed.cell = replace(placed.cell, text=words[name])
                    changed += 1
    return changed


def _loaded(blocks: list[Block], suffix: str) -> list[Form]:
    return load_bytes(f"form.{suffix}", WRITE[suffix](blocks))


def test_made_up_words_are_in_no_vocabulary() -> None:
    vocabulary = load_vocabulary()
    assert not [w for w in INDICATORS.values() if vocabulary.find("column", w)]
    assert not [w for w in FUNDS.values() if vocabulary.find("funds_column", w)]


@pytest.mark.parametrize("suffix", WRITE)
@pytest.mark.parametrize("stem", STANDARD)
def test_indicators_under_words_that_nobody_listed_are_read(stem: str, suffix: str) -> None:
    blocks, keys = read(LAYOUTS / f"{stem}.txt")
    assert _renamed(blocks, "column", INDICATORS, 4) >= 5
    score = compare(keys, _loaded(blocks, suffix))
    assert score.faults == 0
    assert score.errors == []


@pytest.mark.parametrize("name", INDICATORS)
@pytest.mark.parametrize("stem", STANDARD)
def test_one_unlisted_word_among_known_ones_loses_no_indicator(stem: str, name: str) -> None:
    blocks, keys = read(LAYOUTS / f"{stem}.txt")
    _renamed(blocks, "column", INDICATORS, 4, only=name)
    assert compare(keys, _loaded(blocks, "docx")).faults == 0


@pytest.mark.parametrize("suffix", ["docx", "txt"])
@pytest.mark.parametrize("stem", ["05_department_whole", "55_full_width", "9992_points_below_level", "17_beijing"])
@pytest.mark.parametrize("name", ["budget", "executed", "rate", "score", "weight"])
def test_one_unlisted_word_over_the_funds_is_told_by_the_amounts(stem: str, name: str, suffix: str) -> None:
    blocks, keys = read(LAYOUTS / f"{stem}.txt")
    _renamed(blocks, "funds_column", FUNDS, 4, only=name)
    assert compare(keys, _loaded(blocks, suffix)).errors == []


@pytest.mark.parametrize("stem", ["79_v3", "9992_points_below_level", "994_yunnan_published_table"])
def test_funds_under_words_that_nobody_listed_are_told_by_the_rate(stem: str) -> None:
    blocks, keys = read(LAYOUTS / f"{stem}.txt")
    assert _renamed(blocks, "funds_column", FUNDS, 4) >= 4
    executed = [row.executed for form in _loaded(blocks, "docx") for row in form.funds]
    assert executed == [row["executed"] for key in keys for row in key["funds"]]


@pytest.mark.parametrize("stem", [p.stem for p in sorted(LAYOUTS.glob("*_no_form.txt"))])
def test_other_tables_under_words_that_nobody_listed_are_no_form(stem: str) -> None:
    blocks, keys = read(LAYOUTS / f"{stem}.txt")
    _renamed(blocks, "column", INDICATORS, 2)
    _renamed(blocks, "funds_column", FUNDS, 2)
    assert keys == []
    assert _loaded(blocks, "docx") == []
