"""A review survives JSON exactly, with its form, its grid and its roles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval_nb.review import shelf
from selfeval_nb.review.store import from_dict, to_dict
from tests.report import fixtures


def test_round_trip_is_exact() -> None:
    review = fixtures.build(ruled=True)
    assert from_dict(json.loads(json.dumps(to_dict(review), ensure_ascii=False))) == review


@given(st.text(max_size=20))
def test_any_text_survives(extra: str) -> None:
    review = fixtures.hostile(extra)
    assert from_dict(json.loads(json.dumps(to_dict(review)))) == review


def test_another_schema_is_refused() -> None:
    with pytest.raises(ValueError, match="schema 99"):
        from_dict(to_dict(fixtures.build()) | {"schema": 99})


def test_the_shelf_gives_back_what_was_put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    review = fixtures.hostile("\u2028")
    name = shelf.key("ab", 1, "preset", "suites", "zh")
    assert shelf.get(name, tmp_path) is None
    shelf.put(tmp_path, name, to_dict(review))
    shelf.put(tmp_path, name + "0", to_dict(review))
    monkeypatch.setenv(shelf.VARIABLE, str(tmp_path))
    assert from_dict(shelf.get(name)) == review  # type: ignore[arg-type]
    assert len(list(tmp_path.iterdir())) == 4  # two reviews, and once what they share


def test_the_key_depends_on_everything() -> None:
    parts = ["ab", 1, "preset", "suites", "zh"]
    keys = {shelf.key(*parts)}  # type: ignore[arg-type]
    for i, other in enumerate(["cd", 2, "other", "other", "en"]):
        keys.add(shelf.key(*[*parts[:i], other, *parts[i + 1 :]]))  # type: ignore[arg-type]
    assert len(keys) == 6
