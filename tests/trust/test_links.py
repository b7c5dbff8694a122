"""An output folder from somebody else may hold links: nothing behind one is written, emptied or removed."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from selfeval_nb.batch.messages import words
from selfeval_nb.batch.output.folder import BatchError, OutputFolder
from selfeval_nb.batch.output.manifest import Entry, Ledger
from selfeval_nb.common.files import read_own, write_own

pytestmark = pytest.mark.skipif(os.name != "posix", reason="symbolic links as POSIX has them")


def _state(folder: Path) -> dict[str, bytes | None]:
    return {str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None for p in sorted(folder.rglob("*"))}


def _use(out: Path) -> None:
    """What a batch does with its folder."""
    with OutputFolder(out, words("zh")) as folder:
        ledger = Ledger(folder)
        ledger.note(Entry("f1", "表.docx", 1, "0" * 64, "k", outputs={"a.html": folder.write("a.html", "<p>")}))
        folder.write("data/forms.parquet", b"rows")
        folder.write("index.html", "index")
        ledger.close({}, [], {"index.html": "0" * 64})


LINKS: dict[str, Callable[[Path, Path], None]] = {
    "the folder inside": lambda out, away: (out / ".selfeval").symlink_to(away),
    "the lock": lambda out, away: _inside(out, "lock", away / "file"),
    "the lock, leading nowhere": lambda out, away: _inside(out, "lock", away / "none"),
    "the work folder": lambda out, away: _inside(out, "work", away),
    "the journal": lambda out, away: _inside(out, "journal.jsonl", away / "file"),
    "the data": lambda out, away: (out / "data").symlink_to(away),
    "a report": lambda out, away: (out / "a.html").symlink_to(away / "file"),
    "the manifest": lambda out, away: (out / "manifest.json").symlink_to(away / "file"),
    "the index": lambda out, away: (out / "index.html").symlink_to(away / "none"),
}


def _inside(out: Path, name: str, target: Path) -> None:
    (out / ".selfeval").mkdir()
    (out / ".selfeval" / name).symlink_to(target)


@pytest.mark.parametrize("what", LINKS)
def test_nothing_behind_a_link_is_touched(what: str, tmp_path: Path) -> None:
    out, away = tmp_path / "out", tmp_path / "away"
    out.mkdir()
    (away / "work").mkdir(parents=True)
    (away / "file").write_text("重要", "utf-8")
    (away / "work" / "kept").write_text("珍贵", "utf-8")
    LINKS[what](out, away)
    before = _state(away)
    said = ""
    try:
        _use(out)
    except (BatchError, OSError) as error:
        said = str(error)
    assert _state(away) == before
    refused = {"the folder inside", "the lock", "the lock, leading nowhere", "the journal", "the data"}
    assert bool(said) == (what in refused), said


def test_a_lock_that_is_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / ".selfeval").mkdir()
    os.mkfifo(tmp_path / ".selfeval" / "lock")
    with pytest.raises(BatchError, match="lock"):
        _use(tmp_path)


def test_what_another_may_have_put_there_is_not_unpickled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "0.pickle"
    write_own(path, pickle.dumps([1]))
    assert pickle.loads(read_own(path)) == [1]
    with pytest.raises(FileExistsError):
        write_own(path, b"")
    (tmp_path / "link").symlink_to(path)
    with pytest.raises(OSError, match="link"):
        read_own(tmp_path / "link")
    path.chmod(0o666)
    with pytest.raises(PermissionError):
        read_own(path)
    path.chmod(0o600)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(PermissionError):
        read_own(path)
