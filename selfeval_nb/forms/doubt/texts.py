"""What a text that nothing took looks like: the name of an office, an amount of money, a sentence, a label, a heading."""

from __future__ import annotations

import re

from selfeval_nb.common.words import Words
from selfeval_nb.forms.grid.labels import is_number
from selfeval_nb.forms.words.text import norm
from selfeval_nb.forms.words.vocabulary import is_prose

WORDS = Words("reading", "texts")

_HEADING = re.compile(r"^([一二三四五六七八九十]+[、.．]|第[一二三四五六七八九十]+部分)")
_MONEY = re.compile(r"[0-9][0-9.,]*(万元|亿元|元)")
_LONGEST_NAME = 40
#: A year, or the number of a document or a project.
_NO_AMOUNT = re.compile(r"^((19|20)[0-9]{2}|[0-9]{8,})$")


def is_office(text: str) -> bool:
    """Whether a text could be the name of a public body or an institution (宝鸡市水利局), not a label about one."""
    return senior(text) or junior(text)


def senior(text: str) -> bool:
    """Whether a text is named like a body that has others below it: a bureau, a commission, a government."""
    return _named(text) and WORDS.senior.search(norm(text)) is not None


def junior(text: str) -> bool:
    """Whether a text is named like an institution that stands below a bureau: a school, a hospital, a centre."""
    return _named(text) and not senior(text) and WORDS.junior.search(norm(text)) is not None


def _named(text: str) -> bool:
    key = norm(text)
    return 3 <= len(key) <= _LONGEST_NAME and not WORDS.label.search(key) and not any(m in key for m in "，,。；;：:、")


def is_heading(text: str) -> bool:
    """Whether a short text only numbers a part of the form: 一、基本情况."""
    return len(text) <= 16 and _HEADING.match(text) is not None


def is_money(text: str) -> bool:
    """Whether a text speaks of money: an amount with its unit, or a short text with one of the words of a budget."""
    return _MONEY.search(text) is not None or (len(text) <= 24 and WORDS.money.search(text) is not None)


def is_amount(text: str) -> bool:
    """Whether a text could be an amount of money or a rate, more than the number of a row or a point or two."""
    key = norm(text)
    if not is_number(key) or _NO_AMOUNT.match(key):
        return False
    return "." in key or "%" in key or len(key.strip("0,.-")) >= 2 or "," in key


def is_sentence(text: str) -> bool:
    """Whether a text could state a goal or a result."""
    return len(text) > 12 and is_prose(text) and not _MONEY.fullmatch(text) and not is_heading(text)
