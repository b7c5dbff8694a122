"""What is known of a form's indicators only when all are read: weights that stand in the names."""

from __future__ import annotations

from dataclasses import replace

from selfeval_nb.common.where import indicator
from selfeval_nb.forms.blocks.indicators.rows import split_points
from selfeval_nb.forms.grid.draft import Draft

#: Of the indicators this share must print its points in its name.
_MOST = 0.6


def settle_indicators(draft: Draft) -> None:
    """Weights of a form without a column of weights from its names (目标具体 8分, 相关性（5分）), in place."""
    if not draft.indicators or any(i.weight is not None for i in draft.indicators):
        return
    points = [split_points(i.level3 or "")[1] for i in draft.indicators]
    if sum(p is not None for p in points) < _MOST * len(points):
        return
    for item, value in zip(draft.indicators, points, strict=True):
        where = indicator(item.indicator_no, "weight")
        item.weight = value
        name = draft.fields.get(indicator(item.indicator_no, "level3"))
        if name is not None and value is not None:
            draft.fields[where] = replace(name, where=where, value=value)
