"""Inputs and output folders at URLs."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from selfeval_nb.batch.output.folder import BatchError
from selfeval_nb.batch.places import lease, urls
from selfeval_nb.batch.run import run_batch
from tests.batch.forms import form, tree, write_forms

fsspec = pytest.importorskip("fsspec")


@pytest.fixture(autouse=True)
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's cache folder, for these tests."""
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: tmp_path / "cache")
    monkeypatch.setattr(lease, "SETTLE", 0.0)
    return tmp_path / "cache"


@pytest.fixture
def memory() -> Any:
    fs = fsspec.filesystem("memory")
    fs.store.clear()
    fs.pseudo_dirs[:] = [""]
    yield fs
    fs.store.clear()


def far(fs: Any, root: str) -> dict[str, bytes]:
    found = {path[len(root) :].lstrip("/"): fs.cat_file(path) for path in fs.find(root)}
    return {name: raw for name, raw in found.items() if not name.startswith(".selfeval/")}


def forget(homes: Path) -> None:
    """Remove all of the user's cache folder but the key by which this user's own notes are known."""
    key = (homes / "kept.key").read_bytes()
    shutil.rmtree(homes)
    homes.mkdir()
    (homes / "kept.key").write_bytes(key)
    (homes / "kept.key").chmod(0o600)


def test_what_is_a_url() -> None:
    assert [urls.is_url(u) for u in ("s3://b/x", "zip::s3://b/x.zip", "file:///x", "memory://x")] == [True] * 4
    assert [urls.is_url(u) for u in ("C:\\x", "c:/x", "/x", "x://y/"[3:], Path("s3://b"), "表://x"[1:])] == [False] * 6
    assert urls.shown("ftp://me:secret@host/a") == "ftp://host/a"
    assert urls.shown("az://c/a?sv=1&sig=abc") == "az://c/a?sv=…&sig=…"


def test_a_batch_from_memory_to_memory_is_the_same_as_one_of_files(memory: Any, homes: Path, tmp_path: Path) -> None:
    forms = write_forms(tmp_path / "forms", 3)
    run_batch([forms], tmp_path / "whole", progress=False, formats=("html", "ipynb"))
    for path in forms.iterdir():
        memory.pipe_file(f"/bucket/forms/{path.name}", path.read_bytes())

    def run(**options: Any) -> Any:
        where = ("memory://bucket/forms", "memory://bucket/out")
        return run_batch([where[0]], where[1], progress=False, formats=("html",), jobs=1, **options)

    first = run()
    assert (first.made, first.exit_code, first.out) == (3, 0, "memory://bucket/out")
    expected = {k: v for k, v in tree(tmp_path / "whole").items() if not k.endswith((".ipynb", ".json", "index.html"))}
    assert expected.items() <= far(memory, "/bucket/out").items()

    # nothing changed: nothing is sent
    sent: list[str] = []
    put = type(memory).put_file

    def noted(self: Any, source: str, target: str, **options: Any) -> None:
        sent.append(target.removeprefix("/bucket/out/"))
        put(self, source, target, **options)

    patch = pytest.MonkeyPatch()
    patch.setattr(type(memory), "put_file", noted)
    assert (run().kept, sent) == (3, [])
    # a file was removed there, and another cut short: only they are sent
    report = next(n for n in far(memory, "/bucket/out") if n.startswith("高龄老人补贴001"))
    memory.rm_file(f"/bucket/out/{report}")
    memory.pipe_file("/bucket/out/data/forms.parquet", b"")
    assert (run().kept, sorted(sent)) == (3, ["data/forms.parquet", report])
    # the folder on this machine is gone: fetched, not made again
    forget(homes)
    sent.clear()
    assert (run().kept, sent) == (3, [])
    # a form is gone, another is new: the old report goes, the manifest comes last
    memory.rm_file("/bucket/forms/001.html")
    memory.pipe_file("/bucket/forms/003.html", form("新项目", 3).encode())
    memory.pipe_file("/bucket/out/mine.html", b"somebody's")
    forget(homes)
    third = run()
    assert third.total == 3
    assert sent[-1] == "manifest.json"
    patch.undo()
    names = far(memory, "/bucket/out")
    assert report not in names
    assert names["mine.html"] == b"somebody's"
    assert any(n.startswith("新项目") for n in names)
    listed = urls.files_of(json.loads(names["manifest.json"]))
    assert set(names) == {*listed, "manifest.json", "mine.html"}


