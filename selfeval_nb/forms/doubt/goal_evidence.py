"""What speaks for and against the reading of the annual goals."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_nb.forms.doubt.seen import Seen
from selfeval_nb.forms.grid.labels import achieved, is_number
from selfeval_nb.forms.model import Evidence
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import is_prose

_PARTS = {"goal_expected": "预期目标", "goal_actual": "目标实际完成情况"}
_LABELS = ("goal", "column", "indicator_side", "funds_side", "head")


def goal_evidence(seen: Seen) -> Iterator[Evidence]:
    """Evidence of the block ``goals``."""
    form, vocabulary = seen.form, seen.vocabulary
    values = {name: str(form.value(name) or "") for name in _PARTS}
    for name, words in _PARTS.items():
        key = norm(values[name])
        if not key:
            continue
        if len(key) <= 16 and any(vocabulary.exact(p, key) for p in _LABELS):
            yield Evidence("goals", "value-is-a-label", 1.0, f"{words}读作“{key}”，像是标签", name)
        elif is_number(key) and len(key) <= 12:
            yield Evidence("goals", "value-is-a-number", 1.0, f"{words}读作“{key[:20]}”，是数字", name)
        elif len(key) <= 6 and not is_prose(key):
            yield Evidence("goals", "value-is-short", 1.0, f"{words}只读到“{key}”", name)
        parts = [norm(p) for p in form.head[name].text.split("\n")]
        inside = next((p for p in parts[1:] if p and any(vocabulary.exact(x, p) for x in _LABELS)), None)
        if inside:
            yield Evidence("goals", "label-inside", 1.0, f"{words}中夹有“{inside[:20]}”", name)
        elif any(norm(p) and set(norm(p)) <= set("-—/") for p in parts):
            yield Evidence("goals", "blank-inside", 1.0, f"{words}由几段拼成，其中有空段", name)
    have = [bool(norm(v)) for v in values.values()]
    if have == [True, False] and "goal_actual" in form.head:
        yield Evidence("goals", "only-one", 1.0, "只读到预期目标，没有读到完成情况", "goal_actual")
    elif have == [True, False]:
        yield Evidence("goals", "no-result-column", 1.0, "没有找到目标完成情况一栏", "goal_actual")
    elif have == [False, True]:
        yield Evidence("goals", "only-one", 1.0, "只读到完成情况，没有读到预期目标", "goal_expected")
    elif not form.head.keys() & _PARTS.keys():
        yield Evidence("goals", "none", 1.0, "没有找到总体目标")
    elif not any(have):
        yield Evidence("goals", "all-blank", 1.0, "有目标栏目而没有读到内容")
    elif have == [True, True] and norm(values["goal_expected"]) == norm(values["goal_actual"]):
        yield Evidence("goals", "same-text", 1.0, "预期目标和完成情况读到同一段文字")
    elif have == [True, True] and seen.draft.headers and all(norm(v) for v in values.values()):
        yield Evidence("goals", "both-read")
    above = [t for table, row, _, t in seen.unclaimed if (table, row) < seen.first_indicator]
    left = [t for t in above if vocabulary.find("goal", t) or (is_prose(t) and len(t) > 20)]
    left += [t for ln in seen.unread for c in ln.filled if vocabulary.exact("goal", t := norm(c.text)) and ln.table]
    if left:
        yield Evidence("goals", "text-not-understood", 1.0, f"“{left[0][:24]}”没有识别，可能是目标或完成情况")
    long = [t for t in above if len(t) >= 7 and not is_number(t)]
    if long and not all(have):
        yield Evidence(
            "goals", "text-left-over", min(1.0, len(long) / 2), f"“{long[0][:24]}”没有识别，可能是目标或完成情况"
        )
    headers = [c for block, c in seen.draft.headers if block == "goals"]
    if len(headers) > 1 or sum(achieved(c.text) for h in headers for c in h.items) > 1:
        yield Evidence("goals", "several-headers", 1.0, "有几处目标栏目，读入的不一定是本年度的")
