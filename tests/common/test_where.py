"""Places by meaning are built and taken apart in one module."""

import re
from pathlib import Path

import pytest

from selfeval_nb.common import where
from selfeval_nb.common.where import TOTAL, Where, column_of, fund, indicator, parse, row_of


@pytest.mark.parametrize(
    ("where", "block", "key", "column"),
    [
        ("indicators[3].score", "indicators", "3", "score"),
        ("indicators[3].佐证材料", "indicators", "3", "佐证材料"),
        ("indicators[3]", "indicators", "3", ""),
        ("indicators[培训2.0版|数量|产出|1].score", "indicators", "培训2.0版|数量|产出|1", "score"),
        ("funds[total].rate", "funds", "total", "rate"),
        (TOTAL, "funds", "total", ""),
        ("total_score", "", "", "total_score"),
        ("form", "", "", "form"),
    ],
)
def test_a_place_comes_back_from_its_parts(where: str, block: str, key: str, column: str) -> None:
    place = parse(where)
    assert (place, str(place)) == (Where(block, key, column), where)
    assert (row_of(where), column_of(where)) == (place.row, column)


def test_a_cell_is_named_by_its_row_and_column() -> None:
    assert (indicator(3), fund("total")) == ("indicators[3]", TOTAL)
    assert (indicator(3, "score"), fund("other", "rate")) == ("indicators[3].score", "funds[other].rate")
    assert parse("indicators[3].score").at("weight") == parse(indicator(3, "weight"))
    assert parse("indicators[12].score").number == 12
    assert {parse(w).number for w in ("indicators[x|y]", "funds[3].rate", "grade")} == {None}


def test_places_are_built_nowhere_else() -> None:
    package = Path(where.__file__).parents[1]
    built = re.compile(r"""f["'](?:indicators|funds)\[""")
    found = [p.name for p in package.rglob("*.py") if p.name != "where.py" and built.search(p.read_text("utf-8"))]
    assert found == []
