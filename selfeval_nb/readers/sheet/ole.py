"""Compound files (CFB, the container of .doc, .xls, .wps, .et and of encrypted OOXML): what one holds, and its streams.

Read by the published layout ([MS-CFB]); every chain is bounded by the size of the file.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from selfeval_nb.readers.problems import Refused

_FREE = 0xFFFFFFF0  # sector numbers from here on are marks, not sectors


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    kind: int  # 1 storage, 2 stream, 5 root
    start: int
    size: int


class Compound:
    """A compound file. Raises Refused ``damaged`` where its structure does not hold."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        try:
            self._open()
        except (struct.error, IndexError, ValueError, OverflowError) as e:
            raise Refused("damaged", reason=f"OLE 结构：{e}") from None

    def _open(self) -> None:
        data = self.data
        shift = struct.unpack_from("<H", data, 30)[0]
        if shift not in (9, 12):
            raise ValueError(f"扇区大小 2^{shift}")
        self.size = 1 << shift
        self.sectors = len(data) // self.size + 1
        n_fat, first_dir = struct.unpack_from("<I", data, 44)[0], struct.unpack_from("<I", data, 48)[0]
        self.cutoff, first_mini = struct.unpack_from("<II", data, 56)
        difat_at, n_difat = struct.unpack_from("<II", data, 68)
        fat = [s for s in struct.unpack_from("<109I", data, 76) if s < _FREE]
        for _ in range(min(n_difat, self.sectors)):
            if difat_at >= _FREE:
                break
            entries = struct.unpack_from(f"<{self.size // 4}I", data, (difat_at + 1) * self.size)
            fat += [s for s in entries[:-1] if s < _FREE]
            difat_at = entries[-1]
        self.fat: list[int] = []
        for s in dict.fromkeys(fat[: min(n_fat, self.sectors)]):
            block = self._sector(s)
            self.fat += struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4])
        self.entries: list[Entry] = []
        directory = self._chain(first_dir)
        for at in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            if kind in (1, 2, 5) and 2 <= length <= 64:
                name = directory[at : at + length - 2].decode("utf-16-le", errors="replace")
                start, size = struct.unpack_from("<II", directory, at + 116)
                self.entries.append(Entry(name, kind, start, size))
        if not self.entries:
            raise ValueError("没有目录")
        self.mini_fat = struct.unpack(f"<{len(mini := self._chain(first_mini)) // 4}I", mini[: len(mini) // 4 * 4])

    def _sector(self, n: int) -> bytes:
        return self.data[(n + 1) * self.size : (n + 2) * self.size]

    def _chain(self, start: int) -> bytes:
        out: list[bytes] = []
        seen: set[int] = set()
        n = start
        while n < _FREE:
            if n in seen or len(seen) > self.sectors:
                raise ValueError("扇区链成环")
            seen.add(n)
            out.append(self._sector(n))
            if n >= len(self.fat):
                break
            n = self.fat[n]
        return b"".join(out)

    def names(self) -> set[str]:
        """Names of streams and storages, in lower case."""
        return {e.name.lower() for e in self.entries}

    def stream(self, name: str) -> bytes | None:
        """The content of the first stream of that name (in lower case); None when there is none. Raises ValueError for a circular
        chain."""
        entry = next((e for e in self.entries if e.kind == 2 and e.name.lower() == name), None)
        if entry is None:
            return None
        if entry.size >= self.cutoff:
            return self._chain(entry.start)[: entry.size]
        root = next((e for e in self.entries if e.kind == 5), None)
        if root is None:
            return None
        store, n = self._chain(root.start), entry.start
        out: list[bytes] = []
        seen: set[int] = set()
        while n < len(self.mini_fat) and n not in seen:
            seen.add(n)
            out.append(store[n * 64 : n * 64 + 64])
            n = self.mini_fat[n]
        return b"".join(out)[: entry.size]


def sniff_ole(data: bytes) -> str:
    """``doc``, ``xls``, ``ppt`` or ``encrypted``. Refused: ``not-supported``, ``damaged``."""
    file = Compound(data)
    names = file.names()
    if "encryptedpackage" in names or "encryptioninfo" in names:
        return "encrypted"
    for main in ("worddocument", "wpsdocument"):
        if main in names:
            try:
                head = (file.stream(main) or b"")[:32]
            except ValueError as e:
                raise Refused("damaged", reason=f"OLE 结构：{e}") from None
            # the fEncrypted bit of Word's file information block ([MS-DOC] 2.5.2)
            return "encrypted" if len(head) >= 12 and struct.unpack_from("<H", head, 10)[0] & 0x0100 else "doc"
    if names & {"workbook", "book"}:
        return "xls"
    if "powerpoint document" in names:
        return "ppt"
    raise Refused("not-supported", reason="OLE 文件：" + "、".join(sorted(names)[:4]))
