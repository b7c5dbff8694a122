"""What a batch has made, from what: the record by which the next run knows what is left to do.

``OUT/manifest.json`` is written at the end and holds no times: two undisturbed runs write the same bytes. While a run goes on,
each finished form is a line in ``OUT/.selfeval/journal.jsonl``; a run that was killed leaves it, and the next one begins with it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from selfeval_nb.batch.folder import INNER, OutputFolder, file_digest

SCHEMA = 1
NAME = "manifest.json"


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
        self.known: dict[str, Entry] = {}
        self.made: dict[str, str] = {}  # what earlier runs put into the folder: name -> SHA-256
        for entry in self._read():
            self.made |= entry.outputs
            if not forget:
                self.known[entry.key] = entry
        self._file = open(self._journal, "a", encoding="utf-8", errors="surrogatepass")  # noqa: SIM115

    def _read(self) -> Iterable[Entry]:
        path = self._folder.path / NAME
        try:
            data = json.loads(path.read_text(encoding="utf-8", errors="surrogatepass"))
            if data.get("schema") == SCHEMA:
                for record in data["forms"]:
                    yield Entry(**record)
        except (OSError, ValueError, TypeError, KeyError):
            pass  # none yet, or not ours: everything is made anew
        try:
            lines = self._journal.read_text(encoding="utf-8", errors="surrogatepass").splitlines()
        except OSError:
            return
        for line in lines:
            try:
                yield Entry(**json.loads(line))
            except (ValueError, TypeError):
                continue  # the last line of a run that was killed

    def finished(self, key: str) -> Entry | None:
        """The entry made with this key, if it went well and its files are there unchanged."""
        entry = self.known.get(key)
        if entry is None or entry.status != "done" or not entry.outputs:
            return None
        for name, digest in entry.outputs.items():
            if file_digest(self._folder.path / name) != digest:
                return None
        return entry

    def note(self, entry: Entry) -> None:
        """Record a finished form. A line at a time: what is half written is not believed."""
        self._file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
        self._file.flush()

    def close(self, data: dict[str, Any], entries: list[Entry], others: Iterable[str]) -> None:
        """Write the manifest, drop the journal, remove what earlier runs made and this one no longer has."""
        record = {"schema": SCHEMA, **data, "forms": [asdict(e) for e in entries]}
        self._folder.write(NAME, json.dumps(record, ensure_ascii=False, indent=1) + "\n")
        self._folder.settle()
        self.abandon()
        os.unlink(self._journal)
        keep = {name for e in entries for name in e.outputs} | set(others)
        for name in self.made.keys() - keep:
            path = self._folder.path / name
            # only what a run of ours recorded, directly in the folder, and as it was written: nobody has put it to use
            if Path(name).name == name and file_digest(path) == self.made[name]:
                path.unlink()

    def abandon(self) -> None:
        """Stop writing; the journal stays for the next run."""
        self._file.close()
