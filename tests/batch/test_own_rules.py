"""A batch with a reviewer's own rules and columns: they are judged, shown, and told where one cannot be used."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from selfeval_nb.batch.run import run_batch

FORMS = Path(__file__).parents[2] / "notebooks" / "forms"
COLUMNS = """
from selfeval_nb import derived

@derived("indicators", "name_length")
def name_length(f):
    return [float(len(t or "")) for t in f.frame("indicators")["level3"]]

@derived("indicators", "breaks")
def breaks(f):
    raise ValueError("not ready")
"""


def rule(id: str, column: str) -> dict:
    return {
        "type": "expect_column_values_to_be_between", "kwargs": {"column": column, "max_value": 1}, "severity": "warning",
        "meta": {"id": id, "grain": "indicators", "title": {"zh": "名称很长"}, "message": {"zh": "“{level3}”很长，请核实。"},
                 "where": "indicators[{indicator_no}].level3"},
    }  # fmt: skip


def test_a_batch_judges_by_own_rules_and_tells_what_broke(tmp_path: Path, capsys) -> None:
    inputs, own, columns, out = tmp_path / "in", tmp_path / "own.json", tmp_path / "mine.py", tmp_path / "out"
    inputs.mkdir()
    shutil.copy(next(FORMS.glob("01_*.docx")), inputs)
    columns.write_text(COLUMNS, "utf-8")
    own.write_text(
        json.dumps({"name": "own", "expectations": [rule("OWN-1", "name_length"), rule("OWN-2", "breaks")]}), "utf-8"
    )
    how = {"expectations": own, "columns": columns}
    summary = run_batch([inputs], out, jobs=1, **how)
    why = "自定列 indicators.breaks（mine.py）：第10行 ValueError: not ready"
    assert summary.broken == {"OWN-2": why}
    assert f"规则 OWN-2 不能使用，没有检查：{why}" in capsys.readouterr().err
    index = (out / "index.html").read_text("utf-8")
    assert "OWN-1" in index
    assert why in index
    pages = [p.read_text("utf-8") for p in out.glob("*.html") if p.name != "index.html"]
    assert len(pages) == summary.made == 2
    assert all("名称很长" in page and why in page for page in pages)
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["broken"] == {"OWN-2": why}
    assert "columns/mine.py" in manifest["ruleset"]
    import openpyxl

    book = openpyxl.load_workbook(out / "findings.xlsx", read_only=True)
    cells = {str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row if c}
    assert any("OWN-1" in c for c in cells)

    assert run_batch([inputs], out, jobs=1, **how).made == 0
    columns.write_text(
        COLUMNS.replace("raise ValueError", "return [0] * len(f.frame('indicators')); ValueError"), "utf-8"
    )
    again = run_batch([inputs], out, jobs=1, **how)
    assert (again.made, again.broken) == (2, {})
