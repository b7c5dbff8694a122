"""The user's own key, with which what a batch keeps is signed.

An output folder may come from somebody else, who could put anything into it. So nothing that lies there is believed because it
lies there: only statements signed with a key that never leaves the user's cache folder. Without a key nothing is kept.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from selfeval_nb.common.files import write_own

SIZE = 32


def user_secret() -> bytes | None:
    """The key, made at first; None where it can be neither read nor made, or is not the user's alone."""
    from platformdirs import user_cache_path

    try:
        path = user_cache_path("selfeval-nb", appauthor=False) / "kept.key"
        return _read(path) if os.path.lexists(path) else _make(path)
    except (OSError, RuntimeError):  # no home, a read-only one
        return None


def _read(path: Path) -> bytes | None:
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_size != SIZE:
            return None
        if os.name == "posix" and (found.st_uid != os.geteuid() or found.st_mode & 0o077):
            return None
        return os.read(handle, SIZE)
    finally:
        os.close(handle)


def _make(path: Path) -> bytes | None:
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f".kept{os.urandom(8).hex()}")
    write_own(made, os.urandom(SIZE))
    try:
        with contextlib.suppress(FileExistsError):  # another run was first: its key it is
            os.link(made, path)
    finally:
        os.unlink(made)
    return _read(path)
