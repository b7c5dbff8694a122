"""What words are about, as the rules on names and reasons compare them: pieces of two characters."""

from __future__ import annotations

import re
from functools import lru_cache

_GENERIC = re.compile(
    r"完成|开展|组织|实施|数量|人数|次数|个数|年度|全年|项目|目标|达到|达|不低于|不少于|以上|工作|任务|情况|率|比例|举办|共|已|实际|"
    r"保持在|控制在|左右|新增|建设|改造|购置|进行|提高|提升|下降|增加|减少|全部|各类|本年"
)  # fmt: skip


@lru_cache(maxsize=131072)
def words_of(text: str) -> frozenset[str]:
    """The two-character pieces of a text that mean something: what a mention and an indicator's name are matched by."""
    pieces: set[str] = set()
    for part in re.split(r"[^\u4e00-\u9fff]+", _GENERIC.sub(" ", text)):
        pieces.update(part[i : i + 2] for i in range(len(part) - 1))
    return frozenset(pieces)
