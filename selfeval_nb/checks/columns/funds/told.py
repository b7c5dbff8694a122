"""What the texts of a form explain about its money."""

from __future__ import annotations

import re

import numpy as np

from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import map_texts
from selfeval_nb.forms.words.text import norm

_WHY = re.compile(
    r"因|由于|原因|未|尚|没有|推迟|延|跨年|次年|下年|明年|来年|结余|结转|节约|节省|收回|调减|调增|追加|核减|压减|质保|尾款|流标|招标|晚|滞后|较慢|缓慢|按(?:合同|工程|施工)?进度|疫情|取消|暂停|变更|剩余|统筹|上级|降低|减少|增加|压缩|低于|高于"
)
_PROMPT = re.compile(
    r"需(?:要)?(?:说明|填写|解释)|应(?:当)?说明|请(?:说明|填写)|如有|(?:未达到?|低于)\d+%(?:的|时)|填报说明|填表说明|字以内"
)


def mentions(f: Frames, pattern: str) -> np.ndarray:
    """For each form whether one sentence of its explanations holds a word of the pattern and one of why; the form's own prompts explain
    nothing."""
    rx = re.compile(pattern)

    def told(text: str) -> bool:
        return any(
            rx.search(s) and _WHY.search(s) and not _PROMPT.search(s) for s in re.split(r"[。；;\n]", norm_lines(text))
        )

    return map_texts(f.col("forms", "explanations").to_numpy(dtype=object), told, bool)


_SHARE = re.compile(r"(\d+(?:\.\d+)?)%")
_OF_RATE = re.compile(r"执行率|支付率|支付进度")


def mentioned_share(f: Frames, pattern: str) -> np.ndarray:
    """For each form the share of the budget that the sentences which explain something name (剩余3%尾款未付: 0.03), NaN where one of them
    names none, or names the rate itself."""
    rx = re.compile(pattern)

    def share(text: str) -> float:
        said = [
            s
            for s in re.split(r"[。；;\n]", norm_lines(text))
            if rx.search(s) and _WHY.search(s) and not _PROMPT.search(s)
        ]
        said = [s for s in said if _SHARE.search(s)] or said
        if not said or any(_OF_RATE.search(s) or not _SHARE.search(s) for s in said):
            return float("nan")
        return sum(float(m[1]) for s in said for m in _SHARE.finditer(s)) / 100

    return map_texts(f.col("forms", "explanations").to_numpy(dtype=object), share, float)


def norm_lines(text: str) -> str:
    """A text in half width without white space but for its line breaks."""
    return "\n".join(norm(line) for line in text.split("\n"))
