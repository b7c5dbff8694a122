"""How much a stranger's file may cost. Every limit ends in a problem row, never in a crash; raise them when a file is known."""

from __future__ import annotations

import time
from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Generous defaults: a form is 20–100 kB, a long report with pictures 50 MB.

    Sizes in bytes unless said otherwise. ``seconds`` is checked between steps (rows, pages, parts), so a reading may end a
    little later; LibreOffice gets ``office_seconds`` of its own, because it starts slowly.
    """

    file_bytes: int = 100 * MB
    archive_bytes: int = 4096 * MB
    entries: int = 200_000  # members of one archive
    part_bytes: int = 96 * MB  # one unpacked part of a document, for example document.xml
    total_bytes: int = 1024 * MB  # everything unpacked from one document
    ratio: int = 400  # unpacked : packed, looked at from ratio_from bytes on
    ratio_from: int = 8 * MB
    xml_nodes: int = 2_000_000  # tags of one XML part, half of it for HTML; a tree costs about 150 bytes each
    cells: int = 200_000  # of one table
    columns: int = 1_000  # a span wider than this is cut
    rows: int = 100_000  # a span higher than this is cut
    tables: int = 5_000
    nesting: int = 20  # tables in cells of tables
    archive_nesting: int = 3  # archives in archives
    text: int = 2_000_000  # characters of one cell or paragraph
    pages: int = 500  # of a PDF
    seconds: float = 20.0
    office_seconds: float = 90.0


class Deadline:
    """A point in time after which reading stops."""

    __slots__ = ("at",)

    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds

    def left(self) -> float:
        return self.at - time.monotonic()

    def passed(self) -> bool:
        return time.monotonic() > self.at
