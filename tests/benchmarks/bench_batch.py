"""How fast a batch is: against the stock tools, and against the least the same work can cost.

``python -m tests.benchmarks.bench_batch [FORMS]`` prints the figures; as a test (``pytest -m benchmark``) only ratios are held.
All of one run is measured on the same machine in the same minutes, with the same notebook, forms and checks.
"""

from __future__ import annotations

import ast
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = ROOT / "notebooks" / "review.ipynb"
WORKERS = 2


def make_forms(folder: Path, count: int) -> list[Path]:
    """``count`` different Word forms, made from the shipped samples by numbering the project's name."""
    samples = sorted((ROOT / "notebooks" / "forms").glob("*.docx"))
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number in range(count):
        packed = io.BytesIO()
        with zipfile.ZipFile(samples[number % len(samples)]) as source, zipfile.ZipFile(packed, "w", 8) as target:
            for info in source.infolist():
                data = source.read(info)
                if info.filename == "word/document.xml":
                    text = data.decode()
                    name = re.search(r"项目名称</w:t>.*?<w:t[^>]*>([^<]+)</w:t>", text, re.DOTALL)
                    if name:
                        data = f"{text[: name.end(1)]}{number:05d}{text[name.end(1) :]}".encode()
                target.writestr(info, data)
        path = folder / f"{number:05d}.docx"
        path.write_bytes(packed.getvalue())
        made.append(path)
    return made


def stock(forms: list[Path], out: Path) -> float:
    """Reports a minute of today's way: papermill's command, then jupyter nbconvert, a form at a time in each worker."""
    out.mkdir(parents=True, exist_ok=True)
    quiet: dict[str, Any] = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": ROOT}

    def one(form: Path) -> None:
        made = out / f"{form.stem}.ipynb"
        subprocess.run([sys.executable, "-m", "papermill", NOTEBOOK, made, "-p", "form", form], **quiet)
        subprocess.run([sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", "--no-input", made], **quiet)

    start = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(one, forms))
    assert len(list(out.glob("*.html"))) == len(forms)
    return len(forms) / (time.perf_counter() - start) * 60


def batch(forms: Path, out: Path, jobs: int = WORKERS) -> tuple[float, int]:
    """(seconds, reports) of a batch in a process of its own, start-up and all files included."""
    code = (
        "import sys; from selfeval_nb.batch.run import run_batch\n"
        "print(run_batch([sys.argv[1]], sys.argv[2], jobs=int(sys.argv[3]), progress=False).made)"
    )
    start = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-c", code, str(forms), str(out), str(jobs)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return time.perf_counter() - start, int(ran.stdout)


def floor(forms: list[Path], out: Path, *, together: bool) -> float:
    """Seconds a report of the same cells as a plain loop in one warm process: no papermill, no shell, no pool.

    ``together``: the forms are validated once, as in the batch, and the cells show what lies ready; else each is opened alone.
    """
    from nbformat import from_dict

    from selfeval_nb.checks.run import check
    from selfeval_nb.forms.frames import tables_of
    from selfeval_nb.forms.load import load_forms
    from selfeval_nb.report.exporter import export_notebook
    from selfeval_nb.review import shelf, store
    from selfeval_nb.review.build import build_reviews

    source = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    cells = [_split("".join(c["source"])) for c in source["cells"] if c["cell_type"] == "code"]
    out.mkdir(parents=True, exist_ok=True)

    def loop(paths: list[Path]) -> int:
        loaded = load_forms(paths)
        where = out / "shelf"
        if together:
            result = check(tables_of(loaded.forms, loaded.problems))
            for review in build_reviews(loaded.forms, result, loaded.problems):
                f = review.form
                key = shelf.key_for(f.sha256, f.form_no, preset="default", expectations=None, lang="zh")
                shelf.put(where, key, store.to_dict(review))
            os.environ[shelf.VARIABLE] = str(where)
        try:
            for form in loaded.forms:
                namespace: dict[str, Any] = {}
                shown = []
                for number, (body, last) in enumerate(cells):
                    exec(body, namespace)
                    if number == 0:
                        namespace |= {"form": form.file, "form_no": form.form_no}
                    if last is not None and (value := eval(last, namespace)) is not None:
                        data, metadata = value._repr_mimebundle_()
                        shown.append({"output_type": "execute_result", "data": data, "metadata": metadata})
                nb = from_dict(
                    {"metadata": {}, "cells": [{"cell_type": "code", "metadata": {}, "source": "", "outputs": shown}]}
                )
                (out / f"{form.form_id}.html").write_text(export_notebook(nb), encoding="utf-8")
        finally:
            os.environ.pop(shelf.VARIABLE, None)
        return len(loaded.forms)

    loop(forms[:6])  # warm
    start = time.perf_counter()
    done = loop(forms)
    return (time.perf_counter() - start) / done


def _split(source: str) -> tuple[Any, Any]:
    """A cell as statements and a last expression, None when it has none."""
    tree = ast.parse(source)
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = compile(ast.Expression(tree.body.pop().value), "cell", "eval")  # type: ignore[attr-defined]
    return compile(tree, "cell", "exec"), last


def start_up(form: Path) -> tuple[float, float]:
    """Seconds of ``selfeval check FORM`` and of ``import great_expectations``: the better of three each."""

    def best(command: list[str]) -> float:
        times = []
        for _ in range(3):
            start = time.perf_counter()
            subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
            times.append(time.perf_counter() - start)
        return min(times)

    check = best([sys.executable, "-m", "selfeval_nb.cli", "check", str(form)])
    return check, best([sys.executable, "-c", "import great_expectations"])


def measure(count: int, folder: Path) -> dict[str, float]:
    """All figures of one run."""
    forms = make_forms(folder / "forms", count)
    stock_rate = stock(forms[:4], folder / "stock")
    seconds, made = batch(folder / "forms", folder / "out")
    few = make_forms(folder / "few", 7)
    seconds_few, few_made = batch(folder / "few", folder / "out-two")
    steady = (made - few_made) / (seconds - seconds_few) * 60
    one_few, made_few = batch(folder / "few", folder / "out-few", jobs=1)
    one_many, made_many = batch(folder / "forms", folder / "out-one", jobs=1)
    together = floor(forms, folder / "floor", together=True)
    alone = floor(few, folder / "floor-alone", together=False)
    check, gx = start_up(forms[0])
    return {
        "stock, reports a minute": stock_rate,
        "batch, reports a minute": made / seconds * 60,
        "batch / stock": made / seconds * 60 / stock_rate,
        "batch, reports a minute without start-up": steady,
        "batch / stock, without start-up": steady / stock_rate,
        "batch, one worker, ms a report without start-up": (one_many - one_few) / (made_many - made_few) * 1000,
        "floor, validated together, ms a report": together * 1000,
        "floor, each form alone, ms a report": alone * 1000,
        "batch / floor together": (one_many - one_few) / (made_many - made_few) / together,
        "batch / floor alone": (one_many - one_few) / (made_many - made_few) / alone,
        "selfeval check, s": check,
        "import great_expectations, s": gx,
        "check / import": check / gx,
    }


@pytest.mark.benchmark
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_the_batch_against_the_stock_tools_and_the_floor(tmp_path: Path) -> None:
    figures = measure(120, tmp_path)
    print("\n" + table(figures))
    assert figures["batch / stock, without start-up"] >= 40
    assert figures["batch / floor together"] <= 2
    assert figures["check / import"] <= 1.3


def table(figures: dict[str, float]) -> str:
    return "\n".join(f"{name:50} {value:10.2f}" for name, value in figures.items())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print(table(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 120, Path(place))))
