"""What speaks for and against the reading of the annual goals."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_nb.common.words import Words
from selfeval_nb.forms.doubt.seen import Seen
from selfeval_nb.forms.doubt.texts import is_office, is_sentence
from selfeval_nb.forms.grid.labels import achieved, is_number
from selfeval_nb.forms.model import Evidence
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import is_prose

WORDS = Words("reading", "goal_evidence")

_PARTS = {"goal_expected": "预期目标", "goal_actual": "目标实际完成情况"}
_LABELS = ("goal", "column", "indicator_side", "funds_side", "head")
#: A goal says what is done for whom; a text shorter than this is a name or a word.
_SHORT = 6
_LABEL = 16


def goal_evidence(seen: Seen) -> Iterator[Evidence]:
    """Evidence of the block ``goals``."""
    for name, words in _PARTS.items():
        yield from _value(seen, name, words)
    have = [bool(norm(str(seen.form.value(name) or ""))) for name in _PARTS]
    yield from _parts(seen, have)
    yield from _left_over(seen, have)
    headers = [c for block, c in seen.draft.headers if block == "goals"]
    if len(headers) > 1 or sum(achieved(c.text) for h in headers for c in h.items) > 1:
        yield Evidence("goals", "several-headers", 1.0, "有几处目标栏目，读入的不一定是本年度的")


def _value(seen: Seen, name: str, words: str) -> Iterator[Evidence]:
    """A goal that is none: a label, a number, a word, several cells."""
    vocabulary, key = seen.vocabulary, norm(str(seen.form.value(name) or ""))
    if not key:
        return
    if len(key) <= _LABEL and any(vocabulary.exact(p, key) for p in _LABELS):
        yield Evidence("goals", "value-is-a-label", 1.0, f"{words}读作“{key}”，像是标签", name)
    elif is_number(key) and len(key) <= 12:
        yield Evidence("goals", "value-is-a-number", 1.0, f"{words}读作“{key[:20]}”，是数字", name)
    elif len(key) <= _SHORT and not is_prose(key):
        yield Evidence("goals", "value-is-short", 1.0, f"{words}只读到“{key}”", name)
    elif is_office(key):
        yield Evidence("goals", "value-is-an-office", 1.0, f"{words}读作“{key[:20]}”，像是单位名称", name)
    elif key == norm(str(seen.form.value("project") or "")):
        yield Evidence("goals", "value-is-the-project", 1.0, f"{words}与项目名称相同", name)
    parts = [norm(p) for p in seen.form.head[name].text.split("\n")]
    inside = next((p for p in parts[1:] if p and any(vocabulary.exact(x, p) for x in _LABELS)), None)
    if inside:
        yield Evidence("goals", "label-inside", 1.0, f"{words}中夹有“{inside[:20]}”", name)
    elif any(p and set(p) <= set("-—/") for p in parts):
        yield Evidence("goals", "blank-inside", 1.0, f"{words}由几段拼成，其中有空段", name)


def _parts(seen: Seen, have: list[bool]) -> Iterator[Evidence]:
    """Which of the two goals were found."""
    head = seen.form.head
    values = [norm(str(seen.form.value(name) or "")) for name in _PARTS]
    if have == [True, False] and "goal_actual" in head:
        yield Evidence("goals", "only-one", 1.0, "只读到预期目标，没有读到完成情况", "goal_actual")
    elif have == [True, False]:
        yield Evidence("goals", "no-result-column", 1.0, "没有找到目标完成情况一栏", "goal_actual")
    elif have == [False, True] and "goal_expected" not in head:
        yield Evidence("goals", "no-goal-column", 1.0, "读到完成情况，没有找到预期目标一栏", "goal_expected")
    elif have == [False, True]:
        yield Evidence("goals", "only-one", 1.0, "只读到完成情况，没有读到预期目标", "goal_expected")
    elif not head.keys() & _PARTS.keys():
        yield Evidence("goals", "none", 1.0, "没有找到总体目标")
    elif not any(have):
        yield Evidence("goals", "all-blank", 1.0, "有目标栏目而没有读到内容")
    elif have == [True, True] and values[0] == values[1]:
        yield Evidence("goals", "same-text", 1.0, "预期目标和完成情况读到同一段文字")
    elif have == [True, True] and seen.draft.headers:
        yield Evidence("goals", "both-read")


def _left_over(seen: Seen, have: list[bool]) -> Iterator[Evidence]:
    """Sentences and labels of goals that nothing took, in front of the indicators or around the form."""
    vocabulary = seen.vocabulary
    labels = [t for t in seen.above if vocabulary.find("goal", t) and not t.endswith(("时间", "日期"))]
    labels += [t for ln in seen.unread for c in ln.filled if vocabulary.exact("goal", t := norm(c.text)) and ln.table]
    sentences = [t for t in seen.above if is_sentence(t) and not _labelled_otherwise(seen, t)]
    if labels:
        known = "label-left-over" if all(have) else "label-left-over-while-missing"
        yield Evidence("goals", known, 1.0, f"“{labels[0][:24]}”没有识别，可能是目标或完成情况")
    if sentences:
        known = "text-left-over" if all(have) else "text-left-over-while-missing"
        yield Evidence("goals", known, 1.0, f"“{sentences[0][:24]}”没有识别，可能是目标或完成情况")


def _labelled_otherwise(seen: Seen, text: str) -> bool:
    """Whether a label that nothing took stands before a text and speaks of neither goals nor results (部门职能, 立项依据)."""
    place = next((k[:3] for k in seen.unclaimed if k[3] == text), None)
    if place is None:
        return False
    before = [(c, x) for t, r, c, x in seen.unclaimed if (t, r) == place[:2] and c < place[2]]
    if not before:
        return False
    label = max(before)[1]
    return len(label) <= 12 and not is_prose(label) and not WORDS.about.search(label)
