"""Texts -> the numbers of what they show: hashed strings of one to three characters, and their shape."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

#: Rows of the model for strings of characters, and behind these a row for each trait of a text's shape.
HASHED = 6144
#: Characters looked at, for strings and for traits: what a text is shows at its beginning.
_LOOKED_AT = 60
_JUDGED = 160
_EDGE = "\x02"
#: What the way a text begins or ends, or a trait of its shape, counts; all its strings together count as much as their square root.
_TRAIT = 0.5
_DIGITS = str.maketrans("123456789", "0" * 9)
_LENGTHS = (1, 2, 3, 4, 6, 8, 10, 13, 17, 22, 30, 45, 70, 120)
_SIZES = (0.0, 1.0, 5.0, 10.0, 30.0, 100.0, 1000.0, 1e5)
_PLAIN = re.compile(r"-?[0-9][0-9,]*(\.[0-9]+)?")
_OPERATOR = re.compile(r"^[≥≤=<>＞＜]")
_DATE = re.compile(r"^(19|20)[0-9]{2}([年.\-/][0-9]{1,2}|年?$)")
_RATIO = re.compile(r"[0-9)][/÷×*][0-9(]|/[\u4e00-\u9fff]")
_STOP = re.compile("[。；;]")
_CLAUSE = re.compile("[,，、]")
_NUMBERED = re.compile(r"^(\(?[0-9一二三四五六七八九十]+[.、)]|[①-⑳])")
_HAN = re.compile("[\u4e00-\u9fff]")
_DIGIT = re.compile("[0-9]")
_LATIN = re.compile("[A-Za-z]")
_TICK = re.compile("[√□☑×]")


def _traits(text: str) -> list[int]:
    """The numbers of the traits that a text shows, counted from 0."""
    whole, text = text, text[:_JUDGED]
    size = len(text)
    digits = len(_DIGIT.findall(text))
    han = len(_HAN.findall(text))
    number = _PLAIN.fullmatch(text) if not han else None
    out = [bisect_left(_LENGTHS, len(whole))]
    out.append(
        16 + (0 if not digits else 1 if 4 * digits < size else 2 if 2 * digits < size else 3 if digits < size else 4)
    )
    out.append(22 + (0 if not han else 1 if 2 * han < size else 2 if 5 * han < 4 * size else 3))
    if number:
        value = abs(float(text.replace(",", "")))
        out += [26 + bisect_left(_SIZES, value), 36 + min(3, len((number[1] or "").lstrip(".")))]
        out += [41] if "," in text else []
    stops, clauses = len(_STOP.findall(text)), len(_CLAUSE.findall(text))
    out += [43 + min(3, stops), 47 + min(4, clauses)]
    for place, test in (
        (53, text.endswith("%")), (54, "%" in text), (55, _OPERATOR.match(text)), (56, _DATE.match(text)), (57, _RATIO.search(text)),
        (58, whole.endswith(("。", ";", "；"))), (59, ":" in text), (60, text.endswith(":")), (61, _NUMBERED.match(text)),
        (62, "(" in text), (63, not han and not digits), (64, text[:1].isdigit()), (65, text[-1:].isdigit()),
        (66, _LATIN.search(text)), (67, _TICK.search(text)),
    ):  # fmt: skip
        if test:
            out.append(place)
    return out


TRAITS = 70
ROWS = HASHED + TRAITS


def features(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(rows of the model, where each text begins among them, how much each row counts), of normed, non-empty texts.

    Strings of a text count together as much as their square root, a trait of its shape as much as one string.
    """
    cut = [_EDGE + t[:_LOOKED_AT].translate(_DIGITS) + _EDGE for t in texts]
    lengths = np.array([len(t) for t in cut])
    codes = np.frombuffer("".join(cut).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    ends = np.cumsum(lengths)
    owner = np.repeat(np.arange(len(texts)), lengths)
    left = ends[owner] - np.arange(len(codes))  # characters from here to the end of the text
    strings = 1 / np.sqrt(3 * lengths - 3)
    keys, owners, amounts = [], [], []
    for n in (1, 2, 3):
        at = np.flatnonzero(left >= n)
        keys.append(_hashed(codes, at, n, n))
        owners.append(owner[at])
        amounts.append(strings[owner[at]])
    every = np.arange(len(texts))
    for n in (2, 3):  # how a text begins and ends
        some = every[lengths > n]
        for at in (ends[some] - lengths[some], ends[some] - n):
            keys.append(_hashed(codes, at, n, 8 + n))
            owners.append(some)
            amounts.append(np.full(len(some), _TRAIT))
    traits = [_traits(t) for t in texts]
    keys.append(np.array([HASHED + k for t in traits for k in t], dtype=np.int64))
    owners.append(np.repeat(every, [len(t) for t in traits]))
    amounts.append(np.full(len(owners[-1]), _TRAIT))
    row, own, much = np.concatenate(keys), np.concatenate(owners), np.concatenate(amounts)
    order = np.argsort(own, kind="stable")
    row, own, much = row[order], own[order], much[order]
    return row, np.searchsorted(own, every), much.astype(np.float32)


def _hashed(codes: np.ndarray, at: np.ndarray, n: int, salt: int) -> np.ndarray:
    """The rows of the strings of ``n`` characters that begin at ``at``."""
    mixed = np.full(len(at), salt, dtype=np.uint64)
    for k in range(n):
        mixed = (mixed * np.uint64(0x100000001B3) + codes[at + k]) & np.uint64(0xFFFFFFFFFFFF)
    mixed ^= mixed >> np.uint64(23)
    mixed = (mixed * np.uint64(0x9E3779B1)) & np.uint64(0xFFFFFFFFFFFF)
    return ((mixed >> np.uint64(17)) % np.uint64(HASHED)).astype(np.int64)
