"""How far a batch is, on stderr: one moving line on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from selfeval_nb.readers.problems import printable

EVERY_ON_TERMINAL = 0.2  # seconds
EVERY_ELSEWHERE = 10.0


class Progress:
    """Counts what is done of a stage. ``None`` as stream keeps silent."""

    def __init__(self, words: dict[str, str], stream: TextIO | None) -> None:
        self.words = words
        self.stream = stream
        self.terminal = bool(stream and stream.isatty())
        self.failed = 0
        self._stage = ""
        self._done = 0
        self._total: int | None = None
        self._start = self._said = 0.0
        self._first: tuple[float, int] | None = None  # when the first steps were done, and how many
        self._width = 0

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a stage of ``total`` steps (None: not known yet)."""
        self.end()
        self._stage, self._total, self._done = name, total, 0
        self._start, self._first = time.monotonic(), None
        self._said = self._start if not self.terminal else 0.0

    def step(self, n: int = 1, *, failed: bool = False) -> None:
        """``n`` more are done."""
        self._done += n
        self.failed += failed
        now = time.monotonic()
        self._first = self._first or (now, n)
        if now - self._said >= (EVERY_ON_TERMINAL if self.terminal else EVERY_ELSEWHERE):
            self._said = now
            self._show(self.line(now))

    def line(self, now: float) -> str:
        """The line to show at ``now`` (seconds of the monotonic clock)."""
        w = self.words
        rate = self._done / max(now - self._start, 1e-6)
        known = False
        if self._first is not None and self._done > self._first[1]:
            # what came before the first step (workers that start, workbooks written first) says nothing about the others
            rate, known = (self._done - self._first[1]) / max(now - self._first[0], 1e-6), True
        left = ""
        if known and self._total and self._done < self._total:
            left = w["left"].format(time=_duration(w, (self._total - self._done) / rate))
        return w["progress"].format(
            stage=w[f"stage-{self._stage}"],
            done=self._done,
            of=w["of"].format(total=self._total) if self._total is not None else "",
            rate=rate,
            left=left,
            failed=w["failed"].format(n=self.failed) if self.failed else "",
        )

    def _show(self, line: str) -> None:
        if self.stream is None:
            return
        if self.terminal:
            columns = sum(2 if ord(c) > 0x2E80 else 1 for c in line)
            self.stream.write("\r" + line + " " * max(0, self._width - columns))
            self._width = columns
        else:
            self.stream.write(line + "\n")
        self.stream.flush()

    def end(self) -> None:
        """Finish the moving line."""
        if self.stream is not None and self.terminal and self._stage:
            self._show(self.line(time.monotonic()))
            self.stream.write("\n")
            self.stream.flush()
        self._stage = ""
        self._width = 0

    def say(self, line: str) -> None:
        """A line of its own. Control characters of file names do not reach the terminal."""
        if self.stream is not None:
            self.stream.write(printable(line) + "\n")
            self.stream.flush()


def _duration(words: dict[str, str], seconds: float) -> str:
    if seconds < 90:
        return words["seconds"].format(n=seconds)
    if seconds < 5400:
        return words["minutes"].format(n=seconds / 60)
    return words["hours"].format(n=seconds / 3600)


def to_stderr() -> TextIO:
    return sys.stderr
