"""Redrawing a table: every slot is covered exactly once, whatever the source says of its spans."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from selfeval_nb.readers.model import Cell, Table
from selfeval_nb.report.view.facsimile import LONGEST, DrawnTable, draw, places

cells = st.builds(
    Cell,
    row=st.integers(1, 6),
    col=st.integers(1, 6),
    text=st.sampled_from(["", "甲", "产出指标"]),
    rowspan=st.integers(1, 4),
    colspan=st.integers(1, 9),
)


def covered(drawn: DrawnTable) -> Counter[tuple[int, int]]:
    """Lay the drawn rows out as a browser does: (row, column position) -> by how many cells it is covered."""
    slots: Counter[tuple[int, int]] = Counter()
    for r, (_, row) in enumerate(drawn.rows):
        c = 0
        for cell in row:
            while slots[r, c]:
                c += 1
            for i in range(cell.rowspan):
                for k in range(cell.colspan):
                    slots[r + i, c + k] += 1
            c += cell.colspan
    return slots


@given(st.lists(cells, min_size=1, max_size=12), st.booleans())
def test_every_slot_is_covered_once(given_cells: list[Cell], aligned: bool) -> None:
    table = Table(1, tuple(given_cells), rows=6, cols=6, aligned=aligned)
    drawn = draw(table, {})
    expected = {(r, c): 1 for r in range(len(drawn.rows)) for c in range(len(drawn.columns))}
    assert covered(drawn) == expected
    assert len(drawn.widths) == len(drawn.columns)


def test_a_part_of_a_sheet_keeps_its_row_numbers() -> None:
    drawn = draw(Table(2, (Cell(7, 2, "总分"), Cell(7, 3, "100"), Cell(8, 2, "甲", 1, 2)), rows=8, cols=3), {})
    assert [number for number, _ in drawn.rows] == [7, 8]
    assert drawn.columns == [2, 3]
    assert places([drawn])[2, 8, 3] == (2, 8, 2)


def test_roles_become_kinds() -> None:
    table = Table(1, (Cell(1, 1, "总分"), Cell(1, 2, "100"), Cell(1, 3, "？"), Cell(1, 4, " ")), rows=1, cols=4)
    drawn = draw(table, {(1, 1, 1): "label:total", (1, 1, 2): "value:total_weight"})
    assert [c.kind for c in drawn.rows[0][1]] == ["label", "value", "unclaimed", "blank"]


def test_a_row_without_spans_reaches_the_edge() -> None:
    table = Table(
        1,
        (Cell(1, 1, "项目名称"), Cell(1, 2, "甲"), Cell(2, 1, "a"), Cell(2, 2, "b"), Cell(2, 3, "c")),
        2,
        3,
        aligned=False,
    )
    assert [c.colspan for c in draw(table, {}).rows[0][1]] == [1, 2]


def test_what_is_left_out_of_an_endless_cell_is_counted() -> None:
    drawn = draw(Table(1, (Cell(1, 1, "长" * (LONGEST + 5)),), 1, 1), {})
    assert drawn.rows[0][1][0].left_out == 5


def test_an_empty_table_draws_nothing() -> None:
    assert draw(Table(1, (), 0, 0), {}).rows == []
