"""Boxes to tick: which grade or word a row of them marks, and whether any was touched at all."""

from __future__ import annotations

import re

from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("reading", "head")

GRADES = frozenset(("优", "良", "中", "差", "优秀", "良好", "中等", "较差", "一般", "合格", "不合格", "优良"))
_BOX = re.compile("[□☐☑☒√✓✔■口]")
_TICKED = frozenset("☑☒√✓✔■")
_UNTICKED = re.compile(r"[□☐£]|\(\)")
#: A box of a symbol font comes out as a letter: R is ticked, £ is not.
_TICK_LETTER = re.compile(r"(?<![A-Za-z])R(?![A-Za-z])")
_MARK = re.compile(r"[□☐☑☒√✓✔■£]|(?<![A-Za-z])R(?![A-Za-z])|\(([√✓✔]?)\)")


def ticked_grade(text: str) -> str | None:
    """The grade that a row of check boxes ticks (☑优 □良 □中 □差), None where there are no boxes or several are ticked."""
    key = norm(text)
    boxes = [m.start() for m in _BOX.finditer(key)]
    words = list(WORDS.grade.finditer(key))
    if not boxes or len(words) < 2:
        return None
    before = boxes[0] < words[0].start()
    marks = [
        next((key[b] for b in (reversed(boxes) if before else boxes) if (b < m.start()) == before), "") for m in words
    ]
    ticked = {m[0] for m, mark in zip(words, marks, strict=True) if mark in _TICKED}
    return ticked.pop() if len(ticked) == 1 else None


def ticked_word(text: str, word: str) -> bool:
    """Whether a text says ``word``, and where it offers boxes, whether that of the word is ticked (经常性□ 一次性☑)."""
    key = norm(text)
    at = key.find(word)
    marks = [(m.start(), m[0]) for m in _MARK.finditer(key)]
    if at < 0 or not marks:
        return at >= 0
    before = marks[0][0] < min((m.start() for m in re.finditer("[\u4e00-\u9fff]", key)), default=0)
    near = [m for p, m in marks if p < at][-1:] if before else [m for p, m in marks if p > at][:1]
    return bool(near) and (any(c in _TICKED for c in near[0]) or near[0] == "R")


def untouched_boxes(text: str) -> bool:
    """Whether a text offers several boxes to tick (持续性项目□ 新增性项目□, 经常性项目（ ） 一次性项目（ ）) and none of them is."""
    key = norm(text)
    return len(_UNTICKED.findall(key)) >= 2 and not any(c in _TICKED for c in key) and not _TICK_LETTER.search(key)
