"""What earlier runs have worked out, by all that it was worked out from.

Contents are files named by their own SHA-256; a *statement* says which content belongs to a key, and is signed with the user's
own key (secret.py). A statement stays true for ever, since its key digests everything that the content depends on: a folder
that somebody else has written or changed can only be useless, never wrong. Contents are looked at only after their digest.
Workers write contents and never see the signing key; statements are made by the process that started the batch.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import re
import stat
import sys
import zlib
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TextIO

from selfeval_nb.common.files import Target, write_own

MB = 1 << 20
LIMIT = 2048 * MB  # of all contents that outlive a run; SELFEVAL_KEPT_MB says another number
LARGEST = 256 * MB  # of one content
_VALUES = 8  # contents whose values stay in memory: forms follow each other as they were judged together
_NAME = "statements"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MARK = b"selfeval-nb kept 1"


def put(root: str | Path, value: Any) -> str:
    """Write a plain value; returns the digest by which it is found. Whole or not at all; needs no flush, being verified on use."""
    return put_texts(root, (as_json(value),))


def as_json(value: Any) -> str:
    """A plain value as JSON in one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def put_texts(root: str | Path, texts: Iterable[str]) -> str:
    """The same of values as JSON, each without a line break."""
    return put_raw(root, zlib.compress("\n".join(texts).encode("utf-8", "surrogatepass"), 1))


def put_raw(root: str | Path, packed: bytes) -> str:
    """The same of bytes."""
    digest = hashlib.sha256(packed).hexdigest()
    folder = Path(root) / digest[:2]
    _no_link(folder)
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f".{os.urandom(8).hex()}.part"  # of all machines that write here
    write_own(made, packed)
    os.replace(made, folder / digest)
    return digest


def get(root: str | Path, digest: str) -> Any:
    """The value that ``put`` wrote under this digest; None where it is gone or is not that value any more."""
    texts = get_texts(root, digest)
    return None if texts is None else json.loads(texts[0])


def get_texts(root: str | Path, digest: str) -> list[str] | None:
    """What ``put_texts`` wrote."""
    raw = get_raw(root, digest)
    return None if raw is None else zlib.decompress(raw).decode("utf-8", "surrogatepass").split("\n")


def get_raw(root: str | Path, digest: str) -> bytes | None:
    """What ``put_raw`` wrote."""
    raw = _regular(Path(root) / digest[:2] / digest, LARGEST) if _DIGEST.fullmatch(digest) else None
    return raw if raw is not None and hashlib.sha256(raw).hexdigest() == digest else None


class Store:
    """The contents below ``root`` and the statements beside them. Without ``secret`` none are read or made."""

    def __init__(self, root: Path, secret: bytes | None, *, forget: bool = False) -> None:
        self.root = root
        self._secret = secret
        self._said: dict[str, tuple[str, ...]] = {}  # of earlier runs: key -> digests
        self._used: dict[str, tuple[str, ...]] = {}  # of this run
        self._verified: dict[str, bool] = {}  # contents looked at in this run
        self._values: OrderedDict[str, Any] = OrderedDict()
        self._file: TextIO | None = None
        _no_link(root)
        root.mkdir(parents=True, exist_ok=True)
        if secret is not None and not forget:
            self._said = self._statements()

    def __bool__(self) -> bool:
        """Whether earlier runs have left something."""
        return bool(self._said)

    def find(self, key: str) -> tuple[str, ...] | None:
        """The contents that belong to a key; None when nothing is known of it or one of them is not there any more. Many keys
        share contents: each is looked at once."""
        digests = self._used.get(key) or self._said.get(key)
        if digests is None or not all(self._sound(d) for d in digests):
            return None
        self._used[key] = digests
        return digests

    def value(self, digest: str) -> Any:
        """The value of a content that ``find`` named; None where it is gone since. The last ones stay in memory."""
        if digest in self._values:
            self._values.move_to_end(digest)
        else:
            self._values[digest] = get(self.root, digest)
            if len(self._values) > _VALUES:
                self._values.popitem(last=False)
        return self._values[digest]

    def _sound(self, digest: str) -> bool:
        if digest not in self._verified:
            self._verified[digest] = get_raw(self.root, digest) is not None
        return self._verified[digest]

    def note(self, key: str, *digests: str) -> None:
        """State which contents belong to a key; at once in the file, so that a run that is killed leaves it to the next."""
        self._used[key] = digests
        if self._secret is None:
            return
        if self._file is None:
            _no_link(self.root / _NAME)
            self._file = open(self.root / _NAME, "a", encoding="ascii")  # noqa: SIM115
            self._file.write("\n")  # ends a line that a killed run left open
        self._file.write(self._line(key, digests))

    def settle(self) -> None:
        """Let the statements so far outlive a kill."""
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        """Keep what this run has used and, as far as there is room, what earlier ones left; remove the rest."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._secret is None:
            return
        sizes = {path.name: path.stat().st_size for path in self.root.glob("??/*")}
        room, held, text = _limit(), set[str](), []
        for key, digests in {**self._used, **{k: d for k, d in self._said.items() if k not in self._used}}.items():
            new = set(digests) - held
            room -= sum(sizes.get(d, 0) for d in new)
            if room < 0:
                break
            if new <= sizes.keys():
                held |= new
                text.append(self._line(key, digests))
        for name in sizes.keys() - held:
            with contextlib.suppress(OSError):
                (self.root / name[:2] / name).unlink()
        with Target(self.root / _NAME, 0o600) as part:
            part.write_text("".join(text), "ascii")

    def _line(self, key: str, digests: tuple[str, ...]) -> str:
        told = ",".join(digests)
        return f"{key} {told} {self._mac(key, told)}\n"

    def _mac(self, key: str, told: str) -> str:
        assert self._secret is not None
        return hmac.digest(self._secret, b"\0".join((_MARK, key.encode(), told.encode())), "sha256").hex()

    def _statements(self) -> dict[str, tuple[str, ...]]:
        raw = _regular(self.root / _NAME, 1024 * MB)
        said = {}
        for line in (raw or b"").decode("ascii", "replace").split("\n"):
            key, _, rest = line.partition(" ")
            told, _, mac = rest.partition(" ")
            if mac and hmac.compare_digest(mac.encode(), self._mac(key, told).encode()):
                said[key] = tuple(map(sys.intern, told.split(",")))  # most forms share theirs with others
        return said


def _no_link(path: Path) -> None:
    """Remove a link that would lead what is written to another place: a folder from somebody else may hold some."""
    if path.is_symlink():
        path.unlink()


def _regular(path: Path, most: int) -> bytes | None:
    """The bytes of a regular file of at most ``most``; None for anything else. Never waits, as opening a pipe would."""
    try:
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        return file.read() if stat.S_ISREG(found.st_mode) and found.st_size <= most else None


def _limit() -> int:
    try:
        return int(os.environ.get("SELFEVAL_KEPT_MB", "")) * MB
    except ValueError:
        return LIMIT
