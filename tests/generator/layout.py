"""A model and a style -> blocks. The style says where each part stands and what it is called."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.generator.grid import Block, C, Grid, Para
from tests.generator.model import Fund, Ind, Model


@dataclass(slots=True)
class Style:
    """Where the parts stand. ``labels`` names every part that is printed; a missing label is not printed at all."""

    labels: dict[str, str]
    columns: list[str]
    head: list[list[str]] = field(default_factory=lambda: [["project"], ["department", "unit"]])
    title_in_table: bool = False
    year_text: str = ""  # the line under the title, if any
    lines: list[str] = field(default_factory=list)  # loose lines between title and table (报表编号, 单位：万元)
    order: list[str] = field(default_factory=lambda: ["head", "funds", "goals", "indicators", "total", "closing"])
    fund_layout: str = "rows"  # rows, transposed, one_row, pairs, none
    fund_columns: list[str] = field(
        default_factory=lambda: ["initial", "budget", "executed", "weight", "rate", "score"]
    )
    goal_layout: str = "pair"  # pair, three, stacked, inline, none
    two_level_header: bool = False
    side: str = "horizontal"  # horizontal, vertical, none
    merge_level2: bool = True
    blank_header_row: bool = False
    goal_blocks: list[str] = field(default_factory=list)  # side labels, one for each Ind.goal
    total_layout: str = "row"  # row, head, none
    split_at_indicator: int | None = None
    repeat_header: bool = False
    repeat_labels: bool = True
    merges: str = "merged"  # merged, dissolved, filled
    nested_in: str | None = None
    vertical_levels: bool = False
    min_columns: int = 0
    head_in_one_cell: bool = False  # 项目名称：… in one cell instead of label and value
    sections: bool = False  # a heading row over each part
    before: list[str] = field(default_factory=list)  # paragraphs above the title
    spacer: bool = False  # a blank row between the parts


def fill(items: list[tuple[C, int]], width: int) -> list[C]:
    """Stretch a row of cells to ``width`` grid columns; the number says how eagerly a cell takes spare columns."""
    spare = width - len(items)
    eager = sum(s for _, s in items) or len(items)
    spans = [1 + spare * (s if sum(x for _, x in items) else 1) // eager for _, s in items]
    left = width - sum(spans)
    for i in sorted(range(len(items)), key=lambda i: -items[i][1])[: max(left, 0)]:
        spans[i] += 1
    return [C(c.text, n, c.down, c.look) for (c, _), n in zip(items, spans, strict=True)]


class _Layout:
    def __init__(self, model: Model, style: Style) -> None:
        self.m, self.s = model, style
        funds = len(style.fund_columns) + 2 if style.fund_layout == "rows" else 2 * len(style.fund_columns)
        if style.fund_layout in ("transposed", "one_row"):
            funds = len(model.funds) + len(style.fund_columns) + 2
        if style.fund_layout == "none":
            funds = 0
        side = 0 if style.side == "none" else 1
        self.width = max(len(style.columns) + side, funds, style.min_columns, *[2 * len(r) for r in style.head])
        self.g = Grid(self.width)
        self.header_rows: list[int] = []
        self.indicator_rows: list[int] = []

    def label(self, name: str, default: str = "") -> C:
        return C(self.s.labels.get(name, default), look="label")

    # ---- parts

    def head(self) -> None:
        values = {"project": self.m.project, "department": self.m.department, "unit": self.m.unit}
        if self.s.total_layout == "head":
            values["total_score"] = self.m.total_score.text
        for names in self.s.head:
            items: list[tuple[C, int]] = []
            for name in names:
                label, value = self.m.extra.get(name) or (self.s.labels.get(name, ""), values.get(name) or "")
                if self.s.head_in_one_cell:
                    items.append((C(f"{label}：{value}"), 1))
                else:
                    items += [(C(label, look="label"), 0), (C(value), 2)]
            self.g.row(*fill(items, self.width))

    def _fund_cell(self, f: Fund, column: str) -> str:
        return f.reason if column == "reason" else getattr(f, column).text

    def funds(self) -> None:
        m, s = self.m, self.s
        names = s.fund_columns
        if s.fund_layout == "none" or not m.funds:
            return
        side = self.s.labels.get("funds")
        if s.fund_layout == "rows":
            lead = [] if side is None else [C(side, down=len(m.funds) + 1, look="label")]
            width = self.width - len(lead)
            self.g.row(
                *lead, *fill([(self.label("fund_corner"), 2), *((self.label("f_" + n), 1) for n in names)], width)
            )
            for f in m.funds:
                self.g.row(
                    *fill([(C(f.label), 2), *((C(self._fund_cell(f, n), look="number"), 1) for n in names)], width)
                )
        elif s.fund_layout == "transposed":
            lead = [] if side is None else [C(side, down=len(names) + 1, look="label")]
            width = self.width - len(lead)
            self.g.row(
                *lead, *fill([(self.label("fund_corner"), 2), *((C(f.label, look="label"), 1) for f in m.funds)], width)
            )
            for n in names:
                self.g.row(
                    *fill(
                        [(self.label("f_" + n), 2), *((C(self._fund_cell(f, n), look="number"), 1) for f in m.funds)],
                        width,
                    )
                )
        elif s.fund_layout == "one_row":
            # the parts and the total are columns of the budget; what was spent of the total follows
            lead = [] if side is None else [C(side, down=2, look="label")]
            width = self.width - len(lead)
            total = next(f for f in m.funds if f.source == "total")
            parts = [f for f in m.funds if f is not total]
            after = [n for n in names if n not in ("initial", "budget")]
            heads = [
                *((C(f.label, look="label"), 1) for f in [*parts, total]),
                *((self.label("f_" + n), 1) for n in after),
            ]
            cells = [
                *((C(f.budget.text, look="number"), 1) for f in [*parts, total]),
                *((C(self._fund_cell(total, n), look="number"), 1) for n in after),
            ]
            self.g.row(*lead, *fill(heads, width))
            self.g.row(*fill(cells, width))
        elif s.fund_layout == "pairs":
            total = m.funds[0]
            items = []
            for n in names:
                items += [(self.label("f_" + n), 0), (C(self._fund_cell(total, n), look="number"), 1)]
            half = len(items) if len(items) <= self.width else len(items) // 2 // 2 * 2
            self.g.row(*fill(items[:half], self.width))
            if items[half:]:
                self.g.row(*fill(items[half:], self.width))

    def goals(self) -> None:
        m, s = self.m, self.s
        expected, actual = m.goal_expected or "", m.goal_actual or ""
        side = s.labels.get("goal")
        if s.goal_layout == "none":
            return
        if s.goal_layout in ("pair", "three"):
            names = (
                ["goal_expected", "goal_actual"]
                if s.goal_layout == "pair"
                else ["goal_expected", "goal_adjusted", "goal_actual"]
            )
            values = {"goal_expected": expected, "goal_actual": actual, "goal_adjusted": m.goal_adjusted}
            lines = m.goal_lines if s.goal_layout == "pair" else []
            down = 1 + max(1, len(lines))
            lead = [] if side is None else [C(side, down=down, look="vertical" if s.side == "vertical" else "label")]
            width = self.width - len(lead)
            self.g.row(*lead, *fill([(self.label(n), 1) for n in names], width))
            if lines:
                for pair in lines:
                    self.g.row(*fill([(C(text), 1) for text in pair], width))
            else:
                self.g.row(*fill([(C(values[n]), 1) for n in names], width))
        elif s.goal_layout == "stacked":
            for name, value in (("goal_expected", expected), ("goal_actual", actual)):
                self.g.row(self.label(name), C(value, self.width - 1))
        elif s.goal_layout == "inline":
            self.g.row(
                *fill(
                    [
                        (self.label("goal_expected"), 0),
                        (C(expected), 2),
                        (self.label("goal_actual"), 0),
                        (C(actual), 2),
                    ],
                    self.width,
                )
            )

    def _indicator_cell(self, r: Ind, column: str, no: int) -> C:
        texts = {
            "no": str(no), "level3": r.level3, "target": r.target, "sign": r.sign, "value": r.value, "unit": r.unit_text,
            "actual": r.actual, "weight": r.weight.text, "score": r.score.text, "reason": r.reason, "method": r.method,
            "kind": r.kind, "adjusted": r.adjusted, "coefficient": r.coefficient, "core": r.core,
            "review_score": r.review_score, "opinion": r.opinion,
        }  # fmt: skip
        return C(texts[column], look="text" if column in ("level3", "reason", "method", "opinion") else "number")

    def _column_label(self, column: str) -> str:
        return self.s.labels.get("unit_column" if column == "unit" else column, "")

    def _header(self, lead: list[C]) -> None:
        columns, s = self.s.columns, self.s
        width = self.width - (0 if s.side == "none" else 1)
        eager = {"level3": 2, "reason": 2, "method": 1}
        spans = [c.across for c in fill([(C(), eager.get(n, 0)) for n in columns], width)]
        self.spans = dict(zip(columns, spans, strict=True))
        if not s.two_level_header:
            self.header_rows.append(
                self.g.row(*lead, *(C(self._column_label(n), self.spans[n], look="label") for n in columns))
            )
            return
        groups = {
            "levels": ("level1", "level2", "level3"), "targets": ("sign", "value", "unit", "target", "adjusted"),
            "scores": ("score", "review_score"),
        }  # fmt: skip
        top: list[C] = []
        below: list[C] = []
        k = 0
        while k < len(columns):
            group = next((g for g, names in groups.items() if columns[k] in names and s.labels.get(g)), None)
            if group is None:
                top.append(C(self._column_label(columns[k]), self.spans[columns[k]], 2, "label"))
                k += 1
                continue
            members = []
            while k < len(columns) and columns[k] in groups[group]:
                members.append(columns[k])
                k += 1
            top.append(C(s.labels[group], sum(self.spans[n] for n in members), look="label"))
            below += [C(self._column_label(n), self.spans[n], look="label") for n in members]
        self.header_rows.append(self.g.row(*lead, *top))
        self.header_rows.append(self.g.row(*below))

    def indicators(self) -> None:
        s = self.s
        blocks = s.goal_blocks or [s.labels.get("indicators", "")]
        number = 0
        for b, side_text in enumerate(blocks):
            rows = [r for r in self.m.rows if r.goal == b] if s.goal_blocks else self.m.rows
            head_rows = 2 if s.two_level_header else 1
            blank = 1 if s.blank_header_row else 0
            lead: list[C] = []
            if s.side != "none":
                look = "vertical" if s.side == "vertical" else "label"
                lead = [C(side_text, down=head_rows + blank + len(rows), look=look)]
            self._header(lead)
            if blank:
                self.header_rows.append(self.g.row(*(C("", self.spans[n]) for n in s.columns)))
            for i, r in enumerate(rows):
                number += 1
                cells = []
                for n in s.columns:
                    if n in ("level1", "level2"):
                        printed = self._levels(rows, n)[i]
                        if printed is None:
                            continue
                        text, down = printed
                        look = "vertical" if s.vertical_levels and n == "level1" and down > 1 else "label"
                        cells.append(C(text, self.spans[n], down, look))
                    else:
                        c = self._indicator_cell(r, n, number)
                        cells.append(C(c.text, self.spans[n], 1, c.look))
                self.indicator_rows.append(self.g.row(*cells))

    def _levels(self, rows: list[Ind], name: str) -> list[tuple[str, int] | None]:
        """For each row the label to print and how far down it reaches, None where a cell above covers it."""
        points = {k: v for k, v in self.s.labels.items() if k.startswith("points:")}
        out: list[tuple[str, int] | None] = []
        i = 0
        while i < len(rows):
            j = i + 1
            same = (
                (lambda a, b: a.level1 == b.level1)
                if name == "level1"
                else (lambda a, b: (a.level1, a.level2) == (b.level1, b.level2))
            )
            while j < len(rows) and same(rows[i], rows[j]) and (name == "level1" or self.s.merge_level2):
                j += 1
            text = getattr(rows[i], name) or ""
            text = self.s.labels.get(f"shown:{text}", text)
            text += points.get(f"points:{getattr(rows[i], name)}", "")
            out.append((text, j - i))
            out += [None] * (j - i - 1)
            i = j
        return out

    def total(self) -> None:
        s, m = self.s, self.m
        if s.total_layout == "sentence":
            self.g.row(
                C(
                    f"{s.labels['total']}：{m.total_score.text}{'' if m.total_score.text.endswith('分') else '分'}",
                    self.width,
                )
            )
            return
        if s.total_layout not in ("row", "score only"):
            return
        columns = s.columns
        side = 0 if s.side == "none" else 1
        if (
            s.total_layout == "row"
            and "weight" in columns
            and "score" in columns
            and columns.index("weight") < columns.index("score")
        ):
            before = side + sum(self.spans[n] for n in columns[: columns.index("weight")])
            between = sum(self.spans[n] for n in columns[columns.index("weight") + 1 : columns.index("score")])
            cells = [
                C(s.labels["total"], before, look="label"),
                C(m.total_weight.text, self.spans["weight"], look="number"),
            ]
            if between:
                cells.append(C("", between))
            cells.append(C(m.total_score.text, self.spans["score"], look="number"))
            rest = self.width - sum(c.across for c in cells)
            if rest > 0:
                cells.append(C(m.grade, rest))
            self.g.row(*cells)
        else:
            self.g.row(
                *fill([(C(s.labels["total"], look="label"), 2), (C(m.total_score.text, look="number"), 1)], self.width)
            )

    def closing(self) -> None:
        for label, text in self.m.closing:
            self.g.row(C(label, 1, look="label"), C(text, self.width - 1))

    def widths(self) -> list[int]:
        """Widths as a typist would drag them: names and reasons wide, points narrow; in twentieths of a point."""
        wide = {
            "level3": 24,
            "reason": 22,
            "method": 22,
            "opinion": 18,
            "target": 13,
            "actual": 13,
            "no": 5,
            "weight": 8,
            "score": 8,
        }
        shares = [] if self.s.side == "none" else [9]
        for n in self.s.columns:
            shares += [wide.get(n, 11) / self.spans[n]] * self.spans[n]
        shares += [11] * (self.width - len(shares))
        return [int(9354 * x / sum(shares)) for x in shares]

    # ---- the whole

    def blocks(self) -> list[Block]:
        s, m = self.s, self.m
        out: list[Block] = [Para(line) for line in s.before]
        if s.title_in_table:
            self.g.row(C(m.title, self.width, look="title"))
            if s.year_text:
                self.g.row(C(s.year_text, self.width, look="label"))
        else:
            out.append(Para(m.title, "title"))
            if s.year_text:
                out.append(Para(s.year_text, "sub"))
        out += [Para(line) for line in s.lines]
        headings = {
            "head": "基本情况",
            "funds": "预算执行情况",
            "goals": "绩效目标完成情况",
            "indicators": "绩效指标完成情况",
        }
        number = 0
        for k, part in enumerate(s.order):
            if s.spacer and k and part in headings:
                self.g.row(C("", self.width))
            if s.sections and part in headings and not (part == "goals" and s.goal_layout == "none"):
                self.g.row(C(f"{'一二三四'[number]}、{headings[part]}", self.width, look="label"))
                number += 1
            getattr(self, part)()
        grid = self.g.close()
        grid.widths = self.widths()
        grid.nested_in = s.nested_in
        if s.split_at_indicator is not None and 0 < s.split_at_indicator < len(self.indicator_rows):
            at = self.indicator_rows[s.split_at_indicator]
            grids = list(grid.split(at, self.header_rows if s.repeat_header else (), repeat_text=s.repeat_labels))
        else:
            grids = [grid]
        if s.merges != "merged":
            grids = [g.dissolved(fill=s.merges == "filled") for g in grids]
        for g in grids:
            out.append(g)
        return out + [Para(note, "note") for note in m.notes]


def lay_out(model: Model, style: Style) -> list[Block]:
    """The blocks of a form."""
    return _Layout(model, style).blocks()
