"""Files are written whole or not at all, and what the system says when it refuses one is said in words for people who do not
program.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from selfeval_nb.common.errors import Sentence
from selfeval_nb.common.said import said

_BUSY = (32, 33)  # Windows: somebody, mostly Word or Excel, has the file open
_SAID = said(__name__)
_KNOWN = {getattr(errno, name): name for name in _SAID["zh"] if hasattr(errno, name)}


def why(error: OSError, lang: str = "zh") -> str:
    """Why a file could not be read or written, a clause without a full stop; the system's own words for what is rare."""
    words = _SAID["en" if lang == "en" else "zh"]
    if "usable temporary directory" in str(error):
        return str(words["no_temporary"])
    name = "EBUSY" if getattr(error, "winerror", None) in _BUSY else _KNOWN.get(error.errno or 0)
    return str(words[name] if name else error.strerror or error or type(error).__name__)


def read_toml(path: Path, what: str, error: type[Sentence]) -> tuple[dict[str, Any], bytes]:
    """A TOML file of a user's own, and its bytes. Raises ``error`` with a sentence that begins with what it is (``词表``)."""
    try:
        raw = path.read_bytes()
        return tomllib.loads(raw.decode("utf-8-sig")), raw
    except OSError as e:
        raise error(f"{what}“{path}”无法读取（{why(e)}），请核对路径。") from e
    except UnicodeDecodeError as e:
        raise error(f"{what}“{path.name}”不是 UTF-8 文本（第{e.start + 1}个字节），请另存为 UTF-8 编码。") from e
    except tomllib.TOMLDecodeError as e:
        raise error(f"{what}“{path.name}”不是有效的 TOML：{e}") from e


def write_own(path: Path, data: bytes) -> None:
    """Write a new file that only this user can read or change. Raises OSError, also where something of that name is there."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(data)


def read_own(path: Path) -> bytes:
    """What ``write_own`` wrote. Raises PermissionError for a link, and for a file that another user owns or may change: somebody who may
    write to the folder around it could have put it there."""
    handle = os.open(path, os.O_RDONLY | NO_FOLLOW | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or not _is_own(found) or found.st_mode & 0o022:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(path))
        return file.read()


def check_link(path: Path) -> None:
    """Raises OSError (ELOOP) where ``path`` is a symbolic link."""
    if path.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))


def check_folder(path: Path) -> None:
    """Raises OSError (ELOOP, ENOTDIR, EPERM) where ``path`` is no folder of this user's own but a link or another's; nothing where
    there is none."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return
    check_link(path)
    if not stat.S_ISDIR(found.st_mode):
        raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))
    if not _is_own(found):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM), str(path))


def _is_own(found: os.stat_result) -> bool:
    return os.name != "posix" or found.st_uid == os.geteuid()


#: Flags for opening a file in a folder that a stranger may have filled: no link is followed, no pipe waited for.
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)

_LONGEST = 240  # bytes of a name that leave room for what is put around it


class Target:
    """A file beside the target that takes its place, with ``mode``, when all has gone well. What a killed program leaves is named
    ``.NAME.*.part``."""

    def __init__(self, path: Path, mode: int = 0o644) -> None:
        self.path, self.mode = path, mode

    def __enter__(self) -> Path:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        own = self.path.name
        shown = own if len(os.fsencode(own)) <= _LONGEST else own[:20]
        try:
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{shown}.", suffix=".part")
        except OSError as error:
            error.filename = str(self.path)  # the name that its reader knows
            raise
        os.close(handle)
        self.part = Path(name)
        return self.part

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        try:
            if kind is None:
                self.part.chmod(self.mode)
                os.replace(self.part, self.path)
        finally:
            self.part.unlink(missing_ok=True)


def save(path: Path, data: bytes) -> None:
    """Put ``data`` in a file's place, brought to the disk before; who may read the file stays as it was. Raises OSError, then the file
    is as it was."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    with Target(path, mode) as part:
        write_flushed(part, data)
    sync_folder(path.parent)  # the renaming too


def write_flushed(path: Path, data: bytes) -> None:
    """Write a file that nobody reads yet and bring it to the disk."""
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def try_lock(handle: int) -> bool:
    """Take the system's lock on an open file, if it is free: held until the file is closed, also by the death of its holder."""
    if os.name == "nt":  # pragma: no cover - this branch runs on Windows only
        import msvcrt

        os.lseek(handle, 0, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
