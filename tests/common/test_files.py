"""Files are written whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from selfeval_nb.common.files import Target, save


def test_a_file_that_cannot_take_its_place_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "inside").write_text("x")
    with pytest.raises(OSError, match="taken"), Target(tmp_path / "taken") as part:
        part.write_text("new")
    assert os.listdir(tmp_path) == ["taken"]


def test_saving_keeps_who_may_read_a_file_and_its_content_when_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "意见.jsonl"
    save(path, b"one")
    path.chmod(0o640)
    save(path, b"two")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"two", 0o640)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        save(path, b"three")
    assert (path.read_bytes(), os.listdir(tmp_path)) == (b"two", [path.name])


def test_a_name_as_long_as_the_system_allows_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("评" * 83 + ".txt")
    save(path, b"x")
    assert path.read_bytes() == b"x"
