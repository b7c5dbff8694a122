"""The data files of a batch: the tables and the checks' answers as Parquet."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from selfeval_nb.batch.output.folder import OutputFolder

if TYPE_CHECKING:
    import pandas as pd

    from selfeval_nb.forms.frames import Tables

_PLACES = ("table", "row", "col")  # missing where the layout has no such cell


def write_data(folder: OutputFolder, tables: Tables, judged: dict[str, pd.DataFrame]) -> dict[str, str]:
    """Write ``data/*.parquet``; returns name -> SHA-256. The same frames give the same bytes."""
    frames = {name: getattr(tables, name) for name in ("forms", "funds", "indicators", "problems")} | judged
    return {
        f"data/{name}.parquet": folder.write(f"data/{name}.parquet", to_parquet(frame))
        for name, frame in frames.items()
    }


def judged_frames(rows: dict[str, list[list[Any]]]) -> dict[str, pd.DataFrame]:
    """The frames of the checks' answers from their rows, ``form_id`` first (stage.judging.rows_of), as ``check`` orders columns."""
    import pandas as pd

    from selfeval_nb.checks.model import FINDING_COLUMNS
    from selfeval_nb.checks.run import OUTCOME_COLUMNS
    from selfeval_nb.checks.scoring.totals import SCORE_COLUMNS, TOTAL_COLUMNS

    columns = {
        "findings": FINDING_COLUMNS, "outcomes": OUTCOME_COLUMNS, "scores": SCORE_COLUMNS, "totals": TOTAL_COLUMNS,
    }  # fmt: skip
    frames = {}
    for name, some in rows.items():
        others = [c for c in columns[name] if c != "form_id"]
        frame = pd.DataFrame(some, columns=["form_id", *others])[list(columns[name])]
        frames[name] = frame.astype({c: "Int64" for c in _PLACES if c in frame})
    return frames


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
