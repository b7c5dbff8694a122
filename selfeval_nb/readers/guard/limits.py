"""How much a stranger's file may cost. Every limit ends in a problem row, never in a crash; raise them when a file is known."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass, fields
from functools import lru_cache

from selfeval_nb.common.errors import Sentence

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Generous defaults: a form is 20–100 kB, a long report with pictures 50 MB.

    Sizes in bytes unless said otherwise; seconds of work, not by the clock. ``seconds`` is checked between steps (rows, pages, parts), so a reading may end a
    little later; LibreOffice gets ``office_seconds`` of its own, because it starts slowly. ``Limits.default()`` is what is
    used where nothing else is said; the environment variable ``SELFEVAL_LIMITS`` changes it.
    """

    file_bytes: int = 100 * MB
    archive_bytes: int = 4096 * MB
    entries: int = 200_000  # members of one archive
    part_bytes: int = 96 * MB  # one unpacked part of a document, for example document.xml
    total_bytes: int = 1024 * MB  # everything unpacked from one document
    nested_entries: int = 10_000  # members of all archives inside one archive
    ratio: int = 400  # unpacked : packed, looked at from ratio_from bytes on
    ratio_from: int = 8 * MB
    xml_nodes: int = (
        2_000_000  # tags and attributes of one XML part, half of it for HTML; a tree costs about 150 bytes each
    )
    lines: int = 500_000  # of a text file
    cells: int = 200_000  # of one table
    columns: int = 1_000  # a span wider than this is cut
    rows: int = 100_000  # a span higher than this is cut
    tables: int = 5_000
    nesting: int = 20  # tables in cells of tables
    archive_nesting: int = 3  # archives in archives
    text: int = 200_000  # characters of one cell or paragraph
    total_text: int = 20_000_000  # characters of one document
    pages: int = 500  # of a PDF
    seconds: float = 6.0
    page_seconds: float = 1.0  # a PDF may take longer as long as its pages come at this pace
    form_seconds: float = 3.0  # to find a form in what was read; each one found gives the next as much again
    long_seconds: float = 40.0  # but no PDF, and no document of many forms, more than this
    bytes_a_second: int = (
        60_000  # of these: each so many bytes give one more second, so a small file may not ask for long work
    )
    apart_bytes: int = 4 * MB  # what is to be parsed: above this a document is read in a process of its own
    child_bytes: int = 288 * MB  # memory of that process
    office_seconds: float = 60.0  # by the clock; it starts slowly on a busy machine
    office_cpu: float = 6.0  # seconds of work; a plain document takes one or two
    office_bytes: int = 320 * MB  # memory of LibreOffice beside its program files; a plain document takes 160

    def longest(self, seconds: float, size: int) -> float:
        """What work of ``seconds`` may take on a document of ``size`` bytes whose pages or forms keep coming."""
        return max(seconds, min(seconds + size / self.bytes_a_second, self.long_seconds))

    @classmethod
    def default(cls) -> Limits:
        """The limits with what ``SELFEVAL_LIMITS`` says, such as ``seconds=60,file_bytes=300000000``. Raises LimitsError."""
        return _changed(os.environ.get("SELFEVAL_LIMITS", ""))


class LimitsError(Sentence, ValueError):
    """Why ``SELFEVAL_LIMITS`` cannot be used, in one sentence."""


@lru_cache(maxsize=4)
def _changed(given: str) -> Limits:
    known = {f.name: f.type for f in fields(Limits)}
    values: dict[str, float] = {}
    for item in filter(None, (part.strip() for part in given.split(","))):
        name, _, value = item.partition("=")
        try:
            number = float(value)
        except ValueError:
            number = -1.0
        if name.strip() not in known or not 0 < number < 1e15:
            raise LimitsError(
                f"环境变量 SELFEVAL_LIMITS 中的“{item}”不能用，应写成 名称=正数，名称为 {'、'.join(known)} 之一。"
            )
        values[name.strip()] = number if known[name.strip()] == "float" else int(number)
    return Limits(**values)  # type: ignore[arg-type]


class Deadline:
    """The end of what a reading may take, begun in this thread. ``seconds`` is how long that is.

    Counted is the thread's own working time where the system tells it: on a machine that is busy with other things a form takes
    long by the clock, and its report should not depend on that.
    """

    __slots__ = ("_clock", "began", "seconds")

    def __init__(self, seconds: float) -> None:
        of = getattr(time, "pthread_getcpuclockid", None)
        self._clock: int | None = of(threading.get_ident()) if of is not None else None
        self.began = self._now()
        self.seconds = seconds

    def _now(self) -> float:
        return time.monotonic() if self._clock is None else time.clock_gettime(self._clock)

    def left(self) -> float:
        return self.began + self.seconds - self._now()

    def extend(self, seconds: float, most: float) -> None:
        """Moves the end to ``seconds`` from now, never more than ``most`` from the beginning and never back."""
        self.seconds = max(self.seconds, min(self._now() - self.began + seconds, most))

    def passed(self) -> bool:
        return self.left() < 0
