"""What a batch of a million forms takes: ``python -m tests.benchmarks.scale [measured | FORMS]``.

The costs of a form are measured in this process (CPU seconds, warm), then summed over the stages: reading, preparing and
rendering divide by the number of workers; checking, publishing, index and data files are done by the one run that started
the batch. Each of these is linear in the number of forms, so the sum says where a batch stops getting faster.
"""

from __future__ import annotations

import pickle
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# ms of CPU a form, measured on one core of a shared 2-core machine
MEASURED = {
    "read": 8.7, "prepare": 11.0, "render": 47.0,
    "check": 11.0, "publish": 0.1, "index": 0.025, "data": 0.8, "workbook": 17.0,
}  # fmt: skip
DIVIDED = ("read", "prepare", "render")
START = 6.0  # seconds


def measure(count: int) -> dict[str, float]:
    """The costs of a form on this machine, in ms."""
    import selfeval_nb.batch.preload  # noqa: F401
    from selfeval_nb.batch import tasks
    from selfeval_nb.batch.data import write_data, write_workbooks
    from selfeval_nb.batch.folder import OutputFolder
    from selfeval_nb.batch.manifest import Entry, Ledger
    from selfeval_nb.batch.words import ZH
    from selfeval_nb.checks.run import check
    from selfeval_nb.readers.sources import expand
    from selfeval_nb.report.index import render_index
    from selfeval_nb.review.build import build_reviews
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
        check(chunk.tables)
        result = timed("check", lambda: check(chunk.tables))
        ids = tuple(r.form_id for r in chunk.refs)
        task = tasks.ShelveTask(0, ids, result, (), work, "default", None, "zh")
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
        ledger = Ledger(folder)

        def publish() -> None:
            for form_id in ids:
                folder.publish(folder.work / f"{form_id}.html", f"{form_id}.html")
                ledger.note(Entry(form_id, "", 1, "", form_id, outputs={f"{form_id}.html": "0" * 64}))

        timed("publish", publish)
        ledger.abandon()
        rows = [{**s.row, "href": "x.html"} for s in shelved]
        timed("index", lambda: render_index(rows, rules=result.rules))
        timed("data", lambda: write_data(folder, chunk.tables, result))
        forms = pickle.loads((folder.work / "forms" / "0.pickle").read_bytes())
        timed("workbook", lambda: write_workbooks(folder, lambda: build_reviews(forms, result)))
    return {name: seconds / len(ids) * 1000 for name, seconds in cost.items()}


def simulate(forms: int, cores: int, cost: dict[str, float], *, workbook: bool) -> dict[str, float]:
    """Minutes of each stage. Publishing goes on beside rendering, so the slower of the two counts."""
    stages = {name: forms * cost[name] / 1000 / 60 for name in cost}
    for name in DIVIDED:
        stages[name] /= cores
    if not workbook:
        stages["workbook"] = 0.0
    beside = max(0.0, stages["publish"] - stages["render"])
    total = START / 60 + sum(v for k, v in stages.items() if k != "publish") + beside
    return {**stages, "total": total}


def main() -> None:
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
