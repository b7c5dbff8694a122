"""One cell of a funds block that prints several values: amounts of several sources, or two kinds under one label."""

from __future__ import annotations

import re

from selfeval_nb.forms.grid.columns import Column
from selfeval_nb.forms.grid.labels import source_of
from selfeval_nb.forms.values.numbers import NUMBER, both_points, parse_rate, parse_score
from selfeval_nb.forms.words.text import nfkc
from selfeval_nb.forms.words.vocabulary import Vocabulary

#: 其中：财政拨款：100万元, as it stands between others in a cell; 财政拨款100 with no colon where the source is known.
_PART = re.compile(
    rf"[\s,;。、()]*+(?:(?:其中|包括)[:,]?\s*+)?(?P<label>[^\s0-9:,;。、()]{{2,16}})?\s*+[:]?\s*+"
    rf"[¥$]?(?P<amount>{NUMBER}\s*(?:亿|百万|万|千)?元?)(?![0-9.%])[\s,;。、()]*"
)
_SEVERAL = re.compile(rf"[\u4e00-\u9fff]{{2}}:?\s*{NUMBER}|^\s*{NUMBER}[%分]?\s*[/(]\s*{NUMBER}")
_WORDS = re.compile("[\u4e00-\u9fff]{2}")
_BOTH = re.compile("[/／(（]")
_TWO = re.compile(r"^([^/]+)/([^/]+)$")


def prints_several(text: str) -> bool:
    """Whether a cell prints several values by its form alone: labels with amounts, or two numbers (9.5/10)."""
    return _SEVERAL.search(nfkc(text)) is not None


def amounts_by_source(text: str, vocabulary: Vocabulary) -> list[tuple[str, str, str]]:
    """``年度资金总额：120 其中：财政拨款：100 其他资金：20`` -> (source, label, amount) of each, in order.

    An amount in front without a label is that of the row itself, source "". Empty when the cell prints anything else or
    names no source.
    """
    whole = nfkc(text)
    if not _WORDS.search(whole):
        return []  # nearly every cell: an amount
    at = 0
    found: list[tuple[str, str, str]] = []
    while at < len(whole):
        m = _PART.match(whole, at)
        if m is None or (m["label"] is None and found):
            return []
        source = source_of(m["label"], vocabulary) if m["label"] else ""
        if source is None:
            return []
        found.append((source, m["label"] or "", m["amount"].strip()))
        at = m.end()
    return found if any(source for source, *_ in found) else []


def two_kinds(column: Column, text: str, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """The kinds and texts of a cell: two under a label that names two (执行率/得分, 分值/得分), else the column's own."""
    if not _BOTH.search(text):
        return [(column.name, text)]
    points = both_points(column.text, text)
    if points is not None:
        return list(zip(("weight", "score"), points, strict=True))
    labels, parts = _TWO.match(column.text), _TWO.match(nfkc(text).strip())
    if labels is not None and parts is not None:
        kinds = [vocabulary.exact("funds_column", label) for label in labels.groups()]
        if "rate" in kinds and parse_rate(parts[kinds.index("rate") + 1].strip()) is not None and all(kinds):
            others = [p for k, p in zip(kinds, parts.groups(), strict=True) if k != "rate"]
            if all(parse_score(p) is not None for p in others):
                return [(str(k), p) for k, p in zip(kinds, parts.groups(), strict=True)]
    return [(column.name, text)]
