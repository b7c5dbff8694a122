"""What speaks of funds and was taken for nothing: words, numbers and whole rows of money."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_nb.forms.doubt.seen import Seen
from selfeval_nb.forms.doubt.texts import is_amount, is_heading, is_money
from selfeval_nb.forms.grid.labels import AMOUNTS, source_of
from selfeval_nb.forms.model import Evidence
from selfeval_nb.forms.words.text import norm


def left_over(seen: Seen) -> Iterator[Evidence]:
    """Words or amounts of money in cells that nothing took; a form that speaks of money and has no funds."""
    told = {(f.table, f.row) for w, f in seen.form.fields.items() if w.startswith("funds")}
    heads = {c.table for block, c in seen.draft.headers if block == "funds"}
    numbers = [
        t for table, row, _, t in seen.numbers
        if (table, row) < seen.first_indicator and not (table in heads and (table, row) in told) and is_amount(t)
    ]  # fmt: skip
    words = [t for t in seen.above if is_money(t) and not is_heading(t)]
    words += [
        t
        for ln in seen.unread
        for c in ln.filled
        if len(t := norm(c.text)) <= 16 and ln.table is not None and seen.vocabulary.exact("funds_column", t)
    ]
    none = "" if seen.form.funds else "-and-no-funds"
    if words:
        said = f"“{words[0][:20]}”等 {len(words)} 处没有识别，可能属于资金"
        yield Evidence("funds", f"words-left-over{none}", min(1.0, len(words) / 3), said)
    if numbers:
        said = f"有 {len(numbers)} 个数字没有识别（如“{numbers[0][:16]}”）"
        yield Evidence("funds", f"numbers-left-over{none}", min(1.0, len(numbers) / 2), said)
    if not seen.form.funds:
        spoken = [f.text for f in seen.form.fields.values() if f.label and "预算" in f.label]
        yield Evidence("funds", "none", 1.0, "没有找到资金部分")
        if unused := _unused_amounts(seen):
            yield Evidence("funds", "table-not-used", 1.0, f"表外有 {unused} 行印有金额而没有读入")
        kinds = {seen.vocabulary.find("funds_column", t) for t in seen.above} & AMOUNTS
        sources = sum(source_of(t, seen.vocabulary, like=False) is not None for t in seen.above)
        if numbers and kinds and len(kinds) + sources > 1:
            yield Evidence("funds", "funds-left-over", 1.0, "资金的栏目和金额都没有识别")
        if numbers and (words or spoken):
            yield Evidence("funds", "none-read", 1.0, "没有读到资金，而表中有金额")


def _unused_amounts(seen: Seen) -> int:
    """How many rows print money or sources of it and amounts, and were taken for no part of a form, or for its title."""
    rows = [[norm(c.text) for c in ln.filled] for ln in seen.unread if ln.table is not None]
    titled: dict[tuple[int, int], list[str]] = {}
    for grid in seen.form.grid:
        for c in grid.cells:
            if seen.form.roles.get((grid.number, c.row, c.col)) == "title":
                titled.setdefault((grid.number, c.row), []).append(norm(c.text))
    found = [
        row
        for row in [*rows, *titled.values()]
        if any(map(is_amount, row)) and any(is_money(t) or source_of(t, seen.vocabulary) is not None for t in row)
    ]
    return len(found) if len(found) > 1 else 0
