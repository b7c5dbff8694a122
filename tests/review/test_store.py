"""A review survives JSON exactly, with its form, its grid and its roles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfeval_nb.common.how import How
from selfeval_nb.review import shelf
from selfeval_nb.review.as_json import from_dict, to_dict
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
    name = shelf.key_for("ab", 1, How())
    assert shelf.get(name, tmp_path) is None
    shelf.put(tmp_path, name, review)
    shelf.put(tmp_path, name + "0", review)
    monkeypatch.setenv(shelf.VARIABLE, str(tmp_path))
    assert from_dict(shelf.get(name)) == review  # type: ignore[arg-type]
    assert len(list(tmp_path.iterdir())) == 4  # two reviews, and once what they share


def test_the_key_depends_on_everything_but_the_rulings(tmp_path: Path) -> None:
    one, two = tmp_path / "one.toml", tmp_path / "two.toml"
    one.write_text("a = 1\n")
    two.write_text("a = 2\n")
    hows = [
        How(),
        How(lang="en"),
        How(preset="hubei"),
        *(How(**{n: str(f)}) for n in ("expectations", "columns", "words", "vocabulary") for f in (one, two)),
        *(How(**{n: (str(f),)}) for n in ("history", "projects") for f in (one, two)),
    ]
    keys = {shelf.key_for("ab", 1, how) for how in hows} | {
        shelf.key_for("cd", 1, How()),
        shelf.key_for("ab", 2, How()),
    }
    assert len(keys) == len(hows) + 2
    same = How(rulings=str(one))
    assert shelf.key_for("ab", 1, same) == shelf.key_for("ab", 1, How())
