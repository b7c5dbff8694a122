"""What a batch has made, from what: the record by which the next run knows what is left to do.

``OUT/manifest.json`` is written at the end and holds no times: two undisturbed runs write the same bytes. While a run goes on,
each finished form is a line in ``OUT/.selfeval/journal.jsonl``; a run that was killed leaves it, and the next one begins with it.

A folder may come from somebody else, with reports that were never made here and a manifest that lists them. So what is noted is
believed only under the user's own key: the manifest by ``OUT/.selfeval/seal``, each line of the journal by the code before it.
Without them everything is made again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TextIO

from selfeval_nb.batch.output.folder import INNER, OutputFolder, file_digest
from selfeval_nb.batch.output.secret import user_secret
from selfeval_nb.common.files import NO_FOLLOW
from selfeval_nb.review.shape import ShapeError, shaped

SCHEMA = 1
NAME = "manifest.json"
SEAL = f"{INNER}/seal"


@dataclass(slots=True)
class Entry:
    """One form of a batch. ``key`` digests all that its outputs depend on; ``outputs``: name -> SHA-256."""

    form_id: str
    file: str
    form_no: int
    sha256: str
    key: str
    status: str = "done"  # or failed
    detail: str = ""
    outputs: dict[str, str] = field(default_factory=dict)


class Ledger:
    """The entries of earlier runs, and the journal of this one."""

    def __init__(self, folder: OutputFolder, *, forget: bool = False) -> None:
        self._folder = folder
        self._journal = folder.path / INNER / "journal.jsonl"
        self._seal = _Seal(user_secret())
        raw = _bytes(folder.path / NAME)
        self.record = parse_record(raw)  # the last complete run, {} when there is none
        self.interrupted = self._journal.exists()
        self.known: dict[str, Entry] = {}
        self.made: dict[str, str] = dict(self.record.get("files", {}))  # what earlier runs put here: name -> SHA-256
        ours = self._seal.fits(raw, _bytes(folder.path / SEAL).decode("ascii", "replace"))
        noted = list(_entries(self._seal.read(_bytes(self._journal))))
        for entry in [*_entries(self.record.get("forms", [])), *noted]:
            self.made |= entry.outputs
        if not forget:
            believed = [*(_entries(self.record.get("forms", [])) if ours else ()), *noted]
            self.known = {entry.key: entry for entry in believed}
        self._file: TextIO | None = None

    def unchanged(self, inputs: str) -> list[Entry] | None:
        """The entries of the last run, when it was made from the same ``inputs``, went well, and all is still as it left it."""
        if self.interrupted or not self.known or self.record.get("inputs") != inputs or self.record.get("unread"):
            return None
        entries = list(_entries(self.record["forms"]))
        if any(e.status != "done" for e in entries):
            return None
        if any(file_digest(self._folder.path / name) != digest for name, digest in self.made.items()):
            return None
        return entries

    def finished(self, key: str) -> Entry | None:
        """The entry made with this key, if it went well and its files are there unchanged."""
        entry = self.known.get(key)
        if entry is None or entry.status != "done" or not entry.outputs:
            return None
        for name, digest in entry.outputs.items():
            if file_digest(self._folder.path / name) != digest:
                return None
        return entry

    def gone(self, entries: Iterable[Entry]) -> list[str]:
        """The forms of the last complete run, as ``file #number``, that this one has neither by content nor by name."""
        now = list(entries)
        here = {e.form_id for e in now} | {(e.file, e.form_no) for e in now}
        before = _entries(self.record.get("forms", []))
        return [f"{e.file} #{e.form_no}" for e in before if not here & {e.form_id, (e.file, e.form_no)}]

    def note(self, entry: Entry) -> None:
        """Record a finished form. A line at a time: what is half written is not believed."""
        if self._file is None:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | NO_FOLLOW
            self._file = os.fdopen(os.open(self._journal, flags, 0o644), "a", encoding="utf-8", errors="surrogatepass")
            self._file.write("\n")  # ends a line that a killed run left open
        self._file.write(self._seal.line(json.dumps(asdict(entry), ensure_ascii=False)) + "\n")
        self._file.flush()

    def close(self, data: dict[str, Any], entries: list[Entry], files: dict[str, str]) -> None:
        """Write the manifest, drop the journal, remove what earlier runs made and this one no longer has."""
        record = {"schema": SCHEMA, **data, "files": dict(sorted(files.items())), "forms": [asdict(e) for e in entries]}
        text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
        self._folder.write(NAME, text)
        self._folder.write(SEAL, self._seal.code(text.encode("utf-8", "surrogatepass")))
        self._folder.settle()
        self.abandon()
        self._journal.unlink(missing_ok=True)
        keep = {name for e in entries for name in e.outputs} | files.keys()
        for name in self.made.keys() - keep:
            path = self._folder.path / name
            # only what a run of ours recorded, where a batch writes, and as it was written: nobody has put it to use
            if is_output(name) and file_digest(path) == self.made[name]:
                path.unlink()

    def abandon(self) -> None:
        """Stop writing; a journal stays for the next run."""
        if self._file is not None:
            self._file.close()
            self._file = None


