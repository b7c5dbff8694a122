"""One batch at a time at a URL, as far as its store can tell: a small file that says who writes, and that goes on changing.

There is no lock at a URL that ends with its process. So a batch rewrites its file every few seconds, and one that finds a file of
another watches it for a while: if it changes, that batch is alive and this one is refused; if it does not, that batch was
killed, and its place is taken. No clocks are compared. Two that come in the same moment both look again after writing, and
before the manifest is sent: whoever finds the other's file stands back.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
import time
import uuid
from typing import Any

from selfeval_nb.batch.output.folder import BatchError

NAME = ".selfeval-lock.json"
BEAT = 10.0  # seconds between two writings
WATCH = 35.0  # seconds without a change after which the other is taken for dead
SETTLE = 1.0  # a store that looks and then writes needs less between the two


class Lease:
    """The right to write to a folder at a URL. ``home`` tells runs of this machine, of which there is only one at a time."""

    def __init__(self, fs: Any, root: str, home: str, words: dict[str, str], shown: str) -> None:
        self._fs = fs
        self._path = f"{root}/{NAME}"
        self._words = words
        self._shown = shown
        self._beat = 0
        self._own = {"run": uuid.uuid4().hex, "home": home, "pid": os.getpid(), "host": socket.gethostname()}
        self._ended = threading.Event()
        self._keeper: threading.Thread | None = None
        # where a file is not replaced at once, the keeper's writing would look to ``check`` like somebody else's
        self._turn = threading.Lock()

    def take(self) -> None:
        """Raises BatchError when another batch writes there; whatever the file system raises."""
        there = self._read()
        if there is not None and there.get("home") != self._own["home"]:
            self._watch(there)
        if there is None:
            with contextlib.suppress(FileExistsError):  # just now; the next look tells whose it is
                self._fs.pipe_file(self._path, self._text(), mode="create")
        else:
            self._fs.pipe_file(self._path, self._text())
        time.sleep(SETTLE)
        self.check()
        self._keeper = threading.Thread(target=self._keep, name="lease", daemon=True)
        self._keeper.start()

    def check(self) -> None:
        """Raises BatchError when another batch has taken the place."""
        with self._turn:
            there = self._read()
            if there is None:
                self._fs.pipe_file(self._path, self._text())  # somebody has tidied up
        if there is not None and there.get("run") != self._own["run"]:
            raise self._refused(there)

    def give_back(self) -> None:
        """Remove the file, if it is still ours. One that cannot be removed is found dead by the next run."""
        self._ended.set()
        if self._keeper is not None:
            self._keeper.join()
        with contextlib.suppress(Exception):  # whatever the file system raises: the batch is over, and was told
            there = self._read()
            if there is not None and there.get("run") == self._own["run"]:
                self._fs.rm_file(self._path)

    def _watch(self, there: dict[str, Any]) -> None:
        end = time.monotonic() + WATCH
        while time.monotonic() < end:
            time.sleep(min(BEAT, WATCH) / 5)
            now = self._read()
            if now is None:
                return
            if now != there:
                raise self._refused(now)

    def _keep(self) -> None:
        while not self._ended.wait(BEAT):
            with (
                self._turn,
                contextlib.suppress(Exception),
            ):  # the next beat, or the sending, says what is wrong with the place
                there = self._read()
                if there is not None and there.get("run") != self._own["run"]:
                    return  # ``check`` says so before the manifest is sent
                self._beat += 1
                self._fs.pipe_file(self._path, self._text())

    def _text(self) -> bytes:
        return json.dumps({**self._own, "beat": self._beat}).encode()

    def _read(self) -> dict[str, Any] | None:
        self._fs.invalidate_cache()
        try:
            found = json.loads(self._fs.cat_file(self._path))
        except FileNotFoundError:
            return None
        except ValueError:
            return {}  # being written, or by somebody else
        return found if isinstance(found, dict) else {}

    def _refused(self, there: dict[str, Any]) -> BatchError:
        who = self._words["holder"].format(**there) if {"pid", "host"} <= there.keys() else ""
        return BatchError(self._words["locked"].format(out=self._shown, who=who))
