"""What speaks against a reading by what was learned of texts: a column whose texts are hardly ever what it was taken for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from selfeval_nb.forms.blocks.indicators.learned import GROUPS
from selfeval_nb.forms.contents.model import ROLES, chances, role_name
from selfeval_nb.forms.doubt.seen import Seen
from selfeval_nb.forms.model import Evidence
from selfeval_nb.forms.place_names import column_name

#: A column of the indicators -> the role whose group its cells should be in, and what else may stand there.
_COLUMNS = {
    "level1": ("level1", "level3", "label"), "level2": ("level2", "level3", "label"), "level3": ("level3", "level2", "level1", "label"),
    "target_text": ("target", "operator", "kind"), "actual_text": ("actual", "operator", "kind", "goal_actual"),
    "weight_text": ("weight",), "score_text": ("score",), "reason": ("reason", "note", "goal_actual"),
}  # fmt: skip
#: Texts kept beside a number -> the field that is told.
_FIELD = {"weight_text": "weight", "score_text": "score"}
_NOTHING = frozenset(("", "-", "/", "—", "——", "--", "无", "\\", "同上"))
#: The logarithm of odds that counts as wholly unlike, and the most that one cell says.
_WHOLLY, _MOST = 3.0, 4.0
#: Cells that say as much as knowing nothing.
_FEW = 1.5


def content_evidence(seen: Seen) -> Iterator[Evidence]:
    """Evidence of the block ``indicators`` from the texts that were read as its columns."""
    for name, roles in _COLUMNS.items():
        texts = [t for t in seen.texts(name) if t not in _NOTHING]
        group = {r for role in roles for r in GROUPS.get(role, (role,))}
        found = _unlike(texts, group)
        if found:
            odds, other, example = found
            field = _FIELD.get(name, name)
            said = f"{column_name(field)}一栏的内容更像{role_name(other)}（如“{example}”）"
            # which rows are indicators hangs on their names: a doubt about these is one about all
            yield Evidence(
                "indicators", f"{name}-unlike", odds, said, "" if name == "level3" else f"indicators.{field}"
            )


def _unlike(texts: Sequence[str], group: set[str]) -> tuple[float, str, str] | None:
    """(how unlike the group the texts are, from 0 to 1, what they are likest, the text that is unlikest); None where they are like it."""
    if not texts:
        return None
    likely = chances(texts)
    own = np.array([r in group for r in ROLES])
    inside = likely[:, own].sum(axis=1).clip(1e-6, 1 - 1e-6)
    odds = np.clip(np.log(inside) - np.log(1 - inside), -_MOST, _MOST)
    most = (
        max(float(odds.mean()), float(np.median(odds))) * len(texts) / (len(texts) + _FEW)
    )  # one odd cell is none of a column
    if most >= 0:
        return None
    other = ROLES[int(np.argmax(np.where(own, -1.0, likely.mean(axis=0))))]
    return min(1.0, -most / _WHOLLY), other, texts[int(np.argmin(odds))][:16]
