"""Speed of reading Word forms, against the XML alone and against python-docx, in one run.

``python -m pytest tests/benchmarks/bench_readers.py -s`` or ``python -m tests.benchmarks.bench_readers [FILE.docx ...]``.
Prints the median of many runs and the two ratios; asserts nothing about absolute time.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from lxml import etree

from selfeval_nb.readers import read


def sample() -> bytes:
    """Two forms of 30 rows in the standard layout, as python-docx writes them."""
    document = docx.Document()
    for form in range(2):
        document.add_paragraph("项目支出绩效自评表")
        table = document.add_table(31, 9, style="Table Grid")
        table.cell(0, 1).merge(table.cell(0, 8))
        table.cell(4, 0).merge(table.cell(8, 0))
        table.cell(12, 0).merge(table.cell(29, 0))
        table.cell(12, 1).merge(table.cell(20, 1))
        for r, row in enumerate(table.rows):
            for c, cell in enumerate(dict.fromkeys(row.cells)):
                cell.text = f"第{form}表{r}行{c}格" if not cell.text else cell.text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xml_alone(path: Path) -> None:
    with zipfile.ZipFile(path) as z:
        etree.fromstring(z.read("word/document.xml"))


def python_docx(path: Path) -> None:
    for table in docx.Document(str(path)).tables:
        for row in table.rows:
            for cell in row.cells:
                assert cell.text is not None


def median(work: Callable[[], object], runs: int) -> float:
    """Median seconds of processor time, which other work on the machine hardly changes."""
    times = []
    for _ in range(runs):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return statistics.median(times)


def measure(path: Path, runs: int = 60) -> tuple[float, float, float]:
    """Seconds for (the XML alone, this reader, python-docx)."""
    read(path)
    python_docx(path)
    return (
        median(lambda: xml_alone(path), runs),
        median(lambda: read(path), runs),
        median(lambda: python_docx(path), max(3, runs // 10)),
    )


def report(path: Path) -> tuple[float, float]:
    alone, ours, theirs = measure(path)
    print(
        f"{path.name}: XML alone {alone * 1e3:.2f} ms, readers.read {ours * 1e3:.2f} ms ({ours / alone:.2f} times the XML alone), "
        f"python-docx {theirs * 1e3:.1f} ms ({theirs / ours:.1f} times ours)"
    )
    return ours / alone, theirs / ours


@pytest.mark.benchmark
def test_reading_costs_little_more_than_parsing(tmp_path):
    path = tmp_path / "sample.docx"
    path.write_bytes(sample())
    # the best of three, since other work on the machine only ever adds
    ratios = [report(path) for _ in range(3)]
    assert min(x for x, _ in ratios) < 3
    assert max(x for _, x in ratios) > 15


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sample.docx")
        path.write_bytes(sample())
        for given in [path, *map(Path, sys.argv[1:])]:
            report(given)
