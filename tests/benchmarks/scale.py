"""What a batch of a million forms takes: ``python -m tests.benchmarks.scale [measured | FORMS]``.

The costs of a form are measured in this process (CPU seconds, warm), then summed over the stages. Reading, judging and rendering
divide by the number of workers; comparing the forms with each other, publishing, index and data files are done by the one run that
started the batch. The two workbooks are written by two workers beside the reports. All of it is linear in the number of
forms, so the sum says where a batch stops getting faster.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# ms of CPU a form, measured on one core of a 2-core machine under much other work (load 5 to 9), which makes each dearer
MEASURED = {
    "read": 10.0, "judge": 23.0, "render": 26.0, "workbook": 2.8, "compare": 0.15, "publish": 0.05, "index": 0.41, "data": 1.4,
}  # fmt: skip
DIVIDED = ("read", "judge", "render")
START = 2.0  # seconds: workers


def measure(count: int) -> dict[str, float]:
    """The costs of a form on this machine, in ms."""
    from tests.benchmarks.bench_batch import make_forms

    base = Path(tempfile.mkdtemp())
    return costs(make_forms(base / "forms", count), base)


def costs(documents: list[Path], base: Path) -> dict[str, float]:
    """The costs of the forms of some documents, each in ms of processor time."""
    import selfeval_nb.batch.stage.preload  # noqa: F401
    from selfeval_nb.batch.messages import words
    from selfeval_nb.batch.output.folder import OutputFolder
    from selfeval_nb.batch.output.manifest import Entry, Ledger
    from selfeval_nb.batch.stage import books, comparing, files, judging, reading, tasks
    from selfeval_nb.checks.run import rule_book
    from selfeval_nb.common.how import How
    from selfeval_nb.readers.sources import expand
    from tests.benchmarks.bench_batch import NOTEBOOK

    cost: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        start = time.process_time()
        result = work()
        cost[name] = time.process_time() - start
        return result

    asked = tuple(reading.Asked(n, s) for n, s in enumerate(expand(documents)))
    with OutputFolder(base / "out", words("zh")) as folder:
        work, kept = str(folder.work), str(folder.kept)
        documents = timed("read", lambda: reading.load_documents(reading.LoadTask(asked, work, kept)))
        once = {f.form_id: d.place for d in reversed(documents) for f in d.forms}  # the same bytes may come twice
        for d in documents:
            d.forms = [f for f in d.forms if once[f.form_id] == d.place]
        read = tuple((f.form_id, d.rows, f.span) for d in documents for f in d.forms)

        def compare(times: int) -> None:
            # the same forms again and again, under other ids: what is more than with the forms once is what a form costs
            pieces = tuple((f"{k}-{form_id}", rows, span) for k in range(times) for form_id, rows, span in read)
            comparing.compare(comparing.CompareTask(pieces, kept, How(), "direct", work))

        timed("compare", lambda: compare(1))
        timed("compare four", lambda: compare(4))
        cost["compare"] = max(0.0, cost.pop("compare four") - cost["compare"]) / 3
        wanted = [
            judging.Wanted(d.place, f.form_no - 1, f.form_id, tuple(d.problems)) for d in documents for f in d.forms
        ]
        parts = [tuple(wanted[at : at + judging.PART]) for at in range(0, len(wanted), judging.PART)]
        done = timed("judge", lambda: [judging.judge(judging.JudgeTask(p, {}, work, kept, How())) for p in parts])
        judged = tuple(one for part in done for one in part)
        refs = [
            tasks.FormRef(f.form_id, d.name, f.form_no, f.sha256, f.project, d.path) for d in documents for f in d.forms
        ]

        def render() -> None:
            for ref in refs:
                parameters = {"form": ref.path, "form_no": ref.form_no}
                tasks.render(
                    tasks.RenderTask(
                        ref.form_id, ref.sha256, str(NOTEBOOK), parameters, {}, ref.form_id, ("html",), work,
                        str(NOTEBOOK.parent), judging.shelf_of(work, ref.form_id), words("zh"), own=True,
                    )
                )  # fmt: skip

        timed("render", render)
        write = [books.BookTask(name, judged, work, kept, How()) for name in books.BOOKS]
        timed("workbook", lambda: [books.write_book(book) for book in write])
        ledger = Ledger(folder)

        def publish() -> None:
            for ref in refs:
                folder.publish(folder.work / f"{ref.form_id}.html", f"{ref.form_id}.html")
                ledger.note(Entry(ref.form_id, "", 1, "", ref.form_id, outputs={f"{ref.form_id}.html": "0" * 64}))

        timed("publish", publish)
        ledger.abandon()
        listed = tuple((one.form_id, one.brief, "x.html") for one in judged)
        index = files.IndexTask(listed, (), rule_book()["rules"], {}, (), None, "zh", (), work, kept)
        timed("index", lambda: files.write_index(index))
        told = tuple((one.form_id, one.data, one.span) for one in judged)

        def data() -> None:
            files.write_tables(files.TablesTask(read, (), work, kept))
            files.write_judged(files.JudgedTask(told, read, work, kept, "zh"))

        timed("data", data)
    return {name: cost[name] / len(refs) * 1000 for name in MEASURED}


def simulate(forms: int, cores: int, cost: dict[str, float], *, workbook: bool) -> dict[str, float]:
    """Minutes of each stage. Publishing and the workbooks go on beside rendering, so the slowest of the three counts."""
    stages = {name: forms * cost[name] / 1000 / 60 for name in cost}
    for name in DIVIDED:
        stages[name] /= cores
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
