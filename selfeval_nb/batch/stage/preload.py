"""What a worker needs, imported and warmed up. Imported by the fork server once, by a spawned worker at its start.

Importing is not enough: the first document, the first check, the first shell and the first page of a process load templates,
formatters, vocabularies and patterns that all later ones find ready. So one shipped sample form goes the whole way here.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile


def _in_a_line(kind: type[BaseException], error: BaseException, trace: object) -> None:
    """What keeps a fork server from starting, mostly a lack of memory; the one who started it says what to do."""
    print(f"selfeval: {kind.__name__}: {error}", file=sys.stderr)


if sys.argv[:1] == ["-c"] and not hasattr(sys, "ps1"):  # the fork server's process, and none that somebody works in
    sys.excepthook = _in_a_line
os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")

from selfeval_nb.common.how import How  # noqa: E402
from selfeval_nb.engine.lean import lean_imports  # noqa: E402

with lean_imports():
    import papermill  # noqa: F401  # before the engine, which it loads

    import selfeval_nb.report.desk.desk
    import selfeval_nb.report.overview.index
    import selfeval_nb.report.page.executed
    from selfeval_nb.batch.stage import execute, judging, reading, tasks  # noqa: F401
    from selfeval_nb.common.assets import asset_dir
    from selfeval_nb.readers.sources import expand
    from selfeval_nb.review import shelf


def _warm_up() -> None:
    notebooks = asset_dir("notebooks")
    # one, the smallest Word form: what others need beside it a worker that meets them loads in no time
    samples = sorted((notebooks / "forms").glob("*.docx"), key=lambda p: p.stat().st_size)[:1]
    with tempfile.TemporaryDirectory(prefix="selfeval-") as work:
        before = os.environ.get(shelf.VARIABLE)
        asked = tuple(reading.Asked(n, s) for n, s in enumerate(expand(samples)))
        kept = os.path.join(work, "kept")
        done = [d for d in reading.load_documents(reading.LoadTask(asked, work, kept)) if d.forms]
        if not done:
            return
        wanted = tuple(
            judging.Wanted(d.place, n, f.form_id, tuple(d.problems)) for d in done for n, f in enumerate(d.forms)
        )
        judging.judge(judging.JudgeTask(wanted, (), work, kept, How()))
        first = done[0].forms[0]
        os.environ[shelf.VARIABLE] = judging.shelf_of(work, first.form_id)
        try:
            nb, _ = execute.execute(
                str(notebooks / "review.ipynb"),
                {"form": done[0].path, "form_no": first.form_no},
                str(notebooks),
                guide=False,
            )
        finally:
            os.environ.pop(shelf.VARIABLE, None)
            if before is not None:
                os.environ[shelf.VARIABLE] = before
        selfeval_nb.report.page.executed.export_notebook(nb)


_warm_up()
# what is alive now stays: the collector need not look at it again, nor touch (and so copy) pages that forks share
gc.collect()
gc.freeze()
# a form makes some ten thousand objects that live until its report is made: looked through once, not six times
gc.set_threshold(10_000, 10, 10)
