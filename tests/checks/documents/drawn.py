"""Documents drawn in a test: a title and rows of cells parted by ``|`` (``^`` merged with the cell above, ``<`` with the one to the left;
the last cell of a short row reaches to the end)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from selfeval_nb.checks.model import CheckResult
from selfeval_nb.checks.run import check
from selfeval_nb.forms.frames import tables_of
from tests.generator.run import load_bytes
from tests.generator.sketch import read
from tests.generator.write_docx import write_docx


def findings(tmp_path: Path, title: str, rows: str, **options: object) -> pd.DataFrame:
    """What the rules say of a drawn table, written as a Word document and read by the loader."""
    return checked_text(tmp_path, f"# {title}", rows, **options)


def checked_text(tmp_path: Path, above: str, rows: str, **options: object) -> pd.DataFrame:
    """The same below lines of text of one's own (``# `` before a title)."""
    return _checked(tmp_path, above, rows, **options).findings


def checked(tmp_path: Path, title: str, rows: str, **options: object) -> CheckResult:
    """All that the checks say of a drawn table."""
    return _checked(tmp_path, f"# {title}", rows, **options)


def _checked(tmp_path: Path, above: str, rows: str, **options: object) -> CheckResult:
    path = tmp_path / "drawn.txt"
    lines = [line.strip() for line in rows.strip().splitlines()]
    width = max(line.count("|") for line in lines)
    body = "\n".join(line + " | <" * (width - line.count("|")) for line in lines)
    path.write_text(f"[text]\n{above}\n[table]\n{body}\n[key]\n", encoding="utf8")
    blocks, _ = read(path)
    return check(tables_of(load_bytes("form.docx", write_docx(blocks))), **options)  # type: ignore[arg-type]


def said(frame: pd.DataFrame, rule: str) -> list[tuple[str, str, str]]:
    """(severity, place, message) of what one rule says."""
    mine = frame[frame["rule_id"] == rule]
    return list(zip(mine["severity"], mine["where"], mine["message"], strict=True))
