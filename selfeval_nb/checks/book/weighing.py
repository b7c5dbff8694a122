"""Where a rule's findings stand among the others, as its meta says: what kind of fault it is, what hangs on it, whether it is certain.

A finding is put in its place by these values alone, so a reviewer's own rule stands where its author says (docs/rules-format.md); what
it does not say goes by its suite.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

#: Kinds of fault, in the order in which they are told.
FAULTS = ("blank", "sum", "unexplained", "lacking", "cell", "fit", "wording")
#: What hangs on a finding: a factor on the points of its place; the points in question; those that were lost; how far a ratio is from 1.
STAKES = ("gap", "lost", "ratio")
#: What a finding puts in doubt, so that nothing can be computed from its row: its value, or which way it is meant.
DOUBTS = ("value", "direction")
BLOCKS = ("head", "funds", "goals", "indicators", "totals")
KEYS = ("fault", "stake", "certain", "doubts", "rests")

_FAULT_OF_SUITE = {
    "funds": "sum", "goals": "sum", "claims": "sum", "scores": "unexplained", "explanations": "unexplained", "quality": "fit", "satisfaction": "fit",
}  # fmt: skip
_RESTS_OF_SUITE = {
    "funds": ("funds",), "goals": ("goals",), "claims": ("goals",), "weights": ("indicators", "totals"),
    **dict.fromkeys(("scores", "values", "quality", "explanations", "satisfaction"), ("indicators",)),
}  # fmt: skip


class Weighing(NamedTuple):
    """``certain``: True whatever the values of its row mean, False where words decide, None as certain as the values; ``rests``: the blocks of a
    form that its findings rest on beside that of their place."""

    fault: str = "cell"
    stake: float | str = 1.0
    certain: bool | None = None
    doubts: str = ""
    rests: tuple[str, ...] = ()


def weighing_of(meta: Mapping[str, Any], suite: str) -> Weighing:
    """What the meta of a rule says, and its suite where it says nothing."""
    return Weighing(
        meta.get("fault") or _FAULT_OF_SUITE.get(suite, "cell"),
        meta.get("stake", 1.0),
        meta.get("certain"),
        meta.get("doubts") or "",
        tuple(meta["rests"] if "rests" in meta else _RESTS_OF_SUITE.get(suite, ())),
    )


def faults_of(meta: Mapping[str, Any]) -> list[str]:
    """What is wrong with these keys of a meta, in sentences."""
    found = []
    if meta.get("fault") not in (None, *FAULTS):
        found.append(f'"fault" 为 {meta["fault"]!r}，应为 {"、".join(FAULTS)} 之一')
    stake = meta.get("stake", 1.0)
    if stake not in STAKES and (isinstance(stake, bool) or not isinstance(stake, (int, float)) or stake < 0):
        found.append(f'"stake" 为 {stake!r}，应为不小于0的数，或 {"、".join(STAKES)} 之一')
    if meta.get("certain") not in (None, True, False):
        found.append('"certain" 应为 true 或 false')
    if meta.get("doubts") not in (None, "", *DOUBTS):
        found.append(f'"doubts" 为 {meta["doubts"]!r}，应为 {"、".join(DOUBTS)} 之一')
    rests = meta.get("rests", [])
    if not isinstance(rests, list) or not set(map(str, rests)) <= set(BLOCKS):
        found.append(f'"rests" 应为 {"、".join(BLOCKS)} 中若干个的列表')
    return found


Weighings = Mapping[str, Weighing]
PLAIN = Weighing()
