"""Numbers with units in running text (改造管网12.5公里，更换水表760只) and the words they belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from selfeval_nb.forms.values.units import base
from selfeval_nb.forms.words.text import nfkc

_UNIT = (
    "个百分点|百分点|%|‰|平方公里|平方千米|立方米|平方米|平米|公里|千米|延米|公顷|亩|米|吨|公斤|千克|小时|分钟|个工作日|工作日|天|个月|"
    "万元|亿元|元|人次|户次|台次|车次|"
    r"台\(套\)|"
    "场次|批次|班次|人份|台套|人|户|次|场|期|批|件|份|项|条|套|台|辆|本|册|块|家|座|处|间|所|篇|组|例|起|株|"
    "棵|头|只|羽|尾|支|部|盏|根|盒|箱|张|幅|面|栋|幢|卷|宗|艘|架|眼|口|名|位|个"
)
_NUMBER = re.compile(
    rf"(?<![\d.A-Za-z〔\[第])(\d+(?:,\d{{3}})*(?:\.\d+)?)(余|多)?(万|亿|千|百)?(余|多)?({_UNIT})?(余|多)?"
)
_DIGIT = re.compile(r"\d")
_CLAUSE = re.compile(
    r"[，。；;！!\n]|(?<!\d),|,(?!\d{3}(?!\d))|(?<=\D)、|(?<=[台套只次人户个场期册米里亩项件份处座%])、"
)
_NOT_COUNTED = re.compile(r"^[-—~～至到年月日号时点周岁级届条款章期标段楼层路]")
_MULTIPLY = {"万": 1e4, "亿": 1e8, "千": 1e3, "百": 1e2, "": 1.0}
# a number after these words is not the whole of anything
_PART = re.compile(
    r"其中|每|同比|较|比(?!例|重|率)|平均|人均|户均|增长|超额|超过计划|原定|原计划|计划(?!生育)|分别|上年|去年|历年|累计|另|目标|年龄|不足|剩余|还有|未完成|约|第"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A number of a text: as printed, its value and half the unit of its last digit in base units, and the words around."""

    text: str
    low: float
    slack: float
    base: str
    before: str
    after: str
    part: bool
    approximate: bool
    last: bool  # the last number of its clause


@lru_cache(maxsize=65536)
def mentions(text: str) -> tuple[Mention, ...]:
    """The numbers with units in a text. Years, dates, document and phone numbers are not among them."""
    found: list[Mention] = []
    if _DIGIT.search(text) is None:
        return ()
    for clause in _CLAUSE.split(nfkc(text)):
        if not clause:
            continue
        end = 0
        matches = list(_NUMBER.finditer(clause))
        for i, m in enumerate(matches):
            number, unit = m[1], m[5] or ""
            rest = clause[m.end() :]
            if not unit:
                end = m.end()
                continue
            if unit not in ("%", "‰", "万元", "亿元", "元") and _NOT_COUNTED.match(rest) and not unit.endswith("米"):
                end = m.end()
                continue
            multiply = _MULTIPLY[m[3] or ""]
            digits = number.replace(",", "")
            places = len(digits.split(".")[1]) if "." in digits else 0
            name = "%" if unit.endswith("百分点") else unit
            resolved = base(name)
            factor, dimension = (resolved.factor, resolved.base) if resolved else (1.0, name)
            scale = multiply * factor
            # 12.6万 stands for anything that rounds to it; a plain number stands for itself
            slack = 0.5 * 10**-places * scale if multiply > 1 or places else 0.0
            stop = matches[i + 1].start() if i + 1 < len(matches) else len(clause)
            before = clause[end : m.start()]
            found.append(
                Mention(
                    m[0], float(digits) * scale, slack, dimension, before, clause[m.end() : stop],
                    _PART.search(before) is not None or rest.startswith(("每", "/")), bool(m[2] or m[4] or m[6] or re.match("左右|以上|以内", rest)),
                    i + 1 == len(matches),
                )
            )  # fmt: skip
            end = m.end()
    return tuple(found)


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


def shared(mention: Mention, name: str) -> int:
    """How many two-character pieces the words before a number (else those after it) share with an indicator's name. Words between
    two numbers belong to the second."""
    wanted = words_of(name)
    return len(words_of(mention.before) & wanted) or (
        len(words_of(mention.after) & wanted) if mention.last or not mention.before else 0
    )
