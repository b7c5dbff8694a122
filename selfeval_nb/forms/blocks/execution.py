"""The execution rate printed as a row among the indicators: its points belong to the funds."""

from __future__ import annotations

from selfeval_nb.common.where import fund
from selfeval_nb.common.words import Words
from selfeval_nb.forms.blocks.indicators.rows import part_points, split_points
from selfeval_nb.forms.grid.columns import Columns, Picked, joined
from selfeval_nb.forms.grid.draft import Draft
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.model import FundRow
from selfeval_nb.forms.values.numbers import parse_rate, parse_score, parse_weight
from selfeval_nb.forms.words.text import clean, norm
from selfeval_nb.forms.words.vocabulary import label_key

WORDS = Words("reading", "total_rows")


def _over_all_levels(draft: Draft, line: Line, columns: Columns, own: list[str]) -> bool:
    """Whether the one cell of a row under the levels stands for all of them: merged over them, or the merge dissolved."""
    levels = [c for c in columns.items if c.name in ("level1", "level2", "level3")]
    if len(own) != 1 or len(levels) < 2:
        return False
    if not columns.aligned or not line.aligned:  # spans are lost: nothing above that could be carried down
        return draft.levels.level1 is None and len(line.cells) < columns.cells
    lead = next((c for c in line.cover if c.col <= levels[0].first <= c.last_col), None)
    return lead is not None and norm(lead.text) == norm(own[0])


def execution_row(draft: Draft, line: Line, columns: Columns, picked: Picked) -> bool:
    """预算执行率 as a row among the indicators: its points belong to the funds, it is no indicator.

    With a target it is an indicator like any other, unless one label takes the place of all levels.
    """
    chosen, _ = picked
    texts = {name: joined(cells)[0] for name, cells in chosen.items()}
    part_points(columns, texts)
    own = [t for n in ("level1", "level2", "level3") if (t := texts.get(n, "")) and norm(t)]
    own = own or [c.text for c in line.filled[:1]]  # under the side label of the block, left of all levels
    if len({*map(norm, own), norm(texts.get("target", ""))}) == 1:
        texts["target"] = texts["actual"] = ""  # a merge over them, dissolved and filled
    if not own or (norm(texts.get("target", "")) and not _over_all_levels(draft, line, columns, own)):
        return False
    if not all(WORDS.execution.match(label_key(split_points(t)[0])) for t in own):
        return False
    values = (
        ("weight", parse_weight(texts.get("weight", ""))),
        ("score", parse_score(texts.get("score", ""))),
        ("rate", parse_rate(texts.get("actual", ""))),
    )
    if all(value is None for _, value in values):
        return False
    total = next((f for f in draft.funds if f.source == "total"), None)
    if total is None:
        total = FundRow(len(draft.funds) + 1, "total", "")
        draft.funds.append(total)
    for name, value in values:
        if getattr(total, name) is None and value is not None:
            setattr(total, name, value)
            _, cell = joined(chosen.get("actual" if name == "rate" else name) or chosen.get("score"))
            draft.set_field(fund("total", name), line, cell, "" if cell is None else cell.text, value)
    reason, cell = joined(chosen.get("reason"))
    if norm(reason) and not total.reason:
        total.reason = clean(reason)
        draft.set_field("funds[total].reason", line, cell, reason, total.reason)
    for c in line.cells:
        if norm(c.text):
            draft.role(line, c, "label:execution")
    return True