def test_a_sending_that_breaks_off_is_one_sentence_and_the_next_run_goes_on(
    memory: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = write_forms(tmp_path / "forms", 2)
    put, count = type(memory).put_file, [0]

    def broken(self: Any, *args: Any, **options: Any) -> None:
        count[0] += 1
        if count[0] == 4:
            raise ConnectionError("no route to user:secret@host".replace("user", "https://user"))
        put(self, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(type(memory), "put_file", broken)
        with pytest.raises(BatchError, match=r"无法写入输出位置“memory://out”.*https://host"):
            run_batch([forms], "memory://out", progress=False, jobs=1)
    there = far(memory, "/out")
    assert len(there) == 3
    assert "manifest.json" not in there
    # what was made for a form that is no longer there must not stay, though no manifest at the URL lists it
    (forms / "000.html").unlink()
    again = run_batch([forms], "memory://out", progress=False, jobs=1)
    assert again.total == 1
    there = far(memory, "/out")
    assert set(there) == {*urls.files_of(json.loads(there["manifest.json"])), "manifest.json"}


def test_files_patterns_and_what_cannot_be_fetched(
    memory: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forms = write_forms(tmp_path / "forms", 3)
    outside = tmp_path / "outside.html"
    outside.write_text(form("外面的"), encoding="utf-8")
    (forms / "link.html").symlink_to(outside)
    memory.pipe_file("/b/县/x.html", form("县里的", 7).encode())
    memory.pipe_file("/b/a/../evil.html", b"x")
    get = type(memory).get_file

    def refused(self: Any, path: str, *args: Any, **options: Any) -> Any:
        if path.endswith("no.html"):
            raise PermissionError("denied")
        return get(self, path, *args, **options)

    monkeypatch.setattr(type(memory), "get_file", refused)
    memory.pipe_file("/b/县/no.html", form("不给看", 8).encode())
    inputs = [
        forms.as_uri(), "memory://b/*/x.html", "memory://b/县", "memory://absent", "s3nothing://x", "memory://b/*.zip", "memory://b/a",
        str(forms / "000.html"),
    ]  # fmt: skip
    summary = run_batch(inputs, tmp_path / "out", progress=False, jobs=2)
    assert summary.total == 6
    said = dict(summary.unread)
    assert set(said) == {
        f"{forms.as_uri()}/link.html", "memory://b/县/no.html", "memory://absent", "s3nothing://x", "memory://b/*.zip",
        "memory://b/a: ../evil.html",
    }  # fmt: skip
    assert all("未能取得文件" in sentence for sentence in said.values())
    assert "denied" in said["memory://b/县/no.html"]
    assert "链接" in said[f"{forms.as_uri()}/link.html"]
    assert not list((tmp_path / "out").glob("外面的*"))
    assert sorted(p.name for p in (tmp_path / "out" / ".selfeval").iterdir()) == [
        "kept",
        "seal",
    ]  # no inputs are left behind


def test_the_command_writes_to_a_file_url(tmp_path: Path) -> None:
    from selfeval_nb.cli import main

    forms, out = write_forms(tmp_path / "表 格", 2), tmp_path / "出 口"
    ran = CliRunner().invoke(main, ["batch", f"file://{forms}", "-o", f"file://{out}", "-j", "1"])
    assert ran.exit_code == 0, ran.output
    run_batch([forms], tmp_path / "whole", progress=False)
    assert tree(out) == tree(tmp_path / "whole")
    inner = {p.name for p in out.rglob("*")}
    assert not [n for n in inner if n.endswith(".part")]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX systems")
def test_killed_at_any_moment_the_next_run_finishes(tmp_path: Path) -> None:
    forms, out = write_forms(tmp_path / "forms", 8), tmp_path / "out"
    run_batch([forms], tmp_path / "whole", progress=False)
    expected = tree(tmp_path / "whole")
    kill = (
        "import os, platformdirs\nplatformdirs.user_cache_path = lambda *_, **__: __import__('pathlib').Path(sys.argv[3])\n"
        "from fsspec.implementations.local import LocalFileSystem as L\nmv = L.mv\nleft = [int(sys.argv[4])]\n"
        "def blow(self, part, target):\n    left[0] -= 1\n    if not left[0]: os.kill(os.getpid(), 9)\n    mv(self, part, target)\n"
        "L.mv = blow\nfrom selfeval_nb.batch.run import run_batch\n"
        "run_batch([sys.argv[1]], sys.argv[2], jobs=1, progress=False)"
    )
    for moved in (
        1,
        6,
        len(expected),
    ):  # killed with so many files sent but not moved to their places, the manifest last
        ran = subprocess.run(
            [sys.executable, "-c", f"import sys\n{kill}", forms.as_uri(), out.as_uri(), tmp_path / "cache", str(moved)],
            check=False,
        )
        assert ran.returncode == -signal.SIGKILL
        there = {k: v for k, v in tree(out).items() if not k.endswith((".part", lease.NAME))}
        assert there.items() < expected.items()
        assert "manifest.json" not in there
    assert run_batch([forms.as_uri()], out.as_uri(), progress=False).kept == 8
    assert tree(out) == expected


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BatchError, match=r"无法使用输出位置“nothing://x”.*Protocol not known"):
        run_batch([], "nothing://x", progress=False)


def test_a_file_system_that_does_several_things_at_once(memory: Any, tmp_path: Path) -> None:
    """As object stores are: their implementations are asynchronous."""
    wrapper = pytest.importorskip("fsspec.implementations.asyn_wrapper").AsyncFileSystemWrapper
    most, now = [0], [0]

    class Store(wrapper):  # type: ignore[misc, valid-type]
        protocol = "store"

        def __init__(self, **_: Any) -> None:
            super().__init__(fs=memory, asynchronous=False)

        def put_file(self, source: str, target: str, **options: Any) -> None:
            now[0] += 1
            most[0] = max(most[0], now[0])
            time.sleep(0.02)
            memory.put_file(source, target, **options)
            now[0] -= 1

    fsspec.register_implementation("store", Store, clobber=True)
    forms = write_forms(tmp_path / "forms", 3)
    for path in forms.iterdir():
        memory.pipe_file(f"/b/forms/{path.name}", path.read_bytes())
    summary = run_batch(["store://b/forms"], "store://b/out", progress=False, jobs=1)
    assert (summary.made, summary.exit_code) == (3, 0)
    assert 1 < most[0] <= urls.AT_ONCE
    run_batch([forms], tmp_path / "whole", progress=False)
    assert far(memory, "/b/out") == tree(tmp_path / "whole")
