"""The output folder: one run at a time, whole files only."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import socket
import stat
import tempfile
from pathlib import Path
from typing import Any

from selfeval_nb.common.errors import Sentence
from selfeval_nb.common.files import NO_FOLLOW, check_folder, check_link, sync_folder, try_lock, why, write_flushed

INNER = ".selfeval"  # what a run needs while it runs, and what it leaves for the next one: no output


class BatchError(Sentence):
    """Why a batch cannot run, in one sentence."""


class OutputFolder:
    """A locked output folder with a work folder inside it, on the same file system, so that a rename moves a file whole."""

    def __init__(self, path: Path, words: dict[str, str], shown: str = "") -> None:
        self.path = path
        self.shown = shown or str(path)  # as messages name it
        self.words = words
        self.inner = path / INNER
        self.work = self.inner / "work"
        self.kept = self.inner / "kept"  # see batch/kept
        self._lock: int | None = None

    def __enter__(self) -> OutputFolder:
        try:
            # a folder from somebody else may hold links: nothing of ours is written, emptied or removed behind one
            check_folder(self.inner)
            check_link(self.path / "data")
            self.inner.mkdir(parents=True, exist_ok=True)
            # the folder inside may be writable where its own is not any more
            tempfile.TemporaryFile(dir=self.path).close()
            self._take_lock()
            # of a run that was killed
            self._clear()
            check_folder(self.work)  # a worker of the killed run that is still dying may have kept it from going
            self.work.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            name = Path(error.filename or "").name
            what = f"“{name}”" if name in (INNER, "data", "lock", "work") else ""
            raise BatchError(
                self.words["folder"].format(out=self.shown, why=what + why(error, self.words["language"]))
            ) from error
        return self

    def _clear(self) -> None:
        """Remove the work folder; of a link the link alone."""
        if self.work.is_symlink():
            self.work.unlink()
        shutil.rmtree(self.work, ignore_errors=True)

    def __exit__(self, *_: object) -> None:
        self._clear()
        assert self._lock is not None
        # the file goes before the lock: a process that waits for it finds a name of its own
        with contextlib.suppress(OSError):
            (self.inner / "lock").unlink()
        os.close(self._lock)
        self._lock = None
        with contextlib.suppress(OSError):
            self.inner.rmdir()

    def _take_lock(self) -> None:
        """A lock that the system takes back when its process ends, however it ends."""
        path = self.inner / "lock"
        while True:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | NO_FOLLOW, 0o644)
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                os.close(handle)
                raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP), str(path))
            if not try_lock(handle):
                try:
                    holder = json.loads(os.pread(handle, 1000, 16).decode()) if hasattr(os, "pread") else {}
                except ValueError:
                    holder = {}
                os.close(handle)
                who = self.words["holder"].format(**holder) if {"pid", "host"} <= holder.keys() else ""
                raise BatchError(self.words["locked"].format(out=self.shown, who=who))
            try:
                same = os.path.samestat(os.fstat(handle), os.stat(path))
            except OSError:
                same = False
            if same:
                break
            os.close(handle)  # the run before us removed this file between our opening and locking it
        os.ftruncate(handle, 0)
        # behind the byte that Windows locks, so that others can read it
        os.lseek(handle, 16, os.SEEK_SET)
        os.write(handle, json.dumps({"pid": os.getpid(), "host": socket.gethostname()}).encode())
        self._lock = handle

    def publish(self, made: Path, name: str) -> None:
        """Move a finished file of the work folder to its place."""
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(made, target)

    def write(self, name: str, data: bytes | str) -> str:
        """Write a file of the folder, whole or not at all; returns its SHA-256."""
        made = self.work / f"part-{hashlib.sha256(name.encode()).hexdigest()[:16]}"
        raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
        write_flushed(made, raw)
        self.publish(made, name)
        return hashlib.sha256(raw).hexdigest()

    def settle(self) -> None:
        """Make the renames durable."""
        sync_folder(self.path)


def tree_digest(path: Path) -> str:
    """Digest of a file's content, or of the names and contents of all files below a folder."""
    if path.is_dir():
        files = [p for p in sorted(path.rglob("*")) if p.is_file()]
        return digest_of([(p.relative_to(path).as_posix(), file_digest(p)) for p in files])
    return file_digest(path) or ""


def digest_of(*parts: Any) -> str:
    """SHA-256 of a list of plain values."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def file_digest(path: Path) -> str | None:
    """SHA-256 of a file, None when it cannot be read."""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
