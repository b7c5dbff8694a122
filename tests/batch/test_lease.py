"""Batches of several machines that write to one URL."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from selfeval_nb.batch.messages import words
from selfeval_nb.batch.output.folder import BatchError
from selfeval_nb.batch.places import lease
from selfeval_nb.batch.places.lease import Lease
from selfeval_nb.batch.run import run_batch
from tests.batch.forms import tree, write_forms

fsspec = pytest.importorskip("fsspec")


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(lease, "SETTLE", 0.01)
    monkeypatch.setattr(lease, "BEAT", 0.05)
    monkeypatch.setattr(lease, "WATCH", 0.6)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: tmp_path / "cache")


@pytest.fixture
def fs() -> Iterator[Any]:
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    yield memory
    memory.store.clear()


def new(fs: Any, home: str) -> Lease:
    return Lease(fs, "/out", home, words("zh"), "memory://out")


def test_one_that_is_alive_is_not_disturbed(fs: Any) -> None:
    first, second = new(fs, "a"), new(fs, "b")
    first.take()
    with pytest.raises(BatchError, match=r"输出文件夹“memory://out”正由另一次批量运行使用（进程 \d+，主机 .+）"):
        second.take()
    second.give_back()
    first.check()
    first.give_back()
    assert fs.find("/out") == []
    second = new(fs, "b")
    second.take()
    second.give_back()


def test_one_that_was_killed_is_followed_and_finds_itself_replaced(fs: Any) -> None:
    first = new(fs, "a")
    first.take()
    first._ended.set()  # it beats no more
    second = new(fs, "b")
    start = time.monotonic()
    second.take()
    assert time.monotonic() - start >= lease.WATCH
    with pytest.raises(BatchError, match="正由另一次"):
        first.check()
    first.give_back()
    second.check()  # what is not one's own is not removed
    second.give_back()


def test_a_run_of_the_same_machine_goes_on_at_once(fs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "WATCH", 60.0)
    first = new(fs, "a")
    first.take()
    first._ended.set()
    again = new(fs, "a")
    start = time.monotonic()
    again.take()
    assert time.monotonic() - start < 10
    again.give_back()


def test_of_two_in_the_same_moment_one_stands_back(fs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = new(fs, "a"), new(fs, "b")
    # both have looked and found nothing; both write
    for one in (first, second):
        monkeypatch.setattr(one, "_keep", lambda: None)
    fs.pipe_file(f"/out/{lease.NAME}", first._text())
    fs.pipe_file(f"/out/{lease.NAME}", second._text())
    second.check()
    with pytest.raises(BatchError, match="正由另一次"):
        first.check()


def test_its_own_writing_does_not_look_like_somebody_elses(fs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file is emptied before it is written anew, as on a disk."""
    whole = type(fs).pipe_file

    def slowly(self: Any, path: str, value: bytes, mode: str = "overwrite", **options: Any) -> None:
        whole(self, path, b"", mode=mode, **options)
        time.sleep(0.05)
        whole(self, path, value, **options)

    monkeypatch.setattr(type(fs), "pipe_file", slowly)
    monkeypatch.setattr(lease, "BEAT", 0.001)
    one = new(fs, "a")
    one.take()
    for _ in range(10):
        one.check()
        time.sleep(0.02)
    one.give_back()
    assert fs.find("/out") == []


@pytest.mark.parametrize("left", [b"", b"{", b"[1]", b"{}", b"\xff"])
def test_what_is_no_lock_of_ours_and_does_not_change_is_written_over(left: bytes, fs: Any) -> None:
    fs.pipe_file(f"/out/{lease.NAME}", left)
    one = new(fs, "a")
    one.take()
    one.check()
    one.give_back()
    assert fs.find("/out") == []


def test_a_batch_whose_place_was_taken_sends_no_manifest(
    fs: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, count = type(fs).put_file, [0]

    def taken(self: Any, *args: Any, **options: Any) -> None:
        count[0] += 1
        if count[0] == 2:
            fs.pipe_file(f"/out/{lease.NAME}", json.dumps({"run": "x", "home": "y", "pid": 1, "host": "他机"}).encode())
        put(self, *args, **options)

    monkeypatch.setattr(type(fs), "put_file", taken)
    with pytest.raises(BatchError, match="正由另一次批量运行使用（进程 1，主机 他机）"):
        run_batch([write_forms(tmp_path / "forms", 2)], "memory://out", progress=False, jobs=1)
    there = {p.rpartition("/")[2] for p in fs.find("/out")}
    assert "manifest.json" not in there
    assert lease.NAME in there  # it is not ours


def test_two_machines_at_once(tmp_path: Path) -> None:
    """Two processes that share nothing but the URL: one writes, the other is refused; the result is that of one alone."""
    forms, out = write_forms(tmp_path / "forms", 6), tmp_path / "out"
    code = (
        "import sys, pathlib, platformdirs\nplatformdirs.user_cache_path = lambda *_, **__: pathlib.Path(sys.argv[3])\n"
        "from selfeval_nb.batch.places import lease\nlease.BEAT, lease.WATCH = 0.2, 120.0\n"
        "from selfeval_nb.batch.run import BatchError, run_batch\n"
        "try:\n    print('made', run_batch([sys.argv[1]], sys.argv[2], jobs=1, progress=False).made)\n"
        "except BatchError as e:\n    print('refused', e)"
    )
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(forms), out.as_uri(), str(tmp_path / name)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("a", "b")
    ]
    said = sorted(p.communicate(timeout=240)[0].strip() for p in both)
    assert said[0] == "made 6"
    assert said[1].startswith("refused") or said[1] == "made 6"  # or it came when the other had ended
    run_batch([forms], tmp_path / "whole", progress=False)
    assert tree(out) == tree(tmp_path / "whole")
