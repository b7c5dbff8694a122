"""From what a person names (files, folders, archives) to single documents, safely and always in the same order."""

from __future__ import annotations

import contextlib
import os
import posixpath
import re
import zipfile
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from selfeval_nb.common.files import why
from selfeval_nb.common.own_output import KEYWORDS, NAME, commented, ending_of_no_document, is_output, manifest_files
from selfeval_nb.readers.guard.limits import MB, Limits
from selfeval_nb.readers.guard.zipsafe import SafeZip, is_link
from selfeval_nb.readers.problems import Refused, printable
from selfeval_nb.readers.sniff import HEAD, sniff, sniff_zip

# What operating systems and office programs leave behind; never a document.
#: Slugs of what was passed over: no document was lost with it.
PASSED = frozenset({"own-output", "no-document"})
_PROPERTIES, _MANIFEST = MB, 512 * MB
_LITTER = {"thumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information"}


@dataclass(frozen=True, slots=True)
class Source:
    """One document to read: a file, or a member of an archive (``members`` leads to it, archive in archive).

    ``name`` is what people see. ``refusal`` is set for what could not be expanded: (slug, facts); reading it gives a Document
    with that problem. A Source can be sent to another process.
    """

    name: str
    path: Path | None = None
    members: tuple[str, ...] = ()
    data: bytes | None = None
    refusal: tuple[str, tuple[tuple[str, str], ...]] | None = None

    @property
    def passed(self) -> bool:
        """Whether this is no document but says what was passed over."""
        return self.refusal is not None and self.refusal[0] in PASSED

    def load(self, limits: Limits) -> bytes:
        """The document's bytes. Raises Refused."""
        if self.refusal is not None:
            raise Refused(self.refusal[0], **dict(self.refusal[1]))
        if self.data is not None:
            return self.data
        assert self.path is not None
        if self.members:
            return _member(self.path, self.members, limits)
        return _file(self.path, limits.file_bytes)


def name_of(path: str | Path) -> str:
    """A path as people see it: its bytes read as UTF-8 whatever the locale of the process (C, POSIX) makes of them."""
    text = str(path)
    with contextlib.suppress(UnicodeError):  # else no name that this system could have given
        text = os.fsencode(text).decode("utf-8", "surrogateescape")
    return printable(text)


def expand(inputs: Iterable[str | Path], limits: Limits | None = None) -> Iterator[Source]:
    """Every document in the named files, folders and archives.

    In the order of ``inputs``; inside a folder or archive by name. Hidden files, ``~$`` lock files and system litter inside
    folders are passed over, symbolic links inside folders and unsafe archive entries yield a Source that reports them. Outputs of
    this program, programs and notes are passed over too, and a Source behind each input says how many (``passed``).
    """
    limits = limits or Limits.default()
    for given in inputs:
        path, shown = Path(given), name_of(given).rstrip("/\\") or "/"
        try:
            passed = _Passed(not path.is_dir())
            if path.is_dir():
                yield from _folder(path, shown, limits, passed)
            else:
                yield from _one(path, name_of(given), limits, passed)
        except ValueError as e:  # a NUL in the name
            yield _refused(name_of(given), "not-found", reason=str(e))
            continue
        yield from passed.told(shown)


class _Passed:
    """What was found and is no input: counted, and a few of it named. ``named``: a person named the file, so that a form with our
    comments is what they mean to look at."""

    def __init__(self, named: bool) -> None:
        self._named = named
        self._outputs: list[str] = []
        self._others: Counter[str] = Counter()

    def output(self, name: str) -> None:
        self._outputs.append(name)

    def note(self, ending: str) -> None:
        self._others[ending] += 1

    def is_one(self, name: str, head: bytes, kind: str) -> bool:
        """Whether the file with this beginning is none to be read; then it is counted."""
        if kind not in ("txt", "html", "unknown", "empty"):
            return False
        if is_output(head):
            self.output(name)
            return True
        ending = ending_of_no_document(name) if kind != "html" else ""
        if ending:
            self.note(ending)
        return bool(ending)

    def is_office(self, name: str, archive: SafeZip, kind: str) -> bool:
        """The same of a Word file or a workbook."""
        if kind in ("docx", "xlsx") and (_is_written(archive) or (not self._named and _is_annotated(archive))):
            self.output(name)
            return True
        return False

    def told(self, shown: str) -> Iterator[Source]:
        if self._outputs:
            some = "、".join(self._outputs[:3])
            yield _refused(shown, "own-output", count=len(self._outputs), reason=some)
        if self._others:
            some = "、".join(f"{ending} {n}" for ending, n in sorted(self._others.items())[:8])
            yield _refused(shown, "no-document", count=sum(self._others.values()), reason=some)


