"""The header of a funds block: kinds of amount across, or sources across in a sideways block."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from selfeval_nb.forms.blocks.funds.choose import choose_amounts
from selfeval_nb.forms.blocks.funds.infer import infer_funds
from selfeval_nb.forms.grid.columns import Column, Columns
from selfeval_nb.forms.grid.labels import AMOUNTS, NAMES, before_form_year, is_number, label_year, source_of
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.grid.stacks import grid_stacks, ordinal_stacks
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, label_key
from selfeval_nb.readers.model import Cell


def funds_header(lines: Sequence[Line], i: int, vocabulary: Vocabulary) -> Columns | None:
    """The header of a funds block at line ``i``: kinds of amount across, or sources across in a sideways block.

    Column names are the kinds (``initial`` …) or ``source:NAME``. None when the line is no funds header.
    """
    line = lines[i]
    if line.table is None or any(is_number(c.text) for c in line.filled) or len(line.filled) < 2:
        return None
    if sum(vocabulary.exact("column", c.text) in NAMES for c in line.filled) >= 2:
        return None
    nxt = lines[i + 1] if i + 1 < len(lines) and lines[i + 1].table is line.table else None
    if (
        nxt is not None
        and sum(
            vocabulary.exact("funds_column", a.text) is not None and is_number(b.text)
            for a, b in itertools.pairwise(nxt.filled)
        )
        >= 2
    ):
        return None  # group labels over pairs of label and amount
    candidates = []
    grouped = all(
        vocabulary.find("funds_side", c.text)
        or vocabulary.find("funds_column", c.text)
        or source_of(c.text, vocabulary, like=False)
        or (line.aligned and c.last_row > line.row)
        for c in line.filled
    )
    if (
        nxt is not None
        and grouped
        and not any(is_number(c.text) for c in nxt.filled)
        and _funds_second(nxt, vocabulary)
    ):
        candidates.append([line, nxt])
    candidates.append([line])
    sideways = nxt is not None and _sideways_row(nxt, vocabulary)
    for group in candidates:
        columns = _funds_columns(group, vocabulary, sideways=sideways)
        if columns is not None:
            before = list(columns.items)
            _drop_label_column(columns, lines, i, vocabulary)
            kept = {(c.first, c.last) for c in columns.items}
            dropped = [c for c in before if (c.first, c.last) not in kept]
            choose_amounts(columns, dropped, _block_rows(lines, i + columns.rows), vocabulary)
            if columns.open:
                infer_funds(columns, _below(lines, i + columns.rows, vocabulary), vocabulary)
            kinds = {c.name.split("|")[-1] for c in columns.items}
            sources = {c.name for c in columns.items if c.name.startswith("source:")}
            amounts = kinds & AMOUNTS
            if len(amounts) >= 2 or (amounts and kinds & {"rate", "score", "weight"}) or len(sources) >= 2:
                return columns
            if sources and not amounts and nxt is not None and _sideways_row(nxt, vocabulary):
                return columns
    return None


def _block_rows(lines: Sequence[Line], i: int) -> list[Line]:
    """The rows from line ``i`` on that print amounts, up to the first of the same table that prints none."""
    return list(
        itertools.takewhile(
            lambda ln: ln.number == lines[i].number and any(is_number(c.text) for c in ln.filled), lines[i : i + 12]
        )
    )


def _below(lines: Sequence[Line], i: int, vocabulary: Vocabulary) -> list[Line]:
    """The first rows from line ``i`` on, of one table, that print an amount or name a source."""
    rows: list[Line] = []
    for line in lines[i : i + 5]:
        if line.table is None or line.number != lines[i].number:
            break
        if not any(is_number(c.text) or source_of(c.text, vocabulary, like=False) for c in line.filled):
            break
        rows.append(line)
    return rows


def _of_funds(line: Line, vocabulary: Vocabulary) -> bool:
    """Whether a row prints an amount, a source or a kind of amount: any other is of the next block."""
    return any(
        is_number(c.text) or source_of(c.text, vocabulary, like=False) or vocabulary.exact("funds_column", c.text)
        for c in line.filled
    )


def _sideways_row(line: Line, vocabulary: Vocabulary) -> bool:
    """A row of a block laid out sideways: a kind of amount and its number."""
    kinds = [c for c in line.filled if vocabulary.find("funds_column", c.text) in AMOUNTS and not is_number(c.text)]
    return len(kinds) == 1 and any(is_number(c.text) for c in line.filled)


def _funds_second(line: Line, vocabulary: Vocabulary) -> bool:
    labels = [
        c for c in line.filled if vocabulary.exact("funds_column", c.text) or source_of(c.text, vocabulary, like=False)
    ]
    return len(labels) >= 2 and len(labels) >= len(line.filled) - 1


def _funds_columns(group: Sequence[Line], vocabulary: Vocabulary, *, sideways: bool) -> Columns | None:
    last = group[-1]
    table = last.table
    if table is None:
        return None
    stacks = grid_stacks(group) if last.aligned else ordinal_stacks(group, vocabulary)
    items: list[Column] = []
    labels: list[Cell] = []
    unknown: list[Column] = []
    # beside known sources a label that only looks like one (自筹及其他资金) is one too
    several = sum(source_of(c.text, vocabulary, like=False) is not None for line in group for c in line.filled) >= 2
    known = [k for k, (_, stack) in enumerate(stacks) if any(source_of(c.text, vocabulary, like=False) for c in stack)]
    years = {y for _, stack in stacks for c in stack if (y := label_year(c.text))}
    for k, ((first_pos, last_pos), stack) in enumerate(stacks):
        if any(before_form_year(c.text, years) for c in stack):
            labels.extend(c for c in stack if c not in labels)
            continue  # 2022年结转 beside 2023年预算数
        kind = source = None
        text = named = ""
        for cell in stack:
            own_source = source_of(cell.text, vocabulary, like=several)
            own_kind = vocabulary.exact("funds_column", cell.text)
            if own_kind is None and own_source is None:
                own_kind = vocabulary.find("funds_column", cell.text)
            kind, source = kind or own_kind, source or own_source
            named = named or (cell.text if own_source else "")
            text = text or (cell.text if own_kind or own_source else "")
            if (kind or source) and cell not in labels:
                labels.append(cell)
        between = len(known) > 1 and known[0] < k < known[-1]
        if kind is None and source is None and stack and (between or (sideways and known and k > known[0])):
            # between known sources, or behind one over rows of kinds, an unknown label (自治区本级) is one too
            text = stack[0].text
            source = source_of(text, vocabulary) or label_key(text) or None
            labels.append(stack[0])
        if kind is None and source is None:
            if stack:
                unknown.append(Column("", first_pos, last_pos, norm(stack[0].text)))
            continue
        if source is not None and kind is not None and len(stack) == 1:
            # one label (预算总额), read as a kind of amount first, unless the rows below are the kinds
            kind, source = (None, source) if sideways else (kind, None)
        if source is None and kind is not None and items and "|" in items[-1].name and len(group) > 1:
            over = next((c for c in group[0].cells if c.col == first_pos), None)
            before, _, other = items[-1].name.partition("|")
            if over is not None and not norm(over.text) and other != kind and items[-1].last == first_pos - 1:
                source, named = before.removeprefix("source:"), items[-1].text  # the group's merge was dissolved
        name = f"source:{source}" + (f"|{kind}" if kind else "") if source else str(kind)
        text = named or text
        if items and items[-1].name == name and items[-1].last == first_pos - 1 and items[-1].text == norm(text):
            items[-1].last = last_pos
        else:
            items.append(Column(name, first_pos, last_pos, norm(text)))
    lead = group[0].filled[0]
    only = sum(c.name.startswith("source:") for c in items) == 1 and len({c.name for c in items} & AMOUNTS) > 1
    if (
        len(items) > 2
        and items[0].text == norm(lead.text)
        and (vocabulary.exact("funds_side", lead.text) or (only and items[0].name.startswith("source:")))
    ):
        del items[0]  # 预算执行情况 or 专项资金 left of every column is the label beside the block
    if not items and len(unknown) < 3:
        return None
    columns = Columns(
        items, len(group), len(last.cover) if last.aligned else len(last.cells), last.cover[-1].last_col if last.cover else 0,
        table.number, last.aligned, labels=labels, open=unknown,
    )  # fmt: skip
    first = min((c.first for c in items), default=2)
    beside = [c for c in group[0].cover if c.last_col < first and norm(c.text)] if last.aligned else [
        c for c in group[0].cells[: first - 1] if norm(c.text)
    ]  # fmt: skip
    columns.side = beside[0] if beside else None
    return columns


def _drop_label_column(columns: Columns, lines: Sequence[Line], i: int, vocabulary: Vocabulary) -> None:
    """Take out a column whose cells below name sources: it holds the row labels, whatever its own label says.

    Two columns of the same kind: the first of two budgets is the initial one where no initial one is printed, any other
    repeated kind keeps its first column.
    """
    rows = lines[i + columns.rows : i + columns.rows + 3]
    below = [ln for ln in rows if ln.table is not None and ln.number == rows[0].number]  # or all on the next page
    below = [*below[:1], *itertools.takewhile(lambda ln: _of_funds(ln, vocabulary), below[1:])]
    for column in list(columns.items):
        texts = []
        for ln in below:
            cells = ln.cover if columns.aligned else ln.cells
            # where spans are lost, leading cells may be missing below: count from the right
            at = column.first if columns.aligned else column.first - (columns.cells - len(cells))
            cell = next((c for c in cells if c.col <= at <= c.last_col), None)
            if cell is not None and norm(cell.text):
                texts.append(cell.text)
        named = any(source_of(t, vocabulary, like=False) or vocabulary.exact("funds_column", t) for t in texts)
        if named and not any(is_number(t) for t in texts):
            columns.items.remove(column)
    kinds = {c.name for c in columns.items} & AMOUNTS
    if kinds and any(source_of(c.text, vocabulary, like=False) for ln in below for c in ln.filled):
        # the rows are the sources: 上年结转 and 合计 across are what an amount is made of, and their sum the budget
        for column in [c for c in columns.items if c.name.startswith("source:") and "|" not in c.name]:
            if column.name == "source:total" and "budget" not in kinds:
                column.name = "budget"
            else:
                columns.items.remove(column)
    lead = lines[i].cover[0]
    if columns.side is None and columns.aligned and not any(c.first <= lead.last_col for c in columns.items):
        repeated = any(norm(ln.cover[0].text) == norm(lead.text) for ln in below if ln.cover)
        columns.side = lead if repeated else None  # 项目支出（万元） merged down beside the rows, or filled down
    alone = [c for c in columns.items if c.name.startswith("source:")]
    if "executed" in kinds and "budget" not in kinds and [c.name for c in alone] == ["source:total"]:
        alone[0].name = "budget"  # 年初预算 | 预算合计 | 实际使用 over a row that names no source
        kinds.add("budget")
    if {"budget", "executed"} <= kinds and len(
        sources := [c for c in columns.items if c.name.startswith("source:")]
    ) == 1:
        columns.items.remove(sources[0])  # 预算数 | 实际数 | 合计 of parts that nobody listed: no source of its own
    budgets = [c for c in columns.items if c.name == "budget"]
    arrived = [c for c in budgets if "到位" in c.text]
    if 0 < len(arrived) < len(budgets):  # 预算数 | 到位数 | 执行数: what arrived of the budget is no budget of its own
        columns.items = [c for c in columns.items if c not in arrived]
        budgets = [c for c in budgets if c not in arrived]
    if len(budgets) > 1 and not columns.has("initial"):
        budgets[0].name = "initial"
    elif len(budgets) > 1:  # 调整数 beside 调整后预算数 is the difference
        plain = next((c for c in budgets if "预算" in c.text), budgets[0])
        columns.items = [c for c in columns.items if c.name != "budget" or c is plain]
    seen: set[str] = set()
    for column in list(columns.items):
        if column.name in seen:
            columns.items.remove(column)
        seen.add(column.name)
