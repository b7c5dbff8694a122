"""Zip files from strangers, read without ever writing to disk: bounded, checked, with Chinese names put right."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from operator import attrgetter
from pathlib import Path

from selfeval_nb.readers.guard.limits import MB, Limits
from selfeval_nb.readers.problems import Refused

_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
# What office programs and zip tools write. zipfile also unpacks bzip2 and LZMA, but with no bound on the memory it takes.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# Encrypted, patched or strongly encrypted: what zipfile has words for.
_ODD_FLAGS = 0x1 | 0x20 | 0x40
# Bytes that hold the end of any archive: the record with the longest comment, and before it what zip64 adds.
_TAIL = 65_535 + 22 + 20 + 56
# Forms are packed documents already; text shrinks to a tenth.
_WHOLE_RATIO = 100


class SafeZip:
    """A zip file whose members are read one at a time, each within the limits.

    Refused on opening: damaged, too many members, two members of one name, members that overlap. Sizes in the directory
    are not believed: what is unpacked is counted.
    """

    def __init__(self, source: bytes | Path, limits: Limits) -> None:
        self.limits = limits
        self.unpacked = 0
        self.data = source if isinstance(source, bytes) else None
        try:
            _check_directory(source, limits)
            self.zip = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
        except (
            zipfile.BadZipFile,
            OSError,
            ValueError,
            NotImplementedError,
            struct.error,
            OverflowError,
            RecursionError,
        ) as e:
            raise Refused("damaged", reason=f"压缩结构：{e}") from None
        infos = self.zip.infolist()
        if len(infos) > limits.entries:
            raise Refused("too-large", reason=f"压缩包内 {len(infos)} 项，上限 {limits.entries}")
        declared, packed = sum(i.file_size for i in infos), sum(i.compress_size for i in infos)
        if declared > limits.total_bytes and declared > _WHOLE_RATIO * max(packed, 1):
            raise Refused("archive-bomb", reason=f"解压后共 {declared / MB:.0f} MB，压缩后只有 {packed / MB:.0f} MB")
        self.infos: dict[str, zipfile.ZipInfo] = {}
        end = -1
        for info in sorted(infos, key=attrgetter("header_offset")):
            if info.header_offset < end:
                raise Refused("archive-bomb", reason="成员互相重叠")
            end = info.header_offset + 30 + info.compress_size
        for info in infos:
            name = member_name(info)
            if name in self.infos:
                raise Refused("archive-bomb", reason=f"成员重名：{name}")
            self.infos[name] = info

    def __contains__(self, name: str) -> bool:
        return name in self.infos

    def names(self) -> list[str]:
        """Member names in the order of the directory."""
        return list(self.infos)

    def read(self, name: str, most: int | None = None) -> bytes:
        """One member, unpacked. ``most`` bytes at the most (default: the limit for a part)."""
        info = self.infos[name]
        most = self.limits.part_bytes if most is None else most
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise Refused("encrypted", name)
        if info.compress_type not in _METHODS:
            raise Refused("not-supported", name, reason=f"压缩方法 {info.compress_type}")
        if info.file_size > most:
            raise Refused(
                "too-large", name, reason=f"{name} 解压后 {info.file_size / MB:.0f} MB，上限 {most / MB:.0f} MB"
            )
        whole = self._at_once(info)
        if whole is not None:
            self._count(name, info, len(whole), len(whole), most)
            return whole
        chunks: list[bytes] = []
        size = 0
        try:
            with self.zip.open(info) as f:
                while chunk := f.read(MB):
                    size += len(chunk)
                    self._count(name, info, len(chunk), size, most)
                    chunks.append(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error) as e:
            raise Refused("damaged", name, reason=f"{name}: {e}") from None
        except (NotImplementedError, RuntimeError) as e:  # unknown compression, encryption
            raise Refused("not-supported", name, reason=f"{name}: {e}") from None
        return b"".join(chunks)

    def _at_once(self, info: zipfile.ZipInfo) -> bytes | None:
        """A small and sound member of an archive in memory, unpacked in one step: zipfile's file objects take several times as
        long as the unpacking. None for any other, and whenever something is not as it should be: zipfile then says what."""
        data, at, most = self.data, info.header_offset, info.file_size
        if data is None or most > MB or info.flag_bits & _ODD_FLAGS or not info.orig_filename.isascii():
            return None
        if not 0 <= at <= len(data) - 30 or data[at : at + 4] != b"PK\x03\x04":
            return None
        name_length, extra_length = struct.unpack_from("<HH", data, at + 26)
        if data[at + 30 : at + 30 + name_length] != info.orig_filename.encode():
            return None
        begin = at + 30 + name_length + extra_length
        whole = data[begin : begin + info.compress_size]
        if info.compress_type == zipfile.ZIP_DEFLATED:
            stream = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                whole = stream.decompress(whole, most + 1)
            except zlib.error:
                return None
            if not stream.eof:
                return None
        return whole if len(whole) == most and zlib.crc32(whole) == info.CRC else None

    def _count(self, name: str, info: zipfile.ZipInfo, chunk: int, size: int, most: int) -> None:
        self.unpacked += chunk
        if size > most:
            raise Refused("too-large", name, reason=f"{name} 解压后超过 {most / MB:.0f} MB")
        if size > self.limits.ratio_from and size > self.limits.ratio * max(info.compress_size, 1):
            raise Refused("archive-bomb", name, reason=f"{name} 压缩比超过 {self.limits.ratio}")
        if self.unpacked > self.limits.total_bytes:
            raise Refused("too-large", name, reason=f"解压总量超过 {self.limits.total_bytes / MB:.0f} MB")

    def close(self) -> None:
        self.zip.close()


def _check_directory(source: bytes | Path, limits: Limits) -> None:
    """Refuses a directory too large to list, before zipfile builds an object for each member."""
    if isinstance(source, bytes):
        tail = source[-_TAIL:]
    else:
        with open(source, "rb") as f:
            f.seek(0, io.SEEK_END)
            f.seek(max(0, f.tell() - _TAIL))
            tail = f.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise zipfile.BadZipFile("没有目录，文件不完整")
    count, size = struct.unpack_from("<HI", tail, at + 10)
    if size != 0xFFFFFFFF and size > limits.entries * 400:
        raise Refused("too-large", reason=f"压缩包目录 {size / MB:.0f} MB（约 {count} 项以上）")
    # zipfile believes a larger directory only through the locator straight before the end
    zip64 = tail.rfind(b"PK\x06\x06") if tail[max(at - 20, 0) : at].startswith(b"PK\x06\x07") else -1
    if zip64 >= 0 and len(tail) >= zip64 + 56:
        (size64,) = struct.unpack_from("<Q", tail, zip64 + 40)
        if size64 > limits.entries * 400:
            raise Refused("too-large", reason=f"压缩包目录 {size64 / MB:.0f} MB")


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's name as typed. Windows tools of Chinese locale write GBK without saying so; zipfile reads that as cp437."""
    name = info.filename
    if info.flag_bits & _UTF8_FLAG or name.isascii():
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def is_link(info: zipfile.ZipInfo) -> bool:
    """Whether the member is a symbolic link (Unix mode in the external attributes)."""
    return info.create_system == 3 and stat.S_ISLNK(info.external_attr >> 16)
