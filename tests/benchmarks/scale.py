"""What a batch of a million forms takes: ``python -m tests.benchmarks.scale [measured | FORMS]``.

The costs of a form are measured in this process (CPU seconds, warm), then summed over the stages. Reading, judging, preparing and
rendering divide by the number of workers, and large batches are judged in parts; comparing the forms with each other,
publishing, index and data files are done by the one run that started the batch. The two workbooks are written by two
workers beside the reports. All of it is linear in the number of forms, so the sum says where a batch stops getting faster.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from selfeval_nb.batch.stage.parts import PART, PARTS_FROM

# ms of CPU a form, measured on one core of a 2-core machine under much other work (load 13), which makes each dearer
MEASURED = {
    "read": 9.7, "judge": 1.6, "prepare": 7.4, "render": 54.4, "workbook": 22.5,
    "compare": 0.24, "publish": 0.05, "index": 0.47, "data": 1.3,
}  # fmt: skip
DIVIDED = ("read", "prepare", "render")
VALIDATION = 2.1  # seconds of a Great Expectations run over all suites, whatever the number of forms
START = 5.0  # seconds: workers and Great Expectations, at the same time


def measure(count: int) -> dict[str, float]:
    """The costs of a form on this machine, in ms."""
    import selfeval_nb.batch.stage.preload  # noqa: F401
    from selfeval_nb.batch.output.data import write_data
    from selfeval_nb.batch.output.folder import OutputFolder
    from selfeval_nb.batch.output.manifest import Entry, Ledger
    from selfeval_nb.batch.stage import books, tasks
    from selfeval_nb.batch.words import ZH
    from selfeval_nb.checks.run import check, compare_forms
    from selfeval_nb.common.how import How
    from selfeval_nb.readers.sources import expand
    from selfeval_nb.report.overview.index import index_files
    from tests.benchmarks.bench_batch import NOTEBOOK, make_forms

    base = Path(tempfile.mkdtemp())
    cost: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        start = time.process_time()
        result = work()
        cost[name] = time.process_time() - start
        return result

    sources = tuple(expand(make_forms(base / "forms", count)))
    with OutputFolder(base / "out", ZH) as folder:
        work = str(folder.work)
        chunk = timed("read", lambda: tasks.load_chunk(tasks.LoadTask(0, sources, work)))
        tables = tasks.stored_tables(work, 0)
        check(tables, engine="gx")
        result = timed("judge", lambda: check(tables, engine="gx"))
        # four times the forms under other ids: what is more than with the forms once is what a form costs
        more = replace(tables, **{n: _copies(getattr(tables, n), 4) for n in ("forms", "funds", "indicators", "cells")})
        timed("judge four", lambda: check(more, engine="gx"))
        timed("compare", lambda: compare_forms(tables))
        timed("compare four", lambda: compare_forms(more))
        for name in ("judge", "compare"):
            cost[name] = max(0.0, cost.pop(f"{name} four") - cost[name]) / 3
        cost["judge"] = max(0.0, cost["judge"] - cost["compare"])
        ids = tuple(r.form_id for r in chunk.refs)
        task = tasks.ShelveTask(0, ids, result, (), work, How())
        shelved = timed("prepare", lambda: tasks.shelve_chunk(task))

        def render() -> None:
            for ref in chunk.refs:
                parameters = {"form": ref.path, "form_no": ref.form_no}
                tasks.render(
                    tasks.RenderTask(
                        ref.form_id, ref.sha256, str(NOTEBOOK), parameters, {}, ref.form_id, ("html",), work,
                        str(NOTEBOOK.parent), tasks.shelf_of(work, ref.form_id), ZH,
                    )
                )  # fmt: skip

        timed("render", render)
        refs = tuple(chunk.refs)
        write = [books.BookTask(name, refs, work, How()) for name in books.BOOKS]
        timed("workbook", lambda: [books.write_book(book) for book in write])
        ledger = Ledger(folder)

        def publish() -> None:
            for form_id in ids:
                folder.publish(folder.work / f"{form_id}.html", f"{form_id}.html")
                ledger.note(Entry(form_id, "", 1, "", form_id, outputs={f"{form_id}.html": "0" * 64}))

        timed("publish", publish)
        ledger.abandon()
        rows = [{**s.row, "href": "x.html"} for s in shelved]
        timed("index", lambda: index_files(rows, rules=result.rules))
        timed("data", lambda: write_data(folder, chunk.tables, result))
    return {name: cost[name] / len(ids) * 1000 for name in MEASURED}


def _copies(frame: Any, times: int) -> Any:
    """The rows of a frame several times, each time as other forms."""
    import pandas as pd

    parts = []
    for k in range(times):
        part = frame.copy()
        part["form_id"] = f"{k}-" + part["form_id"]
        if "project" in part:
            chance = random.Random(k)
            part["project"] = [f"{p}{chance.randrange(10**6)}" for p in part["project"]]
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def simulate(forms: int, cores: int, cost: dict[str, float], *, workbook: bool) -> dict[str, float]:
    """Minutes of each stage. Publishing and the workbooks go on beside rendering, so the slowest of the three counts."""
    stages = {name: forms * cost[name] / 1000 / 60 for name in cost}
    for name in DIVIDED:
        stages[name] /= cores
    parts = -(-forms // PART) if forms >= PARTS_FROM else 1
    rounds = -(-parts // cores)
    stages["judge"] = stages["judge"] / min(parts, cores) + rounds * VALIDATION / 60
    stages["compare"] += VALIDATION / 60 if parts > 1 else 0.0
    books = stages["workbook"] if workbook else 0.0
    stages["workbook"] = books / 2 if cores > 2 else 0.0
    stages["render"] += books / cores if cores <= 2 else 0.0
    beside = max(0.0, stages["publish"] - stages["render"], stages["workbook"] - stages["render"])
    total = START / 60 + sum(v for k, v in stages.items() if k not in ("publish", "workbook")) + beside
    return {**stages, "total": total}


def main() -> None:
    """Print the costs of a form and what they come to."""
    given = sys.argv[1] if len(sys.argv) > 1 else "measured"
    cost = MEASURED if given == "measured" else measure(int(given))
    print("ms a form: " + ", ".join(f"{k} {v:.2f}" for k, v in cost.items()))
    print(f"{'forms':>9} {'cores':>5} " + " ".join(f"{k:>9}" for k in (*cost, "total")) + "   minutes")
    for forms in (10_000, 100_000, 1_000_000):
        for cores in (2, 16, 64, 512):
            row = simulate(forms, cores, cost, workbook=forms <= 20_000)
            print(f"{forms:>9} {cores:>5} " + " ".join(f"{row[k]:>9.1f}" for k in (*cost, "total")))


if __name__ == "__main__":
    main()
