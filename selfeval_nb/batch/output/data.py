"""The data files of a batch: the tables and the checks' answers as Parquet."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

GROUP = 2_000  # forms whose rows are in memory together


class ParquetFile:
    """A data file in the work folder, written some forms at a time: the same rows give the same bytes."""

    def __init__(self, name: str, work: str | Path) -> None:
        self.name = f"data/{name}.parquet"
        self.path = Path(work) / f"part-{name}.parquet"
        self._writer: Any = None

    def add(self, table: pa.Table) -> None:
        """The next rows."""
        import pyarrow.parquet as pq

        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, table.schema)
        self._writer.write_table(table)

    def close(self) -> tuple[str, str, str]:
        """Flush it to the disk: (path in the work folder, name in the output folder, SHA-256)."""
        self._writer.close()
        with open(self.path, "rb+") as file:
            os.fsync(file.fileno())
            return str(self.path), self.name, hashlib.file_digest(file, "sha256").hexdigest()


def written(name: str, tables: Iterable[pa.Table], work: str | Path) -> tuple[str, str, str]:
    """A data file from its parts."""
    file = ParquetFile(name, work)
    for table in tables:
        file.add(table)
    return file.close()


def pandas_types(name: str, table: pa.Table) -> pa.Table:
    """The table with what lets pandas read its columns as the types of forms.frames: whole numbers that may be missing, texts."""
    return table.replace_schema_metadata(_metadata(name))


@cache
def _metadata(name: str) -> dict[bytes, bytes]:
    import pyarrow as pa

    from selfeval_nb.forms.frames import tables_from

    empty = tables_from({n: [] for n in ("forms", "funds", "indicators")}, ())
    frame = getattr(empty, name)
    texts = {c: "string" for c in frame.columns if frame[c].dtype == object and not c.startswith("has_")}
    found: dict[bytes, bytes] = pa.Schema.from_pandas(frame.astype(texts), preserve_index=False).metadata
    return found
