"""Alike texts among many: found, grouped, the same each time, and with work that grows with their number."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval_nb.checks.compare import similarity
from selfeval_nb.checks.compare.similarity import alike, ratio

_CHARS = [chr(0x4E00 + i) for i in range(2500)]


def _texts(n: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    stock = ["".join(rng.choice(_CHARS) for _ in range(6)) for _ in range(400)]
    return ["".join(rng.choice(stock) for _ in range(rng.randint(4, 12))) for _ in range(n)]


def test_changed_copies_are_found():
    rng = random.Random(5)
    texts = _texts(1000, 1)
    copies = []
    for t in texts[:500]:
        letters = list(t)
        for _ in range(max(1, len(letters) // 25)):
            letters[rng.randrange(len(letters))] = rng.choice(_CHARS)
        copies.append("".join(letters))
    groups = alike(texts + copies, 0.9)
    group = {i: n for n, g in enumerate(groups) for i in g}
    near = [i for i in range(500) if ratio(texts[i], copies[i]) >= 0.9]
    assert len(near) > 450
    found = sum(group.get(i, -1) == group.get(1000 + i, -2) for i in near)
    assert found / len(near) >= 0.99


def test_equal_texts_and_blocks():
    assert alike(["改造管网", "更换水表", "改造管网", ""], 0.9) == [[0, 2]]
    assert alike(["改造管网", "改造管网"], 0.9, ["12", "15"]) == []
    with pytest.raises(ValueError, match="differ in length"):
        alike(["a"], 0.9, [])


def test_members_have_a_partner():
    texts = _texts(300, 3)
    for group in alike(texts, 0.6):
        for i in group:
            assert any(ratio(texts[i], texts[j]) >= 0.6 for j in group if j != i)


@given(st.lists(st.text(max_size=30), max_size=12))
def test_any_texts(texts):
    first = alike(texts, 0.9)
    assert first == alike(texts, 0.9)
    members = [i for g in first for i in g]
    assert len(members) == len(set(members))
    assert all(texts[i] for i in members)


def test_comparisons_grow_with_the_number_of_texts(monkeypatch):
    """Counted, not timed: texts that share a template would be millions of pairs."""
    from rapidfuzz import fuzz

    compared = 0

    class Counting:
        @staticmethod
        def ratio(a, b, **options):
            nonlocal compared
            compared += 1
            return fuzz.ratio(a, b, **options)

    import rapidfuzz

    monkeypatch.setattr(rapidfuzz, "fuzz", Counting)
    counts = []
    for n in (1000, 2000):
        rng = random.Random(7)
        compared = 0
        alike(
            ["保障项目正常运转，按时完成年度任务" + "".join(rng.choice(_CHARS) for _ in range(12)) for _ in range(n)],
            0.9,
        )
        counts.append(compared)
    assert counts[1] < 2.6 * counts[0] + 100
    assert counts[1] < 2000 * similarity.BANDS * 4


def test_half_characters_of_a_broken_document_do_not_stop_the_comparison():
    assert alike(["改造管网\ud800十二公里", "改造管网\ud800十二公里", "更换水表八百只"], 0.9) == [[0, 1]]