def _is_written(archive: SafeZip) -> bool:
    """Whether this program wrote the workbook or Word file."""
    try:
        return "docProps/core.xml" in archive and KEYWORDS.encode() in archive.read("docProps/core.xml", _PROPERTIES)
    except Refused:
        return False  # reading says what is wrong with it


def _is_annotated(archive: SafeZip) -> bool:
    """Whether a Word file is a form with our comments that nobody has changed since."""
    try:
        for name in archive.names():
            folder, _, last = name.rpartition("/")
            if last.startswith("comments") and last.endswith(".xml"):
                mark = f"<!--{NAME} ".encode()
                part = archive.read(name)
                if mark in part:
                    return any(
                        commented(archive.read(other)).encode() in part
                        for other in archive.names()
                        if other.rpartition("/")[0] == folder and other.endswith("document.xml")
                    )
    except Refused:
        return False  # reading says what is wrong with it
    return False


def _refused(name: str, slug: str, **facts: object) -> Source:
    return Source(name, refusal=(slug, tuple((k, str(v)) for k, v in facts.items())))


def _skipped(name: str) -> bool:
    # rulings (.jsonl) are kept beside the forms that they are about
    return name.startswith((".", "~$")) or name.lower() in _LITTER or name.lower().endswith(".jsonl")


def _order(name: str) -> list[tuple[int, int, str]]:
    """Sort key by which 2 comes before 10; digits of any script that int() reads."""
    return [(0, int(p), p) if p.isdecimal() else (1, 0, p) for p in re.split(r"(\d{1,18})", name) if p]


def _folder(folder: Path, shown: str, limits: Limits, passed: _Passed) -> Iterator[Source]:
    try:
        entries = sorted(os.scandir(folder), key=lambda e: _order(e.name))
    except OSError as e:
        yield _refused(shown, "unreadable", reason=why(e))
        return
    ours = _listed(folder)
    for entry in entries:
        if _skipped(entry.name):
            continue
        if entry.name in ours and not entry.is_symlink():
            passed.output(entry.name)
            continue
        name = f"{shown}/{name_of(entry.name)}"
        if entry.is_symlink():
            yield _refused(name, "link", reason=entry.name)
        elif entry.is_dir(follow_symlinks=False):
            if any(n.startswith(f"{entry.name}/") for n in ours):  # the data of a batch
                passed.output(f"{entry.name}/")
                continue
            yield from _folder(Path(entry.path), name, limits, passed)
        elif entry.is_file(follow_symlinks=False):
            yield from _one(Path(entry.path), name, limits, passed)
        else:
            yield _refused(name, "not-supported", reason="不是普通文件")


def _listed(folder: Path) -> frozenset[str]:
    """The files of a folder that a batch put there, by its manifest."""
    path = folder / "manifest.json"
    try:
        if path.is_symlink() or not path.is_file():
            return frozenset()
        return manifest_files(_file(path, _MANIFEST))
    except (OSError, Refused):
        return frozenset()


def _one(path: Path, shown: str, limits: Limits, passed: _Passed) -> Iterator[Source]:
    try:
        if not path.is_file():
            reason = "没有这个文件" if not path.exists() else "不是普通文件"
            yield _refused(shown, "not-found", reason=reason)
            return
        with open(path, "rb") as f:
            head = f.read(HEAD)
        size = path.stat().st_size
    except OSError as e:
        yield _refused(shown, "unreadable", reason=why(e))
        return
    found = sniff(head)[0]
    if passed.is_one(path.name, head, found):
        return
    if found != "zip":
        yield Source(shown, path)
        return
    if size > limits.archive_bytes:
        yield _refused(shown, "too-large", reason=f"{size / MB:.0f} MB，上限 {limits.archive_bytes / MB:.0f} MB")
        return
    try:
        archive = _open(path, (), limits)
        kind = sniff_zip(archive)
    except Refused as e:
        yield _refused(shown, e.slug, **e.facts)
        return
    if passed.is_office(path.name, archive, kind):
        return
    if kind != "archive":
        yield Source(shown, path)
    else:
        yield from _archive(path, (), shown, archive, _Nested(limits), passed)


