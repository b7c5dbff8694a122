"""Inputs and output folders at URLs: whatever fsspec knows (``s3://`` ``sftp://`` ``file://`` ``memory://`` …).

A batch works on files. So inputs at URLs are copied into the run's work folder before they are read; and a batch whose output
folder is a URL runs into a folder of the user's cache, from which what is new or changed is sent, the manifest last. When that
folder is gone, or another machine has written to the URL since, the manifest and the files that it lists are fetched first, so
that a further run still does only what changed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from selfeval_nb.batch.output.folder import BatchError, OutputFolder, file_digest
from selfeval_nb.batch.output.manifest import NAME, SEAL, files_of, is_output, parse_record
from selfeval_nb.batch.places.lease import Lease
from selfeval_nb.batch.progress import Progress
from selfeval_nb.common.files import save
from selfeval_nb.readers.guard.limits import MB, Limits

T = TypeVar("T")
AT_ONCE = 8  # transfers, where the file system can do several
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.:-]*://")


def is_url(place: object) -> bool:
    """Whether an input or output is a URL; anything else is a path of this machine. A Path never is one."""
    return isinstance(place, str) and _URL.match(place) is not None


def shown(url: str) -> str:
    """A URL, or a text with some, as messages name it: without a user's name and password, and the values of its query."""
    return re.sub(r"(?<=[?&])([^=&\s]+)=[^&\s]*", r"\1=…", re.sub(r"(?<=//)[^/@\s]*@", "", url))


def home_of(url: str) -> Path:
    """The folder on this machine into which a batch runs whose output folder is ``url``."""
    from platformdirs import user_cache_path

    key = hashlib.sha256(url.rstrip("/").encode()).hexdigest()[:32]
    return user_cache_path("selfeval-nb", appauthor=False) / "batch" / key / "out"


@dataclass(slots=True)
class Fetched:
    """Inputs on this machine, and those that could not be copied: (name, sentence)."""

    paths: list[Path] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)


def fetch_inputs(inputs: Iterable[str | Path], folder: Path, words: dict[str, str], progress: Progress) -> Fetched:
    """Copy inputs at URLs (files, folders, patterns such as ``s3://bucket/2024/*.docx``) into ``folder``, names kept; paths
    stay as they are. What cannot be copied costs a sentence. Raises BatchError when fsspec is not installed."""
    done = Fetched()
    for number, given in enumerate(inputs):
        if not is_url(given):
            done.paths.append(Path(given))
            continue
        url = str(given)
        progress.stage("fetch")
        library = _library(words)
        try:
            fs, root = library.url_to_fs(url)
            fs.invalidate_cache()
            tops = [root]
            if re.search(r"[*?\[]", root) and not fs.exists(root):
                tops = sorted(fs.glob(root))
                if not tops:
                    raise FileNotFoundError(words["no-match"])
            for k, top in enumerate(tops):
                _fetch_one(fs, top, url, folder / f"{number}-{k}", done, words, progress)
        except Exception as error:  # every file system has its own kinds of errors
            done.missing.append((shown(url), words["not-fetched"].format(why=_why(error))))
        progress.end()
    return done


def _fetch_one(
    fs: Any, top: str, url: str, place: Path, done: Fetched, words: dict[str, str], progress: Progress
) -> None:
    top = top.rstrip("/")
    target = place / (_plain(top.rpartition("/")[2]) or "input")
    about = fs.info(top)
    if about["type"] != "directory":
        files = {target: (top, about)}
        name = {target: shown(url) if top == url or url.endswith(top) else top}
    else:
        target.mkdir(parents=True)
        files, name = {}, {}
        for path, info in sorted(fs.find(top, detail=True).items()):
            # with a slash in front or without: that differs between the calls of some file systems
            below = path.strip("/").startswith(top.strip("/") + "/")
            inner = path.strip("/")[len(top.strip("/")) :].strip("/") if below else path
            parts = inner.split("/")
            if not below or any(_plain(part) != part for part in parts):
                done.missing.append((f"{shown(url)}: {inner}", words["not-fetched"].format(why=words["bad-name"])))
                continue
            at = target.joinpath(*parts)
            files[at], name[at] = (path, info), f"{shown(url).rstrip('/')}/{inner}"
    limits = Limits.default()
    most = max(limits.file_bytes, limits.archive_bytes)

    def get(at: Path) -> str:
        path, info = files[at]
        if info.get("islink"):
            return words["link"]
        if (info.get("size") or 0) > most:
            return words["too-large"].format(size=info["size"] / MB, most=most / MB)
        at.parent.mkdir(parents=True, exist_ok=True)
        fs.get_file(path, str(at))
        return ""

    for at, why in _each(fs, get, list(files)):
        if why:
            at.unlink(missing_ok=True)
            done.missing.append((name[at], words["not-fetched"].format(why=why)))
        progress.step(failed=bool(why))
    if about["type"] == "directory" or target.exists():
        done.paths.append(target)


