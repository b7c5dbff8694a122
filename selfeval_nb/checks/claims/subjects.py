"""What words are about: two-character pieces, and how far two groups of words speak of the same thing."""

from __future__ import annotations

import re
from functools import lru_cache

from selfeval_nb.checks.table.word_lists import word_list

_GENERIC = re.compile(
    r"完成|开展|组织|实施|数量|人次|人数|次数|个数|场次|户数|件数|台数|年度|全年|项目|目标|达到|达|不低于|不少于|不超过|以上|以内|工作|任务|情况|率|比例|"
    r"举办|共计|累计|总共|共|已|实际|保持在|控制在|左右|约|进行|提高|提升|下降|增加|减少|全部|各类|本年|年底|月底|长度|面积|里程|座数|盏数|套数|份数|册数|期数|班次|例数|株数|亩数|家数|课时数|数$|数(?=\()|和|及|等|的|了|为|均|其中|完毕|完工|竣工|时间"
)
_WORD = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z]{2,}")


@lru_cache(maxsize=131072)
def pieces(text: str) -> frozenset[str]:
    """The two-character pieces of a text that mean something; a single character that stands alone between others counts as it is."""
    found: set[str] = set()
    for part in _WORD.findall(_GENERIC.sub(" ", text)):
        if part.isascii():
            found.add(part.lower())
        else:
            found.update(part[i : i + 2] for i in range(len(part) - 1))
            if len(part) == 1:
                found.add(part)
    return frozenset(found)


@lru_cache(maxsize=4)
def _common() -> frozenset[str]:
    words = word_list("claims")["object"]["common"].split("|")
    return frozenset(p for w in words for p in (w[i : i + 2] for i in range(len(w) - 1)))


@lru_cache(maxsize=65536)
def telling(text: str) -> frozenset[str]:
    """The pieces that tell one project from another: without those that every report uses."""
    return pieces(text) - _common()


@lru_cache(maxsize=262144)
def likeness(said: frozenset[str], name: frozenset[str]) -> float:
    """0–1: the share of the smaller group that the two have in common; less where only one short piece carries it."""
    common = said & name
    if not common:
        return 0.0
    smaller, larger = sorted((len(said), len(name)))
    share = len(common) / smaller
    if len(common) == 1 and smaller == 1:
        return 0.8 if larger <= 3 else 0.6
    if len(common) == 1:
        return 0.5 * share
    return share * (0.85 + 0.15 * len(common) / larger)
