"""What a reason, a measure or a conclusion says: functions of one text."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from selfeval_nb.checks.table.word_lists import says
from selfeval_nb.common.words import Words, pattern
from selfeval_nb.forms.words.text import norm

WORDS = Words("explanations", "reading")

Why = tuple[str, np.ndarray]
_END = "。.;；,，、!！ "
_CLAUSE = re.compile(r"[,。;；!\n]+")
SHORT = 4  # characters below which a reason says too little (E05); 雨季停工 names a cause, and what is missing is a measure (E04)


@lru_cache(maxsize=65536)
def reason_kind(text: str) -> str:
    """What a deviation cell is: '' blank or a dash, ``none`` (无, 无偏差), ``placeholder`` (0, 达成预期指标), ``vague`` or ``text``."""
    said = norm(text).strip(_END)
    if not said or set(said) <= set("-—–/\\"):
        return ""
    if pattern("explanations", "reason", "nothing").match(said):
        return "none"
    if pattern("explanations", "reason", "placeholder").match(said):
        return "placeholder"
    clauses = [c for c in _CLAUSE.split(said) if c]
    stock, promise = pattern("explanations", "reason", "stock"), pattern("explanations", "reason", "promise")
    if all(stock.match(c) or promise.match(c) for c in clauses):
        return "vague"
    if len(said) < SHORT and not says(said, "explanations", "measure", "words"):
        return "vague"
    return "text"


@lru_cache(maxsize=65536)
def has_measure(text: str) -> bool:
    """Whether a text says what was or will be done about it."""
    return says(text, "explanations", "measure", "words")


@lru_cache(maxsize=65536)
def follows_cause(text: str) -> bool:
    """Whether something is said behind the cause: 山区回收点少；新设回收点9处. What follows the cause in a sentence, a line or a column of its own is
    what was done about it, and so is a clause that tells of no trouble (供水不稳定，2023年加装蓄水设施)."""
    parts = [p for line in text.split("\n") for p in WORDS.part.split(norm(line)) if len(p) >= SHORT]
    if len(parts) >= 2 and not says(parts[-1], "explanations", "cause", "only"):
        return True
    clauses = [c for p in parts for c in re.split("[,:]", p) if len(c) >= SHORT]
    # 因社区升级改造，暂无需购买充电桩: behind a clause of the cause comes what it led to, and only then what was done
    first = 2 if clauses and says(clauses[0], "explanations", "cause", "head") else 1
    return any(not _goes_on(c) for c in clauses[first:])


def _goes_on(clause: str) -> bool:
    """Whether a clause only goes on with the cause, or says that it is too early to tell."""
    return any(says(clause, "explanations", "cause", key) for key in ("only", "trouble")) or too_early(clause)


@lru_cache(maxsize=65536)
def too_early(text: str) -> bool:
    """Whether a text says that it cannot be judged yet: no measure would help."""
    return WORDS.too_early.search(norm(text)) is not None


@lru_cache(maxsize=65536)
def measure_alone(text: str) -> bool:
    """Whether a text only promises (今后加强沟通，按季度排课) and says nothing of why."""
    said = norm(text)
    return says(said, "explanations", "cause", "promise_head") and not says(said, "explanations", "cause", "trouble")


@lru_cache(maxsize=65536)
def says_unfinished(text: str) -> bool:
    """Whether a reason says that the target was missed (and not that it was made up for)."""
    return says(text, "explanations", "unfinished", "words") and not says(text, "explanations", "unfinished", "not")


@lru_cache(maxsize=65536)
def says_target_missed(text: str) -> bool:
    """Whether a reason says that the target itself was missed. Of a row that lost points 尚未建立备份 only tells what they were lost for."""
    return says_unfinished(text) and says(text, "explanations", "unfinished", "target")


@lru_cache(maxsize=65536)
def says_weakness(text: str) -> bool:
    """Whether a reason speaks of a weakness (不足, 滞后), which goes badly with full points."""
    return says(text, "explanations", "unfinished", "weak") and not (
        says(text, "explanations", "unfinished", "weak_not") or says(text, "explanations", "unfinished", "not")
    )


@lru_cache(maxsize=65536)
def says_over(text: str) -> bool:
    """Whether a reason says that more was done than planned."""
    return says(text, "explanations", "over", "words") and not says(text, "explanations", "over", "not")


@lru_cache(maxsize=16384)
def says_none(text: str) -> bool:
    """Whether a problems or measures cell says that there are none."""
    return bool(text) and pattern("explanations", "none", "text").match(norm(text).strip(_END)) is not None


_SENTENCE = re.compile(r"[^。；;\n]+")


@lru_cache(maxsize=16384)
def beside_funds(text: str) -> str:
    """A note without its sentences about the funds: 执行率83%，结余已收回 explains no indicator."""
    return "；".join(s for s in _SENTENCE.findall(text) if not says(s, "explanations", "explains", "funds"))


@lru_cache(maxsize=16384)
def conclusion_scores(text: str) -> tuple[float, ...]:
    """The total scores that a conclusion names; points of parts (预算执行得分9.5分) and full marks are left out."""
    said = norm(text)
    part = pattern("explanations", "conclusion", "part")
    found: list[float] = []
    for key in ("score", "bare"):
        for m in pattern("explanations", "conclusion", key).finditer(said):
            before = re.split(r"[,，;；。、:：]", said[: m.start()])[-1][-8:]
            if not part.search(before if key == "score" else before + m[0]):
                found.append(float(m[1]))
        if found:
            break
    return tuple(dict.fromkeys(found))
