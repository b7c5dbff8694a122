"""The source cell beside a finding: the few rows of the redrawn form around it, with the head of its columns."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from selfeval_nb.report.page.env import render
from selfeval_nb.report.view.facsimile import DrawnCell, DrawnTable
from selfeval_nb.report.view.parts import Mark
from selfeval_nb.report.view.view import View

AROUND = 1  # rows shown above and below the finding's own


def finding_card(view: View, mark: Mark) -> Markup:
    """One finding as in the list, without anchors: it may stand beside the list itself."""
    return render("finding.html.j2", m=mark, v=view, t=view.t, linked=False)


def nearby(view: View, mark: Mark, label: str) -> Markup | None:
    """The neighbourhood of the finding's cell; None when the finding has no cell."""
    if mark.cell is None:
        return None
    table = next(t for t in view.tables if t.number == mark.cell[0])
    rows = neighbourhood(table, mark.cell[1])
    return render(
        "nearby.html.j2", t=view.t, table=table, rows=rows, here=mark.cell, severity=mark.severity, label=label
    )


def neighbourhood(table: DrawnTable, row: int) -> list[tuple[int, list[DrawnCell]]]:
    """The rows around ``row`` and, above them, the last row of column heads, cut out so that every slot is covered once."""
    numbers = [n for n, _ in table.rows]
    chosen = {n for n in numbers if abs(n - row) <= AROUND}
    cells = {c.place: c for _, cs in table.rows for c in cs if c.place is not None}
    heads = [n for n, cs in table.rows if n < row - AROUND and len(cs) > 2 and sum(c.kind == "label" for c in cs) >= 3]
    chosen |= set(heads[-1:])
    out = []
    for n in sorted(chosen):
        drawn: list[DrawnCell] = []
        col = table.columns[0]
        while col <= table.columns[-1]:
            place = table.covered.get((n, col))
            if place is None:
                drawn.append(DrawnCell(None, ""))
                col += 1
                continue
            cell = cells[place]
            # a cell that began above is drawn again in the first row shown of it
            first = n == cell.place[1] or (n - 1) not in chosen  # type: ignore[index]
            if first:
                height = 1
                while n + height in chosen and table.covered.get((n + height, col)) == place:
                    height += 1
                drawn.append(replace(cell, rowspan=height))
            col = place[2] + cell.colspan
        out.append((n, drawn))
    return out
