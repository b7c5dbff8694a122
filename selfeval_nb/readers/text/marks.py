"""Marks on paper that plain text loses: raised letters, struck-through text, radicals that a PDF prints for characters.

A raised digit becomes a raised character (126 with a note 1 is ``126¹``, a metre with 2 ``m²``), so that it shows as printed and is
never part of a number. What is struck through does not hold any more: it is left out, and told once a document.
"""

from __future__ import annotations

import re
import unicodedata

from selfeval_nb.readers.builder import Build

_RAISED = str.maketrans("0123456789+-−()[]（）［］〔〕【】", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾⁽⁾⁽⁾⁽⁾⁽⁾⁽⁾")
_MARKS = re.compile(r"[⁰¹²³⁴-⁾①-⑳*＊※†‡#,，、\s]+\Z")
_NOTE = re.compile(r"(?:注|附注|备注|[a-zA-Z])?\s*[⁰¹²³⁴-⁾]*\s*\Z")


def raised(text: str, before: str = "x") -> str:
    """What a raised piece of text reads as, standing behind ``before``. Words stay words: nobody sets a sentence high on purpose."""
    if not text.strip() or not before.strip() or len(text) > 12:
        return text
    mapped = text.translate(_RAISED)
    if _MARKS.match(mapped):
        return mapped
    return f"⁽{mapped.strip('⁽⁾')}⁾" if _NOTE.match(mapped.strip("⁽⁾")) else text


class Struck:
    """Struck-through text that was left out of a document."""

    def __init__(self) -> None:
        self.count, self.sample = 0, ""

    def add(self, text: str) -> None:
        if text.strip():
            self.count += 1
            self.sample = self.sample or text.strip()[:40]

    def tell(self, build: Build, where: str = "") -> None:
        if self.count:
            build.problem("struck-text", where, count=self.count, reason=self.sample)


# The CJK radicals supplement has no compatibility mapping but for two of its characters; these are the ones whose shape is that of a
# character, which fonts with shared glyphs make of it.
_RADICALS = dict(
    zip(
        "⺁⺃⺅⺇⺈⺉⺋⺍⺎⺏⺐⺒⺓⺔⺖⺘⺙⺛⺝⺞⺟⺠⺡⺢⺣⺦⺨⺩⺫⺬⺭⺮⺯⺰⺲⺴⺶⺷⺸⺹⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乙亻几刀刂㔾小兀尣尢巳幺彑忄扌攵旡月歹母民氵氺灬丬犭王罒示礻竹糹纟罒网羊羊羊耂月臼艹艹艹虎衤覀西见角角讠贝足车辶辶辶阝钅長镸长门阝阝雨青韦页风飞食食饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龟亀龟",
        strict=True,
    )
)
_ODD = re.compile("[\u2e80-\u2fdf\ud800-\udfff\ufffe\uffff\x00]")


def tidied(text: str) -> str:
    """Text without radicals in the place of characters, and without what no file of ours may hold (NUL, lone surrogates)."""
    return _ODD.sub(_character, text)


def odd(text: str) -> bool:
    """Whether ``tidied`` would change it."""
    return _ODD.search(text) is not None


def _character(m: re.Match[str]) -> str:
    c = m[0]
    if "\u2e80" <= c <= "\u2fdf":
        return _RADICALS.get(c) or unicodedata.normalize("NFKC", c)
    return "\N{REPLACEMENT CHARACTER}"
