"""The clauses of all cells of a form: what is laid beside each other word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from selfeval_nb.checks.claims.collect import passages_by_form
from selfeval_nb.checks.claims.subjects import pieces
from selfeval_nb.checks.table.frames import Frames
from selfeval_nb.checks.table.grains import texts
from selfeval_nb.common.where import indicator
from selfeval_nb.common.words import Words
from selfeval_nb.forms.words.text import norm

WORDS = Words("align", "lines")

#: Clauses of one form: what holds more is no report but a list, and relations take the square of their number.
MOST = 160
LONGEST = 90  # characters of a clause

_STOP = re.compile(r"[。;；！!\n]|(?<!\d)\.(?!\d)")
_TICKED = re.compile(
    r"[☑√■●✓✔☒]\s*([^□☑√■●✓✔☒○]{2,14})|([^□☑√■●✓✔☒○]{2,14}?)\s*[☑√■✓✔☒](?=\s*(?:$|[^\u4e00-\u9fff]|[0-9]))"
)
_BOX = re.compile("[□☑√■●✓✔☒]")
_CLAUSE = re.compile(r"[,，:：()（）]")


@dataclass(frozen=True, slots=True)
class Line:
    """One clause: its cell (``place``, ``role``, ``row`` of the indicators or -1), its ``text`` in half width, the clause before it in its sentence
    (``head``, '' for none) and the ``sentence``; ``no`` counts the sentences of a cell."""

    place: str
    role: str
    row: int
    no: int
    text: str
    head: str
    sentence: str


@lru_cache(maxsize=8192)
def clauses_of(text: str) -> tuple[tuple[int, str, str, str], ...]:
    """(number of the sentence, clause, clause before it, sentence) of a text; of a choice of boxes those that are ticked."""
    if _BOX.search(text):
        ticked = [norm(a or b) for a, b in _TICKED.findall(text)]
        return tuple((k, choice, "", choice) for k, choice in enumerate(ticked))
    found = []
    for no, sentence in enumerate(_STOP.split(norm(text))):
        head = ""
        for clause in _CLAUSE.split(re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", sentence)):
            clause = WORDS.item.sub("", clause)[:LONGEST]
            if len(clause) >= 2:
                found.append((no, clause, head, sentence))
                head = clause
        if len(found) >= MOST:
            break
    return tuple(found[:MOST])


def lines_of(f: Frames) -> list[list[Line]]:
    """The clauses of every form (made once): texts, then the names, reasons and wordy values of its rows."""
    if "claims:lines" in f.cache:
        return f.cache["claims:lines"]
    out: list[list[Line]] = [[] for _ in range(len(f.frame("forms")))]
    for form, cells in passages_by_form(f).items():
        for _, place, role, text in cells:
            out[form] += [Line(place, role, -1, *c) for c in clauses_of(text)]
    ind, at = f.frame("indicators"), f.form_index("indicators")
    numbers = ind["indicator_no"].tolist()
    for column, role in (("reason", "cause"), ("actual_text", "result")):
        values = texts(ind[column])
        for i in np.flatnonzero(values != ""):
            if role == "result" and len(values[i]) < 8:
                continue
            place = indicator(numbers[i], column)
            out[at[i]] += [Line(place, role, int(i), *c) for c in clauses_of(values[i])]
    out = [found[:MOST] for found in out]
    f.cache["claims:lines"] = out
    return out


@lru_cache(maxsize=65536)
def content(text: str) -> str:
    """What a clause is about: its words without numbers, marks and what every report says."""
    return WORDS.bare.sub("|", text)


@lru_cache(maxsize=65536)
def grams(text: str, n: int) -> frozenset[str]:
    """The runs of ``n`` characters of a content."""
    return frozenset(part[i : i + n] for part in text.split("|") for i in range(len(part) - n + 1))


def common_run(a: str, b: str) -> int:
    """The longest run of characters that two contents have in common, up to six; 0 below two."""
    for n in (6, 5, 4, 3, 2):
        if grams(a, n) & grams(b, n):
            return n
    return 0


def telling_share(a: str, b: str) -> frozenset[str]:
    """The two-character pieces that two contents have in common."""
    return pieces(a) & pieces(b)
