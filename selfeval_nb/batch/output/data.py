"""The data files of a batch: the tables and the checks' answers as Parquet."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selfeval_nb.batch.output.folder import OutputFolder, file_digest

if TYPE_CHECKING:
    import pandas as pd

    from selfeval_nb.forms.frames import Tables

GROUP = 2_000  # forms whose rows are in memory together
_WHOLE = frozenset({"table", "row", "col", "form_no", "indicator_no", "count"})
_NUMBERS = frozenset({"weight", "score", "low", "high", "ratio", "self_score", "difference"})
Rows = dict[str, list[list[Any]]]


def write_tables(folder: OutputFolder, tables: Tables) -> dict[str, str]:
    """Write the tables of the forms as ``data/*.parquet``; returns name -> SHA-256. The same frames give the same bytes."""
    return {
        f"data/{name}.parquet": folder.write(f"data/{name}.parquet", to_parquet(getattr(tables, name)))
        for name in ("forms", "funds", "indicators", "problems")
    }


class JudgedFiles:
    """The checks' answers as ``data/*.parquet``, written some thousand forms at a time: a batch has hundreds of rows a form."""

    def __init__(self, folder: OutputFolder) -> None:
        from selfeval_nb.checks.judging.outcomes import OUTCOME_COLUMNS
        from selfeval_nb.checks.model import FINDING_COLUMNS
        from selfeval_nb.checks.scoring.totals import SCORE_COLUMNS, TOTAL_COLUMNS

        self.columns: dict[str, tuple[str, ...]] = {
            "findings": FINDING_COLUMNS, "outcomes": OUTCOME_COLUMNS, "scores": SCORE_COLUMNS, "totals": TOTAL_COLUMNS,
        }  # fmt: skip
        self._folder = folder
        self._rows: Rows = {name: [] for name in self.columns}
        self._forms = 0
        self._writers: dict[str, Any] = {}

    def add(self, form_id: str, rows: Rows) -> None:
        """The rows of one form, in the order of the columns without ``form_id`` (stage.judging.rows_of)."""
        for name, some in rows.items():
            self._rows[name] += ([form_id, *row] for row in some)
        self._forms += 1
        if self._forms == GROUP:
            self._write()

    def close(self) -> dict[str, str]:
        """Move the files to their places; name -> SHA-256."""
        self._write()
        made = {}
        for name, writer in self._writers.items():
            writer.close()
            place = self._place(name)
            digest = file_digest(place)
            assert digest is not None
            made[f"data/{name}.parquet"] = digest
            self._folder.publish(place, f"data/{name}.parquet")
        return made

    def _place(self, name: str) -> Path:
        return self._folder.work / f"judged-{name}.parquet"

    def _write(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        for name, columns in self.columns.items():
            kinds = {
                c: pa.int64() if c in _WHOLE else pa.float64() if c in _NUMBERS else pa.large_string() for c in columns
            }
            values = dict(
                zip(
                    ("form_id", *(c for c in columns if c != "form_id")),
                    zip(*self._rows[name], strict=True),
                    strict=False,
                )
            )
            arrays = [_array(values.get(c, ()), kind) for c, kind in kinds.items()]
            if name not in self._writers:
                self._writers[name] = pq.ParquetWriter(self._place(name), pa.schema(list(kinds.items())))
            self._writers[name].write_table(pa.table(arrays, names=list(columns)))
            self._rows[name] = []
        self._forms = 0


def _array(values: Sequence[Any], kind: Any) -> Any:
    import pyarrow as pa

    try:
        return pa.array(values, type=kind)
    except (pa.ArrowTypeError, pa.ArrowInvalid, UnicodeEncodeError):  # a lone surrogate of an undecodable name
        return pa.array(
            [None if v is None else str(v).encode("utf-8", "backslashreplace").decode() for v in values], kind
        )


def write_rows(folder: OutputFolder, rows: list[dict[str, Any]]) -> dict[str, str]:
    """Write ``data/index.parquet``, the rows of the index, for portfolio.ipynb; returns name -> SHA-256."""
    import pandas as pd

    name = "data/index.parquet"
    return {name: folder.write(name, to_parquet(pd.DataFrame(rows)))}


def to_parquet(frame: pd.DataFrame) -> bytes:
    """A frame as Parquet; columns of mixed kinds become text, lists and mappings their JSON."""
    plain = frame.reset_index(drop=True).copy()
    for column in plain.columns:
        if plain[column].dtype == object:
            plain[column] = _column(plain[column])
    buffer = io.BytesIO()
    plain.to_parquet(buffer, index=False)
    return buffer.getvalue()


def _column(values: pd.Series) -> pd.Series:
    import pandas as pd

    def plain(value: Any) -> Any:
        if isinstance(value, (list, tuple, dict)):
            return json.dumps(value, ensure_ascii=False)
        if value is None or (not isinstance(value, str) and pd.isna(value)):
            return None
        # a lone surrogate (an undecodable file name) has no UTF-8
        return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value

    result = values.map(plain)
    kinds = {type(v) for v in result if v is not None}
    if len(kinds) > 1 and not kinds <= {int, float, bool}:
        result = result.map(lambda v: None if v is None else str(v))
    return result.astype("string") if not kinds or str in kinds or len(kinds) > 1 else result