def is_output(name: str) -> bool:
    """Whether a batch writes files of this name: directly in its folder, or in ``data``. A manifest may have been tampered with."""
    folder, _, last = name.rpartition("/")
    return folder in ("", "data") and Path(last).name == last != ""


def files_of(record: dict[str, Any]) -> dict[str, str]:
    """All files that a manifest lists beside itself: name -> SHA-256."""
    files: dict[str, str] = dict(record.get("files", {}))
    for entry in _entries(record.get("forms", [])):
        files |= entry.outputs
    return files


def parse_record(raw: bytes) -> dict[str, Any]:
    """A manifest from its bytes; {} for one that is not ours: everything is made anew then."""
    try:
        record = json.loads(raw.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(record, dict) or record.get("schema") != SCHEMA:
        return {}
    shapes = {
        "files": dict[str, str],
        "forms": list[Any],
        "unread": list[Any],
        "findings": dict[str, int],
        "suggestions": dict[str, int],
    }
    try:
        for name, shape in shapes.items():
            if name in record:
                shaped(shape, record[name], name)
    except ShapeError:
        return {}
    return record


class _Seal:
    """Codes over what this user's runs have noted; without a key nothing fits."""

    def __init__(self, secret: bytes | None) -> None:
        self._secret = secret

    def code(self, raw: bytes) -> str:
        """The code of some bytes, "" without a key."""
        return "" if self._secret is None else hmac.new(self._secret, b"manifest " + raw, hashlib.sha256).hexdigest()

    def fits(self, raw: bytes, code: str) -> bool:
        return self._secret is not None and hmac.compare_digest(self.code(raw).encode(), code.strip().encode())

    def line(self, text: str) -> str:
        """A line of the journal: the code, a blank, the text."""
        return f"{self.code(text.encode('utf-8', 'surrogatepass'))} {text}"

    def read(self, raw: bytes) -> Iterator[Any]:
        """The values of the lines that fit; the last one of a run that was killed does not."""
        for line in raw.split(b"\n"):
            code, _, text = line.partition(b" ")
            if text and self.fits(text, code.decode("ascii", "replace")):
                yield json.loads(text.decode("utf-8", "surrogatepass"))


def _bytes(path: Path) -> bytes:
    """What a regular file holds, b"" where there is none; never follows a link nor waits for a pipe."""
    try:
        handle = os.open(path, os.O_RDONLY | NO_FOLLOW | getattr(os, "O_BINARY", 0))
    except OSError:
        return b""
    with os.fdopen(handle, "rb") as file:
        return file.read() if stat.S_ISREG(os.fstat(handle).st_mode) else b""


def _entries(records: Iterable[Any]) -> Iterator[Entry]:
    for record in records:
        try:
            yield shaped(Entry, record)
        except ShapeError:
            continue  # of another version of this program, or damaged
