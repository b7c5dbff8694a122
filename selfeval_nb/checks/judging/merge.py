"""What is said once: notes that repeat each other in one form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from selfeval_nb.checks.table.grains import floats
from selfeval_nb.common.said import said
from selfeval_nb.common.where import parse
from selfeval_nb.forms.words.text import clean

if TYPE_CHECKING:
    from selfeval_nb.checks.table.frames import Frames

#: A template that nobody cleared, a habit of giving reasons without measures, a project of which nothing was done: one slip however many
#: rows show it.
_ONE_CAUSE = frozenset({"F14", "E04", "K23"})
_ALSO = said(__name__, "also")


def told_once(frames: Frames, found: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Notes of one rule on several indicator rows of a form as one, at the first row, which names the others; what is graver stays apart,
    for each of these has to be answered for itself."""
    if not len(found):
        return found
    ind = frames.frame("indicators")
    names = dict(
        zip(
            zip(ind["form_id"], floats(ind["indicator_no"]).tolist(), strict=True),
            [clean(str(n)) if isinstance(n, str) else "" for n in ind["level3"]],
            strict=True,
        )
    )
    groups: dict[tuple[str, str, str], list[int]] = {}
    for i, (form_id, rule_id, severity, where) in enumerate(
        zip(found["form_id"], found["rule_id"], found["severity"], found["where"], strict=True)
    ):
        if (severity == "info" or rule_id in _ONE_CAUSE) and parse(where).number is not None:
            groups.setdefault((form_id, rule_id, severity), []).append(i)
    keep = np.ones(len(found), dtype=bool)
    messages = found["message"].tolist()
    for (form_id, *_), members in groups.items():
        if len(members) < 2:
            continue
        numbers = [float(parse(found["where"].iloc[i]).key) for i in members]
        order = np.argsort(numbers, kind="stable")
        first, others = members[order[0]], [members[k] for k in order[1:]]
        told = []
        for k in order[1:]:
            name = names.get((form_id, numbers[k]), "")[:16]
            told.append(f"第{numbers[k]:g}项“{name}”" if lang == "zh" else f"row {numbers[k]:g} “{name}”")
        messages[first] += _ALSO[lang].format(("、" if lang == "zh" else ", ").join(dict.fromkeys(told)))
        keep[others] = False
    if keep.all():
        return found
    found = found.copy()
    found["message"] = messages
    return found[keep].reset_index(drop=True)