class RemoteFolder:
    """An output folder at a URL, and the local one that stands for it while a batch runs."""

    def __init__(self, url: str, folder: OutputFolder, words: dict[str, str], progress: Progress) -> None:
        """Raises BatchError when there is no way to the URL."""
        self.url = url
        self._folder = folder
        self._words = words
        self._progress = progress
        self._note = folder.path.with_name("sent.json")  # the manifest that this machine last saw at the URL
        library = _library(words)
        try:
            from fsspec.spec import AbstractFileSystem

            self._fs, root = library.url_to_fs(url)
            self._root = root.rstrip("/")
            # elsewhere moving is copying, and a file that is sent is there only when it is whole
            self._renames = type(self._fs).mv is not AbstractFileSystem.mv
            self._fs.invalidate_cache()
            self._before = self._read(NAME)
        except Exception as error:
            raise self._error(error, "no-way") from error

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Keep other machines' batches away for the time of this one. Raises BatchError when one is there."""
        self._lease = Lease(self._fs, self._root, self._home(), self._words, shown(self.url))
        try:
            if self._renames:  # an object store needs no folders, and would make a bucket of a mistyped name
                self._fs.makedirs(self._root, exist_ok=True)
            self._lease.take()
            self._before = self._read(NAME)  # of a run that has just ended
        except BatchError:
            raise
        except Exception as error:
            raise self._error(error, "no-way") from error
        try:
            yield
        finally:
            self._lease.give_back()

    def fetch(self) -> None:
        """Bring the local folder to what lies at the URL, unless it is that already, or further."""
        if self._before is None:
            return
        digest = hashlib.sha256(self._before).hexdigest()
        if (self._folder.path / NAME).exists() and self._noted() == digest:
            return
        record = files_of(parse_record(self._before))
        names = [n for n, d in record.items() if is_output(n) and file_digest(self._folder.path / n) != d]
        self._progress.stage("fetch", len(names))

        def get(name: str) -> str:
            part = self._folder.work / f"fetched-{hashlib.sha256(name.encode()).hexdigest()[:16]}"
            try:
                self._fs.get_file(self._at(name), str(part))
            except FileNotFoundError:
                return ""  # somebody has removed it: it is made anew
            self._folder.publish(part, name)
            return ""

        for _, why in _each(self._fs, get, names):
            if why:
                raise self._error(why, "no-way")
            self._progress.step()
        self._folder.write(NAME, self._before)
        self._folder.write(SEAL, self._read(SEAL) or b"")
        self._write_note(digest)
        self._progress.end()

    def send(self, earlier: dict[str, str]) -> None:
        """Send what is new or changed, the manifest last; then remove what is no longer made. Only while ``held``.

        ``earlier``: what runs before this one have made, name -> SHA-256. Raises BatchError; the next run goes on.
        """
        raw = (self._folder.path / NAME).read_bytes()
        now = files_of(parse_record(raw))
        before = files_of(parse_record(self._before or b""))
        try:
            self._lease.check()
            if self._renames:
                self._fs.makedirs(f"{self._root}/data", exist_ok=True)
            there = self._sizes()
        except BatchError:
            raise
        except Exception as error:
            raise self._error(error) from error
        local = {name: (self._folder.path / name).stat().st_size for name in now}
        names = [n for n, digest in now.items() if before.get(n) != digest or there.get(n) != local[n]]
        self._progress.stage("send", len(names))
        for _, why in _each(self._fs, self._put, names):
            if why:
                raise self._error(why)
            self._progress.step()
        try:
            self._lease.check()
            if raw != self._before:
                if self._renames:
                    self._fs.makedirs(self._at(SEAL).rpartition("/")[0], exist_ok=True)
                self._put(SEAL)
                self._put(NAME)
            for name, digest in (earlier | before).items():
                if name in now or not is_output(name):
                    continue
                if _part(name) in there:  # of a sending that broke off
                    self._fs.rm_file(self._at(_part(name)))
                # as in a folder: only what a run of ours has put there, and as it was put there
                if name in there:
                    found = self._read(name)
                    if found is not None and hashlib.sha256(found).hexdigest() == digest:
                        self._fs.rm_file(self._at(name))
        except BatchError:
            raise
        except Exception as error:
            raise self._error(error) from error
        self._write_note(hashlib.sha256(raw).hexdigest())
        self._progress.end()

    def _put(self, name: str) -> str:
        source, target = str(self._folder.path / name), self._at(name)
        if not self._renames:
            self._fs.put_file(source, target)
            return ""
        part = self._at(_part(name))
        self._fs.put_file(source, part)
        self._fs.mv(part, target)
        return ""

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _read(self, name: str) -> bytes | None:
        try:
            data: bytes = self._fs.cat_file(self._at(name))
        except FileNotFoundError:
            return None
        return data

    def _sizes(self) -> dict[str, int | None]:
        """The files in the folder and in its ``data``: name -> bytes."""
        found: dict[str, int | None] = {}
        for inner in ("", "data/"):
            try:
                listed = self._fs.ls(self._at(inner).rstrip("/"), detail=True)
            except FileNotFoundError:
                continue  # an object store has no empty folders
            for info in listed:
                if info["type"] == "file":
                    found[inner + info["name"].rpartition("/")[2]] = info.get("size")
        return found

    def _home(self) -> str:
        """A name for the local folder, of which the lock lets one batch at a time use it."""
        path = self._folder.path.with_name("home")
        if not path.exists():
            save(path, uuid.uuid4().hex.encode())
        return path.read_text(encoding="ascii")

    def _noted(self) -> str:
        try:
            return str(json.loads(self._note.read_text(encoding="utf-8"))["manifest"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""  # not there yet, or half written by a run that was killed: fetched again then

    def _write_note(self, digest: str) -> None:
        save(self._note, json.dumps({"url": shown(self.url), "manifest": digest}).encode())

    def _error(self, why: object, said: str = "unreachable") -> BatchError:
        return BatchError(self._words[said].format(out=shown(self.url), why=_why(why)))


def _part(name: str) -> str:
    """The name under which a file is sent where it can be renamed then."""
    folder, slash, last = name.rpartition("/")
    return f"{folder}{slash}.{last}.part"


def _library(words: dict[str, str]) -> Any:
    try:
        import fsspec.core
    except ImportError:
        raise BatchError(words["no-fsspec"]) from None
    return fsspec.core


def _each(fs: Any, work: Callable[[T], str], items: Sequence[T]) -> Iterator[tuple[T, str]]:
    """``work`` on every item, several at once where the file system says that it can: (item, what went wrong or '')."""

    def guarded(item: T) -> str:
        try:
            return work(item)
        except Exception as error:  # every file system has its own kinds of errors; none may cost the other files
            return _why(error)

    if not getattr(fs, "async_impl", False):
        yield from ((item, guarded(item)) for item in items)
        return
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from zip(items, pool.map(guarded, items), strict=True)


def _plain(name: str) -> str:
    """A name that is one part of a path on this system, '' for one that is not."""
    return name if name not in (".", "..") and Path(name).name == name and "\0" not in name else ""


def _why(error: object) -> str:
    """An error in words, with its kind where it says nothing by itself; no password that a URL in it may hold."""
    if not isinstance(error, BaseException):
        return str(error)
    text = str(getattr(error, "strerror", None) or error)
    return shown(f"{type(error).__name__}: {text}" if text else type(error).__name__)
