"""Printed text -> comparable text. Every other module of this room compares ``norm`` and shows ``clean``."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPACE = re.compile(r"\s+")
# Controls that a terminal obeys or a browser drops, that turn the reading direction around, or that XML and HTML forbid; a form has
# no use for them, and whoever reads must see that they are there. Tab and line feed stay; a lone surrogate cannot be written.
_OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
#: Characters of a text that checks look at; a field of a form has a few hundred, a long one two thousand.
LONGEST = 4000
_BREAK = re.compile(r"[\r\n\v\f\u2028\u2029\x85]+")
_BLANK = " \t\u00a0\u3000"
# Joiners, marks of direction, soft hyphens and byte order marks: nothing that a reader sees.
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]")
# Squared unit glyphs stay whole: NFKC would leave m2 of ㎡, and a superscript 2 of m² would become a digit of the value.
_KEEP = re.compile("([\u3380-\u33df\u2100-\u214f²³⁰¹⁴-⁹])")
# Marks of notes, raised (126¹场, 93%⁽¹⁾) or circled behind a number (126①场): never digits of it. Behind a Latin letter a raised digit
# is a unit's (m², km³), behind 10 in a product it is a power's.
_NOTE_MARK = re.compile(r"(?<![A-Za-z])(?<![×xX*]10)(?:⁽[^⁾]{0,12}⁾|[⁰¹²³⁴-⁹])+|(?<=[0-9０-９%％])[①-⑳]+(?![0-9０-９])")


def nfkc(text: str) -> str:
    """Full width to half width and compatibility forms, with squared unit glyphs (㎡, ㎞, ℃) left as printed and marks of notes gone."""
    if text.isascii():
        return text
    text = _NOTE_MARK.sub("", text)
    if _KEEP.search(text) is None:
        return unicodedata.normalize("NFKC", text)
    return "".join(p if i % 2 else unicodedata.normalize("NFKC", p) for i, p in enumerate(_KEEP.split(text)))


def spelled(text: str) -> str:
    """Text for people, wherever it is shown: invisible controls spelled out (``⟦U+202E⟧``), carriage returns as line feeds."""
    if text.isprintable():  # none of these characters is, and most texts are
        return text
    return _OBEYED.sub(lambda m: f"⟦U+{ord(m[0]):04X}⟧", text.replace("\r\n", "\n").replace("\r", "\n"))


def spelled_json(json: str) -> str:
    """JSON text with the same characters as escapes, which say the same to a program and nothing to a terminal."""
    return _OBEYED.sub(lambda m: f"\\u{ord(m[0]):04x}", json)


@lru_cache(maxsize=16384)
def norm(text: str | None) -> str:
    """The text after NFKC and without any white space or invisible character: what two labels are compared by."""
    if not text:
        return ""
    return _SPACE.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFKC", _NOTE_MARK.sub("", text))))


@lru_cache(maxsize=16384)
def clean(text: str | None) -> str:
    """The text as a person would copy it: padding trimmed, line breaks dropped, nothing else changed.

    A break between two Latin words becomes a space; any other one disappears, as Chinese is written and as narrow
    columns break numbers.
    """
    if not text:
        return ""
    text = _INVISIBLE.sub("", text).strip()
    if _BREAK.search(text) is None:
        return text
    first, *others = _BREAK.split(
        text
    )  # split, not matched with the blanks around: those would be tried from each of them
    out = [first.rstrip(_BLANK)]
    for piece in others:
        piece = piece.strip(_BLANK)
        before, after = out[-1][-1:], piece[:1]
        apart = before.isascii() and before.isalpha() and after.isascii() and after.isalpha()
        out += [" ", piece] if apart else [piece]
    return "".join(out)
