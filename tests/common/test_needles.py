"""Which words a text must hold for a pattern to match."""

from __future__ import annotations

import re

import pytest

from selfeval_nb.common.needles import Haystack, needles


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("购置|租用", {"购置", "租用"}),
        ("(?<!未)(?:购置|采购(?!方式))(?:了)?", {"购置", "采购"}),
        ("公开招(?:标|投标)", {"公开招"}),
        ("[^,;]{0,8}异议", {"异议"}),
        ("未(?:曾)?停用", {"停用"}),
        ("(?:有\\d+|无)异议", {"异议"}),
    ],
)
def test_words_of_a_pattern(pattern, words):
    assert needles(pattern) == words


@pytest.mark.parametrize("pattern", ["\\d+", "[甲乙]?", "(?:甲)?", "甲*"])
def test_a_pattern_that_names_no_word(pattern):
    assert needles(pattern) is None or needles(pattern) == frozenset()


def test_a_haystack_leaves_out_no_pattern_that_matches():
    patterns = {"a": "购置|租用", "b": "无(?:任何)?异议", "c": "\\d+", "d": "一级|甲级"}
    hay = Haystack(patterns.items())
    for text in ("租用设备3台", "公示无任何异议", "发生2起", "甲级资质", "其他"):
        hits = {key for key, p in patterns.items() if re.search(p, text)}
        assert hits <= hay.candidates(text)
    assert hay.candidates("其他") == {"c"}