class _Nested:
    """What the archives inside one archive may hold together: three levels of a thousand are a thousand million documents."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.entries = self.unpacked = 0

    def add(self, archive: SafeZip, size: int) -> None:
        self.entries += len(archive.infos)
        self.unpacked += size
        if self.entries > self.limits.nested_entries:
            raise Refused("archive-bomb", reason=f"内层压缩包共超过 {self.limits.nested_entries} 项")
        if self.unpacked > self.limits.total_bytes:
            raise Refused("archive-bomb", reason=f"内层压缩包共超过 {self.limits.total_bytes / MB:.0f} MB")


def _archive(
    path: Path, members: tuple[str, ...], shown: str, archive: SafeZip, nested: _Nested, passed: _Passed
) -> Iterator[Source]:
    found = False
    for name in sorted(archive.names(), key=_order):
        info = archive.infos[name]
        flat = name.replace("\\", "/")
        parts = [p for p in flat.split("/") if p]
        if flat.endswith("/") or not parts or any(_skipped(p) for p in parts if p not in ("..", ".")):
            continue
        found = True
        inner = f"{shown}/{printable(flat)}"
        if flat.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", flat) or "\0" in name:
            yield _refused(inner, "unsafe-path", reason=name)
        elif is_link(info):
            yield _refused(inner, "link", reason=name)
        else:
            yield from _inner(path, (*members, name), inner, archive, nested, passed)
    if not found:
        yield _refused(shown, "no-text")


def _inner(
    path: Path, members: tuple[str, ...], shown: str, outer: SafeZip, nested: _Nested, passed: _Passed
) -> Iterator[Source]:
    name, limits = members[-1], nested.limits
    try:
        with_head = _peek(outer, name)
    except Refused:
        yield Source(shown, path, members)  # reading says what is wrong
        return
    found = sniff(with_head)[0]
    if passed.is_one(name, with_head, found):
        return
    if found != "zip":
        yield Source(shown, path, members)
        return
    try:
        archive = _open(path, members, limits)
        kind = sniff_zip(archive)
    except Refused as e:
        yield _refused(shown, e.slug, **e.facts)
        return
    if passed.is_office(name, archive, kind):
        return
    if kind != "archive":
        yield Source(shown, path, members)
    elif len(members) >= limits.archive_nesting:
        yield _refused(shown, "archive-bomb", reason=f"压缩包嵌套超过 {limits.archive_nesting} 层")
    else:
        try:
            nested.add(archive, outer.infos[name].file_size)
        except Refused as e:
            yield _refused(shown, e.slug, **e.facts)
            return
        yield from _archive(path, members, shown, archive, nested, passed)


def _peek(archive: SafeZip, name: str) -> bytes:
    info = archive.infos[name]
    if info.flag_bits & 1:
        raise Refused("encrypted", name)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("not-supported", name)
    try:
        with archive.zip.open(info) as f:
            return f.read(HEAD)
    except Exception as e:  # zipfile raises many kinds; the full read names the fault
        raise Refused("damaged", name, reason=str(e)) from None


# A batch reads the members of one archive one after the other: the directory is parsed once.
_opened: OrderedDict[tuple[str, int, int, tuple[str, ...]], SafeZip] = OrderedDict()


def _open(path: Path, members: tuple[str, ...], limits: Limits) -> SafeZip:
    try:
        stat = path.stat()
    except OSError as e:
        raise Refused("unreadable", reason=why(e)) from None
    key = (os.fspath(path), stat.st_mtime_ns, stat.st_size, members)
    archive = _opened.get(key)
    if archive is not None and archive.limits == limits:
        _opened.move_to_end(key)
        archive.unpacked = 0
        return archive
    archive = SafeZip(path if not members else _member(path, members, limits), limits)
    _opened[key] = archive
    while len(_opened) > 4:
        # not closed here: an archive of archives is still being walked while those inside it push it out
        _opened.popitem(last=False)
    return archive


def _member(path: Path, members: tuple[str, ...], limits: Limits) -> bytes:
    archive = _open(path, members[:-1], limits)
    archive.unpacked = 0
    if members[-1] not in archive:
        raise Refused("damaged", reason=f"压缩包内没有 {posixpath.basename(members[-1])}")
    return archive.read(members[-1], limits.file_bytes)


def _file(path: Path, most: int) -> bytes:
    try:
        with open(path, "rb") as f:
            size = os.fstat(f.fileno()).st_size
            data = f.read(min(size, most) + 1)  # asked for the limit, Python would set aside 100 MB for every form
            if len(data) > size:  # a pipe, or a file that has grown
                data += f.read(most + 1 - len(data))
    except OSError as e:
        raise Refused("unreadable", reason=why(e)) from None
    except ValueError as e:
        raise Refused("not-found", reason=str(e)) from None
    if len(data) > most:
        raise Refused("too-large", reason=f"文件超过 {most / MB:.0f} MB")
    return data
