"""Speed of reading Word forms, against the XML alone and against python-docx, in one run.

``python -m pytest tests/benchmarks/bench_readers.py -s`` or ``python -m tests.benchmarks.bench_readers [FILE.docx ...]``.
Prints the median of many runs and the two ratios; asserts nothing about absolute time. How many times faster than python-docx
a file is read depends on that file: python-docx also parses its styles, this reader does not. A bare file, such as a generator
writes without Word's styles, costs python-docx little more than its XML, and nothing that parses the XML can then be 15 times faster.
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
from docx.table import Table
from lxml import etree

from selfeval_nb.readers import read

FORMS = Path(__file__).parents[2] / "notebooks" / "forms"


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
    """Unzips the main part and parses it with lxml, no more: no other part, no check, no walk over the tree."""
    with zipfile.ZipFile(path) as z:
        etree.fromstring(z.read("word/document.xml"))


def python_docx(path: Path, nested: bool) -> None:
    """The text of the same cells, the way python-docx offers it: row by row. Paragraphs outside of tables are left out; tables
    in cells are looked for only where there are any, since looking takes time."""
    _cells(docx.Document(str(path)).tables, nested)


def _cells(tables: list[Table], nested: bool) -> None:
    for table in tables:
        for row in table.rows:
            for cell in row.cells:
                assert cell.text is not None
                if nested:
                    _cells(cell.tables, nested)


def measure(path: Path, rounds: int = 60) -> tuple[float, float, float]:
    """Seconds for (the XML alone, this reader, python-docx): medians of processor time, which other work on the machine hardly
    changes. The three take turns, so that what it does change falls on all of them."""
    nested = any(table.within is not None for table in read(path).tables)
    works: tuple[Callable[[Path], object], ...] = (xml_alone, read, lambda path: python_docx(path, nested))
    times: list[list[float]] = [[], [], []]
    for n in range(-1, rounds):  # the first round loads modules
        for work, found in zip(works, times, strict=True):
            if work is works[-1] and n % 5:  # by far the slowest
                continue
            began = time.process_time()
            work(path)
            if n >= 0:
                found.append(time.process_time() - began)
    alone, ours, theirs = map(statistics.median, times)
    return alone, ours, theirs


def report(path: Path) -> tuple[float, float]:
    alone, ours, theirs = measure(path)
    print(
        f"{path.name}: unzip and parse document.xml alone {alone * 1e3:.2f} ms; readers.read {ours * 1e3:.2f} ms, "
        f"{ours / alone:.2f} times that; the same cells through python-docx {theirs * 1e3:.1f} ms, {theirs / ours:.1f} times ours "
        f"({theirs / alone:.1f} times the XML alone)"
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


@pytest.mark.benchmark
@pytest.mark.parametrize("path", sorted(FORMS.glob("*.docx")), ids=lambda path: path.stem)
def test_reading_an_example_form_costs_little_more_than_parsing(path):
    ratios = [report(path) for _ in range(2)]
    assert min(x for x, _ in ratios) < 3
    # these files have hardly any styles: python-docx needs only 14 to 23 times what their XML does, which bounds what can be won
    assert max(x for _, x in ratios) > 7


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sample.docx")
        path.write_bytes(sample())
        for given in [path, *map(Path, sys.argv[1:])]:
            report(given)
