"""How fast a batch is: against the stock tools, and against the least the same work can cost.

``python -m tests.benchmarks.bench_batch [FORMS]`` prints the figures and whether the aims are met; as a test, which runs only
when this file is named (``pytest tests/benchmarks/bench_batch.py``), only ratios are held. All of one run is measured on the same machine in the same minutes, with the same notebook,
forms and checks, the stock tools before and after the batch. Processor time is measured beside the clock: on a machine that
has other work to do it is what can be compared.
"""

from __future__ import annotations

import ast
import contextlib
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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped,unused-ignore]
import pytest

from selfeval_nb.common import how
from tests.compiled import compile_package

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


@dataclass(frozen=True, slots=True)
class Cost:
    """What so many reports took: seconds by the clock, and of processor time of all processes."""

    reports: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Reports a minute by the clock."""
        return self.reports / self.seconds * 60

    @property
    def ms(self) -> float:
        """Processor time of a report."""
        return self.cpu / self.reports * 1000


def ran(command: list[Any], fine: tuple[int, ...] = (0,)) -> tuple[str, float]:
    """Output and processor seconds of a command and all processes below it, looked at every 20 ms; it ends with one of ``fine``."""
    compile_package()
    cpu: dict[int, float] = {}
    with tempfile.TemporaryFile("w+") as out:
        process = psutil.Popen([str(c) for c in command], stdout=out, stderr=subprocess.DEVNULL, cwd=ROOT)
        while process.poll() is None:
            with contextlib.suppress(psutil.NoSuchProcess):
                for p in (process, *process.children(recursive=True)):
                    with contextlib.suppress(psutil.NoSuchProcess):
                        cpu[p.pid] = sum(p.cpu_times()[:2])
            time.sleep(0.02)
        assert process.returncode in fine, command
        out.seek(0)
        return out.read(), sum(cpu.values())


def stock(forms: list[Path], out: Path) -> Cost:
    """Today's way: papermill's command, then jupyter nbconvert, a form at a time in each worker."""
    out.mkdir(parents=True, exist_ok=True)

    def one(form: Path) -> float:
        made = out / f"{form.stem}.ipynb"
        first = ran([sys.executable, "-m", "papermill", NOTEBOOK, made, "-p", "form", form])[1]
        return first + ran([sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", "--no-input", made])[1]

    start = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        cpu = sum(pool.map(one, forms))
    assert len(list(out.glob("*.html"))) == len(forms)
    return _told("stock", Cost(len(forms), time.perf_counter() - start, cpu))


def batch(forms: Path, out: Path, jobs: int = WORKERS) -> Cost:
    """A batch in a process of its own, start-up and all files included."""
    code = (
        "import sys; from selfeval_nb.batch.run import run_batch\n"
        "print(run_batch([sys.argv[1]], sys.argv[2], jobs=int(sys.argv[3]), progress=False).made)"
    )
    start = time.perf_counter()
    made, cpu = ran([sys.executable, "-c", code, forms, out, jobs])
    return _told(f"batch, {jobs} workers", Cost(int(made), time.perf_counter() - start, cpu))


def _told(what: str, cost: Cost) -> Cost:
    print(
        f"{what}: {cost.reports} reports, {cost.seconds:.0f} s, {cost.cpu:.1f} s of processor",
        file=sys.stderr,
        flush=True,
    )
    return cost


def floor(forms: list[Path], out: Path, *, together: bool) -> float:
    """Processor seconds a form of a plain loop that does without papermill, shell and pool what a batch does: reading, checks,
    the same cells, a page.

    ``together``: the forms are validated once, as in the batch, and the cells show what lies ready; else each is opened alone.
    """
    from selfeval_nb.checks.run import check
    from selfeval_nb.forms.frames import tables_of
    from selfeval_nb.forms.load import load_forms
    from selfeval_nb.review import shelf
    from selfeval_nb.review.build import build_reviews

    cells = _cells()
    out.mkdir(parents=True, exist_ok=True)

    def loop(paths: list[Path]) -> int:
        loaded = load_forms(paths)
        where = out / "shelf"
        if together:
            result = check(tables_of(loaded.forms, loaded.problems))
            for review in build_reviews(loaded.forms, result, loaded.problems):
                f = review.form
                key = shelf.key_for(f.sha256, f.form_no, how.How())
                shelf.put(where, key, review)
            os.environ[shelf.VARIABLE] = str(where)
        try:
            for form in loaded.forms:
                page = _page(_shown(cells, {"form": form.file, "form_no": form.form_no}))
                (out / f"{form.form_id}.html").write_text(page, encoding="utf-8")
        finally:
            os.environ.pop(shelf.VARIABLE, None)
        return len(loaded.forms)

    loop(forms[:6])  # warm
    start = time.process_time()
    done = loop(forms)
    return (time.process_time() - start) / done


def report_and_loop(forms: list[Path], work: Path, rounds: int = 3) -> tuple[float, float, float]:
    """Processor seconds a form, in one warm process, with the reviews of the batch on the shelf: (a report as a worker makes
    it, that is the notebook through papermill and our engine, and its page; the same cells as a plain loop, what they show
    and the same page; that loop without a page).

    The three take turns by groups of twenty forms, so that what else the machine does falls on all of them.
    """
    import selfeval_nb.batch.stage.preload  # noqa: F401  # as a worker is
    from selfeval_nb.batch.messages import words
    from selfeval_nb.batch.stage import judging, tasks
    from selfeval_nb.review import shelf

    work.mkdir(parents=True, exist_ok=True)
    refs, _ = prepared(forms, work)
    cells = _cells()

    def parameters(ref: tasks.FormRef) -> dict[str, Any]:
        return {"form": ref.path, "form_no": ref.form_no}

    def report(ref: tasks.FormRef) -> None:
        made = tasks.render(
            tasks.RenderTask(
                ref.form_id, ref.sha256, str(NOTEBOOK), parameters(ref), {}, f"report-{ref.form_id}", ("html",), str(work),
                str(NOTEBOOK.parent), judging.shelf_of(str(work), ref.form_id), words("zh"), own=True,
            )
        )  # fmt: skip
        assert not made.error

    def loop(ref: tasks.FormRef) -> None:
        os.environ[shelf.VARIABLE] = judging.shelf_of(str(work), ref.form_id)
        page = _page(_shown(cells, parameters(ref)))
        (work / f"loop-{ref.form_id}.html").write_text(page, encoding="utf-8")

    def bare(ref: tasks.FormRef) -> None:
        os.environ[shelf.VARIABLE] = judging.shelf_of(str(work), ref.form_id)
        _shown(cells, parameters(ref))

    ways = (report, loop, bare)
    spent = dict.fromkeys(ways, 0.0)
    for number in range(rounds + 1):
        for at in range(0, len(refs), 20):
            for way in ways[number % 3 :] + ways[: number % 3]:
                start = time.process_time()
                for ref in refs[at : at + 20]:
                    way(ref)
                if number:  # the first round warms up
                    spent[way] += time.process_time() - start
    os.environ.pop(shelf.VARIABLE, None)
    _same_content(work, tuple(ref.form_id for ref in refs))
    each = rounds * len(refs)
    return spent[report] / each, spent[loop] / each, spent[bare] / each


def prepared(forms: list[Path], work: Path) -> tuple[list[Any], list[Any]]:
    """(the forms, their judgements) of documents, read and judged in this process as workers do; the reviews lie on the shelf."""
    from selfeval_nb.batch.stage import judging, reading, tasks
    from selfeval_nb.common.how import How
    from selfeval_nb.readers.sources import expand

    asked = tuple(reading.Asked(n, source) for n, source in enumerate(expand(forms)))
    kept = str(work / "kept")
    documents = reading.load_documents(reading.LoadTask(asked, str(work), kept))
    once = {f.form_id: d.place for d in reversed(documents) for f in d.forms}  # the same bytes may come twice
    for d in documents:
        d.forms = [f for f in d.forms if once[f.form_id] == d.place]
    wanted = tuple(
        judging.Wanted(d.place, f.form_no - 1, f.form_id, tuple(d.problems)) for d in documents for f in d.forms
    )
    judged = judging.judge(judging.JudgeTask(wanted, {}, str(work), kept, How()))
    refs = [
        tasks.FormRef(f.form_id, d.name, f.form_no, f.sha256, f.project, d.path) for d in documents for f in d.forms
    ]
    return refs, judged


def _same_content(work: Path, ids: tuple[str, ...]) -> None:
    """The loop's pages show what the reports show: else it would be no floor of theirs."""
    for form_id in ids:
        ours, theirs = (len((work / f"{kind}-{form_id}.html").read_bytes()) for kind in ("report", "loop"))
        assert abs(ours - theirs) < 0.05 * ours, (form_id, ours, theirs)


