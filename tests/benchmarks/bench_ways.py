"""The same forms in other ways: ``python -m tests.benchmarks.bench_ways DOCUMENTS [stock] [dask] [notebook]``; all three when none is named.

DOCUMENTS is a folder (``python -m tests.generator --count 880 DOCUMENTS`` writes varied ones).

- ``stock``: papermill's command and ``jupyter nbconvert`` on eight Word forms, four before and four after batches of some 98 and 400 forms;
  a report by them is taken to cost the same whatever their number, since they begin anew for each.
- ``dask``: a batch of 200 forms on a scheduler of this machine with one, two and four workers (one thread each), and with our own two;
  the files must be the same. On fewer cores than workers the clock says nothing, processor time what distribution costs.
- ``notebook``: the shipped notebook in a kernel of its own, as JupyterLab runs it after ▶▶: until the cell with the verdict has its
  output, and until the last one.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

import nbformat
import psutil  # type: ignore[import-untyped,unused-ignore]
from nbclient import NotebookClient

from tests.benchmarks.bench_batch import NOTEBOOK, WORKERS, batch, ran, stock
from tests.compiled import compile_package

SUMMARY = "desk.summary"
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def some(documents: Path, count: int, folder: Path) -> Path:
    """A folder with the first ``count`` documents."""
    folder.mkdir()
    for path in sorted(p for p in documents.iterdir() if p.is_file())[:count]:
        shutil.copy(path, folder)
    return folder


def against_stock(documents: Path, base: Path) -> None:
    """Print how many times less a batch takes than the stock tools, by processor and by the clock."""
    word = sorted(documents.glob("*.docx"))[:8]
    before = stock(word[:4], base / "stock")
    many = [batch(some(documents, count, base / f"few-{count}"), base / f"out-{count}") for count in (84, 345)]
    after = stock(word[4:], base / "stock-after")
    ms, rate = (before.ms + after.ms) / 2, 8 / (before.seconds + after.seconds) * 60
    print(f"stock tools: {ms:.0f} ms of CPU a report, {rate:.1f} reports a minute")
    for cost in many:
        print(
            f"batch of {cost.reports}: {cost.ms:.0f} ms of CPU a report, {ms / cost.ms:.0f} times less; "
            f"{cost.rate:.0f} a minute, {cost.rate / rate:.0f} times as many by the clock"
        )


@contextmanager
def cluster(workers: int, folder: Path) -> Iterator[str]:
    """The address of a scheduler of this machine with so many workers."""
    from distributed import Client

    folder.mkdir()
    file = folder / "scheduler.json"
    part = [sys.executable, "-m", "distributed.cli.dask_"]
    common = ["--no-dashboard", "--scheduler-file", file]
    commands: list[list[str | Path]] = [
        [*part[:2], f"{part[2]}scheduler", "--host", "127.0.0.1", "--port", "0", "--no-show", *common]
    ]
    commands += [
        [*part[:2], f"{part[2]}worker", "--no-nanny", "--nthreads", "1", "--local-directory", folder / f"w{n}", *common]
        for n in range(workers)
    ]
    with ExitStack() as stack:
        for command in commands:
            process = stack.enter_context(subprocess.Popen(list(map(str, command)), **QUIET))  # type: ignore[call-overload]
            stack.callback(process.kill)
        while not file.exists():
            time.sleep(0.05)
        with Client(scheduler_file=str(file), set_as_default=False) as client:
            client.wait_for_workers(workers)
            yield client.scheduler.address


def on_dask(documents: Path, base: Path) -> None:
    """Print what a batch takes on Dask; the workers are started, and have loaded nothing, when it begins."""
    folder = some(documents, 170, base / "dask-forms")
    code = (
        "import sys; from selfeval_nb.batch.run import run_batch\n"
        "print(run_batch([sys.argv[1]], sys.argv[2], jobs=2, progress=False, dask=sys.argv[3] or None).made)"
    )
    files = {}
    for workers in (0, 1, 2, 4):
        out = base / f"dask-{workers}"
        with ExitStack() as stack:
            address = stack.enter_context(cluster(workers, base / f"cluster-{workers}")) if workers else ""
            before = below()
            start = time.perf_counter()
            made, cpu = ran([sys.executable, "-c", code, folder, out, address])
            seconds = time.perf_counter() - start
            cpu += below() - before if workers else 0.0
        files[workers] = {
            p.relative_to(out): p.read_bytes() for p in out.rglob("*") if p.is_file() and ".selfeval" not in p.parts
        }
        name = f"Dask, {workers} workers" if workers else f"our own {WORKERS} workers"
        same = "" if files[workers] == files[0] else " (NOT THE SAME FILES)"
        print(f"{name}: {made.strip()} reports, {seconds:.1f} s by the clock, {cpu:.1f} of CPU{same}", flush=True)


def below() -> float:
    """Processor seconds of the processes that this one has started and that are still there."""
    return sum(sum(p.cpu_times()[:2]) for p in psutil.Process().children(recursive=True))


def in_notebook(documents: Path, base: Path, times: int = 3) -> None:
    """Print when the verdict stands in the notebook."""
    verdict, whole, spent = [], [], []
    for n in range(times):
        nb = nbformat.read(NOTEBOOK, 4)
        cell = next(c for c in nb.cells if "parameters" in c.metadata.get("tags", []))
        shutil.copy(sorted(documents.glob("*.docx"))[n], base / f"form-{n}.docx")
        cell.source = "\n".join(
            f"form = {str(base / f'form-{n}.docx')!r}" if line.startswith("form:") else line
            for line in cell.source.split("\n")
        )
        seen: list[tuple[float, float]] = []

        def executed(cell: nbformat.NotebookNode, **_: object) -> None:
            if cell.source == SUMMARY:
                assert cell.outputs, "no verdict"
                seen.append((time.perf_counter(), below()))  # noqa: B023

        begin = time.perf_counter()
        client = NotebookClient(
            nb, kernel_name="python3", resources={"metadata": {"path": str(base)}}, on_cell_executed=executed
        )
        client.execute()
        whole.append(time.perf_counter() - begin)
        verdict.append(seen[0][0] - begin)
        spent.append(seen[0][1])
    print(
        f"notebook: the verdict after {median(verdict):.1f} s by the clock and {median(spent):.1f} of CPU of the kernel, its start included; "
        f"all cells after {median(whole):.1f} s"
    )


def main() -> None:
    """Measure and print."""
    compile_package()
    documents, ways = Path(sys.argv[1]), sys.argv[2:]
    for name, way in (("notebook", in_notebook), ("dask", on_dask), ("stock", against_stock)):
        if name in ways or not ways:
            with tempfile.TemporaryDirectory(prefix="selfeval-ways-") as place:
                way(documents, Path(place))


if __name__ == "__main__":
    main()
