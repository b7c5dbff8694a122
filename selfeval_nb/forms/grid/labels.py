"""What a cell of a header says by itself: a number, a numbering of columns, a source of funds, a goal that was reached."""

from __future__ import annotations

import itertools
import re

from selfeval_nb.common.words import Words
from selfeval_nb.forms.grid.lines import Line
from selfeval_nb.forms.values.numbers import parse_amount, parse_rate
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import Vocabulary, label_key

WORDS = Words("reading", "labels")

NAMES = {"level1", "level2", "level3"}
VALUES = {"target", "actual", "weight", "score"}
AMOUNTS = {"initial", "budget", "executed"}
_LABEL_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年")
_OF_A_YEAR = re.compile(r"^(?:19|20)[0-9]{2}年[^0-9]")  # 2023年目标值 is a label
_COUNTED = re.compile(r"^\s*[①-⑳❶-❿][^0-9]")
_NUMBERING = re.compile(r"^[(（]?([0-9]{1,2}|[A-Za-z]|[①-⑳]|[一二三四五六七八九十]{1,2})[)）]?(=.*)?$")


def is_number(text: str) -> bool:
    """Whether a cell prints an amount, a score or a rate and nothing else."""
    if _COUNTED.match(text):
        return False  # ① 人员经费 is the first source, not 1
    if parse_amount(text) is None:
        return parse_rate(text) is not None
    return _OF_A_YEAR.match(norm(text)) is None


def is_numbering(line: Line) -> bool:
    """A row under a header that numbers the columns (1 2 3 …, ① ② …, A B C …)."""
    texts = [norm(c.text) for c in line.filled]
    if texts and WORDS.row_of_numbers.match(texts[0]):  # 列次 | 1 | 2 | 3 | 4 | 所需材料
        texts = [t for k, t in enumerate(texts[1:]) if k < 4 or _NUMBERING.match(t)]
    if len(texts) < 4 or not all(_NUMBERING.match(t) for t in texts):
        return False
    keys = [re.sub(r"[()（）]|=.*", "", t) for t in texts]
    if all(k.isdigit() for k in keys):
        numbers = [int(k) for k in keys]
        return all(b - a == 1 for a, b in itertools.pairwise(numbers))
    return keys == sorted(keys) and len(set(keys)) == len(keys)


def source_of(text: str, vocabulary: Vocabulary, *, like: bool = True) -> str | None:
    """The funds source that a row label names: a standard one, the label's own word for any other, None for no source."""
    key = label_key(text)
    bare = label_key(WORDS.whereof.sub("", key))
    lookup = vocabulary.find if like else vocabulary.exact
    name = lookup("funds_row", bare)
    if name is None and bare.endswith("小计") and lookup("funds_row", bare.removesuffix("小计")):
        name = "source"  # 财政拨款小计 over its parts: a row of its own
    if name is None:
        # 其中 alone is not a source, what follows it is
        return bare if like and bare and bare != key and not is_number(text) else None
    return bare if name == "source" else name


def label_year(text: str) -> int | None:
    """The year that a label of a column names (2023年目标值, 预期2023年实现值)."""
    m = _LABEL_YEAR.search(norm(text))
    return int(m[1]) if m else None


def before_form_year(text: str, years: set[int]) -> bool:
    """Whether a label names an earlier year than another label beside it does: the form judges the last."""
    year = label_year(text)
    return year is not None and year < max(years, default=year)


def achieved(text: str) -> bool:
    """Whether a goal label speaks of what was done, not of what was planned."""
    key = label_key(text)
    return WORDS.actual.search(key) is not None and not key.startswith(("计划", "预期"))