def _cells() -> list[tuple[Any, Any]]:
    """The code of a report's cells."""
    from selfeval_nb.report.page.executed import GUIDE

    source = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    wanted = (c for c in source["cells"] if c["cell_type"] == "code" and GUIDE not in c["metadata"].get("tags", []))
    return [_split("".join(c["source"])) for c in wanted]


def _shown(cells: list[tuple[Any, Any]], parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """Run the cells in a fresh namespace; what their last lines show, as outputs of a notebook."""
    namespace: dict[str, Any] = {}
    shown = []
    for number, (body, last) in enumerate(cells):
        exec(body, namespace)
        if number == 0:
            namespace |= parameters
        value: Any = None if last is None else eval(last, namespace)
        if hasattr(value, "_repr_mimebundle_"):  # the panel to rule by shows nothing in a report
            data, metadata = value._repr_mimebundle_()
            shown.append({"output_type": "execute_result", "data": data, "metadata": metadata})
    return shown


def _page(shown: list[dict[str, Any]]) -> str:
    from nbformat import from_dict

    from selfeval_nb.report.page.executed import export_notebook

    cell = {"cell_type": "code", "metadata": {}, "source": "", "outputs": shown}
    return export_notebook(from_dict({"metadata": {}, "cells": [cell]}))


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
    few = make_forms(folder / "few", 7)
    before = stock(forms[:4], folder / "stock")
    many = batch(folder / "forms", folder / "out")
    after = stock(forms[4:8], folder / "stock-after")
    old = Cost(before.reports + after.reports, before.seconds + after.seconds, before.cpu + after.cpu)
    one_few = batch(folder / "few", folder / "out-few", jobs=1)
    one_many = batch(folder / "forms", folder / "out-one", jobs=1)
    steady = (one_many.cpu - one_few.cpu) / (one_many.reports - one_few.reports)
    together = floor(forms, folder / "floor", together=True)
    alone = floor(few, folder / "floor-alone", together=False)
    check, gx = start_up(forms[0])
    report, loop, bare = report_and_loop(forms[:80], folder / "alike")
    return {
        "reports": many.reports,
        "stock, reports a minute": old.rate,
        "stock, ms of processor a report": old.ms,
        "batch, reports a minute": many.rate,
        "batch, ms of processor a report": many.ms,
        "batch / stock by the clock": many.rate / old.rate,
        "batch / stock by processor time": old.ms / many.ms,
        "batch, ms of processor a further report": steady * 1000,
        "batch / stock, a further report": old.ms / (steady * 1000),
        "report alone, ms of processor": report * 1000,
        "the same cells and page as a plain loop, ms": loop * 1000,
        "the same cells as a plain loop without a page, ms": bare * 1000,
        "report / loop of the same cells": report / loop,
        "report / loop without a page": report / bare,
        "floor, validated together, ms of processor": together * 1000,
        "floor, each form alone, ms of processor": alone * 1000,
        "batch, all included / floor together": steady / together,
        "batch, all included / floor alone": steady / alone,
        "selfeval check, s": check,
        "import great_expectations, s": gx,
        "check / import": check / gx,
    }


# what is asked for: (figure, at least or at most, how much)
AIMS = (
    ("batch / stock by processor time", ">=", 40.0),
    ("report / loop of the same cells", "<=", 2.0),
    ("check / import", "<=", 1.3),
)


def missed(figures: dict[str, float]) -> list[str]:
    """The aims that the figures miss, in words."""
    return [
        f"{name} is {figures[name]:.2f}, not {sign} {aim:g}"
        for name, sign, aim in AIMS
        if not (figures[name] >= aim if sign == ">=" else figures[name] <= aim)
    ]


@pytest.mark.benchmark
@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_the_batch_against_the_stock_tools_and_the_floor(tmp_path: Path) -> None:
    figures = measure(350, tmp_path)
    print("\n" + table(figures))
    assert missed(figures) == []


def table(figures: dict[str, float]) -> str:
    return "\n".join(f"{name:50} {value:10.2f}" for name, value in figures.items())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        given = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 350, Path(place))
    print(table(given))
    print("\n".join(missed(given)) or "all aims met: " + ", ".join(f"{n} {s} {a:g}" for n, s, a in AIMS))
    sys.exit(bool(missed(given)))
